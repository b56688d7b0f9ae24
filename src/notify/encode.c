/* encode.c: texts as mails carry them: quoted-printable (RFC 2045), encoded words (RFC 2047), dates (RFC 5322). */
#include "parts.h"

#include <string.h>

#include "telex/utf8.h"

enum {
	QP_COLS = 76,	  /* with the '=' of a soft break */
	PLAIN_MAX = 60,	  /* bytes of a header's value that goes as it is */
	WORD_BYTES = 42, /* of text in one encoded word: 56 letters, and 12 around them */
};

static bool is_plain_byte(unsigned char c)
{
	return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

void notify_quoted_printable(const char *text, struct buf *out)
{
	size_t cols = 0;

	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool is_last = p[1] == '\n' || p[1] == '\0';
		/* blanks at an end are lost, dots and "From" at a beginning mean something on the way */
		bool is_plain = is_plain_byte(c) && !(is_last && (c == ' ' || c == '\t')) &&
				!(cols == 0 && (c == '.' || c == 'F'));
		size_t need = is_plain ? 1 : 3;

		if (c == '\n') {
			buf_adds(out, "\r\n");
			cols = 0;
			continue;
		}
		if (cols + need > QP_COLS - 1) {
			buf_adds(out, "=\r\n");
			cols = 0;
		}
		if (is_plain)
			buf_addc(out, (char)c);
		else
			buf_addf(out, "=%02X", c);
		cols += need;
	}
	buf_adds(out, "\r\n");
}

static void add_base64(const char *data, size_t len, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)data;

	for (; len; p += 3) {
		size_t n = len < 3 ? len : 3;
		uint32_t v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);

		buf_addc(out, digits[v >> 18 & 63]);
		buf_addc(out, digits[v >> 12 & 63]);
		buf_addc(out, n > 1 ? digits[v >> 6 & 63] : '=');
		buf_addc(out, n > 2 ? digits[v & 63] : '=');
		len -= n;
	}
}

static bool is_plain_header(const char *line)
{
	for (const char *p = line; *p; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return strlen(line) <= PLAIN_MAX && !strstr(line, "=?");
}

void notify_header_text(const char *line, struct buf *out)
{
	size_t len = strlen(line);

	if (is_plain_header(line)) {
		buf_adds(out, line);
		return;
	}
	for (size_t at = 0; at < len;) {
		size_t n = utf8_cut(line + at, len - at, WORD_BYTES);

		buf_adds(out, at ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		add_base64(line + at, n, out);
		buf_adds(out, "?=");
		at += n;
	}
}

void notify_mail_date(int64_t t, struct buf *out)
{
	static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct when_civil c;
	int64_t day = t / 86400 - (t % 86400 < 0);

	when_to_utc(t, &c);
	buf_addf(out, "%.3s, %d %.3s %lld %02d:%02d:%02d +0000", days + 3 * ((day % 7 + 7) % 7), c.day,
		 months + (ptrdiff_t)3 * (c.month - 1), (long long)c.year, c.hour, c.minute, c.second);
}
