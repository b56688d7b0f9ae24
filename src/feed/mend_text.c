/* mend_text.c: character data, as XML between the tags or apart from them. */
#include "mend_parts.h"
#include "telex/mem.h"

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

/* Append a run as it is, "\r\n" and '\r' as '\n' (XML 1.0 section 2.11). */
static void add_lines(struct buf *out, struct bytes run)
{
	const char *hit;

	while ((hit = memchr(run.data, '\r', run.len))) {
		size_t n = (size_t)(hit - run.data) + 1;

		buf_add(out, run.data, n - 1);
		buf_addc(out, '\n');
		run = bytes_from(run, n);
		if (run.len > 0 && *run.data == '\n')
			run = bytes_from(run, 1);
	}
	buf_add(out, run.data, run.len);
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

static void add_run(struct mend *m, struct bytes run)
{
	if (!m->is_split)
		add_escaped(m->out, run);
	else if (m->has_returns)
		add_lines(&m->apart.text, run);
	else
		buf_add(&m->apart.text, run.data, run.len);
}

size_t mend_text(struct mend *m, struct bytes s, bool is_last)
{
	const char *stop = memchr(s.data, '<', s.len);
	struct bytes text = {s.data, stop ? (size_t)(stop - s.data) : s.len};
	struct reference_sink sink = {m->is_split ? &m->apart.text : m->out, m->is_split};
	bool is_mended = false, is_end = stop || is_last;
	char cut = m->is_split ? '\r' : ']'; /* "\r\n" and "]]>" may go on in the next piece */
	size_t i = 0;

	if (m->depth == 0)
		return text.len;
	for (int kept = 0; !is_end && kept < 2 && text.len > 0 && text.data[text.len - 1] == cut; kept++)
		text.len--;
	while (i < text.len) {
		struct bytes rest = bytes_from(text, i);
		const char *ref = memchr(rest.data, '&', rest.len);
		size_t n = ref ? (size_t)(ref - rest.data) : rest.len;

		add_run(m, (struct bytes){rest.data, n});
		i += n;
		if (!ref)
			break;
		m->at = ref;
		n = reference_add(&m->entities, bytes_from(text, i), is_end, sink, &is_mended);
		if (n == 0)
			break;
		if (is_mended)
			mend_note(m, "a bare '&' or an entity that XML does not have");
		i += n;
	}
	return i;
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
