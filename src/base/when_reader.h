/* when_reader.h: what the readers of a date share; private to base. */
#ifndef BASE_WHEN_READER_H
#define BASE_WHEN_READER_H

#include <string.h>

#include "when_tokens.h"

/* What has been found.  A year, month or day of 0 has not. */
struct when_date {
	int64_t year;
	int month, day, hour, minute, second;
	int zone_s;  /* east of UTC */
	int weekday; /* 1..7 from Monday, as a word said it; 0: none did */
	bool has_time, has_zone, is_am, is_pm;
};

struct when_reader {
	struct when_token tokens[WHEN_TOKENS_MAX];
	const struct when_token *at;
	struct when_date date;
};

/* A reader takes the tokens at `at` that are its own, or takes none and says false. */
typedef bool when_reader_fn(struct when_reader *r);

/* A date in the forms of ISO 8601 that look like nothing else: weeks, days of the year, digits without
 * separators, years without their century.  Only at the start. */
when_reader_fn when_read_iso;
/* Seconds or milliseconds since 1970, alone. */
when_reader_fn when_read_epoch;
/* Three numbers (or year and month) between '-', '/' or '.'. */
when_reader_fn when_read_numeric;

/* RFC 5322 section 4.3. */
int64_t when_full_year(const struct when_token *token);
bool when_is_day(int64_t year, int64_t month, int64_t day);
void when_set_time(struct when_date *d, int64_t hour, int64_t minute, int64_t second);

static inline bool is_number(const struct when_token *token, int digits_min, int digits_max)
{
	return token->kind == WHEN_NUMBER && token->digits >= digits_min && token->digits <= digits_max;
}

static inline bool is_word(const struct when_token *token, const char *word)
{
	return token->kind == WHEN_WORD && token->word.len == strlen(word) &&
	       !memcmp(token->word.data, word, token->word.len);
}

static inline bool take(struct when_reader *r, int n_tokens)
{
	r->at += n_tokens;
	return true;
}

#endif
