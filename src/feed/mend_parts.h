/* mend_parts.h: a document while it is being mended; private to mend*.c. */
#ifndef FEED_MEND_PARTS_H
#define FEED_MEND_PARTS_H

#include "mend.h"
#include "mend_reference.h"

#include <string.h>

enum { PROBLEM_BYTES = 128, MEND_NAME_MAX = 200 };
enum mend_state { IN_TEXT, IN_CDATA, IN_COMMENT, IN_INSTRUCTION };

/* An open element: its name, and a hash of that in lower case, so that 200 of them are looked through quickly. */
struct mend_name {
	uint32_t hash;
	unsigned len;
	char s[MEND_NAME_MAX + 1];
};

struct mend {
	struct buf *out;
	bool is_split;
	struct mend_text apart; /* when it is */
	size_t n_tags;		/* that went out */
	struct buf held; /* the start of something that the end of the piece cut */
	struct buf tag;	 /* a start tag under construction */
	size_t attributes_at[MEND_ATTRIBUTES_MAX], n_attributes; /* their names in it */
	enum mend_state state;
	struct mend_name names[MEND_DEPTH_MAX];
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

/* ---- mend_text.c ---- */

/* "]]>" in s, NULL when it is not there. */
const char *mend_section_end(struct bytes s);
/* Text up to the next '<'.  Gives the bytes used; what the end of the piece may cut stays. */
size_t mend_text(struct mend *m, struct bytes s, bool is_last);
/* The inside of a section, or a part of it. */
void mend_section(struct mend *m, struct bytes s);
/* One character of text that XML would take for markup. */
void mend_char(struct mend *m, char c);
/* What was added to the text so far stands before the next tag. */
void mend_end_run(struct mend *m);

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
