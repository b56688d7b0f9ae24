/* rules.h: what new articles get by themselves: tags and mutes, from the queries of the configuration (design section 8).
 *
 * A rule is a query that runs on what is new, in the transaction that stores it: rules_judge is the store_judge_fn of
 * store_set_judge.  Only rules whose words occur in a batch are run.  Tags first, so that mutes may ask for them. */
#ifndef TELEX_RULES_H
#define TELEX_RULES_H

#include "telex/query.h"
#include "telex/store.h"

enum rules_kind { RULES_TAG, RULES_MUTE };
struct rules_entry {
	enum rules_kind kind;
	const char *name, *query;
	int64_t points; /* of a tag, for the article's score */
};

struct rules; /* a talloc child of the ctx it was made with; has its own copies */

/* Parse all entries.  A query that is none is a fault (ERR_QUERY, "tag NAME: ..."). */
MUST_USE bool rules_new(void *ctx, struct store *store, const struct rules_entry *entries, size_t n,
			const struct query_names *names, struct rules **ret, struct err *err);
/* A store_judge_fn; state is the struct rules. */
bool rules_judge(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err);

/* Make the store's mutes those of the rules; see store_mutes_sync. */
MUST_USE bool rules_sync(struct rules *rules, struct err *err);
/* One piece of what a new mute still has to look through: a short transaction.  *ret_more: there is more. */
MUST_USE bool rules_catch_up(struct rules *rules, int64_t now, bool *ret_more, struct err *err);

#endif
