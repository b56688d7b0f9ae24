/* address.c: an address cut into what a transfer needs, and where a socket may go. */
#include "engine.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "telex/url.h"

static const char *part(void *ctx, CURLU *u, CURLUPart what, unsigned flags)
{
	char *text = NULL, *copy = NULL;

	if (curl_url_get(u, what, &text, flags) == CURLUE_OK)
		copy = mem_strdup(ctx, text);
	curl_free(text);
	return copy;
}

static void lower(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

/* "[::1%eth0]" -> "::1" */
static char *bare_host(void *ctx, const char *host)
{
	char *copy =
	    host[0] == '[' ? mem_strndup(ctx, host + 1, strcspn(host + 1, "]%")) : mem_strdup(ctx, host);
	size_t len = strlen(copy);

	lower(copy);
	if (len > 1 && copy[len - 1] == '.')
		copy[len - 1] = '\0';
	return copy;
}

static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t len = strlen(host), n = sizeof(name) - 1;

	return len >= n && !strcmp(host + len - n, name) && (len == n || host[len - n - 1] == '.');
}

/* The number a literal host stands for.  inet_aton also knows 127.1, 0x7f000001 and the like, as the resolver
 * does. */
static size_t literal(const char *host, unsigned char ip[16])
{
	struct in_addr v4;

	if (inet_pton(AF_INET6, host, ip) == 1)
		return 16;
	if (!inet_aton(host, &v4))
		return 0;
	memcpy(ip, &v4, 4);
	return 4;
}

static bool fill(void *ctx, CURLU *u, struct address *a)
{
	const char *host, *port;

	a->scheme = part(ctx, u, CURLUPART_SCHEME, 0);
	host = part(ctx, u, CURLUPART_HOST, 0);
	port = part(ctx, u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	if (!a->scheme || !host || !port ||
	    (strcmp(a->scheme, "http") != 0 && strcmp(a->scheme, "https") != 0))
		return false;
	a->host = bare_host(ctx, host);
	a->port = (uint16_t)strtoul(port, NULL, 10);
	a->key = mem_printf(ctx, "%s:%s", a->host, port);
	a->user = part(ctx, u, CURLUPART_USER, CURLU_URLDECODE);
	a->password = part(ctx, u, CURLUPART_PASSWORD, CURLU_URLDECODE);
	a->ip_len = literal(a->host, a->ip);
	a->is_loopback = a->ip_len ? fetch_reach(a->ip, a->ip_len) == FETCH_LOOPBACK : is_localhost(a->host);
	if (curl_url_set(u, CURLUPART_USER, NULL, 0) || curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) ||
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0))
		return false;
	a->bare = part(ctx, u, CURLUPART_URL, 0);
	return a->bare != NULL;
}

bool address_split(void *ctx, const char *url, struct address *ret)
{
	CURLU *u;
	struct address a = {0};
	bool ok;

	if (strlen(url) > URL_MAX)
		return false;
	u = mem_check(curl_url());
	ok = curl_url_set(u, CURLUPART_URL, url, CURLU_URLENCODE) == CURLUE_OK && fill(ctx, u, &a);
	curl_url_cleanup(u);
	if (ok)
		*ret = a;
	return ok;
}

char *fetch_host_key(void *ctx, const char *url)
{
	void *tmp = talloc_new(NULL);
	struct address a;
	char *key = address_split(tmp, url, &a) ? mem_strdup(ctx, a.key) : NULL;

	talloc_free(tmp);
	return key;
}

static size_t socket_ip(const struct sockaddr *to, unsigned char ip[16], uint16_t *ret_port)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (to->sa_family == AF_INET) {
		memcpy(&v4, to, sizeof(v4));
		memcpy(ip, &v4.sin_addr, 4);
		*ret_port = ntohs(v4.sin_port);
		return 4;
	}
	if (to->sa_family != AF_INET6)
		return 0;
	memcpy(&v6, to, sizeof(v6));
	memcpy(ip, &v6.sin6_addr, 16);
	*ret_port = ntohs(v6.sin6_port);
	return 16;
}

bool address_allows(const struct address *home, bool is_private, const struct sockaddr *to)
{
	unsigned char ip[16];
	uint16_t port = 0;
	size_t len = socket_ip(to, ip, &port);
	enum fetch_reach reach = fetch_reach(ip, len);

	if (reach == FETCH_PUBLIC || reach == FETCH_FORBIDDEN)
		return reach == FETCH_PUBLIC;
	if (is_private)
		return true;
	if (port != home->port) /* a local address opens itself, not its neighbours */
		return false;
	if (reach == FETCH_LOOPBACK)
		return home->is_loopback;
	return home->ip_len == len && !memcmp(home->ip, ip, len);
}
