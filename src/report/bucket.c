/* bucket.c: days, weeks and months of the process's zone. */
#include "telex/report.h"

#include <stdio.h>
#include <string.h>

#include "telex/when.h"

enum { DAY_S = 86400 };

static const char *const by_names[] = {"day", "week", "month"};
static const char month_names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const char *report_by_name(enum report_by by)
{
	return by_names[by];
}

bool report_by_find(const char *name, enum report_by *ret)
{
	for (size_t i = 0; i < sizeof(by_names) / sizeof(by_names[0]); i++) {
		if (strcmp(by_names[i], name) == 0) {
			*ret = (enum report_by)i;
			return true;
		}
	}
	return false;
}

enum report_by report_by_for(int64_t seconds)
{
	const int64_t days = seconds / DAY_S;

	return days <= 62 ? REPORT_BY_DAY : days <= 3 * 366 ? REPORT_BY_WEEK : REPORT_BY_MONTH;
}

/* Days since Monday. */
static int weekday(const struct when_civil *day)
{
	struct when_civil midnight = {.year = day->year, .month = day->month, .day = day->day};
	const int64_t days = when_zone_utc(&midnight) / DAY_S;

	return (int)(((days + 3) % 7 + 7) % 7);
}

int64_t report_bucket_start(enum report_by by, int64_t t)
{
	struct when_civil c;

	when_to_local(t, &c);
	c.hour = c.minute = c.second = 0;
	if (by == REPORT_BY_WEEK)
		c.day -= weekday(&c);
	if (by == REPORT_BY_MONTH)
		c.day = 1;
	return when_zone_local(&c);
}

int64_t report_bucket_step(enum report_by by, int64_t start, int64_t steps)
{
	struct when_civil c;

	when_to_local(start, &c);
	c.hour = c.minute = c.second = 0; /* where a day begins at one, the others do not */
	if (by == REPORT_BY_MONTH)
		c.month += (int)steps;
	else
		c.day += (int)(by == REPORT_BY_WEEK ? 7 * steps : steps);
	return when_zone_local(&c);
}

bool report_buckets(void *ctx, enum report_by by, int64_t since, int64_t now, int64_t **ret_edges,
		    size_t *ret_n, struct err *err)
{
	static const int64_t least_s[] = {
	    [REPORT_BY_DAY] = DAY_S, [REPORT_BY_WEEK] = 7 * DAY_S, [REPORT_BY_MONTH] = 28 * DAY_S};
	const int64_t room = REPORT_BUCKETS_MAX * least_s[by];
	int64_t start, *edges;
	size_t n = 0;

	if (since > now)
		return err_set(err, ERR_DATA, "the time asked for has not begun yet");
	if (since < now - room)
		return err_set(err, ERR_LIMIT,
			       "that is more than %d %ss: ask for less time, or for longer steps",
			       REPORT_BUCKETS_MAX, by_names[by]);
	start = report_bucket_start(by, since);
	edges = mem_array(ctx, int64_t, REPORT_BUCKETS_MAX + 3);
	for (edges[0] = start; edges[n] <= now && n < REPORT_BUCKETS_MAX + 2; n++)
		edges[n + 1] = report_bucket_step(by, start, (int64_t)n + 1);
	*ret_edges = edges;
	*ret_n = n;
	return true;
}

const char *report_bucket_words(enum report_by by, int64_t start, bool with_year, char out[REPORT_WORDS_SIZE])
{
	struct when_civil c;
	const char *month;

	when_to_local(start, &c);
	month = month_names[c.month - 1];
	if (by == REPORT_BY_MONTH)
		snprintf(out, REPORT_WORDS_SIZE, "%s %lld", month, (long long)c.year);
	else if (with_year)
		snprintf(out, REPORT_WORDS_SIZE, "%d %s %lld", c.day, month, (long long)c.year);
	else
		snprintf(out, REPORT_WORDS_SIZE, "%d %s", c.day, month);
	return out;
}

const char *report_partial_words(enum report_by by, int64_t start, int64_t now, char out[REPORT_WORDS_SIZE])
{
	const int64_t unit = by == REPORT_BY_DAY ? 3600 : DAY_S;
	const int64_t all = (report_bucket_step(by, start, 1) - start + unit / 2) / unit,
		      gone = (now - start) / unit + (by != REPORT_BY_DAY);

	snprintf(out, REPORT_WORDS_SIZE, "%s so far: %lld of %lld %s",
		 by == REPORT_BY_DAY	? "today"
		 : by == REPORT_BY_WEEK ? "this week"
					: "this month",
		 (long long)gone, (long long)all, by == REPORT_BY_DAY ? "hours" : "days");
	return out;
}
