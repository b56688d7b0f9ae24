/* test_text_extract.c: pages in, their articles out: what stays, what goes, what the page says of itself, and
 * that no page takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "src/text/extract.h"
#include "telex/extract.h"
#include "telex/mem.h"
#include "telex/when.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WORDS                                                                                                \
	"The harbour has moved nine thousand boxes since January, its owners said, and none of them fell. "

static const struct extract_options base = {.base_url = "https://www.dockside.example/news/cranes-wait"};

static struct extract_article *article_of(const char *html, const struct extract_options *options)
{
	struct extract_article *article = NULL;
	struct err err = {0};

	if (!extract_page(NULL, (struct bytes){html, strlen(html)}, options, &article, &err))
		fail_msg("no article: %s", err.msg);
	return article;
}

static struct extract_article *fixture(const char *name)
{
	AUTO_BUF page = BUF_INIT(MIB(1));
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "tests/fixtures/pages/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	page.len = fread(buf_reserve(&page, KIB(64)), 1, KIB(64), file);
	fclose(file);
	return article_of(buf_str(&page), &base);
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in: %s", part, text);
}

static void lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in: %s", part, text);
}

static void test_article_alone(void **state)
{
	static const char *const wanted[] = {"Three ports let software decide",
					     "The first crane stopped in January",
					     "Since then the harbour",
					     "What the crews say",
					     "We had expected to be bored",
					     "Boxes moved: 9,000",
					     "Longest wait",
					     "The union is less sure"};
	static const char *const unwanted[] = {"cookies",
					       "Home",
					       "Harbour cranes learn",
					       "Mira Okafor",
					       "Share this",
					       "Photo:",
					       "Sponsored",
					       "Hoists",
					       "RELATED",
					       "Tugs",
					       "Tags",
					       "newsletter",
					       "You may also like",
					       "Dredgers",
					       "rang once",
					       "Pilots",
					       "comments",
					       "nineties",
					       "Most read",
					       "whale",
					       "rights reserved"};
	struct extract_article *article = fixture("trade.html");

	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++) {
		has(article->text, wanted[i]);
		has(article->content_html, wanted[i]);
	}
	for (size_t i = 0; i < COUNT(unwanted); i++) {
		lacks(article->text, unwanted[i]);
		lacks(article->content_html, unwanted[i]);
	}
	has(article->text,
	    "on Monday. Two other ports are to follow before the summer.\n\nWhat the crews say\n\n");
	has(article->content_html, "<a href=\"https://www.dockside.example/docs/report.pdf\">a report</a>");
	has(article->content_html, "<img src=\"https://www.dockside.example/img/crane.jpg\"");
	assert_string_equal(article->why, "structure");
	assert_false(article->is_sponsored);
	talloc_free(article);
}

static void test_metadata(void **state)
{
	struct extract_article *article = fixture("trade.html");

	(void)state;
	assert_string_equal(article->title, "Harbour cranes learn to wait for the tide");
	assert_string_equal(article->byline, "Mira Okafor, Jon Vale");
	assert_string_equal(article->site_name, "Dockside Weekly");
	assert_string_equal(article->lang, "en-GB");
	assert_string_equal(article->published, "2024-03-05T23:40:00+02:00");
	assert_int_equal(article->published_at, 1709674800);
	assert_string_equal(article->excerpt, "Three ports let software decide when a crane moves.");
	has(article->canonical, "https://www.dockside.example/news/cranes-wait");
	talloc_free(article);
}

static void test_related_links_are_kept(void **state)
{
	struct extract_article *article = fixture("trade.html");
	static const char *const urls[] = {"tugs", "dredgers", "pilots"};

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		bool is_there = false;

		for (size_t k = 0; k < article->n_related; k++)
			is_there |= strstr(article->related[k].url, urls[i]) != NULL;
		if (!is_there)
			fail_msg("no link to %s", urls[i]);
	}
	talloc_free(article);
}

static void test_bare_page(void **state)
{
	struct extract_article *article = fixture("bare.html");

	(void)state;
	has(article->text, "The caf\xc3\xa9 on the quay");
	has(article->text, "Ren\xc3\xa9"
			   "e, says");
	lacks(article->text, "Sport");
	assert_string_equal(article->title, "Quiet news");
	assert_string_equal(article->published, "2020-09-21T00:00:00Z");
	talloc_free(article);
}

static void test_text_in_metadata_alone(void **state)
{
	struct extract_article *article = fixture("metadata_only.html");

	(void)state;
	assert_string_equal(article->why, "json-ld");
	has(article->text, "more patient.\n\nWhoever comes late");
	has(article->content_html, "<p>Whoever comes late");
	assert_string_equal(article->title, "Lock gates to open twice a day");
	talloc_free(article);
}

static void test_sponsored(void **state)
{
	static const char *const pages[] = {
	    "<title>x</title><meta property='article:section' content='Sponsored Content'><p>" WORDS WORDS,
	    "<script type='application/ld+json'>{\"@type\":\"AdvertiserContentArticle\"}</script><p>" WORDS
		WORDS,
	    "<script "
	    "type='application/ld+json'>[{\"@type\":\"Article\",\"sponsor\":{\"name\":\"x\"}}]</"
	    "script><p>" WORDS WORDS,
	};
	struct extract_article *article = fixture("sponsored.html");

	(void)state;
	assert_true(article->is_sponsored);
	lacks(article->text, "Sponsored content");
	talloc_free(article);
	for (size_t i = 0; i < COUNT(pages); i++) {
		article = article_of(pages[i], &base);
		assert_true(article->is_sponsored);
		talloc_free(article);
	}
}

struct refusal {
	const char *page, *why;
};

static void test_no_article(void **state)
{
	static const struct refusal refusals[] = {
	    {"", "no text"},
	    {"<html><body><script>var words = 'many';</script></body></html>", "no text"},
	    {"<h1>Sign in</h1><form><input name=u><input type=password></form>", "login"},
	};
	struct extract_article *article = NULL;
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		const char *page = refusals[i].page;

		assert_false(extract_page(NULL, (struct bytes){page, strlen(page)}, &base, &article, &err));
		assert_int_equal(err.code, ERR_DATA);
		has(err.msg, refusals[i].why);
	}
	assert_null(article);
}

static void test_too_large(void **state)
{
	struct extract_article *article = NULL;
	struct err err;
	char *page = mem_array(NULL, char, EXTRACT_PAGE_MAX + 1);

	(void)state;
	memset(page, 'a', EXTRACT_PAGE_MAX + 1);
	assert_false(extract_page(NULL, (struct bytes){page, EXTRACT_PAGE_MAX + 1}, &base, &article, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	talloc_free(page);
}

/* ---- selectors ---- */

