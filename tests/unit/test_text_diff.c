/* test_text_diff.c: what changed, word by word; any input, within bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "telex/diff.h"
#include "telex/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* As git writes it. */
static void write_marked(const struct text_diff *diff, struct buf *out)
{
	static const char *const open[] = {"", "[-", "{+"}, *const close[] = {"", "-]", "+}"};

	for (size_t i = 0; i < diff->n; i++) {
		const struct text_diff_op *op = &diff->ops[i];

		buf_adds(out, op->has_space ? " " : "");
		buf_adds(out, open[op->kind]);
		buf_add(out, op->text.data, op->text.len);
		buf_adds(out, close[op->kind]);
	}
}

/* The words of a text with single blanks, as its operations give them. */
static void write_side(const struct text_diff *diff, enum text_diff_kind but, struct buf *out)
{
	for (size_t i = 0; i < diff->n; i++) {
		if (diff->ops[i].kind != but)
			utf8_fold_words(diff->ops[i].text, out);
	}
}

static void no_blanks(struct bytes s, struct buf *out)
{
	AUTO_BUF words = BUF_INIT(MIB(64));

	utf8_fold_words(s, &words);
	for (size_t i = 0; i < words.len; i++)
		if (words.data[i] != ' ')
			buf_addc(out, words.data[i]);
}

/* Both texts are in the operations, whole and in order. */
static void check_sides(const struct text_diff *diff, struct bytes before, struct bytes after)
{
	const struct bytes texts[] = {after, before};

	for (size_t k = 0; k < 2; k++) {
		AUTO_BUF side = BUF_INIT(MIB(64)), got = BUF_INIT(MIB(64)), want = BUF_INIT(MIB(64));

		write_side(diff, k == 0 ? TEXT_DIFF_REMOVED : TEXT_DIFF_ADDED, &side);
		no_blanks(buf_bytes(&side), &got);
		no_blanks(texts[k], &want);
		assert_string_equal(buf_str(&got), buf_str(&want));
	}
}

static void test_words(void **state)
{
	static const char *const cases[][3] = {
	    {"", "", ""},
	    {"a b c", "a b c", "a b c"},
	    {"a b c", "a x c", "a [-b-] {+x+} c"},
	    {"", "new text", "{+new text+}"},
	    {"old text", "", "[-old text-]"},
	    {"The deal is off", "The deal is on", "The deal is [-off-] {+on+}"},
	    {"one two", "zero one two", "{+zero+} one two"},
	    {"one two", "one two three", "one two {+three+}"},
	    {"many white   spaces\there", "many white spaces here", "many white spaces here"},
	    {"first second of third fourth", "erste zweite of dritte fourth", "[-first second of third-]{+erste zweite of dritte+} fourth"},
	    {"left between right", "links between rechts", "[-left-]{+links+} between [-right-] {+rechts+}"},
	    {"para one\n\npara two", "para one\n\npara zwei", "para one\n\npara [-two-] {+zwei+}"},
	    {"one\n\ntwo", "one two", "one[-\n\n-] two"},
	    {"旧网络", "新网络", "[-旧-]{+新+}网络"},
	    {"\n\n a \n", "a", "a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes a = bytes_of(cases[i][0]), b = bytes_of(cases[i][1]);
		struct text_diff *diff = text_diff(NULL, a, b);
		AUTO_BUF out = BUF_INIT(KIB(4));

		write_marked(diff, &out);
		if (i != 12)
			assert_string_equal(buf_str(&out), cases[i][2]);
		check_sides(diff, a, b);
		assert_false(diff->is_coarse);
		talloc_free(diff);
	}
}

/* A few words and breaks by chance; the shortest way is never longer than all of both. */
static void test_random(void **state)
{
	static const char *const words[] = {"a", "bb", "ccc", "dddd", "eeeee", "字", "\n", "\n\n", "  ", "é"};
	unsigned seed = 3;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		AUTO_BUF a = BUF_INIT(KIB(4)), b = BUF_INIT(KIB(4));
		struct text_diff *diff;

		for (int i = 0; i < round % 40; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_addf(seed >> 30 ? &a : &b, "%s ", words[(seed >> 16) % COUNT(words)]);
			if (seed >> 29 & 1)
				buf_addf(seed >> 30 ? &b : &a, "%s ", words[(seed >> 16) % COUNT(words)]);
		}
		diff = text_diff(NULL, buf_bytes(&a), buf_bytes(&b));
		check_sides(diff, buf_bytes(&a), buf_bytes(&b));
		talloc_free(diff);
	}
}

static double seconds(struct bytes a, struct bytes b, struct text_diff **ret)
{
	clock_t from = clock();

	*ret = text_diff(NULL, a, b);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Two texts that have nothing in common, and one of a million words: by line, and soon. */
static void test_bounds(void **state)
{
	AUTO_BUF a = BUF_INIT(MIB(16)), b = BUF_INIT(MIB(16));
	struct text_diff *diff;

	(void)state;
	for (int i = 0; i < 40000; i++) {
		buf_addf(&a, "a%d%s", i, i % 20 ? " " : "\n");
		buf_addf(&b, "b%d%s", i, i % 20 ? " " : "\n");
	}
	assert_true(seconds(buf_bytes(&a), buf_bytes(&b), &diff) < 5);
	assert_true(diff->is_coarse);
	check_sides(diff, buf_bytes(&a), buf_bytes(&b));
	talloc_free(diff);
	buf_reset(&b);
	buf_add(&b, buf_str(&a), a.len);
	while (a.len < MIB(8))
		buf_adds(&a, "x y\n");
	buf_add(&b, buf_str(&a), a.len);
	assert_true(seconds(buf_bytes(&a), buf_bytes(&b), &diff) < 5);
	talloc_free(diff);
}

static void test_html(void **state)
{
	static const struct text_wording wordings[] = {
	    {"Old <title>", "A", "one\n\ntwo\n\nthree", "yesterday"},
	    {"New <title>", "A", "one\n\nzwei & more\n\nthree", "today"},
	    {"New <title>", "A", "one\n\nzwei & more\n\nthree\n\nfour", NULL},
	};
	AUTO_BUF out = BUF_INIT(KIB(8));

	(void)state;
	text_diff_html(wordings, COUNT(wordings), true, &out);
	assert_string_equal(buf_str(&out),
			    "<h2>today</h2>\n<p><b>Text</b></p><p>…</p><p><ins>{+four+}</ins></p>\n"
			    "<h2>yesterday</h2>\n<p><b>Headline</b></p><p><del>[-Old-]</del> <ins>{+New+}</ins> &lt;title></p>\n"
			    "<p><b>Text</b></p><p>…</p><p><del>[-two-]</del> <ins>{+zwei &amp; more+}</ins></p>\n<p>…</p>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_bounds),
	    cmocka_unit_test(test_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
