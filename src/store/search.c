/* search.c: lists: a compiled query, its ids page by page, its rows by id.
 *
 * Ids first, rows then: the row of a list line costs three look-ups by key whatever the query is, and no
 * statement of a query stays open while somebody reads what it gave. */
#include "search.h"

#include <string.h>

enum {
	ASK_EVERY_OPS = 4000,  /* of SQLite's machine: well under a millisecond */
	TRY_PAUSES = 100,      /* of an attempt: some 5 ms */
	TRY_ROWS_MAX = 512,    /* of a page that is worth one */
	TRY_BYTES_EACH = 6000, /* a page would take longer than a third of a frame */
	ARRIVAL_BYTES_EACH = 24000, /* what is done instead, a sort of all that match, takes longer */
	EACH_FIRST = 64,
	EACH_MOST = 16 * 1024 /* ids read at once by store_each */
};

bool search_compile(const struct search *search, void *ctx, enum query_tests tests, struct query_plan **ret,
		    struct err *err)
{
	const struct query_stats stats = sizes_stats(search->store);
	const struct query_env env = {.now = search->now,
				      .published = search->published,
				      .ids = search->ids,
				      .among = search->among,
				      .has_unions = search->has_unions,
				      .zone = when_zone_local,
				      .target = QUERY_ARCHIVE,
				      .stats = &stats,
				      .tests = tests,
				      .by_arrival = search->by_arrival,
				      .sorts_arrivals = search->sorts_arrivals,
				      .skips_tests = search->skips_tests,
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

void search_watch(struct store *store)
{
	if (store->give_way || store->attempt)
		sqlite3_progress_handler(store->db, ASK_EVERY_OPS, asked, store);
}

void search_unwatch(struct store *store)
{
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
}

/* ---- ids of a page ---- */

static void bind_plan(sqlite3_stmt *stmt, struct query_plan *plan, int at)
{
	for (size_t i = 0; i < plan->n_binds; i++, at++) {
		const struct query_bind *bind = &plan->binds[i];

		if (bind->test)
			verifier_bind(stmt, at, verifier_new(plan, bind->test));
		else if (bind->is_text)
			sql_bind_text(stmt, at, bind->text);
		else
			sqlite3_bind_int64(stmt, at, bind->number);
	}
}

void search_bind(sqlite3_stmt *stmt, struct query_plan *plan)
{
	bind_plan(stmt, plan, 1);
}

/* A statement for text that was put together; from the cache, because the next key asks for the same. */
sqlite3_stmt *search_prepare(struct store *store, struct buf *sql, struct err *err)
{
	if (buf_ok(sql))
		return sql_get(store, buf_str(sql), err);
	(void)err_set(err, ERR_LIMIT, "the query is too long");
	return NULL;
}

/* Of one plan, in its order; of several, merged by the column that all are in the order of. */
static void put_select(struct query_plan *plan, const struct store_page *page, struct buf *sql)
{
	const bool is_by_id = !strcmp(plan->order, plan->id);
	const char *order = !plan->next ? plan->order : is_by_id ? "1" : "2";

	for (const struct query_plan *p = plan; p; p = p->next) {
		buf_addf(sql, "%sSELECT %s", p == plan ? "" : " UNION ", p->id);
		if (plan->next && !is_by_id)
			buf_addf(sql, ", %s", p->order);
		buf_addf(sql, " FROM %s WHERE ", p->from);
		buf_adds(sql, p->where);
	}
	buf_addf(sql, " ORDER BY %s %s LIMIT ?", order, page->oldest_first ? "ASC" : "DESC");
}

static bool plan_ids(struct store *store, struct query_plan *plan, const struct store_page *page,
		     struct idlist *ret, struct err *err)
{
	AUTO_BUF sql = BUF_INIT(SEARCH_SQL_MAX);
	sqlite3_stmt *stmt;
	int at = 1;
	bool ok;

	put_select(plan, page, &sql);
	stmt = search_prepare(store, &sql, err);
	if (!stmt)
		return false;
	for (struct query_plan *p = plan; p; p = p->next) {
		bind_plan(stmt, p, at);
		at += (int)p->n_binds;
	}
	sqlite3_bind_int64(stmt, at, page->limit ? (int64_t)page->limit : -1);
	search_watch(store);
	ok = ids_step(store, stmt, ret, err);
	search_unwatch(store);
	sql_done(store, stmt);
	return ok;
}

/* In the way that is quick for common words. */
bool search_try(const struct search *search, struct query_plan *plan, const struct store_page *page,
		struct idlist *ret, struct attempt *attempt, struct err *err)
{
	struct err fault = {0};
	bool ok;

	*attempt = (struct attempt){.found = ret,
				    .bytes_each = search->by_arrival ? ARRIVAL_BYTES_EACH : TRY_BYTES_EACH};
	search->store->attempt = plan->is_attempt ? attempt : NULL;
	ok = plan_ids(search->store, plan, page, ret, &fault);
	search->store->attempt = NULL;
	attempt->is_off = !ok && attempt->is_off;
	if (attempt->is_off)
		ret->n = 0;
	return ok || attempt->is_off || err_at(err, fault.code, fault.at, fault.len, "%s", fault.msg);
}

bool search_pages(const struct search *search, const struct store_page *page, struct idlist *ret,
		  const char **ret_warning, void *ctx, struct err *err)
{
	static const enum query_tests ways[] = {QUERY_TESTS_TRY, QUERY_TESTS_SURE, QUERY_TESTS_SURE};
	enum { LAST = sizeof(ways) / sizeof(ways[0]) - 1 };
	const struct query_period ids = {page->above + (page->above != INT64_MIN && page->above != INT64_MAX), page->below};
	const bool may_try = page->limit && page->limit <= TRY_ROWS_MAX;
	struct search way = *search;
	struct query_plan *plan;
	struct attempt attempt = {.is_off = true};
	bool ok;

	way.ids = &ids;
	way.has_unions = may_try;
	for (size_t i = may_try ? 0 : LAST; attempt.is_off; i++) {
		way.sorts_arrivals = i == LAST;
		if (!search_compile(&way, NULL, ways[i], &plan, err))
			return false;
		ok = search_try(search, plan, page, ret, &attempt, err);
		if (ret_warning)
			*ret_warning = mem_strdup(ctx, plan->warning);
		talloc_free(plan);
		if (!ok)
			return false;
	}
	return true;
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
	const struct search search = {.store = store, .query = query, .now = now, .last_word_is_prefix = page->last_word_is_prefix};
	struct idlist ids = {0};
	const char *warning = NULL;
	bool ok = page->by_story ? story_page_ids(&search, page, &ids, &warning, ctx, err)
		  : page->sort	 ? orders_ids(&search, page, &ids, &warning, ctx, err)
				 : search_pages(&search, page, &ids, &warning, ctx, err);

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
	const struct search search = {.store = store, .query = query, .now = now};
	struct query_plan *plan;
	const char *remark;

	if (!search_compile(&search, ctx, QUERY_TESTS_SURE, &plan, NULL))
		return NULL;
	remark = mem_strdup(ctx, plan->warning);
	talloc_free(plan);
	return remark;
}

bool store_plan(struct store *store, void *ctx, const struct query *query, int64_t now,
		const struct query_plan **ret, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now, .has_unions = true};
	struct query_plan *plan;

	if (!search_compile(&search, ctx, QUERY_TESTS_TRY, &plan, err))
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
		ok = search_pages(&each->search, &page, &ids, NULL, NULL, err) &&
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
	const struct each each = {.search = {.store = store, .query = query, .now = now, .last_word_is_prefix = page->last_word_is_prefix},
				  .on_row = on_row,
				  .state = state,
				  .fields = page->fields};

	struct idlist ids = {0};
	bool more, ok;

	if (!page->sort)
		return each_page(&each, *page, err);
	ok = orders_ids(&each.search, page, &ids, NULL, NULL, err) && give_rows(&each, &ids, &more, err);
	ids_free(&ids);
	return ok;
}

bool search_ids(struct store *store, const struct query *query, int64_t max_seq, int64_t now,
		struct idlist *ret, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now};
	const struct store_page page = STORE_PAGE_NEWEST(0);
	struct query_plan *plan;
	bool ok;

