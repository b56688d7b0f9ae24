/* trial.c: the trial of a rule opened, tried while no key waits, edited, saved, left. */
#include "trial.h"

#include <string.h>

#include "telex/report.h"

#include "actions.h"
#include "screens.h"

enum { WEEKS = 26, DAY_S = 86400, MAX_AGE_S = 7 * DAY_S /* of a rule that names none */ };

static void close_trial(struct app *app)
{
	talloc_free(app->trial);
	app->trial = NULL;
	app->in_alerts = NULL;
	app->is_stale = true;
}

/* ---- opened ---- */

/* Those that are enabled and not broken, as many as are looked at. */
static void add_others(struct app *app, struct trial *trial)
{
	const struct conf *conf = app->conf;

	trial->others = mem_array(trial, struct rules_candidate, RULES_TRIAL_OVERLAPS);
	for (size_t i = 0; i < conf->n_rules && trial->n_others < RULES_TRIAL_OVERLAPS; i++)
		if (conf->rules[i].is_enabled &&
		    alerts_candidate(app, trial, &conf->rules[i], &trial->others[trial->n_others], NULL))
			trial->n_others++;
}

static bool fill(struct app *app, struct trial *trial, struct err *err)
{
	const struct conf_rule *from = conf_rule(app->conf, trial->name);
	struct conf_rule rule = from ? *from : (struct conf_rule){.max_age_s = MAX_AGE_S};
	const int64_t now = app_now(app);

	rule.name = trial->name;
	rule.query = trial->text;
	trial->is_saved = from && strcmp(from->query, trial->text) == 0;
	if (!alerts_candidate(app, trial, &rule, &trial->rule, err))
		return false;
	add_others(app, trial);
	return report_buckets(trial, REPORT_BY_WEEK, now - WEEKS * 7 * DAY_S, now, &trial->edges, &trial->n_weeks, err);
}

void trial_open(struct app *app, const char *name, const char *text)
{
	struct trial *trial = mem_new(app, struct trial);
	struct err err = {0};

	trial->name = mem_strdup(trial, name);
	trial->text = mem_strdup(trial, text);
	if (!fill(app, trial, &err) && trial->name[0]) {
		trial->fault = mem_strdup(trial, err.msg); /* e mends it */
	} else if (err.code != ERR_NONE) {
		app_fault(app, &err);
		talloc_free(trial);
		return;
	}
	if (app->trial)
		close_trial(app);
	app->trial = trial;
	app->in_alerts = NULL;
	app->is_stale = true;
}

/* "test supply-chain", "test @huawei espionage"; nothing: what the list shows. */
void action_rule(struct app *app, const struct action *action)
{
	const char *args = action->args;
	const struct conf_rule *rule;
	const bool is_test = strncmp(args, "test", 4) == 0 && (args[4] == ' ' || !args[4]);
	char *name, *text;

	if (args[0] && !is_test) {
		app_say(app, ":rule test QUERY or :rule test NAME; the other verbs are for the shell: telex rule");
		return;
	}
	args += is_test ? 4 + strspn(args + 4, " ") : 0;
	args = args[0] ? args : app->level->text;
	rule = conf_rule(app->conf, args);
	name = mem_strdup(app, rule ? rule->name : app->trial && app->trial->is_edited ? app->trial->name : "");
	text = mem_strdup(app, rule ? rule->query : args);
	trial_open(app, name, text);
	talloc_free(name);
	talloc_free(text);
}

/* ---- tried ---- */

bool trial_step(struct app *app)
{
	struct trial *trial = app->trial;
	struct err err = {0};
	bool ok;

	if (!trial || trial->result || trial->fault)
		return false;
	app_read_begin(app);
	ok = rules_try(trial, app->store, &trial->rule, trial->others, trial->n_others, trial->edges, trial->n_weeks,
		       app_now(app), &trial->result, &err);
	app_read_end(app);
	if (!ok && err.code == ERR_INTERRUPTED)
		return false;
	if (!ok)
		trial->fault = mem_strdup(trial, err.msg);
	app->is_stale = true;
	return true;
}

/* ---- saved ---- */

