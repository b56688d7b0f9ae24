/* store.h: everything that is kept, in one SQLite file.  The only module that knows SQLite.  docs/SCHEMA.md has the tables.
 *
 * One struct store is one connection, used by one thread.  Rows are copied out; no statement is left open when a function
 * returns, so no caller can pin the write-ahead log.  Writes run in one IMMEDIATE transaction each unless the header says
 * otherwise; a failed one is rolled back whole.  ERR_BUSY: another process writes, nothing was done, try again. */
#ifndef TELEX_STORE_H
#define TELEX_STORE_H

#include "telex/buf.h"
#include "telex/feed.h"
#include "telex/mem.h"
#include "telex/query.h"

struct store;

enum store_mode {
	STORE_READ,   /* a command that only reads; the file must exist */
	STORE_CLIENT, /* a command or the reader: writes of its own; busy_timeout 5 s, reader sets 0 with store_set_busy_ms */
	STORE_DAEMON  /* telexd: creates, migrates, synchronous=FULL */
};
/* Open path.  STORE_CLIENT and STORE_DAEMON create (mode 0600) and migrate.  ERR_IO with one sentence for a
 * directory, no permission, a file that is not a telex database, is damaged, or was written by a newer telex; such a file
 * is never touched. */
MUST_USE bool store_open(const char *path, enum store_mode mode, struct store **ret, struct err *err);
void store_close(struct store *store); /* NULL is fine */
void store_set_busy_ms(struct store *store, int ms);
/* Asked every few thousand steps of a long read; true interrupts it with ERR_INTERRUPTED.  NULL: never. */
void store_set_interrupt(struct store *store, bool (*give_way)(void *state), void *state);
/* Changes whenever another connection committed (PRAGMA data_version). */
int64_t store_version(struct store *store);
const char *store_path(const struct store *store);

/* ---- feeds ---- */

/* What the configuration says of one feed. */
struct store_feed_config {
	const char *name, *url, *title, *group; /* title and group may be NULL */
};
/* Make the feed rows agree with the configuration: new names are added, a changed url drops the validators and the
 * error state, names that are gone are hidden with their articles, names that come back are shown again. */
MUST_USE bool store_feeds_sync(struct store *store, const struct store_feed_config *feeds, size_t n, struct err *err);

/* What polls know of a feed, and its schedule; written as a whole. */
struct store_feed_state {
	const char *title, *site_url;	  /* NULL keeps; a configured title is never replaced; NULL when read */
	const char *etag, *last_modified; /* NULL; verbatim */
	const char *moved_to;		  /* NULL; where the permanent redirect led */
	const char *last_error;		  /* NULL; one line */
	const char *problem;		  /* NULL; why its last document was not well-formed */
	const char *next_why;		  /* why next_at is what it is: a word of store_next_words; NULL */
	const char *archive_url;	  /* NULL; a page of its archive (RFC 5005) that is still to be read */
	int64_t archive_until;		  /* down to items of this time; WHEN_NONE */
	int64_t next_at;		  /* 0: now */
	int64_t interval_s;		  /* the one in force; 0: not known yet */
	int64_t last_try_at, last_ok_at;  /* WHEN_NONE */
	int64_t failures;		  /* in a row */
	int64_t failing_since;		  /* the first of them; WHEN_NONE */
	int64_t last_status;		  /* HTTP; 0: none */
	const char *held_host;		  /* NULL; host:port that answered 429: none of its feeds is asked */
	int64_t held_until;		  /* before then, */
	int64_t held_is_asked;		  /* which Retry-After said: not even by hand; 0 or 1 */
	int64_t hold_until;		  /* Retry-After: not asked before, whatever next_at says; 0: none */
	int64_t ttl_s;			  /* the document's lower bound between polls; 0: none */
	int64_t skip_hours, skip_days;	  /* its hours and days to leave out, bits as in struct feed_doc */
	int64_t missed, missed_at;	  /* articles that may have left the feed between two polls, and when that was seen */
	bool is_gone;			  /* 410: not asked again */
};
struct store_feed {
	int64_t id;
	const char *name, *url, *title, *group, *site_url; /* never NULL; title falls back to name */
	struct store_feed_state state;
	const char *page_error;	     /* NULL; why the page of its newest article that was tried could not be read */
	int64_t page_failures;	     /* pages in a row */
	bool is_link_keyed;	     /* its guids change at every poll: the links tell its items apart */
	bool is_hidden;		     /* no longer in the configuration */
	int64_t n_articles, n_unread; /* kept up by the store */
};
struct store_feeds {
	struct store_feed *feeds;
	size_t n;
};
/* Every feed in the order group, title; hidden ones only when asked. */
MUST_USE bool store_feeds(struct store *store, void *ctx, bool with_hidden, struct store_feeds **ret, struct err *err);
MUST_USE bool store_feed_set(struct store *store, int64_t feed_id, const struct store_feed_state *state, struct err *err);
/* The time of its newest article by publication (see sort_at of struct store_row); WHEN_NONE: it has none. */
MUST_USE bool store_feed_newest(struct store *store, int64_t feed_id, int64_t *ret, struct err *err);
/* Ask it at the next opportunity: schedule, back-off and 410 are forgotten, a server's Retry-After is not. */
MUST_USE bool store_feed_retry(struct store *store, int64_t feed_id, struct err *err);
/* Delete the articles that only this feed carries, its row too when it is hidden.  Tombstones by the feed's NAME stay: what
 * was purged does not come back.  ERR_NO_MATCH when there is no such feed. */
