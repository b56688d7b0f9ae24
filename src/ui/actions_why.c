/* actions_why.c: why an article has raised alerts, and what kept a rule from raising one. */
#include "actions.h"
#include "alerts.h"
#include "screens.h"

#include <string.h>

enum { INDENT = 10 };

static const struct rules_ink ink = {MARKED_ON, MARKED_OFF};

/* Of the inbox when it is seen, else of the panes; 0, and said so: there is none. */
static int64_t article(struct app *app)
{
	const struct screen *screen = screens_seen(app);
	const struct inbox_row *row = screen == &inbox_screen ? inbox_current(app->inbox) : NULL;
	const int64_t id = row ? row->alert.article_id : screen ? 0 : app_article(app);

	if (!id)
		app_say(app, "there is no article here");
	return id;
}

static void show(struct app *app, const char *title, const struct buf *lines)
{
	AUTO_BUF text = BUF_INIT(MIB(16));

	marked_wrap(buf_str(lines), app->canvas->cols - 3, INDENT, &text);
	help_show(app, title, buf_str(&text));
}

/* ---- why ---- */

static void put_why(struct app *app, void *ctx, const struct alert *alert, struct buf *out)
{
	const struct conf_rule *rule = conf_rule(app->conf, alert->rule);
	struct query *query = NULL;

	if (rule && !level_parse(ctx, rule->query, false, app->conf, &query, NULL))
		query = NULL;
	rules_put_why(alert, query, !rule, app_now(app), &ink, out);
}

void action_why(struct app *app, const struct action *action)
{
	const struct alert_filter filter = {
	    .article_id = article(app), .with_acknowledged = true, .with_snoozed = true, .since = WHEN_NONE};
	AUTO_BUF lines = BUF_INIT(MIB(16));
	void *ctx = talloc_new(app);
	struct alerts *list;
	struct err err = {0};

	(void)action;
	if (filter.article_id && !alert_list(app->store, ctx, &filter, app_now(app), &list, &err)) {
		app_fault(app, &err);
	} else if (filter.article_id && list->n == 0) {
		app_say(app, "this article has raised no alert; W asks a rule why not");
	} else if (filter.article_id) {
		for (size_t i = 0; i < list->n; i++) {
			buf_adds(&lines, i ? "\n" : "");
			put_why(app, ctx, &list->alerts[i], &lines);
		}
		show(app, "Why", &lines);
	}
	talloc_free(ctx);
}

/* ---- why not ---- */

static void explain(struct app *app, const struct conf_rule *rule, int64_t id)
{
	AUTO_BUF lines = BUF_INIT(MIB(4));
	void *ctx = talloc_new(app);
	struct rules_candidate candidate;
	struct rules_silence silence;
	struct err err = {0};

	if (alerts_candidate(app, ctx, rule, &candidate, &err) &&
	    rules_silence(ctx, app->store, &candidate, rule->is_enabled, id, app_now(app), &silence, &err)) {
		rules_put_silence(&silence, &lines);
		show(app, silence.outcome ? "It matches" : "Why not", &lines);
	} else {
		app_fault(app, &err);
	}
	talloc_free(ctx);
}

void action_whynot(struct app *app, const struct action *action)
{
	const int64_t id = article(app);
	const struct conf_rule *rule = conf_rule(app->conf, action->args);

	if (!id)
		return;
	if (app->conf->n_rules == 0)
		app_say(app, "there is no rule yet: x in a list shows what its query would have caught as one");
	else if (rule || (app->conf->n_rules == 1 && !action->args[0]))
		explain(app, rule ? rule : app->conf->rules, id);
	else if (action->args[0])
		app_say(app, "no rule is called '%s'; X lists them", action->args);
	else
		prompts_open(app, APP_COMMAND, "whynot ");
}
