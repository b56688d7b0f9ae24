/* pages.c: the pages of articles.
 *
 *   due -> robots.txt of its site known? -> fetch -> parser process -> goes on elsewhere? -> stored
 *             no: asked for, the pages of the site wait                 yes: its next page, from the beginning
 *
 * Everything but what is under way is in the store, so a restart goes on where it was; an article is begun anew that was
 * not read to its end. */
#include "pages_parts.h"

#include "telex/log.h"
#include "telex/page.h"

#include "clock.h"

enum {
	AT_ONCE = 16,	  /* pages under way */
	LOOKED_AT = 100,  /* due ones, of which some may have to wait for their site */
	LOOK_MS = 250,	  /* between two looks into the store */
	TRIES_MAX = 5,
};

/* Seconds until a page that failed is tried again, by how often it was. */
static const int64_t pauses_s[TRIES_MAX] = {600, 3600, 6 * 3600, 24 * 3600, 48 * 3600};

struct pages *pages_new(void *ctx, const struct pages_tools *tools)
{
	struct pages *pages = mem_new(ctx, struct pages);

	pages->tools = *tools;
	pages->sites = sites_new(pages, tools->store);
	return pages;
}

/* ---- a page is done with ---- */

void page_let_go(struct page *page)
{
	struct page **at = &page->pages->first;

	while (*at != page)
		at = &(*at)->next;
	*at = page->next;
	page->pages->n--;
	talloc_free(page);
}

static void complain(const struct page *page, const struct err *err)
{
	log_warn("page of article %lld: %s", (long long)page->article_id, err->msg);
}

void page_keep(struct page *page, const char *missing)
{
	struct pages *pages = page->pages;
	const struct gather *gather = page->gather;
	const struct page_text text = {gather->author, gather->html.len ? buf_str(&gather->html) : NULL, buf_str(&gather->text),
				       gather->lang, gather->is_sponsored, missing};
	bool is_better = false;
	struct err err;

	if (page_store(pages->tools.store, page->article_id, &text, clock_now(), &is_better, &err))
		pages->counts.n_read++;
	else
		complain(page, &err);
	log_debug("page read feed=%s article=%lld pages=%zu better=%d", page->feed, (long long)page->article_id, gather->n,
		  (int)is_better);
	page_let_go(page);
}

void page_fail(struct page *page, const char *reason, bool is_final)
{
	const int64_t now = clock_now();
	const bool is_over = is_final || page->tries + 1 >= TRIES_MAX;
	struct err err;

	if (page->gather->n)
		reason = mem_printf(page, "page %zu of the article: %s", page->gather->n + 1, reason);
	if (page->gather->n && is_over) {
		page_keep(page, reason);
		return;
	}
	if (!page_failed(page->pages->tools.store, page->article_id, reason, is_over ? WHEN_NONE : now + pauses_s[page->tries],
			 &err))
		complain(page, &err);
	log_info("page failed feed=%s article=%lld reason=%s", page->feed, (long long)page->article_id, reason);
	page->pages->counts.n_failed++;
	page_let_go(page);
}

void page_put_off(struct page *page, int64_t until)
{
	struct err err;

	if (!page_postpone(page->pages->tools.store, page->article_id, until, &err))
		complain(page, &err);
	page_let_go(page);
}

/* ---- what is due ---- */

static void start(struct pages *pages, const struct page_due *due)
{
	struct page *page = mem_new(pages, struct page);

	*page = (struct page){.next = pages->first, .pages = pages, .article_id = due->article_id, .tries = due->tries};
	page->tries = page->tries < TRIES_MAX ? page->tries : TRIES_MAX - 1;
	page->url = mem_strdup(page, due->url);
	page->feed = mem_strdup(page, due->feed);
	page->gather = gather_new(page);
	pages->first = page;
	pages->n++;
	page_approach(page);
}

static size_t ids_under_way(const struct pages *pages, int64_t ids[AT_ONCE])
{
	size_t n = 0;

	for (const struct page *page = pages->first; page && n < AT_ONCE; page = page->next)
		ids[n++] = page->article_id;
	return n;
}

void pages_turn(struct pages *pages)
{
	void *tmp;
	struct page_due *due;
	int64_t ids[AT_ONCE];
	size_t n;
	struct err err;

	pages_end_pauses(pages);
	if (pages->n >= AT_ONCE || clock_ms() < pages->look_ms)
		return;
	tmp = talloc_new(NULL);
	pages->look_ms = clock_ms() + LOOK_MS;
	pages->is_more = false;
	if (!page_due(pages->tools.store, tmp, clock_now(), ids, ids_under_way(pages, ids), LOOKED_AT, &due, &n, &err)) {
		log_warn("pages: %s", err.msg);
		n = 0;
	}
	for (size_t i = 0; i < n && pages->n < AT_ONCE; i++)
		start(pages, &due[i]);
	pages->is_more = n > 0;
	talloc_free(tmp);
}

void pages_poke(struct pages *pages)
{
	pages->look_ms = 0;
	pages->is_more = true;
}

size_t pages_fetching(const struct pages *pages)
{
	return pages->n_fetching;
}

size_t pages_parsing(const struct pages *pages)
{
	return pages->n_parsing;
}

bool pages_is_busy(const struct pages *pages)
{
	return pages->n || pages->n_fetching || pages->is_more;
}

const struct pages_counts *pages_counts(const struct pages *pages)
{
	return &pages->counts;
}
