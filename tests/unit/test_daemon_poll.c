/* test_daemon_poll.c: what one poll means for a feed's row; which feeds are due; the arguments of telexd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/daemon/clock.h"
#include "src/daemon/options.h"
#include "src/daemon/poll.h"

#define NOW INT64_C(1707992430)
static void *ctx;

static struct feed *feed_with(const struct store_feed_state *state)
{
	struct feed *feed = mem_new(ctx, struct feed);

	feed->name = "a";
	feed->url = feed->address = "http://a.example/feed";
	feed->interval_s = 3600;
	feed->min_interval_s = 900;
	feed->max_interval_s = 43200;
	roster_set_state(feed, state);
	return feed;
}

static const struct store_feed_state fresh = {.last_try_at = WHEN_NONE, .last_ok_at = WHEN_NONE};
static const struct store_feed_state known = {.etag = "\"1\"", .last_modified = "yesterday", .last_ok_at = NOW - 7200,
					      .interval_s = 3600, .ttl_s = 60};

static struct poll *poll_with(struct feed *feed, long status)
{
	struct poll *p = mem_new(ctx, struct poll);
	struct fetch_reply *reply = mem_new(ctx, struct fetch_reply);

	p->feed = feed;
	p->was_conditional = feed->state.etag != NULL;
	reply->status = status;
	reply->url = feed->url;
	reply->headers = (struct fetch_headers)FETCH_HEADERS_INIT;
	reply->headers.is_length_known = true;
	reply->body = (struct buf)BUF_INIT(100);
	p->reply = reply;
	return p;
}

static void answer_with(struct poll *p, const char *error)
{
	struct pool_answer *a = mem_new(ctx, struct pool_answer);

	a->error = error;
	if (!error)
		a->doc = mem_new(a, struct feed_doc);
	poll_take_answer(p, a);
}

static bool take(struct poll *p)
{
	if (p->reply->status == 200)
		buf_adds(&p->reply->body, "<rss/>");
	return poll_take_reply(p, p->reply);
}

static void a_document_brings_its_validators(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 200);

	(void)state;
	p->reply->headers.etag = "\"2\"";
	assert_true(take(p));
	answer_with(p, NULL);
	p->answer->doc->ttl_s = 7200;
	poll_judge(p, NOW);
	assert_string_equal(p->state.etag, "\"2\"");
	assert_null(p->state.last_modified); /* not given this time */
	assert_int_equal(p->state.ttl_s, 7200);
	assert_int_equal(p->state.next_at, NOW + 7200);
	assert_int_equal(p->state.last_ok_at, NOW);
	buf_free(&p->reply->body);
}

/* A document with items of these ages, in hours. */
static struct poll *poll_of_items(struct feed *feed, const int *ages_h, size_t n)
{
	struct poll *p = poll_with(feed, 200);

	assert_true(take(p));
	answer_with(p, NULL);
	p->answer->items = mem_array(p->answer, struct feed_item, n);
	p->answer->n_items = n;
	for (size_t i = 0; i < n; i++)
		p->answer->items[i] = (struct feed_item){.published = NOW - ages_h[i] * 3600, .updated = WHEN_NONE};
	p->newest_at = WHEN_NONE;
	buf_free(&p->reply->body);
	return p;
}
#define ITEMS(feed, ...) \
	poll_of_items(feed, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void items_that_came_and_went_are_noticed(void **state)
{
	struct feed *feed = feed_with(&known);
	struct poll *p = ITEMS(feed, 1, 2, 3);

	(void)state;
	p->newest_at = NOW - 3 * 3600; /* one of them is what we had */
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 0);
	p = ITEMS(feed, 1, 2, 3);
	p->newest_at = NOW - 8 * 3600;
	p->answer->doc->archive_url = "http://a.example/2";
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 5); /* an hour apart, five hours between */
	assert_int_equal(p->state.missed_at, NOW);
	assert_string_equal(p->state.archive_url, "http://a.example/2");
	assert_int_equal(p->state.archive_until, NOW - 8 * 3600);
	p->reply->status = 226; /* only what is new: of course nothing old is there */
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 0);
	p = ITEMS(feed, 1, 2, 3);
	p->newest_at = NOW - 8 * 3600;
	p->answer->items[1].published = WHEN_NONE; /* who knows */
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 0);
	p = ITEMS(feed, 1, 2, 3); /* the first poll ever */
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 0);
}