static void test_selectors_decide(void **state)
{
	struct extract_options options = base;
	struct extract_article *article;
	static const char page[] =
	    "<body><div id=a class='x body'><p>" WORDS "<span class=junk>Junk here.</span></p></div>"
	    "<div data-kind=more><p>More of it.</p></div><p>Not this.</p>"
	    "<nav><a rel=next href='?page=2'>Next</a></nav></body>";

	(void)state;
	options.extract = "#a, [data-kind=more]";
	options.remove = "p > .junk";
	options.next_page = "a[rel~=next]";
	article = article_of(page, &options);
	assert_string_equal(article->why, "selector");
	has(article->text, "none of them fell.\n\nMore of it.");
	lacks(article->text, "Not this");
	lacks(article->text, "Junk");
	assert_string_equal(article->next_page, "https://www.dockside.example/news/cranes-wait?page=2");
	talloc_free(article);
	options.extract = ".gone"; /* the site has changed: as without */
	article = article_of(page, &options);
	assert_string_equal(article->why, "structure");
	has(article->text, "nine thousand boxes");
	talloc_free(article);
}

static void test_selector_language(void **state)
{
	static const char *const good[] = {"p",
					   "*",
					   "div.a.b",
					   "#x",
					   "a[href]",
					   "a[href^='http']",
					   "a[href$=\".pdf\"]",
					   "[class*=ad]",
					   "main article > p , .x [y=z]"};
	static const char *const bad[] = {"",	     ",",     "p,",	   "a[", "a[href",
					  "a[href=", "a[=x]", ".",	   "#",	 "p:first-child",
					  "a + b",   "> p",   "a[href='x]"};
	struct err err;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!extract_selector_check(good[i], &err))
			fail_msg("%s: %s", good[i], err.msg);
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (extract_selector_check(bad[i], &err))
			fail_msg("%s is taken", bad[i]);
		assert_int_equal(err.code, ERR_DATA);
	}
}

