/* poll.c: one feed asked once: what came, and what it means for the feed's row. */
#include "poll.h"

#include <string.h>

#include "telex/utf8.h"

enum {
	MOVED_FAILURES_MAX = 3, /* then the configured address is asked again */
	MISSED_S = 7 * 86400,	/* so long it is remembered that items were missed */
	MISSED_MAX = 9999,
	HTTP_DELTA = 226 /* RFC 3229: only what is new */
};

struct fetch_request poll_request(const struct feed *feed)
{
	return (struct fetch_request){
	    .url = roster_address(feed),
	    .home_url = feed->address,
	    .etag = feed->state.etag,
	    .last_modified = feed->state.last_modified,
	};
}

static void fail(struct poll *poll, const char *why)
{
	if (poll->outcome != FETCH_GONE)
		poll->outcome = FETCH_FAILED;
	poll->error = utf8_safe_dup(poll, why, SAFE_LINE);
}

bool poll_take_reply(struct poll *poll, struct fetch_reply *reply)
{
	poll->reply = talloc_steal(poll, reply);
	poll->outcome = reply->error ? FETCH_FAILED : fetch_outcome(reply->status, poll->was_conditional);
	if (reply->error)
		fail(poll, reply->error);
	else if (poll->outcome == FETCH_FAILED || poll->outcome == FETCH_GONE)
		fail(poll, fetch_status_words(poll, reply->status));
	else if (poll->outcome == FETCH_DOCUMENT && !reply->body.len)
		fail(poll, "an empty document, not a feed");
	return poll->outcome == FETCH_DOCUMENT;
}

/* RFC 5005: where the items before these are; an archive's page, else a paged feed's. */
static const char *older_page(const struct feed_doc *doc)
{
	return doc->archive_url ? doc->archive_url : doc->next_url;
}

struct fetch_request poll_archive_request(const struct feed *feed)
{
	struct fetch_request request = poll_request(feed);

	request.url = feed->state.archive_url;
	request.etag = request.last_modified = NULL;
	return request;
}

void poll_take_answer(struct poll *poll, struct pool_answer *answer)
{
	poll->answer = talloc_steal(poll, answer);
	if (answer->error)
		fail(poll, answer->error);
}

/* The dates of a document's items. */
struct dates {
	int64_t *at; /* WHEN_NONE: without */
	size_t n, n_dated;
	int64_t oldest, newest; /* WHEN_NONE when none has one */
};

static struct dates read_dates(void *ctx, const struct pool_answer *answer)
{
	struct dates d = {.oldest = WHEN_NONE, .newest = WHEN_NONE};

	if (!answer || !answer->n_items)
		return d;
	d.n = answer->n_items;
	d.at = mem_array(ctx, int64_t, d.n);
	for (size_t i = 0; i < d.n; i++) {
		const struct feed_item *item = &answer->items[i];

		d.at[i] = item->published != WHEN_NONE ? item->published : item->updated;
		if (d.at[i] == WHEN_NONE)
			continue;
		if (!d.n_dated++ || d.at[i] < d.oldest)
			d.oldest = d.at[i];
		if (d.at[i] > d.newest)
			d.newest = d.at[i];
	}
	return d;
}

/* About how many items came and went unseen: none of those that were there is in the document any more, and
 * so many fit between at its own rate. */
static int64_t count_missed(const struct poll *poll, const struct dates *d)
{
	int64_t gap, n;

	if (poll->reply->status == HTTP_DELTA || d->n < 2 || d->n_dated < d->n ||
	    poll->newest_at == WHEN_NONE || d->oldest <= poll->newest_at)
		return 0;
	gap = (d->newest - d->oldest) / (int64_t)(d->n - 1);
	n = (d->oldest - poll->newest_at) / (gap > 0 ? gap : 1);
	return n < 1 ? 1 : n > MISSED_MAX ? MISSED_MAX : n;
}

/* Also when it was asked as its interval says; after a longer pause of ours the interval is not to blame. */
static bool is_on_time(const struct feed *feed, int64_t now)
{
	return feed->state.last_ok_at != WHEN_NONE && now - feed->state.last_ok_at <= 2 * feed->state.interval_s;
}

static struct fetch_plan make_plan(const struct poll *poll, const struct dates *dates, int64_t now)
{
	const struct feed *feed = poll->feed;
	const struct store_feed_state *s = &poll->state;
	struct fetch_facts facts = {
	    .now = now,
	    .took_s = poll->begun_at ? now - poll->begun_at : 0,
	    .jitter = feed->jitter,
	    .interval_s = feed->interval_s,
	    .min_interval_s = feed->min_interval_s,
	    .max_interval_s = feed->max_interval_s,
	    .last_interval_s = feed->state.interval_s,
	    .failures = feed->state.failures,
	    .failing_s = s->failing_since != WHEN_NONE ? now - s->failing_since : 0,
	    /* what is gone is the place it had moved to; the configured one is still to be asked */
	    .outcome = poll->outcome == FETCH_GONE && feed->state.moved_to ? FETCH_FAILED : poll->outcome,
	    .status = poll->reply->error ? 0 : poll->reply->status,
	    .headers = poll->reply->error ? NULL : &poll->reply->headers,
	    .ttl_s = s->ttl_s,
	    .skip_hours = (uint32_t)s->skip_hours,
	    .skip_days = (uint8_t)s->skip_days,
	    .posting_gap_s = feed->interval_s > 0 ? 0 : fetch_posting_gap(dates->at, dates->n, now),
	    .window_s = dates->n_dated ? dates->newest - dates->oldest : 0,
	    .is_overrun = poll->n_missed > 0 && is_on_time(feed, now),
	    .is_watched = s->missed > 0,
	};

	return fetch_plan(&facts);
}

