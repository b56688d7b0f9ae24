/* json_mend.c: JSON that is nearly JSON. */
#include "json_feed.h"

#include <string.h>

bool json_is_too_much(struct bytes text)
{
	size_t depth = 0, n_values = 0;
	bool is_string = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (is_string) {
			i += c == '\\';
			is_string = c != '"';
		} else if (c == '"') {
			is_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX || ++n_values > JSON_VALUES_MAX)
				return true;
		} else if (c == ',') {
			if (++n_values > JSON_VALUES_MAX)
				return true;
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
		}
	}
	return false;
}

/* The four hex digits behind "\u" at s, -1 when they are not there. */
static int unit_at(const char *s, size_t len)
{
	int unit = 0;

	if (len < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		const char *digit = strchr("0123456789abcdef", s[i] | 0x20);

		if (!digit || !*digit)
			return -1;
		unit = unit * 16 + (int)(digit - "0123456789abcdef");
	}
	return unit;
}

/* The escape at s; gives the bytes used. */
static size_t mend_escape(const char *s, size_t len, struct buf *out)
{
	int unit = unit_at(s, len), next = unit >= 0 ? unit_at(s + 6, len - 6) : -1;

	if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
		buf_add(out, s, 12);
		return 12;
	}
	if (unit >= 0xd800 && unit < 0xe000) {
		buf_adds(out, "\\ufffd");
		return 6;
	}
	if (unit >= 0) {
		buf_add(out, s, 6);
		return 6;
	}
	if (len > 1 && strchr("\"\\/bfnrt", s[1])) {
		buf_add(out, s, 2);
		return 2;
	}
	buf_adds(out, "\\\\"); /* an escape that JSON does not have stands for itself */
	return 1;
}

/* The string that starts at s; gives the bytes used. */
static size_t mend_string(struct bytes s, struct buf *out)
{
	size_t i = 1;

	buf_addc(out, '"');
	while (i < s.len && s.data[i] != '"') {
		char c = s.data[i];

		if (c == '\\') {
			i += mend_escape(s.data + i, s.len - i, out);
			continue;
		}
		if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c != '\r')
			buf_addc(out, c);
		i++;
	}
	buf_addc(out, '"');
	return i < s.len ? i + 1 : i;
}

static bool is_last_comma(struct bytes s)
{
	size_t i = 1;

	while (i < s.len && strchr(" \t\r\n", s.data[i]))
		i++;
	return i < s.len && (s.data[i] == ']' || s.data[i] == '}');
}

void json_mend(struct bytes text, struct buf *out)
{
	size_t i = 0;

	while (i < text.len) {
		struct bytes rest = {text.data + i, text.len - i};

		if (*rest.data == '"') {
			i += mend_string(rest, out);
			continue;
		}
		if (*rest.data != ',' || !is_last_comma(rest))
			buf_addc(out, *rest.data);
		i++;
	}
}
