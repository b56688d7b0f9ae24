/* desk.h: the feeds at work: asked, parsed, judged, stored.  What --once and the daemon share. */
#ifndef TELEX_DAEMON_DESK_H
#define TELEX_DAEMON_DESK_H

#include "telex/conf.h"
#include "telex/fetch.h"
#include "telex/store.h"

#include "actions.h"
#include "pool.h"

/* Of one round: from the first feed asked until nothing is under way. */
struct desk_counts {
	size_t total, done; /* feeds: asked for; finished */
	size_t n_failed;
	int64_t n_new, n_updated; /* articles stored */
};
/* Who wants to know; each may be NULL.  Texts are safe to print. */
struct desk_watch {
	void (*progress)(void *state, const struct desk_counts *counts,
			 const char *feed); /* a feed is finished */
	void (*failed)(void *state, const char *feed, const char *reason);
	void (*note)(void *state, const char *feed, const char *note); /* worth a line, not a failure */
	void (*moved)(void *state, const char *feed, const char *to);
	void (*stored)(void *state, int64_t n_new);
	/* The round is over.  offline: why nothing at all could be reached, NULL when something could. */
	void (*idle)(void *state, const struct desk_counts *counts, const char *offline);
	void *state;
};
struct desk;

/* Takes part of nothing but conf's values: conf may be freed afterwards. */
MUST_USE bool desk_new(void *ctx, const struct conf *conf, struct store *store, struct pool *pool, struct actions *actions,
		       const struct desk_watch *watch, struct desk **ret, struct err *err);
/* A new configuration for what is asked from now on. */
MUST_USE bool desk_reload(struct desk *desk, const struct conf *conf, struct err *err);
/* What a new mute still has to look through, a piece of some 50 ms; *ret_more: there is more. */
MUST_USE bool desk_catch_up(struct desk *desk, bool *ret_more, struct err *err);
/* Whether the pages of articles are asked for, from now on. */
void desk_set_pages(struct desk *desk, bool has_pages);
/* Some are under way, or due. */
bool desk_has_pages(const struct desk *desk);
/* Somebody reads along: short transactions. */
void desk_set_gentle(struct desk *desk, bool is_gentle);

struct desk_wish {
	bool is_forced;
	bool is_once; /* what is due in a moment is asked now: the next run is an interval away */
	const char *const *feeds; /* NULL: all */
	size_t n_feeds;
};
/* ERR_USAGE naming the first feed that there is not. */
MUST_USE bool desk_check_names(const struct desk *desk, const struct desk_wish *wish, struct err *err);
/* Ask the feeds that are due; gives how many. */
size_t desk_ask(struct desk *desk, const struct desk_wish *wish);
bool desk_is_busy(const struct desk *desk);
const struct desk_counts *desk_counts(const struct desk *desk);
size_t desk_n_feeds(const struct desk *desk);
int64_t desk_next_at(const struct desk *desk); /* epoch; INT64_MAX: never */
/* One turn of the loop: wait for work of its own, fds or timeout_ms, and do it.  False when the store or the
 * parsers failed: what was under way is given up and is due again. */
MUST_USE bool desk_turn(struct desk *desk, struct fetch_fd *fds, size_t n, int timeout_ms, struct err *err);

#endif
