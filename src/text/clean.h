/* clean.h: how clean HTML is written; private to clean.c and clean_attrs.c. */
#ifndef TEXT_CLEAN_H
#define TEXT_CLEAN_H

#include "html.h"

struct clean_urls {
	void *ctx;
	const char *base; /* NULL: unknown */
	struct buf decoded, url;
};
/* The address in raw as clean HTML has it: absolute, http(s), or mailto for links, or a data: picture for media; "" when
 * it may not be there.  Borrowed until the next call. */
const char *clean_url(struct clean_urls *urls, struct bytes raw, enum html_attr_kind kind);
/* Append ' name="value"' for each attribute of the token that its element may have. */
void clean_attrs(struct clean_urls *urls, const struct html_token *token, struct buf *out);
void clean_attr(const char *name, struct bytes value, struct buf *out);
/* Append "<img ...>" without its ">"; nothing and false for what shows nothing: no address, one pixel. */
bool clean_image(struct clean_urls *urls, const struct html_token *token, struct buf *out);
/* A frame, plug-in or picture that is not meant to be seen. */
bool clean_is_hidden(struct bytes attrs);

#endif
