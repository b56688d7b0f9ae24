/* when.c: civil dates by arithmetic, and instants as text for machines and people. */
#include "telex/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Beyond these years (the universe is 1.4e10 years old) seconds would not fit into an int64_t. */
#define YEAR_LIMIT INT64_C(200000000000)

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY, MONTH = 30 * DAY, YEAR = 365 * DAY };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar: eras of 400 years, years that begin in March, so
 * that the leap day is the last of its year and the lengths of months follow a line (153 days in five of
 * them). */
static int64_t days_from_civil(int64_t year, int month, int64_t day)
{
	int64_t y = year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct when_civil *ret)
{
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;

	ret->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
	ret->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	ret->year = year_of_era + era * 400 + (ret->month <= 2);
}

int64_t when_zone_utc(const struct when_civil *civil)
{
	int64_t months = (int64_t)civil->month - 1;
	int64_t carry = floor_div(months, 12);
	int64_t year = civil->year;

	if (year > YEAR_LIMIT || year < -YEAR_LIMIT)
		year = year > 0 ? YEAR_LIMIT : -YEAR_LIMIT;
	return days_from_civil(year + carry, (int)(months - carry * 12) + 1, civil->day) * DAY +
	       (int64_t)civil->hour * HOUR + (int64_t)civil->minute * MINUTE + civil->second;
}

int64_t when_zone_local(const struct when_civil *civil)
{
	const int64_t as_utc = when_zone_utc(civil);
	struct when_civil c;
	struct tm tm;
	time_t t;

	when_to_utc(as_utc, &c);
	if (c.year < 1 || c.year > 9999)
		return as_utc;
	tm = (struct tm){.tm_year = (int)c.year - 1900,
			 .tm_mon = c.month - 1,
			 .tm_mday = c.day,
			 .tm_hour = c.hour,
			 .tm_min = c.minute,
			 .tm_sec = c.second,
			 .tm_isdst = -1,
			 .tm_wday = -1};
	t = mktime(&tm);
	/* -1 is an instant as well; mktime sets tm_wday when it succeeds. */
	return tm.tm_wday < 0 ? as_utc : (int64_t)t;
}

void when_to_utc(int64_t t, struct when_civil *ret)
{
	int64_t days = floor_div(t, DAY);
	int rest = (int)(t % DAY < 0 ? t % DAY + DAY : t % DAY);

	civil_from_days(days, ret);
	ret->hour = rest / HOUR;
	ret->minute = rest / MINUTE % 60;
	ret->second = rest % MINUTE;
}

void when_to_local(int64_t t, struct when_civil *ret)
{
	time_t seconds = (time_t)t;
	struct tm tm;

	if (!localtime_r(&seconds, &tm)) {
		when_to_utc(t, ret);
		return;
	}
	*ret = (struct when_civil){
	    tm.tm_year + INT64_C(1900), tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec};
}

static void put_two(char *out, int n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
}

const char *when_rfc3339(int64_t t, char out[WHEN_RFC3339_SIZE])
{
	struct when_civil c;

	out[0] = '\0';
	if (t == WHEN_NONE)
		return out;
	when_to_utc(t, &c);
	if (c.year < 0 || c.year > 9999)
		return out;
	memcpy(out, "0000-00-00T00:00:00Z", sizeof("0000-00-00T00:00:00Z"));
	put_two(out, (int)c.year / 100);
	put_two(out + 2, (int)c.year % 100);
	put_two(out + 5, c.month);
	put_two(out + 8, c.day);
	put_two(out + 11, c.hour);
	put_two(out + 14, c.minute);
	put_two(out + 17, c.second);
	return out;
}

const char *when_age(int64_t t, int64_t now, char out[WHEN_AGE_SIZE])
{
	static const struct {
		int64_t below, unit;
		const char *name;
	} steps[] = {
	    {HOUR, MINUTE, "m"},   {DAY, HOUR, "h"},	{2 * WEEK, DAY, "d"},
	    {9 * WEEK, WEEK, "w"}, {YEAR, MONTH, "mo"}, {INT64_MAX, YEAR, "y"},
	};
	const int64_t oldest = INT64_C(9999) * YEAR; /* five cells */
	int64_t age;
	size_t i = 0;

	if (t == WHEN_NONE || t > now)
		age = 0;
	else if (__builtin_sub_overflow(now, t, &age) || age > oldest)
		age = oldest;
	if (age < MINUTE)
		return memcpy(out, "now", sizeof("now"));
	while (age >= steps[i].below)
		i++;
	snprintf(out, WHEN_AGE_SIZE, "%lld%s", (long long)(age / steps[i].unit), steps[i].name);
	return out;
}

const char *when_local(int64_t t, int64_t now, char out[WHEN_LOCAL_SIZE])
{
	static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct when_civil c, today;

	out[0] = '\0';
	if (t == WHEN_NONE)
		return out;
	when_to_local(t, &c);
	when_to_local(now, &today);
	if (c.year == today.year)
		snprintf(out, WHEN_LOCAL_SIZE, "%d %s %02d:%02d", c.day, names[c.month - 1], c.hour,
			 c.minute);
	else
		snprintf(out, WHEN_LOCAL_SIZE, "%d %s %lld %02d:%02d", c.day, names[c.month - 1],
			 (long long)c.year, c.hour, c.minute);
	return out;
}

const char *when_span(int64_t seconds, char out[WHEN_AGE_SIZE])
{
	static const struct {
		int64_t below, unit;
		const char *name;
	} steps[] = {
	    {2 * MINUTE, 1, "s"}, {2 * HOUR, MINUTE, "min"}, {2 * DAY, HOUR, "h"}, {INT64_MAX, DAY, "d"}};
	int64_t s = seconds < 0 ? 0 : seconds;
	size_t i = 0;

	while (s >= steps[i].below && steps[i].below != INT64_MAX)
		i++;
	snprintf(out, WHEN_AGE_SIZE, "%lld %s", (long long)(s / steps[i].unit), steps[i].name);
	return out;
}

const char *when_lag(int64_t seconds, char out[WHEN_AGE_SIZE])
{
	const long long days = seconds / DAY, hours = seconds / HOUR, minutes = seconds / MINUTE;

	if (seconds < MINUTE)
		out[0] = '\0';
	else if (seconds < HOUR)
		snprintf(out, WHEN_AGE_SIZE, "+%lld min", minutes);
	else if (seconds < DAY)
		snprintf(out, WHEN_AGE_SIZE, "+%lld h %lld min", hours, minutes % 60);
	else
		snprintf(out, WHEN_AGE_SIZE, "+%lld d %lld h", days, hours % 24);
	return out;
}