MUST_USE bool store_feed_purge(struct store *store, int64_t feed_id, int64_t now, int64_t *ret_deleted, struct err *err);

/* ---- how feeds fare: one reading for the command line and the reader ---- */

/* How often a feed posts, from what is stored. */
struct store_rhythm {
	int64_t newest_at;   /* WHEN_NONE: no article */
	int64_t week_tenths; /* articles a week, in tenths, over the last four weeks */
	int64_t gap_s;	     /* mean time between its newest articles; 0: not known */
	bool is_silent;	     /* for much longer than ever between those */
};
MUST_USE bool store_feed_rhythm(struct store *store, int64_t feed_id, int64_t now, struct store_rhythm *ret,
				struct err *err);

enum store_health {
	STORE_FEED_OK,
	STORE_FEED_NEW,	    /* not fetched yet */
	STORE_FEED_WARNING, /* works, and something should be known of it */
	STORE_FEED_FAILING,
	STORE_FEED_GONE
};
const char *store_health_name(enum store_health health); /* "ok", "new", "warning", "failing", "gone" */
/* Something to be known of a feed. */
struct store_finding {
	const char *name;  /* a stable word: failing gone moved almost-xml missed silent link-keyed held pages */
	const char *words; /* one line for people: what, and what it means; not yet safe to print */
};
struct store_report {
	enum store_health health;
	struct store_finding findings[9];
	size_t n;
	const char *next; /* when it is asked next and why, one clause: "in 12 min (its posting rate)" */
};
/* Pure; strings are children of ctx.  rhythm may be NULL. */
void store_feed_report(void *ctx, const struct store_feed *feed, const struct store_rhythm *rhythm, int64_t now,
		       struct store_report *ret);
/* The feed with the fixed interval that its configuration has by now (0: auto), where it is shown: next_at stays as it was
 * planned, and next_why says that it was by another interval. */
void store_feed_set_interval(struct store_feed_state *state, int64_t fixed_s);
/* The words for people of a next_why; the word itself when it is not known. */
const char *store_next_words(const char *why);

/* The whole story of a feed, a fact a line. */
struct store_fact {
	const char *label, *words; /* label: one of ours, at most 12 cells; words: not yet safe to print */
};
enum { STORE_FACTS_MAX = 24, STORE_WEEK_SIZE = 24 };
struct store_facts {
	struct store_fact facts[STORE_FACTS_MAX];
	size_t n;
};
/* Pure; strings are children of ctx, or of the feed's.  rhythm may be NULL; how: how its interval is chosen, one clause, or
 * NULL. */
