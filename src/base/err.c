/* err.c: filling an error, its exit status, and the carets under what is wrong. */
#include "telex/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "telex/buf.h"
#include "telex/utf8.h"

static const char ELLIPSIS[] = "…";

/* sysexits(3) where it has a number; design section 10. */
static const int exit_status[] = {
    [ERR_NONE] = 0,  [ERR_NO_MATCH] = 1, [ERR_PARTIAL] = 2,	 [ERR_USAGE] = 64,
    [ERR_DATA] = 65, [ERR_LIMIT] = 65,	 [ERR_UNAVAILABLE] = 69, [ERR_IO] = 74,
    [ERR_BUSY] = 75, [ERR_CONFIG] = 78,	 [ERR_INTERRUPTED] = 75,
};

/* n is what snprintf said it wanted to write into out. */
static void mark_cut(char *out, size_t size, int n)
{
	size_t keep;

	if (n < 0)
		out[0] = '\0';
	if (n < 0 || (size_t)n < size)
		return;
	keep = utf8_cut(out, size - 1, size - sizeof(ELLIPSIS));
	memcpy(out + keep, ELLIPSIS, sizeof(ELLIPSIS));
}

static void PRINTF_LIKE(2, 0) fill(struct err *err, const char *fmt, va_list args)
{
	char msg[sizeof(err->msg)]; /* the arguments may point into err->msg */

	mark_cut(msg, sizeof(msg), vsnprintf(msg, sizeof(msg), fmt, args));
	memcpy(err->msg, msg, sizeof(msg));
}

bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	fill(err, fmt, args);
	va_end(args);
	err->code = code;
	err->at = err->len = 0;
	return false;
}

static uint32_t clamp_u32(size_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

bool err_at(struct err *err, enum err_code code, size_t at, size_t len, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	fill(err, fmt, args);
	va_end(args);
	err->code = code;
	err->at = clamp_u32(at);
	err->len = clamp_u32(len);
	return false;
}

bool err_wrap(struct err *err, const char *fmt, ...)
{
	struct err context;
	char msg[sizeof(err->msg)];
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	fill(&context, fmt, args);
	va_end(args);
	mark_cut(msg, sizeof(msg), snprintf(msg, sizeof(msg), "%s: %s", context.msg, err->msg));
	memcpy(err->msg, msg, sizeof(msg));
	return false;
}

int err_exit_status(enum err_code code)
{
	if ((size_t)code >= sizeof(exit_status) / sizeof(exit_status[0]))
		return exit_status[ERR_IO];
	return exit_status[code];
}

/* Cells that the first len bytes take once they are safe to show. */
static int safe_width(const char *text, size_t len)
{
	AUTO_BUF safe = BUF_INIT(len * 3 + 1);

	utf8_safe((struct bytes){text, len}, SAFE_LINE, &safe);
	return utf8_width(buf_str(&safe), safe.len);
}

static bool is_inside_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void err_caret(const struct err *err, const char *text, int indent, struct buf *out)
{
	enum { BEFORE = 80, SHOWN = 400 }; /* bytes of a long text */
	size_t len, end;
	size_t at = err ? err->at : 0;
	int left, carets;

	if (!err || err->len == 0 || !text)
		return;
	len = strlen(text);
	if (at > len)
		at = len;
	end = err->len > len - at ? len : at + err->len;
	if (len > SHOWN && at > BEFORE) {
		size_t from = at - BEFORE;

		while (from < at && is_inside_character(text[from]))
			from++;
		text += from;
		at -= from;
		end -= from;
		len -= from;
	}
	if (len > SHOWN) {
		len = SHOWN;
		while (len > at && is_inside_character(text[len]))
			len--;
		end = end < len ? end : len;
	}
	left = safe_width(text, at);
	carets = safe_width(text, end) - left;
	if (carets < 1)
		carets = 1; /* the fault is that something is missing at the end */
	buf_addf(out, "%*s", indent, "");
	utf8_safe((struct bytes){text, len}, SAFE_LINE, out);
	buf_addf(out, "\n%*s", indent + left, "");
	while (carets-- > 0)
		buf_addc(out, '^');
	buf_addc(out, '\n');
}
