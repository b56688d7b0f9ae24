/* ini.c: a line of an INI file: what it is, and its parts. */
#include "ini.h"

#include <string.h>

#include "telex/utf8.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct bytes trim(struct bytes s)
{
	while (s.len > 0 && is_blank(s.data[0])) {
		s.data++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.data[s.len - 1]))
		s.len--;
	return s;
}

static struct bytes from(struct bytes s, size_t at)
{
	return (struct bytes){s.data + at, s.len - at};
}

const char *ini_bytes_fault(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		const unsigned char c = (unsigned char)text.data[i];
		if (c == 0)
			return "a NUL byte";
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return "a control byte";
		/* U+0080 to U+009F are control characters too. */
		if (c == 0xc2 && i + 1 < text.len && (unsigned char)text.data[i + 1] < 0xa0)
			return "a control byte";
	}
	return utf8_is_valid(text) ? NULL : "bytes that are not UTF-8";
}

void ini_unescape(struct bytes value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.data[i] != '\\' || i + 1 == value.len || value.data[i + 1] != ';')
			buf_addc(out, value.data[i]);
}

/* A backslash before the ';' too: the one that is read away must be ours. */
void ini_escape(const char *text, struct buf *out)
{
	for (const char *s = text; *s; s++) {
		if (*s == ';' && (s == text || is_blank(s[-1]) || s[-1] == '\\'))
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
}

size_t ini_skip_mark(struct bytes *text)
{
	if (text->len < 3 || memcmp(text->data, "\xef\xbb\xbf", 3) != 0)
		return 0;
	*text = from(*text, 3);
	return 3;
}

static bool fault(struct ini_line *line, const char *what)
{
	line->kind = INI_FAULT;
	line->fault = what;
	return true;
}

/* Split text at a ';' that white space precedes; `indented` says that white space precedes the whole. */
static struct bytes cut_comment(struct bytes text, bool indented, struct bytes *ret_comment)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == ';' && (i ? is_blank(text.data[i - 1]) : indented)) {
			*ret_comment = from(text, i);
			return trim((struct bytes){text.data, i});
		}
	*ret_comment = from(text, text.len);
	return trim(text);
}

static bool section(struct bytes text, struct ini_line *line)
{
	const char *end = memchr(text.data, ']', text.len);
	struct bytes inside, behind;
	size_t n = 0;

	if (!end)
		return fault(line, "a section without its ']'");
	inside = trim((struct bytes){text.data + 1, (size_t)(end - text.data) - 1});
	behind = cut_comment(from(text, (size_t)(end - text.data) + 1), false, &line->comment);
	if (behind.len > 0)
		return fault(
		    line,
		    "something behind the ']' of a section (a comment needs white space before its ';')");
	while (n < inside.len && !is_blank(inside.data[n]))
		n++;
	if (n == 0)
		return fault(line, "a section without a name");
	line->kind = INI_SECTION;
	line->key = (struct bytes){inside.data, n};
	line->value = trim(from(inside, n));
	return true;
}

static bool is_key(struct bytes s)
{
	for (size_t i = 0; i < s.len; i++) {
		const char c = s.data[i], low = (char)(c | 0x20);
		if (!(low >= 'a' && low <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return s.len > 0;
}

static bool key(struct bytes text, struct ini_line *line)
{
	const char *sign = memchr(text.data, '=', text.len);

	if (!sign)
		return fault(line, "neither [section] nor key = value");
	line->key = trim((struct bytes){text.data, (size_t)(sign - text.data)});
	if (!is_key(line->key))
		return fault(line, "not a key before the '=' (allowed: letters, digits, '_')");
	line->kind = INI_KEY;
	line->value = cut_comment(from(text, (size_t)(sign - text.data) + 1), false, &line->comment);
	return true;
}

static bool classify(struct bytes text, struct ini_line *line)
{
	const bool indented = text.len > 0 && is_blank(text.data[0]);
	const char *bad = ini_bytes_fault(text);
	const struct bytes inner = trim(text);

	if (text.len > INI_LINE_MAX)
		return fault(line, "a line over 64 kB");
	if (bad)
		return fault(line, bad);
	if (inner.len == 0) {
		line->kind = INI_BLANK;
		return true;
	}
	if (inner.data[0] == '#' || inner.data[0] == ';') {
		line->kind = INI_COMMENT;
		line->comment = inner;
		return true;
	}
	if (indented) {
		line->kind = INI_MORE;
		line->value = cut_comment(inner, true, &line->comment);
		return true;
	}
	return inner.data[0] == '[' ? section(inner, line) : key(inner, line);
}

bool ini_next(struct bytes *rest, struct ini_line *ret)
{
	const char *end;
	struct bytes text;
	size_t len;

	if (rest->len == 0)
		return false;
	end = memchr(rest->data, '\n', rest->len);
	len = end ? (size_t)(end - rest->data) + 1 : rest->len;
	*ret = (struct ini_line){.all = {rest->data, len}};
	*rest = from(*rest, len);
	text = ret->all;
	if (end)
		text.len--;
	if (text.len > 0 && text.data[text.len - 1] == '\r')
		text.len--;
	return classify(text, ret);
}
