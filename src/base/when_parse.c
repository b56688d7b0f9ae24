/* when_parse.c: a date as publishers write it: the ISO 8601 shapes first, then words and numbers in any order that
 * leaves no doubt.
 *
 * The text is cut into tokens once; both readers walk over them and give up at the first one that has no place. */
#include "telex/when.h"

#include <string.h>

#include "telex/buf.h"
#include "telex/utf8.h"
#include "when_names.h"

enum { DATE_BYTES_MAX = 200, TOKENS_MAX = 48, WORD_MAX = 32, DIGITS_MAX = 9 };

/* Kinds of tokens beside punctuation characters, which stand for themselves. */
enum { END = 0, NUMBER = 'n', WORD = 'w', YEAR_MARK = 'Y', MONTH_MARK = 'M', DAY_MARK = 'D', HOUR_MARK = 'h',
       MINUTE_MARK = 'm', SECOND_MARK = 's', AM = 'a', PM = 'p' };

struct token {
	int kind, value, digits;
	bool after_space;
	char word[WORD_MAX];
};
struct date {
	int year, month, day, hour, minute, second, zone_s;
	bool has_time, has_zone, is_pm, is_am, is_korean;
};
struct reader {
	struct token tokens[TOKENS_MAX];
	const struct token *at;
	struct date date;
};

/* ---- tokens ---- */

static const struct {
	const char *text;
	int kind;
	bool is_korean;
} marks[] = {
	{"年", YEAR_MARK, false}, {"년", YEAR_MARK, true}, {"月", MONTH_MARK, false}, {"월", MONTH_MARK, true},
	{"日", DAY_MARK, false}, {"일", DAY_MARK, true}, {"時", HOUR_MARK, false}, {"时", HOUR_MARK, false},
	{"시", HOUR_MARK, true}, {"分", MINUTE_MARK, false}, {"분", MINUTE_MARK, true}, {"秒", SECOND_MARK, false},
	{"초", SECOND_MARK, true}, {"오전", AM, true}, {"오후", PM, true}, {"午前", AM, false}, {"午後", PM, false},
	{"上午", AM, false}, {"下午", PM, false},
};

static size_t scan_mark(struct reader *r, const char *s, struct token *token)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t len = strlen(marks[i].text);

		if (!strncmp(s, marks[i].text, len)) {
			token->kind = marks[i].kind;
			r->date.is_korean |= marks[i].is_korean;
			return len;
		}
	}
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t scan_number(const char *s, struct token *token)
{
	size_t n = 0;

	token->kind = NUMBER;
	for (; is_digit(s[n]); n++)
		if (n < DIGITS_MAX)
			token->value = token->value * 10 + (s[n] - '0');
	token->digits = (int)n;
	return n;
}

static size_t scan_word(const char *s, struct token *token)
{
	size_t n = 0;
	AUTO_BUF folded = BUF_INIT(4 * DATE_BYTES_MAX);

	while (((s[n] | 0x20) >= 'a' && (s[n] | 0x20) <= 'z') || (unsigned char)s[n] >= 0x80)
		n++;
	if (!n)
		return 0;
	utf8_fold((struct bytes){s, n}, &folded);
	token->kind = WORD;
	if (folded.len < WORD_MAX)
		memcpy(token->word, buf_str(&folded), folded.len);
	if (!strcmp(token->word, "am") || !strcmp(token->word, "pm"))
		token->kind = token->word[0] == 'a' ? AM : PM;
	return n;
}

static bool scan(struct reader *r, const char *s)
{
	size_t n = 0;
	bool after_space = false;

	while (*s) {
		struct token *token = &r->tokens[n];
		size_t len;

		if (*s == ' ' || (*s >= '\t' && *s <= '\r') || !strncmp(s, "\u00a0", 2)) {
			s += (unsigned char)*s >= 0x80 ? 2 : 1;
			after_space = true;
			continue;
		}
		if (n == TOKENS_MAX - 1)
			return false;
		*token = (struct token){.after_space = after_space};
		after_space = false;
		len = is_digit(*s) ? scan_number(s, token) : scan_mark(r, s, token);
		if (!len)
			len = scan_word(s, token);
		if (!len) {
			token->kind = (unsigned char)*s;
			len = 1;
		}
		s += len;
		n++;
	}
	r->tokens[n] = (struct token){.kind = END};
	r->at = r->tokens;
	return n > 0;
}

static bool take(struct reader *r, int kind)
{
	if (r->at->kind != kind)
		return false;
	r->at++;
	return true;
}

