/* app.h: the reader as a state machine: keys and idle time in, a canvas out.  It knows no terminal, so a test
 * drives it.
 *
 *   term.c or a test --> app_key --> keymap --> actions --> levels, page, side, marks
 *                        app_idle (one piece of work a call, until it says there is none)
 *                        app_draw --> canvas --> term.c or a test */
#ifndef TELEX_UI_APP_H
#define TELEX_UI_APP_H

#include "telex/ui.h"

#include "canvas.h"
#include "complete.h"
#include "health.h"
#include "keymap.h"
#include "layout.h"
#include "level.h"
#include "marks.h"
#include "page.h"
#include "prompt.h"
#include "refresh.h"
#include "side.h"

struct inbox;
struct pollfd;
struct rulebook;
struct trial;
struct watch;

/* What the state machine asks of whoever drives it. */
struct app_env {
	void *state;
	int64_t (*now)(void *state);	  /* seconds since 1970 */
	int64_t (*clock_ms)(void *state); /* only goes forward */
	bool (*has_input)(void *state);	  /* a key waits */
	/* Run a program that wants the terminal, and wait for it: its exit status, -1 when it could not be
	 * started. */
	int (*run_in_terminal)(void *state, char *const *argv);
	/* Start a program away from the terminal and do not wait for it. */
	bool (*start)(void *state, char *const *argv);
	void (*copy)(void *state, const char *text); /* to the clipboard */
	void (*redraw)(void *state);		     /* everything anew */
};

enum app_mode {
	APP_PANES,
	APP_SEARCH,  /* the line after "/" */
	APP_COMMAND, /* the line after ":" */
	APP_HELP
};
enum {
	APP_MESSAGE_SIZE = 512,
	APP_QUARTER_S = 900 /* days begin with one in every zone: what tells of days is asked again */
};

struct pager;

/* The search line while it is open. */
struct search {
	struct level *level;	/* the list of what is typed; on top of the levels once something was typed */
	struct err err;		/* of the text as it stands; code ERR_NONE: it is a query */
	char *text;		/* what was last looked for, NULL */
	enum cmd_context focus; /* where it was opened */
};
/* Words offered for Tab. */
struct offer {
	struct completion *words; /* NULL: none is open */
	size_t at;		  /* the one in the line */
};

struct app {
	struct ui_options options;
	const struct app_env *env;
	struct store *store;
	const struct conf *conf;

	struct canvas *canvas;
	struct layout layout;
	int list_rows; /* of the list when it was last on the screen: under a text it stays where it was */
	bool hides_side, hides_page;
	enum cmd_context focus;
	enum app_mode mode;

	struct keymap *map;
	struct keymap_state keys;
	struct side *side;
	size_t side_entered; /* where its cursor was when it got the focus */
	struct level *level; /* the top of the stack */
	struct page *page;   /* NULL: none laid out */
	enum page_view view; /* how view_id is shown; any other article is a text */
	int64_t view_id;
	int64_t shown_id;    /* the article on the canvas since the last draw; 0: none */
	int64_t open_id;     /* the article that was opened: marked read once it was shown; 0: none */
	struct marks *marks;
	struct refresh *refresh;
	struct pager *help;
	struct health *health;	       /* NULL: not open */
	const struct level *in_health; /* the list that was opened from it and covers it; NULL: it is seen */
	struct trend *trend;	       /* NULL: not open */
	struct digest *digest;	       /* the same; at most one of the two is open */
	const struct level *in_report; /* the list that was opened from it and covers it; NULL: it is seen */
	struct watch *watch;	       /* how many alerts are new */
	struct inbox *inbox;	       /* NULL: not open */
	struct rulebook *rulebook;     /* the same; below the inbox of one of its rules */
	struct trial *trial;	       /* the same; above either */
	const struct level *in_alerts; /* the list that covers the screens of alerts; NULL: they are seen */
	char *doomed;		       /* NAME of the feed that goes when y is pressed; NULL: nothing was asked */
	char **retries;		       /* NAMEs of feeds to be asked again once no refresh runs */
	size_t n_retries;
	bool sync_is_due; /* the store's feeds are to follow the configuration */

