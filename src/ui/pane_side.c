/* pane_side.c: the side bar on the canvas. */
#include "app.h"

#include <string.h>

enum { RIGHT_COLS = 3 /* a blank, the sign of a failing feed, a blank */ };

static bool is_shown_level(const struct app *app, const struct side_item *item)
{
	return item->kind == app->level->side_kind && strcmp(item->name, app->level->side_name) == 0;
}

/* "402", "999+", "" for none and for what is not counted yet */
static void number_text(const struct side_item *item, char out[32])
{
	enum { COUNTED_MOST = 1000 };

	out[0] = '\0';
	if (item->n_unread <= 0)
		return;
	if (item->is_counted && !item->counts_all && item->n_unread >= COUNTED_MOST)
		snprintf(out, 32, "999+");
	else
		bars_number(item->n_unread, out);
}

static void draw_item(struct app *app, struct rect r, const struct side_item *item, bool is_cursor)
{
	bool has_focus = is_cursor && app->focus == CMD_IN_SIDE;
	int indent = item->kind == SIDE_FEED ? 3 : 2, room;
	unsigned style = is_shown_level(app, item) ? STYLE_BOLD | STYLE_ACCENT : 0;
	char number[32];

	number_text(item, number);
	room = r.cols - indent - RIGHT_COLS - (number[0] ? (int)strlen(number) + 1 : 0);
	canvas_puts(app->canvas, r.x, r.y, 1, has_focus ? "▌" : is_shown_level(app, item) ? "▏" : " ", style);
	canvas_fit(app->canvas, r.x + indent, r.y, room, item->label, style);
	canvas_right(app->canvas, r.x + r.cols - RIGHT_COLS, r.y, r.cols, number, style);
	if (item->is_failing)
		canvas_puts(app->canvas, r.x + r.cols - 2, r.y, 1, "!", STYLE_WARN | STYLE_BOLD);
	if (item->kind == SIDE_ALERTS && item->n_unread > 0)
		canvas_puts(app->canvas, r.x + r.cols - 2, r.y, 1, "●", STYLE_ACCENT | STYLE_BOLD);
	if (has_focus)
		canvas_style(app->canvas, (struct rect){r.x + 1, r.y, r.cols - 1, 1}, STYLE_REVERSE);
}

void side_draw(struct app *app, struct rect r)
{
	struct side *side = app->side;

	if (r.rows == 0)
		return;
	side_scroll(side, r.rows);
	for (int y = 0; y < r.rows && side->top + (size_t)y < side->n; y++) {
		size_t at = side->top + (size_t)y;
		const struct side_item *item = &side->items[at];

		if (item->kind == SIDE_HEADING)
			canvas_fit(app->canvas, r.x + 1, r.y + y, r.cols - 2, item->label,
				   STYLE_MUTED | STYLE_BOLD);
		else if (item->kind != SIDE_BLANK)
			draw_item(app, (struct rect){r.x, r.y + y, r.cols, 1}, item, at == side->cursor);
	}
}
