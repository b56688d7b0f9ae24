/* search.c: lists and counts: a compiled query, its ids page by page, its rows by id.
 *
 * Ids first, rows then: the row of a list line costs three look-ups by key whatever the query is, and no
 * statement of a query stays open while somebody reads what it gave. */
#include "store_priv.h"

#include <string.h>

enum {
	SQL_MAX = 1100 * 1024, /* a query's SQL has at most 1 MB */
	ASK_EVERY_OPS = 4000,  /* of SQLite's machine: well under a millisecond */
	TRY_PAUSES = 100,      /* of an attempt: some 5 ms */
	TRY_ROWS_MAX = 512,    /* of a page that is worth one */
	EACH_FIRST = 64,
	EACH_MOST = 16 * 1024 /* ids read at once by store_each */
};

struct search {
	struct store *store;
	const struct query *query;
	int64_t now;
	bool last_word_is_prefix;
};

static bool compile(const struct search *search, void *ctx, enum query_tests tests, struct query_plan **ret,
		    struct err *err)
{
	const struct query_stats stats = sizes_stats(search->store);
	const struct query_env env = {.now = search->now,
				      .zone = when_zone_local,
				      .target = QUERY_ARCHIVE,
				      .stats = &stats,
				      .tests = tests,
				      .last_word_is_prefix = search->last_word_is_prefix};

	return query_compile(ctx, search->query, &env, ret, err);
}

/* ---- giving way ---- */

static int asked(void *state)
{
	const struct store *store = state;

	if (store->attempt && ++store->attempt->pauses > TRY_PAUSES)
		return store->attempt->is_off = true;
	return store->give_way && store->give_way(store->give_way_state);
}

static void watch(struct store *store)
{
	if (store->give_way || store->attempt)
		sqlite3_progress_handler(store->db, ASK_EVERY_OPS, asked, store);
}

static void unwatch(struct store *store)
{
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
}

/* ---- ids of a page ---- */

void search_bind(sqlite3_stmt *stmt, struct query_plan *plan)
{
	for (size_t i = 0; i < plan->n_binds; i++) {
		const struct query_bind *bind = &plan->binds[i];

		if (bind->test)
			verifier_bind(stmt, (int)i + 1, verifier_new(plan, bind->test));
		else if (bind->is_text)
			sql_bind_text(stmt, (int)i + 1, bind->text);
		else
			sqlite3_bind_int64(stmt, (int)i + 1, bind->number);
	}
}

/* A statement for text that was put together; from the cache, because the next key asks for the same. */
static sqlite3_stmt *get_built(struct store *store, struct buf *sql, struct err *err)
{
	if (buf_ok(sql))
		return sql_get(store, buf_str(sql), err);
	(void)err_set(err, ERR_LIMIT, "the query is too long");
	return NULL;
}

static bool plan_ids(struct store *store, struct query_plan *plan, const struct store_page *page,
		     struct idlist *ret, struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SQL_MAX);
	int at = (int)plan->n_binds;
	sqlite3_stmt *stmt;
	bool ok;

	buf_addf(&sql, "SELECT %s FROM %s WHERE ", plan->id, plan->from);
	buf_adds(&sql, plan->where);
	if (page->below != INT64_MAX)
		buf_addf(&sql, " AND %s < ?%d", plan->id, ++at);
	if (page->above != INT64_MIN)
		buf_addf(&sql, " AND %s > ?%d", plan->id, ++at);
	buf_addf(&sql, " ORDER BY %s %s LIMIT ?%d", plan->id, page->oldest_first ? "ASC" : "DESC", ++at);
	stmt = get_built(store, &sql, err);
	if (!stmt)
		return false;
	search_bind(stmt, plan);
	sqlite3_bind_int64(stmt, at--, page->limit ? (int64_t)page->limit : -1);
	if (page->above != INT64_MIN)
		sqlite3_bind_int64(stmt, at--, page->above);
	if (page->below != INT64_MAX)
		sqlite3_bind_int64(stmt, at, page->below);
	watch(store);
	ok = ids_step(store, stmt, ret, err);
	unwatch(store);
	sql_done(store, stmt);
	return ok;
}

