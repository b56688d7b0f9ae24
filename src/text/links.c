/* links.c: other articles that the page leads to: kept as a list when they are taken out of the text. */
#include "prune.h"

#include "telex/url.h"

static void keep_link(struct page *page, dom_id i)
{
	struct extract_article *article = page->article;
	char *url, *label;

	if (article->n_related == EXTRACT_LINKS_MAX)
		return;
	label = dom_line(article, page->dom, i, 300);
	url = url_resolve(article, page->options->base_url, dom_attr_line(page->ctx, page->dom, i, "href"));
	if (!url || !url_is_web(url) || strlen(label) < 12)
		return;
	if (!article->related)
		article->related = mem_array(article, struct extract_link, EXTRACT_LINKS_MAX);
	for (size_t k = 0; k < article->n_related; k++)
		if (!strcmp(article->related[k].url, url))
			return;
	article->related[article->n_related++] = (struct extract_link){url, label};
}

void drop_links(struct page *page, dom_id i)
{
	for (dom_id k = i; k < page->dom->nodes[i].end; k++)
		if (dom_is(page->dom, k, EL_A))
			keep_link(page, k);
	drop(page, i);
}
