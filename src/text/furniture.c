/* furniture.c: what is on every page of a site and in no article. */
#include "prune.h"

static bool is_never(unsigned id)
{
	switch (id) {
	case EL_HEAD:
	case EL_TITLE:
	case EL_NOSCRIPT:
	case EL_TEMPLATE:
	case EL_SVG:
	case EL_SELECT:
	case EL_TEXTAREA:
	case EL_INPUT:
	case EL_BUTTON:
	case EL_DATALIST:
	case EL_DIALOG:
	case EL_CANVAS:
	case EL_NAV:
	case EL_MENU:
	case EL_SEARCH:
	case EL_OBJECT:
	case EL_APPLET:
	case EL_NOFRAMES:
		return true;
	default:
		return false;
	}
}

static const uint32_t hard = HINT_COMMENTS | HINT_RELATED | HINT_SHARE | HINT_AD | HINT_NEWSLETTER |
			     HINT_CONSENT | HINT_PAYWALL | HINT_NAV | HINT_FRAME | HINT_HIDDEN;

static bool is_furniture(const struct page *page, dom_id i, float all)
{
	const struct facts *f = &page->facts[i];
	unsigned id = page->dom->nodes[i].id;
	bool is_most = all > 0 && f->prose > (page->leniency			       ? 0.1f
					      : f->n_prose > 5 && link_share(f) < 0.3f ? 0.3f
										       : 0.4f) *
						 all;

	if (is_never(id))
		return true;
	if (id == EL_BODY || id == EL_HTML || id == EL_MAIN)
		return false;
	if (f->block != i) /* in a line of text */
		return (f->hints & (HINT_UNSEEN | HINT_HIDDEN)) && f->n_prose == 0 && f->chars < 400;
	if (holds_title(page, i) && f->prose > 300 && !(f->hints & HINT_HIDDEN))
		return false;
	if ((id == EL_ASIDE || id == EL_FOOTER || id == EL_FORM) && !is_most)
		return true;
	if (f->hints & HINT_COMMENTS && !(f->hints & HINT_BODY && is_most) && f->prose < 0.8f * all)
		return true;
	if ((f->hints & HINT_WIDGET) && !(f->hints & (HINT_BODY | HINT_EMBED)) && !is_most &&
	    (f->prose < 200 || link_share(f) > 0.3f))
		return true;
	if ((f->hints & HINT_UNSEEN) && f->prose < 0.6f * all)
		return true;
	if ((f->hints & HINT_NAV) && f->n_prose > 1 && f->prose > 300 && link_share(f) < 0.2f)
		return false;
	if (f->hints & (HINT_FRAME | HINT_NAV) && f->prose < 0.7f * all && !(f->hints & HINT_BODY))
		return true;
	return (f->hints & hard) && !is_most;
}

static bool is_over_others(struct page *page, dom_id i, struct buf *store)
{
	const struct facts *f = &page->facts[i];

	if (!is_heading(page->dom->nodes[i].id) || f->own_chars == 0 || f->own_chars > 100)
		return false;
	return (f->hints & HINT_RELATED) ||
	       phrase_of(block_line(page, i, store), f->own_chars) == PHRASE_STOP;
}

/* The node behind what a heading is over: the next heading of its rank, or the end of what both are in. */
static dom_id end_under(const struct page *page, dom_id heading)
{
	const struct dom *dom = page->dom;
	dom_id end = dom->nodes[dom->nodes[heading].parent].end, i = dom->nodes[heading].end;

	while (i < end && !(is_heading(dom->nodes[i].id) && dom->nodes[i].id <= dom->nodes[heading].id))
		i = dom->nodes[i].end;
	return i;
}

/* A heading over other articles, and what it is over.  "Recommended settings" is over text without links. */
static void drop_others(struct page *page, dom_id heading, float all)
{
	const struct dom *dom = page->dom;
	dom_id end = end_under(page, heading);
	uint32_t chars = 0, links = 0;

	for (dom_id i = dom->nodes[heading].end; i < end; i = dom->nodes[i].end) {
		chars += page->facts[i].is_dropped ? 0 : page->facts[i].chars;
		links += page->facts[i].is_dropped ? 0 : page->facts[i].links;
	}
	if (links * 8 < chars)
		return;
	for (dom_id i = heading; i < end; i = dom->nodes[i].end)
		if (!dom_is_text(dom, i) && page->facts[i].prose < 0.4f * all && !holds_title(page, i))
			drop_links(page, i);
}

void drop_furniture(struct page *page)
{
	AUTO_BUF store = BUF_INIT(KIB(1));
	const struct dom *dom = page->dom;
	float all = page->facts[0].prose;

	for (dom_id i = 1; i < dom->n; i = step(page, i))
		if (!dom_is_text(dom, i) && is_furniture(page, i, all)) {
			if (page->facts[i].hints & HINT_RELATED)
				drop_links(page, i);
			else
				drop(page, i);
		}
	for (dom_id i = 1; i < dom->n && page->leniency == 0; i = step(page, i))
		if (!page->facts[i].is_dropped && is_over_others(page, i, &store))
			drop_others(page, i, all);
}
