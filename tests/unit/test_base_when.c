/* test_base_when.c: calendar arithmetic and dates as publishers write them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	    /* mistakes, and habits */
	    {"Mon, 26 Nov 2018 20:12:00 + 0100", "2018-11-26T19:12:00Z"},
	    {"Mon, 26 Nov 2018 20:12:00 (GMT+0100)", "2018-11-26T19:12:00Z"},
	    {"Fri, 03/05/2019 - 15:21", "2019-05-03T15:21:00Z"},
	    {"Fri, 05/03/2019 - 15:21", "2019-05-03T15:21:00Z"},
	    {"1543263120", "2018-11-26T20:12:00Z"},
	    {"1543263120000", "2018-11-26T20:12:00Z"},
	    {"5. März 2019, 20.12 Uhr", "2019-03-05T20:12:00Z"},
	    {"Mon, 26 Nov 2018 20.12.30", "2018-11-26T20:12:30Z"},
	    {"1er août 2018 à 20 h 12", "2018-08-01T20:12:00Z"},
	    {"sáb, 1 sept. 2018 8:12 p. m.", "2018-09-01T20:12:00Z"},
	    {"26 ноября 2018, 20:12 МСК", "2018-11-26T17:12:00Z"},
	    {"Δευτέρα, 26 Νοεμβρίου 2018 8:12 μμ", "2018-11-26T20:12:00Z"},
	    {"Τρί, 12 Ιουν 2018 8:12 π.μ.", "2018-06-12T08:12:00Z"},
	    {"2018. november 26., hétfő 20:12", "2018-11-26T20:12:00Z"},
	    {"월, 26 11월 2018 20:12:00 +0900", "2018-11-26T11:12:00Z"},
	    {"2018年11月26日 星期一 上午 8:12:00", "2018-11-26T08:12:00Z"},
	    {"星期一, 26 十一月 2018 20:12:00 +0800", "2018-11-26T12:12:00Z"},
	    {"月, 26 11月 2018 20:12:00 +0900", "2018-11-26T11:12:00Z"},
	    {"平成30年11月26日", "2018-11-26T00:00:00Z"},
	    {"令和元年5月1日", "2019-05-01T00:00:00Z"},
	    {"令和6年5月1日", "2024-05-01T00:00:00Z"},
	    {"民國107年11月26日", "2018-11-26T00:00:00Z"},
	    {"2018年11月26日 晚上8:12", "2018-11-26T20:12:00Z"},
	    {"Wed, 02 Oct 2002 15:00:00 0200", "2002-10-02T13:00:00Z"},
	    {"lør, 1 des 2018 20:12:00 +0100", "2018-12-01T19:12:00Z"},
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
	    {"2018年11月26日（月）１５時１２分３０秒", "2018-11-26T15:12:30Z"},
	    {"2018년 11월 26일 월요일 오후 3시 12분", "2018-11-26T06:12:00Z"},
	    {"2018-11-26 오후 3:12:00 +0800", "2018-11-26T07:12:00Z"},
	    {"2018. 11. 26. 15:12", "2018-11-26T15:12:00Z"},
	    {"Vendredi 26 janv. 2018 à 15h", "2018-01-26T15:00:00Z"},
	    /* weeks and days of the year, short years, no separators */
	    {"2018-W01", "2018-01-01T00:00:00Z"},
	    {"2021-W53-7", "2022-01-09T00:00:00Z"},
	    {"2020-W53-5", "2021-01-01T00:00:00Z"},
	    {"2018W481T15:12:00Z", "2018-11-26T15:12:00Z"},
	    {"2016-366", "2016-12-31T00:00:00Z"},
	    {"2018330", "2018-11-26T00:00:00Z"},
	    {"18330", "2018-11-26T00:00:00Z"},
	    {"181126", "2018-11-26T00:00:00Z"},
	    {"18-11-26", "2018-11-26T00:00:00Z"},
	    {"Paz, 26 Kas 2018 15:12", "2018-11-26T15:12:00Z"},
	    {"sze, 26 szept 2018", "2018-09-26T00:00:00Z"},
	    {"Mar 5 mar 2024", "2024-03-05T00:00:00Z"},
	    {"18-1-6 15:12", "2018-01-06T15:12:00Z"},
	    {"-18-11", "2018-11-01T00:00:00Z"},
	    {"-9911", "1999-11-01T00:00:00Z"},
	    {"20181126151230", "2018-11-26T15:12:30Z"},
	    {"20181126T1512+0100", "2018-11-26T14:12:00Z"},
	    {"2018-11-26T15Z", "2018-11-26T15:00:00Z"},
	    {"2018-011-26T15:12:00Z", "2018-11-26T15:12:00Z"},
	    {"0002-01-01T00:00:00Z", "0002-01-01T00:00:00Z"},
	    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
	    /* years of two and three digits (RFC 5322) */
	    {"26 Nov 49", "2049-11-26T00:00:00Z"},
	    {"26 Nov 50", "1950-11-26T00:00:00Z"},
	    {"26 Nov 118", "2018-11-26T00:00:00Z"},
	    /* mistakes */
	    {"Mon, 26 Nov, 2018 15:12:00 UTC", "2018-11-26T15:12:00Z"},
	    {"Mon Nov 26 2018 15:12:00 GMT+0100 (Central European Standard Time)", "2018-11-26T14:12:00Z"},
	    {"Mon, 2018/11/26 15:12:00 EDT", "2018-11-26T19:12:00Z"},
	    {"26 Nov 2018 1512 GMT", "2018-11-26T15:12:00Z"},
	    {"26 Nov 2018 15:12:00 -0500 EST", "2018-11-26T20:12:00Z"},
	    {"26 Nov 2018 15:12:00 Etc/GMT", "2018-11-26T15:12:00Z"},
	    {"26 Nov 2018 15:12:00 America/New_York", "2018-11-26T15:12:00Z"},
	    {"2018-11-26T15:12:00+01:00[Europe/Berlin]", "2018-11-26T14:12:00Z"},
	    {"2018-11-26T15:12:00\xe2\x88\x92"
	     "05:00",
	     "2018-11-26T20:12:00Z"},
	    {"2018-11-26T15:12:00:-0500", "2018-11-26T20:12:00Z"},
	    {"2018-11-26 15:12:00.0", "2018-11-26T15:12:00Z"},
	    {"Monday, 26. November 2018 - 15:12", "2018-11-26T15:12:00Z"},
	    {"15:12 26.11.2018 -0500", "2018-11-26T20:12:00Z"},
	    {"November 26, 2018, 3:12\xe2\x80\xafp.m.", "2018-11-26T15:12:00Z"},
	    {"3PM, Nov 26 2018", "2018-11-26T15:00:00Z"},
	    {"12 am 26 Nov 2018", "2018-11-26T00:00:00Z"},
	    {"Published: Nov 26, 2018", "2018-11-26T00:00:00Z"},
	    {" \t26\xc2\xa0Nov\n2018 ", "2018-11-26T00:00:00Z"},
	    {"November 2018", "2018-11-01T00:00:00Z"},
	    {"Thu, 09 (a (nested) Mar)Nov(quoted\\) 2005) 2018()15:12:00 +0000", "2018-11-09T15:12:00Z"},
	    {"26 Nov 2018 15:12:00 (EST)", "2018-11-26T20:12:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_date(cases[i][0], cases[i][1]);
}

