/* health.c: how a feed fares, in words: its rhythm from what is stored, findings, when it is asked next and why. */
#include "store_priv.h"

#include <string.h>

enum {
	DAY_S = 86400,
	WEEKS = 4,
	RHYTHM_ARTICLES = 20, /* the newest ones tell the rhythm */
	RHYTHM_LEAST = 5,     /* fewer tell none */
	SILENT_FACTOR = 3,    /* silent: so many times the longest pause among them, */
	SILENT_LEAST_S = DAY_S,
	PAGES_TOLD = 3, /* one page that cannot be read is no news */
};

/* ---- rhythm ---- */

bool store_feed_newest(struct store *store, int64_t feed_id, int64_t *ret, struct err *err)
{
	int64_t id = WHEN_NONE;

	/* not max(): that gives a row when there is none */
	if (!sql_int(store, err, &id,
		     "SELECT article_id FROM appearance WHERE feed_id = ?1 ORDER BY article_id DESC LIMIT 1", "i",
		     feed_id))
		return false;
	*ret = id == WHEN_NONE ? WHEN_NONE : id / ID_SLOTS;
	return true;
}

/* Times of the newest articles, newest first; gives how many, -1 for a fault. */
static int read_newest(struct store *store, int64_t feed_id, int64_t times[RHYTHM_ARTICLES], struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    store, "SELECT article_id FROM appearance WHERE feed_id = ?1 ORDER BY article_id DESC LIMIT ?2", err);
	int n = 0, got;

	if (!stmt)
		return -1;
	sqlite3_bind_int64(stmt, 1, feed_id);
	sqlite3_bind_int64(stmt, 2, RHYTHM_ARTICLES);
	while ((got = sql_step(store, stmt, err)) > 0)
		times[n++] = sqlite3_column_int64(stmt, 0) / ID_SLOTS;
	sql_done(store, stmt);
	return got < 0 ? -1 : n;
}

bool store_feed_rhythm(struct store *store, int64_t feed_id, int64_t now, struct store_rhythm *ret,
		       struct err *err)
{
	struct store_rhythm rhythm = {.newest_at = WHEN_NONE};
	int64_t times[RHYTHM_ARTICLES], longest = 0, lately = 0;
	int n = read_newest(store, feed_id, times, err);

	if (n < 0 || !sql_int(store, err, &lately,
			      "SELECT count(*) FROM appearance WHERE feed_id = ?1 AND article_id >= ?2", "ii", feed_id,
			      (now - WEEKS * 7 * DAY_S) * ID_SLOTS))
		return false;
	rhythm.week_tenths = lately * 10 / WEEKS;
	if (n > 0)
		rhythm.newest_at = times[0];
	for (int i = 1; i < n; i++)
		if (times[i - 1] - times[i] > longest)
			longest = times[i - 1] - times[i];
	if (n >= RHYTHM_LEAST) {
		int64_t silent = SILENT_FACTOR * longest;

		rhythm.gap_s = (times[0] - times[n - 1]) / (n - 1);
		rhythm.is_silent = now - times[0] > (silent > SILENT_LEAST_S ? silent : SILENT_LEAST_S);
	}
	*ret = rhythm;
	return true;
}

/* ---- why then ---- */

/* The words of fetch_why_name (telex/fetch.h), for people. */
static const struct {
	const char *why, *words;
} next_words[] = {
    {"interval", "its interval in the configuration"},
    {"old-interval", "the interval it had when it was last asked"}, /* store_feed_set_interval */
    {"rate", "its posting rate"},
    {"quiet", "nothing new came, so it is asked a little later each time"},
    {"first", "its posting rate is not known yet"},
    {"window", "its document holds so little that items were missed"},
    {"max-age", "the server asked for it (Cache-Control: max-age)"},
    {"expires", "the server asked for it (Expires)"},
    {"ttl", "the feed asked for it (ttl, updatePeriod)"},
    {"skip", "the feed leaves the hours before out (skipHours, skipDays)"},
    {"retry-after", "the server asked for it (Retry-After)"},
    {"too-many", "the server was asked too often (HTTP 429)"},
    {"back-off", "it failed, and waits twice as long each time"},
    {"weekly", "it has failed for 30 days, so it is asked once a week"},
    {"gone", "it is gone for good (HTTP 410)"},
    {"host", "its host was asked too often (HTTP 429)"},
};

void store_feed_set_interval(struct store_feed_state *state, int64_t fixed_s)
{
	static const char *const ours[] = {"interval", "rate", "quiet", "first", "window"};

	if (fixed_s <= 0 || state->interval_s <= 0 || state->interval_s == fixed_s)
		return;
	state->interval_s = fixed_s;
	for (size_t i = 0; state->next_why && i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (!strcmp(state->next_why, ours[i])) {
			state->next_why = "old-interval";
			return;
		}
	}
}

const char *store_next_words(const char *why)
{
	for (size_t i = 0; i < sizeof(next_words) / sizeof(next_words[0]); i++)
		if (!strcmp(next_words[i].why, why))
			return next_words[i].words;
	return why;
}

static const char *next_clause(void *ctx, const struct store_feed_state *s, int64_t now)
{
	int64_t at = s->hold_until > s->next_at ? s->hold_until : s->next_at;
	char span[WHEN_AGE_SIZE];

	if (s->is_gone)
		return "never: it is gone";
	if (at <= now)
		return "now";
	if (!s->next_why)
		return mem_printf(ctx, "in %s", when_span(at - now, span));
	return mem_printf(ctx, "in %s (%s)", when_span(at - now, span), store_next_words(s->next_why));
}

