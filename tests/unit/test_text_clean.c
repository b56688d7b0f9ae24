/* test_text_clean.c: HTML made safe: what stays, what goes, and that nothing of it can be undone by another parser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <cmocka.h>

#include <libxml/HTMLparser.h>

#include "telex/mem.h"
#include "telex/text.h"
#include "telex/utf8.h"

#define BASE "http://site.example/news/today.html"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static char *clean(const char *html, const char *base)
{
	struct buf out = BUF_INIT(MIB(1));
	char *text;

	text_clean(bytes_of(html), base, &out);
	assert_true(buf_ok(&out));
	text = mem_strdup(NULL, buf_str(&out));
	buf_free(&out);
	return text;
}

struct pair {
	const char *html, *want;
};

static void check_pairs(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = clean(pairs[i].html, BASE);

		assert_string_equal(got, pairs[i].want);
		talloc_free(got);
	}
}

static void test_structure(void **state)
{
	static const struct pair pairs[] = {
		{"", ""},
		{"plain", "plain"},
		{"<p>one<p>two", "<p>one</p><p>two</p>"},
		{"<P CLASS=x>one</P>", "<p>one</p>"},
		{"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
		 "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"},
		{"<p>a<div>b</div>c", "<p>a</p><div>b</div>c"},
		{"<dl><dt>t<dd>d<dt>u</dl>", "<dl><dt>t</dt><dd>d</dd><dt>u</dt></dl>"},
		{"<table><td>a<td>b<tr><th>c</table>",
		 "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>"},
		{"<table><tr><td><p>x</table>y", "<table><tr><td><p>x</p></td></tr></table>y"},
		{"<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"},
		{"<b><p>a</b>b</p>", "<b><p>ab</p></b>"},
		{"<h2>a</h3>b", "<h2>a</h2>b"},
		{"<blockquote><p>q</blockquote><p>r", "<blockquote><p>q</p></blockquote><p>r</p>"},
		{"</p></div>x</b>", "x"},
		{"a<br/>b<BR>c</br>d", "a<br>b<br>c<br>d"},
		{"a<hr>b", "a<hr>b"},
		{"<p/>x", "<p></p>x"},
		{"<center>a</center><fieldset>b</fieldset>", "<div>a</div><div>b</div>"},
		{"<span style='x'>a</span><font color=red>b</font>", "ab"},
		{"<td>a</td><td>b</td>", "a b"},
		{"<unknown>a</unknown> <x-y z>b</x-y>", "a b"},
		{"<ol start=3 reversed type=a><li value='7'>x</ol>",
		 "<ol start=\"3\" reversed=\"\" type=\"a\"><li value=\"7\">x</li></ol>"},
		{"<a href=/1>a<a href=/2>b</a>",
		 "<a href=\"http://site.example/1\">a</a><a href=\"http://site.example/2\">b</a>"},
		{"<a href='http://x.example/' <b>t</a>", "<a href=\"http://x.example/\">t</a>"},
		{"<a href=\"http://x.example/>no mark</a> <i>kept",
		 "<a href=\"http://x.example/\">no mark</a> <i>kept</i>"},
		{"cut off <a href=\"http", "cut off"},
	};

	(void)state;
	check_pairs(pairs, COUNT(pairs));
}

static void test_text_and_space(void **state)
{
	static const struct pair pairs[] = {
		{"a < b & c > d", "a &lt; b &amp; c &gt; d"},
		{"AT&amp;T &copy; &#8217;&#x2019;&#146;&#0;", "AT&amp;T © ’’’\xef\xbf\xbd"},
		{"&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"  a  \n\n b\t<b> c</b>  ", "a\nb <b> c</b>"},
		{"x<span> </span> y", "x y"},
		{"<pre>a\r\n  b\tc</pre>", "<pre>a\n  b\tc</pre>"},
		{"a&nbsp;b&#160;c", "a\xc2\xa0" "b\xc2\xa0" "c"},
		{"a\x01\x1b[31mb\x7f", "a[31mb"},
		{"bad \xff\xc3( utf8", "bad \xef\xbf\xbd\xef\xbf\xbd( utf8"},
		{"5 <3 and 1<2", "5 &lt;3 and 1&lt;2"},
		{"a<!-- b --><!--> c <!---> d <!-- e --!> f", "a c d f"},
		{"a<!-- never closed <p>b", "a"},
		{"<?xml version='1.0'?><!DOCTYPE html>x", "x"},
		{"<![CDATA[<p>a</p>]]>b", "<p>a</p>b"},
	};

	(void)state;
	check_pairs(pairs, COUNT(pairs));
}

static void test_removed(void **state)
{
	static const struct pair pairs[] = {
		{"a<script>b</script>c<style>d</style>e", "ace"},
		{"a<SCRIPT src=x>if (a</b) '</scripty>'</script\n>c", "ac"},
		{"a<script>never closed <p>b", "a"},
		{"a<iframe src=javascript:x>b</iframe>c", "abc"},
		{"<noscript>n</noscript><object>o</object><form>f</form>", "no<div>f</div>"},
		{"<svg><text>t</text><script>x</script></svg>", "t"},
		{"<title>t</title><textarea><b>x</b></textarea>", "<div>t</div><div><b>x</b></div>"},
		{"<p onclick=a() style='color:red' id=x class=y srcdoc=z dir=rtl lang=fa>t</p>",
		 "<p dir=\"rtl\" lang=\"fa\">t</p>"},
		{"<a name=x>t</a>", "t"},
		{"<a title=' href=x'>t</a>", "t"},
		{"<a href='javascript:alert(1)'>t</a>", "t"},
		{"<a href=' java\nscript&#58;alert(1)'>t</a><a href='&#1;javascript:x'>u</a>", "tu"},
		{"<a href=data:text/html,x>t</a><a href=vbscript:x>u</a><a href='file:///etc/passwd'>v</a>", "tuv"},
		{"<img src=javascript:x><img src='data:image/svg+xml,<svg onload=x>'>", ""},
		{"<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>", ""},
	};

	(void)state;
	check_pairs(pairs, COUNT(pairs));
}

static void test_addresses(void **state)
{
	static const struct pair pairs[] = {
		{"<a href=other.html?a=1&amp;b=2#c>t</a>",
		 "<a href=\"http://site.example/news/other.html?a=1&amp;b=2#c\">t</a>"},
		{"<a href='//cdn.example/x'>t</a>", "<a href=\"http://cdn.example/x\">t</a>"},
		{"<a href='http://x.example/?utm_source=rss&id=3&fbclid=z'>t</a>",
		 "<a href=\"http://x.example/?id=3\">t</a>"},
		{"<a href=mailto:desk@x.example>t</a>", "<a href=\"mailto:desk@x.example\">t</a>"},
		{"<a href='http://x.example/a\"b<c>d'>t</a>", "<a href=\"http://x.example/a%22b%3Cc%3Ed\">t</a>"},
		{"<a href=1 href=2>t</a>", "<a href=\"http://site.example/news/1\">t</a>"},
		{"<blockquote cite=/c>q</blockquote>",
		 "<blockquote cite=\"http://site.example/c\">q</blockquote>"},
		{"<base href='http://base.example/d/'><a href=e>t</a>", "<a href=\"http://base.example/d/e\">t</a>"},
		{"<img src=a.png alt='A \"B\" &lt;c&gt;' width=20px height=10%>",
		 "<img src=\"http://site.example/news/a.png\" alt=\"A &quot;B&quot; &lt;c&gt;\" width=\"20\">"},
		{"<img srcset='s.png 1x, l.png 2x'>", "<img src=\"http://site.example/news/s.png\">"},
		{"<img src='data:image/png;base64,AAAA' data-src=lazy.jpg><noscript><img src=lazy.jpg></noscript>",
		 "<img src=\"http://site.example/news/lazy.jpg\">"},
		{"<video src=v.mp4 poster=p.jpg controls><source src=w.webm type=video/webm></video>",
		 "<video src=\"http://site.example/news/v.mp4\" poster=\"http://site.example/news/p.jpg\">"
		 "<source src=\"http://site.example/news/w.webm\" type=\"video/webm\"></video>"},
		{"<source src=x.mp3>", ""},
	};

	(void)state;
	check_pairs(pairs, COUNT(pairs));
}

static void test_without_base(void **state)
{
	char *got = clean("<a href=/x>a</a><a href=http://y.example/>b</a><img src=//z.example/i.png>", NULL);

	(void)state;
	assert_string_equal(got, "a<a href=\"http://y.example/\">b</a><img src=\"https://z.example/i.png\">");
	talloc_free(got);
}

static void test_unseen_pictures(void **state)
{
	static const char *const gone[] = {
		"<img src=/p.gif width=1 height=1>",
		"<img src=/p.gif height='0'>",
		"<img src=/p.gif width=1px>",
		"<img src=/p.gif style='Display : none'>",
		"<img src=/p.gif style='border:0;width:1px;'>",
		"<iframe src=http://x.example/ width=0 height=0></iframe>",
	};
	static const char *const kept[] = {
		"<img src=/p.gif width=100 height=10>",
		"<img src=/p.gif width=100%>",
		"<img src=/p.gif style='border-width:1px;max-width:100%'>",
		"<img src=/p.gif style='width:10px'>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(gone); i++) {
		char *got = clean(gone[i], BASE);

		assert_string_equal(got, "");
		talloc_free(got);
	}
	for (size_t i = 0; i < COUNT(kept); i++) {
		char *got = clean(kept[i], BASE);

		assert_non_null(strstr(got, "src=\"http://site.example/p.gif\""));
		talloc_free(got);
	}
}

/* A video is worth a link; no words are put into the article's mouth. */
static void test_embedded(void **state)
{
	static const struct pair pairs[] = {
		{"<iframe src=https://video.example/1 title='A \"video\"'>x</iframe>",
		 "<a href=\"https://video.example/1\" title=\"A &quot;video&quot;\"></a>x"},
		{"<embed src=/e.swf>", "<a href=\"http://site.example/e.swf\" title=\"embedded page\"></a>"},
		{"<a href=/a>t<iframe src=/b></iframe></a>", "<a href=\"http://site.example/a\">t</a>"},
	};

	(void)state;
	check_pairs(pairs, COUNT(pairs));
}

