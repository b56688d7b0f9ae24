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

/* The stories of articles, in their order; 0: it is alone. */
static bool stories_of(struct store *store, const struct idlist *ids, struct idlist *ret, struct err *err)
{
	AUTO_BUF list = BUF_INIT(MIB(16));

	ids_json(ids->ids, ids->n, &list);
	return ids_select(store, ret, err,
			  "SELECT ifnull(a.story_id, 0) FROM json_each(?1) AS j LEFT JOIN article AS a INDEXED BY article_told"
			  " ON a.id = j.value AND a.story_id IS NOT NULL",
			  "s", buf_str(&list));
}

/* ---- told by something newer ---- */

/* A story of which the articles from an id on are asked, the oldest of them first. */
struct asked {
	int64_t story, from;
	bool is_told, is_over;
};

/* The next articles of the stories that are not told yet; stories[i] of ids[i]. */
static bool next_articles(struct store *store, struct asked *asked, size_t n, size_t each, struct idlist *ids,
			  struct idlist *stories, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const size_t before = ids->n;

		if (asked[i].is_told || asked[i].is_over)
			continue;
		if (!ids_select(store, ids, err, "SELECT id FROM article WHERE story_id = ?1 AND id >= ?2 ORDER BY id LIMIT ?3",
				"iii", asked[i].story, asked[i].from, (int64_t)each))
			return false;
		while (stories->n < ids->n)
			ids_add(stories, (int64_t)i);
		asked[i].is_over = ids->n - before < each;
		asked[i].from = ids->n > before ? ids->ids[ids->n - 1] + 1 : asked[i].from;
	}
	return true;
}

/* *ret_more: there are articles that were not asked yet. */
static bool ask_next(const struct search *search, struct asked *asked, size_t n, size_t each, bool *ret_more, struct err *err)
{
	struct idlist ids = {0}, stories = {0}, matching = {0};
	bool ok = next_articles(search->store, asked, n, each, &ids, &stories, err) &&
		  search_among(search->store, search->query, search->now, ids.ids, ids.n, &matching, err);

	*ret_more = false;
	if (matching.n)
		ids_sort(&matching);
	for (size_t i = 0; ok && i < ids.n; i++)
		asked[stories.ids[i]].is_told |= ids_find(matching.ids, matching.n, ids.ids[i]) != NULL;
	for (size_t i = 0; i < n; i++)
		*ret_more |= !asked[i].is_told && !asked[i].is_over;
	ids_free(&ids);
	ids_free(&stories);
	ids_free(&matching);
	return ok;
}

/* Where the stories that are left end. */
static bool find_end(struct store *store, const struct asked *asked, size_t n, int64_t *ret_from, int64_t *ret_to, struct err *err)
{
	*ret_from = INT64_MAX;
	*ret_to = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		int64_t last = 0;

		if (asked[i].is_told || asked[i].is_over)
			continue;
		if (!sql_int(store, err, &last, "SELECT max(id) FROM article WHERE story_id = ?1", "i", asked[i].story))
			return false;
		*ret_from = asked[i].from < *ret_from ? asked[i].from : *ret_from;
		*ret_to = last > *ret_to ? last : *ret_to;
	}
	return true;
}

/* Where the query finds few, all that it finds as long as the stories go on; *ret_is_all: it was few. */
static bool look_through(const struct search *search, struct asked *asked, size_t n, bool *ret_is_all, struct err *err)
{
	enum { FEW = 2048 };
	struct store_page page = {.oldest_first = true, .limit = FEW};
	struct idlist found = {0}, stories = {0};
	int64_t from, to;
	bool ok = find_end(search->store, asked, n, &from, &to, err);

	page.above = from - 1;
	page.below = to + 1;
	ok = ok && search_pages(search, &page, &found, NULL, NULL, err) && stories_of(search->store, &found, &stories, err);
	for (size_t i = 0; ok && i < stories.n; i++)
		for (size_t k = 0; stories.ids[i] && k < n; k++)
			asked[k].is_told |= asked[k].story == stories.ids[i] && found.ids[i] >= asked[k].from;
	*ret_is_all = found.n < FEW;
	for (size_t k = 0; ok && !*ret_is_all && k < n; k++)
		asked[k].from = asked[k].from > found.ids[found.n - 1] ? asked[k].from : found.ids[found.n - 1] + 1;
	ids_free(&found);
	ids_free(&stories);
	return ok;
}