/* ---- findings ---- */

/* What one of them needs; look gives its words, or NULL when there is nothing to be said. */
struct look {
	void *ctx;
	const struct store_feed *feed;
	const struct store_feed_state *state;
	const struct store_rhythm *rhythm; /* NULL: not known */
	int64_t now;
};

static const char *age(const struct look *l, int64_t t)
{
	char span[WHEN_AGE_SIZE];

	return mem_strdup(l->ctx, when_span(l->now > t ? l->now - t : 0, span));
}

static const char *look_gone(const struct look *l)
{
	return l->state->is_gone ? "gone for good (HTTP 410): not asked again; its articles are kept" : NULL;
}

static const char *look_failing(const struct look *l)
{
	const struct store_feed_state *s = l->state;
	const char *why = s->last_error ? s->last_error : "no reason was kept";

	if (s->is_gone || s->failures <= 0)
		return NULL;
	if (s->last_ok_at == WHEN_NONE)
		return mem_printf(l->ctx, "%s (%lld time%s, never fetched)", why, (long long)s->failures,
				  s->failures == 1 ? "" : "s");
	return mem_printf(l->ctx, "%s (%lld time%s, last fetched %s ago)", why, (long long)s->failures,
			  s->failures == 1 ? "" : "s", age(l, s->last_ok_at));
}

static const char *look_missed(const struct look *l)
{
	const struct store_feed_state *s = l->state;
	char span[WHEN_AGE_SIZE];

	if (s->missed <= 0)
		return NULL;
	return mem_printf(l->ctx,
			  "the oldest item in the feed was newer than the newest we had, %s ago: up to %lld article%s"
			  " missed; the interval is now %s",
			  age(l, s->missed_at), (long long)s->missed, s->missed == 1 ? " was" : "s were",
			  when_span(s->interval_s, span));
}

static const char *look_held(const struct look *l)
{
	if (l->state->hold_until <= l->now)
		return NULL;
	return mem_printf(l->ctx, "its server asks to be left alone for %s more",
			  age(&(struct look){.ctx = l->ctx, .now = l->state->hold_until}, l->now));
}

static const char *look_moved(const struct look *l)
{
	return l->state->moved_to ? mem_printf(l->ctx, "moved for good to %s", l->state->moved_to) : NULL;
}

static const char *look_almost_xml(const struct look *l)
{
	return l->state->problem ? mem_printf(l->ctx, "almost XML, read as far as it goes: %s", l->state->problem)
				 : NULL;
}

static const char *look_silent(const struct look *l)
{
	if (!l->rhythm || !l->rhythm->is_silent)
		return NULL;
	return mem_printf(l->ctx, "silent for %s, longer than its rhythm: an article every %s",
			  age(l, l->rhythm->newest_at), age(&(struct look){.ctx = l->ctx, .now = l->rhythm->gap_s}, 0));
}

static const char *look_link_keyed(const struct look *l)
{
	return l->feed->is_link_keyed ? "its guids change at every poll: its items are told apart by their links"
				      : NULL;
}

static const char *look_pages(const struct look *l)
{
	const struct store_feed *feed = l->feed;

	if (feed->page_failures < PAGES_TOLD || !feed->page_error)
		return NULL;
	return mem_printf(l->ctx, "the pages of its newest %lld articles could not be read: %s",
			  (long long)feed->page_failures, feed->page_error);
}

/* Worst first. */
static const struct {
	const char *name;
	enum store_health health;
	const char *(*look)(const struct look *l);
} looks[] = {
    {"gone", STORE_FEED_GONE, look_gone},	{"failing", STORE_FEED_FAILING, look_failing},
    {"missed", STORE_FEED_WARNING, look_missed}, {"held", STORE_FEED_WARNING, look_held},
    {"silent", STORE_FEED_WARNING, look_silent}, {"almost-xml", STORE_FEED_WARNING, look_almost_xml},
    {"pages", STORE_FEED_WARNING, look_pages},	 {"moved", STORE_FEED_WARNING, look_moved},
    {"link-keyed", STORE_FEED_OK, look_link_keyed},
};
_Static_assert(sizeof(looks) / sizeof(looks[0]) ==
		   sizeof(((struct store_report *)0)->findings) / sizeof(struct store_finding),
	       "a place for each finding");

void store_feed_report(void *ctx, const struct store_feed *feed, const struct store_rhythm *rhythm, int64_t now,
		       struct store_report *ret)
{
	struct look l = {ctx, feed, &feed->state, rhythm, now};

	*ret = (struct store_report){.next = next_clause(ctx, &feed->state, now)};
	if (feed->state.last_try_at == WHEN_NONE && feed->state.last_ok_at == WHEN_NONE)
		ret->health = STORE_FEED_NEW;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		const char *words = looks[i].look(&l);

		if (!words)
			continue;
		if (looks[i].health > ret->health)
			ret->health = looks[i].health;
		ret->findings[ret->n++] = (struct store_finding){looks[i].name, words};
	}
}

const char *store_health_name(enum store_health health)
{
	static const char *const names[] = {"ok", "new", "warning", "failing", "gone"};

	return names[health];
}