	struct prompt prompt;
	struct search search;
	struct offer offer;
	struct history *searches, *commands;

	char message[APP_MESSAGE_SIZE];
	bool message_is_fault;
	bool is_stale; /* the canvas is older than the state */
	bool side_is_stale, page_is_stale;
	int64_t version;		   /* of the store, when it was last looked at */
	int64_t version_ms;		   /* when that was */
	int64_t quarter;			   /* of an hour, in which lists were read: "today" moves on */
	int64_t key_ms;			   /* when the last key came */
	int64_t counted_ms, count_cost_ms; /* when a view was last counted, and how long that took */
	int64_t reading_ms;		   /* when the read that may be interrupted began; -1: none may */
	bool is_done;
};

/* ---- driving it: app.c ---- */
MUST_USE bool app_new(void *ctx, const struct ui_options *options, const struct app_env *env,
		      struct app **ret, struct err *err);
/* Writes what is queued (waiting for other writers if it must), saves the history, forgets a refresh without
 * ending it. */
MUST_USE bool app_close(struct app *app, struct err *err);
void app_resize(struct app *app, int cols, int rows);
void app_key(struct app *app, int32_t key);
/* One piece of the work that is not urgent; false when there is nothing left to do now. */
bool app_idle(struct app *app);
/* How long to wait for a key before app_idle has something to do again. */
int app_wait_ms(const struct app *app);
/* Draws when something changed; the canvas is the app's. */
const struct canvas *app_draw(struct app *app);
/* Descriptors to wait on besides the terminal, and what to do when they are ready. */
size_t app_poll(struct app *app, struct pollfd *fds, size_t max);
void app_ready(struct app *app);

/* ---- for its parts: state.c ---- */
int64_t app_now(const struct app *app);
size_t app_n_feeds(const struct app *app);
void app_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_fault(struct app *app, const struct err *err);
struct level_io app_io(const struct app *app);
/* Reads between these two give way to a key after a frame's time. */
void app_read_begin(struct app *app);
void app_read_end(struct app *app);
void app_focus(struct app *app, enum cmd_context focus);
void app_layout(struct app *app);
/* The article that keys act on: of the page when it has the focus, else of the list; 0: none. */
int64_t app_article(const struct app *app);
struct list_item *app_item(const struct app *app);
/* Put a list on top of the levels, or go back to the one below; false at the bottom. */
void app_push(struct app *app, struct level *level);
bool app_pop(struct app *app);
/* Show the list of a query, in place of all but the first level. */
MUST_USE bool app_show(struct app *app, const struct level_spec *spec, struct err *err);
/* The list of a line of the side bar. */
void app_show_side(struct app *app, const struct side_item *item);
/* Show the article of the page another way. */
void app_set_view(struct app *app, enum page_view view);
/* Open an article of the list in the page: it is marked read once it is on the screen. */
void app_open_article(struct app *app);
/* After the cursor of the list moved. */
void app_moved(struct app *app);
/* What is marked and not written yet, on the rows as they were read. */
void app_show_marks(struct app *app);
/* An article of the list that was opened; with [reader] read_story all of its story. */
void app_mark_read(struct app *app, struct list_item *item);
/* Words that stand out in lists and texts. */
const struct query_term *app_terms(const struct app *app, size_t *ret_n);

/* ---- work.c: loads, marks, counts ---- */
/* Load what the list on top needs, unless a key waits. */
void app_fill(struct app *app);
/* The same for a command that goes on with what was loaded. */
void app_fill_now(struct app *app);
bool app_load_page(struct app *app);
/* For whatever needs more of the page than its first screens. */
void app_finish_page(struct app *app);
bool app_load_side(struct app *app);
/* Write marks if the store lets us. */
bool app_flush(struct app *app);

