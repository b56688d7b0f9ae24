/* desk.c: the feeds at work: asked, parsed, judged, stored.
 *
 *   desk_ask -> ask -> on_reply -> pool -> on_answer -> settle -> ingest -> on_stored
 *                        304, errors ---------------------^
 *   unreachable hosts wait as suspects until it is known whether it was they or our own network */
#include "desk.h"

#include <stdio.h>
#include <string.h>

#include "telex/log.h"
#include "telex/nearest.h"
#include "telex/url.h"
#include "telex/utf8.h"

#include "ask.h"
#include "clock.h"
#include "holds.h"
#include "ingest.h"
#include "judge.h"
#include "outage.h"
#include "pages.h"
#include "poll.h"
#include "roster.h"

enum {
	FDS_MAX = 256,
	ARCHIVE_PAGES = 10, /* of one feed's archive, after one poll */
	PENDING_MAX = 500, /* documents and polls: above it nothing more is fetched until they are stored */
	STORE_PAUSE_S = 60, /* after a failure of the store */
	PAGES_WAIT_MS = 250, /* while pages of articles are due that may not be asked for yet */
	BUSY_MS = 250, /* the longest the loop stands still for another writer, who is asked again later */
	RELOAD_BUSY_MS = 5000,
};
#define PENDING_BYTES_MAX MIB(64)

struct desk {
	struct store *store;
	struct pool *pool;
	struct fetch *fetch;
	struct actions *actions;
	struct ask *ask;
	struct ingest *ingest;
	struct roster *roster;
	struct rules *rules;
	struct desk_watch watch;
	struct desk_counts counts;
	struct holds *holds;
	struct outage *outage;
	struct pages *pages;
	bool is_round, is_gentle, has_pages;
};

/* ---- telling ---- */

static void tell_done(struct desk *d, const struct poll *p)
{
	d->counts.done++;
	if (d->watch.progress)
		d->watch.progress(d->watch.state, &d->counts, p->feed->name);
}

static void tell_failed(struct desk *d, const struct poll *p)
{
	d->counts.n_failed++;
	if (d->watch.failed)
		d->watch.failed(d->watch.state, p->feed->name, p->error ? p->error : "unknown");
}

static void tell_note(struct desk *d, const struct poll *p, const char *note)
{
	if (d->watch.note)
		d->watch.note(d->watch.state, p->feed->name, note);
}

/* What is no failure, and should be known. */
static void tell_notes(struct desk *d, const struct poll *p)
{
	const struct store_feed_state *s = &p->state;
	const struct pool_answer *a = p->answer;
	char note[200], span[WHEN_AGE_SIZE];

	if (a->n_cut) {
		snprintf(note, sizeof(note), "kept the newest %zu of %zu items", a->n_items,
			 a->n_items + a->n_cut);
		tell_note(d, p, note);
	}
	if (p->n_missed && !s->archive_url) {
		snprintf(note, sizeof(note),
			 "the oldest item in the feed is newer than the newest we had: up to %lld articles"
			 " were missed; the interval is now %s",
			 (long long)p->n_missed, when_span(s->interval_s, span));
		tell_note(d, p, note);
	}
}

static void tell_outcome(struct desk *d, const struct poll *p)
{
	const struct pool_answer *a = p->answer;

	if (p->error)
		tell_failed(d, p);
	else if (a)
		tell_notes(d, p);
	log_debug("asked feed=%s status=%ld items=%zu", p->feed->name, p->reply->status, a ? a->n_items : 0);
	if (a && a->doc && a->doc->is_recovered)
		log_debug("not well-formed feed=%s problem=%s", p->feed->name,
			  a->doc->problem ? a->doc->problem : "");
}

/* ---- hosts that do not want to be asked ---- */

static struct poll *poll_new(struct desk *d, struct feed *feed)
{
	struct poll *p = mem_new(d, struct poll);

	p->desk = d;
	p->feed = feed;
	feed->is_busy = true;
	return p;
}