void store_feed_facts(void *ctx, const struct store_feed *feed, const struct store_rhythm *rhythm, const char *how,
		      int64_t now, struct store_facts *ret);
/* Articles a week: "12.5", "140", "-" for NULL. */
const char *store_week_words(const struct store_rhythm *rhythm, char out[STORE_WEEK_SIZE]);

/* ---- a batch of what was fetched ---- */

enum store_pages { STORE_PAGES_NO, STORE_PAGES_AUTO /* of teasers */, STORE_PAGES_YES };
struct store_fetched {
	int64_t feed_id;
	enum store_pages pages; /* which new articles have their pages fetched, see telex/page.h */
	const struct feed_item *items; /* in document order; borrowed for the call */
	size_t n_items;
	bool has_state;
	struct store_feed_state state; /* stored in the same transaction */
	int64_t ret_new, ret_updated; /* out */
};
struct store_ingested {
	int64_t n_new, n_updated;
	int64_t *ids; /* the new articles, ascending: talloc child of ctx */
	size_t n_ids;
};
enum store_pace {
	STORE_BULK,  /* nobody is connected: one large transaction, large FTS hash */
	STORE_GENTLE /* a reader is connected: short transactions, see design section 3; each is whole feeds */
};
/* Identity, time-keyed ids (design sections 5 and 7), text, index, appearances, enclosures, feed states, in ascending id.
 * STORE_BULK: one transaction; on failure nothing of the batch is stored.  STORE_GENTLE: transactions of some feeds each,
 * with a pause between them; on failure what was committed stays, and storing the batch again is harmless.  Feeds that are
 * gone or hidden by now are left out.  Asks the
 * function of store_set_interrupt between articles. */
MUST_USE bool store_ingest(struct store *store, void *ctx, struct store_fetched *batch, size_t n, int64_t now,
			   enum store_pace pace, struct store_ingested **ret, struct err *err);

/* ---- judging what is new: rules see each article in the transaction that stores it ---- */

/* An article of a transaction of store_ingest. */
struct store_new {
	int64_t id;
	const char *title, *author, *body; /* plain */
	bool is_new; /* else its publisher changed it */
};
/* Called once in each transaction that stores anything, when rows, texts and index are written; ids ascending.  False rolls
 * the transaction back. */
typedef bool store_judge_fn(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err);
void store_set_judge(struct store *store, store_judge_fn *judge, void *state); /* NULL: nobody judges */
/* Called behind the judge, with its state, when stories grew that were there before: they have articles or outlets more. */
typedef bool store_grown_fn(void *state, const int64_t *stories, size_t n, int64_t now, struct err *err);
void store_set_grown(struct store *store, store_grown_fn *grown);
/* What is new finds its stories (it does unless told otherwise: for measuring what that costs). */
void store_set_grouping(struct store *store, bool is_on);
/* Articles that were stored before there were stories get theirs, some dozen of them, the newest first: one short transaction that
 * alerts nobody.  What somebody put together or split stays so.  *ret_is_done: none are left. */
MUST_USE bool store_group_more(struct store *store, bool *ret_is_done, struct err *err);
/* About how many are left. */
MUST_USE bool store_ungrouped(struct store *store, int64_t *ret, struct err *err);

/* For a judge.  The batch: what store_batch_find looks in.  has_text[i] false: item i is there without its words. */
MUST_USE bool store_batch_fill(struct store *store, const struct store_new *items, size_t n, const bool *has_text,
			       struct err *err);
/* The articles of the batch that a query finds, ascending: a child of ctx.  Means what store_search means. */
MUST_USE bool store_batch_find(struct store *store, void *ctx, const struct query *query, int64_t now, int64_t **ret_ids,
			       size_t *ret_n, struct err *err);
/* Put a tag on articles by rule (ids ascending): not where it is already, nor where somebody took it off by hand.  points are added to
 * the score of those that get it.  *ret_n: how many. */
