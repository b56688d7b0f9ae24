/* place_hours.c: what stored articles are found by: rows of some hundred articles that were published within one hour.
 *
 * Articles come with dates of the last hours, so a transaction writes a few rows at the end of the table, and the articles
 * around a date are rows that lie together: to read them all costs less than to look up each feature in an index. */
#include "placing.h"

enum {
	HOUR_IDS = 3600 * ID_SLOTS,
	HOUR_ROWS = 1 << 16,
	ROW_NUMBERS = 2000, /* a page */
	ROWS_READ = 2048,   /* the newest: a quarter of a million articles */
	KEYS_BITS = 6,	    /* each article: its keys, then its place within the hour and their number */
	KEYS_MAX = (1 << KEYS_BITS) - 1,
	CARRIED = 1 << 16 /* articles */
};
#define HOUR_ROWS_OF "SELECT id, articles FROM story_hour WHERE id >= ?1 AND id < ?2 ORDER BY id DESC"

/* Rounded down. */
static int64_t divided(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

static int64_t hour_of(int64_t article)
{
	return divided(article, HOUR_IDS);
}

static int64_t hour_of_row(int64_t row)
{
	return divided(row, HOUR_ROWS);
}

/* ---- read ---- */

/* The last first.  Of a row that is damaged what stands behind that. */
static void tell_row(int64_t row, const char *numbers, size_t n, place_stored_fn *fn, void *state)
{
	const int64_t first = hour_of_row(row) * HOUR_IDS;
	uint32_t tail, keys[KEYS_MAX];

	while (n > 0) {
		size_t n_keys;

		n--;
		memcpy(&tail, numbers + n * sizeof(tail), sizeof(tail));
		n_keys = tail & KEYS_MAX;
		if (n_keys > n)
			return;
		n -= n_keys;
		memcpy(keys, numbers + n * sizeof(*keys), n_keys * sizeof(*keys));
		fn(state, first + (tail >> KEYS_BITS), keys, n_keys);
	}
}

bool place_read_hours(struct store *store, int64_t from, int64_t to, place_stored_fn *fn, void *state, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, HOUR_ROWS_OF " LIMIT ?3", err);
	int got;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, hour_of(from) * HOUR_ROWS);
	sqlite3_bind_int64(stmt, 2, (hour_of(to) + 1) * HOUR_ROWS);
	sqlite3_bind_int64(stmt, 3, ROWS_READ);
	while ((got = sql_step(store, stmt, err)) > 0)
		tell_row(sqlite3_column_int64(stmt, 0), sqlite3_column_blob(stmt, 1),
			 (size_t)sqlite3_column_bytes(stmt, 1) / sizeof(uint32_t), fn, state);
	sql_done(store, stmt);
	return got == 0;
}

/* ---- written ---- */

struct row {
	int64_t id; /* INT64_MIN: none */
	size_t n;   /* 0: nothing to write */
	uint32_t numbers[ROW_NUMBERS];
};

static bool write_row(struct store *store, const struct row *row, struct err *err)
{
	sqlite3_stmt *stmt;
	int got;

	if (!row->n)
		return true;
	stmt = sql_get(store,
		       "INSERT INTO story_hour (id, articles) VALUES (?1, ?2)"
		       " ON CONFLICT (id) DO UPDATE SET articles = excluded.articles",
		       err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, row->id);
	sqlite3_bind_blob(stmt, 2, row->numbers, (int)(row->n * sizeof(*row->numbers)), SQLITE_STATIC);
	got = sql_step(store, stmt, err);
	sql_done(store, stmt);
	return got == 0;
}

/* One that is longer than it may be is taken for empty. */
static bool fill_row(sqlite3_stmt *stmt, struct row *row)
{
	const size_t n = (size_t)sqlite3_column_bytes(stmt, 1) / sizeof(*row->numbers);
	const bool fits = n && n <= ROW_NUMBERS;

	row->id = sqlite3_column_int64(stmt, 0);
	row->n = fits ? n : 0;
	memcpy(row->numbers, fits ? sqlite3_column_blob(stmt, 1) : "", row->n * sizeof(*row->numbers));
	return fits;
}

/* The last row of the hour, to go on in; one that is longer than it may be is left alone. */
static bool read_row(struct store *store, int64_t hour, struct row *row, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, HOUR_ROWS_OF " LIMIT 1", err);
	bool is_full = false;
	int got;

	if (!stmt)
		return false;
	*row = (struct row){.id = hour * HOUR_ROWS};
	sqlite3_bind_int64(stmt, 1, row->id);
	sqlite3_bind_int64(stmt, 2, row->id + HOUR_ROWS);
	got = sql_step(store, stmt, err);
	if (got > 0)
		is_full = !fill_row(stmt, row);
	row->id += is_full;
	sql_done(store, stmt);
	return got >= 0;
}

