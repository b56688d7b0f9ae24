/* tell.c: what is told of articles now and was not when they were stored: their language, and that they were paid for.
 *
 * counter.told_below is the id from which on all are told, NULL when none is left; so it goes on where it was.  It makes
 * nothing unread and raises nothing: no rule is asked. */
#include "store_priv.h"

#include "telex/feed.h"

enum { PIECE = 200 }; /* articles in one transaction: some 4 ms */

struct piece {
	int64_t below;
	size_t n;
	struct told {
		int64_t id, has;
		const char *lang; /* static; NULL: it has one, or none can be told */
	} told[PIECE];
};

static struct told look(sqlite3_stmt *stmt)
{
	const char *author = (const char *)sqlite3_column_text(stmt, 4);
	struct feed_person person = {.name = author};
	const struct feed_item item = {.title = (const char *)sqlite3_column_text(stmt, 3),
				       .text = (const char *)sqlite3_column_text(stmt, 5),
				       .authors = &person,
				       .n_authors = author && *author};
	const bool has_lang = sqlite3_column_int(stmt, 2);

	return (struct told){.id = sqlite3_column_int64(stmt, 0),
			     .has = sqlite3_column_int64(stmt, 1) | (feed_item_is_sponsored(&item) ? QUERY_HAS_SPONSOR : 0),
			     .lang = has_lang ? NULL : feed_item_language(&item)};
}

/* Only what is to be changed stays in the piece; *ret_last is the last that was looked at. */
static bool read_piece(struct store *store, struct piece *piece, size_t *ret_n, int64_t *ret_last, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT a.id, a.has, a.lang <> '', t.title, t.author, t.body FROM article a"
				     " CROSS JOIN article_text t ON t.id = a.id WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2",
				     err);
	int got = -1;

	*ret_n = 0;
	if (stmt) {
		sqlite3_bind_int64(stmt, 1, piece->below);
		sqlite3_bind_int64(stmt, 2, PIECE);
	}
	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		const struct told told = look(stmt);

		++*ret_n;
		*ret_last = told.id;
		if (told.lang || told.has != sqlite3_column_int64(stmt, 1))
			piece->told[piece->n++] = told;
	}
	sql_done(store, stmt);
	return got == 0;
}

static bool tell_piece(struct store *store, int64_t below, bool *ret_more, struct err *err)
{
	struct piece piece = {.below = below};
	int64_t last = WHEN_NONE;
	size_t n;

	if (!read_piece(store, &piece, &n, &last, err))
		return false;
	for (size_t i = 0; i < piece.n; i++)
		if (!sql_run(store, err, "UPDATE article SET has = ?2, lang = ifnull(?3, lang) WHERE id = ?1", "iis",
			     piece.told[i].id, piece.told[i].has, piece.told[i].lang))
			return false;
	*ret_more = n == PIECE;
	return sql_run(store, err, "UPDATE counter SET told_below = ?1 WHERE id = 1", "t", *ret_more ? last : WHEN_NONE);
}

static bool read_below(struct store *store, int64_t *ret, struct err *err)
{
	*ret = WHEN_NONE;
	return sql_int(store, err, ret, "SELECT told_below FROM counter WHERE id = 1 AND told_below IS NOT NULL", "");
}

bool store_tell_more(struct store *store, bool *ret_more, struct err *err)
{
	int64_t below;

	*ret_more = false;
	if (!read_below(store, &below, err))
		return false;
	if (below == WHEN_NONE)
		return true;
	if (!sql_begin(store, err))
		return false;
	if (tell_piece(store, below, ret_more, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

bool store_untold(struct store *store, int64_t *ret, struct err *err)
{
	*ret = 0;
	return sql_int(store, err, ret,
		       "SELECT count(*) FROM article WHERE id < (SELECT told_below FROM counter WHERE id = 1)", "");
}
