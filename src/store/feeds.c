/* feeds.c: the rows of feeds: agreement with the configuration, what a poll changed, the list. */
#include "store_priv.h"

#include <string.h>

/* ---- the list ---- */

/* The columns of struct store_feed_state: how each is kept, and its name in both. */
#define STATE_COLUMNS(COLUMN)                                                                                \
	COLUMN(TEXT, etag)                                                                                   \
	COLUMN(TEXT, last_modified)                                                                          \
	COLUMN(TEXT, moved_to)                                                                               \
	COLUMN(TEXT, last_error)                                                                             \
	COLUMN(TEXT, problem)                                                                                \
	COLUMN(TEXT, next_why)                                                                               \
	COLUMN(TEXT, archive_url)                                                                            \
	COLUMN(TIME, archive_until)                                                                          \
	COLUMN(NUMBER, next_at)                                                                              \
	COLUMN(NUMBER, interval_s)                                                                           \
	COLUMN(TIME, last_try_at)                                                                            \
	COLUMN(TIME, last_ok_at)                                                                             \
	COLUMN(NUMBER, failures)                                                                             \
	COLUMN(TIME, failing_since)                                                                          \
	COLUMN(NUMBER, last_status)                                                                          \
	COLUMN(TEXT, held_host)                                                                              \
	COLUMN(NUMBER, held_until)                                                                           \
	COLUMN(NUMBER, held_is_asked)                                                                        \
	COLUMN(NUMBER, hold_until)                                                                           \
	COLUMN(NUMBER, ttl_s)                                                                                \
	COLUMN(NUMBER, skip_hours)                                                                           \
	COLUMN(NUMBER, skip_days)                                                                            \
	COLUMN(NUMBER, missed)                                                                               \
	COLUMN(TIME, missed_at)                                                                              \
	COLUMN(NUMBER, is_gone)

#define READ_TEXT(stmt, col) sql_dup(ctx, stmt, col)
#define READ_TIME(stmt, col) sql_time(stmt, col)
#define READ_NUMBER(stmt, col) sqlite3_column_int64(stmt, col)
#define BIND_TEXT(stmt, at, value) sql_bind_text(stmt, at, value)
#define BIND_TIME(stmt, at, value) sql_bind_time(stmt, at, value)
#define BIND_NUMBER(stmt, at, value) sqlite3_bind_int64(stmt, at, value)

#define NAME_COLUMN(kind, name) ", " #name
#define READ_COLUMN(kind, name) state->name = READ_##kind(stmt, col++);

static void read_state(void *ctx, sqlite3_stmt *stmt, int col, struct store_feed_state *state)
{
	STATE_COLUMNS(READ_COLUMN)
}

static void read_feed(void *ctx, sqlite3_stmt *stmt, struct store_feed *feed)
{
	*feed = (struct store_feed){
	    .id = sqlite3_column_int64(stmt, 0),
	    .name = sql_dup_or_empty(ctx, stmt, 1),
	    .url = sql_dup_or_empty(ctx, stmt, 2),
	    .title = sql_dup_or_empty(ctx, stmt, 3),
	    .group = sql_dup_or_empty(ctx, stmt, 4),
	    .site_url = sql_dup_or_empty(ctx, stmt, 5),
	    .is_link_keyed = sqlite3_column_int(stmt, 6),
	    .is_hidden = sqlite3_column_int(stmt, 7),
	    .n_articles = sqlite3_column_int64(stmt, 8),
	    .n_unread = sqlite3_column_int64(stmt, 9),
	    .page_error = sql_dup(ctx, stmt, 10),
	    .page_failures = sqlite3_column_int64(stmt, 11),
	};
	read_state(ctx, stmt, 12, &feed->state);
}

bool store_feeds(struct store *store, void *ctx, bool with_hidden, struct store_feeds **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT id, name, url, CASE WHEN title = '' THEN name ELSE title END AS shown,"
				     " grp, site_url, is_link_keyed, is_hidden, n_articles, n_unread, page_error, page_failures" STATE_COLUMNS(
					 NAME_COLUMN) " FROM feed WHERE is_hidden <= ?1"
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
	    " last_error = NULL, failures = 0, last_status = 0, hold_until = 0, is_gone = 0, problem = NULL,"
	    " next_why = NULL, failing_since = NULL, missed = 0, missed_at = NULL, archive_url = NULL,"
	    " archive_until = NULL, is_link_keyed = 0 WHERE id = ?1",
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

#define SET_COLUMN(kind, name) ", " #name " = ?"
#define BIND_COLUMN(kind, name) BIND_##kind(stmt, at++, state->name);

bool feed_write_state(struct store *store, int64_t feed_id, const struct store_feed_state *state,
		      struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    store,
	    "UPDATE feed SET title = CASE WHEN is_titled OR ?1 IS NULL THEN title ELSE ?1 END,"
	    " site_url = COALESCE(?2, site_url)" STATE_COLUMNS(SET_COLUMN) " WHERE id = ?",
	    err);
	int at = 3, got;

	if (!stmt)
		return false;
	sql_bind_text(stmt, 1, state->title);
	sql_bind_text(stmt, 2, state->site_url);
	STATE_COLUMNS(BIND_COLUMN)
	sqlite3_bind_int64(stmt, at, feed_id);
	got = sql_step(store, stmt, err);
	sql_done(store, stmt);
	return got == 0;
}

bool store_feed_set(struct store *store, int64_t feed_id, const struct store_feed_state *state,
		    struct err *err)
{
	return feed_write_state(store, feed_id, state, err); /* one statement is a transaction */
}

bool store_feed_retry(struct store *store, int64_t feed_id, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE feed SET next_at = 0, next_why = NULL, failures = 0, failing_since = NULL,"
		       " is_gone = 0 WHERE id = ?1",
		       "i", feed_id);
}
