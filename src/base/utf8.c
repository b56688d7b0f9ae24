/* utf8.c: decoding and repairing UTF-8. */
#include "telex/utf8.h"

#include <string.h>

#include <utf8proc.h>

#include "telex/scan.h"

#include "utf8_scan.h"

/* Unicode 15, table 3-7: what may follow a lead byte.  The second byte alone has special bounds, which shut
 * out overlong forms, surrogates and everything beyond U+10FFFF. */
static unsigned tail_of(unsigned char lead, unsigned char *low, unsigned char *high)
{
	*low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	*high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 1;
	if (lead >= 0xe0 && lead <= 0xef)
		return 2;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 3;
	return 0;
}

size_t utf8_next(const char *s, size_t len, int32_t *ret_cp)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char low, high;
	unsigned tail;
	int32_t cp;

	if (p[0] < 0x80) {
		*ret_cp = p[0];
		return 1;
	}
	tail = tail_of(p[0], &low, &high);
	cp = p[0] & (0x3f >> tail);
	*ret_cp = -1;
	for (unsigned i = 1; i <= tail; i++) {
		if (i >= len || p[i] < low || p[i] > high)
			return i; /* the maximal subpart of an ill-formed sequence */
		cp = cp << 6 | (p[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	if (tail > 0)
		*ret_cp = cp;
	return tail + 1;
}

void utf8_put(struct buf *out, int32_t cp)
{
	utf8proc_uint8_t bytes[4];

	if (!utf8proc_codepoint_valid(cp))
		cp = UTF8_REPLACEMENT;
	buf_add(out, bytes, (size_t)utf8proc_encode_char(cp, bytes));
}

static inline scan_block not_ascii(scan_block block)
{
	return scan_is(block, 0) | (block & ((scan_block){} + 0x80));
}

/* The bytes of ASCII without NUL that s starts with. */
static size_t ascii_run(const char *s, size_t len)
{
	size_t i = scan_until(s, len, not_ascii);

	while (i < len && (unsigned char)(s[i] - 1) < 0x7f)
		i++;
	return i;
}

/* The bytes of valid UTF-8 without NUL that s starts with. */
static size_t valid_run(const char *s, size_t len)
{
	size_t i = 0;
	int32_t cp;

	while (i < len) {
		size_t n = ascii_run(s + i, len - i);

		if (n == 0) {
			n = utf8_next(s + i, len - i, &cp);
			if (cp <= 0)
				break;
		}
		i += n;
	}
	return i;
}

bool utf8_is_text(struct bytes in)
{
	return valid_run(in.data, in.len) == in.len;
}

bool utf8_is_valid(struct bytes in)
{
	size_t i = 0;

	while (i < in.len) {
		i += valid_run(in.data + i, in.len - i);
		if (i < in.len && in.data[i++] != '\0')
			return false;
	}
	return true;
}

size_t utf8_repair(struct bytes in, struct buf *out)
{
	size_t i = 0, replaced = 0;
	int32_t cp;

	while (i < in.len) {
		size_t n = valid_run(in.data + i, in.len - i);

		buf_add(out, in.data + i, n);
		i += n;
		if (i == in.len)
			break;
		i += utf8_next(in.data + i, in.len - i, &cp);
		if (cp == 0)
			continue;
		utf8_put(out, UTF8_REPLACEMENT);
		replaced++;
	}
	return replaced;
}

size_t utf8_cut(const char *s, size_t len, size_t max)
{
	size_t n = max;
	int32_t cp;

	if (max >= len)
		return len;
	for (int back = 0; back < 3 && n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; back++)
		n--;
	/* A run of stray continuation bytes has no code point to keep whole. */
	return n + utf8_next(s + n, len - n, &cp) > max ? n : max;
}
