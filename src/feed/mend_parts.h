/* mend_parts.h: a document while it is being mended; private to mend*.c. */
#ifndef FEED_MEND_PARTS_H
#define FEED_MEND_PARTS_H

#include "mend.h"
#include "mend_reference.h"

#include <string.h>

enum { PROBLEM_BYTES = 128 };
enum mend_state { IN_TEXT, IN_CDATA, IN_COMMENT, IN_INSTRUCTION };

struct mend {
	struct buf *out;
	struct buf held; /* the start of something that the end of the piece cut */
	struct buf tag;	 /* a start tag under construction */
	size_t attributes_at[MEND_ATTRIBUTES_MAX], n_attributes; /* their names in it */
	enum mend_state state;
	char *names[MEND_DEPTH_MAX];	 /* open elements */
	uint32_t hashes[MEND_DEPTH_MAX]; /* of their names in lower case */
	size_t depth, n_too_deep;
	bool is_over; /* the root element is closed */
	struct entities entities;
	size_t line;		     /* where the piece begins, from 1; not kept up behind a problem */
	const char *piece, *at;	     /* its text, and how far it is read */
	char problem[PROBLEM_BYTES]; /* the first one */
};

/* What is at m->at had to be mended. */
void mend_note(struct mend *m, const char *problem);

static inline struct bytes bytes_from(struct bytes s, size_t n)
{
	return (struct bytes){s.data + n, s.len - n};
}

/* ---- mend_tag.c ---- */

bool mend_is_name_start(char c);
/* Where the '>' stands that ends the tag at s, or the '<' that shows that it is none; s.len: neither is
 * there. */
size_t mend_scan_tag(struct bytes s);
/* A tag without its brackets (and without its slash, at the end). */
void mend_start_tag(struct mend *m, struct bytes s);
void mend_end_tag(struct mend *m, struct bytes s);
/* The innermost open element ends. */
void mend_close(struct mend *m);

#endif
