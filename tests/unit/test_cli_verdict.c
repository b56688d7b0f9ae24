/* test_cli_verdict.c: what the facts of a fetch mean: every remark is found, and none where nothing is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/cli/verdict.h"

/* A feed that nothing is wrong with. */
static const struct facts good = {
    .asked = "https://a.example/feed",
    .url = "https://a.example/feed",
    .name = "a",
    .content_type = "application/rss+xml; charset=utf-8",
    .format = "rss20",
    .status = 200,
    .bytes = 9000,
    .items = 20,
    .mean_text = 900,
    .retry_after_s = -1,
    .max_age_s = -1,
    .has_etag = true,
    .is_feed = true,
};

static void test_nothing_is_wrong(void **state)
{
	struct verdict v;
	void *ctx = talloc_new(NULL);

	(void)state;
	verdict_make(ctx, &good, &v);
	assert_true(v.works && v.is_reached);
	assert_int_equal(v.n, 0);
	talloc_free(ctx);
}

#define FAULT(kind, text)                                                                                    \
	{                                                                                                    \
		.asked = "https://a.example/feed", .url = "https://a.example/feed", .fault = kind,           \
		.error = text                                                                                \
	}
#define STATUS(number, text, after)                                                                          \
	{                                                                                                    \
		.asked = "https://a.example/feed", .url = "https://a.example/feed", .status = number,        \
		.error = text, .retry_after_s = after                                                        \
	}
#define BODY(text, size)                                                                                     \
	{                                                                                                    \
		.asked = "https://a.example/feed", .url = "https://a.example/feed", .status = 200,           \
		.not_a_feed = text, .bytes = size                                                            \
	}

