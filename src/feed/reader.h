/* reader.h: an XML feed while it is being read; private to feed.
 *
 *   mend -> tags to libxml2's SAX2 push parser -> reader.c (elements and their places)
 *        -> text beside it                     -> capture.c
 *        -> take.c (what an element or its attributes mean) -> record.c -> build.c -> the sink */
#ifndef FEED_READER_H
#define FEED_READER_H

#include "build.h"
#include "mend.h"
#include "vocab.h"

#include <libxml/parser.h>

/* An open element. */
struct frame {
	const struct vocab *row; /* what it means, NULL: nothing */
	unsigned at;		 /* the place its children are at */
	struct record *record;	 /* whose values they are */
	char *base, *lang;	 /* in force; belongs to the frame where it was set */
	bool owns_base, owns_lang;
};

/* The text of one element, while it is being collected. */
struct capture {
	const struct vocab *row; /* NULL: nothing is collected */
	size_t depth;		 /* of the element's frame */
	enum form form;
	bool is_base64;
	bool is_implied; /* the form was not stated */
	size_t wrapper;	 /* depth of XHTML's outermost div, which is not part of the content; 0: none */
	struct buf text;
};

struct cached {
	const xmlChar *name; /* interned by libxml2: the pointer is the word */
	enum ns ns;
	unsigned at;
	const struct vocab *row;
};
struct cached_ns {
	const xmlChar *uri, *prefix;
	enum ns ns;
};
enum {
	CACHE_SIZE = 128,
	NS_CACHE_SIZE = 8,
	NAMES_BYTES = 1 << 20, /* of all different names; libxml2's table of them gets slow far above that */
};

struct reader {
	struct build *build;
	xmlParserCtxtPtr xml;
	struct frame frames[MEND_DEPTH_MAX + 1]; /* frames[0] is outside the root */
	size_t depth;
	struct capture capture;
	struct feed_person person; /* the author being read */
	bool is_text_unwanted;	   /* the attributes said all there is */
	const xmlChar *root_uri;
	bool is_atom;	  /* no namespace means Atom's */
	bool is_feed;	  /* the root element is a feed's */
	bool is_given_up; /* a limit ended it */
	char refusal[96]; /* why it is none */
	struct cached cache[CACHE_SIZE];
	const struct mend_text *text; /* between the tags of the piece */
	size_t at_run, at_text;	      /* what of it is taken */
	size_t n_tags;		      /* of the document so far */
	struct cached_ns ns_cache[NS_CACHE_SIZE];
	unsigned next_ns;
};

struct attributes {
	const xmlChar **list; /* libxml2's: name, prefix, URI, value, its end */
	int n;
};

struct reader *reader_new(void *ctx, struct build *build);
/* The tags of the next piece of a mended document, and the text between them.  False: it is not a feed (`refusal`), or
 * the sink has had enough. */
bool reader_add(struct reader *r, struct bytes tags, const struct mend_text *text, bool is_last);

/* ---- capture.c ---- */

/* Collect the text of the element that was just opened. */
void capture_begin(struct reader *r, const struct vocab *row, const struct attributes *attributes);
/* An element inside it, which means nothing but markup. */
void capture_start(struct reader *r, const char *name, const struct attributes *attributes);
void capture_end(struct reader *r, const char *name);
void capture_text(struct reader *r, struct bytes text);

/* ---- take.c ---- */

/* The value of an attribute; prefix NULL: of one without prefix.  NULL when it is not there. */
char *attribute(void *ctx, const struct attributes *attributes, const char *prefix, const char *name);
/* An element with meaning was opened: look at its attributes. */
void take_attributes(struct reader *r, const struct vocab *row, const struct attributes *attributes);
/* Its text is complete. */
void take_text(struct reader *r, const struct vocab *row, struct record *record);
/* It was closed. */
void take_end(struct reader *r, const struct frame *frame);

#endif
