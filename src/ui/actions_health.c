/* actions_health.c: the health screen opened, moved in, left; its rhythms read while nothing else is to be
 * done. */
#include "actions.h"
#include "screens.h"

#include <limits.h>
#include <string.h>

enum { STEP_MS = 5, STEP_ROWS = 32 };

bool health_is_seen(const struct app *app)
{
	return app->health && !app->in_health;
}

void health_close(struct app *app)
{
	talloc_free(app->health);
	app->health = NULL;
	app->in_health = NULL;
	app->is_stale = true;
}

void health_refresh(struct app *app, struct store_feeds *take_feeds)
{
	if (app->health)
		health_update(app->health, take_feeds, app->conf, app_now(app));
}

/* ---- opened ---- */

static const char *feed_to_begin_with(const struct app *app, const char *args)
{
	const struct side_item *item = side_current(app->side);

	if (args[0])
		return args;
	return app->focus == CMD_IN_SIDE && item->kind == SIDE_FEED ? item->name : NULL;
}

static void open_at(struct app *app, const char *name)
{
	struct store_feeds *feeds;
	struct err err = {0};

	if (!store_feeds(app->store, app, false, &feeds, &err)) {
		app_fault(app, &err);
		return;
	}
	app->health = health_new(app);
	app->in_health = NULL;
	app->is_stale = true;
	health_refresh(app, feeds);
	app->health->is_held = name && health_seek(app->health, name);
	if (name && !app->health->is_held)
		app_say(app, "no feed is called '%s'", name);
}

void action_health(struct app *app, const struct action *action)
{
	if (app_n_feeds(app) == 0) {
		app_say(app, "there are no feeds yet: telex feed add URL");
		return;
	}
	screens_close(app);
	open_at(app, feed_to_begin_with(app, action->args));
}

/* ---- moved in ---- */

static void move_story(struct health *health, long lines)
{
	long to = (long)health->story_top + lines;

	/* Where it ends is known where it is drawn. */
	health->story_top = (size_t)(to > 0 ? to : 0);
}

static bool move(struct health *health, enum cmd cmd, int count)
{
	long rows = health->in_story ? health->story_rows - 1 : health->list_rows, all = SHRT_MAX;
	const struct {
		enum cmd cmd;
		long lines;
	} moves[] = {
	    {CMD_DOWN, 1},
	    {CMD_UP, -1},
	    {CMD_PAGE_DOWN, rows > 1 ? rows : 1},
	    {CMD_PAGE_UP, rows > 1 ? -rows : -1},
	    {CMD_HALF_DOWN, (rows + 1) / 2},
	    {CMD_HALF_UP, -(rows + 1) / 2},
	    {CMD_TOP, -all},
	    {CMD_BOTTOM, all},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		long lines = moves[i].lines * (count > 0 ? count : 1);

		if (moves[i].cmd != cmd)
			continue;
		/* 12G: to the twelfth. */
		if (count > 0 && (cmd == CMD_TOP || cmd == CMD_BOTTOM) && !health->in_story) {
			health->cursor = 0;
			lines = count - 1;
		}
		if (health->in_story)
			move_story(health, lines);
		else
			health_move(health, lines);
		return true;
	}
	return false;
}

/* The list of its articles, on top: q comes back here. */
static void open_articles(struct app *app)
{
	const struct health_row *row = health_current(app->health);
	struct level_spec spec = {.kind = LEVEL_SIDE, .side_kind = SIDE_FEED};
	void *ctx = talloc_new(app);
	struct level *level;
	struct err err = {0};

	if (row) {
		spec.title = spec.side_name = row->feed.name;
		spec.title = row->feed.title;
		spec.text = side_field(ctx, "feed", row->feed.name);
	}
	if (row && level_new(app, &spec, app->conf, &level, &err)) {
		app_push(app, level);
		app->in_health = level;
		app_fill(app);
		app_focus(app, CMD_IN_LIST);
	} else if (row) {
		app_fault(app, &err);
	}
	talloc_free(ctx);
}

static void leave(struct app *app)
{
	if (app->health->in_story)
		app->health->in_story = false;
	else
		health_close(app);
}

bool health_do(struct app *app, enum cmd cmd, const struct action *action)
{
	struct health *health = app->health;

	app->is_stale = health->is_held = true;
	if (move(health, cmd, action->count))
		return true;
	switch (cmd) {
	case CMD_NEXT_PANE:
	case CMD_PREV_PANE:
		health->in_story = !health->in_story;
		return true;
	case CMD_LEFT:
	case CMD_RIGHT:
		health->in_story = cmd == CMD_RIGHT;
		return true;
	case CMD_ENTER:
		open_articles(app);
		return true;
	case CMD_BACK:
		leave(app);
		return true;
	case CMD_HEALTH:
		if (action->args[0])
			return false;
		health_close(app);
		return true;
	default:
		return false;
	}
}

/* ---- rhythms ---- */

static void read_rhythm(struct app *app, struct health_row *row)
{
	struct store_rhythm rhythm;
	struct err err = {0};
	bool is_read = store_feed_rhythm(app->store, row->feed.id, app_now(app), &rhythm, &err);

	if (!is_read)
		app_fault(app, &err);
	health_set_rhythm(app->health, row, is_read ? &rhythm : NULL, app_now(app));
}

bool health_step(struct app *app)
{
	int64_t started = app->env->clock_ms(app->env->state);
	struct health_row *row;
	int n = 0;

	if (!health_is_seen(app))
		return false;
	while (n < STEP_ROWS && app->env->clock_ms(app->env->state) - started < STEP_MS &&
	       (row = health_due(app->health))) {
		read_rhythm(app, row);
		n++;
	}
	if (n == 0 && app->health->is_unsorted) {
		health_sort(app->health);
		n++;
	}
	app->is_stale = app->is_stale || n > 0;
	return n > 0;
}
