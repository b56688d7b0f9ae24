/* trial.c: what a rule would have done with the articles of the past. */
#include "rules_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 3600 };

struct newest {
	int64_t arrived, id;
};
/* One pass over the matches. */
struct trying {
	struct rules_trial *trial;
	const struct rules_candidate *rule;
	const int64_t *edges;
	struct newest newest[RULES_TRIAL_NEWEST]; /* by arrival, then id; newest first */
	size_t n_newest;
	int64_t *by_feed; /* indexed by feed_id */
	size_t n_feeds;
	int64_t *stories; /* grouped ones that alerted, with the bucket of the first: pairs of story and arrival */
	size_t n_stories, room;
};

/* ---- the pass ---- */

static size_t bucket_of(const struct trying *t, int64_t at)
{
	size_t low = 0, high = t->trial->n_buckets;

	if (!high || at < t->edges[0] || at >= t->edges[high])
		return t->trial->n_buckets;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;

		if (at < t->edges[middle])
			high = middle;
		else
			low = middle;
	}
	return low;
}

static bool is_newer(const struct store_match *match, const struct newest *than)
{
	return match->arrived != than->arrived ? match->arrived > than->arrived : match->id > than->id;
}

static void keep_newest(struct trying *t, const struct store_match *match)
{
	size_t at = t->n_newest;

	while (at && is_newer(match, &t->newest[at - 1]))
		at--;
	if (at == RULES_TRIAL_NEWEST)
		return;
	t->n_newest += t->n_newest < RULES_TRIAL_NEWEST;
	memmove(t->newest + at + 1, t->newest + at, (t->n_newest - at - 1) * sizeof(t->newest[0]));
	t->newest[at] = (struct newest){match->arrived, match->id};
}

static void count_feed(struct trying *t, int64_t feed_id)
{
	const size_t at = feed_id > 0 ? (size_t)feed_id : 0;

	if (at >= t->n_feeds) {
		t->by_feed = mem_grow(t->trial, t->by_feed, int64_t, 2 * at + 16);
		memset(t->by_feed + t->n_feeds, 0, (2 * at + 16 - t->n_feeds) * sizeof(int64_t));
		t->n_feeds = 2 * at + 16;
	}
	t->by_feed[at]++;
}

static void add_alert(struct trying *t, int64_t arrived)
{
	const size_t bucket = bucket_of(t, arrived);

	t->trial->n_alerts++;
	if (bucket < t->trial->n_buckets)
		t->trial->alerts[bucket]++;
}

static void remember_story(struct trying *t, const struct store_match *match)
{
	if (t->n_stories + 2 > t->room) {
		t->room = t->room ? 2 * t->room : 256;
		t->stories = mem_grow(t->trial, t->stories, int64_t, t->room);
	}
	t->stories[t->n_stories++] = match->story;
	t->stories[t->n_stories++] = match->arrived;
}

static void on_match(void *state, const struct store_match *match)
{
	struct trying *t = state;
	const struct alert_manner *manner = t->rule->manner;
	const size_t bucket = bucket_of(t, match->arrived);

	t->trial->n_matches++;
	if (bucket < t->trial->n_buckets)
		t->trial->matches[bucket]++;
	keep_newest(t, match);
	count_feed(t, match->feed_id);
	if (manner->max_age_s >= 0 && match->age_s > manner->max_age_s)
		t->trial->n_too_old++;
	else if (match->story && manner->once == ALERT_ONCE_STORY)
		remember_story(t, match);
	else
		add_alert(t, match->arrived);
}

