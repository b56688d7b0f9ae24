/* test_fetch_headers.c: header lines as servers write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "telex/fetch.h"

static void *ctx;

static struct fetch_headers read_lines(const char *const *lines)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;

	for (; *lines; lines++)
		fetch_headers_add(&h, ctx, (struct bytes){*lines, strlen(*lines)});
	return h;
}
#define READ(...) read_lines((const char *const[]){__VA_ARGS__, NULL})

static void validators_byte_for_byte(void **state)
{
	struct fetch_headers h = READ("HTTP/1.1 200 OK\r\n", "ETag: W/\"a, b\"  \r\n", "last-modified:Mon, odd date\r\n");

	(void)state;
	assert_string_equal(h.etag, "W/\"a, b\"");
	assert_string_equal(h.last_modified, "Mon, odd date");
	h = READ("ETag:\r\n");
	assert_null(h.etag);
}

static void long_validators_are_not_kept(void **state)
{
	char line[FETCH_VALIDATOR_MAX + 10];
	struct fetch_headers h = FETCH_HEADERS_INIT;

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "ETag: ", 6);
	fetch_headers_add(&h, ctx, (struct bytes){line, FETCH_VALIDATOR_MAX + 6});
	assert_int_equal(strlen(h.etag), FETCH_VALIDATOR_MAX);
	fetch_headers_add(&h, ctx, (struct bytes){line, FETCH_VALIDATOR_MAX + 7});
	assert_null(h.etag);
}

static void control_bytes_are_not_kept(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;

	(void)state;
	fetch_headers_add(&h, ctx, BYTES_LITERAL("ETag: \"a\rX-Evil: 1\"\r\n"));
	assert_null(h.etag);
	fetch_headers_add(&h, ctx, BYTES_LITERAL("ETag: \"a\0b\"\r\n"));
	assert_null(h.etag);
}

static void values_that_go_on_in_the_next_line(void **state)
{
	struct fetch_headers h = READ("HTTP/1.1 200 OK\r\n", "ETag:\r\n", "  \"a:b\"\r\n", "Last-Modified: Mon,\r\n",
				      "\t1 Jan\r\n", " 2024\r\n", "Cache-Control: no-cache,\r\n", " max-age=\r\n",
				      "  90 \r\n", "X-Other: 1\r\n", " ETag: \"no\"\r\n");

	(void)state;
	assert_string_equal(h.etag, "\"a:b\"");
	assert_string_equal(h.last_modified, "Mon, 1 Jan 2024");
	assert_int_equal(h.max_age_s, 90);
	h = READ("HTTP/1.1 200 OK\r\n", " ETag: \"no\"\r\n"); /* nothing before it */
	assert_null(h.etag);
}

static void a_value_that_goes_on_and_on(void **state)
{
	struct fetch_headers h = READ("ETag: \"a\"\r\n");
	char more[1000];

	(void)state;
	memset(more, 'x', sizeof(more));
	more[0] = ' ';
	for (int i = 0; i < 100; i++)
		fetch_headers_add(&h, ctx, (struct bytes){more, sizeof(more)});
	assert_null(h.etag);
	assert_in_range(strlen(h.line), 2000, 20000);
}

static void status_line_begins_anew(void **state)
{
	struct fetch_headers h = READ("HTTP/1.1 103 Early Hints", "ETag: \"1\"", "Cache-Control: max-age=9", "HTTP/1.1 200 OK");

	(void)state;
	assert_null(h.etag);
	assert_int_equal(h.max_age_s, -1);
}

static void cache_control(void **state)
{
	(void)state;
	assert_int_equal(READ("Cache-Control: public, max-age=3600, must-revalidate").max_age_s, 3600);
	assert_int_equal(READ("Cache-Control: MAX-AGE=\"60\"").max_age_s, 60);
	assert_int_equal(READ("Cache-Control:max-age = 5").max_age_s, 5);
	assert_int_equal(READ("Cache-Control: s-maxage=10, x-max-age=10").max_age_s, -1);
	assert_int_equal(READ("Cache-Control: max-age=-1").max_age_s, -1);
	assert_int_equal(READ("Cache-Control: max-age=99999999999999999999999999").max_age_s, INT32_MAX);
	assert_int_equal(READ("Cache-Control: max-age=").max_age_s, -1);
	assert_int_equal(READ("Cache-Control: ,,,=,max-age=7,,").max_age_s, 7);
	assert_int_equal(READ("Cache-Control: no-cache").max_age_s, -1);
}

static void dates(void **state)
{
	struct fetch_headers h = READ("Date: Thu, 15 Feb 2024 10:20:30 GMT", "Expires: Thu, 15 Feb 2024 11:20:30 GMT", "Age: 12");

	(void)state;
	assert_int_equal(h.date, 1707992430);
	assert_int_equal(h.expires, 1707996030);
	assert_int_equal(h.age_s, 12);
	assert_int_equal(READ("Expires: 0").expires, 0);
	assert_true(READ("Date: soon").date == WHEN_NONE);
}

static void retry_after(void **state)
{
	struct fetch_headers h = READ("Retry-After: 120");

	(void)state;
	assert_int_equal(h.retry_after_s, 120);
	assert_true(h.retry_at == WHEN_NONE);
	h = READ("Retry-After: Thu, 15 Feb 2024 10:20:30 GMT");
	assert_int_equal(h.retry_after_s, -1);
	assert_int_equal(h.retry_at, 1707992430);
	h = READ("Retry-After: later, perhaps");
	assert_int_equal(h.retry_after_s, -1);
	assert_true(h.retry_at == WHEN_NONE);
}

static void known_lengths(void **state)
{
	(void)state;
	assert_false(READ("HTTP/1.1 200 OK", "Content-Type: text/xml").is_length_known);
	assert_true(READ("HTTP/1.1 200 OK", "Content-Length: 4").is_length_known);
	assert_true(READ("HTTP/1.1 200 OK", "Transfer-Encoding: chunked").is_length_known);
	assert_true(READ("HTTP/2 200").is_length_known);
	assert_string_equal(READ("Content-Type: text/xml; charset=utf-8").content_type, "text/xml; charset=utf-8");
}

static void nonsense_lines(void **state)
{
	struct fetch_headers h = READ("", ":", "no colon", ": value", "\r\n", "ETag", " ETag: \"x\"");

	(void)state;
	assert_null(h.etag);
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
		cmocka_unit_test(validators_byte_for_byte),
		cmocka_unit_test(long_validators_are_not_kept),
		cmocka_unit_test(control_bytes_are_not_kept),
		cmocka_unit_test(values_that_go_on_in_the_next_line),
		cmocka_unit_test(a_value_that_goes_on_and_on),
		cmocka_unit_test(status_line_begins_anew),
		cmocka_unit_test(cache_control),
		cmocka_unit_test(dates),
		cmocka_unit_test(retry_after),
		cmocka_unit_test(known_lengths),
		cmocka_unit_test(nonsense_lines),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
