/* buf.h: a growable byte string with a maximum that its owner states at birth.
 *
 * Adding past the maximum adds nothing, then or later, and is remembered (`overflow`); so is a failed allocation: what is
 * there is always a prefix of what was added, until buf_reset.  Writers add freely
 * and look once, with buf_ok, at the end.  data is NULL or always NUL-terminated (the NUL is not counted in len). */
#ifndef TELEX_BUF_H
#define TELEX_BUF_H

#include "telex/err.h"

#include <stdarg.h>
#include <string.h>

struct buf {
	char *data;
	size_t len, cap;
	size_t max; /* bytes, without the NUL */
	bool overflow;
};

#define BUF_INIT(max_bytes) {.max = (max_bytes)}
#define KIB(n) ((size_t)(n) << 10)
#define MIB(n) ((size_t)(n) << 20)

void buf_add_growing(struct buf *b, const void *data, size_t len); /* buf_add where there is no room yet */
static inline void buf_add(struct buf *b, const void *data, size_t len)
{
	if (len >= b->cap - b->len || len > b->max - b->len || b->overflow) {
		buf_add_growing(b, data, len);
		return;
	}
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}
static inline void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}
static inline void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vaddf(struct buf *b, const char *fmt, va_list args) PRINTF_LIKE(2, 0);
/* Room for len more bytes at the end, to be filled by the caller and counted with b->len += n; NULL past the maximum.
 * The NUL is there again after buf_str, buf_bytes or the next addition. */
char *buf_reserve_growing(struct buf *b, size_t len); /* where there is no room yet */
static inline char *buf_reserve(struct buf *b, size_t len)
{
	bool has_room = len < b->cap - b->len && len <= b->max - b->len && !b->overflow;

	return has_room ? b->data + b->len : buf_reserve_growing(b, len);
}
void buf_truncate(struct buf *b, size_t len);
/* Empty again, memory kept, overflow forgotten. */
void buf_reset(struct buf *b);
void buf_free(struct buf *b);
/* Everything that was added is there. */
MUST_USE bool buf_ok(const struct buf *b);
/* The text, "" when nothing was added.  Borrowed until the next change. */
static inline const char *buf_str(const struct buf *b)
{
	if (!b->data)
		return "";
	b->data[b->len] = '\0'; /* after buf_reserve nobody has written it yet */
	return b->data;
}
static inline struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){buf_str(b), b->len};
}
/* The text as a talloc child of ctx; the buffer is empty afterwards.  NULL when !buf_ok. */
char *buf_steal(struct buf *b, void *ctx);

#define AUTO_BUF __attribute__((cleanup(buf_free))) struct buf

#endif
