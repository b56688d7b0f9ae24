/* mend.c: what publishers send in, well-formed XML out. */
#include <stdio.h>
#include <strings.h>

#include "mend_parts.h"
#include "telex/mem.h"
#include "telex/scan.h"

enum { DOCTYPE_MAX = 64 << 10 };

static bool starts(struct bytes s, const char *word)
{
	return s.len >= strlen(word) && !memcmp(s.data, word, strlen(word));
}

/* ---- problems ---- */

static size_t lines_in(struct bytes s)
{
	return scan_count(s.data, s.len, '\n');
}

void mend_note(struct mend *m, const char *problem)
{
	size_t line;

	if (*m->problem)
		return;
	line = m->line + lines_in((struct bytes){m->piece, (size_t)(m->at - m->piece)});
	snprintf(m->problem, sizeof(m->problem), "%s (line %zu)", problem, line);
}

void mend_skip(struct mend *m, struct bytes text)
{
	m->line += lines_in(text);
}

/* ---- sections ---- */

/* Bytes of s up to the end mark; *ret_found says whether it is there.  Without it, what could be its start
 * stays. */
static size_t scan_section(struct bytes s, const char *mark, bool is_last, bool *ret_found)
{
	const char *hit = *mark == ']' ? mend_section_end(s) : memmem(s.data, s.len, mark, strlen(mark));
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

	if (n > 0 && m->depth > 0)
		mend_section(m, (struct bytes){s.data, n});
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
		} else if (is_inside && starts(bytes_from(s, i), "<!--")) {
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

	if (n > 0) {
		entities_declare(&m->entities, m, (struct bytes){s.data, n});
		return n;
	}
	if (!is_last && s.len < DOCTYPE_MAX)
		return 0;
	mend_note(m, "an endless document type declaration");
	return s.len;
}

/* A lone '<'. */
static size_t mend_bracket(struct mend *m)
{
	if (m->depth > 0)
		mend_char(m, '<');
	mend_note(m, "a '<' that starts no tag");
	return 1;
}

/* ---- the parts of a document ---- */

static const struct {
	const char *open;
	enum mend_state state;
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

/* Something that starts with "<!" or "<?", or is cut behind the '<'.  False: it is none of that. */
static bool mend_declaration(struct mend *m, struct bytes s, bool is_last, size_t *ret_n)
{
	if (!is_last && is_cut_opening(s)) {
		*ret_n = 0;
		return true;
	}
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (starts(s, sections[i].open)) {
			m->state = sections[i].state;
			*ret_n = strlen(sections[i].open);
			return true;
		}
	}
	if (s.len < 9 || strncasecmp(s.data, "<!DOCTYPE", 9))
		return false;
	*ret_n = mend_doctype(m, s, is_last);
	return true;
}

/* Something that starts with '<'; gives the bytes used, 0: cut by the end of the piece. */
static size_t mend_markup(struct mend *m, struct bytes s, bool is_last)
{
	bool is_end = s.len > 1 && s.data[1] == '/';
	size_t n;

	if ((s.len == 1 || s.data[1] == '!' || s.data[1] == '?') && mend_declaration(m, s, is_last, &n))
		return n;
	if (!is_last && s.len < 3)
		return 0;
	if (s.len < 2 || !mend_is_name_start(s.data[is_end ? (s.len > 2 ? 2 : 1) : 1]))
		return mend_bracket(m);
	n = mend_scan_tag(s);
	if (n == s.len)
		return is_last || s.len > MEND_TAG_MAX ? mend_bracket(m) : 0;
	if (is_end)
		mend_end_tag(m, (struct bytes){s.data + 2, n - 2});
	else if (s.data[n] == '<')
		return mend_bracket(m);
	else
		mend_start_tag(m, (struct bytes){s.data + 1, n - 1});
	return n + (s.data[n] == '>');
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

	m->piece = s.data;
	while (i < s.len && n > 0 && !m->is_over) {
		m->at = s.data + i;
		n = mend_part(m, bytes_from(s, i), is_last);
		i += n;
	}
	m->at = m->piece = s.data + i;
	if (!*m->problem)
		m->line += lines_in((struct bytes){s.data, i});
	return m->is_over ? s.len : i;
}

void mend_add(struct mend *m, struct bytes piece, bool is_last)
{
	buf_reset(&m->apart.text);
	m->apart.n_runs = 0;
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
	mend_end_run(m);
	if (!is_last || m->depth == 0)
		return;
	mend_note(m, "it ends before its root element does");
	m->apart.cut_at = m->n_tags;
	while (m->depth > 0)
		mend_close(m);
}

const char *mend_problem(const struct mend *m)
{
	return *m->problem ? m->problem : NULL;
}

const struct mend_text *mend_split(struct mend *m)
{
	m->is_split = true;
	return &m->apart;
}

static int free_mend(struct mend *m)
{
	buf_free(&m->held);
	buf_free(&m->tag);
	buf_free(&m->apart.text);
	return 0;
}

struct mend *mend_new(void *ctx, struct buf *out)
{
	struct mend *m = mem_new(ctx, struct mend);

	m->out = out;
	m->line = 1;
	m->held = (struct buf)BUF_INIT(8 * MEND_TAG_MAX);
	m->tag = (struct buf)BUF_INIT(8 * MEND_TAG_MAX);
	m->apart.text = (struct buf)BUF_INIT(MIB(16));
	m->apart.cut_at = SIZE_MAX;
	talloc_set_destructor(m, free_mend);
	return m;
}
