/* policy.c: when to fetch a feed next, and what an answer means. */
#include "telex/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	WISH_MAX_S = FETCH_HOLD_MAX_S, /* a server's wish counts up to this */
	SKIP_MAX_S = 7 * DAY_S,	       /* after that there is no hour left to look at */
	BACK_OFF_MAX_S = DAY_S,
	AUTO_FIRST_S = HOUR_S, /* automatic, and nothing is known of the feed */
	TOO_MANY_S = HOUR_S,   /* 429 that does not say for how long */
	LOST_S = 30 * DAY_S,   /* failing for so long: asked once in */
	LOST_PAUSE_S = 7 * DAY_S,
	POSTS_MAX = 20,	       /* so many of the newest posts tell the rate */
	POLLS_A_POST = 4,      /* automatic: so many polls in the mean time between two posts */
	SLACK_MAX_S = 2,
	ROUNDED_S = 2, /* its ends are rounded, one down and one up */
	TOOK_PART = 10, /* of an interval: no more of it counts as spent while the feed was asked */
	POLLS_A_WINDOW = 3     /* where items were missed: in the time that a document holds */
};

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t clamp64(int64_t v, int64_t low, int64_t high)
{
	return max64(low, min64(v, high));
}

/* Up to a tenth more, so that feeds which met once do not meet for ever. */
static int64_t with_jitter(int64_t interval_s, uint32_t jitter)
{
	return interval_s + interval_s / 10 * (int64_t)(jitter & 0xffff) / 0x10000;
}

enum fetch_outcome fetch_outcome(long status, bool was_conditional)
{
	if (status == 200 || status == 226) /* 226: RFC 3229, the answer to A-IM */
		return FETCH_DOCUMENT;
	if (status == 304 && was_conditional)
		return FETCH_UNCHANGED;
	return status == 410 ? FETCH_GONE : FETCH_FAILED;
}

static bool is_https(const char *url)
{
	return !strncasecmp(url, "https:", 6);
}

bool fetch_is_permanent(long status, const char *from, const char *to)
{
	return (status == 301 || status == 308) && (is_https(to) || !is_https(from));
}

static const struct {
	long status;
	const char *words;
} status_words[] = {
    {204, "no content"},
    {304, "not modified, though nothing was asked for"},
    {400, "the server did not understand the request"},
    {401, "a password is needed"},
    {402, "payment is needed"},
    {403, "forbidden"},
    {404, "not found"},
    {406, "no form we accept"},
    {408, "the server did not wait"},
    {410, "gone for good"},
    {421, "the wrong server"},
    {425, "too early"},
    {429, "too many requests"},
    {451, "withheld for legal reasons"},
    {500, "the server failed"},
    {502, "the server behind the gateway failed"},
    {503, "the server is not available now"},
    {504, "the server behind the gateway did not answer"},
};

const char *fetch_status_words(void *ctx, long status)
{
	for (size_t i = 0; i < sizeof(status_words) / sizeof(status_words[0]); i++)
		if (status_words[i].status == status)
			return mem_printf(ctx, "HTTP %ld, %s", status, status_words[i].words);
	return mem_printf(ctx, "HTTP %ld", status);
}

uint32_t fetch_jitter(const char *name)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return (h ^ h >> 16) & 0xffff;
}

static int newer_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y) - (x > y);
}

int64_t fetch_posting_gap(const int64_t *published, size_t n, int64_t now)
{
	int64_t *dates = n ? mem_array(NULL, int64_t, n) : NULL;
	size_t known = 0, used;
	int64_t gap = 0;

	for (size_t i = 0; i < n; i++)
		if (published[i] != WHEN_NONE && published[i] > 0 && published[i] <= now)
			dates[known++] = published[i];
	if (known) {
		qsort(dates, known, sizeof(*dates), newer_first);
		used = known < POSTS_MAX ? known : POSTS_MAX;
		gap = max64(1, (now - dates[used - 1]) / (int64_t)used);
	}
	talloc_free(dates);
	return gap;
}

/* ---- why ---- */

const char *fetch_why_name(enum fetch_why why)
{
	static const char *const names[FETCH_WHY_COUNT_] = {
	    [FETCH_WHY_INTERVAL] = "interval",
	    [FETCH_WHY_RATE] = "rate",
	    [FETCH_WHY_QUIET] = "quiet",
	    [FETCH_WHY_FIRST] = "first",
	    [FETCH_WHY_WINDOW] = "window",
	    [FETCH_WHY_MAX_AGE] = "max-age",
	    [FETCH_WHY_EXPIRES] = "expires",
	    [FETCH_WHY_TTL] = "ttl",
	    [FETCH_WHY_SKIP] = "skip",
	    [FETCH_WHY_RETRY_AFTER] = "retry-after",
	    [FETCH_WHY_TOO_MANY] = "too-many",
	    [FETCH_WHY_BACK_OFF] = "back-off",
	    [FETCH_WHY_WEEKLY] = "weekly",
	    [FETCH_WHY_GONE] = "gone",
	    [FETCH_WHY_HOST] = "host",
	};

	return names[why];
}

