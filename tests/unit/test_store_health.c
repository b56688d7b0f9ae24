/* test_store_health.c: rhythm, findings, when and why a feed is asked next; files of the first schema. */
#include "store_help.h"

#define HOUR INT64_C(3600)

static const char *const one[] = {"alpha"}, *const two[] = {"alpha", "beta"};

/* n articles, `gap` seconds apart, the newest `age` seconds before NOW. */
static void post(struct bench *b, int n, int64_t gap, int64_t age)
{
	struct feed_item items[40];

	assert_true(n <= 40);
	for (int i = 0; i < n; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d-%lld", i, (long long)age), NULL, "T", "");
		items[i].published = NOW - age - i * gap;
	}
	(void)ingest(b, "alpha", items, (size_t)n);
}

static struct store_rhythm rhythm_of(struct bench *b, int64_t now)
{
	struct store_rhythm rhythm;

	OK(store_feed_rhythm(b->store, feed_named(b, "alpha").id, now, &rhythm, &b->err));
	return rhythm;
}

static void test_rhythm(void **state)
{
	struct bench *b = *state;
	struct store_rhythm r;
	int64_t newest = 0;

	configure(b, one, 1);
	OK(store_feed_newest(b->store, feed_named(b, "alpha").id, &newest, &b->err));
	assert_int_equal(newest, WHEN_NONE);
	r = rhythm_of(b, NOW);
	assert_int_equal(r.newest_at, WHEN_NONE);
	assert_int_equal(r.week_tenths, 0);
	assert_false(r.is_silent);
	post(b, 30, 12 * HOUR, HOUR); /* 15 days, the newest an hour ago */
	OK(store_feed_newest(b->store, feed_named(b, "alpha").id, &newest, &b->err));
	assert_int_equal(newest, NOW - HOUR);
	r = rhythm_of(b, NOW);
	assert_int_equal(r.newest_at, NOW - HOUR);
	assert_int_equal(r.week_tenths, 75);
	assert_int_equal(r.gap_s, 12 * HOUR);
	assert_false(r.is_silent);
	assert_false(rhythm_of(b, NOW + 34 * HOUR).is_silent);
	assert_true(rhythm_of(b, NOW + 36 * HOUR).is_silent);
	assert_int_equal(rhythm_of(b, NOW + 60 * DAY).week_tenths, 0);
}

static void test_few_articles_tell_no_rhythm(void **state)
{
	struct bench *b = *state;

	configure(b, one, 1);
	post(b, 4, HOUR, HOUR);
	assert_int_equal(rhythm_of(b, NOW).gap_s, 0);
	assert_false(rhythm_of(b, NOW + 900 * DAY).is_silent);
}

/* ---- findings ---- */

static const struct store_feed healthy = {.name = "alpha",
					  .state = {.last_try_at = NOW - HOUR,
						    .last_ok_at = NOW - HOUR,
						    .failing_since = WHEN_NONE,
						    .next_at = NOW + 12 * 60,
						    .interval_s = 1800,
						    .next_why = "rate"}};

static struct store_report report_of(struct bench *b, const struct store_feed *feed)
{
	struct store_report report;

	store_feed_report(b->ctx, feed, NULL, NOW, &report);
	return report;
}

static void test_a_healthy_feed(void **state)
{
	struct store_report r = report_of(*state, &healthy);
	struct store_feed feed = healthy;

	assert_int_equal(r.n, 0);
	assert_string_equal(store_health_name(r.health), "ok");
	assert_string_equal(r.next, "in 12 min (its posting rate)");
	feed.state.next_at = 0;
	assert_string_equal(report_of(*state, &feed).next, "now");
	feed.state.last_ok_at = feed.state.last_try_at = WHEN_NONE;
	assert_int_equal(report_of(*state, &feed).health, STORE_FEED_NEW);
}

static void test_the_worst_finding_comes_first(void **state)
{
	struct store_feed feed = healthy;
	struct store_report r;

	feed.state.failures = 3;
	feed.state.last_error = "HTTP 404, not found";
	feed.state.moved_to = "https://b.example/feed";
	feed.state.problem = "line 3: a bare &";
	feed.is_link_keyed = true;
	r = report_of(*state, &feed);
	assert_int_equal(r.health, STORE_FEED_FAILING);
	assert_int_equal(r.n, 4);
	assert_string_equal(r.findings[0].words, "HTTP 404, not found (3 times, last fetched 60 min ago)");
	assert_string_equal(r.findings[1].name, "almost-xml");
	assert_string_equal(r.findings[2].words, "moved for good to https://b.example/feed");
	assert_string_equal(r.findings[3].name, "link-keyed");
	feed.state.is_gone = true;
	r = report_of(*state, &feed);
	assert_int_equal(r.health, STORE_FEED_GONE);
	assert_string_equal(r.findings[0].name, "gone");
	assert_string_equal(r.next, "never: it is gone");
}

