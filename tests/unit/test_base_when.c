/* test_base_when.c: calendar arithmetic and dates as publishers write them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "telex/when.h"

static void check_date(const char *text, const char *expected)
{
	char out[WHEN_RFC3339_SIZE] = "nonsense";
	int64_t t;

	if (when_parse(text, strlen(text), &t))
		when_rfc3339(t, out);
	if (strcmp(out, expected))
		fail_msg("'%s' read as %s, not %s", text, out, expected);
}

static void test_dates(void **state)
{
	static const char *const cases[][2] = {
		{"Mon, 26 Nov 2018 15:12:00 -0500", "2018-11-26T20:12:00Z"},
		{"26 Nov 18 15:12 EST", "2018-11-26T20:12:00Z"},
		{"Mon,26 Nov 2018 15:12:00 GMT", "2018-11-26T15:12:00Z"},
		{"Monday, 26-Nov-18 15:12:00 GMT", "2018-11-26T15:12:00Z"},
		{"Mon Nov 26 15:12:00 2018", "2018-11-26T15:12:00Z"},
		{"Mon Nov 26 15:12:00 +0100 2018", "2018-11-26T14:12:00Z"},
		{"Mon, 26 Nov 2018 15:12:00 GMT+01:30", "2018-11-26T13:42:00Z"},
		{"Mon, 26 Nov 2018 15:12:00 XYZ", "2018-11-26T15:12:00Z"},
		{"Mon, 26 Nov 2018 15:12:00 +0000 (UTC)", "2018-11-26T15:12:00Z"},
		{"Mon, 26 Nov 2018 24:00:00 GMT", "2018-11-27T00:00:00Z"},
		{"November 26, 2018 3:12 PM", "2018-11-26T15:12:00Z"},
		{"26th of November 2018 at 12:05 am", "2018-11-26T00:05:00Z"},
		{"26.11.2018 15:12", "2018-11-26T15:12:00Z"},
		{"11/26/2018 3:12:01 PM", "2018-11-26T15:12:01Z"},
		{"26/11/2018", "2018-11-26T00:00:00Z"},
		{"2018/11/26 15:12:00", "2018-11-26T15:12:00Z"},
		{"26 Nov 2018", "2018-11-26T00:00:00Z"},
		/* W3CDTF, ISO 8601 */
		{"2018", "2018-01-01T00:00:00Z"},
		{"2018-11", "2018-11-01T00:00:00Z"},
		{"2018-11-26", "2018-11-26T00:00:00Z"},
		{"2018-11-26T15:12Z", "2018-11-26T15:12:00Z"},
		{"2018-11-26T15:12:00.123456789+02:00", "2018-11-26T13:12:00Z"},
		{"2018-11-26t15:12:00z", "2018-11-26T15:12:00Z"},
		{"2018-11-26 15:12:00 +0200", "2018-11-26T13:12:00Z"},
		{"20181126T151200Z", "2018-11-26T15:12:00Z"},
		{"2018-330", "2018-11-26T00:00:00Z"},
		{"2018-W48-1", "2018-11-26T00:00:00Z"},
		{"2018W481", "2018-11-26T00:00:00Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		/* other languages */
		{"Mo, 26 Nov 2018 15:12:00 +0100", "2018-11-26T14:12:00Z"},
		{"26. März 2018, 15:12 Uhr", "2018-03-26T15:12:00Z"},
		{"mar., 12 mars 2024 15:12:00 +0100", "2024-03-12T14:12:00Z"},
		{"12 mars 2024 à 14h30", "2024-03-12T14:30:00Z"},
		{"lun, 26 nov 2018 15:12:00 +0100", "2018-11-26T14:12:00Z"},
		{"12 de março de 2024 10:00", "2024-03-12T10:00:00Z"},
		{"Mié, 26 Dic 2018 15:12:00 GMT", "2018-12-26T15:12:00Z"},
		{"gio, 26 lug 2018 15:12:00 +0200", "2018-07-26T13:12:00Z"},
		{"do, 26 mei 2018 15:12:00 +0200", "2018-05-26T13:12:00Z"},
		{"Пн, 26 ноября 2018 15:12:00 +0300", "2018-11-26T12:12:00Z"},
		{"26 мая 2018 г. 15:12", "2018-05-26T15:12:00Z"},
		{"Δευ, 26 Νοέ 2018 15:12:00 EET", "2018-11-26T13:12:00Z"},
		{"2018-november-26T15:12+01:00", "2018-11-26T14:12:00Z"},
		{"26 października 2018 15:12:00", "2018-10-26T15:12:00Z"},
		{"2018년 11월 26일 15:12:00", "2018-11-26T06:12:00Z"},
		{"2018-11-26 오후 3:12:00", "2018-11-26T06:12:00Z"},
		{"2018年11月26日 15時12分", "2018-11-26T15:12:00Z"},
		{"2018年11月26日(月) 下午3:12", "2018-11-26T15:12:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_date(cases[i][0], cases[i][1]);
}

static void test_nonsense(void **state)
{
	static const char *const cases[] = {
		"",	 "yesterday", "tomorrow at noon", "26 Foo 2018", "31 Feb 2018 10:00", "2018-13-01", "2018-02-29",
		"99 Nov 2018 12:00:00 GMT", "26 Nov 2018 25:00:00 GMT", "26 Nov 2018 10:61:00 GMT", "0000-00-00",
		"26 Nov 2018 10:00:00 +99:00", "26 Nov 2018 10:00:00 +zz:00", "Mon, 26 Nov", "10:00:00", "-", "+", "T",
		"99999999999999999999", "2018-11-26T", "2018-11-26Tnoon", "1-1-1-1-1-1-1", "Nov", "26 27 28 29",
	};
	int64_t t = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (when_parse(cases[i], strlen(cases[i]), &t))
			fail_msg("'%s' was taken for a date", cases[i]);
	assert_int_equal(t, 42);
}

/* Every printable instant comes back. */
static void test_round_trip(void **state)
{
	uint64_t x = 88172645463325252ULL;
	char text[WHEN_RFC3339_SIZE];

	(void)state;
	for (int i = 0; i < 200000; i++) {
		int64_t t, back;
		struct when_civil civil;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		t = (int64_t)(x % 315000000000ULL) - 62000000000LL; /* years 5 to 9987 */
		when_to_utc(t, &civil);
		assert_true(when_zone_utc(&civil) == t);
		when_rfc3339(t, text);
		assert_true(when_parse(text, strlen(text), &back));
		assert_true(back == t);
	}
}

static void test_random_bytes(void **state)
{
	static const char alphabet[] = "0123456789-+:./, TZWNovMarAMPMw年月日\xff\x80é\t";
	uint64_t x = 1234567;
	char text[40];
	int64_t t;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		size_t n = 0;

		for (; n < sizeof(text) - 1; n++) {
			x = x * 6364136223846793005ULL + 1442695040888963407ULL;
			text[n] = alphabet[(x >> 33) % (sizeof(alphabet) - 1)];
			if ((x >> 20) % 24 == 0)
				break;
		}
		if (when_parse(text, n, &t))
			assert_in_range(t + 62200000000LL, 0, 316000000000LL);
	}
}

static void test_for_people(void **state)
{
	char age[WHEN_AGE_SIZE], local[WHEN_LOCAL_SIZE];
	const int64_t now = 1543263120; /* 2018-11-26T20:12:00Z */

	(void)state;
	assert_string_equal(when_age(now - 59, now, age), "now");
	assert_string_equal(when_age(now + 999, now, age), "now");
	assert_string_equal(when_age(now - 12 * 60, now, age), "12m");
	assert_string_equal(when_age(now - 3 * 3600, now, age), "3h");
	assert_string_equal(when_age(now - 9 * 86400, now, age), "9d");
	assert_string_equal(when_age(now - 30 * 86400, now, age), "4w");
	assert_string_equal(when_age(now - 200 * 86400, now, age), "6mo");
	assert_string_equal(when_age(now - 800 * 86400, now, age), "2y");
	setenv("TZ", "UTC", 1);
	assert_string_equal(when_local(now, now, local), "26 Nov 20:12");
	assert_string_equal(when_local(now - 400 * 86400LL, now, local), "22 Oct 2017 20:12");
	assert_string_equal(when_span(90, age), "90 s");
	assert_string_equal(when_span(1800, age), "30 min");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),	   cmocka_unit_test(test_nonsense),   cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
