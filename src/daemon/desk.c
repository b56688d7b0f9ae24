/* desk.c: the feeds at work: asked, parsed, judged, stored.
 *
 *   desk_ask -> ask -> on_reply -> pool -> on_answer -> settle -> ingest -> on_stored
 *                        304, errors ---------------------^
 *   unreachable hosts wait as suspects until it is known whether it was they or our own network */
#include "desk_parts.h"

#include <string.h>

#include "telex/nearest.h"

enum {
	FDS_MAX = 256,
	PENDING_MAX = 500, /* documents and polls: above it nothing more is fetched until they are stored */
	PAGES_WAIT_MS = 250, /* while pages of articles are due that may not be asked for yet */
	BUSY_MS = 250, /* the longest the loop stands still for another writer, who is asked again later */
	RELOAD_BUSY_MS = 5000,
};
#define PENDING_BYTES_MAX MIB(64)

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
			desk_settle(d, p);
			continue;
		}
		p->feed->retry_at = clock_now() + wait_s;
		if (!is_all)
			desk_tell_failed(d, p);
		else if (!*ret_offline)
			*ret_offline = talloc_steal(d, (char *)p->error);
		desk_tell_done(d, p);
		desk_let_go(p);
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
		desk_settle(d, p);
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
			desk_hold_late(desk, feed); /* it came later than the host's answer */
			continue;
		}
		begin_round(desk);
		p = desk_poll_new(desk, feed);
		request = poll_request(feed);
		p->was_conditional = request.etag || request.last_modified;
		p->begun_at = now; /* rounded down, as what is compared with next_at */
		feed->retry_at = 0;
		if (request.url && feed->settings->request.is_insecure)
			desk_tell_note(desk, p, "its certificate is not checked (insecure = yes)");
		ask_add(desk->ask, feed->settings, &request, desk_on_reply, desk, p);
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
		ingest_drop(d->ingest, desk_on_dropped, d);
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
	d->ingest = ingest_new(d, store, desk_on_stored, d);
	if (!fetch_new(d, &limits, &d->fetch, err) || !roster_sync(d->roster, store, conf, err) ||
	    !judge_new(d, conf, store, clock_now(), &d->rules, err)) {
		talloc_free(d);
		return false;
	}
	desk_recall_holds(d);
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
	desk_recall_holds(desk);
	actions_reload(desk->actions);
	store_set_judge(desk->store, rules_judge, rules);
	talloc_free(desk->rules);
	desk->rules = rules;
	return true;
}

bool desk_catch_up(struct desk *desk, bool *ret_more, struct err *err)
{
	const bool ok = rules_catch_up(desk->rules, clock_now(), ret_more, err);

	desk_tell_broken_rules(desk);
	return ok;
}
