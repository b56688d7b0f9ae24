/* actions.h: what each command of the reader does; the table in actions.c puts them to the rows of
 * commands.def. */
#ifndef TELEX_UI_ACTIONS_H
#define TELEX_UI_ACTIONS_H

#include "app.h"

/* actions_move.c */
action_fn action_down, action_up, action_page_down, action_page_up, action_half_down, action_half_up,
    action_top, action_bottom, action_next_pane, action_prev_pane, action_left, action_right, action_enter,
    action_next_article, action_prev_article, action_next_unread, action_prev_unread, action_next_feed,
    action_prev_feed, action_back, action_quit;
/* actions_mark.c */
action_fn action_read, action_unread, action_read_all, action_star, action_tag;
/* note.c */
action_fn action_note, action_edit_note;
/* journal.c */
action_fn action_undo;
/* actions_show.c */
action_fn action_search, action_open, action_link, action_yank, action_full, action_story, action_toggle_read, action_fold, action_stories,
    action_sort, action_toggle_side, action_toggle_page, action_redraw, action_help, action_command, action_refresh;
/* actions_health.c, actions_feed.c */
action_fn action_health, action_retry, action_edit, action_interval, action_unsubscribe, action_site;
/* trend.c, digest.c */
action_fn action_trend, action_digest;
/* actions_alerts.c */
action_fn action_alerts, action_acknowledge, action_acknowledge_all, action_snooze, action_renew;
/* actions_why.c */
action_fn action_why, action_whynot;
/* rulebook.c, trial.c */
action_fn action_rules, action_rule, action_save_rule, action_edit_query;
/* explain.c */
action_fn action_query;
/* actions_view.c */
action_fn action_cite, action_diff, action_source, action_links;
/* The article that is named, else the one keys act on; 0, which was said: there is none. */
int64_t action_article(struct app *app, const struct action *action);

#endif
