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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
