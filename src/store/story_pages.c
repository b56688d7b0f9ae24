/* story_pages.c: lists in which a story is one line: that of its newest article that matches.
 *
 * A page is read as any other and thinned: what came before on it tells most of that.  Of stories that reach over the bound of
 * the page the articles beyond are asked, once a page, whether one of them matches. */
#include "search.h"

#include <string.h>

struct scan {
	const struct search *search;
	struct idlist met;    /* stories that a newer line of the page tells, or that are told beyond it */
	int64_t bound;	      /* ids from it on are beyond what has been read; INT64_MAX: there are none */
	bool is_oldest_first; /* the ids of a page */
};

static bool has(const struct idlist *list, int64_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

/* *ret 0: the article is alone. */
static bool shared_story(struct store *store, int64_t id, int64_t *ret, struct err *err)
{
	*ret = 0;
	return sql_int(store, err, ret,
		       "SELECT s.id FROM article a CROSS JOIN story s ON s.id = a.story_id"
		       " WHERE a.id = ?1 AND s.n_articles > 1",
		       "i", id);
}

/* ---- told by something newer ---- */

/* Articles from an id on, with the stories they are of. */
struct newer {
	struct idlist ids, stories;
};

static void newer_free(struct newer *newer)
{
	ids_free(&newer->ids);
	ids_free(&newer->stories);
}

static bool add_newer(struct store *store, int64_t story, int64_t from, struct newer *to, struct err *err)
{
	if (!ids_select(store, &to->ids, err, "SELECT id FROM article WHERE story_id = ?1 AND id >= ?2", "ii", story, from))
		return false;
	while (to->stories.n < to->ids.n)
		ids_add(&to->stories, story);
	return true;
}

/* The stories of which one matches. */
static bool told_by(const struct search *search, const struct newer *newer, struct idlist *ret, struct err *err)
{
	struct idlist matching = {0};
	const bool ok = search_among(search->store, search->query, search->now, newer->ids.ids, newer->ids.n, &matching, err);

	if (ok && matching.n)
		ids_sort(&matching);
	for (size_t i = 0; ok && i < newer->ids.n; i++)
		if (ids_find(matching.ids, matching.n, newer->ids.ids[i]) && !has(ret, newer->stories.ids[i]))
			ids_add(ret, newer->stories.ids[i]);
	ids_free(&matching);
	return ok;
}

bool store_stories_that_go_on(struct store *store, void *ctx, const struct query *query, int64_t now,
			      const struct store_row *const *rows, size_t n, int64_t **ret, size_t *ret_n, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now};
	struct newer newer = {0};
	struct idlist told = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = add_newer(store, rows[i]->story_id, rows[i]->id + 1, &newer, err);
	ok = ok && told_by(&search, &newer, &told, err);
	*ret = mem_array(ctx, int64_t, told.n + 1);
	memcpy(*ret, told.ids, told.n * sizeof(**ret));
	*ret_n = told.n;
	newer_free(&newer);
	ids_free(&told);
	return ok;
}

/* ---- a page ---- */

/* stories[i] of ids[i]: 0 it is alone, or else its line; -1 it is none. */
static bool find_lines(struct scan *scan, const struct idlist *ids, int64_t *stories, struct err *err)
{
	for (size_t i = 0; i < ids->n; i++) {
		const size_t at = scan->is_oldest_first ? ids->n - 1 - i : i;

		if (!shared_story(scan->search->store, ids->ids[at], &stories[at], err))
			return false;
		if (!stories[at])
			continue;
		if (has(&scan->met, stories[at]))
			stories[at] = -1;
		else
			ids_add(&scan->met, stories[at]);
	}
	return true;
}

static bool drop_told_beyond(const struct scan *scan, const struct idlist *ids, int64_t *stories, struct err *err)
{
	struct newer newer = {0};
	struct idlist told = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < ids->n; i++)
		if (stories[i] > 0)
			ok = add_newer(scan->search->store, stories[i], scan->bound, &newer, err);
	ok = ok && told_by(scan->search, &newer, &told, err);
	for (size_t i = 0; ok && i < ids->n; i++)
		if (stories[i] > 0 && has(&told, stories[i]))
			stories[i] = -1;
	newer_free(&newer);
	ids_free(&told);
	return ok;
}