MUST_USE bool store_auto_tag(struct store *store, const char *tag, int64_t points, const int64_t *ids, size_t n,
			     int64_t *ret_n, struct err *err);
/* Mute articles by the mute of this name (see store_mutes_sync). */
MUST_USE bool store_auto_mute(struct store *store, const char *mute, const int64_t *ids, size_t n, struct err *err);

/* Which of many words stand in a text, as the index cuts both. */
struct store_wordset;
struct store_wordset *store_wordset_new(void *ctx);
/* A word or phrase (of which one word stands for all); owner is what store_wordset_scan gives back. */
void store_wordset_add(struct store_wordset *set, const char *text, bool is_prefix, size_t owner);
/* Sets is_hit[owner] for each that has a word in text; true when there is any. */
bool store_wordset_scan(const struct store_wordset *set, struct bytes text, bool *is_hit);

/* ---- mutes ---- */

struct store_mute_config {
	const char *name, *query; /* canonical text */
};
struct store_mute {
	const char *name, *query;
	int64_t n_articles; /* that it hides */
	bool is_pending;    /* what was stored before it came has not all been looked through yet */
};
struct store_mutes {
	struct store_mute *mutes;
	size_t n;
};
/* Make the mutes agree with the configuration: one that is gone or has another query lets go of what it hid, and a new
 * query is to be applied to what is stored (store_mute_more). */
MUST_USE bool store_mutes_sync(struct store *store, const struct store_mute_config *mutes, size_t n, struct err *err);
MUST_USE bool store_mutes(struct store *store, void *ctx, struct store_mutes **ret, struct err *err);
/* Apply the mute of this name, whose query this is, to a few thousand more of what is stored: one short transaction.
 * *ret_is_done: nothing is left. */
MUST_USE bool store_mute_more(struct store *store, const char *name, const struct query *query, int64_t now,
			      bool *ret_is_done, struct err *err);

/* ---- lists ---- */

struct store_row {
	int64_t id, seq;
	int64_t story_id; /* its story; its own id when it is alone */
	int64_t published, arrived; /* published: WHEN_NONE */
	int64_t sort_at;	    /* the second in the id */
	const char *title, *author, *url, *canonical_url, *lang; /* never NULL */
	const char *feed;	    /* NAME of the first carrier */
	const char *outlet;	    /* its title, for people */
	const char **feeds, **tags; /* NAMEs */
	size_t n_feeds, n_tags;
	const char *summary;	    /* one line, at most 300 bytes of the body */
	bool is_read, is_starred, is_muted;
	bool has_enclosure, has_text, has_image;
	/* of its story, with STORE_STORIES; muted articles and those of removed feeds do not count */
	int64_t n_in_story, n_outlets; /* 0: it is alone */
	bool has_unread_others, has_alert;
};
struct store_rows {
	struct store_row *rows;
	size_t n;
};
enum store_fields {
	STORE_LIST, /* what a list line shows: feeds, tags and summary are left out */
	STORE_STORIES, /* the same, with what it says of the story */
	STORE_FULL
};
enum store_sort {
	STORE_BY_DATE,
	STORE_BY_ARRIVAL, /* what came last comes first; a page of rare words is sorted from all that match */
	STORE_BEST	  /* of the newest STORE_BEST_OF matches, by the weight of the words (bm25; the title counts most) */
};
enum { STORE_BEST_OF = 1000 };
struct store_page {
	int64_t below; /* ids < below; INT64_MAX: from the newest */
	int64_t above; /* ids > above; INT64_MIN: to the oldest */
	bool oldest_first; /* the page next to `above` instead of next to `below`; rows still come newest first */
	size_t limit;  /* 0: all */
	enum store_fields fields;
	bool last_word_is_prefix; /* see struct query_env */
	enum store_sort sort;	  /* other than by date there is one page, the first `limit`: below and above do not count */
	bool by_story; /* of each story only the first, by date the newest, article that matches; no warning by date */
};
#define STORE_PAGE_NEWEST(n) {.below = INT64_MAX, .above = INT64_MIN, .limit = (n)}
/* Articles of a query, newest first, by key and never by offset.  *ret_warning (may be NULL) is a talloc child or NULL. */
MUST_USE bool store_search(struct store *store, void *ctx, const struct query *query, const struct store_page *page,
			   int64_t now, struct store_rows **ret, const char **ret_warning, struct err *err);
