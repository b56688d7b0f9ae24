/* test_notify.c: what channels get: JSON, templates, mails, signatures, lines of a file; hostile titles in all of them. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "telex/notify.h"
#include "telex/sha256.h"
#include "telex/utf8.h"

#define HOSTILE "A \"title\"\r\nBcc: eve@example.org\r\n\r\n$(touch /tmp/x) `id` <b>&amp;</b> | @everyone \x1b[31m \xe2\x80\xae \xff"

static const struct notify_item items[] = {
    {.id = 7, .title = "Carrier drops a vendor", .url = "https://news.example/a?x=1&y=2", .outlet = "News", .at = 1543263120,
     .sentence = "The carrier drops its vendor over espionage.", .json = "{\"v\": 1, \"alert\": 7}"},
    {.id = 8, .title = HOSTILE, .url = "javascript:alert(1)\"><script>", .outlet = "O&O", .sentence = "", .at = WHEN_NONE,
     .json = "{\"v\": 1, \"alert\": 8}"},
};

static struct notify_message message_of(size_t from, size_t n)
{
	return (struct notify_message){.key = "telex-1-abc", .rule = "supply-chain", .priority = "high", .items = items + from,
				       .n_items = n, .now = 1543263121};
}

/* ---- HMAC: RFC 4231, cases 1, 2, 6, and an empty one ---- */

static void test_hmac(void **state)
{
	char key[131], hex[SHA256_HEX_SIZE], twenty[20];

	(void)state;
	memset(key, 0xaa, sizeof(key));
	memset(twenty, 0x0b, sizeof(twenty));
	sha256_hmac((struct bytes){twenty, 20}, BYTES_LITERAL("Hi There"), hex);
	assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	sha256_hmac(BYTES_LITERAL("Jefe"), BYTES_LITERAL("what do ya want for nothing?"), hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	sha256_hmac((struct bytes){key, sizeof(key)}, BYTES_LITERAL("Test Using Larger Than Block-Size Key - Hash Key First"), hex);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	sha256_hmac((struct bytes){0}, (struct bytes){0}, hex);
	assert_string_equal(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* ---- webhooks ---- */

static json_t *body_of(enum notify_template template, const struct notify_message *message, const char *url,
		       struct notify_request *ret, void *ctx)
{
	const struct notify_webhook webhook = {.url = url, .template = template};
	struct err err;
	json_t *json;

	*ret = (struct notify_request){0};
	assert_true(notify_webhook(ctx, &webhook, message, ret, &err));
	json = json_loadb(ret->body.data, ret->body.len, 0, NULL);
	assert_non_null(json);
	return json;
}

static const char *text_of(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));

	assert_non_null(text);
	assert_null(strstr(text, "\x1b"));
	assert_null(strchr(text, '\r'));
	return text;
}

static const char *header_of(const struct notify_request *request, const char *name)
{
	for (size_t i = 0; i < request->n_headers; i++)
		if (!strncmp(request->headers[i], name, strlen(name)) && request->headers[i][strlen(name)] == ':')
			return request->headers[i] + strlen(name) + 2;
	return NULL;
}

static void test_json_and_lists(void **state)
{
	struct notify_message one = message_of(0, 1), two = message_of(0, 2);
	void *ctx = talloc_new(NULL);
	struct notify_request request;
	json_t *json = body_of(NOTIFY_JSON, &one, "https://hooks.example/x", &request, ctx);

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(json, "alert")), 7);
	assert_string_equal(header_of(&request, "Idempotency-Key"), "telex-1-abc");
	assert_null(header_of(&request, "X-Telex-Signature"));
	assert_false(request.is_put);
	json_decref(json);
	json = body_of(NOTIFY_JSON, &two, "https://hooks.example/x", &request, ctx);
	assert_int_equal(json_array_size(json_object_get(json, "alerts")), 2);
	json_decref(json);
	one.is_list = true;
	json = body_of(NOTIFY_JSON, &one, "https://hooks.example/x", &request, ctx);
	assert_int_equal(json_array_size(json_object_get(json, "alerts")), 1);
	json_decref(json);
	talloc_free(ctx);
}

