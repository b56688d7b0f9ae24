/* series.c: how many articles of a query lie in each span of time.
 *
 * One pass over the matches with their rows: the date of an article is told by its row alone, and a count a
 * span would look each word up as often as there are spans. */
#include "store_priv.h"

struct series {
	const int64_t *edges;
	int64_t *counts;
	size_t n, last; /* where the row before went: rows come by id, so next to each other in time */
};

/* The span t lies in; n: none. */
static size_t span_of(const struct series *series, int64_t t)
{
	size_t low = 0, high = series->n;

	if (t < series->edges[0] || t >= series->edges[high])
		return high;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (t < series->edges[middle])
			high = middle;
		else
			low = middle;
	}
	return low;
}

static void count_row(void *state, sqlite3_stmt *stmt)
{
	struct series *series = state;
	const int64_t t = sqlite3_column_int64(stmt, 0);
	size_t at = series->last;

	if (t < series->edges[at] || t >= series->edges[at + 1])
		at = span_of(series, t);
	if (at == series->n)
		return;
	series->counts[at]++;
	series->last = at;
}

bool store_series(struct store *store, const struct query *query, int64_t now, enum store_sort by,
		  const int64_t *edges, size_t n, int64_t *ret_counts, struct err *err)
{
	const bool by_arrival = by == STORE_BY_ARRIVAL;
	const struct query_period span = {edges[0], edges[n]};
	const int64_t id_end = edges[n] * ID_SLOTS;
	struct series series = {.edges = edges, .n = n};
	AUTO_BUF sql = BUF_INIT(MIB(2));
	struct query_plan *plan;
	bool ok;

	if (!n || edges[0] >= edges[n])
		return true;
	if (!search_plan(store, query, now, by_arrival ? NULL : &span, &plan, err))
		return false;
	series.counts = mem_array(plan, int64_t, n);
	buf_addf(&sql, "SELECT %s FROM %s WHERE ",
		 by_arrival ? "a.arrived_at" : "ifnull(a.published_at, a.arrived_at)", plan->from);
	buf_adds(&sql, plan->where);
	if (by_arrival) /* an id is no later than the arrival */
		buf_addf(&sql, " AND %s < ?%d", plan->id, (int)plan->n_binds + 1);
	ok = search_step(store, plan, &sql, &id_end, by_arrival, count_row, &series, err);
	for (size_t i = 0; ok && i < n; i++)
		ret_counts[i] = series.counts[i];
	talloc_free(plan);
	return ok;
}
