/* mend.c: what publishers send in, well-formed XML out. */
#include "mend.h"

#include <string.h>
#include <strings.h>

#include "mend_reference.h"
#include "telex/mem.h"

enum { DOCTYPE_MAX = 64 << 10, NAME_MAX_BYTES = 200 };

enum state { IN_TEXT, IN_CDATA, IN_COMMENT, IN_INSTRUCTION };

struct mend {
	struct buf *out;
	struct buf held; /* the start of something that the end of the piece cut */
	struct buf tag;	 /* a start tag under construction */
	size_t attributes_at[MEND_ATTRIBUTES_MAX], n_attributes; /* their names in it */
	enum state state;
	char *names[MEND_DEPTH_MAX]; /* open elements */
	size_t depth, n_too_deep;
	bool is_over; /* the root element is closed */
	struct entities entities;
	const char *problem;
};

static void note(struct mend *m, const char *problem)
{
	if (!m->problem)
		m->problem = problem;
}

static bool starts(struct bytes s, const char *word)
{
	return s.len >= strlen(word) && !memcmp(s.data, word, strlen(word));
}

static struct bytes from(struct bytes s, size_t n)
{
	return (struct bytes){s.data + n, s.len - n};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ---- text ---- */

/* "]]>" in s, NULL when it is not there. */
static const char *find_section_end(struct bytes s)
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

/* Append a run without '<' and '&' as character data: "]]>" may not stand in it. */
static void add_run(struct buf *out, struct bytes run)
{
	const char *hit;

	while ((hit = find_section_end(run))) {
		size_t n = (size_t)(hit - run.data) + 2;

		buf_add(out, run.data, n);
		buf_adds(out, "&#62;");
		run = from(run, n + 1);
	}
	buf_add(out, run.data, run.len);
}

/* Text up to the next '<'.  Gives the bytes used; what the end of the piece may cut stays. */
static size_t mend_text(struct mend *m, struct bytes s, bool is_last)
{
	const char *stop = memchr(s.data, '<', s.len);
	struct bytes text = {s.data, stop ? (size_t)(stop - s.data) : s.len};
	bool is_mended = false, is_end = stop || is_last;
	size_t i = 0;

	if (m->depth == 0)
		return text.len;
	for (int kept = 0; !is_end && kept < 2 && text.len > 0 && text.data[text.len - 1] == ']'; kept++)
		text.len--; /* "]]>" may go on in the next piece */
	while (i < text.len) {
		struct bytes rest = from(text, i);
		const char *ref = memchr(rest.data, '&', rest.len);
		size_t n = ref ? (size_t)(ref - rest.data) : rest.len;

		add_run(m->out, (struct bytes){rest.data, n});
		i += n;
		if (!ref)
			break;
		n = reference_add(&m->entities, from(text, i), is_end, m->out, &is_mended);
		if (n == 0)
			break;
		i += n;
	}
	if (is_mended)
		note(m, "a bare '&' or an entity that XML does not have");
	return i;
}

/* ---- sections ---- */

/* Bytes of s up to the end mark; *ret_found says whether it is there.  Without it, what could be its start stays. */
static size_t scan_section(struct bytes s, const char *mark, bool is_last, bool *ret_found)
{
	const char *hit = *mark == ']' ? find_section_end(s) : memmem(s.data, s.len, mark, strlen(mark));
	size_t keep = is_last ? 0 : strlen(mark) - 1;

	*ret_found = hit;
	if (hit)
		return (size_t)(hit - s.data);
	return s.len > keep ? s.len - keep : 0;
}

/* Every piece is a section of its own, so that libxml2 never waits for the end of one. */
static size_t mend_cdata(struct mend *m, struct bytes s, bool is_last)
{
	bool is_found;
	size_t n = scan_section(s, "]]>", is_last, &is_found);

	if (n > 0 && m->depth > 0) {
		buf_adds(m->out, "<![CDATA[");
		buf_add(m->out, s.data, n);
		buf_adds(m->out, "]]>");
	}
	if (!is_found)
		return n;
	m->state = IN_TEXT;
	return n + 3;
}

static size_t skip_section(struct mend *m, struct bytes s, const char *mark, bool is_last)
{
	bool is_found;
	size_t n = scan_section(s, mark, is_last, &is_found);

	if (!is_found)
		return n;
	m->state = IN_TEXT;
	return n + strlen(mark);
}

/* A document type declaration with its internal subset; 0: cut. */
static size_t scan_doctype(struct bytes s)
{
	bool is_inside = false;
	char quote = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];

		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (is_inside && starts(from(s, i), "<!--")) {
			const char *end = memmem(s.data + i, s.len - i, "-->", 3);

			if (!end)
				return 0;
			i = (size_t)(end - s.data) + 2;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '[' || c == ']') {
			is_inside = c == '[';
		} else if (c == '>' && !is_inside) {
			return i + 1;
		}
	}
	return 0;
}

