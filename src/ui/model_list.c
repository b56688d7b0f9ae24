/* model_list.c: the window into a list and the cursor in it. */
#include "list.h"

#include <string.h>

#include "telex/alert.h"
#include "telex/utf8.h"

enum { SCROLL_MARGIN = 2 };

struct list *list_new(void *ctx)
{
	struct list *list = mem_new(ctx, struct list);

	list->first = list->total = -1;
	return list;
}

void list_clear(struct list *list)
{
	for (size_t i = 0; i < list->n; i++)
		talloc_free(list->items[i]);
	list->n = list->cursor = list->top = list->n_members = 0;
	list->has_newest = list->has_oldest = list->is_unordered = false;
	list->first = -1;
}

/* The row with its texts behind it, safe to show, in one allocation: a page of a hundred costs a hundred of
 * them. */
static struct list_item *item_new(void *ctx, const struct store_row *row)
{
	AUTO_BUF texts = BUF_INIT(KIB(64));
	size_t outlet_at, url_at;
	struct list_item *item;
	char *copy;

	utf8_safe((struct bytes){row->title, strlen(row->title)}, SAFE_LINE, &texts);
	buf_addc(&texts, '\0');
	outlet_at = texts.len;
	utf8_safe((struct bytes){row->outlet, strlen(row->outlet)}, SAFE_LINE, &texts);
	buf_addc(&texts, '\0');
	url_at = texts.len;
	buf_adds(&texts, row->url);
	/* What overflowed was not added: the offsets point at the terminator of what is there. */
	item = mem_check(talloc_zero_size(ctx, sizeof(*item) + texts.len + 1));
	copy = (char *)(item + 1);
	memcpy(copy, buf_str(&texts), texts.len);
	item->id = row->id;
	item->seq = row->seq;
	item->sort_at = row->sort_at;
	item->story_id = row->story_id;
	item->n_in_story = row->n_in_story;
	item->n_outlets = row->n_outlets;
	item->told_at = story_told_at(row);
	item->title = copy;
	item->outlet = copy + outlet_at;
	item->url = copy + url_at;
	item->is_read = row->is_read;
	item->is_starred = row->is_starred;
	item->has_unread_others = row->has_unread_others;
	item->has_alert = row->has_alert;
	return item;
}

size_t list_merge(void *ctx, struct store_rows a, struct store_rows b, const struct store_row ***ret)
{
	const struct store_row **rows = mem_array(ctx, const struct store_row *, a.n + b.n + 1);
	size_t i = 0, j = 0, n = 0;

	while (i < a.n || j < b.n) {
		const struct store_row *next;

		if (j == b.n || (i < a.n && a.rows[i].id >= b.rows[j].id)) {
			next = &a.rows[i++];
			if (j < b.n && b.rows[j].id == next->id)
				j++;
		} else {
			next = &b.rows[j++];
		}
		rows[n++] = next;
	}
	*ret = rows;
	return n;
}

/* Open a gap of n at position `at`. */
static void make_room(struct list *list, size_t at, size_t n)
{
	if (n == 0)
		return;
	if (list->n + n > list->cap) {
		list->cap = list->n + n + 128;
		list->items = mem_grow(list, list->items, struct list_item *, list->cap);
	}
	memmove(list->items + at + n, list->items + at, (list->n - at) * sizeof(list->items[0]));
	list->n += n;
}

void list_append(struct list *list, const struct store_row **rows, size_t n, bool is_last)
{
	size_t at = list->n;

	make_room(list, at, n);
	for (size_t i = 0; i < n; i++)
		list->items[at + i] = item_new(list, rows[i]);
	list->has_oldest = is_last;
}

void list_prepend(struct list *list, const struct store_row **rows, size_t n, bool is_last)
{
	bool was_empty = list->n == 0;

	make_room(list, 0, n);
	for (size_t i = 0; i < n; i++)
		list->items[i] = item_new(list, rows[i]);
	if (!was_empty) {
		list->cursor += n;
		list->top += n;
	}
	if (list->first >= 0)
		list->first -= (int64_t)n;
	list->has_newest = is_last;
	if (is_last)
		list->first = 0;
	else if (list->first < 0)
		list->first = -1;
}

