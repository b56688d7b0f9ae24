/* transfer.c: one request on one easy handle: its options and its limits. */
#include "engine.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "telex/url.h"

enum {
	CONNECT_MS = 10000,
	STRAY_MAX = 256 * 1024,	  /* of a body that nobody reads */
	RATIO_FROM = 1024 * 1024, /* decoded bytes from which on the ratio of a compressed body counts */
	RATIO_MAX = 100,
};
/* Bodies in hand, all in all: above it they wait for their turn, one at a time. */
#define BODIES_MAX MIB(128)

int64_t engine_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static long status_of(const struct transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static const char *size_words(const struct transfer *t, int64_t bytes)
{
	if (bytes >= 1024 * 1024)
		return mem_printf(t->reply, "%lld MB", (long long)(bytes >> 20));
	return mem_printf(t->reply, "%lld kB", (long long)(bytes >> 10));
}

/* ---- callbacks ---- */

static void refuse_size(struct transfer *t)
{
	t->is_too_large = true;
	t->refusal = mem_printf(t->reply, "larger than %s", size_words(t, t->max_size));
}

static bool is_too_large(struct transfer *t, size_t more)
{
	size_t decoded = t->reply->body.len + more;
	curl_off_t wire = 0;

	if (decoded > (size_t)t->max_size) {
		refuse_size(t);
		return true;
	}
	if (decoded <= RATIO_FROM)
		return false;
	curl_easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
	if (decoded / RATIO_MAX <= (size_t)wire)
		return false;
	t->refusal = "a compression bomb: more than 100 times its size when decoded";
	return true;
}

static size_t discard(struct transfer *t, size_t len)
{
	t->stray_bytes += (int64_t)len;
	if (t->stray_bytes <= STRAY_MAX)
		return len;
	t->is_enough = true; /* the status is all we want */
	return CURL_WRITEFUNC_ERROR;
}

static size_t take_body(char *data, size_t size, size_t n, void *state)
{
	struct transfer *t = state;
	size_t len = size * n;

	if (fetch_outcome(status_of(t), true) != FETCH_DOCUMENT)
		return discard(t, len);
	if (is_too_large(t, len))
		return CURL_WRITEFUNC_ERROR;
	if (t->fetch->body_bytes + len > BODIES_MAX) {
		if (!t->fetch->favourite)
			t->fetch->favourite = t;
		if (t->fetch->favourite != t) {
			t->is_paused = true;
			return CURL_WRITEFUNC_PAUSE;
		}
	}
	buf_add(&t->reply->body, data, len);
	if (!buf_ok(&t->reply->body)) {
		t->refusal = "out of memory";
		return CURL_WRITEFUNC_ERROR;
	}
	t->fetch->body_bytes += len;
	return len;
}

static size_t take_header(char *data, size_t size, size_t n, void *state)
{
	struct transfer *t = state;

	fetch_headers_add(&t->reply->headers, t->reply, (struct bytes){data, size * n});
	return size * n;
}

/* Bytes on the wire that never reach take_body: padding inside a compressed stream. */
static int watch(void *state, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
	struct transfer *t = state;

	(void)total;
	(void)up_total;
	(void)up_now;
	if (now <= t->max_size)
		return 0;
	refuse_size(t);
	return 1;
}

static bool may_reach(struct transfer *t, const struct sockaddr *to)
{
	if (t->is_proxied || address_allows(&t->home, t->request.is_private, to))
		return true;
	t->refusal = mem_printf(t->reply, "%s is a private address (private = yes in its section allows it)",
				t->at.key);
	return false;
}

/* The one place that sees the number behind a name, for every hop and every answer of a resolver. */
static curl_socket_t open_socket(void *state, curlsocktype purpose, struct curl_sockaddr *to)
{
	(void)purpose;
	if (!may_reach(state, &to->addr))
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Before a request goes out: a connection that another feed was allowed to open may be used again. */
static int check_peer(void *state, char *peer_ip, char *local_ip, int peer_port, int local_port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)peer_port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)peer_port)};
	const struct sockaddr *peer = NULL;

	(void)local_ip;
	(void)local_port;
	if (inet_pton(AF_INET, peer_ip, &v4.sin_addr) == 1)
		peer = (const struct sockaddr *)&v4;
	else if (inet_pton(AF_INET6, peer_ip, &v6.sin6_addr) == 1)
		peer = (const struct sockaddr *)&v6;
	return peer && may_reach(state, peer) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* ---- options ---- */

