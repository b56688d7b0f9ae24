/* prompts.c: the bottom line while something is typed into it: keys, completion, drawing. */
#include "app.h"

#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

#include "key.h"

int prompts_rows(const struct app *app)
{
	return app->mode == APP_SEARCH || (app->mode == APP_COMMAND && app->offer.words) ? 2 : 1;
}

static void close_offer(struct app *app)
{
	if (!app->offer.words)
		return;
	talloc_free(app->offer.words);
	app->offer = (struct offer){0};
	app_layout(app);
}

void prompts_open(struct app *app, enum app_mode mode, const char *text)
{
	prompt_init(&app->prompt, text, mode == APP_SEARCH ? app->searches : app->commands);
	app->mode = mode;
	app->offer = (struct offer){0};
	app_layout(app);
	app_moved(app);
}

static void close_prompt(struct app *app)
{
	close_offer(app);
	app->mode = APP_PANES;
	app_layout(app);
	list_scroll(app->level->list, app->list_rows);
}

static void add_name(struct complete_names *names, const char ***list, size_t *n, const char *name)
{
	*list = mem_grow(names, *list, const char *, *n + 1);
	(*list)[(*n)++] = name;
}

/* Borrowed from the side bar and the configuration. */
struct complete_names *prompts_names(struct app *app, void *ctx)
{
	struct complete_names *names = mem_new(ctx, struct complete_names);

	for (size_t i = 0; i < app->side->n; i++) {
		const struct side_item *item = &app->side->items[i];

		if (item->kind == SIDE_FEED)
			add_name(names, &names->feeds, &names->n_feeds, item->name);
		else if (item->kind == SIDE_GROUP)
			add_name(names, &names->groups, &names->n_groups, item->name);
		else if (item->kind == SIDE_TAG)
			add_name(names, &names->tags, &names->n_tags, item->name);
	}
	for (size_t i = 0; i < app->conf->n_views; i++)
		add_name(names, &names->views, &names->n_views, app->conf->views[i].name);
	for (size_t i = 0; i < app->conf->n_entities; i++)
		add_name(names, &names->entities, &names->n_entities, app->conf->entities[i].name);
	for (size_t i = 0; i < app->conf->n_digests; i++)
		add_name(names, &names->digests, &names->n_digests, app->conf->digests[i].name);
	for (size_t i = 0; i < app->conf->n_rules; i++)
		add_name(names, &names->rules, &names->n_rules, app->conf->rules[i].name);
	return names;
}

/* Hosts come from the store, and only when they are asked for. */
static void add_sites(struct app *app, struct complete_names *names)
{
	char *typed = complete_site(names, app->prompt.text, app->prompt.at);

	if (typed &&
	    !store_hosts(app->store, names, typed, COMPLETE_MAX, &names->sites, &names->n_sites, NULL))
		names->n_sites = 0;
}

static bool open_offer(struct app *app)
{
	struct complete_names *names = prompts_names(app, app);
	struct completion *(*complete)(void *, const char *, size_t, const struct complete_names *) =
	    app->mode == APP_SEARCH ? complete_query : complete_command;

	add_sites(app, names);
	app->offer.words = complete(app, app->prompt.text, app->prompt.at, names);
	app->offer.at = 0;
	talloc_free(names);
	if (app->offer.words->n == 0) {
		close_offer(app);
		app_say(app, "nothing to complete here");
		return false;
	}
	app_layout(app);
	return true;
}

static void changed(struct app *app)
{
	if (app->mode == APP_SEARCH)
		search_changed(app);
}

/* Tab puts in the first word, each further one the next; a word that is the only one is final at once. */
static void complete(struct app *app, int step)
{
	struct completion *words = app->offer.words;
	bool is_new = !words;

	if (is_new && !open_offer(app))
		return;
	words = app->offer.words;
	if (!is_new)
		app->offer.at = (app->offer.at + words->n + (size_t)step) % words->n;
	if (prompt_replace(&app->prompt, words->from, words->to, words->words[app->offer.at]))
		words->to = words->from + strlen(words->words[app->offer.at]);
	if (words->n == 1) {
		if (app->mode == APP_COMMAND)
			(void)!prompt_replace(&app->prompt, app->prompt.at, app->prompt.at, " ");
		close_offer(app);
	}
	changed(app);
}

