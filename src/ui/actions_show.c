/* actions_show.c: searching, opening, copying, and what the screen shows. */
#include "actions.h"

#include <stdlib.h>
#include <string.h>

#include "telex/page.h"
#include "telex/url.h"

void action_search(struct app *app, const struct action *action)
{
	struct level_spec spec = {
	    .kind = LEVEL_SEARCH, .title = action->args, .text = action->args, .side_kind = SIDE_BLANK};
	struct level *level;
	struct err err = {0};

	if (!action->args[0]) {
		search_open(app, "");
		return;
	}
	if (!level_new(app, &spec, app->conf, &level, &err)) {
		app_fault(app, &err);
		return;
	}
	app_push(app, level);
	app_fill(app);
	app_focus(app, CMD_IN_LIST);
}

/* The article's own address; of one that is not in the window the store is asked. */
static char *address(struct app *app, int64_t id)
{
	struct store_rows *rows;
	struct err err = {0};
	char *url;

	if (!store_rows_by_id(app->store, app, &id, 1, STORE_LIST, &rows, &err)) {
		app_fault(app, &err);
		return NULL;
	}
	url = rows->n > 0 ? mem_strdup(app, rows->rows[0].url) : NULL;
	talloc_free(rows);
	if (!url)
		app_say(app, "there is no article %lld", (long long)id);
	return url;
}

int64_t action_article(struct app *app, const struct action *action)
{
	char *end;
	int64_t id = strtoll(action->args, &end, 10);

	if (!action->args[0])
		id = app_article(app);
	else if (*end != '\0' || id <= 0)
		id = 0;
	if (!id)
		app_say(app, action->args[0] ? "'%s' is no article id" : "there is no article here",
			action->args);
	return id;
}

static void mark_opened(struct app *app, int64_t id)
{
	struct list_item *item = list_find(app->level->list, id);

	if (!item)
		app_do(app, CMD_READ, &(struct action){.args = ""});
	else if (!item->is_read)
		app_mark_read(app, item);
}

void action_open(struct app *app, const struct action *action)
{
	int64_t id = action_article(app, action);
	char *url = id ? address(app, id) : NULL;

	if (!url)
		return;
	if (url_is_web(url) && !action->args[0])
		mark_opened(app, id);
	browser_open(app, url);
	talloc_free(url);
}

static void open_link(struct app *app, long n)
{
	app_finish_page(app);
	if (!app->page || app->page->n_links == 0)
		app_say(app, "there are no links here");
	else if (n < 1 || n > (long)app->page->n_links)
		app_say(app, "there is no link %ld; the last is %zu", n, app->page->n_links);
	else
		browser_open(app, app->page->links[n - 1].url);
}

void action_link(struct app *app, const struct action *action)
{
	char *end;
	long n = strtol(action->args, &end, 10);

	if (action->key == '#')
		prompts_open(app, APP_COMMAND, "link ");
	else if (action->key >= '1' && action->key <= '9')
		open_link(app, action->key - '0');
	else if (!action->args[0] || *end)
		app_say(app, "which link? :link NUMBER");
	else
		open_link(app, n);
}

void action_yank(struct app *app, const struct action *action)
{
	int64_t id = action_article(app, action);
	char *url = id ? address(app, id) : NULL;

	if (!url)
		return;
	if (url_is_web(url)) {
		app->env->copy(app->env->state, url);
		app_say(app, "copied: %s", url);
	} else {
		app_say(app, "this article has no address");
	}
	talloc_free(url);
}

/* Its page, for the whole text: what comes is shown when it is stored. */
void action_full(struct app *app, const struct action *action)
{
	const struct refresh_wish wish = {.conf = app->conf,
					  .config_file = app->options.config_file,
					  .telexd = app->options.telexd,
					  .is_pages = true};
	int64_t id = action_article(app, action);
	struct err err = {0};

	if (!id)
		return;
	if (refresh_state(app->refresh).is_running)
		app_say(app, "telexd is at work already: once more in a moment");
	else if (!page_wish(app->store, id, app_now(app), &err) || !refresh_start(app->refresh, &wish, &err))
		app_fault(app, &err);
	else
		app_say(app, "the page is asked for");
}

void action_toggle_read(struct app *app, const struct action *action)
{
	struct level *level = app->level;
	const struct list_item *item = list_current(level->list);
	int64_t id = item ? item->id : 0;
	struct err err = {0};

	(void)action;
	if (!level_set_query(level, level->text, !level->unread_only, app->conf, &err)) {
		app_fault(app, &err);
		return;
	}
	/* it need not be the line of its story */
	if (id && level->by_story && !(level->unread_only && item->is_read))
		level_keep(level, id);
	if (id)
		level_look_for(level, id);
	app_fill(app);
	app_say(app, level->unread_only ? "only what is unread" : "what was read too");
}

