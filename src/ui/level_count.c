/* level_count.c: how long a list is: from a counter, or counted while nobody types. */
#include "level.h"

#include <string.h>

enum { COUNT_FIRST = 10000, COUNT_MOST = 1000000 };

/* Read here, and so out of the counter, but still in the list. */
static int64_t kept_out(struct level *level)
{
	int64_t n = 0;

	for (size_t i = 0; i < level->n_kept; i++) {
		const struct list_item *item = list_find(level->list, level->kept[i].id);

		/* Another process may have changed what is in the window. */
		if (item)
			level->kept[i].is_out = item->is_read && level->unread_only;
		n += level->kept[i].is_out;
	}
	return n;
}

static void set_total(struct level *level, int64_t total, bool is_least)
{
	struct list *list = level->list;
	const bool was_exact = list->total >= 0 && !level->total_is_least && !level->total_is_about;

	total += kept_out(level);
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

bool level_count_cheaply(struct level *level, const struct side *side)
{
	size_t at =
	    level->side_kind == SIDE_BLANK ? side->n : side_find(side, level->side_kind, level->side_name);
	const struct side_item *item = at < side->n ? &side->items[at] : NULL;
	bool is_plain = item && !item->is_counted && strcmp(item->query, level->text) == 0;

	/* The number of a group counts an article of two feeds twice. */
	if (!is_plain || item->kind == SIDE_GROUP)
		return false;
	if (item->query[0] == '\0')
		set_total(level, level->unread_only ? side->totals.unread : side->totals.articles, false);
	else if (!level->unread_only && item->n_all >= 0)
		set_total(level, item->n_all, false);
	else if (level->unread_only && item->kind != SIDE_VIEW)
		set_total(level, item->n_unread, false);
	else
		return false;
	return true;
}

bool level_is_guessed(const struct level *level)
{
	return level->total_is_about && !(level->list->has_newest && level->list->has_oldest);
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
		set_total(level, is_exact ? n : rounded(n), false);
		if (!is_exact && was_exact && first >= 0)
			level->list->first = first; /* the difference to a guess is no news */
		level->total_is_about = !is_exact;
		level->n_outlets = -1;
	}
	return true;
}

bool level_count(struct level *level, const struct level_io *io, struct err *err)
{
	int64_t stop = level->total_is_least ? COUNT_MOST : COUNT_FIRST, n;
	bool is_done = false;

	if (level->list->has_newest && level->list->has_oldest) {
		level->count_is_due = false;
		return true;
	}
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
	set_total(level, n, n >= stop);
	return true;
}