/* A page in the way that is quick for common words; *ret_is_done false when it was given up. */
static bool try_ids(const struct search *search, struct query_plan *plan, const struct store_page *page,
		    struct idlist *ret, bool *ret_is_done, struct err *err)
{
	struct attempt attempt = {0};
	struct err fault = {0};
	bool ok;

	search->store->attempt = plan->is_attempt ? &attempt : NULL;
	ok = plan_ids(search->store, plan, page, ret, &fault);
	search->store->attempt = NULL;
	*ret_is_done = ok || !attempt.is_off;
	if (!*ret_is_done)
		ret->n = 0;
	return ok || !*ret_is_done || err_at(err, fault.code, fault.at, fault.len, "%s", fault.msg);
}

static bool page_ids(const struct search *search, const struct store_page *page, struct idlist *ret,
		     const char **ret_warning, void *ctx, struct err *err)
{
	const bool may_try = page->limit && page->limit <= TRY_ROWS_MAX;
	struct query_plan *plan;
	bool ok, is_done = false;

	for (int i = may_try ? QUERY_TESTS_TRY : QUERY_TESTS_SURE; !is_done; i = QUERY_TESTS_SURE) {
		if (!compile(search, NULL, (enum query_tests)i, &plan, err))
			return false;
		ok = try_ids(search, plan, page, ret, &is_done, err);
		if (ret_warning)
			*ret_warning = mem_strdup(ctx, plan->warning);
		talloc_free(plan);
		if (!ok)
			return false;
	}
	return true;
}

/* ---- other orders ---- */

static bool arrival_ids(const struct search *search, size_t limit, struct idlist *ret, struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SQL_MAX);
	struct store *store = search->store;
	struct query_plan *plan;
	sqlite3_stmt *stmt;
	bool ok;

	if (!compile(search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	buf_addf(&sql, "SELECT %s FROM %s WHERE ", plan->id, plan->from);
	buf_adds(&sql, plan->where);
	buf_addf(&sql, " ORDER BY a.seq DESC LIMIT ?%d", (int)plan->n_binds + 1);
	stmt = get_built(store, &sql, err);
	ok = stmt;
	if (ok) {
		search_bind(stmt, plan);
		sqlite3_bind_int64(stmt, (int)plan->n_binds + 1, limit ? (int64_t)limit : -1);
		watch(store);
		ok = ids_step(store, stmt, ret, err);
		unwatch(store);
	}
	sql_done(store, stmt);
	talloc_free(plan);
	return ok;
}

static const char *json_of(void *ctx, const struct idlist *ids)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	ids_json(ids->ids, ids->n, &out);
	return mem_check(buf_steal(&out, ctx));
}

/* The weights of all matches of a common word take a second; those of the newest thousand 13 ms. */
static bool best_ids(const struct search *search, size_t limit, struct idlist *ret, const char **ret_warning,
		     void *ctx, struct err *err)
{
	const struct store_page newest = STORE_PAGE_NEWEST(STORE_BEST_OF);
	void *scratch = talloc_new(NULL);
	const char *match = query_weights(scratch, search->query);
	struct idlist found = {0};
	bool ok = page_ids(search, &newest, &found, ret_warning, ctx, err);

	if (ok && match)
		ok = ids_select(search->store, ret, err,
				"SELECT rowid FROM article_fts WHERE article_fts MATCH ?1"
				" AND +rowid IN (SELECT value FROM json_each(?2)) AND rowid >= ?3"
				" ORDER BY bm25(article_fts, 4.0, 1.0, 1.0), rowid DESC LIMIT ?4",
				"ssii", match, json_of(scratch, &found),
				found.n ? found.ids[found.n - 1] : INT64_MAX,
				(int64_t)(limit ? limit : STORE_BEST_OF));
	/* a query may match without its words: a OR is:starred */
	for (size_t i = 0; ok && i < found.n && (!limit || ret->n < limit); i++) {
		size_t k = 0;

		while (k < ret->n && ret->ids[k] != found.ids[i])
			k++;
		if (k == ret->n)
			ids_add(ret, found.ids[i]);
	}
	ids_free(&found);
	talloc_free(scratch);
	return ok;
}