/* The row that an article with so many keys goes into. */
static bool turn_to(struct store *store, int64_t article, size_t n_keys, struct row *row, struct err *err)
{
	const int64_t hour = hour_of(article);

	if ((row->id == INT64_MIN || hour_of_row(row->id) != hour) &&
	    (!write_row(store, row, err) || !read_row(store, hour, row, err)))
		return false;
	if (row->n + 1 + n_keys <= ROW_NUMBERS)
		return true;
	if (!write_row(store, row, err))
		return false;
	row->id++;
	row->n = 0;
	return true;
}

/* A word of the title may have been drawn from the text as well. */
static void add_key(struct row *row, size_t first, uint32_t key)
{
	for (size_t i = first; i < row->n; i++)
		if (row->numbers[i] == key)
			return;
	row->numbers[row->n++] = key;
}

bool place_write_keys(struct placing *p, struct err *err)
{
	struct row *row = mem_new(p->ctx, struct row);

	row->id = INT64_MIN;
	for (size_t i = 0, n; i < p->n_postings; i += n) {
		const int64_t article = p->postings[i].article, place = article - hour_of(article) * HOUR_IDS;
		size_t first;

		for (n = 1; i + n < p->n_postings && p->postings[i + n].article == article && n < KEYS_MAX;)
			n++;
		if (!turn_to(p->store, article, n, row, err))
			return false;
		first = row->n;
		for (size_t k = i; k < i + n; k++)
			add_key(row, first, p->postings[k].key);
		row->numbers[row->n] = (uint32_t)(place << KEYS_BITS) | (uint32_t)(row->n - first);
		row->n++;
	}
	return write_row(p->store, row, err);
}

/* ---- taken back ---- */

/* Where the article begins in the row, and how many numbers it has; false: it is not there, or the row is damaged before it. */
static bool find_article(const struct row *row, int64_t article, size_t *ret_first, size_t *ret_n)
{
	const uint32_t place = (uint32_t)(article - hour_of(article) * HOUR_IDS);

	for (size_t n = row->n; n > 0; n = *ret_first) {
		*ret_n = (row->numbers[n - 1] & KEYS_MAX) + 1;
		if (*ret_n > n)
			return false;
		*ret_first = n - *ret_n;
		if (row->numbers[n - 1] >> KEYS_BITS == place)
			return true;
	}
	return false;
}

static bool find_row(struct store *store, int64_t article, struct row *row, size_t *ret_first, size_t *ret_n, bool *ret_is_there,
		     struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, HOUR_ROWS_OF, err);
	int got = -1;

	*ret_is_there = false;
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, hour_of(article) * HOUR_ROWS);
	sqlite3_bind_int64(stmt, 2, (hour_of(article) + 1) * HOUR_ROWS);
	while (!*ret_is_there && (got = sql_step(store, stmt, err)) > 0) {
		(void)fill_row(stmt, row);
		*ret_is_there = find_article(row, article, ret_first, ret_n);
	}
	sql_done(store, stmt);
	return got >= 0;
}

bool place_drop_keys(struct store *store, int64_t article, struct err *err)
{
	struct row *row = mem_new(NULL, struct row);
	size_t first = 0, n = 0;
	bool is_there, ok = find_row(store, article, row, &first, &n, &is_there, err);

	if (ok && is_there) {
		memmove(row->numbers + first, row->numbers + first + n, (row->n - first - n) * sizeof(*row->numbers));
		row->n -= n;
		ok = row->n ? write_row(store, row, err)
			    : sql_run(store, err, "DELETE FROM story_hour WHERE id = ?1", "i", row->id);
	}
	talloc_free(row);
	return ok;
}

/* ---- of schema 11 ---- */

static bool read_keys(struct placing *p, int64_t first, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(p->store, "SELECT key, article_id FROM story_key WHERE article_id >= ?1 ORDER BY article_id", err);
	int got = -1;

	if (stmt)
		sqlite3_bind_int64(stmt, 1, first);
	while (stmt && (got = sql_step(p->store, stmt, err)) > 0)
		place_post(p, NULL, sqlite3_column_int64(stmt, 1), (uint32_t)sqlite3_column_int64(stmt, 0));
	sql_done(p->store, stmt);
	return got == 0;
}

bool place_carry_keys(struct store *store, struct err *err)
{
	struct placing p = {.store = store, .ctx = talloc_new(NULL)};
	int64_t first = INT64_MIN;
	bool ok = sql_int(store, err, &first, "SELECT min(id) FROM (SELECT id FROM article ORDER BY id DESC LIMIT ?1)",
			  "i", (int64_t)CARRIED) &&
		  read_keys(&p, first, err) && place_write_keys(&p, err) && sql_exec(store, "DROP TABLE story_key", err);

	talloc_free(p.ctx);
	return ok;
}
