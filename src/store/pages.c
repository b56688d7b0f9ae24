/* pages.c: the pages of articles that are fetched for their text. */
#include "ingest.h"

#include <string.h>

#include "telex/page.h"
#include "telex/utf8.h"

enum { TEASER_CELLS = 700, /* some 120 words; a Chinese character takes two cells */ CUT_CELLS = 2000 };

/* ---- teasers ---- */

/* How a text that goes on elsewhere ends, in small letters. */
static const char *const endings[] = {
    "…",	       "...",		"[…]",	      "[...]",	   "(…)",	  "read more", "read more »", "continue reading",
    "full story", "read the full story", "weiterlesen", "mehr lesen", "lire la suite", "leer más", "seguir leyendo",
    "leggi tutto", "lees meer",	"ler mais",    "läs mer",	   "читать далее",	  "続きを読む", "阅读全文", "더 보기",
};

static bool ends_with(const char *text, size_t len, const char *ending)
{
	const size_t n = strlen(ending);

	if (n > len)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char c = text[len - n + i];

		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != ending[i])
			return false;
	}
	return true;
}

bool page_is_teaser(const char *body)
{
	size_t len = strlen(body);
	const int cells = utf8_width(body, len < 4 * CUT_CELLS ? len : 4 * CUT_CELLS);

	while (len && strchr(" \n\t>\xbb", body[len - 1]))
		len--;
	if (cells < TEASER_CELLS)
		return true;
	for (size_t i = 0; cells < CUT_CELLS && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends_with(body, len, endings[i]))
			return true;
	return false;
}

/* ---- what is due ---- */

static bool is_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

bool page_due(struct store *store, void *ctx, int64_t now, const int64_t *except, size_t n, size_t max,
	      struct page_due **ret, size_t *ret_n, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT p.article_id, a.url, f.name, p.tries FROM page p CROSS JOIN article a"
				     " ON a.id = p.article_id CROSS JOIN feed f ON f.id = a.feed_id"
				     " WHERE p.state = 0 AND p.next_at <= ?1 ORDER BY p.next_at LIMIT ?2",
				     err);
	struct page_due *list = mem_array(ctx, struct page_due, max + 1);
	size_t count = 0;
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, now);
		sqlite3_bind_int64(stmt, 2, (int64_t)(max + n));
	}
	while (stmt && (got = sql_step(store, stmt, err)) > 0) {
		const int64_t id = sqlite3_column_int64(stmt, 0);

		if (count < max && !is_among(except, n, id))
			list[count++] = (struct page_due){id, sql_dup_or_empty(list, stmt, 1),
							  sql_dup_or_empty(list, stmt, 2), sqlite3_column_int64(stmt, 3)};
	}
	sql_done(store, stmt);
	*ret = list;
	*ret_n = count;
	return got == 0;
}

bool page_next(struct store *store, int64_t *ret, struct err *err)
{
	*ret = WHEN_NONE;
	return sql_int(store, err, ret, "SELECT next_at FROM page WHERE state = 0 ORDER BY next_at LIMIT 1", "");
}

bool page_wish(struct store *store, int64_t article_id, int64_t now, struct err *err)
{
	int64_t has_url = -1;

	if (!sql_int(store, err, &has_url, "SELECT url <> '' FROM article WHERE id = ?1", "i", article_id))
		return false;
	if (has_url < 1)
		return err_set(err, ERR_NO_MATCH, has_url ? "there is no article %lld" : "article %lld has no address",
			       (long long)article_id);
	return sql_run(store, err,
		       "INSERT INTO page (article_id, next_at) VALUES (?1, ?2)"
		       " ON CONFLICT DO UPDATE SET state = 0, next_at = min(next_at, ?2), tries = 0, error = NULL",
		       "ii", article_id, now);
}

bool pages_want(struct store *store, int64_t article_id, int64_t now, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO page (article_id, next_at) VALUES (?1, ?2)"
		       " ON CONFLICT DO UPDATE SET state = 0, next_at = ?2, tries = 0",
		       "ii", article_id, now);
}

