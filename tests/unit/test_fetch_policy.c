/* test_fetch_policy.c: when a feed is asked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "telex/fetch.h"

enum { MIN = 60, HOUR = 3600, DAY = 86400 };
/* Thursday 2024-02-15 10:20:30 UTC */
#define NOW INT64_C(1707992430)

static struct fetch_facts automatic(enum fetch_outcome outcome, long status)
{
	return (struct fetch_facts){.now = NOW, .min_interval_s = 15 * MIN, .max_interval_s = 12 * HOUR,
				    .outcome = outcome, .status = status};
}

static struct fetch_facts fixed(int64_t interval_s, enum fetch_outcome outcome, long status)
{
	struct fetch_facts f = automatic(outcome, status);

	f.interval_s = interval_s;
	return f;
}

static int64_t max_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t wait_of(const struct fetch_facts *f)
{
	return fetch_plan(f).next_at - f->now;
}

static void outcomes(void **state)
{
	(void)state;
	assert_int_equal(fetch_outcome(200, false), FETCH_DOCUMENT);
	assert_int_equal(fetch_outcome(226, true), FETCH_DOCUMENT);
	assert_int_equal(fetch_outcome(304, true), FETCH_UNCHANGED);
	assert_int_equal(fetch_outcome(304, false), FETCH_FAILED);
	assert_int_equal(fetch_outcome(410, false), FETCH_GONE);
	for (long s = 400; s < 600; s++)
		if (s != 410)
			assert_int_equal(fetch_outcome(s, true), FETCH_FAILED);
	assert_int_equal(fetch_outcome(0, true), FETCH_FAILED);
	assert_int_equal(fetch_outcome(204, true), FETCH_FAILED);
}

static void permanent_redirects(void **state)
{
	static const char *const plain = "http://a.example/", *const safe = "https://a.example/";

	(void)state;
	assert_true(fetch_is_permanent(301, plain, plain));
	assert_true(fetch_is_permanent(308, plain, safe));
	assert_true(fetch_is_permanent(301, safe, "HTTPS://b.example/"));
	assert_false(fetch_is_permanent(301, safe, plain)); /* once is enough for whoever sits in between */
	assert_false(fetch_is_permanent(308, safe, plain));
	for (long status = 300; status < 310; status++)
		assert_int_equal(fetch_is_permanent(status, safe, safe), status == 301 || status == 308);
}

static void status_has_words(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(fetch_status_words(ctx, 404), "HTTP 404, not found");
	assert_string_equal(fetch_status_words(ctx, 599), "HTTP 599");
	talloc_free(ctx);
}

static void fixed_interval_is_kept(void **state)
{
	static const int64_t intervals[] = {1, 7, 30 * MIN, 3 * DAY, 30 * DAY};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct fetch_facts f = fixed(intervals[i], FETCH_DOCUMENT, 200);

		for (uint32_t jitter = 0; jitter < 0x10000; jitter += 0x3fff) {
			f.jitter = jitter;
			assert_int_equal(wait_of(&f), intervals[i]);
			assert_int_equal(fetch_plan(&f).interval_s, intervals[i]);
		}
	}
}

/* A fixed interval runs from start to start, so that cron can have the same step; what the server wants does not. */
static void fixed_interval_counts_from_the_start(void **state)
{
	struct fetch_facts f = fixed(HOUR, FETCH_DOCUMENT, 200);
	struct fetch_headers h = FETCH_HEADERS_INIT;

	(void)state;
	f.took_s = 2; /* its ends are rounded */
	assert_int_equal(wait_of(&f), HOUR);
	f.took_s = 22;
	assert_int_equal(wait_of(&f), HOUR - 20);
	assert_int_equal(fetch_plan(&f).interval_s, HOUR);
	f.took_s = HOUR; /* a long queue is no reason to hurry */
	assert_int_equal(wait_of(&f), HOUR - HOUR / 10);
	f.took_s = -5; /* a clock that was set back */
	assert_int_equal(wait_of(&f), HOUR);
	f.took_s = 22;
	h.max_age_s = HOUR - 10;
	f.headers = &h;
	assert_int_equal(wait_of(&f), HOUR - 10);
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_MAX_AGE);
	h.max_age_s = HOUR - 20; /* as long as the interval: to be kept to the second */
	assert_int_equal(wait_of(&f), HOUR - 20);
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_MAX_AGE);
	h.max_age_s = HOUR - 60;
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_INTERVAL);
	f.headers = NULL;
	f.ttl_s = HOUR - 20;
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_TTL);
	assert_int_equal(fetch_slack_s(HOUR), 2);
	assert_int_equal(fetch_slack_s(5), 0);
}