static void hold_feed(struct desk *d, struct feed *feed, int64_t until, bool is_asked)
{
	struct poll *p = poll_new(d, feed);

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
static void recall_holds(struct desk *d)
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

static void let_go(struct poll *p)
{
	p->feed->is_busy = false;
	talloc_free(p);
}

/* Of a feed that has left the configuration, or got another address, in the meantime. */
static void discard(struct desk *d, struct poll *p)
{
	d->counts.done += !p->page;
	let_go(p);
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
static void settle(struct desk *d, struct poll *p)
{
	int64_t now = clock_now_up();

	if (!p->answer || !store_feed_newest(d->store, p->feed->id, &p->newest_at, NULL))
		p->newest_at = WHEN_NONE;
	poll_judge(p, now);
	keep_hold(p, holds_find(d->holds, p->feed->host_key, now));
	tell_outcome(d, p);
	tell_done(d, p);
	if (p->host_until)
		hold_host(d, p);
	ingest_add(d->ingest, p);
}

/* The host it was on its way to, perhaps by a redirect, does not want to be asked. */
static void settle_withdrawn(struct desk *d, struct poll *p, const char *url)
{
	const struct hold *hold = holds_find(d->holds, fetch_host_key(p, url), clock_now());

	tell_done(d, p);
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
		settle(state, p);
}

static void on_reply(void *state, void *tag, struct fetch_reply *reply)
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
		settle(d, p);
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
	next = poll_new(d, feed);
	next->page = p->page + 1;
	request = poll_archive_request(feed);
	if (holds_find(d->holds, fetch_host_key(next, request.url), clock_now())) {
		let_go(next);
		return;
	}
	ask_add(d->ask, feed->settings, &request, on_reply, d, next);
}

/* Its host has asked for a pause while it waited to be stored, or before it was there. */
static void hold_late(struct desk *d, struct feed *feed)
{
	const struct hold *hold = holds_find(d->holds, feed->host_key, clock_now());

	if (hold && !feed->is_busy && !feed->is_removed && (feed->state.next_at < hold->until ||
		     (hold->is_asked && feed->state.hold_until < hold->until)))
		hold_feed(d, feed, hold->until, hold->is_asked);
}

static void tell_broken_rules(struct desk *d)
{
	for (const char *fault; (fault = rules_fault(d->rules));)
		log_error("%s", fault);
}

static void on_stored(void *state, struct poll *p, const struct store_fetched *stored)
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
	tell_broken_rules(d);
	ask_archive(d, p, stored);
	hold_late(d, feed);
}

/* The store has failed: nothing of the feed's row is changed, and it is due again. */
static void on_dropped(void *state, struct poll *p)
{
	(void)state;
	p->feed->is_busy = false;
	p->feed->retry_at = clock_now() + STORE_PAUSE_S;
}

/* ---- our own network ---- */

/* Nobody has answered, and it is more than one host, or there is no way out: not the feeds' fault.  Their
 * rows stay as they are.  When no feed at all could be asked, that is one fault and not one a feed.  A feed that had
 * failed before is no witness of an outage: dead hosts that come due by themselves must back off. */
static void excuse_suspects(struct desk *d, const char **ret_offline)
{
	const int64_t wait_s = outage_wait_s(d->outage);
	const bool is_all = d->counts.done == 0;

	for (struct poll *p; (p = outage_take(d->outage));) {
		if (p->feed->state.failures > 0) {
			settle(d, p);
			continue;
		}
		p->feed->retry_at = clock_now() + wait_s;
		if (!is_all)
			tell_failed(d, p);
		else if (!*ret_offline)
			*ret_offline = talloc_steal(d, (char *)p->error);
		tell_done(d, p);
		let_go(p);
	}
}

static void judge_suspects(struct desk *d, const char **ret_offline)
{
	if (!outage_has_suspects(d->outage))
		return;
	if (outage_is_ours(d->outage)) {
		excuse_suspects(d, ret_offline);
		return;
	}
	for (struct poll *p; (p = outage_take(d->outage));)
		settle(d, p);
}

/* ---- asking ---- */

static bool is_wished(const struct desk_wish *wish, const char *name)
{
	for (size_t i = 0; i < wish->n_feeds; i++)
		if (!strcmp(wish->feeds[i], name))
			return true;
	return !wish->feeds;
}

bool desk_check_names(const struct desk *desk, const struct desk_wish *wish, struct err *err)
{
	for (size_t i = 0; i < wish->n_feeds; i++) {
		const char **names, *near;
		size_t n = desk->roster->n;

		if (roster_find(desk->roster, wish->feeds[i]))
			continue;
		names = mem_array(NULL, const char *, n + 1);
		for (size_t k = 0; k < n; k++)
			names[k] = desk->roster->feeds[k]->name;
		near = nearest_name(wish->feeds[i], names, n);
		talloc_free(names);
		if (near)
			return err_set(err, ERR_USAGE,
				       "no feed '%s' in the configuration: did you mean '%s'?",
				       wish->feeds[i], near);
		return err_set(err, ERR_USAGE, "no feed '%s' in the configuration", wish->feeds[i]);
	}
	return true;
}

