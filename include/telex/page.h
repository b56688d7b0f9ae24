/* page.h: the pages of articles, fetched for their text: which are due, and what came of them.  Part of store.
 *
 * A new article whose feed wants it (struct store_fetched) waits in the transaction that stores it; the feed's own text is there
 * meanwhile, and stays when its page cannot be read or says less. */
#ifndef TELEX_PAGE_H
#define TELEX_PAGE_H

#include "telex/store.h"

/* The item says so little that its page has more: less than some 120 words, or an end like "Read more" or "…".  Pure. */
bool page_is_teaser(const char *body);

enum page_state { PAGE_WAITS, PAGE_READ, PAGE_GIVEN_UP };
struct page_due {
	int64_t article_id;
	const char *url;
	const char *feed; /* NAME of the one that brought it */
	int64_t tries;
};
/* Those that wait and are due, soonest first, at most max; with articles in `except` (n of them) left out.  *ret is a child of
 * ctx. */
MUST_USE bool page_due(struct store *store, void *ctx, int64_t now, const int64_t *except, size_t n, size_t max,
		       struct page_due **ret, size_t *ret_n, struct err *err);
/* When the next one is due; WHEN_NONE: none waits. */
MUST_USE bool page_next(struct store *store, int64_t *ret, struct err *err);
/* Somebody wants to read this one now, whatever came of it before.  ERR_NO_MATCH: no such article, or it has no address. */
MUST_USE bool page_wish(struct store *store, int64_t article_id, int64_t now, struct err *err);

/* What an article's page has; NULL where it does not say. */
struct page_text {
	const char *author, *html, *text, *lang;
	bool is_sponsored;
	const char *missing; /* it is not the whole article, and why: told in its feed's health */
};
/* Its text becomes the article's where it says more than the feed does, is indexed, and is judged by the store's judge, in one
 * transaction.  It is a version only where an earlier reading of the page said something else.  *ret_is_better: it did. */
MUST_USE bool page_store(struct store *store, int64_t article_id, const struct page_text *page, int64_t now,
			 bool *ret_is_better, struct err *err);
/* It could not be read: again at next_at, or (WHEN_NONE) given up. */
MUST_USE bool page_failed(struct store *store, int64_t article_id, const char *error, int64_t next_at, struct err *err);
/* Not before next_at, and that was no try: its host wants a pause. */
MUST_USE bool page_postpone(struct store *store, int64_t article_id, int64_t next_at, struct err *err);
/* What became of one; *ret_error is a child of ctx or NULL.  ERR_NO_MATCH: it was never wanted. */
MUST_USE bool page_outcome(struct store *store, void *ctx, int64_t article_id, enum page_state *ret,
			   const char **ret_error, struct err *err);

/* robots.txt of an origin ("https://host:port"), as it was answered: text is a child of ctx, NULL when it is not known, or
 * not any more. */
MUST_USE bool page_robots(struct store *store, void *ctx, const char *origin, int64_t now, int64_t *ret_status,
			  const char **ret_text, struct err *err);
MUST_USE bool page_robots_set(struct store *store, const char *origin, int64_t status, const char *text, int64_t until,
			      struct err *err);

#endif
