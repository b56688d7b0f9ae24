/* marks.h: marks and their journal, shared by marks.c, undo.c, notes.c and dump.c. */
#ifndef STORE_MARKS_H
#define STORE_MARKS_H

#include "store_priv.h"

/* One mark on its way to some articles. */
struct mark {
	const char *name; /* mark_read, mark_starred, '#' and a tag, or NOTE_MARK and the text of a note */
	bool is_set;	  /* of a note: what was written, else what was there before */
	bool is_auto;	  /* by rule */
	int64_t points;
};
extern const char mark_read[], mark_starred[];
enum {
	NOTE_MARK = '=',
	STORY_MARK = '~',
	MARKS_A_TRANSACTION = 5000, /* articles: others write in between */
	MARKS_PATIENT_MS = 2000	    /* once begun, a change waits so long for another writer */
};

/* Within a transaction. */
bool journal_open(struct store *store, const char *who, const char *what, int64_t now, int64_t *ret, struct err *err);
/* Add what a mark changed to its entry; ids ascending and not there yet. */
bool journal_add(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		 struct err *err);
/* Put a mark on articles and write down where that changed anything. */
bool marks_put(struct store *store, int64_t entry, const struct mark *mark, struct idlist *ids, int64_t *ret_changed,
	       struct err *err);

/* Set a mark of the journal back on articles (ascending) that still have it; adds those to restored. */
bool marks_back(struct store *store, const struct mark *mark, const int64_t *ids, size_t n, struct idlist *restored,
		struct err *err);

/* ---- notes.c ---- */
bool note_write(struct store *store, int64_t entry, int64_t id, const char *text, int64_t now, bool *ret_changed,
		struct err *err);
bool note_check(const char *text, struct err *err);
/* Undo one row of the journal: a note that stands as it was written goes, one that was there before comes back where there
 * is none.  Adds the articles to restored. */
bool note_take_back(struct store *store, const struct mark *mark, const struct idlist *ids, struct idlist *restored,
		    struct err *err);

/* ---- story_hand.c ---- */
/* Undo one row of an entry of the journal: articles that are still in the story they were put into go back. */
bool story_take_back(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		     struct idlist *restored, struct err *err);

#endif
