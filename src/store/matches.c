/* matches.c: everything that a query finds among what arrived lately, one narrow row each: for a rule that is tried on the
 * past. */
#include "store_priv.h"

struct matching {
	void (*on_match)(void *state, const struct store_match *match);
	void *state;
};

static void on_row(void *state, sqlite3_stmt *stmt)
{
	const struct matching *m = state;
	const struct store_match match = {.id = sqlite3_column_int64(stmt, 0),
					  .arrived = sqlite3_column_int64(stmt, 1),
					  .feed_id = sqlite3_column_int64(stmt, 2),
					  .story = sqlite3_column_int64(stmt, 3),
					  .age_s = sqlite3_column_int64(stmt, 1) - sqlite3_column_int64(stmt, 0) / ID_SLOTS};

	m->on_match(m->state, &match);
}

bool store_matches(struct store *store, const struct query *query, int64_t since, int64_t now,
		   void (*on_match)(void *state, const struct store_match *match), void *state, struct err *err)
{
	struct matching matching = {on_match, state};
	AUTO_BUF sql = BUF_INIT(MIB(2));
	struct query_plan *plan;
	bool ok;

	if (!search_plan(store, query, now, NULL, &plan, err))
		return false;
	buf_addf(&sql, "SELECT a.id, a.arrived_at, a.feed_id, ifnull(a.story_id, 0) FROM %s WHERE ", plan->from);
	buf_adds(&sql, plan->where);
	buf_addf(&sql, " AND a.arrived_at >= ?%d", (int)plan->n_binds + 1);
	ok = search_step(store, plan, &sql, &since, 1, on_row, &matching, err);
	talloc_free(plan);
	return ok;
}

bool store_first_arrival(struct store *store, int64_t *ret, struct err *err)
{
	*ret = WHEN_NONE;
	return sql_int(store, err, ret, "SELECT arrived_at FROM article ORDER BY arrived_at LIMIT 1", "");
}
