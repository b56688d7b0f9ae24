/* story_pages.c: lists in which a story is one line: that of its newest article that matches.
 *
 * A page is read as any other and thinned: what came before on it tells most of that.  Only stories that reach over the bound
 * of the page are asked whether they have a newer match. */
#include "search.h"

struct scan {
	const struct search *search;
	void *ctx;	     /* of queries */
	struct idlist met;   /* stories that a newer line of the page tells, or that has been asked about */
	int64_t bound;	     /* ids from it on are beyond what has been read; INT64_MAX: there are none */
	bool is_by_id;	     /* else the order says which article is the line */
};

static bool is_met(const struct scan *scan, int64_t story)
{
	for (size_t i = 0; i < scan->met.n; i++)
		if (scan->met.ids[i] == story)
			return true;
	return false;
}

/* *ret 0: the article is alone. */
static bool shared_story(const struct scan *scan, int64_t id, int64_t *ret, struct err *err)
{
	*ret = 0;
	return sql_int(scan->search->store, err, ret,
		       "SELECT s.id FROM article a CROSS JOIN story s ON s.id = a.story_id"
		       " WHERE a.id = ?1 AND s.n_articles > 1",
		       "i", id);
}

/* Whether an article of the story matches, from the bound on. */
static bool matches_beyond(const struct scan *scan, int64_t story, bool *ret, struct err *err)
{
	struct search search = *scan->search;
	const struct store_page page = {.below = INT64_MAX, .above = scan->bound - 1, .limit = 1};
	AUTO_BUF text = BUF_INIT(64);
	struct query *members;
	struct idlist ids = {0};
	int64_t any = 0;
	bool ok = sql_int(search.store, err, &any, "SELECT 1 FROM article WHERE story_id = ?1 AND id >= ?2 LIMIT 1", "ii",
			  story, scan->bound);

	*ret = false;
	if (!ok || !any)
		return ok;
	buf_addf(&text, "story:%lld", (long long)story);
	ok = query_parse(scan->ctx, buf_str(&text), NULL, &members, err);
	search.query = ok ? query_and(scan->ctx, members, search.query) : NULL;
	ok = ok && search_pages(&search, &page, &ids, NULL, NULL, err);
	*ret = ids.n > 0;
	ids_free(&ids);
	return ok;
}

/* Whether an article, seen after all newer ones of its page, is the line of its story. */
static bool is_line(struct scan *scan, int64_t id, bool *ret, struct err *err)
{
	int64_t story;
	bool is_told = false;

	if (!shared_story(scan, id, &story, err))
		return false;
	*ret = !story || !is_met(scan, story);
	if (!story || !*ret)
		return true;
	ids_add(&scan->met, story);
	if (scan->is_by_id && scan->bound != INT64_MAX && !matches_beyond(scan, story, &is_told, err))
		return false;
	*ret = !is_told;
	return true;
}

/* Those of ids[] that are lines stay, in their order; ids are newest first, or oldest first. */
static bool thin(struct scan *scan, struct idlist *ids, bool is_oldest_first, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < ids->n; i++) {
		int64_t *id = &ids->ids[is_oldest_first ? ids->n - 1 - i : i];
		bool is;

		if (!is_line(scan, *id, &is, err))
			return false;
		if (!is)
			*id = 0;
	}
	for (size_t i = 0; i < ids->n; i++)
		if (ids->ids[i])
			ids->ids[n++] = ids->ids[i];
	ids->n = n;
	return true;
}

/* The next page of articles, thinned; *ret_n_read: how many there were. */
static bool read_lines(struct scan *scan, struct store_page *page, struct idlist *ret, size_t *ret_n_read, struct err *err)
{
	if (!search_pages(scan->search, page, ret, NULL, NULL, err))
		return false;
	*ret_n_read = ret->n;
	if (!ret->n)
		return true;
	if (page->oldest_first) {
		/* Each page of these is above the last: what that has told is no newer. */
		page->above = ret->ids[ret->n - 1];
		scan->bound = page->above + 1;
		scan->met.n = 0;
	} else {
		page->below = ret->ids[ret->n - 1];
	}
	return thin(scan, ret, page->oldest_first, err);
}

static bool scan_lines(struct scan *scan, struct store_page page, struct idlist *ret, struct err *err)
{
	const size_t most = page.limit ? page.limit : SIZE_MAX;
	size_t n_read = 0;

	do {
		struct idlist lines = {0};
		const bool ok = read_lines(scan, &page, &lines, &n_read, err);

		for (size_t i = 0; ok && i < lines.n && ret->n < most; i++)
			ids_add(ret, lines.ids[i]);
		ids_free(&lines);
		if (!ok)
			return false;
	} while (page.limit && n_read == page.limit && ret->n < most);
	return true;
}

bool story_page_ids(const struct search *search, const struct store_page *page, struct idlist *ret, const char **ret_warning,
		    void *ctx, struct err *err)
{
	struct scan scan = {
	    .search = search, .ctx = talloc_new(NULL), .bound = page->below, .is_by_id = page->sort == STORE_BY_DATE};
	bool ok = scan.is_by_id ? scan_lines(&scan, *page, ret, err)
				: orders_ids(search, page, ret, ret_warning, ctx, err) && thin(&scan, ret, false, err);

	ids_free(&scan.met);
	talloc_free(scan.ctx);
	return ok;
}

/* ---- what a line says of its story ---- */

static bool fill(struct store *store, struct store_row *row, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT s.n_articles, s.n_outlets,"
		    " EXISTS (SELECT 1 FROM article u WHERE u.story_id = ?1 AND u.is_read = 0 AND u.id <> ?2),"
		    " EXISTS (SELECT 1 FROM alert l WHERE l.story_id = ?1)"
		    " FROM (SELECT 1) LEFT JOIN story s ON s.id = ?1",
		    err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, row->story_id);
		sqlite3_bind_int64(stmt, 2, row->id);
		got = sql_step(store, stmt, err);
	}
	if (got > 0) {
		row->n_in_story = sqlite3_column_int64(stmt, 0);
		row->n_outlets = sqlite3_column_int64(stmt, 1);
		row->has_unread_others = sqlite3_column_int(stmt, 2);
		row->has_alert = sqlite3_column_int(stmt, 3);
	}
	sql_done(store, stmt);
	return got > 0;
}

bool store_rows_stories(struct store *store, struct store_rows *rows, struct err *err)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!fill(store, &rows->rows[i], err))
			return false;
	return true;
}