	if (!search_compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	plan->where = mem_printf(plan, "%s AND a.seq <= ?", plan->where);
	plan->binds = mem_grow(plan, plan->binds, struct query_bind, plan->n_binds + 1);
	plan->binds[plan->n_binds++] = (struct query_bind){.number = max_seq};
	ok = plan_ids(store, plan, &page, ret, err);
	talloc_free(plan);
	return ok;
}

bool search_among(struct store *store, const struct query *query, int64_t now, const int64_t *ids, size_t n,
		  struct idlist *ret, struct err *err)
{
	const struct store_page page = STORE_PAGE_NEWEST(0);
	AUTO_BUF among = BUF_INIT(MIB(16));
	struct search search = {.store = store, .query = query, .now = now};
	struct query_plan *plan;
	bool ok;

	if (!n)
		return true;
	ids_json(ids, n, &among);
	search.among = buf_str(&among);
	if (!search_compile(&search, NULL, QUERY_TESTS_SURE, &plan, err))
		return false;
	ok = plan_ids(store, plan, &page, ret, err);
	talloc_free(plan);
	return ok;
}

bool search_page_ids(struct store *store, const struct query *query, const struct store_page *page, int64_t now,
		     struct idlist *ret, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now, .last_word_is_prefix = page->last_word_is_prefix};

	return search_pages(&search, page, ret, NULL, NULL, err);
}

/* ---- statements of others about what a query finds ---- */

bool search_plan(struct store *store, const struct query *query, int64_t now, const struct query_period *published,
		 struct query_plan **ret, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now, .published = published};

	return search_compile(&search, NULL, QUERY_TESTS_SURE, ret, err);
}

bool search_step(struct store *store, struct query_plan *plan, struct buf *sql, const int64_t *extra,
		 size_t n_extra, void (*on_row)(void *state, sqlite3_stmt *stmt), void *state, struct err *err)
{
	sqlite3_stmt *stmt = search_prepare(store, sql, err);
	int got = -1;

	if (!stmt)
		return false;
	search_bind(stmt, plan);
	for (size_t i = 0; i < n_extra; i++)
		sqlite3_bind_int64(stmt, (int)(plan->n_binds + i) + 1, extra[i]);
	search_watch(store);
	while ((got = sql_step(store, stmt, err)) > 0)
		on_row(state, stmt);
	search_unwatch(store);
	sql_done(store, stmt);
	return got == 0;
}
