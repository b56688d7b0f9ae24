/* feeds.c: the rows of feeds: agreement with the configuration, what a poll changed, the list. */
#include "store_priv.h"

#include <string.h>

/* ---- the list ---- */

#define FEED_COLUMNS                                                                                         \
	"id, name, url, CASE WHEN title = '' THEN name ELSE title END AS shown, grp, site_url, moved_to,"   \
	" etag,"                                                                                              \
	" last_modified, next_at, interval_s, last_try_at, last_ok_at, failures, last_error, last_status,"  \
	" hold_until,"                                                                                        \
	" ttl_s, skip_hours, skip_days, is_gone, is_hidden, n_articles, n_unread"

static void read_feed(void *ctx, sqlite3_stmt *stmt, struct store_feed *feed)
{
	*feed = (struct store_feed){
	    .id = sqlite3_column_int64(stmt, 0),
	    .name = sql_dup_or_empty(ctx, stmt, 1),
	    .url = sql_dup_or_empty(ctx, stmt, 2),
	    .title = sql_dup_or_empty(ctx, stmt, 3),
	    .group = sql_dup_or_empty(ctx, stmt, 4),
	    .site_url = sql_dup_or_empty(ctx, stmt, 5),
	    .moved_to = sql_dup(ctx, stmt, 6),
	    .etag = sql_dup(ctx, stmt, 7),
	    .last_modified = sql_dup(ctx, stmt, 8),
	    .next_at = sqlite3_column_int64(stmt, 9),
	    .interval_s = sqlite3_column_int64(stmt, 10),
	    .last_try_at = sql_time(stmt, 11),
	    .last_ok_at = sql_time(stmt, 12),
	    .failures = sqlite3_column_int64(stmt, 13),
	    .last_error = sql_dup(ctx, stmt, 14),
	    .last_status = sqlite3_column_int64(stmt, 15),
	    .hold_until = sqlite3_column_int64(stmt, 16),
	    .ttl_s = sqlite3_column_int64(stmt, 17),
	    .skip_hours = sqlite3_column_int64(stmt, 18),
	    .skip_days = sqlite3_column_int64(stmt, 19),
	    .is_gone = sqlite3_column_int(stmt, 20),
	    .is_hidden = sqlite3_column_int(stmt, 21),
	    .n_articles = sqlite3_column_int64(stmt, 22),
	    .n_unread = sqlite3_column_int64(stmt, 23),
	};
}

bool store_feeds(struct store *store, void *ctx, bool with_hidden, struct store_feeds **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT " FEED_COLUMNS " FROM feed WHERE is_hidden <= ?1"
				     " ORDER BY grp COLLATE NOCASE, shown COLLATE NOCASE, name",
				     err);
	struct store_feeds *list;
	size_t room = 0;
	int got;

	if (!stmt)
		return false;
	list = mem_new(ctx, struct store_feeds);
	sqlite3_bind_int(stmt, 1, with_hidden);
	while ((got = sql_step(store, stmt, err)) > 0) {
		if (list->n == room) {
			room = room ? 2 * room : 64;
			list->feeds = mem_grow(list, list->feeds, struct store_feed, room);
		}
		read_feed(list, stmt, &list->feeds[list->n++]);
	}
	sql_done(store, stmt);
	if (got < 0) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}

/* ---- agreement with the configuration ---- */

struct feed_row {
	int64_t id;
	const char *name, *url, *title, *group;
	bool is_titled, is_hidden;
	bool is_wanted; /* the configuration has it */
};
struct feed_rows {
	struct feed_row *rows; /* by name */
	size_t n;
};

static bool read_rows(struct store *store, void *ctx, struct feed_rows *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    store, "SELECT id, name, url, title, grp, is_titled, is_hidden FROM feed ORDER BY name", err);
	int got = -1;

	*ret = (struct feed_rows){0};
	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		if (ret->n % 64 == 0)
			ret->rows = mem_grow(ctx, ret->rows, struct feed_row, ret->n + 64);
		ret->rows[ret->n++] = (struct feed_row){
		    .id = sqlite3_column_int64(stmt, 0),
		    .name = sql_dup_or_empty(ctx, stmt, 1),
		    .url = sql_dup_or_empty(ctx, stmt, 2),
		    .title = sql_dup_or_empty(ctx, stmt, 3),
		    .group = sql_dup_or_empty(ctx, stmt, 4),
		    .is_titled = sqlite3_column_int(stmt, 5),
		    .is_hidden = sqlite3_column_int(stmt, 6),
		};
	}
	sql_done(store, stmt);
	return got == 0;
}

static struct feed_row *find_row(const struct feed_rows *rows, const char *name)
{
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(rows->rows[middle].name, name);

