/* stories.c: which articles tell one story, and how many outlets carry it.
 *
 * An article that nobody grouped is a story of its own, under its own id, without a row in `story`. */
#include "stories.h"

#include <stdlib.h>

#include "telex/alert.h"

bool story_of(struct store *store, int64_t article_id, struct story_size *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT ifnull(a.story_id, a.id), ifnull(s.n_articles, 1), " STORY_OUTLETS("a")
				     " FROM article a LEFT JOIN story s ON s.id = a.story_id WHERE a.id = ?1",
				     err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, article_id);
		got = sql_step(store, stmt, err);
	}
	if (got > 0)
		*ret = (struct story_size){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
					   sqlite3_column_int64(stmt, 2)};
	sql_done(store, stmt);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "there is no article %lld", (long long)article_id);
	return got > 0;
}

/* An alert for a step that the other has alerted as well stays in the inbox and stands for no step any more. */
bool story_move_alerts(struct store *store, int64_t from, int64_t to, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE alert SET step = NULL WHERE story_id = ?1 AND EXISTS (SELECT 1 FROM alert o"
		       " WHERE o.rule_id = alert.rule_id AND o.story_id = ?2 AND o.step = alert.step)",
		       "ii", from, to) &&
	       sql_run(store, err, "UPDATE alert SET story_id = ?2 WHERE story_id = ?1", "ii", from, to);
}

bool story_copy_alerts(struct store *store, int64_t from, int64_t to, int64_t article, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO alert (rule_id, article_id, version, story_id, step, raised_at, priority,"
		       "  is_acknowledged, query, title, url, outlet, evidence)"
		       " SELECT l.rule_id, ?2, l.version, ?2, l.step, l.raised_at, l.priority, 1, l.query, l.title, l.url,"
		       "  l.outlet, l.evidence FROM alert l WHERE l.story_id = ?1 AND ?3 IN (0, l.article_id)"
		       "  AND l.step IS NOT NULL AND NOT EXISTS"
		       "  (SELECT 1 FROM alert o WHERE o.rule_id = l.rule_id AND o.story_id = ?2 AND o.step >= l.step)"
		       " ON CONFLICT DO NOTHING",
		       "iii", from, to, article);
}

/* What stood for a step until its story became one with another does so again. */
static bool restore_steps(struct store *store, int64_t story, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE OR IGNORE alert SET step = version WHERE story_id = ?1 AND step IS NULL AND EXISTS"
		       " (SELECT 1 FROM alert o WHERE o.rule_id = alert.rule_id AND o.step IS NOT NULL)",
		       "i", story);
}

bool story_take_alerts(struct store *store, int64_t article, int64_t from, int64_t to, struct err *err)
{
	return sql_run(store, err, "UPDATE OR IGNORE alert SET story_id = ?3 WHERE article_id = ?1 AND story_id = ?2", "iii",
		       article, from, to) &&
	       restore_steps(store, to, err);
}

bool story_set_by_hand(struct store *store, int64_t a, int64_t b, bool is_set, struct err *err)
{
	return sql_run(store, err, "UPDATE article SET is_story_set = ?3 WHERE story_id IN (?1, ?2)", "iii", a, b,
		       (int64_t)is_set);
}

bool story_move(struct store *store, int64_t from, int64_t to, struct err *err)
{
	return sql_run(store, err, "UPDATE article SET story_id = ?2 WHERE story_id = ?1 OR (id = ?1 AND story_id IS NULL)", "ii",
		       from, to) &&
	       sql_run(store, err,
		       "INSERT INTO story (id, moved_to) VALUES (?1, ?2)"
		       " ON CONFLICT (id) DO UPDATE SET moved_to = ?2, n_articles = 0, n_outlets = 0, outlets = NULL,"
		       "  sum = NULL",
		       "ii", from, to) &&
	       sql_run(store, err, "UPDATE story SET moved_to = ?2 WHERE moved_to = ?1", "ii", from, to) &&
	       story_move_alerts(store, from, to, err);
}

bool story_renumber(struct store *store, int64_t *story, struct err *err)
{
	int64_t to = 0;

	if (!sql_int(store, err, &to,
		     "SELECT a.id FROM article a WHERE a.story_id = ?1"
		     " AND NOT EXISTS (SELECT 1 FROM article n WHERE n.id = ?1 AND n.story_id = ?1)"
		     " AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = a.id AND s.n_articles > 0) ORDER BY a.id LIMIT 1",
		     "i", *story) ||
	    (to && !story_move(store, *story, to, err)))
		return false;
	*story = to ? to : *story;
	return true;
}

bool story_outlets(struct store *store, int64_t story, struct idlist *ret, struct err *err)
{
	return ids_select(store, ret, err,
			  "SELECT DISTINCT p.feed_id FROM article a CROSS JOIN appearance p ON p.article_id = a.id"
			  " WHERE a.story_id = ?1 ORDER BY p.feed_id",
			  "i", story);
}

bool story_known_outlets(struct store *store, int64_t story, struct idlist *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT outlets FROM story WHERE id = ?1", err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, story);
		got = sql_step(store, stmt, err);
	}
	if (got > 0 && !ids_unpack((struct bytes){sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)}, ret))
		ids_free(ret);
	sql_done(store, stmt);
	return got >= 0;
}