static size_t mend_doctype(struct mend *m, struct bytes s, bool is_last)
{
	size_t n = scan_doctype(s);
	const char *end;

	if (n > 0) {
		entities_declare(&m->entities, m, (struct bytes){s.data, n});
		return n;
	}
	if (!is_last && s.len < DOCTYPE_MAX)
		return 0;
	note(m, "an endless document type declaration");
	end = memchr(s.data, '>', s.len);
	return end ? (size_t)(end - s.data) + 1 : s.len;
}

/* ---- tags ---- */

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (c & 0x80);
}

static bool is_name_char(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static size_t scan_name(struct bytes s)
{
	size_t n = 0;

	while (n < s.len && is_name_char(s.data[n]))
		n++;
	return n;
}

/* Names in feeds are ASCII with at most one colon inside; everything else in them becomes '_'. */
static void add_name(struct buf *out, struct bytes name)
{
	bool has_colon = false;

	for (size_t i = 0; i < name.len && i < NAME_MAX_BYTES; i++) {
		char c = name.data[i];

		if (c == ':' && !has_colon && i > 0 && i + 1 < name.len && is_name_start(name.data[i + 1])) {
			has_colon = true;
			buf_addc(out, c);
		} else {
			buf_addc(out, c == ':' || (c & 0x80) ? '_' : c);
		}
	}
}

/* The '>' that ends the tag at s; quotes protect it where they stand behind '='.  s.len: not there. */
static size_t scan_tag(struct bytes s)
{
	char quote = 0, before = 0;

	for (size_t i = 1; i < s.len; i++) {
		char c = s.data[i];

		if (quote) {
			if (c == quote)
				quote = 0;
			continue;
		}
		if ((c == '"' || c == '\'') && before == '=')
			quote = c;
		else if (c == '>')
			return i;
		if (!is_blank(c))
			before = c;
	}
	return s.len;
}

static void add_value(struct mend *m, struct bytes value, bool *ret_mended)
{
	size_t i = 0;

	buf_addc(&m->tag, '"');
	while (i < value.len) {
		size_t n = i;

		while (n < value.len && !strchr("<&\"", value.data[n]))
			n++;
		buf_add(&m->tag, value.data + i, n - i);
		i = n;
		if (i == value.len)
			break;
		if (value.data[i] == '&') {
			i += reference_add(&m->entities, from(value, i), true, &m->tag, ret_mended);
		} else {
			*ret_mended = *ret_mended || value.data[i] == '<';
			buf_addf(&m->tag, "&#%d;", value.data[i++]);
		}
	}
	buf_addc(&m->tag, '"');
}

/* The value behind '=' at s, quoted or bare; gives the bytes it took. */
static size_t mend_value(struct mend *m, struct bytes s, bool *ret_mended)
{
	size_t i = 0, n;
	char quote;

	while (i < s.len && is_blank(s.data[i]))
		i++;
	quote = i < s.len && (s.data[i] == '"' || s.data[i] == '\'') ? s.data[i] : 0;
	if (quote) {
		const char *end = memchr(s.data + i + 1, quote, s.len - i - 1);

		n = end ? (size_t)(end - s.data) - i - 1 : s.len - i - 1;
		add_value(m, (struct bytes){s.data + i + 1, n}, ret_mended);
		return i + 1 + n + (end ? 1 : 0);
	}
	*ret_mended = true;
	for (n = i; n < s.len && !is_blank(s.data[n]);)
		n++;
	add_value(m, (struct bytes){s.data + i, n - i}, ret_mended);
	return n;
}

/* Append an attribute's name and '='; false when the tag has one of that name already. */
static bool add_attribute_name(struct mend *m, struct bytes name)
{
	size_t at = m->tag.len + 1, len;

	buf_addc(&m->tag, ' ');
	add_name(&m->tag, name);
	buf_addc(&m->tag, '=');
	if (!buf_ok(&m->tag))
		return false; /* the whole tag goes without attributes */
	len = m->tag.len - at;
	for (size_t i = 0; i < m->n_attributes; i++) {
		if (strncmp(m->tag.data + m->attributes_at[i], m->tag.data + at, len))
			continue;
		buf_truncate(&m->tag, at - 1);
		return false;
	}
	m->attributes_at[m->n_attributes++] = at;
	return true;
}

/* One attribute at the start of s, with what belongs to it; gives the bytes it took. */
static size_t mend_attribute(struct mend *m, struct bytes s, bool *ret_mended)
{
	size_t i = scan_name(s), start = m->tag.len;
	bool is_new = add_attribute_name(m, (struct bytes){s.data, i});

	while (i < s.len && is_blank(s.data[i]))
		i++;
	if (i < s.len && s.data[i] == '=') {
		i++;
		i += mend_value(m, from(s, i), ret_mended);
	} else {
		buf_adds(&m->tag, "\"\"");
		*ret_mended = true;
	}
	if (is_new)
		return i;
	buf_truncate(&m->tag, start);
	*ret_mended = true;
	return i;
}

/* Everything between a start tag's name and its end. */
static void mend_attributes(struct mend *m, struct bytes s)
{
	bool is_mended = false;
	size_t i = 0;

	m->n_attributes = 0;
	while (i < s.len && m->n_attributes < MEND_ATTRIBUTES_MAX && buf_ok(&m->tag)) {
		if (is_name_start(s.data[i])) {
			i += mend_attribute(m, from(s, i), &is_mended);
			continue;
		}
		is_mended = is_mended || !is_blank(s.data[i]);
		i++;
	}
	if (is_mended)
		note(m, "a tag with malformed attributes");
}

static void close_top(struct mend *m)
{
	char *name = m->names[--m->depth];

	buf_adds(m->out, "</");
	buf_adds(m->out, name);
	buf_addc(m->out, '>');
	talloc_free(name);
	m->is_over = m->depth == 0;
}

/* s: the inside of the tag, without its brackets. */
static void mend_start_tag(struct mend *m, struct bytes s)
{
	bool is_empty = s.data[s.len - 1] == '/';
	size_t n = scan_name(s);

	if (m->depth == MEND_DEPTH_MAX) {
		note(m, "nested too deeply");
		m->n_too_deep += !is_empty;
		return;
	}
	buf_reset(&m->tag);
	add_name(&m->tag, (struct bytes){s.data, n});
	m->names[m->depth++] = mem_strdup(m, buf_str(&m->tag));
	mend_attributes(m, (struct bytes){s.data + n, s.len - n - is_empty});
	if (!buf_ok(&m->tag)) {
		buf_reset(&m->tag);
		buf_adds(&m->tag, m->names[m->depth - 1]);
	}
	buf_addc(m->out, '<');
	buf_add(m->out, buf_str(&m->tag), m->tag.len);
	buf_addc(m->out, '>');
	if (is_empty)
		close_top(m);
}

/* Close the element of that name and what is open inside it; an end tag that nothing belongs to vanishes. */
static void mend_end_tag(struct mend *m, struct bytes s)
{
	size_t at = m->depth;

	if (m->n_too_deep > 0) {
		m->n_too_deep--;
		return;
	}
	buf_reset(&m->tag);
	add_name(&m->tag, (struct bytes){s.data, scan_name(s)});
	while (at > 0 && strcasecmp(m->names[at - 1], buf_str(&m->tag)))
		at--;
	if (at != m->depth)
		note(m, at ? "an element that is not closed" : "an end tag without a start tag");
	while (at > 0 && m->depth >= at)
		close_top(m);
}

/* A lone '<'. */
static size_t mend_bracket(struct mend *m)
{
	if (m->depth > 0)
		buf_adds(m->out, "&#60;");
	note(m, "a '<' that starts no tag");
	return 1;
}

/* ---- the parts of a document ---- */

static const struct {
	const char *open;
	enum state state;
} sections[] = {
	{"<!--", IN_COMMENT},
	{"<![CDATA[", IN_CDATA},
	{"<?", IN_INSTRUCTION},
};

/* s may be the start of one of the sections, cut. */
static bool is_cut_opening(struct bytes s)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (s.len < strlen(sections[i].open) && !memcmp(s.data, sections[i].open, s.len))
			return true;
	return s.len < 9 && !strncasecmp(s.data, "<!DOCTYPE", s.len);
}

