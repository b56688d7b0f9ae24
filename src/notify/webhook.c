/* webhook.c: a message as an HTTP request. */
#include "parts.h"

#include <string.h>
#include <strings.h>

#include "telex/sha256.h"
#include "telex/url.h"

enum { HEADERS_OURS = 5 };
#define BODY_MAX MIB(16)

static bool has_header(const struct notify_webhook *webhook, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < webhook->n_headers; i++)
		if (!strncasecmp(webhook->headers[i], name, len) && webhook->headers[i][len] == ':')
			return true;
	return false;
}

static void add_header(struct notify_request *request, const struct notify_webhook *webhook, const char *name,
		       const char *value)
{
	if (!has_header(webhook, name))
		request->headers[request->n_headers++] = mem_printf(request->headers, "%s: %s", name, value);
}

static void add_headers(void *ctx, const struct notify_webhook *webhook, const char *key, struct notify_request *request)
{
	char hex[SHA256_HEX_SIZE];

	request->headers = mem_array(ctx, const char *, webhook->n_headers + HEADERS_OURS);
	request->n_headers = 0;
	add_header(request, webhook, "Content-Type", "application/json; charset=utf-8");
	add_header(request, webhook, "Idempotency-Key", key);
	request->headers[request->n_headers++] = "Expect:"; /* none: not to wait for a 100 */
	if (webhook->secret) {
		sha256_hmac((struct bytes){webhook->secret, strlen(webhook->secret)}, request->body, hex);
		add_header(request, webhook, "X-Telex-Signature", mem_printf(request->headers, "sha256=%s", hex));
	}
	if (webhook->token)
		add_header(request, webhook, "Authorization",
			   mem_printf(request->headers, "Bearer %s", webhook->token));
	for (size_t i = 0; i < webhook->n_headers; i++)
		request->headers[request->n_headers++] = mem_strdup(request->headers, webhook->headers[i]);
}

/* ntfy takes JSON at the address above the topic's. */
static bool split_topic(void *ctx, const char *url, const char **ret_above, const char **ret_topic, struct err *err)
{
	const char *end = url + strcspn(url, "?#"), *slash;

	while (end > url && end[-1] == '/')
		end--;
	for (slash = end; slash > url && slash[-1] != '/'; slash--)
		;
	if (slash == url || slash == end || slash - url < 9 || !strchr(strstr(url, "//") + 2, '/'))
		return err_set(err, ERR_CONFIG, "the url of an ntfy channel ends in its topic: https://ntfy.sh/TOPIC");
	*ret_above = mem_strndup(ctx, url, (size_t)(slash - url));
	*ret_topic = mem_strndup(ctx, slash, (size_t)(end - slash));
	return true;
}

/* A Matrix room takes a message under the key, once. */
static const char *keyed_address(void *ctx, const char *url, const char *key)
{
	size_t len = strcspn(url, "?#");

	while (len && url[len - 1] == '/')
		len--;
	return mem_printf(ctx, "%.*s/%s%s", (int)len, url, key, url + strcspn(url, "?#"));
}

static int drop(struct buf *body)
{
	buf_free(body);
	return 0;
}

bool notify_webhook(void *ctx, const struct notify_webhook *webhook, const struct notify_message *message,
		    struct notify_request *ret, struct err *err)
{
	struct buf *body = mem_new(ctx, struct buf);
	const char *topic = "";

	*body = (struct buf)BUF_INIT(BODY_MAX);
	talloc_set_destructor(body, drop);
	if (!url_is_web(webhook->url))
		return err_set(err, ERR_CONFIG, "its url is no http or https address");
	ret->url = mem_strdup(ctx, webhook->url);
	if (webhook->template == NOTIFY_NTFY && !split_topic(ctx, webhook->url, &ret->url, &topic, err))
		return false;
	if (webhook->template == NOTIFY_MATRIX) {
		ret->url = keyed_address(ctx, webhook->url, message->key);
		ret->is_put = true;
	}
	notify_body(webhook->template, message, topic, body);
	if (!buf_ok(body))
		return err_set(err, ERR_LIMIT, "the message is larger than %zu MB", BODY_MAX >> 20);
	ret->body = buf_bytes(body);
	add_headers(ctx, webhook, message->key, ret);
	return true;
}
