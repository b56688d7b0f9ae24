/* markup.c: text put into HTML and SVG. */
#include "markup.h"

#include <string.h>
#include <strings.h>

#include "telex/utf8.h"

static const char *reference_of(int32_t cp)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case 0xfffe: /* XML has no place for these */
	case 0xffff:
		return "\xef\xbf\xbd";
	default:
		return NULL;
	}
}

void markup_text(const char *text, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(16));

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &safe);
	for (size_t at = 0, len; at < safe.len; at += len) {
		int32_t cp;
		const char *reference;

		len = utf8_next(safe.data + at, safe.len - at, &cp);
		reference = reference_of(cp);
		if (reference)
			buf_adds(out, reference);
		else
			buf_add(out, safe.data + at, len);
	}
}

bool markup_is_link(const char *url)
{
	if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
		return false;
	for (const char *s = url; *s; s++)
		if ((unsigned char)*s <= 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* ---- Markdown ---- */

/* What Markdown, HTML in it, or a program that makes links of bare addresses could take for its own in the
 * middle of a line. */
static bool is_special(const char *s, const char *start)
{
	if (*s == ':')
		return s[1] == '/';
	if (*s == '.')
		return s - start >= 3 && strncasecmp(s - 3, "www", 3) == 0;
	return strchr("\\`*_[]<>#|~&$^@", *s) != NULL;
}

void markup_markdown(const char *text, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(1));

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &safe);
	for (const char *s = buf_str(&safe); *s; s++)
		buf_addf(out, is_special(s, buf_str(&safe)) ? "\\%c" : "%c", *s);
}

/* In <> an address holds anything but these. */
static void put_target(const char *url, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(1));

	utf8_safe((struct bytes){url, strlen(url)}, SAFE_LINE, &safe);
	buf_addc(out, '<');
	for (const char *s = buf_str(&safe); *s; s++)
		buf_addf(out, *s == '<' ? "%%3C" : *s == '>' ? "%%3E" : *s == '\\' ? "%%5C" : "%c", *s);
	buf_addc(out, '>');
}

void markup_markdown_link(const char *text, const char *url, struct buf *out)
{
	const bool is_link = markup_is_link(url);

	buf_adds(out, is_link ? "[" : "");
	markup_markdown(text, out);
	if (is_link) {
		buf_adds(out, "](");
		put_target(url, out);
		buf_addc(out, ')');
	}
}
