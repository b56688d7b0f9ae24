/* search.h: a query that is being asked of the store; private to search.c, orders.c and counts.c. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store_priv.h"

enum { SEARCH_SQL_MAX = 1100 * 1024 /* a query's SQL has at most 1 MB */ };

struct search {
	struct store *store;
	const struct query *query;
	int64_t now;
	bool last_word_is_prefix;
	bool by_arrival, sorts_arrivals, skips_tests; /* see struct query_env */
	bool has_unions;
	const struct query_period *published, *ids; /* the same */
	const char *among; /* the same */
};

/* ---- search.c ---- */

bool search_compile(const struct search *search, void *ctx, enum query_tests tests, struct query_plan **ret,
		    struct err *err);
/* A statement for text that was put together; from the cache, because the next key asks for the same. */
sqlite3_stmt *search_prepare(struct store *store, struct buf *sql, struct err *err);
/* Around the steps of a statement: it gives way, and an attempt ends. */
void search_watch(struct store *store);
void search_unwatch(struct store *store);
/* A page of a plan, with QUERY_TESTS_TRY; attempt->is_off: it was given up, and there is none. */
bool search_try(const struct search *search, struct query_plan *plan, const struct store_page *page,
		struct idlist *ret, struct attempt *attempt, struct err *err);
/* Ids of a page, next to its bound first.  *ret_warning (may be NULL) is a child of ctx. */
bool search_pages(const struct search *search, const struct store_page *page, struct idlist *ret,
		  const char **ret_warning, void *ctx, struct err *err);

/* Which of some articles match, the newest first: each is asked, so they should be few. */
bool search_among(struct store *store, const struct query *query, int64_t now, const int64_t *ids, size_t n,
		  struct idlist *ret, struct err *err);

/* ---- story_pages.c ---- */

/* What rows say of their stories: STORE_STORIES. */
bool story_page_fill(struct store *store, struct store_rows *rows, struct err *err);
/* search_pages for a page by_story, in any order. */
bool story_page_ids(const struct search *search, const struct store_page *page, struct idlist *ret, const char **ret_warning,
		    void *ctx, struct err *err);

/* ---- orders.c ---- */

/* Ids of a page of another order than by date. */
bool orders_ids(const struct search *search, const struct store_page *page, struct idlist *ret,
		const char **ret_warning, void *ctx, struct err *err);

#endif
