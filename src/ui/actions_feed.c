/* actions_feed.c: what can be done about a feed: asked again, changed, removed, its site opened. */
#include "actions.h"

#include <string.h>

#include "telex/url.h"

/* The feed that a command is about when it names none: that of the health screen, of the side bar, of the
 * list. */
static const char *feed_in_view(const struct app *app)
{
	const struct side_item *item = side_current(app->side);

	if (health_is_seen(app))
		return app->health->n > 0 ? health_current(app->health)->feed.name : NULL;
	if (app->focus == CMD_IN_SIDE && item->kind == SIDE_FEED)
		return item->name;
	return app->level->side_kind == SIDE_FEED ? app->level->side_name : NULL;
}

/* A talloc string of ctx; NULL, and said so, when there is none. */
static char *target(struct app *app, void *ctx, const struct action *action)
{
	size_t len = strcspn(action->args, " ");
	const char *seen = len > 0 ? NULL : feed_in_view(app);
	char *name = len > 0 ? mem_strndup(ctx, action->args, len) : mem_strdup(ctx, seen);

	if (!name) {
		app_say(app, "which feed? H lists them");
		return NULL;
	}
	if (feeds_configured(app, name))
		return name;
	app_say(app, "no feed is called '%s'", name);
	return NULL;
}

/* What the store knows of it: a child of ctx; NULL. */
static const struct store_feed *row_of(struct app *app, void *ctx, const char *name)
{
	struct store_feeds *feeds;
	struct err err = {0};

	if (!store_feeds(app->store, ctx, false, &feeds, &err)) {
		app_fault(app, &err);
		return NULL;
	}
	for (size_t i = 0; i < feeds->n; i++) {
		if (strcmp(feeds->feeds[i].name, name) == 0)
			return &feeds->feeds[i];
	}
	return NULL;
}

/* ---- ask again ---- */

/* The words of the server's wish to be left alone; NULL: it has none. */
static const char *held_words(struct app *app, void *ctx, const char *name)
{
	const struct store_feed *feed = row_of(app, ctx, name);
	struct store_report report;

	if (!feed)
		return NULL;
	store_feed_report(ctx, feed, NULL, app_now(app), &report);
	for (size_t i = 0; i < report.n; i++) {
		if (strcmp(report.findings[i].name, "held") == 0)
			return report.findings[i].words;
	}
	return NULL;
}

static void retry(struct app *app, const char *name)
{
	void *ctx = talloc_new(app);
	const char *held = held_words(app, ctx, name);

	if (held) {
		app_say(app, "%s: %s", name, held);
	} else {
		feeds_retry(app, name);
		app_say(app,
			refresh_state(app->refresh).is_running ? "%s is asked again after this round"
							       : "asking %s again",
			name);
	}
	talloc_free(ctx);
}

void action_retry(struct app *app, const struct action *action)
{
	struct action one = *action;
	void *ctx = talloc_new(app);

	do {
		const char *name = target(app, ctx, &one);

		if (!name)
			break;
		retry(app, name);
		one.args += strcspn(one.args, " ");
		one.args += strspn(one.args, " ");
	} while (one.args[0]);
	talloc_free(ctx);
}

/* ---- change ---- */

enum { PAIRS_MAX = 16 };

/* "url=X title=Two words": a word without a key goes on with the value before it. */
static size_t parse_pairs(void *ctx, char *args, struct conf_pair pairs[PAIRS_MAX])
{
	size_t n = 0;

	while (*(args += strspn(args, " "))) {
		size_t len = strcspn(args, " "), key = strspn(args, "abcdefghijklmnopqrstuvwxyz_");
		bool is_pair = key > 0 && args[key] == '=' && n < PAIRS_MAX;
		char *word = mem_strndup(ctx, args, len);

		if (!is_pair && n == 0)
			return 0;
		if (is_pair) {
			word[key] = '\0';
			pairs[n++] = (struct conf_pair){word, word[key + 1] ? word + key + 1 : NULL};
		} else {
			const char *before = pairs[n - 1].value;

			pairs[n - 1].value = before ? mem_printf(ctx, "%s %s", before, word) : word;
		}
		args += len;
	}
	return n;
}

