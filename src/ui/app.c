/* app.c: the reader's life: made, given keys and sizes, drawn, closed. */
#include "app.h"

#include <string.h>

#include "key.h"
#include "screens.h"
#include "watch.h"

enum { FRAME_MS = 12, CLOSE_BUSY_MS = 5000, CLIENT_BUSY_MS = 5000 };

/* A read that already took most of a frame gives way to a key; a shorter one is not worth doing twice. */
static bool give_way(void *state)
{
	struct app *app = state;

	if (app->reading_ms < 0)
		return false;
	return app->env->clock_ms(app->env->state) - app->reading_ms >= FRAME_MS &&
	       app->env->has_input(app->env->state);
}

bool app_new(void *ctx, const struct ui_options *options, const struct app_env *env, struct app **ret,
	     struct err *err)
{
	struct app *app = mem_new(ctx, struct app);
	struct level_spec home = {
	    .kind = LEVEL_HOME,
	    .title = "All unread",
	    .text = "",
	    .unread_only = true,
	    .side_kind = SIDE_VIEW,
	    .side_name = "All unread",
	};

	app->options = *options;
	app->env = env;
	app->store = options->store;
	app->conf = options->conf;
	app->canvas = canvas_new(app, 80, 24);
	app->focus = CMD_IN_LIST;
	app->map = keymap_new(app);
	app->marks = marks_new(app);
	app->watch = mem_new(app, struct watch);
	app->watch->is_due = true;
	app->refresh = refresh_new(app);
	app->searches = history_load(app, "search-history");
	app->commands = history_load(app, "command-history");
	app->reading_ms = -1;
	store_set_busy_ms(app->store, 0);
	store_set_interrupt(app->store, give_way, app);
	app->version = store_version(app->store);
	app->quarter = app_now(app) / APP_QUARTER_S;
	app->version_ms = env->clock_ms(env->state);
	if (!level_new(app, &home, app->conf, &app->level, err) || !app_load_side(app)) {
		if (app->side == NULL)
			err_set(err, ERR_IO, "%s",
				app->message[0] ? app->message : "the store cannot be read");
		store_set_interrupt(app->store, NULL, NULL);
		talloc_free(app);
		return false;
	}
	*ret = app;
	return true;
}

bool app_close(struct app *app, struct err *err)
{
	struct marks_done done;
	bool is_done;
	size_t n;

	store_set_interrupt(app->store, NULL, NULL);
	store_set_busy_ms(app->store, CLOSE_BUSY_MS);
	is_done = marks_flush(app->marks, app->store, &done, err) &&
		  watch_flush(app->watch, app->store, app_now(app), &n, err);
	if (is_done && (app->marks->first || app->watch->first))
		is_done =
		    err_set(err, ERR_BUSY, "another process kept writing: the last marks are not stored");
	store_set_busy_ms(app->store, CLIENT_BUSY_MS);
	history_save(app->searches, "search-history");
	history_save(app->commands, "command-history");
	return is_done;
}

void app_resize(struct app *app, int cols, int rows)
{
	canvas_resize(app->canvas, cols, rows);
	app_layout(app);
	app_fill(app);
	app_moved(app);
	side_scroll(app->side, app->layout.side.rows);
}

static enum cmd_context context(const struct app *app)
{
	const struct screen *screen = screens_seen(app);

	if (app->mode == APP_HELP)
		return CMD_IN_HELP;
	return screen ? screen->context : app->focus;
}

static void panes_key(struct app *app, int32_t key)
{
	struct keymap_hit hit;
	enum keymap_step step = keymap_feed(app->map, &app->keys, context(app), key, &hit);
	struct action action = {.count = hit.count, .key = key, .args = ""};

	if (step == KEYMAP_HIT && (app->mode != APP_HELP || !help_key(app, hit.cmd, &action)))
		app_do(app, hit.cmd, &action);
	else if (step == KEYMAP_MISS && key != UIK_ESC)
		app_say(app, "no command on this key; ? shows them");
}

