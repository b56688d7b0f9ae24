/* test_daemon_wire.c: frames between telexd and its parsers, honest and hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/daemon/wire.h"
#include "telex/url.h"
#include "telex/utf8.h"

static void *ctx;

static struct bytes frame_of(const struct buf *out)
{
	uint32_t len;

	assert_true(buf_ok(out));
	assert_true(out->len >= sizeof(len));
	memcpy(&len, out->data, sizeof(len));
	assert_int_equal(len, out->len - sizeof(len));
	return (struct bytes){out->data + sizeof(len), len};
}

static char *long_text(char letter, size_t len)
{
	char *s = talloc_array(ctx, char, len + 1);

	memset(s, letter, len);
	s[len] = '\0';
	return s;
}

static struct feed_item full_item(void)
{
	static struct feed_person author = {"Ann", "https://a.example/", NULL};
	static struct feed_enclosure enclosure = {"https://a.example/1.mp3", "audio/mpeg", NULL, 123, -1};
	static const char *tags[] = {"5g", "spéctrum"};

	return (struct feed_item){.guid = "g-1",
				  .url = "https://a.example/1",
				  .title = "Títle",
				  .html = "<p>body</p>",
				  .text = "body",
				  .published = 1700000000,
				  .updated = WHEN_NONE,
				  .authors = &author,
				  .n_authors = 1,
				  .tags = tags,
				  .n_tags = 2,
				  .enclosures = &enclosure,
				  .n_enclosures = 1,
				  .lang = "en"};
}

static struct wire_answer through(const struct feed_item *item)
{
	AUTO_BUF out = BUF_INIT(MIB(8));
	struct wire_answer answer;
	struct bytes frame;

	wire_put_item(7, item, &out);
	frame = frame_of(&out);
	frame.data = talloc_memdup(ctx, frame.data, frame.len); /* the answer points into it */
	assert_true(wire_get_answer(ctx, frame, &answer));
	assert_int_equal(answer.kind, WIRE_ITEM);
	assert_int_equal(answer.job, 7);
	return answer;
}

static void items_come_through(void **state)
{
	struct feed_item item = full_item();
	struct wire_answer a = through(&item);

	(void)state;
	assert_string_equal(a.item.guid, "g-1");
	assert_string_equal(a.item.title, "Títle");
	assert_string_equal(a.item.html, "<p>body</p>");
	assert_null(a.item.summary);
	assert_int_equal(a.item.published, 1700000000);
	assert_true(a.item.updated == WHEN_NONE);
	assert_int_equal(a.item.n_authors, 1);
	assert_string_equal(a.item.authors[0].name, "Ann");
	assert_null(a.item.authors[0].avatar);
	assert_int_equal(a.item.n_tags, 2);
	assert_string_equal(a.item.tags[1], "spéctrum");
	assert_int_equal(a.item.enclosures[0].bytes, 123);
	assert_int_equal(a.item.enclosures[0].seconds, -1);
	assert_string_equal(a.item.lang, "en");
}

static void docs_and_errors_come_through(void **state)
{
	struct feed_hub hub = {"WebSub", "https://hub.example/"};
	struct feed_doc doc = {.format = FEED_ATOM10, .title = "T", .home_url = "https://a.example/", .ttl_s = 3600,
			       .skip_hours = 0xffffffff, .skip_days = 0xff, .is_recovered = true, .problem = "cut short",
			       .archive_url = "https://a.example/2", .is_complete = true,
			       .n_items = 5000, .hubs = &hub, .n_hubs = 1};
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct wire_answer a;

	(void)state;
	wire_put_doc(9, &doc, 3000, &out);
	assert_true(wire_get_answer(ctx, frame_of(&out), &a));
	assert_int_equal(a.kind, WIRE_DOC);
	assert_int_equal(a.n_cut, 3000);
	assert_int_equal(a.doc.format, FEED_ATOM10);
	assert_int_equal(a.doc.ttl_s, 3600);
	assert_int_equal(a.doc.skip_hours, 0xffffff); /* hours that a day has */
	assert_int_equal(a.doc.skip_days, 0x7f);
	assert_true(a.doc.is_recovered);
	assert_false(a.doc.is_expired);
	assert_false(a.doc.is_archive);
	assert_true(a.doc.is_complete);
	assert_null(a.doc.next_url);
	assert_string_equal(a.doc.archive_url, "https://a.example/2");
	assert_string_equal(a.doc.problem, "cut short");
	assert_string_equal(a.doc.hubs[0].url, "https://hub.example/");
	buf_reset(&out);
	wire_put_error(1, "not a feed", &out);
	assert_true(wire_get_answer(ctx, frame_of(&out), &a));
	assert_int_equal(a.kind, WIRE_ERROR);
	assert_string_equal(a.error, "not a feed");
}

static void requests_come_through(void **state)
{
	static const char body[] = "<rss/>\0tail";
	struct wire_request q = {.job = 3, .max_items = 2000, .max_content = 99, .base_url = "https://a.example/",
				 .body = {body, sizeof(body)}}, r;
	AUTO_BUF out = BUF_INIT(MIB(1));
	uint32_t len;

	(void)state;
	wire_put_request(&q, &out);
	buf_add(&out, body, sizeof(body));
	memcpy(&len, out.data, sizeof(len));
	assert_int_equal(len, out.len - sizeof(len));
	assert_true(wire_get_request((struct bytes){out.data + 4, len}, &r));
	assert_int_equal(r.max_items, 2000);
	assert_int_equal(r.max_content, 99);
	assert_string_equal(r.base_url, "https://a.example/");
	assert_null(r.content_type);
	assert_int_equal(r.body.len, sizeof(body));
	assert_memory_equal(r.body.data, body, sizeof(body));
}

