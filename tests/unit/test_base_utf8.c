/* test_base_utf8.c: decoding, repair, cells, and the sanitizer that guards the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "telex/mem.h"
#include "telex/utf8.h"

#define R "\xef\xbf\xbd"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static void test_next(void **state)
{
	static const struct {
		const char *s;
		int32_t cp;
		size_t used;
	} cases[] = {
	    {"a", 'a', 1},
	    {"\xc3\xa9x", 0xe9, 2},
	    {"\xe2\x82\xac", 0x20ac, 3},
	    {"\xf0\x9f\x98\x80z", 0x1f600, 4},
	    {"\xf4\x8f\xbf\xbf", 0x10ffff, 4},
	    {"\xed\x9f\xbf", 0xd7ff, 3},
	    {"\xee\x80\x80", 0xe000, 3},
	    {"\xc2\x80", 0x80, 2},
	    {"\xe0\xa0\x80", 0x800, 3},
	    {"\xf0\x90\x80\x80", 0x10000, 4},
	    /* stray, overlong, surrogate, too far, cut off */
	    {"\x80", -1, 1},
	    {"\xc0\x80", -1, 1},
	    {"\xc1\xbf", -1, 1},
	    {"\xe0\x9f\xbf", -1, 1},
	    {"\xed\xa0\x80", -1, 1},
	    {"\xf0\x8f\xbf\xbf", -1, 1},
	    {"\xf4\x90\x80\x80", -1, 1},
	    {"\xf5", -1, 1},
	    {"\xff", -1, 1},
	    {"\xc3", -1, 1},
	    {"\xe2\x82", -1, 2},
	    {"\xf0\x9f\x98", -1, 3},
	    {"\xf0\x9f\x98 ", -1, 3},
	};
	int32_t cp;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(utf8_next(cases[i].s, strlen(cases[i].s), &cp), cases[i].used);
		assert_int_equal(cp, cases[i].cp);
	}
}

/* Every code point there is goes out and comes back; what is none comes back as U+FFFD. */
static void test_put_is_the_inverse_of_next(void **state)
{
	AUTO_BUF b = BUF_INIT(8);
	int32_t cp;

	(void)state;
	for (int32_t i = 0; i <= 0x10ffff; i++) {
		bool is_surrogate = i >= 0xd800 && i <= 0xdfff;

		buf_reset(&b);
		utf8_put(&b, i);
		if (utf8_next(b.data, b.len, &cp) != b.len || cp != (is_surrogate ? 0xfffd : i))
			fail_msg("U+%04X", (unsigned)i);
	}
	buf_reset(&b);
	utf8_put(&b, -1);
	utf8_put(&b, 0x110000);
	assert_string_equal(buf_str(&b), R R);
}

static void test_repair(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *out;
		size_t replaced;
	} cases[] = {
	    {"", 0, "", 0},
	    {"plain ascii that is long enough for words", 41, "plain ascii that is long enough for words", 0},
	    {"a\0b", 3, "ab", 0},
	    {"\0\0\0\0\0\0\0\0\0", 9, "", 0},
	    /* Unicode 15, tables 3-8, 3-9, 3-11 */
	    {"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", 9, R R R R R R R R "A", 8},
	    {"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", 9, R R R R R R R R "A", 8},
	    {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", 9, R R R R "A", 4},
	    {"abcdefgh\xff", 9, "abcdefgh" R, 1},
	    {"caf\xc3\xa9 \xe2\x82", 8, "caf\xc3\xa9 " R, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_BUF out = BUF_INIT(200);

		assert_int_equal(utf8_repair((struct bytes){cases[i].in, cases[i].len}, &out),
				 cases[i].replaced);
		assert_string_equal(buf_str(&out), cases[i].out);
		assert_int_equal(utf8_is_valid((struct bytes){cases[i].in, cases[i].len}),
				 cases[i].replaced == 0);
	}
}

static void test_cut(void **state)
{
	static const char s[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	static const size_t ends[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};

	(void)state;
	for (size_t max = 0; max < COUNT(ends); max++)
		assert_int_equal(utf8_cut(s, sizeof(s) - 1, max), ends[max]);
	assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 4), 4);
	assert_int_equal(utf8_cut("\xff\xff\xff", 3, 2), 2);
}

#define E_ACUTE "e\xcc\x81"
#define FLAG_FI "\xf0\x9f\x87\xab\xf0\x9f\x87\xae"
#define FAMILY "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
#define WIDE "\xe9\x9b\xbb"

