/* wish.h: what a request to the actions process makes run. */
#ifndef TELEX_DAEMON_WISH_H
#define TELEX_DAEMON_WISH_H

#include "actor.h"

enum { WISH_VARS_MAX = 24 };
struct wish {
	const struct conf *conf;
	const struct conf_feed *feed;	    /* NULL: of a channel */
	const struct conf_channel *channel; /* NULL: of a feed */
	struct conf_source source;
	char *vars[WISH_VARS_MAX]; /* "TELEX_X=value" */
	size_t n_vars;
	struct program_order order;
};

/* wish has conf and the input; what is found in conf for this kind and name goes into order.  Strings are children of ctx, of
 * conf, or stand in the input. */
MUST_USE bool wish_find(void *ctx, struct wish *wish, enum actions_kind kind, const char *name, struct err *err);

/* wish_env.c: the environment; what: of these, beside what every program sees. */
enum { FOR_SECRETS = 1, FOR_CHANNELS = 2 };
char **wish_env(void *ctx, const struct wish *wish, unsigned what);
/* The variables in front of the input, which begins behind them afterwards. */
MUST_USE bool wish_take_vars(struct wish *wish, struct err *err);

#endif