/* The validators of the body that is stored now: a new one's, or those that a 304 brought up to date. */
static void take_validators(struct poll *poll)
{
	const struct fetch_headers *h = &poll->reply->headers;
	struct store_feed_state *s = &poll->state;
	/* A body that ended where nobody could tell, and looks cut: asked for whole next time. */
	bool is_doubtful =
	    poll->outcome == FETCH_DOCUMENT && poll->answer->doc->is_recovered && !h->is_length_known;

	if (poll->outcome == FETCH_DOCUMENT || h->etag)
		s->etag = is_doubtful ? NULL : h->etag;
	if (poll->outcome == FETCH_DOCUMENT || h->last_modified)
		s->last_modified = is_doubtful ? NULL : h->last_modified;
}

static void take_success(struct poll *poll)
{
	struct store_feed_state *s = &poll->state;
	const struct feed_doc *doc = poll->answer ? poll->answer->doc : NULL;

	take_validators(poll);
	s->last_error = NULL;
	if (poll->reply->is_moved)
		s->moved_to = strcmp(poll->reply->url, poll->feed->address) != 0 ? poll->reply->url : NULL;
	if (!doc)
		return;
	s->title = doc->title;
	s->site_url = doc->home_url;
	s->ttl_s = doc->ttl_s > 0 ? doc->ttl_s : 0;
	s->skip_hours = doc->skip_hours;
	s->skip_days = doc->skip_days;
	s->problem = doc->is_recovered ? doc->problem ? doc->problem : "not well-formed" : NULL;
}

/* What was missed, and where the feed's archive has it. */
static void take_missed(struct poll *poll, const struct dates *dates, int64_t now)
{
	struct store_feed_state *s = &poll->state;

	poll->n_missed = poll->answer ? count_missed(poll, dates) : 0;
	if (s->missed > 0 && (s->missed_at == WHEN_NONE || now - s->missed_at > MISSED_S))
		s->missed = 0;
	if (!poll->n_missed)
		return;
	s->missed = poll->n_missed;
	s->missed_at = now;
	/* whom a program had its links from is not known */
	s->archive_url = poll->feed->address ? older_page(poll->answer->doc) : NULL;
	s->archive_until = poll->newest_at;
}

/* Is the place that a permanent redirect led to of no use any more?  A server that wants to be left alone for
 * a while (429, 503) has not said so. */
static bool has_lost_its_place(const struct poll *poll)
{
	const struct store_feed_state *s = &poll->state;

	if (!s->moved_to)
		return false;
	return poll->outcome == FETCH_GONE ||
	       (s->failures >= MOVED_FAILURES_MAX && s->last_status != 429 && s->last_status != 503);
}

static void forget_move(struct store_feed_state *s)
{
	s->moved_to = s->etag = s->last_modified = NULL;
}

static void judge(struct poll *poll, const struct dates *dates, int64_t now)
{
	struct store_feed_state *s = &poll->state;
	bool is_ok = poll->outcome == FETCH_DOCUMENT || poll->outcome == FETCH_UNCHANGED;
	struct fetch_plan plan;

	s->last_try_at = now;
	s->last_status = poll->feed->address ? poll->reply->status : 0;
	if (is_ok) {
		take_success(poll);
		take_missed(poll, dates, now);
		s->last_ok_at = now;
		s->failing_since = WHEN_NONE;
	} else {
		s->last_error = poll->error;
		if (s->failures == 0 || s->failing_since == WHEN_NONE)
			s->failing_since = now;
	}
	plan = make_plan(poll, dates, now);
	s->next_at = plan.next_at;
	s->next_why = fetch_why_name(plan.why);
	s->interval_s = plan.interval_s;
	s->failures = plan.failures;
	s->hold_until = plan.hold_until;
	s->held_host = NULL;
	s->held_until = s->held_is_asked = 0;
	s->is_gone = plan.is_gone;
	if (has_lost_its_place(poll))
		forget_move(s);
	poll->host_until = plan.host_until;
}

/* What is stored, to be changed. */
static void begin_state(struct poll *poll)
{
	poll->state = poll->feed->state;
	poll->state.title = poll->state.site_url = NULL;
}

void poll_judge(struct poll *poll, int64_t now)
{
	struct dates dates = read_dates(poll, poll->answer);

	begin_state(poll);
	judge(poll, &dates, now);
	talloc_free(dates.at);
}

void poll_judge_archive(struct poll *poll, int64_t now)
{
	struct store_feed_state *s = &poll->state;
	struct dates dates = read_dates(poll, poll->answer);
	const char *next;

	begin_state(poll);
	if (poll->outcome != FETCH_DOCUMENT) {
		struct fetch_plan plan = make_plan(poll, &dates, now);

		s->hold_until = plan.hold_until;
		poll->host_until = plan.host_until;
		/* An answer, and no page.  Without one, or when it says later, it is tried again. */
		if (poll->reply->status && !plan.hold_until && !plan.host_until)
			s->archive_url = NULL;
		return;
	}
	next = older_page(poll->answer->doc);
	if (dates.oldest != WHEN_NONE && dates.oldest <= s->archive_until) {
		s->archive_url = NULL;
		s->missed = 0;
	} else {
		s->archive_url = next && strcmp(next, s->archive_url) != 0 ? next : NULL;
	}
	talloc_free(dates.at);
}

void poll_hold(struct poll *poll, int64_t until, bool is_asked)
{
	struct store_feed_state *s = &poll->state;

	poll->is_hold = true;
	begin_state(poll);
	if (s->next_at < until) {
		s->next_at = until;
		s->next_why = fetch_why_name(FETCH_WHY_HOST);
	}
	if (is_asked && s->hold_until < until)
		s->hold_until = until;
}
