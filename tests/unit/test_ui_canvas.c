/* test_ui_canvas.c: the screen in memory, and where the panes are on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/canvas.h"
#include "src/ui/layout.h"

static void assert_dump(const struct canvas *canvas, const char *expected)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	canvas_dump(canvas, &out);
	assert_string_equal(buf_str(&out), expected);
}

static void test_text_is_clipped(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 8, 2);

	(void)state;
	assert_int_equal(canvas_puts(canvas, 0, 0, 100, "abcdefghijkl", 0), 8);
	assert_int_equal(canvas_puts(canvas, 6, 1, 100, "xyz", 0), 2);
	assert_dump(canvas, "abcdefgh\n      xy\n");
	assert_int_equal(canvas_puts(canvas, 0, 2, 8, "out", 0), 0);
	assert_int_equal(canvas_puts(canvas, -1, 0, 8, "out", 0), 0);
	assert_int_equal(canvas_puts(canvas, 9, 0, 8, "out", 0), 0);
	assert_dump(canvas, "abcdefgh\n      xy\n");
	talloc_free(canvas);
}

static void test_fit_shows_that_it_cut(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 10, 4);

	(void)state;
	assert_int_equal(canvas_fit(canvas, 0, 0, 6, "telecommunication", 0), 6);
	assert_int_equal(canvas_fit(canvas, 0, 1, 6, "exact!", 0), 6);
	canvas_right(canvas, 10, 2, 6, "end", 0);
	canvas_right(canvas, 10, 3, 4, "too long", 0);
	assert_dump(canvas, "telec…\nexact!\n       end\n      too…\n");
	talloc_free(canvas);
}

static void test_wide_and_combining(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 6, 2);

	(void)state;
	/* Three wide characters fill six cells; a fourth would be cut in half. */
	assert_int_equal(canvas_puts(canvas, 0, 0, 6, "華為通信", 0), 6);
	assert_int_equal(canvas_at(canvas, 0, 0)->cols, 2);
	assert_int_equal(canvas_at(canvas, 1, 0)->cols, 0);
	assert_int_equal(canvas_puts(canvas, 0, 1, 5, "華為通", 0), 4);
	assert_dump(canvas, "華為通\n華為\n");
	/* Half of one that is written over is a blank, not half a character. */
	canvas_puts(canvas, 1, 0, 1, "x", 0);
	assert_string_equal(canvas_at(canvas, 0, 0)->text, " ");
	canvas_puts(canvas, 2, 0, 1, "y", 0);
	assert_dump(canvas, " xy 通\n華為\n");
	canvas_clear(canvas);
	assert_int_equal(canvas_puts(canvas, 0, 0, 6, "e\u0301a", 0), 2);
	assert_string_equal(canvas_at(canvas, 0, 0)->text, "e\u0301");
	talloc_free(canvas);
}

static void test_no_control_gets_through(void **state)
{
	static const char hostile[] = "a\033[31mb\033]0;x\007c\r\n\td\xc2\x9b"
				      "e\x01\x7f\xe2\x80\xaeg\xff";
	struct canvas *canvas = canvas_new(NULL, 40, 1);
	AUTO_BUF out = BUF_INIT(KIB(4));

	(void)state;
	canvas_puts(canvas, 0, 0, 40, hostile, 0);
	canvas_fit(canvas, 30, 0, 10, hostile, 0);
	canvas_dump(canvas, &out);
	for (size_t i = 0; i + 1 < out.len; i++)
		assert_true((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7f);
	assert_null(strstr(buf_str(&out), "\xc2\x9b"));
	assert_null(strstr(buf_str(&out), "\xe2\x80\xae"));
	talloc_free(canvas);
}

static void test_a_tower_of_marks_fits_a_cell(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 4, 1);
	AUTO_BUF tower = BUF_INIT(KIB(4));

	(void)state;
	buf_addc(&tower, 'x');
	for (int i = 0; i < 500; i++)
		buf_adds(&tower, "\u0348");
	buf_addc(&tower, 'y');
	canvas_puts(canvas, 0, 0, 4, buf_str(&tower), 0);
	assert_true(strlen(canvas_at(canvas, 0, 0)->text) < CANVAS_CELL_BYTES);
	assert_int_equal(canvas_at(canvas, 0, 0)->text[0], 'x');
	talloc_free(canvas);
}