bool pages_is_used(struct store *store, int64_t article_id, bool *ret, struct err *err)
{
	int64_t is_used = 0;

	if (!sql_int(store, err, &is_used, "SELECT is_used FROM page WHERE article_id = ?1", "i", article_id))
		return false;
	*ret = is_used;
	return true;
}

bool pages_stays(struct store *store, int64_t article_id, const char *stored, const char *from_feed, bool *ret, struct err *err)
{
	if (!pages_is_used(store, article_id, ret, err))
		return false;
	*ret = *ret && strlen(stored) > strlen(from_feed);
	return true;
}

/* ---- what came of it ---- */

static bool read_article(struct store *store, int64_t id, bool *ret_is_there, struct err *err)
{
	int64_t n = 0;

	*ret_is_there = false;
	if (!sql_int(store, err, &n, "SELECT count(*) FROM article WHERE id = ?1", "i", id))
		return false;
	*ret_is_there = n;
	return true;
}

static bool tell_feed(struct store *store, int64_t article_id, const char *error, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE feed SET page_error = ?2, page_failures = iif(?2 IS NULL, 0, page_failures + 1)"
		       " WHERE id = (SELECT feed_id FROM article WHERE id = ?1) AND (?2 IS NOT NULL OR page_failures > 0)",
		       "is", article_id, error);
}

static bool note_read(struct store *store, int64_t article_id, const char *missing, int64_t now, struct err *err)
{
	return sql_run(store, err, "UPDATE page SET state = 1, read_at = ?2, error = ?3, tries = tries + 1 WHERE article_id = ?1",
		       "iis", article_id, now, missing) &&
	       tell_feed(store, article_id, missing, err);
}

static bool judge(struct store *store, int64_t id, const struct fts_text *text, int64_t now, struct err *err)
{
	const struct store_new item = {id, text->title, text->author, text->body, false};

	return !store->judge || store->judge(store->judge_state, &item, 1, now, err);
}

/* More than the feed: a page that was cut to its first lines, by a wall or by us, must not replace what is whole.  Read
 * again it says about as much. */
static bool says_more(const struct fts_text *old, const struct page_text *page, bool is_used)
{
	const size_t had = strlen(old->body), has = page->text ? strlen(page->text) : 0;

	return is_used ? has > had / 2 && strcmp(page->text, old->body) != 0 : has > had + had / 10;
}

/* Its publisher has changed the page. */
static bool keep_version(struct store *store, int64_t id, const struct fts_text *old, int64_t now, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO article_version (article_id, version, replaced_at, title, author, body)"
		       " SELECT id, version, ?2, ?3, ?4, ?5 FROM article WHERE id = ?1 ON CONFLICT DO NOTHING",
		       "iisss", id, now, old->title, old->author, old->body) &&
	       sql_run(store, err, "UPDATE article SET version = version + 1, updated_at = ?2 WHERE id = ?1", "ii", id, now);
}

/* Of what the page says of itself beside its words.  *ret_is_new: it was not known. */
static bool mark_sponsored(struct store *store, int64_t id, const struct page_text *page, bool *ret_is_new, struct err *err)
{
	*ret_is_new = false;
	if (!page->is_sponsored)
		return true;
	if (!sql_run(store, err, "UPDATE article SET has = has | ?2 WHERE id = ?1 AND NOT has & ?2", "ii", id,
		     (int64_t)QUERY_HAS_SPONSOR))
		return false;
	*ret_is_new = sqlite3_changes(store->db) > 0;
	return true;
}

