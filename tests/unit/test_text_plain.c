/* test_text_plain.c: the text of HTML, titles on one line, summaries, character references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "src/text/html.h"
#include "telex/mem.h"
#include "telex/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

struct pair {
	const char *in, *want;
};

static void test_plain(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"  just  text\n", "just text"},
		{"<p>one</p><p>two</p>", "one\n\ntwo"},
		{"<p>one<br>two<br/><br>three", "one\ntwo\nthree"},
		{"<ul><li>a</li><li>b</li></ul>after", "a\nb\n\nafter"},
		{"a<div>b</div>c", "a\n\nb\n\nc"},
		{"<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d"},
		{"in<b>ter</b>nal <i>word</i>s", "internal words"},
		{"inter&shy;national\xe2\x80\x8b\xc2\xad.", "international."},
		{"one<script>x</script><style>y</style><!-- z --> two", "one two"},
		{"see <img src=x alt=hidden>this", "see this"},
		{"a&nbsp;b &amp;lt;", "a\xc2\xa0" "b &lt;"},
		{"<pre>a\n  b\n\nc</pre>d", "a\nb\nc\n\nd"},
		{"<dl><dt>term<dd>meaning</dl>", "term\nmeaning"},
		{"<h1>head</h1>text<hr>more", "head\n\ntext\n\nmore"},
		{"a\x00" "b", "a"}, /* a C string ends there; the whole is in test_bytes */
		{"x < y &mdash; z", "x < y — z"},
		{"<select><option>a<option>b</select>", "a\n\nb"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct buf out = BUF_INIT(KIB(4));

		text_plain(bytes_of(pairs[i].in), &out);
		assert_string_equal(buf_str(&out), pairs[i].want);
		buf_free(&out);
	}
}

static void test_bytes(void **state)
{
	struct buf out = BUF_INIT(KIB(4));

	(void)state;
	text_plain((struct bytes){"a\0b\x1b[0m\xc3", 8}, &out);
	assert_string_equal(buf_str(&out), "ab[0m\xef\xbf\xbd");
	buf_free(&out);
}

static void test_plain_is_bounded(void **state)
{
	struct buf out = BUF_INIT(7);

	(void)state;
	text_plain(bytes_of("<p>abc<p>\xc3\xa9\xc3\xa9\xc3\xa9"), &out);
	assert_true(buf_ok(&out));
	assert_string_equal(buf_str(&out), "abc\n\n\xc3\xa9");
	buf_free(&out);
}

static void test_line(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"U.S. presses allies", "U.S. presses allies"},
		{"  a \t b\r\n c ", "a b c"},
		{"AT&T", "AT&T"},
		{"AT&amp;T", "AT&T"},
		{"AT&amp;amp;T", "AT&T"},
		{"R&amp;D &#8217;s", "R&D ’s"},
		{"5G <b>now</b>", "5G now"},
		{"<p>one</p><p>two</p>", "one two"},
		{"one<br/>two", "one two"},
		{"a < b & c", "a < b & c"},
		{"I <3 5G", "I <3 5G"},
		{"</", "</"},
		{"if a <b and c> d", "if a <b and c> d"},
		{"vector<int> is slow", "vector<int> is slow"},
		{"cut <b", "cut <b"},
		{"cut <a href=\"x", "cut <a href=\"x"},
		{"<a href=\"x\" target=_blank>link</a>", "link"},
		{"<o:p>word</o:p> <g-emoji>x</g-emoji>", "word x"},
		{"a<!-- b -->c", "ac"},
		{"a<script>b()</script>c", "ac"},
		{"&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"},
		{"How to use the &lt;table&gt; element", "How to use the <table> element"},
		{"&amp;lt;b&amp;gt;", "<b>"},
		{"a&nbsp;b", "a\xc2\xa0" "b"},
		{"a\xc2\xa0\xc2\xa0" "b", "a\xc2\xa0\xc2\xa0" "b"},
		{"<![CDATA[wrapped &amp; twice]]>", "wrapped & twice"},
		{"a\x01" "b\x07", "ab"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char *got = text_line(NULL, bytes_of(pairs[i].in));

		assert_string_equal(got, pairs[i].want);
		talloc_free(got);
	}
}

/* What is a line stays the same line unless it holds a reference or a tag. */
static void test_line_hostile(void **state)
{
	static const char *const units[] = {"<a ", "<a b=\"<a c='", "<zzz x=\"<a y=1 ", "<", "&", "<!--", "</ a"};
	enum { SIZE = 4 << 20 };

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		struct buf html = BUF_INIT(SIZE + 64);
		clock_t start = clock();

		while (html.len < SIZE)
			buf_adds(&html, units[i]);
		talloc_free(text_line(NULL, buf_bytes(&html)));
		assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 10);
		buf_free(&html);
	}
}

