/* explain.c: what the query of the list means and how it is found. */
#include "actions.h"

#include <string.h>

#include "marked.h"

enum { INDENT = 10 };

static bool explain(struct app *app, const struct query *query, const struct level *level, struct err *err)
{
	AUTO_BUF lines = BUF_INIT(MIB(2));
	AUTO_BUF text = BUF_INIT(MIB(4));
	const struct query_plan *plan;
	const int64_t n = level ? level_articles(level) : -1;
	char number[32];

	if (!store_plan(app->store, app, query, app_now(app), &plan, err))
		return false;
	query_explain(query, plan, &lines);
	if (n >= 0)
		buf_addf(&lines, "%-*s%s%s%s article%s\n", INDENT, "count", level_is_guessed(level) ? "about " : "",
			 bars_number(n, number),
			 level->total_is_least ? " or more" : "", n == 1 ? "" : "s");
	marked_wrap(buf_str(&lines), app->canvas->cols - 3, INDENT, &text);
	help_show(app, "Query", buf_str(&text));
	talloc_free((void *)plan);
	return true;
}

static void say_canonical(struct app *app, const struct query *query)
{
	AUTO_BUF text = BUF_INIT(KIB(64));

	query_format(query, &text);
	app_say(app, "%s", text.len ? buf_str(&text) : "(everything)");
}

/* The length of the verb at the start of args, with the blanks behind it; 0: another word. */
static size_t verb_len(const char *args, const char *verb)
{
	const size_t n = strlen(verb);

	if (strncmp(args, verb, n) != 0 || (args[n] && args[n] != ' '))
		return 0;
	return n + strspn(args + n, " ");
}

void action_query(struct app *app, const struct action *action)
{
	const size_t explains = verb_len(action->args, "explain"), formats = verb_len(action->args, "format");
	const char *text = action->args + explains + formats;
	const bool is_list = !*text && !formats;
	struct query *query = app->level->query;
	struct err err = {0};

	if (action->args[0] && !explains && !formats) {
		app_say(app, ":query explain QUERY or :query format QUERY; alone, the list's is explained");
		return;
	}
	if (!is_list && !level_parse(app, text, false, app->conf, &query, &err)) {
		app_fault(app, &err);
		return;
	}
	if (formats)
		say_canonical(app, query);
	else if (!explain(app, query, is_list ? app->level : NULL, &err))
		app_fault(app, &err);
	if (!is_list)
		talloc_free(query);
}
