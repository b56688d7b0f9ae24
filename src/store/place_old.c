/* place_old.c: articles that were stored before there were stories get theirs, a few at a time.
 *
 * First the words of all are counted, so that it is known how rare they are; then the newest come first: they are what is read,
 * and an older one joins the story that has begun since, whose number stays. */
#include "placing.h"
#include "stories.h"

#include <stdlib.h>

enum { /* articles: a transaction that others can wait for */
	COUNTED = 128,
	GROUPED = 32
};

struct old {
	int64_t id, seq;
	bool is_put; /* somebody has put it into a story */
};

static int by_id(const void *pa, const void *pb)
{
	const struct old *a = pa, *b = pb;

	return a->id < b->id ? -1 : a->id > b->id;
}

/* The newest of those up to *upto, at most max, by id; *upto: what is left for the next time. */
static bool choose(struct store *store, int64_t *upto, size_t max, struct old *ret, size_t *ret_n, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT id, seq, story_id IS NOT NULL FROM article WHERE seq <= ?1 ORDER BY seq DESC"
				     " LIMIT ?2",
				     err);
	int got = -1;

	*ret_n = 0;
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, *upto);
	sqlite3_bind_int64(stmt, 2, (int64_t)max);
	while ((got = sql_step(store, stmt, err)) > 0)
		ret[(*ret_n)++] = (struct old){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
					       sqlite3_column_int(stmt, 2)};
	sql_done(store, stmt);
	*upto = *ret_n == max ? ret[max - 1].seq - 1 : 0;
	if (*ret_n > 1)
		qsort(ret, *ret_n, sizeof(*ret), by_id);
	return got == 0;
}

static bool take(struct placing *p, const struct old *old, struct err *err)
{
	void *texts = talloc_new(p->ctx);
	struct story_article article;
	struct story_source source;
	bool is_there, ok = place_source(p, old->id, texts, &source, &is_there, err);

	if (ok && is_there) {
		story_read(&source, &article);
		place_take(p, old->id, &article);
	}
	talloc_free(texts);
	return ok;
}

static bool take_all(struct placing *p, const struct old *olds, size_t n, struct err *err)
{
	bool ok = place_open(p, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = !ingest_must_stop(p->store, err) && take(p, &olds[i], err);
	return ok;
}

static bool place(struct placing *p, const struct old *old, struct err *err)
{
	struct live *live;

	if (!place_article(p, old->id))
		return true; /* its text is not there */
	if (!old->is_put)
		return place_one(p, old->id, err);
	if (!place_story_of(p, old->id, &live, err))
		return false;
	place_stay(p, live, old->id);
	return true;
}

/* What the rules told of the article alone, they have told of its story. */
static bool move_alerts(struct placing *p, const struct old *old, struct err *err)
{
	struct live *live;

	return place_story_of(p, old->id, &live, err) &&
	       (!live || live->id == old->id || story_move_alerts(p->store, old->id, live->id, err));
}

static bool place_all(struct placing *p, const struct old *olds, size_t n, struct err *err)
{
	bool ok = place_weigh_all(p, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = !ingest_must_stop(p->store, err) && place(p, &olds[i], err);
	ok = ok && place_write_keys(p, err) && place_write_stories(p, err);
	for (size_t i = 0; ok && i < n; i++)
		ok = move_alerts(p, &olds[i], err);
	return ok;
}

static bool count_some(struct placing *p, int64_t upto, struct err *err)
{
	struct old olds[COUNTED];
	size_t n;

	if (!choose(p->store, &upto, COUNTED, olds, &n, err) || !take_all(p, olds, n, err))
		return false;
	place_count_all(p);
	return place_write_words(p, err) && sql_run(p->store, err, "UPDATE counter SET uncounted = ?1 WHERE id = 1", "i", upto);
}

static bool group_some(struct placing *p, int64_t upto, bool *ret_is_done, struct err *err)
{
	struct old olds[GROUPED];
	size_t n;

	if (!choose(p->store, &upto, GROUPED, olds, &n, err) || !take_all(p, olds, n, err) || !place_all(p, olds, n, err))
		return false;
	*ret_is_done = upto == 0;
	return sql_run(p->store, err, "UPDATE counter SET ungrouped = ?1 WHERE id = 1", "i", upto);
}

bool store_ungrouped(struct store *store, int64_t *ret, struct err *err)
{
	*ret = 0;
	return sql_int(store, err, ret, "SELECT ungrouped FROM counter WHERE id = 1", "");
}

static bool do_some(struct placing *p, bool *ret_is_done, struct err *err)
{
	int64_t uncounted = 0, ungrouped = 0;

	if (!sql_int(p->store, err, &uncounted, "SELECT uncounted FROM counter WHERE id = 1", "") ||
	    !store_ungrouped(p->store, &ungrouped, err))
		return false;
	*ret_is_done = false;
	return uncounted ? count_some(p, uncounted, err) : group_some(p, ungrouped, ret_is_done, err);
}

bool store_group_more(struct store *store, bool *ret_is_done, struct err *err)
{
	struct placing p = {.store = store};
	int64_t n;
	bool ok;

	if (!store_ungrouped(store, &n, err))
		return false;
	*ret_is_done = n == 0;
	if (*ret_is_done)
		return true;
	if (!sql_begin(store, err))
		return false;
	p.ctx = talloc_new(NULL);
	ok = do_some(&p, ret_is_done, err) && sql_commit(store, err);
	talloc_free(p.ctx);
	if (ok)
		return true;
	sql_rollback(store);
	place_ring_drop(store);
	return false;
}
