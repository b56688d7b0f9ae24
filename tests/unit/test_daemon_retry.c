/* test_daemon_retry.c: when a delivery is tried again, quiet hours across midnight, the days of a limit. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "src/daemon/retry.h"

#define T INT64_C(1800000000) /* 2027-01-15 08:00 UTC, a Friday */

static int64_t delay(int64_t tries, const char *key, int64_t after_s)
{
	const struct retry_facts facts = {.now = T, .first_try_at = T, .tries = tries, .key = key, .retry_after_s = after_s};

	return retry_at(&facts) - T;
}

static void test_doubling(void **state)
{
	int64_t base = 2;

	(void)state;
	assert_int_equal(delay(1, "k", -1), 2);
	for (int64_t tries = 1; tries <= 20; tries++, base *= 2) {
		int64_t got = delay(tries, "telex-1", -1);

		assert_true(got >= (base < RETRY_MAX_S ? base : RETRY_MAX_S));
		assert_true(got <= RETRY_MAX_S && got <= base + base / 4);
		assert_int_equal(got, delay(tries, "telex-1", -1)); /* the same at every run */
	}
	assert_int_not_equal(delay(10, "telex-1", -1), delay(10, "telex-2", -1));
}

static void test_retry_after(void **state)
{
	(void)state;
	assert_int_equal(delay(1, "k", 90), 90);
	assert_int_equal(delay(1, "k", 1), 2);
	assert_int_equal(delay(1, "k", 10 * 86400), RETRY_MAX_S);
	assert_int_equal(retry_target_s(1, -1), 2);
	assert_int_equal(retry_target_s(100, -1), RETRY_TARGET_MAX_S);
	assert_int_equal(retry_target_s(1, 3600), 3600);
	assert_int_equal(retry_target_s(1, INT64_MAX), RETRY_MAX_S);
}

/* Three days after the first try there is one more, and no other. */
static void test_dead(void **state)
{
	struct retry_facts facts = {.now = T, .first_try_at = T - RETRY_DEAD_S + 100, .tries = 30, .key = "k", .retry_after_s = -1};

	(void)state;
	assert_int_equal(retry_at(&facts), T + 100);
	facts.now = T + 100;
	assert_true(retry_at(&facts) == WHEN_NONE);
	facts.first_try_at = WHEN_NONE; /* this was the first */
	assert_true(retry_at(&facts) > T);
}

/* A whole life: how often a channel is asked that never answers. */
static void test_life(void **state)
{
	struct retry_facts facts = {.now = T, .first_try_at = WHEN_NONE, .tries = 1, .key = "k", .retry_after_s = -1};
	int64_t at, last = T;
	int n = 0;

	(void)state;
	while ((at = retry_at(&facts)) != WHEN_NONE) {
		assert_true(at > facts.now && at - facts.now <= RETRY_MAX_S);
		facts.first_try_at = T;
		facts.now = last = at;
		facts.tries++;
		n++;
	}
	assert_int_equal(last, T + RETRY_DEAD_S);
	assert_in_range(n, 20, 30);
}

static int64_t at(int day, int hour, int minute)
{
	const struct when_civil c = {.year = 2027, .month = 1, .day = day, .hour = hour, .minute = minute};

	return when_zone_local(&c);
}

static void test_quiet(void **state)
{
	int64_t until = 0;

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	assert_false(retry_is_quiet(NULL, T, &until));
	assert_true(retry_is_quiet("22:00-07:00", at(15, 23, 30), &until));
	assert_int_equal(until, at(16, 7, 0));
	assert_true(retry_is_quiet("22:00-07:00", at(16, 6, 59), &until));
	assert_int_equal(until, at(16, 7, 0));
	assert_true(retry_is_quiet("22:00-07:00", at(15, 22, 0), &until));
	assert_false(retry_is_quiet("22:00-07:00", at(15, 21, 59), &until));
	assert_false(retry_is_quiet("22:00-07:00", at(16, 7, 0), &until));
	assert_true(retry_is_quiet("12:00-13:00", at(15, 12, 59), &until));
	assert_int_equal(until, at(15, 13, 0));
	assert_false(retry_is_quiet("12:00-13:00", at(15, 13, 0), &until));
	assert_false(retry_is_quiet("00:00-00:00", at(15, 13, 0), &until));
	/* the night in which the clocks go forward */
	{
		const struct when_civil in = {.year = 2027, .month = 3, .day = 27, .hour = 23}, out = {.year = 2027, .month = 3, .day = 28, .hour = 7};

		assert_true(retry_is_quiet("22:00-07:00", when_zone_local(&in), &until));
		assert_int_equal(until, when_zone_local(&out));
		assert_int_equal(until - when_zone_local(&in), 7 * 3600);
	}
}

static void test_days(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	assert_int_equal(retry_day_start(at(15, 0, 0)), at(15, 0, 0));
	assert_int_equal(retry_day_start(at(15, 23, 59)), at(15, 0, 0));
	assert_int_equal(retry_day_end(at(31, 12, 0)) - at(31, 0, 0), 86400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_doubling), cmocka_unit_test(test_retry_after), cmocka_unit_test(test_dead),
	    cmocka_unit_test(test_life),     cmocka_unit_test(test_quiet),	 cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
