/* pages.c: the pages of articles.
 *
 *   due -> robots.txt of its site known? -> fetch -> parser process -> goes on elsewhere? -> stored
 *             no: asked for, the pages of the site wait                 yes: its next page, from the beginning
 *
 * Everything but what is under way is in the store, so a restart goes on where it was; an article is begun anew that was
 * not read to its end. */
#include "pages.h"

#include <stdio.h>
#include <string.h>

#include "telex/feed.h"
#include "telex/log.h"
#include "telex/page.h"
#include "telex/url.h"

#include "clock.h"
#include "gather.h"
#include "page_reply.h"
#include "sites.h"

enum {
	AT_ONCE = 16,	  /* pages under way */
	LOOKED_AT = 100,  /* due ones, of which some may have to wait for their site */
	LOOK_MS = 250,	  /* between two looks into the store */
	TRIES_MAX = 5,
	BUSY_S = 3600,	  /* a host that answers 429 without saying for how long */
	ROBOTS_TIMEOUT_S = 20,
};
#define PAGE_BYTES_MAX MIB(16)

/* Seconds until a page that failed is tried again, by how often it was. */
static const int64_t pauses_s[TRIES_MAX] = {600, 3600, 6 * 3600, 24 * 3600, 48 * 3600};

struct page {
	struct page *next;
	struct pages *pages;
	int64_t article_id, tries;
	char *url, *feed;	/* url: of the page of it that is asked for now */
	char *final_url;	/* where that was answered */
	struct gather *gather;	/* the pages before */
	struct site *site;
	bool is_waiting;  /* for its site's robots.txt */
	bool is_pausing;  /* for its site's Crawl-delay, within the article */
	bool is_fetching, is_parsing;
};
struct pages {
	struct pages_tools tools;
	struct sites *sites;
	struct page *first; /* under way */
	size_t n, n_fetching, n_parsing;
	int64_t look_ms;
	bool is_more; /* the last look found something that is due and not under way */
	struct pages_counts counts;
};

struct pages *pages_new(void *ctx, const struct pages_tools *tools)
{
	struct pages *pages = mem_new(ctx, struct pages);

	pages->tools = *tools;
	pages->sites = sites_new(pages, tools->store);
	return pages;
}

/* ---- a page is done with ---- */

static void approach(struct page *page);

static void let_go(struct page *page)
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

/* missing: why it is not whole; NULL. */
static void keep(struct page *page, const char *missing)
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
	let_go(page);
}

/* is_final: it will never be otherwise.  What was read of an article up to there is kept then. */
static void fail(struct page *page, const char *reason, bool is_final)
{
	const int64_t now = clock_now();
	const bool is_over = is_final || page->tries + 1 >= TRIES_MAX;
	struct err err;

	if (page->gather->n)
		reason = mem_printf(page, "page %zu of the article: %s", page->gather->n + 1, reason);
	if (page->gather->n && is_over) {
		keep(page, reason);
		return;
	}
	if (!page_failed(page->pages->tools.store, page->article_id, reason, is_over ? WHEN_NONE : now + pauses_s[page->tries],
			 &err))
		complain(page, &err);
	log_info("page failed feed=%s article=%lld reason=%s", page->feed, (long long)page->article_id, reason);
	page->pages->counts.n_failed++;
	let_go(page);
}

static void postpone(struct page *page, int64_t until)
{
	struct err err;

	if (!page_postpone(page->pages->tools.store, page->article_id, until, &err))
		complain(page, &err);
	let_go(page);
}

static void on_article(void *state, void *tag, struct pool_answer *answer)
{
	struct page *page = tag;
	struct pages *pages = state;
	const struct feed_item *item = answer->n_items ? answer->items : NULL;
	const char *next, *why;

	page->is_parsing = false;
	pages->n_parsing--;
	if (answer->error || !item) {
		fail(page, answer->error ? answer->error : "the page has no article", true);
		return;
	}
	next = NULL;
	if (gather_add(page->gather, page->url, page->final_url, item, &why))
		next = gather_next(page->gather, answer->doc ? answer->doc->next_url : NULL, &why);
	if (next) {
		page->url = mem_strdup(page, next);
		approach(page);
	} else if (why) {
		fail(page, why, true);
	} else {
		keep(page, NULL);
	}
}

/* ---- answers ---- */

static int64_t hold_host(struct page *page, const struct fetch_reply *reply)
{
	const int64_t now = clock_now();
	const struct fetch_headers *h = &reply->headers;
	int64_t wait_s = h->retry_after_s >= 0 ? h->retry_after_s : h->retry_at != WHEN_NONE ? h->retry_at - now : BUSY_S;
	char *key = fetch_host_key(page, reply->url);

	wait_s = wait_s < 1 ? 1 : wait_s < FETCH_HOLD_MAX_S ? wait_s : FETCH_HOLD_MAX_S;
	if (key) {
		holds_add(page->pages->tools.holds, key, now + wait_s, h->retry_after_s >= 0);
		fetch_hold(page->pages->tools.fetch, key, wait_s);
	}
	return now + wait_s;
}

