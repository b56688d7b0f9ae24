/* gather.h: an article that goes over several pages, put together in their order. */
#ifndef TELEX_DAEMON_GATHER_H
#define TELEX_DAEMON_GATHER_H

#include "telex/buf.h"
#include "telex/feed.h"

#include "wire.h"

enum { GATHER_PAGES_MAX = 10, GATHER_BYTES_MAX = WIRE_CONTENT_MAX /* of all text, and of all HTML */ };

struct gather {
	struct buf html, text;
	const char *author, *lang; /* as the first page has them; NULL */
	bool is_sponsored;
	const char *urls[2 * GATHER_PAGES_MAX]; /* of the pages that were read, as they were asked for and as they answered */
	size_t starts[GATHER_PAGES_MAX];	/* of their texts */
	size_t n_urls, n; /* n: pages */
};
struct gather *gather_new(void *ctx);
/* A page of it: where it was asked for, where it was in the end, what it has.  False: it was not added, and the article ends before
 * it; *ret_why: one clause, or NULL when nothing is missing, because it is one of the pages before once more. */
MUST_USE bool gather_add(struct gather *gather, const char *url, const char *final_url, const struct feed_item *item,
			 const char **ret_why);
/* Where the page that was added last leads on to; a child of gather.  NULL: this was the last one, or (*ret_why, else NULL) what
 * follows is not asked for, and why: one clause. */
const char *gather_next(struct gather *gather, const char *link, const char **ret_why);

#endif
