/* test_text_layout.c: articles as terminal lines: what each element looks like, wrapping, links, and any input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "telex/mem.h"
#include "telex/text.h"
#include "telex/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* The rows as one text, each ended by "\n". */
static char *flat(const struct text_page *page)
{
	struct buf out = BUF_INIT(MIB(64));
	char *text;

	for (size_t i = 0; i < page->n_rows; i++) {
		for (size_t k = 0; k < page->rows[i].n_spans; k++)
			buf_add(&out, page->rows[i].spans[k].s, page->rows[i].spans[k].len);
		buf_addc(&out, '\n');
	}
	text = mem_strdup(NULL, buf_str(&out));
	buf_free(&out);
	return text;
}

/* What must hold for every page. */
static void check_page(const struct text_page *page, int cols)
{
	for (size_t i = 0; i < page->n_rows; i++) {
		const struct text_row *row = &page->rows[i];
		int width = 0;

		for (size_t k = 0; k < row->n_spans; k++) {
			const struct text_span *span = &row->spans[k];
			struct buf safe = BUF_INIT(span->len * 3 + 1);

			assert_true(span->len > 0);
			assert_true(span->link >= -1 && span->link < (int)page->n_links);
			utf8_safe((struct bytes){span->s, span->len}, SAFE_LINE, &safe);
			assert_int_equal(safe.len, span->len);
			assert_memory_equal(buf_str(&safe), span->s, span->len);
			width += utf8_width(span->s, span->len);
			buf_free(&safe);
		}
		assert_int_equal(row->width, width);
		assert_true(width <= cols);
	}
}

struct shown {
	const char *html, *rows;
};

static void check_shown(const struct shown *cases, size_t n, int cols)
{
	for (size_t i = 0; i < n; i++) {
		struct text_page *page = text_layout(NULL, bytes_of(cases[i].html), cols);
		char *rows = flat(page);

		assert_string_equal(rows, cases[i].rows);
		check_page(page, cols);
		talloc_free(rows);
		talloc_free(page);
	}
}

