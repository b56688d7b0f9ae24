/* explain.c: what came of a delivery, in one clause that says what to do about it. */
#include "engine.h"

#include <string.h>
#include <strings.h>

#include "telex/url.h"

/* host, or host:port where one is written; never what may be a secret behind it. */
static const char *peer(struct delivery *d)
{
	const char *host = strstr(d->request.url, "://"), *end, *user;

	host = host ? host + 3 : d->request.url;
	end = host + strcspn(host, "/?#");
	user = memrchr(host, '@', (size_t)(end - host));
	host = user ? user + 1 : host;
	return mem_printf(d, "%.*s", (int)(end - host), host);
}

static bool is_mail(const struct delivery *d)
{
	return !strncasecmp(d->request.url, "smtp", 4);
}

/* ": what the server said" */
static const char *said(struct delivery *d)
{
	const char *words = is_mail(d) ? d->complaint : buf_str(&d->words);

	return *words ? mem_printf(d, ": %s", words) : "";
}

/* ---- HTTP ---- */

static const struct {
	long status;
	const char *words;
} advice[] = {
    {400, "bad request; is template what the service wants?"},
    {401, "not authorized; see its token or headers"},
    {403, "forbidden; see its token, secret or headers"},
    {404, "not found; see its url"},
    {405, "not allowed; see its url and template"},
    {408, "request timeout"},
    {410, "gone; it needs a new url"},
    {413, "the message is too large for it"},
    {415, "it does not take JSON; see its template"},
    {422, "not understood; is template what the service wants?"},
    {425, "too early"},
    {429, "too many requests"},
    {500, "internal server error"},
    {502, "bad gateway"},
    {503, "service unavailable"},
    {504, "gateway timeout"},
};

static const char *status_words(long status)
{
	for (size_t i = 0; i < sizeof(advice) / sizeof(advice[0]); i++)
		if (advice[i].status == status)
			return advice[i].words;
	return status / 100 == 5 ? "a fault of the server" : "not what a webhook answers";
}

static void explain_status(struct delivery *d, struct notify_reply *ret)
{
	const char *url = NULL;
	curl_off_t after = 0;

	if (curl_easy_getinfo(d->easy, CURLINFO_RETRY_AFTER, &after) == CURLE_OK && after > 0)
		ret->retry_after_s = (int64_t)after;
	if (ret->status / 100 == 2)
		return;
	if (ret->status / 100 != 3) {
		ret->error = mem_printf(d, "HTTP %ld, %s%s", ret->status, status_words(ret->status), said(d));
		return;
	}
	curl_easy_getinfo(d->easy, CURLINFO_REDIRECT_URL, &url);
	ret->error = url ? mem_printf(d, "HTTP %ld, it has moved to %s; is that the right url?", ret->status,
				      url_redact(d, url))
			 : mem_printf(d, "HTTP %ld, a redirect without an address", ret->status);
}

/* ---- failures of any kind ---- */

static const char *connect_words(struct delivery *d)
{
	long number = 0;

	curl_easy_getinfo(d->easy, CURLINFO_OS_ERRNO, &number);
	return mem_printf(d, "cannot connect to %s%s%s", peer(d), number ? ": " : "", number ? strerror((int)number) : "");
}

static const char *name_words(struct delivery *d)
{
	return mem_printf(d, "cannot resolve host %s", peer(d));
}

static const char *timeout_words(struct delivery *d)
{
	return mem_printf(d, "%s does not answer within %lld s", peer(d), (long long)d->request.timeout_s);
}

static const char *certificate_words(struct delivery *d)
{
	return mem_printf(d, "the certificate of %s is not valid%s%s", peer(d), d->curl_words[0] ? ": " : "",
			  d->curl_words);
}

static const char *tls_words(struct delivery *d)
{
	return mem_printf(d, "%s does not speak TLS (its tls = none allows that)", peer(d));
}

static const char *login_words(struct delivery *d)
{
	return mem_printf(d, "%s refuses username and password%s", peer(d), said(d));
}

static const char *broken_words(struct delivery *d)
{
	return *said(d) ? mem_printf(d, "%s refuses%s", peer(d), said(d))
			: mem_printf(d, "%s closed the connection without an answer", peer(d));
}

static const struct {
	CURLcode code;
	const char *(*words)(struct delivery *d);
} faults[] = {
    {CURLE_COULDNT_RESOLVE_HOST, name_words},
    {CURLE_COULDNT_CONNECT, connect_words},
    {CURLE_OPERATION_TIMEDOUT, timeout_words},
    {CURLE_PEER_FAILED_VERIFICATION, certificate_words},
    {CURLE_USE_SSL_FAILED, tls_words},
    {CURLE_LOGIN_DENIED, login_words},
    {CURLE_GOT_NOTHING, broken_words},
    {CURLE_RECV_ERROR, broken_words},
    {CURLE_SEND_ERROR, broken_words},
    {CURLE_PARTIAL_FILE, broken_words},
    {CURLE_WEIRD_SERVER_REPLY, broken_words},
};

static const char *fault_words(struct delivery *d, CURLcode code)
{
	if (d->n_refused)
		return mem_printf(d, "%s refuses %s", peer(d), buf_str(&d->refused));
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].code == code)
			return faults[i].words(d);
	return mem_printf(d, "%s: %s%s", peer(d), d->curl_words[0] ? d->curl_words : curl_easy_strerror(code), said(d));
}

void delivery_explain(struct delivery *d, CURLcode code, struct notify_reply *ret)
{
	*ret = (struct notify_reply){.retry_after_s = -1};
	curl_easy_getinfo(d->easy, CURLINFO_RESPONSE_CODE, &ret->status);
	if (d->is_enough)
		code = CURLE_OK;
	if (code != CURLE_OK) {
		ret->error = fault_words(d, code);
	} else if (!is_mail(d)) {
		explain_status(d, ret);
	} else if (d->n_refused) {
		ret->is_partial = true;
		ret->error = mem_printf(d, "%s refuses %s; the other %zu got it", peer(d), buf_str(&d->refused),
					d->request.n_to - d->n_refused);
	}
}