static void missed_items_are_forgotten_after_a_week(void **state)
{
	struct store_feed_state missed = known;
	struct poll *p;

	(void)state;
	missed.missed = 5;
	missed.missed_at = NOW - 6 * 86400;
	p = poll_with(feed_with(&missed), 304);
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_int_equal(p->state.missed, 5);
	poll_judge(p, NOW + 2 * 86400);
	assert_int_equal(p->state.missed, 0);
}

static void archives_are_read_down_to_what_we_had(void **state)
{
	struct store_feed_state missed = known;
	struct feed *feed;
	struct poll *p;

	(void)state;
	missed.missed = 5;
	missed.missed_at = NOW;
	missed.archive_url = "http://a.example/2";
	missed.archive_until = NOW - 8 * 3600;
	feed = feed_with(&missed);
	assert_string_equal(poll_archive_request(feed).url, "http://a.example/2");
	assert_null(poll_archive_request(feed).etag);
	p = ITEMS(feed, 4, 5);
	p->answer->doc->next_url = "http://a.example/3";
	poll_judge_archive(p, NOW);
	assert_string_equal(p->state.archive_url, "http://a.example/3");
	assert_int_equal(p->state.missed, 5);
	assert_string_equal(p->state.etag, "\"1\""); /* the feed's own things stay */
	assert_int_equal(p->state.last_ok_at, known.last_ok_at);
	p = ITEMS(feed, 6, 9);
	p->answer->doc->next_url = "http://a.example/4";
	poll_judge_archive(p, NOW);
	assert_null(p->state.archive_url);
	assert_int_equal(p->state.missed, 0);
	p = ITEMS(feed, 4, 5); /* leads to itself */
	p->answer->doc->archive_url = "http://a.example/2";
	poll_judge_archive(p, NOW);
	assert_null(p->state.archive_url);
}

static void archives_that_fail(void **state)
{
	static const struct {
		long status;
		bool is_kept;
	} cases[] = {{404, false}, {429, true}, {0, true}};
	struct store_feed_state missed = known;

	(void)state;
	missed.archive_url = "http://a.example/2";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct poll *p = poll_with(feed_with(&missed), cases[i].status);

		p->reply->error = cases[i].status ? NULL : "the connection broke";
		assert_false(take(p));
		poll_judge_archive(p, NOW);
		assert_int_equal(p->state.archive_url != NULL, cases[i].is_kept);
		assert_int_equal(p->state.failures, missed.failures);
		assert_int_equal(p->host_until != 0, cases[i].status == 429);
	}
}

static void failures_have_a_beginning(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 404);
	int64_t since;

	(void)state;
	assert_false(take(p));
	poll_judge(p, NOW);
	since = p->state.failing_since;
	assert_int_equal(since, NOW);
	assert_string_equal(p->state.next_why, "back-off");
	p = poll_with(feed_with(&p->state), 404);
	assert_false(take(p));
	poll_judge(p, NOW + 86400);
	assert_int_equal(p->state.failing_since, since);
	p = poll_with(feed_with(&p->state), 404);
	assert_false(take(p));
	poll_judge(p, NOW + 31 * 86400);
	assert_string_equal(p->state.next_why, "weekly");
	p = poll_with(feed_with(&p->state), 304);
	assert_false(take(p));
	poll_judge(p, NOW + 40 * 86400);
	assert_int_equal(p->state.failing_since, WHEN_NONE);
}

static void almost_xml_is_remembered_until_it_is_mended(void **state)
{
	struct poll *p = ITEMS(feed_with(&known), 1);

	(void)state;
	p->answer->doc->is_recovered = true;
	p->answer->doc->problem = "line 3: a bare &";
	poll_judge(p, NOW);
	assert_string_equal(p->state.problem, "line 3: a bare &");
	p = poll_with(feed_with(&p->state), 304);
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_string_equal(p->state.problem, "line 3: a bare &");
	p = ITEMS(feed_with(&p->state), 1);
	poll_judge(p, NOW);
	assert_null(p->state.problem);
}

