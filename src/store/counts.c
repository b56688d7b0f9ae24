/* counts.c: how many articles a query finds; totals; the hosts there are. */
#include "search.h"

#include <string.h>

/* Counting without the articles' rows gathers what is left out; where that is much, their rows tell it
 * sooner. */
static bool may_count_short(struct store *store, const struct query *query, const struct query_plan *plan)
{
	enum { LEFT_OUT_MAX = 20000 };

	return !strcmp(plan->count_from, plan->from) || query_wants_muted(query) ||
	       sizes_invisible(store) <= LEFT_OUT_MAX;
}

/* The first row of a statement for a plan; its n columns. */
static bool read_numbers(struct store *store, struct buf *sql, struct query_plan *plan, int64_t stop_at,
			 int64_t *ret, int n, struct err *err)
{
	sqlite3_stmt *stmt = search_prepare(store, sql, err);
	int got = -1;

	if (stmt) {
		search_bind(stmt, plan);
		if (stop_at)
			sqlite3_bind_int64(stmt, (int)plan->n_binds + 1, stop_at);
		search_watch(store);
		got = sql_step(store, stmt, err);
		search_unwatch(store);
		for (int i = 0; got > 0 && i < n; i++)
			ret[i] = sqlite3_column_int64(stmt, i);
	}
	sql_done(store, stmt);
	return got >= 0;
}

/* How many a plan finds, without a look at their rows where that is possible. */
static bool count_plan(const struct search *search, struct query_plan *plan, int64_t stop_at, int64_t *ret, struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SEARCH_SQL_MAX);
	const bool is_short = may_count_short(search->store, search->query, plan);

	buf_addf(&sql,
		 stop_at ? "SELECT count(*) FROM (SELECT 1 FROM %s WHERE " : "SELECT count(*) FROM %s WHERE ",
		 is_short ? plan->count_from : plan->from);
	buf_adds(&sql, is_short ? plan->count_where : plan->where);
	if (stop_at)
		buf_addf(&sql, " LIMIT ?%d)", (int)plan->n_binds + 1);
	return read_numbers(search->store, &sql, plan, stop_at, ret, 1, err);
}

bool store_count(struct store *store, const struct query *query, int64_t now, int64_t stop_at, int64_t *ret,
		 struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now};
	struct query_plan *plan;
	bool ok;

	if (query_is_empty(query) && !stop_at)
		return sql_int(store, err, ret, "SELECT articles FROM counter WHERE id = 1", "");
	if (!search_compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	ok = count_plan(&search, plan, stop_at, ret, err);
	talloc_free(plan);
	return ok;
}

/* So many articles would be asked for their words. */
static bool count_asked(struct search search, int64_t *ret, struct err *err)
{
	struct query_plan *plan;
	bool ok;

	search.skips_tests = true;
	if (!search_compile(&search, NULL, QUERY_TESTS_TRY, &plan, err))
		return false;
	ok = count_plan(&search, plan, 0, ret, err);
	talloc_free(plan);
	return ok;
}

bool store_count_about(struct store *store, const struct query *query, int64_t now, int64_t *ret, bool *ret_is_exact,
		       struct err *err)
{
	enum { SAMPLE = 2000 };
	const struct search search = {.store = store, .query = query, .now = now};
	const struct store_page page = STORE_PAGE_NEWEST(SAMPLE);
	struct attempt attempt = {0};
	struct idlist ids = {0};
	struct query_plan *plan;
	int64_t asked = 0;
	bool ok, is_sample;

	*ret = -1;
	if (!search_compile(&search, NULL, QUERY_TESTS_TRY, &plan, err))
		return false;
	ok = !plan->merges_prefix || search_try(&search, plan, &page, &ids, &attempt, err);
	*ret_is_exact = ids.n < SAMPLE;
	is_sample = ok && ids.n == SAMPLE && attempt.asked;
	ok = ok && (!is_sample || count_asked(search, &asked, err));
	if (ok && plan->merges_prefix && !attempt.is_off && *ret_is_exact)
		*ret = (int64_t)ids.n;
	else if (ok && is_sample)
		*ret = asked * attempt.passed / attempt.asked;
	ids_free(&ids);
	talloc_free(plan);
	return ok;
}

