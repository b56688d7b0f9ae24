/* when_parse.c: a date as publishers write it.
 *
 * The text is folded and cut into tokens once.  Then readers take turns: each takes the tokens that are its
 * own (a time, an offset, a date in numbers, a word ...) and the first that nobody takes makes the whole
 * nonsense.  What they found is checked at the end, so no reader needs to know the order in which the parts
 * come. */
#include "telex/when.h"

#include <string.h>

#include "telex/buf.h"
#include "telex/utf8.h"
#include "when_names.h"
#include "when_quick.h"
#include "when_reader.h"

enum { MINUTE = 60, HOUR = 3600, OFFSET_HOURS_MAX = 15, ZONE_LETTERS_MAX = 5, KOREA_S = 9 * HOUR };

/* A sign with its number tight behind it, as offsets have it. */
static bool is_signed_number(const struct when_token *token)
{
	return (token->kind == '+' || token->kind == '-') && token[1].kind == WHEN_NUMBER &&
	       token[1].is_glued;
}

/* ---- times ---- */

/* .123 or ,123 tight behind the seconds. */
static void skip_fraction(struct when_reader *r)
{
	const struct when_token *t = r->at;

	if ((t->kind == '.' || t->kind == ',') && t->is_glued && t[1].kind == WHEN_NUMBER && t[1].is_glued)
		take(r, 2);
}

/* 20.12, where what comes first cannot be a day any more. */
static bool is_dotted(const struct when_reader *r)
{
	const struct when_token *t = r->at;

	return r->date.year && r->date.month && r->date.day && t[1].kind == '.' && t[1].is_glued &&
	       is_number(t + 2, 2, 2) && t[2].is_glued;
}

/* hh:mm[:ss[.fraction]], hh.mm, 14h30, 14 h 30, 14h, 3 PM */
static bool read_time(struct when_reader *r)
{
	const struct when_token *t = r->at;
	bool is_french = is_word(t + 1, "h");
	int64_t second = 0;

	if (r->date.has_time || !is_number(t, 1, 2))
		return false;
	if (t[1].kind == WHEN_AM || t[1].kind == WHEN_PM || (is_french && !is_number(t + 2, 1, 2))) {
		when_set_time(&r->date, t->value, 0, 0);
		return take(r, is_french ? 2 : 1);
	}
	if (!(is_french || t[1].kind == ':' || is_dotted(r)) || !is_number(t + 2, 1, 2))
		return false;
	take(r, 3);
	if (r->at->kind == (is_french ? ':' : t[1].kind) && is_number(r->at + 1, 1, 2)) {
		second = r->at[1].value;
		take(r, 2);
	}
	when_set_time(&r->date, t->value, t[2].value, second);
	skip_fraction(r);
	return true;
}

/* T and the time behind it, which may be without colons: T14, T1430, T143059. */
static bool read_iso_time(struct when_reader *r)
{
	const struct when_token *t = r->at + 1;
	int64_t v = t->value;

	if (!is_word(r->at, "t") || t->kind != WHEN_NUMBER || !t->is_glued || r->date.has_time)
		return false;
	if (t[1].kind == ':')
		return take(r, 1);
	if (t->digits == 2)
		when_set_time(&r->date, v, 0, 0);
	else if (t->digits == 4)
		when_set_time(&r->date, v / 100, v % 100, 0);
	else if (t->digits == 6)
		when_set_time(&r->date, v / 10000, v / 100 % 100, v % 100);
	else
		return false;
	take(r, 2);
	skip_fraction(r);
	return true;
}

static bool read_half_of_day(struct when_reader *r)
{
	if (r->date.is_am || r->date.is_pm || (r->at->kind != WHEN_AM && r->at->kind != WHEN_PM))
		return false;
	r->date.is_am = r->at->kind == WHEN_AM;
	r->date.is_pm = r->at->kind == WHEN_PM;
	return take(r, 1);
}

/* +h, +hh, +hhmm, +hh:mm; also behind a zone's name: GMT-01:00. */
static bool read_offset(struct when_reader *r)
{
	const struct when_token *t = r->at;
	int64_t hours, minutes = 0;
	bool is_apart = t->kind == '+' && is_number(t + 1, 4, 4); /* + 0100 */
	int n = 2;

	if (!r->date.has_time || !(is_signed_number(t) || is_apart) || !is_number(t + 1, 1, 4))
		return false;
	hours = t[1].value;
	if (t[1].digits >= 3) {
		minutes = hours % 100;
		hours /= 100;
	} else if (t[2].kind == ':') {
		if (!is_number(t + 3, 2, 2))
			return false;
		minutes = t[3].value;
		n = 4;
	}
	if (hours > OFFSET_HOURS_MAX || minutes > 59)
		return false;
	r->date.zone_s = (int)(hours * HOUR + minutes * MINUTE) * (t->kind == '-' ? -1 : 1);
	r->date.has_zone = true;
	return take(r, n);
}