/* Something that starts with '<'; gives the bytes used, 0: cut by the end of the piece. */
static size_t mend_markup(struct mend *m, struct bytes s, bool is_last)
{
	bool is_end = s.len > 1 && s.data[1] == '/';
	size_t n;

	if (!is_last && is_cut_opening(s))
		return 0;
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (starts(s, sections[i].open)) {
			m->state = sections[i].state;
			return strlen(sections[i].open);
		}
	}
	if (s.len >= 9 && !strncasecmp(s.data, "<!DOCTYPE", 9))
		return mend_doctype(m, s, is_last);
	if (!is_last && s.len < 3)
		return 0;
	if (s.len < 2 || !is_name_start(s.data[is_end ? (s.len > 2 ? 2 : 1) : 1]))
		return mend_bracket(m);
	n = scan_tag(s);
	if (n == s.len)
		return is_last || s.len > MEND_TAG_MAX ? mend_bracket(m) : 0;
	if (is_end)
		mend_end_tag(m, (struct bytes){s.data + 2, n - 2});
	else
		mend_start_tag(m, (struct bytes){s.data + 1, n - 1});
	return n + 1;
}

/* One part of the document; gives the bytes used, 0: more is needed. */
static size_t mend_part(struct mend *m, struct bytes s, bool is_last)
{
	switch (m->state) {
	case IN_CDATA:
		return mend_cdata(m, s, is_last);
	case IN_COMMENT:
		return skip_section(m, s, "-->", is_last);
	case IN_INSTRUCTION:
		return skip_section(m, s, "?>", is_last);
	case IN_TEXT:
		break;
	}
	return s.data[0] == '<' ? mend_markup(m, s, is_last) : mend_text(m, s, is_last);
}

