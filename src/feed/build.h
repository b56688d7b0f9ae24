/* build.h: finished items and the finished document out of what was read; private to feed. */
#ifndef FEED_BUILD_H
#define FEED_BUILD_H

#include "record.h"

struct build {
	struct feed_doc *doc;
	struct record *feed, *item, *source;
	const char *base_url; /* NULL: unknown */
	size_t max_items, max_content;
	feed_item_fn *on_item;
	void *state;
	bool is_stopped;	/* the sink has had enough */
	bool is_cut;		/* the document has ended inside what is being built */
	struct buf html, plain; /* of the item in hand; memory is kept */
};

/* A child of ctx; what doc will point to becomes a child of doc. */
struct build *build_new(void *ctx, struct feed_doc *doc, const struct feed_options *options,
			feed_item_fn *on_item, void *state);
/* An address against the base that holds where it stands, else against the document's, else the site's.  It
 * comes back as it is when there is no base at all.  NULL when it is none, too long, or of a kind that
 * nothing may open. */
char *build_url(const struct build *b, void *ctx, const char *base, struct bytes ref);
/* The item is complete: hand it out and make room for the next one.  lang: in force around it, may be NULL.
 */
void build_item(struct build *b, const char *lang);
/* Count the item, and give it to the sink as long as that wants more. */
void build_emit(struct build *b, const struct feed_item *item);
/* The document is complete. */
void build_doc(struct build *b);
/* Text and clean HTML of a body in b->plain and b->html; *ret_html NULL when it is plain. */
void build_body(struct build *b, struct bytes text, enum form form, const char *base, const char **ret_html,
		const char **ret_text);

#endif