static void test_blocks(void **state)
{
	static const struct shown cases[] = {
		{"", ""},
		{"  \n ", ""},
		{"<p>one two three four five</p>", "one two three four\nfive\n"},
		{"<p>a</p><p>b</p>", "a\n\nb\n"},
		{"<div>a</div><div>b</div>", "a\nb\n"},
		{"<h2>Head</h2><p>text", "Head\n\ntext\n"},
		{"a<br>b<br><br><br>c", "a\nb\n\nc\n"},
		{"<div>a</div><div><br></div><div>b</div><p>&nbsp;</p><p>c", "a\n\nb\n\nc\n"},
		{"a<hr>b", "a\n\n────────────────────\n\nb\n"},
		{"<dl><dt>Term<dd>its meaning here</dl>", "Term\n    its meaning here\n"},
		{"<q>x</q> 10<sup>9</sup> CO<sub>2</sub> a<sup>th</sup>", "“x” 10⁹ CO₂ ath\n"},
		{"<script>x</script><style>y</style><p>z", "z\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 20);
}

static void test_lists(void **state)
{
	static const struct shown cases[] = {
		{"<ul><li>a<li>b</ul>", "• a\n• b\n"},
		{"<p>x<ul><li>a</ul>y", "x\n\n• a\n\ny\n"},
		{"<ul><li>one two three four<li>five</ul>", "• one two three four\n• five\n"},
		{"<ul><li>one two three fourteen</ul>", "• one two three\n  fourteen\n"},
		{"<ul><li>a<ul><li>b</ul><li>c</ul>", "• a\n  ◦ b\n• c\n"},
		{"<ol start=9><li>nine or so it seems<li>ten</ol>", " 9. nine or so it\n    seems\n10. ten\n"},
		{"<ol><li>a<li value=5>b<li>c</ol>", "1. a\n5. b\n6. c\n"},
		{"<ol type=a><li>x<li>y</ol><ol type=I start=3><li>x<li>y</ol>", "a. x\nb. y\n\nIII. x\nIV. y\n"},
		{"<ol type=A start=26><li>x<li>y</ol><ol type=i start=0><li>x<li>y</ol>", "Z. x\nAA. y\n\n0. x\ni. y\n"},
		{"<ol type=i start=4000><li>x</ol><ol type=a start=-1><li>x</ol><ol type=q><li>x</ol>",
		 "4000. x\n\n-1. x\n\n1. x\n"},
		{"<ol type=a start=703><li>x</ol><ol type=I start=94><li>x</ol>", "aaa. x\n\nXCIV. x\n"},
		{"<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>", "• a\n\n  b\n\n• c\n"},
		{"<ul><li></li><li>a</li></ul>", "• a\n"},
		{"<ul><li><ul><li><ul><li><ul><li>deep and deeper</ul></ul></ul></ul>",
		 "• ◦ ▪ • deep and\n        deeper\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 20);
}

static void test_quotes(void **state)
{
	static const struct shown cases[] = {
		{"<p>a<blockquote>one two three four five</blockquote>b",
		 "a\n\n│ one two three four\n│ five\n\nb\n"},
		{"<blockquote><p>a</p><p>b</p></blockquote>", "│ a\n│\n│ b\n"},
		{"<blockquote>a<blockquote>b</blockquote></blockquote>", "│ a\n│\n│ │ b\n"},
		{"<blockquote><ul><li>a<li>b</ul></blockquote>", "│ • a\n│ • b\n"},
		{"<ul><li>a<blockquote>b</blockquote></ul>", "• a\n\n  │ b\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 20);
}

static void test_code(void **state)
{
	static const struct shown cases[] = {
		{"<pre>a  b\n\tc\n\n\nd</pre>", "a  b\n        c\n\n\nd\n"},
		{"<pre>\n0123456789012345678901234</pre>x", "01234567890123456789\n01234\n\nx\n"},
		{"<p>a <code>b  c</code>", "a b c\n"},
		{"<ul><li><pre>x\ny</pre></ul>", "• x\n  y\n"},
		{"<pre>a<pre>b  c</pre>d  e</pre>", "a\n\nb  c\n\nd  e\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 20);
}

static void test_wrapping(void **state)
{
	static const struct shown cases[] = {
		{"日本語の文章はどこでも折り返すことができます。", "日本語の文章はどこで\nも折り返すことができ\nます。\n"},
		/* the full stop may not begin a line, the bracket not end one */
		{"一二三四五六七八九十。「一」", "一二三四五六七八九\n十。「一」\n"},
		{"一二三四五六七八九「一」", "一二三四五六七八九\n「一」\n"},
		{"aaaaaaaaaa bbbbbbbbbb", "aaaaaaaaaa\nbbbbbbbbbb\n"},
		{"a long-standing well-known-thing T-Mobile", "a long-standing\nwell-known-thing\nT-Mobile\n"},
		{"aaaaaaaaaaaa long-standing", "aaaaaaaaaaaa long-\nstanding\n"},
		{"aaaaaaaaaaaaaaa T-Mobile", "aaaaaaaaaaaaaaa\nT-Mobile\n"},
		{"aaaaaaaaaa tele&shy;communications", "aaaaaaaaaa tele-\ncommunications\n"},
		{"aaaaaaaaaa tele&shy;com", "aaaaaaaaaa telecom\n"},
		{"aaaaaaaaaaaaaaaaaa<wbr>bbbb&#8203;cc", "aaaaaaaaaaaaaaaaaa\nbbbbcc\n"},
		{"http://a.example/0123456789/0123456789", "http://a.example/012\n3456789/0123456789\n"},
		{"aaaaaaaaaaaaaaaaa&nbsp;b ccc", "aaaaaaaaaaaaaaaaa\xc2\xa0" "b\nccc\n"},
		{"on attend un an oui ! non", "on attend un an\noui ! non\n"},
		{"on dit que c'est « oui » et", "on dit que c'est\n« oui » et\n"},
		{"aaaaaaaaaaaaaaaaaaaa ! b", "aaaaaaaaaaaaaaaaaaaa\n! b\n"},
		{"aaaaaaaaaaaaa bbbbbb :-) c", "aaaaaaaaaaaaa bbbbbb\n:-) c\n"},
		{"one — two three four", "one — two three four\n"},
		{"aaaaaaaaaaaaaaa—bbbbbb", "aaaaaaaaaaaaaaa—\nbbbbbb\n"},
		{"e\xcc\x81" "e\xcc\x81", "e\xcc\x81" "e\xcc\x81\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 20);
}

static void test_tables(void **state)
{
	static const struct shown fits[] = {
		{"<table><caption>Shares</caption><tr><th>Name<th>2024<tr><td>Huawei<td>31<tr><td>Nokia<td>9.5</table>",
		 "Shares\nName    2024\n────────────\nHuawei    31\nNokia    9.5\n"},
		{"<table><tr><td>a<td colspan=2>bc<tr><td rowspan=2>d<td>e<td>f<tr><td>g<td>h</table>",
		 "a  bc\nd  e   f\n   g   h\n"},
		{"<p>x<table><tr><td>a<td><p>b</p><p>c</p></table>y", "x\n\na  b c\n\ny\n"},
		/* one column, or blocks inside, are the layout of a page */
		{"<table><tr><td>a<tr><td>b</table>", "a\nb\n"},
		{"<table><tr><td><h2>a</h2><td>b</table>", "a\n\nb\n"},
	};
	static const struct shown records[] = {
		{"<table><tr><th>Operator<th>Price paid<tr><td>Orange<td>200 million<tr><td>Free<td>10</table>",
		 "Operator: Orange\n  Price paid: 200\n  million\n\nOperator: Free\n  Price paid: 10\n"},
		{"<table><tr><td>Orange France<td>200 million</table>", "Orange France\n  200 million\n"},
	};

	(void)state;
	check_shown(fits, COUNT(fits), 30);
	check_shown(records, COUNT(records), 20);
}

/* ---- links ---- */

static void test_links(void **state)
{
	struct text_page *page = text_layout(NULL,
					     bytes_of("See <a href='https://a.example/'>the  first</a>, "
						      "<a href='mailto:x@y.example'>mail</a> and "
						      "<a href='https://a.example/'>again</a>. "
						      "<a href='javascript:x'>no</a><a href='mailto:a b'>ne</a>"
						      "<a href='https://b.example/'></a>"),
					     80);
	char *rows = flat(page);

	(void)state;
	assert_string_equal(rows, "See the first[1], mail[2] and again[1]. none\n");
	assert_int_equal(page->n_links, 2);
	assert_string_equal(page->links[0].url, "https://a.example/");
	assert_string_equal(page->links[0].label, "the first");
	assert_string_equal(page->links[1].url, "mailto:x@y.example");
	assert_false(page->links[0].is_image);
	check_page(page, 80);
	talloc_free(rows);
	talloc_free(page);
}

static void test_link_spans(void **state)
{
	struct text_page *page = text_layout(NULL, bytes_of("a <a href='https://a.example/'>b c</a> d"), 80);
	const struct text_span *spans = page->rows[0].spans;

	(void)state;
	assert_int_equal(page->rows[0].n_spans, 4);
	assert_int_equal(spans[0].link, -1);
	assert_int_equal(spans[1].link, 0);
	assert_int_equal(spans[1].style, TEXT_LINK);
	assert_int_equal(spans[1].len, 3);
	assert_int_equal(spans[2].link, 0);
	assert_int_equal(spans[2].style, TEXT_DIM);
	assert_memory_equal(spans[2].s, "[1]", 3);
	assert_int_equal(spans[3].link, -1);
	talloc_free(page);
}

static void test_pictures(void **state)
{
	static const struct shown cases[] = {
		{"<img src=https://a.example/i.png alt='A tower'> x", "[image: A tower][1] x\n"},
		{"<img src=https://a.example/i.png>", "[image][1]\n"},
		{"<img src=relative.png>", ""},
		{"<img src=relative.png alt=x1>", "[image: x1]\n"},
		{"a <img src=https://a.example/s.png alt='🙂'> <img src=https://a.example/t.png alt=':-)'>", "a 🙂 :-)\n"},
		{"<a href=https://a.example/big.jpg><img src=https://a.example/i.png alt=tower></a>",
		 "[image: tower][1]\n"},
		{"<figure><img src=https://a.example/i.png alt=a1><figcaption>Caption</figcaption></figure>",
		 "[image: a1][1]\nCaption\n"},
		{"<a href=https://v.example/1 title='A talk'></a> x", "[A talk][1] x\n"},
		{"<video><source src=https://v.example/a.mp4><source src=https://v.example/a.webm></video>",
		 "[video][1]\n"},
		{"<audio src=https://v.example/a.mp3 title=talk></audio>", "[audio: talk][1]\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 80);
}

/* A link around blocks has its number behind the first of them. */
static void test_link_over_blocks(void **state)
{
	static const struct shown cases[] = {
		{"<a href=https://a.example/><h3>Head</h3><p>text</p></a>end", "Head[1]\n\ntext\n\nend\n"},
		{"<a href=https://a.example/><p></p><p>text</p></a>", "text[1]\n"},
		{"<table><tr><td><a href=https://a.example/>x</a><td>y</table>", "x[1]  y\n"},
		{"<a href=https://a.example/><table><tr><td></td><td>x</td><td>y</td></table>z</a>", "  x[1]  y\n\nz\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 80);
}

/* ---- styles ---- */

static unsigned style_at(const struct text_page *page, const char *word)
{
	for (size_t i = 0; i < page->n_rows; i++) {
		for (size_t k = 0; k < page->rows[i].n_spans; k++) {
			const struct text_span *span = &page->rows[i].spans[k];

			if (memmem(span->s, span->len, word, strlen(word)))
				return span->style;
		}
	}
	fail_msg("%s is not shown", word);
	return 0;
}

static void test_styles(void **state)
{
	static const char html[] = "<h1>head</h1><p>plain <b>bold <i>both</i></b> <code>code</code></p>"
				   "<blockquote>quoted <a href=https://a.example/>link</a></blockquote>"
				   "<ul><li>item</ul><pre>pre</pre>";
	static const struct {
		const char *word;
		unsigned style;
	} cases[] = {
		{"head", TEXT_BOLD | TEXT_HEADING},
		{"plain", 0},
		{"bold", TEXT_BOLD},
		{"both", TEXT_BOLD | TEXT_ITALIC},
		{"code", TEXT_CODE},
		{"quoted", TEXT_QUOTE},
		{"link", TEXT_QUOTE | TEXT_LINK},
		{"[1]", TEXT_QUOTE | TEXT_DIM},
		{"•", TEXT_DIM},
		{"│", TEXT_QUOTE | TEXT_DIM},
		{"pre", TEXT_CODE},
	};
	struct text_page *page = text_layout(NULL, BYTES_LITERAL(html), 60);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(style_at(page, cases[i].word), cases[i].style);
	talloc_free(page);
}

static void test_words(void **state)
{
	static const struct {
		const char *html;
		int words;
	} cases[] = {
		{"", 0},
		{"<p>one <b>two</b> th<i>ree</i></p><p>four", 4},
		{"日本語文章", 2},
		{"tele&shy;com", 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text_page *page = text_layout(NULL, bytes_of(cases[i].html), 80);

		assert_int_equal(page->words, cases[i].words);
		talloc_free(page);
	}
}

static void test_layout_plain(void **state)
{
	static const struct shown cases[] = {
		{"", ""},
		{"one\ntwo\n\n\nthree", "one\ntwo\n\nthree\n"},
		{"a < b & <b>", "a < b & <b>\n"},
		{"see https://a.example/x, (http://b.example/y_(z)).", "see https://a.example/x[1], (http://b.example/y_(z)[2]).\n"},
		{"  indented   words ", "indented words\n"},
		{"esc \x1b[31m bad \xff", "esc \xef\xbf\xbd[31m bad \xef\xbf\xbd\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text_page *page = text_layout_plain(NULL, bytes_of(cases[i].html), 80);
		char *rows = flat(page);

		assert_string_equal(rows, cases[i].rows);
		check_page(page, 80);
		talloc_free(rows);
		talloc_free(page);
	}
}

/* ---- any input ---- */

static void test_controls(void **state)
{
	static const struct shown cases[] = {
		{"a\x1b]0;title\x07 b&#x9b;31m &#x202e;c", "a\xef\xbf\xbd]0;title\xef\xbf\xbd b›31m c\n"},
		{"<a href=\"https://a.example/\" title=\"&#27;[2J\"></a>", "[\xef\xbf\xbd[2J][1]\n"},
		{"<img src=https://a.example/ alt='&#27;]52;x'>", "[image: \xef\xbf\xbd]52;x][1]\n"},
		{"a\x0b\xcc\x81", "a \xcc\x81\n"},
		{"\x0b\xcc\x81 aaaaaaaaaaaa", " \xcc\x81 aaaaaaaaaaaa\n"},
		{"\xe3\x81\x82\xe1\x82\x8a", "\xe3\x81\x82\xe1\x82\x8a\n"}, /* U+108A belongs to what is before it */
		{"<pre>a\x1b[1m&#13;b\x07</pre>", "a\xef\xbf\xbd[1mb\xef\xbf\xbd\n"},
	};

	(void)state;
	check_shown(cases, COUNT(cases), 80);
}

static const char *const pieces[] = {
	"<p>", "</p>", "<b>", "</b>", "<a href=http://x.example/>", "</a>", "<a href=https://y.example/ title=t>", "<ul>",
	"<li>", "</li>", "</ul>", "<ol>", "</ol>", "<table>", "<tr>", "<td>", "<td rowspan=9 colspan=7>", "<th>", "</table>",
	"<caption>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<h1>", "</h1>", "<dl>", "<dt>", "<dd>", "</dl>",
	"word ", "longerword", " ", "\n", "\t", "&shy;", "&#8203;", "<wbr>", "<br>", "<hr>", "日本語、", "「", "」", "é", "e\xcc\x81",
	"👨‍👩‍👧", "\xff", "\x1b[0m", "<img src=http://x.example/i alt=z1>", "<sup>2</sup>", "<q>", "</q>", "<video>",
	"<source src=http://x.example/v>", "</video>", "&nbsp;", "-", "—", "http://x.example/very/long/address/indeed",
	"\xe1\x82\x8a", "\x0b", "\xd8\xa7\xd9\x84", "\xe0\xb8\xaa\xe0\xb8\xa7", "&#x202e;",
};

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Piece by piece it is the same page. */
static void check_pieces(const struct text_page *whole, struct bytes in, bool is_html, int cols, size_t bytes)
{
	void *ctx = talloc_new(NULL);
	struct text_layout *layout = text_layout_new(ctx, in, is_html, cols);
	AUTO_BUF rows = BUF_INIT(MIB(64));
	const struct text_page *page;
	char *expected = flat(whole);

	for (bool more = true; more;) {
		char *text;

		page = text_layout_more(layout, bytes, &more);
		check_page(page, cols);
		text = flat(page);
		buf_adds(&rows, text);
		talloc_free(text);
	}
	assert_string_equal(buf_str(&rows), expected);
	assert_int_equal(page->n_links, whole->n_links);
	for (size_t i = 0; i < page->n_links; i++) {
		assert_string_equal(page->links[i].url, whole->links[i].url);
		assert_string_equal(page->links[i].label, whole->links[i].label);
	}
	assert_int_equal(page->words, whole->words);
	talloc_free(expected);
	talloc_free(ctx);
}

static void test_a_page_may_be_left_in_the_middle(void **state)
{
	struct bytes html = bytes_of("<p>One <a href='https://x.example/'>two</a>.<table><tr><td>1<td>2</table><p>\xff three.");
	void *ctx = talloc_new(NULL);
	bool more;

	(void)state;
	for (size_t bytes = 1; bytes < html.len; bytes++)
		(void)text_layout_more(text_layout_new(ctx, html, bytes % 2, 40), bytes, &more);
	talloc_free(ctx);
}

static void test_words_without_a_layout(void **state)
{
	static const char *const texts[] = {"", " ", "one", "One two,\nthree \n\n four.", "華為技術有限公司 is 5G", "a-b c/d 1,000 —"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct text_page *page = text_layout_plain(NULL, bytes_of(texts[i]), 80);

		assert_int_equal(text_words(bytes_of(texts[i])), page->words);
		talloc_free(page);
	}
}

static void test_any_mixture(void **state)
{
	unsigned seed = 3;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct buf html = BUF_INIT(KIB(64));
		int cols = 20 + (int)(next_random(&seed) % 60);
		struct text_page *page;

		for (unsigned n = next_random(&seed) % 60; n > 0; n--)
			buf_adds(&html, pieces[next_random(&seed) % COUNT(pieces)]);
		page = text_layout(NULL, buf_bytes(&html), cols);
		check_page(page, cols);
		check_pieces(page, buf_bytes(&html), true, cols, 1 + (size_t)i % 50);
		talloc_free(page);
		page = text_layout_plain(NULL, buf_bytes(&html), cols);
		check_page(page, cols);
		check_pieces(page, buf_bytes(&html), false, cols, 1 + (size_t)i % 50);
		talloc_free(page);
		buf_free(&html);
	}
}

/* One paragraph, one line, one word: the rows of its beginning come with its beginning. */
static void test_a_long_block_comes_in_pieces(void **state)
{
	static const struct {
		const char *before, *unit;
		bool is_html, is_parted;
	} blocks[] = {
	    {"", "Words of a text, long-standing ones &amp; « so » on. ", true, true},
	    {"<p>", "Words&shy;with marks\xc2\xa0 and <b>bold</b> <a href='https://x.example/'>links</a> 業界 \xe2\x80\x8b. ", true, true},
	    {"<ul><li><blockquote>", "in a list\t", true, true},
	    {"<pre>", "a line of\tcode &lt;that&gt; is longer than the screen, 総務省は帯の割\n\n\n", true, true},
	    {"<p>", "総務省は4.9GHz帯&amp;割り当てを「来春」に実施する。が\xe3\x82\x99", true, true},
	    {"<![CDATA[", "not ]] parted ", true, false},
	    {"<table><tr><td>", "a cell ", true, false},
	    {"", "Plain words, https://x.example/a and on.  ", false, true},
	    {"", "Lines of words\n", false, true},
	    {"", "総務省は帯の割り当てを来春に実施する。", false, true},
	    {"", "https://x.example/総務省", false, false},
	    {"", "x", false, false},
	};
	enum { SIZE = 60000, STEP = 10000 };

	(void)state;
	for (size_t i = 0; i < COUNT(blocks); i++) {
		struct buf text = BUF_INIT(MIB(1));
		struct text_page *whole, *first;
		void *ctx = talloc_new(NULL);
		bool more;

		buf_adds(&text, blocks[i].before);
		while (text.len < SIZE)
			buf_adds(&text, blocks[i].unit);
		buf_adds(&text, "\n \n");
		for (int cols = 122; cols > 20; cols -= 31) {
			whole = blocks[i].is_html ? text_layout(ctx, buf_bytes(&text), cols) : text_layout_plain(ctx, buf_bytes(&text), cols);
			check_pieces(whole, buf_bytes(&text), blocks[i].is_html, cols, STEP);
			check_pieces(whole, buf_bytes(&text), blocks[i].is_html, cols, 999);
		}
		first = text_layout_more(text_layout_new(ctx, buf_bytes(&text), blocks[i].is_html, 29), STEP, &more);
		if (blocks[i].is_parted)
			assert_true(more && first->n_rows > 30 && first->n_rows < whole->n_rows / 2);
		talloc_free(ctx);
		buf_free(&text);
	}
}

static void test_hostile_size(void **state)
{
	static const char *const units[] = {"<div>", "<blockquote>x", "<ul><li>x", "<table><tr><td>x<td>y", "<br>", "<hr>",
					    "<a href=http://x.example/>x", "x", "\xc2\xad", "<b>x", "<pre>\t", "\xcc\x81"};
	enum { SIZE = 4 << 20 };

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		struct buf html = BUF_INIT(SIZE + 64);
		clock_t start = clock();

		while (html.len < SIZE)
			buf_adds(&html, units[i]);
		talloc_free(text_layout(NULL, buf_bytes(&html), 80));
		assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20);
		buf_free(&html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),	   cmocka_unit_test(test_lists),
		cmocka_unit_test(test_quotes),	   cmocka_unit_test(test_code),
		cmocka_unit_test(test_wrapping),     cmocka_unit_test(test_tables),
		cmocka_unit_test(test_links),	   cmocka_unit_test(test_link_spans),
		cmocka_unit_test(test_pictures),     cmocka_unit_test(test_link_over_blocks),
		cmocka_unit_test(test_styles),	   cmocka_unit_test(test_words),
		cmocka_unit_test(test_layout_plain), cmocka_unit_test(test_controls),
		cmocka_unit_test(test_a_page_may_be_left_in_the_middle), cmocka_unit_test(test_words_without_a_layout),
		cmocka_unit_test(test_any_mixture),  cmocka_unit_test(test_a_long_block_comes_in_pieces), cmocka_unit_test(test_hostile_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
