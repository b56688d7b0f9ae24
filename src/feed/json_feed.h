/* json_feed.h: JSON Feed 1.0 and 1.1; private to feed. */
#ifndef FEED_JSON_FEED_H
#define FEED_JSON_FEED_H

#include "build.h"

enum { JSON_BYTES = 64 << 20, JSON_DEPTH_MAX = 64, JSON_VALUES_MAX = 500000 };

/* Hand out what the text holds.  ERR_DATA when it is no JSON Feed. */
MUST_USE bool json_feed_read(struct build *b, struct bytes text, struct err *err);
/* Nested deeper than JSON_DEPTH_MAX, or more values than JSON_VALUES_MAX (a tree of them takes up to 300
 * bytes each)? */
bool json_is_too_much(struct bytes text);
/* Append text with what publishers get wrong put right: raw line breaks in strings, lone surrogates, commas
 * before a closing bracket. */
void json_mend(struct bytes text, struct buf *out);

#endif
