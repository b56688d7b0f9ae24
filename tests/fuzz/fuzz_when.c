/* fuzz_when.c: any bytes are a date or none; a date that can be written can be read back. */
#include <string.h>

#include "fuzz.h"
#include "telex/when.h"

/* Calendar arithmetic and its inverse, for any instant. */
static void check_instant(int64_t t)
{
	struct when_civil c;
	char age[WHEN_AGE_SIZE], local[WHEN_LOCAL_SIZE], text[WHEN_RFC3339_SIZE];
	int64_t back;

	when_to_utc(t, &c);
	CHECK(c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= 31);
	CHECK(c.hour >= 0 && c.hour < 24 && c.minute >= 0 && c.minute < 60 && c.second >= 0 && c.second < 60);
	if (c.year > -200000000000 && c.year < 200000000000)
		CHECK(when_zone_utc(&c) == t);
	CHECK(strlen(when_age(t, INT64_MAX, age)) <= 5);
	CHECK(strlen(when_local(t, 0, local)) < sizeof(local));
	CHECK(strlen(when_span(t, age)) < sizeof(age));
	if (!when_rfc3339(t, text)[0] || c.year == 0)
		return;
	CHECK(when_parse(text, strlen(text), &back));
	CHECK(back == t);
}

static void check_fields(const uint8_t *data)
{
	struct when_civil c;

	memcpy(&c, data, sizeof(c));
	CHECK(when_zone_utc(&c) != WHEN_NONE);
	(void)when_zone_local(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	int64_t t = 42, again = 42;

	if (size >= sizeof(struct when_civil)) {
		memcpy(&t, data, sizeof(t));
		check_instant(t);
		check_fields(data);
	}
	t = 42;
	if (!when_parse(s, size, &t)) {
		CHECK(t == 42);
		CHECK(!when_parse_http(s, size, &t));
		return 0;
	}
	CHECK(when_parse(s, size, &again) && again == t);
	if (when_parse_http(s, size, &again))
		CHECK(again == t);
	check_instant(t);
	return 0;
}
