/* test_base_url.c: resolving (RFC 3986 section 5.4), canonical forms, what is local. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "telex/url.h"

static void test_resolve_rfc3986(void **state)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const char *const cases[][2] = {
	    {"g:h", "g:h"},
	    {"g", "http://a/b/c/g"},
	    {"./g", "http://a/b/c/g"},
	    {"g/", "http://a/b/c/g/"},
	    {"/g", "http://a/g"},
	    {"//g", "http://g"},
	    {"?y", "http://a/b/c/d;p?y"},
	    {"g?y", "http://a/b/c/g?y"},
	    {"#s", "http://a/b/c/d;p?q#s"},
	    {"g#s", "http://a/b/c/g#s"},
	    {"g?y#s", "http://a/b/c/g?y#s"},
	    {";x", "http://a/b/c/;x"},
	    {"g;x?y#s", "http://a/b/c/g;x?y#s"},
	    {"", "http://a/b/c/d;p?q"},
	    {".", "http://a/b/c/"},
	    {"./", "http://a/b/c/"},
	    {"..", "http://a/b/"},
	    {"../g", "http://a/b/g"},
	    {"../..", "http://a/"},
	    {"../../../g", "http://a/g"},
	    {"/./g", "http://a/g"},
	    {"g.", "http://a/b/c/g."},
	    {"..g", "http://a/b/c/..g"},
	    {"g/./h", "http://a/b/c/g/h"},
	    {"g/../h", "http://a/b/c/h"},
	    {"g?y/../x", "http://a/b/c/g?y/../x"},
	    {"http:g", "http://a/b/c/g"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(url_resolve(ctx, base, cases[i][0]), cases[i][1]);
	talloc_free(ctx);
}

static void test_resolve_as_published(void **state)
{
	static const char *const cases[][3] = {
	    {"https://x.example/", " https://y.example/a?b=1&c \n", "https://y.example/a?b=1&c"},
	    {"https://x.example", "news", "https://x.example/news"},
	    {"https://x.example/", "a b", "https://x.example/a%20b"},
	    {"https://x.example/", "/\u00fcber", "https://x.example/\u00fcber"},
	    {"https://x.example/", "//cdn.example/a.png", "https://cdn.example/a.png"},
	    {"https://x.example/a?b", "mailto:desk@x.example", "mailto:desk@x.example"},
	    {" https://x.example/d/ ", "\tb\n", "https://x.example/d/b"},
	    {"https://x.example/", "https://y.example/a b\x01/\x01", "https://y.example/a%20b%01/"},
	    {"https://x.example/a", "//u:p@y.example:8080?q#f", "https://u:p@y.example:8080?q#f"},
	    {"https://x.example/a/b?q#f", "  ", "https://x.example/a/b?q"},
	    {"https://x.example", "?q", "https://x.example?q"},
	    {"https://x.example/a/", "../../../../../b/../../c/", "https://x.example/c/"},
	    {"https://x.example/", "HTTPS:b", "https://x.example/b"},
	    {"http://x.example/", "HTTPS:b", "HTTPS:b"},
	    {"urn:x", "//y.example/z", "urn://y.example/z"},
	    {NULL, "https://x.example/%7Ea?x=%2f", "https://x.example/%7Ea?x=%2f"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(url_resolve(ctx, cases[i][0], cases[i][1]), cases[i][2]);
	assert_null(url_resolve(ctx, NULL, "news"));
	assert_null(url_resolve(ctx, NULL, ""));
	assert_null(url_resolve(ctx, "mailto:x", "news"));
	assert_null(url_resolve(ctx, "relative/base", "news"));
	assert_null(url_resolve(ctx, NULL, NULL));
	talloc_free(ctx);
}

static void test_length(void **state)
{
	void *ctx = talloc_new(NULL);
	char *url = talloc_array(ctx, char, URL_MAX + 2);

	(void)state;
	memset(url, 'a', URL_MAX + 1);
	url[URL_MAX + 1] = '\0';
	memcpy(url, "https://x.example/", 18);
	assert_false(url_is_web(url));
	assert_null(url_resolve(ctx, NULL, url));
	assert_null(url_resolve(ctx, "https://x.example/", url + 18));
	url[URL_MAX] = '\0';
	assert_true(url_is_web(url));
	assert_string_equal(url_resolve(ctx, NULL, url), url);
	assert_string_equal(url_canonical(ctx, url), url);
	talloc_free(ctx);
}

static void test_canonical(void **state)
{
	static const char *const cases[][2] = {
	    {"HTTP://WWW.X.Example:80/a/?utm_source=rss&utm_medium=feed", "https://x.example/a"},
	    {"https://m.x.example/a/amp/?id=7&fbclid=zz#top", "https://x.example/a?id=7#top"},
	    {"https://x.example/amp/a.html", "https://x.example/a.html"},
	    {"https://x.example/a?amp=1&b=2", "https://x.example/a?b=2"},
	    {"https://x.example/amplifier?ample=1", "https://x.example/amplifier?ample=1"},
	    {"https://m.com/a", "https://m.com/a"},
	    {"https://x.example:8443", "https://x.example:8443/"},
	    {"https://amp.m.x.example.:443/amp/a.amp/amp//?&amp=1&&", "https://x.example/a"},
	    {"https://x.example/amp/", "https://x.example/amp"},
	    {"https://u:p@x.example/?outputType=amp&p=7&", "https://x.example/?p=7"},
	    {"https://x.example/a#utm_source=rss", "https://x.example/a"},
	    {"https://x.example/a#utmost", "https://x.example/a#utmost"},
	    {"https://m.com./a", "https://m.com/a"},
	    {"https://x.example/?utm=1&xutm_source=2", "https://x.example/?utm=1&xutm_source=2"},
	    {"https://x.example/A/B%2fC", "https://x.example/A/B%2fC"},
	    {"mailto:Desk@X.example?utm_source=a", "mailto:Desk@X.example?utm_source=a"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *canonical = url_canonical(ctx, cases[i][0]);

		assert_string_equal(canonical, cases[i][1]);
		assert_string_equal(url_canonical(ctx, canonical), canonical);
	}
	assert_string_equal(url_untrack(ctx, "http://x.example/a/?b=1&utm_term=c&d=2#e"),
			    "http://x.example/a/?b=1&d=2#e");
	assert_string_equal(url_untrack(ctx, "http://x.example/a/?"), "http://x.example/a/?");
	assert_string_equal(url_untrack(ctx, "HTTP://m.X.example/amp/?a&&b&#"),
			    "HTTP://m.X.example/amp/?a&&b&#");
	assert_string_equal(url_untrack(ctx, "http://x.example/a?fbclid=1&utm_x=2"), "http://x.example/a");
	assert_string_equal(url_untrack(ctx, "http://x.example/a?&utm_x=2"), "http://x.example/a?");
	assert_string_equal(url_untrack(ctx, "a?gclid=2#x"), "a#x");
	assert_null(url_untrack(ctx, NULL));
	assert_null(url_canonical(ctx, NULL));
	talloc_free(ctx);
}

static void test_local(void **state)
{
	static const char *const local[] = {
	    "http://localhost/",
	    "http://f1.localhost:8080/x",
	    "http://127.0.0.1/",
	    "http://127.1/",
	    "http://2130706433/",
	    "http://0x7f.1/",
	    "http://10.1.2.3/",
	    "http://172.20.0.1/",
	    "http://192.168.1.1/",
	    "http://169.254.169.254/",
	    "http://[::1]/",
	    "http://[::ffff:10.0.0.1]/",
	    "http://[fe80::1]/",
	    "http://[fd00::1]/",
	    "http://user:pass@127.0.0.1/",
	    "http://localhost./",
	    "http://0.0.0.0/",
	    "http://LocalHost:1",
	    "http://0177.0.0.01/",
	    "http://127.0.0.1./",
	    "http://%31%32%37.0.0.1/",
	    "http://127%2e1/",
	    "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1/",
	    "http://127\xe3\x80\x82"
	    "1/",
	    "http://\xe2\x93\x9b"
	    "ocalhost/",
	    "http://[::]/",
	    "http://[64:ff9b::7f00:1]/",
	    "http://[2002:a00:1::]/",
	    "http://[::127.0.0.1]/",
	    "http://[fe80::1%25eth0]/",
	    "http://[ff02::1]/",
	    "http://100.64.0.1/",
	    "http://224.0.0.1/",
	    "http://255.255.255.255/",
	    "http://0/",
	    "http://198.18.0.1/",
	    "http://192.0.2.7/",
	};
	static const char *const public[] = {
	    "https://x.example/",
	    "http://8.8.8.8/",
	    "http://172.32.0.1/",
	    "http://[2001:4860:4860::8888]/",
	    "http://localhost.example/",
	    "http://notlocalhost/",
	    "mailto:a@localhost",
	    "http://100.128.0.1/",
	    "http://[::ffff:8.8.8.8]/",
	    "http://[64:ff9b::808:808]/",
	    "http://10.example/",
	    "http://1.2.3.4.5/",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		assert_true(url_is_local(local[i]));
	for (size_t i = 0; i < sizeof(public) / sizeof(public[0]); i++)
		assert_false(url_is_local(public[i]));
	assert_false(url_is_local(NULL));
}

static void test_kinds(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_true(url_is_web("https://x.example/a"));
	assert_false(url_is_web("https:///a"));
	assert_false(url_is_web("javascript:alert(1)"));
	assert_false(url_is_web("-https://x.example/"));
	assert_false(url_is_web("https://x.example/a b"));
	assert_false(url_is_web(NULL));
	assert_false(url_is_web("https://x.example/a\x7f"));
	assert_false(url_is_web("https://good.example\\@evil.example/"));
	assert_true(url_is_web("https://x.example/a\\b"));
	assert_false(url_is_web("https://x.example:80a/"));
	assert_false(url_is_web("https://x.example:80:443/"));
	assert_false(url_is_web("https://[::1/"));
	assert_true(url_is_web("HTTPS://[2001:db8::1]:443/"));
	assert_false(url_is_root(NULL));
	assert_false(url_is_root("https://x.example/#a"));
	assert_true(url_is_root("https://x.example"));
	assert_true(url_is_root("https://x.example/"));
	assert_false(url_is_root("https://x.example/?p=1"));
	assert_string_equal(url_host(ctx, "https://u:p@WWW.X.example:1/"), "www.x.example");
	assert_null(url_host(ctx, "mailto:a@x.example"));
	assert_null(url_host(ctx, NULL));
	assert_string_equal(url_redact(ctx, "https://u:p@x.example/a@b"), "https://x.example/a@b");
	assert_string_equal(url_redact(ctx, "https://u@v:p@x.example/"), "https://x.example/");
	assert_string_equal(url_redact(ctx, "//:@x"), "//x");
	assert_string_equal(url_redact(ctx, "no address"), "no address");
	assert_string_equal(url_redact(ctx, "Filter:a b:c:https://u:p@v@x.example/?y:https://z/@"),
			    "Filter:a b:c:https://x.example/?y:https://z/@");
	assert_string_equal(url_redact(ctx, "filter:a \"x:http://no\":HTTP://u:p@x.example"),
			    "filter:a \"x:http://no\":HTTP://x.example");
	assert_string_equal(url_redact(ctx, "filter:a://"), "filter:a://");
	assert_string_equal(url_redact(ctx, "exec:a@b"), "exec:a@b");
	assert_null(url_redact(ctx, NULL));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_resolve_rfc3986), cmocka_unit_test(test_resolve_as_published),
	    cmocka_unit_test(test_length),	    cmocka_unit_test(test_canonical),
	    cmocka_unit_test(test_local),	    cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
