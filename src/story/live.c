/* live.c: live blogs: one page that tells what happens as it happens, and says something else at every poll. */
#include "live.h"

#include <string.h>

enum {
	LOOKED_AT = 16 * 1024, /* bytes of a text */
	ENTRIES_LEAST = 5
};

static const char *const phrases[] = {
    "live blog", "liveblog", "live-blog", "live blogging", "live update", "live updates", "live coverage", "live ticker",
    "liveticker", "live-ticker", "as it happened", "as it happens", "minute by minute", "minute-by-minute", "en direct",
    "en vivo", "ao vivo", "in diretta", "live -", "live \xe2\x80\x93", "live \xe2\x80\x94", "live |",
};
/* "Storm Ada live: ..."; of a show's name it is a part. */
static const char colon[] = "live:", show[] = "night live:";
static const char *const ends[] = {"- live", "\xe2\x80\x93 live", "\xe2\x80\x94 live", "| live", ", live", ": live"};

static bool is_word(char c)
{
	return (c & 0x80) || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* As words of its own. */
static bool has(struct bytes text, const char *phrase)
{
	const size_t len = strlen(phrase);

	for (size_t at = 0; at + len <= text.len; at++) {
		const char *found = memmem(text.data + at, text.len - at, phrase, len);

		if (!found)
			return false;
		at = (size_t)(found - text.data);
		if ((at == 0 || !is_word(text.data[at - 1])) &&
		    (!is_word(phrase[len - 1]) || at + len == text.len || !is_word(text.data[at + len])))
			return true;
	}
	return false;
}

bool live_is_title(struct bytes title)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (has(title, phrases[i]))
			return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const size_t len = strlen(ends[i]);

		if (title.len > len && !memcmp(title.data + title.len - len, ends[i], len))
			return true;
	}
	return has(title, colon) && !has(title, show);
}

static int two_digits(const char *s)
{
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? 10 * (s[0] - '0') + s[1] - '0' : -1;
}

/* 'a', 'p', or 0. */
static char half_of_day(const char *s)
{
	s += *s == ' ';
	return strchr("aApP", s[0]) && s[0] && (s[1] == 'm' || s[1] == 'M' || s[1] == '.') ? (char)(s[0] | 0x20) : '\0';
}

/* "9:05", "21.40 Uhr", "10.32am": a point alone may be a price.  Minutes of the day; -1: it is none. */
static int clock_of(const char *s)
{
	const bool is_long = two_digits(s) >= 0;
	const int hour = is_long ? two_digits(s) : *s >= '0' && *s <= '9' ? *s - '0' : -1;
	const char *at = s + 1 + is_long;
	char half;
	int minute;

	if (hour < 0 || hour > 24 || (*at != ':' && *at != '.' && *at != 'h'))
		return -1;
	minute = two_digits(at + 1);
	if (minute < 0 || minute > 59 || (at[3] >= '0' && at[3] <= '9'))
		return -1;
	half = half_of_day(at + 3);
	if (*at == '.' && !half && strncmp(at + 3, " Uhr", 4) != 0)
		return -1;
	return 60 * (half ? hour % 12 + (half == 'p' ? 12 : 0) : hour) + minute;
}

/* The newest entry first; a programme and the story of a night begin with the oldest. */
bool live_is_text(const char *body)
{
	int n = 0, n_back = 0, before = -1;

	for (const char *line = body; line && line - body < LOOKED_AT;) {
		const int minute = clock_of(line + (*line == '['));

		if (minute >= 0) {
			n++;
			n_back += before < 0 ? 0 : minute < before ? 1 : minute > before ? -1 : 0;
			before = minute;
		}
		line = strchr(line, '\n');
		while (line && *line == '\n')
			line++;
	}
	return n >= ENTRIES_LEAST && n_back > 0;
}