/* Members among the n items from `at` on. */
static size_t members(const struct list *list, size_t at, size_t n)
{
	size_t found = 0;

	for (size_t i = at; list->n_members && i < at + n; i++)
		found += list->items[i]->is_member;
	return found;
}

/* Take out n items from `at` on. */
static void take_out(struct list *list, size_t at, size_t n)
{
	list->n_members -= members(list, at, n);
	for (size_t i = at; i < at + n; i++)
		talloc_free(list->items[i]);
	memmove(list->items + at, list->items + at + n, (list->n - at - n) * sizeof(list->items[0]));
	list->n -= n;
}

static void drop_newest(struct list *list, size_t n)
{
	size_t n_lines;

	/* a line and its members go together */
	while (n > 0 && list->items[n]->is_member)
		n--;
	if (n == 0)
		return;
	n_lines = n - members(list, 0, n);
	take_out(list, 0, n);
	list->cursor -= n;
	list->top = list->top > n ? list->top - n : 0;
	if (list->has_newest)
		list->first = 0;
	list->has_newest = false;
	if (list->first >= 0)
		list->first += (int64_t)n_lines;
}

static void drop_oldest(struct list *list, size_t n)
{
	while (n > 0 && list->items[list->n - n]->is_member)
		n--;
	if (n == 0)
		return;
	take_out(list, list->n - n, n);
	list->has_oldest = false;
}

void list_trim(struct list *list, size_t max)
{
	size_t over, above, below;

	if (list->n <= max)
		return;
	over = list->n - max;
	above = list->cursor;
	below = list->n - 1 - list->cursor;
	if (above > below) {
		size_t n = over < above - below ? over : above - below;

		drop_newest(list, n);
		over -= n;
	} else if (below > above) {
		size_t n = over < below - above ? over : below - above;

		drop_oldest(list, n);
		over -= n;
	}
	drop_newest(list, over / 2);
	drop_oldest(list, over - over / 2);
}

enum list_need list_needs(const struct list *list, int height)
{
	size_t lines = height > 0 ? (size_t)height : 0;

	if (!list->has_oldest && list->cursor + lines + SCROLL_MARGIN >= list->n)
		return LIST_NEEDS_OLDER;
	if (!list->has_newest && list->cursor < lines + SCROLL_MARGIN)
		return LIST_NEEDS_NEWER;
	return LIST_NEEDS_NOTHING;
}

long list_move(struct list *list, long lines)
{
	long last = (long)list->n - 1, to = (long)list->cursor + lines;

	if (list->n == 0)
		return 0;
	if (to < 0) {
		list->cursor = 0;
		return to;
	}
	if (to > last) {
		list->cursor = (size_t)last;
		return to - last;
	}
	list->cursor = (size_t)to;
	return 0;
}