static void test_cluster(void **state)
{
	static const struct {
		const char *s;
		size_t used;
		int cols;
	} cases[] = {
	    {"ab", 1, 1},
	    {E_ACUTE "x", 3, 1},
	    {WIDE "x", 3, 2},
	    {FLAG_FI FLAG_FI, 8, 2},
	    {FAMILY "x", 18, 2},
	    {"\xcc\x81", 2, 0},
	    {"\xff"
	     "a",
	     1, 1},
	    {"\xed\x95\x9c", 3, 2},
	    {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab.", 9, 2},
	    {"\r\n", 2, 0},
	    {"\xc2\xa0", 2, 1},
	};
	int cols;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(utf8_cluster(cases[i].s, strlen(cases[i].s), &cols), cases[i].used);
		assert_int_equal(cols, cases[i].cols);
	}
}

static void test_width_and_clip(void **state)
{
	static const char s[] = "ab" E_ACUTE WIDE "cd";
	static const struct {
		int cols;
		size_t bytes;
		int used;
	} cases[] = {{-1, 0, 0}, {0, 0, 0}, {1, 1, 1}, {2, 2, 2},  {3, 5, 3},
		     {4, 5, 3},	 {5, 8, 5}, {6, 9, 6}, {7, 10, 7}, {80, 10, 7}};
	int used;

	(void)state;
	assert_int_equal(utf8_width(s, strlen(s)), 7);
	assert_int_equal(utf8_width("", 0), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(utf8_clip(s, strlen(s), cases[i].cols, &used), cases[i].bytes);
		assert_int_equal(used, cases[i].used);
	}
	assert_int_equal(utf8_clip("ab\xcc\x81", 4, 1, NULL), 1);
}

