/* place.c: each new article gets its story: the best of those that share its rarest features, or one of its own. */
#include "placing.h"

#include <math.h>
#include <stdlib.h>

enum {
	CANDIDATES = 16, /* stories that are read */
	UNITED_WITH = 5,
	MENTIONS_LEAST = 3, /* stories that a round-up mentions */
	ROUNDUP_WORDS = 30,
	ROOM = 512
};
#define VOTE_LEAST 0.3 /* a title word; less cannot become enough */
#define VOTE_TEXT 1.2  /* where there is a text */

struct candidate {
	struct live *live;
	double votes;
	size_t last_key; /* + 1 */
	double n_here;	 /* its articles that have that key */
	bool is_sure;	 /* not by words alone */
	struct story_score score;
};
struct candidates {
	struct candidate list[ROOM];
	size_t n;
	struct idmap places; /* story: its place, + 1 */
};

static void vote(struct placing *p, struct candidates *c, struct live *live, const struct place_key *key, size_t number)
{
	int64_t *at = idmap_at(p->ctx, &c->places, live->id);
	struct candidate *candidate;

	if (!*at) {
		if (c->n == ROOM)
			return;
		c->list[c->n] = (struct candidate){.live = live};
		*at = (int64_t)++c->n;
	}
	candidate = &c->list[*at - 1];
	if (candidate->last_key != number + 1)
		candidate->n_here = 0;
	candidate->last_key = number + 1;
	/* as story_score will find it, of the articles that are in sight */
	candidate->votes += log1p((candidate->n_here + 1) * (double)key->odds) - log1p(candidate->n_here * (double)key->odds);
	candidate->n_here++;
	candidate->is_sure |= !key->is_word;
}

static int by_votes(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->votes != b->votes)
		return a->votes > b->votes ? -1 : 1;
	return a->live->id < b->live->id ? -1 : a->live->id > b->live->id;
}

static bool gather(struct placing *p, const struct story_article *article, int64_t id, struct candidates *c, struct err *err)
{
	struct place_key keys[PLACE_KEYS_MAX];
	struct idlist found = {0};
	size_t n = place_keys(article, keys);
	bool ok = true;

	for (size_t k = 0; ok && k < n; k++) {
		found.n = 0;
		ok = place_look(p, &keys[k], article->at, &found, err);
		for (size_t i = 0; ok && i < found.n; i++) {
			struct live *live;

			if (found.ids[i] == id)
				continue;
			ok = place_story_of(p, found.ids[i], &live, err);
			if (ok && live)
				vote(p, c, live, &keys[k], k);
		}
		if (keys[k].is_stored)
			place_post(p, id, keys[k].hash);
	}
	ids_free(&found);
	if (c->n > 1)
		qsort(c->list, c->n, sizeof(*c->list), by_votes);
	return ok;
}

static int by_score(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->score.is_member != b->score.is_member)
		return a->score.is_member ? -1 : 1;
	if (a->score.total != b->score.total)
		return a->score.total > b->score.total ? -1 : 1;
	return a->live->id < b->live->id ? -1 : a->live->id > b->live->id;
}

/* The best first. */
static bool weigh(struct placing *p, const struct story_article *article, struct candidates *c, struct err *err)
{
	const double by_title = VOTE_LEAST * (double)article->n_title;
	const double least = article->has_text ? fmin(by_title, VOTE_TEXT) : by_title;
	size_t kept = 0;

	for (size_t i = 0; i < c->n && kept < CANDIDATES; i++) {
		struct candidate *candidate = &c->list[i];

		if (!candidate->is_sure && candidate->votes < least)
			continue;
		if (!place_load(p, candidate->live, err))
			return false;
		story_score(article, candidate->live->sum, &candidate->score);
		c->list[kept++] = *candidate;
	}
	c->n = kept;
	if (kept > 1)
		qsort(c->list, kept, sizeof(*c->list), by_score);
	return true;
}

/* Its text has the titles of several stories that it shares no title with. */
static bool is_roundup(const struct story_article *article, const struct candidates *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->list[i].score.is_mentioned;
	return n >= MENTIONS_LEAST && article->n_text >= ROUNDUP_WORDS && c->list[0].score.n_words * 2 < (int)article->n_title;
}