void app_key(struct app *app, int32_t key)
{
	app->message[0] = '\0';
	app->message_is_fault = false;
	app->is_stale = true;
	app->key_ms = app->env->clock_ms(app->env->state);
	if (app->mode == APP_SEARCH || app->mode == APP_COMMAND)
		prompts_key(app, key);
	else if (key == UIK_CTRL('C'))
		app->is_done = true;
	else if (!feed_answer(app, key))
		panes_key(app, key);
	app_fill(app);
}

static void draw_lines(struct app *app)
{
	const struct layout *layout = &app->layout;
	int cols = app->canvas->cols, bottom = layout->bottom.y - 1;

	if (!layout->is_wide)
		return;
	canvas_hline(app->canvas, 0, layout->rule_y, cols);
	canvas_hline(app->canvas, 0, bottom, cols);
	if (app->mode == APP_HELP || screens_seen(app))
		return;
	if (layout->divider_y >= 0) {
		struct rect r = layout->page;

		canvas_hline(app->canvas, r.x, layout->divider_y, r.cols);
		/* Which pane has the focus must not be told by colour alone. */
		for (int x = r.x; app->focus == CMD_IN_PAGE && x < r.x + r.cols; x++)
			canvas_puts(app->canvas, x, layout->divider_y, 1, "━", STYLE_MUTED);
	}
	if (layout->divider_x < 0)
		return;
	canvas_vline(app->canvas, layout->divider_x, layout->rule_y + 1, bottom - layout->rule_y - 1);
	canvas_puts(app->canvas, layout->divider_x, layout->rule_y, 1, "┬", STYLE_MUTED);
	canvas_puts(app->canvas, layout->divider_x, bottom, 1, "┴", STYLE_MUTED);
	if (layout->divider_y >= 0)
		canvas_puts(app->canvas, layout->divider_x, layout->divider_y, 1, "├", STYLE_MUTED);
}

static void draw_panes(struct app *app)
{
	struct rect all = {0, 1 + app->layout.is_wide, app->canvas->cols, 0};

	all.rows = app->layout.bottom.y - app->layout.is_wide - all.y;
	draw_lines(app);
	bars_draw_title(app, app->layout.title);
	if (app->mode == APP_HELP) {
		help_draw(app, all);
	} else if (screens_seen(app)) {
		screens_seen(app)->draw(app, all);
	} else {
		side_draw(app, app->layout.side);
		list_draw(app, app->layout.list);
		page_draw(app, app->layout.page);
	}
	if (app->mode == APP_SEARCH || app->mode == APP_COMMAND)
		prompts_draw(app, app->layout.bottom);
	else
		bars_draw_status(app, app->layout.bottom);
}

const struct canvas *app_draw(struct app *app)
{
	if (!app->is_stale)
		return app->canvas;
	app->is_stale = false;
	app->shown_id = 0;
	canvas_clear(app->canvas);
	if (app->layout.is_too_small)
		canvas_fit(app->canvas, 0, 0, app->canvas->cols, "too small", 0);
	else
		draw_panes(app);
	if (!app->layout.is_too_small && app->layout.page.rows > 0 && app->page && !app->page_is_stale &&
	    app->mode != APP_HELP && !screens_seen(app))
		app->shown_id = app->page->id;
	return app->canvas;
}

size_t app_poll(struct app *app, struct pollfd *fds, size_t max)
{
	return refresh_poll(app->refresh, fds, max);
}

static void say_end(struct app *app)
{
	struct refresh_state state = refresh_state(app->refresh);
	char n_new[32], n_failed[32];

	if (state.fault[0])
		app_say(app, "refresh: %s", state.fault);
	else if (state.is_pages)
		app->message[0] = '\0';
	else if (state.total == 0 && !state.is_joined)
		app_say(app, "no feed is due; :refresh --force fetches all the same");
	else if (state.n_failed > 0)
		app_say(app, "%s new, %s failed", bars_number(state.n_new, n_new),
			bars_number(state.n_failed, n_failed));
	else
		app_say(app, "%s new", bars_number(state.n_new, n_new));
	app->message_is_fault = state.fault[0] != '\0';
	app->version_ms = 0; /* look at once */
}

void app_ready(struct app *app)
{
	bool was_running = refresh_state(app->refresh).is_running;

	if (!refresh_ready(app->refresh))
		return;
	app->is_stale = true;
	if (was_running && !refresh_state(app->refresh).is_running)
		say_end(app);
}