/* ---- the room in the buffer ---- */

static void test_cut_at_block(void **state)
{
	struct buf out = BUF_INIT(60);

	(void)state;
	text_clean(bytes_of("<div><p>one one one one</p><p>two two two two</p><p>three</p></div>"), NULL, &out);
	assert_true(buf_ok(&out));
	assert_string_equal(buf_str(&out), "<div><p>one one one one</p><p>two two two two</p></div>");
	buf_free(&out);
}

static void test_cut_in_one_block(void **state)
{
	struct buf out = BUF_INIT(20);

	(void)state;
	text_clean(bytes_of("<p>\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9</p>"), NULL, &out);
	assert_true(buf_ok(&out));
	assert_string_equal(buf_str(&out), "<p>\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9</p>");
	buf_free(&out);
}

static void test_appends(void **state)
{
	struct buf out = BUF_INIT(100);

	(void)state;
	buf_adds(&out, "before ");
	text_clean(bytes_of(" <b>x</b> "), NULL, &out);
	assert_string_equal(buf_str(&out), "before <b>x</b>");
	buf_free(&out);
}

/* ---- read again, by another parser ---- */

static const char *const elements[] = {
	"html", "body", "tbody", /* put there by the parser */
	"a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "br",
	"caption", "cite", "code", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "figcaption",
	"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "ins", "kbd",
	"li", "main", "mark", "menu", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
	"small", "source", "strike", "strong", "sub", "summary", "sup", "table", "td", "tfoot", "th", "thead", "time",
	"tr", "tt", "u", "ul", "var", "video", "wbr",
};
static const char *const attrs[] = {
	"href", "src", "poster", "cite", "longdesc", "alt", "title", "width", "height", "datetime", "colspan",
	"rowspan", "start", "value", "type", "reversed", "lang", "dir",
};

