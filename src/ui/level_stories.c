/* level_stories.c: a list with a line for each story: no story twice, and those that were unfolded stay so. */
#include "level.h"

#include <stdlib.h>
#include <string.h>

#include "telex/alert.h"

enum { MEMBERS_MAX = 100 /* shown below a line; O has them all */ };

void level_set_stories(struct level *level, bool by_story)
{
	const struct list_item *item = list_current(level->list);

	level->by_story = by_story;
	level->n_unfolded = 0;
	level->list->total = level->n_articles = -1;
	level->counts_lines = false;
	level->count_is_due = true;
	level->want = LEVEL_NEWEST;
	if (!item)
		return;
	/* it need not be the line of its story */
	if (by_story)
		level_keep(level, item->id);
	level_look_for(level, item->id);
	level->around = item->id;
}

static bool tells(const struct store_row **rows, size_t n, int64_t story_id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i]->story_id == story_id)
			return true;
	return false;
}

bool level_yield(const struct level *level, const struct level_io *io, void *ctx, struct store_rows *kept, struct err *err)
{
	const struct store_row **asked = mem_array(ctx, const struct store_row *, kept->n + 1);
	int64_t *going_on;
	size_t n_asked = 0, n, n_left = 0;

	for (size_t i = 0; level->by_story && i < kept->n; i++)
		if (kept->rows[i].n_in_story && kept->rows[i].id != level->around)
			asked[n_asked++] = &kept->rows[i];
	if (!n_asked)
		return true;
	if (!store_stories_that_go_on(io->store, ctx, level->query, io->now, asked, n_asked, &going_on, &n, err))
		return false;
	for (size_t i = 0; i < kept->n; i++) {
		bool stays = true;

		for (size_t k = 0; kept->rows[i].id != level->around && k < n; k++)
			stays &= kept->rows[i].story_id != going_on[k];
		if (stays)
			kept->rows[n_left++] = kept->rows[i];
	}
	kept->n = n_left;
	return true;
}

/* The store knows of no story twice, but an article that stays here whatever the query says may tell one that has a line. */
size_t level_thin(const struct level *level, const struct list *window, const struct store_row **rows, size_t n)
{
	size_t n_left = 0;

	if (!level->by_story)
		return n;
	for (size_t i = 0; i < n; i++) {
		const bool is_alone = rows[i]->n_in_story < 2;

		if (is_alone || !(tells(rows, n_left, rows[i]->story_id) || (window && list_tells(window, rows[i]->story_id))))
			rows[n_left++] = rows[i];
	}
	return n_left;
}

static size_t unfolded_at(const struct level *level, int64_t story_id)
{
	size_t at = 0;

	while (at < level->n_unfolded && level->unfolded[at] != story_id)
		at++;
	return at;
}

static bool search_story(const struct level_io *io, void *ctx, int64_t story_id, size_t max, struct store_rows **ret,
			 struct err *err)
{
	const struct store_page page = STORE_PAGE_NEWEST(max);
	struct query *query;

	return query_parse(ctx, mem_printf(ctx, "story:%lld", (long long)story_id), NULL, &query, err) &&
	       store_search(io->store, ctx, query, &page, io->now, ret, NULL, err);
}

static int by_telling(const void *pa, const void *pb)
{
	const struct store_row *a = pa, *b = pb;
	const int64_t t = story_told_at(a), u = story_told_at(b);

	return t != u ? (t < u ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

/* When it was told first: that may not be among the newest. */
static bool first_telling(const struct level_io *io, void *ctx, int64_t story_id, int64_t *ret, struct err *err)
{
	struct store_rows *first;

	if (!story_articles(io->store, ctx, story_id, 1, &first, err))
		return false;
	*ret = first->n ? story_told_at(&first->rows[0]) : WHEN_NONE;
	return true;
}

static bool unfold(struct level *level, const struct level_io *io, size_t line, struct err *err)
{
	void *ctx = talloc_new(level);
	const int64_t story_id = level->list->items[line]->story_id;
	struct store_rows *rows;
	int64_t first_at;
	const bool ok = search_story(io, ctx, story_id, MEMBERS_MAX, &rows, err) && first_telling(io, ctx, story_id, &first_at, err);

	if (ok && rows->n > 1)
		qsort(rows->rows, rows->n, sizeof(rows->rows[0]), by_telling);
	if (ok)
		list_unfold(level->list, line, rows, first_at);
	talloc_free(ctx);
	return ok;
}

bool level_unfold_again(struct level *level, const struct level_io *io, struct err *err)
{
	struct list *list = level->list;

	for (size_t i = 0; level->n_unfolded && i < list->n; i++) {
		const struct list_item *item = list->items[i];

		if (!item->is_member && !item->is_unfolded && item->n_in_story > 1 &&
		    unfolded_at(level, item->story_id) < level->n_unfolded && !unfold(level, io, i, err))
			return false;
	}
	return true;
}

bool level_toggle_fold(struct level *level, const struct level_io *io, size_t *ret_n, struct err *err)
{
	struct list *list = level->list;
	const size_t line = list_line_of(list, list->cursor), before = list->n;
	const int64_t story_id = list->items[line]->story_id;
	const size_t at = unfolded_at(level, story_id);

	*ret_n = 0;
	if (list->items[line]->is_unfolded) {
		list_fold(list, line);
		if (at < level->n_unfolded)
			level->unfolded[at] = level->unfolded[--level->n_unfolded];
		return true;
	}
	if (!unfold(level, io, line, err))
		return false;
	*ret_n = list->n - before + 1;
	if (at < level->n_unfolded)
		return true;
	level->unfolded = mem_grow(level, level->unfolded, int64_t, level->n_unfolded + 1);
	level->unfolded[level->n_unfolded++] = story_id;
	return true;
}

bool level_to_unread(struct level *level, const struct level_io *io, struct err *err)
{
	struct list *list = level->list;
	const struct list_item *line = list_current(list);
	size_t at = list->cursor + 1, n;

	if (!line || !level->by_story || !line->is_read || !line->has_unread_others || line->is_unfolded)
		return true;
	if (!level_toggle_fold(level, io, &n, err))
		return false;
	while (at < list->n && list->items[at]->is_member && list->items[at]->is_read)
		at++;
	if (at < list->n && list->items[at]->is_member)
		list->cursor = at;
	return true;
}

bool level_is_on_story(const struct level *level)
{
	const struct list_item *item = list_current(level->list);

	return item && level->by_story && item->n_in_story > 1 && !item->is_member && !item->is_unfolded;
}

bool level_story_ids(const struct level_io *io, void *ctx, int64_t story_id, int64_t **ret, size_t *ret_n, struct err *err)
{
	struct store_rows *rows;

	*ret_n = 0;
	if (!search_story(io, ctx, story_id, 0, &rows, err))
		return false;
	*ret = mem_array(ctx, int64_t, rows->n);
	for (size_t i = 0; i < rows->n; i++)
		(*ret)[i] = rows->rows[i].id;
	*ret_n = rows->n;
	return true;
}