static void test_each_fault(void **state)
{
	static const struct {
		struct facts facts;
		const char *name, *words, *advice; /* parts of them */
		bool is_reached;
	} rows[] = {
	    {FAULT("name", "cannot resolve host x"), "name", "cannot resolve", "slip", false},
	    {FAULT("refused", "cannot connect"), "refused", "cannot", "port", false},
	    {FAULT("unreachable", "no route"), "unreachable", "no route", "network", false},
	    {FAULT("timeout", "timed out after 60 s"), "timeout", "timed out", "timeout=", false},
	    {FAULT("tls", "SSL certificate problem: certificate has expired"), "tls", "has expired",
	     "insecure=yes", false},
	    {FAULT("tls", "SSL certificate problem: self-signed certificate"), "tls", "self-signed: nobody",
	     "last of all", false},
	    {FAULT("tls", "no alternative certificate subject name matches target host name 'x'"), "tls",
	     "for another host", "host in the address", false},
	    {FAULT("tls", "unable to get local issuer certificate"), "tls", "vouches", "ca-certificates",
	     false},
	    {FAULT("tls", "the handshake failed"), "tls", "the handshake failed", "last of all", false},
	    {FAULT("proxy", "cannot resolve the proxy"), "proxy", "proxy", "http_proxy", false},
	    {FAULT("other", "more than 10 redirects"), "other", "redirects", "browser", false},
	    {STATUS(401, "HTTP 401", -1), "auth", "who you are", "password", true},
	    {STATUS(403, "HTTP 403, forbidden", -1), "forbidden", "403", "user_agent=", true},
	    {STATUS(402, "HTTP 402", -1), "forbidden", "402", "subscription", true},
	    {STATUS(404, "HTTP 404", -1), "not-found", "nothing", "RSS", true},
	    {STATUS(410, "HTTP 410", -1), "gone", "for good", "another feed", true},
	    {STATUS(429, "HTTP 429", 7200), "too-many", "too often", "alone for 2 h", true},
	    {STATUS(429, "HTTP 429", -1), "too-many", "too often", "interval=", true},
	    {STATUS(503, "HTTP 503, unavailable", 3600), "server", "503", "back in 60 min", true},
	    {STATUS(500, "HTTP 500", -1), "server", "server's", "less often", true},
	    {STATUS(406, "HTTP 406", -1), "status", "406", "browser", true},
	    {BODY("an empty document, not a feed", 0), "empty", "nothing", "publisher", true},
	    {BODY("an HTML page, not a feed", 900), "html", "HTML page", "names no feed", true},
	    {BODY("a sitemap, not a feed", 900), "not-a-feed", "sitemap", "RSS", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		void *ctx = talloc_new(NULL);
		struct verdict v;

		verdict_make(ctx, &rows[i].facts, &v);
		if (v.n != 1 || strcmp(v.remarks[0].name, rows[i].name) != 0)
			fail_msg("%zu: %s instead of %s, %zu remarks", i, v.n ? v.remarks[0].name : "nothing",
				 rows[i].name, v.n);
		assert_false(v.works);
		assert_int_equal(v.is_reached, rows[i].is_reached);
		assert_int_equal(v.remarks[0].weight, VERDICT_FAULT);
		if (!strstr(v.remarks[0].words, rows[i].words) ||
		    !strstr(v.remarks[0].advice, rows[i].advice))
			fail_msg("%s: '%s', '%s'", rows[i].name, v.remarks[0].words, v.remarks[0].advice);
		talloc_free(ctx);
	}
}

static void check_one(const struct facts *facts, const char *name, const char *words, const char *advice)
{
	void *ctx = talloc_new(NULL);
	struct verdict v;

	verdict_make(ctx, facts, &v);
	if (v.n != 1 || strcmp(v.remarks[0].name, name) != 0)
		fail_msg("%s instead of %s, %zu remarks", v.n ? v.remarks[0].name : "nothing", name, v.n);
	assert_true(v.works);
	if (!strstr(v.remarks[0].words, words) || (advice && !strstr(v.remarks[0].advice, advice)))
		fail_msg("%s: '%s', '%s'", name, v.remarks[0].words, v.remarks[0].advice);
	talloc_free(ctx);
}

static void test_each_remark_on_a_feed_that_works(void **state)
{
	struct facts f;

	(void)state;
	f = good, f.url = "https://b.example/feed", f.is_moved = true;
	check_one(&f, "moved", "moved for good to https://b.example/feed",
		  "telex feed edit a url=https://b.example/feed");
	f = good, f.url = "https://b.example/feed";
	check_one(&f, "redirected", "for the time being", NULL);
	f = good, f.is_insecure = true;
	check_one(&f, "insecure", "not checked", "telex feed edit a insecure=");
	f = good, f.problem = "a bare '&'";
	check_one(&f, "almost-xml", "a bare '&'", "as far as it goes");
	f = good, f.items = 0;
	check_one(&f, "no-items", "no item", "later");
	f = good, f.undated = 20;
	check_one(&f, "undated", "no item has a date", "seen first");
	f = good, f.undated = 3;
	check_one(&f, "undated", "3 of 20 items have no date", "seen first");
	f = good, f.repeated_guids = 4;
	check_one(&f, "repeated-guids", "4 items", "one article");
	f = good, f.without_link = 20;
	check_one(&f, "no-links", "no item has a link", "browser");
	f = good, f.bytes = 30 << 20;
	check_one(&f, "huge", "30720 kB", "interval=");
	f = good, f.content_type = "text/html";
	check_one(&f, "content-type", "text/html", "all the same");
	f = good, f.content_type = NULL;
	check_one(&f, "content-type", "does not say", "all the same");
	f = good, f.without_guid = 20;
	check_one(&f, "no-guids", "no item has a guid", "links");
	f = good, f.mean_text = 90;
	check_one(&f, "teasers", "90 bytes", "on the site");
	f = good, f.has_etag = false;
	check_one(&f, "no-validators", "neither ETag", "longer interval");
	f = good, f.url = f.asked = "http://a.example/feed";
	check_one(&f, "plain-http", "over http", "https");
}

static void test_feeds_that_are_named_instead(void **state)
{
	static const char *names[] = {"https://a.example/1", "https://a.example/2", "https://a.example/3",
				      "https://a.example/4", "https://a.example/5", "https://a.example/6"};
	struct facts page = BODY("an HTML page, not a feed", 900), lost = STATUS(404, "HTTP 404", -1);
	struct verdict v;
	void *ctx = talloc_new(NULL);

	(void)state;
	page.names = lost.names = names;
	page.n_names = 2;
	lost.n_names = 6;
	verdict_make(ctx, &page, &v);
	assert_string_equal(v.remarks[0].advice, "it names https://a.example/1, https://a.example/2");
	verdict_make(ctx, &lost, &v);
	assert_non_null(strstr(v.remarks[0].advice, "https://a.example/5 and 1 more"));
	talloc_free(ctx);
}

static void test_advice_names_the_feed_where_there_is_one(void **state)
{
	struct facts f = STATUS(403, "HTTP 403", -1);
	struct verdict v;
	void *ctx = talloc_new(NULL);

	(void)state;
	verdict_make(ctx, &f, &v);
	assert_non_null(strstr(v.remarks[0].advice, "into its section"));
	f.name = "ofcom";
	verdict_make(ctx, &f, &v);
	assert_non_null(strstr(v.remarks[0].advice, "telex feed edit ofcom user_agent="));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_is_wrong),
	    cmocka_unit_test(test_each_fault),
	    cmocka_unit_test(test_each_remark_on_a_feed_that_works),
	    cmocka_unit_test(test_feeds_that_are_named_instead),
	    cmocka_unit_test(test_advice_names_the_feed_where_there_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