static void begin_round(struct desk *d)
{
	if (d->is_round)
		return;
	d->is_round = true;
	outage_begin(d->outage);
	d->counts = (struct desk_counts){0};
}

size_t desk_ask(struct desk *desk, const struct desk_wish *wish)
{
	int64_t now = clock_now();
	size_t n = 0;

	for (size_t i = 0; i < desk->roster->n; i++) {
		struct feed *feed = desk->roster->feeds[i];
		const struct hold *hold;
		struct fetch_request request;
		struct poll *p;

		if (!is_wished(wish, feed->name) ||
		    (!roster_is_due(feed, now, wish->is_forced) &&
		     !(wish->is_once && roster_is_nearly_due(feed, now))))
			continue;
		hold = holds_find(desk->holds, feed->host_key, now);
		if (hold && (hold->is_asked || !wish->is_forced)) {
			hold_late(desk, feed); /* it came later than the host's answer */
			continue;
		}
		begin_round(desk);
		p = poll_new(desk, feed);
		request = poll_request(feed);
		p->was_conditional = request.etag || request.last_modified;
		p->begun_at = now; /* rounded down, as what is compared with next_at */
		feed->retry_at = 0;
		if (request.url && feed->settings->request.is_insecure)
			tell_note(desk, p, "its certificate is not checked (insecure = yes)");
		ask_add(desk->ask, feed->settings, &request, on_reply, desk, p);
		n++;
	}
	desk->counts.total += n;
	return n;
}

bool desk_is_busy(const struct desk *desk)
{
	return desk->is_round;
}

const struct desk_counts *desk_counts(const struct desk *desk)
{
	return &desk->counts;
}

size_t desk_n_feeds(const struct desk *desk)
{
	size_t n = 0;

	for (size_t i = 0; i < desk->roster->n; i++)
		n += !desk->roster->feeds[i]->is_removed;
	return n;
}

int64_t desk_next_at(const struct desk *desk)
{
	return roster_next_at(desk->roster);
}

void desk_set_pages(struct desk *desk, bool has_pages)
{
	desk->has_pages = has_pages;
}

bool desk_has_pages(const struct desk *desk)
{
	return pages_fetching(desk->pages) || pages_parsing(desk->pages) || (desk->has_pages && pages_is_busy(desk->pages));
}

void desk_set_gentle(struct desk *desk, bool is_gentle)
{
	desk->is_gentle = is_gentle;
}

/* ---- the loop ---- */

static bool is_fetching(const struct desk *d)
{
	/* the pages of articles hold up no round */
	return fetch_running(d->fetch) + fetch_waiting(d->fetch) > pages_fetching(d->pages) || ask_pending(d->ask) ||
	       pool_pending(d->pool) > pages_parsing(d->pages);
}

static struct ingest_mode ingest_mode(const struct desk *d)
{
	return (struct ingest_mode){.is_last = !is_fetching(d), .is_gentle = d->is_gentle};
}

static int sooner(int a_ms, int b_ms)
{
	if (a_ms < 0 || b_ms < 0)
		return a_ms < 0 ? b_ms : a_ms;
	return a_ms < b_ms ? a_ms : b_ms;
}

/* Bounded queues: when the parsers or the writer are behind, fetching waits. */
static void keep_bounds(struct desk *d)
{
	size_t bytes =
	    pool_pending_bytes(d->pool) + ingest_pending_bytes(d->ingest) + ask_pending_bytes(d->ask);

	fetch_pause(d->fetch, bytes > PENDING_BYTES_MAX || pool_pending(d->pool) > PENDING_MAX);
}

static void end_round(struct desk *d, const char *offline)
{
	d->is_round = false;
	if (d->watch.idle)
		d->watch.idle(d->watch.state, &d->counts, offline);
}

static bool store_some(struct desk *d, struct err *err)
{
	struct ingest_mode mode = ingest_mode(d);
	int64_t before_ms = clock_ms();
	bool ok = ingest_turn(d->ingest, &mode, before_ms, err);

	pool_excuse(d->pool, clock_ms() - before_ms);
	if (!ok)
		ingest_drop(d->ingest, on_dropped, d);
	return ok;
}

