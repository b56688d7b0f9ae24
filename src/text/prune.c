/* prune.c: boxes and lines in an article that are not part of it. */
#include "meta.h"
#include "prune.h"

#include "telex/text.h"
#include "telex/utf8.h"

#include "plain.h"

#include <strings.h>

const char *block_line(struct page *page, dom_id block, struct buf *store)
{
	const struct dom *dom = page->dom;
	struct plain p = {.out = store, .is_line = true};

	buf_reset(store);
	for (dom_id i = block; i < dom->nodes[block].end && !p.is_full;) {
		if (page->facts[i].is_dropped ||
		    (i != block && page->facts[i].block != block && page->facts[i].block == i)) {
			i = dom->nodes[i].end;
			continue;
		}
		if (dom_is_text(dom, i))
			plain_text(&p, dom_raw(dom, i));
		i++;
	}
	return buf_str(store);
}

/* ---- above the text ---- */

/* "By Ann Lee, 21 September 2020": short, with a date, and no sentence. */
static bool is_dateline(struct page *page, dom_id i, struct buf *store)
{
	const struct facts *f = &page->facts[i];
	const char *line;
	int64_t at;

	if (f->own_chars == 0 || f->own_chars > 110)
		return false;
	line = block_line(page, i, store);
	return *line && line[strlen(line) - 1] != '.' && date_find(line, false, &at);
}

static dom_id first_prose(struct page *page, struct buf *store)
{
	const struct dom *dom = page->dom;

	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];

		if (!f->is_dropped && f->block == i &&
		    (!is_heading(dom->nodes[i].id) || f->own_chars > 120) && facts_is_prose(f) &&
		    f->own_chars >= 60 && !(f->hints & HINT_META) && !is_dateline(page, i, store))
			return i;
	}
	return DOM_NONE;
}

/* The next letter or digit of s, small where that is easily told; 0 at the end. */
static int32_t next_letter(const char **s)
{
	int32_t cp;

	while (**s) {
		*s += utf8_next(*s, strnlen(*s, 4), &cp);
		if (utf8_is_word(cp))
			return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
	}
	return 0;
}

bool text_is_alike(const char *a, const char *b)
{
	int32_t x, y;
	bool is_any = false;

	do {
		x = next_letter(&a);
		y = next_letter(&b);
		if (x != y)
			return false;
		is_any |= x != 0;
	} while (x);
	return is_any;
}

void prune_heads(struct page *page)
{
	AUTO_BUF store = BUF_INIT(KIB(2));
	const struct dom *dom = page->dom;
	dom_id prose = first_prose(page, &store), title = DOM_NONE;

	if (prose == DOM_NONE)
		return;
	for (dom_id i = page->top; i < prose; i = step(page, i)) {
		unsigned id = dom->nodes[i].id;

		if (page->facts[i].is_dropped || !is_heading(id))
			continue;
		if (id == EL_H1 || text_is_alike(block_line(page, i, &store), page->article->title))
			title = i;
	}
	for (dom_id i = page->top + 1; i < prose; i = step(page, i)) {
		struct facts *f = &page->facts[i];
		bool is_above = title != DOM_NONE && dom->nodes[i].end <= dom->nodes[title].end;
		bool holds_prose = i <= prose && prose < dom->nodes[i].end;

		if (f->is_dropped || holds_prose || f->block != i)
			continue;
		if (i == title || is_dateline(page, i, &store) || (is_above && f->n_prose == 0) ||
		    (f->n_prose == 0 && f->links > 0 && f->links * 2 > f->chars))
			drop(page, i);
	}
}

/* ---- boxes ---- */

static bool is_list(unsigned id)
{
	return id == EL_UL || id == EL_OL || id == EL_DL;
}

static bool is_box(unsigned id)
{
	return id == EL_DIV || id == EL_SECTION || id == EL_TABLE || id == EL_TR || id == EL_TD ||
	       id == EL_FIELDSET || id == EL_ARTICLE || id == EL_DETAILS || is_list(id);
}

static bool is_part_out(struct page *page, dom_id i, float all)
{
	const struct facts *f = &page->facts[i];
	unsigned id = page->dom->nodes[i].id;
	float share = link_share(f);

	if (f->prose > 0.5f * all)
		return false;
	if (id == EL_FORM || id == EL_IFRAME || id == EL_ADDRESS || id == EL_TIME)
		return true;
	if (id == EL_FIGCAPTION || ((f->hints & HINT_CAPTION) && f->chars < 600))
		return true;
	if ((f->hints & HINT_META) && f->chars < 250)
		return true;
	if ((f->hints & HINT_CREDIT) && f->chars < 300)
		return true;
	if ((f->hints & HINT_BIO) && f->chars < 1200)
		return true;
	if ((f->hints & HINT_PULL) && f->chars < 600)
		return true;
	if ((f->hints & HINT_TEASER) && share > 0.3f)
		return true;
	if (is_box(id) && f->chars > 0 && share > 0.5f && f->n_prose < 2)
		return true;
	if (is_list(id) && share > 0.6f)
		return true;
	return false;
}

void prune_parts(struct page *page)
{
	const struct dom *dom = page->dom;
	float all = page->facts[page->top].prose;

	for (dom_id i = page->top + 1; i < dom->nodes[page->top].end; i = step(page, i))
		if (!page->facts[i].is_dropped && !dom_is_text(dom, i) && is_part_out(page, i, all))
			drop_links(page, i);
}

/* ---- lines ---- */

/* What follows a heading over other articles, up to running text. */
static void drop_under(struct page *page, dom_id heading)
{
	const struct dom *dom = page->dom;
	dom_id i = dom->nodes[heading].end, end = dom->nodes[dom->nodes[heading].parent].end;

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

/* ---- below the text ---- */

void prune_tail(struct page *page)
{
	const struct dom *dom = page->dom;
	dom_id last = DOM_NONE;
	int level_below = 0; /* of the heading that comes next; 9: text comes next */

	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];

		if (!f->is_dropped && f->block == i && facts_is_prose(f))
			last = i;
	}
	if (last == DOM_NONE)
		return;
	for (dom_id i = dom->nodes[page->top].end; i-- > page->top + 1;) {
		struct facts *f = &page->facts[i];
		unsigned id = dom->nodes[i].id;

		if (f->is_dropped || f->block != i)
			continue;
		if (is_heading(id) && f->own_chars > 0) {
			int level = (int)(id - EL_H1) + 1;

			if (level_below <= level)
				drop(page, i);
			else
				level_below = level;
		} else if (f->own_chars > 0) {
			if (i > last && f->own_links * 2 > f->own_chars)
				drop(page, i);
			else
				level_below = 9;
		}
	}
}

void prune(struct page *page)
{
	prune_heads(page);
	facts_sum(page);
	prune_parts(page);
	facts_sum(page);
	prune_lines(page);
	prune_repeats(page);
	facts_sum(page);
	prune_tail(page);
	facts_sum(page);
	guide_trim(page);
}