static void accept(struct app *app)
{
	char line[PROMPT_BYTES_MAX + 1];

	if (app->mode == APP_SEARCH) {
		if (search_accept(app))
			close_prompt(app);
		return;
	}
	memcpy(line, app->prompt.text, app->prompt.len + 1);
	if (command_is_kept(line))
		history_add(app->commands, line);
	close_prompt(app);
	command_run(app, line);
}

static void cancel(struct app *app)
{
	if (app->mode == APP_SEARCH)
		search_cancel(app);
	close_prompt(app);
}

void prompts_key(struct app *app, int32_t key)
{
	if (key == UIK_TAB || key == UIK_BACKTAB) {
		complete(app, key == UIK_TAB ? 1 : -1);
		return;
	}
	close_offer(app);
	switch (prompt_key(&app->prompt, key)) {
	case PROMPT_CHANGED:
		changed(app);
		break;
	case PROMPT_ACCEPTED:
		accept(app);
		break;
	case PROMPT_CANCELLED:
		cancel(app);
		break;
	case PROMPT_IGNORED:
		if (app->mode == APP_SEARCH && (key == UIK_PAGE_DOWN || key == UIK_PAGE_UP))
			app_do(app, key == UIK_PAGE_DOWN ? CMD_PAGE_DOWN : CMD_PAGE_UP,
			       &(struct action){.args = ""});
		break;
	case PROMPT_MOVED:
		break;
	}
}

/* ---- drawing ---- */

/* How many outlets are in a list that was counted, or is short and all there; 0: not known. */
static size_t count_outlets(const struct level *level)
{
	enum { SHORT = 200 };
	const struct list *list = level->list;
	size_t n = 0;

	if (level->n_outlets > 0)
		return (size_t)level->n_outlets;
	if (!list->has_newest || !list->has_oldest || list->n > SHORT)
		return 0;
	for (size_t i = 0; i < list->n; i++) {
		size_t j = 0;

		while (strcmp(list->items[j]->outlet, list->items[i]->outlet) != 0)
			j++;
		n += j == i;
	}
	return n;
}

/* "112 articles · 38 outlets · newest 12m" */
static void write_answer(const struct app *app, struct buf *out)
{
	const struct level *level = app->search.level;
	int64_t total = level ? list_total(level->list) : -1;
	char number[32], age[WHEN_AGE_SIZE];

	if (app->search.err.code != ERR_NONE) {
		buf_adds(out, app->search.err.msg);
		return;
	}
	if (!level)
		return;
	if (!level->is_loaded || level->is_new_query) {
		buf_adds(out, "searching…");
		return;
	}
	if (total < 0)
		buf_adds(out, "counting…");
	else
		buf_addf(out, "%s%s%s article%s", level_is_guessed(level) ? "~" : "", bars_number(total, number), level->total_is_least ? "+" : "",
			 total == 1 ? "" : "s");
	if (total > 1 && count_outlets(level) > 0)
		buf_addf(out, " · %zu outlet%s", count_outlets(level), count_outlets(level) == 1 ? "" : "s");
	if (level->list->has_newest && level->list->n > 0)
		buf_addf(out, " · newest %s", when_age(level->list->items[0]->sort_at, app_now(app), age));
}

static void draw_offer(struct app *app, struct rect r)
{
	const struct completion *words = app->offer.words;
	int x = r.x + 3;

	/* The chosen word is always among those shown: begin with it when they do not all fit. */
	for (size_t i = 0; i < words->n && x < r.x + r.cols - 4; i++) {
		size_t at = words->n > 8 ? (app->offer.at + i) % words->n : i;
		unsigned style = at == app->offer.at ? STYLE_REVERSE : STYLE_MUTED;

		x += canvas_fit(app->canvas, x, r.y, r.x + r.cols - x, words->words[at], style) + 2;
	}
}