static bool is_in(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static bool is_safe_value(const xmlAttr *attr)
{
	xmlChar *value = xmlNodeListGetString(attr->doc, attr->children, 1);
	const char *s = value ? (const char *)value : "", *name = (const char *)attr->name;
	bool is_address = !strcmp(name, "href") || !strcmp(name, "src") || !strcmp(name, "poster") ||
			  !strcmp(name, "cite") || !strcmp(name, "longdesc");
	bool ok = !is_address || !strncasecmp(s, "http://", 7) || !strncasecmp(s, "https://", 8) ||
		  !strncasecmp(s, "mailto:", 7) ||
		  (!strncasecmp(s, "data:image/", 11) && strcmp(name, "href") && strncasecmp(s + 11, "svg", 3));

	xmlFree(value);
	return ok;
}

static bool is_safe_node(const xmlNode *node)
{
	if (node->type == XML_TEXT_NODE)
		return true;
	if (node->type != XML_ELEMENT_NODE || !is_in((const char *)node->name, elements, COUNT(elements)))
		return false;
	for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
		if (!is_in((const char *)attr->name, attrs, COUNT(attrs)) || !is_safe_value(attr))
			return false;
	}
	return true;
}

/* In document order, without recursion. */
static const xmlNode *next_node(const xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
	return node ? node->next : NULL;
}

