/* slots.c: time-keyed ids (design section 5).
 *
 *   id = second * 16 + slot       items of one second: 15, 14, ... in document order; the 17th goes into the
 * second before
 *
 * The new articles and the stored ids are walked downward together.  A stored run of ids without a gap is
 * passed by one query, so a flood of items without dates costs no more than any other. */
#include "ingest.h"

#include <stdlib.h>

static int newest_first(const void *pa, const void *pb)
{
	const struct plan *a = *(struct plan *const *)pa, *b = *(struct plan *const *)pb;

	if ((a->kind == PLAN_NEW) != (b->kind == PLAN_NEW))
		return a->kind == PLAN_NEW ? -1 : 1;
	if (a->second != b->second)
		return a->second > b->second ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int by_id(const void *pa, const void *pb)
{
	const struct plan *a = *(struct plan *const *)pa, *b = *(struct plan *const *)pb;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

struct walk {
	struct store *store;
	int64_t last;  /* the id given last */
	int64_t below; /* the largest stored id below `last` that can matter; INT64_MIN: none */
	bool knows_below;
};

/* *id is taken: the first free one below it. */
static bool pass_run(struct walk *w, int64_t *id, struct err *err)
{
	return sql_int(
	    w->store, err, id,
	    "SELECT a.id - 1 FROM article a WHERE a.id <= ?1"
	    " AND NOT EXISTS (SELECT 1 FROM article b WHERE b.id = a.id - 1) ORDER BY a.id DESC LIMIT 1",
	    "i", *id);
}

static bool look_below(struct walk *w, int64_t id, struct err *err)
{
	w->below = INT64_MIN;
	w->knows_below = true;
	return sql_int(w->store, err, &w->below,
		       "SELECT id FROM article WHERE id <= ?1 ORDER BY id DESC LIMIT 1", "i", id);
}

static bool give_id(struct walk *w, struct plan *plan, struct err *err)
{
	int64_t id = plan->second * ID_SLOTS + ID_SLOTS - 1;

	if (id >= w->last)
		id = w->last - 1;
	if ((!w->knows_below || id <= w->below) && !look_below(w, id, err))
		return false;
	if (id == w->below && (!pass_run(w, &id, err) || !look_below(w, id, err)))
		return false;
	plan->id = w->last = id;
	return true;
}

bool assign_ids(struct group *group, struct err *err)
{
	struct walk walk = {.store = group->store, .last = INT64_MAX};

	if (group->n > 1)
		qsort(group->plans, group->n, sizeof(group->plans[0]), newest_first);
	for (size_t i = 0; i < group->n && group->plans[i]->kind == PLAN_NEW; i++)
		if (!give_id(&walk, group->plans[i], err))
			return false;
	for (size_t i = 0; i < group->n; i++)
		if (group->plans[i]->kind == PLAN_JOIN)
			group->plans[i]->id = group->plans[i]->with->id;
	/* joiners stand behind the article they join: their items came later */
	if (group->n > 1)
		qsort(group->plans, group->n, sizeof(group->plans[0]), by_id);
	return true;
}
