/* marks.h: changes of marks on their way to the store: shown at once, written as soon as no other process
 * writes. */
#ifndef TELEX_UI_MARKS_H
#define TELEX_UI_MARKS_H

#include "telex/store.h"

struct mark {
	struct mark *next;
	int64_t *ids; /* NULL: what `query` matches; neither: an undo */
	size_t n_ids;
	struct query *query;
	int64_t max_seq; /* with query */
	int64_t number;	 /* of an undo: which change; 0: the last */
	const char *note; /* not NULL: for ids[0]; "": none any more */
	struct store_change change;
	int64_t now;
};
struct marks {
	struct mark *first, *last;
};
/* What a flush did, for the status line and the screen. */
struct marks_done {
	size_t n;	    /* changes written */
	bool is_wide;	    /* an undo or a query: other articles than those known changed */
	bool has_tags;	    /* tags were put on or taken off, or a note was written */
	const char *what;   /* the last change by a query; a talloc child of the marks, NULL */
	int64_t n_changed;  /* articles, by the last one */
	const char *undone; /* what the last undo took back; a talloc child of the marks, NULL */
	bool nothing_to_undo;
};

struct marks *marks_new(void *ctx);
/* The change is copied. */
void marks_add(struct marks *marks, const int64_t *ids, size_t n, const struct store_change *change,
	       int64_t now);
/* take_query becomes a child. */
void marks_add_query(struct marks *marks, struct query *take_query, int64_t max_seq,
		     const struct store_change *change, int64_t now);
/* text "": no note any more. */
void marks_add_note(struct marks *marks, int64_t id, const char *text, int64_t now);
/* number 0: of the last change. */
void marks_add_undo(struct marks *marks, int64_t number, int64_t now);
/* Write what is queued, in order.  Stops without a fault when another process writes; on a fault the change
 * at fault is dropped (the next flush goes on behind it). */
MUST_USE bool marks_flush(struct marks *marks, struct store *store, struct marks_done *ret, struct err *err);

#endif
