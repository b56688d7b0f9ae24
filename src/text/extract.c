/* extract.c: a page in, its article out: the steps in their order. */
#include "prune.h"

#include "telex/decode.h"
#include "telex/text.h"
#include "telex/url.h"
#include "telex/when.h"

#include "meta.h"
#include "selector.h"

/* Characters: with less, names may have misled, or the site has changed. */
enum { FEW = 400, NOTHING = 25 };

static void fill_article(struct extract_article *article)
{
	article->title = article->byline = article->site_name = article->lang = article->excerpt = "";
	article->published = article->canonical = article->next_page = article->content_html = article->text =
	    "";
	article->published_at = WHEN_NONE;
	article->why = "structure";
}

/* ---- by structure ---- */

static void undo(struct page *page)
{
	for (dom_id i = 0; i < page->dom->n; i++)
		page->facts[i].is_dropped = page->facts[i].is_removed;
	facts_sum(page);
}

/* Furniture out, the article's place, what is in it and not of it. */
static void find_once(struct page *page, int leniency)
{
	page->leniency = leniency;
	drop_furniture(page);
	facts_sum(page);
	choose_top(page);
	prune(page);
	facts_sum(page);
}

/* Where hardly anything is left, names may have misled: again with less trust in them. */
static void find(struct page *page)
{
	uint32_t chars;

	page->title = find_title(page);
	find_once(page, 0);
	chars = page->facts[page->top].chars;
	if (chars >= FEW)
		return;
	undo(page);
	find_once(page, 1);
	if (page->facts[page->top].chars > 2 * chars)
		return;
	undo(page);
	find_once(page, 0);
}

/* ---- by the site's selectors ---- */

/* Everything that matches and no more: what holds it is kept, what stands beside it goes. */
static void keep_matches(struct page *page, const struct selector *selector)
{
	const struct dom *dom = page->dom;
	bool *holds = mem_array(page->ctx, bool, dom->n);
	dom_id kept_end = 0;

	for (dom_id i = 1; i < dom->n; i = page->facts[i].is_dropped ? dom->nodes[i].end : i + 1) {
		if (page->facts[i].is_dropped || i < kept_end || !selector_matches(selector, dom, i))
			continue;
		kept_end = dom->nodes[i].end;
		for (dom_id k = i; k != 0 && !holds[k]; k = dom->nodes[k].parent)
			holds[k] = true;
		for (dom_id k = i; k < kept_end; k++)
			holds[k] = true;
	}
	for (dom_id i = 1; i < dom->n; i = step(page, i))
		if (!holds[i])
			drop(page, i);
}

static bool drop_matches(struct page *page, const char *text, struct err *err)
{
	struct selector *selector;

	if (!text)
		return true;
	if (!selector_parse(page->ctx, text, &selector, err))
		return false;
	for (dom_id i = 1; i < page->dom->n; i = step(page, i))
		if (selector_matches(selector, page->dom, i))
			page->facts[i].is_dropped = page->facts[i].is_removed = true;
	return true;
}

static bool find_next_page(struct page *page, struct err *err)
{
	const char *text = page->options->next_page;
	struct selector *selector;

	if (!text)
		return true;
	if (!selector_parse(page->ctx, text, &selector, err))
		return false;
	for (dom_id i = 1; i < page->dom->n; i++) {
		char *href, *url;

		if (!selector_matches(selector, page->dom, i))
			continue;
		href = dom_attr_line(page->ctx, page->dom, i, "href");
		url = *href ? url_resolve(page->article, page->options->base_url, href) : NULL;
		if (url && url_is_web(url)) {
			page->article->next_page = url;
			break;
		}
	}
	return true;
}

/* The owner of the configuration has said where the article is: nothing but furniture without words is taken
 * out. */
static bool find_by_selector(struct page *page, struct err *err)
{
	struct selector *selector;

	if (!selector_parse(page->ctx, page->options->extract, &selector, err))
		return false;
	keep_matches(page, selector);
	facts_sum(page);
	if (page->facts[0].chars < NOTHING) { /* the site has changed */
		undo(page);
		return true;
	}
	page->top = 0;
	page->article->why = "selector";
	return true;
}

static bool find_article(struct page *page, struct err *err)
{
	if (!find_next_page(page, err) || !drop_matches(page, page->options->remove, err))
		return false;
	facts_sum(page);
	if (page->options->extract && !find_by_selector(page, err))
		return false;
	if (strcmp(page->article->why, "selector"))
		find(page);
	return true;
}

/* ---- what is left when nothing is ---- */

/* It asks who one is: a form with a password is what was found, or the page has one and no prose. */
static bool is_login(const struct page *page)
{
	const bool has_prose = page->facts[page->top].n_prose > 0;
	const dom_id end = has_prose ? page->dom->nodes[page->top].end : (dom_id)page->dom->n;

	for (dom_id i = has_prose ? page->top : 1; i < end; i++) {
		struct bytes type;

		if (dom_is(page->dom, i, EL_INPUT) && dom_attr(page->dom, i, "type", &type) &&
		    type.len == 8 && !memcmp(type.data, "password", 8))
			return true;
	}
	return false;
}

/* The article's text in the metadata, when the page shows less than half of it. */
static bool is_guide_better(struct page *page)
{
	size_t len = strlen(page->article->text), guide_len = page->guide ? strlen(page->guide) : 0;

	return guide_len > 200 && guide_len > len && strcmp(page->article->why, "selector") &&
	       guide_share(page->ctx, page->guide, page->article->text) < 0.4f;
}

static bool check(struct page *page, struct err *err)
{
	size_t len = strlen(page->article->text);

	if (is_guide_better(page))
		write_guide(page);
	else if (len < FEW / 2 && is_login(page))
		return err_set(err, ERR_DATA, "the page asks for a login and shows no article");
	else if (len == 0)
		return err_set(err, ERR_DATA, "the page has no text of an article");
	return true;
}

static void settle_excerpt(struct extract_article *article)
{
	enum { EXCERPT_MAX = 300 };

	if (!*article->excerpt)
		article->excerpt =
		    text_summary(article, (struct bytes){article->text, strlen(article->text)}, EXCERPT_MAX);
}

bool extract_page(void *ctx, struct bytes bytes, const struct extract_options *options,
		  struct extract_article **ret, struct err *err)
{
	AUTO_BUF html = BUF_INIT(3 * (size_t)EXTRACT_PAGE_MAX);
	struct page page = {.options = options, .title = DOM_NONE};
	bool ok;

	if (bytes.len > EXTRACT_PAGE_MAX || !decode_all(bytes, DECODE_HTML, options->content_type, &html))
		return err_set(err, ERR_LIMIT, "the page is larger than %d MiB", EXTRACT_PAGE_MAX >> 20);
	page.article = mem_new(ctx, struct extract_article);
	page.ctx = talloc_new(page.article);
	fill_article(page.article);
	page.dom = dom_parse(page.ctx, buf_bytes(&html));
	page.facts = mem_array(page.ctx, struct facts, page.dom->n);
	facts_collect(&page);
	facts_sum(&page);
	facts_mark_teasers(&page);
	facts_sum(&page);
	meta_read(&page);
	ok = find_article(&page, err);
	if (ok) {
		date_near_title(&page);
		byline_near_title(&page);
		find_sponsor(&page);
		write_article(&page);
		ok = check(&page, err);
	}
	talloc_free(page.ctx);
	if (!ok) {
		talloc_free(page.article);
		return false;
	}
	settle_excerpt(page.article);
	*ret = page.article;
	return true;
}
