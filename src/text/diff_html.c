/* diff_html.c: the changes of an article as HTML, for the same layout as everything else that is read. */
#include "telex/diff.h"

struct writer {
	struct buf *out;
	bool with_marks;
	struct buf para;	 /* of the text, not yet written */
	bool is_changed;	 /* something in it is */
	bool has_gap, has_begun; /* paragraphs were left out; one was written */
};

static void put_escaped(struct buf *out, struct bytes s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '&')
			buf_adds(out, "&amp;");
		else if (s.data[i] == '<')
			buf_adds(out, "&lt;");
		else
			buf_addc(out, s.data[i]);
	}
}

/* The paragraph ends: it is written if anything in it changed, with a sign for what was left out before it. */
static void end_para(struct writer *w)
{
	if (w->is_changed) {
		buf_adds(w->out, w->has_gap ? "<p>…</p><p>" : "<p>");
		buf_add(w->out, buf_str(&w->para), w->para.len);
		buf_adds(w->out, "</p>\n");
		w->has_begun = true;
	}
	w->has_gap = !w->is_changed && (w->has_gap || w->para.len > 0);
	w->is_changed = false;
	buf_reset(&w->para);
}

static const char *const open_tags[] = {
    [TEXT_DIFF_SAME] = "", [TEXT_DIFF_REMOVED] = "<del>", [TEXT_DIFF_ADDED] = "<ins>"};
static const char *const close_tags[] = {
    [TEXT_DIFF_SAME] = "", [TEXT_DIFF_REMOVED] = "</del>", [TEXT_DIFF_ADDED] = "</ins>"};
static const char *const open_marks[] = {
    [TEXT_DIFF_SAME] = "", [TEXT_DIFF_REMOVED] = "[-", [TEXT_DIFF_ADDED] = "{+"};
static const char *const close_marks[] = {
    [TEXT_DIFF_SAME] = "", [TEXT_DIFF_REMOVED] = "-]", [TEXT_DIFF_ADDED] = "+}"};

static void put_piece(struct writer *w, enum text_diff_kind kind, struct bytes s)
{
	if (s.len == 0)
		return;
	buf_adds(&w->para, open_tags[kind]);
	buf_adds(&w->para, w->with_marks ? open_marks[kind] : "");
	put_escaped(&w->para, s);
	buf_adds(&w->para, w->with_marks ? close_marks[kind] : "");
	buf_adds(&w->para, close_tags[kind]);
	w->is_changed |= kind != TEXT_DIFF_SAME;
}

/* Lines that were removed end no paragraph of the text that is left, but stand in lines of their own. */
static void put_op(struct writer *w, const struct text_diff_op *op, bool is_behind_removed)
{
	const char *p = op->text.data, *end = p + op->text.len;

	/* at the start of a line what was removed and what came in its place would touch */
	if (op->has_space || (is_behind_removed && (unsigned char)*p > ' ' && (unsigned char)*p < 0x80))
		buf_addc(&w->para, ' ');
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		put_piece(w, op->kind, (struct bytes){p, (size_t)((stop ? stop : end) - p)});
		p = stop ? stop : end;
		if (p == end)
			break;
		while (p < end && (*p == '\n' || *p == ' ' || *p == '\t' || *p == '\r'))
			p++;
		if (op->kind == TEXT_DIFF_REMOVED)
			buf_adds(&w->para, "<br>");
		else
			end_para(w);
	}
}

static void put_diff(const char *before, const char *after, bool with_marks, struct buf *out)
{
	struct text_diff *diff = text_diff(NULL, (struct bytes){before, strlen(before)}, (struct bytes){after, strlen(after)});
	struct writer w = {.out = out, .with_marks = with_marks, .para = BUF_INIT(MIB(64))};

	for (size_t i = 0; i < diff->n; i++)
		put_op(&w, &diff->ops[i], i > 0 && diff->ops[i - 1].kind == TEXT_DIFF_REMOVED);
	end_para(&w);
	if (w.has_gap && w.has_begun)
		buf_adds(out, "<p>…</p>\n");
	buf_free(&w.para);
	talloc_free(diff);
}

static void put_line(const char *label, const char *before, const char *after, bool with_marks, struct buf *out)
{
	if (!strcmp(before, after))
		return;
	buf_addf(out, "<p>%s</p>", label);
	put_diff(before, after, with_marks, out);
}

void text_diff_html(const struct text_wording *wordings, size_t n, bool with_marks, struct buf *out)
{
	for (size_t i = n; i-- > 1;) {
		const struct text_wording *before = &wordings[i - 1], *after = &wordings[i];

		buf_adds(out, "<h2>");
		put_escaped(out, (struct bytes){before->when, strlen(before->when)});
		buf_adds(out, "</h2>\n");
		put_line("<b>Headline</b>", before->title, after->title, with_marks, out);
		put_line("<b>Author</b>", before->author, after->author, with_marks, out);
		put_line("<b>Text</b>", before->body, after->body, with_marks, out);
	}
}