/* Dates without a mistake take a short cut; a second blank keeps them from it, and they mean the same. */
static void test_short_cut(void **state)
{
	static const char *const dates[][2] = {
	    {"Mon, 26 Nov 2018 20:12:00 GMT", "Mon,  26 Nov 2018 20:12:00 GMT"},
	    {"29 Feb 2024 00:00:59 -0930", "29  Feb 2024 00:00:59 -0930"},
	    {"Sun, 31 Dec 1000 23:59:59 +1459", "Sun, 31  Dec 1000 23:59:59 +1459"},
	    {"2018-11-26T20:12:00Z", " 2018-11-26T20:12:00Z"},
	    {"9999-01-01T00:00:00+05:45", " 9999-01-01T00:00:00+05:45"},
	};
	static const char *const none[] = {
	    "2018-02-30T20:12:00Z",	    "2018-13-01T20:12:00Z",	     "2018-11-26T24:12:00Z",
	    "Mon, 31 Nov 2018 20:12:00 GMT", "Mon, 00 Nov 2018 20:12:00 GMT", "Mon, 26 Nov 2018 20:60:00 GMT",
	};
	int64_t quick, other;

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		assert_true(when_parse(dates[i][0], strlen(dates[i][0]), &quick));
		assert_true(when_parse(dates[i][1], strlen(dates[i][1]), &other));
		assert_int_equal(quick, other);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(when_parse(none[i], strlen(none[i]), &quick));
	/* the end of the text is where it is said to be */
	assert_true(when_parse("2018-11-26T20:12:00Z9", 20, &quick));
	assert_true(when_parse("2018-11-26T20:12:00+01:00", 19, &other));
	assert_int_equal(quick, other);
}

