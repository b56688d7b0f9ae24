/* sql.c: prepared statements kept for the next time, values bound, transactions, and what SQLite's faults
 * mean. */
#include "store_priv.h"

#include <errno.h>
#include <string.h>

static uint64_t text_hash(const char *s)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	return hash;
}

/* The place for one more statement: a free one, else that of the statement that was idle longest. */
static struct cached *cache_slot(struct store *store)
{
	struct cached *oldest = NULL;

	if (store->n_cached < CACHE_MAX)
		return &store->cache[store->n_cached++];
	for (size_t i = 0; i < CACHE_MAX; i++) {
		struct cached *c = &store->cache[i];

		if (!c->is_busy && (!oldest || c->used < oldest->used))
			oldest = c;
	}
	if (oldest)
		sqlite3_finalize(oldest->stmt);
	return oldest;
}

sqlite3_stmt *sql_get(struct store *store, const char *sql, struct err *err)
{
	uint64_t hash = text_hash(sql);
	struct cached *slot;
	sqlite3_stmt *stmt = NULL;
	int rc;

	for (size_t i = 0; i < store->n_cached; i++) {
		struct cached *c = &store->cache[i];

		if (c->hash == hash && !c->is_busy && !strcmp(sqlite3_sql(c->stmt), sql)) {
			c->is_busy = true;
			c->used = ++store->clock;
			return c->stmt;
		}
	}
	rc = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
	if (rc) {
		sql_fault(store, rc, err);
		return NULL;
	}
	slot = cache_slot(store);
	if (slot)
		*slot = (struct cached){.stmt = stmt, .hash = hash, .used = ++store->clock, .is_busy = true};
	return stmt;
}

void sql_done(struct store *store, sqlite3_stmt *stmt)
{
	if (!stmt)
		return;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	for (size_t i = 0; i < store->n_cached; i++)
		if (store->cache[i].stmt == stmt) {
			store->cache[i].is_busy = false;
			return;
		}
	sqlite3_finalize(stmt); /* there was no place in the cache */
}

void sql_bind_text(sqlite3_stmt *stmt, int at, const char *s)
{
	if (s)
		sqlite3_bind_text(stmt, at, s, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(stmt, at);
}

void sql_bind_time(sqlite3_stmt *stmt, int at, int64_t t)
{
	if (t == WHEN_NONE)
		sqlite3_bind_null(stmt, at);
	else
		sqlite3_bind_int64(stmt, at, t);
}

void sql_bind_key(sqlite3_stmt *stmt, int at, const struct key *key)
{
	if (key && !key_is_none(key))
		sqlite3_bind_blob(stmt, at, key->bytes, sizeof(key->bytes), SQLITE_STATIC);
	else
		sqlite3_bind_null(stmt, at);
}

int sql_step(struct store *store, sqlite3_stmt *stmt, struct err *err)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	sql_fault(store, rc, err);
	return -1;
}

void sql_bind_all(sqlite3_stmt *stmt, const char *kinds, va_list args)
{
	for (int at = 1; *kinds; kinds++, at++) {
		switch (*kinds) {
		case 's':
			sql_bind_text(stmt, at, va_arg(args, const char *));
			break;
		case 't':
			sql_bind_time(stmt, at, va_arg(args, int64_t));
			break;
		case 'k':
			sql_bind_key(stmt, at, va_arg(args, const struct key *));
			break;
		default:
			sqlite3_bind_int64(stmt, at, va_arg(args, int64_t));
		}
	}
}

bool sql_run(struct store *store, struct err *err, const char *sql, const char *kinds, ...)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	va_list args;
	int got;

	if (!stmt)
		return false;
	va_start(args, kinds);
	sql_bind_all(stmt, kinds, args);
	va_end(args);
	while ((got = sql_step(store, stmt, err)) > 0)
		;
	sql_done(store, stmt);
	return got == 0;
}

bool sql_int(struct store *store, struct err *err, int64_t *ret, const char *sql, const char *kinds, ...)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	va_list args;
	int got;

	if (!stmt)
		return false;
	va_start(args, kinds);
	sql_bind_all(stmt, kinds, args);
	va_end(args);
	got = sql_step(store, stmt, err);
	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	sql_done(store, stmt);
	return got >= 0;
}

char *sql_dup(void *ctx, sqlite3_stmt *stmt, int col)
{
	const char *text = (const char *)sqlite3_column_text(stmt, col);

	return text ? mem_strndup(ctx, text, (size_t)sqlite3_column_bytes(stmt, col)) : NULL;
}

const char *sql_dup_or_empty(void *ctx, sqlite3_stmt *stmt, int col)
{
	return sqlite3_column_bytes(stmt, col) ? sql_dup(ctx, stmt, col) : "";
}

int64_t sql_time(sqlite3_stmt *stmt, int col)
{
	return sqlite3_column_type(stmt, col) == SQLITE_NULL ? WHEN_NONE : sqlite3_column_int64(stmt, col);
}

bool sql_exec(struct store *store, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return rc ? sql_fault(store, rc, err) : true;
}

/* errno of the last failed write to the database or its log. */
static int write_errno(struct store *store, int which)
{
	sqlite3_file *file = NULL;
	int error = 0;

	sqlite3_file_control(store->db, "main", which, &file);
	if (file && file->pMethods)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
	return error;
}

/* SQLITE_FULL is what a full disk gives; a quota or a limit on the file's size is a write that failed. */
static bool is_full(struct store *store, int rc)
{
	static const int files[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};

	if ((rc & 0xff) == SQLITE_IOERR)
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			int error = write_errno(store, files[i]);

			if (error == ENOSPC || error == EDQUOT || error == EFBIG)
				return true;
		}
	return (rc & 0xff) == SQLITE_FULL;
}

bool sql_fault(struct store *store, int rc, struct err *err)
{
	int primary = rc & 0xff;

	if (is_full(store, rc))
		return err_set(err, ERR_IO, "the disk is full: nothing was stored in %s", store->path);
	switch (primary) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, ERR_BUSY, "%s is being written by another program, try again",
			       store->path);
	case SQLITE_INTERRUPT:
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_IO, "%s is damaged (%s): restore a copy, or try 'telex doctor'",
			       store->path, sqlite3_errmsg(store->db));
	case SQLITE_READONLY:
		return err_set(err, ERR_IO, "%s may not be written", store->path);
	case SQLITE_NOMEM:
	case SQLITE_TOOBIG:
		return err_set(err, ERR_LIMIT, "more than %s can hold in one place: %s", store->path,
			       sqlite3_errmsg(store->db));
	default:
		return err_set(err, ERR_IO, "%s: %s", store->path, sqlite3_errmsg(store->db));
	}
}

bool sql_begin(struct store *store, struct err *err)
{
	return sql_run(store, err, "BEGIN IMMEDIATE", "");
}

bool sql_commit(struct store *store, struct err *err)
{
	if (sql_run(store, err, "COMMIT", ""))
		return true;
	sql_rollback(store);
	return false;
}

void sql_rollback(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		(void)sql_run(store, NULL, "ROLLBACK", ""); /* a full disk has rolled back already */
}
