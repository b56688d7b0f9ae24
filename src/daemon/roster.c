/* roster.c: the feeds of the configuration with what the store knows of each. */
#include "roster.h"

#include <stdlib.h>
#include <string.h>

#include "telex/fetch.h"

enum {
	RETRY_MAX_S = 600, /* retry_at is never further ahead, but for a clock that jumped */
};

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

const char *roster_address(const struct feed *feed)
{
	return feed->state.moved_to ? feed->state.moved_to : feed->address;
}

void roster_set_state(struct feed *feed, const struct store_feed_state *state)
{
	void *old = feed->texts;
	struct store_feed_state copy = *state;
	const char **texts[] = {&copy.etag,    &copy.last_modified, &copy.moved_to,    &copy.last_error,
				&copy.problem, &copy.next_why,	    &copy.archive_url, &copy.held_host,
				&copy.title,   &copy.site_url};

	/* `state` may be our own: the old texts go last */
	feed->texts = talloc_new(feed);
	copy.title = copy.site_url = NULL;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = mem_strdup(feed->texts, *texts[i]);
	talloc_free((void *)feed->host_key);
	feed->state = copy;
	feed->host_key = roster_address(feed) ? fetch_host_key(feed, roster_address(feed)) : NULL;
	talloc_free(old);
}

static void set_pages(struct feed *feed, const struct conf_feed *from)
{
	static const enum store_pages pages[] = {[CONF_FULL_TEXT_NO] = STORE_PAGES_NO,
						 [CONF_FULL_TEXT_AUTO] = STORE_PAGES_AUTO,
						 [CONF_FULL_TEXT_YES] = STORE_PAGES_YES};

	talloc_free((void *)feed->extract);
	talloc_free((void *)feed->remove);
	talloc_free((void *)feed->next_page);
	feed->pages = pages[from->full_text];
	feed->extract = mem_strdup(feed, from->extract);
	feed->remove = mem_strdup(feed, from->remove);
	feed->next_page = mem_strdup(feed, from->next_page);
}

static void set_settings(struct feed *feed, const struct conf_feed *from, const struct conf_telexd *all)
{
	feed->interval_s = from->interval_s >= 0 ? from->interval_s : all->interval_s;
	feed->min_interval_s = all->min_interval_s;
	feed->max_interval_s = all->max_interval_s;
	settings_fill(feed->settings, from);
	set_pages(feed, from);
	feed->address = feed->settings->address;
	feed->is_removed = false;
}

static struct feed *feed_new(void *ctx, const struct conf_feed *from, const struct store_feed *row)
{
	struct feed *feed = mem_new(ctx, struct feed);

	feed->id = row->id;
	feed->name = mem_strdup(feed, from->name);
	feed->url = mem_strdup(feed, from->url);
	feed->jitter = fetch_jitter(feed->name);
	feed->settings = settings_new(feed);
	settings_fill(feed->settings, from);
	feed->address = feed->settings->address;
	roster_set_state(feed, &row->state);
	return feed;
}

struct feed *roster_find(const struct roster *roster, const char *name)
{
	for (size_t i = 0; i < roster->n; i++)
		if (!roster->feeds[i]->is_removed && !strcmp(roster->feeds[i]->name, name))
			return roster->feeds[i];
	return NULL;
}

/* The configuration's feeds by name: tens of thousands may be compared with as many rows. */
static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct conf_feed *const *)a)->name,
		      (*(const struct conf_feed *const *)b)->name);
}

static const struct conf_feed **sorted_feeds(void *ctx, const struct conf *conf)
{
	const struct conf_feed **feeds = mem_array(ctx, const struct conf_feed *, conf->n_feeds + 1);

	for (size_t i = 0; i < conf->n_feeds; i++)
		feeds[i] = &conf->feeds[i];
	qsort(feeds, conf->n_feeds, sizeof(*feeds), by_name);
	return feeds;
}

static const struct conf_feed *find_conf(const struct conf_feed **feeds, size_t n, const char *name)
{
	struct conf_feed key = {.name = name};
	const struct conf_feed *at = &key, **found = bsearch(&at, feeds, n, sizeof(*feeds), by_name);

	return found ? *found : NULL;
}