static void test_styles(void **state)
{
	struct canvas *canvas = canvas_new(NULL, 6, 1);
	AUTO_BUF out = BUF_INIT(100);

	(void)state;
	canvas_puts(canvas, 0, 0, 6, "abcdef", STYLE_ACCENT);
	canvas_style(canvas, (struct rect){2, 0, 2, 1}, STYLE_HIT);
	canvas_style(canvas, (struct rect){4, 0, 9, 9}, STYLE_REVERSE);
	canvas_dump_styles(canvas, &out);
	assert_string_equal(buf_str(&out), "aahhrr\n");
	canvas_blank(canvas, (struct rect){0, 0, 3, 1});
	assert_dump(canvas, "   def\n");
	talloc_free(canvas);
}

/* ---- layout ---- */

static struct layout make(int cols, int rows, enum cmd_context focus)
{
	struct layout_wish wish = {.cols = cols, .rows = rows, .focus = focus, .bottom_rows = 1};
	struct layout ret;

	layout_make(&wish, &ret);
	return ret;
}

static void test_small_screens_show_one_pane(void **state)
{
	struct layout list = make(80, 24, CMD_IN_LIST), side = make(80, 24, CMD_IN_SIDE),
		      page = make(80, 24, CMD_IN_PAGE);

	(void)state;
	assert_false(list.is_wide);
	assert_int_equal(list.list.rows, 22);
	assert_int_equal(list.side.rows + list.page.rows, 0);
	assert_int_equal(side.side.rows, 22);
	assert_int_equal(side.list.rows + side.page.rows, 0);
	assert_int_equal(page.page.rows, 22);
	assert_int_equal(page.page.cols, 80);
}

static void test_the_sketch(void **state)
{
	struct layout l = make(120, 32, CMD_IN_LIST);

	(void)state;
	assert_true(l.is_wide);
	assert_int_equal(l.rule_y, 1);
	assert_int_equal(l.side.cols, 24);
	assert_int_equal(l.divider_x, 24);
	assert_int_equal(l.list.x, 25);
	assert_int_equal(l.page.x, 25);
	assert_int_equal(l.list.y + l.list.rows, l.divider_y);
	assert_int_equal(l.page.y, l.divider_y + 1);
	/* The panes end above the closing line, and that above the status line. */
	assert_int_equal(l.page.y + l.page.rows, 30);
	assert_int_equal(l.bottom.y, 31);
	assert_true(l.list.rows < l.page.rows);
}

/* Whatever the size: panes lie inside, do not overlap, and the focus has room. */
static void test_every_size(void **state)
{
	static const enum cmd_context panes[] = {CMD_IN_SIDE, CMD_IN_LIST, CMD_IN_PAGE};

	(void)state;
	for (int cols = 1; cols <= 220; cols += 3) {
		for (int rows = 1; rows <= 70; rows++) {
			for (int i = 0; i < 3; i++) {
				struct layout l = make(cols, rows, panes[i]);
				const struct rect *focus = i == 0 ? &l.side : i == 1 ? &l.list : &l.page;

				if (l.is_too_small) {
					assert_true(cols < LAYOUT_MIN_COLS || rows < LAYOUT_MIN_ROWS);
					continue;
				}
				assert_true(focus->rows > 0 && focus->cols > 0);
				assert_true(focus->x + focus->cols <= cols &&
					    focus->y + focus->rows <= l.bottom.y);
				if (l.list.rows > 0 && l.page.rows > 0)
					assert_true(l.list.y + l.list.rows < l.page.y);
				if (l.side.rows > 0 && l.list.rows > 0)
					assert_true(l.side.cols < l.list.x);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_is_clipped),
	    cmocka_unit_test(test_fit_shows_that_it_cut),
	    cmocka_unit_test(test_wide_and_combining),
	    cmocka_unit_test(test_no_control_gets_through),
	    cmocka_unit_test(test_a_tower_of_marks_fits_a_cell),
	    cmocka_unit_test(test_styles),
	    cmocka_unit_test(test_small_screens_show_one_pane),
	    cmocka_unit_test(test_the_sketch),
	    cmocka_unit_test(test_every_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