static bool is_safe(const char *html, size_t len)
{
	const int options = HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING;
	htmlDocPtr doc = htmlReadMemory(html, (int)len, NULL, "UTF-8", options);
	bool ok = true;

	for (const xmlNode *node = doc ? xmlDocGetRootElement(doc) : NULL; node && ok; node = next_node(node))
		ok = is_safe_node(node);
	xmlFreeDoc(doc);
	return ok;
}

static void check_properties(struct bytes html, size_t max)
{
	struct buf once = BUF_INIT(max), twice = BUF_INIT(max);

	text_clean(html, BASE, &once);
	assert_true(buf_ok(&once));
	assert_true(utf8_is_valid(buf_bytes(&once)));
	if (!is_safe(buf_str(&once), once.len))
		fail_msg("unsafe: %s\nout of: %.*s", buf_str(&once), (int)html.len, html.data);
	text_clean(buf_bytes(&once), "http://elsewhere.example/", &twice);
	assert_string_equal(buf_str(&twice), buf_str(&once));
	buf_free(&once);
	buf_free(&twice);
}

static void test_attacks(void **state)
{
	static const char *const attacks[] = {
		"<svg><style><img src=x onerror=alert(1)></style>",
		"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
		"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
		"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
		"<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
		"<a href=\"\x01javascript:alert(1)\">x</a><a href='\xe2\x80\x83javascript:alert(1)'>y</a>",
		"<img src=\"x` `<script>alert(1)</script>\"` `>",
		"<img alt=\"`><script>alert(1)</script>\" src=/x>",
		"<p title='</p><script>x'>",
		"<abbr title='\"><script>alert(1)</script>'>x</abbr>",
		"<<script>alert(1)//<</script>",
		"<scr<script>ipt>alert(1)</scr</script>ipt>",
		"<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
		"<select><template><style><!--</style><a rel=\"--></style></template></select><img src onerror=x>\">",
		"<textarea></textarea><img src=x onerror=alert(1)><!--</textarea>",
		"<!--><img src=x onerror=alert(1)>-->",
		"<![CDATA[><img src=x onerror=alert(1)>]]>",
		"<img src=x onerror\x0b=alert(1)><img/src=x/onerror=alert(1)>",
		"&lt;img src=x onerror=alert(1)&gt;",
		"<plaintext><img src=x onerror=alert(1)>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(attacks); i++)
		check_properties(bytes_of(attacks[i]), MIB(1));
}

static const char *const pieces[] = {
	"<p>", "</p>", "<p/>", "<b>", "</b>", "<i>", "</i>", "<a href=/x?utm_source=q&y=1>", "</a>", "<a name=z>", "<ul>",
	"<li>", "</li>", "</ul>", "<ol start=3>", "</ol>", "<table>", "<tr>", "<td>", "<th colspan=2>", "</td>", "</tr>",
	"</table>", "<caption>", "</caption>", "<thead>", "<tbody>", "<div dir=rtl>", "</div>", "<blockquote>",
	"</blockquote>", "<pre>", "</pre>", "<h1>", "</h2>", "<dl>", "<dt>", "<dd>", "</dd>", "</dl>", "text ", " ", "\n",
	"&amp;", "&lt;b>", "&#13;", "<br>", "<hr/>", "<img src=a.png alt='\"<x>'>", "<iframe src=//y.example/e></iframe>",
	"<script>x</script>", "<style>", "</style>", "<select>", "<option>", "</option>", "</select>",
	"<video src=v.mp4>", "<source src=s.mp4>", "</video>", "<form>", "</form>", "<center>", "</center>", "<ruby>",
	"<rt>", "</ruby>", "<span>", "<svg>", "<!--c-->", "<![CDATA[", "]]>", "<textarea>", "</textarea>", "<title>",
	"x", "<blink>", "&#1;", "\r\n", "\t", "<summary>", "</h1>", "<object data=o.swf>", "<base href=http://z.example/>",
	"<menu>", "</menu>", "<noscript>", "<td/>", "\xff", "\"", "'", "<a title='", "<", ">", "&", ";", "]]", "--",
};

/* Numerical Recipes' generator: the same documents every time. */
static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void test_any_mixture(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct buf html = BUF_INIT(KIB(64));
		size_t max = next_random(&seed) % 4 ? KIB(64) : 20 + next_random(&seed) % 300;

		for (unsigned n = next_random(&seed) % 40; n > 0; n--)
			buf_adds(&html, pieces[next_random(&seed) % COUNT(pieces)]);
		check_properties(buf_bytes(&html), max);
		buf_free(&html);
	}
}

