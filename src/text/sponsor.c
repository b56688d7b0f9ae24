/* sponsor.c: whether somebody paid for the article. */
#include "extract.h"

#include <strings.h>

/* A label near the headline: "Sponsored", "Anzeige", "In partnership with ...".  A box among others is an
 * advertisement beside the article and says nothing of it, so the label must stand by itself and close to the
 * headline. */
static bool is_label(struct page *page, dom_id i)
{
	static const char *const starts[] = {"sponsored",	"advertorial",	  "partner content",
					     "paid post",	"paid content",	  "paid for by",
					     "branded content", "presented by",	  "in partnership with",
					     "gesponsert",	"publireportage", "publirreportaje"};
	const char *line;

	const struct facts *f = &page->facts[i];

	if (f->block != i || dom_is_text(page->dom, i) || f->all_chars < 5 || f->all_chars > 60)
		return false;
	line = dom_line(page->ctx, page->dom, i, 200);
	for (size_t k = 0; k < sizeof(starts) / sizeof(starts[0]); k++)
		if (!strncasecmp(line, starts[k], strlen(starts[k])))
			return true;
	return false;
}

void find_sponsor(struct page *page)
{
	enum { BACK = 40, ON = 40 };
	const struct dom *dom = page->dom;
	dom_id from, to;

	if (page->title == DOM_NONE)
		return;
	from = page->title > BACK ? page->title - BACK : 1;
	to = page->title + ON < dom->n ? page->title + ON : dom->n;
	for (dom_id i = from; i < to; i++) {
		/* what holds the label must be of the headline's part of the page */
		dom_id parent = dom->nodes[dom->nodes[i].parent].parent;

		if (parent <= page->title && page->title < dom->nodes[parent].end && is_label(page, i))
			page->article->is_sponsored = true;
	}
}
