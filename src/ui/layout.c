/* layout.c: where the panes are. */
#include "layout.h"

static int side_cols(int cols)
{
	int n = cols / 5;

	return n < 24 ? 24 : n > 34 ? 34 : n;
}

/* Room for the panes below the title. */
static void split_wide(const struct layout_wish *wish, struct rect body, struct layout *ret)
{
	bool is_tall = wish->rows >= LAYOUT_TALL_ROWS && !wish->hides_page;

	if (!wish->hides_side) {
		ret->side = (struct rect){0, body.y, side_cols(wish->cols), body.rows};
		ret->divider_x = ret->side.cols;
		body.x = ret->divider_x + 1;
		body.cols -= body.x;
	}
	ret->list = body;
	if (!is_tall) {
		if (wish->focus == CMD_IN_PAGE) {
			ret->page = body;
			ret->list.rows = 0;
		}
		return;
	}
	/* The sketch gives the list two fifths; the text, which is what one came for, the rest. */
	ret->list.rows = body.rows * 2 / 5;
	ret->divider_y = ret->list.y + ret->list.rows;
	ret->page = (struct rect){body.x, ret->divider_y + 1, body.cols, body.rows - ret->list.rows - 1};
}

/* The first line of the list names its columns. */
static void take_head(struct layout *ret)
{
	if (ret->list.rows < 2)
		return;
	ret->head_y = ret->list.y++;
	ret->list.rows--;
}

static void split_narrow(const struct layout_wish *wish, struct rect body, struct layout *ret)
{
	if (wish->focus == CMD_IN_SIDE)
		ret->side = body;
	else if (wish->focus == CMD_IN_PAGE)
		ret->page = body;
	else
		ret->list = body;
}

void layout_make(const struct layout_wish *wish, struct layout *ret)
{
	struct rect body;

	*ret = (struct layout){.head_y = -1, .rule_y = -1, .divider_x = -1, .divider_y = -1};
	if (wish->cols < LAYOUT_MIN_COLS || wish->rows < LAYOUT_MIN_ROWS) {
		ret->is_too_small = true;
		return;
	}
	ret->is_wide = wish->cols >= LAYOUT_WIDE_COLS;
	ret->title = (struct rect){0, 0, wish->cols, 1};
	ret->bottom = (struct rect){0, wish->rows - wish->bottom_rows, wish->cols, wish->bottom_rows};
	body = (struct rect){0, 1, wish->cols, wish->rows - wish->bottom_rows - 1};
	if (!ret->is_wide) {
		split_narrow(wish, body, ret);
		return;
	}
	ret->rule_y = 1;
	body.y++;
	/* One more line closes the panes above the status line. */
	body.rows -= 2;
	split_wide(wish, body, ret);
	take_head(ret);
}