static void no_feed_brings_none(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 200);

	(void)state;
	p->reply->headers.etag = "\"page\"";
	assert_true(take(p));
	answer_with(p, "an HTML page, not a feed");
	poll_judge(p, NOW);
	assert_string_equal(p->state.etag, "\"1\"");
	assert_string_equal(p->state.last_error, "an HTML page, not a feed");
	assert_int_equal(p->state.failures, 1);
	assert_int_equal(p->state.last_ok_at, NOW - 7200);
	buf_free(&p->reply->body);
}

static void a_body_that_may_be_cut_brings_none(void **state)
{
	struct poll *p = poll_with(feed_with(&fresh), 200);

	(void)state;
	p->reply->headers.etag = "\"2\"";
	p->reply->headers.is_length_known = false;
	assert_true(take(p));
	answer_with(p, NULL);
	p->answer->doc->is_recovered = true;
	poll_judge(p, NOW);
	assert_null(p->state.etag);
	assert_int_equal(p->state.failures, 0);
	buf_free(&p->reply->body);
}

static void unchanged_keeps_everything(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 304);

	(void)state;
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_string_equal(p->state.etag, "\"1\"");
	assert_string_equal(p->state.last_modified, "yesterday");
	assert_int_equal(p->state.ttl_s, 60);
	assert_null(p->state.last_error);
	assert_int_equal(p->state.last_ok_at, NOW);
}

static void moves(void **state)
{
	struct store_feed_state moved = known;
	struct feed *feed = feed_with(&known);
	struct poll *p = poll_with(feed, 304);

	(void)state;
	p->reply->is_moved = true;
	p->reply->url = "http://b.example/feed";
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_string_equal(p->state.moved_to, "http://b.example/feed");
	moved.moved_to = "http://b.example/feed";
	feed = feed_with(&moved);
	assert_string_equal(poll_request(feed).url, "http://b.example/feed");
	assert_string_equal(poll_request(feed).home_url, "http://a.example/feed");
	p = poll_with(feed, 304); /* and back */
	p->reply->is_moved = true;
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_null(p->state.moved_to);
	p = poll_with(feed, 410); /* the new place is gone: not the feed itself */
	assert_false(take(p));
	poll_judge(p, NOW);
	assert_false(p->state.is_gone);
	assert_null(p->state.moved_to);
	assert_null(p->state.etag);
	assert_int_equal(p->state.next_at, NOW + 3600); /* the configured one is asked after an interval */
}

static void a_place_that_wants_to_be_left_alone_is_not_lost(void **state)
{
	static const long statuses[] = {404, 500, 429, 503};
	struct store_feed_state moved = known;

	(void)state;
	moved.moved_to = "http://b.example/feed";
	moved.failures = 2;
	for (size_t i = 0; i < 4; i++) {
		struct poll *p = poll_with(feed_with(&moved), statuses[i]);

		assert_false(take(p));
		poll_judge(p, NOW);
		assert_int_equal(p->state.moved_to != NULL, i >= 2);
		assert_int_equal(p->state.etag != NULL, i >= 2);
	}
}

static void words_are_safe(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 0);

	(void)state;
	p->reply->error = "bad \x1b[31m\nthing";
	assert_false(poll_take_reply(p, p->reply));
	poll_judge(p, NOW);
	assert_null(strpbrk(p->state.last_error, "\x1b\n"));
}

static void due(void **state)
{
	struct store_feed_state s = fresh;
	struct feed *feed;

	(void)state;
	assert_true(roster_is_due(feed_with(&s), NOW, false));
	s.next_at = NOW + 10;
	assert_false(roster_is_due(feed_with(&s), NOW, false));
	assert_true(roster_is_due(feed_with(&s), NOW, true));
	assert_true(roster_is_due(feed_with(&s), NOW + 10, false));
	s.hold_until = NOW + 20;
	assert_false(roster_is_due(feed_with(&s), NOW + 19, true));
	assert_true(roster_is_due(feed_with(&s), NOW + 20, false));
	s = fresh;
	s.next_at = s.hold_until = NOW + 86400 * 365; /* nothing of ours is put off for so long */
	assert_true(roster_is_due(feed_with(&s), NOW, false));
	s.is_gone = true;
	assert_false(roster_is_due(feed_with(&s), NOW, true));
	feed = feed_with(&fresh);
	feed->is_busy = true;
	assert_false(roster_is_due(feed, NOW, true));
	feed = feed_with(&fresh);
	feed->interval_s = 86400 * 30;
	feed->state.next_at = NOW + 86400 * 29;
	assert_false(roster_is_due(feed, NOW, false));
	feed->interval_s = 0; /* automatic, with bounds of the user's */
	feed->max_interval_s = 86400 * 30;
	assert_false(roster_is_due(feed, NOW, false));
}