void action_fold(struct app *app, const struct action *action)
{
	const struct level_io io = app_io(app);
	const struct list *list = app->level->list;
	const struct list_item *item = list->n ? list->items[list_line_of(list, list->cursor)] : NULL;
	struct err err = {0};
	size_t n = 0;

	(void)action;
	if (!item)
		app_say(app, "there is no article here");
	else if (!app->level->by_story)
		app_say(app, "each article has its line here; C lists stories");
	else if (item->n_in_story < 2)
		app_say(app, "nobody else carries this story yet");
	else if (!level_toggle_fold(app->level, &io, &n, &err))
		app_fault(app, &err);
	else if (n && item->is_part)
		app_say(app, "the newest %zu of %lld articles; O lists all", n, (long long)item->n_in_story);
	app_show_marks(app);
	app_moved(app);
}

void action_stories(struct app *app, const struct action *action)
{
	(void)action;
	level_set_stories(app->level, !app->level->by_story);
	app_fill(app);
	app_say(app, app->level->by_story ? "a line for each story" : "a line for each article");
}

/* The next order, or the one that is named. */
void action_sort(struct app *app, const struct action *action)
{
	static const struct {
		const char *name, *words;
	} orders[] = {
	    [STORE_BY_DATE] = {"date", "by date"},
	    [STORE_BY_ARRIVAL] = {"arrival", "what came last first"},
	    [STORE_BEST] = {"best", "best first: where its words weigh most, of the newest thousand"},
	};
	enum { N_ORDERS = sizeof(orders) / sizeof(orders[0]) };
	int order = (app->level->sort + 1) % N_ORDERS;

	if (action->args[0])
		for (order = 0; order < N_ORDERS && strcmp(orders[order].name, action->args) != 0;)
			order++;
	if (order == N_ORDERS) {
		app_say(app, ":sort date, arrival or best");
		return;
	}
	level_set_sort(app->level, (enum store_sort)order);
	app_fill(app);
	app_say(app, "%s", orders[order].words);
}

void action_toggle_side(struct app *app, const struct action *action)
{
	(void)action;
	app->hides_side = !app->hides_side;
	if (app->hides_side && app->focus == CMD_IN_SIDE)
		app->focus = CMD_IN_LIST;
	app_layout(app);
	app_moved(app);
	if (!app->layout.is_wide)
		app_say(app, "on a narrow screen the side bar has a screen of its own: h");
}

void action_toggle_page(struct app *app, const struct action *action)
{
	(void)action;
	app->hides_page = !app->hides_page;
	app_layout(app);
	app_moved(app);
	if (app->layout.page.rows > 0)
		app_load_page(app);
}

void action_redraw(struct app *app, const struct action *action)
{
	(void)action;
	app->env->redraw(app->env->state);
	app->is_stale = true;
}

void action_help(struct app *app, const struct action *action)
{
	if (app->mode == APP_HELP && !action->args[0])
		help_close(app);
	else
		help_open(app, action->args);
}

void action_command(struct app *app, const struct action *action)
{
	(void)action;
	prompts_open(app, APP_COMMAND, "");
}

/* "--force" and names of feeds. */
static size_t parse_refresh(char *args, const char **names, size_t max, bool *ret_forced)
{
	size_t n = 0;

	while (*(args += strspn(args, " ")) && n < max) {
		size_t len = strcspn(args, " ");
		bool is_last = args[len] == '\0';

		args[len] = '\0';
		if (strcmp(args, "--force") == 0 || strcmp(args, "-f") == 0)
			*ret_forced = true;
		else
			names[n++] = args;
		args += len + !is_last;
	}
	return n;
}

static bool is_feed(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->conf->n_feeds; i++) {
		if (strcmp(app->conf->feeds[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool knows_feeds(struct app *app, const char **names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_feed(app, names[i])) {
			app_say(app, "no feed is called '%s'", names[i]);
			return false;
		}
	}
	return true;
}

void action_refresh(struct app *app, const struct action *action)
{
	enum { NAMES_MAX = 64 };
	const char *names[NAMES_MAX];
	char *args = mem_strdup(app, action->args);
	struct refresh_wish wish = {
	    .conf = app->conf,
	    .config_file = app->options.config_file,
	    .telexd = app->options.telexd,
	    .feeds = names,
	};
	struct err err = {0};

	wish.n_feeds = parse_refresh(args, names, NAMES_MAX, &wish.is_forced);
	if (refresh_state(app->refresh).is_running)
		app_say(app, "the feeds are being fetched already");
	else if (app_n_feeds(app) == 0)
		app_say(app, "there are no feeds yet: telex feed add URL");
	else if (knows_feeds(app, names, wish.n_feeds) && !refresh_start(app->refresh, &wish, &err))
		app_fault(app, &err);
	talloc_free(args);
}
