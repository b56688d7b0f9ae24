/* actions.c: the table of what commands do. */
#include "actions.h"

static action_fn *const actions[CMD_COUNT_] = {
    [CMD_DOWN] = action_down,
    [CMD_UP] = action_up,
    [CMD_PAGE_DOWN] = action_page_down,
    [CMD_PAGE_UP] = action_page_up,
    [CMD_HALF_DOWN] = action_half_down,
    [CMD_HALF_UP] = action_half_up,
    [CMD_TOP] = action_top,
    [CMD_BOTTOM] = action_bottom,
    [CMD_NEXT_PANE] = action_next_pane,
    [CMD_PREV_PANE] = action_prev_pane,
    [CMD_LEFT] = action_left,
    [CMD_RIGHT] = action_right,
    [CMD_ENTER] = action_enter,
    [CMD_NEXT_ARTICLE] = action_next_article,
    [CMD_PREV_ARTICLE] = action_prev_article,
    [CMD_NEXT_UNREAD] = action_next_unread,
    [CMD_PREV_UNREAD] = action_prev_unread,
    [CMD_NEXT_FEED] = action_next_feed,
    [CMD_PREV_FEED] = action_prev_feed,
    [CMD_BACK] = action_back,
    [CMD_QUIT] = action_quit,
    [CMD_SEARCH] = action_search,
    [CMD_OPEN] = action_open,
    [CMD_LINK] = action_link,
    [CMD_YANK] = action_yank,
    [CMD_READ] = action_read,
    [CMD_UNREAD] = action_unread,
    [CMD_READ_ALL] = action_read_all,
    [CMD_STAR] = action_star,
    [CMD_TAG] = action_tag,
    [CMD_UNDO] = action_undo,
    [CMD_TOGGLE_READ] = action_toggle_read,
    [CMD_TOGGLE_SIDE] = action_toggle_side,
    [CMD_TOGGLE_PAGE] = action_toggle_page,
    [CMD_REDRAW] = action_redraw,
    [CMD_HELP] = action_help,
    [CMD_COMMAND] = action_command,
    [CMD_REFRESH] = action_refresh,
};

action_fn *action_of(enum cmd cmd)
{
	return cmd < CMD_COUNT_ ? actions[cmd] : NULL;
}

void app_do(struct app *app, enum cmd cmd, const struct action *action)
{
	action_fn *fn = action_of(cmd);

	if (fn)
		fn(app, action);
}
