/* ingest.h: finished polls are gathered into transactions of the right size. */
#ifndef TELEX_DAEMON_INGEST_H
#define TELEX_DAEMON_INGEST_H

#include "telex/store.h"

#include "poll.h"

/* One poll was committed; it is freed after the call. */
typedef void ingest_done_fn(void *state, struct poll *poll, const struct store_fetched *stored);

struct ingest;
struct ingest_mode {
	bool is_last;	/* nothing more is under way: do not wait for company */
	bool is_gentle; /* somebody is connected: short transactions with pauses between */
};
struct ingest *ingest_new(void *ctx, struct store *store, ingest_done_fn *done, void *state);
void ingest_add(struct ingest *ingest, struct poll *take_poll);
size_t ingest_pending(const struct ingest *ingest);
size_t ingest_pending_bytes(const struct ingest *ingest);
/* Milliseconds until ingest_turn has something to do; -1: nothing is waiting. */
int ingest_wait_ms(const struct ingest *ingest, const struct ingest_mode *mode, int64_t now_ms);
/* Store what is due.  False: the store failed and has rolled back; what was not stored still waits, and is
 * tried again by later calls.  A busy store is no failure until it was busy for a minute. */
MUST_USE bool ingest_turn(struct ingest *ingest, const struct ingest_mode *mode, int64_t now_ms,
			  struct err *err);
/* Give up what waits: done is not called. */
void ingest_drop(struct ingest *ingest, void (*dropped)(void *state, struct poll *poll), void *state);

#endif
