/* search.c: the archive is searched as one types; the list is the answer. */
#include "app.h"

#include <string.h>

#include "live.h"

static void set_text(struct app *app, const char *text)
{
	talloc_free(app->search.text);
	app->search.text = mem_strdup(app, text);
}

void search_open(struct app *app, const char *text)
{
	talloc_free(app->search.text);
	app->search = (struct search){.focus = app->focus};
	/* The list is what answers: on a narrow screen it is the one pane to see. */
	if (!app->layout.is_wide || app->focus == CMD_IN_PAGE)
		app->focus = CMD_IN_LIST;
	prompts_open(app, APP_SEARCH, text);
	if (text[0])
		search_changed(app);
}

static void drop_answer(struct app *app)
{
	if (!app->search.level)
		return;
	app->search.level = NULL;
	app_pop(app);
}

/* A fault stands where the text was typed. */
static void set_fault(struct app *app, const struct err *err)
{
	const char *typed = app->prompt.text;
	const size_t at = live_place(typed, err->at), end = live_place(typed, (size_t)err->at + err->len);

	app->search.err = *err;
	if (err->len > 0) {
		app->search.err.at = (uint32_t)at;
		app->search.err.len = (uint32_t)(end > at ? end - at : 1);
	}
}

/* The list of the new text; while it has a fault the last good list stays. */
static void look_for(struct app *app, const char *text)
{
	struct level_spec spec = {
	    .kind = LEVEL_SEARCH, .title = "Search", .text = text, .side_kind = SIDE_BLANK};
	struct err err = {0};

	if (app->search.level) {
		if (!level_set_query(app->search.level, text, false, app->conf, &err))
			set_fault(app, &err);
	} else if (level_new(app, &spec, app->conf, &app->search.level, &err)) {
		app_push(app, app->search.level);
	} else {
		set_fault(app, &err);
	}
	app_fill(app);
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " ")] == '\0';
}

void search_changed(struct app *app)
{
	char *text;

	app->search.err = (struct err){0};
	if (is_blank(app->prompt.text)) {
		set_text(app, "");
		drop_answer(app);
		return;
	}
	text = live_text(app, app->prompt.text);
	if (!app->search.text || strcmp(app->search.text, text) != 0) {
		set_text(app, text);
		look_for(app, text);
	}
	talloc_free(text);
}

bool search_accept(struct app *app)
{
	struct level *level = app->search.level;

	if (app->search.err.code != ERR_NONE)
		return false;
	if (level) {
		history_add(app->searches, app->prompt.text);
		talloc_free((void *)level->title);
		level->title = mem_printf(level, "/ %s", app->prompt.text);
		app->search.level = NULL;
		app_focus(app, CMD_IN_LIST);
	} else {
		app_focus(app, app->search.focus);
	}
	return true;
}

void search_cancel(struct app *app)
{
	drop_answer(app);
	app->search.err = (struct err){0};
	app_focus(app, app->search.focus);
	/* Back in a text, that text is shown again. */
	if (app->focus == CMD_IN_PAGE)
		app_load_page(app);
}