static void long_texts_are_cut_where_that_is_right(void **state)
{
	struct feed_item item = full_item();
	char *title = long_text('t', 10000);
	struct wire_answer a;

	(void)state;
	memcpy(title + 4095, "é", 2); /* across the limit */
	item.title = title;
	item.url = mem_printf(ctx, "https://a.example/%s", long_text('u', URL_MAX));
	item.summary = long_text('s', 1000000);
	a = through(&item);
	assert_int_equal(strlen(a.item.title), 4095);
	assert_true(utf8_is_valid((struct bytes){a.item.title, strlen(a.item.title)}));
	assert_null(a.item.url); /* half an address is another address */
	assert_int_equal(strlen(a.item.summary), 65536);
}

static void long_guids_stay_apart(void **state)
{
	struct feed_item one = full_item(), two = full_item();
	char *a = long_text('g', 5000), *b = long_text('g', 5000);

	(void)state;
	b[4999] = 'h';
	one.guid = a;
	two.guid = b;
	assert_string_not_equal(through(&one).item.guid, through(&two).item.guid);
	assert_string_equal(through(&one).item.guid, through(&one).item.guid);
	assert_true(strlen(through(&one).item.guid) <= 2048);
}

static void too_many_parts_are_cut(void **state)
{
	struct feed_item item = full_item();
	const char **tags = mem_array(ctx, const char *, 1000);
	struct feed_enclosure *enclosures = mem_array(ctx, struct feed_enclosure, 1000);
	struct wire_answer a;

	(void)state;
	for (int i = 0; i < 1000; i++)
		tags[i] = "tag";
	item.tags = tags;
	item.n_tags = 1000;
	item.enclosures = enclosures;
	item.n_enclosures = 1000;
	a = through(&item);
	assert_int_equal(a.item.n_tags, 50);
	assert_int_equal(a.item.n_enclosures, 20);
}

/* Every prefix, and every single byte changed: refused, or something within the caps; never read past its end (the
 * copies are exact, for the sanitizer's sake). */
static void damaged_frames(void **state)
{
	struct feed_item item = full_item();
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct bytes frame;
	struct wire_answer a;

	(void)state;
	wire_put_item(7, &item, &out);
	frame = frame_of(&out);
	for (size_t len = 0; len < frame.len; len++) {
		char *copy = talloc_memdup(ctx, frame.data, len ? len : 1);

		assert_false(wire_get_answer(ctx, (struct bytes){copy, len}, &a));
		talloc_free(copy);
	}
	for (size_t i = 0; i < frame.len; i++) {
		for (int v = 0; v < 256; v += 51) {
			char *copy = talloc_memdup(ctx, frame.data, frame.len);

			copy[i] = (char)(copy[i] ^ v);
			if (wire_get_answer(copy, (struct bytes){copy, frame.len}, &a) && a.kind == WIRE_ITEM)
				assert_true(a.item.text && strlen(a.item.text) <= WIRE_CONTENT_MAX);
			talloc_free(copy);
		}
	}
}

static bool get(const struct buf *frame)
{
	struct wire_answer a;

	return wire_get_answer(ctx, buf_bytes(frame), &a);
}

static void put(struct buf *out, uint32_t v)
{
	buf_add(out, &v, sizeof(v));
}

static void lies(void **state)
{
	AUTO_BUF out = BUF_INIT(MIB(8));

	(void)state;
	put(&out, 1);
	buf_addc(&out, 'X'); /* no such kind */
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, 3);
	buf_add(&out, "a\0b", 4); /* a NUL inside */
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, 2);
	buf_add(&out, "\xff\xfe", 3); /* no UTF-8 */
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, 3);
	buf_add(&out, "abcd", 4); /* no NUL behind */
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, UINT32_MAX); /* an error without words */
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, UINT32_MAX - 1); /* longer than everything */
	buf_add(&out, "abc", 4);
	assert_false(get(&out));
	buf_reset(&out);
	put(&out, 1);
	buf_addc(&out, WIRE_ERROR);
	put(&out, 600); /* longer than an error may be */
	buf_add(&out, long_text('x', 600), 601);
	assert_false(get(&out));
}

static void counts_beyond_the_caps(void **state)
{
	struct feed_item item = {.text = "", .published = 0, .updated = 0};
	AUTO_BUF out = BUF_INIT(MIB(1));
	struct bytes frame;
	struct wire_answer a;
	uint32_t many = 0x7fffffff;

	(void)state;
	wire_put_item(7, &item, &out);
	frame = frame_of(&out);
	assert_true(wire_get_answer(ctx, frame, &a));
	for (size_t from_end = 4; from_end <= 12; from_end += 4) { /* enclosures, tags, authors */
		char *copy = talloc_memdup(ctx, frame.data, frame.len);

		memcpy(copy + frame.len - from_end, &many, sizeof(many));
		assert_false(wire_get_answer(copy, (struct bytes){copy, frame.len}, &a));
	}
}

static int set_up(void **state)
{
	(void)state;
	ctx = talloc_new(NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_through),
		cmocka_unit_test(docs_and_errors_come_through),
		cmocka_unit_test(requests_come_through),
		cmocka_unit_test(long_texts_are_cut_where_that_is_right),
		cmocka_unit_test(long_guids_stay_apart),
		cmocka_unit_test(too_many_parts_are_cut),
		cmocka_unit_test(damaged_frames),
		cmocka_unit_test(lies),
		cmocka_unit_test(counts_beyond_the_caps),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