/* One row at a time, for output that must not be held in memory.  on_row false stops. */
MUST_USE bool store_each(struct store *store, const struct query *query, const struct store_page *page, int64_t now,
			 bool (*on_row)(void *state, const struct store_row *row), void *state, struct err *err);
/* Rows by id; ids without an article are left out. */
MUST_USE bool store_rows_by_id(struct store *store, void *ctx, const int64_t *ids, size_t n, enum store_fields fields,
			       struct store_rows **ret, struct err *err);
/* Those of the stories of some articles that have a newer article that matches: the ids of the stories, a child of ctx. */
MUST_USE bool store_stories_that_go_on(struct store *store, void *ctx, const struct query *query, int64_t now,
				       const struct store_row *const *rows, size_t n, int64_t **ret, size_t *ret_n,
				       struct err *err);
/* What a search for it leaves out or cannot know, as a remark for whoever typed it: a talloc child of ctx, or NULL. */
const char *store_remark(struct store *store, void *ctx, const struct query *query, int64_t now);
/* How a list of the query is found, for query_explain. */
MUST_USE bool store_plan(struct store *store, void *ctx, const struct query *query, int64_t now,
			 const struct query_plan **ret, struct err *err);
/* How many match.  Stops counting at `stop_at` (0: never). */
MUST_USE bool store_count(struct store *store, const struct query *query, int64_t now, int64_t stop_at, int64_t *ret,
			  struct err *err);

/* About how many match, where to count them would be a call of the index that nothing interrupts (a prefix that is none of three
 * letters, and common): from the newest 2,000; exact where there are fewer.  *ret -1: store_count is quick. */
MUST_USE bool store_count_about(struct store *store, const struct query *query, int64_t now, int64_t *ret, bool *ret_is_exact,
				struct err *err);

/* How many stories the articles that match tell. */
MUST_USE bool store_count_stories(struct store *store, const struct query *query, int64_t now, int64_t *ret, struct err *err);
/* store_count with the number of outlets (first carriers) among those that were counted. */
MUST_USE bool store_count_outlets(struct store *store, const struct query *query, int64_t now, int64_t stop_at,
				  int64_t *ret, int64_t *ret_outlets, struct err *err);
/* How many articles of a query lie in each of n spans edges[i] <= t < edges[i + 1] (n + 1 edges, ascending), t being the time of
 * publication (of an article without one, of its arrival), or with STORE_BY_ARRIVAL the time it was first seen.  One pass over
 * the matches. */
MUST_USE bool store_series(struct store *store, const struct query *query, int64_t now, enum store_sort by,
			   const int64_t *edges, size_t n, int64_t *ret_counts, struct err *err);
/* Each visible article that a query finds among those that arrived from `since` on (INT64_MIN: all), in no order. */
struct store_match {
	int64_t id, arrived, feed_id;
	int64_t story; /* 0: nobody grouped it */
	int64_t age_s; /* when it arrived */
};
MUST_USE bool store_matches(struct store *store, const struct query *query, int64_t since, int64_t now,
			    void (*on_match)(void *state, const struct store_match *match), void *state, struct err *err);
/* Hosts of articles that begin with `typed`, in order, at most max; *ret is a talloc child of ctx, with its strings. */
MUST_USE bool store_hosts(struct store *store, void *ctx, const char *typed, size_t max, const char ***ret, size_t *ret_n,
			  struct err *err);

