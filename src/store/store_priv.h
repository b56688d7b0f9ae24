/* store_priv.h: what the files of src/store share. */
#ifndef STORE_PRIV_H
#define STORE_PRIV_H

#include <sqlite3.h>

#include "telex/store.h"

enum {
	APPLICATION_ID = 0x54454C58, /* 'TELX' */
	ID_SLOTS = 16,		     /* articles of one second (design section 5) */
	CACHE_MAX = 96		     /* prepared statements kept */
};

/* A 128-bit hash that stands for a text; all zero: none. */
struct key {
	unsigned char bytes[16];
};

struct cached {
	sqlite3_stmt *stmt;
	uint64_t hash; /* of the text */
	uint64_t used; /* store->clock when last asked for */
	bool is_busy;
};
struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	bool (*give_way)(void *state);
	void *give_way_state;
	uint64_t clock;
	size_t n_cached;
	struct cached cache[CACHE_MAX];
	sqlite3_stmt *data_version;
};

/* ---- sql.c: statements, values, transactions ---- */

/* A statement from the cache; give it back with sql_done.  NULL with err set when it cannot be prepared. */
sqlite3_stmt *sql_get(struct store *store, const char *sql, struct err *err);
void sql_done(struct store *store, sqlite3_stmt *stmt);
/* NULL binds NULL; the text must live until sql_done. */
void sql_bind_text(sqlite3_stmt *stmt, int at, const char *s);
/* WHEN_NONE and below binds NULL. */
void sql_bind_time(sqlite3_stmt *stmt, int at, int64_t t);
/* NULL and none bind NULL; the key must live until sql_done. */
void sql_bind_key(sqlite3_stmt *stmt, int at, const struct key *key);
/* 1 a row, 0 the end, -1 a fault in err. */
int sql_step(struct store *store, sqlite3_stmt *stmt, struct err *err);
/* A statement without rows and with int64_t values only; kinds has one letter for each: 'i' int64_t, 's' const char *,
 * 't' a time, 'k' const struct key *. */
bool sql_run(struct store *store, struct err *err, const char *sql, const char *kinds, ...);
/* The first column of the first row; *ret keeps its value when there is none. */
bool sql_int(struct store *store, struct err *err, int64_t *ret, const char *sql, const char *kinds, ...);
/* The text of a column, a talloc child of ctx; NULL for NULL, and "" for NULL. */
char *sql_dup(void *ctx, sqlite3_stmt *stmt, int col);
const char *sql_dup_or_empty(void *ctx, sqlite3_stmt *stmt, int col);
int64_t sql_time(sqlite3_stmt *stmt, int col);
/* Several statements of our own, without values. */
bool sql_exec(struct store *store, const char *sql, struct err *err);
/* err from what SQLite said last.  Always false. */
bool sql_fault(struct store *store, int rc, struct err *err);
bool sql_begin(struct store *store, struct err *err); /* BEGIN IMMEDIATE */
bool sql_commit(struct store *store, struct err *err); /* rolls back when it fails */
void sql_rollback(struct store *store);

/* ---- key.c ---- */

/* What a key stands for: equal texts of different kinds have different keys. */
enum key_kind { KEY_GUID = 1, KEY_LINK, KEY_CONTENT, KEY_META, KEY_CANONICAL };
struct key key_make(enum key_kind kind, const struct bytes *parts, size_t n_parts);
bool key_is_none(const struct key *key);
bool key_equal(const struct key *a, const struct key *b);
/* Eight bytes of it, for an index whose rows are compared again. */
int64_t key_short(const struct key *key);

/* ---- migrate.c ---- */

/* Bring an empty or older file to this program's schema. */
bool migrate(struct store *store, struct err *err);

#endif