static size_t mend_parts(struct mend *m, struct bytes s, bool is_last)
{
	size_t i = 0, n = 1;

	while (i < s.len && n > 0 && !m->is_over) {
		n = mend_part(m, from(s, i), is_last);
		i += n;
	}
	return m->is_over ? s.len : i;
}

void mend_add(struct mend *m, struct bytes piece, bool is_last)
{
	if (m->is_over)
		return;
	if (m->held.len > 0) {
		size_t n;

		buf_add(&m->held, piece.data, piece.len);
		n = mend_parts(m, buf_bytes(&m->held), is_last);
		memmove(m->held.data, m->held.data + n, m->held.len - n);
		buf_truncate(&m->held, m->held.len - n);
	} else {
		size_t n = mend_parts(m, piece, is_last);

		buf_add(&m->held, piece.data + n, piece.len - n);
	}
	if (!is_last || m->depth == 0)
		return;
	note(m, "it ends before its root element does");
	while (m->depth > 0)
		close_top(m);
}

const char *mend_problem(const struct mend *m)
{
	return m->problem;
}

static int free_mend(struct mend *m)
{
	buf_free(&m->held);
	buf_free(&m->tag);
	return 0;
}

struct mend *mend_new(void *ctx, struct buf *out)
{
	struct mend *m = mem_new(ctx, struct mend);

	m->out = out;
	m->held = (struct buf)BUF_INIT(8 * MEND_TAG_MAX);
	m->tag = (struct buf)BUF_INIT(8 * MEND_TAG_MAX);
	talloc_set_destructor(m, free_mend);
	return m;
}
