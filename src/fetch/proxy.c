/* proxy.c: which proxy a request goes through, by the usual environment variables. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The first of the names that is set and not empty.  HTTP_PROXY in capitals could come from a CGI client's
 * header. */
static const char *first_of(const char *const *names)
{
	for (; *names; names++) {
		const char *value = getenv(*names);

		if (value && *value)
			return value;
	}
	return NULL;
}

/* One name of no_proxy: the host itself or a domain above it, with or without a dot in front. */
static bool names_host(const char *entry, size_t len, const char *host)
{
	size_t n = strlen(host);

	if (len == 1 && entry[0] == '*')
		return true;
	if (len && entry[0] == '.') {
		entry++;
		len--;
	}
	if (!len || n < len || strncasecmp(host + n - len, entry, len) != 0)
		return false;
	return n == len || host[n - len - 1] == '.';
}

static bool is_excepted(const char *host)
{
	const char *list = first_of((const char *const[]){"no_proxy", "NO_PROXY", NULL});

	while (list && *list) {
		size_t blanks = strspn(list, ", "), len = strcspn(list + blanks, ", ");

		if (len && names_host(list + blanks, len, host))
			return true;
		list += blanks + len;
	}
	return false;
}

const char *proxy_for(const struct address *to, const char *own, const char *configured)
{
	static const char *const plain[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
	static const char *const tls[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
	const char *proxy = configured;

	if (own && *own) /* said of this feed: no_proxy is said of all */
		return strcmp(own, "none") != 0 ? own : NULL;
	if (!proxy || !*proxy)
		proxy = first_of(!strcmp(to->scheme, "https") ? tls : plain);
	return proxy && !is_excepted(to->host) ? proxy : NULL;
}
