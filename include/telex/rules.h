/* rules.h: what new articles get by themselves: tags, mutes and alerts, from the queries of the configuration (design
 * section 8).
 *
 * A rule is a query that runs on what is new, in the transaction that stores it: rules_judge is the store_judge_fn of
 * store_set_judge.  Only rules whose words occur in a batch are run.  Tags first, so that mutes may ask for them, then
 * mutes: what is muted does not alert. */
#ifndef TELEX_RULES_H
#define TELEX_RULES_H

#include "telex/alert.h"
#include "telex/query.h"
#include "telex/store.h"

enum rules_kind { RULES_TAG, RULES_MUTE, RULES_ALERT };
struct rules_entry {
	enum rules_kind kind;
	const char *name, *query;
	int64_t points; /* of a tag or an alert, for the article's score */
	const struct alert_manner *manner; /* of an alert; rule, query, score and steps are filled in here */
};

/* A manner with once and priority by their words in a configuration ("story", "article", "update"; "low", "normal", "high"). */
struct alert_manner rules_manner(const char *once, const char *priority);

struct rules; /* a talloc child of the ctx it was made with; has its own copies */

/* Parse all entries.  A query that is none is a fault (ERR_DATA, "tag NAME: ..."); an alert whose query is none, or asks for
 * what cannot be answered, is broken: it finds nothing, and says so (rules_fault, alert_rules). */
MUST_USE bool rules_new(void *ctx, struct store *store, const struct rules_entry *entries, size_t n,
			const struct query_names *names, struct rules **ret, struct err *err);
/* A store_judge_fn; state is the struct rules. */
bool rules_judge(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err);

/* Judge articles again whose stories grew: only rules that ask how many outlets carry a story. */
MUST_USE bool rules_judge_stories(struct rules *rules, const int64_t *stories, size_t n, int64_t now, struct err *err);
/* Make the store's mutes and rules those of these; see store_mutes_sync, alert_rules_sync. */
MUST_USE bool rules_sync(struct rules *rules, int64_t now, struct err *err);
/* The broken ones from *at on: name and fault; false: none is left.  *at begins at 0. */
bool rules_fault(const struct rules *rules, size_t *at, const char **ret_name, const char **ret_fault);
/* One piece of what a new mute still has to look through: a short transaction.  *ret_more: there is more. */
MUST_USE bool rules_catch_up(struct rules *rules, int64_t now, bool *ret_more, struct err *err);

/* ---- why, and why not: of one article ---- */

/* An article as rules read it. */
struct rules_text {
	int64_t id;
	const char *title, *author, *body; /* plain */
};
enum { RULES_SENTENCE_MAX = 280, RULES_EVIDENCE_MAX = 16 };
/* What made the query match: one element for each clause that holds on the way, as JSON: an array of {"clause","field","words",
 * "sentence"}.  clause is an entity's or view's name, or canonical text; sentence the one around the words, shortened with "…",
 * "" for a field.  The article must be in the batch (store_batch_fill).  A child of ctx. */
const char *rules_evidence(void *ctx, struct store *store, const struct query *query, const struct rules_text *text,
			   int64_t now);

struct rules_clause {
	const char *clause; /* an entity or a view by its name, else canonical text */
	const char *means;  /* what that name stands for; NULL */
	const char *within; /* the entity or view it stands in; NULL */
	const char *saw;    /* one clause: what the article has instead; not yet safe to print */
};
/* The first clause that keeps the query from matching.  *ret_matches: it does match, and *ret is untouched.  Fills the batch.
 * Strings are children of ctx.  ERR_NO_MATCH: there is no such article. */
MUST_USE bool rules_why_not(void *ctx, struct store *store, const struct query *query, int64_t article_id, int64_t now,
			    struct rules_clause *ret, bool *ret_matches, struct err *err);

#endif
