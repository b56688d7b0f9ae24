/* explain.c: what went wrong with a request, in one clause for people. */
#include "engine.h"

#include <errno.h>
#include <string.h>

#include "telex/url.h"

/* Whom the connection was to. */
static const char *peer_words(struct transfer *t)
{
	const char *host = t->is_proxied ? url_host(t->reply, t->proxy) : NULL;

	if (!t->is_proxied)
		return t->at.key;
	return host ? mem_printf(t->reply, "the proxy %s", host) : "the proxy";
}

static const char *connect_words(struct transfer *t)
{
	long number = 0;

	if (t->refusal)
		return t->refusal;
	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
	if (!number)
		return mem_printf(t->reply, "cannot connect to %s", peer_words(t));
	t->reply->is_offline = number == ENETUNREACH || number == EHOSTUNREACH || number == ENETDOWN;
	return mem_printf(t->reply, "cannot connect to %s: %s", peer_words(t), strerror((int)number));
}

static const char *timeout_words(struct transfer *t)
{
	double connected_s = 0, asked_s = 0; /* a connection that is used again has no time of its own */
	int64_t used_ms = t->used_ms + engine_now_ms() - t->started_ms, limit_s = t->timeout_s;

	curl_easy_getinfo(t->easy, CURLINFO_CONNECT_TIME, &connected_s);
	curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME, &asked_s);
	if (connected_s <= 0 && asked_s <= 0) {
		t->reply->is_offline = true;
		return mem_printf(t->reply, "no connection to %s within %lld s", peer_words(t),
				  (long long)(used_ms + 500) / 1000);
	}
	if (used_ms + 500 >= limit_s * 1000)
		return mem_printf(t->reply, "timed out after %lld s", (long long)limit_s);
	return mem_printf(t->reply, "too slow: under %d bytes a second for %d s", LOW_SPEED_BYTES,
			  LOW_SPEED_S);
}

static const char *name_words(struct transfer *t)
{
	t->reply->is_offline = true;
	return mem_printf(t->reply, "cannot resolve host %s", t->at.host);
}

static const char *proxy_words(struct transfer *t)
{
	t->reply->is_offline = true;
	return "cannot resolve the proxy";
}

/* A tunnel that was refused ends like a connection that broke. */
static const char *broken_words(struct transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (t->is_proxied && status && status / 100 != 2)
		return mem_printf(t->reply, "%s refuses: %s", peer_words(t),
				  fetch_status_words(t->reply, status));
	return "the connection broke in the middle of the answer";
}

static const char *socks_words(struct transfer *t)
{
	return mem_printf(t->reply, "%s refuses: %s", peer_words(t),
			  t->words[0] ? t->words : "no reason given");
}

static const char *refusal_words(struct transfer *t)
{
	return t->refusal ? t->refusal : "ended by ourselves";
}

static const char *tls_words(struct transfer *t)
{
	return mem_printf(t->reply, "no safe connection to %s: %s", t->at.host,
			  t->words[0] ? t->words : "the handshake failed");
}

/* Plain words of libcurl's results; a function where they depend on the case. */
static const struct {
	CURLcode code;
	const char *words;
	const char *(*make)(struct transfer *t);
} results[] = {
    {CURLE_COULDNT_RESOLVE_HOST, NULL, name_words},
    {CURLE_COULDNT_RESOLVE_PROXY, NULL, proxy_words},
    {CURLE_COULDNT_CONNECT, NULL, connect_words},
    {CURLE_OPERATION_TIMEDOUT, NULL, timeout_words},
    {CURLE_WRITE_ERROR, NULL, refusal_words},
    {CURLE_ABORTED_BY_CALLBACK, NULL, refusal_words},
    {CURLE_PEER_FAILED_VERIFICATION, NULL, tls_words},
    {CURLE_SSL_CONNECT_ERROR, NULL, tls_words},
    {CURLE_SSL_CACERT_BADFILE, NULL, tls_words},
    {CURLE_SSL_ISSUER_ERROR, NULL, tls_words},
    {CURLE_GOT_NOTHING, "the server closed the connection without an answer", NULL},
    {CURLE_PARTIAL_FILE, "the answer was cut short", NULL},
    {CURLE_RECV_ERROR, NULL, broken_words},
    {CURLE_PROXY, NULL, socks_words},
    {CURLE_SEND_ERROR, "the connection broke before the request was sent", NULL},
    {CURLE_HTTP2, "the answer was cut short (HTTP/2)", NULL},
    {CURLE_HTTP2_STREAM, "the answer was cut short (HTTP/2)", NULL},
    {CURLE_BAD_CONTENT_ENCODING, "the compressed body is damaged", NULL},
    {CURLE_UNSUPPORTED_PROTOCOL, "not an HTTP answer", NULL},
    {CURLE_WEIRD_SERVER_REPLY, "not an HTTP answer", NULL},
    {CURLE_OUT_OF_MEMORY, "out of memory", NULL},
};

void transfer_explain(struct transfer *t, CURLcode code)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (results[i].code == code) {
			t->reply->error = results[i].make ? results[i].make(t) : results[i].words;
			return;
		}
	}
	t->reply->error = mem_strdup(t->reply, t->words[0] ? t->words : curl_easy_strerror(code));
}
