/* actions.c: the table of what commands do. */
#include "actions.h"
#include "screens.h"

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
    [CMD_FULL] = action_full,
    [CMD_STORY] = action_story,
    [CMD_CITE] = action_cite,
    [CMD_DIFF] = action_diff,
    [CMD_SOURCE] = action_source,
    [CMD_LINKS] = action_links,
    [CMD_READ] = action_read,
    [CMD_UNREAD] = action_unread,
    [CMD_READ_ALL] = action_read_all,
    [CMD_STAR] = action_star,
    [CMD_TAG] = action_tag,
    [CMD_QUERY] = action_query,
    [CMD_UNDO] = action_undo,
    [CMD_NOTE] = action_note,
    [CMD_EDIT_NOTE] = action_edit_note,
    [CMD_TOGGLE_READ] = action_toggle_read,
    [CMD_FOLD] = action_fold,
    [CMD_STORIES] = action_stories,
    [CMD_SORT] = action_sort,
    [CMD_TOGGLE_SIDE] = action_toggle_side,
    [CMD_TOGGLE_PAGE] = action_toggle_page,
    [CMD_REDRAW] = action_redraw,
    [CMD_HELP] = action_help,
    [CMD_COMMAND] = action_command,
    [CMD_REFRESH] = action_refresh,
    [CMD_TREND] = action_trend,
    [CMD_DIGEST] = action_digest,
    [CMD_ALERTS] = action_alerts,
    [CMD_ACKNOWLEDGE] = action_acknowledge,
    [CMD_ACK_ALL] = action_acknowledge_all,
    [CMD_SNOOZE] = action_snooze,
    [CMD_RENEW] = action_renew,
    [CMD_WHY] = action_why,
    [CMD_WHYNOT] = action_whynot,
    [CMD_RULE] = action_rule,
    [CMD_RULES] = action_rules,
    [CMD_SAVE_RULE] = action_save_rule,
    [CMD_EDIT_QUERY] = action_edit_query,
    [CMD_HEALTH] = action_health,
    [CMD_RETRY] = action_retry,
    [CMD_EDIT] = action_edit,
    [CMD_INTERVAL] = action_interval,
    [CMD_UNSUBSCRIBE] = action_unsubscribe,
    [CMD_SITE] = action_site,
};

action_fn *action_of(enum cmd cmd)
{
	return cmd < CMD_COUNT_ ? actions[cmd] : NULL;
}

/* Where a command goes by the rows of the list or by its cursor. */
static const unsigned reads_list[CMD_COUNT_] = {
    [CMD_DOWN] = CMD_IN_LIST,
    [CMD_UP] = CMD_IN_LIST,
    [CMD_PAGE_DOWN] = CMD_IN_LIST | CMD_IN_PAGE,
    [CMD_PAGE_UP] = CMD_IN_LIST,
    [CMD_HALF_DOWN] = CMD_IN_LIST,
    [CMD_HALF_UP] = CMD_IN_LIST,
    [CMD_TOP] = CMD_IN_LIST,
    [CMD_BOTTOM] = CMD_IN_LIST,
    [CMD_NEXT_PANE] = CMD_IN_LIST,
    [CMD_PREV_PANE] = CMD_IN_SIDE,
    [CMD_RIGHT] = CMD_IN_LIST,
    [CMD_ENTER] = CMD_IN_LIST,
    [CMD_NEXT_ARTICLE] = CMD_IN_ALL,
    [CMD_PREV_ARTICLE] = CMD_IN_ALL,
    [CMD_NEXT_UNREAD] = CMD_IN_ALL,
    [CMD_PREV_UNREAD] = CMD_IN_ALL,
    [CMD_OPEN] = CMD_IN_ALL,
    [CMD_YANK] = CMD_IN_ALL,
    [CMD_FULL] = CMD_IN_ALL,
    [CMD_STORY] = CMD_IN_ALL,
    [CMD_CITE] = CMD_IN_ALL,
    [CMD_DIFF] = CMD_IN_ALL,
    [CMD_SOURCE] = CMD_IN_ALL,
    [CMD_LINKS] = CMD_IN_ALL,
    [CMD_READ] = CMD_IN_ALL,
    [CMD_UNREAD] = CMD_IN_ALL,
    [CMD_READ_ALL] = CMD_IN_ALL,
    [CMD_STAR] = CMD_IN_ALL,
    [CMD_TAG] = CMD_IN_ALL,
    [CMD_NOTE] = CMD_IN_ALL,
    [CMD_EDIT_NOTE] = CMD_IN_ALL,
    [CMD_TOGGLE_READ] = CMD_IN_ALL,
    [CMD_FOLD] = CMD_IN_ALL,
    [CMD_STORIES] = CMD_IN_ALL,
    [CMD_WHY] = CMD_IN_ALL,
    [CMD_WHYNOT] = CMD_IN_ALL,
};

/* The rows on the screen answer what was asked before, or the cursor is not yet where a key sent it.  A
 * reload of the same place is neither. */
static bool is_behind(const struct level *level)
{
	return level->want != LEVEL_SETTLED && (level->is_new_query || level->want != LEVEL_AROUND);
}

void app_do(struct app *app, enum cmd cmd, const struct action *action)
{
	const struct screen *screen = app->mode == APP_PANES ? screens_seen(app) : NULL;
	action_fn *fn = action_of(cmd);

	if (screen && screen->does(app, cmd, action))
		return;
	if (fn && (reads_list[cmd] & app->focus) && is_behind(app->level))
		app_fill_now(app);
	if (fn)
		fn(app, action);
}
