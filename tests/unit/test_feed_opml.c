/* test_feed_opml.c: lists of feeds: OPML in and out, newsboat's urls file in. */
#include "feed_read.h"

static struct opml *parse(const char *text)
{
	struct opml *opml = NULL;
	struct err err;

	if (!opml_parse(NULL, (struct bytes){text, strlen(text)}, &opml, &err))
		fail_msg("%s", err.msg);
	return opml;
}

static void assert_feed(const struct opml *opml, size_t i, const struct opml_feed *wanted)
{
	const struct opml_feed *feed = &opml->feeds[i];

	assert_true(i < opml->n_feeds);
	assert_string_equal(feed->url, wanted->url);
	assert_true(!feed->title == !wanted->title && (!feed->title || !strcmp(feed->title, wanted->title)));
	assert_true(!feed->folder == !wanted->folder &&
		    (!feed->folder || !strcmp(feed->folder, wanted->folder)));
	assert_true(!feed->home_url == !wanted->home_url);
}

static void test_parse(void **state)
{
	struct opml *opml =
	    parse("<?xml version='1.0'?><opml version='1.1'><head><title>x</title></head><body>"
		  "<outline text='A &amp;amp; B' xmlUrl='http://a.example/f' htmlUrl='http://a.example/'/>"
		  "<outline text=' ' title='T' XMLURL=' https://b.example/f '/>"
		  "<outline text='Outer'><outline title='Inner'><outline text='C' "
		  "xmlurl='http://c.example/f'/></outline>"
		  "<outline text='D' xmlUrl='http://d.example/f'><outline text='E' "
		  "xmlUrl='http://e.example/f'/></outline></outline>"
		  "<outline xmlUrl='http://g.example/f'/></body></opml>");

	(void)state;
	assert_int_equal(opml->n_feeds, 6);
	assert_int_equal(opml->n_skipped, 0);
	assert_feed(opml, 0,
		    &(struct opml_feed){"http://a.example/f", "A &amp; B", "http://a.example/", NULL});
	assert_feed(opml, 1, &(struct opml_feed){"https://b.example/f", "T", NULL, NULL});
	assert_feed(opml, 2, &(struct opml_feed){"http://c.example/f", "C", NULL, "Inner"});
	assert_feed(opml, 3, &(struct opml_feed){"http://d.example/f", "D", NULL, "Outer"});
	assert_feed(opml, 4, &(struct opml_feed){"http://e.example/f", "E", NULL, "Outer"});
	assert_feed(opml, 5, &(struct opml_feed){"http://g.example/f", NULL, NULL, NULL});
	talloc_free(opml);
}

/* What could run a program or read a file is never a feed. */
static void test_skipped(void **state)
{
	struct opml *opml =
	    parse("<opml><body><outline xmlUrl='|touch /tmp/x'/><outline xmlUrl='exec:id'/>"
		  "<outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='javascript:x'/><outline xmlUrl=''/>"
		  "<outline xmlUrl='http://a.example/f&#10;x'/><outline xmlUrl='http://a.example/f'/>"
		  "<outline xmlUrl='http://a.example/f'/></body></opml>");

	(void)state;
	assert_int_equal(opml->n_feeds, 1);
	assert_int_equal(opml->n_skipped, 7);
	talloc_free(opml);
}

static void test_tolerant(void **state)
{
	struct opml *opml =
	    parse("<opml><body><outline text=A & B xmlUrl=\"http://a.example/?x=1&y=2\"><outline text=\"x\"");

	(void)state;
	assert_int_equal(opml->n_feeds, 1);
	assert_string_equal(opml->feeds[0].url, "http://a.example/?x=1&y=2");
	talloc_free(opml);
}

static void test_refused(void **state)
{
	static const char *const texts[] = {"", "text", "<rss/>", "<html/>", "{\"a\":1}"};
	struct opml *opml = NULL;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(opml_parse(NULL, (struct bytes){texts[i], strlen(texts[i])}, &opml, &err));
		assert_int_equal(err.code, ERR_DATA);
		assert_null(opml);
	}
}

/* What is written reads as what it was. */
static void test_round_trip(void **state)
{
	struct opml_feed feeds[] = {
	    {"http://a.example/?x=1&y=\"2\"", "A <b> & \"c\"", "http://a.example/", NULL},
	    {"http://b.example/", "B", NULL, "Folder & more"},
	    {"http://c.example/", "C", NULL, NULL},
	    {"http://d.example/", "D\nline", NULL, "Folder & more"},
	    {"http://e.example/", NULL, NULL, "Other"},
	};
	AUTO_BUF out = BUF_INIT(KIB(64));
	struct opml *opml;

	(void)state;
	opml_write(&(struct opml){.feeds = feeds, .n_feeds = 5}, "Mine & <others>", &out);
	opml = parse(buf_str(&out));
	assert_int_equal(opml->n_feeds, 5);
	feeds[3].title = "D line";
	feeds[4].title = "http://e.example/"; /* a title is mandatory there */
	assert_feed(opml, 0, &feeds[0]);
	assert_feed(opml, 1, &feeds[1]);
	assert_feed(opml, 2, &feeds[3]); /* beside its folder's first */
	assert_feed(opml, 3, &feeds[2]);
	assert_feed(opml, 4, &feeds[4]);
	talloc_free(opml);
}

static void test_newsboat(void **state)
{
	static const char text[] =
	    "# comment\n\nhttp://a.example/f tech \"two words\" \"~The \\\"A\\\" feed\"\r\n"
	    "http://b.example/f ! hidden # rest\nhttp://c.example/f\n\"query:x:unread = \\\"yes\\\"\"\n"
	    "exec:~/bin/x\nfilter:cat:http://d.example/\n  https://e.example/f \"~E\"\n`id`\n";
	struct opml *opml = NULL;

	(void)state;
	assert_true(opml_parse_newsboat(NULL, BYTES_LITERAL(text), &opml, NULL));
	assert_int_equal(opml->n_feeds, 4);
	assert_int_equal(opml->n_skipped, 4);
	assert_feed(opml, 0, &(struct opml_feed){"http://a.example/f", "The \"A\" feed", NULL, "tech"});
	assert_feed(opml, 1, &(struct opml_feed){"http://b.example/f", NULL, NULL, "hidden"});
	assert_feed(opml, 2, &(struct opml_feed){"http://c.example/f", NULL, NULL, NULL});
	assert_feed(opml, 3, &(struct opml_feed){"https://e.example/f", "E", NULL, NULL});
	talloc_free(opml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parse),    cmocka_unit_test(test_skipped),
	    cmocka_unit_test(test_tolerant), cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_newsboat), cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