static void auto_follows_the_posting_rate(void **state)
{
	struct fetch_facts f = automatic(FETCH_DOCUMENT, 200);

	(void)state;
	assert_int_equal(fetch_plan(&f).interval_s, HOUR); /* nothing known */
	f.posting_gap_s = 8 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, 2 * HOUR);
	f.posting_gap_s = MIN;
	assert_int_equal(fetch_plan(&f).interval_s, 15 * MIN);
	f.posting_gap_s = 90 * DAY;
	assert_int_equal(fetch_plan(&f).interval_s, 12 * HOUR);
	f.jitter = 0xffff;
	assert_int_equal(wait_of(&f), 12 * HOUR);
}

static void auto_jitter_only_adds(void **state)
{
	struct fetch_facts f = automatic(FETCH_DOCUMENT, 200);
	bool is_spread = false;

	(void)state;
	f.posting_gap_s = 8 * HOUR;
	for (uint32_t jitter = 0; jitter < 0x10000; jitter += 0x777) {
		f.jitter = jitter;
		assert_in_range(wait_of(&f), 2 * HOUR, 2 * HOUR + 2 * HOUR / 10);
		is_spread |= wait_of(&f) > 2 * HOUR + HOUR / 10;
	}
	assert_true(is_spread);
}

static void unchanged_lets_auto_grow(void **state)
{
	struct fetch_facts f = automatic(FETCH_UNCHANGED, 304);

	(void)state;
	f.last_interval_s = 8 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, 9 * HOUR);
	f.last_interval_s = 12 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, 12 * HOUR);
	f = fixed(HOUR, FETCH_UNCHANGED, 304);
	f.last_interval_s = 8 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, HOUR);
}

static void a_partial_answer_says_nothing_of_the_rate(void **state)
{
	struct fetch_facts f = automatic(FETCH_DOCUMENT, 226);

	(void)state;
	f.posting_gap_s = 1; /* its one item is of this second */
	f.last_interval_s = 8 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, 8 * HOUR);
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_RATE);
	f.last_interval_s = 0; /* better than nothing */
	assert_int_equal(fetch_plan(&f).interval_s, 15 * MIN);
}

static void failures_back_off(void **state)
{
	struct fetch_facts f = fixed(30 * MIN, FETCH_FAILED, 500);

	(void)state;
	assert_int_equal(wait_of(&f), 30 * MIN); /* the first: one interval */
	for (f.failures = 1; f.failures < 6; f.failures++) {
		assert_int_equal(wait_of(&f), 30 * MIN << f.failures);
		assert_int_equal(fetch_plan(&f).failures, f.failures + 1);
	}
	f.failures = 1;
	f.jitter = 0xffff;
	assert_in_range(wait_of(&f), HOUR + 5 * MIN, HOUR + 6 * MIN);
	f.failures = 1000000;
	assert_int_equal(wait_of(&f), DAY);
	f.failures = INT64_MAX;
	assert_int_equal(wait_of(&f), DAY);
	assert_int_equal(fetch_plan(&f).failures, INT64_MAX);
	f = fixed(3 * DAY, FETCH_FAILED, 0);
	f.failures = 9;
	assert_int_equal(wait_of(&f), 3 * DAY); /* never sooner than the interval */
}

static void failing_for_30_days_is_asked_weekly(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(HOUR, FETCH_FAILED, 404);

	(void)state;
	f.failures = 40;
	f.failing_s = 30 * DAY - 1;
	assert_int_equal(wait_of(&f), DAY);
	f.failing_s = 30 * DAY;
	assert_int_equal(wait_of(&f), 7 * DAY);
	assert_int_equal(fetch_plan(&f).why, FETCH_WHY_WEEKLY);
	f.jitter = 0xffff;
	assert_in_range(wait_of(&f), 7 * DAY, 7 * DAY + 7 * DAY / 10);
	f.headers = &h; /* a floor, not an invitation; and no hold beyond it */
	h.retry_after_s = 60;
	assert_in_range(wait_of(&f), 7 * DAY, 7 * DAY + 7 * DAY / 10);
	assert_int_equal(fetch_plan(&f).hold_until, NOW + 60);
	f.outcome = FETCH_UNCHANGED;
	f.status = 304;
	assert_int_equal(wait_of(&f), HOUR);
}

