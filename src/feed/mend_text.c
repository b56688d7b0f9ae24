/* mend_text.c: character data, as XML between the tags or apart from them. */
#include "mend_parts.h"
#include "telex/mem.h"
#include "telex/scan.h"

const char *mend_section_end(struct bytes s)
{
	const char *p = s.data, *end = s.data + s.len;

	while ((p = memchr(p, ']', (size_t)(end - p)))) {
		if (end - p < 3)
			return NULL;
		if (p[1] == ']' && p[2] == '>')
			return p;
		p++;
	}
	return NULL;
}

/* ---- between the tags ---- */

/* Append a run without '<' and '&' as character data: "]]>" may not stand in it. */
static void add_escaped(struct buf *out, struct bytes run)
{
	const char *hit;

	while ((hit = mend_section_end(run))) {
		size_t n = (size_t)(hit - run.data) + 2;

		buf_add(out, run.data, n);
		buf_adds(out, "&#62;");
		run = bytes_from(run, n + 1);
	}
	buf_add(out, run.data, run.len);
}

/* ---- apart from them ---- */

static inline scan_block stops_in(scan_block block)
{
	return scan_is(block, '<') | scan_is(block, '&') | scan_is(block, '\r');
}

/* Append the bytes of s up to one of those. */
static size_t add_run(struct buf *out, struct bytes s)
{
	char *to = buf_reserve(out, s.len);
	size_t i = to ? scan_copy_until(to, s.data, s.len, stops_in) : 0;

	if (!to)
		return 0;
	for (; i < s.len && s.data[i] != '<' && s.data[i] != '&' && s.data[i] != '\r'; i++)
		to[i] = s.data[i];
	out->len += i;
	return i;
}

/* "\r\n" and '\r' are '\n' (XML 1.0 section 2.11). */
static size_t add_line_end(struct buf *out, struct bytes s, bool is_last)
{
	if (s.len == 1 && !is_last)
		return 0;
	buf_addc(out, '\n');
	return s.len > 1 && s.data[1] == '\n' ? 2 : 1;
}

static size_t add_reference(struct mend *m, struct bytes s, bool is_last, struct reference_sink sink)
{
	bool is_mended = false;
	size_t n;

	m->at = s.data;
	n = reference_add(&m->entities, s, is_last, sink, &is_mended);
	if (is_mended)
		mend_note(m, "a bare '&' or an entity that XML does not have");
	return n;
}

static size_t text_apart(struct mend *m, struct bytes s, bool is_last)
{
	struct buf *out = &m->apart.text;
	size_t i = 0, n = 1;

	while (n > 0 && i < s.len) {
		struct bytes rest = bytes_from(s, i);

		if (*rest.data == '<')
			break;
		if (*rest.data == '&')
			n = add_reference(m, rest, is_last, (struct reference_sink){out, true});
		else if (*rest.data == '\r')
			n = add_line_end(out, rest, is_last);
		else
			n = add_run(out, rest);
		i += n;
	}
	return i;
}

void mend_end_run(struct mend *m)
{
	struct mend_text *t = &m->apart;
	size_t start = t->n_runs ? t->runs[t->n_runs - 1].end : 0;

	if (t->text.len == start)
		return;
	if (t->n_runs == t->n_room) {
		t->n_room = t->n_room ? 2 * t->n_room : 256;
		t->runs = mem_grow(m, t->runs, struct mend_run, t->n_room);
	}
	t->runs[t->n_runs++] = (struct mend_run){m->n_tags, t->text.len};
}

/* ---- both ---- */

static size_t text_between(struct mend *m, struct bytes text, bool is_end)
{
	size_t i = 0;

	for (int kept = 0; !is_end && kept < 2 && text.len > 0 && text.data[text.len - 1] == ']'; kept++)
		text.len--; /* "]]>" may go on in the next piece */
	while (i < text.len) {
		struct bytes rest = bytes_from(text, i);
		const char *ref = memchr(rest.data, '&', rest.len);
		size_t n = ref ? (size_t)(ref - rest.data) : rest.len;

		add_escaped(m->out, (struct bytes){rest.data, n});
		i += n;
		if (!ref)
			break;
		n = add_reference(m, bytes_from(text, i), is_end, (struct reference_sink){m->out, false});
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

size_t mend_text(struct mend *m, struct bytes s, bool is_last)
{
	const char *stop;
	struct bytes text;

	if (m->is_split && m->depth > 0)
		return text_apart(m, s, is_last);
	stop = memchr(s.data, '<', s.len);
	text = (struct bytes){s.data, stop ? (size_t)(stop - s.data) : s.len};
	return m->depth > 0 ? text_between(m, text, stop || is_last) : text.len;
}

/* Every piece is a section of its own, so that libxml2 never waits for the end of one. */
void mend_section(struct mend *m, struct bytes s)
{
	struct buf *out = m->is_split ? &m->apart.text : m->out;

	if (!m->is_split)
		buf_adds(out, "<![CDATA[");
	buf_add(out, s.data, s.len);
	if (!m->is_split)
		buf_adds(out, "]]>");
}

void mend_char(struct mend *m, char c)
{
	if (m->is_split)
		buf_addc(&m->apart.text, c);
	else
		buf_addf(m->out, "&#%d;", c);
}
