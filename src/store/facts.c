/* facts.c: all that is known of one feed, line by line for people. */
#include "store_priv.h"

#include <stdio.h>

#include "telex/url.h"

enum { NOW_S = 60 };

struct telling {
	void *ctx;
	const struct store_feed *feed;
	const struct store_feed_state *state;
	const struct store_rhythm *rhythm; /* NULL: not known */
	const struct store_report *report;
	const char *how;
	int64_t now;
};

const char *store_week_words(const struct store_rhythm *rhythm, char out[STORE_WEEK_SIZE])
{
	long long tenths = rhythm ? (long long)rhythm->week_tenths : 0;

	/* From a hundred on the tenth is noise. */
	if (!rhythm)
		snprintf(out, STORE_WEEK_SIZE, "-");
	else if (tenths >= 1000)
		snprintf(out, STORE_WEEK_SIZE, "%lld", (tenths + 5) / 10);
	else
		snprintf(out, STORE_WEEK_SIZE, "%lld.%lld", tenths / 10, tenths % 10);
	return out;
}

/* "26 Nov 14:02 (12 min ago)" */
static const char *instant(const struct telling *t, int64_t at)
{
	char local[WHEN_LOCAL_SIZE], span[WHEN_AGE_SIZE];

	if (at == WHEN_NONE)
		return "never";
	/* Whoever wrote it had a clock that was read a moment later. */
	if (at > t->now && at - t->now < NOW_S)
		at = t->now;
	if (at > t->now)
		return mem_printf(t->ctx, "%s (in %s)", when_local(at, t->now, local),
				  when_span(at - t->now, span));
	return mem_printf(t->ctx, "%s (%s ago)", when_local(at, t->now, local), when_span(t->now - at, span));
}

static const char *tell_state(const struct telling *t)
{
	return store_health_name(t->report->health);
}

static const char *tell_address(const struct telling *t)
{
	return url_redact(t->ctx, t->feed->url);
}

static const char *tell_moved(const struct telling *t)
{
	return t->state->moved_to;
}

static const char *tell_site(const struct telling *t)
{
	return t->feed->site_url[0] ? t->feed->site_url : NULL;
}

static const char *tell_interval(const struct telling *t)
{
	char span[WHEN_AGE_SIZE];

	if (t->state->interval_s <= 0)
		return t->how;
	return mem_printf(t->ctx, "%s%s%s", when_span(t->state->interval_s, span), t->how ? ": " : "",
			  t->how ? t->how : "");
}

static const char *tell_last_try(const struct telling *t)
{
	const struct store_feed_state *s = t->state;

	if (s->last_try_at == WHEN_NONE)
		return "not yet";
	if (s->last_status > 0)
		return mem_printf(t->ctx, "%s: HTTP %lld", instant(t, s->last_try_at),
				  (long long)s->last_status);
	return mem_printf(t->ctx, "%s%s", instant(t, s->last_try_at), s->failures > 0 ? ": no answer" : "");
}

static const char *tell_last_ok(const struct telling *t)
{
	return instant(t, t->state->last_ok_at);
}

static const char *tell_failures(const struct telling *t)
{
	const struct store_feed_state *s = t->state;

	if (s->failures <= 0)
		return NULL;
	if (s->failing_since == WHEN_NONE)
		return mem_printf(t->ctx, "%lld in a row", (long long)s->failures);
	return mem_printf(t->ctx, "%lld in a row, since %s", (long long)s->failures,
			  instant(t, s->failing_since));
}

static const char *tell_next(const struct telling *t)
{
	return t->report->next;
}

static const char *tell_validators(const struct telling *t)
{
	bool has_etag = t->state->etag != NULL, has_date = t->state->last_modified != NULL;

	if (t->state->last_ok_at == WHEN_NONE)
		return NULL;
	if (!has_etag && !has_date)
		return "none: every poll transfers the whole document";
	return has_etag && has_date ? "ETag and Last-Modified" : has_etag ? "ETag" : "Last-Modified";
}

static const char *tell_posts(const struct telling *t)
{
	char week[STORE_WEEK_SIZE], span[WHEN_AGE_SIZE];

	if (!t->rhythm)
		return NULL;
	if (t->rhythm->gap_s <= 0)
		return mem_printf(t->ctx, "%s a week", store_week_words(t->rhythm, week));
	return mem_printf(t->ctx, "%s a week; one every %s among the newest",
			  store_week_words(t->rhythm, week), when_span(t->rhythm->gap_s, span));
}

static const char *tell_newest(const struct telling *t)
{
	return t->rhythm && t->rhythm->newest_at != WHEN_NONE ? instant(t, t->rhythm->newest_at) : NULL;
}

static const char *tell_articles(const struct telling *t)
{
	return mem_printf(t->ctx, "%lld stored, %lld unread", (long long)t->feed->n_articles,
			  (long long)t->feed->n_unread);
}

/* In the order they are told; the findings stand behind the first. */
static const struct {
	const char *label;
	const char *(*tell)(const struct telling *t); /* NULL: nothing to be told */
} tellers[] = {
    {"state", tell_state},	     {"address", tell_address},
    {"moved to", tell_moved},	     {"site", tell_site},
    {"last try", tell_last_try},     {"last success", tell_last_ok},
    {"failures", tell_failures},     {"next", tell_next},
    {"interval", tell_interval},     {"posts", tell_posts},
    {"newest", tell_newest},	     {"articles", tell_articles},
    {"validators", tell_validators},
};
_Static_assert(sizeof(tellers) / sizeof(tellers[0]) +
		       sizeof(((struct store_report *)0)->findings) / sizeof(struct store_finding) <=
		   STORE_FACTS_MAX,
	       "a place for each fact");

static void add(struct store_facts *story, const char *label, const char *words)
{
	story->facts[story->n++] = (struct store_fact){label, words};
}

void store_feed_facts(void *ctx, const struct store_feed *feed, const struct store_rhythm *rhythm,
		      const char *how, int64_t now, struct store_facts *ret)
{
	struct store_report report;
	struct telling t = {ctx, feed, &feed->state, rhythm, &report, how, now};

	*ret = (struct store_facts){0};
	store_feed_report(ctx, feed, rhythm, now, &report);
	for (size_t i = 0; i < sizeof(tellers) / sizeof(tellers[0]); i++) {
		const char *words = tellers[i].tell(&t);

		if (words)
			add(ret, tellers[i].label, words);
		for (size_t k = 0; i == 0 && k < report.n; k++)
			add(ret, report.findings[k].name, report.findings[k].words);
	}
}
