/* reference.c: character references (WHATWG HTML, section 13.2.5.72 and after). */
#include "html.h"

#include "telex/utf8.h"

enum { NAME_MAX_LEN = 31 }; /* CounterClockwiseContourIntegral */

static const struct named {
	char name[NAME_MAX_LEN + 1];
	int32_t cp;
	int32_t second; /* a code point, or LEGACY */
} named[] = {
#define LEGACY (-1)
#define E(name, cp) {#name, 0x##cp, 0},
#define EL(name, cp) {#name, 0x##cp, LEGACY},
#define E2(name, cp, second) {#name, 0x##cp, 0x##second},
#include "entities.def"
#undef E
#undef EL
#undef E2
};

/* 128 to 159 are meant as windows-1252 (section 13.2.5.84). */
static const uint16_t windows[32] = {
	0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int digit_value(char c, int base)
{
	int value = c >= '0' && c <= '9'		     ? c - '0'
			: (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							     : 99;

	return value < base ? value : -1;
}

static int32_t sane(int32_t cp)
{
	if (cp >= 0x80 && cp <= 0x9f)
		return windows[cp - 0x80];
	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0xfffd;
	return cp;
}

static size_t numeric(const char *s, size_t len, int32_t *ret_cp)
{
	bool is_hex = len > 2 && (s[2] | 0x20) == 'x';
	int base = is_hex ? 16 : 10, value;
	size_t first = is_hex ? 3 : 2, i = first;
	int32_t cp = 0;

	for (; i < len && (value = digit_value(s[i], base)) >= 0; i++) {
		if (cp <= 0x10ffff)
			cp = cp * base + value;
	}
	if (i == first)
		return 0;
	*ret_cp = sane(cp);
	return i < len && s[i] == ';' ? i + 1 : i;
}

static const struct named *find_name(const char *name, size_t len)
{
	size_t low = 0, high = sizeof(named) / sizeof(named[0]);

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strncmp(name, named[mid].name, len);

		if (order == 0 && named[mid].name[len])
			order = -1; /* only the start of that name */
		if (order == 0)
			return &named[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

size_t html_reference(const char *s, size_t len, int32_t ret_cp[2])
{
	const struct named *row;
	size_t n = 1;

	ret_cp[1] = 0;
	if (len > 1 && s[1] == '#')
		return numeric(s, len, ret_cp);
	while (n < len && n <= NAME_MAX_LEN + 1 && is_alnum(s[n]))
		n++;
	if (n == 1 || n > NAME_MAX_LEN + 1)
		return 0;
	row = find_name(s + 1, n - 1);
	if (!row)
		return 0;
	if (n < len && s[n] == ';')
		n++;
	else if (row->second != LEGACY || (n < len && s[n] == '='))
		return 0;
	ret_cp[0] = row->cp;
	ret_cp[1] = row->second > 0 ? row->second : 0;
	return n;
}

void html_decode(struct bytes raw, struct buf *out)
{
	const char *p = raw.data, *end;
	int32_t cp[2];

	if (raw.len == 0)
		return;
	end = raw.data + raw.len;
	while (p < end) {
		const char *amp = memchr(p, '&', (size_t)(end - p));
		size_t n;

		buf_add(out, p, (size_t)((amp ? amp : end) - p));
		if (!amp)
			break;
		n = html_reference(amp, (size_t)(end - amp), cp);
		if (n > 0) {
			utf8_put(out, cp[0]);
			if (cp[1])
				utf8_put(out, cp[1]);
		} else {
			buf_addc(out, '&');
		}
		p = amp + (n > 0 ? n : 1);
	}
}