static void test_nonsense(void **state)
{
	static const char *const cases[] = {
	    "",
	    "yesterday",
	    "tomorrow at noon",
	    "26 Foo 2018",
	    "31 Feb 2018 10:00",
	    "2018-13-01",
	    "2018-02-29",
	    "99 Nov 2018 12:00:00 GMT",
	    "26 Nov 2018 25:00:00 GMT",
	    "26 Nov 2018 10:61:00 GMT",
	    "0000-00-00",
	    "26 Nov 2018 10:00:00 +99:00",
	    "26 Nov 2018 10:00:00 +zz:00",
	    "Mon, 26 Nov",
	    "10:00:00",
	    "-",
	    "+",
	    "T",
	    "18-13-01",
	    "2018-W54",
	    "2018-W00",
	    "2018-W10-8",
	    "2018-366",
	    "2018-000",
	    "2018366",
	    "181301",
	    "20181301",
	    "2018-11-26T15:12:00+16:00",
	    "2018-11-26T15:12:00+05:60",
	    "2018-11-26T15:12:00Z junk and more",
	    "31/31/2018",
	    "26 Nov 2018 13:00 AM x y",
	    "26 Nov 2018 15:12 AM",
	    "26 Nov 2018 pm",
	    "Nov 26 Dec 2018",
	    "26 jui 2018",
	    "26 Nov 2018 24:00:01",
	    "26 Nov 2018 10:00:61",
	    "15432631200",
	    "-0001-11-30T00:00:00+00:00",
	    "0001-01-01T00:00:00Z",
	    "20.12",
	    "2018-11-26 10:00 99:00",
	    "12 hours ago",
	    "(26 Nov 2018)",
	    "26 Nov 2018 10:00 11:00",
	    "2018 2018",
	    "2018 10:00",
	    "Nov 2018 10:00",
	    "+26 Nov 2018",
	    "26 Nov 2018 <b>",
	    "99999999999999999999",
	    "2018-11-26T",
	    "2018-11-26Tnoon",
	    "1-1-1-1-1-1-1",
	    "Nov",
	    "26 27 28 29",
	};
	int64_t t = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (when_parse(cases[i], strlen(cases[i]), &t))
			fail_msg("'%s' was taken for a date", cases[i]);
	assert_int_equal(t, 42);
}

static void test_bounds(void **state)
{
	char text[300];
	int64_t t;

	(void)state;
	assert_false(when_parse("26 Nov\0 2018", 12, &t));
	assert_true(when_parse("26 Nov 2018, and more behind it", 11, &t));
	memset(text, ' ', sizeof(text));
	memcpy(text, "26 Nov 2018", 11);
	assert_true(when_parse(text, 200, &t));
	assert_false(when_parse(text, 201, &t));
	memset(text, '-', sizeof(text));
	memcpy(text, "26 Nov 2018", 11);
	assert_true(when_parse(text, 11 + 44, &t));
	assert_false(when_parse(text, 11 + 45, &t));
}

