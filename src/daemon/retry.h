/* retry.h: when a delivery is tried again, and when a rule wants to be left alone.  Pure: no clock; local time is the zone's. */
#ifndef TELEX_DAEMON_RETRY_H
#define TELEX_DAEMON_RETRY_H

#include "telex/when.h"

enum {
	RETRY_FIRST_S = 2,
	RETRY_MAX_S = 6 * 3600, /* never further apart */
	RETRY_DEAD_S = 3 * 86400, /* after the first try: the last one */
	RETRY_TARGET_MAX_S = 600, /* a target that fails is left alone for so long at most: other messages may fare better */
};
struct retry_facts {
	int64_t now;
	int64_t first_try_at;
	int64_t tries;	       /* this one counted: 1 and up */
	const char *key;       /* of the message: what its jitter comes from, the same at every run */
	int64_t retry_after_s; /* what the server wants; -1 */
};
/* WHEN_NONE: it is a dead letter. */
int64_t retry_at(const struct retry_facts *facts);
/* How long the target is left alone after so many failures in a row (1 and up). */
int64_t retry_target_s(int64_t failures, int64_t retry_after_s);

/* "22:00-07:00", local time, past midnight where it ends before it begins: are we in it, and until when? */
bool retry_is_quiet(const char *quiet, int64_t now, int64_t *ret_until);
/* The local day of now. */
int64_t retry_day_start(int64_t now);
int64_t retry_day_end(int64_t now);

#endif