static void bind_bytes(sqlite3_stmt *stmt, int at, struct bytes bytes)
{
	if (bytes.len)
		sqlite3_bind_blob64(stmt, at, bytes.data, bytes.len, SQLITE_STATIC);
}

bool story_write(struct store *store, int64_t story, const struct idlist *outlets, struct bytes sum, struct err *err)
{
	AUTO_BUF packed = BUF_INIT(MIB(16));
	sqlite3_stmt *stmt = sql_get(store,
				     "INSERT INTO story (id, n_articles, n_outlets, outlets, sum)"
				     " SELECT ?1, count(*), ?2, ?3, ?4 FROM article WHERE story_id = ?1"
				     " ON CONFLICT (id) DO UPDATE SET n_articles = excluded.n_articles, moved_to = NULL,"
				     "  n_outlets = excluded.n_outlets, outlets = excluded.outlets, sum = excluded.sum",
				     err);
	int got = -1;

	ids_pack(outlets, &packed);
	if (stmt) {
		sqlite3_bind_int64(stmt, 1, story);
		sqlite3_bind_int64(stmt, 2, (int64_t)outlets->n);
		bind_bytes(stmt, 3, buf_bytes(&packed));
		bind_bytes(stmt, 4, sum);
		got = sql_step(store, stmt, err);
	}
	sql_done(store, stmt);
	return got == 0;
}

bool story_recount(struct store *store, int64_t story, struct err *err)
{
	struct idlist outlets = {0};
	bool ok = story_outlets(store, story, &outlets, err) &&
		  story_write(store, story, &outlets, (struct bytes){NULL, 0}, err);

	ids_free(&outlets);
	return ok;
}

static bool join(struct store *store, const int64_t *ids, size_t n, int64_t *ret_story, struct err *err)
{
	int64_t oldest = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		struct story_size size;

		if (!story_of(store, ids[i], &size, err))
			return false;
		oldest = size.id < oldest ? size.id : oldest;
	}
	for (size_t i = 0; i < n; i++) {
		struct story_size size;

		if (!story_of(store, ids[i], &size, err) || (size.id != oldest && !story_move(store, size.id, oldest, err)))
			return false;
	}
	*ret_story = oldest;
	return sql_run(store, err, "UPDATE article SET story_id = id WHERE id = ?1 AND story_id IS NULL", "i", oldest) &&
	       story_recount(store, oldest, err);
}

bool story_join(struct store *store, const int64_t *ids, size_t n, int64_t *ret_story, struct err *err)
{
	if (!n)
		return err_set(err, ERR_USAGE, "a story needs an article");
	if (!sql_begin(store, err))
		return false;
	if (join(store, ids, n, ret_story, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

/* ---- judged again ---- */

struct items {
	struct store_new *items;
	size_t n;
};

static bool read_items(struct store *store, void *ctx, const char *sql, int64_t id, struct items *to, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	int got = -1;

	if (stmt)
		sqlite3_bind_int64(stmt, 1, id);
	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		if (to->n % 64 == 0)
			to->items = mem_grow(ctx, to->items, struct store_new, to->n + 64);
		to->items[to->n++] = (struct store_new){.id = sqlite3_column_int64(stmt, 0),
							.title = sql_dup_or_empty(ctx, stmt, 1),
							.author = sql_dup_or_empty(ctx, stmt, 2),
							.body = sql_dup_or_empty(ctx, stmt, 3)};
	}
	sql_done(store, stmt);
	return got == 0;
}

static int by_id(const void *pa, const void *pb)
{
	const struct store_new *a = pa, *b = pb;

	return a->id < b->id ? -1 : a->id > b->id;
}

/* sql: the texts that one of ids stands for. */
static bool judge_items(struct store *store, const char *sql, const int64_t *ids, size_t n, store_judge_fn *fn,
			void *state, int64_t now, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct items items = {0};
	const bool is_within = !sqlite3_get_autocommit(store->db);
	bool ok = is_within || sql_begin(store, err), has_begun = ok && !is_within;

	for (size_t i = 0; ok && i < n; i++)
		ok = read_items(store, ctx, sql, ids[i], &items, err);
	if (ok && items.n > 1)
		qsort(items.items, items.n, sizeof(*items.items), by_id);
	ok = ok && (!items.n || fn(state, items.items, items.n, now, err));
	if (ok && has_begun)
		ok = sql_commit(store, err);
	else if (has_begun)
		sql_rollback(store);
	talloc_free(ctx);
	return ok;
}

bool story_judge(struct store *store, const int64_t *stories, size_t n, store_judge_fn *fn, void *state, int64_t now,
		 struct err *err)
{
	return judge_items(store,
			   "SELECT t.id, t.title, t.author, t.body FROM article a CROSS JOIN article_text t"
			   " ON t.id = a.id WHERE a.id IN (SELECT id FROM article WHERE story_id = ?1 UNION SELECT ?1)"
			   " ORDER BY a.id DESC LIMIT 64",
			   stories, n, fn, state, now, err);
}

bool alert_judge_again(struct store *store, const int64_t *ids, size_t n, store_judge_fn *fn, void *state, int64_t now,
		       struct err *err)
{
	return judge_items(store, "SELECT id, title, author, body FROM article_text WHERE id = ?1", ids, n, fn, state,
			   now, err);
}
