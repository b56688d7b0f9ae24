/* headers.c: request headers that a user gives: what may stand in one, and which are not his. */
#include "values.h"

#include <string.h>
#include <strings.h>

enum { HEADERS_MAX = 50 };

/* Ours: what frames the request, what another key sets, what the store knows. */
static const struct {
	const char *name, *hint;
} ours[] = {
    {"Host", NULL},
    {"Content-Length", NULL},
    {"Transfer-Encoding", NULL},
    {"Connection", NULL},
    {"Keep-Alive", NULL},
    {"Proxy-Connection", NULL},
    {"Proxy-Authorization", "the proxy's address may hold name and password"},
    {"Upgrade", "http_version is the key for it"},
    {"HTTP2-Settings", NULL},
    {"TE", NULL},
    {"Trailer", NULL},
    {"Expect", NULL},
    {"Range", NULL},
    {"A-IM", NULL},
    {"If-None-Match", NULL},
    {"If-Modified-Since", NULL},
    {"If-Match", NULL},
    {"If-Unmodified-Since", NULL},
    {"If-Range", NULL},
    {"Accept-Encoding", NULL},
    {"User-Agent", "user_agent is the key for it"},
};

/* RFC 9110 section 5.6.2. */
static bool is_token(const char *s, size_t len)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < len; i++) {
		const char low = (char)(s[i] | 0x20);
		if (!(low >= 'a' && low <= 'z') && !(s[i] >= '0' && s[i] <= '9') &&
		    !(s[i] && strchr(others, s[i])))
			return false;
	}
	return len > 0;
}

static bool is_ours(const char *name, size_t len, const char **ret_hint)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strlen(ours[i].name) == len && strncasecmp(name, ours[i].name, len) == 0) {
			*ret_hint = ours[i].hint;
			return true;
		}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One line as it will be sent; NULL with what is wrong.  A value may be a secret: it is never said. */
static const char *header(void *ctx, const char *line, size_t len, struct err *err)
{
	const char *colon = memchr(line, ':', len), *hint = NULL;
	const size_t name_len = colon ? (size_t)(colon - line) : 0;
	const char *value = line + name_len + 1, *end = line + len;

	if (!colon)
		err_set(err, ERR_CONFIG, "a header without its ':'");
	else if (!is_token(line, name_len))
		err_set(err, ERR_CONFIG, "'%.*s' is no name of a header",
			(int)(name_len < 80 ? name_len : 80), line);
	else if (is_ours(line, name_len, &hint))
		err_set(err, ERR_CONFIG, "the header %.*s is not yours to set%s%s", (int)name_len, line,
			hint ? ": " : "", hint ? hint : "");
	else {
		while (value < end && is_blank(*value))
			value++;
		while (end > value && is_blank(end[-1]))
			end--;
		for (const char *p = value; p < end; p++)
			if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
				value = end;
		if (value < end)
			return mem_printf(ctx, "%.*s: %.*s", (int)name_len, line, (int)(end - value), value);
		err_set(err, ERR_CONFIG, "the header %.*s has no value, or one with control bytes",
			(int)(name_len < 80 ? name_len : 80), line);
	}
	return NULL;
}

bool conf_headers_read(void *ctx, const char *text, const char ***ret, size_t *ret_n, struct err *err)
{
	const char **list = mem_array(ctx, const char *, HEADERS_MAX);
	size_t n = 0;

	for (const char *s = text; *s;) {
		const size_t len = strcspn(s, "\n");
		if (n == HEADERS_MAX)
			return err_set(err, ERR_CONFIG, "more than %d headers", HEADERS_MAX);
		list[n] = header(list, s, len, err);
		if (!list[n++])
			return false;
		s += len + (s[len] == '\n');
	}
	*ret = list;
	*ret_n = n;
	return true;
}