/* ^~~~ under what the fault is about; gives the cell behind it. */
static int draw_caret(struct app *app, struct rect r, size_t from)
{
	const struct prompt *prompt = &app->prompt;
	size_t at = app->search.err.at, end = at + app->search.err.len;
	int x, cols;

	if (app->search.err.len == 0)
		return r.x;
	if (at > prompt->len)
		at = prompt->len;
	if (end > prompt->len)
		end = prompt->len;
	if (at < from)
		at = from;
	x = r.x + utf8_width(prompt->text + from, at - from);
	cols = end > at ? utf8_width(prompt->text + at, end - at) : 1;
	for (int i = 0; i < cols; i++)
		canvas_puts(app->canvas, x + i, r.y, 1, i == 0 ? "^" : "~", STYLE_WARN | STYLE_BOLD);
	return x + cols;
}

static void draw_below(struct app *app, struct rect r, size_t from, const char *late_answer)
{
	bool is_fault = app->search.err.code != ERR_NONE;
	int x;

	if (app->offer.words) {
		draw_offer(app, r);
	} else if (is_fault) {
		x = draw_caret(app, r, from);
		if (late_answer[0])
			canvas_fit(app->canvas, x + 2, r.y, r.x + r.cols - x - 2, late_answer, STYLE_WARN);
	} else if (app->message[0]) {
		canvas_fit(app->canvas, r.x, r.y, r.cols, app->message, STYLE_BOLD);
	} else if (app->search.level) {
		AUTO_BUF whole = BUF_INIT(KIB(512));

		query_write_out(app->search.level->query, &whole);
		canvas_fit(app->canvas, r.x, r.y, r.cols, buf_str(&whole), STYLE_MUTED);
	}
}

void prompts_draw(struct app *app, struct rect r)
{
	enum { SIGN_COLS = 3, ROOM_TO_TYPE = 20 };
	static const char hint[] = "Tab: complete";
	AUTO_BUF answer = BUF_INIT(KIB(2));
	struct rect below = {r.x + SIGN_COLS, r.y + 1, r.cols - SIGN_COLS, 1};
	unsigned style = app->search.err.code != ERR_NONE ? STYLE_WARN : STYLE_MUTED;
	int cursor, typed = utf8_width(app->prompt.text, app->prompt.len), cols;
	size_t from;
	bool fits;

	if (app->mode == APP_SEARCH)
		write_answer(app, &answer);
	cols = utf8_width(buf_str(&answer), answer.len);
	/* What is typed comes first; the answer moves down, or goes, before it is in the way. */
	fits = SIGN_COLS + (typed > ROOM_TO_TYPE ? typed : ROOM_TO_TYPE) + 2 + cols < r.cols;
	from = prompt_view(&app->prompt, r.cols - SIGN_COLS - (fits && cols ? cols + 2 : 0), &cursor);
	canvas_puts(app->canvas, r.x + 1, r.y, 1, app->mode == APP_SEARCH ? "/" : ":", STYLE_BOLD);
	canvas_text(app->canvas, r.x + SIGN_COLS, r.y, r.cols - SIGN_COLS,
		    (struct bytes){app->prompt.text + from, app->prompt.len - from}, 0);
	if (fits && cols > 0)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y, cols, buf_str(&answer), style);
	else if (typed == 0 && app->mode == APP_SEARCH)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y, (int)sizeof(hint), hint, STYLE_MUTED);
	app->canvas->cursor_x = r.x + SIGN_COLS + cursor;
	app->canvas->cursor_y = r.y;
	if (r.rows > 1)
		draw_below(app, below, from, fits ? "" : buf_str(&answer));
	else if (app->message[0] && typed == 0)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y, r.cols / 2, app->message, STYLE_MUTED);
}