/* Those of ids that are lines stay, in their order. */
static bool thin(struct scan *scan, struct idlist *ids, struct err *err)
{
	int64_t *stories = mem_array(NULL, int64_t, ids->n + 1);
	const bool ok = find_lines(scan, ids, stories, err) &&
			(scan->bound == INT64_MAX || drop_told_beyond(scan, ids, stories, err));
	size_t n = 0;

	for (size_t i = 0; ok && i < ids->n; i++)
		if (stories[i] >= 0)
			ids->ids[n++] = ids->ids[i];
	ids->n = n;
	talloc_free(stories);
	return ok;
}

/* The next page of articles, thinned; *ret_n_read: how many there were. */
static bool read_lines(struct scan *scan, struct store_page *page, struct idlist *ret, size_t *ret_n_read, struct err *err)
{
	if (!search_pages(scan->search, page, ret, NULL, NULL, err))
		return false;
	*ret_n_read = ret->n;
	if (!ret->n)
		return true;
	if (scan->is_oldest_first) {
		/* Each page of these is above the last: what that has told is no newer. */
		page->above = ret->ids[ret->n - 1];
		scan->bound = page->above + 1;
		scan->met.n = 0;
	} else {
		page->below = ret->ids[ret->n - 1];
	}
	return thin(scan, ret, err);
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
	struct scan scan = {.search = search,
			    .bound = page->sort ? INT64_MAX : page->below,
			    .is_oldest_first = page->oldest_first && !page->sort};
	const bool ok = page->sort ? orders_ids(search, page, ret, ret_warning, ctx, err) && thin(&scan, ret, err)
				   : scan_lines(&scan, *page, ret, err);

	ids_free(&scan.met);
	return ok;
}

/* ---- what a line says of its story ---- */

#define VISIBLE(a) a ".is_muted = 0 AND " a ".is_hidden = 0"
/* The counters of a story have all of its articles. */
#define COUNTED "s.n_articles, s.n_outlets"
#define COUNTED_VISIBLE                                                                                      \
	"(SELECT count(*) FROM article v WHERE v.story_id = ?1 AND " VISIBLE("v") "),"                       \
	" (SELECT count(DISTINCT p.feed_id) FROM article v CROSS JOIN appearance p ON p.article_id = v.id"   \
	"  WHERE v.story_id = ?1 AND " VISIBLE("v") ")"
#define SAYS(counted)                                                                                        \
	"SELECT " counted ","                                                                                \
	" (SELECT count(*) FROM (SELECT 1 FROM article u INDEXED BY article_story WHERE u.story_id = ?1"     \
	"  AND u.is_read = 0 AND " VISIBLE("u") " LIMIT 2)),"                                                \
	" EXISTS (SELECT 1 FROM alert l WHERE l.story_id = ?1)"                                              \
	" FROM (SELECT 1) LEFT JOIN story s ON s.id = ?1"

struct says {
	int64_t n_articles, n_outlets, n_unread; /* n_unread: 2 at most */
	bool has_alert;
};

static bool ask(struct store *store, int64_t story, struct says *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sizes_invisible(store) ? SAYS(COUNTED_VISIBLE) : SAYS(COUNTED), err);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, story);
		got = sql_step(store, stmt, err);
	}
	if (got > 0)
		*ret = (struct says){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
				     sqlite3_column_int64(stmt, 2), sqlite3_column_int(stmt, 3)};
	sql_done(store, stmt);
	return got > 0;
}

bool story_page_fill(struct store *store, struct store_rows *rows, struct err *err)
{
	struct says *says = mem_array(NULL, struct says, rows->n + 1);
	bool ok = true;

	for (size_t i = 0; ok && i < rows->n; i++) {
		struct store_row *row = &rows->rows[i];
		size_t k = 0;

		while (rows->rows[k].story_id != row->story_id)
			k++;
		ok = k < i || ask(store, row->story_id, &says[k], err);
		row->n_in_story = says[k].n_articles > 1 ? says[k].n_articles : 0;
		row->n_outlets = says[k].n_articles > 1 ? says[k].n_outlets : 0;
		row->has_unread_others = says[k].n_unread > (row->is_read ? 0 : 1);
		row->has_alert = says[k].has_alert;
	}
	talloc_free(says);
	return ok;
}