/* The first item whose id is not above `id`; n when all are. */
static size_t lower_place(const struct list *list, int64_t id)
{
	size_t from = 0, to = list->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (list->items[mid]->id > id)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

size_t list_at(const struct list *list, int64_t id)
{
	size_t at = 0;

	if (!list->is_unordered && !list->n_members) {
		at = lower_place(list, id);
		return at < list->n && list->items[at]->id == id ? at : list->n;
	}
	while (at < list->n && list->items[at]->id != id)
		at++;
	return at;
}

void list_seek(struct list *list, int64_t id)
{
	size_t at = list_at(list, id);

	if (at == list->n && list->is_unordered && id != INT64_MIN)
		return;
	if (at == list->n)
		for (at = 0; at < list->n && (list->items[at]->is_member || list->items[at]->id > id);)
			at++;
	if (at == list->n && at > 0)
		at--;
	list->cursor = at;
}

void list_set(struct list *list, const struct store_row **rows, size_t n)
{
	const struct list_item *item = list_current(list);
	const int64_t id = item ? item->id : 0;
	const size_t cursor = list->cursor, top = list->top;

	list_clear(list);
	list->is_unordered = true;
	list_append(list, rows, n, true);
	list->has_newest = true;
	list->first = 0;
	list->cursor = cursor < n ? cursor : n ? n - 1 : 0;
	list->top = top;
	list_seek(list, id);
	list->top = list->cursor + top > cursor ? list->cursor + top - cursor : 0;
}

void list_scroll(struct list *list, int height)
{
	size_t lines = height > 0 ? (size_t)height : 1;
	size_t margin = lines > 2 * SCROLL_MARGIN + 2 ? SCROLL_MARGIN : 0;

	if (list->cursor < list->top + margin)
		list->top = list->cursor > margin ? list->cursor - margin : 0;
	if (list->cursor + margin + 1 > list->top + lines)
		list->top = list->cursor + margin + 1 - lines;
	if (list->top + lines > list->n)
		list->top = list->n > lines ? list->n - lines : 0;
}

struct list_item *list_current(const struct list *list)
{
	return list->cursor < list->n ? list->items[list->cursor] : NULL;
}

struct list_item *list_find(const struct list *list, int64_t id)
{
	size_t at = list_at(list, id);

	return at < list->n ? list->items[at] : NULL;
}

const struct list_item *list_last(const struct list *list)
{
	return list->n ? list->items[list_line_of(list, list->n - 1)] : NULL;
}

int64_t list_total(const struct list *list)
{
	if (list->has_newest && list->has_oldest)
		return (int64_t)(list->n - list->n_members);
	return list->total;
}

int64_t list_place(const struct list *list)
{
	const int64_t total = list_total(list), n = (int64_t)(list->n - list->n_members);
	int64_t line = 0;

	if (list->n) {
		const size_t at = list_line_of(list, list->cursor);

		line = (int64_t)(at - members(list, 0, at));
	}
	if (list->has_newest)
		return line;
	if (list->has_oldest && total >= n)
		return total - n + line;
	return list->first >= 0 ? list->first + line : -1;
}

/* ---- stories ---- */

bool list_tells(const struct list *list, int64_t story_id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i]->story_id == story_id && !list->items[i]->is_member)
			return true;
	return false;
}

size_t list_line_of(const struct list *list, size_t at)
{
	while (at > 0 && list->items[at]->is_member)
		at--;
	return at;
}

void list_unfold(struct list *list, size_t line, const struct store_rows *rows, int64_t first_at)
{
	struct list_item *item = list->items[line];
	const size_t at = line + 1;
	size_t n = 0;

	item->is_unfolded = true;
	item->first_at = first_at;
	item->is_part = (int64_t)rows->n < item->n_in_story;
	make_room(list, at, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		if (rows->rows[i].id == item->id)
			continue;
		list->items[at + n] = item_new(list, &rows->rows[i]);
		list->items[at + n]->is_member = true;
		list->items[at + n]->first_at = first_at;
		list->items[at + n]->n_in_story = item->n_in_story;
		n++;
	}
	memmove(list->items + at + n, list->items + at + rows->n, (list->n - at - rows->n) * sizeof(list->items[0]));
	list->n -= rows->n - n;
	list->n_members += n;
	list->cursor += list->cursor > line ? n : 0;
	list->top += list->top > line ? n : 0;
	list_marked(list, line);
}

void list_fold(struct list *list, size_t line)
{
	size_t n = 0;

	list->items[line]->is_unfolded = false;
	while (line + 1 + n < list->n && list->items[line + 1 + n]->is_member)
		n++;
	take_out(list, line + 1, n);
	list->cursor = list->cursor <= line ? list->cursor : list->cursor > line + n ? list->cursor - n : line;
	list->top = list->top <= line ? list->top : list->top > line + n ? list->top - n : line;
}

void list_marked(struct list *list, size_t at)
{
	const size_t line = list_line_of(list, at);

	if (!list->items[line]->is_unfolded || list->items[line]->is_part)
		return;
	list->items[line]->has_unread_others = false;
	for (size_t i = line + 1; i < list->n && list->items[i]->is_member; i++)
		list->items[line]->has_unread_others |= !list->items[i]->is_read;
}
