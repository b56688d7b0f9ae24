/* test_base_buf.c: growable text and owned memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "telex/buf.h"
#include "telex/mem.h"

static void test_starts_empty(void **state)
{
	AUTO_BUF b = BUF_INIT(10);

	(void)state;
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(buf_bytes(&b).len, 0);
	assert_true(buf_ok(&b));
	buf_add(&b, "x", 0);
	buf_truncate(&b, 5);
	assert_null(b.data);
}

static void test_adds_in_every_way(void **state)
{
	AUTO_BUF b = BUF_INIT(KIB(1));

	(void)state;
	buf_add(&b, "ab\0c", 4);
	buf_adds(&b, "de");
	buf_addc(&b, 'f');
	buf_addf(&b, "<%d %s>", 42, "x");
	assert_int_equal(b.len, 13);
	assert_memory_equal(b.data, "ab\0cdef<42 x>", 14);
	buf_truncate(&b, 2);
	assert_string_equal(b.data, "ab");
	buf_truncate(&b, 99);
	assert_string_equal(b.data, "ab");
}

static void test_long_format(void **state)
{
	AUTO_BUF b = BUF_INIT(KIB(4));
	char expected[1001];

	(void)state;
	memset(expected, ' ', 999);
	memcpy(expected + 999, "7", 2);
	buf_adds(&b, "");
	buf_addf(&b, "%1000d", 7);
	assert_string_equal(buf_str(&b), expected);
}

static void test_maximum_is_exact_and_remembered(void **state)
{
	AUTO_BUF b = BUF_INIT(5);

	(void)state;
	buf_adds(&b, "12345");
	assert_true(buf_ok(&b));
	buf_addc(&b, '6');
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "12345");
	buf_truncate(&b, 0);
	buf_addc(&b, 'x'); /* what is there stays a prefix of what was added */
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "");
	buf_reset(&b);
	assert_true(buf_ok(&b));
	buf_addf(&b, "%s", "abcdef");
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "");
}

static void test_huge_sizes_do_not_wrap(void **state)
{
	AUTO_BUF b = BUF_INIT(SIZE_MAX - 1);

	(void)state;
	buf_adds(&b, "abc");
	assert_null(buf_reserve(&b, SIZE_MAX));
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "abc");
#ifndef TELEX_SANITIZED /* whose realloc ends the process instead of failing */
	buf_reset(&b);
	assert_null(buf_reserve(&b, SIZE_MAX / 2));
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "");
#endif
}

static void test_reserve(void **state)
{
	AUTO_BUF b = BUF_INIT(100);
	char *room;

	(void)state;
	buf_adds(&b, "ab");
	room = buf_reserve(&b, 98);
	assert_non_null(room);
	memset(room, 'z', 98);
	b.len += 3;
	assert_string_equal(buf_str(&b), "abzzz");
	assert_null(buf_reserve(&b, 96));
	assert_false(buf_ok(&b));
}

static void test_steal(void **state)
{
	void *ctx = talloc_new(NULL);
	AUTO_BUF b = BUF_INIT(5);
	char *s;

	(void)state;
	s = buf_steal(&b, ctx);
	assert_string_equal(s, "");
	buf_adds(&b, "hello");
	s = buf_steal(&b, ctx);
	assert_string_equal(s, "hello");
	assert_ptr_equal(talloc_parent(s), ctx);
	assert_int_equal(b.len, 0);
	buf_adds(&b, "again");
	assert_true(buf_ok(&b));
	buf_adds(&b, "!");
	assert_null(buf_steal(&b, ctx));
	assert_true(buf_ok(&b));
	talloc_free(ctx);
}

static void test_grows_byte_by_byte(void **state)
{
	AUTO_BUF b = BUF_INIT(KIB(64));

	(void)state;
	for (size_t i = 0; i < KIB(64); i++)
		buf_addc(&b, (char)('a' + i % 26));
	assert_true(buf_ok(&b));
	assert_int_equal(b.len, KIB(64));
	assert_int_equal(strlen(buf_str(&b)), KIB(64));
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	assert_true(b.cap <= KIB(64) + 1);
}

static void test_mem_owns(void **state)
{
	void *ctx = talloc_new(NULL);
	int *numbers = mem_array(ctx, int, 3);
	char *s = mem_printf(ctx, "%d-%s", 5, "x");

	(void)state;
	assert_int_equal(numbers[0] | numbers[2], 0);
	numbers = mem_grow(ctx, numbers, int, 1000);
	numbers[999] = 1;
	assert_string_equal(s, "5-x");
	assert_string_equal(mem_strndup(ctx, "abcdef", 3), "abc");
	assert_string_equal(mem_strdup(ctx, "abc"), "abc");
	assert_null(mem_strdup(ctx, NULL));
	assert_null(mem_strndup(ctx, NULL, 3));
	assert_int_equal(talloc_total_blocks(ctx), 5);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_starts_empty),
	    cmocka_unit_test(test_adds_in_every_way),
	    cmocka_unit_test(test_long_format),
	    cmocka_unit_test(test_maximum_is_exact_and_remembered),
	    cmocka_unit_test(test_huge_sizes_do_not_wrap),
	    cmocka_unit_test(test_reserve),
	    cmocka_unit_test(test_steal),
	    cmocka_unit_test(test_grows_byte_by_byte),
	    cmocka_unit_test(test_mem_owns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
