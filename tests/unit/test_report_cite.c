/* test_report_cite.c: citations in every format, of hostile articles too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "telex/cite.h"

#define NOW INT64_C(1790000000) /* 2026-09-21 */

static struct store_article plain(void)
{
	return (struct store_article){
	    .row = {.id = 16, .title = "Title", .author = "Ada Byron", .outlet = "The News", .lang = "en",
		    .url = "https://news.example/1?utm_source=x", .canonical_url = "https://news.example/1",
		    .published = NOW - 86400, .arrived = NOW},
	    .text = "abc",
	    .updated = WHEN_NONE,
	    .changed = WHEN_NONE,
	};
}

static char *cite(const struct store_article *article, enum cite_format format)
{
	struct buf out = BUF_INIT(MIB(1));
	char *text;

	report_cite(article, format, NOW, &out);
	assert_true(buf_ok(&out));
	text = mem_strdup(NULL, buf_str(&out));
	buf_free(&out);
	return text;
}

static void check(const struct store_article *article, enum cite_format format, const char *expected)
{
	char *got = cite(article, format);

	assert_string_equal(got, expected);
	talloc_free(got);
}

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* FIPS 180-4 */

static void test_formats(void **state)
{
	struct store_article one = plain();

	(void)state;
	check(&one, CITE_TEXT,
	      "Ada Byron, “Title”, The News, 2026-09-20, https://news.example/1\n"
	      "First seen 2026-09-21T14:13:20Z, SHA-256 of the text " ABC "\n");
	one.updated = NOW;
	check(&one, CITE_MARKDOWN,
	      "Ada Byron, [Title](<https://news.example/1>), *The News*, 2026-09-20, updated 2026-09-21  \n"
	      "First seen 2026-09-21T14:13:20Z, SHA-256 of the text `" ABC "`\n");
	check(&one, CITE_BIBTEX,
	      "@online{newsexample2026-f1372b7c,\n"
	      "  title        = {{Title}},\n"
	      "  author       = {Ada Byron},\n"
	      "  organization = {{The News}},\n"
	      "  date         = {2026-09-20},\n"
	      "  url          = {https://news.example/1},\n"
	      "  urldate      = {2026-09-21},\n"
	      "  langid       = {en},\n"
	      "  note         = {Updated 2026-09-21. First seen 2026-09-21T14:13:20Z, SHA-256 of the text " ABC "}\n"
	      "}\n");
}

static void test_authors(void **state)
{
	static const char *const cases[][3] = {
	    {"Ada Byron, Bob Stone", "{Ada Byron and Bob Stone}", "Bob Stone"},
	    {"Byron, Ada", "{Byron, Ada}", "Byron, Ada"},
	    {"A B, C D, E F", "{A B and C D and E F}", "E F"},
	    {"Smith and Sons", "{{Smith and Sons}}", "Smith and Sons"},
	    {"Agency {x}", "{Agency \\{x\\}}", "Agency {x}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store_article one = plain();
		char *tex, *csl;
		json_t *object, *authors;

		one.row.author = cases[i][0];
		tex = cite(&one, CITE_BIBTEX);
		csl = cite(&one, CITE_CSL);
		object = json_loads(csl, 0, NULL);
		assert_non_null(object);
		authors = json_object_get(object, "author");
		assert_non_null(strstr(tex, cases[i][1]));
		assert_string_equal(
		    json_string_value(json_object_get(json_array_get(authors, json_array_size(authors) - 1), "literal")),
		    cases[i][2]);
		json_decref(object);
		talloc_free(tex);
		talloc_free(csl);
	}
}

/* Nothing leaves its field, nor reaches a terminal as a control. */
static void test_hostile(void **state)
{
	struct store_article one = plain();
	char *text;
	int depth = 0;

	(void)state;
	one.row.title = "50% of {A} & B_C #1 $5 ~ ^ \\ \033[31m \xff \"q\" [x](y) <b>\nline";
	one.row.author = "";
	one.row.url = one.row.canonical_url = "https://news.example/a)b{c}%20d";
	text = cite(&one, CITE_BIBTEX);
	assert_non_null(strstr(text, "{{50\\% of \\{A\\} \\& B\\_C \\#1 \\$5 \\textasciitilde{} \\textasciicircum{} \\textbackslash{}"));
	assert_non_null(strstr(text, "{https://news.example/a)b%7Bc%7D%20d}"));
	for (const char *p = text; *p; p++) {
		assert_true((unsigned char)*p >= ' ' || *p == '\n');
		if (p == text || p[-1] != '\\')
			depth += (*p == '{') - (*p == '}');
	}
	assert_int_equal(depth, 0);
	talloc_free(text);
	text = cite(&one, CITE_MARKDOWN);
	assert_non_null(strstr(text, "\\[x\\](y) \\<b\\> line](<https://news.example/a)b{c}%20d>)"));
	talloc_free(text);
	one.row.url = one.row.canonical_url = "javascript:alert(1)";
	one.row.published = WHEN_NONE;
	text = cite(&one, CITE_CSL);
	assert_null(strstr(text, "javascript"));
	assert_non_null(strstr(text, "\"type\": \"webpage\""));
	talloc_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_authors),
	    cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
