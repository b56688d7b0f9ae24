/* choose.c: the part of a page that its article is in. */
#include "extract.h"

/* What a step down from where the text stands costs: the part that holds all of the article wins over each of its
 * sections, and over the page that holds three teasers more. */
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
		if (is_block && f->own_chars > 0 && facts_is_prose(f) ) {
			float own = (float)(f->own_chars - f->own_links);

			f->score += own;
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

void choose_top(struct page *page)
{
	const struct dom *dom = page->dom;
	float best = 0;

	score(page);
	page->top = 0;
	for (dom_id i = 1; i < dom->n; i = step(page, i)) {
		float w;

		if (page->facts[i].is_dropped || !can_hold(dom, i))
			continue;
		w = weight(page, i);
		if (w > best || (w == best && !is_whole(dom, i) && w > 0)) {
			best = w;
			page->top = i;
		}
	}
}
