/* test_feed_discover.c: which links of a page are feeds. */
#include "feed_read.h"

static void expect(const char *html, const char *base_url, const char *wanted)
{
	AUTO_BUF got = BUF_INIT(KIB(64));
	size_t n;
	const char **urls = feed_discover(NULL, (struct bytes){html, strlen(html)}, base_url, &n);

	for (size_t i = 0; i < n; i++)
		buf_addf(&got, "%s%s", i ? " " : "", urls[i]);
	assert_null(urls[n]);
	assert_string_equal(buf_str(&got), wanted);
	talloc_free(urls);
}

static void test_links(void **state)
{
	static const char *const cases[][2] = {
	    {"<link rel=alternate type=application/rss+xml href=/f>", "http://a.example/f"},
	    {"<LINK REL='x ALTERNATE' TYPE=' Application/Atom+XML; charset=utf-8' HREF=' f.xml '>",
	     "http://a.example/d/f.xml"},
	    {"<link rel=alternate type=application/feed+json href=f.json>", "http://a.example/d/f.json"},
	    {"<link rel=feed href=/f><a rel='feed' href=/g>g</a>", "http://a.example/f http://a.example/g"},
	    {"<link rel=alternate type='application/atom&#43;xml' href='?a=1&amp;b=2'>",
	     "http://a.example/d/p?a=1&b=2"},
	    {"<link rel=alternate type=application/rss+xml href=/f><link rel=alternate "
	     "type=application/rss+xml href=/f>",
	     "http://a.example/f"},
	    {"<base href='http://b.example/x/'><base href='http://c.example/'><link rel=alternate "
	     "type=text/xml href=rss>",
	     "http://b.example/x/rss"},
	    {"<!-- <link rel=alternate type=application/rss+xml href=/f> -->", ""},
	    {"<script>'<link rel=alternate type=application/rss+xml href=/f>'</script>", ""},
	    {"<link rel=alternate type=application/json+oembed href=/o>", ""},
	    {"<link rel=alternate type=text/html href=/h><link rel=alternate hreflang=de href=/de>", ""},
	    {"<link rel=alternate type=application/json href=/wp-json/1>", ""},
	    {"<link rel=alternates type=application/rss+xml href=/f>", ""},
	    {"<link rel='alternate stylesheet' type=application/rss+xml href=/f>", ""},
	    {"<link rel=alternate type='application/ rss+xml' href=/f>", ""},
	    {"<link rel=alternate type=application/rss+xml>", ""},
	    {"<link rel=alternate type=application/rss+xml href='javascript:x'>", ""},
	    {"<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>", ""},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(cases[i][0], "http://a.example/d/p", cases[i][1]);
}

static void test_without_base(void **state)
{
	(void)state;
	expect("<link rel=alternate type=application/rss+xml href=/f>"
	       "<link rel=alternate type=application/rss+xml href='https://a.example/f'>",
	       NULL, "https://a.example/f");
}

static void test_many(void **state)
{
	struct buf page = BUF_INIT(MIB(1));
	size_t n;
	const char **urls;

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_addf(&page, "<link rel=alternate type=application/rss+xml href=/%d>", i);
	urls = feed_discover(NULL, buf_bytes(&page), "http://a.example/", &n);
	assert_int_equal(n, 100);
	assert_string_equal(urls[99], "http://a.example/99");
	talloc_free(urls);
	buf_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_without_base),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