/* A server that wants a week, and a feed that leaves out all days but one. */
static void the_longest_plan_is_kept(void **state)
{
	struct store_feed_state s = fresh;

	(void)state;
	s.last_try_at = NOW;
	s.next_at = NOW + 86400 * 13;
	assert_false(roster_is_due(feed_with(&s), NOW, false));
	assert_false(roster_is_due(feed_with(&s), s.next_at - 1, false));
	assert_true(roster_is_due(feed_with(&s), s.next_at, false));
}

static void a_clock_that_was_set_back(void **state)
{
	struct store_feed_state s = fresh;

	(void)state;
	s.last_try_at = NOW;
	s.next_at = NOW + 3600;
	assert_false(roster_is_due(feed_with(&s), NOW - 60, false)); /* a little: no reason to ask twice */
	assert_false(roster_is_due(feed_with(&s), NOW - 3600, false));
	assert_true(roster_is_due(feed_with(&s), NOW - 3601, false)); /* it would wait more than twice as long */
	assert_true(roster_is_due(feed_with(&s), NOW - 86400 * 3650, false));
	s.hold_until = NOW + 60;
	assert_false(roster_is_due(feed_with(&s), NOW - 60, true));
	assert_true(roster_is_due(feed_with(&s), NOW - 61, true));
	s.last_try_at = WHEN_NONE; /* its host's hold, and it was never asked itself */
	s.hold_until = NOW + 7 * 86400;
	assert_false(roster_is_due(feed_with(&s), NOW, true));
	assert_true(roster_is_due(feed_with(&s), NOW - 2, true));
}

static void holds(void **state)
{
	struct poll *p = poll_with(feed_with(&known), 0);

	(void)state;
	poll_hold(p, NOW + 100, true);
	assert_int_equal(p->state.next_at, NOW + 100);
	assert_int_equal(p->state.hold_until, NOW + 100);
	assert_string_equal(p->state.etag, "\"1\"");
	assert_int_equal(p->state.failures, 0);
	poll_hold(p, NOW + 100, false);
	assert_int_equal(p->state.hold_until, 0);
}

/* Whatever the policy says is known to those who show it. */
static void every_reason_has_words(void **state)
{
	(void)state;
	for (int why = 0; why < FETCH_WHY_COUNT_; why++) {
		const char *name = fetch_why_name((enum fetch_why)why);

		assert_non_null(name);
		assert_ptr_not_equal(store_next_words(name), name);
	}
}

/* ---- arguments ---- */

static bool parse(struct telexd_options *ret, struct err *err, const char *const *words)
{
	char **argv = mem_array(ctx, char *, 12);
	enum options_wish wish;
	int argc = 0;

	argv[argc++] = mem_strdup(ctx, "telexd");
	for (; *words; words++)
		argv[argc++] = mem_strdup(ctx, *words);
	return options_parse(argc, argv, ret, &wish, err);
}
#define PARSE(...) parse(&o, &err, (const char *const[]){__VA_ARGS__, NULL})

static void arguments(void **state)
{
	struct telexd_options o;
	struct err err = {0};

	(void)state;
	assert_true(PARSE("--once", "a", "--force", "b", "--config=x", "--", "--c"));
	assert_true(o.is_once && o.is_forced);
	assert_string_equal(o.config, "x");
	assert_int_equal(o.n_feeds, 3);
	assert_string_equal(o.feeds[1], "b");
	assert_string_equal(o.feeds[2], "--c");
	assert_true(PARSE("--config", "y", "--log-level", "debug"));
	assert_string_equal(o.config, "y");
	assert_int_equal(o.level, LOG_DEBUG);
	assert_false(PARSE("a"));
	assert_false(PARSE("--force"));
	assert_false(PARSE("--config"));
	assert_false(PARSE("--once=1"));
	assert_false(PARSE("-x"));
	assert_false(PARSE("--log-level", "loud"));
	assert_false(PARSE("--onse"));
	assert_non_null(strstr(err.msg, "--once"));
	assert_int_equal(err_exit_status(err.code), 64);
}

