/* when_quick.c: the two forms that nearly all feeds use, exactly as their standards have them.
 *
 *   2018-11-26T20:12:00Z, ...+01:00             RFC 3339
 *   Mon, 26 Nov 2018 20:12:00 GMT, ... +0100    RFC 822, with or without the weekday
 *
 * Everything else, also what is a mistake in one of them, is for when_parse.c to make sense of. */
#include "when_quick.h"

#include <string.h>

struct cursor {
	const char *s, *end;
};

static bool take_text(struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(c->end - c->s) < len || memcmp(c->s, text, len))
		return false;
	c->s += len;
	return true;
}

/* Exactly so many digits. */
static bool take_digits(struct cursor *c, int n, int *ret)
{
	int value = 0;

	if (c->end - c->s < n)
		return false;
	for (int i = 0; i < n; i++) {
		if (c->s[i] < '0' || c->s[i] > '9')
			return false;
		value = value * 10 + (c->s[i] - '0');
	}
	c->s += n;
	*ret = value;
	return true;
}

/* One of the names of three letters; *ret counts from 1. */
static bool take_name(struct cursor *c, const char *names, int *ret)
{
	for (int i = 0; names[3 * i]; i++) {
		if (c->end - c->s >= 3 && !memcmp(c->s, names + 3 * i, 3)) {
			c->s += 3;
			*ret = i + 1;
			return true;
		}
	}
	return false;
}

static bool take_clock(struct cursor *c, struct when_date *d)
{
	return take_digits(c, 2, &d->hour) && take_text(c, ":") && take_digits(c, 2, &d->minute) &&
	       take_text(c, ":") && take_digits(c, 2, &d->second);
}

static bool take_zone(struct cursor *c, const char *utc, const char *colon, struct when_date *d)
{
	int hours, minutes;
	bool is_west;

	if (take_text(c, utc))
		return c->s == c->end;
	is_west = take_text(c, "-");
	if ((!is_west && !take_text(c, "+")) || !take_digits(c, 2, &hours) || !take_text(c, colon) ||
	    !take_digits(c, 2, &minutes) || hours > 14 || minutes > 59)
		return false;
	d->zone_s = (hours * 3600 + minutes * 60) * (is_west ? -1 : 1);
	return c->s == c->end;
}

static bool take_internet_date(struct cursor c, struct when_date *d)
{
	int year;

	if (!take_digits(&c, 4, &year) || !take_text(&c, "-") || !take_digits(&c, 2, &d->month) ||
	    !take_text(&c, "-") || !take_digits(&c, 2, &d->day) || !take_text(&c, "T"))
		return false;
	d->year = year;
	return take_clock(&c, d) && take_zone(&c, "Z", ":", d);
}

static bool take_mail_date(struct cursor c, struct when_date *d)
{
	int year, weekday;

	if (take_name(&c, "MonTueWedThuFriSatSun", &weekday) && !take_text(&c, ", "))
		return false;
	if (!take_digits(&c, 2, &d->day) || !take_text(&c, " ") ||
	    !take_name(&c, "JanFebMarAprMayJunJulAugSepOctNovDec", &d->month) || !take_text(&c, " ") ||
	    !take_digits(&c, 4, &year) || !take_text(&c, " "))
		return false;
	d->year = year;
	return take_clock(&c, d) && take_text(&c, " ") && take_zone(&c, "GMT", "", d);
}

bool when_quick(const char *s, size_t len, struct when_date *ret)
{
	struct cursor c = {s, s + len};
	struct when_date d = {.has_time = true, .has_zone = true}, other = d;

	if (!take_internet_date(c, &d)) {
		d = other;
		if (!take_mail_date(c, &d))
			return false;
	}
	if (d.year < 1000 || d.hour > 23 || d.minute > 59 || d.second > 59 || d.month < 1 || d.day < 1 ||
	    !when_is_day(d.year, d.month, d.day))
		return false;
	*ret = d;
	return true;
}
