/* level_count.c: how long a list is: from a counter, or counted while nobody types. */
#include "level.h"

#include <string.h>

enum { COUNT_FIRST = 10000, COUNT_MOST = 1000000 };

/* Read here, and so out of the counter, but still in the list.  A story is in the counter as long as another article of it is. */
static int64_t kept_out(struct level *level, bool is_of_lines)
{
	int64_t n = 0;

	for (size_t i = 0; i < level->n_kept; i++) {
		const struct list_item *item = list_find(level->list, level->kept[i].id);

		/* Another process may have changed what is in the window. */
		if (item) {
			level->kept[i].is_out = item->is_read && level->unread_only;
			level->kept[i].has_unread_others = item->has_unread_others;
		}
		n += level->kept[i].is_out && !(is_of_lines && level->kept[i].has_unread_others);
	}
	return n;
}

static void set_total(struct level *level, int64_t total, bool is_least)
{
	struct list *list = level->list;
	const bool was_exact = list->total >= 0 && !level->total_is_least && !level->total_is_about;

	total += kept_out(level, level->by_story);
	/* What is new is above; a window in the middle moves down by that much. */
	if (was_exact && !list->has_newest && list->first >= 0)
		list->first += total - list->total;
	if (list->first < 0 && !list->has_newest)
		list->first = -1;
	list->total = total;
	level->total_is_least = is_least;
	level->total_is_about = false;
	level->count_is_due = is_least && total < COUNT_MOST;
}

static bool is_all_here(const struct level *level)
{
	return level->list->has_newest && level->list->has_oldest;
}

/* The number of articles: where each has a line, that of the list. */
static void set_articles(struct level *level, int64_t n, bool is_least, bool is_about)
{
	if (!level->by_story) {
		set_total(level, n, is_least);
		level->total_is_about = is_about;
		return;
	}
	level->n_articles = n + kept_out(level, false);
	level->total_is_least = is_least;
	level->total_is_about = is_about;
	level->counts_lines = !is_least && !is_about && !is_all_here(level);
	level->count_is_due = level->counts_lines || (is_least && n < COUNT_MOST);
}

static int64_t known_by_side(const struct level *level, const struct side *side)
{
	size_t at =
	    level->side_kind == SIDE_BLANK ? side->n : side_find(side, level->side_kind, level->side_name);
	const struct side_item *item = at < side->n ? &side->items[at] : NULL;
	bool is_plain = item && !item->is_counted && strcmp(item->query, level->text) == 0;

	/* The number of a group counts an article of two feeds twice. */
	if (!is_plain || item->kind == SIDE_GROUP)
		return -1;
	if (item->query[0] == '\0')
		return level->unread_only ? side->totals.unread : side->totals.articles;
	if (!level->unread_only)
		return item->n_all;
	return item->kind != SIDE_VIEW ? item->n_unread : -1;
}

bool level_count_cheaply(struct level *level, const struct side *side)
{
	const int64_t n = level->counts_lines ? -1 : known_by_side(level, side);

	if (n < 0)
		return false;
	set_articles(level, n, false, false);
	return !level->counts_lines;
}

int64_t level_articles(const struct level *level)
{
	return level->by_story ? level->n_articles : list_total(level->list);
}

bool level_is_guessed(const struct level *level)
{
	return level->total_is_about && (level->by_story || !is_all_here(level));
}

/* Of a number that is guessed only the first two digits say something. */
static int64_t rounded(int64_t n)
{
	int64_t unit = 1;

	while (n / unit >= 100)
		unit *= 10;
	return (n + unit / 2) / unit * unit;
}

/* *ret_is_done false: it is counted as soon as guessed. */
static bool count_about(struct level *level, const struct level_io *io, bool *ret_is_done, struct err *err)
{
	const struct list *list = level->list;
	const bool was_exact = list->total >= 0 && !level->total_is_least && !level->total_is_about;
	int64_t n, first = list->first;
	bool is_exact;

	if (!store_count_about(io->store, level->query, io->now, &n, &is_exact, err))
		return false;
	*ret_is_done = n >= 0;
	if (*ret_is_done) {
		set_articles(level, is_exact ? n : rounded(n), false, !is_exact);
		if (!is_exact && was_exact && first >= 0)
			level->list->first = first; /* the difference to a guess is no news */
		level->n_outlets = -1;
	}
	return true;
}

static bool count_lines(struct level *level, const struct level_io *io, struct err *err)
{
	int64_t n;

	if (!store_count_stories(io->store, level->query, io->now, &n, err))
		return false;
	level->counts_lines = false;
	set_total(level, n, false);
	return true;
}

bool level_count(struct level *level, const struct level_io *io, struct err *err)
{
	int64_t stop = level->total_is_least ? COUNT_MOST : COUNT_FIRST, n;
	bool is_done = false;

	if (is_all_here(level) && !level->by_story) {
		level->count_is_due = false;
		return true;
	}
	if (level->counts_lines)
		return count_lines(level, io, err);
	if (!count_about(level, io, &is_done, err) || is_done)
		return is_done;
	if (level->kind == LEVEL_SEARCH && stop == COUNT_FIRST) {
		if (!store_count_outlets(io->store, level->query, io->now, stop, &n, &level->n_outlets, err))
			return false;
	} else if (!store_count(io->store, level->query, io->now, stop, &n, err)) {
		return false;
	}
	if (n >= stop)
		level->n_outlets = -1; /* of a part only */
	set_articles(level, n, n >= stop, false);
	return true;
}