static void success_ends_failures(void **state)
{
	struct fetch_facts f = fixed(HOUR, FETCH_UNCHANGED, 304);

	(void)state;
	f.failures = 7;
	assert_int_equal(fetch_plan(&f).failures, 0);
	assert_int_equal(wait_of(&f), HOUR);
}

static void gone_is_gone(void **state)
{
	struct fetch_facts f = fixed(HOUR, FETCH_GONE, 410);

	(void)state;
	assert_true(fetch_plan(&f).is_gone);
	f = fixed(HOUR, FETCH_FAILED, 404);
	assert_false(fetch_plan(&f).is_gone);
}

static void freshness_is_a_lower_bound(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(HOUR, FETCH_DOCUMENT, 200);

	(void)state;
	f.headers = &h;
	assert_int_equal(wait_of(&f), HOUR);
	h.max_age_s = 60; /* never shorter than what the user wants */
	assert_int_equal(wait_of(&f), HOUR);
	h.max_age_s = 12 * HOUR;
	assert_int_equal(wait_of(&f), 12 * HOUR);
	h.age_s = 2 * HOUR;
	assert_int_equal(wait_of(&f), 10 * HOUR);
	h.expires = NOW + 20 * HOUR; /* max-age goes before Expires */
	assert_int_equal(wait_of(&f), 10 * HOUR);
	h.max_age_s = h.age_s = -1;
	assert_int_equal(wait_of(&f), 20 * HOUR);
	h.date = NOW + 15 * HOUR; /* the server's clock */
	assert_int_equal(wait_of(&f), 5 * HOUR);
	h.date = WHEN_NONE;
	h.expires = INT64_C(4102444800);
	assert_int_equal(wait_of(&f), 7 * DAY);
	h.expires = 0;
	assert_int_equal(wait_of(&f), HOUR);
}

static void wish_goes_beyond_max_interval(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = automatic(FETCH_UNCHANGED, 304);

	(void)state;
	h.max_age_s = 2 * DAY;
	f.headers = &h;
	assert_int_equal(wait_of(&f), 2 * DAY);
	assert_int_equal(fetch_plan(&f).interval_s, HOUR); /* the wish is not the interval */
}

static void ttl_is_a_lower_bound(void **state)
{
	struct fetch_facts f = fixed(HOUR, FETCH_UNCHANGED, 304);

	(void)state;
	f.ttl_s = 5 * HOUR;
	assert_int_equal(wait_of(&f), 5 * HOUR);
	f.ttl_s = 1;
	assert_int_equal(wait_of(&f), HOUR);
	f.ttl_s = INT64_MAX;
	assert_int_equal(wait_of(&f), 7 * DAY);
	f.ttl_s = -1;
	assert_int_equal(wait_of(&f), HOUR);
	f = fixed(HOUR, FETCH_FAILED, 500);
	f.ttl_s = 5 * HOUR;
	assert_int_equal(wait_of(&f), 5 * HOUR);
}

static void skipped_hours_and_days(void **state)
{
	struct fetch_facts f = fixed(HOUR, FETCH_DOCUMENT, 200);

	(void)state;
	f.skip_hours = 1u << 11 | 1u << 12; /* due 11:20:30 */
	assert_int_equal(fetch_plan(&f).next_at, NOW - NOW % HOUR + 3 * HOUR);
	f.skip_hours = 1u << 10;
	assert_int_equal(wait_of(&f), HOUR);
	f.skip_hours = 0;
	f.skip_days = 1 << 4; /* Thursday */
	assert_int_equal(fetch_plan(&f).next_at, NOW - NOW % DAY + DAY);
	f.skip_days = 0x7f;
	assert_int_equal(wait_of(&f), DAY);
	f.skip_days = 0;
	f.skip_hours = 0xffffff;
	assert_int_equal(wait_of(&f), DAY);
}

