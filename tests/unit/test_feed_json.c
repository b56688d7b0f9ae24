/* test_feed_json.c: JSON Feed 1.0 and 1.1, and JSON that is nearly JSON. */
#include "feed_read.h"

#define VERSION "\"version\":\"https://jsonfeed.org/version/1.1\","

static void test_feed(void **state)
{
	struct got got = read_text(
	    "{" VERSION "\"title\":\"T & "
	    "<b>\",\"home_page_url\":\"https://a.example/\",\"feed_url\":\"https://a.example/f.json\","
	    "\"description\":\"D\",\"icon\":\"/i.png\",\"favicon\":\"/"
	    "f.ico\",\"language\":\"en\",\"expired\":true,"
	    "\"next_url\":\"/f2.json\",\"authors\":[{\"name\":\"A\",\"avatar\":\"/a.png\"}],"
	    "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/"
	    "\"}],\"items\":[{\"id\":7,\"url\":\"/1\","
	    "\"external_url\":\"https://b.example/\",\"title\":\"One\",\"content_html\":\"<p>H</"
	    "p>\",\"content_text\":\"X\","
	    "\"summary\":\"S\",\"image\":\"/"
	    "p.png\",\"date_published\":\"2018-11-26T20:12:00Z\",\"tags\":[\"a\",3,\"b\"],"
	    "\"attachments\":[{\"url\":\"/m.mp3\",\"mime_type\":\"audio/"
	    "mpeg\",\"size_in_bytes\":5,\"duration_in_seconds\":6.5}]}]}");
	const json_t *item = item_of(&got, 0),
		     *file = json_array_get(json_object_get(item, "attachments"), 0);

	(void)state;
	assert_int_equal(got.doc->format, FEED_JSON1);
	assert_string_equal(got.doc->title, "T & <b>");
	assert_string_equal(got.doc->icon, "https://a.example/i.png");
	assert_string_equal(got.doc->favicon, "https://a.example/f.ico");
	assert_string_equal(got.doc->next_url, "https://a.example/f2.json");
	assert_true(got.doc->is_expired);
	assert_string_equal(got.doc->hubs[0].type, "WebSub");
	assert_string_equal(first(&got, "id"), "7");
	assert_string_equal(first(&got, "url"), "https://a.example/1");
	assert_string_equal(first(&got, "external_url"), "https://b.example/");
	assert_string_equal(first(&got, "content_text"), "X");
	assert_non_null(strstr(first(&got, "content_html"), "H"));
	assert_string_equal(first(&got, "summary"), "S");
	assert_string_equal(first(&got, "image"), "https://a.example/p.png");
	assert_string_equal(first(&got, "date_published"), "2018-11-26T20:12:00Z");
	assert_string_equal(listed(item, "authors", 0, "avatar"), "https://a.example/a.png");
	assert_string_equal(tag_of(&got, 1), "b");
	assert_int_equal(json_integer_value(json_object_get(file, "size_in_bytes")), 5);
	assert_int_equal(json_integer_value(json_object_get(file, "duration_in_seconds")), 6);
	got_free(&got);
}

/* Members of a wrong type are as if they were not there. */
static void test_types_are_checked(void **state)
{
	struct got got = read_text(
	    "{" VERSION
	    "\"title\":[1],\"authors\":{\"name\":\"x\"},\"hubs\":7,\"language\":null,\"items\":[null,"
	    "\"x\",[],{\"id\":{},\"title\":{\"a\":1},\"tags\":\"t\",\"attachments\":{},\"authors\":[4],"
	    "\"content_html\":5.5,\"date_published\":12}]}");

	(void)state;
	assert_non_null(got.doc);
	assert_null(got.doc->title);
	assert_int_equal(got.doc->n_authors, 0);
	assert_int_equal(got.doc->n_items, 1);
	assert_null(first(&got, "title"));
	assert_null(first(&got, "date_published"));
	got_free(&got);
}

static void test_nearly_json(void **state)
{
	struct got got = read_text(
	    "{" VERSION
	    "\"items\":[{\"id\":\"1\",\"title\":\"a\nb\",\"summary\":\"\\ud83d \\udc00 \\ud83d\\ude00 \\q\","
	    "\"content_text\":\"x\\u0000y\",},],}");

	(void)state;
	assert_non_null(got.doc);
	assert_true(got.doc->is_recovered);
	assert_string_equal(first(&got, "title"), "a b");
	assert_string_equal(first(&got, "summary"), "\xef\xbf\xbd \xef\xbf\xbd \xf0\x9f\x98\x80 \\q");
	got_free(&got);
}

static void test_refused(void **state)
{
	static const char *const texts[] = {
	    "{}",   "{\"items\":3}", "{\"title\":\"x\",\"posts\":[]}", "{\"version\":", "[]",
	    "null", "{\"items\":[",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct got got = read_text(texts[i]);

		assert_null(got.doc);
		assert_int_equal(got.err.code, ERR_DATA);
		assert_non_null(strstr(got.err.msg, "not a feed"));
		got_free(&got);
	}
}

/* A small document cannot become a large tree. */
static void test_limits(void **state)
{
	static const char *const parts[] = {"[", "{},"};
	AUTO_BUF text = BUF_INIT(MIB(4));

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct got got;

		buf_reset(&text);
		buf_adds(&text, "{" VERSION "\"items\":[");
		for (int i = 0; i < 600000; i++)
			buf_adds(&text, parts[k]);
		got = read_text(buf_str(&text));
		assert_null(got.doc);
		assert_int_equal(got.err.code, ERR_LIMIT);
		got_free(&got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_feed),    cmocka_unit_test(test_types_are_checked),
	    cmocka_unit_test(test_refused), cmocka_unit_test(test_nearly_json),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
