/* test_report_digest.c: sections, what is listed once, and every form of a digest, with hostile titles. */
#include "store_help.h"

#include <time.h>

#include "telex/alert.h"
#include "telex/report.h"

static struct feed_item dated(const char *url, const char *title, int64_t published)
{
	struct feed_item made = item(url, url, title, "words");

	made.published = published;
	return made;
}

static void fill(struct bench *b)
{
	const struct feed_item items[] =
	    {dated("https://a.example/1", "Lemon <b>falls</b> & \"rises\" *today* [x](http://evil.example)",
		   NOW - 60),
	     dated("https://a.example/2?a=1&b='2'", "Melon", NOW - 120),
	     dated("javascript:alert(1)", "Lemon and melon\x1b[31m\r\nBcc: x", NOW - 180)},
			       again = dated("https://a.example/2?a=1&b='2'", "Melon", NOW - 120);
	const struct store_feed_config config[] = {
	    {.name = "alpha", .url = "https://alpha.example/feed", .title = "The <Alpha> Times"},
	    {.name = "beta", .url = "https://beta.example/feed", .title = "Beta"}};
	const char *tag = "5g";
	const struct store_change change = {.add = &tag, .n_add = 1, .who = "cli", .what = "tag"};

	OK(store_feeds_sync(b->store, config, 2, &b->err));
	(void)ingest(b, "alpha", items, 3);
	(void)ingest(b, "beta", &again, 1);
	OK(store_mark_query(b->store, query_of(b, "title:falls"), INT64_MAX, &change, NOW, NULL, &b->err));
}

static struct report_digest *digest_of(struct bench *b, int64_t after)
{
	const struct report_section_spec sections[] = {{"lemons", "rule", query_of(b, "lemon")},
						       {"none", "view", query_of(b, "absent")},
						       {"<melons>", "view", query_of(b, "melon")},
						       {"all", "view", query_of(b, "")}};
	const struct report_digest_spec spec = {.name = "morning",
						.sections = sections,
						.n_sections = 4,
						.after = after,
						.upto = 99,
						.since = NOW - DAY,
						.now = NOW};
	struct report_digest *digest;

	OK(report_digest_make(b->ctx, b->store, &spec, &digest, &b->err));
	return digest;
}

/* A story is told once: in the first section it belongs to. */
static void test_no_story_twice(void **state)
{
	struct bench *b = *state;
	const struct report_digest *digest;
	const struct report_story *both;

	fill(b);
	digest = digest_of(b, 0);
	assert_null(digest->work);
	assert_int_equal(digest->n_stories, 3);
	assert_int_equal(digest->sections[0].n, 2);
	assert_int_equal(digest->sections[1].n, 0);
	assert_int_equal(digest->sections[2].n, 1);
	assert_int_equal(digest->sections[2].n_before, 1);
	assert_int_equal(digest->sections[3].n, 0);
	assert_int_equal(digest->sections[3].n_before, 3);
	both = &digest->sections[0].stories[1];
	assert_int_equal(both->n_also, 2);
	assert_string_equal(both->also[0], "<melons>");
	assert_string_equal(both->also[1], "all");
	assert_int_equal(digest->sections[2].stories[0].n_feeds, 2);
	assert_int_equal(digest_of(b, 99)->n_stories, 0);
}

static int64_t newest_of(struct bench *b, const char *query)
{
	const struct store_rows *rows = search(b, query, (struct store_page)STORE_PAGE_NEWEST(1));

	assert_int_equal(rows->n, 1);
	return rows->rows[0].id;
}

/* Articles of one story are one line with their outlets, also when sections differ about them. */
static void test_articles_of_a_story(void **state)
{
	struct bench *b = *state;
	const struct feed_item later[] = {dated("https://b.example/9", "Lemon too", NOW - 30),
					  dated("https://b.example/10", "Unsaid", NOW - 20)};
	const struct report_digest *digest;
	const struct report_story *story;
	int64_t ids[3], whole;

	fill(b);
	(void)ingest(b, "beta", later, 2);
	ids[0] = newest_of(b, "title:falls");
	ids[1] = newest_of(b, "title:too");
	ids[2] = newest_of(b, "title:unsaid");
	OK(story_merge(b->store, ids, 3, "cli", NOW, &whole, &b->err));
	digest = digest_of(b, 0);
	assert_int_equal(digest->n_stories, 3);
	assert_int_equal(digest->sections[0].n, 2);
	story = &digest->sections[0].stories[0];
	assert_string_equal(story->title, "Lemon too");
	assert_int_equal(story->n_articles, 3);
	assert_int_equal(story->n_feeds, 2);
	assert_string_equal(story->outlets[0], "Beta");
	assert_string_equal(story->outlets[1], "The <Alpha> Times");
	assert_int_equal(story->n_tags, 1);
	assert_int_equal(story->n_also, 1);
	assert_string_equal(story->also[0], "all");
	assert_int_equal(digest->sections[3].n, 0);
	assert_int_equal(digest->sections[3].n_before, 3);
}

