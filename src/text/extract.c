/* extract.c: a page in, its article out: the steps in their order. */
#include "prune.h"

#include "telex/decode.h"
#include "telex/text.h"
#include "telex/when.h"
#include <stdlib.h>

static void fill_article(struct extract_article *article)
{
	article->title = article->byline = article->site_name = article->lang = article->excerpt = "";
	article->published = article->canonical = article->next_page = article->content_html = article->text = "";
	article->published_at = WHEN_NONE;
	article->why = "";
}

static void undo(struct page *page)
{
	for (dom_id i = 0; i < page->dom->n; i++)
		page->facts[i].is_dropped = false;
	facts_sum(page);
}

/* Furniture out, the article's place, what is in it and not of it. */
static void find_once(struct page *page)
{
	drop_furniture(page);
	facts_sum(page);
	choose_top(page);
	prune(page);
	facts_sum(page);
}

/* Where hardly anything is left, names may have misled: again with less trust in them. */
static void find(struct page *page)
{
	enum { FEW = 400 };
	uint32_t chars;

	page->title = find_title(page);
	find_once(page);
	chars = page->facts[page->top].chars;
	if (chars >= FEW)
		return;
	undo(page);
	page->leniency = 1;
	find_once(page);
	if (page->facts[page->top].chars > 2 * chars)
		return;
	undo(page);
	page->leniency = 0;
	find_once(page);
}

bool extract_page(void *ctx, struct bytes bytes, const struct extract_options *options, struct extract_article **ret,
		  struct err *err)
{
	AUTO_BUF html = BUF_INIT(3 * (size_t)EXTRACT_PAGE_MAX);
	struct page page = {.options = options};

	if (bytes.len > EXTRACT_PAGE_MAX)
		return err_set(err, ERR_LIMIT, "the page is larger than %d MiB", EXTRACT_PAGE_MAX >> 20);
	if (!decode_all(bytes, DECODE_HTML, options->content_type, &html))
		return err_set(err, ERR_LIMIT, "the page is too large");
	page.ctx = talloc_new(ctx);
	page.article = mem_new(ctx, struct extract_article);
	fill_article(page.article);
	page.dom = dom_parse(page.ctx, buf_bytes(&html));
	page.facts = mem_array(page.ctx, struct facts, page.dom->n);
	facts_collect(&page);
	facts_sum(&page);
	meta_read(&page);
	find(&page);
	write_article(&page);
	page.article->why = "structure";
	if (getenv("XDEBUG")) { struct bytes cl={"",0}, idv={"",0}; dom_attr(page.dom,page.top,"class",&cl); dom_attr(page.dom,page.top,"id",&idv);
		page.article->why = mem_printf(page.article,"%s.%.*s#%.*s good %.0f of %.0f", page.dom->nodes[page.top].id<EL_COUNT?html_elements[page.dom->nodes[page.top].id].name:"?",(int)cl.len,cl.data,(int)idv.len,idv.data,page.facts[page.top].good,page.facts[0].good);}
	talloc_free(page.ctx);
	*ret = page.article;
	return true;
}