struct store_article {
	struct store_row row;	 /* full */
	const char *html, *text; /* html NULL when the body is plain */
	struct feed_enclosure *enclosures;
	size_t n_enclosures;
	int64_t updated;  /* WHEN_NONE */
	const char *note; /* NULL: none */
	int64_t n_changes, changed; /* how often its publisher changed its words; when we saw the last: WHEN_NONE */
	bool is_sponsored;
};
/* ERR_NO_MATCH when there is none. */
MUST_USE bool store_article(struct store *store, void *ctx, int64_t id, struct store_article **ret, struct err *err);
enum { STORE_CHANGES_SIZE = 96 };
/* "changed twice, last 3 h ago", "" for one that was not. */
const char *store_changes_words(const struct store_article *article, int64_t now, char out[STORE_CHANGES_SIZE]);
/* The words of an article as they were before each change.  White space, punctuation, case, counters and lists of other
 * articles make no version. */
struct store_former {
	int64_t version, replaced_at;	   /* 0 is what was first stored; when the next words came */
	const char *title, *author, *body; /* never NULL */
};
/* The oldest first; *ret is a talloc child of ctx, with its strings.  ERR_NO_MATCH without such an article. */
MUST_USE bool store_versions(struct store *store, void *ctx, int64_t id, struct store_former **ret, size_t *ret_n,
			     struct err *err);

struct store_totals {
	int64_t articles, unread, starred;
};
/* From counters, not by counting. */
MUST_USE bool store_totals(struct store *store, struct store_totals *ret, struct err *err);

struct store_tag {
	const char *name;
	int64_t n_articles, n_unread;
};
struct store_tags {
	struct store_tag *tags;
	size_t n;
};
MUST_USE bool store_tags(struct store *store, void *ctx, struct store_tags **ret, struct err *err);

/* ---- marks: all of them go through the journal ---- */

enum store_mark { STORE_READ_MARK, STORE_STAR_MARK };
/* One change: marks to set or clear, tags to add or remove.  `read`/`starred`: 1 set, -1 clear, 0 keep. */
struct store_change {
	int read, starred;
	const char **add, **remove; /* tag names */
	size_t n_add, n_remove;
	/* The tags of `add` are put on by rule: not where somebody took them off by hand; each brings so many points. */
	bool is_auto;
	int64_t points;
	const char *who;  /* "reader", "cli" */
	const char *what; /* one clause for undo: "mark read" */
};
/* A tag name: 1 to 64 bytes, no blanks, control bytes, nor any of " , : * ( ) (a query could not name it), not starting with
 * '-' or '+', not none.  ERR_USAGE. */
MUST_USE bool store_tag_check(const char *name, struct err *err);
/* Apply to ids; *ret_changed counts articles that really changed (may be NULL). */
MUST_USE bool store_mark(struct store *store, const int64_t *ids, size_t n, const struct store_change *change,
			 int64_t now, int64_t *ret_changed, struct err *err);
/* Apply to everything a query matches with seq <= max_seq (what was on the screen; INT64_MAX: all): one journal entry. */
MUST_USE bool store_mark_query(struct store *store, const struct query *query, int64_t max_seq,
			       const struct store_change *change, int64_t now, int64_t *ret_changed, struct err *err);
/* When the first article of all arrived; WHEN_NONE: there is none. */
MUST_USE bool store_first_arrival(struct store *store, int64_t *ret, struct err *err);
/* The newest sequence number given out. */
MUST_USE bool store_seq(struct store *store, int64_t *ret, struct err *err);
/* Take a change back by its number (0: the newest that stands), whoever made it, as far as nobody changed the same marks
 * since; `who` is written down as the one who undid it.  *ret_what: what was undone (talloc child of ctx).  ERR_NO_MATCH when
 * there is nothing to undo.  Many articles are many transactions: after a fault the change stands still, in part; to undo
 * it again does the rest. */
MUST_USE bool store_undo(struct store *store, void *ctx, int64_t number, const char *who, int64_t now,
			 const char **ret_what, int64_t *ret_changed, struct err *err);
struct store_journal_entry {
	int64_t number, at;
	const char *who, *what; /* never NULL */
	int64_t n_articles;	/* that it changed */
	int64_t undone_at;	/* WHEN_NONE: it stands */
	const char *undone_by;	/* NULL */
};
struct store_journal {
	struct store_journal_entry *entries;
	size_t n;
};
/* The newest `max` changes (0: all that are kept), newest first. */
MUST_USE bool store_journal(struct store *store, void *ctx, size_t max, struct store_journal **ret, struct err *err);

