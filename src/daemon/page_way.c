/* page_way.c: the way of a page: its site's robots.txt, the request, the answer, the article in it. */
#include "pages_parts.h"

#include <stdio.h>
#include <string.h>

#include "telex/log.h"
#include "telex/url.h"

#include "clock.h"
#include "page_reply.h"

enum {
	BUSY_S = 3600, /* a host that answers 429 without saying for how long */
	ROBOTS_TIMEOUT_S = 20,
};
#define PAGE_BYTES_MAX MIB(16)

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

static void on_article(void *state, void *tag, struct pool_answer *answer)
{
	struct page *page = tag;
	struct pages *pages = state;
	const struct feed_item *item = answer->n_items ? answer->items : NULL;
	const char *next, *why;

	page->is_parsing = false;
	pages->n_parsing--;
	if (answer->error || !item) {
		page_fail(page, answer->error ? answer->error : "the page has no article", true);
		return;
	}
	next = NULL;
	if (gather_add(page->gather, page->url, page->final_url, item, &why))
		next = gather_next(page->gather, answer->doc ? answer->doc->next_url : NULL, &why);
	if (next) {
		page->url = mem_strdup(page, next);
		page_approach(page);
	} else if (why) {
		page_fail(page, why, true);
	} else {
		page_keep(page, NULL);
	}
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

		page_put_off(page, hold ? hold->until : clock_now() + BUSY_S);
	} else if (!reply->error && reply->status == 429) {
		page_put_off(page, hold_host(page, reply));
	} else if ((fault = page_reply_fault(page, reply, &is_final))) {
		page_fail(page, fault, is_final);
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
		page_fail(page, "its feed has left the configuration", true);
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
		page_fail(page, reason, false);
	} else if (page->site->robots && !robots_allows(page->site->robots, page->url)) {
		snprintf(reason, sizeof(reason), "robots.txt of %.200s does not allow it", page->site->origin);
		page_fail(page, reason, true);
	} else if (page->site->next_ms > clock_ms() && page->gather->n) {
		page->is_pausing = true;
	} else if (page->site->next_ms > clock_ms()) {
		page_let_go(page); /* it stays due, and its turn comes */
	} else {
		ask(page);
	}
}

static void on_robots(void *state, void *tag, struct fetch_reply *reply)
{
	struct pages *pages = state;
	struct site *site = tag;
	const bool is_long = reply->fault == FETCH_FAULT_SIZE && reply->body.len >= ROBOTS_BYTES_MAX; /* more does not count */

	pages->n_fetching--;
	sites_learn(pages->sites, site, reply->error && !is_long ? 0 : reply->status, buf_bytes(&reply->body), clock_now());
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

void page_approach(struct page *page)
{
	struct pages *pages = page->pages;
	const int64_t now = clock_now();
	const struct feed *feed = roster_find(pages->tools.roster, page->feed);
	const struct hold *hold = holds_find(pages->tools.holds, fetch_host_key(page, page->url), now);

	page->site = sites_find(pages->sites, page->url, now);
	if (!feed || !page->site) {
		page_fail(page, feed ? "its address is none of the web" : "its feed has left the configuration", true);
	} else if (hold) {
		page_put_off(page, hold->until);
	} else if (page->site->is == SITE_KNOWN) {
		go(page);
	} else {
		page->is_waiting = true;
		if (page->site->is == SITE_UNKNOWN)
			ask_robots(pages, page->site, feed);
	}
}

void pages_end_pauses(struct pages *pages)
{
	for (struct page *page = pages->first, *next; page; page = next) {
		next = page->next;
		if (!page->is_pausing || page->site->next_ms > clock_ms())
			continue;
		page->is_pausing = false;
		page_approach(page);
	}
}
