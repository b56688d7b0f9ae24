/* url_split.c: the parts of an address. */
#include "url_split.h"

#include <string.h>

static bool is_scheme_char(char c, bool is_first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (!is_first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

size_t url_scheme_len(const char *s)
{
	size_t n = 0;

	while (is_scheme_char(s[n], n == 0))
		n++;
	return n && s[n] == ':' ? n : 0;
}

/* userinfo@host:port; the last '@' ends the userinfo, as browsers have it. */
static void split_authority(const char *s, size_t len, struct url_parts *ret)
{
	const char *at = memrchr(s, '@', len), *colon;

	ret->userinfo = (struct bytes){s, 0};
	if (at) {
		ret->userinfo = (struct bytes){s, (size_t)(at - s)};
		len -= (size_t)(at + 1 - s);
		s = at + 1;
	}
	colon = memrchr(s, ':', len);
	if (colon && memchr(colon, ']', len - (size_t)(colon - s)))
		colon = NULL; /* inside [v6] */
	ret->host = (struct bytes){s, colon ? (size_t)(colon - s) : len};
	if (colon)
		ret->port = (struct bytes){colon + 1, len - (size_t)(colon + 1 - s)};
}

void url_split(const char *url, struct url_parts *ret)
{
	const char *s = url;
	size_t n = url_scheme_len(s);

	*ret = (struct url_parts){.scheme = {s, n},
				  .userinfo = {s, 0},
				  .host = {s, 0},
				  .port = {s, 0},
				  .query = {s, 0},
				  .fragment = {s, 0}};
	s += n ? n + 1 : 0;
	if (s[0] == '/' && s[1] == '/') {
		n = strcspn(s + 2, "/?#");
		ret->has_authority = true;
		split_authority(s + 2, n, ret);
		s += 2 + n;
	}
	ret->path = (struct bytes){s, strcspn(s, "?#")};
	s += ret->path.len;
	if (*s == '?') {
		ret->has_query = true;
		ret->query = (struct bytes){s + 1, strcspn(s + 1, "#")};
		s += 1 + ret->query.len;
	}
	if (*s == '#') {
		ret->has_fragment = true;
		ret->fragment = (struct bytes){s + 1, strlen(s + 1)};
	}
}
