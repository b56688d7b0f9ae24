/* json_put.h: values of JSON as text, for output that is written as it is found. */
#ifndef TELEX_JSON_PUT_H
#define TELEX_JSON_PUT_H

#include "telex/buf.h"

/* s as a string with its quotes ("null" for NULL); invalid UTF-8 is repaired, control bytes are escaped, those of C1 too: a
 * terminal would obey. */
void json_put_string(const char *s, struct buf *out);
/* "2018-11-26T20:12:00Z" with quotes; null for WHEN_NONE. */
void json_put_time(int64_t t, struct buf *out);

#endif
