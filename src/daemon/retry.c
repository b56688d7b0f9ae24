/* retry.c: when a delivery is tried again, and when a rule wants to be left alone. */
#include "retry.h"

#include <string.h>

#include "telex/fetch.h"
#include "telex/mem.h"

static int64_t doubled(int64_t n, int64_t max_s)
{
	int64_t delay = RETRY_FIRST_S;

	for (int64_t i = 1; i < n && delay < max_s; i++)
		delay *= 2;
	return delay < max_s ? delay : max_s;
}

/* Up to a quarter more, so that what failed together does not come back together. */
static int64_t with_jitter(int64_t delay, const struct retry_facts *facts)
{
	char *name = mem_printf(NULL, "%s %lld", facts->key, (long long)facts->tries);
	int64_t more = delay * fetch_jitter(name) / 65536 / 4;

	talloc_free(name);
	return delay + more;
}

int64_t retry_at(const struct retry_facts *facts)
{
	int64_t delay = with_jitter(doubled(facts->tries, RETRY_MAX_S), facts), at, last;

	if (delay < facts->retry_after_s)
		delay = facts->retry_after_s;
	if (delay > RETRY_MAX_S)
		delay = RETRY_MAX_S;
	at = facts->now + delay;
	if (facts->first_try_at == WHEN_NONE)
		return at;
	last = facts->first_try_at + RETRY_DEAD_S;
	if (facts->now >= last)
		return WHEN_NONE;
	return at < last ? at : last;
}

int64_t retry_target_s(int64_t failures, int64_t retry_after_s)
{
	int64_t delay = doubled(failures, RETRY_TARGET_MAX_S);

	if (retry_after_s > RETRY_MAX_S)
		retry_after_s = RETRY_MAX_S;
	return retry_after_s > delay ? retry_after_s : delay;
}

/* Minutes of the day out of "HH:MM". */
static int minutes(const char *s)
{
	return ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
}

bool retry_is_quiet(const char *quiet, int64_t now, int64_t *ret_until)
{
	struct when_civil c;
	int from, to, at;

	if (!quiet || strlen(quiet) != 11)
		return false;
	from = minutes(quiet);
	to = minutes(quiet + 6);
	when_to_local(now, &c);
	at = c.hour * 60 + c.minute;
	if (from <= to ? at < from || at >= to : at < from && at >= to)
		return false;
	c.day += to <= at;
	c.hour = to / 60;
	c.minute = to % 60;
	c.second = 0;
	*ret_until = when_zone_local(&c);
	return *ret_until > now;
}

static int64_t midnight(int64_t now, int days)
{
	struct when_civil c;

	when_to_local(now, &c);
	c.day += days;
	c.hour = c.minute = c.second = 0;
	return when_zone_local(&c);
}

int64_t retry_day_start(int64_t now)
{
	return midnight(now, 0);
}

int64_t retry_day_end(int64_t now)
{
	return midnight(now, 1);
}
