/* decode.h: bytes in any encoding in, valid UTF-8 out. */
#ifndef TELEX_DECODE_H
#define TELEX_DECODE_H

#include "telex/buf.h"
#include "telex/mem.h"

struct decoder;
/* Where bytes come from: read gives up to size bytes, 0 at the end, -1 when it fails. */
struct decode_input {
	long (*read)(void *state, char *buf, size_t size);
	void *state;
};
/* A read of memory; state is a struct bytes, which moves on. */
long decode_read_memory(void *state, char *buf, size_t size);
/* Where a document says what it is encoded in. */
enum decode_kind {
	DECODE_XML, /* its declaration */
	DECODE_HTML /* that, or a <meta> near its beginning */
};

/* Reads the first bytes and settles the encoding: byte order mark, then the charset parameter of content_type
 * (RFC 7303 section 3), then the document's own declaration, then UTF-8; a label that the bytes disprove is
 * overruled. A talloc child of ctx.  NULL with ERR_IO when the input failed at once. */
struct decoder *decoder_new(void *ctx, struct decode_input input, enum decode_kind kind,
			    const char *content_type, struct err *err);
/* Append the next piece: valid UTF-8 without control characters but tab and line ends, and without
 * noncharacters; never cut inside a character.  1: there may be more; 0: that was the end; -1: the input
 * failed. */
int decoder_read(struct decoder *d, struct buf *out);
/* The same without a copy where nothing has to be changed: *ret is in the decoder or in store, whose content
 * goes, until the next call. */
int decoder_next(struct decoder *d, struct buf *store, struct bytes *ret);
/* The first bytes as they will be read, decoded; borrowed. */
struct bytes decoder_head(const struct decoder *d);
/* What was wrong with the bytes, one clause, or NULL. */
const char *decoder_problem(const struct decoder *d);

/* All of it at once; false: what exceeds out's maximum is not there. */
bool decode_all(struct bytes in, enum decode_kind kind, const char *content_type, struct buf *out);
/* Open the converters of all character encodings, for a process that can open files no more later. */
void decode_warm(void);
/* What byte 0x80 + i means in windows-1252; its five holes keep their value. */
extern const uint16_t decode_cp1252[32];

#endif
