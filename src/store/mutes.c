/* mutes.c: mutes: their list, what they hide, and what a new one still has to look through. */
#include "store_priv.h"

#include <string.h>

enum {
	AT_ONCE = 500,	 /* articles by one statement: see marks.c */
	MORE = 4000,	 /* stored articles that a new mute looks at in one transaction */
};

bool store_auto_mute(struct store *store, const char *mute, const int64_t *ids, size_t n, struct err *err)
{
	for (size_t at = 0; at < n; at += AT_ONCE) {
		AUTO_BUF list = BUF_INIT(AT_ONCE * 24);

		ids_json(ids + at, n - at < AT_ONCE ? n - at : AT_ONCE, &list);
		if (!sql_run(store, err,
			     "INSERT INTO article_mute (mute_id, article_id)"
			     " SELECT m.id, j.value FROM mute m CROSS JOIN json_each(?2) j WHERE m.name = ?1"
			     " ON CONFLICT DO NOTHING",
			     "ss", mute, buf_str(&list)))
			return false;
	}
	return true;
}

bool store_mutes(struct store *store, void *ctx, struct store_mutes **ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT name, query, n_articles, below IS NOT NULL FROM mute ORDER BY name", err);
	struct store_mutes *list;
	int got;

	if (!stmt)
		return false;
	list = mem_new(ctx, struct store_mutes);
	while ((got = sql_step(store, stmt, err)) > 0) {
		if (list->n % 16 == 0)
			list->mutes = mem_grow(list, list->mutes, struct store_mute, list->n + 16);
		list->mutes[list->n++] = (struct store_mute){.name = sql_dup_or_empty(list, stmt, 0),
							     .query = sql_dup_or_empty(list, stmt, 1),
							     .n_articles = sqlite3_column_int64(stmt, 2),
							     .is_pending = sqlite3_column_int(stmt, 3)};
	}
	sql_done(store, stmt);
	if (got < 0) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}

static const struct store_mute_config *wanted(const struct store_mute_config *mutes, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(mutes[i].name, name))
			return &mutes[i];
	return NULL;
}

static bool is_settled(const struct store_mutes *have, const struct store_mute_config *mutes, size_t n)
{
	for (size_t i = 0; i < have->n; i++) {
		const struct store_mute_config *want = wanted(mutes, n, have->mutes[i].name);

		if (!want || strcmp(want->query, have->mutes[i].query) != 0)
			return false;
	}
	return have->n == n;
}

/* What it hid is shown again, but for what others hide.  They may have passed over what was hidden already, so they look
 * again. */
static bool let_go(struct store *store, const char *name, struct err *err)
{
	return sql_run(store, err, "DELETE FROM article_mute WHERE mute_id = (SELECT id FROM mute WHERE name = ?1)", "s",
		       name) &&
	       sql_run(store, err, "DELETE FROM mute WHERE name = ?1", "s", name) &&
	       sql_run(store, err, "UPDATE mute SET below = ?1", "i", INT64_MAX);
}

static bool sync_all(struct store *store, const struct store_mutes *have, const struct store_mute_config *mutes,
		     size_t n, struct err *err)
{
	for (size_t i = 0; i < have->n; i++) {
		const struct store_mute_config *want = wanted(mutes, n, have->mutes[i].name);

		if ((!want || strcmp(want->query, have->mutes[i].query) != 0) &&
		    !let_go(store, have->mutes[i].name, err))
			return false;
	}
	for (size_t i = 0; i < n; i++)
		if (!sql_run(store, err,
			     "INSERT INTO mute (name, query, below) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "ssi",
			     mutes[i].name, mutes[i].query, INT64_MAX))
			return false;
	return true;
}

bool store_mutes_sync(struct store *store, const struct store_mute_config *mutes, size_t n, struct err *err)
{
	void *tmp = talloc_new(NULL);
	struct store_mutes *have;
	bool ok = store_mutes(store, tmp, &have, err);

	if (ok && !is_settled(have, mutes, n)) {
		ok = sql_begin(store, err);
		if (ok && !(store_mutes(store, tmp, &have, err) && sync_all(store, have, mutes, n, err) &&
			    sql_commit(store, err))) {
			sql_rollback(store);
			ok = false;
		}
	}
	talloc_free(tmp);
	return ok;
}

static bool mute_page(struct store *store, const char *name, const struct query *query, int64_t now,
		      int64_t below, int64_t *ret_below, struct err *err)
{
	const struct store_page page = {.below = below, .above = INT64_MIN, .limit = MORE, .fields = STORE_LIST};
	struct idlist ids = {0};
	bool ok = search_page_ids(store, query, &page, now, &ids, err) &&
		  store_auto_mute(store, name, ids.ids, ids.n, err);

	*ret_below = ids.n == MORE ? ids.ids[ids.n - 1] : WHEN_NONE;
	ids_free(&ids);
	return ok;
}

bool store_mute_more(struct store *store, const char *name, const struct query *query, int64_t now, bool *ret_is_done,
		     struct err *err)
{
	int64_t below = WHEN_NONE;
	bool ok = sql_begin(store, err);

	if (!ok)
		return false;
	ok = sql_int(store, err, &below, "SELECT below FROM mute WHERE name = ?1 AND below IS NOT NULL", "s", name);
	if (ok && below != WHEN_NONE)
		ok = mute_page(store, name, query, now, below, &below, err) &&
		     sql_run(store, err, "UPDATE mute SET below = ?2 WHERE name = ?1", "st", name, below);
	if (ok)
		ok = sql_commit(store, err);
	else
		sql_rollback(store);
	*ret_is_done = below == WHEN_NONE;
	return ok;
}