/* 0200 behind all the rest: the sign was forgotten. */
static bool read_bare_offset(struct when_reader *r)
{
	const struct when_token *t = r->at;
	const struct when_date *d = &r->date;

	if (!d->year || !d->month || !d->day || !d->has_time || d->has_zone || !is_number(t, 4, 4) ||
	    t[1].kind != WHEN_END || t->value > 1400 || t->value % 100 > 59)
		return false;
	r->date.zone_s = (int)(t->value / 100 * HOUR + t->value % 100 * MINUTE);
	r->date.has_zone = true;
	return take(r, 1);
}

/* ---- words ---- */

/* What RFC 822 and RFC 9557 put into brackets says nothing, but a zone that stands nowhere else.  Comments
 * nest, and a backslash quotes (RFC 822 section 3.3). */
static bool read_comment(struct when_reader *r)
{
	int depth = 0;

	if (r->at->kind != '(' && r->at->kind != '[')
		return false;
	do {
		int kind = r->at->kind;

		if (kind == '(' || kind == '[')
			depth++;
		else if (kind == ')' || kind == ']')
			depth--;
		else if (kind == '\\' && r->at[1].kind != WHEN_END)
			r->at++;
		else if (kind == WHEN_WORD && r->date.has_time && !r->date.has_zone)
			r->date.has_zone = when_name_zone(r->at->word, &r->date.zone_s);
		else if (r->at[-1].kind == WHEN_WORD && read_offset(r))
			continue; /* (GMT+0100) */
		r->at++;
	} while (depth > 0 && r->at->kind != WHEN_END);
	return true;
}

/* Behind a time.  RFC 5322 section 4.3: a zone nobody knows counts as UTC; so does Area/City, of which only
 * GMT and its like are known. */
static bool read_zone(struct when_reader *r)
{
	struct when_date *d = &r->date;

	if (!d->has_time || r->at->kind != WHEN_WORD)
		return false;
	if (d->has_zone) /* "-0500 EST": the offset has said it */
		return when_name_zone(r->at->word, &(int){0}) && take(r, 1);
	d->has_zone = when_name_zone(r->at->word, &d->zone_s);
	if (r->at[1].kind == '/' && r->at[1].is_glued && r->at[2].kind == WHEN_WORD && r->at[2].is_glued) {
		do {
			r->at++;
			if (r->at->kind == WHEN_WORD)
				when_name_zone(r->at->word, &d->zone_s);
		} while (r->at[1].is_glued &&
			 (r->at[1].kind == WHEN_WORD || r->at[1].kind == '/' || r->at[1].kind == '_'));
		d->has_zone = true;
	}
	if (!d->has_zone && (r->at->word.len > ZONE_LETTERS_MAX ||
			     (unsigned char)r->at->word.data[0] >= 0x80 || when_name_is_silent(r->at->word)))
		return false;
	d->has_zone = true;
	return take(r, 1);
}

static bool read_month(struct when_reader *r)
{
	int month;

	if (r->date.month || r->at->kind != WHEN_WORD)
		return false;
	month = when_name_month(r->at->word);
	r->date.month = month;
	return month && take(r, 1);
}

/* Weekdays and words that only join; in front any word, because it will be a weekday in some language. */
static bool read_silent(struct when_reader *r)
{
	if (r->at->kind == WHEN_WORD && !r->date.weekday)
		r->date.weekday = when_name_weekday(r->at->word);
	return r->at->kind == WHEN_WORD && (r->at == r->tokens || when_name_is_silent(r->at->word)) &&
	       take(r, 1);
}

/* 2018年11月26日 15時12分 */
static bool read_marked(struct when_reader *r)
{
	const struct when_token *t = r->at;
	struct when_date *d = &r->date;
	int *const parts[] = {&d->month, &d->day, &d->hour, &d->minute, &d->second};
	int kind = t[1].kind;

	if (t->kind >= WHEN_YEAR_MARK && t->kind <= WHEN_SECOND_MARK) /* with no number in front: a weekday */
		return (t > r->tokens || t[1].kind == ',') && take(r, 1);
	if (!is_number(t, 1, 4) || kind < WHEN_YEAR_MARK || kind > WHEN_SECOND_MARK)
		return false;
	if (kind == WHEN_YEAR_MARK)
		d->year = when_full_year(t);
	else
		*parts[kind - WHEN_MONTH_MARK] = (int)t->value;
	d->has_time |= kind == WHEN_HOUR_MARK;
	return take(r, 2);
}

/* 令和6年, 令和元年 */
static bool read_era(struct when_reader *r)
{
	static const char first[] = "元年";
	const struct when_token *t = r->at;
	struct bytes word = t->word;
	bool is_first = t->kind == WHEN_WORD && word.len > sizeof(first) - 1 &&
			!memcmp(word.data + word.len - sizeof(first) + 1, first, sizeof(first) - 1);
	int before;

	if (t->kind != WHEN_WORD || r->date.year)
		return false;
	word.len -= is_first ? sizeof(first) - 1 : 0;
	before = when_name_era(word);
	if (!before || (!is_first && !(is_number(t + 1, 1, 3) && t[2].kind == WHEN_YEAR_MARK)))
		return false;
	r->date.year = before + (is_first ? 1 : t[1].value);
	return take(r, is_first ? 1 : 3);
}