static int by_story_then_arrival(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

/* A story alerts with the article of it that came first. */
static void add_stories(struct trying *t)
{
	if (t->n_stories)
		qsort(t->stories, t->n_stories / 2, 2 * sizeof(int64_t), by_story_then_arrival);
	for (size_t i = 0; i < t->n_stories; i += 2)
		if (!i || t->stories[i] != t->stories[i - 2])
			add_alert(t, t->stories[i + 1]);
}

/* ---- beside the numbers ---- */

static int most_first(const void *pa, const void *pb)
{
	const struct rules_share *a = pa, *b = pb;

	return a->n != b->n ? (a->n < b->n ? 1 : -1) : strcmp(a->name, b->name);
}

static bool name_outlets(struct trying *t, struct store *store, struct err *err)
{
	struct store_feeds *feeds;
	struct rules_share *shares;
	size_t n = 0;

	if (!store_feeds(store, t->trial, true, &feeds, err))
		return false;
	shares = mem_array(feeds, struct rules_share, feeds->n + 1);
	for (size_t i = 0; i < feeds->n; i++)
		if ((size_t)feeds->feeds[i].id < t->n_feeds && t->by_feed[feeds->feeds[i].id])
			shares[n++] = (struct rules_share){feeds->feeds[i].title, t->by_feed[feeds->feeds[i].id]};
	qsort(shares, n, sizeof(*shares), most_first);
	t->trial->n_outlets = n < RULES_TRIAL_OUTLETS ? n : RULES_TRIAL_OUTLETS;
	memcpy(t->trial->outlets, shares, t->trial->n_outlets * sizeof(*shares));
	return true;
}

static bool read_newest(struct trying *t, struct store *store, struct err *err)
{
	int64_t ids[RULES_TRIAL_NEWEST];
	struct rules_trial *trial = t->trial;

	for (size_t i = 0; i < t->n_newest; i++)
		ids[i] = t->newest[i].id;
	if (!store_rows_by_id(store, trial, ids, t->n_newest, STORE_FULL, &trial->newest, err))
		return false;
	for (size_t i = 0; i < trial->newest->n; i++) {
		const bool has_text = true;
		struct store_article *article;
		struct store_new item;

		if (!store_article(store, trial, trial->newest->rows[i].id, &article, err))
			return false;
		item = (struct store_new){article->row.id, article->row.title, article->row.author, article->text, true};
		if (!store_batch_fill(store, &item, 1, &has_text, err))
			return false;
		trial->evidence[i] = rules_evidence(
		    trial, store, t->rule->query,
		    &(struct rules_text){item.id, item.title, item.author, item.body}, trial->now);
		talloc_free(article);
	}
	return true;
}

/* What arrived in the time of the trial, as a query. */
static struct query *within(void *ctx, const struct rules_trial *trial, const struct query *query)
{
	char text[64];
	struct when_civil c;
	struct query *seen = NULL;

	when_to_local(trial->since, &c);
	snprintf(text, sizeof(text), "seen:>=%04d-%02d-%02dT%02d:%02d", (int)c.year, c.month, c.day, c.hour, c.minute);
	return query_parse(ctx, text, NULL, &seen, NULL) ? query_and(ctx, seen, query) : query_and(ctx, query, query);
}

static bool find_overlaps(struct trying *t, struct store *store, const struct rules_candidate *others, size_t n,
			  struct err *err)
{
	struct rules_trial *trial = t->trial;
	const struct query *mine = within(trial, trial, t->rule->query);

	trial->overlaps = mem_array(trial, struct rules_share, n + 1);
	for (size_t i = 0; i < n && i < RULES_TRIAL_OVERLAPS && trial->n_matches; i++) {
		int64_t shared = 0;

		if (!strcmp(others[i].name, t->rule->name) || !others[i].query)
			continue;
		if (!store_count(store, query_and(trial, mine, others[i].query), trial->now, 0, &shared, err))
			return false;
		if (shared)
			trial->overlaps[trial->n_overlaps++] = (struct rules_share){mem_strdup(trial, others[i].name), shared};
	}
	qsort(trial->overlaps, trial->n_overlaps, sizeof(*trial->overlaps), most_first);
	return true;
}

/* Alternatives, however deep, of which none of the matches holds any; without a match at all those that occur nowhere. */
static bool find_never(struct trying *t, struct store *store, const struct query_part *part, bool is_alternative,
		       struct err *err)
{
	enum { NEVER_MAX = 50 };
	struct rules_trial *trial = t->trial;
	const bool is_leaf = part->kind != QUERY_PART_ALL && part->kind != QUERY_PART_ANY;
	int64_t n = 0;

	if (part->kind == QUERY_PART_NOT || trial->n_never == NEVER_MAX)
		return true;
	for (size_t i = 0; !is_leaf && i < part->n_kids; i++)
		if (!find_never(t, store, &part->kids[i], is_alternative || part->kind == QUERY_PART_ANY, err))
			return false;
	if (!is_leaf || (!is_alternative && trial->n_matches))
		return true;
	if (!store_count(store,
			 within(trial, trial,
				trial->n_matches ? query_and(trial, part->query, t->rule->query) : part->query),
			 trial->now, 1, &n, err))
		return false;
	if (!n) {
		trial->never = mem_grow(trial, trial->never, const char *, trial->n_never + 1);
		trial->never[trial->n_never++] = part->text;
	}
	return true;
}

static bool run(struct trying *t, struct store *store, const struct rules_candidate *others, size_t n_others,
		struct err *err)
{
	struct rules_trial *trial = t->trial;
	const struct query_part *parts = query_parts(trial, t->rule->query);
	int64_t days_s;

	if (!store_matches(store, t->rule->query, trial->since, trial->now, on_match, t, err))
		return false;
	add_stories(t);
	days_s = trial->now - trial->since > DAY_S ? trial->now - trial->since : DAY_S;
	trial->alerts_a_day_tenths = (trial->n_alerts * 10 * DAY_S + days_s / 2) / days_s;
	return name_outlets(t, store, err) && read_newest(t, store, err) &&
	       find_overlaps(t, store, others, n_others, err) && (!parts || find_never(t, store, parts, false, err));
}

bool rules_try(void *ctx, struct store *store, const struct rules_candidate *rule, const struct rules_candidate *others,
	       size_t n_others, const int64_t *edges, size_t n_buckets, int64_t now, struct rules_trial **ret,
	       struct err *err)
{
	struct trying t = {.trial = mem_new(ctx, struct rules_trial), .rule = rule, .edges = edges};
	struct rules_trial *trial = t.trial;

	trial->now = now;
	trial->n_buckets = n_buckets;
	trial->matches = mem_array(trial, int64_t, n_buckets + 1);
	trial->alerts = mem_array(trial, int64_t, n_buckets + 1);
	trial->since = n_buckets ? edges[0] : now;
	if (store_first_arrival(store, &trial->first_at, err)) {
		if (trial->first_at != WHEN_NONE && trial->first_at > trial->since)
			trial->since = trial->first_at;
		if (run(&t, store, others, n_others, err)) {
			*ret = trial;
			return true;
		}
	}
	talloc_free(trial);
	return false;
}