bool desk_turn(struct desk *desk, struct fetch_fd *fds, size_t n, int timeout_ms, struct err *err)
{
	struct fetch_fd all[FDS_MAX];
	struct ingest_mode mode = ingest_mode(desk);
	const char *offline = NULL;
	int64_t now_ms = clock_ms();
	size_t n_all;

	memcpy(all, fds, n * sizeof(*fds));
	n_all = n + pool_fds(desk->pool, all + n, FDS_MAX - n);
	n_all += actions_fds(desk->actions, all + n_all, FDS_MAX - n_all);
	if (ask_is_ready(desk->ask))
		timeout_ms = 0;
	timeout_ms = sooner(timeout_ms, pool_wait_ms(desk->pool, now_ms));
	timeout_ms = sooner(timeout_ms, ingest_wait_ms(desk->ingest, &mode, now_ms));
	if (desk_has_pages(desk))
		timeout_ms = sooner(timeout_ms, PAGES_WAIT_MS);
	keep_bounds(desk);
	if (desk->has_pages)
		pages_turn(desk->pages);
	if (!fetch_turn(desk->fetch, all, n_all, timeout_ms, err))
		return false;
	memcpy(fds, all, n * sizeof(*fds));
	ask_turn(desk->ask);
	if (!pool_turn(desk->pool, clock_ms(), err))
		return false;
	if (desk->is_round && !is_fetching(desk))
		judge_suspects(desk, &offline);
	if (!store_some(desk, err))
		return false;
	if (desk->is_round && !is_fetching(desk) && !outage_has_suspects(desk->outage) && !ingest_pending(desk->ingest))
		end_round(desk, offline);
	talloc_free((void *)offline);
	return true;
}

/* ---- birth and reload ---- */

static struct fetch_limits limits_of(const struct conf *conf)
{
	const struct conf_telexd *t = &conf->telexd;

	return (struct fetch_limits){.timeout_s = t->timeout_s,
				     .max_size = t->max_size < SETTINGS_DOCUMENT_MAX ? t->max_size : SETTINGS_DOCUMENT_MAX,
				     .per_host = t->per_host,
				     .host_delay_s = t->host_delay_s,
				     .transfers = t->transfers,
				     .user_agent = t->user_agent,
				     .proxy = t->proxy};
}

bool desk_new(void *ctx, const struct conf *conf, struct store *store, struct pool *pool,
	      struct actions *actions, const struct desk_watch *watch, struct desk **ret, struct err *err)
{
	struct desk *d = mem_new(ctx, struct desk);
	struct fetch_limits limits = limits_of(conf);

	d->store = store;
	d->pool = pool;
	d->actions = actions;
	d->watch = *watch;
	d->roster = mem_new(d, struct roster);
	d->holds = holds_new(d);
	d->outage = outage_new(d);
	d->ingest = ingest_new(d, store, on_stored, d);
	if (!fetch_new(d, &limits, &d->fetch, err) || !roster_sync(d->roster, store, conf, err) ||
	    !judge_new(d, conf, store, clock_now(), &d->rules, err)) {
		talloc_free(d);
		return false;
	}
	recall_holds(d);
	d->ask = ask_new(d, d->fetch, actions);
	d->pages = pages_new(d, &(struct pages_tools){store, pool, d->fetch, d->roster, d->holds});
	store_set_judge(store, rules_judge, d->rules);
	store_set_grown(store, rules_grown);
	store_set_busy_ms(store, BUSY_MS);
	*ret = d;
	return true;
}

bool desk_reload(struct desk *desk, const struct conf *conf, struct err *err)
{
	struct fetch_limits limits = limits_of(conf);
	struct rules *rules = NULL;
	bool ok;

	store_set_busy_ms(desk->store, RELOAD_BUSY_MS);
	ok = judge_new(desk, conf, desk->store, clock_now(), &rules, err) &&
	     roster_sync(desk->roster, desk->store, conf, err);
	store_set_busy_ms(desk->store, BUSY_MS);
	if (!ok) {
		talloc_free(rules);
		return false;
	}
	fetch_set_limits(desk->fetch, &limits);
	recall_holds(desk);
	actions_reload(desk->actions);
	store_set_judge(desk->store, rules_judge, rules);
	talloc_free(desk->rules);
	desk->rules = rules;
	return true;
}

bool desk_catch_up(struct desk *desk, bool *ret_more, struct err *err)
{
	const bool ok = rules_catch_up(desk->rules, clock_now(), ret_more, err);

	tell_broken_rules(desk);
	return ok;
}