static const char *written(struct bench *b, void (*write)(const struct report_digest *, struct buf *))
{
	struct buf out = BUF_INIT(MIB(1));

	fill(b);
	write(digest_of(b, 0), &out);
	return buf_steal(&out, b->ctx);
}

static void write_text(const struct report_digest *digest, struct buf *out)
{
	report_digest_text(digest, 50, out);
}

static void test_text(void **state)
{
	assert_string_equal(written(*state, write_text),
			    "morning: 3 stories\n"
			    "20 Sep 14:13 to 21 Sep 14:13\n"
			    "\n"
			    "lemons (2)\n"
			    "----------\n"
			    "* Lemon <b>falls</b> & \"rises\" *today*\n"
			    "  [x](http://evil.example)\n"
			    "  The <Alpha> Times · 21 Sep 14:12 · #5g · also in\n"
			    "  all\n"
			    "  https://a.example/1\n"
			    "\n"
			    "* Lemon and melon\xef\xbf\xbd[31m Bcc: x\n"
			    "  The <Alpha> Times · 21 Sep 14:10 · also in\n"
			    "  <melons>, all\n"
			    "  javascript:alert(1)\n"
			    "\n"
			    "<melons> (1)\n"
			    "------------\n"
			    "* Melon\n"
			    "  The <Alpha> Times, Beta · 21 Sep 14:11 · also in\n"
			    "  all\n"
			    "  https://a.example/2?a=1&b='2'\n"
			    "\n"
			    "1 more listed above\n"
			    "\n"
			    "all (0)\n"
			    "-------\n"
			    "3 more listed above\n");
}

static void test_markdown(void **state)
{
	const char *text = written(*state, report_digest_markdown);

	assert_non_null(strstr(text, "# morning: 3 stories\n"));
	assert_non_null(
	    strstr(text, "- [Lemon \\<b\\>falls\\</b\\> \\& \"rises\" \\*today\\* "
			 "\\[x\\](http\\://evil.example)](<https://a.example/1>) · The \\<Alpha\\> Times"));
	assert_non_null(strstr(text, "- Lemon and melon\xef\xbf\xbd\\[31m Bcc: x · "));
	assert_null(strstr(text, "javascript"));
}

static void test_html(void **state)
{
	const char *text = written(*state, report_digest_html);

	assert_non_null(
	    strstr(text, "<a href=\"https://a.example/1\" rel=\"noopener noreferrer\">Lemon &lt;b&gt;falls"));
	assert_non_null(strstr(text, "href=\"https://a.example/2?a=1&amp;b=&#39;2&#39;\""));
	assert_non_null(strstr(text, "The &lt;Alpha&gt; Times, Beta"));
	assert_non_null(strstr(text, "&lt;melons&gt; <span"));
	assert_null(strstr(text, "javascript"));
	assert_null(strstr(text, "\x1b"));
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "<b>"));
	assert_null(strstr(text, "src="));
	assert_null(strstr(text, "url("));
}

static void test_json(void **state)
{
	const char *text = written(*state, report_digest_json);

	assert_int_equal(strncmp(text, "{\"v\": 1, \"digest\": \"morning\", ", 30), 0);
	assert_non_null(strstr(text, "\"also_in\": [\"<melons>\", \"all\"]"));
	assert_non_null(strstr(text, "\"outlets\": [\"The <Alpha> Times\", \"Beta\"]"));
	assert_non_null(strstr(text, "\"seq\": 99, \"n_stories\": 3"));
}

static void test_nothing(void **state)
{
	struct bench *b = *state;
	AUTO_BUF out = BUF_INIT(KIB(64));

	report_digest_text(digest_of(b, 0), 78, &out);
	assert_string_equal(
	    buf_str(&out),
	    "morning: nothing new\n20 Sep 14:13 to 21 Sep 14:13\n\nnothing in any of 4 sections\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_no_story_twice), TEST(test_articles_of_a_story),
					   TEST(test_text),	      TEST(test_markdown),
					   TEST(test_html),	      TEST(test_json),
					   TEST(test_nothing)};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
