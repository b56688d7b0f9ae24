/* placing.h: new articles on their way into stories, shared by place*.c.
 *
 * Everything happens in the storing transaction, after the articles' rows and before their texts are written: FTS5 writes
 * what it has gathered at every statement that opens a savepoint.  What is decided stays in memory until the end, and is
 * written in the order of its keys. */
#ifndef STORE_PLACING_H
#define STORE_PLACING_H

#include "idmap.h"
#include "ingest.h"
#include "telex/story.h"

/* The votes of one turn. */
struct tally {
	size_t turn;
	int last_key, n_keys;
	float votes, n_here; /* n_here: its articles that have the last key */
	bool is_sure;	     /* not by words alone */
};
/* A story that is being looked at.  Of an article that is alone only the number is kept for sure. */
struct live {
	int64_t id;
	struct story_sum *sum; /* NULL: not read */
	struct live *moved_to; /* NULL */
	bool is_stored;	       /* was there before this transaction */
	bool is_changed;       /* has articles more than it had */
	bool is_recounted;     /* not only articles of this transaction joined it */
	struct tally tally;
	bool is_single;	       /* its sum can be made again from its only article */
	struct joined *joined; /* of place_live.c */
};
struct placing {
	struct store *store;
	void *ctx;
	double n_known;		/* stored articles whose words are counted */
	double n_all;		/* with these */
	struct idmap known;	/* word: how many stored articles have it, + 1 */
	struct idmap added;	/* word: how many of these have it */
	struct idmap articles;	/* article of this transaction: its struct story_article */
	struct idmap stories;	/* story: its struct live */
	struct idmap story_of;	/* article: its story */
	struct idmap first_at;	/* key: its newest posting of these, + 1 */
	struct posting {
		uint32_t key;
		struct live *live;
		int64_t article, before; /* before: the posting of the same key before it, + 1 */
	} *postings;
	size_t n_postings, room_postings;
	struct live **changed;
	size_t n_changed, room_changed;
	struct apart {
		int64_t a, b;
	} *apart; /* stories that were split by hand, either way round */
	size_t n_apart;
	size_t n_sums; /* in memory */
	struct candidates *candidates; /* of place.c */
	struct ahead *ahead;	       /* of place_ahead.c */
	size_t n_new;		       /* articles that are counted for the first time */
	struct idmap leaving;	       /* articles that are not to be looked for where they were */
	struct edit *edits;	       /* of place_edit.c */
	size_t n_edits;
	struct habits *habits; /* of place_habits.c */
};

/* ---- place_words.c: how rare words are ---- */
/* by: 1, or -1 for what it said before. */
void place_count(struct placing *p, const struct story_article *article, int by);
/* Fill in the shares. */
bool place_weigh(struct placing *p, struct story_article *article, struct err *err);
bool place_is_new_word(const struct placing *p, uint32_t hash); /* no stored article has it */
bool place_write_words(struct placing *p, struct err *err);

/* ---- place_habits.c: words that an outlet puts into many of its titles ---- */
/* The article as it is compared with a story of its outlet alone: without them. */
bool place_at_home(struct placing *p, const struct story_article *article, struct story_article *ret, struct err *err);
/* Two stories of one outlet may only become one when they have other words in common. */
bool place_may_be_one(struct placing *p, const struct story_sum *a, const struct story_sum *b, bool *ret, struct err *err);

/* ---- place_keys.c: which articles have a feature ---- */
enum { PLACE_KEYS_MAX = 32, PLACE_FOUND_MAX = 32 };
struct place_key {
	uint32_t hash;
	float odds; /* how many times likelier it is in a story that has it once than anywhere; less 1 */
	bool is_word, is_stored; /* is_stored: it is written for later articles to find */
};
size_t place_keys(const struct story_article *article, struct place_key *ret);
void place_post(struct placing *p, struct live *live, int64_t article, uint32_t key);
/* The stories of articles with the key, published around `at`, the newest first; one of several articles as often.  Of what is
 * stored those that the article of the last place_wanted asks for. */
bool place_look(struct placing *p, const struct place_key *key, int64_t at, struct live **ret, size_t *ret_n, struct err *err);
/* Rows of two numbers, ascending. */
struct place_rows {
	const char *one, *sixteen; /* statements */
};
bool place_write_pairs(struct store *store, const struct place_rows *rows, const int64_t *pairs, size_t n, struct err *err);
/* Words and how many articles more have them. */
bool place_write_counts(struct placing *p, const int64_t *pairs, size_t n, struct err *err);

