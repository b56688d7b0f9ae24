/* ingest.h: the way of a batch into the store, shared by identity.c, lookup.c, slots.c, write.c and ingest.c. */
#ifndef STORE_INGEST_H
#define STORE_INGEST_H

#include "store_priv.h"

/* Why a row of `appearance` is not found by its guid or its link (column loose). */
enum loose {
	LOOSE_GUID = 1, /* the guid stood on items of one document that were not the same */
	LOOSE_LINK = 2, /* so did the link */
	LOOSE_BARE = 4	/* there is neither */
};

enum plan_kind {
	PLAN_NOTHING, /* stored and unchanged, a repeat, or purged */
	PLAN_NEW,
	PLAN_CHANGED,
	PLAN_JOIN /* another feed's new article of this batch */
};

/* One item on its way. */
struct plan {
	const struct feed_item *item;
	int64_t feed_id;
	size_t feed;  /* in the batch */
	size_t order; /* in the transaction */
	struct key guid, link, content;
	int64_t meta; /* a hash of everything that is not content */
	unsigned loose;
	enum plan_kind kind;
	int64_t id;
	struct plan *with; /* PLAN_JOIN */

	const char *title, *author, *body, *url; /* never NULL */
	const char *canonical;			 /* NULL: identifies no article */
	int64_t canonical_key, title_key;
	int64_t published, second;
	bool is_link_keyed;	 /* its guid tells nothing */
	enum store_pages pages;	 /* of its feed */
	bool is_dated_by_change; /* the feed gave only a date of change: later ones do not move the publication */
	bool is_sponsored;
	/* What became of a change: a reader would call it one; it is to be judged, as that is, or because now it is sponsored. */
	bool is_updated, is_to_judge;
};

/* The plans of one transaction. */
struct group {
	struct store *store;
	void *ctx;
	int64_t now;
	struct plan **plans; /* NEW, CHANGED and JOIN */
	size_t n, room;
	size_t n_seen;		    /* items looked at */
	struct plan **by_canonical; /* new articles, hashed by canonical_key; a power of two of places */
	size_t n_places, n_hashed;
	size_t work_bytes; /* text that will be indexed */
	struct idlist carried; /* stored articles that one more feed carries */
};

enum { ASK_EVERY = 16 }; /* articles between two questions whether to give way */
/* ingest.c: somebody wants the transaction to end; err says so. */
bool ingest_must_stop(const struct store *store, struct err *err);
/* identity.c: which article each item of a feed is; adds to the group what is to be written. */
bool identify(struct group *group, const struct store_fetched *fetched, size_t feed, struct err *err);
/* lookup.c: a row of appearance. */
struct found {
	int64_t id, meta;
	unsigned loose;
	struct key content, guid;
	int n; /* rows: 0, 1, or 2 for several */
};
/* The stored article of the same feed that an item is; ret->n is 0 when there is none. */
bool lookup(struct store *store, struct plan *plan, struct found *ret, struct err *err);
enum lookup_guids {
	LOOKUP_GUIDS_UNKNOWN, /* nothing in the document was seen before */
	LOOKUP_GUIDS_STABLE,
	LOOKUP_GUIDS_CHANGED /* they are new on items that are not */
};
/* What the guids of one document of a feed are worth. */
bool lookup_guids(struct store *store, struct plan *const *plans, size_t n, bool was_changed,
		  enum lookup_guids *ret, struct err *err);
/* slots.c: ids for the new articles (design section 5); then everything in ascending id. */
bool assign_ids(struct group *group, struct err *err);
/* write.c: first the rows of every plan (*seq is the newest number given out), then the text and index of
 * every plan. */
bool write_rows(struct group *group, struct plan *plan, int64_t *seq, struct err *err);
bool write_text(struct group *group, struct plan *plan, struct err *err);
/* One more feed carries an article that is there. */
bool write_shared(struct store *store, const struct plan *plan, struct err *err);
/* trivial.c: a reader would not call it a change: letters and digits are the same, but for counters ("12 comments"), lists
 * of other articles ("Related: ...") and what stands behind the '?' of addresses. */
bool change_is_trivial(void *ctx, const struct fts_text *before, const struct fts_text *after);
/* item.c: everything about an item that needs no look at the store. */
void plan_fill(struct plan *plan, void *ctx, int64_t now);
int64_t title_key(const char *title);

#endif