static bool change(struct store *store, void *ctx, int64_t id, const struct page_text *page, int64_t now,
		   bool *ret_is_better, struct err *err)
{
	struct fts_text old, text;
	bool is_there, is_used, is_marked;

	*ret_is_better = false;
	if (!read_article(store, id, &is_there, err) || (is_there && !fts_read(store, ctx, id, &old, &is_there, err)))
		return false;
	if (!is_there)
		return true; /* purged meanwhile */
	if (!note_read(store, id, page->missing, now, err) || !pages_is_used(store, id, &is_used, err) ||
	    !mark_sponsored(store, id, page, &is_marked, err))
		return false;
	if (!says_more(&old, page, is_used))
		return !is_marked || judge(store, id, &old, now, err);
	text = (struct fts_text){old.title, old.author[0] || !page->author ? old.author : page->author, page->text,
				 page->html};
	if (is_used ? !change_is_trivial(ctx, &old, &text) && !keep_version(store, id, &old, now, err)
		    : !sql_run(store, err, "UPDATE page SET is_used = 1 WHERE article_id = ?1", "i", id))
		return false;
	*ret_is_better = true;
	return fts_change(store, id, &old, &text, err) &&
	       sql_run(store, err, "UPDATE article SET has = has | ?2, lang = iif(lang = '', ?3, lang) WHERE id = ?1", "iis",
		       id, (int64_t)QUERY_HAS_TEXT, page->lang ? page->lang : "") &&
	       judge(store, id, &text, now, err);
}

bool page_store(struct store *store, int64_t article_id, const struct page_text *page, int64_t now,
		bool *ret_is_better, struct err *err)
{
	void *ctx = talloc_new(NULL);
	bool ok = sql_begin(store, err);

	if (ok && !change(store, ctx, article_id, page, now, ret_is_better, err)) {
		sql_rollback(store);
		ok = false;
	}
	if (ok)
		ok = sql_commit(store, err);
	talloc_free(ctx);
	return ok;
}

static bool fail(struct store *store, int64_t article_id, const char *error, int64_t next_at, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE page SET tries = tries + 1, error = ?2, state = iif(?3 IS NULL, 2, 0),"
		       " next_at = ifnull(?3, next_at) WHERE article_id = ?1",
		       "ist", article_id, error, next_at) &&
	       tell_feed(store, article_id, error, err);
}

bool page_failed(struct store *store, int64_t article_id, const char *error, int64_t next_at, struct err *err)
{
	if (!sql_begin(store, err))
		return false;
	if (fail(store, article_id, error, next_at, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

bool page_postpone(struct store *store, int64_t article_id, int64_t next_at, struct err *err)
{
	return sql_run(store, err, "UPDATE page SET next_at = ?2 WHERE article_id = ?1", "ii", article_id, next_at);
}

bool page_outcome(struct store *store, void *ctx, int64_t article_id, enum page_state *ret, const char **ret_error,
		  struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT state, error FROM page WHERE article_id = ?1", err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, article_id);
		got = sql_step(store, stmt, err);
	}
	if (got > 0) {
		*ret = (enum page_state)sqlite3_column_int(stmt, 0);
		*ret_error = sql_dup(ctx, stmt, 1);
	}
	sql_done(store, stmt);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "the page of article %lld was not asked for", (long long)article_id);
	return got > 0;
}

/* ---- robots.txt ---- */

bool page_robots(struct store *store, void *ctx, const char *origin, int64_t now, int64_t *ret_status,
		 const char **ret_text, struct err *err)
{
	enum { FRESH_MAX_S = 7 * 86400 }; /* what lies further ahead was written by a clock that went wrong */
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT status, text FROM robots WHERE origin = ?1 AND until > ?2 AND until <= ?3", err);
	int got = -1;

	*ret_status = 0;
	*ret_text = NULL;
	if (stmt) {
		sql_bind_text(stmt, 1, origin);
		sqlite3_bind_int64(stmt, 2, now);
		sqlite3_bind_int64(stmt, 3, now + FRESH_MAX_S);
		got = sql_step(store, stmt, err);
	}
	if (got > 0) {
		*ret_status = sqlite3_column_int64(stmt, 0);
		*ret_text = sql_dup(ctx, stmt, 1);
	}
	sql_done(store, stmt);
	return got >= 0;
}

bool page_robots_set(struct store *store, const char *origin, int64_t status, const char *text, int64_t until,
		     struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO robots (origin, until, status, text) VALUES (?1, ?2, ?3, ?4)"
		       " ON CONFLICT (origin) DO UPDATE SET until = ?2, status = ?3, text = ?4",
		       "siis", origin, until, status, text);
}
