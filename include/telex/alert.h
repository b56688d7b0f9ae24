/* alert.h: rules as the store knows them, alerts, stories and the outbox.  Part of store: see telex/store.h for its manners.
 *
 * A judge raises alerts in the transaction that stores the articles (store_set_judge); every alert writes one row a channel
 * into the outbox there.  Keys make a repeat harmless: (rule, article, version) and, for once = story, (rule, story, step).
 * Whoever sends takes a message of due rows (outbox_take), tries it, and says how it went (outbox_done, outbox_failed). */
#ifndef TELEX_ALERT_H
#define TELEX_ALERT_H

#include "telex/store.h"

/* ---- rules ---- */

struct alert_rule_config {
	const char *name, *query; /* canonical text; the text as configured when it is broken */
	const char *fault;	  /* NULL; why it finds nothing, one line */
};
struct alert_rule {
	const char *name, *query;
	const char *fault;    /* NULL */
	int64_t since;	      /* when it came, or got this query */
	int64_t since_seq;    /* article.seq behind which it judges what arrives */
	int64_t n_matches;    /* articles it found */
	int64_t n_alerts, n_open; /* all, and those nobody has acknowledged */
	int64_t newest_at;    /* its newest alert; WHEN_NONE */
	bool is_gone;	      /* no longer in the configuration */
};
struct alert_rules {
	struct alert_rule *rules;
	size_t n;
};
/* Make the store's rules those of the configuration.  One that is gone keeps its alerts. */
MUST_USE bool alert_rules_sync(struct store *store, const struct alert_rule_config *rules, size_t n, int64_t now,
			       struct err *err);
/* The store knows of the rule from now on; fine when it does already. */
MUST_USE bool alert_rule_ensure(struct store *store, const struct alert_rule_config *rule, int64_t now, struct err *err);
/* In the order of their names; those that are gone only when they have alerts. */
MUST_USE bool alert_rules(struct store *store, void *ctx, struct alert_rules **ret, struct err *err);
/* The first that is broken, without counting what rules found; *ret_name NULL: none is.  Children of ctx. */
MUST_USE bool alert_rules_fault(struct store *store, void *ctx, const char **ret_name, const char **ret_fault,
				struct err *err);
/* Another name: its alerts, and what it has alerted, go with it.  ERR_NO_MATCH, ERR_USAGE when the name is taken. */
MUST_USE bool alert_rule_rename(struct store *store, const char *from, const char *to, struct err *err);

/* ---- raising: for a judge, in its transaction ---- */

enum alert_once { ALERT_ONCE_STORY, ALERT_ONCE_ARTICLE, ALERT_ONCE_UPDATE };
enum alert_priority { ALERT_LOW, ALERT_NORMAL, ALERT_HIGH };
const char *alert_priority_name(enum alert_priority priority); /* "low", "normal", "high" */

/* What a rule says of its alerts. */
struct alert_manner {
	const char *rule;
	const char *query; /* as it is now, canonical */
	enum alert_once once;
	enum alert_priority priority;
	int64_t max_age_s; /* older at first sight: no alert; -1: none is too old */
	int64_t batch_s;   /* a delivery waits so long for more */
	int64_t score;	   /* points for the article */
	const char *const *channels;
	size_t n_channels;
	const int64_t *steps; /* numbers of outlets that the rule names, ascending: past each its story alerts again */
	size_t n_steps;
};
enum alert_outcome {
	ALERT_RAISED,
	ALERT_ALREADY,	   /* this article (version) has alerted */
	ALERT_STORY_KNOWN, /* its story has, and has not grown past another step */
	ALERT_TOO_OLD,
	ALERT_IS_MUTED	   /* or of removed feeds */
};
/* What would become of a match: the same for raising, testing and whynot.  *ret_id: the alert that is there already, or 0. */
MUST_USE bool alert_judge(struct store *store, const struct alert_manner *manner, int64_t article_id,
			  enum alert_outcome *ret, int64_t *ret_id, struct err *err);
