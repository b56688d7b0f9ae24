/* extract.c: a page in, its article out: the steps in their order. */
#include "extract.h"

#include "telex/text.h"
#include "telex/when.h"

static void fill_article(struct extract_article *article)
{
	article->title = article->byline = article->site_name = article->lang = article->excerpt = "";
	article->published = article->canonical = article->next_page = article->content_html = article->text = "";
	article->published_at = WHEN_NONE;
	article->why = "";
}

bool extract_page(void *ctx, struct bytes bytes, const struct extract_options *options, struct extract_article **ret,
		  struct err *err)
{
	AUTO_BUF store = BUF_INIT(0);
	struct page page = {.options = options};

	if (bytes.len > EXTRACT_PAGE_MAX)
		return err_set(err, ERR_LIMIT, "the page is larger than %d MiB", EXTRACT_PAGE_MAX >> 20);
	page.ctx = talloc_new(ctx);
	page.article = mem_new(ctx, struct extract_article);
	fill_article(page.article);
	page.dom = dom_parse(page.ctx, html_repaired(bytes, &store));
	page.facts = mem_array(page.ctx, struct facts, page.dom->n);
	facts_collect(&page);
	facts_sum(&page);
	meta_read(&page);
	drop_furniture(&page);
	facts_sum(&page);
	choose_top(&page);
	prune(&page);
	write_article(&page);
	page.article->why = "structure";
	talloc_free(page.ctx);
	*ret = page.article;
	return true;
}