/* One that is there and is asked under the same address stays. */
static struct feed *keep_or_make(struct roster *roster, const struct conf_feed *from,
				 const struct store_feed *row)
{
	for (size_t i = 0; i < roster->n; i++) {
		struct feed *feed = roster->feeds[i];

		if (feed->id != row->id || strcmp(feed->url, from->url) != 0)
			continue;
		roster->feeds[i] = roster->feeds[--roster->n];
		/* `telex feed retry` may have written its row; a poll under way will. */
		if (!feed->is_busy)
			roster_set_state(feed, &row->state);
		return feed;
	}
	return feed_new(roster, from, row);
}

/* Feeds that are left over: one that is busy is let go at the next sync. */
static void drop_old(struct roster *roster, struct roster *next)
{
	for (size_t i = 0; i < roster->n; i++) {
		struct feed *feed = roster->feeds[i];

		feed->is_removed = true;
		if (feed->is_busy)
			next->feeds[next->n++] = feed;
		else
			talloc_free(feed);
	}
	talloc_free(roster->feeds);
}

static bool tell_store(struct store *store, const struct conf *conf, struct err *err)
{
	struct store_feed_config *feeds = mem_array(NULL, struct store_feed_config, conf->n_feeds + 1);
	bool ok;

	for (size_t i = 0; i < conf->n_feeds; i++)
		feeds[i] = (struct store_feed_config){.name = conf->feeds[i].name,
						      .url = conf->feeds[i].url,
						      .title = conf->feeds[i].title,
						      .group = conf->feeds[i].group};
	ok = store_feeds_sync(store, feeds, conf->n_feeds, err);
	talloc_free(feeds);
	return ok;
}

bool roster_sync(struct roster *roster, struct store *store, const struct conf *conf, struct err *err)
{
	struct roster next = {0};
	struct store_feeds *rows;
	const struct conf_feed **known;
	void *tmp = talloc_new(NULL);

	if (!tell_store(store, conf, err) || !store_feeds(store, tmp, false, &rows, err)) {
		talloc_free(tmp);
		return false;
	}
	known = sorted_feeds(tmp, conf);
	next.feeds = mem_array(roster, struct feed *, rows->n + roster->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct conf_feed *from = find_conf(known, conf->n_feeds, rows->feeds[i].name);

		if (!from)
			continue;
		next.feeds[next.n] = keep_or_make(roster, from, &rows->feeds[i]);
		set_settings(next.feeds[next.n++], from, &conf->telexd);
	}
	drop_old(roster, &next);
	*roster = next;
	talloc_free(tmp);
	return true;
}

/* Is it too early?  Not when `until` is further ahead than anything is planned, nor when it is twice as far
 * as it was at the last try: then the clock has been set back since. */
static bool is_early(int64_t until, int64_t last_try_at, int64_t now, int64_t longest_s)
{
	int64_t planned_s = longest_s;

	if (last_try_at != WHEN_NONE && until > last_try_at)
		planned_s = until - last_try_at;
	return until > now && until - now <= longest_s && until - now <= 2 * planned_s;
}

bool roster_is_due(const struct feed *feed, int64_t now, bool is_forced)
{
	const struct store_feed_state *s = &feed->state;
	int64_t longest_s = fetch_plan_max_s(
	    feed->interval_s > 0 ? feed->interval_s : max64(feed->min_interval_s, feed->max_interval_s));

	if (feed->is_busy || feed->is_removed || s->is_gone ||
	    is_early(s->hold_until, s->last_try_at, now,
		     FETCH_HOLD_MAX_S + 1)) /* 1: moments are rounded up */
		return false;
	if (is_forced)
		return true;
	return !is_early(feed->retry_at, WHEN_NONE, now, RETRY_MAX_S) &&
	       !is_early(s->next_at, s->last_try_at, now, longest_s + 1);
}

bool roster_is_nearly_due(const struct feed *feed, int64_t now)
{
	const struct store_feed_state *s = &feed->state;

	return s->next_why && !strcmp(s->next_why, fetch_why_name(FETCH_WHY_INTERVAL)) && feed->interval_s > 0 &&
	       s->next_at - fetch_slack_s(feed->interval_s) <= now && roster_is_due(feed, now, true);
}

int64_t roster_next_at(const struct roster *roster)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < roster->n; i++) {
		const struct feed *feed = roster->feeds[i];
		int64_t at = max64(max64(feed->state.next_at, feed->state.hold_until), feed->retry_at);

		if (!feed->is_busy && !feed->is_removed && !feed->state.is_gone && at < next)
			next = at;
	}
	return next;
}