/* ---- digests: what came since the last one ---- */

/* Articles of a query with after < seq <= upto, by id, newest first: a child of ctx. */
MUST_USE bool store_find_new(struct store *store, void *ctx, const struct query *query, int64_t after, int64_t upto,
			     int64_t now, int64_t **ret_ids, size_t *ret_n, struct err *err);
/* The newest seq of what had arrived before t; 0: nothing had. */
MUST_USE bool store_seq_before(struct store *store, int64_t t, int64_t *ret, struct err *err);
/* Up to where the digest of this name was written, and when; *ret_seq -1: never. */
MUST_USE bool store_digest_mark(struct store *store, const char *name, int64_t *ret_seq, int64_t *ret_at, struct err *err);
/* It was written up to seq; never goes back. */
MUST_USE bool store_digest_advance(struct store *store, const char *name, int64_t seq, int64_t now, struct err *err);

/* ---- notes on articles: through the journal too ---- */

enum { STORE_NOTE_MAX = 16 * 1024 }; /* bytes */
/* text NULL or "": no note any more.  ERR_NO_MATCH without such an article, ERR_LIMIT, ERR_DATA for control bytes other than
 * line breaks and tabs, or invalid UTF-8. */
MUST_USE bool store_note_set(struct store *store, int64_t id, const char *text, const char *who, int64_t now,
			     struct err *err);
/* *ret: a child of ctx, NULL when there is none. */
MUST_USE bool store_note(struct store *store, void *ctx, int64_t id, const char **ret, struct err *err);

/* ---- marks as a list, to be carried elsewhere ---- */

/* What somebody put on one article.  It is known again by feed and guid, else by its address. */
struct store_marks {
	const char *url, *feed, *guid; /* "" when there is none */
	bool is_starred;
	const char **tags, **off; /* ascending; off: taken off by hand */
	size_t n_tags, n_off;
	const char *note; /* NULL */
};
/* Every article with a star, a tag, a tag taken off or a note, ascending by url, feed and guid.  on_marks false stops. */
MUST_USE bool store_marks_each(struct store *store, bool (*on_marks)(void *state, const struct store_marks *marks),
			       void *state, struct err *err);
struct store_restored {
	int64_t n_changed, n_missing; /* marks that changed; articles that are not stored here */
};
/* Put marks on the articles they name: star, tags and note become what is given, or with is_more are added to what is there.
 * One transaction, one entry of the journal. */
MUST_USE bool store_marks_restore(struct store *store, const struct store_marks *marks, size_t n, bool is_more,
				  const char *who, int64_t now, struct store_restored *ret, struct err *err);

/* ---- health ---- */

/* What is told of an article by its words (language, sponsored), of 200 more that were stored when nobody asked: one short
 * transaction.  *ret_more: there are others. */
MUST_USE bool store_tell_more(struct store *store, bool *ret_more, struct err *err);
MUST_USE bool store_untold(struct store *store, int64_t *ret, struct err *err); /* how many are left */

/* Integrity of the file, the index and the counters; findings are lines added to `report`.  repair: counters and index
 * are made anew.  *ret_ok false when something is (still) wrong. */
MUST_USE bool store_check(struct store *store, bool repair, struct buf *report, bool *ret_ok, struct err *err);
/* Idle work: merge the index a little, move the log into the file.  Some 20 ms; nothing when another process writes.  There
 * is no ANALYZE: the plans are those that were tested. */
void store_idle(struct store *store);
int store_schema_version(void);

/* ---- hits in a text, with the index's own tokenizer ---- */

struct store_hit {
	size_t at, len; /* bytes */
};
/* Spans of `text` that terms match (whole words as the index cuts them; phrases as a whole), ascending, at most max. */
size_t store_hits(const struct query_term *terms, size_t n_terms, enum query_column column, struct bytes text,
		  struct store_hit *hits, size_t max);

#endif