/* The rule matches the article: that is noted, with its points, once.  When alert_judge allows it the alert is written with
 * what `evidence` (JSON, an array) says, and a row of the outbox a channel.  evidence is asked only then. */
MUST_USE bool alert_raise(struct store *store, const struct alert_manner *manner, int64_t article_id,
			  const char *(*evidence)(void *state, int64_t article_id), void *state, int64_t now,
			  enum alert_outcome *ret, struct err *err);
/* All rules have judged everything up to the newest article. */
MUST_USE bool alert_judged(struct store *store, struct err *err);

/* ---- the inbox ---- */

enum alert_state { ALERT_NEW, ALERT_ACKNOWLEDGED, ALERT_SNOOZED };
const char *alert_state_name(enum alert_state state); /* "new", "acknowledged", "snoozed" */
struct alert {
	int64_t id, article_id, story_id;
	int64_t version;	/* of the article, for once = update; else the step of its story */
	int64_t at;		/* raised */
	int64_t snoozed_until;	/* WHEN_NONE */
	enum alert_state state; /* a snooze that is over: ALERT_NEW */
	enum alert_priority priority;
	const char *rule, *query;	   /* as it was then */
	const char *title, *url, *outlet; /* as they were then; not yet safe to print */
	const char *evidence;		   /* JSON: an array of {"field","words","sentence"} */
	int64_t n_waiting, n_dead;	   /* deliveries */
};
struct alerts {
	struct alert *alerts;
	size_t n;
};
struct alert_filter {
	const char *rule;    /* NULL: all */
	int64_t article_id;  /* 0: all */
	bool with_acknowledged, with_snoozed;
	int64_t below;	     /* ids; 0: from the newest */
	int64_t since;	     /* raised then or later; WHEN_NONE: all */
	size_t limit;	     /* 0: all */
};
/* Newest first. */
MUST_USE bool alert_list(struct store *store, void *ctx, const struct alert_filter *filter, int64_t now,
			 struct alerts **ret, struct err *err);
/* ERR_NO_MATCH. */
MUST_USE bool alert_get(struct store *store, void *ctx, int64_t id, int64_t now, struct alert **ret, struct err *err);
/* state ALERT_SNOOZED needs until.  *ret_changed: how many. */
MUST_USE bool alert_set_state(struct store *store, const int64_t *ids, size_t n, enum alert_state state, int64_t until,
			      int64_t now, int64_t *ret_changed, struct err *err);
/* How many are new, and the id of the newest alert (0: none). */
MUST_USE bool alert_totals(struct store *store, int64_t now, int64_t *ret_new, int64_t *ret_newest, struct err *err);

/* ---- the outbox ---- */

enum outbox_kind {
	OUTBOX_ALERT,
	OUTBOX_DIGEST,  /* payload: {"subject","text","html","json"} */
	OUTBOX_TEST     /* the same: `telex alerts test CHANNEL` */
};
enum outbox_state { OUTBOX_WAITING, OUTBOX_DONE, OUTBOX_DEAD };
const char *outbox_state_name(enum outbox_state state); /* "waiting", "done", "dead" */
struct outbox_row {
	int64_t id, alert_id;	   /* alert_id 0: a message of its own */
	int64_t message;	   /* the row its message is named after; 0: not tried yet */
	enum outbox_kind kind;
	enum outbox_state state;
	const char *channel, *rule; /* rule: or the digest */
	const char *title;	   /* of the alert; "" */
	const char *last_error;	   /* NULL */
	int64_t created_at, next_at, first_try_at, done_at; /* WHEN_NONE */
	int64_t tries;
};
struct outbox_rows {
	struct outbox_row *rows;
	size_t n;
};
struct outbox_filter {
	bool waiting, dead, done;
	const char *channel; /* NULL: all */
	size_t limit;	     /* 0: all */
};
/* Newest first. */
MUST_USE bool outbox_list(struct store *store, void *ctx, const struct outbox_filter *filter, struct outbox_rows **ret,
			  struct err *err);
