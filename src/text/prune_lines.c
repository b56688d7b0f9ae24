/* prune_lines.c: single lines in an article that are not part of it, and what they are over. */
#include "prune.h"

/* A heading over running text of the article: "Recommended settings". */
static bool is_over_prose(const struct page *page, dom_id heading)
{
	const struct dom *dom = page->dom;
	dom_id i = dom->nodes[heading].end, end = dom->nodes[dom->nodes[heading].parent].end;

	while (i < end && (page->facts[i].is_dropped || page->facts[i].chars == 0))
		i = dom->nodes[i].end;
	return i < end && is_heading(dom->nodes[heading].id) && page->facts[i].n_prose > 0 &&
	       link_share(&page->facts[i]) < 0.1f;
}

/* What follows a heading over other articles, up to running text. */
static void drop_under(struct page *page, dom_id heading)
{
	const struct dom *dom = page->dom;
	dom_id i = dom->nodes[heading].end, end = dom->nodes[dom->nodes[heading].parent].end;

	if (is_over_prose(page, heading))
		return;
	drop(page, heading);
	for (; i < end; i = dom->nodes[i].end) {
		const struct facts *f = &page->facts[i];

		if (f->is_dropped || dom_is_text(dom, i))
			continue;
		if (is_heading(dom->nodes[i].id) || (f->n_prose > 0 && link_share(f) < 0.3f))
			break;
		drop_links(page, i);
	}
}

/* Who made or owns a picture: "A crane in Lowmouth | © L. Brandt/Getty Images". */
static bool is_credit(const char *line, uint32_t n_chars)
{
	static const char *const marks[] = {"\xc2\xa9", "Getty Images", "iStock", "Shutterstock",
					    "(AP Photo"};

	for (size_t i = 0; n_chars < 200 && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strstr(line, marks[i]))
			return true;
	return false;
}

/* A line that is one link, in capitals: a headline of something else. */
static bool is_shouted(const char *line)
{
	size_t n = 0;

	for (; *line; line++) {
		if (*line >= 'a' && *line <= 'z')
			return false;
		n += *line >= 'A' && *line <= 'Z';
	}
	return n >= 15;
}

void prune_lines(struct page *page)
{
	AUTO_BUF store = BUF_INIT(KIB(1));
	const struct dom *dom = page->dom;

	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];
		enum phrase_kind kind;

		if (f->is_dropped || f->block != i || f->own_chars == 0 || f->own_chars > 400 ||
		    f->chars > f->own_chars + 200)
			continue;
		kind = phrase_of(block_line(page, i, &store), f->own_chars);
		if (kind == PHRASE_NONE && f->own_links == f->own_chars && is_shouted(buf_str(&store)))
			kind = PHRASE_WHOLE;
		if (kind == PHRASE_NONE && is_credit(buf_str(&store), f->own_chars))
			kind = PHRASE_LINE;
		if (kind == PHRASE_LINKS && f->own_links * 3 < f->own_chars && f->own_chars > 100)
			continue;
		if (kind == PHRASE_STOP || (kind == PHRASE_LINKS && f->own_links == 0))
			drop_under(page, i);
		else if (kind != PHRASE_NONE)
			drop_links(page, i);
	}
}

/* ---- what has been said ---- */

void prune_repeats(struct page *page)
{
	enum { SLOTS = 4096, MIN_CHARS = 60 };
	AUTO_BUF store = BUF_INIT(KIB(2));
	const struct dom *dom = page->dom;
	dom_id picture_end = 0;
	uint64_t *seen = mem_array(page->ctx, uint64_t, SLOTS);

	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];
		uint64_t hash = 1469598103934665603u;

		if (!f->is_dropped && i >= picture_end &&
		    (dom_is(dom, i, EL_FIGURE) || (f->hints & (HINT_CAPTION | HINT_WIDGET | HINT_PULL))))
			picture_end = dom->nodes[i].end;
		if (f->is_dropped || f->block != i || f->own_chars < MIN_CHARS || i >= picture_end)
			continue;
		for (const char *s = block_line(page, i, &store); *s; s++)
			hash = (hash ^ (unsigned char)*s) * 1099511628211u;
		if (seen[hash % SLOTS] == hash && f->chars == f->own_chars)
			drop(page, i);
		seen[hash % SLOTS] = hash;
	}
}