static void test_selector_matching(void **state)
{
	static const struct {
		const char *selector;
		bool is_match; /* of the paragraph in the page */
	} rows[] = {
	    {"p", true},	 {"P", true},	       {"div", true},	       {"span p", false},
	    {"div p", true},	 {"body > p", false},  {"div > p", true},      {".one", true},
	    {".on", false},	 {".one.two", true},   {".one.three", false},  {"#i", true},
	    {"#I", false},	 {"[lang]", true},     {"[lang=de]", true},    {"[lang^=d]", true},
	    {"[lang$=e]", true}, {"[lang*=x]", false}, {"[class~=two]", true}, {"[class~=tw]", false},
	    {"ul, p", true},
	};
	struct extract_options options = base;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct extract_article *article;
		bool is_gone;

		options.remove = rows[i].selector;
		article = article_of("<body><div><p id=i class='one two' lang=de>Gone. " WORDS
				     "</p></div><section>" WORDS WORDS "</section></body>",
				     &options);
		is_gone = !strstr(article->text, "Gone.");
		if (is_gone != rows[i].is_match)
			fail_msg("%s %s", rows[i].selector, is_gone ? "matches" : "does not match");
		talloc_free(article);
	}
}

/* ---- small pages, one thing each ---- */

struct page_case {
	const char *page, *wanted, *unwanted;
};

