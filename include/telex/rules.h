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

/* Why a rule is left out: its query asks for what this version does not keep, or for a range that now ends before it begins; of
 * an alert also that it is none.  The others go on, and nothing that is stored is lost by it.  Each is told once, as "mute NAME
 * is left out: ..."; NULL: nothing more.  The text lives as long as the rules. */
const char *rules_fault(struct rules *rules);

/* Judge articles again whose stories grew: only rules that ask how many outlets carry a story.  rules_grown is the store_grown_fn
 * of store_set_grown. */
bool rules_grown(void *state, const int64_t *stories, size_t n, int64_t now, struct err *err);
MUST_USE bool rules_judge_stories(struct rules *rules, const int64_t *stories, size_t n, int64_t now, struct err *err);
/* Raise what an alert rule would have raised of the articles that arrived from `since` on, however old they were: into the
 * inbox alone, nothing is delivered.  Short transactions; what is raised stays when it fails.  ERR_NO_MATCH: no such rule. */
MUST_USE bool rules_backfill(struct rules *rules, const char *name, int64_t since, int64_t now, int64_t *ret_raised,
			     struct err *err);
/* Make the store's mutes and rules those of these; see store_mutes_sync, alert_rules_sync. */
MUST_USE bool rules_sync(struct rules *rules, int64_t now, struct err *err);
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

/* ---- tried on the past ---- */

enum { RULES_TRIAL_NEWEST = 10, RULES_TRIAL_OUTLETS = 10, RULES_TRIAL_OVERLAPS = 200 };
/* A rule to be tried, or to be compared with. */
struct rules_candidate {
	const char *name; /* "": a draft */
	const struct query *query;
	const struct alert_manner *manner; /* once, max_age_s, steps */
};
/* What a rule would have done with the articles that arrived from `since` on. */
struct rules_trial {
	int64_t since, now;	/* since: not before the first article arrived */
	int64_t first_at;	/* the first article of all arrived; WHEN_NONE: there is none */
	int64_t n_matches;
	int64_t n_too_old;	/* of those: no alert, for their age */
	int64_t n_alerts;
	int64_t alerts_a_day_tenths;
	size_t n_buckets;
	int64_t *matches, *alerts; /* by bucket */
	struct store_rows *newest; /* by arrival, full */
	const char *evidence[RULES_TRIAL_NEWEST]; /* of each; JSON as of rules_evidence */
	struct rules_share {
		const char *name;
		int64_t n;
	} outlets[RULES_TRIAL_OUTLETS]; /* by first carrier, most first */
	size_t n_outlets;
	struct rules_share *overlaps; /* other rules that match some of them, most first */
	size_t n_overlaps;
	const char **never; /* alternatives that matched nothing in that time: canonical text */
	size_t n_never;
};
/* edges: n_buckets + 1 instants, ascending, within which arrivals are counted.  others: rules it may overlap; at most
 * RULES_TRIAL_OVERLAPS are looked at.  Reads the store; asks the function of store_set_interrupt. */
MUST_USE bool rules_try(void *ctx, struct store *store, const struct rules_candidate *rule,
			const struct rules_candidate *others, size_t n_others, const int64_t *edges, size_t n_buckets,
			int64_t now, struct rules_trial **ret, struct err *err);

/* ---- in words: what the command line and the reader say of it; safe to show ---- */

/* What stands around words that made a clause hold: signs, or escapes of a terminal.  They pass as they are. */
struct rules_ink {
	const char *on, *off;
};
/* Evidence, read back: what rules_evidence wrote. */
struct rules_reason {
	const char *clause, *field, *words, *sentence;
};
/* A child of ctx; evidence that is none has no reasons. */
size_t rules_reasons(void *ctx, const char *evidence, struct rules_reason **ret);
/* "Huawei, in the text: …concerns about potential espionage via Huawei…", without a line break. */
void rules_put_reason(const struct rules_reason *reason, const struct rules_ink *ink, struct buf *out);
/* At most so many of them, a line each. */
void rules_put_reasons(const char *evidence, const struct rules_ink *ink, const char *indent, size_t max, struct buf *out);
/* Lines "label     words".  query_now: of the rule as it is configured now; NULL: none, or it does not parse. */
void rules_put_why(const struct alert *alert, const struct query *query_now, bool is_gone, int64_t now,
		   const struct rules_ink *ink, struct buf *out);

/* "ok", "broken", "disabled"; "new": telexd has not seen it yet; "removed" from the configuration.  row may be NULL. */
const char *rules_state(const struct alert_rule *row, bool is_configured, bool is_enabled);
/* Until when "2h", "1d" or "1w" from now lasts.  ERR_USAGE. */
MUST_USE bool rules_snooze(const char *span, int64_t now, int64_t *ret, struct err *err);

/* What keeps a rule from speaking of an article. */
struct rules_silence {
	const char *rule;
	const struct store_row *row;
	struct rules_clause clause; /* the first that fails */
	const char *outcome;	    /* NULL; it matches, or is muted: why there is no new alert all the same */
};
/* The rule's name and manner are those of the configuration.  Strings are children of ctx.  ERR_NO_MATCH: no such article. */
MUST_USE bool rules_silence(void *ctx, struct store *store, const struct rules_candidate *rule, bool is_enabled,
			    int64_t article_id, int64_t now, struct rules_silence *ret, struct err *err);
void rules_put_silence(const struct rules_silence *silence, struct buf *out);

/* Of a trial: the totals, the newest with their evidence, outlets, overlaps and what never matched. */
void rules_put_trial_head(const struct rules_trial *trial, struct buf *out);
void rules_put_trial_newest(const struct rules_trial *trial, const struct rules_ink *ink, struct buf *out);
void rules_put_trial_rest(const struct rules_trial *trial, struct buf *out);

#endif