static void test_headers(void **state)
{
	static const char *const lines[] = {"content-type: text/x", "X-A: b"};
	const struct notify_webhook webhook = {.url = "https://hooks.example/x", .secret = "Jefe", .token = "t", .headers = lines,
					       .n_headers = 2};
	struct notify_message one = message_of(0, 1);
	struct notify_request request = {0};
	void *ctx = talloc_new(NULL);
	char hex[SHA256_HEX_SIZE];
	struct err err;

	(void)state;
	assert_true(notify_webhook(ctx, &webhook, &one, &request, &err));
	sha256_hmac(BYTES_LITERAL("Jefe"), request.body, hex);
	assert_string_equal(header_of(&request, "X-Telex-Signature") + 7, hex);
	assert_string_equal(header_of(&request, "Authorization"), "Bearer t");
	assert_null(header_of(&request, "Content-Type")); /* the user's own goes before */
	assert_string_equal(header_of(&request, "content-type"), "text/x");
	assert_string_equal(header_of(&request, "X-A"), "b");
	talloc_free(ctx);
}

static void test_slack(void **state)
{
	struct notify_message two = message_of(0, 2);
	void *ctx = talloc_new(NULL);
	struct notify_request request;
	json_t *json = body_of(NOTIFY_SLACK, &two, "https://hooks.example/x", &request, ctx);
	const char *text = text_of(json, "text");

	(void)state;
	assert_non_null(strstr(text, "*supply-chain* (high)"));
	assert_non_null(strstr(text, "<https://news.example/a?x=1&amp;y=2|Carrier drops a vendor> (News)"));
	assert_non_null(strstr(text, "\n> The carrier drops"));
	assert_non_null(strstr(text, "&lt;b&gt;&amp;amp;&lt;/b&gt;"));
	assert_null(strstr(text, "javascript")); /* not an address to make a link of, and there is a title */
	assert_null(strstr(text, "\nBcc"));
	json_decref(json);
	talloc_free(ctx);
}

static void test_discord(void **state)
{
	struct notify_message two = message_of(0, 2);
	void *ctx = talloc_new(NULL);
	struct notify_request request;
	json_t *json = body_of(NOTIFY_DISCORD, &two, "https://hooks.example/x", &request, ctx);

	(void)state;
	assert_non_null(strstr(text_of(json, "content"), "\\@everyone"));
	assert_non_null(strstr(text_of(json, "content"), "\\<b\\>"));
	assert_int_equal(json_array_size(json_object_get(json_object_get(json, "allowed_mentions"), "parse")), 0);
	json_decref(json);
	talloc_free(ctx);
}

static void test_matrix(void **state)
{
	struct notify_message two = message_of(0, 2);
	void *ctx = talloc_new(NULL);
	struct notify_request request;
	json_t *json = body_of(NOTIFY_MATRIX, &two, "https://m.example/send/m.room.message/?a=b", &request, ctx);

	(void)state;
	assert_true(request.is_put);
	assert_string_equal(request.url, "https://m.example/send/m.room.message/telex-1-abc?a=b");
	assert_string_equal(text_of(json, "msgtype"), "m.text");
	assert_non_null(strstr(text_of(json, "formatted_body"), "<a href=\"https://news.example/a?x=1&amp;y=2\">"));
	assert_null(strstr(text_of(json, "formatted_body"), "<script"));
	assert_null(strstr(text_of(json, "formatted_body"), "<b>&amp;"));
	assert_non_null(strstr(text_of(json, "body"), "telex rule why 7"));
	json_decref(json);
	talloc_free(ctx);
}

