/* when.h: instants are int64_t seconds since 1970-01-01T00:00Z; no function here reads a clock. */
#ifndef TELEX_WHEN_H
#define TELEX_WHEN_H

#include "telex/err.h"

#define WHEN_NONE INT64_MIN

struct when_civil {
	int64_t year;
	int month, day; /* 1..12, 1..31 */
	int hour, minute, second;
};

/* What a wall clock means in a zone.  Fields out of range carry over, as with mktime(3) (day 0 is the day before). */
typedef int64_t when_zone_fn(const struct when_civil *local);
int64_t when_zone_utc(const struct when_civil *civil);
int64_t when_zone_local(const struct when_civil *civil); /* the process's TZ */
void when_to_utc(int64_t t, struct when_civil *ret);
void when_to_local(int64_t t, struct when_civil *ret);

/* A date as publishers write it: RFC 822/1123/850, RFC 3339 and W3CDTF with every truncation, asctime, with the zone
 * names, month and day names (24 languages) and mistakes that are common in feeds; also seconds or milliseconds since
 * 1970 alone.  Years of two digits from 50 on are 19xx; a date without a zone is UTC, in Korean KST.  False for
 * nonsense and for what is not a real date; years 2 to 9999. */
MUST_USE bool when_parse(const char *s, size_t len, int64_t *ret);
/* An HTTP date (RFC 9110 section 5.6.7). */
MUST_USE bool when_parse_http(const char *s, size_t len, int64_t *ret);

#define WHEN_RFC3339_SIZE 40
/* "2018-11-26T20:12:00Z"; "" for WHEN_NONE and outside the years 0 to 9999. */
const char *when_rfc3339(int64_t t, char out[WHEN_RFC3339_SIZE]);
#define WHEN_AGE_SIZE 32
/* How long before now, in at most 5 cells: "now", "12m", "3h", "2d", "5w", "3mo", "2y"; a future instant reads "now". */
const char *when_age(int64_t t, int64_t now, char out[WHEN_AGE_SIZE]);
#define WHEN_LOCAL_SIZE 48
/* "26 Nov 14:02" in the local zone, with the year when it is not now's. */
const char *when_local(int64_t t, int64_t now, char out[WHEN_LOCAL_SIZE]);
/* "30 s", "5 min", "2 h", "3 d": a duration for people. */
const char *when_span(int64_t seconds, char out[WHEN_AGE_SIZE]);
/* "+3 h 1 min", "+12 min", "+2 d 4 h": how much later; "" for less than a minute. */
const char *when_lag(int64_t seconds, char out[WHEN_AGE_SIZE]);

#endif
