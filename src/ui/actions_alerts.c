/* actions_alerts.c: the alert inbox opened, moved in, its alerts acknowledged, snoozed, read. */
#include "actions.h"
#include "alerts.h"
#include "screens.h"
#include "trial.h"

#include <string.h>

bool inbox_load(struct app *app, struct err *err)
{
	const struct inbox *inbox = app->inbox;
	const struct alert_filter filter = {.rule = inbox->rule,
					    .with_acknowledged = inbox->shows_all,
					    .with_snoozed = inbox->shows_all,
					    .since = WHEN_NONE,
					    .limit = INBOX_MOST};
	struct alerts *list;

	if (!alert_list(app->store, app, &filter, app_now(app), &list, err))
		return false;
	inbox_update(app->inbox, list);
	return true;
}

static void close_inbox(struct app *app)
{
	talloc_free(app->inbox);
	app->inbox = NULL;
	app->in_alerts = NULL;
	app->is_stale = true;
}

/* At once where that is quick, as it nearly always is; else when no key waits. */
static void load_now(struct app *app)
{
	struct err err = {0};
	bool ok;

	app_read_begin(app);
	ok = inbox_load(app, &err);
	app_read_end(app);
	if (!ok && err.code != ERR_INTERRUPTED)
		app_fault(app, &err);
	app->watch->is_due |= !ok;
}

void inbox_open(struct app *app, const char *rule)
{
	struct inbox *inbox = inbox_new(app, rule);

	if (app->inbox)
		close_inbox(app);
	app->inbox = inbox;
	app->in_alerts = NULL;
	app->is_stale = true;
	load_now(app);
	/* Of one rule one wants to see what it has said; new ones may be none. */
	if (rule && inbox->is_loaded && inbox->n == 0) {
		inbox->shows_all = true;
		load_now(app);
	}
}

static bool is_rule(struct app *app, const char *name)
{
	struct alert_rules *rules;
	struct err err = {0};
	bool is_there = conf_rule(app->conf, name);

	if (!is_there && alert_rules(app->store, app, &rules, &err)) {
		for (size_t i = 0; i < rules->n; i++)
			is_there |= strcmp(rules->rules[i].name, name) == 0;
		talloc_free(rules);
	}
	return is_there;
}

void action_alerts(struct app *app, const struct action *action)
{
	if (action->args[0] && !is_rule(app, action->args)) {
		app_say(app, "no rule is called '%s'; X lists them", action->args);
		return;
	}
	screens_close(app);
	inbox_open(app, action->args[0] ? action->args : NULL);
}

/* ---- states ---- */

/* The alert at the cursor, if the inbox is seen; said so if there is none. */
static struct inbox_row *target(struct app *app)
{
	const bool is_here = screens_seen(app) == &inbox_screen;
	struct inbox_row *row = is_here ? inbox_current(app->inbox) : NULL;

	if (!row)
		app_say(app, is_here ? "there is no alert here" : "this is for the alert inbox: !");
	return row;
}

static void set_state(struct app *app, struct inbox_row *row, enum alert_state state, int64_t until)
{
	watch_change(app->watch, &row->alert.id, 1, state, until);
	inbox_set(row, state, until);
	app->is_stale = true;
}

void action_acknowledge(struct app *app, const struct action *action)
{
	struct inbox_row *row = target(app);

	(void)action;
	if (!row)
		return;
	if (row->alert.state != ALERT_ACKNOWLEDGED) {
		set_state(app, row, ALERT_ACKNOWLEDGED, WHEN_NONE);
		app_say(app, "acknowledged; k u makes it new again");
	}
	inbox_move(app->inbox, 1);
}

void action_acknowledge_all(struct app *app, const struct action *action)
{
	struct inbox *inbox = app->inbox;
	int64_t *ids;
	size_t n = 0;

	(void)action;
	if (!target(app))
		return;
	ids = mem_array(app, int64_t, inbox->n + 1);
	for (size_t i = 0; i < inbox->n; i++) {
		if (inbox->rows[i].alert.state != ALERT_NEW)
			continue;
		ids[n++] = inbox->rows[i].alert.id;
		inbox_set(&inbox->rows[i], ALERT_ACKNOWLEDGED, WHEN_NONE);
	}
	if (n)
		watch_change(app->watch, ids, n, ALERT_ACKNOWLEDGED, WHEN_NONE);
	talloc_free(ids);
	app_say(app, "%zu alert%s acknowledged", n, n == 1 ? "" : "s");
}

void action_renew(struct app *app, const struct action *action)
{
	struct inbox_row *row = target(app);

	(void)action;
	if (!row)
		return;
	if (row->alert.state == ALERT_NEW) {
		app_say(app, "it is new");
		return;
	}
	set_state(app, row, ALERT_NEW, WHEN_NONE);
	app_say(app, "new again");
}

