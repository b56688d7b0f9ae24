/* mend.h: what publishers send in, well-formed XML out; private to feed.
 *
 * libxml2 alone reads broken documents in RECOVER mode badly: a bare '&' loses the words around it and every
 * reference behind it, a bare '<' ends the document, one unclosed <br> puts all later items into each other.
 * So what is ill-formed is mended before it gets there, and what could be dangerous never does: no DOCTYPE,
 * no entities but the five, no processing instructions, bounded depth, tags and sections. */
#ifndef FEED_MEND_H
#define FEED_MEND_H

#include "telex/buf.h"

enum {
	MEND_DEPTH_MAX = 200,	   /* deeper tags are dropped, their text stays; libxml2 gives up at 256 */
	MEND_TAG_MAX = 256 << 10,  /* bytes of one tag; a longer one is text */
	MEND_ATTRIBUTES_MAX = 100, /* of one tag; libxml2 compares each with each */
};

struct mend;

/* Character data apart from the tags between which it stands: references resolved, line ends as XML wants them.  A parser
 * that gets the tags alone, and whoever wants the text beside it, are spared most of the bytes. */
struct mend_run {
	size_t n_tags; /* start and end tags of the document that stand before it */
	size_t end;    /* in text; it begins where the one before it ends */
};
struct mend_text {
	struct buf text;
	struct mend_run *runs;
	size_t n_runs, n_room;
	size_t cut_at; /* tags from this one on close what was open when the document ended; SIZE_MAX: none */
};

/* Well-formed XML goes to out, which the caller empties between pieces.  A talloc child of ctx. */
struct mend *mend_new(void *ctx, struct buf *out);
/* From now on out gets the tags alone.  What comes back is m's and holds the text of the last piece. */
const struct mend_text *mend_split(struct mend *m);
/* The next piece of a document in valid UTF-8.  The last one (which may be empty) closes what is open. */
void mend_add(struct mend *m, struct bytes piece, bool is_last);
/* Text in front of the document that is left out; only its lines count. */
void mend_skip(struct mend *m, struct bytes text);
/* The first thing that had to be mended, one clause with its line; NULL: the document was
 * well-formed.  It lives as long as m. */
const char *mend_problem(const struct mend *m);

#endif
