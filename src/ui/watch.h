/* watch.h: what the reader knows of alerts and rules wherever one is, and changes of alerts on their way to the store: shown at once,
 * written as soon as no other process writes. */
#ifndef TELEX_UI_WATCH_H
#define TELEX_UI_WATCH_H

#include "telex/alert.h"

#include "telex/mem.h"

struct alert_change {
	struct alert_change *next;
	int64_t *ids;
	size_t n;
	enum alert_state state;
	int64_t until;
};
/* A talloc object. */
struct watch {
	int64_t n_new, newest; /* newest: the id of the newest alert; 0: none */
	bool is_read;	       /* it was, at least once */
	char *fault;	    /* of the first broken rule, as it is said; NULL */
	bool is_due;	    /* to be read again */
	int64_t checked_ms; /* when it was: a snooze may be over */
	struct alert_change *first, *last;
};

void watch_change(struct watch *watch, const int64_t *ids, size_t n, enum alert_state state, int64_t until);
/* Write what is queued, in order; *ret_n: how many changes.  Stops without a fault when another process writes; on a fault the
 * change at fault is dropped. */
MUST_USE bool watch_flush(struct watch *watch, struct store *store, int64_t now, size_t *ret_n, struct err *err);
/* Read it again; nothing has changed when that fails. */
MUST_USE bool watch_read(struct watch *watch, struct store *store, int64_t now, struct err *err);

#endif