void action_snooze(struct app *app, const struct action *action)
{
	struct inbox_row *row = target(app);
	char until[WHEN_LOCAL_SIZE];
	struct err err = {0};
	int64_t at;

	if (!row)
		return;
	if (!action->args[0]) {
		prompts_open(app, APP_COMMAND, "snooze ");
	} else if (!rules_snooze(action->args, app_now(app), &at, &err)) {
		app_fault(app, &err);
	} else {
		set_state(app, row, ALERT_SNOOZED, at);
		app_say(app, "snoozed until %s", when_local(at, app_now(app), until));
		inbox_move(app->inbox, 1);
	}
}

/* ---- its own commands ---- */

static void toggle_all(struct app *app)
{
	app->inbox->shows_all = !app->inbox->shows_all;
	inbox_forget(app->inbox);
	load_now(app);
	app_say(app, app->inbox->shows_all ? "acknowledged and snoozed ones too" : "only new ones");
}

/* The article in the text pane, with what the alert says of it on top; q comes back. */
static void open_alert(struct app *app)
{
	const struct inbox_row *row = target(app);
	struct level_spec spec = {.kind = LEVEL_SEARCH, .side_kind = SIDE_BLANK};
	void *ctx = talloc_new(app);
	struct level *level;
	struct err err = {0};

	if (row) {
		spec.title = mem_printf(ctx, "Alert of rule %s", row->alert.rule);
		spec.text = mem_printf(ctx, "id:%lld", (long long)row->alert.article_id);
	}
	if (row && level_new(app, &spec, app->conf, &level, &err)) {
		level->alert_id = row->alert.id;
		level->shown = mem_printf(level, "● %s  q back to the alerts", row->alert.rule);
		if (!level_parse(level, row->alert.query, false, app->conf, &level->marks, NULL))
			level->marks = NULL;
		alerts_cover(app, level);
		app_open_article(app);
	} else if (row) {
		app_fault(app, &err);
	}
	talloc_free(ctx);
}

static void with_article(struct app *app, action_fn *fn)
{
	const struct inbox_row *row = target(app);
	char id[32];

	if (!row)
		return;
	snprintf(id, sizeof(id), "%lld", (long long)row->alert.article_id);
	fn(app, &(struct action){.args = id});
}

/* The rule as it is now, else as it was then. */
static void try_rule(struct app *app)
{
	const struct inbox_row *row = target(app);
	const struct conf_rule *rule = row ? conf_rule(app->conf, row->alert.rule) : NULL;

	if (row)
		trial_open(app, row->alert.rule, rule ? rule->query : row->alert.query);
}

static bool does(struct app *app, enum cmd cmd, const struct action *action)
{
	struct inbox *inbox = app->inbox;
	long lines;

	app->is_stale = true;
	if (alerts_lines(cmd, action->count, inbox->list_rows, &lines)) {
		if (action->count > 0 && (cmd == CMD_TOP || cmd == CMD_BOTTOM)) { /* 12G: to the twelfth */
			inbox->cursor = 0;
			lines = action->count - 1;
		}
		inbox_move(inbox, lines);
		return true;
	}
	switch (cmd) {
	case CMD_TOGGLE_READ:
		toggle_all(app);
		return true;
	case CMD_RIGHT:
	case CMD_ENTER:
		open_alert(app);
		return true;
	case CMD_OPEN:
		with_article(app, action_open);
		return true;
	case CMD_YANK:
		with_article(app, action_yank);
		return true;
	case CMD_RULE:
		if (action->args[0])
			return false;
		try_rule(app);
		return true;
	case CMD_ALERTS:
		if (action->args[0])
			return false;
		close_inbox(app);
		return true;
	case CMD_LEFT:
	case CMD_BACK:
		close_inbox(app);
		return true;
	default:
		return false;
	}
}

/* ---- the screen ---- */

static bool is_seen(const struct app *app)
{
	return app->inbox && !app->in_alerts;
}

static void write_title(const struct app *app, struct buf *out)
{
	buf_adds(out, app->inbox->shows_all ? "All alerts" : "Alerts");
	if (app->inbox->rule)
		buf_addf(out, " of rule %s", app->inbox->rule);
}

static void write_counts(const struct app *app, struct buf *out)
{
	char number[32];

	buf_addf(out, "%s%s new", app->watch->n_new > 0 ? "● " : "", bars_number(app->watch->n_new, number));
}

static void write_place(const struct app *app, struct buf *out)
{
	const struct inbox *inbox = app->inbox;

	if (inbox->n > 0)
		buf_addf(out, "%zu/%zu%s", inbox->cursor + 1, inbox->n, inbox->n >= INBOX_MOST ? "+" : "");
}

static const char *keys(const struct app *app)
{
	return app->layout.is_wide ? "Enter read  r acknowledge  A all of them  z snooze  u new again  a old ones too  w why  x try its rule"
				   : "Enter read  r acknowledge  A all  z snooze  u renew  a old ones too";
}

const struct screen inbox_screen = {.context = CMD_IN_ALERTS,
				    .is_seen = is_seen,
				    .write_title = write_title,
				    .write_counts = write_counts,
				    .write_place = write_place,
				    .keys = keys,
				    .draw = inbox_draw,
				    .does = does,
				    .close = close_inbox};
