/* choose.c: the part of a page that its article is in. */
#include "prune.h"

/* What a step down from where the text stands costs: the part that holds all of the article wins over each of
 * its sections, and over the page that holds three teasers more. */
static const float per_step = 0.72f;

static bool is_whole(const struct dom *dom, dom_id i)
{
	return i == 0 || dom_is(dom, i, EL_BODY) || dom_is(dom, i, EL_HTML);
}

/* Scores from the leaves up; a box around a single box is no step. */
static void score(struct page *page)
{
	const struct dom *dom = page->dom;

	for (dom_id i = dom->n; i-- > 1;) {
		struct facts *f = &page->facts[i], *parent = &page->facts[dom->nodes[i].parent];
		bool is_block = f->block == i;

		if (f->is_dropped || dom_is_text(dom, i))
			continue;
		if (is_block && f->own_chars > 0 && facts_is_prose(f)) {
			float own = (float)(f->own_chars - f->own_links);

			f->score += f->is_in_teaser ? 0.3f * own : own;
		}
		if (f->good <= 0)
			f->score = 0;
		parent->score += f->chars == parent->chars ? f->score : f->score * per_step;
	}
}

static float weight(const struct page *page, dom_id i)
{
	const struct facts *f = &page->facts[i];
	float w = f->score * (1 - 0.7f * link_share(f));

	if (dom_is(page->dom, i, EL_ARTICLE))
		w *= 1.25f;
	if (f->hints & HINT_BODY)
		w *= 1.25f;
	if (f->hints & HINT_SCHEMA)
		w *= 2;
	return w;
}

static bool can_hold(const struct dom *dom, dom_id i)
{
	switch (dom->nodes[i].id) {
	case EL_P:
	case EL_LI:
	case EL_TR:
	case EL_PRE:
	case EL_H1:
	case EL_H2:
	case EL_H3:
	case EL_H4:
	case EL_BLOCKQUOTE:
	case EL_UL:
	case EL_OL:
	case EL_FIGURE:
	case EL_FIGCAPTION:
	case DOM_TEXT:
		return false;
	default:
		return true;
	}
}

/* The best candidate in each part of the tree, from the leaves up. */
static void find_best(struct page *page)
{
	const struct dom *dom = page->dom;

	for (dom_id i = 0; i < dom->n; i++) {
		page->facts[i].best = DOM_NONE;
		page->facts[i].weight = 0;
	}
	for (dom_id i = dom->n; i-- > 1;) {
		struct facts *f = &page->facts[i], *parent = &page->facts[dom->nodes[i].parent];
		float own = can_hold(dom, i) ? weight(page, i) : 0;

		if (f->is_dropped)
			continue;
		if (own > f->weight || (own > 0 && own == f->weight && f->best == DOM_NONE)) {
			f->weight = own;
			f->best = i;
		}
		if (f->weight >= parent->weight && f->best != DOM_NONE) {
			parent->weight = f->weight;
			parent->best = f->best;
		}
	}
}

/* The heading that says what the title says; h1 before others.  It may stand in what is dropped: its place
 * counts. */
dom_id find_title(struct page *page)
{
	const struct dom *dom = page->dom;
	dom_id found = DOM_NONE;

	for (dom_id i = 1; i < dom->n; i = page->facts[i].hints & HINT_HIDDEN ? dom->nodes[i].end : i + 1) {
		unsigned id = dom->nodes[i].id;

		if (!is_heading(id) || (page->facts[i].hints & (HINT_HIDDEN | HINT_RELATED)))
			continue;
		if (text_is_alike(dom_line(page->ctx, dom, i, KIB(1)), page->article->title) &&
		    (found == DOM_NONE || id == EL_H1)) {
			found = i;
			if (id == EL_H1)
				break;
		}
	}
	return found;
}

/* Of several articles the one under the page's title: the smallest part around that with something to read.
 */
static dom_id choose_near(const struct page *page, dom_id title)
{
	static const float enough = 0.25f;

	for (dom_id i = page->dom->nodes[title].parent; i != 0; i = page->dom->nodes[i].parent) {
		const struct facts *f = &page->facts[i];

		if (f->best != DOM_NONE && f->prose > 150 && f->weight > enough * page->facts[0].weight)
			return f->best;
	}
	return page->facts[0].best;
}

/* ---- what stands beside it ---- */

static bool is_same_name(const struct dom *dom, dom_id a, dom_id b)
{
	struct bytes x, y;

	return dom->nodes[a].id == dom->nodes[b].id && dom_attr(dom, a, "class", &x) &&
	       dom_attr(dom, b, "class", &y) && x.len > 0 && x.len == y.len && !memcmp(x.data, y.data, x.len);
}

