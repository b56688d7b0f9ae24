/* date.c: dates: in metadata with their zone, and in lines of text. */
#include "meta.h"

#include "telex/when.h"

#include <stdio.h>
#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int two_digits(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

/* ---- metadata ---- */

/* Seconds east of Greenwich at the end of "2018-11-26T15:12:00-05:00"; 0 when no zone is given that way. */
static int offset_of(const char *s)
{
	size_t len = strlen(s), n;
	const char *p;
	int hours, minutes;

	if (len < 16 || !is_digit(s[0]) || s[4] != '-')
		return 0;
	n = s[len - 3] == ':' ? 6 : 5;
	p = s + len - n;
	hours = two_digits(p + 1);
	minutes = two_digits(s + len - 2);
	if ((*p != '+' && *p != '-') || hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return 0;
	return (*p == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

bool date_read(const char *raw, int64_t *ret_at, char ret[DATE_SIZE])
{
	char zoned[WHEN_RFC3339_SIZE];
	int offset, minutes;
	int64_t at;

	if (!when_parse(raw, strlen(raw), &at))
		return false;
	offset = offset_of(raw);
	minutes = (offset < 0 ? -offset : offset) / 60;
	when_rfc3339(at + offset, zoned);
	if (strlen(zoned) < 20)
		return false;
	*ret_at = at;
	if (offset == 0)
		snprintf(ret, DATE_SIZE, "%s", zoned);
	else
		snprintf(ret, DATE_SIZE, "%.19s%c%02d:%02d", zoned, offset < 0 ? '-' : '+', minutes / 60,
			 minutes % 60);
	return true;
}

/* ---- text ---- */

struct word {
	const char *s;
	size_t len;
};
enum { WORDS_MAX = 40 };

/* Words, of letters and digits; what stands between is passed over. */
static size_t split(const char *line, struct word words[WORDS_MAX])
{
	size_t n = 0;

	while (*line && n < WORDS_MAX) {
		size_t len = strcspn(line, " ,.;:|()[]/-\t");

		if (len > 0)
			words[n++] = (struct word){line, len};
		line += len;
		line += *line != '\0';
	}
	return n;
}

static int number(struct word w)
{
	int value = 0;

	for (size_t i = 0; i < w.len; i++) {
		/* "21st", "2nd" */
		if (i > 0 && w.len - i == 2 && !is_digit(w.s[i]))
			return value;
		if (!is_digit(w.s[i]) || i > 3)
			return -1;
		value = value * 10 + w.s[i] - '0';
	}
	return w.len > 0 ? value : -1;
}

static bool is_year(struct word w)
{
	int year = w.len == 4 ? number(w) : -1;

	return year >= 1990 && year <= 2099;
}

static bool is_of(struct word w)
{
	return (w.len == 2 && (!strncasecmp(w.s, "de", 2) || !strncasecmp(w.s, "of", 2))) ||
	       (w.len == 3 && !strncasecmp(w.s, "del", 3));
}

/* A day and a month that may be a word or a number, to midnight. */
static bool make(int year, struct word month, int day, int64_t *ret)
{
	char text[80];
	int m = number(month), n;

	if (day < 1 || day > 31 || month.len > 24)
		return false;
	if (m > 0)
		n = snprintf(text, sizeof(text), "%04d-%02d-%02d", year, m, day);
	else
		n = snprintf(text, sizeof(text), "%d %.*s %d", day, (int)month.len, month.s, year);
	return m <= 12 && when_parse(text, (size_t)n, ret);
}

/* The two words before a year: "21 September", "September 21", "21.9.", and "9/21" where that is how it is
 * written. */
static bool before_year(const struct word *words, size_t i, bool is_month_first, int64_t *ret)
{
	struct word two[2];
	size_t n = 2;
	int first, second;

	for (size_t k = i; k-- > 0 && n > 0;)
		if (!is_of(words[k]))
			two[--n] = words[k];
	if (n > 0)
		return false;
	first = number(two[0]);
	second = number(two[1]);
	if (first > 0 && second > 0)
		return (is_month_first && first <= 12) || second > 12
			   ? make(number(words[i]), two[0], second, ret)
			   : make(number(words[i]), two[1], first, ret);
	if (first > 0)
		return make(number(words[i]), two[1], first, ret);
	return second > 0 && make(number(words[i]), two[0], second, ret);
}

bool date_find(const char *line, bool is_month_first, int64_t *ret)
{
	struct word words[WORDS_MAX];
	size_t n = split(line, words);

	for (size_t i = 0; i < n; i++) {
		if (!is_year(words[i]))
			continue;
		if (i >= 2 && before_year(words, i, is_month_first && memchr(line, '/', strlen(line)), ret))
			return true;
		if (i + 2 < n && number(words[i + 1]) > 0 && number(words[i + 2]) > 0 &&
		    words[i].s[4] != ' ' &&
		    make(number(words[i]), words[i + 1],
			 number((struct word){words[i + 2].s, words[i + 2].len > 2 ? 2 : words[i + 2].len}),
			 ret))
			return true;
	}
	return false;
}