/* ---- prompts: prompts.c, search.c, command.c ---- */
void prompts_open(struct app *app, enum app_mode mode, const char *text);
void prompts_key(struct app *app, int32_t key);
void prompts_draw(struct app *app, struct rect r);
int prompts_rows(const struct app *app);
struct complete_names *prompts_names(struct app *app, void *ctx);
void search_open(struct app *app, const char *text);
void search_changed(struct app *app);
bool search_accept(struct app *app); /* false: the text has a fault, the line stays open */
void search_cancel(struct app *app);
/* Run "tag +x -y" and the like. */
void command_run(struct app *app, const char *line);
/* It may be written into the history. */
bool command_is_kept(const char *line);

/* ---- actions.c and its like: what commands do ---- */
struct action {
	int count;	  /* 0: none was typed */
	int32_t key;	  /* 0: from the command line */
	const char *args; /* "" when there are none */
};
typedef void action_fn(struct app *app, const struct action *action);
action_fn *action_of(enum cmd cmd); /* NULL: not a command of the reader */
void app_do(struct app *app, enum cmd cmd, const struct action *action);

/* ---- drawing ---- */
void side_draw(struct app *app, struct rect r);
void list_draw(struct app *app, struct rect r);
void page_draw(struct app *app, struct rect r);
void bars_draw_title(struct app *app, struct rect r);
void bars_draw_status(struct app *app, struct rect r);
/* "1,284" */
const char *bars_number(int64_t n, char out[32]);

/* ---- help.c ---- */
void help_open(struct app *app, const char *command);
/* Another text to scroll in, in the place of help. */
void help_show(struct app *app, const char *title, const char *text);
void help_close(struct app *app);
const char *help_title(const struct app *app);
bool help_key(struct app *app, enum cmd cmd, const struct action *action); /* false: not one of help's */
void help_draw(struct app *app, struct rect r);

/* ---- the health screen: actions_health.c, pane_health.c ---- */
/* It is what the screen shows, unless help does. */
bool health_is_seen(const struct app *app);
void health_close(struct app *app);
/* False: not one of its own commands. */
bool health_do(struct app *app, enum cmd cmd, const struct action *action);
/* Another process may have fetched: feeds become its own. */
void health_refresh(struct app *app, struct store_feeds *take_feeds);
/* One piece of reading rhythms. */
bool health_step(struct app *app);

/* ---- trends: trend.c, pane_trend.c; digests: digest.c, pane_digest.c ---- */
/* One piece of counting or gathering. */
bool trend_step(struct app *app);
bool digest_step(struct app *app);
void trend_draw(struct app *app, struct rect r);
void digest_draw(struct app *app, struct rect r);

/* ---- alerts: alerts.h ---- */
/* Changes of alerts written, if the store lets us; what is known of alerts read again when it is due. */
bool alerts_flush_step(struct app *app);
bool alerts_step(struct app *app);
/* A rule tried on the past. */
bool trial_step(struct app *app);
/* Above the text of an article that was opened from its alert: what it says. */
void page_put_alert(struct app *app, struct page *page);

/* ---- stories: page_story.c ---- */
/* Above the text of an article: who else carries its story, and how much later. */
void page_put_story(struct app *app, struct page *page);

/* ---- feeds that are changed: actions_feed.c, feeds.c ---- */
/* After unsubscribe asked: true when the key was the answer. */
bool feed_answer(struct app *app, int32_t key);
/* Of the configuration; NULL. */
const struct conf_feed *feeds_configured(const struct app *app, const char *name);
/* Change keys of a feed's section, or remove it; the reader, the store and the daemon follow. */
MUST_USE bool feeds_edit(struct app *app, const char *name, const struct conf_pair *pairs, size_t n,
			 struct err *err);
MUST_USE bool feeds_remove(struct app *app, const char *name, struct err *err);
/* Read the configuration again; the store and the daemon follow. */
MUST_USE bool feeds_reload(struct app *app, struct err *err);
/* Have it asked again, when no refresh runs. */
void feeds_retry(struct app *app, const char *name);
bool feeds_retry_step(struct app *app);
bool feeds_sync_step(struct app *app);

/* ---- history.c ---- */
struct history *history_load(void *ctx, const char *name);
void history_save(const struct history *history, const char *name);

/* ---- browser.c ---- */
/* Open an address; says in the status line what it did. */
void browser_open(struct app *app, const char *url);

#endif
