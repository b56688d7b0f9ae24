/* test_ui_list.c: the window into a long list: pages at both ends, the cursor, the places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/list.h"

/* Rows with the ids from high to low, both included. */
static struct store_rows rows_of(void *ctx, int64_t high, int64_t low)
{
	struct store_rows rows = {.n = high >= low ? (size_t)(high - low + 1) : 0};

	rows.rows = mem_array(ctx, struct store_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		rows.rows[i].id = high - (int64_t)i;
		rows.rows[i].title = mem_printf(ctx, "article %lld", (long long)rows.rows[i].id);
		rows.rows[i].outlet = "Outlet";
		rows.rows[i].url = "https://example.org/";
	}
	return rows;
}

static void append(struct list *list, int64_t high, int64_t low, bool is_last)
{
	void *ctx = talloc_new(NULL);
	const struct store_row **rows;
	size_t n = list_merge(ctx, rows_of(ctx, high, low), (struct store_rows){0}, &rows);

	list_append(list, rows, n, is_last);
	talloc_free(ctx);
}

static void prepend(struct list *list, int64_t high, int64_t low, bool is_last)
{
	void *ctx = talloc_new(NULL);
	const struct store_row **rows;
	size_t n = list_merge(ctx, rows_of(ctx, high, low), (struct store_rows){0}, &rows);

	list_prepend(list, rows, n, is_last);
	talloc_free(ctx);
}

/* A window without gaps or doubles, the cursor and the screen inside. */
static void assert_sound(const struct list *list)
{
	for (size_t i = 1; i < list->n; i++)
		assert_true(list->items[i]->id < list->items[i - 1]->id);
	assert_true(list->n == 0 ? list->cursor == 0 : list->cursor < list->n);
	assert_true(list->n == 0 ? list->top == 0 : list->top < list->n);
}