static void test_month_names(void **state)
{
	static const char *const names[][12] = {
	    {"January", "February", "MARCH", "April", "May", "June", "July", "August", "Sept.", "Oct", "Nov",
	     "Dec"},
	    {"Januar", "Feber", "M\xc3\xa4rz", "April", "Mai", "Juni", "Juli", "August", "September", "Okt.",
	     "November", "Dezember"},
	    {"J\xc3\xa4nner", "F\xc3\xa9vrier", "Mrz", "avril", "mai", "juin", "juil.", "ao\xc3\xbbt",
	     "septembre", "octobre", "novembre",
	     "d\xc3\xa9"
	     "cembre"},
	    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre",
	     "noviembre", "dic"},
	    {"janeiro", "fev", "mar\xc3\xa7o", "abr", "maio", "junho", "julho", "ago", "set", "outubro",
	     "novembro", "dez"},
	    {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
	     "ott", "novembre", "dicembre"},
	    {"januari", "februari", "mrt", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
	     "november", "december"},
	    {"\u044f\u043d\u0432\u0430\u0440\u044f", "\u0444\u0435\u0432", "\u041c\u0430\u0440\u0442\u0430",
	     "\u0430\u043f\u0440", "\u043c\u0430\u0439", "\u0438\u044e\u043d\u044f",
	     "\u0438\u044e\u043b\u044c", "\u0430\u0432\u0433", "\u0441\u0435\u043d\u0442",
	     "\u043e\u043a\u0442\u044f\u0431\u0440\u044f", "\u043d\u043e\u044f",
	     "\u0434\u0435\u043a\u0430\u0431\u0440\u044f"},
	    {"\u0399\u03b1\u03bd", "\u03a6\u03b5\u03b2", "\u039c\u03ac\u03c1\u03c4\u03b9\u03bf\u03c2",
	     "\u0391\u03c0\u03c1", "\u039c\u03b1\u0390\u03bf\u03c5", "\u0399\u03bf\u03cd\u03bd",
	     "\u0399\u03bf\u03cd\u03bb", "\u0391\u03cd\u03b3", "\u03a3\u03b5\u03c0", "\u039f\u03ba\u03c4",
	     "\u039d\u03bf\u03ad", "\u0394\u03b5\u03ba\u03b5\u03bc\u03b2\u03c1\u03af\u03bf\u03c5"},
	    {"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipiec", "sierpnia",
	     "wrze\u015bnia", "pa\u017a", "listopada", "grudzie\u0144"},
	    {"janu\u00e1r", "febr.", "m\u00e1rcius", "\u00e1prilis", "m\u00e1jus", "j\u00fanius",
	     "j\u00falius", "augusztus", "szeptember", "okt\u00f3ber", "nov", "dec"},
	    {"Ocak", "\u015eubat", "Mart", "Nisan", "May\u0131s", "Haziran", "Temmuz", "A\u011fustos",
	     "Eyl\u00fcl", "Ekim", "Kas\u0131m", "Aral\u0131k"},
	};
	char text[100], expected[WHEN_RFC3339_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (int month = 1; month <= 12; month++) {
			snprintf(text, sizeof(text), "5 %s 2018", names[i][month - 1]);
			snprintf(expected, sizeof(expected), "2018-%02d-05T00:00:00Z", month);
			check_date(text, expected);
		}
	}
}

static void test_http(void **state)
{
	static const char *const same[] = {
	    "Sun, 06 Nov 1994 08:49:37 GMT",
	    "Sunday, 06-Nov-94 08:49:37 GMT",
	    "Sun Nov  6 08:49:37 1994",
	};
	int64_t t;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(when_parse_http(same[i], strlen(same[i]), &t));
		assert_true(t == 784111777);
	}
	assert_false(when_parse_http("0", 1, &t));
	assert_false(when_parse_http("-1", 2, &t));
	assert_false(when_parse_http("120", 3, &t));
	assert_false(when_parse_http("06 Nov 1994", 11, &t));
}