/* Most queries that find much find the next article of a story, or one of the next few. */
static bool ask_all(const struct search *search, struct asked *asked, size_t n, struct err *err)
{
	enum { MANY = 8 };
	bool more = n > 0, is_all = false;

	for (size_t each = 1; more; each *= 4) {
		if (!ask_next(search, asked, n, each, &more, err))
			return false;
		if (more && each < MANY && 4 * each >= MANY && !look_through(search, asked, n, &is_all, err))
			return false;
		more &= !is_all;
	}
	return true;
}

bool store_stories_that_go_on(struct store *store, void *ctx, const struct query *query, int64_t now,
			      const struct store_row *const *rows, size_t n, int64_t **ret, size_t *ret_n, struct err *err)
{
	const struct search search = {.store = store, .query = query, .now = now};
	struct asked *asked = mem_array(ctx, struct asked, n + 1);

	for (size_t i = 0; i < n; i++)
		asked[i] = (struct asked){.story = rows[i]->story_id, .from = rows[i]->id + 1};
	*ret = mem_array(ctx, int64_t, n + 1);
	*ret_n = 0;
	if (!ask_all(&search, asked, n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (asked[i].is_told)
			(*ret)[(*ret_n)++] = asked[i].story;
	return true;
}

/* ---- a page ---- */

/* stories[i] becomes -1 where a newer one of ids tells it. */
static void find_lines(struct scan *scan, struct idlist *stories)
{
	for (size_t i = 0; i < stories->n; i++) {
		int64_t *story = &stories->ids[scan->is_oldest_first ? stories->n - 1 - i : i];

		if (!*story)
			continue;
		if (has(&scan->met, *story))
			*story = -1;
		else
			ids_add(&scan->met, *story);
	}
}

static bool drop_told_beyond(const struct scan *scan, struct idlist *stories, struct err *err)
{
	struct asked *asked = mem_array(NULL, struct asked, stories->n + 1);
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < stories->n; i++)
		if (stories->ids[i] > 0)
			asked[n++] = (struct asked){.story = stories->ids[i], .from = scan->bound};
	ok = ask_all(scan->search, asked, n, err);
	for (size_t i = 0, k = 0; i < stories->n; i++)
		if (stories->ids[i] > 0 && asked[k++].is_told)
			stories->ids[i] = -1;
	talloc_free(asked);
	return ok;
}

/* Those of ids that are lines stay, in their order. */
static bool thin(struct scan *scan, struct idlist *ids, struct err *err)
{
	struct idlist stories = {0};
	bool ok = stories_of(scan->search->store, ids, &stories, err);
	size_t n = 0;

	if (ok)
		find_lines(scan, &stories);
	ok = ok && (scan->bound == INT64_MAX || drop_told_beyond(scan, &stories, err));
	for (size_t i = 0; ok && i < ids->n; i++)
		if (stories.ids[i] >= 0)
			ids->ids[n++] = ids->ids[i];
	ids->n = n;
	ids_free(&stories);
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
	enum { PAGE_MOST = 4096 };
	const size_t most = page.limit ? page.limit : SIZE_MAX;
	size_t n_read = 0;
	bool is_last = false;

	while (!is_last && ret->n < most) {
		struct idlist lines = {0};
		const bool ok = read_lines(scan, &page, &lines, &n_read, err);

		for (size_t i = 0; ok && i < lines.n && ret->n < most; i++)
			ids_add(ret, lines.ids[i]);
		ids_free(&lines);
		if (!ok)
			return false;
		is_last = !page.limit || n_read < page.limit;
		/* where next to nothing is left of a page, each further one would cost what the query costs to begin */
		page.limit = 4 * page.limit <= PAGE_MOST ? 4 * page.limit : PAGE_MOST;
	}
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
