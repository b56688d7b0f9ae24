/* pages_parts.h: what pages.c and page_way.c share: the page of an article that is under way. */
#ifndef TELEX_DAEMON_PAGES_PARTS_H
#define TELEX_DAEMON_PAGES_PARTS_H

#include "gather.h"
#include "pages.h"
#include "sites.h"

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

/* ---- pages.c: each ends the page, which is freed ---- */

/* It stays due. */
void page_let_go(struct page *page);
/* missing: why it is not whole; NULL. */
void page_keep(struct page *page, const char *missing);
/* is_final: it will never be otherwise.  What was read of an article up to there is kept then. */
void page_fail(struct page *page, const char *reason, bool is_final);
void page_put_off(struct page *page, int64_t until);

/* ---- page_way.c ---- */

/* Ask for page->url as soon as its site may be asked, and go on until the article is whole; it may have ended when this returns. */
void page_approach(struct page *page);
/* Those whose site may be asked again. */
void pages_end_pauses(struct pages *pages);

#endif