/* A message of our own for a channel. */
MUST_USE bool outbox_put(struct store *store, const char *channel, const char *rule, enum outbox_kind kind,
			 const char *payload, int64_t now, int64_t *ret_id, struct err *err);

/* A digest for each of these channels, in one transaction with the note that it told what arrived up to that article.seq
 * (store_digest_advance). */
MUST_USE bool outbox_put_digest(struct store *store, const char *digest, int64_t seq, const char *const *channels, size_t n,
				const char *payload, int64_t now, struct err *err);

/* What goes out at once: the rows of one rule for one channel that are due together, at most OUTBOX_MESSAGE_MAX of them. */
enum { OUTBOX_MESSAGE_MAX = 500, OUTBOX_DUE_MAX = 2000 /* rows looked at by outbox_due */ };
struct outbox_message {
	int64_t id;		/* the smallest id of its rows: what `key` is made from, the same at every try */
	const char *key;	/* for Idempotency-Key and Message-ID: letters, digits, '-' */
	const char *channel, *rule;
	enum outbox_kind kind;
	const char *payload;	/* NULL for alerts */
	struct alert **alerts;	/* OUTBOX_ALERT, ascending */
	size_t n_alerts;
	int64_t tries, first_try_at; /* before this one; WHEN_NONE */
	bool is_fixed;		/* it was tried before: its rows are settled */
	bool is_batch;		/* all that its rule has for its channel: sent as a list, be it of one */
	bool is_held;		/* what was kept back by the rule's limit: one summary, a batch too */
};
struct outbox_wish {
	int64_t now;
	bool is_forced; /* what is due later too */
	bool (*is_batched)(void *state, const char *rule);
	void *state;
	const char *const *without; /* channels whose rows are of no interest now */
	size_t n_without;
};
/* The heads of the messages that are due, oldest first: no alerts and payloads in them.  Rows of a rule and channel that wait
 * for the first time are one message when is_batched says so of the rule, else one each. */
MUST_USE bool outbox_due(struct store *store, void *ctx, const struct outbox_wish *wish, struct outbox_message **ret,
			 size_t *ret_n, struct err *err);
/* Fix which rows are in the message, count the try, and read it whole.  A transaction: after a crash the message is the
 * same.  ERR_NO_MATCH: nothing of it waits any more. */
MUST_USE bool outbox_take(struct store *store, void *ctx, const struct outbox_message *head, int64_t now,
			  struct outbox_message **ret, struct err *err);
MUST_USE bool outbox_done(struct store *store, int64_t message, int64_t now, struct err *err);
/* next_at WHEN_NONE: it is a dead letter. */
MUST_USE bool outbox_failed(struct store *store, int64_t message, const char *error, int64_t next_at, struct err *err);
/* Not now, and no try: quiet hours, or the limit of its rule (is_held: all that is held goes as one).  Of a message that is
 * fixed only the time moves. */
MUST_USE bool outbox_postpone(struct store *store, const struct outbox_message *head, int64_t next_at, bool is_held,
			      struct err *err);
/* When the next row is due; WHEN_NONE: none waits. */
MUST_USE bool outbox_next(struct store *store, int64_t *ret, struct err *err);
/* Messages of a rule that a channel has got since then. */
MUST_USE bool outbox_sent_since(struct store *store, const char *rule, const char *channel, int64_t since,
				int64_t *ret, struct err *err);
/* Send dead (and waiting) rows again, now.  n 0: all dead ones.  *ret_n: how many. */
MUST_USE bool outbox_resend(struct store *store, const int64_t *ids, size_t n, int64_t now, int64_t *ret_n,
			    struct err *err);
struct outbox_totals {
	int64_t waiting, dead;
	int64_t oldest_at; /* of what waits; WHEN_NONE */
};
MUST_USE bool outbox_totals(struct store *store, struct outbox_totals *ret, struct err *err);