static void test_has_markup(void **state)
{
	static const char *const yes[] = {"<p>x", "a<br>b", "</b>", "a &amp; b", "&#38;", "<!-- x -->", "<a href=x>y</a>",
					  "&eacute;t&eacute;", "<IMG SRC='x'>"};
	static const char *const no[] = {"",	     "x",	 "a < b",	"a & b",  "AT&T", "<int>",
					 "1 <2> 3", "&unknown;", "a <b and c>", "&amp no", "<"};

	(void)state;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(text_has_markup(bytes_of(yes[i])));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(text_has_markup(bytes_of(no[i])));
}

static void test_summary(void **state)
{
	static const struct {
		const char *in;
		size_t max;
		const char *want;
	} cases[] = {
		{"Short text.\n\nAll of it.", 100, "Short text. All of it."},
		{"  one\n two  ", 7, "one two"},
		{"One sentence is here. Another one follows it and is long.", 40, "One sentence is here. …"},
		{"The U.S. presses allies to drop gear of one maker and more", 30, "The U.S. presses allies to…"},
		{"He said \"no.\" Then he went away for a very long time.", 20, "He said \"no.\" …"},
		{"wordwordwordwordwordword", 14, "wordwordwo…"},
		{"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 11, "\xc3\xa9\xc3\xa9\xc3\xa9…"},
		{"abcdef", 3, "…"},
		{"abcdef", 0, ""},
		{"", 10, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = text_summary(NULL, bytes_of(cases[i].in), cases[i].max);

		assert_string_equal(got, cases[i].want);
		assert_true(strlen(got) <= cases[i].max);
		talloc_free(got);
	}
}

static void test_references(void **state)
{
	static const struct {
		const char *in;
		size_t used;
		int32_t cp, second;
	} cases[] = {
		{"&amp;x", 5, '&', 0},
		{"&amp x", 4, '&', 0},
		{"&ampx", 0, 0, 0}, /* section 13.2.5.73 has it so in attributes; here everywhere */
		{"&amp=", 0, 0, 0},
		{"&AMP;", 5, '&', 0},
		{"&apos;", 6, '\'', 0},
		{"&hellip;", 8, 0x2026, 0},
		{"&hellip", 0, 0, 0},
		{"&Aacute;", 8, 0xc1, 0},
		{"&zwnj;", 6, 0x200c, 0},
		{"&fjlig;", 7, 'f', 'j'},
		{"&NotEqualTilde;", 15, 0x2242, 0x338},
		{"&CounterClockwiseContourIntegral;", 33, 0x2233, 0},
		{"&CounterClockwiseContourIntegralx;", 0, 0, 0},
		{"&#65;", 5, 'A', 0},
		{"&#x41;", 6, 'A', 0},
		{"&#X4a;", 6, 'J', 0},
		{"&#65 ", 4, 'A', 0},
		{"&#146;", 6, 0x2019, 0},
		{"&#0;", 4, 0xfffd, 0},
		{"&#xd800;", 8, 0xfffd, 0},
		{"&#99999999999999;", 17, 0xfffd, 0},
		{"&#x110000;", 10, 0xfffd, 0},
		{"&#;", 0, 0, 0},
		{"&#x;", 0, 0, 0},
		{"&;", 0, 0, 0},
		{"&", 0, 0, 0},
		{"&nosuch;", 0, 0, 0},
		{"&am;", 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int32_t cp[2] = {0, 0};

		assert_int_equal(html_reference(cases[i].in, strlen(cases[i].in), cp), cases[i].used);
		if (cases[i].used > 0) {
			assert_int_equal(cp[0], cases[i].cp);
			assert_int_equal(cp[1], cases[i].second);
		}
	}
}

/* Binary search needs sorted rows: every element is found by its own name, in any case. */
static void test_elements_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 0; i < EL_COUNT; i++) {
		char upper[sizeof(html_elements[0].name)] = "";

		assert_ptr_equal(html_element(bytes_of(html_elements[i].name)), &html_elements[i]);
		for (size_t k = 0; html_elements[i].name[k]; k++)
			upper[k] = html_elements[i].name[k] >= 'a' ? html_elements[i].name[k] - 32 : html_elements[i].name[k];
		assert_ptr_equal(html_element(bytes_of(upper)), &html_elements[i]);
	}
	assert_null(html_element(bytes_of("")));
	assert_null(html_element(bytes_of("blockquot")));
	assert_null(html_element(bytes_of("blockquotes")));
	assert_null(html_element(bytes_of("averyverylongname")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),	   cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_plain_is_bounded), cmocka_unit_test(test_line),
		cmocka_unit_test(test_line_hostile),	 cmocka_unit_test(test_has_markup),
		cmocka_unit_test(test_summary),	   cmocka_unit_test(test_references),
		cmocka_unit_test(test_elements_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
