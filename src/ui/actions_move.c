/* actions_move.c: moving in the panes and between them, and leaving. */
#include "actions.h"

#include <limits.h>

static long times(const struct action *action)
{
	return action->count > 0 ? action->count : 1;
}

static int pane_rows(const struct app *app)
{
	int rows = app->focus == CMD_IN_SIDE   ? app->layout.side.rows
		   : app->focus == CMD_IN_PAGE ? app->layout.page.rows
					       : app->list_rows;

	return rows > 1 ? rows : 1;
}

/* Down the list, page after page where the window ends; gives the lines that the list is too short for. */
static long list_go(struct app *app, long lines)
{
	struct list *list = app->level->list;
	long rest = list_move(list, lines), before;

	while (rest != 0) {
		before = rest;
		app_fill_now(app);
		rest = list_move(list, rest);
		if (rest == before)
			break;
	}
	app_moved(app);
	return rest;
}

static void go(struct app *app, long lines)
{
	if (app->focus == CMD_IN_SIDE) {
		side_move(app->side, lines);
		side_scroll(app->side, app->layout.side.rows);
	} else if (app->focus == CMD_IN_LIST) {
		list_go(app, lines);
	} else if (app->page) {
		app_finish_page(app);
		page_go(app->page, lines, app->layout.page.rows);
	}
}

void action_down(struct app *app, const struct action *action)
{
	go(app, times(action));
}

void action_up(struct app *app, const struct action *action)
{
	go(app, -times(action));
}

/* The screen moves with the cursor, so that the cursor stays on its line. */
static void go_screens(struct app *app, long lines)
{
	struct list *list = app->level->list;
	size_t line = list->cursor - list->top;

	if (app->focus != CMD_IN_LIST) {
		go(app, lines);
		return;
	}
	list_go(app, lines);
	list->top = list->cursor > line ? list->cursor - line : 0;
	app_moved(app);
}

static bool open_unread(struct app *app, bool is_older);

void action_page_down(struct app *app, const struct action *action)
{
	long lines = times(action) * pane_rows(app);
	bool is_at_end =
	    app->focus == CMD_IN_PAGE && app->page && page_percent(app->page, app->layout.page.rows) == 100;

	if (is_at_end)
		open_unread(app, true);
	else
		go_screens(app, app->focus == CMD_IN_PAGE && lines > 1 ? lines - 1 : lines);
}

void action_page_up(struct app *app, const struct action *action)
{
	long lines = times(action) * pane_rows(app);

	go_screens(app, -(app->focus == CMD_IN_PAGE && lines > 1 ? lines - 1 : lines));
}

void action_half_down(struct app *app, const struct action *action)
{
	go_screens(app, times(action) * ((pane_rows(app) + 1) / 2));
}

void action_half_up(struct app *app, const struct action *action)
{
	go_screens(app, -times(action) * ((pane_rows(app) + 1) / 2));
}

static void list_end(struct app *app, enum level_want want, bool is_loaded)
{
	struct list *list = app->level->list;

	if (is_loaded)
		list_move(list, want == LEVEL_NEWEST ? -(long)list->n : (long)list->n);
	else
		app->level->want = want;
	app_fill(app);
	app_moved(app);
}

/* Of the list, from 0; what is unfolded above it does not count. */
static void to_line(struct app *app, int64_t place)
{
	struct list *list = app->level->list;

	for (int64_t left = place - list_place(list); left > 0; left = place - list_place(list))
		if (list_go(app, (long)left) != 0)
			break;
	while (list_line_of(list, list->cursor) != list->cursor)
		list_move(list, -1);
}

void action_top(struct app *app, const struct action *action)
{
	if (app->focus != CMD_IN_LIST) {
		go(app, SHRT_MIN);
		return;
	}
	list_end(app, LEVEL_NEWEST, app->level->list->has_newest);
	if (action->count > 1) {
		app_fill_now(app);
		to_line(app, action->count - 1);
	}
}

void action_bottom(struct app *app, const struct action *action)
{
	if (action->count > 0)
		action_top(app, action);
	else if (app->focus != CMD_IN_LIST)
		go(app, app->focus == CMD_IN_SIDE ? (long)app->side->n : LONG_MAX / 2);
	else
		list_end(app, LEVEL_OLDEST, app->level->list->has_oldest);
}

static bool has_pane(const struct app *app, enum cmd_context pane)
{
	return pane != CMD_IN_SIDE || !app->hides_side || !app->layout.is_wide;
}

static void enter_pane(struct app *app, enum cmd_context pane)
{
	if (pane == CMD_IN_PAGE)
		app_open_article(app);
	else
		app_focus(app, pane);
}