/* ---- size ---- */

static double seconds_since(struct timespec start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;
}

/* Ten megabytes of what costs a careless parser the square of that; generous bounds, for sanitized builds as well. */
static void test_hostile_size(void **state)
{
	static const char *const units[] = {"<div>", "<p><b><a href=http://x.example/>", "<table><tr><td>", "<a b=\"><a c='>",
					    "<!--", "<script>", "<![CDATA[", "</ x", "&amp", "<"};
	enum { SIZE = 10 << 20 };

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		struct buf html = BUF_INIT(SIZE + 64), out = BUF_INIT(MIB(16));
		struct timespec start;

		while (html.len < SIZE)
			buf_adds(&html, units[i]);
		clock_gettime(CLOCK_MONOTONIC, &start);
		text_clean(buf_bytes(&html), NULL, &out);
		assert_true(seconds_since(start) < 20);
		assert_true(buf_ok(&out));
		buf_free(&html);
		buf_free(&out);
	}
}

static void test_depth_is_flat(void **state)
{
	struct buf html = BUF_INIT(MIB(4)), out = BUF_INIT(MIB(4));
	size_t depth = 0, deepest = 0;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_adds(&html, "<div>");
	buf_adds(&html, "core");
	for (int i = 0; i < 100000; i++)
		buf_adds(&html, "</div>");
	buf_adds(&html, "after");
	text_clean(buf_bytes(&html), NULL, &out);
	for (const char *p = buf_str(&out); (p = strchr(p, '<')); p++) {
		depth = p[1] == '/' ? depth - 1 : depth + 1;
		deepest = depth > deepest ? depth : deepest;
	}
	assert_int_equal(deepest, TEXT_DEPTH_MAX);
	assert_int_equal(depth, 0);
	assert_non_null(strstr(buf_str(&out), "core"));
	assert_string_equal(buf_str(&out) + out.len - 11, "</div>after");
	buf_free(&html);
	buf_free(&out);
}

/* What stands between two letters means the same wherever it is in a long text, as plain text and cleaned: runs are
 * looked at several bytes at a time. */
static void runs_end_where_they_must(void **state)
{
	static const char *const middles[] = {" ",    "  ",   "\t",	   "\n",      " \n ",  "&",     "&amp;",
					      "&lt;", ">",    "<b>x</b>", "\x7f",   "\x01",  "\xc2\xad", "\xc3\xa9",
					      "; ",   "\xe2\x80\x8b", "\xe2\x80\x99", "\xef\xbb\xbf", " .", "~", "\xd0\xb6 "};

	(void)state;
	for (size_t i = 0; i < sizeof(middles) / sizeof(middles[0]); i++) {
		for (int before = 1; before < 20; before++) {
			AUTO_BUF in = BUF_INIT(200), little = BUF_INIT(200), wanted = BUF_INIT(400), got = BUF_INIT(400);
			AUTO_BUF short_out = BUF_INIT(400);

			buf_addf(&little, "a%sa", middles[i]); /* too short for that */
			buf_addf(&in, "%.*s%s%s", before, "aaaaaaaaaaaaaaaaaaaa", middles[i], "aaaaaaaaaaaaaaaaaaaa");
			for (int is_plain = 0; is_plain < 2; is_plain++) {
				buf_reset(&short_out);
				buf_reset(&wanted);
				buf_reset(&got);
				if (is_plain) {
					text_plain(buf_bytes(&little), &short_out);
					text_plain(buf_bytes(&in), &got);
				} else {
					text_clean(buf_bytes(&little), NULL, &short_out);
					text_clean(buf_bytes(&in), NULL, &got);
				}
				buf_addf(&wanted, "%.*s%s%.19s", before - 1, "aaaaaaaaaaaaaaaaaaaa",
					 buf_str(&short_out), "aaaaaaaaaaaaaaaaaaaa");
				assert_string_equal(buf_str(&got), buf_str(&wanted));
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_structure),	 cmocka_unit_test(test_text_and_space),
		cmocka_unit_test(test_removed),		 cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_without_base),	 cmocka_unit_test(test_unseen_pictures),
		cmocka_unit_test(test_embedded),	 cmocka_unit_test(test_cut_at_block),
		cmocka_unit_test(test_cut_in_one_block), cmocka_unit_test(test_appends),
		cmocka_unit_test(test_attacks),		 cmocka_unit_test(test_any_mixture),
		cmocka_unit_test(test_hostile_size),	 cmocka_unit_test(test_depth_is_flat),
		cmocka_unit_test(runs_end_where_they_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