/* The article may show that two stories are one. */
static bool unite(struct placing *p, struct live *live, struct candidates *c, struct err *err)
{
	for (size_t i = 0; i < c->n && i < UNITED_WITH; i++) {
		struct live *other = c->list[i].live;
		struct story_score score;

		while (other->moved_to)
			other = other->moved_to;
		if (other == live || !place_may_unite(p, live, other))
			continue;
		if (!place_load(p, live, err) || !place_load(p, other, err))
			return false;
		if (other->sum->n_articles < live->sum->n_articles)
			story_score_union(other->sum, live->sum, &score);
		else
			story_score_union(live->sum, other->sum, &score);
		if (score.is_member)
			live = place_unite(p, live, other);
	}
	return true;
}

static bool place(struct placing *p, int64_t id, struct err *err)
{
	struct story_article article;
	struct candidates *c = mem_new(p->ctx, struct candidates);
	struct live *live;
	bool is_there, ok = place_read(p, id, &article, &is_there, err) && gather(p, &article, id, c, err) &&
			    weigh(p, &article, c, err);

	if (ok) {
		bool is_member = c->n > 0 && c->list[0].score.is_member;

		if (is_member && is_roundup(&article, c))
			is_member = false, c->n = 0;
		live = is_member ? c->list[0].live : place_live(p, id, false);
		place_join(p, live, &article, id);
		ok = unite(p, live, c, err);
	}
	talloc_free(c->places.keys);
	talloc_free(c->places.values);
	talloc_free(c);
	return ok;
}

/* ---- a group ---- */

static bool read_apart(struct placing *p, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store, "SELECT a, b FROM story_apart WHERE a < b", err);
	int got = -1;

	while (stmt && (got = sql_step(p->store, stmt, err)) > 0)
		place_keep_apart(p, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1));
	sql_done(p->store, stmt);
	return got == 0;
}

static struct story_source *source_of(void *ctx, const struct group *group, const struct plan *plan)
{
	struct story_source *source = mem_new(ctx, struct story_source);

	*source = (struct story_source){.title = plan->title,
					.body = plan->body,
					.html = plan->item->html,
					.url = plan->canonical ? plan->canonical : "",
					.at = plan->published != WHEN_NONE ? plan->published : group->now,
					.outlet = plan->feed_id};
	return source;
}

/* What the whole group is made of is counted first, so that it does not matter what comes first. */
static size_t count_words(struct placing *p, const struct group *group)
{
	size_t n = 0;

	for (size_t i = 0; i < group->n; i++) {
		const struct plan *plan = group->plans[i];
		struct story_source *source;
		struct story_article article;

		if (plan->kind != PLAN_NEW)
			continue;
		source = source_of(p->ctx, group, plan);
		story_read(source, &article);
		*idmap_at(p->ctx, &p->sources, plan->id) = (int64_t)(intptr_t)source;
		place_count(p, &article);
		n++;
	}
	return n;
}

/* Another outlet has an article that was there. */
static bool note_carried(struct placing *p, const struct group *group, struct idlist *ret_grown, struct err *err)
{
	for (size_t i = 0; i < group->carried.n; i++) {
		struct live *live;

		if (!place_story_of(p, group->carried.ids[i], &live, err))
			return false;
		if (!live || live->is_changed)
			continue;
		if (!place_load(p, live, err))
			return false;
		if (live->sum->n_articles > 1)
			place_touch(p, live);
		else
			ids_add(ret_grown, live->id);
	}
	return true;
}

static void note_grown(const struct placing *p, struct idlist *ret)
{
	for (size_t i = 0; i < p->n_changed; i++)
		if (!p->changed[i]->moved_to && p->changed[i]->is_stored)
			ids_add(ret, p->changed[i]->id);
}

static bool place_all(struct placing *p, const struct group *group, struct idlist *ret_grown, struct err *err)
{
	int64_t n_known = 0;
	size_t n;

	if (!sql_int(p->store, err, &n_known, "SELECT worded FROM counter WHERE id = 1", ""))
		return false;
	p->n_known = (double)n_known;
	n = count_words(p, group);
	if (!n && !group->carried.n)
		return true;
	if (!read_apart(p, err))
		return false;
	p->n_all = p->n_known + (double)n;
	for (size_t i = 0; i < group->n; i++)
		if (group->plans[i]->kind == PLAN_NEW && !place(p, group->plans[i]->id, err))
			return false;
	if (!note_carried(p, group, ret_grown, err) || !place_write_words(p, n, err) || !place_write_keys(p, err) ||
	    !place_write_stories(p, err))
		return false;
	note_grown(p, ret_grown);
	return true;
}

bool place_group(struct group *group, struct idlist *ret_grown, struct err *err)
{
	struct placing p = {.store = group->store, .ctx = talloc_new(group->ctx)};
	bool ok = place_all(&p, group, ret_grown, err);

	talloc_free(p.ctx);
	return ok;
}