static void test_merge(void **state)
{
	void *ctx = talloc_new(NULL);
	static const int64_t expected[] = {9, 8, 7, 6, 5, 4};
	struct store_rows a = rows_of(ctx, 8, 5), b = rows_of(ctx, 9, 4);
	const struct store_row **rows;

	(void)state;
	/* b keeps 9, 7 and 4 only. */
	b.rows[1] = b.rows[2];
	b.rows[2] = b.rows[5];
	b.n = 3;
	assert_int_equal(list_merge(ctx, a, b, &rows), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(rows[i]->id, expected[i]);
	assert_int_equal(list_merge(ctx, (struct store_rows){0}, (struct store_rows){0}, &rows), 0);
	talloc_free(ctx);
}

static void test_items_own_their_text(void **state)
{
	struct list *list = list_new(NULL);
	void *ctx = talloc_new(NULL);
	struct store_rows rows = rows_of(ctx, 1, 1);
	const struct store_row *row = rows.rows;

	(void)state;
	rows.rows[0].title = mem_strdup(ctx, "5G\033[2J and\nmore");
	list_append(list, &row, 1, true);
	talloc_free(ctx);
	assert_null(strchr(list->items[0]->title, '\033'));
	assert_null(strchr(list->items[0]->title, '\n'));
	assert_string_equal(list->items[0]->outlet, "Outlet");
	assert_string_equal(list->items[0]->url, "https://example.org/");
	talloc_free(list);
}

static void test_moving(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	assert_int_equal(list_move(list, 3), 0);
	assert_null(list_current(list));
	append(list, 100, 91, true);
	list->has_newest = true;
	assert_int_equal(list_move(list, 3), 0);
	assert_int_equal(list_current(list)->id, 97);
	assert_int_equal(list_move(list, 100), 94);
	assert_int_equal(list_current(list)->id, 91);
	assert_int_equal(list_move(list, -100), -91);
	assert_int_equal(list_current(list)->id, 100);
	list_seek(list, 95);
	assert_int_equal(list->cursor, 5);
	list_seek(list, 1000);
	assert_int_equal(list->cursor, 0);
	list_seek(list, 5);
	assert_int_equal(list_current(list)->id, 91);
	assert_non_null(list_find(list, 93));
	assert_null(list_find(list, 90));
	assert_null(list_find(list, 101));
	talloc_free(list);
}

static void test_seeking_what_is_gone(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	append(list, 10, 8, false);
	append(list, 5, 3, true);
	/* 7 and 6 are not there: the next older one takes their place. */
	list_seek(list, 7);
	assert_int_equal(list_current(list)->id, 5);
	talloc_free(list);
}

static void test_pages_come_and_go(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	append(list, 1000, 901, false);
	list->has_newest = true;
	list->first = 0;
	assert_int_equal(list_needs(list, 20), LIST_NEEDS_NOTHING);
	/* Down to the oldest, with a window of at most 300. */
	for (int64_t low = 901; low > 1; low -= 100) {
		list_move(list, 1000);
		assert_int_equal(list_needs(list, 20), LIST_NEEDS_OLDER);
		append(list, low - 1, low - 100, low == 101);
		list_trim(list, 300);
		list_scroll(list, 20);
		assert_sound(list);
		assert_true(list->n <= 300);
		assert_int_equal(list_place(list), 1000 - list_current(list)->id);
	}
	list_move(list, 1000);
	assert_int_equal(list_current(list)->id, 1);
	assert_int_equal(list_needs(list, 20), LIST_NEEDS_NOTHING);
	assert_true(list->has_oldest);
	assert_false(list->has_newest);
	/* And up again. */
	while (!list->has_newest) {
		int64_t high;

		list_move(list, -1000);
		assert_int_equal(list_needs(list, 20), LIST_NEEDS_NEWER);
		high = list->items[0]->id;
		prepend(list, high + 100 > 1000 ? 1000 : high + 100, high + 1, high + 100 >= 1000);
		assert_int_equal(list_current(list)->id, high);
		list_trim(list, 300);
		list_scroll(list, 20);
		assert_sound(list);
		assert_int_equal(list_place(list), 1000 - list_current(list)->id);
	}
	list_move(list, -1000);
	assert_int_equal(list_place(list), 0);
	talloc_free(list);
}

static void test_places(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	/* From the old end: the place is known as soon as the total is. */
	prepend(list, 50, 1, false);
	list->has_oldest = true;
	list_seek(list, INT64_MIN);
	assert_int_equal(list_current(list)->id, 1);
	assert_int_equal(list_total(list), -1);
	assert_int_equal(list_place(list), -1);
	list->total = 1000;
	assert_int_equal(list_place(list), 999);
	prepend(list, 100, 51, true);
	assert_int_equal(list_total(list), 100); /* all of it is here: nobody knows better */
	assert_int_equal(list_place(list), 99);
	talloc_free(list);
}

static void test_the_screen_follows_the_cursor(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	append(list, 100, 1, true);
	list_scroll(list, 10);
	assert_int_equal(list->top, 0);
	list_move(list, 9);
	list_scroll(list, 10);
	assert_int_equal(list->top, 2); /* two lines stay in sight below */
	list_move(list, 1000);
	list_scroll(list, 10);
	assert_int_equal(list->top, 90);
	list_move(list, -8);
	list_scroll(list, 10);
	assert_int_equal(list->top, 89);
	/* A screen of one line shows the cursor. */
	list_scroll(list, 1);
	assert_int_equal(list->top, list->cursor);
	list_scroll(list, 500);
	assert_int_equal(list->top, 0);
	talloc_free(list);
}

static void test_trim_keeps_the_cursor(void **state)
{
	(void)state;
	for (long at = 0; at < 100; at += 7) {
		struct list *list = list_new(NULL);
		int64_t id;

		append(list, 100, 1, true);
		list->has_newest = true;
		list->first = 0;
		list_move(list, at);
		id = list_current(list)->id;
		list_trim(list, 30);
		assert_int_equal(list->n, 30);
		assert_int_equal(list_current(list)->id, id);
		list->total = 100;
		if (list->has_newest || list->has_oldest || list->first >= 0)
			assert_int_equal(list_place(list), 100 - id);
		assert_sound(list);
		talloc_free(list);
	}
}

/* Members of the line with that id: itself and some told between it and the first, which came an hour before. */
static void unfold(struct list *list, int64_t id, size_t n)
{
	void *ctx = talloc_new(NULL);
	struct store_rows rows = rows_of(ctx, 2000, 2000 - (int64_t)n);

	for (size_t i = 0; i < rows.n; i++) {
		rows.rows[i].published = 1000 + (int64_t)i * 60;
		rows.rows[i].is_read = i == 0;
	}
	rows.rows[rows.n - 1].id = id;
	list->items[list_at(list, id)]->n_in_story = (int64_t)rows.n;
	list_unfold(list, list_at(list, id), &rows, 1000);
	talloc_free(ctx);
}

static void test_members_stand_below_their_line(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	append(list, 100, 81, true);
	list->has_newest = true;
	list->first = 0;
	list_seek(list, 90);
	unfold(list, 95, 3);
	assert_int_equal(list->n, 23);
	assert_int_equal(list_total(list), 20);
	assert_int_equal(list_current(list)->id, 90);
	assert_int_equal(list_place(list), 10);
	assert_int_equal(list->items[5]->first_at, 1000);
	assert_int_equal(list->items[6]->id, 2000);
	assert_int_equal(list->items[8]->told_at, 1120);
	assert_true(list->items[8]->is_member);
	assert_false(list->items[9]->is_member);
	assert_int_equal(list_line_of(list, 8), 5);
	assert_int_equal(list_last(list)->id, 81);
	/* an article that is gone is looked for among the lines */
	list_seek(list, 1999);
	assert_int_equal(list->cursor, 7);
	list_seek(list, 500);
	assert_int_equal(list_current(list)->id, 100);
	list_seek(list, 1998);
	assert_int_equal(list_place(list), 5);
	list_fold(list, 5);
	assert_int_equal(list->n, 20);
	assert_int_equal(list_current(list)->id, 95);
	assert_sound(list);
	talloc_free(list);
}

static void test_a_line_knows_of_its_members(void **state)
{
	struct list *list = list_new(NULL);

	(void)state;
	append(list, 3, 1, true);
	unfold(list, 1, 2);
	assert_true(list->items[2]->has_unread_others);
	list->items[4]->is_read = true;
	list_marked(list, 4);
	assert_false(list->items[2]->has_unread_others);
	assert_int_equal(list_last(list)->id, 1);
	list_fold(list, 2);
	assert_int_equal(list->n, 3);
	talloc_free(list);
}

static void test_trim_takes_members_with_their_line(void **state)
{
	(void)state;
	for (long at = 0; at < 100; at += 3) {
		struct list *list = list_new(NULL);
		int64_t id, place;

		append(list, 100, 1, true);
		list->has_newest = true;
		list->first = 0;
		list->total = 100;
		for (int64_t line = 98; line > 0; line -= 9)
			unfold(list, line, 1 + (size_t)line % 5);
		list_seek(list, 100 - at);
		id = list_current(list)->id;
		place = list_place(list);
		list_trim(list, 30);
		assert_in_range(list->n, 30, 36);
		assert_int_equal(list_current(list)->id, id);
		assert_int_equal(list_place(list), place);
		assert_false(list->items[0]->is_member);
		for (size_t i = 1; i < list->n; i++)
			if (!list->items[i]->is_member)
				assert_int_equal(list->items[i]->id, list->items[list_line_of(list, i - 1)]->id - 1);
		talloc_free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_merge),
	    cmocka_unit_test(test_items_own_their_text),
	    cmocka_unit_test(test_moving),
	    cmocka_unit_test(test_seeking_what_is_gone),
	    cmocka_unit_test(test_pages_come_and_go),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_the_screen_follows_the_cursor),
	    cmocka_unit_test(test_trim_keeps_the_cursor),
	    cmocka_unit_test(test_members_stand_below_their_line),
	    cmocka_unit_test(test_a_line_knows_of_its_members),
	    cmocka_unit_test(test_trim_takes_members_with_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