/* ---- stories: every article has one, of itself alone as long as nobody groups it ---- */

/* Put articles (and all of their stories) into one story; the oldest id stays, and leads there from the others.  Alerts go with
 * their stories.  Raises nothing by itself: see rules_judge_stories. */
MUST_USE bool story_join(struct store *store, const int64_t *ids, size_t n, int64_t *ret_story, struct err *err);
/* Show the newest articles of stories, or those of these ids, to fn, in a transaction (that there is, or of its own), as a judge sees what is new (is_new
 * false). */
MUST_USE bool alert_judge_again(struct store *store, const int64_t *ids, size_t n, store_judge_fn *fn, void *state,
				int64_t now, struct err *err);
MUST_USE bool story_judge(struct store *store, const int64_t *stories, size_t n, store_judge_fn *fn, void *state,
			  int64_t now, struct err *err);
struct story_size {
	int64_t id;
	int64_t n_articles, n_outlets;
};
/* Of an article.  ERR_NO_MATCH. */
MUST_USE bool story_of(struct store *store, int64_t article_id, struct story_size *ret, struct err *err);
/* The story of a number: one that became part of another leads there, an article to its story.  ERR_NO_MATCH. */
MUST_USE bool story_resolve(struct store *store, int64_t id, int64_t *ret, struct err *err);
/* Stories of several articles with ids < below, the newest first; max 0: all.  *ret is a child of ctx. */
MUST_USE bool story_newest(struct store *store, void *ctx, int64_t below, size_t max, struct story_size **ret,
			   size_t *ret_n, struct err *err);
/* At most max (0: all) articles of a story, full, by when they told it, the first one first: a child of ctx. */
MUST_USE bool story_articles(struct store *store, void *ctx, int64_t story, size_t max, struct store_rows **ret, struct err *err);
/* What each of them is to the press release of its story, by their texts: "release", "copy", "rewrite", or "" where nothing says
 * so.  *ret: a child of ctx, one of our words a row. */
MUST_USE bool story_roles(struct store *store, void *ctx, const struct store_rows *rows, const char *const **ret, struct err *err);
/* When an article told its story: its publication, else its arrival. */
int64_t story_told_at(const struct store_row *row);
/* How much later it was told than first, for people: "+3 h 1 min"; of less than a minute "first" or "+0 min". */
const char *story_lag(int64_t seconds, bool is_first, char out[WHEN_AGE_SIZE]);
/* By hand, one entry of the journal each; raises nothing.  Merge: the oldest number stays; ids of stories or articles.
 * ERR_NO_MATCH when they are one already.  Split: the named articles leave, for a story that does not join the old one again by
 * itself (the others leave when the article that the story has its number of is among them); what was told of one story counts
 * as told of both.  ERR_USAGE for articles of another story, all or none. */
MUST_USE bool story_merge(struct store *store, const int64_t *ids, size_t n, const char *who, int64_t now,
			  int64_t *ret_story, struct err *err);
MUST_USE bool story_split(struct store *store, int64_t story, const int64_t *ids, size_t n, const char *who, int64_t now,
			  int64_t *ret_new, struct err *err);

/* What speaks for two articles' being one story: see telex/story.h. */
struct story_why {
	struct story_size a, b; /* their stories */
	double total, needed;	/* of the parts, when they are compared with each other alone */
	double title, text;	/* text -1: one of them has none */
	double runs, decay;
	int n_links;
	bool is_enough; /* alone; else others stand between them */
	bool is_apart;	/* somebody split their stories */
	const char **title_words, **text_words; /* in common */
	size_t n_title_words, n_text_words;
};
/* ERR_NO_MATCH.  Strings are children of ctx. */
MUST_USE bool story_why(struct store *store, void *ctx, int64_t a, int64_t b, struct story_why *ret, struct err *err);

#endif
