/* fuzz_http.c: any bytes as header lines, and what follows for the schedule: validators can be sent back as they are, and the
 * next time is neither now nor never. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "telex/fetch.h"

enum { DAY = 86400 };
static const int64_t now = 1707992430;

static void check_validator(const char *s)
{
	if (!s)
		return;
	CHECK(*s && strlen(s) <= FETCH_VALIDATOR_MAX);
	for (; *s; s++)
		CHECK((unsigned char)*s >= 0x20 && *s != 0x7f);
}

static void check_plan(const struct fetch_headers *h, long status, int64_t interval_s, int64_t failures)
{
	struct fetch_facts f = {.now = now, .jitter = 0xffff, .interval_s = interval_s, .min_interval_s = 900,
				.max_interval_s = 43200, .failures = failures, .status = status, .headers = h};
	struct fetch_plan plan;
	int64_t least = interval_s ? interval_s : 900, most = 7 * DAY > least ? 7 * DAY : least;

	f.outcome = fetch_outcome(status, true);
	plan = fetch_plan(&f);
	CHECK(plan.next_at >= now + least && plan.next_at <= now + most);
	CHECK(!plan.hold_until || (plan.hold_until >= now && plan.hold_until <= now + 7 * DAY));
	CHECK(!plan.host_until || status == 429);
	CHECK(plan.failures >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const long statuses[] = {200, 226, 304, 404, 410, 429, 500, 503};
	struct fetch_headers h = FETCH_HEADERS_INIT;
	void *ctx = talloc_new(NULL);
	const char *at = (const char *)data, *end = at + size;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		size_t len = lf ? (size_t)(lf - at) + 1 : (size_t)(end - at);
		char *line = malloc(len);

		memcpy(line, at, len);
		fetch_headers_add(&h, ctx, (struct bytes){line, len});
		free(line);
		at += len;
	}
	check_validator(h.etag);
	check_validator(h.last_modified);
	check_validator(h.content_type);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		check_plan(&h, statuses[i], 0, 0);
		check_plan(&h, statuses[i], 1, 1000);
		check_plan(&h, statuses[i], 30 * DAY, INT32_MAX);
	}
	talloc_free(ctx);
	return 0;
}