/* Two numbers of the matches, of which x is one column each, the first stop_at (0: all). */
static bool count_columns(struct store *store, const struct query *query, int64_t now, int64_t stop_at, const char *numbers,
			  const char *x, int64_t ret[2], struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SEARCH_SQL_MAX);
	const struct search search = {.store = store, .query = query, .now = now};
	struct query_plan *plan;
	bool ok;

	if (!search_compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	buf_addf(&sql, "SELECT %s FROM (SELECT %s AS x FROM %s WHERE ", numbers, x, plan->from);
	buf_adds(&sql, plan->where);
	buf_addf(&sql, " LIMIT ?%d)", (int)plan->n_binds + 1);
	ok = read_numbers(store, &sql, plan, stop_at ? stop_at : INT64_MAX, ret, 2, err);
	talloc_free(plan);
	return ok;
}

bool store_count_outlets(struct store *store, const struct query *query, int64_t now, int64_t stop_at,
			 int64_t *ret, int64_t *ret_outlets, struct err *err)
{
	int64_t numbers[2] = {0, 0};

	if (!count_columns(store, query, now, stop_at, "count(*), count(DISTINCT x)", "a.feed_id", numbers, err))
		return false;
	*ret = numbers[0];
	*ret_outlets = numbers[1];
	return true;
}

bool store_count_stories(struct store *store, const struct query *query, int64_t now, int64_t *ret, struct err *err)
{
	int64_t numbers[2] = {0, 0};

	/* An article that nobody grouped has no number: it is told apart without being sorted. */
	if (!count_columns(store, query, now, 0, "count(*) - count(x), count(DISTINCT x)", "a.story_id", numbers, err))
		return false;
	*ret = numbers[0] + numbers[1];
	return true;
}

/* One look-up in the index of hosts for each. */
bool store_hosts(struct store *store, void *ctx, const char *typed, size_t max, const char ***ret,
		 size_t *ret_n, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "WITH RECURSIVE h(x) AS ("
				     "SELECT (SELECT min(host) FROM article WHERE host >= ?1 AND host > '')"
				     " UNION ALL SELECT (SELECT min(host) FROM article WHERE host > h.x)"
				     " FROM h WHERE substr(h.x, 1, length(?1)) = ?1)"
				     " SELECT x FROM h WHERE substr(x, 1, length(?1)) = ?1 LIMIT ?2",
				     err);
	const char **hosts = mem_array(ctx, const char *, max ? max : 1);
	size_t n = 0;
	int got = -1;

	if (!stmt)
		return false;
	sql_bind_text(stmt, 1, typed);
	sqlite3_bind_int64(stmt, 2, (int64_t)max);
	while ((got = sql_step(store, stmt, err)) > 0)
		hosts[n++] = sql_dup_or_empty(hosts, stmt, 0);
	sql_done(store, stmt);
	*ret = hosts;
	*ret_n = n;
	return got == 0;
}

bool store_totals(struct store *store, struct store_totals *ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT articles, unread, starred FROM counter WHERE id = 1", err);
	int got = -1;

	if (!stmt)
		return false;
	got = sql_step(store, stmt, err);
	if (got > 0)
		*ret = (struct store_totals){.articles = sqlite3_column_int64(stmt, 0),
					     .unread = sqlite3_column_int64(stmt, 1),
					     .starred = sqlite3_column_int64(stmt, 2)};
	sql_done(store, stmt);
	return got > 0;
}

bool store_seq(struct store *store, int64_t *ret, struct err *err)
{
	return sql_int(store, err, ret, "SELECT seq FROM counter WHERE id = 1", "");
}