/* A number that stands alone is the day, then the year, unless its digits say that it is the year; behind
 * them hhmm. */
static bool read_number(struct when_reader *r)
{
	const struct when_token *t = r->at;
	struct when_date *d = &r->date;

	if (!is_number(t, 1, 4))
		return false;
	if (t->digits <= 2 && t->value <= 31 && !d->day)
		d->day = (int)t->value;
	else if (t->digits >= 2 && !d->year)
		d->year = when_full_year(t);
	else if (t->digits == 4 && d->month && d->day && !d->has_time)
		when_set_time(d, t->value / 100, t->value % 100, 0);
	else
		return false;
	return take(r, 1);
}

/* A colon only behind a word in front ("Published:") and, a mistake, before an offset. */
static bool read_punctuation(struct when_reader *r)
{
	const struct when_token *t = r->at;

	if (t->kind == ':')
		return (t == r->tokens + 1 || is_signed_number(t + 1)) && take(r, 1);
	return t->kind > 0 && t->kind < WHEN_NUMBER && strchr(",.;-/|", t->kind) && take(r, 1);
}

/* ---- all together ---- */

static when_reader_fn *const readers[] = {
    read_comment, when_read_epoch,  when_read_iso,    when_read_numeric, read_marked, read_era,
    read_time,	  read_iso_time,    read_half_of_day, read_offset,	 read_month,  read_zone,
    read_silent,  read_bare_offset, read_number,      read_punctuation,
};

static bool read_next(struct when_reader *r)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (readers[i](r))
			return true;
	}
	return false;
}

/* "mar, 5 mar 2024": where two words could be the month, one in front that could be a weekday is one. */
static void skip_weekday(struct when_reader *r)
{
	if (r->at->kind != WHEN_WORD || !when_name_is_silent(r->at->word) || !when_name_month(r->at->word))
		return;
	for (const struct when_token *t = r->at + 1; t->kind != WHEN_END; t++) {
		if (t->kind == WHEN_WORD && when_name_month(t->word)) {
			r->at++;
			return;
		}
	}
}

static bool check_time(struct when_date *d)
{
	if (d->is_am || d->is_pm) {
		if (!d->has_time || (d->is_am && d->hour > 12))
			return false;
		if (d->hour <= 12) /* "15:12 PM" is heard of */
			d->hour = d->hour % 12 + (d->is_pm ? 12 : 0);
	}
	if (d->hour == 24)
		return d->minute == 0 && d->second == 0;
	return d->hour < 24 && d->minute < 60 && d->second <= 60; /* a leap second counts as the next one */
}

/* W3CDTF allows a year, or a year and a month, alone; a year alone must be all there is. */
static bool fill_in(const struct when_reader *r, struct when_date *d)
{
	if (!d->month && (d->day || r->tokens[0].digits != 4 || r->tokens[1].kind != WHEN_END))
		return false;
	if (!d->day && d->has_time)
		return false;
	d->month += !d->month;
	d->day += !d->day;
	return when_is_day(d->year, d->month, d->day);
}

/* Korean publishers leave their zone out. */
static bool is_korean(const struct when_token *t)
{
	while (t->kind != WHEN_END && !t->is_korean)
		t++;
	return t->is_korean;
}

static bool parse(const char *s, size_t len, struct when_date *ret)
{
	struct when_reader r = {.date = {0}};
	AUTO_BUF folded = BUF_INIT(4 * WHEN_BYTES_MAX);

	if (when_quick(s, len, ret))
		return true;
	if (len > WHEN_BYTES_MAX || memchr(s, '\0', len))
		return false;
	utf8_fold((struct bytes){s, len}, &folded);
	if (!buf_ok(&folded) || !when_tokens_scan(buf_str(&folded), r.tokens))
		return false;
	r.at = r.tokens;
	skip_weekday(&r);
	while (r.at->kind != WHEN_END) {
		if (!read_next(&r))
			return false;
	}
	*ret = r.date;
	if (!ret->has_zone && is_korean(r.tokens))
		ret->zone_s = KOREA_S;
	return fill_in(&r, ret) && check_time(ret);
}

static int64_t instant(const struct when_date *d)
{
	const struct when_civil civil = {d->year, d->month, d->day, d->hour, d->minute, d->second};

	return when_zone_utc(&civil) - d->zone_s;
}

bool when_parse(const char *s, size_t len, int64_t *ret)
{
	struct when_date d;

	if (!parse(s, len, &d))
		return false;
	*ret = instant(&d);
	return true;
}

bool when_parse_http(const char *s, size_t len, int64_t *ret)
{
	struct when_date d;

	if (!parse(s, len, &d) || !d.has_time)
		return false;
	*ret = instant(&d);
	return true;
}