static void test_missed_articles_are_told(void **state)
{
	struct store_feed feed = healthy;
	struct store_report r;

	feed.state.missed = 7;
	feed.state.missed_at = NOW - 2 * HOUR;
	feed.state.interval_s = 600;
	r = report_of(*state, &feed);
	assert_int_equal(r.health, STORE_FEED_WARNING);
	assert_string_equal(r.findings[0].words,
			    "the oldest item in the feed was newer than the newest we had, 2 h ago: up to 7 articles "
			    "were missed; the interval is now 10 min");
}

static void test_silence_and_holds(void **state)
{
	struct bench *b = *state;
	struct store_feed feed = healthy;
	struct store_rhythm rhythm = {
	    .newest_at = NOW - 9 * DAY, .gap_s = 6 * HOUR, .is_silent = true, .week_tenths = 0};
	struct store_report r;

	feed.state.hold_until = NOW + 2 * HOUR;
	feed.state.next_why = "retry-after";
	store_feed_report(b->ctx, &feed, &rhythm, NOW, &r);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.findings[0].words, "its server asks to be left alone for 2 h more");
	assert_string_equal(r.findings[1].words, "silent for 9 d, longer than its rhythm: an article every 6 h");
	assert_string_equal(r.next, "in 2 h (the server asked for it (Retry-After))");
}

/* ---- in the store ---- */

/* The words of a fact; NULL: it is not told. */
static const char *fact(const struct store_facts *story, const char *label)
{
	for (size_t i = 0; i < story->n; i++)
		if (strcmp(story->facts[i].label, label) == 0)
			return story->facts[i].words;
	return NULL;
}

static void test_the_whole_story(void **state)
{
	struct bench *b = *state;
	struct store_rhythm rhythm = {NOW - HOUR, 125, 2 * HOUR, false};
	struct store_feed feed = {.url = "https://a.example/feed",
				  .site_url = "",
				  .n_articles = 9,
				  .n_unread = 4,
				  .state = {.last_error = "HTTP 503",
					    .etag = "\"x\"",
					    .next_at = NOW + HOUR,
					    .next_why = "back-off",
					    .interval_s = 1800,
					    .last_status = 503,
					    .failures = 4,
					    .failing_since = NOW - 24 * HOUR,
					    .last_try_at = NOW - 60,
					    .last_ok_at = NOW - 25 * HOUR,
					    .missed_at = WHEN_NONE}};
	struct store_facts story;
	char week[STORE_WEEK_SIZE];

	store_feed_facts(b->ctx, &feed, &rhythm, "automatic", NOW, &story);
	assert_string_equal(story.facts[0].words, "failing");
	assert_string_equal(story.facts[1].label, "failing");
	assert_string_equal(fact(&story, "address"), "https://a.example/feed");
	assert_null(fact(&story, "moved to"));
	assert_null(fact(&story, "site"));
	assert_string_equal(fact(&story, "interval"), "30 min: automatic");
	assert_string_equal(fact(&story, "validators"), "ETag");
	assert_string_equal(fact(&story, "posts"), "12.5 a week; one every 2 h among the newest");
	assert_string_equal(fact(&story, "articles"), "9 stored, 4 unread");
	assert_non_null(strstr(fact(&story, "failures"), "4 in a row, since "));
	assert_non_null(strstr(fact(&story, "last try"), "(60 s ago): HTTP 503"));
	assert_string_equal(fact(&story, "next"), "in 60 min (it failed, and waits twice as long each time)");
	feed.state.etag = NULL;
	feed.state.last_try_at = NOW + 1;
	store_feed_facts(b->ctx, &feed, NULL, NULL, NOW, &story);
	assert_non_null(strstr(fact(&story, "validators"), "whole document"));
	assert_null(fact(&story, "posts"));
	assert_non_null(strstr(fact(&story, "last try"), "(0 s ago)"));
	assert_string_equal(store_week_words(NULL, week), "-");
	rhythm.week_tenths = 1407;
	assert_string_equal(store_week_words(&rhythm, week), "141");
}

static void test_retry_forgets_all_but_the_servers_wish(void **state)
{
	struct bench *b = *state;
	struct store_feed feed;
	struct store_feed_state failed = {.last_error = "x", .next_at = NOW + DAY, .failures = 9, .is_gone = true,
					  .hold_until = NOW + HOUR, .next_why = "gone", .failing_since = NOW - DAY,
					  .last_ok_at = WHEN_NONE, .etag = "\"1\""};

	configure(b, one, 1);
	feed = feed_named(b, "alpha");
	OK(store_feed_set(b->store, feed.id, &failed, &b->err));
	OK(store_feed_retry(b->store, feed.id, &b->err));
	feed = feed_named(b, "alpha");
	assert_int_equal(feed.state.next_at + feed.state.failures, 0);
	assert_int_equal(feed.state.failing_since, WHEN_NONE);
	assert_int_equal(feed.state.hold_until, NOW + HOUR);
	assert_false(feed.state.is_gone);
	assert_string_equal(feed.state.etag, "\"1\"");
	assert_string_equal(feed.state.last_error, "x");
}

