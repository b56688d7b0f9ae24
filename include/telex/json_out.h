/* json_out.h: JSON text, written piece by piece into a buffer. */
#ifndef TELEX_JSON_OUT_H
#define TELEX_JSON_OUT_H

#include "telex/buf.h"

/* s as a JSON string with its quotes ("null" for NULL); invalid UTF-8 is repaired, control bytes escaped. */
void json_out_string(const char *s, struct buf *out);
/* "2018-11-26T20:12:00Z" with quotes, or null. */
void json_out_time(int64_t t, struct buf *out);
/* One more member of an object that has one already: `, "name": value`; NULL, and no time, are null. */
void json_out_text(struct buf *out, const char *name, const char *value);
void json_out_when(struct buf *out, const char *name, int64_t t);
void json_out_number(struct buf *out, const char *name, int64_t n);
void json_out_bool(struct buf *out, const char *name, bool is);

#endif