static void test_fit(void **state)
{
	static const struct {
		const char *in;
		int cols;
		bool pad;
		const char *out;
	} cases[] = {
	    {"abc", 3, false, "abc"},
	    {"abc", 5, true, "abc  "},
	    {"abcd", 3, true, "ab…"},
	    {"abcd", 1, true, "…"},
	    {"abcd", 0, true, ""},
	    {"", 2, true, "  "},
	    {WIDE WIDE, 4, true, WIDE WIDE},
	    {WIDE WIDE, 3, true, WIDE "…"},
	    {WIDE WIDE WIDE, 4, true, WIDE "… "},
	    {WIDE WIDE WIDE, 4, false, WIDE "…"},
	    {E_ACUTE "x", 1, true, "…"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_BUF out = BUF_INIT(100);

		utf8_fit(cases[i].in, strlen(cases[i].in), cases[i].cols, cases[i].pad, &out);
		assert_string_equal(buf_str(&out), cases[i].out);
	}
}

static void assert_safe(struct bytes in, enum safe_mode mode, const char *expected)
{
	AUTO_BUF out = BUF_INIT(1000);

	utf8_safe(in, mode, &out);
	assert_string_equal(buf_str(&out), expected);
	assert_int_equal(strlen(expected), out.len);
}

static void test_safe(void **state)
{
	static const char *const cases[][2] = {
	    {"plain text, long enough for whole words", "plain text, long enough for whole words"},
	    {"\x1b[31mred\x1b]0;title\x07", R "[31mred" R "]0;title" R},
	    {"a\x7f"
	     "b\x08"
	     "c",
	     "a" R "b" R "c"},
	    {"\xc2\x9b"
	     "31m\xc2\x85x",
	     R "31m x"},
	    {"a\tb\r\nc\rd\ne\x0b"
	     "f\xe2\x80\xa8g\xe2\x80\xa9h",
	     "a b c d e f g h"},
	    {"\xff\xc3", R R},
	    /* bidi controls, zero width, byte order mark, soft hyphen, tags */
	    {"a\xe2\x81\xa5"
	     "b\xef\xbf\xb0"
	     "c\xf3\xa0\x87\xb0"
	     "d",
	     "abcd"},
	    {"a\xe2\x80\xae"
	     "b\xe2\x81\xa6"
	     "c\xd8\x9c"
	     "d",
	     "abcd"},
	    {"a\xe2\x80\x8b"
	     "b\xe2\x81\xa0"
	     "c\xef\xbb\xbf"
	     "d\xc2\xad"
	     "e",
	     "abcde"},
	    {"a\xf3\xa0\x80\x81"
	     "b\xf3\xa0\x81\xa5"
	     "c\xf3\xa0\x81\xbf"
	     "d\xf3\xa0\x80\x80"
	     "e",
	     "abcde"},
	    /* joiners stay in emoji and in scripts that need them, nowhere else */
	    {FAMILY, FAMILY},
	    {"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88"},
	    {"\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7",
	     "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7"},
	    {"pay\xe2\x80\x8dpal\xe2\x80\x8c", "paypal"},
	    {"\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x80\x8d"
	     "x",
	     "\xf0\x9f\x91\xa9x"},
	    {"\xf0\x9f\x91\xa9\xe2\x80\x8d", "\xf0\x9f\x91\xa9"},
	    /* marks: eight a base, none without */
	    {E_ACUTE, E_ACUTE},
	    {"\xcc\x81"
	     "a",
	     "a"},
	    {"z\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81y",
	     "z\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81y"},
	    {"\xd9\xa1\xd8\x80\xd9\xa2", "\xd9\xa1\xd8\x80\xd9\xa2"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_safe(text(cases[i][0]), SAFE_LINE, cases[i][1]);
	assert_safe(text("a\tb\r\nc\rd\n\ne\xe2\x80\xa9"
			 "f\x1b"),
		    SAFE_TEXT, "a b\nc\nd\n\ne\nf" R);
	assert_safe(text("a\n\xcc\x81"
			 "b"),
		    SAFE_TEXT, "a\nb");
	assert_safe(BYTES_LITERAL("a\0b\0"), SAFE_LINE, "ab");
}

static void test_safe_dup(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_null(utf8_safe_dup(ctx, NULL, SAFE_LINE));
	assert_string_equal(utf8_safe_dup(ctx, "", SAFE_LINE), "");
	assert_string_equal(utf8_safe_dup(ctx, "\x1b\xff\n", SAFE_TEXT), R R "\n");
	talloc_free(ctx);
}

/* The bytes a random case is made of: all that is dangerous, and some that is not. */
static const char *const pieces[] = {
    "a",
    "Z",
    " ",
    "\n",
    "\r",
    "\t",
    "\x1b",
    "\x9b",
    "\xc2\x9b",
    "\x7f",
    "\x07",
    "\xe2\x80\xa8",
    "\xe2\x80\xae",
    "\xe2\x81\xa9",
    "\xe2\x80\x8d",
    "\xe2\x80\x8c",
    "\xe2\x80\x8b",
    "\xf0\x9f\x91\xa9",
    "\xef\xb8\x8f",
    "\xf0\x9f\x8f\xbd",
    "\xcc\x81",
    "\xcd\x8f",
    "\xd9\x85",
    "\xe0\xa4\x95",
    "\xe0\xa5\x8d",
    "\xf3\xa0\x81\xa5",
    "\xe9\x9b\xbb",
    "\xe2\x82",
    "\xff",
    "\xd8\x80",
    "\xf3\xa0\x84\x80",
    "\xf0\x9f\x87\xab",
    "\xe1\x84\x92",
    "\xe1\x85\xa1",
    "\xef\xbb\xbf",
};

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void make_random(uint32_t *seed, struct buf *out)
{
	size_t n = next_random(seed) % 40;

	for (size_t i = 0; i < n; i++) {
		if (next_random(seed) % 8 == 0)
			buf_addc(out, (char)next_random(seed));
		else
			buf_adds(out, pieces[next_random(seed) % COUNT(pieces)]);
	}
}

static bool is_forbidden(int32_t cp, enum safe_mode mode)
{
	if (cp < 0x20)
		return !(cp == '\n' && mode == SAFE_TEXT);
	return (cp >= 0x7f && cp <= 0x9f) || cp == 0x2028 || cp == 0x2029 || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f || cp == 0x061c ||
	       cp == 0x200b || cp == 0x2060 || cp == 0xfeff || (cp >= 0xe0000 && cp <= 0xe007f);
}

static void check_safe(struct bytes in, enum safe_mode mode)
{
	AUTO_BUF once = BUF_INIT(KIB(8));
	AUTO_BUF twice = BUF_INIT(KIB(8));
	int32_t cp;
	size_t n, marks = 0;

	utf8_safe(in, mode, &once);
	utf8_safe(buf_bytes(&once), mode, &twice);
	assert_true(buf_ok(&once));
	assert_true(utf8_is_valid(buf_bytes(&once)));
	assert_string_equal(buf_str(&once), buf_str(&twice));
	assert_int_equal(strlen(buf_str(&once)), once.len);
	for (size_t i = 0; i < once.len; i += n) {
		n = utf8_next(once.data + i, once.len - i, &cp);
		assert_false(is_forbidden(cp, mode));
		marks = cp == 0x301 ? marks + 1 : 0;
		assert_true(marks <= 8);
	}
}

static void test_safe_holds_for_anything(void **state)
{
	uint32_t seed = 20181126;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		AUTO_BUF in = BUF_INIT(KIB(1));

		make_random(&seed, &in);
		check_safe(buf_bytes(&in), i % 2 ? SAFE_TEXT : SAFE_LINE);
	}
}

/* Repair leaves valid text alone; clusters cover a text exactly; fit fills exactly. */
static void test_the_rest_holds_for_anything(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		AUTO_BUF in = BUF_INIT(KIB(1));
		AUTO_BUF fixed = BUF_INIT(KIB(4));
		AUTO_BUF shown = BUF_INIT(KIB(4));
		AUTO_BUF again = BUF_INIT(KIB(4));
		AUTO_BUF fit = BUF_INIT(KIB(4));
		int width = 0, cols, want = (int)(next_random(&seed) % 30);

		make_random(&seed, &in);
		utf8_repair(buf_bytes(&in), &fixed);
		assert_int_equal(utf8_repair(buf_bytes(&fixed), &again), 0);
		assert_string_equal(buf_str(&fixed), buf_str(&again));
		utf8_safe(buf_bytes(&in), SAFE_LINE, &shown);
		for (size_t at = 0; at < shown.len; width += cols)
			at += utf8_cluster(shown.data + at, shown.len - at, &cols);
		assert_int_equal(utf8_width(buf_str(&shown), shown.len), width);
		utf8_fit(buf_str(&shown), shown.len, want, true, &fit);
		assert_int_equal(utf8_width(buf_str(&fit), fit.len), want);
	}
}

static void test_fold(void **state)
{
	static const char *const cases[][2] = {
	    {"Hello, World 5G", "hello, world 5g"},
	    {"\xc3\x89tude", "etude"},
	    {"E\xcc\x81tude", "etude"},
	    {"Stra\xc3\x9f"
	     "e",
	     "strasse"},
	    {"\xef\xac\x81n", "fin"},
	    {"\xce\x91\xce\x8e\xce\xa3", "\xce\xb1\xcf\x85\xcf\x83"},
	    {"\xd0\x81\xd0\x9b\xd0\x9a\xd0\x90", "\xd0\xb5\xd0\xbb\xd0\xba\xd0\xb0"},
	    {"\xef\xbc\xa1", "a"},
	    {"\xff", R},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_BUF out = BUF_INIT(100);

		utf8_fold(text(cases[i][0]), &out);
		assert_string_equal(buf_str(&out), cases[i][1]);
	}
}

static void test_words(void **state)
{
	static const struct {
		int32_t cp;
		enum utf8_role role;
		bool is_cjk;
	} cases[] = {
	    {'a', UTF8_WORD, false},	 {'Z', UTF8_WORD, false},     {'0', UTF8_WORD, false},
	    {'_', UTF8_BREAK, false},	 {'@', UTF8_BREAK, false},    {'[', UTF8_BREAK, false},
	    {-1, UTF8_BREAK, false},	 {0xe9, UTF8_WORD, false},    {0x301, UTF8_JOINS, false},
	    {0xad, UTF8_JOINS, false},	 {0x200d, UTF8_JOINS, false}, {0xa0, UTF8_BREAK, false},
	    {0x2014, UTF8_BREAK, false}, {0x4e2d, UTF8_WORD, true},   {0xd55c, UTF8_WORD, true},
	    {0x30a2, UTF8_WORD, true},	 {0x3002, UTF8_BREAK, false}, {0x30fb, UTF8_BREAK, false},
	    {0x20000, UTF8_WORD, true},	 {0xe000, UTF8_WORD, false},  {0x1f600, UTF8_BREAK, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(utf8_role(cases[i].cp), cases[i].role);
		assert_int_equal(utf8_is_word(cases[i].cp), cases[i].role == UTF8_WORD);
		assert_int_equal(utf8_is_cjk(cases[i].cp), cases[i].is_cjk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_next),
	    cmocka_unit_test(test_put_is_the_inverse_of_next),
	    cmocka_unit_test(test_repair),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_cluster),
	    cmocka_unit_test(test_width_and_clip),
	    cmocka_unit_test(test_fit),
	    cmocka_unit_test(test_safe),
	    cmocka_unit_test(test_safe_dup),
	    cmocka_unit_test(test_safe_holds_for_anything),
	    cmocka_unit_test(test_the_rest_holds_for_anything),
	    cmocka_unit_test(test_fold),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