static void open_edit(struct app *app, const char *name, const char *key, const char *value)
{
	char *line = mem_printf(app, "edit %s %s=%s", name, key, value);

	prompts_open(app, APP_COMMAND, line);
	talloc_free(line);
}

static void change(struct app *app, void *ctx, const char *name, const char *args)
{
	struct conf_pair pairs[PAIRS_MAX];
	size_t n = parse_pairs(ctx, mem_strdup(ctx, args), pairs);
	struct err err = {0};

	if (n == 0) {
		err_set(&err, ERR_USAGE, "edit wants KEY=VALUE, like url=https://example.org/feed");
		app_fault(app, &err);
	} else if (!feeds_edit(app, name, pairs, n, &err)) {
		app_fault(app, &err);
	} else {
		app_say(app, "%s is changed; r asks it now", name);
	}
}

void action_edit(struct app *app, const struct action *action)
{
	void *ctx = talloc_new(app);
	const char *name = target(app, ctx, action), *args = action->args;

	args += strcspn(args, " ");
	args += strspn(args, " ");
	if (name && args[0])
		change(app, ctx, name, args);
	else if (name)
		open_edit(app, name, "url", feeds_configured(app, name)->url);
	talloc_free(ctx);
}

/* As it is written: 30m, 2h. */
static const char *span_text(void *ctx, int64_t seconds)
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}};

	if (seconds <= 0)
		return "auto";
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (seconds % units[i].s == 0)
			return mem_printf(ctx, "%lld%c", (long long)(seconds / units[i].s), units[i].unit);
	}
	return mem_printf(ctx, "%llds", (long long)seconds);
}

void action_interval(struct app *app, const struct action *action)
{
	void *ctx = talloc_new(app);
	const char *name = target(app, ctx, action);

	if (name) {
		int64_t own = feeds_configured(app, name)->interval_s;

		open_edit(app, name, "interval",
			  span_text(ctx, own >= 0 ? own : app->conf->telexd.interval_s));
	}
	talloc_free(ctx);
}

/* ---- remove ---- */

void action_unsubscribe(struct app *app, const struct action *action)
{
	void *ctx = talloc_new(app);
	char *name = target(app, ctx, action);

	if (name) {
		talloc_free(app->doomed);
		app->doomed = talloc_steal(app, name);
		app_say(app, "remove %s? Its articles are kept, out of sight (y/n)", name);
	}
	talloc_free(ctx);
}

static void remove_feed(struct app *app, const char *name)
{
	const struct conf_feed *feed = feeds_configured(app, name); /* old ones live as long as the reader */
	char *shown = url_redact(app, feed->url);
	struct err err = {0};

	if (!feeds_remove(app, name, &err))
		app_fault(app, &err);
	else if (conf_source_is_program(feed->url))
		app_say(app, "removed; to undo it write [feed %s] into %s again", name, feed->file);
	else
		app_say(app, "removed; this brings it back: telex feed add --name %s %s", name, shown);
	talloc_free(shown);
}

bool feed_answer(struct app *app, int32_t key)
{
	char *name = app->doomed;

	if (!name)
		return false;
	app->doomed = NULL;
	if (key != 'y' && key != 'Y')
		app_say(app, "%s stays", name);
	else if (feeds_configured(app, name))
		remove_feed(app, name);
	talloc_free(name);
	return true;
}

/* ---- its site ---- */

void action_site(struct app *app, const struct action *action)
{
	void *ctx = talloc_new(app);
	const char *name = target(app, ctx, action);
	const struct store_feed *feed = name ? row_of(app, ctx, name) : NULL;

	if (feed && feed->site_url[0])
		browser_open(app, feed->site_url);
	else if (name)
		app_say(app, "%s has not told yet which site it belongs to", name);
	talloc_free(ctx);
}
