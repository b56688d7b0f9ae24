/* facts.c: what there is to know of each part of a page: how much text, how much of it links, what it is
 * called. */
#include "extract.h"

#include "telex/utf8.h"

enum { PROSE_MIN = 25, HEADING_MAX = 120 };

struct count {
	uint32_t chars, marks;
};

static bool is_mark(char c)
{
	return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?';
}

/* Characters that are not white space; a letter of three bytes says as much as two of an alphabet. References
 * count as one. */
static struct count count_text(struct bytes raw)
{
	struct count count = {0, 0};
	bool in_reference = false;

	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = (unsigned char)raw.data[i];

		if (c == '&')
			in_reference = i + 1 < raw.len && !html_is_space(raw.data[i + 1]);
		else if (c == ';' && in_reference) {
			in_reference = false;
			continue;
		} else if (html_is_space((char)c))
			in_reference = false;
		if (c <= ' ' || (c & 0xc0) == 0x80 || (in_reference && c != '&'))
			continue;
		count.chars += c >= 0xe3 && c < 0xf0 ? 2 : 1;
		count.marks += is_mark((char)c);
		if (c == 0xe3 && i + 2 < raw.len &&
		    (unsigned char)raw.data[i + 1] == 0x80) /* "、" and "。" */
			count.marks +=
			    (unsigned char)raw.data[i + 2] == 0x81 || (unsigned char)raw.data[i + 2] == 0x82;
		if (c == 0xef && i + 2 < raw.len && (unsigned char)raw.data[i + 1] == 0xbc)
			count.marks++;
	}
	return count;
}

static bool has_hints(const struct dom *dom, dom_id i)
{
	return !dom_is_text(dom, i) && dom->nodes[i].len > 0 && !dom_is(dom, i, EL_HTML);
}

void facts_collect(struct page *page)
{
	const struct dom *dom = page->dom;
	dom_id link_end = 0;

	for (dom_id i = 0; i < dom->n; i++) {
		struct facts *f = &page->facts[i];
		dom_id parent = dom->nodes[i].parent;

		f->block = i == 0 || dom_is_apart(dom, i) ? i : page->facts[parent].block;
		if (has_hints(dom, i))
			f->hints = hints_of(dom, i);
		if (dom_is(dom, i, EL_A) && i >= link_end)
			link_end = dom->nodes[i].end;
		if (dom_is_text(dom, i)) {
			struct count count = count_text(dom_raw(dom, i));

			f->own_chars = count.chars;
			f->own_links = i < link_end ? count.chars : 0;
			f->own_marks = count.marks;
			f->all_chars = count.chars;
		}
	}
	for (dom_id i = dom->n; i-- > 1;)
		page->facts[dom->nodes[i].parent].all_chars += page->facts[i].all_chars;
}

bool facts_is_prose(const struct facts *f)
{
	return f->own_chars >= PROSE_MIN && f->own_links * 2 < f->own_chars &&
	       (f->own_marks > 0 || f->own_chars > 60);
}

static bool is_heading(unsigned id)
{
	return id >= EL_H1 && id <= EL_H6;
}

/* What a block's own text is worth. */
static float worth(const struct dom *dom, dom_id i, const struct facts *f)
{
	float chars = (float)f->own_chars, share = chars > 0 ? (float)f->own_links / chars : 0;

	if (f->own_chars == 0 || (is_heading(dom->nodes[i].id) && f->own_chars <= HEADING_MAX))
		return 0;
	if (share > 0.5f)
		return -0.5f * (chars < 100 ? chars : 100);
	if (!facts_is_prose(f))
		return chars < 100 ? -0.2f * chars : 0;
	chars *= 1 - share;
	if (f->own_chars < 80)
		chars *= 0.7f;
	if (dom_is(dom, i, EL_LI))
		chars *= 0.7f;
	return f->is_in_teaser ? 0.3f * chars : chars;
}

void facts_mark_teasers(struct page *page)
{
	enum { TEASER_MAX = 700, PROSE_MAX = 3, TITLE_MIN = 10 };
	const struct dom *dom = page->dom;

	for (dom_id i = 1; i < dom->n; i++) {
		const struct facts *f = &page->facts[i];
		dom_id box = dom->nodes[i].parent;

		if (!is_heading(dom->nodes[i].id) || f->chars < TITLE_MIN || f->links != f->chars)
			continue;
		while (box != 0 && page->facts[box].chars == f->chars)
			box = dom->nodes[box].parent;
		if (page->facts[box].chars < TEASER_MAX && page->facts[box].n_prose <= PROSE_MAX)
			page->facts[box].is_teaser = true;
	}
}

void facts_sum(struct page *page)
{
	const struct dom *dom = page->dom;
	dom_id teaser_end = 0;

	for (dom_id i = 0; i < dom->n; i = i + 1) {
		struct facts *f = &page->facts[i];

		f->chars = f->links = f->n_prose = 0;
		f->good = f->prose = f->score = 0;
		if (!dom_is_text(dom, i))
			f->own_chars = f->own_links = f->own_marks = 0;
	}
	for (dom_id i = 0; i < dom->n; i = step(page, i)) {
		const struct facts *f = &page->facts[i];

		if (f->is_teaser && i >= teaser_end)
			teaser_end = dom->nodes[i].end;
		page->facts[i].is_in_teaser = i < teaser_end;
		if (dom_is_text(dom, i) && !f->is_dropped) {
			struct facts *block = &page->facts[f->block];

			block->own_chars += f->own_chars;
			block->own_links += f->own_links;
			block->own_marks += f->own_marks;
		}
	}
	for (dom_id i = dom->n; i-- > 0;) {
		struct facts *f = &page->facts[i], *parent = &page->facts[dom->nodes[i].parent];

		if (f->is_dropped)
			continue;
		if (dom_is_text(dom, i)) {
			f->chars = f->own_chars;
			f->links = f->own_links;
		} else if (f->block == i) {
			float own = worth(dom, i, f);

			f->good += own;
			f->prose += own > 0 ? own : 0;
			f->n_prose += facts_is_prose(f);
		}
		if (i == 0)
			break;
		parent->chars += f->chars;
		parent->links += f->links;
		parent->n_prose += f->n_prose;
		parent->good += f->good;
		parent->prose += f->prose;
	}
}
