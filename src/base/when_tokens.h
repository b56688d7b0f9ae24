/* when_tokens.h: the text of a date cut into numbers, words and signs; private to base. */
#ifndef BASE_WHEN_TOKENS_H
#define BASE_WHEN_TOKENS_H

#include "telex/buf.h"

enum { WHEN_BYTES_MAX = 200, WHEN_TOKENS_MAX = 48 };

/* Punctuation stands for itself; these are the other kinds. */
enum when_kind {
	WHEN_END = 0,
	WHEN_NUMBER = 256,
	WHEN_WORD,
	WHEN_YEAR_MARK, /* 年, 년, and so on: behind a number they say what it is */
	WHEN_MONTH_MARK,
	WHEN_DAY_MARK,
	WHEN_HOUR_MARK,
	WHEN_MINUTE_MARK,
	WHEN_SECOND_MARK,
	WHEN_AM,
	WHEN_PM
};

struct when_token {
	int kind;
	bool is_glued;	   /* nothing between it and the token before */
	bool is_korean;	   /* a mark or AM or PM that only Koreans write */
	int digits;	   /* of a number, leading zeros counted */
	int64_t value;	   /* of a number of at most 18 digits */
	struct bytes word; /* folded; borrowed from the text */
};

/* Cut folded text (utf8_fold) into at most WHEN_TOKENS_MAX tokens, the last one WHEN_END; false when there
 * are more or none. */
bool when_tokens_scan(const char *text, struct when_token tokens[WHEN_TOKENS_MAX]);

#endif
