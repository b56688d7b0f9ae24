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

/* A round-up is made of headlines that are links: there they are the article. */
static bool is_round_up(const struct page *page)
{
	const struct dom *dom = page->dom;
	uint32_t all = 0, teasers = 0;

	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];

		if (f->is_dropped || f->block != i || !facts_is_prose(f))
			continue;
		all += f->own_chars;
		teasers += f->is_in_teaser ? f->own_chars : 0;
	}
	return teasers * 5 > all * 4;
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
	if (f->is_teaser && !page->is_round_up && !holds_title(page, i))
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

	page->is_round_up = is_round_up(page);
	for (dom_id i = page->top + 1; i < dom->nodes[page->top].end; i = step(page, i))
		if (!page->facts[i].is_dropped && !dom_is_text(dom, i) && is_part_out(page, i, all))
			drop_links(page, i);
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