static void parse(struct page *page, struct fetch_reply *reply)
{
	const struct feed *feed = roster_find(page->pages->tools.roster, page->feed);
	struct pool_job job = {.base_url = reply->url,
			       .content_type = reply->headers.content_type,
			       .is_page = true,
			       .extract = feed ? feed->extract : NULL,
			       .remove = feed ? feed->remove : NULL,
			       .next_page = feed ? feed->next_page : NULL,
			       .take_body = &reply->body};

	page->final_url = mem_strdup(page, reply->url);
	page->is_parsing = true;
	page->pages->n_parsing++;
	pool_add(page->pages->tools.pool, &job, on_article, page->pages, page);
}

static void on_reply(void *state, void *tag, struct fetch_reply *reply)
{
	struct page *page = tag;
	struct pages *pages = state;
	const char *fault;
	bool is_final;

	page->is_fetching = false;
	pages->n_fetching--;
	if (reply->is_withdrawn) {
		const struct hold *hold = holds_find(pages->tools.holds, fetch_host_key(page, reply->url), clock_now());

		postpone(page, hold ? hold->until : clock_now() + BUSY_S);
	} else if (!reply->error && reply->status == 429) {
		postpone(page, hold_host(page, reply));
	} else if ((fault = page_reply_fault(page, reply, &is_final))) {
		fail(page, fault, is_final);
	} else {
		parse(page, reply);
	}
}

/* ---- asking ---- */

/* The address of a page is a feed's word: it is not the user's, and nothing that it names literally is allowed for that.
 * Headers go where the user wrote them for, secrets nowhere. */
static struct fetch_request request_for(const struct feed *feed, const char *url)
{
	struct fetch_request request = feed->settings->request;

	request.url = url;
	request.home_url = feed->address ? feed->address : "https://telex.invalid/";
	request.etag = request.last_modified = NULL;
	if (!request.max_size || request.max_size > (int64_t)PAGE_BYTES_MAX)
		request.max_size = (int64_t)PAGE_BYTES_MAX;
	return request;
}

static void ask(struct page *page)
{
	struct pages *pages = page->pages;
	struct feed *feed = roster_find(pages->tools.roster, page->feed);
	struct fetch_request request;

	if (!feed) {
		fail(page, "its feed has left the configuration", true);
		return;
	}
	request = request_for(feed, page->url);
	page->is_fetching = true;
	pages->n_fetching++;
	if (page->site->robots)
		page->site->next_ms = clock_ms() + 1000 * robots_delay_s(page->site->robots);
	fetch_add(pages->tools.fetch, &request, on_reply, pages, page);
}

/* Its site is known: what it says of this page. */
static void go(struct page *page)
{
	char reason[300];

	if (page->site->meaning == ROBOTS_CLOSED) {
		snprintf(reason, sizeof(reason), "robots.txt of %.200s could not be read, so no page of it is asked for",
			 page->site->origin);
		fail(page, reason, false);
	} else if (page->site->robots && !robots_allows(page->site->robots, page->url)) {
		snprintf(reason, sizeof(reason), "robots.txt of %.200s does not allow it", page->site->origin);
		fail(page, reason, true);
	} else if (page->site->next_ms > clock_ms() && page->gather->n) {
		page->is_pausing = true;
	} else if (page->site->next_ms > clock_ms()) {
		let_go(page); /* it stays due, and its turn comes */
	} else {
		ask(page);
	}
}

static void on_robots(void *state, void *tag, struct fetch_reply *reply)
{
	struct pages *pages = state;
	struct site *site = tag;

	pages->n_fetching--;
	sites_learn(pages->sites, site, reply->error ? 0 : reply->status, buf_bytes(&reply->body), clock_now());
	for (struct page *page = pages->first, *next; page; page = next) {
		next = page->next;
		if (page->site != site || !page->is_waiting)
			continue;
		page->is_waiting = false;
		go(page);
	}
}

static void ask_robots(struct pages *pages, struct site *site, const struct feed *feed)
{
	char *url = mem_printf(NULL, "%s/robots.txt", site->origin);
	struct fetch_request request = request_for(feed, url);

	request.max_size = ROBOTS_BYTES_MAX * 4; /* what is longer is a mistake, and no reason to keep away */
	request.timeout_s = ROBOTS_TIMEOUT_S;
	site->is = SITE_ASKED;
	pages->n_fetching++;
	fetch_add(pages->tools.fetch, &request, on_robots, pages, site);
	talloc_free(url);
}

static void approach(struct page *page)
{
	struct pages *pages = page->pages;
	const int64_t now = clock_now();
	const struct feed *feed = roster_find(pages->tools.roster, page->feed);
	const struct hold *hold = holds_find(pages->tools.holds, fetch_host_key(page, page->url), now);

	page->site = sites_find(pages->sites, page->url, now);
	if (!feed || !page->site) {
		fail(page, feed ? "its address is none of the web" : "its feed has left the configuration", true);
	} else if (hold) {
		postpone(page, hold->until);
	} else if (page->site->is == SITE_KNOWN) {
		go(page);
	} else {
		page->is_waiting = true;
		if (page->site->is == SITE_UNKNOWN)
			ask_robots(pages, page->site, feed);
	}
}

static void end_pauses(struct pages *pages)
{
	for (struct page *page = pages->first, *next; page; page = next) {
		next = page->next;
		if (!page->is_pausing || page->site->next_ms > clock_ms())
			continue;
		page->is_pausing = false;
		approach(page);
	}
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
	approach(page);
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

	end_pauses(pages);
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