static void retry_after_stands(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(1, FETCH_FAILED, 503);
	struct fetch_plan plan;

	(void)state;
	f.headers = &h;
	f.failures = 8;
	h.retry_after_s = 30;
	plan = fetch_plan(&f);
	assert_int_equal(plan.next_at, NOW + 30); /* no doubling on top of it */
	assert_int_equal(plan.hold_until, NOW + 30);
	assert_int_equal(plan.host_until, 0);
	h.retry_after_s = 30 * DAY;
	assert_int_equal(fetch_plan(&f).hold_until, NOW + 7 * DAY);
	assert_int_equal(wait_of(&f), 7 * DAY);
	h.retry_after_s = -1;
	h.retry_at = NOW + 2 * HOUR;
	assert_int_equal(fetch_plan(&f).hold_until, NOW + 2 * HOUR);
	h.date = NOW + HOUR;
	assert_int_equal(fetch_plan(&f).hold_until, NOW + HOUR);
	h.retry_at = NOW - HOUR;
	h.date = WHEN_NONE;
	assert_int_equal(fetch_plan(&f).hold_until, NOW);
	f.interval_s = HOUR; /* a floor, not an invitation */
	assert_int_equal(wait_of(&f), HOUR);
}

static void too_many_requests_hold_the_host(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(1, FETCH_FAILED, 429);
	struct fetch_plan plan;

	(void)state;
	f.headers = &h;
	h.retry_after_s = 120;
	plan = fetch_plan(&f);
	assert_int_equal(plan.host_until, NOW + 120);
	assert_int_equal(plan.hold_until, NOW + 120);
	h.retry_after_s = -1;
	plan = fetch_plan(&f);
	assert_int_equal(plan.next_at, NOW + HOUR);
	assert_int_equal(plan.host_until, NOW + HOUR);
	assert_int_equal(plan.hold_until, 0); /* the server did not say */
	f.failures = 3; /* doubles */
	assert_int_equal(fetch_plan(&f).next_at, NOW + 8 * HOUR);
	assert_int_equal(fetch_plan(&f).host_until, NOW + 8 * HOUR);
	f = fixed(3 * HOUR, FETCH_FAILED, 429);
	assert_int_equal(fetch_plan(&f).next_at, NOW + 6 * HOUR); /* at once, unlike other failures */
	assert_int_equal(fetch_plan(&f).host_until, NOW + HOUR);
	f = fixed(30 * DAY, FETCH_FAILED, 429);
	assert_int_equal(fetch_plan(&f).next_at, NOW + 30 * DAY);
	assert_int_equal(fetch_plan(&f).host_until, NOW + HOUR); /* a rare feed holds up nobody for a month */
}

static void retry_after_of_a_success_is_nothing(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(HOUR, FETCH_DOCUMENT, 200);

	(void)state;
	f.headers = &h;
	h.retry_after_s = DAY;
	assert_int_equal(wait_of(&f), HOUR);
	assert_int_equal(fetch_plan(&f).hold_until, 0);
}

static int64_t pick(uint32_t *seed, const int64_t *from, size_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return from[(*seed >> 16) % n];
}