		if (!order)
			return &rows->rows[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The articles that are shown by this feed alone go with it; the others name another carrier. */
static bool hide(struct store *store, int64_t id, struct err *err)
{
	return sql_run(store, err, "UPDATE feed SET is_hidden = 1 WHERE id = ?1", "i", id) &&
	       sql_run(store, err,
		       "UPDATE article SET is_hidden = 1 WHERE is_hidden = 0"
		       " AND id IN (SELECT article_id FROM appearance WHERE feed_id = ?1)"
		       " AND NOT EXISTS (SELECT 1 FROM appearance p CROSS JOIN feed f ON f.id = p.feed_id"
		       "  WHERE p.article_id = article.id AND f.is_hidden = 0)",
		       "i", id) &&
	       sql_run(store, err,
		       "UPDATE article SET feed_id = (SELECT p.feed_id FROM appearance p CROSS JOIN feed f"
		       "  ON f.id = p.feed_id WHERE p.article_id = article.id AND f.is_hidden = 0 ORDER BY"
		       " p.feed_id)"
		       " WHERE feed_id = ?1 AND is_hidden = 0"
		       " AND id IN (SELECT article_id FROM appearance WHERE feed_id = ?1)",
		       "i", id);
}

static bool show(struct store *store, int64_t id, struct err *err)
{
	return sql_run(store, err, "UPDATE feed SET is_hidden = 0 WHERE id = ?1", "i", id) &&
	       sql_run(store, err,
		       "UPDATE article SET is_hidden = 0 WHERE is_hidden = 1"
		       " AND id IN (SELECT article_id FROM appearance WHERE feed_id = ?1)",
		       "i", id);
}

static bool add(struct store *store, const struct store_feed_config *want, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO feed (name, url, title, grp, is_titled) VALUES (?1, ?2, ?3, ?4, ?5)",
		       "ssssi", want->name, want->url, want->title ? want->title : "",
		       want->group ? want->group : "", (int64_t)(want->title != NULL));
}

/* Validators and faults belong to an address. */
static bool move(struct store *store, int64_t id, const char *url, struct err *err)
{
	return sql_run(
	    store, err,
	    "UPDATE feed SET url = ?2, moved_to = NULL, etag = NULL, last_modified = NULL, next_at = 0,"
	    " last_error = NULL, failures = 0, last_status = 0, hold_until = 0, is_gone = 0 WHERE id = ?1",
	    "is", id, url);
}

static bool has_names(const struct feed_row *row, const struct store_feed_config *want)
{
	if (strcmp(row->group, want->group ? want->group : ""))
		return false;
	return row->is_titled == (want->title != NULL) && (!want->title || !strcmp(row->title, want->title));
}

static bool agrees(const struct feed_row *row, const struct store_feed_config *want)
{
	return row && !row->is_hidden && !strcmp(row->url, want->url) && has_names(row, want);
}

/* A title that is no longer configured goes back to what the feed calls itself, at its next poll. */
static bool rename_feed(struct store *store, int64_t id, const struct store_feed_config *want,
			struct err *err)
{
	return sql_run(store, err, "UPDATE feed SET title = ?2, grp = ?3, is_titled = ?4 WHERE id = ?1",
		       "issi", id, want->title ? want->title : "", want->group ? want->group : "",
		       (int64_t)(want->title != NULL));
}

static bool sync_one(struct store *store, const struct feed_row *row, const struct store_feed_config *want,
		     struct err *err)
{
	if (!row)
		return add(store, want, err);
	if (strcmp(row->url, want->url) && !move(store, row->id, want->url, err))
		return false;
	if (!has_names(row, want) && !rename_feed(store, row->id, want, err))
		return false;
	return !row->is_hidden || show(store, row->id, err);
}

/* Nothing to write: the usual case, and one that must not wait for another writer. */
static bool is_settled(struct feed_rows *rows, const struct store_feed_config *feeds, size_t n)
{
	bool settled = true;

	for (size_t i = 0; i < n; i++) {
		struct feed_row *row = find_row(rows, feeds[i].name);

		if (row)
			row->is_wanted = true;
		settled = settled && agrees(row, &feeds[i]);
	}
	for (size_t i = 0; i < rows->n; i++)
		settled = settled && (rows->rows[i].is_wanted || rows->rows[i].is_hidden);
	return settled;
}

static bool sync_all(struct store *store, struct feed_rows *rows, const struct store_feed_config *feeds,
		     size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct feed_row *row = find_row(rows, feeds[i].name);

		if (!agrees(row, &feeds[i]) && !sync_one(store, row, &feeds[i], err))
			return false;
	}
	for (size_t i = 0; i < rows->n; i++)
		if (!rows->rows[i].is_wanted && !rows->rows[i].is_hidden &&
		    !hide(store, rows->rows[i].id, err))
			return false;
	return true;
}

bool store_feeds_sync(struct store *store, const struct store_feed_config *feeds, size_t n, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct feed_rows rows;
	bool ok = read_rows(store, ctx, &rows, err);

	if (ok && !is_settled(&rows, feeds, n)) {
		ok = sql_begin(store, err);
		if (ok && read_rows(store, ctx, &rows, err)) {
			(void)is_settled(&rows, feeds, n); /* marks what is wanted */
			ok = sync_all(store, &rows, feeds, n, err) && sql_commit(store, err);
		} else {
			ok = false;
		}
		if (!ok)
			sql_rollback(store);
	}
	talloc_free(ctx);
	return ok;
}

/* ---- what a poll changed ---- */

bool feed_write_state(struct store *store, int64_t feed_id, const struct store_feed_state *s, struct err *err)
{
	return sql_run(
	    store, err,
	    "UPDATE feed SET etag = ?2, last_modified = ?3, moved_to = ?4, last_error = ?5,"
	    " title = CASE WHEN is_titled OR ?6 IS NULL THEN title ELSE ?6 END,"
	    " site_url = COALESCE(?7, site_url), next_at = ?8, interval_s = ?9, last_try_at = ?10,"
	    " last_ok_at = ?11, failures = ?12, last_status = ?13, is_gone = ?14, hold_until = ?15,"
	    " ttl_s = ?16, skip_hours = ?17, skip_days = ?18 WHERE id = ?1",
	    "issssssiittiiiiiii", feed_id, s->etag, s->last_modified, s->moved_to, s->last_error, s->title,
	    s->site_url, s->next_at, s->interval_s, s->last_try_at, s->last_ok_at, s->failures,
	    s->last_status, (int64_t)s->is_gone, s->hold_until, s->ttl_s, s->skip_hours, s->skip_days);
}

bool store_feed_set(struct store *store, int64_t feed_id, const struct store_feed_state *state,
		    struct err *err)
{
	return feed_write_state(store, feed_id, state, err); /* one statement is a transaction */
}