static bool sorted_ids(const struct search *search, const struct store_page *page, struct idlist *ret,
		       const char **ret_warning, void *ctx, struct err *err)
{
	if (page->sort == STORE_BEST)
		return best_ids(search, page->limit, ret, ret_warning, ctx, err);
	return arrival_ids(search, page->limit, ret, err);
}

static void reverse(struct idlist *list)
{
	for (size_t i = 0; i < list->n / 2; i++) {
		int64_t id = list->ids[i];

		list->ids[i] = list->ids[list->n - 1 - i];
		list->ids[list->n - 1 - i] = id;
	}
}

bool store_search(struct store *store, void *ctx, const struct query *query, const struct store_page *page,
		  int64_t now, struct store_rows **ret, const char **ret_warning, struct err *err)
{
	const struct search search = {store, query, now, page->last_word_is_prefix};
	struct idlist ids = {0};
	const char *warning = NULL;
	bool ok = page->sort ? sorted_ids(&search, page, &ids, &warning, ctx, err)
			     : page_ids(&search, page, &ids, &warning, ctx, err);

	if (page->oldest_first && !page->sort)
		reverse(&ids);
	ok = ok && store_rows_by_id(store, ctx, ids.ids, ids.n, page->fields, ret, err);
	if (ok && ret_warning)
		*ret_warning = warning;
	ids_free(&ids);
	return ok;
}

const char *store_remark(struct store *store, void *ctx, const struct query *query, int64_t now)
{
	const struct search search = {store, query, now, false};
	struct query_plan *plan;
	const char *remark;

	if (!compile(&search, ctx, QUERY_TESTS_SURE, &plan, NULL))
		return NULL;
	remark = mem_strdup(ctx, plan->warning);
	talloc_free(plan);
	return remark;
}

bool store_plan(struct store *store, void *ctx, const struct query *query, int64_t now,
		const struct query_plan **ret, struct err *err)
{
	const struct search search = {store, query, now, false};
	struct query_plan *plan;

	if (!compile(&search, ctx, QUERY_TESTS_TRY, &plan, err))
		return false;
	*ret = plan;
	return true;
}

/* ---- one row at a time ---- */

struct each {
	struct search search;
	bool (*on_row)(void *state, const struct store_row *row);
	void *state;
	enum store_fields fields;
};

/* *ret_more false when on_row has had enough. */
static bool give_rows(const struct each *each, const struct idlist *ids, bool *ret_more, struct err *err)
{
	*ret_more = true;
	for (size_t i = 0; i < ids->n && *ret_more; i++) {
		void *ctx = talloc_new(NULL);
		struct store_row row;
		bool is_there = false;
		bool ok = row_read(each->search.store, ctx, ids->ids[i], each->fields, &row, &is_there, err);

		if (ok && is_there)
			*ret_more = each->on_row(each->state, &row);
		talloc_free(ctx);
		if (!ok)
			return false;
	}
	return true;
}

/* The pages of store_each grow, so that a query with a costly filter is not run for every few rows. */
static bool each_page(const struct each *each, struct store_page page, struct err *err)
{
	size_t left = page.limit ? page.limit : SIZE_MAX, size = EACH_FIRST;
	bool more = true;

	while (more && left) {
		struct idlist ids = {0};
		bool ok;

		page.limit = size < left ? size : left;
		ok = page_ids(&each->search, &page, &ids, NULL, NULL, err) &&
		     give_rows(each, &ids, &more, err);
		more = more && ids.n == page.limit;
		if (ids.n)
			*(page.oldest_first ? &page.above : &page.below) = ids.ids[ids.n - 1];
		left -= ids.n;
		ids_free(&ids);
		if (!ok)
			return false;
		size = 2 * size < EACH_MOST ? 2 * size : EACH_MOST;
	}
	return true;
}

