/* headers.c: the header lines of one answer, those that telexd acts upon. */
#include "telex/fetch.h"

#include <string.h>
#include <strings.h>

enum { LINE_MAX_KEPT = 4 * FETCH_VALIDATOR_MAX };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct bytes trim(struct bytes s)
{
	while (s.len && is_blank(s.data[0]))
		s = (struct bytes){s.data + 1, s.len - 1};
	while (s.len &&
	       (is_blank(s.data[s.len - 1]) || s.data[s.len - 1] == '\r' || s.data[s.len - 1] == '\n'))
		s.len--;
	return s;
}

static bool equals(struct bytes s, const char *word)
{
	return s.len == strlen(word) && !strncasecmp(s.data, word, s.len);
}

/* Decimal digits and nothing else; a number too large for us is the largest we know (RFC 9111 section 1.2.2).
 */
static int64_t parse_seconds(struct bytes s)
{
	int64_t n = 0;

	if (!s.len)
		return -1;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return -1;
		n = n > INT32_MAX ? INT32_MAX : n * 10 + (s.data[i] - '0');
	}
	return n > INT32_MAX ? INT32_MAX : n;
}

/* Kept byte for byte; with control bytes in it, or too long, it could not be sent back as it was. */
static const char *validator(void *ctx, struct bytes value)
{
	if (!value.len || value.len > FETCH_VALIDATOR_MAX)
		return NULL;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.data[i] < 0x20 || value.data[i] == 0x7f)
			return NULL;
	return mem_strndup(ctx, value.data, value.len);
}

static void take_etag(struct fetch_headers *h, void *ctx, struct bytes value)
{
	h->etag = validator(ctx, value);
}

static void take_last_modified(struct fetch_headers *h, void *ctx, struct bytes value)
{
	h->last_modified = validator(ctx, value);
}

static void take_content_type(struct fetch_headers *h, void *ctx, struct bytes value)
{
	h->content_type = validator(ctx, value);
}

static void take_directive(struct fetch_headers *h, struct bytes part)
{
	const char *equal = memchr(part.data, '=', part.len);
	struct bytes name = part, value = {NULL, 0};

	if (!equal)
		return;
	name.len = (size_t)(equal - part.data);
	value = trim((struct bytes){equal + 1, part.len - name.len - 1});
	if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
		value = (struct bytes){value.data + 1, value.len - 2};
	/* the first of several (RFC 9111 section 4.2.1) */
	if (equals(trim(name), "max-age") && h->max_age_s < 0)
		h->max_age_s = parse_seconds(value);
}

static void take_cache_control(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	while (value.len) {
		const char *comma = memchr(value.data, ',', value.len);
		size_t len = comma ? (size_t)(comma - value.data) : value.len;

		take_directive(h, trim((struct bytes){value.data, len}));
		len += comma != NULL;
		value = (struct bytes){value.data + len, value.len - len};
	}
}

static void take_age(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	h->age_s = parse_seconds(value);
}

static void take_expires(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	if (!when_parse_http(value.data, value.len, &h->expires))
		h->expires = 0; /* "0" and other nonsense: already expired */
}

static void take_date(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	if (!when_parse_http(value.data, value.len, &h->date))
		h->date = WHEN_NONE;
}

static void take_retry_after(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	h->retry_after_s = parse_seconds(value);
	if (h->retry_after_s < 0 && !when_parse_http(value.data, value.len, &h->retry_at))
		h->retry_at = WHEN_NONE;
}

static void take_length(struct fetch_headers *h, void *ctx, struct bytes value)
{
	(void)ctx;
	(void)value;
	h->is_length_known = true;
}

static const struct {
	const char *name;
	void (*take)(struct fetch_headers *h, void *ctx, struct bytes value);
} fields[] = {
    {"ETag", take_etag},
    {"Last-Modified", take_last_modified},
    {"Content-Type", take_content_type},
    {"Cache-Control", take_cache_control},
    {"Age", take_age},
    {"Expires", take_expires},
    {"Date", take_date},
    {"Retry-After", take_retry_after},
    {"Content-Length", take_length},
    {"Transfer-Encoding", take_length},
};

static void take_field(struct fetch_headers *h, void *ctx, struct bytes line)
{
	const char *colon = memchr(line.data, ':', line.len);
	struct bytes name, value;

	if (!colon)
		return;
	name = (struct bytes){line.data, (size_t)(colon - line.data)};
	value = trim((struct bytes){colon + 1, line.len - name.len - 1});
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (equals(name, fields[i].name))
			fields[i].take(h, ctx, value);
}

/* The field read so far, and what goes on in another line, as one.  What is long by now need not go on: it
 * is not kept anyway. */
static void take_more(struct fetch_headers *h, void *ctx, struct bytes more)
{
	const char *before = h->line;

	if (!before || strlen(before) > LINE_MAX_KEPT)
		return;
	h->line = mem_printf(ctx, "%s %.*s", before, (int)more.len, more.data);
	talloc_free((void *)before);
	take_field(h, ctx, (struct bytes){h->line, strlen(h->line)});
}

void fetch_headers_add(struct fetch_headers *headers, void *ctx, struct bytes line)
{
	struct bytes text = trim(line);

	if (line.len >= 5 && !strncasecmp(line.data, "HTTP/", 5)) {
		*headers = (struct fetch_headers)FETCH_HEADERS_INIT;
		/* HTTP/2 frames its bodies; a cut one is an error of the stream. */
		headers->is_length_known = line.len >= 6 && (line.data[5] == '2' || line.data[5] == '3');
		return;
	}
	if (line.len && is_blank(line.data[0])) {
		take_more(headers, ctx, text);
		return;
	}
	talloc_free((void *)headers->line);
	headers->line = memchr(text.data, '\0', text.len) ? NULL : mem_strndup(ctx, text.data, text.len);
	take_field(headers, ctx, text);
}