/* ---- when ---- */

/* A wait, and what made it so long. */
struct span {
	int64_t s;
	enum fetch_why why;
};

static void lengthen(struct span *wait, int64_t s, enum fetch_why why)
{
	if (s > wait->s)
		*wait = (struct span){s, why};
}

int64_t fetch_slack_s(int64_t interval_s)
{
	return min64(interval_s / 10, SLACK_MAX_S);
}

/* A wish of the server or of the document; one within the slack of the user's interval is the reason as well. */
static void take_wish(struct span *wait, int64_t s, enum fetch_why why)
{
	int64_t slack_s = wait->why == FETCH_WHY_INTERVAL ? fetch_slack_s(wait->s) : 0;

	if (s > wait->s - slack_s)
		*wait = (struct span){max64(wait->s, s), why};
}

/* Items must not leave the document before they are seen. */
static struct span narrow(const struct fetch_facts *f, struct span wish)
{
	int64_t most = f->window_s / POLLS_A_WINDOW;

	if (f->is_overrun && f->last_interval_s > 0)
		most = most > 0 ? min64(most, f->last_interval_s / 2) : f->last_interval_s / 2;
	if (f->outcome == FETCH_UNCHANGED)
		most = f->last_interval_s;
	if (most > 0 && wish.s > most)
		wish = (struct span){most, FETCH_WHY_WINDOW};
	return wish;
}

/* The interval in force from now on. */
static struct span next_interval(const struct fetch_facts *f)
{
	struct span wish = {f->last_interval_s, FETCH_WHY_RATE};
	bool is_partial = f->status == 226 && wish.s > 0; /* only what is new: it says nothing of the rate */
	bool is_document = f->outcome == FETCH_DOCUMENT && !is_partial;

	if (f->interval_s > 0)
		return (struct span){f->interval_s, FETCH_WHY_INTERVAL};
	if (is_document && f->posting_gap_s > 0)
		wish.s = f->posting_gap_s / POLLS_A_POST;
	else if (f->outcome == FETCH_UNCHANGED && wish.s > 0)
		wish = (struct span){wish.s + wish.s / 8, FETCH_WHY_QUIET};
	else if (is_document || wish.s <= 0)
		wish = (struct span){wish.s > 0 ? wish.s : AUTO_FIRST_S, FETCH_WHY_FIRST};
	if (f->is_overrun || f->is_watched)
		wish = narrow(f, wish);
	wish.s = clamp64(wish.s, f->min_interval_s, max64(f->min_interval_s, f->max_interval_s));
	return wish;
}

/* One interval after the first failure, then twice as long each time, up to a day (or the interval, if
 * longer). */
static int64_t back_off(int64_t interval_s, int64_t failures, uint32_t jitter)
{
	int64_t wait_s = interval_s;

	for (int64_t i = 1; i < failures && wait_s < BACK_OFF_MAX_S; i++)
		wait_s *= 2;
	if (failures > 1)
		wait_s = with_jitter(wait_s, jitter);
	return max64(interval_s, min64(wait_s, BACK_OFF_MAX_S));
}

/* RFC 9111 section 4.2: how long the answer stays fresh. */
static struct span fresh(const struct fetch_headers *h, int64_t now)
{
	struct span fresh = {0, FETCH_WHY_MAX_AGE};

	if (!h)
		return fresh;
	if (h->max_age_s >= 0)
		fresh.s = h->max_age_s - max64(0, h->age_s);
	else if (h->expires != WHEN_NONE)
		fresh = (struct span){h->expires - (h->date != WHEN_NONE ? h->date : now), FETCH_WHY_EXPIRES};
	fresh.s = clamp64(fresh.s, 0, WISH_MAX_S);
	return fresh;
}

/* Seconds until the server wants to be asked again after an error; -1: it does not say. */
static int64_t retry_s(const struct fetch_facts *f)
{
	const struct fetch_headers *h = f->headers;

	if (!h || f->status < 400)
		return -1;
	if (h->retry_after_s >= 0)
		return min64(h->retry_after_s, WISH_MAX_S);
	/* A date is a moment of the server's clock: its distance from the server's own Date counts. */
	if (h->retry_at != WHEN_NONE)
		return clamp64(h->retry_at - (h->date != WHEN_NONE ? h->date : f->now), 0, WISH_MAX_S);
	return -1;
}

