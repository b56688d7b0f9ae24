/* test_feed_parse.c: whole documents, limits, refusals, and the contract of the sink. */
#include "feed_read.h"

#include <stdio.h>

#include "telex/utf8.h"

static void read_file(const char *name, struct buf *out)
{
	char path[256];
	FILE *file;
	char *room;

	snprintf(path, sizeof(path), "tests/fixtures/feeds/%s", name);
	file = fopen(path, "rb");
	if (!file)
		fail_msg("%s cannot be read", path);
	room = buf_reserve(out, MIB(1));
	out->len += fread(room, 1, MIB(1), file);
	fclose(file);
}

/* The fixtures give what stands beside them, in whatever pieces they come. */
static void test_fixtures(void **state)
{
	static const char *const names[][2] = {
	    {"rss20.xml", "rss20.expected"},
	    {"atom10.xml", "atom10.expected"},
	    {"rdf.xml", "rdf.expected"},
	    {"json1.json", "json1.expected"},
	    {"truncated.xml", "truncated.expected"},
	};
	static const size_t steps[] = {1, 7, 4096};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		AUTO_BUF text = BUF_INIT(MIB(2)), wanted_text = BUF_INIT(MIB(2));
		json_t *wanted;

		read_file(names[i][0], &text);
		read_file(names[i][1], &wanted_text);
		wanted = json_loadb(wanted_text.data, wanted_text.len, 0, NULL);
		assert_non_null(wanted);
		for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
			struct feed_options options = {.base_url = "https://base.example/feed"};
			struct got got = {0};

			got_read(&got, buf_bytes(&text), &options, steps[k]);
			if (!json_equal(got.json, wanted))
				fail_msg("%s: got %s", names[i][0], buf_str(&got.out));
			got_free(&got);
		}
		json_decref(wanted);
	}
}

