/* batch.c: the new articles of one transaction in an index of their own, in memory, for whoever judges them.
 *
 * A query on the archive's index would make FTS5 write out what it has gathered; this one is small, and a
 * query means the same in it (query_compile with QUERY_BATCH). */
#include "store_priv.h"

#include <string.h>

static bool make(struct store *store, struct err *err)
{
	return sql_exec(store,
			"CREATE VIRTUAL TABLE IF NOT EXISTS temp.batch_fts USING fts5(title, author, body,"
			" content = '', tokenize = 'telex')",
			err);
}

static bool fill(struct store *store, const struct store_new *items, size_t n, const bool *has_text, struct err *err)
{
	if (!make(store, err) ||
	    !sql_run(store, err, "INSERT INTO temp.batch_fts (batch_fts) VALUES ('delete-all')", ""))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!sql_run(store, err,
			     "INSERT INTO temp.batch_fts (rowid, title, author, body) VALUES (?1, ?2, ?3, ?4)", "isss",
			     items[i].id, has_text[i] ? items[i].title : "", has_text[i] ? items[i].author : "",
			     has_text[i] ? items[i].body : ""))
			return false;
	return true;
}

bool store_batch_fill(struct store *store, const struct store_new *items, size_t n, const bool *has_text,
		      struct err *err)
{
	const bool is_reader = store->mode == STORE_READ;
	bool ok;

	/* the batch is in memory, and a connection that only reads may write even there only when it is told so */
	if (is_reader && !sql_exec(store, "PRAGMA query_only = OFF", err))
		return false;
	ok = fill(store, items, n, has_text, err);
	return (!is_reader || sql_exec(store, "PRAGMA query_only = ON", err)) && ok;
}

bool store_batch_find(struct store *store, void *ctx, const struct query *query, int64_t now, int64_t **ret_ids,
		      size_t *ret_n, struct err *err)
{
	const struct query_env env = {.now = now, .zone = when_zone_local, .target = QUERY_BATCH};
	void *tmp = talloc_new(NULL);
	struct query_plan *plan;
	struct idlist found = {0};
	sqlite3_stmt *stmt = NULL;
	bool ok = query_compile(tmp, query, &env, &plan, err);

	if (ok)
		stmt = sql_get(store,
			       mem_printf(tmp, "SELECT %s FROM %s WHERE %s ORDER BY %s", plan->id, plan->from,
					  plan->where, plan->id),
			       err);
	if (stmt)
		search_bind(stmt, plan);
	ok = stmt && ids_step(store, stmt, &found, err);
	sql_done(store, stmt);
	if (ok) {
		*ret_ids = talloc_steal(ctx, found.ids);
		*ret_n = found.n;
	} else {
		ids_free(&found);
	}
	talloc_free(tmp);
	return ok;
}