static bool is_skipped(const struct fetch_facts *f, int64_t t)
{
	int64_t hour = t / HOUR_S % 24, day = (t / DAY_S + 4) % 7; /* 1970-01-01 was a Thursday */

	return (f->skip_hours >> hour & 1) || (f->skip_days >> day & 1);
}

/* On to the start of the next hour that is not to be skipped.  A document that forbids every hour gets a day.
 */
static int64_t past_skipped(const struct fetch_facts *f, int64_t t)
{
	int64_t at = t;

	if (t < 0 || (!f->skip_hours && !f->skip_days))
		return t;
	for (int hours = 0; hours < SKIP_MAX_S / HOUR_S; hours++) {
		if (!is_skipped(f, at))
			return at;
		at = (at / HOUR_S + 1) * HOUR_S;
	}
	return max64(t, f->now + DAY_S);
}

int64_t fetch_plan_max_s(int64_t longest_s)
{
	return max64(longest_s, with_jitter(max64(WISH_MAX_S, LOST_PAUSE_S), UINT16_MAX)) + SKIP_MAX_S;
}

static struct span wait_after_success(const struct fetch_facts *f, struct span interval)
{
	struct span wait = interval, wish = fresh(f->headers, f->now);

	if (f->interval_s > 0) /* a fixed interval is kept as it is, from start to start */
		wait.s -= clamp64(f->took_s - ROUNDED_S, 0, interval.s / TOOK_PART);
	else
		wait.s = max64(interval.s, min64(with_jitter(interval.s, f->jitter), f->max_interval_s));
	take_wish(&wait, wish.s, wish.why);
	return wait;
}

/* 429 that does not say for how long: the feed waits twice as long at once.  Its host gets an hour, then
 * twice as long; the feed's interval, which may be a month, is not the measure for the other feeds. */
static struct span wait_after_too_many(const struct fetch_facts *f, struct span interval,
				       struct fetch_plan *plan)
{
	struct span wait = {back_off(interval.s, plan->failures + 1, f->jitter), FETCH_WHY_TOO_MANY};
	int64_t host_s = back_off(TOO_MANY_S, plan->failures, f->jitter);

	plan->host_until = f->now + host_s;
	lengthen(&wait, host_s, FETCH_WHY_TOO_MANY);
	return wait;
}

static struct span wait_after_failure(const struct fetch_facts *f, struct span interval,
				      struct fetch_plan *plan)
{
	int64_t asked_s = retry_s(f);
	struct span wait = interval;

	if (asked_s >= 0) {
		/* The server says when: that is its wish, not a reason for doubling. */
		plan->hold_until = f->now + asked_s;
		if (f->status == 429)
			plan->host_until = plan->hold_until;
		take_wish(&wait, asked_s, FETCH_WHY_RETRY_AFTER);
	} else if (f->status == 429) {
		wait = wait_after_too_many(f, interval, plan);
	} else {
		wait = (struct span){back_off(interval.s, plan->failures, f->jitter), FETCH_WHY_BACK_OFF};
	}
	if (f->failing_s >= LOST_S)
		lengthen(&wait, with_jitter(LOST_PAUSE_S, f->jitter), FETCH_WHY_WEEKLY);
	return wait;
}

static int64_t one_more(int64_t failures)
{
	return failures < INT32_MAX ? failures + 1 : failures;
}

struct fetch_plan fetch_plan(const struct fetch_facts *facts)
{
	struct span interval = next_interval(facts), wait = interval;
	struct fetch_plan plan = {.interval_s = interval.s};

	switch (facts->outcome) {
	case FETCH_DOCUMENT:
	case FETCH_UNCHANGED:
		wait = wait_after_success(facts, interval);
		break;
	case FETCH_GONE:
		plan.is_gone = true;
		plan.failures = one_more(facts->failures);
		wait = (struct span){max64(interval.s, WISH_MAX_S), FETCH_WHY_GONE};
		break;
	case FETCH_FAILED:
		plan.failures = one_more(facts->failures);
		wait = wait_after_failure(facts, interval, &plan);
		break;
	}
	take_wish(&wait, clamp64(facts->ttl_s, 0, WISH_MAX_S), FETCH_WHY_TTL);
	plan.next_at = past_skipped(facts, facts->now + wait.s);
	plan.why = plan.next_at > facts->now + wait.s ? FETCH_WHY_SKIP : wait.why;
	if (plan.why == FETCH_WHY_INTERVAL && is_skipped(facts, plan.next_at - fetch_slack_s(wait.s)))
		plan.why = FETCH_WHY_SKIP;
	return plan;
}
