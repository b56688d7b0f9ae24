/* test_feed_probe.c: the probe document is valid JSON whatever is in the item, and says no more than the
 * item. */
#include "feed_read.h"

static json_t *written(const struct feed_item *item, const struct feed_doc *doc, struct buf *out)
{
	json_t *root;

	feed_json_begin(out);
	feed_json_item(item, 0, out);
	feed_json_item(item, 1, out);
	feed_json_end(doc, out);
	assert_true(buf_ok(out));
	root = json_loadb(out->data, out->len, JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		fail_msg("not JSON: %s", buf_str(out));
	return root;
}

static void test_empty(void **state)
{
	struct feed_item item = {.text = "", .published = WHEN_NONE, .updated = WHEN_NONE};
	struct feed_doc doc = {.format = FEED_ATOM10, .ttl_s = -1};
	AUTO_BUF out = BUF_INIT(KIB(64));
	json_t *root = written(&item, &doc, &out);
	const json_t *first_item = json_array_get(json_object_get(root, "items"), 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(root, "version")),
			    "https://jsonfeed.org/version/1.1");
	assert_int_equal(json_array_size(json_object_get(root, "items")), 2);
	/* an item needs one body; nothing else is made up */
	assert_int_equal(json_object_size(first_item), 1);
	assert_string_equal(json_string_value(json_object_get(first_item, "content_text")), "");
	assert_int_equal(json_object_size(json_object_get(root, "_telex")), 1);
	json_decref(root);
}

static void test_no_items(void **state)
{
	struct feed_doc doc = {.format = FEED_RSS20, .ttl_s = -1};
	AUTO_BUF out = BUF_INIT(KIB(64));
	json_t *root;

	(void)state;
	feed_json_begin(&out);
	feed_json_end(&doc, &out);
	root = json_loadb(out.data, out.len, 0, NULL);
	assert_int_equal(json_array_size(json_object_get(root, "items")), 0);
	json_decref(root);
}

/* Every code point comes back; what could act on a terminal is escaped in the text itself. */
static void test_characters(void **state)
{
	struct feed_item item = {.text = "", .published = WHEN_NONE, .updated = WHEN_NONE};
	struct feed_doc doc = {.ttl_s = -1};
	AUTO_BUF text = BUF_INIT(KIB(64));

	(void)state;
	for (int cp = 1; cp < 0x3000; cp++) {
		if (cp < 0x80)
			buf_addc(&text, (char)cp);
		else if (cp < 0x800)
			buf_addf(&text, "%c%c", 0xc0 | cp >> 6, 0x80 | (cp & 0x3f));
		else
			buf_addf(&text, "%c%c%c", 0xe0 | cp >> 12, 0x80 | (cp >> 6 & 0x3f),
				 0x80 | (cp & 0x3f));
	}
	buf_adds(&text, "\xf0\x9f\x98\x80");
	item.title = buf_str(&text);
	AUTO_BUF out = BUF_INIT(MIB(1));
	json_t *root = written(&item, &doc, &out);

	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(json_object_get(root, "items"), 0), "title")),
	    item.title);
	for (size_t i = 0; i < out.len; i++)
		assert_true((unsigned char)out.data[i] >= ' ' || out.data[i] == '\n');
	assert_null(strstr(out.data, "\xc2\x9b"));
	assert_null(strstr(out.data, "\xe2\x80\xae"));
	assert_null(strstr(out.data, "\xe2\x81\xa6"));
	assert_null(strchr(out.data, 0x7f));
	assert_non_null(strstr(out.data, "\xe2\x82\xac")); /* the euro sign is no risk */
	json_decref(root);
}

/* Bytes that are no UTF-8 (nothing in the feed module makes them) cannot break the document. */
static void test_invalid_bytes(void **state)
{
	struct feed_item item = {.text = "a\xff\x62\xe2\x82", .published = 0, .updated = WHEN_NONE};
	struct feed_doc doc = {.ttl_s = 0};
	AUTO_BUF out = BUF_INIT(KIB(4));
	json_t *root = written(&item, &doc, &out);
	const json_t *first_item = json_array_get(json_object_get(root, "items"), 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(first_item, "content_text")), "a\xef\xbf\xbd"
											    "b\xef\xbf\xbd");
	assert_string_equal(json_string_value(json_object_get(first_item, "date_published")),
			    "1970-01-01T00:00:00Z");
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_no_items),
	    cmocka_unit_test(test_characters),
	    cmocka_unit_test(test_invalid_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
