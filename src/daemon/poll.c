/* poll.c: one feed asked once: what came, and what it means for the feed's row. */
#include "poll.h"

#include <string.h>

#include "telex/utf8.h"

enum { MOVED_FAILURES_MAX = 3 }; /* then the configured address is asked again */

struct fetch_request poll_request(const struct feed *feed)
{
	return (struct fetch_request){
	    .url = roster_address(feed),
	    .home_url = feed->url,
	    .etag = feed->state.etag,
	    .last_modified = feed->state.last_modified,
	    .is_private = feed->is_private,
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

void poll_take_answer(struct poll *poll, struct pool_answer *answer)
{
	poll->answer = talloc_steal(poll, answer);
	if (answer->error)
		fail(poll, answer->error);
}

static int64_t posting_gap(const struct poll *poll, int64_t now)
{
	const struct pool_answer *a = poll->answer;
	int64_t *dates, gap;

	if (!a || !a->n_items)
		return 0;
	dates = mem_array(NULL, int64_t, a->n_items);
	for (size_t i = 0; i < a->n_items; i++)
		dates[i] = a->items[i].published != WHEN_NONE ? a->items[i].published : a->items[i].updated;
	gap = fetch_posting_gap(dates, a->n_items, now);
	talloc_free(dates);
	return gap;
}

static struct fetch_plan make_plan(const struct poll *poll, int64_t now)
{
	const struct feed *feed = poll->feed;
	struct fetch_facts facts = {
	    .now = now,
	    .jitter = feed->jitter,
	    .interval_s = feed->interval_s,
	    .min_interval_s = feed->min_interval_s,
	    .max_interval_s = feed->max_interval_s,
	    .last_interval_s = feed->state.interval_s,
	    .failures = feed->state.failures,
	    .outcome = poll->outcome,
	    .status = poll->reply->error ? 0 : poll->reply->status,
	    .headers = poll->reply->error ? NULL : &poll->reply->headers,
	    .ttl_s = poll->state.ttl_s,
	    .skip_hours = (uint32_t)poll->state.skip_hours,
	    .skip_days = (uint8_t)poll->state.skip_days,
	    .posting_gap_s = feed->interval_s > 0 ? 0 : posting_gap(poll, now),
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
		s->moved_to = strcmp(poll->reply->url, poll->feed->url) != 0 ? poll->reply->url : NULL;
	if (!doc)
		return;
	s->title = doc->title;
	s->site_url = doc->home_url;
	s->ttl_s = doc->ttl_s > 0 ? doc->ttl_s : 0;
	s->skip_hours = doc->skip_hours;
	s->skip_days = doc->skip_days;
}

/* Where a permanent redirect led is of no use any more. */
static void forget_move(struct store_feed_state *s)
{
	s->moved_to = s->etag = s->last_modified = NULL;
}

void poll_judge(struct poll *poll, int64_t now)
{
	struct store_feed_state *s = &poll->state;
	bool is_ok = poll->outcome == FETCH_DOCUMENT || poll->outcome == FETCH_UNCHANGED;
	struct fetch_plan plan;

	*s = poll->feed->state;
	s->title = s->site_url = NULL;
	s->last_try_at = now;
	s->last_status = poll->reply->status;
	if (is_ok)
		take_success(poll);
	else
		s->last_error = poll->error;
	if (is_ok)
		s->last_ok_at = now;
	plan = make_plan(poll, now);
	s->next_at = plan.next_at;
	s->interval_s = plan.interval_s;
	s->failures = plan.failures;
	s->hold_until = plan.hold_until;
	s->is_gone = plan.is_gone && !s->moved_to;
	if (s->moved_to && (plan.is_gone || s->failures >= MOVED_FAILURES_MAX))
		forget_move(s);
	poll->host_until = plan.host_until;
}

void poll_hold(struct poll *poll, int64_t until, bool is_asked)
{
	struct store_feed_state *s = &poll->state;

	poll->is_hold = true;
	*s = poll->feed->state;
	s->title = s->site_url = NULL;
	if (s->next_at < until)
		s->next_at = until;
	if (is_asked && s->hold_until < until)
		s->hold_until = until;
}
