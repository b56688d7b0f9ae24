/* buf.c: text that grows up to a stated maximum. */
#include "telex/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

enum { SMALLEST = 64 };

/* Room for len more bytes and the NUL; the capacity at least doubles, so that n bytes cost O(n) copies. */
static bool grow(struct buf *b, size_t len)
{
	size_t need, cap;
	char *data;

	if (b->overflow || len > b->max || b->len > b->max - len) {
		b->overflow = true;
		return false;
	}
	need = b->len + len + 1;
	if (need <= b->cap)
		return true;
	cap = b->cap > SMALLEST / 2 ? b->cap * 2 : SMALLEST;
	if (cap > b->max)
		cap = b->max + 1;
	if (cap < need)
		cap = need;
	data = realloc(b->data, cap);
	if (!data) {
		b->overflow = true;
		return false;
	}
	b->data = data;
	b->cap = cap;
	b->data[b->len] = '\0';
	return true;
}

void buf_add_growing(struct buf *b, const void *data, size_t len)
{
	if (len == 0 || !grow(b, len))
		return;
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_vaddf(struct buf *b, const char *fmt, va_list args)
{
	char small[256];
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(small, sizeof(small), fmt, args);
	if (n < 0) {
		b->overflow = true;
	} else if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
	} else if (grow(b, (size_t)n)) {
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vaddf(b, fmt, args);
	va_end(args);
}

char *buf_reserve_growing(struct buf *b, size_t len)
{
	return grow(b, len) ? b->data + b->len : NULL;
}

void buf_truncate(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = '\0';
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->overflow = false;
	if (b->data)
		b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT(b->max);
}

bool buf_ok(const struct buf *b)
{
	return !b->overflow;
}

char *buf_steal(struct buf *b, void *ctx)
{
	char *s = NULL;

	if (buf_ok(b))
		s = talloc_array(ctx, char, b->len + 1);
	if (s)
		memcpy(s, buf_str(b), b->len + 1);
	buf_free(b);
	return s;
}
