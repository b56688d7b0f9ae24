/* transfer.c: one request on one easy handle: its options, and what the server says. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ANSWER_MAX = 64 * 1024, CONNECT_MS = 10000 };

/* ---- callbacks ---- */

/* What a server says to a request it did not like: the first line of it. */
static size_t take_answer(char *data, size_t size, size_t n, void *state)
{
	struct delivery *d = state;
	size_t len = size * n;

	for (size_t i = 0; i < len && d->words.len < NOTIFY_WORDS_MAX; i++) {
		if ((data[i] == '\n' || data[i] == '\r') && d->words.len)
			break;
		if (data[i] != '\n' && data[i] != '\r')
			buf_addc(&d->words, data[i]);
	}
	d->n_answer += len;
	if (d->n_answer <= ANSWER_MAX)
		return len;
	d->is_enough = true;
	return CURL_WRITEFUNC_ERROR;
}

static size_t give_body(char *to, size_t size, size_t n, void *state)
{
	struct delivery *d = state;
	size_t left = d->body.len - d->sent, len = size * n < left ? size * n : left;

	memcpy(to, d->body.data + d->sent, len);
	d->sent += len;
	return len;
}

static void note_reply(struct delivery *d, const char *line, size_t len)
{
	size_t keep;

	while (len && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	if (len < 3 || (line[0] != '4' && line[0] != '5')) {
		d->asked = NULL;
		return;
	}
	keep = len < sizeof(d->complaint) - 1 ? len : sizeof(d->complaint) - 1;
	memcpy(d->complaint, line, keep);
	d->complaint[keep] = '\0';
	if (!d->asked || (len > 3 && line[3] == '-')) /* more lines follow */
		return;
	buf_addf(&d->refused, "%s%s (%s)", d->n_refused++ ? ", " : "", d->asked, d->complaint);
	d->asked = NULL;
}

/* libcurl does not tell which recipient was refused: commands and replies are read along. */
static int read_along(CURL *easy, curl_infotype kind, char *data, size_t size, void *state)
{
	struct delivery *d = state;

	(void)easy;
	if (kind == CURLINFO_HEADER_OUT && size > 8 && !strncasecmp(data, "RCPT TO:", 8))
		d->asked = d->n_asked < d->request.n_to ? d->request.to[d->n_asked++] : NULL;
	else if (kind == CURLINFO_HEADER_IN)
		note_reply(d, data, size);
	return 0;
}

/* ---- options ---- */

static bool set_walls(struct delivery *d, const char *protocols)
{
	CURL *e = d->easy;
	const char *file = getenv("CURL_CA_BUNDLE"), *folder = getenv("SSL_CERT_DIR");

	file = file && *file ? file : getenv("SSL_CERT_FILE");
	return !curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, protocols) &&
	       !curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) &&
	       !curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L) &&
	       !curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
	       !curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       !curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L) && !curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L) &&
	       (!file || !*file || !curl_easy_setopt(e, CURLOPT_CAINFO, file)) &&
	       (!folder || !*folder || !curl_easy_setopt(e, CURLOPT_CAPATH, folder)) &&
	       !curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) && !curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
}

static bool set_common(struct delivery *d)
{
	CURL *e = d->easy;
	const struct notify_request *r = &d->request;
	long timeout_ms = (long)(1000 * r->timeout_s);

	return !curl_easy_setopt(e, CURLOPT_URL, r->url) && !curl_easy_setopt(e, CURLOPT_PRIVATE, d) &&
	       !curl_easy_setopt(e, CURLOPT_ERRORBUFFER, d->curl_words) &&
	       !curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_answer) &&
	       !curl_easy_setopt(e, CURLOPT_WRITEDATA, d) &&
	       !curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, timeout_ms) &&
	       !curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS) &&
	       (!r->proxy || !curl_easy_setopt(e, CURLOPT_PROXY, r->proxy));
}

static bool add_line(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (longer)
		*list = longer;
	return longer != NULL;
}

static bool set_http(struct delivery *d)
{
	CURL *e = d->easy;
	const struct notify_request *r = &d->request;

	for (size_t i = 0; i < r->n_headers; i++)
		if (!add_line(&d->lines, r->headers[i]))
			return false;
	return !curl_easy_setopt(e, CURLOPT_POST, 1L) &&
	       !curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)d->body.len) &&
	       !curl_easy_setopt(e, CURLOPT_POSTFIELDS, buf_str(&d->body)) &&
	       (!r->is_put || !curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, "PUT")) &&
	       !curl_easy_setopt(e, CURLOPT_HTTPHEADER, d->lines) &&
	       (!r->user_agent || !curl_easy_setopt(e, CURLOPT_USERAGENT, r->user_agent));
}

static bool set_smtp(struct delivery *d)
{
	static const long tls[] = {[NOTIFY_TLS_REQUIRED] = CURLUSESSL_ALL,
				   [NOTIFY_TLS_OPTIONAL] = CURLUSESSL_TRY,
				   [NOTIFY_TLS_NONE] = CURLUSESSL_NONE};
	CURL *e = d->easy;
	const struct notify_request *r = &d->request;
	char *from = mem_printf(d, "<%s>", r->from);

	for (size_t i = 0; i < r->n_to; i++)
		if (!add_line(&d->rcpt, mem_printf(d, "<%s>", r->to[i])))
			return false;
	return !curl_easy_setopt(e, CURLOPT_MAIL_FROM, from) && !curl_easy_setopt(e, CURLOPT_MAIL_RCPT, d->rcpt) &&
	       !curl_easy_setopt(e, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L) && !curl_easy_setopt(e, CURLOPT_UPLOAD, 1L) &&
	       !curl_easy_setopt(e, CURLOPT_READFUNCTION, give_body) && !curl_easy_setopt(e, CURLOPT_READDATA, d) &&
	       !curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)d->body.len) &&
	       !curl_easy_setopt(e, CURLOPT_USE_SSL, tls[r->tls]) &&
	       !curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L) && /* servers end idle ones */
	       !curl_easy_setopt(e, CURLOPT_VERBOSE, 1L) && !curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, read_along) &&
	       !curl_easy_setopt(e, CURLOPT_DEBUGDATA, d) &&
	       (!r->username || (!curl_easy_setopt(e, CURLOPT_USERNAME, r->username) &&
				 !curl_easy_setopt(e, CURLOPT_PASSWORD, r->password ? r->password : "")));
}

bool delivery_prepare(struct delivery *d, struct err *err)
{
	bool is_mail = !strncasecmp(d->request.url, "smtp", 4);

	if (!d->easy)
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not start");
	if (!set_common(d) || !set_walls(d, is_mail ? "smtp,smtps" : "http,https") ||
	    !(is_mail ? set_smtp(d) : set_http(d)))
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not know an option it should");
	return true;
}
