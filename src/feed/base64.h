/* base64.h: base64 as Atom has it (RFC 4648, white space ignored); private to feed. */
#ifndef FEED_BASE64_H
#define FEED_BASE64_H

#include "telex/buf.h"

/* Append the bytes that text stands for, as far as it is base64. */
void base64_decode(struct bytes text, struct buf *out);

#endif
