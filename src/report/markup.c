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
