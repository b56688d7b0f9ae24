/* when_numeric.c: dates that are all numbers. */
#include "when_reader.h"

#include "telex/when.h"

enum { DAY_S = 86400 };

/* RFC 5322 section 4.3. */
int64_t when_full_year(const struct when_token *token)
{
	if (token->digits <= 2)
		return token->value + (token->value < 50 ? 2000 : 1900);
	return token->digits == 3 ? token->value + 1900 : token->value;
}

static int days_in_month(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

/* Year 1 is what some systems write for "never". */
bool when_is_day(int64_t year, int64_t month, int64_t day)
{
	return year > 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_in_month(year, (int)month);
}

static bool set_day(struct when_date *d, int64_t year, int64_t month, int64_t day)
{
	if (!when_is_day(year, month, day))
		return false;
	d->year = year;
	d->month = (int)month;
	d->day = (int)day;
	return true;
}

/* The day that is this many days behind January 1st. */
static void set_days_behind(struct when_date *d, int64_t year, int64_t days)
{
	struct when_civil c = {.year = year, .month = 1, .day = 1 + (int)days};

	when_to_utc(when_zone_utc(&c), &c);
	d->year = c.year;
	d->month = c.month;
	d->day = c.day;
}

static bool set_ordinal(struct when_date *d, int64_t year, int64_t day_of_year)
{
	int days = 337 + days_in_month(year, 2);

	if (year < 1 || year > 9999 || day_of_year < 1 || day_of_year > days)
		return false;
	set_days_behind(d, year, day_of_year - 1);
	return true;
}

/* ISO 8601: weeks begin on Monday, the first one has January 4th in it. */
static bool set_week(struct when_date *d, int64_t year, int64_t week, int64_t weekday)
{
	const struct when_civil january_4 = {.year = year, .month = 1, .day = 4};
	int64_t days, days_since_monday;

	if (year < 1 || year > 9999 || week < 1 || week > 53 || weekday < 1 || weekday > 7)
		return false;
	days = when_zone_utc(&january_4) / DAY_S;
	days_since_monday = ((days + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	set_days_behind(d, year, 3 - days_since_monday + (week - 1) * 7 + weekday - 1);
	return true;
}

void when_set_time(struct when_date *d, int64_t hour, int64_t minute, int64_t second)
{
	d->hour = (int)hour;
	d->minute = (int)minute;
	d->second = (int)second;
	d->has_time = true;
}

/* ---- ISO 8601 dates that look like nothing else: only at the start ---- */

/* YYYY-Www, YYYYWww, with -D or D behind. */
static bool read_iso_week(struct when_reader *r)
{
	const struct when_token *t = r->at, *week;
	int64_t weekday = 1;
	int n;

	if (!is_number(t, 4, 4))
		return false;
	week = t + (t[1].kind == '-' ? 3 : 2);
	if (!is_word(week - 1, "w") || !is_number(week, 2, 3))
		return false;
	n = (int)(week - t) + 1;
	if (week->digits == 3) {
		weekday = week->value % 10;
	} else if (week[1].kind == '-' && is_number(week + 2, 1, 1)) {
		weekday = week[2].value;
		n += 2;
	}
	return set_week(&r->date, t->value, week->digits == 3 ? week->value / 10 : week->value, weekday) &&
	       take(r, n);
}

/* YYYY-DDD.  "2003-012-31" is a month with a zero too many (Google's). */
static bool read_iso_ordinal(struct when_reader *r)
{
	const struct when_token *t = r->at;

	return is_number(t, 4, 4) && t[1].kind == '-' && is_number(t + 2, 3, 3) && t[3].kind != '-' &&
	       set_ordinal(&r->date, t->value, t[2].value) && take(r, 3);
}

/* Without separators, by the number of digits. */
static bool set_joined(struct when_date *d, const struct when_token *t)
{
	const int64_t v = t->value;
	const struct when_token year_2 = {.digits = 2, .value = v / (t->digits == 5 ? 1000 : 10000)};

	switch (t->digits) {
	case 5: /* YYDDD */
		return set_ordinal(d, when_full_year(&year_2), v % 1000);
	case 6: /* YYMMDD */
		return set_day(d, when_full_year(&year_2), v / 100 % 100, v % 100);
	case 7: /* YYYYDDD */
		return set_ordinal(d, v / 1000, v % 1000);
	case 8: /* YYYYMMDD */
		return set_day(d, v / 10000, v / 100 % 100, v % 100);
	case 12: /* YYYYMMDDhhmm */
		when_set_time(d, v / 100 % 100, v % 100, 0);
		return set_day(d, v / 100000000, v / 1000000 % 100, v / 10000 % 100);
	case 14: /* YYYYMMDDhhmmss */
		when_set_time(d, v / 10000 % 100, v / 100 % 100, v % 100);
		return set_day(d, v / 10000000000, v / 100000000 % 100, v / 1000000 % 100);
	default:
		return false;
	}
}

static bool read_iso_joined(struct when_reader *r)
{
	return is_number(r->at, 5, 14) && set_joined(&r->date, r->at) && take(r, 1);
}

/* -YY-MM and -YYMM: a year without its century. */
static bool read_iso_short(struct when_reader *r)
{
	const struct when_token *t = r->at;
	struct when_token year = t[1];
	int64_t month;

	if (t->kind != '-')
		return false;
	if (is_number(t + 1, 4, 4) && t[2].kind == WHEN_END) {
		year = (struct when_token){.digits = 2, .value = t[1].value / 100};
		month = t[1].value % 100;
	} else if (is_number(t + 1, 2, 2) && t[2].kind == '-' && is_number(t + 3, 2, 2) &&
		   t[4].kind == WHEN_END) {
		month = t[3].value;
	} else {
		return false;
	}
	return set_day(&r->date, when_full_year(&year), month, 1) && take(r, t[2].kind == WHEN_END ? 2 : 4);
}

bool when_read_epoch(struct when_reader *r)
{
	const struct when_token *t = r->at;
	struct when_civil c;

	if (t != r->tokens || t[1].kind != WHEN_END || (!is_number(t, 10, 10) && !is_number(t, 13, 13)))
		return false;
	when_to_utc(t->digits == 13 ? t->value / 1000 : t->value, &c);
	r->date = (struct when_date){.year = c.year,
				     .month = c.month,
				     .day = c.day,
				     .hour = c.hour,
				     .minute = c.minute,
				     .second = c.second};
	return take(r, 1);
}

bool when_read_iso(struct when_reader *r)
{
	return r->at == r->tokens &&
	       (read_iso_week(r) || read_iso_ordinal(r) || read_iso_joined(r) || read_iso_short(r));
}

/* ---- dates in numbers ---- */

/* The orders in which a year, a month and a day are written between separators, the likelier first; an order
 * holds when its day exists.  Digits of 0: one or two; a middle of three is a month with a zero too many. */
static const struct {
	const char *separators;
	signed char first_digits, last_digits;
	unsigned char year, month, day; /* which of the three numbers */
} orders[] = {
    {"-/.", 4, 0, 0, 1, 2},
    /* ISO 8601 without its century */
    {"-", 2, 0, 0, 1, 2},
    /* American, unless there is no such day */
    {"/", 0, 4, 2, 0, 1},
    {"/", 0, 2, 2, 0, 1},
    {"/.-", 0, 4, 2, 1, 0},
    {"/.-", 0, 2, 2, 1, 0},
};

static bool has_digits(const struct when_token *token, int digits)
{
	return digits ? is_number(token, digits, digits) : is_number(token, 1, 2);
}

/* 1..7 from Monday, of a day that there is. */
static int weekday_of(const struct when_date *d)
{
	const struct when_civil c = {.year = d->year, .month = d->month, .day = d->day};
	int64_t days = when_zone_utc(&c) / DAY_S - (when_zone_utc(&c) % DAY_S < 0);

	return (int)(((days + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
}

/* Between 03/05 and 05/03 the day of the week decides, when there is one in front. */
static void swap_by_weekday(struct when_date *d)
{
	struct when_date other = *d;

	if (!d->weekday || weekday_of(d) == d->weekday || !set_day(&other, d->year, d->day, d->month))
		return;
	if (weekday_of(&other) == d->weekday)
		*d = other;
}

static bool read_three(struct when_reader *r)
{
	const struct when_token *t = r->at;
	const struct when_token *const parts[] = {t, t + 2, t + 4};

	if (!is_number(t + 2, 1, 3) || t[3].kind != t[1].kind || t[4].kind != WHEN_NUMBER)
		return false;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (!strchr(orders[i].separators, t[1].kind) || !has_digits(t, orders[i].first_digits) ||
		    !has_digits(t + 4, orders[i].last_digits))
			continue;
		if (set_day(&r->date, when_full_year(parts[orders[i].year]), parts[orders[i].month]->value,
			    parts[orders[i].day]->value)) {
			if (orders[i].year == 2)
				swap_by_weekday(&r->date);
			return take(r, 5);
		}
	}
	return false;
}

/* YYYY-MM */
static bool read_two(struct when_reader *r)
{
	const struct when_token *t = r->at;

	return is_number(t, 4, 4) && is_number(t + 2, 1, 2) && t[3].kind != t[1].kind &&
	       set_day(&r->date, t->value, t[2].value, 1) && take(r, 3);
}

bool when_read_numeric(struct when_reader *r)
{
	const struct when_token *t = r->at;
	const struct when_date *d = &r->date;

	if (d->year || d->month || d->day || t->kind != WHEN_NUMBER)
		return false;
	if ((t[1].kind != '-' && t[1].kind != '/' && t[1].kind != '.') || t[2].kind != WHEN_NUMBER)
		return false;
	return read_three(r) || read_two(r);
}
