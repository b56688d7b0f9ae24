/* rows.c: articles copied out, by id. */
#include "search.h"

#include <string.h>

#include "telex/utf8.h"

enum { SUMMARY_MAX = 300 };

#define ROW_COLUMNS                                                                                          \
	"SELECT a.id, a.seq, a.published_at, a.arrived_at, a.is_read, a.is_starred, a.is_muted, a.has,"     \
	" a.lang, a.url,"                                                                                     \
	" ifnull(a.canonical_url, a.url), t.title, t.author, f.name, CASE WHEN f.title = '' THEN f.name"    \
	" ELSE f.title END, ifnull(a.story_id, a.id)"
#define ROW_TABLES                                                                                           \
	" FROM article a CROSS JOIN article_text t ON t.id = a.id CROSS JOIN feed f ON f.id = a.feed_id"    \
	" WHERE a.id = ?1"

enum { COL_STORY = 15, COL_BODY };

static void fill(void *ctx, sqlite3_stmt *stmt, struct store_row *row)
{
	int has = sqlite3_column_int(stmt, 7);

	*row = (struct store_row){
	    .id = sqlite3_column_int64(stmt, 0),
	    .seq = sqlite3_column_int64(stmt, 1),
	    .published = sql_time(stmt, 2),
	    .arrived = sqlite3_column_int64(stmt, 3),
	    .is_read = sqlite3_column_int(stmt, 4),
	    .is_starred = sqlite3_column_int(stmt, 5),
	    .is_muted = sqlite3_column_int(stmt, 6),
	    .has_enclosure = has & QUERY_HAS_ENCLOSURE,
	    .has_text = has & QUERY_HAS_TEXT,
	    .has_image = has & QUERY_HAS_IMAGE,
	    .lang = sql_dup_or_empty(ctx, stmt, 8),
	    .url = sql_dup_or_empty(ctx, stmt, 9),
	    .canonical_url = sql_dup_or_empty(ctx, stmt, 10),
	    .title = sql_dup_or_empty(ctx, stmt, 11),
	    .author = sql_dup_or_empty(ctx, stmt, 12),
	    .feed = sql_dup_or_empty(ctx, stmt, 13),
	    .outlet = sql_dup_or_empty(ctx, stmt, 14),
	    .summary = "",
	};
	row->story_id = sqlite3_column_int64(stmt, COL_STORY);
	row->sort_at = row->id / ID_SLOTS;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The text's beginning on one line, cut at a blank. */
static const char *summary(void *ctx, const char *body, size_t len)
{
	char line[SUMMARY_MAX + 1];
	size_t n = 0, i = 0, last_blank = 0;

	for (; i < len && n < SUMMARY_MAX; i++) {
		if (!is_blank(body[i])) {
			line[n++] = body[i];
		} else if (n && line[n - 1] != ' ') {
			last_blank = n;
			line[n++] = ' ';
		}
	}
	if (i < len)
		n = last_blank ? last_blank : utf8_cut(line, n, n - 3);
	while (n && line[n - 1] == ' ')
		n--;
	return n ? mem_strndup(ctx, line, n) : "";
}

static bool read_names(struct store *store, void *ctx, const char *sql, int64_t id, const char ***ret,
		       size_t *ret_n, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	while ((got = sql_step(store, stmt, err)) > 0) {
		*ret = mem_grow(ctx, *ret, const char *, *ret_n + 1);
		(*ret)[(*ret_n)++] = sql_dup_or_empty(ctx, stmt, 0);
	}
	sql_done(store, stmt);
	return got == 0;
}

static bool read_lists(struct store *store, void *ctx, struct store_row *row, struct err *err)
{
	return read_names(store, ctx,
			  "SELECT f.name FROM appearance p CROSS JOIN feed f ON f.id = p.feed_id"
			  " WHERE p.article_id = ?1 ORDER BY p.feed_id",
			  row->id, &row->feeds, &row->n_feeds, err) &&
	       read_names(store, ctx,
			  "SELECT g.name FROM article_tag t CROSS JOIN tag g ON g.id = t.tag_id"
			  " WHERE t.article_id = ?1 ORDER BY g.name",
			  row->id, &row->tags, &row->n_tags, err);
}

bool row_read(struct store *store, void *ctx, int64_t id, enum store_fields fields, struct store_row *ret,
	      bool *ret_is_there, struct err *err)
{
	bool is_full = fields == STORE_FULL;
	sqlite3_stmt *stmt =
	    sql_get(store, is_full ? ROW_COLUMNS ", t.body" ROW_TABLES : ROW_COLUMNS ROW_TABLES, err);
	int got;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	if (got > 0) {
		fill(ctx, stmt, ret);
		if (is_full) {
			const char *body = (const char *)sqlite3_column_text(stmt, COL_BODY);

			ret->summary = summary(ctx, body, (size_t)sqlite3_column_bytes(stmt, COL_BODY));
		}
	}
	*ret_is_there = got > 0;
	sql_done(store, stmt);
	return got == 0 || (got > 0 && (!is_full || read_lists(store, ctx, ret, err)));
}

bool store_rows_by_id(struct store *store, void *ctx, const int64_t *ids, size_t n, enum store_fields fields,
		      struct store_rows **ret, struct err *err)
{
	struct store_rows *rows = mem_new(ctx, struct store_rows);

	rows->rows = mem_array(rows, struct store_row, n);
	for (size_t i = 0; i < n; i++) {
		bool is_there = false;

		if (!row_read(store, rows, ids[i], fields, &rows->rows[rows->n], &is_there, err)) {
			talloc_free(rows);
			return false;
		}
		rows->n += is_there;
	}
	if (fields == STORE_STORIES && !story_page_fill(store, rows, err)) {
		talloc_free(rows);
		return false;
	}
	*ret = rows;
	return true;
}

/* ---- one article with everything ---- */

static bool read_enclosures(struct store *store, struct store_article *article, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT url, type, title, ifnull(bytes, -1), ifnull(seconds, -1) FROM enclosure"
		    " WHERE article_id = ?1 ORDER BY n",
		    err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, article->row.id);
	while ((got = sql_step(store, stmt, err)) > 0) {
		article->enclosures =
		    mem_grow(article, article->enclosures, struct feed_enclosure, article->n_enclosures + 1);
		article->enclosures[article->n_enclosures++] = (struct feed_enclosure){
		    .url = sql_dup_or_empty(article, stmt, 0),
		    .type = sql_dup(article, stmt, 1),
		    .title = sql_dup(article, stmt, 2),
		    .bytes = sqlite3_column_int64(stmt, 3),
		    .seconds = sqlite3_column_int64(stmt, 4),
		};
	}
	sql_done(store, stmt);
	return got == 0;
}

