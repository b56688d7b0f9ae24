/* level_load.c: the window of a list is filled from the store, page by page, by key. */
#include "level.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 64, WINDOW_PAGES = 6 };

static size_t page_rows(const struct level_io *io)
{
	return PAGE_ROWS + 2 * (size_t)(io->height > 0 ? io->height : 0);
}

static int newer_first(const void *a, const void *b)
{
	int64_t x = ((const struct store_row *)a)->id, y = ((const struct store_row *)b)->id;

	return x < y ? 1 : x > y ? -1 : 0;
}

struct page_rows {
	const struct store_row **rows;
	size_t n;
	int64_t above, below; /* what they are all of between */
	bool is_last;	      /* the list ends behind them */
};

/* The rows that stay in the list although the query may not match them any more, between two ids. */
static bool kept_rows(const struct level *level, const struct level_io *io, void *ctx, int64_t above,
		      int64_t below, struct store_rows *ret, struct err *err)
{
	int64_t *ids = mem_array(ctx, int64_t, level->n_kept + 1);
	struct store_rows *rows;
	size_t n = 0;

	for (size_t i = 0; i < level->n_kept; i++) {
		if (level->kept[i].id > above && level->kept[i].id < below)
			ids[n++] = level->kept[i].id;
	}
	*ret = (struct store_rows){0};
	if (n == 0)
		return true;
	if (!store_rows_by_id(io->store, ctx, ids, n, STORE_STORIES, &rows, err))
		return false;
	qsort(rows->rows, rows->n, sizeof(rows->rows[0]), newer_first);
	*ret = *rows;
	return true;
}

static bool read_page(const struct level *level, const struct level_io *io, void *ctx, struct store_page page,
		      struct page_rows *ret, struct err *err)
{
	struct store_rows *rows, kept;

	page.limit = page_rows(io);
	page.fields = STORE_STORIES;
	page.by_story = level->by_story;
	if (!store_search(io->store, ctx, level->query, &page, io->now, &rows, NULL, err))
		return false;
	ret->is_last = rows->n < page.limit;
	/* A full page says nothing about what lies beyond its last row. */
	if (!ret->is_last && page.oldest_first)
		page.below = rows->rows[0].id;
	else if (!ret->is_last)
		page.above = rows->rows[rows->n - 1].id;
	if (!kept_rows(level, io, ctx, page.above, page.below, &kept, err) || !level_yield(level, io, ctx, &kept, err))
		return false;
	ret->above = page.above;
	ret->below = page.below;
	ret->n = list_merge(ctx, *rows, kept, &ret->rows);
	return true;
}

static void append(struct level *level, struct page_rows *page)
{
	list_append(level->list, page->rows, level_thin(level, level->list, page->rows, page->n), page->is_last);
	level->read_above = page->above;
}

static void prepend(struct level *level, struct page_rows *page)
{
	list_prepend(level->list, page->rows, level_thin(level, level->list, page->rows, page->n), page->is_last);
	level->read_below = page->below;
}

static bool load_newest(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	struct store_page page = STORE_PAGE_NEWEST(0);
	struct page_rows rows;

	if (!read_page(level, io, ctx, page, &rows, err))
		return false;
	list_clear(level->list);
	append(level, &rows);
	level->read_below = INT64_MAX;
	level->list->has_newest = true;
	level->list->first = 0;
	return true;
}

static bool load_oldest(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	struct store_page page = {.below = INT64_MAX, .above = INT64_MIN, .oldest_first = true};
	struct page_rows rows;

	if (!read_page(level, io, ctx, page, &rows, err))
		return false;
	list_clear(level->list);
	prepend(level, &rows);
	level->read_above = INT64_MIN;
	level->list->has_oldest = true;
	list_seek(level->list, INT64_MIN);
	return true;
}

/* The window again, from the store, with the cursor's article on the line of the screen where it was. */
static bool load_around(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	struct list *list = level->list;
	struct page_rows newer, older;
	int64_t place = list_place(list), newest = list->has_newest && list->n > 0 ? list->items[0]->id : 0;
	struct store_page up = {.below = INT64_MAX, .above = level->around, .oldest_first = true};
	struct store_page down = {.below = level->around + 1, .above = INT64_MIN};

	if (!read_page(level, io, ctx, up, &newer, err) || !read_page(level, io, ctx, down, &older, err))
		return false;
	list_clear(list);
	append(level, &older);
	prepend(level, &newer);
	list_seek(list, level->around);
	if (!list->has_newest && place >= (int64_t)list->cursor)
		list->first = place - (int64_t)list->cursor;
	if (newest)
		level->newest_id = newest;
	return true;
}

static bool load_older(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	struct store_page page = {.below = level->read_above + 1, .above = INT64_MIN};
	struct page_rows rows;

	if (!read_page(level, io, ctx, page, &rows, err))
		return false;
	append(level, &rows);
	return true;
}

static bool load_newer(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	struct store_page page = {.below = INT64_MAX, .above = level->read_below - 1, .oldest_first = true};
	struct page_rows rows;

	if (!read_page(level, io, ctx, page, &rows, err))
		return false;
	prepend(level, &rows);
	return true;
}

