/* pool.h: telexd's side of the parser processes: documents wait for one, answers are collected, the dead are
 * replaced. */
#ifndef TELEX_DAEMON_POOL_H
#define TELEX_DAEMON_POOL_H

#include "telex/feed.h"
#include "telex/fetch.h"

struct pool;

/* What became of one document: a talloc context of its own. */
struct pool_answer {
	const char *error; /* NULL, or why there is nothing: one clause */
	struct feed_doc *doc;
	struct feed_item *items; /* in document order */
	size_t n_items, n_cut;	 /* cut: beyond WIRE_ITEMS_MAX */
	size_t n_bytes;		 /* of memory, about */
};
/* answer may be stolen; what is left of it is freed after the call. */
typedef void pool_done_fn(void *state, void *tag, struct pool_answer *answer);

struct pool_job {
	const char *base_url, *content_type; /* copied */
	bool is_page;			     /* of an article: the answer is one item, the article, and where it goes on (doc->next_url) */
	const char *extract, *remove, *next_page; /* its selectors; NULL */
	struct buf *take_body;		     /* emptied */
};

/* Start the spawner and n parsers, and wait until they are there.  To be called before the network is
 * touched, while the process has one thread and no store open. */
MUST_USE bool pool_new(void *ctx, size_t n, struct pool **ret, struct err *err);
void pool_add(struct pool *pool, const struct pool_job *job, pool_done_fn *done, void *state, void *tag);
size_t pool_pending(const struct pool *pool);	    /* documents not answered yet */
size_t pool_pending_bytes(const struct pool *pool); /* of their bodies */
/* Descriptors to wait for; gives how many were filled in. */
size_t pool_fds(const struct pool *pool, struct fetch_fd *fds, size_t room);
/* Milliseconds until something may have taken too long; -1: nothing runs. */
int pool_wait_ms(const struct pool *pool, int64_t now_ms);
/* Move bytes, collect answers, call back.  Never blocks.  False when no parser can be had any more. */
MUST_USE bool pool_turn(struct pool *pool, int64_t now_ms, struct err *err);
/* The process was busy with something else for so long: no document is to blame. */
void pool_excuse(struct pool *pool, int64_t ms);

#endif