static void test_ntfy(void **state)
{
	struct notify_message one = message_of(0, 1);
	void *ctx = talloc_new(NULL);
	struct notify_request request;
	struct err err;
	json_t *json = body_of(NOTIFY_NTFY, &one, "https://ntfy.example/sub/desk/", &request, ctx);
	static const char *const bad[] = {"https://ntfy.example", "https://ntfy.example/", "http://x"};

	(void)state;
	assert_string_equal(request.url, "https://ntfy.example/sub/");
	assert_string_equal(text_of(json, "topic"), "desk");
	assert_string_equal(text_of(json, "title"), "[supply-chain] Carrier drops a vendor");
	assert_string_equal(text_of(json, "click"), items[0].url);
	assert_int_equal(json_integer_value(json_object_get(json, "priority")), 5);
	json_decref(json);
	for (size_t i = 0; i < 3; i++) {
		const struct notify_webhook webhook = {.url = bad[i], .template = NOTIFY_NTFY};

		assert_false(notify_webhook(ctx, &webhook, &one, &request, &err));
		assert_int_equal(err.code, ERR_CONFIG);
	}
	talloc_free(ctx);
}

static void test_many_are_cut(void **state)
{
	enum { N = 500 };
	struct notify_item *many = calloc(N, sizeof(*many));
	struct notify_message message = message_of(0, 1);
	static const enum notify_template all[] = {NOTIFY_SLACK, NOTIFY_DISCORD, NOTIFY_MATRIX, NOTIFY_NTFY};
	static const char *const names[] = {"text", "content", "formatted_body", "message"};
	static const size_t most[] = {31000, 2000, 21000, 4096};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (int i = 0; i < N; i++)
		many[i] = items[1];
	message.items = many;
	message.n_items = N;
	message.is_held = true;
	for (size_t i = 0; i < 4; i++) {
		struct notify_request request;
		json_t *json = body_of(all[i], &message, "https://hooks.example/x/y", &request, ctx);

		assert_true(strlen(text_of(json, names[i])) <= most[i]);
		assert_non_null(strstr(text_of(json, names[i]), "more"));
		json_decref(json);
	}
	talloc_free(ctx);
	free(many);
}

/* ---- mail ---- */

static char *mail_of(void *ctx, const struct notify_message *message)
{
	static const char *const to[] = {"desk@example.org", "ada@example.org"};
	AUTO_BUF out = BUF_INIT(MIB(16));

	notify_mail(message, "telex@example.org", to, 2, &out);
	for (const char *p = buf_str(&out); *p; p++) {
		const char *end = strchr(p, '\n');

		assert_non_null(end);
		assert_true(end > p && end[-1] == '\r'); /* CRLF alone */
		assert_true(end - p <= 78);
		for (const char *c = p; c < end - 1; c++)
			assert_true((*c >= ' ' && *c <= '~') || *c == '\t');
		p = end;
	}
	return buf_steal(&out, ctx);
}