/* ---- place_hours.c: features of stored articles ---- */
typedef void place_stored_fn(void *state, int64_t article, const uint32_t *keys, size_t n);
/* What is published from one id to another, in whole hours, the newest first. */
bool place_read_hours(struct store *store, int64_t from, int64_t to, place_stored_fn *fn, void *state, struct err *err);
bool place_write_keys(struct placing *p, struct err *err);
/* An article says something else now. */
bool place_drop_keys(struct store *store, int64_t article, struct err *err);
/* Keys of the newest articles, from a table of schema 11, which goes. */
bool place_carry_keys(struct store *store, struct err *err);

/* ---- place_ahead.c: stored articles that share features with those to come ---- */
struct wanted {
	size_t n;
	struct place_key keys[PLACE_KEYS_MAX];
};
/* The keys of an article of this transaction, which has been looked ahead for; valid until the next one. */
bool place_wanted(struct placing *p, int64_t article, const struct wanted **ret, struct err *err);
/* Stored articles with the key, published around `at`, the newest hours first. */
size_t place_stored(const struct placing *p, uint32_t key, int64_t at, int64_t *ret, size_t max);

/* ---- place_ring.c: what the last articles can be compared by, from one transaction to the next ---- */
enum { PLACE_RING = 4096 }; /* articles */
/* NULL: it is not there.  Valid until the next place_ring_put. */
const struct story_article *place_ring_get(const struct store *store, int64_t id);
void place_ring_put(struct store *store, int64_t id, const struct story_article *article);
void place_ring_forget(struct store *store, int64_t id); /* it says something else now */
/* Nothing is known any more: a transaction was taken back. */
void place_ring_drop(struct store *store);

/* ---- place_live.c: stories in hand ---- */
struct live *place_live(struct placing *p, int64_t story, bool is_stored);
/* What it became part of, else itself. */
struct live *place_last(struct live *live);
/* The story an article is in; its own, which is empty, when it was purged. */
bool place_story_of(struct placing *p, int64_t article, struct live **ret, struct err *err);
bool place_load(struct placing *p, struct live *live, struct err *err);
/* A stored article's texts, children of ctx. */
bool place_source(struct placing *p, int64_t article, void *ctx, struct story_source *ret, bool *ret_is_there,
		  struct err *err);
/* Of this transaction; NULL: it is not. */
const struct story_article *place_article(const struct placing *p, int64_t id);
void place_forget(struct placing *p); /* what takes too much memory; no sum may be in use */
void place_join(struct placing *p, struct live *live, const struct story_article *article, int64_t id);
enum { PLACE_RESUM_MAX = 64 }; /* articles that a sum is made again of */
/* Its sum is made again of its articles that are not leaving. */
bool place_resum(struct placing *p, struct live *live, struct err *err);
/* Everything of `gone` is of `kept` from then on, which has it in its sum. */
void place_lead(struct placing *p, struct live *gone, struct live *kept);
/* The one that is left. */
struct live *place_unite(struct placing *p, struct live *a, struct live *b);
void place_keep_apart(struct placing *p, int64_t a, int64_t b);
bool place_may_unite(const struct placing *p, const struct live *a, const struct live *b);
/* Its outlets are to be counted again. */
void place_touch(struct placing *p, struct live *live);
bool place_write_stories(struct placing *p, struct err *err);

/* ---- place_edit.c: articles that their publishers have changed find their stories again; in this order ---- */
/* Before anything is weighed: what they say is of this transaction, and what they said is not counted any more. */
bool place_edits_read(struct placing *p, const struct group *group, struct err *err);
/* Behind place_weigh_all, before the new ones. */
bool place_edits(struct placing *p, struct err *err);
/* Behind place_write_stories: what rules have told of them goes with them. */
bool place_edits_alerts(struct placing *p, struct err *err);

/* ---- place.c: one article; in this order: open, take each, count_all, weigh_all, each its story, write ---- */
bool place_open(struct placing *p, struct err *err);
void place_take(struct placing *p, int64_t id, const struct story_article *article);
void place_count_all(struct placing *p);
bool place_weigh_all(struct placing *p, struct err *err);
/* The story that an article of this transaction belongs to, other than `except` (NULL: any); *ret NULL: none. */
bool place_find(struct placing *p, int64_t id, const struct live *except, struct live **ret, struct err *err);
/* Behind place_find: it joins the story, or begins it; it may show that others are the same. */
bool place_settle(struct placing *p, struct live *live, int64_t id, struct err *err);
/* It stays where it is, and others find it there. */
void place_stay(struct placing *p, struct live *live, int64_t id);
/* A new one. */
bool place_one(struct placing *p, int64_t id, struct err *err);
/* Give every new article of the group its story.  ret_grown: stories that were there before and grew. */
bool place_group(struct group *group, struct idlist *ret_grown, struct err *err);

#endif