static void test_fields_carry_over(void **state)
{
	static const struct {
		struct when_civil civil;
		int64_t t;
	} cases[] = {
	    {{1970, 1, 1, 0, 0, 0}, 0},
	    {{1970, 1, 1, 0, 0, -1}, -1},
	    {{1969, 12, 31, 24, 0, 0}, 0},
	    {{2018, 14, 1, 0, 0, 0}, 1548979200},
	    {{2018, 0, 1, 0, 0, 0}, 1512086400},
	    {{2018, -11, 1, 0, 0, 0}, 1483228800},
	    {{2018, 3, 0, 0, 0, 0}, 1519776000},
	    {{0, 3, 1, 0, 0, 0}, -62162035200},
	    {{2000, 2, 30, 25, 61, 61}, 951962521},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(when_zone_utc(&cases[i].civil) == cases[i].t);
}

/* Nothing to compare with but that it ends, and without what a sanitizer objects to. */
static void test_hostile_numbers(void **state)
{
	static const int64_t years[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 10000, INT64_MAX};
	static const int parts[] = {INT_MIN, -1, INT_MAX};
	static const int64_t instants[] = {INT64_MIN, INT64_MIN + 1, -62167219201, 253402300800, INT64_MAX};
	char age[WHEN_AGE_SIZE], local[WHEN_LOCAL_SIZE], text[WHEN_RFC3339_SIZE];
	struct when_civil c;

	(void)state;
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
		for (size_t j = 0; j < 3; j++) {
			c = (struct when_civil){years[i], parts[j], parts[j], parts[j], parts[j], parts[j]};
			assert_true(when_zone_utc(&c) != WHEN_NONE);
			assert_true(when_zone_local(&c) != WHEN_NONE);
		}
	}
	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		when_to_utc(instants[i], &c);
		assert_in_range(c.month, 1, 12);
		when_to_local(instants[i], &c);
		assert_in_range(c.day, 1, 31);
		assert_true(strlen(when_age(instants[i], INT64_MAX, age)) <= 5);
		assert_true(strlen(when_age(0, instants[i], age)) <= 5);
		assert_true(strlen(when_span(instants[i], age)) < sizeof(age));
		assert_true(strlen(when_local(instants[i], 0, local)) < sizeof(local));
		assert_string_equal(when_rfc3339(instants[i], text), "");
	}
	assert_string_equal(when_rfc3339(-62167219200, text), "0000-01-01T00:00:00Z");
	assert_string_equal(when_rfc3339(253402300799, text), "9999-12-31T23:59:59Z");
}

static void test_local_zone(void **state)
{
	const struct when_civil noon = {2018, 7, 1, 12, 0, 0}, epoch = {1969, 12, 31, 23, 59, 59};
	struct when_civil c;

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	assert_true(when_zone_local(&noon) == when_zone_utc(&noon) - 7200);
	when_to_local(when_zone_local(&noon), &c);
	assert_int_equal(c.hour, 12);
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_true(when_zone_local(&epoch) == -1);
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
	assert_string_equal(when_span(-5, age), "0 s");
	assert_string_equal(when_span(7200, age), "2 h");
	assert_string_equal(when_span(3 * 86400, age), "3 d");
	assert_string_equal(when_lag(59, age), "");
	assert_string_equal(when_lag(-5, age), "");
	assert_string_equal(when_lag(60, age), "+1 min");
	assert_string_equal(when_lag(10860, age), "+3 h 1 min");
	assert_string_equal(when_lag(187200, age), "+2 d 4 h");
	assert_true(strlen(when_lag(INT64_MAX, age)) < sizeof(age));
	assert_string_equal(when_age(WHEN_NONE, now, age), "now");
	assert_string_equal(when_age(now - 365 * 86400, now, age), "1y");
	assert_string_equal(when_local(WHEN_NONE, now, local), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_short_cut),
	    cmocka_unit_test(test_nonsense),
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_random_bytes),
	    cmocka_unit_test(test_for_people),
	    cmocka_unit_test(test_bounds),
	    cmocka_unit_test(test_month_names),
	    cmocka_unit_test(test_http),
	    cmocka_unit_test(test_fields_carry_over),
	    cmocka_unit_test(test_hostile_numbers),
	    cmocka_unit_test(test_local_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
