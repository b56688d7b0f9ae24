/* judge.h: the rules of a configuration, ready to judge what is stored. */
#ifndef TELEX_DAEMON_JUDGE_H
#define TELEX_DAEMON_JUDGE_H

#include "telex/conf.h"
#include "telex/rules.h"

/* The names that queries of this configuration may use; it must outlive them. */
struct query_names judge_names(const struct conf *conf);
/* Rules out of the sections tag and mute; the store's mutes are made to agree.  A child of ctx that does not need conf. */
MUST_USE bool judge_new(void *ctx, const struct conf *conf, struct store *store, int64_t now, struct rules **ret, struct err *err);

#endif