/* Its query is changed when it is the rule that was tried; another rule of that name stays what it is. */
static bool write_rule(struct app *app, const char *name, struct err *err)
{
	const struct trial *trial = app->trial;
	const struct conf_pair pair = {"query", trial->text};
	const struct conf_rule *rule = conf_rule(app->conf, name);
	const char *file;

	if (!trial->text[0])
		return err_set(err, ERR_USAGE, "a rule of everything: e gives it a query");
	if (rule && strcmp(name, trial->name) != 0)
		return err_set(err, ERR_USAGE, "there is a rule %s already, of another query", name);
	if (rule ? !conf_edit_section(rule->file, "rule", name, &pair, 1, err)
		 : !conf_rule_add(app->trial, app->conf, app->conf->file, name, &pair, 1, &file, err))
		return false;
	app->watch->is_due = true;
	return feeds_reload(app, err);
}

void action_save_rule(struct app *app, const struct action *action)
{
	struct trial *trial = app->trial;
	struct err err = {0};

	if (!trial) {
		app_say(app, "there is no trial: :rule test QUERY");
	} else if (!action->args[0]) {
		char *line = mem_printf(app, "save-rule %s", trial->name);

		prompts_open(app, APP_COMMAND, line);
		talloc_free(line);
	} else if (!write_rule(app, action->args, &err)) {
		app_fault(app, &err);
	} else {
		trial->name = mem_strdup(trial, action->args);
		trial->is_saved = true;
		app_say(app, "rule %s is saved; it judges what comes from now on", action->args);
	}
}

void action_edit_query(struct app *app, const struct action *action)
{
	char *line;

	(void)action;
	if (!app->trial) {
		app_say(app, "there is no trial: :rule test QUERY");
		return;
	}
	line = mem_printf(app, "rule test %s", app->trial->text);
	app->trial->is_edited = true;
	prompts_open(app, APP_COMMAND, line);
	talloc_free(line);
}

/* ---- its own commands ---- */

static void scroll(struct trial *trial, long lines)
{
	const long last = (long)trial->n_lines - trial->rows;
	long to = (long)trial->top + lines;

	to = to > last ? last : to;
	trial->top = (size_t)(to > 0 ? to : 0);
}

static void open_articles(struct app *app)
{
	const struct trial *trial = app->trial;
	const struct level_spec spec = {.kind = LEVEL_SEARCH,
					.title = trial->name[0] ? trial->name : "Draft of a rule",
					.text = trial->text,
					.side_kind = SIDE_BLANK};
	struct level *level;
	struct err err = {0};

	if (level_new(app, &spec, app->conf, &level, &err))
		alerts_cover(app, level);
	else
		app_fault(app, &err);
}

static bool does(struct app *app, enum cmd cmd, const struct action *action)
{
	struct trial *trial = app->trial;
	long lines;

	app->is_stale = true;
	if (cmd != CMD_RULE) /* what is typed is another query now */
		trial->is_edited = false;
	if (alerts_lines(cmd, action->count, trial->rows, &lines)) {
		scroll(trial, lines);
		return true;
	}
	switch (cmd) {
	case CMD_RIGHT:
	case CMD_ENTER:
		open_articles(app);
		return true;
	case CMD_LEFT:
	case CMD_BACK:
		close_trial(app);
		return true;
	case CMD_RULE: /* again: something may have come */
		if (action->args[0])
			return false;
		trial->top = 0;
		talloc_free(trial->result);
		trial->result = NULL;
		return true;
	default:
		return false;
	}
}

/* ---- the screen ---- */

static bool is_seen(const struct app *app)
{
	return app->trial && !app->in_alerts;
}

static void write_title(const struct app *app, struct buf *out)
{
	buf_adds(out, "What a rule would have caught");
	if (app->trial->name[0]) {
		buf_reset(out);
		buf_addf(out, "What rule %s would have caught", app->trial->name);
	}
}

static void write_counts(const struct app *app, struct buf *out)
{
	const struct trial *trial = app->trial;

	buf_adds(out, trial->is_saved ? "as it is saved" : trial->name[0] ? "changed · not saved" : "draft · not saved");
}

static void write_place(const struct app *app, struct buf *out)
{
	const struct trial *trial = app->trial;

	if (trial->n_lines > (size_t)trial->rows)
		buf_addf(out, "%zu-%zu/%zu", trial->top + 1, trial->top + (size_t)trial->rows, trial->n_lines);
}

static const char *keys(const struct app *app)
{
	(void)app;
	return "s save  e edit  Enter its articles  j k scroll  q back";
}

const struct screen trial_screen = {.context = CMD_IN_ALERTS,
				    .is_seen = is_seen,
				    .write_title = write_title,
				    .write_counts = write_counts,
				    .write_place = write_place,
				    .keys = keys,
				    .draw = trial_draw,
				    .does = does,
				    .close = close_trial};