/* What the request or else the limits say. */
static const char *user_agent_of(const struct transfer *t)
{
	return t->request.user_agent ? t->request.user_agent : t->fetch->limits.user_agent;
}

static bool is_tls(const struct transfer *t)
{
	return !strcmp(t->at.scheme, "https");
}

static long http_version_of(const struct transfer *t)
{
	static const long versions[] = {[FETCH_HTTP_AUTO] = CURL_HTTP_VERSION_2TLS,
					[FETCH_HTTP_1_1] = CURL_HTTP_VERSION_1_1,
					[FETCH_HTTP_2] = CURL_HTTP_VERSION_2TLS};

	/* Who asks for it without TLS knows his server: an upgrade costs a request and few servers know it.
	 */
	if (t->request.http_version == FETCH_HTTP_2 && !is_tls(t))
		return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
	return versions[t->request.http_version];
}

static bool set_manners(struct transfer *t)
{
	CURL *e = t->easy;

	return !curl_easy_setopt(e, CURLOPT_URL, t->at.bare) &&
	       !curl_easy_setopt(e, CURLOPT_USERAGENT, user_agent_of(t)) &&
	       !curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->lines) &&
	       !curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "") &&
	       !curl_easy_setopt(e, CURLOPT_HTTP_VERSION, http_version_of(t)) &&
	       /* Without TLS only an answer tells that a connection cannot be shared: a slow one would hold
		  up the rest. */
	       !curl_easy_setopt(e, CURLOPT_PIPEWAIT, is_tls(t) ? 1L : 0L) &&
	       !curl_easy_setopt(e, CURLOPT_PROXY, t->is_proxied ? t->proxy : "") &&
	       !curl_easy_setopt(e, CURLOPT_NOPROXY, "");
}

/* libcurl itself reads none of them: the command line tool and OpenSSL do. */
static bool set_certificates(struct transfer *t)
{
	const char *file = getenv("CURL_CA_BUNDLE"), *folder = getenv("SSL_CERT_DIR");
	long check = t->request.is_insecure ? 0L : 1L;

	file = file && *file ? file : getenv("SSL_CERT_FILE");
	return !curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYPEER, check) &&
	       !curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYHOST, 2 * check) &&
	       (!file || !*file || !curl_easy_setopt(t->easy, CURLOPT_CAINFO, file)) &&
	       (!folder || !*folder || !curl_easy_setopt(t->easy, CURLOPT_CAPATH, folder));
}

static bool set_walls(struct transfer *t)
{
	CURL *e = t->easy;

	return !curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") &&
	       !curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) && /* ours: every hop is judged */
	       !curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L) &&
	       !curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
	       !curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       !curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) &&
	       !curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) && !curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L) &&
	       !curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket) &&
	       !curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t) &&
	       !curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, check_peer) &&
	       !curl_easy_setopt(e, CURLOPT_PREREQDATA, t);
}

static bool set_limits(struct transfer *t, int64_t left_ms)
{
	CURL *e = t->easy;

	return !curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)left_ms) &&
	       !curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
				 (long)(left_ms < CONNECT_MS ? left_ms : CONNECT_MS)) &&
	       !curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES) &&
	       !curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_S);
}

static bool set_callbacks(struct transfer *t)
{
	CURL *e = t->easy;

	return !curl_easy_setopt(e, CURLOPT_PRIVATE, t) &&
	       !curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->words) &&
	       !curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body) &&
	       !curl_easy_setopt(e, CURLOPT_WRITEDATA, t) &&
	       !curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_header) &&
	       !curl_easy_setopt(e, CURLOPT_HEADERDATA, t) && !curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L) &&
	       !curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, watch) &&
	       !curl_easy_setopt(e, CURLOPT_XFERINFODATA, t);
}

/* ---- what goes home only ---- */

static bool is_home(const struct transfer *t)
{
	return !strcmp(t->home.key, t->at.key) && !strcmp(t->home.scheme, t->at.scheme);
}