static void test_refused(void **state)
{
	static const char *const cases[][2] = {
	    {"", "empty document"},
	    {" \n ", "empty document"},
	    {"just text", "neither XML nor JSON"},
	    {"<!DOCTYPE html><html><body>rss</body></html>", "an HTML page"},
	    {"<html xmlns='http://www.w3.org/1999/xhtml'/>", "an HTML page"},
	    {"<opml version='2.0'/>", "an OPML list"},
	    {"<svg xmlns='http://www.w3.org/2000/svg'/>", "'svg'"},
	    {"<!-- only this -->", "no XML element"},
	    {"\x89PNG\r\n\x1a\n", "not a feed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct got got = read_text(cases[i][0]);

		assert_null(got.doc);
		assert_int_equal(got.err.code, ERR_DATA);
		if (!strstr(got.err.msg, cases[i][1]) || !strstr(got.err.msg, "not a feed"))
			fail_msg("%s", got.err.msg);
		got_free(&got);
	}
}

static void test_junk_before(void **state)
{
	struct got got = read_text(
	    "<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss><channel><title>T</title></channel></rss>");

	(void)state;
	assert_non_null(got.doc);
	assert_string_equal(got.doc->title, "T");
	got_free(&got);
	got = read_text("\n\n  <?xml version='1.0'?>\n<rss><channel><title>T</title></channel></rss>");
	assert_string_equal(got.doc->title, "T");
	got_free(&got);
}

static void many_items(size_t n, struct buf *text)
{
	buf_adds(text, "<rss><channel>");
	for (size_t i = 0; i < n; i++)
		buf_addf(text, "<item><title>%zu</title></item>", i);
	buf_adds(text, "</channel></rss>");
}

static void test_max_items(void **state)
{
	AUTO_BUF text = BUF_INIT(MIB(1));
	struct got got = {0};

	(void)state;
	many_items(50, &text);
	got_read(&got, buf_bytes(&text), &(struct feed_options){.max_items = 7}, KIB(64));
	assert_int_equal(got.n_handed, 7);
	assert_int_equal(got.doc->n_items, 50);
	got_free(&got);
}

static void test_sink_stops(void **state)
{
	AUTO_BUF text = BUF_INIT(MIB(1));
	struct got got = {.stop_after = 3};

	(void)state;
	many_items(1000, &text);
	got_read(&got, buf_bytes(&text), &(struct feed_options){0}, KIB(64));
	assert_int_equal(got.n_handed, 3);
	assert_non_null(got.doc);
	got_free(&got);

	got = (struct got){.stop_after = 1};
	buf_reset(&text);
	buf_adds(&text, "{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
	got_read(&got, buf_bytes(&text), &(struct feed_options){0}, KIB(64));
	assert_int_equal(got.n_handed, 1);
	got_free(&got);
}

static void repeat(struct buf *out, const char *s, size_t n)
{
	while (n-- > 0)
		buf_adds(out, s);
}

/* No field grows with what the publisher sends, and none is cut inside a character. */
static void test_field_limits(void **state)
{
	AUTO_BUF text = BUF_INIT(MIB(16));
	struct got got = {0};
	const json_t *item;

	(void)state;
	buf_adds(&text, "<rss><channel><item><title>");
	repeat(&text, "\xe2\x82\xac", 100000);
	buf_adds(&text, "</title><link>http://a.example/");
	repeat(&text, "l", 20000);
	buf_adds(&text, "</link><guid isPermaLink='false'>");
	repeat(&text, "g", 5000);
	buf_adds(&text, "</guid><author>");
	repeat(&text, "a ", 5000);
	buf_adds(&text, "</author>");
	for (int i = 0; i < 500; i++)
		buf_addf(&text, "<category>c%d</category><enclosure url='http://a.example/%d'/>", i, i);
	buf_adds(&text, "<description>");
	repeat(&text, "d", 300000);
	buf_adds(&text, "</description></item></channel></rss>");
	got_read(&got, buf_bytes(&text), &(struct feed_options){.max_content = 100000}, KIB(64));
	item = item_of(&got, 0);
	assert_true(strlen(first(&got, "title")) > 4000 && strlen(first(&got, "title")) <= 4096);
	assert_true(utf8_is_valid((struct bytes){first(&got, "title"), strlen(first(&got, "title"))}));
	assert_null(first(&got, "url"));
	assert_true(strlen(first(&got, "id")) <= 2048);
	assert_true(strlen(listed(item, "authors", 0, "name")) <= 512);
	assert_int_equal(json_array_size(json_object_get(item, "tags")), 50);
	assert_int_equal(json_array_size(json_object_get(item, "attachments")), 20);
	assert_int_equal(strlen(first(&got, "content_text")), 100000);
	got_free(&got);
}

/* Whole characters, wherever the limit falls: what is no UTF-8 is refused by who gets it, and the feed with it. */
static void test_text_is_cut_between_characters(void **state)
{
	static const char *const pieces[] = {"総", "&lt;総", "<b>総</b>"};
	enum { MAX = 200000, FORMS = sizeof(pieces) / sizeof(pieces[0]), BEFORE = 3 };

	(void)state;
	for (size_t i = 0; i < 2 * FORMS * BEFORE; i++) {
		const bool is_section = i >= FORMS * BEFORE;
		AUTO_BUF text = BUF_INIT(MIB(4));
		struct got got;
		const char *body;

		buf_addf(&text, "<rss><channel><item><description>%s%.*s", is_section ? "<![CDATA[" : "", (int)(i % BEFORE), "ab");
		repeat(&text, pieces[i / BEFORE % FORMS], MAX);
		buf_addf(&text, "%s</description></item></channel></rss>", is_section ? "]]>" : "");
		got_read(&got, buf_bytes(&text), &(struct feed_options){.max_content = MAX}, KIB(64));
		body = first(&got, "content_text");
		assert_true(strlen(body) > MAX / 10 && strlen(body) <= MAX);
		assert_true(utf8_is_valid((struct bytes){body, strlen(body)}));
		got_free(&got);
	}
}

/* Long guids that differ only behind the limit stay apart. */
static void test_long_guids(void **state)
{
	AUTO_BUF text = BUF_INIT(MIB(1));
	struct got got;

	(void)state;
	buf_adds(&text, "<rss><channel>");
	for (int i = 0; i < 2; i++) {
		buf_adds(&text, "<item><guid>");
		repeat(&text, "g", 5000);
		buf_addf(&text, "%d</guid></item>", i);
	}
	buf_adds(&text, "</channel></rss>");
	got = read_text(buf_str(&text));
	assert_string_not_equal(first(&got, "id"),
				json_string_value(json_object_get(item_of(&got, 1), "id")));
	got_free(&got);
}

/* Text of 20 MB in one element: libxml2's own limit of 10 MB does not end the document. */
static void test_huge_text(void **state)
{
	struct buf text = BUF_INIT(MIB(64));
	struct got got = {0};

	(void)state;
	buf_adds(&text, "<rss><channel><item><title><![CDATA[");
	repeat(&text, "0123456789abcdef", MIB(20) / 16);
	buf_adds(&text, "]]></title></item><item><title>");
	repeat(&text, "0123456789abcdef", MIB(20) / 16);
	buf_adds(&text, "</title></item><item><title>after</title></item></channel></rss>");
	got_read(&got, buf_bytes(&text), &(struct feed_options){0}, KIB(64));
	assert_int_equal(got.doc->n_items, 3);
	assert_string_equal(json_string_value(json_object_get(item_of(&got, 2), "title")), "after");
	got_free(&got);
	buf_free(&text);
}

static void test_nesting(void **state)
{
	struct buf text = BUF_INIT(MIB(8));
	struct got got = {0};

	(void)state;
	buf_adds(&text, "<rss><channel><item><description>");
	repeat(&text, "<div>", 100000);
	buf_adds(&text, "core");
	repeat(&text, "</div>", 100000);
	buf_adds(&text, "</description></item><item><title>after</title></item></channel></rss>");
	got_read(&got, buf_bytes(&text), &(struct feed_options){0}, KIB(64));
	assert_int_equal(got.doc->n_items, 2);
	assert_string_equal(first(&got, "content_text"), "core");
	got_free(&got);
	buf_free(&text);
}

/* A document of nothing but new names is given up, and says so; what came before it is there. */
static void test_many_names(void **state)
{
	struct buf text = BUF_INIT(MIB(8));
	struct got got = {0};

	(void)state;
	buf_adds(&text, "<rss><channel><item><title>first</title></item><item>");
	for (int i = 0; i < 300000; i++)
		buf_addf(&text, "<n%d/>", i);
	buf_adds(&text, "</item></channel></rss>");
	got_read(&got, buf_bytes(&text), &(struct feed_options){0}, KIB(64));
	assert_true(got.doc->is_recovered);
	assert_string_equal(first(&got, "title"), "first");
	got_free(&got);
	buf_free(&text);
}

static void test_nothing_is_loaded(void **state)
{
	struct got got =
	    read_text("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'><!ENTITY y 'fine'>]>"
		      "<?xml-stylesheet href='http://127.0.0.1:1/'?>"
		      "<rss><channel><item><title>a&x;b &y;</title></item></channel></rss>");

	(void)state;
	assert_string_equal(first(&got, "title"), "a&x;b fine");
	got_free(&got);
}

static void test_hostile_text(void **state)
{
	struct got got = read_text(
	    RSS_ITEM("<title>&#27;[31m&amp;#27;]0;x&#x9b;2J\xe2\x80\xaeq</title>"
		     "<link>javascript:alert(1)</link>"
		     "<description>&lt;script&gt;x&lt;/script&gt;&lt;a href='javascript:x'&gt;l&lt;/a&gt;"
		     "</description>"));

	(void)state;
	assert_null(strchr(first(&got, "title"), '\033'));
	assert_null(strstr(buf_str(&got.out), "\xe2\x80\xae"));
	assert_null(strstr(buf_str(&got.out), "javascript"));
	got_free(&got);
}

struct failing {
	int left;
};

static long read_then_fail(void *state, char *buf, size_t size)
{
	struct failing *failing = state;

	if (failing->left-- <= 0)
		return -1;
	memset(buf, ' ', size);
	memcpy(buf, "<rss>", 5);
	return (long)size;
}

static void test_input_fails(void **state)
{
	(void)state;
	for (int n = 0; n < 3; n++) {
		struct failing failing = {n};
		struct got got = {0};
		struct feed_doc *doc = NULL;

		assert_false(feed_parse(NULL, (struct feed_input){read_then_fail, &failing},
					&(struct feed_options){0}, got_item, &got, &doc, &got.err));
		assert_null(doc);
		assert_int_equal(got.err.code, ERR_IO);
	}
}

static void test_memory_input(void **state)
{
	struct bytes cursor = BYTES_LITERAL("<rss><channel><title>m</title></channel></rss>");
	struct got got = {0};

	(void)state;
	assert_true(feed_parse(NULL, feed_input_memory(&cursor), &(struct feed_options){0}, got_item, &got,
			       &got.doc, NULL));
	assert_string_equal(got.doc->title, "m");
	assert_int_equal(cursor.len, 0);
	got_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fixtures),	cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_junk_before), cmocka_unit_test(test_max_items),
	    cmocka_unit_test(test_sink_stops),	cmocka_unit_test(test_field_limits),
	    cmocka_unit_test(test_text_is_cut_between_characters),
	    cmocka_unit_test(test_long_guids),	cmocka_unit_test(test_huge_text),
	    cmocka_unit_test(test_nesting),	cmocka_unit_test(test_nothing_is_loaded),
	    cmocka_unit_test(test_many_names),	cmocka_unit_test(test_hostile_text),
	    cmocka_unit_test(test_input_fails), cmocka_unit_test(test_memory_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
