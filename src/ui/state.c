/* state.c: what the parts of the reader share: the focus, the levels, messages, the article in question. */
#include "screens.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int64_t app_now(const struct app *app)
{
	return app->env->now(app->env->state);
}

size_t app_n_feeds(const struct app *app)
{
	/* Those of the configuration come into the store with the first fetch. */
	return app->side->n_feeds > app->conf->n_feeds ? app->side->n_feeds : app->conf->n_feeds;
}

void app_say(struct app *app, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(app->message, sizeof(app->message), fmt, args);
	va_end(args);
	app->message_is_fault = false;
	app->is_stale = true;
}

void app_fault(struct app *app, const struct err *err)
{
	app_say(app, "%s", err->msg);
	app->message_is_fault = true;
}

struct level_io app_io(const struct app *app)
{
	return (struct level_io){app->store, app_now(app), app->list_rows};
}

void app_read_begin(struct app *app)
{
	app->reading_ms = app->env->clock_ms(app->env->state);
}

void app_read_end(struct app *app)
{
	app->reading_ms = -1;
}

/* What is said to newcomers takes the room of the text. */
static bool is_empty(const struct app *app)
{
	return app->side->totals.articles == 0 && app->level->list->n == 0;
}

void app_layout(struct app *app)
{
	struct layout_wish wish = {
	    .cols = app->canvas->cols,
	    .rows = app->canvas->rows,
	    .focus = app->focus,
	    .hides_side = app->hides_side,
	    .hides_page = app->hides_page || is_empty(app),
	    .bottom_rows = prompts_rows(app),
	};

	layout_make(&wish, &app->layout);
	if (app->layout.list.rows > 0)
		app->list_rows = app->layout.list.rows;
	app->is_stale = true;
}

void app_focus(struct app *app, enum cmd_context focus)
{
	if (focus == CMD_IN_SIDE && app->focus != CMD_IN_SIDE)
		app->side_entered = app->side->cursor;
	app->focus = focus;
	app_layout(app);
}

int64_t app_article(const struct app *app)
{
	const struct list_item *item = list_current(app->level->list);

	if (app->focus == CMD_IN_PAGE && app->page)
		return app->page->id;
	return item ? item->id : 0;
}

struct list_item *app_item(const struct app *app)
{
	int64_t id = app_article(app);

	return id ? list_find(app->level->list, id) : NULL;
}

void app_moved(struct app *app)
{
	list_scroll(app->level->list, app->list_rows);
	app->page_is_stale = true;
	app->is_stale = true;
}

void app_open_article(struct app *app)
{
	const struct list_item *item = list_current(app->level->list);

	if (!item) {
		app_say(app, "there is no article here");
		return;
	}
	app->open_id = item->id;
	app_focus(app, CMD_IN_PAGE);
	app_moved(app);
	app_load_page(app);
}

void app_push(struct app *app, struct level *level)
{
	level->below = app->level;
	app->level = level;
	app->page_is_stale = true;
	app->is_stale = true;
}

/* Off the stack without a look at the one below: the caller goes on. */
static void drop_level(struct app *app)
{
	struct level *level = app->level;

	app->level = level->below;
	talloc_free(level);
}

bool app_pop(struct app *app)
{
	if (!app->level->below)
		return false;
	if (app->in_health == app->level)
		app->in_health = NULL;
	if (app->in_report == app->level)
		app->in_report = NULL;
	if (app->in_alerts == app->level)
		app->in_alerts = NULL;
	drop_level(app);
	/* Much may have changed while it was covered. */
	level_reload(app->level);
	app_fill(app);
	app_moved(app);
	return true;
}

bool app_show(struct app *app, const struct level_spec *spec, struct err *err)
{
	struct level *level;

	if (!level_new(app, spec, app->conf, &level, err))
		return false;
	screens_close(app);
	while (app->level->below)
		drop_level(app);
	app_push(app, level);
	app_fill(app);
	app_focus(app, CMD_IN_LIST);
	return true;
}

/* All unread is where one is at home: back to it rather than on top of it. */
static void go_home(struct app *app)
{
	struct err err = {0};

	screens_close(app);
	while (app->level->below)
		drop_level(app);
	if (!level_set_query(app->level, "", true, app->conf, &err))
		app_fault(app, &err);
	app_fill(app);
	app_focus(app, CMD_IN_LIST);
	app_moved(app);
}

void app_show_side(struct app *app, const struct side_item *item)
{
	struct level_spec spec = {
	    .kind = LEVEL_SIDE,
	    .title = item->label,
	    .text = item->query,
	    .unread_only = item->unread_only,
	    .side_kind = item->kind,
	    .side_name = item->name,
	};
	struct err err = {0};

	app->side_entered = app->side->cursor;
	if (item->kind == SIDE_ALERTS)
		app_do(app, CMD_ALERTS, &(struct action){.args = ""});
	else if (item->query[0] == '\0' && item->unread_only)
		go_home(app);
	else if (!app_show(app, &spec, &err))
		app_fault(app, &err);
}

const struct query_term *app_terms(const struct app *app, size_t *ret_n)
{
	return query_terms(app->level->marks ? app->level->marks : app->level->query, ret_n);
}
