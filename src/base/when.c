/* when.c: civil dates by arithmetic, and instants as text for machines and people. */
#include "telex/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY };

/* Days since 1970-01-01 in the proleptic Gregorian calendar: eras of 400 years, years that begin in March. */
static int64_t days_from_civil(int64_t year, int month, int64_t day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct when_civil *ret)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;

	ret->day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	ret->month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	ret->year = year_of_era + era * 400 + (ret->month <= 2);
}

int64_t when_zone_utc(const struct when_civil *civil)
{
	int64_t months = (int64_t)civil->month - 1;
	int64_t carry = (months >= 0 ? months : months - 11) / 12;

	return days_from_civil(civil->year + carry, (int)(months - carry * 12) + 1, civil->day) * DAY +
	       (int64_t)civil->hour * HOUR + (int64_t)civil->minute * MINUTE + civil->second;
}

int64_t when_zone_local(const struct when_civil *civil)
{
	struct tm tm = {.tm_mon = civil->month - 1, .tm_mday = civil->day, .tm_hour = civil->hour,
			.tm_min = civil->minute, .tm_sec = civil->second, .tm_isdst = -1};
	time_t t;

	if (civil->year < 1 || civil->year > 9999)
		return when_zone_utc(civil);
	tm.tm_year = (int)civil->year - 1900;
	t = mktime(&tm);
	return t == (time_t)-1 ? when_zone_utc(civil) : (int64_t)t;
}

void when_to_utc(int64_t t, struct when_civil *ret)
{
	int64_t days = (t >= 0 ? t : t - (DAY - 1)) / DAY;
	int rest = (int)(t - days * DAY);

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
	*ret = (struct when_civil){tm.tm_year + 1900LL, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec};
}

const char *when_rfc3339(int64_t t, char out[WHEN_RFC3339_SIZE])
{
	struct when_civil c;

	out[0] = '\0';
	if (t == WHEN_NONE)
		return out;
	when_to_utc(t, &c);
	if (c.year < 0 || c.year > 9999) /* RFC 3339 has no such years */
		return out;
	snprintf(out, WHEN_RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, c.month, c.day, c.hour,
		 c.minute, c.second);
	return out;
}

const char *when_age(int64_t t, int64_t now, char out[WHEN_AGE_SIZE])
{
	static const struct {
		int64_t below, unit;
		const char *name;
	} steps[] = {
		{HOUR, MINUTE, "m"}, {DAY, HOUR, "h"},	       {2 * WEEK, DAY, "d"},
		{9 * WEEK, WEEK, "w"}, {365 * (int64_t)DAY, 30 * DAY, "mo"}, {INT64_MAX, 365 * (int64_t)DAY, "y"},
	};
	int64_t age = t == WHEN_NONE || t > now ? 0 : now - t;
	size_t i = 0;

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
		snprintf(out, WHEN_LOCAL_SIZE, "%d %s %02d:%02d", c.day, names[c.month - 1], c.hour, c.minute);
	else
		snprintf(out, WHEN_LOCAL_SIZE, "%d %s %lld %02d:%02d", c.day, names[c.month - 1], (long long)c.year,
			 c.hour, c.minute);
	return out;
}

const char *when_span(int64_t seconds, char out[WHEN_AGE_SIZE])
{
	int64_t s = seconds < 0 ? 0 : seconds;

	if (s < 2 * MINUTE)
		snprintf(out, WHEN_AGE_SIZE, "%lld s", (long long)s);
	else if (s < 2 * HOUR)
		snprintf(out, WHEN_AGE_SIZE, "%lld min", (long long)(s / MINUTE));
	else if (s < 2 * DAY)
		snprintf(out, WHEN_AGE_SIZE, "%lld h", (long long)(s / HOUR));
	else
		snprintf(out, WHEN_AGE_SIZE, "%lld d", (long long)(s / DAY));
	return out;
}