static bool has_secrets(const struct transfer *t)
{
	const struct fetch_request *r = &t->request;

	return t->is_home && (r->n_headers || r->token || r->username || t->home.user);
}

/* libcurl takes requests of different users for fit to share a connection, which HTTP allows and servers get
 * wrong.  A connection with secrets is made for one request, and closed.  Nor may another request join it
 * meanwhile (HTTP/2): libcurl promises that connections with different TLS options are not shared, and this
 * one has an effect on Windows only. */
static bool set_alone(struct transfer *t)
{
	if (!has_secrets(t))
		return true;
	return !curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L) &&
	       !curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L) &&
	       !curl_easy_setopt(t->easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT);
}

static bool set_user(struct transfer *t, const char *user, const char *password)
{
	return !curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC) &&
	       !curl_easy_setopt(t->easy, CURLOPT_USERNAME, user) &&
	       !curl_easy_setopt(t->easy, CURLOPT_PASSWORD, password ? password : "");
}

static bool set_password(struct transfer *t)
{
	const struct fetch_request *r = &t->request;

	if (!t->is_home)
		return true;
	if (r->token)
		return !curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER) &&
		       !curl_easy_setopt(t->easy, CURLOPT_XOAUTH2_BEARER, r->token);
	if (r->username)
		return set_user(t, r->username, r->password);
	return !t->home.user || set_user(t, t->home.user, t->home.password);
}

static bool append(struct transfer *t, const char *line)
{
	struct curl_slist *lines = curl_slist_append(t->lines, line);

	if (lines)
		t->lines = lines;
	return lines != NULL;
}

static bool add_line(struct transfer *t, const char *name, const char *value)
{
	char *line = mem_printf(NULL, "%s: %s", name, value);
	bool ok = append(t, line);

	talloc_free(line);
	return ok;
}

static bool add_accept(struct transfer *t)
{
	for (size_t i = 0; t->is_home && i < t->request.n_headers; i++)
		if (!strncasecmp(t->request.headers[i], "Accept:", 7))
			return true;
	return add_line(
	    t, "Accept",
	    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
	    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1");
}

/* Anew for each hop: the next one may lead away from home, or back. */
static bool make_lines(struct transfer *t)
{
	const struct fetch_request *r = &t->request;
	bool ok;

	curl_slist_free_all(t->lines);
	t->lines = NULL;
	ok = add_accept(t) && add_line(t, "A-IM", "feed") &&
	     (!r->etag || add_line(t, "If-None-Match", r->etag)) &&
	     (!r->last_modified || add_line(t, "If-Modified-Since", r->last_modified));
	for (size_t i = 0; ok && t->is_home && i < r->n_headers; i++)
		ok = append(t, r->headers[i]);
	return ok;
}

bool transfer_prepare(struct transfer *t, struct err *err)
{
	int64_t left_ms = t->timeout_s * 1000 - t->used_ms;
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(t->at.port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(t->at.port)};

	t->refusal = NULL;
	t->is_too_large = false;
	t->is_enough = t->is_paused = false;
	t->stray_bytes = 0;
	t->words[0] = '\0';
	memcpy(&v4.sin_addr, t->at.ip, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, t->at.ip, sizeof(v6.sin6_addr));
	/* A number is judged before anything is opened, and before a proxy could be told to go there. */
	t->is_proxied = false;
	if (t->at.ip_len &&
	    !may_reach(t, t->at.ip_len == 4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6))
		return err_set(err, ERR_UNAVAILABLE, "%s", t->refusal);
	t->proxy = mem_strdup(t, proxy_for(&t->at, t->request.proxy, t->fetch->limits.proxy));
	t->is_proxied = t->proxy != NULL;
	t->is_home = is_home(t);
	if (left_ms <= 0)
		return err_set(err, ERR_UNAVAILABLE, "timed out after %lld s", (long long)t->timeout_s);
	if (!make_lines(t) || !set_manners(t) || !set_certificates(t) || !set_walls(t) ||
	    !set_limits(t, left_ms) || !set_callbacks(t) || !set_password(t) || !set_alone(t))
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not know an option it should");
	return true;
}