bool store_each(struct store *store, const struct query *query, const struct store_page *page, int64_t now,
		bool (*on_row)(void *state, const struct store_row *row), void *state, struct err *err)
{
	const struct each each = {.search = {store, query, now, page->last_word_is_prefix},
				  .on_row = on_row,
				  .state = state,
				  .fields = page->fields};

	struct idlist ids = {0};
	bool more, ok;

	if (!page->sort)
		return each_page(&each, *page, err);
	ok = sorted_ids(&each.search, page, &ids, NULL, NULL, err) && give_rows(&each, &ids, &more, err);
	ids_free(&ids);
	return ok;
}

bool search_ids(struct store *store, const struct query *query, int64_t max_seq, int64_t now,
		struct idlist *ret, struct err *err)
{
	const struct search search = {store, query, now, false};
	const struct store_page page = STORE_PAGE_NEWEST(0);
	struct query_plan *plan;
	bool ok;

	if (!compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	plan->where = mem_printf(plan, "%s AND a.seq <= ?", plan->where);
	plan->binds = mem_grow(plan, plan->binds, struct query_bind, plan->n_binds + 1);
	plan->binds[plan->n_binds++] = (struct query_bind){.number = max_seq};
	ok = plan_ids(store, plan, &page, ret, err);
	talloc_free(plan);
	return ok;
}

bool search_page_ids(struct store *store, const struct query *query, const struct store_page *page, int64_t now,
		     struct idlist *ret, struct err *err)
{
	const struct search search = {store, query, now, page->last_word_is_prefix};

	return page_ids(&search, page, ret, NULL, NULL, err);
}

/* ---- counts ---- */

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
	sqlite3_stmt *stmt = get_built(store, sql, err);
	int got = -1;

	if (stmt) {
		search_bind(stmt, plan);
		if (stop_at)
			sqlite3_bind_int64(stmt, (int)plan->n_binds + 1, stop_at);
		watch(store);
		got = sql_step(store, stmt, err);
		unwatch(store);
		for (int i = 0; got > 0 && i < n; i++)
			ret[i] = sqlite3_column_int64(stmt, i);
	}
	sql_done(store, stmt);
	return got >= 0;
}

bool store_count(struct store *store, const struct query *query, int64_t now, int64_t stop_at, int64_t *ret,
		 struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SQL_MAX);
	const struct search search = {store, query, now, false};
	struct query_plan *plan;
	bool is_short, ok;

	if (query_is_empty(query) && !stop_at)
		return sql_int(store, err, ret, "SELECT articles FROM counter WHERE id = 1", "");
	if (!compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	is_short = may_count_short(store, query, plan);
	buf_addf(&sql,
		 stop_at ? "SELECT count(*) FROM (SELECT 1 FROM %s WHERE " : "SELECT count(*) FROM %s WHERE ",
		 is_short ? plan->count_from : plan->from);
	buf_adds(&sql, is_short ? plan->count_where : plan->where);
	if (stop_at)
		buf_addf(&sql, " LIMIT ?%d)", (int)plan->n_binds + 1);
	ok = read_numbers(store, &sql, plan, stop_at, ret, 1, err);
	talloc_free(plan);
	return ok;
}

bool store_count_outlets(struct store *store, const struct query *query, int64_t now, int64_t stop_at,
			 int64_t *ret, int64_t *ret_outlets, struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SQL_MAX);
	const struct search search = {store, query, now, false};
	struct query_plan *plan;
	int64_t numbers[2] = {0, 0};
	bool ok;

	if (!compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	buf_addf(&sql,
		 "SELECT count(*), count(DISTINCT feed_id) FROM (SELECT a.feed_id AS feed_id FROM %s WHERE ",
		 plan->from);
	buf_adds(&sql, plan->where);
	buf_addf(&sql, " LIMIT ?%d)", (int)plan->n_binds + 1);
	ok = read_numbers(store, &sql, plan, stop_at ? stop_at : INT64_MAX, numbers, 2, err);
	if (ok) {
		*ret = numbers[0];
		*ret_outlets = numbers[1];
	}
	talloc_free(plan);
	return ok;
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