static void test_parts(void **state)
{
	static const struct page_case cases[] = {
	    /* of several articles the one under the title */
	    {"<title>Second of two</title><article><h1>First of two</h1><p>Long. " WORDS WORDS WORDS
	     "</p></article>"
	     "<article><h1>Second of two</h1><p>Short. " WORDS WORDS "</p></article>",
	     "Short.", "Long."},
	    /* teasers in an article, and an article of teasers */
	    {"<article><p>One. " WORDS WORDS
	     "</p><div><h3><a href=/x>Another of our stories</a></h3><p>Teaser. " WORDS
	     "</p></div><p>" WORDS WORDS "</p></article>",
	     "One.", "Teaser."},
	    {"<article><p>One. </p><div><h3><a href=/x>The first of the stories</a></h3><p>Two. " WORDS
	     "</p></div><div><h3><a href=/y>The second of the stories</a></h3><p>Three. " WORDS
	     "</p></div></article>",
	     "Three.", NULL},
	    /* a heading over other articles, and one that only begins like it */
	    {"<article><p>One. " WORDS WORDS "</p><h2>Recommended reading</h2><p><a href=/x>Another story of ours</a></p>"
	     "</article>",
	     "One.", "Recommended"},
	    {"<article><p>One. " WORDS WORDS "</p><h2>Recommended settings</h2><p>Two. " WORDS "</p></article>",
	     "Recommended settings\n\nTwo.", NULL},
	    /* a name that misleads */
	    {"<body><div class=sidebar><h1>Title of it</h1><p>Here. " WORDS "</p><p>" WORDS WORDS
	     "</p></div></body>",
	     "Here.", "Title of it"},
	    {"<body><form><p>Here. " WORDS "</p><p>" WORDS WORDS "</p></form></body>", "Here.", NULL},
	    /* sections of one article */
	    {"<div><section><p>One. " WORDS WORDS "</p></section><section><p>Two. " WORDS WORDS
	     "</p></section></div>",
	     "Two.", NULL},
	    /* links inside the text stay, lists of links go */
	    {"<div><p>One. " WORDS
	     "<a href=/x>linked words</a>.</p><ul><li><a href=/a>First other story here</a></li>"
	     "<li><a href=/b>Second other story here</a></li></ul><p>" WORDS "</p></div>",
	     "linked words", "other story"},
	    {"<div><p>One. " WORDS "</p><p>Read more: <a href=/a>another story of ours</a></p><p>" WORDS
	     "</p></div>",
	     "One.", "Read more"},
	    {"<div><p>One. " WORDS "</p><p>Lesen Sie auch: <a href=/a>noch eine Geschichte</a></p><p>" WORDS
	     "</p></div>",
	     "One.", "Geschichte"},
	    /* a heading over nothing */
	    {"<div><p>One. " WORDS WORDS "</p><h2>Share</h2><div class=share-bar><a href=/>f</a></div></div>",
	     "One.", "Share"},
	    /* what is not shown */
	    {"<div><p>One. " WORDS WORDS "</p><p style='display:none'>Hidden. " WORDS "</p></div>", "One.",
	     "Hidden."},
	    {"<div><p>One. " WORDS WORDS "</p><p hidden>Hidden. " WORDS "</p></div>", "One.", "Hidden."},
	    {"<div><p>One. " WORDS WORDS
	     "</p><noscript>Hidden.</noscript><template><p>Hidden.</p></template></div>",
	     "One.", "Hidden."},
	    /* markup that is only text, text that looks like a script */
	    {"<div><p>One &lt;b&gt;. " WORDS WORDS
	     "</p><script>if (a</b>/.test(x)) { Hidden. }</script></div>",
	     "One <b>.", "Hidden."},
	    /* captions' credits, pull quotes */
	    {"<div><p>One. " WORDS WORDS
	     "</p><div class='photo-credit'>Getty</div><aside class=pullquote>Quoted.</aside></div>",
	     "One.", "Getty"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct extract_article *article = article_of(cases[i].page, &base);

		has(article->text, cases[i].wanted);
		if (cases[i].unwanted)
			lacks(article->text, cases[i].unwanted);
		talloc_free(article);
	}
}

/* A caption is what its picture is said to be, without its credit; it is no text of the article. */
static void test_captions(void **state)
{
	static const struct {
		const char *figure, *alt;
	} cases[] = {
	    {"<img src=a.jpg alt=IMG_1><figcaption>Two \"cranes\" &amp; the tide. <span class=credit>Photo: Ann Lee</span></figcaption>",
	     "alt=\"Two &quot;cranes&quot; &amp; the tide.\""},
	    {"<figcaption>Zwei Kräne warten | © L. Brandt</figcaption><a href=/x><img src=a.jpg></a>", "alt=\"Zwei Kräne warten\""},
	    {"<img src=a.jpg><figcaption>Two cranes wait. Ann Lee/Getty Images</figcaption>", "alt=\"Two cranes wait.\""},
	    {"<img src=a.jpg alt='Two cranes'><figcaption>Photo: Ann Lee</figcaption>", "alt=\"Two cranes\""},
	    {"<img src=a.jpg alt='Two cranes'><figcaption>Ann Lee, Getty Images</figcaption>", "alt=\"Two cranes\""},
	    {"<img src=a.jpg alt=One><img src=b.jpg><figcaption>Two cranes wait</figcaption>", "src=\"https://www.dockside.example/news/b.jpg\">"},
	};
	struct extract_options options = base;
	struct extract_article *article;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *page = mem_printf(NULL, "<article><p>%s</p><figure>%s</figure><p>%s</p></article>", WORDS WORDS, cases[i].figure, WORDS);

		article = article_of(page, &base);
		if (!strstr(article->content_html, cases[i].alt))
			fail_msg("no %s in %s", cases[i].alt, article->content_html);
		assert_null(strstr(article->text, "crane"));
		assert_null(strstr(article->content_html, "Ann Lee"));
		talloc_free(article);
		talloc_free(page);
	}
	options.extract = "article"; /* what its owner chose is left as it is */
	article = article_of("<article><p>" WORDS "</p><figure><img src=a.jpg alt=x><figcaption>Two cranes wait</figcaption></figure></article>",
			     &options);
	assert_non_null(strstr(article->content_html, "<figcaption>Two cranes wait"));
	assert_non_null(strstr(article->content_html, "alt=\"x\""));
	talloc_free(article);
}

