/* decode.h: bytes in any encoding in, valid UTF-8 out; private to feed. */
#ifndef FEED_DECODE_H
#define FEED_DECODE_H

#include "telex/buf.h"
#include "telex/feed.h"

struct decoder;

/* Reads the first bytes and settles the encoding: byte order mark, then the charset parameter of content_type
 * (RFC 7303 section 3), then the XML declaration, then UTF-8; a label that the bytes disprove is overruled.
 * A talloc child of ctx.  NULL with ERR_IO when the input failed at once. */
struct decoder *decoder_new(void *ctx, struct feed_input input, const char *content_type, struct err *err);
/* Append the next piece: valid UTF-8 without control characters but tab and line ends, and without
 * noncharacters; never cut inside a character.  1: there may be more; 0: that was the end; -1: the input
 * failed. */
int decoder_read(struct decoder *d, struct buf *out);
/* The same without a copy where nothing has to be changed: *ret is in the decoder or in store, whose content goes, until
 * the next call. */
int decoder_next(struct decoder *d, struct buf *store, struct bytes *ret);
/* The first bytes as they will be read, decoded; borrowed. */
struct bytes decoder_head(const struct decoder *d);
/* What was wrong with the bytes, one clause, or NULL. */
const char *decoder_problem(const struct decoder *d);

#endif
