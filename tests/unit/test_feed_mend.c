/* test_feed_mend.c: ill-formed XML is made well-formed, well-formed XML stays what it is. */
#include "feed_read.h"

#include <stdio.h>

#include <libxml/parser.h>

#include "src/feed/mend.h"

/* What mend makes of text, given step bytes at a time; NULL problem: nothing was wrong, else it lives until
 * the next call. */
static void mend(const char *text, size_t step, struct buf *out, const char **problem)
{
	static char kept[200];
	size_t len = strlen(text);
	void *ctx = talloc_new(NULL);
	struct mend *m = mend_new(ctx, out);

	for (size_t i = 0; i < len; i += step)
		mend_add(m, (struct bytes){text + i, len - i < step ? len - i : step}, false);
	mend_add(m, (struct bytes){"", 0}, true);
	snprintf(kept, sizeof(kept), "%s", mend_problem(m) ? mend_problem(m) : "");
	*problem = *kept ? kept : NULL;
	talloc_free(ctx);
}

static void assert_well_formed(const struct buf *xml)
{
	xmlDocPtr doc =
	    xmlReadMemory(xml->data, (int)xml->len, NULL, NULL, XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

	if (!doc)
		fail_msg("not well-formed: %s", xml->data);
	xmlFreeDoc(doc);
}

struct pair {
	const char *in, *out;
};

static void test_repairs(void **state)
{
	static const struct pair pairs[] = {
	    {"<a>A & B</a>", "<a>A &#38; B</a>"},
	    {"<a>AT&T;</a>", "<a>AT&#38;T;</a>"},
	    {"<a>?x=1&y=2</a>", "<a>?x=1&#38;y=2</a>"},
	    {"<a>&eacute;&nosuch;</a>", "<a>\xc3\xa9&#38;nosuch;</a>"},
	    {"<a>1 < 2</a>", "<a>1 &#60; 2</a>"},
	    {"<a>&#146;&#X41;&#0;&#65</a>", "<a>\xe2\x80\x99&#65;&#65;</a>"},
	    {"<a>x]]>y</a>", "<a>x]]&#62;y</a>"},
	    {"<a><b>one<br>two</b></a>", "<a><b>one<br>two</br></b></a>"},
	    {"<a></b>text</a>", "<a>text</a>"},
	    {"<a><b>text", "<a><b>text</b></a>"},
	    {"<a href=x checked q='1\"2'/>", "<a href=\"x\" checked=\"\" q=\"1&#34;2\"></a>"},
	    {"<a x='1' y='2' x='3'/>", "<a x=\"1\" y=\"2\"></a>"},
	    {"<a t=\"1<2&3\"/>", "<a t=\"1&#60;2&#38;3\"></a>"},
	    {"<a:b:c \xc3\xa9=\"1\"/>", "<a:b_c __=\"1\"></a:b_c>"},
	    {"<a><![CDATA[x", "<a><![CDATA[x]]></a>"},
	    {"junk<a>1</a><b>2</b>", "<a>1</a>"},
	    {"<A>x</a>", "<A>x</A>"},
	    {"<a><item>1<item>2</item></a>", "<a><item>1</item><item>2</item></a>"},
	    {"<a><Entry>1<entry>2</a>", "<a><Entry>1</Entry><entry>2</entry></a>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		AUTO_BUF out = BUF_INIT(KIB(4));
		const char *problem;

		mend(pairs[i].in, 1000, &out, &problem);
		assert_string_equal(buf_str(&out), pairs[i].out);
		assert_well_formed(&out);
	}
}

static void test_well_formed_is_kept(void **state)
{
	static const struct pair pairs[] = {
	    {"<?xml version=\"1.0\"?><!-- c --><a x=\"1\">t<?p i?>u</a>", "<a x=\"1\">tu</a>"},
	    {"<a>&amp;&lt;&#8217;&#x41;</a>", "<a>&amp;&lt;&#8217;&#x41;</a>"},
	    {"<a><![CDATA[<b>&amp;]]></a>", "<a><![CDATA[<b>&amp;]]></a>"},
	    {"<a x='1&amp;2'/>", "<a x=\"1&amp;2\"></a>"},
	    {"<a><b>1</b>\n<b>2</b></a>", "<a><b>1</b>\n<b>2</b></a>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		AUTO_BUF out = BUF_INIT(KIB(4));
		const char *problem;

		mend(pairs[i].in, 1000, &out, &problem);
		assert_null(problem);
		assert_string_equal(buf_str(&out), pairs[i].out);
	}
}

/* However the network cuts it, the text is the same. */
static void test_any_cut(void **state)
{
	static const char text[] = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY own \"mine\"><!-- > -->]><a "
				   "x=\"1 > 0\"><!-- <b> -->t&eacute;"
				   "&own;&#8217; & ]]> <![CDATA[<x>]]]]><c/><b>n</a>";
	struct buf whole = BUF_INIT(KIB(4));
	const char *problem;

	(void)state;
	mend(text, sizeof(text), &whole, &problem);
	for (size_t step = 1; step < 40; step++) {
		AUTO_BUF out = BUF_INIT(KIB(4));
		xmlChar *plain, *other;
		xmlDocPtr a, b;

		mend(text, step, &out, &problem);
		a = xmlReadMemory(whole.data, (int)whole.len, NULL, NULL, 0);
		b = xmlReadMemory(out.data, (int)out.len, NULL, NULL, 0);
		assert_non_null(a);
		assert_non_null(b);
		plain = xmlNodeGetContent(xmlDocGetRootElement(a));
		other = xmlNodeGetContent(xmlDocGetRootElement(b));
		assert_string_equal((char *)plain, (char *)other);
		xmlFree(plain);
		xmlFree(other);
		xmlFreeDoc(a);
		xmlFreeDoc(b);
	}
	buf_free(&whole);
}

/* Tags and text one behind the other again: "{text}<tag>". */
static void mend_apart(const char *text, size_t step, struct buf *out)
{
	size_t len = strlen(text), n_tags = 0, at_tag = 0;
	void *ctx = talloc_new(NULL);
	AUTO_BUF tags = BUF_INIT(KIB(4));
	struct mend *m = mend_new(ctx, &tags);
	const struct mend_text *apart = mend_split(m);

	for (size_t i = 0; i < len + step; i += step) {
		size_t n = i >= len ? 0 : len - i < step ? len - i : step, at = 0;

		mend_add(m, (struct bytes){text + (n ? i : 0), n}, i >= len);
		for (size_t run = 0; run <= apart->n_runs; run++) {
			bool is_rest = run == apart->n_runs;

			for (; at_tag < tags.len && (is_rest || n_tags < apart->runs[run].n_tags); n_tags++) {
				size_t end = strcspn(tags.data + at_tag, ">") + 1;

				buf_add(out, tags.data + at_tag, end);
				at_tag += end;
			}
			if (is_rest)
				break;
			buf_add(out, apart->text.data + at, apart->runs[run].end - at);
			at = apart->runs[run].end;
		}
	}
	talloc_free(ctx);
}

/* Text beside the tags is what a parser would have made of it, however it was cut. */
static void test_text_apart(void **state)
{
	static const struct pair pairs[] = {
	    {"<a>A & B&amp;&lt;&#8217;&#x41;&eacute;&nosuch;</a>", "<a>A & B&<\xe2\x80\x99"
								   "A\xc3\xa9&nosuch;</a>"},
	    {"<a>1\r\n2\r3\n4\r\r\n5&#13;</a>", "<a>1\n2\n3\n4\n\n5\r</a>"},
	    {"<a>x]]>y<![CDATA[<b>&amp;]]>z<b>i</b>k<c/></a>", "<a>x]]>y<b>&amp;z<b>i</b>k<c></c></a>"},
	    {"<a> <b>one<br>two</b>< </a>\n", "<a> <b>one<br>two</br></b>< </a>"},
	    {"<!DOCTYPE a [<!ENTITY own \"<i>\">]><a>&own;<!-- c -->.", "<a><i>.</a>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		for (size_t step = 1; step < 60; step++) {
			AUTO_BUF out = BUF_INIT(KIB(4));

			mend_apart(pairs[i].in, step, &out);
			assert_string_equal(buf_str(&out), pairs[i].out);
		}
	}
}

/* A problem is told with its line, however the pieces were cut. */
static void test_lines(void **state)
{
	static const struct pair cases[] = {
	    {"<a>\n<b>\nx\n& y</b></a>", "a bare '&' or an entity that XML does not have (line 4)"},
	    {"\n<a>\n\n<b>\n</c></b></a>", "an end tag without a start tag (line 5)"},
	    {"<a>\n<b x=1\n>& </b></a>", "a tag with malformed attributes (line 2)"},
	    {"<a>\n\n<b>", "it ends before its root element does (line 3)"},
	    {"<a><item>\n<t>1</t>\n<item>2</item></a>", "an item that is not closed (line 3)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t step = 1; step < 30; step++) {
			AUTO_BUF out = BUF_INIT(KIB(4));
			size_t len = strlen(cases[i].in);
			void *ctx = talloc_new(NULL);
			struct mend *m = mend_new(ctx, &out);

			for (size_t at = 0; at < len; at += step)
				mend_add(m,
					 (struct bytes){cases[i].in + at, len - at < step ? len - at : step},
					 false);
			mend_add(m, (struct bytes){"", 0}, true);
			assert_string_equal(mend_problem(m), cases[i].out);
			talloc_free(ctx);
		}
	}
}

static void test_own_entities(void **state)
{
	AUTO_BUF out = BUF_INIT(KIB(4));
	const char *problem;

	(void)state;
	mend("<!DOCTYPE r [<!ENTITY a \"x &#169; <b>\"><!ENTITY b SYSTEM \"file:///etc/passwd\">"
	     "<!ENTITY % p \"q\">]><r>&a;|&b;|&p;</r>",
	     1000, &out, &problem);
	assert_string_equal(buf_str(&out), "<r>x \xc2\xa9 &#60;b&#62;|&#38;b;|&#38;p;</r>");
}

/* Entities that name entities do not multiply; many uses of one do so only up to a limit. */
static void test_no_bomb(void **state)
{
	struct buf text = BUF_INIT(MIB(4)), out = BUF_INIT(MIB(64));
	const char *problem;

	(void)state;
	buf_adds(&text, "<!DOCTYPE r [<!ENTITY a0 \"lollollollollol\">");
	for (int i = 1; i < 10; i++)
		buf_addf(&text, "<!ENTITY a%d \"&a%d;&a%d;&a%d;&a%d;\">", i, i - 1, i - 1, i - 1, i - 1);
	buf_addf(&text, "<!ENTITY big \"%0500d\">]><r>&a9;", 7);
	for (int i = 0; i < 100000; i++)
		buf_adds(&text, "&big;");
	buf_adds(&text, "</r>");
	assert_true(buf_ok(&text));
	mend(buf_str(&text), 65536, &out, &problem);
	assert_true(buf_ok(&out));
	assert_true(out.len < MIB(4));
	buf_free(&text);
	buf_free(&out);
}

static void test_depth(void **state)
{
	struct buf text = BUF_INIT(MIB(4)), out = BUF_INIT(MIB(4));
	const char *problem;
	int depth = 0, deepest = 0;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_adds(&text, "<d>");
	buf_adds(&text, "core");
	for (int i = 0; i < 100000; i++)
		buf_adds(&text, "</d>");
	mend(buf_str(&text), 65536, &out, &problem);
	assert_non_null(problem);
	assert_non_null(strstr(buf_str(&out), "core"));
	for (const char *p = buf_str(&out); (p = strchr(p, '<')); p++) {
		depth += p[1] == '/' ? -1 : 1;
		deepest = depth > deepest ? depth : deepest;
	}
	assert_int_equal(depth, 0);
	assert_int_equal(deepest, MEND_DEPTH_MAX);
	buf_free(&text);
	buf_free(&out);
}

static void test_attributes_are_bounded(void **state)
{
	struct buf text = BUF_INIT(MIB(4)), out = BUF_INIT(MIB(4));
	const char *problem;
	size_t n = 0;

	(void)state;
	buf_adds(&text, "<r");
	for (int i = 0; i < 10000; i++)
		buf_addf(&text, " a%d=\"%d\"", i, i);
	buf_adds(&text, ">x</r>");
	mend(buf_str(&text), 65536, &out, &problem);
	for (const char *p = buf_str(&out); (p = strchr(p, '=')); p++)
		n++;
	assert_int_equal(n, MEND_ATTRIBUTES_MAX);
	assert_non_null(strstr(buf_str(&out), ">x</r>"));
	buf_free(&text);
	buf_free(&out);
}

/* A tag that never ends is text in the end, and memory stays bounded meanwhile. */
static void test_endless_tag(void **state)
{
	struct buf text = BUF_INIT(MIB(8)), out = BUF_INIT(MIB(64));
	const char *problem;

	(void)state;
	buf_adds(&text, "<r><a href=\"");
	for (int i = 0; i < 500000; i++)
		buf_adds(&text, "endless ");
	mend(buf_str(&text), 65536, &out, &problem);
	assert_true(buf_ok(&out));
	assert_string_equal(problem, "a '<' that starts no tag (line 1)");
	assert_well_formed(&out);
	assert_string_equal(buf_str(&out) + out.len - 4, "</r>");
	buf_free(&text);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_repairs),	cmocka_unit_test(test_well_formed_is_kept),
	    cmocka_unit_test(test_any_cut),	cmocka_unit_test(test_text_apart),
	    cmocka_unit_test(test_own_entities),
	    cmocka_unit_test(test_no_bomb),	cmocka_unit_test(test_depth),
	    cmocka_unit_test(test_endless_tag), cmocka_unit_test(test_attributes_are_bounded),
	    cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
