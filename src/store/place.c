/* place.c: each new article gets its story: the best of those that share its rarest features, or one of its own. */
#include "placing.h"
#include "stories.h"

#include <stdlib.h>

/* Where there is a text there are more keys, and they agree better. */
enum { CANDIDATES_TEXT = 4, LOOKED_AT_TEXT = 96 };
enum {
	CANDIDATES = 12, /* stories that are read */
	UNITED_WITH = 5,
	KEYS_LEAST = 2, /* in common, of words */
	LOOKED_AT = 256, /* postings, of all keys; the rarest first */
	MENTIONS_LEAST = 3, /* stories that a round-up mentions */
	ROUNDUP_WORDS = 30,
	ROOM = 512
};
#define VOTE_LEAST 0.3F /* a title word; less cannot become enough */
#define VOTE_TEXT 1.0F /* where there is a text */
#define VOTE_SHARE 0.35F /* of the best one's */
#define UNITE_LEAST 0.1

struct candidate {
	struct live *live;
	struct story_score score;
};
struct candidates {
	struct live *seen[ROOM]; /* stories with a vote */
	size_t n_seen;
	size_t turn; /* votes of other turns do not count */
	struct candidate list[CANDIDATES];
	size_t n;
	const struct wanted *wanted;
};

static void vote(struct candidates *c, struct live *live, const struct place_key *key, int number)
{
	struct tally *tally = &live->tally;

	if (tally->turn != c->turn) {
		if (c->n_seen == ROOM)
			return;
		c->seen[c->n_seen++] = live;
		*tally = (struct tally){.turn = c->turn, .last_key = -1};
	}
	if (tally->last_key != number) {
		tally->n_here = 0;
		tally->n_keys++;
	}
	tally->last_key = number;
	/* as story_score will find it of the articles that are in sight: log(1 + odds n) is near enough its own slope */
	tally->votes += key->odds / (1 + (tally->n_here + 0.5F) * key->odds);
	tally->n_here++;
	tally->is_sure |= !key->is_word;
}

/* except: the story of the article itself; NULL: it has none. */
static bool gather(struct placing *p, int64_t id, const struct story_article *article, const struct live *except,
		   struct candidates *c, struct err *err)
{
	const size_t most = article->has_text ? LOOKED_AT_TEXT : LOOKED_AT;
	size_t n_looked = 0;

	c->turn++;
	c->n = c->n_seen = 0;
	if (!place_wanted(p, id, &c->wanted, err))
		return false;
	for (size_t k = 0; k < c->wanted->n && n_looked < most; k++) {
		const struct place_key *key = &c->wanted->keys[k];
		struct live *found[PLACE_FOUND_MAX];
		size_t n;

		if (!place_look(p, key, article->at, found, &n, err))
			return false;
		for (size_t i = 0; i < n; i++)
			if (found[i] != except)
				vote(c, found[i], key, (int)k);
		n_looked += n;
	}
	return true;
}

static bool is_before(const struct live *a, const struct live *b)
{
	if (a->tally.is_sure != b->tally.is_sure)
		return a->tally.is_sure;
	return a->tally.votes != b->tally.votes ? a->tally.votes > b->tally.votes : a->id < b->id;
}

/* Those with the most votes, of those that have enough. */
static void choose(struct candidates *c, float least, bool has_text)
{
	const float share = has_text ? VOTE_SHARE : 0;
	const size_t room = has_text ? CANDIDATES_TEXT : CANDIDATES;
	float most = 0;

	for (size_t i = 0; i < c->n_seen; i++)
		most = c->seen[i]->tally.votes > most ? c->seen[i]->tally.votes : most;
	least = least > share * most ? least : share * most;
	for (size_t i = 0; i < c->n_seen; i++) {
		struct live *live = c->seen[i];
		size_t at = c->n;

		if (!live->tally.is_sure && ((has_text && live->tally.n_keys < KEYS_LEAST) || live->tally.votes < least))
			continue;
		while (at > 0 && is_before(live, c->list[at - 1].live))
			at--;
		if (at == room)
			continue;
		c->n += c->n < room;
		memmove(c->list + at + 1, c->list + at, (c->n - at - 1) * sizeof(*c->list));
		c->list[at].live = live;
	}
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

static bool score(struct placing *p, const struct story_article *article, const struct story_sum *story,
		  struct story_score *ret, struct err *err)
{
	struct story_article at_home;

	story_score(article, story, ret);
	if (!ret->is_member || story->outlet != article->outlet)
		return true;
	if (!place_at_home(p, article, &at_home, err))
		return false;
	story_score(&at_home, story, ret);
	return true;
}

/* The best first. */
static bool weigh(struct placing *p, const struct story_article *article, struct candidates *c, struct err *err)
{
	const float by_title = VOTE_LEAST * (float)article->n_title;

	choose(c, article->has_text && by_title > VOTE_TEXT ? VOTE_TEXT : by_title, article->has_text);
	for (size_t i = 0; i < c->n; i++) {
		if (!place_load(p, c->list[i].live, err) ||
		    !score(p, article, c->list[i].live->sum, &c->list[i].score, err))
			return false;
	}
	if (c->n > 1)
		qsort(c->list, c->n, sizeof(*c->list), by_score);
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
		struct live *other = place_last(c->list[i].live);
		struct story_score score;
		bool may_be;

		if (other == live || c->list[i].score.total < UNITE_LEAST || !place_may_unite(p, live, other))
			continue;
		if (!place_load(p, live, err) || !place_load(p, other, err) ||
		    !place_may_be_one(p, live->sum, other->sum, &may_be, err))
			return false;
		if (!may_be)
			continue;
		if (other->sum->n_articles < live->sum->n_articles)
			story_score_union(other->sum, live->sum, &score);
		else
			story_score_union(live->sum, other->sum, &score);
		if (score.is_member)
			live = place_unite(p, live, other);
	}
	return true;
}