static void test_a_file_of_the_first_schema_is_taken_along(void **state)
{
	/* every step since, taken back */
	static const char *const steps[] = {
	    "DROP INDEX article_sponsored",
	    "DROP INDEX article_url",
	    "DROP INDEX article_alias",
	    "DROP INDEX article_has",
	    "DROP INDEX article_shared",
	    "DROP TRIGGER article_arrives",
	    "DROP TABLE arrivals",
	    "DROP TRIGGER appearance_unshared",
	    "ALTER TABLE article DROP COLUMN n_feeds",
	    "DROP TABLE page",
	    "DROP TABLE robots",
	    "ALTER TABLE feed DROP COLUMN page_error",
	    "ALTER TABLE feed DROP COLUMN page_failures",
	    "DROP TABLE story_word",
	    "DROP TABLE story_hour",
	    "DROP INDEX article_told",
	    "DROP TABLE story_apart",
	    "ALTER TABLE counter DROP COLUMN worded",
	    "ALTER TABLE counter DROP COLUMN told_below",
	    "ALTER TABLE counter DROP COLUMN uncounted",
	    "ALTER TABLE counter DROP COLUMN ungrouped",
	    "ALTER TABLE article DROP COLUMN is_story_set",
	    "DROP TABLE digest",
	    "DROP TABLE outbox",
	    "DROP TABLE alert",
	    "DROP TABLE article_rule",
	    "DROP TABLE rule",
	    "DROP TABLE story",
	    "DROP INDEX article_story",
	    "ALTER TABLE article DROP COLUMN story_id",
	    "ALTER TABLE counter DROP COLUMN uid",
	    "ALTER TABLE counter DROP COLUMN judged_seq",
	    "DROP INDEX article_lang",
	    "DROP INDEX article_arrived",
	    "DROP INDEX article_updated",
	    "DROP INDEX article_score",
	    "DROP TRIGGER article_tag_points",
	    "DROP TRIGGER article_tag_no_points",
	    "DROP TABLE article_mute",
	    "DROP TABLE mute",
	    "DROP TABLE tag_off",
	    "DROP TABLE note",
	    "ALTER TABLE article_tag DROP COLUMN score",
	    "ALTER TABLE feed DROP COLUMN problem",
	    "ALTER TABLE feed DROP COLUMN next_why",
	    "ALTER TABLE feed DROP COLUMN failing_since",
	    "ALTER TABLE feed DROP COLUMN missed",
	    "ALTER TABLE feed DROP COLUMN missed_at",
	    "ALTER TABLE feed DROP COLUMN archive_url",
	    "ALTER TABLE feed DROP COLUMN archive_until",
	    "ALTER TABLE feed DROP COLUMN is_link_keyed",
	    "ALTER TABLE feed DROP COLUMN held_host",
	    "ALTER TABLE feed DROP COLUMN held_until",
	    "ALTER TABLE feed DROP COLUMN held_is_asked",
	};
	struct bench *b = *state;
	struct store_feed feed;

	struct feed_item shared = item("s", "https://x.example/s", "Shared", "text");

	configure(b, two, 2);
	post(b, 6, HOUR, HOUR);
	for (size_t i = 0; i < 2; i++)
		(void)ingest(b, two[i], &shared, 1);
	store_close(b->store);
	b->store = NULL;
	for (size_t i = 0; i < N_OF(steps); i++)
		(void)ask(b, steps[i]);
	(void)ask(b, "PRAGMA user_version = 1");
	reopen(b, STORE_DAEMON);
	assert_int_equal(atoll(ask(b, "PRAGMA user_version")), store_schema_version());
	feed = feed_named(b, "alpha");
	assert_int_equal(feed.n_articles, 7);
	assert_string_equal(ask(b, "SELECT group_concat(n_feeds) FROM (SELECT n_feeds FROM article ORDER BY n_feeds)"),
			    "1,1,1,1,1,1,2");
	assert_null(feed.state.problem);
	assert_int_equal(feed.state.missed, 0);
	assert_int_equal(feed.state.failing_since, WHEN_NONE);
	assert_whole(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_rhythm),
	    TEST(test_few_articles_tell_no_rhythm),
	    TEST(test_a_healthy_feed),
	    TEST(test_the_worst_finding_comes_first),
	    TEST(test_missed_articles_are_told),
	    TEST(test_silence_and_holds),
	    TEST(test_the_whole_story),
	    TEST(test_retry_forgets_all_but_the_servers_wish),
	    TEST(test_a_file_of_the_first_schema_is_taken_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