static void change_pane(struct app *app, int step)
{
	static const enum cmd_context order[] = {CMD_IN_SIDE, CMD_IN_LIST, CMD_IN_PAGE};
	int at = app->focus == CMD_IN_SIDE ? 0 : app->focus == CMD_IN_LIST ? 1 : 2;

	do
		at = (at + step + 3) % 3;
	while (!has_pane(app, order[at]));
	enter_pane(app, order[at]);
}

void action_next_pane(struct app *app, const struct action *action)
{
	(void)action;
	change_pane(app, 1);
}

void action_prev_pane(struct app *app, const struct action *action)
{
	(void)action;
	change_pane(app, -1);
}

void action_left(struct app *app, const struct action *action)
{
	(void)action;
	if (app->focus == CMD_IN_PAGE)
		app_focus(app, CMD_IN_LIST);
	else if (has_pane(app, CMD_IN_SIDE))
		app_focus(app, CMD_IN_SIDE);
}

/* Out of the side bar to the list as it is; where the cursor was moved first, to the list it stands on. */
void action_right(struct app *app, const struct action *action)
{
	if (app->focus == CMD_IN_SIDE && app->side->cursor == app->side_entered)
		app_focus(app, CMD_IN_LIST);
	else
		action_enter(app, action);
}

void action_enter(struct app *app, const struct action *action)
{
	(void)action;
	if (app->focus == CMD_IN_SIDE)
		app_show_side(app, side_current(app->side));
	else if (app->focus == CMD_IN_LIST)
		app_open_article(app);
	else if (app->page && app->page->view == PAGE_LINKS && app->page->n_links > 0)
		browser_open(app, app->page->links[app->page->link].url);
	else
		go(app, 1);
}

static void step_article(struct app *app, long lines)
{
	bool is_in_page = app->focus == CMD_IN_PAGE;

	if (list_go(app, lines) != 0)
		app_say(app, "no %s article", lines > 0 ? "older" : "newer");
	else if (is_in_page)
		app_open_article(app);
}

void action_next_article(struct app *app, const struct action *action)
{
	step_article(app, times(action));
}

void action_prev_article(struct app *app, const struct action *action)
{
	step_article(app, -times(action));
}

static bool open_unread(struct app *app, bool is_older)
{
	struct level_io io = app_io(app);
	struct err err = {0};
	int64_t id;

	if (!level_find_unread(app->level, &io, app->conf, is_older, &id, &err)) {
		app_fault(app, &err);
		return false;
	}
	if (!id) {
		app_say(app, "nothing unread %s", is_older ? "below" : "above");
		return false;
	}
	level_go(app->level, id);
	app_fill_now(app);
	if (!level_to_unread(app->level, &io, &err))
		app_fault(app, &err);
	app_moved(app);
	if (app->focus == CMD_IN_PAGE)
		app_open_article(app);
	return true;
}

/* In a text with hits n and N go through these; elsewhere to what is unread. */
static void next(struct app *app, const struct action *action, bool is_down)
{
	bool has_hits;

	if (app->focus == CMD_IN_PAGE)
		app_finish_page(app);
	has_hits = app->focus == CMD_IN_PAGE && app->page && app->page->n_hits > 0;
	for (long i = times(action); i > 0; i--) {
		if (has_hits && !page_next_hit(app->page, is_down, app->layout.page.rows)) {
			app_say(app, "no further hit in this text; %s goes to the %s article",
				is_down ? "J" : "K", is_down ? "next" : "previous");
			return;
		}
		if (!has_hits && !open_unread(app, is_down))
			return;
	}
}

void action_next_unread(struct app *app, const struct action *action)
{
	next(app, action, true);
}

void action_prev_unread(struct app *app, const struct action *action)
{
	next(app, action, false);
}

static void step_feed(struct app *app, long lines)
{
	size_t before = app->side->cursor;

	side_move(app->side, lines);
	if (side_current(app->side)->kind == SIDE_ALERTS) /* no list to go on from */
		side_move(app->side, lines > 0 ? 1 : -1);
	side_scroll(app->side, app->layout.side.rows);
	if (app->side->cursor == before)
		app_say(app, "no %s view or feed", lines > 0 ? "further" : "earlier");
	else
		app_show_side(app, side_current(app->side));
}

void action_next_feed(struct app *app, const struct action *action)
{
	step_feed(app, times(action));
}

void action_prev_feed(struct app *app, const struct action *action)
{
	step_feed(app, -times(action));
}

void action_back(struct app *app, const struct action *action)
{
	(void)action;
	if (app->mode == APP_HELP)
		help_close(app);
	else if (app->focus == CMD_IN_PAGE && app->page && app->page->view != PAGE_TEXT)
		app_set_view(app, PAGE_TEXT);
	else if (app->focus != CMD_IN_LIST && !app->level->alert_id)
		app_focus(app, CMD_IN_LIST);
	else if (!app_pop(app))
		app->is_done = true;
}

void action_quit(struct app *app, const struct action *action)
{
	(void)action;
	app->is_done = true;
}