static void time_as_an_argument(void **state)
{
	static const char *const wrong[] = {"", "soon", "-1", "1969-12-31T23:00:00Z", "999999999999", "12:00"};
	struct telexd_options o;
	struct err err = {0};

	(void)state;
	assert_true(PARSE("--once"));
	assert_true(o.now == WHEN_NONE);
	assert_true(PARSE("--now", "1707992430")); /* the daemon's too */
	assert_int_equal(o.now, NOW);
	assert_true(PARSE("--once", "--now=2024-02-15T11:20:30+01:00"));
	assert_int_equal(o.now, NOW);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(PARSE("--once", "--now", wrong[i]));
		assert_non_null(strstr(err.msg, "--now"));
	}
}

/* Last of all: there is no way back. */
static void the_wall_clock_starts_where_it_is_told(void **state)
{
	int64_t before_ms = clock_ms(), low, up;

	(void)state;
	assert_in_range(clock_now(), INT64_C(1700000000), INT64_C(1) << 40);
	clock_start_at(NOW);
	assert_in_range(clock_now(), NOW, NOW + 600);
	low = clock_now();
	up = clock_now_up();
	assert_in_range(up, low, clock_now() + 1);
	while (clock_ms() - before_ms < 20)
		;
	assert_in_range(clock_now_ms(), NOW * 1000 + 1, (NOW + 600) * 1000); /* and runs */
}

static int set_up(void **state)
{
	(void)state;
	ctx = talloc_new(NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return talloc_free(ctx);
}

/* Two seconds before the user's own interval is over, for who comes once an interval; nobody else's wish is cut short. */
static void nearly_due(void **state)
{
	struct store_feed_state s = fresh;
	struct feed *feed;

	(void)state;
	s.next_at = NOW + 2;
	s.next_why = "interval";
	feed = feed_with(&s);
	feed->interval_s = 3600;
	assert_false(roster_is_due(feed, NOW, false));
	assert_true(roster_is_nearly_due(feed, NOW));
	assert_false(roster_is_nearly_due(feed, NOW - 1));
	feed->state.hold_until = NOW + 2;
	assert_false(roster_is_nearly_due(feed, NOW));
	feed->state.hold_until = 0;
	feed->state.next_why = "max-age";
	assert_false(roster_is_nearly_due(feed, NOW));
	feed->state.next_why = NULL;
	assert_false(roster_is_nearly_due(feed, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_brings_its_validators),
		cmocka_unit_test(items_that_came_and_went_are_noticed),
		cmocka_unit_test(missed_items_are_forgotten_after_a_week),
		cmocka_unit_test(archives_are_read_down_to_what_we_had),
		cmocka_unit_test(archives_that_fail),
		cmocka_unit_test(failures_have_a_beginning),
		cmocka_unit_test(almost_xml_is_remembered_until_it_is_mended),
		cmocka_unit_test(no_feed_brings_none),
		cmocka_unit_test(a_body_that_may_be_cut_brings_none),
		cmocka_unit_test(unchanged_keeps_everything),
		cmocka_unit_test(moves),
		cmocka_unit_test(a_place_that_wants_to_be_left_alone_is_not_lost),
		cmocka_unit_test(words_are_safe),
		cmocka_unit_test(due),
		cmocka_unit_test(nearly_due),
		cmocka_unit_test(the_longest_plan_is_kept),
		cmocka_unit_test(a_clock_that_was_set_back),
		cmocka_unit_test(holds),
		cmocka_unit_test(every_reason_has_words),
		cmocka_unit_test(arguments),
		cmocka_unit_test(time_as_an_argument),
		cmocka_unit_test(the_wall_clock_starts_where_it_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
