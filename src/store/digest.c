/* digest.c: up to where each digest was written, and what came since. */
#include "store_priv.h"

#include <stdlib.h>

enum {
	PIECE = 400,		 /* so few that the text of each is asked instead of the index */
	PIECES_MOST = 50 * PIECE /* beyond that, the words of the query drive */
};

static int down(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

static bool find_piece(struct store *store, const struct query *query, int64_t from, int64_t to, int64_t now,
		       struct idlist *ret, struct err *err)
{
	const struct store_page all = STORE_PAGE_NEWEST(0);
	void *ctx = talloc_new(NULL);
	struct query *piece;
	bool ok = query_parse(ctx, mem_printf(ctx, "seq:%lld..%lld", (long long)from, (long long)to), NULL,
			      &piece, err);

	ok = ok && search_page_ids(store, query_and(ctx, piece, query), &all, now, ret, err);
	talloc_free(ctx);
	return ok;
}

bool store_find_new(struct store *store, void *ctx, const struct query *query, int64_t after, int64_t upto,
		    int64_t now, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	const int64_t step = upto - after > PIECES_MOST ? upto - after : PIECE;
	struct idlist found = {0};
	bool ok = true;

	for (int64_t from = after + 1; ok && from <= upto; from += step)
		ok = find_piece(store, query, from, from + step - 1 < upto ? from + step - 1 : upto, now,
				&found, err);
	if (ok) {
		*ret_n = found.n;
		*ret_ids = mem_array(ctx, int64_t, found.n + 1);
		if (found.n > 0)
			qsort(found.ids, found.n, sizeof(found.ids[0]), down);
		for (size_t i = 0; i < found.n; i++)
			(*ret_ids)[i] = found.ids[i];
	}
	ids_free(&found);
	return ok;
}

/* What arrived later has a greater seq, but where a clock went back; so the newest is looked for from the
 * end. */
bool store_seq_before(struct store *store, int64_t t, int64_t *ret, struct err *err)
{
	*ret = 0;
	/* From the newest back: by the index of arrived_at all that is older would be sorted. */
	return sql_int(store, err, ret,
		       "SELECT seq FROM article WHERE +arrived_at < ?1 ORDER BY seq DESC LIMIT 1", "t", t);
}

bool store_digest_mark(struct store *store, const char *name, int64_t *ret_seq, int64_t *ret_at,
		       struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT seq, at FROM digest WHERE name = ?1", err);
	int got = -1;

	if (!stmt)
		return false;
	sql_bind_text(stmt, 1, name);
	got = sql_step(store, stmt, err);
	if (got >= 0) {
		*ret_seq = got ? sqlite3_column_int64(stmt, 0) : -1;
		*ret_at = got ? sqlite3_column_int64(stmt, 1) : WHEN_NONE;
	}
	sql_done(store, stmt);
	return got >= 0;
}

bool store_digest_advance(struct store *store, const char *name, int64_t seq, int64_t now, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO digest(name, seq, at) VALUES (?1, ?2, ?3)"
		       " ON CONFLICT(name) DO UPDATE SET seq = max(seq, excluded.seq), at = excluded.at",
		       "sit", name, seq, now);
}
