/* json_out.c: JSON text, written piece by piece. */
#include "telex/json_out.h"

#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

/* Bytes from s on that stand in a JSON string as they are. */
static size_t plain_run(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p >= 0x20 && *p != '"' && *p != '\\' && *p != 0x7f && !(*p == 0xc2 && p[1] < 0xa0))
		p++;
	return (size_t)(p - (const unsigned char *)s);
}

/* The character at s that is not plain; gives its bytes. */
static size_t add_escaped(const char *s, struct buf *out)
{
	if (*s == '"' || *s == '\\')
		buf_addf(out, "\\%c", *s);
	else if (*s == '\n')
		buf_adds(out, "\\n");
	else if ((unsigned char)*s == 0xc2) /* C1: a terminal would obey */
		buf_addf(out, "\\u%04x", (unsigned char)s[1]);
	else
		buf_addf(out, "\\u%04x", (unsigned char)*s);
	return (unsigned char)*s == 0xc2 ? 2 : 1;
}

void json_out_string(const char *s, struct buf *out)
{
	AUTO_BUF valid = BUF_INIT(MIB(256));

	if (!s) {
		buf_adds(out, "null");
		return;
	}
	utf8_repair((struct bytes){s, strlen(s)}, &valid);
	buf_addc(out, '"');
	for (const char *p = buf_str(&valid); *p;) {
		const size_t run = plain_run(p);
		buf_add(out, p, run);
		p += run;
		if (*p)
			p += add_escaped(p, out);
	}
	buf_addc(out, '"');
}

void json_out_time(int64_t t, struct buf *out)
{
	char text[WHEN_RFC3339_SIZE];

	if (t == WHEN_NONE)
		buf_adds(out, "null");
	else
		buf_addf(out, "\"%s\"", when_rfc3339(t, text));
}

void json_out_text(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, ", \"%s\": ", name);
	json_out_string(value, out);
}

void json_out_when(struct buf *out, const char *name, int64_t t)
{
	buf_addf(out, ", \"%s\": ", name);
	json_out_time(t, out);
}

void json_out_number(struct buf *out, const char *name, int64_t n)
{
	buf_addf(out, ", \"%s\": %lld", name, (long long)n);
}

void json_out_bool(struct buf *out, const char *name, bool is)
{
	buf_addf(out, ", \"%s\": %s", name, is ? "true" : "false");
}
