/* desk_poll.c: one feed's way over the desk: its reply, what the parser made of it, what is judged and stored; hosts that
 * want a pause; the pages of an archive. */
#include "desk_parts.h"

#include <string.h>

#include "telex/log.h"

enum {
	ARCHIVE_PAGES = 10, /* of one feed's archive, after one poll */
	STORE_PAUSE_S = 60, /* after a failure of the store */
};

/* ---- hosts that do not want to be asked ---- */

struct poll *desk_poll_new(struct desk *d, struct feed *feed)
{
	struct poll *p = mem_new(d, struct poll);

	p->desk = d;
	p->feed = feed;
	feed->is_busy = true;
	return p;
}

static void hold_feed(struct desk *d, struct feed *feed, int64_t until, bool is_asked)
{
	struct poll *p = desk_poll_new(d, feed);

	poll_hold(p, until, is_asked);
	ingest_add(d->ingest, p);
}

/* The other feeds of the host wait as well, also across a restart; those that were to be asked now are taken
 * back. */
static void hold_host(struct desk *d, struct poll *p)
{
	char *key = fetch_host_key(p, p->reply->url);
	bool is_asked = p->state.hold_until > 0;

	if (!key)
		return;
	p->state.held_host = key;
	p->state.held_until = p->host_until;
	p->state.held_is_asked = is_asked;
	holds_add(d->holds, key, p->host_until, is_asked);
	fetch_hold(d->fetch, key, p->host_until - clock_now());
	for (size_t i = 0; i < d->roster->n; i++) {
		struct feed *feed = d->roster->feeds[i];

		if (!feed->is_busy && !feed->is_removed && feed->host_key && !strcmp(feed->host_key, key))
			hold_feed(d, feed, p->host_until, is_asked);
	}
}

/* What hosts have said before telexd was started, or to feeds that were read in since. */
void desk_recall_holds(struct desk *d)
{
	int64_t now = clock_now();

	for (size_t i = 0; i < d->roster->n; i++) {
		const struct store_feed_state *s = &d->roster->feeds[i]->state;

		if (!s->held_host || s->held_until <= now || holds_find(d->holds, s->held_host, now))
			continue;
		holds_add(d->holds, s->held_host, s->held_until, s->held_is_asked);
		fetch_hold(d->fetch, s->held_host, s->held_until - now);
	}
}

/* ---- a poll is finished ---- */

void desk_let_go(struct poll *p)
{
	p->feed->is_busy = false;
	talloc_free(p);
}

/* Of a feed that has left the configuration, or got another address, in the meantime. */
static void discard(struct desk *d, struct poll *p)
{
	d->counts.done += !p->page;
	desk_let_go(p);
}

/* Also of a feed that was being read when its host asked for a pause. */
static void keep_hold(struct poll *p, const struct hold *hold)
{
	if (!hold)
		return;
	if (p->state.next_at < hold->until) {
		p->state.next_at = hold->until;
		p->state.next_why = fetch_why_name(FETCH_WHY_HOST);
	}
	if (hold->is_asked && p->state.hold_until < hold->until)
		p->state.hold_until = hold->until;
}

/* Everything is known: judge, tell, store. */
void desk_settle(struct desk *d, struct poll *p)
{
	int64_t now = clock_now_up();

	if (!p->answer || !store_feed_newest(d->store, p->feed->id, &p->newest_at, NULL))
		p->newest_at = WHEN_NONE;
	poll_judge(p, now);
	keep_hold(p, holds_find(d->holds, p->feed->host_key, now));
	desk_tell_outcome(d, p);
	desk_tell_done(d, p);
	if (p->host_until)
		hold_host(d, p);
	ingest_add(d->ingest, p);
}

/* The host it was on its way to, perhaps by a redirect, does not want to be asked. */
static void settle_withdrawn(struct desk *d, struct poll *p, const char *url)
{
	const struct hold *hold = holds_find(d->holds, fetch_host_key(p, url), clock_now());

	desk_tell_done(d, p);
	poll_hold(p, hold ? hold->until : 0, hold && hold->is_asked);
	ingest_add(d->ingest, p);
}

/* A page of an archive: what is on it is stored, and nothing is said or counted but the articles. */
static void settle_page(struct desk *d, struct poll *p)
{
	poll_judge_archive(p, clock_now_up());
	log_debug("archive feed=%s page=%d status=%ld", p->feed->name, p->page, p->reply->status);
	if (p->host_until)
		hold_host(d, p);
	ingest_add(d->ingest, p);
}