/* What is the site's name in a title, and what is not. */
static void test_titles(void **state)
{
	static const struct {
		const char *page, *title;
	} cases[] = {
	    /* the site first, then where one is in it */
	    {"<title>Harbour Post | News | The cranes wait for the tide</title><meta property=og:site_name content='Harbour Post'>",
	     "The cranes wait for the tide"},
	    {"<title>My sea log » Archive » The cranes wait for the tide</title><h1><a href=/>My sea log</a></h1>",
	     "The cranes wait for the tide"},
	    /* a name that belongs to the work, before that of the site */
	    {"<title>Chapter two - The long tide | Shelf</title><meta property=og:title content='Chapter two - The long tide'>"
	     "<h1>Chapter two</h1>", "Chapter two - The long tide"},
	    {"<title>The cranes wait - Harbour Post</title><meta property=og:title content='The cranes wait - Harbour Post'>"
	     "<h1>The cranes wait</h1>", "The cranes wait"},
	    {"<title>The cranes wait - Harbour Post | News</title><meta property=og:title content='The cranes wait - Harbour Post'>"
	     "<meta property=og:site_name content='Harbour Post'><h1>The cranes wait</h1>", "The cranes wait"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *page = mem_printf(NULL, "%s<p>%s</p>", cases[i].page, WORDS WORDS);
		struct extract_article *article = article_of(page, &base);

		assert_string_equal(article->title, cases[i].title);
		talloc_free(article);
		talloc_free(page);
	}
}

struct meta_case {
	const char *head, *title, *byline, *published, *site, *lang;
};

static void test_metadata_places(void **state)
{
	static const struct meta_case cases[] = {
	    {"<title>A fine title here | The Site</title><meta property=og:site_name content='The Site'>",
	     "A fine title here", "", "", "The Site", ""},
	    {"<title>A fine title here - dockside</title>", "A fine title here", "", "", "", ""},
	    {"<title>x</title><meta name=author content='By Ann Lee'><meta name=date content=2020-02-30>",
	     "x", "Ann Lee", "", "", ""},
	    {"<title>x</title><meta name=author content='https://social.example/ann'><meta "
	     "itemprop=datePublished content=2020-02-03>",
	     "x", "", "2020-02-03T00:00:00Z", "", ""},
	    {"<html lang=de_AT><meta property='og:title dc:title' content='Two &amp;amp; one'>", "Two & one",
	     "", "", "", "de-AT"},
	    {"<script "
	     "type='application/"
	     "ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"One\nline\",\"author\":\"Ann\","
	     "\"publisher\":{\"name\":\"P\"},"
	     "\"inLanguage\":\"fr\",\"datePublished\":\"2021-05-06T07:08:09+0530\"}</script>",
	     "One line", "Ann", "2021-05-06T07:08:09+05:30", "P", "fr"},
	    {"<script type='application/ld+json'>{broken</script><script "
	     "type='application/ld+json'>[[[{\"@graph\":[{\"@type\":[\"Thing\",\"Report\"],"
	     "\"headline\":\"Deep\"}]}]]]</script>",
	     "Deep", "", "", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *page = mem_printf(NULL, "%s<body><p>%s</p></body>", cases[i].head, WORDS WORDS);
		struct extract_article *article = article_of(page, &base);

		assert_string_equal(article->title, cases[i].title);
		assert_string_equal(article->byline, cases[i].byline);
		assert_string_equal(article->published, cases[i].published);
		assert_string_equal(article->site_name, cases[i].site);
		assert_string_equal(article->lang, cases[i].lang);
		talloc_free(article);
		talloc_free(page);
	}
}

static void test_dates_in_words(void **state)
{
	static const struct {
		const char *line, *lang, *want;
	} rows[] = {
	    {"Published on September 21, 2020 by Ann", "en", "2020-09-21T00:00:00Z"},
	    {"21st September 2020, 10:15", "en", "2020-09-21T00:00:00Z"},
	    {"Montag, 14. Januar 2022", "de", "2022-01-14T00:00:00Z"},
	    {"4 de mayo de 2022", "es", "2022-05-04T00:00:00Z"},
	    {"14.02.2012", "de", "2012-02-14T00:00:00Z"},
	    {"2/9/2021", "en-US", "2021-02-09T00:00:00Z"},
	    {"2/9/2021", "fr", "2021-09-02T00:00:00Z"},
	    {"2019-05-23", "fr", "2019-05-23T00:00:00Z"},
	    {"In 2019, 40 people", "en", ""},
	    {"31 February 2020", "en", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *page = mem_printf(NULL,
					"<html lang=%s><title>The title of it</title><body><h1>The title of "
					"it</h1><div class=date>%s</div><p>%s</p>",
					rows[i].lang, rows[i].line, WORDS WORDS);
		struct extract_article *article = article_of(page, &base);

		if (strcmp(article->published, rows[i].want))
			fail_msg("%s: %s, not %s", rows[i].line, article->published, rows[i].want);
		talloc_free(article);
		talloc_free(page);
	}
}

/* ---- what elements are called ---- */

static void test_words_of_names(void **state)
{
	static const struct {
		const char *text;
		uint32_t hint;
	} rows[] = {
#define WORD(text, hint) {text, HINT_##hint},
#include "src/text/hints.def"
#undef WORD
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strcspn(rows[i].text, "*");
		char *longer = mem_printf(NULL, "%.*sish", (int)len, rows[i].text);

		if (i > 0 && strcmp(rows[i - 1].text, rows[i].text) >= 0)
			fail_msg("%s is not in order", rows[i].text);
		if (hints_of_words((struct bytes){rows[i].text, len}) != rows[i].hint)
			fail_msg("%s is not found", rows[i].text);
		if (rows[i].text[len] == '*' &&
		    hints_of_words((struct bytes){longer, len + 3}) != rows[i].hint)
			fail_msg("%s is not found as a beginning", rows[i].text);
		talloc_free(longer);
	}
}

static void test_words_in_names(void **state)
{
	static const struct {
		const char *name;
		uint32_t hint;
	} rows[] = {
	    {"comment-list", HINT_COMMENTS},
	    {"CommentList", HINT_COMMENTS},
	    {"x related_posts y", HINT_RELATED},
	    {"has-sidebar", 0},
	    {"no-comments open", 0},
	    {"with-sidebar newsletter", HINT_NEWSLETTER},
	    {"shareholder", 0},
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (hints_of_words((struct bytes){rows[i].name, strlen(rows[i].name)}) != rows[i].hint)
			fail_msg("%s", rows[i].name);
}

/* ---- charsets ---- */

static void test_charset(void **state)
{
	static const struct {
		const char *head, *content_type;
	} rows[] = {
	    {"<meta charset=windows-1251>", NULL},
	    {"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", NULL},
	    {"<meta charset=utf-8>", "text/html; charset=windows-1251"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct extract_options options = {.content_type = rows[i].content_type};
		char *page = mem_printf(NULL, "%s<p>\xcf\xf0\xe8\xe2\xe5\xf2, %s</p>", rows[i].head, WORDS);
		struct extract_article *article = article_of(page, &options);

		has(article->text, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
		talloc_free(article);
		talloc_free(page);
	}
}

/* ---- pages that are meant to hurt ---- */

static void repeat(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_adds(out, s);
}

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void test_hostile_pages_are_read_in_time(void **state)
{
	static const struct {
		const char *unit;
		size_t n;
		bool is_article;
	} rows[] = {
	    {"<div>", 100000, true},
	    {"<b>", 1000000, true},
	    {"<p><b><i><a href=x>", 100000, false},
	    {"<table><tr><td>", 200000, true},
	    {"<ul><li>", 200000, true},
	    {"</b></p></div>", 300000, true},
	    {"<div class='comment-list a_b cD'>x, y</div>", 100000, true},
	    {"<!--", 500000, false},
	    {"<a href='", 200000, true},
	    {"<", 1000000, true},
	    {"&", 500000, true},
	    {"<h1>The same words</h1>", 100000, true},
	    {"<script>", 300000, false},
	    {"<script type='application/ld+json'>[[[[", 50000, false},
	    {"<meta name='author date og:title' content=x>", 50000, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		AUTO_BUF page = BUF_INIT(EXTRACT_PAGE_MAX);
		struct extract_article *article = NULL;
		double start = cpu_s();
		bool ok;

		buf_adds(&page, "<title>The same words</title>");
		repeat(&page, rows[i].unit, rows[i].n);
		buf_adds(&page, "<p>Here. ");
		repeat(&page, WORDS, 20);
		ok = extract_page(NULL, buf_bytes(&page), &base, &article, NULL);
		if (cpu_s() - start > 20) /* a second or two with sanitizers; quadratic it would be minutes */
			fail_msg("%s: %.1f s", rows[i].unit, cpu_s() - start);
		if (rows[i].is_article && (!ok || !strstr(article->text, "nine thousand boxes")))
			fail_msg("%s: the text behind it is lost", rows[i].unit);
		talloc_free(article);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_article_alone),
	    cmocka_unit_test(test_metadata),
	    cmocka_unit_test(test_related_links_are_kept),
	    cmocka_unit_test(test_bare_page),
	    cmocka_unit_test(test_text_in_metadata_alone),
	    cmocka_unit_test(test_sponsored),
	    cmocka_unit_test(test_no_article),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_selectors_decide),
	    cmocka_unit_test(test_selector_language),
	    cmocka_unit_test(test_selector_matching),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_titles), cmocka_unit_test(test_captions), cmocka_unit_test(test_metadata_places),
	    cmocka_unit_test(test_dates_in_words),
	    cmocka_unit_test(test_words_of_names),
	    cmocka_unit_test(test_words_in_names),
	    cmocka_unit_test(test_charset),
	    cmocka_unit_test(test_hostile_pages_are_read_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