static size_t place_of(const struct store_row **rows, size_t n, int64_t id)
{
	size_t at = 0;

	while (at < n && rows[at]->id != id)
		at++;
	return at;
}

static bool is_kept(const struct level *level, int64_t id)
{
	size_t at = 0;

	while (at < level->n_kept && level->kept[at].id != id)
		at++;
	return at < level->n_kept;
}

/* Rows of the old list that stay although the query does not match them any more: behind the row before. */
static bool put_kept(struct level *level, const struct level_io *io, void *ctx, const struct store_row **rows,
		     size_t *n, struct err *err)
{
	for (size_t i = 0; i < level->list->n; i++) {
		const int64_t id = level->list->items[i]->id;
		struct store_rows *row;
		size_t at = *n;

		if (!is_kept(level, id) || place_of(rows, *n, id) < *n)
			continue;
		for (size_t k = i; k-- > 0 && at == *n;)
			at = place_of(rows, *n, level->list->items[k]->id);
		at = at < *n ? at + 1 : 0;
		if (!store_rows_by_id(io->store, ctx, &id, 1, STORE_STORIES, &row, err))
			return false;
		if (row->n == 0)
			continue;
		memmove(rows + at + 1, rows + at, (*n - at) * sizeof(rows[0]));
		rows[at] = &row->rows[0];
		(*n)++;
	}
	return true;
}

/* Another order than by date: one page. */
static bool load_sorted(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	const struct store_page page = {
	    .sort = level->sort, .limit = LEVEL_SORTED_ROWS, .fields = STORE_STORIES, .by_story = level->by_story};
	const struct store_row **rows;
	struct store_rows *found;
	size_t n;

	if (!store_search(io->store, ctx, level->query, &page, io->now, &found, NULL, err))
		return false;
	rows = mem_array(ctx, const struct store_row *, found->n + level->n_kept + 1);
	for (n = 0; n < found->n; n++)
		rows[n] = &found->rows[n];
	if (!put_kept(level, io, ctx, rows, &n, err))
		return false;
	n = level_thin(level, NULL, rows, n);
	if (level->want == LEVEL_NEWEST)
		list_clear(level->list);
	list_set(level->list, rows, n);
	if (level->want != LEVEL_NEWEST)
		list_seek(level->list, level->want == LEVEL_OLDEST ? INT64_MIN : level->around);
	return true;
}

static bool load_wanted(struct level *level, const struct level_io *io, void *ctx, struct err *err)
{
	static bool (*const loads[])(struct level *, const struct level_io *, void *, struct err *) = {
	    [LEVEL_NEWEST] = load_newest,
	    [LEVEL_OLDEST] = load_oldest,
	    [LEVEL_AROUND] = load_around,
	};
	int64_t seq;

	/* Before the rows are read: an article that comes in between is shown, but not touched by 'mark all
	 * read'. */
	if (!store_seq(io->store, &seq, err) ||
	    !(level->sort ? load_sorted : loads[level->want])(level, io, ctx, err))
		return false;
	if (level->is_new_query) {
		level->list->total = -1;
		level->total_is_least = level->total_is_about = level->is_new_query = level->counts_lines = false;
		level->n_outlets = level->n_articles = -1;
	}
	level->seq = seq;
	level->want = LEVEL_SETTLED;
	level->is_loaded = true;
	return true;
}

/* What is dropped is read again some day. */
static void trim(struct level *level, size_t max)
{
	struct list *list = level->list;
	const int64_t first = list->items[0]->id, last = list_last(list)->id;

	list_trim(list, max);
	if (list->items[0]->id != first)
		level->read_below = list->items[0]->id;
	if (list_last(list)->id != last)
		level->read_above = list_last(list)->id;
}

static bool load_page(struct level *level, const struct level_io *io, void *ctx, bool *ret_did,
		      struct err *err)
{
	enum list_need need = list_needs(level->list, io->height);

	*ret_did = need != LIST_NEEDS_NOTHING && level->list->n > 0;
	if (!*ret_did)
		return true;
	if (!(need == LIST_NEEDS_OLDER ? load_older : load_newer)(level, io, ctx, err))
		return false;
	trim(level, page_rows(io) * WINDOW_PAGES);
	return true;
}

bool level_load(struct level *level, const struct level_io *io, bool *ret_did, struct err *err)
{
	void *ctx = talloc_new(level);
	struct list *list = level->list;
	const enum level_want want = level->want;
	const bool is_wanted = want != LEVEL_SETTLED, is_around = want == LEVEL_AROUND;
	const size_t line = list->cursor >= list->top ? list->cursor - list->top : 0;
	bool is_done;

	*ret_did = is_wanted;
	is_done = (is_wanted ? load_wanted(level, io, ctx, err) : load_page(level, io, ctx, ret_did, err)) &&
		  (!*ret_did || level_unfold_again(level, io, err));
	if (!is_done)
		level->want = want; /* also where it gave way between the lines and what is below them */
	if (is_done && is_around) {
		if (list_find(list, level->looked_for))
			list_seek(list, level->looked_for);
		list->top = list->cursor > line ? list->cursor - line : 0;
	}
	talloc_free(ctx);
	return is_done;
}
