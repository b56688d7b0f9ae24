/* test_base_scan.c: blocks find what a loop over bytes finds, wherever it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "telex/scan.h"

enum { LONGEST = 100 };

static inline scan_block hits_in(scan_block block)
{
	return scan_is(block, 'x') | scan_odd(block);
}

static bool is_hit(unsigned char c)
{
	return c == 'x' || c < ' ' || c >= 0x7f;
}

/* Exactly as long as said, so that a sanitizer sees a byte too many. */
static char *text_of(size_t len, size_t at, unsigned char c)
{
	char *s = malloc(len ? len : 1);

	memset(s, 'a', len);
	if (at < len)
		s[at] = (char)c;
	return s;
}

static void test_every_place(void **state)
{
	static const unsigned char bytes[] = {'x', 0, '\n', 0x1f, ' ', '~', 0x7f, 0x80, 0xc3, 0xff};

	(void)state;
	for (size_t len = 0; len < LONGEST; len++) {
		for (size_t at = 0; at <= len; at++) {
			unsigned char c = bytes[(len + at) % sizeof(bytes)];
			char *s = text_of(len, at, c), *copy = malloc(len + 1);
			size_t expected = at < len && is_hit(c) ? at : len, n;

			n = scan_until(s, len, hits_in);
			assert_int_equal(n, len < SCAN_BYTES ? 0 : expected);
			n = scan_copy_until(copy, s, len, hits_in);
			assert_true(n <= expected && expected - n < SCAN_BYTES);
			assert_true(expected == len || n == expected || expected / SCAN_BYTES == len / SCAN_BYTES);
			assert_memory_equal(copy, s, n);
			free(copy);
			free(s);
		}
	}
}

static void test_first(void **state)
{
	(void)state;
	for (size_t at = 0; at <= SCAN_BYTES; at++) {
		char *s = text_of(SCAN_BYTES, at, 'x');

		assert_int_equal(scan_first(scan_is(scan_load(s), 'x')), at);
		assert_int_equal(scan_first(scan_below(scan_load(s), 'b')), at == 0 ? 1 : 0);
		free(s);
	}
}

/* More than a byte can count. */
static void test_count(void **state)
{
	enum { MANY = 16 * 300 + 7 };
	char *s = text_of(MANY, MANY, 0);

	(void)state;
	assert_int_equal(scan_count(s, MANY, 'a'), MANY);
	assert_int_equal(scan_count(s, MANY, 'b'), 0);
	s[0] = s[4000] = s[MANY - 1] = 'b';
	assert_int_equal(scan_count(s, MANY, 'b'), 3);
	assert_int_equal(scan_count(s, 15, 'b'), 1);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_place),
	    cmocka_unit_test(test_first),
	    cmocka_unit_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