static bool read_text(struct store *store, struct store_article *article, struct err *err)
{
	struct fts_text text = {"", "", "", NULL};
	bool is_there = false;

	if (!fts_read(store, article, article->row.id, &text, &is_there, err))
		return false;
	article->text = text.body;
	article->html = text.html;
	return true;
}

static bool read_history(struct store *store, struct store_article *article, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT updated_at, version, has & 8, (SELECT replaced_at FROM article_version"
				     " WHERE article_id = a.id ORDER BY version DESC LIMIT 1) FROM article a WHERE id = ?1",
				     err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, article->row.id);
	got = sql_step(store, stmt, err);
	if (got > 0) {
		article->updated = sql_time(stmt, 0);
		article->n_changes = sqlite3_column_int64(stmt, 1);
		article->is_sponsored = sqlite3_column_int(stmt, 2);
		article->changed = sql_time(stmt, 3);
	}
	sql_done(store, stmt);
	return got >= 0;
}

bool store_article(struct store *store, void *ctx, int64_t id, struct store_article **ret, struct err *err)
{
	struct store_article *article = mem_new(ctx, struct store_article);
	bool is_there = false;
	bool ok = row_read(store, article, id, STORE_FULL, &article->row, &is_there, err);

	if (ok && !is_there)
		ok = err_set(err, ERR_NO_MATCH, "there is no article %lld", (long long)id);
	if (ok && read_text(store, article, err) && read_history(store, article, err) && read_enclosures(store, article, err) &&
	    store_note(store, article, id, &article->note, err)) {
		*ret = article;
		return true;
	}
	talloc_free(article);
	return false;
}