static bool take_word(struct reader *r, const char *word)
{
	if (r->at->kind != WORD || strcmp(r->at->word, word))
		return false;
	r->at++;
	return true;
}

static bool take_number(struct reader *r, int digits_min, int digits_max, int *ret)
{
	if (r->at->kind != NUMBER || r->at->digits < digits_min || r->at->digits > digits_max)
		return false;
	*ret = r->at->value;
	r->at++;
	return true;
}

/* ---- parts that both readers know ---- */

/* RFC 5322 section 4.3. */
static int full_year(int value, int digits)
{
	if (digits == 2)
		return value + (value < 50 ? 2000 : 1900);
	return digits == 3 ? value + 1900 : value;
}

/* hh:mm[:ss[.fraction]], also with '.' for ':' after "T"-less hours written "14h30". */
static bool read_time(struct reader *r)
{
	struct date *d = &r->date;
	int fraction;

	if (!take_number(r, 1, 2, &d->hour) || !(take(r, ':') || take_word(r, "h")) || !take_number(r, 1, 2, &d->minute))
		return false;
	if (take(r, ':') && !take_number(r, 1, 2, &d->second))
		return false;
	if ((r->at->kind == '.' || r->at->kind == ',') && r->at[1].kind == NUMBER && !r->at[1].after_space) {
		r->at++;
		(void)take_number(r, 1, 1000, &fraction);
	}
	d->has_time = true;
	return true;
}

/* +hh, +hhmm, +hh:mm; a sign is there for sure. */
static bool read_offset(struct reader *r)
{
	int sign = r->at->kind == '-' ? -1 : 1, hours, minutes = 0;
	bool is_joined = r->at[1].digits >= 3;

	r->at++;
	if (!take_number(r, 1, 4, &hours))
		return false;
	if (is_joined) {
		minutes = hours % 100;
		hours /= 100;
	} else if (take(r, ':') && !take_number(r, 2, 2, &minutes)) {
		return false;
	}
	r->date.zone_s += sign * (hours * 3600 + minutes * 60);
	r->date.has_zone = true;
	return hours <= 15 && minutes < 60;
}

static bool is_sign(const struct token *token)
{
	return token->kind == '+' || token->kind == '-';
}