bool place_find(struct placing *p, int64_t id, const struct live *except, struct live **ret, struct err *err)
{
	const struct story_article *article = place_article(p, id);
	struct candidates *c = p->candidates;

	place_forget(p);
	if (!gather(p, id, article, except, c, err) || !weigh(p, article, c, err))
		return false;
	*ret = c->n > 0 && c->list[0].score.is_member ? c->list[0].live : NULL;
	if (*ret && is_roundup(article, c)) {
		*ret = NULL;
		c->n = 0;
	}
	return true;
}

static void post_keys(struct placing *p, const struct wanted *wanted, struct live *live, int64_t id)
{
	for (size_t k = 0; k < wanted->n; k++)
		if (wanted->keys[k].is_stored)
			place_post(p, live, id, wanted->keys[k].hash);
}

void place_stay(struct placing *p, struct live *live, int64_t id)
{
	struct wanted wanted;

	wanted.n = place_keys(place_article(p, id), wanted.keys);
	post_keys(p, &wanted, live, id);
}

bool place_settle(struct placing *p, struct live *live, int64_t id, struct err *err)
{
	place_join(p, live, place_article(p, id), id);
	post_keys(p, p->candidates->wanted, live, id);
	return unite(p, live, p->candidates, err);
}

bool place_one(struct placing *p, int64_t id, struct err *err)
{
	struct live *live;

	return place_find(p, id, NULL, &live, err) && place_settle(p, live ? live : place_live(p, id, false), id, err);
}

/* ---- a group ---- */

static bool read_apart(struct placing *p, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store, "SELECT a, b FROM " STORY_APART " WHERE a < b", err);
	int got = -1;

	while (stmt && (got = sql_step(p->store, stmt, err)) > 0)
		place_keep_apart(p, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1));
	sql_done(p->store, stmt);
	return got == 0;
}

bool place_open(struct placing *p, struct err *err)
{
	int64_t n_known = 0;

	if (!sql_int(p->store, err, &n_known, "SELECT worded FROM counter WHERE id = 1", ""))
		return false;
	p->n_known = (double)n_known;
	p->candidates = mem_new(p->ctx, struct candidates);
	return read_apart(p, err);
}

void place_take(struct placing *p, int64_t id, const struct story_article *article)
{
	struct story_article *taken = mem_new(p->ctx, struct story_article);

	*taken = *article;
	*idmap_at(p->ctx, &p->articles, id) = (int64_t)(intptr_t)taken;
}

void place_count_all(struct placing *p)
{
	for (size_t i = 0; i < p->articles.room; i++)
		if (p->articles.keys[i])
			place_count(p, (const struct story_article *)(intptr_t)p->articles.values[i], 1);
	p->n_new = p->articles.n;
}

/* All are counted before any is weighed, so that it does not matter which comes first. */
bool place_weigh_all(struct placing *p, struct err *err)
{
	p->n_all = p->n_known + (double)p->n_new;
	for (size_t i = 0; i < p->articles.room; i++)
		if (p->articles.keys[i] && !place_weigh(p, (struct story_article *)(intptr_t)p->articles.values[i], err))
			return false;
	return true;
}

static void read_group(struct placing *p, const struct group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct plan *plan = group->plans[i];
		struct story_article article;

		if (plan->kind != PLAN_NEW)
			continue;
		story_read(&(struct story_source){.title = plan->title,
						  .body = plan->body,
						  .html = plan->item->html,
						  .url = plan->canonical ? plan->canonical : "",
						  .at = plan->published != WHEN_NONE ? plan->published : group->now,
						  .outlet = plan->feed_id},
			   &article);
		place_take(p, plan->id, &article);
	}
	place_count_all(p);
}

/* Another outlet has an article that was there.  One that is alone may have a row all the same: it was not always. */
static bool note_carried(struct placing *p, const struct group *group, struct idlist *ret_grown, struct err *err)
{
	for (size_t i = 0; i < group->carried.n; i++) {
		struct live *live;
		int64_t has_row = 0;

		if (!place_story_of(p, group->carried.ids[i], &live, err))
			return false;
		live->is_recounted = true;
		if (live->is_changed)
			continue;
		if (!sql_int(p->store, err, &has_row, "SELECT 1 FROM story WHERE id = ?1 AND moved_to IS NULL", "i", live->id))
			return false;
		if (!has_row)
			ids_add(ret_grown, live->id);
		else if (place_load(p, live, err))
			place_touch(p, live);
		else
			return false;
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
	if (!place_open(p, err))
		return false;
	read_group(p, group);
	if (!place_edits_read(p, group, err) || !place_weigh_all(p, err) || !place_edits(p, err))
		return false;
	for (size_t i = 0; i < group->n; i++)
		if ((i % ASK_EVERY == 0 && ingest_must_stop(p->store, err)) ||
		    (group->plans[i]->kind == PLAN_NEW && !place_one(p, group->plans[i]->id, err)))
			return false;
	if (!note_carried(p, group, ret_grown, err) || !place_write_words(p, err) || !place_write_keys(p, err) ||
	    !place_write_stories(p, err) || !place_edits_alerts(p, err))
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