static void on_answer(void *state, void *tag, struct pool_answer *answer)
{
	struct poll *p = tag;

	poll_take_answer(p, answer);
	if (p->feed->is_removed)
		discard(state, p);
	else if (p->page)
		settle_page(state, p);
	else
		desk_settle(state, p);
}

void desk_on_reply(void *state, void *tag, struct fetch_reply *reply)
{
	struct desk *d = state;
	struct poll *p = tag;

	if (p->feed->is_removed) {
		discard(d, p);
		return;
	}
	if (reply->is_withdrawn && !p->page) {
		settle_withdrawn(d, p, reply->url);
		return;
	}
	if (reply->status && !reply->is_local)
		outage_reached(d->outage);
	if (poll_take_reply(p, reply)) {
		struct pool_job job = {.base_url = reply->url,
				       .content_type = reply->headers.content_type,
				       .take_body = &reply->body};

		pool_add(d->pool, &job, on_answer, d, p);
	} else if (p->page) {
		settle_page(d, p);
	} else if (reply->is_offline && !reply->is_local) {
		outage_suspect(d->outage, p);
	} else {
		desk_settle(d, p);
	}
}

static bool has_archive(const struct poll *p)
{
	bool is_ok = p->outcome == FETCH_DOCUMENT || (!p->page && p->outcome == FETCH_UNCHANGED);

	return p->feed->state.archive_url && !p->is_hold && !p->feed->is_removed && is_ok;
}

/* A page that brings nothing new leads in a circle. */
static void forget_archive(struct desk *d, struct feed *feed)
{
	struct store_feed_state state = feed->state;
	struct err err;

	state.archive_url = NULL;
	if (!store_feed_set(d->store, feed->id, &state, &err))
		log_warn("feed %s: %s", feed->name, err.msg);
	roster_set_state(feed, &state);
}

/* Items were missed, and the feed has an archive: its pages, newest first, until one meets what we had. */
static void ask_archive(struct desk *d, const struct poll *p, const struct store_fetched *stored)
{
	struct feed *feed = p->feed;
	struct fetch_request request;
	struct poll *next;

	if (!has_archive(p))
		return;
	if (p->page && !stored->ret_new) {
		forget_archive(d, feed);
		return;
	}
	if (p->page >= ARCHIVE_PAGES)
		return;
	next = desk_poll_new(d, feed);
	next->page = p->page + 1;
	request = poll_archive_request(feed);
	if (holds_find(d->holds, fetch_host_key(next, request.url), clock_now())) {
		desk_let_go(next);
		return;
	}
	ask_add(d->ask, feed->settings, &request, desk_on_reply, d, next);
}

/* Its host has asked for a pause while it waited to be stored, or before it was there. */
void desk_hold_late(struct desk *d, struct feed *feed)
{
	const struct hold *hold = holds_find(d->holds, feed->host_key, clock_now());

	if (hold && !feed->is_busy && !feed->is_removed && (feed->state.next_at < hold->until ||
		     (hold->is_asked && feed->state.hold_until < hold->until)))
		hold_feed(d, feed, hold->until, hold->is_asked);
}

void desk_on_stored(void *state, struct poll *p, const struct store_fetched *stored)
{
	struct desk *d = state;
	struct feed *feed = p->feed;

	if (!p->is_hold && p->state.moved_to && d->watch.moved &&
	    (!feed->state.moved_to || strcmp(feed->state.moved_to, p->state.moved_to) != 0))
		d->watch.moved(d->watch.state, feed->name, p->state.moved_to);
	roster_set_state(feed, &p->state);
	feed->is_busy = false;
	d->counts.n_new += stored->ret_new;
	d->counts.n_updated += stored->ret_updated;
	if (feed->pages && p->outcome == FETCH_DOCUMENT)
		pages_poke(d->pages);
	if (stored->ret_new && d->watch.stored)
		d->watch.stored(d->watch.state, stored->ret_new);
	desk_tell_broken_rules(d);
	ask_archive(d, p, stored);
	desk_hold_late(d, feed);
}

/* The store has failed: nothing of the feed's row is changed, and it is due again. */
void desk_on_dropped(void *state, struct poll *p)
{
	(void)state;
	p->feed->is_busy = false;
	p->feed->retry_at = clock_now() + STORE_PAUSE_S;
}