/* A zone name may be followed by an offset from it: GMT+1, GMT-01:01. */
static bool read_zone(struct reader *r)
{
	if (is_sign(r->at))
		return read_offset(r);
	if (r->at->kind != WORD)
		return false;
	/* RFC 5322 section 4.3: a zone nobody knows is taken for UTC */
	(void)when_zone_name(r->at->word, &r->date.zone_s);
	r->date.has_zone = true;
	r->at++;
	return !is_sign(r->at) || r->at[1].kind != NUMBER || read_offset(r);
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static bool finish(const struct date *d, int64_t *ret)
{
	struct when_civil civil = {d->year, d->month, d->day, d->hour, d->minute, d->second};

	if (d->year < 1 || d->year > 9999 || d->month < 1 || d->month > 12 || d->day < 1 ||
	    d->day > days_in(d->year, d->month))
		return false;
	if (d->is_am || d->is_pm) {
		if (d->hour > 12 && d->is_am)
			return false;
		if (d->hour <= 12)
			civil.hour = d->hour % 12 + (d->is_pm ? 12 : 0);
	}
	if (d->hour > 24 || (d->hour == 24 && (d->minute || d->second)) || d->minute > 59 || d->second > 60)
		return false;
	/* Korean publishers leave the zone out and mean their own */
	*ret = when_zone_utc(&civil) - (d->has_zone ? d->zone_s : d->is_korean ? 9 * 3600 : 0);
	return true;
}

/* ---- ISO 8601, W3CDTF, RFC 3339 ---- */

static void set_ordinal(struct date *d, int year, int day_of_year)
{
	d->year = year;
	d->month = 1;
	while (year > 0 && d->month < 12 && day_of_year > days_in(year, d->month))
		day_of_year -= days_in(year, d->month++);
	d->day = day_of_year;
}

/* Week 1 has the year's first Thursday. */
static void set_week(struct date *d, int year, int week, int weekday)
{
	struct when_civil january4 = {year, 1, 4, 0, 0, 0}, civil;
	int64_t days = when_zone_utc(&january4) / 86400;
	int64_t monday = days - ((days % 7 + 7 + 3) % 7); /* 1970-01-01 was a Thursday */

	when_to_utc((monday + (week - 1) * 7 + weekday - 1) * 86400, &civil);
	d->year = (int)civil.year;
	d->month = civil.month;
	d->day = civil.day;
}

/* Digits without separators: YYYYMMDD, YYYYDDD, YYMMDD, YYDDD, and YYYYMMDDhhmmss cut by DIGITS_MAX is none. */
static bool read_joined(struct date *d, int value, int digits)
{
	switch (digits) {
	case 8:
		d->year = value / 10000;
		d->month = value / 100 % 100;
		d->day = value % 100;
		return true;
	case 6:
		d->year = full_year(value / 10000, 2);
		d->month = value / 100 % 100;
		d->day = value % 100;
		return true;
	case 7:
		set_ordinal(d, value / 1000, value % 1000);
		return value % 1000 <= 366;
	case 5:
		set_ordinal(d, full_year(value / 1000, 2), value % 1000);
		return value % 1000 <= 366;
	case 4:
		d->year = value;
		return true;
	default:
		return false;
	}
}

static bool read_week(struct reader *r, int year)
{
	int week, weekday = 1;

	/* W49, W491 or W49-1: the word and its digits are two tokens */
	if (!take_word(r, "w") || !take_number(r, 2, 3, &week))
		return false;
	if (r->at[-1].digits == 3) {
		weekday = week % 10;
		week /= 10;
	} else if (take(r, '-') && !take_number(r, 1, 1, &weekday)) {
		return false;
	}
	if (week < 1 || week > 53 || weekday < 1 || weekday > 7)
		return false;
	set_week(&r->date, year, week, weekday);
	return true;
}

static bool read_iso_date(struct reader *r)
{
	struct date *d = &r->date;
	const struct token *first;
	int value;

	d->month = d->day = 1;
	if (take(r, '-')) { /* -YY-MM, without its century */
		if (!take_number(r, 2, 2, &value) || !take(r, '-') || !take_number(r, 2, 2, &d->month))
			return false;
		d->year = full_year(value, 2);
		return true;
	}
	first = r->at;
	if (!take_number(r, 2, 8, &value))
		return false;
	if (r->at->kind == WORD && !strcmp(r->at->word, "w") && first->digits == 4)
		return read_week(r, value);
	if (r->at->kind != '-')
		return read_joined(d, value, first->digits);
	r->at++;
	if (first->digits != 4 && first->digits != 2)
		return false;
	d->year = full_year(value, first->digits);
	if (r->at->kind == WORD)
		return read_week(r, d->year);
	if (!take_number(r, 1, 3, &d->month))
		return false;
	if (r->at[-1].digits == 3 && r->at->kind != '-') {
		set_ordinal(d, d->year, d->month);
		return true;
	}
	return !take(r, '-') || take_number(r, 1, 2, &d->day);
}

static bool read_iso_time(struct reader *r)
{
	struct date *d = &r->date;

	if (r->at->kind == AM || r->at->kind == PM) {
		d->is_am = r->at->kind == AM;
		d->is_pm = r->at->kind == PM;
		r->at++;
	}
	if (r->at[0].kind == NUMBER && r->at[1].kind == ':')
		return read_time(r);
	if (r->at->kind == NUMBER && (r->at->digits == 2 || r->at->digits == 4 || r->at->digits == 6)) {
		int scale = r->at->digits == 6 ? 1 : r->at->digits == 4 ? 100 : 10000;
		int value = r->at->value * scale;

		d->hour = value / 10000;
		d->minute = value / 100 % 100;
		d->second = value % 100;
		d->has_time = true;
		r->at++;
		return true;
	}
	return false;
}

static bool read_iso(struct reader *r)
{
	if (!read_iso_date(r))
		return false;
	if (r->at->kind == END)
		return true;
	if (!take_word(r, "t") && !r->at->after_space)
		return false;
	return read_iso_time(r) && (r->at->kind == END || read_zone(r)) && r->at->kind == END;
}

/* ---- words and numbers ---- */

/* a/b/c: the year is where its digits say; 26.11.2018 and 26-11-2018 are days first, 11/26/2018 is American unless it
 * cannot be. */
static bool read_numeric(struct reader *r)
{
	struct date *d = &r->date;
	int separator = r->at[1].kind, a, b, c, digits;

	if (!take_number(r, 1, 4, &a) || !take(r, separator) || !take_number(r, 1, 2, &b) || !take(r, separator))
		return false;
	digits = r->at->digits;
	if (!take_number(r, 1, 4, &c))
		return false;
	if (r->at[-5].digits == 4) {
		d->year = a;
		d->month = b;
		d->day = c;
		return true;
	}
	d->year = full_year(c, digits);
	d->month = separator == '/' && a <= 12 ? a : b;
	d->day = separator == '/' && a <= 12 ? b : a;
	return true;
}

static bool is_numeric(const struct token *t)
{
	int separator = t[1].kind;

	return (separator == '/' || separator == '.' || separator == '-') && t[2].kind == NUMBER &&
	       t[3].kind == separator && t[4].kind == NUMBER;
}

static bool set_marked(struct reader *r)
{
	struct date *d = &r->date;
	int value = r->at->value;

	switch (r->at[1].kind) {
	case YEAR_MARK:
		d->year = full_year(value, r->at->digits);
		break;
	case MONTH_MARK:
		d->month = value;
		break;
	case DAY_MARK:
		d->day = value;
		break;
	case HOUR_MARK:
		d->hour = value;
		d->has_time = true;
		break;
	case MINUTE_MARK:
		d->minute = value;
		break;
	case SECOND_MARK:
		d->second = value;
		break;
	default:
		return false;
	}
	r->at += 2;
	return true;
}

static bool read_number(struct reader *r)
{
	struct date *d = &r->date;
	const struct token *t = r->at;

	if (!d->has_time && (t[1].kind == ':' || (t[1].kind == WORD && !strcmp(t[1].word, "h") && t[2].kind == NUMBER)))
		return read_time(r);
	if (set_marked(r))
		return true;
	if (!d->year && !d->month && is_numeric(t))
		return read_numeric(r);
	r->at++;
	if (t->digits == 4 && !d->year)
		d->year = t->value;
	else if (t->digits <= 2 && !d->day)
		d->day = t->value;
	else if (t->digits == 2 && !d->year)
		d->year = full_year(t->value, 2);
	else
		return false;
	return true;
}

/* A word in front may be a weekday in any language, and "mar" there is Tuesday when a month follows. */
static bool read_word(struct reader *r)
{
	bool is_first = r->at == r->tokens;
	const char *word = r->at->word;
	int month = strlen(word) >= 3 ? when_month(word) : 0;

	if (r->date.has_time && (!month || r->date.month))
		return when_is_filler(word) ? (r->at++, true) : !r->date.has_zone && read_zone(r);
	if (month && (!r->date.month || r->tokens[0].kind == WORD)) {
		if (r->date.month && r->at - r->tokens > 6)
			return false;
		r->date.month = month;
		r->at++;
		return true;
	}
	if (!is_first && !when_is_filler(word))
		return false;
	if (!strcmp(word, "t") && r->at[1].kind != NUMBER)
		return false;
	r->at++;
	return true;
}

static bool read_loose(struct reader *r)
{
	struct date *d = &r->date;

	while (r->at->kind != END) {
		if (r->at->kind == AM || r->at->kind == PM) {
			d->is_am = r->at->kind == AM;
			d->is_pm = r->at->kind == PM;
			r->at++;
		} else if (is_sign(r->at) && d->has_time && !(r->at->kind == '-' && r->at[1].kind != NUMBER && r->at[1].kind != WORD)) {
			if (!read_offset(r))
				return false;
		} else if (r->at->kind == '(') { /* an RFC 822 comment: a zone's name, a weekday */
			while (r->at->kind != END && r->at->kind != ')')
				r->at++;
			(void)take(r, ')');
		} else if (r->at->kind == NUMBER) {
			if (!read_number(r))
				return false;
		} else if (r->at->kind == WORD) {
			if (!read_word(r))
				return false;
		} else if (r->at->kind == ',' || r->at->kind == '.' || r->at->kind == '-' || r->at->kind == '/') {
			r->at++;
		} else if (r->at->kind == DAY_MARK || r->at->kind == MONTH_MARK) { /* a weekday in (月) */
			r->at++;
		} else {
			return false;
		}
	}
	return true;
}

bool when_parse(const char *s, size_t len, int64_t *ret)
{
	char text[DATE_BYTES_MAX + 1];
	struct reader r = {.date = {0}}, again;

	if (len > DATE_BYTES_MAX || memchr(s, '\0', len))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	if (!utf8_is_valid((struct bytes){text, len}) || !scan(&r, text))
		return false;
	again = r;
	again.at = again.tokens;
	if (read_iso(&r) && finish(&r.date, ret))
		return true;
	return read_loose(&again) && finish(&again.date, ret);
}

bool when_parse_http(const char *s, size_t len, int64_t *ret)
{
	/* RFC 9110 has three forms, all of which the loose reader knows; a date alone or without a time is none of them */
	return memchr(s, ':', len) && when_parse(s, len, ret);
}