static void test_mail(void **state)
{
	struct notify_message one = message_of(0, 1);
	void *ctx = talloc_new(NULL);
	const char *mail = mail_of(ctx, &one);

	(void)state;
	assert_non_null(strstr(mail, "From: Telex <telex@example.org>\r\nTo: desk@example.org,\r\n ada@example.org\r\n"));
	assert_non_null(strstr(mail, "Subject: [supply-chain] Carrier drops a vendor\r\n"));
	assert_non_null(strstr(mail, "Date: Mon, 26 Nov 2018 20:12:01 +0000\r\n"));
	assert_non_null(strstr(mail, "Message-ID: <telex-1-abc@example.org>\r\n"));
	assert_non_null(strstr(mail, "Auto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(mail, "https://news.example/a?x=3D1&y=3D2\r\n"));
	assert_non_null(strstr(mail, "telex rule why 7"));
	talloc_free(ctx);
}

/* Headers end at the first empty line; none of them came out of a title. */
static void test_mail_of_a_hostile_title(void **state)
{
	struct notify_message one = message_of(1, 1);
	void *ctx = talloc_new(NULL);
	char *mail = mail_of(ctx, &one), *body = strstr(mail, "\r\n\r\n");

	(void)state;
	assert_non_null(body);
	assert_null(strstr(mail, "\r\nBcc:"));
	*body = '\0';
	assert_non_null(strstr(mail, "Subject: =?UTF-8?B?W3N1cHBseS1jaGFpbl0gQSAidGl0bGUi"));
	assert_null(strstr(mail, "eve@example.org"));
	assert_null(strstr(body + 1, "\x1b"));
	talloc_free(ctx);
}

static void test_mail_with_html(void **state)
{
	struct notify_message digest = {.key = "telex-2-x", .rule = "morning", .priority = "normal", .subject = "Morgen: \xc3\xbc\nX: y",
					.text = ".dot\nFrom here \n\xc3\xbc end", .html = "<p>--=_telex-2-x</p>", .json = "{}",
					.now = 0};
	void *ctx = talloc_new(NULL);
	const char *mail = mail_of(ctx, &digest);

	(void)state;
	assert_non_null(strstr(mail, "Date: Thu, 1 Jan 1970 00:00:00 +0000"));
	assert_non_null(strstr(mail, "multipart/alternative; boundary=\"=_telex-2-x\""));
	assert_non_null(strstr(mail, "\r\n=2Edot\r\n=46rom here=20\r\n=C3=BC end\r\n"));
	assert_non_null(strstr(mail, "<p>--=3D_telex-2-x</p>"));
	assert_non_null(strstr(mail, "\r\n--=_telex-2-x--\r\n"));
	assert_null(strstr(mail, "\r\nX: y"));
	talloc_free(ctx);
}

static void test_long_subject(void **state)
{
	struct notify_message one = message_of(0, 1);
	struct notify_item item = items[0];
	AUTO_BUF title = BUF_INIT(KIB(64)), subject = BUF_INIT(KIB(4));
	void *ctx = talloc_new(NULL);

	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_adds(&title, "\xe6\xbc\xa2");
	item.title = buf_str(&title);
	one.items = &item;
	notify_subject(&one, &subject);
	assert_true(subject.len <= 200 && utf8_is_valid(buf_bytes(&subject)));
	assert_non_null(mail_of(ctx, &one));
	talloc_free(ctx);
}

/* ---- files ---- */

static void test_file(void **state)
{
	char path[] = "/tmp/telex-notify.XXXXXX", text[200] = "";
	int fd = mkstemp(path);
	struct err err;
	struct stat st;
	FILE *f;

	(void)state;
	close(fd);
	unlink(path);
	assert_true(notify_append(path, BYTES_LITERAL("one\n"), &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(notify_append(path, BYTES_LITERAL("cut"), &err)); /* as a crash would leave it */
	assert_true(notify_append(path, BYTES_LITERAL("two\n"), &err));
	f = fopen(path, "r");
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_string_equal(text, "one\ncut\ntwo\n");
	unlink(path);
	assert_false(notify_append("/nowhere/at/all", BYTES_LITERAL("x\n"), &err));
	assert_false(notify_append("/dev/null", BYTES_LITERAL("x\n"), &err));
}

static void test_lines(void **state)
{
	struct notify_message two = message_of(0, 2);
	AUTO_BUF out = BUF_INIT(KIB(4));

	(void)state;
	notify_lines(&two, &out);
	assert_string_equal(buf_str(&out), "{\"key\": \"telex-1-abc\", \"v\": 1, \"alert\": 7}\n"
					   "{\"key\": \"telex-1-abc\", \"v\": 1, \"alert\": 8}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hmac),	cmocka_unit_test(test_json_and_lists),
	    cmocka_unit_test(test_headers),	cmocka_unit_test(test_slack),
	    cmocka_unit_test(test_discord),	cmocka_unit_test(test_matrix),
	    cmocka_unit_test(test_ntfy),	cmocka_unit_test(test_many_are_cut),
	    cmocka_unit_test(test_mail),	cmocka_unit_test(test_mail_of_a_hostile_title),
	    cmocka_unit_test(test_mail_with_html), cmocka_unit_test(test_long_subject),
	    cmocka_unit_test(test_file),	cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