/* Between the headline and the article, or around the headline: a few words that lead into it. */
static bool is_deck(const struct page *page, dom_id i, dom_id chain, float all)
{
	const struct facts *f = &page->facts[i];
	bool is_there = page->title != DOM_NONE && i < chain && page->dom->nodes[i].end > page->title;

	if (!is_there || f->is_dropped || f->n_prose == 0 || f->n_prose > 4 || link_share(f) > 0.6f ||
	    f->prose > 0.6f * all)
		return false;
	return !(f->hints & (HINT_BIO | HINT_CAPTION | HINT_CREDIT | HINT_WIDGET)) &&
	       !dom_is(page->dom, i, EL_FIGURE);
}

static bool is_joined(const struct page *page, dom_id i, dom_id chain, int level, float all)
{
	const struct facts *f = &page->facts[i];
	unsigned id = page->dom->nodes[i].id;

	if (f->is_dropped || f->chars == 0)
		return false;
	if (is_deck(page, i, chain, all))
		return true;
	if (link_share(f) > 0.25f)
		return false;
	if (f->hints & (HINT_META | HINT_BIO | HINT_CAPTION | HINT_CREDIT | HINT_TEASER | HINT_WIDGET) &&
	    !(f->hints & HINT_DECK))
		return false;
	if (f->n_prose == 0)
		return false;
	if (i < chain && (f->hints & HINT_DECK) && f->chars < 1500)
		return true;
	if (id == EL_ARTICLE)
		return false;
	if (is_same_name(page->dom, i, chain) && f->prose > 0.05f * all)
		return true;
	if ((id == EL_P || id == EL_BLOCKQUOTE) && f->chars >= 80 && level == 0)
		return true;
	return f->prose > (level == 0 || i < chain ? 0.2f : 0.4f) * all;
}

/* Headings between sections, and pictures under the headline. */
static bool is_kept_beside(const struct page *page, dom_id i)
{
	unsigned id = page->dom->nodes[i].id;
	bool is_picture = id == EL_FIGURE || id == EL_PICTURE || id == EL_IMG;

	if (page->facts[i].is_dropped || (is_heading(id) && i > page->top))
		return true;
	return is_picture && page->title != DOM_NONE && i > page->title;
}

enum { LEVELS = 5, LEVELS_TO_TITLE = 12 };

static bool is_border(const struct dom *dom, dom_id i)
{
	return is_whole(dom, i) || dom_is(dom, i, EL_ARTICLE);
}

/* Up to the article's element, or to where the headline is. */
static bool may_climb(const struct page *page, dom_id chain, int level)
{
	bool is_title_in =
	    page->title == DOM_NONE || (chain <= page->title && page->title < page->dom->nodes[chain].end);

	if (chain == 0 || is_whole(page->dom, chain))
		return false;
	return (level < LEVELS && !is_border(page->dom, chain)) ||
	       (!is_title_in && page->title < chain && level < LEVELS_TO_TITLE);
}

static void join(struct page *page)
{
	const struct dom *dom = page->dom;
	bool is_outside = false; /* of the article's element: only what leads into it is looked for there */
	dom_id chain = page->top, top = page->top;
	float all = page->facts[page->top].prose;
	bool *joined = mem_array(page->ctx, bool, dom->n);

	for (int level = 0; may_climb(page, chain, level); level++) {
		dom_id parent = dom->nodes[chain].parent;

		is_outside |= level >= LEVELS || is_border(dom, chain);
		for (dom_id i = parent + 1; i < dom->nodes[parent].end; i = dom->nodes[i].end) {
			if (i != chain && !dom_is_text(dom, i) &&
			    (is_outside ? is_deck(page, i, chain, all)
					: is_joined(page, i, chain, level, all))) {
				joined[i] = true;
				top = parent;
			}
		}
		chain = parent;
	}
	for (chain = page->top; chain != top;) {
		dom_id parent = dom->nodes[chain].parent;

		for (dom_id i = parent + 1; i < dom->nodes[parent].end; i = dom->nodes[i].end)
			if (i != chain && !joined[i] && !is_kept_beside(page, i))
				drop(page, i);
		chain = parent;
	}
	page->top = top;
}

void choose_top(struct page *page)
{
	score(page);
	find_best(page);
	page->top = page->title == DOM_NONE ? page->facts[0].best : choose_near(page, page->title);
	if (page->top == DOM_NONE)
		page->top = 0;
	else
		join(page);
}