/* Whatever a server and a document say: never sooner than the interval, never beyond what is said of plans. */
static void plans_have_bounds(void **state)
{
	static const int64_t spans[] = {-1, 0, 1, 59, HOUR, DAY, 30 * DAY, INT32_MAX, INT64_MAX / 4};
	static const int64_t intervals[] = {0, 1, 10 * MIN, DAY, 365 * DAY};
	static const int64_t statuses[] = {0, 200, 304, 404, 429, 503};
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct fetch_headers h = FETCH_HEADERS_INIT;
		struct fetch_facts f = fixed(pick(&seed, intervals, 5), FETCH_FAILED, 0);
		struct fetch_plan plan;
		int64_t longest;

		f.max_interval_s = max_of(pick(&seed, intervals, 5), 1);
		f.min_interval_s = max_of(pick(&seed, intervals, 5), 1);
		f.status = (long)pick(&seed, statuses, 6);
		f.outcome = fetch_outcome(f.status, true);
		f.jitter = (uint32_t)pick(&seed, spans, 9);
		f.failures = max_of(pick(&seed, spans, 9), 0);
		f.failing_s = pick(&seed, spans, 9);
		f.last_interval_s = max_of(pick(&seed, intervals, 5), 0);
		f.ttl_s = pick(&seed, spans, 9);
		f.posting_gap_s = max_of(pick(&seed, spans, 9), 0);
		f.skip_hours = (uint32_t)pick(&seed, spans, 9);
		f.skip_days = (uint8_t)pick(&seed, spans, 9);
		f.headers = &h;
		h.max_age_s = pick(&seed, spans, 8);
		h.age_s = pick(&seed, spans, 8);
		h.retry_after_s = pick(&seed, spans, 8);
		h.expires = NOW + pick(&seed, spans, 8);
		h.retry_at = NOW + pick(&seed, spans, 8);
		plan = fetch_plan(&f);
		longest = f.interval_s ? f.interval_s : max_of(f.min_interval_s, f.max_interval_s);
		assert_in_range(plan.next_at - NOW, plan.interval_s, fetch_plan_max_s(longest));
		assert_in_range(max_of(plan.hold_until, NOW), NOW, NOW + FETCH_HOLD_MAX_S);
		assert_true(plan.host_until <= NOW + FETCH_HOLD_MAX_S);
	}
}

static void jitter_is_of_the_name(void **state)
{
	(void)state;
	assert_int_equal(fetch_jitter("fierce-network"), fetch_jitter("fierce-network"));
	assert_int_not_equal(fetch_jitter("a"), fetch_jitter("b"));
	assert_in_range(fetch_jitter(""), 0, 0xffff);
}

static void posting_gap(void **state)
{
	int64_t dates[60];

	(void)state;
	assert_int_equal(fetch_posting_gap(NULL, 0, NOW), 0);
	dates[0] = WHEN_NONE;
	dates[1] = NOW + DAY;
	assert_int_equal(fetch_posting_gap(dates, 2, NOW), 0);
	dates[2] = NOW - DAY;
	assert_int_equal(fetch_posting_gap(dates, 3, NOW), DAY);
	for (int i = 0; i < 60; i++) /* oldest first; only the newest 20 count */
		dates[i] = i < 40 ? NOW - 400 * DAY + i : NOW - (60 - i) * HOUR;
	assert_int_equal(fetch_posting_gap(dates, 60, NOW), HOUR);
	for (int i = 0; i < 60; i++)
		dates[i] = NOW;
	assert_int_equal(fetch_posting_gap(dates, 60, NOW), 1);
}

static enum fetch_why why_of(const struct fetch_facts *f)
{
	return fetch_plan(f).why;
}

static void plans_say_why(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(HOUR, FETCH_DOCUMENT, 200);

	(void)state;
	f.headers = &h;
	assert_int_equal(why_of(&f), FETCH_WHY_INTERVAL);
	h.max_age_s = 60; /* shorter than the interval: not the reason */
	assert_int_equal(why_of(&f), FETCH_WHY_INTERVAL);
	h.max_age_s = 2 * HOUR;
	assert_int_equal(why_of(&f), FETCH_WHY_MAX_AGE);
	h.max_age_s = -1;
	h.expires = NOW + 2 * HOUR;
	assert_int_equal(why_of(&f), FETCH_WHY_EXPIRES);
	f.ttl_s = 3 * HOUR;
	assert_int_equal(why_of(&f), FETCH_WHY_TTL);
	f.skip_days = 1 << 4;
	assert_int_equal(why_of(&f), FETCH_WHY_SKIP);
	f = automatic(FETCH_DOCUMENT, 200);
	assert_int_equal(why_of(&f), FETCH_WHY_FIRST);
	f.posting_gap_s = DAY;
	assert_int_equal(why_of(&f), FETCH_WHY_RATE);
	f = automatic(FETCH_UNCHANGED, 304);
	f.last_interval_s = HOUR;
	assert_int_equal(why_of(&f), FETCH_WHY_QUIET);
}

static void plans_say_why_after_failures(void **state)
{
	struct fetch_headers h = FETCH_HEADERS_INIT;
	struct fetch_facts f = fixed(10 * MIN, FETCH_FAILED, 503);

	(void)state;
	f.headers = &h;
	assert_int_equal(why_of(&f), FETCH_WHY_BACK_OFF);
	h.retry_after_s = HOUR;
	assert_int_equal(why_of(&f), FETCH_WHY_RETRY_AFTER);
	h.retry_after_s = 1;
	assert_int_equal(why_of(&f), FETCH_WHY_INTERVAL);
	h.retry_after_s = -1;
	f.status = 429;
	assert_int_equal(why_of(&f), FETCH_WHY_TOO_MANY);
	f = fixed(HOUR, FETCH_GONE, 410);
	assert_int_equal(why_of(&f), FETCH_WHY_GONE);
}

static void missed_items_shorten_an_automatic_interval(void **state)
{
	struct fetch_facts f = automatic(FETCH_DOCUMENT, 200);
	struct fetch_plan plan;

	(void)state;
	f.posting_gap_s = 8 * HOUR;
	f.last_interval_s = 2 * HOUR;
	f.window_s = 90 * MIN;
	assert_int_equal(fetch_plan(&f).interval_s, 2 * HOUR); /* nothing was missed: the window is no matter */
	f.is_overrun = f.is_watched = true;
	plan = fetch_plan(&f);
	assert_int_equal(plan.interval_s, 30 * MIN);
	assert_int_equal(plan.why, FETCH_WHY_WINDOW);
	f.window_s = 30 * HOUR; /* a wide window, and yet: half of what it was */
	assert_int_equal(fetch_plan(&f).interval_s, HOUR);
	f.window_s = 9 * MIN; /* the user's bounds hold */
	assert_int_equal(fetch_plan(&f).interval_s, 15 * MIN);
	f.is_overrun = false; /* it stays below a third of the window while that is remembered */
	f.window_s = 3 * HOUR;
	assert_int_equal(fetch_plan(&f).interval_s, HOUR);
	f.outcome = FETCH_UNCHANGED; /* and does not grow */
	f.window_s = 0;
	f.posting_gap_s = 0;
	assert_int_equal(fetch_plan(&f).interval_s, 2 * HOUR);
	f = fixed(2 * HOUR, FETCH_DOCUMENT, 200);
	f.is_overrun = f.is_watched = true;
	f.window_s = MIN;
	assert_int_equal(fetch_plan(&f).interval_s, 2 * HOUR); /* the user's own is kept */
}

static void every_reason_has_a_name_and_words(void **state)
{
	(void)state;
	for (int why = 0; why < FETCH_WHY_COUNT_; why++) {
		for (int other = 0; other < why; other++)
			assert_string_not_equal(fetch_why_name((enum fetch_why)why),
						fetch_why_name((enum fetch_why)other));
	}
	assert_string_equal(fetch_why_name(FETCH_WHY_MAX_AGE), "max-age");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes),
		cmocka_unit_test(permanent_redirects),
		cmocka_unit_test(status_has_words),
		cmocka_unit_test(fixed_interval_is_kept),
		cmocka_unit_test(fixed_interval_counts_from_the_start),
		cmocka_unit_test(auto_follows_the_posting_rate),
		cmocka_unit_test(auto_jitter_only_adds),
		cmocka_unit_test(unchanged_lets_auto_grow),
		cmocka_unit_test(a_partial_answer_says_nothing_of_the_rate),
		cmocka_unit_test(failures_back_off),
		cmocka_unit_test(failing_for_30_days_is_asked_weekly),
		cmocka_unit_test(success_ends_failures),
		cmocka_unit_test(gone_is_gone),
		cmocka_unit_test(freshness_is_a_lower_bound),
		cmocka_unit_test(wish_goes_beyond_max_interval),
		cmocka_unit_test(ttl_is_a_lower_bound),
		cmocka_unit_test(skipped_hours_and_days),
		cmocka_unit_test(retry_after_stands),
		cmocka_unit_test(too_many_requests_hold_the_host),
		cmocka_unit_test(retry_after_of_a_success_is_nothing),
		cmocka_unit_test(plans_have_bounds),
		cmocka_unit_test(jitter_is_of_the_name),
		cmocka_unit_test(posting_gap),
		cmocka_unit_test(plans_say_why),
		cmocka_unit_test(plans_say_why_after_failures),
		cmocka_unit_test(missed_items_shorten_an_automatic_interval),
		cmocka_unit_test(every_reason_has_a_name_and_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
