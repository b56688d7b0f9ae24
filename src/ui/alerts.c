/* alerts.c: alerts looked at again while nothing else is to be done, and what their screens share. */
#include "alerts.h"

#include <limits.h>
#include <string.h>

enum { AGAIN_MS = 60000 };

/* ---- the store ---- */

bool alerts_flush_step(struct app *app)
{
	struct err err = {0};
	size_t n;

	if (!app->watch->first)
		return false;
	if (!watch_flush(app->watch, app->store, app_now(app), &n, &err))
		app_fault(app, &err);
	else if (n == 0)
		return false;
	app->watch->is_due = true;
	return true;
}

/* One that has come is said at once, wherever one is. */
static void say_newest(struct app *app, int64_t id)
{
	void *tmp = talloc_new(app);
	struct alert *alert;

	if (alert_get(app->store, tmp, id, app_now(app), &alert, NULL))
		app_say(app, "● %s: %s", alert->rule, alert->title);
	talloc_free(tmp);
}

bool alerts_step(struct app *app)
{
	struct watch *watch = app->watch;
	const int64_t now_ms = app->env->clock_ms(app->env->state), n_before = watch->n_new, newest = watch->newest;
	const bool was_read = watch->is_read;
	struct err err = {0};
	bool ok;

	/* What is not yet written would be read as it was. */
	if ((!watch->is_due && now_ms - watch->checked_ms < AGAIN_MS) || watch->first)
		return false;
	app_read_begin(app);
	ok = watch_read(watch, app->store, app_now(app), &err) && (!app->inbox || inbox_load(app, &err)) &&
	     (!app->rulebook || rulebook_load(app, &err));
	app_read_end(app);
	if (!ok && err.code == ERR_INTERRUPTED) {
		watch->is_due = true;
		return false;
	}
	if (!ok)
		app_fault(app, &err);
	if (was_read && watch->newest > newest)
		say_newest(app, watch->newest);
	watch->is_due = false;
	watch->checked_ms = now_ms;
	app->side_is_stale |= watch->n_new != n_before;
	app->is_stale = true;
	return true;
}

/* ---- shared by the screens ---- */

bool alerts_candidate(struct app *app, void *ctx, const struct conf_rule *rule, struct rules_candidate *ret,
		      struct err *err)
{
	struct alert_manner *manner = mem_new(ctx, struct alert_manner);
	struct query *query;

	if (!level_parse(ctx, rule->query, false, app->conf, &query, err))
		return rule->name[0] && err_wrap(err, "rule %s is broken", rule->name);
	*manner = rules_manner(rule->once, rule->priority);
	manner->rule = rule->name;
	manner->max_age_s = rule->max_age_s;
	manner->batch_s = rule->batch_s;
	manner->score = rule->score;
	manner->steps = query_steps(ctx, query, &manner->n_steps);
	*ret = (struct rules_candidate){rule->name, query, manner};
	return true;
}

bool alerts_lines(enum cmd cmd, int count, int rows, long *ret_lines)
{
	const long page = rows > 1 ? rows - 1 : 1, all = SHRT_MAX;
	const struct {
		enum cmd cmd;
		long lines;
	} moves[] = {
	    {CMD_DOWN, 1},	   {CMD_UP, -1},	   {CMD_PAGE_DOWN, page}, {CMD_PAGE_UP, -page},
	    {CMD_HALF_DOWN, (page + 1) / 2}, {CMD_HALF_UP, -(page + 1) / 2}, {CMD_TOP, -all},	  {CMD_BOTTOM, all},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].cmd != cmd)
			continue;
		*ret_lines = moves[i].lines * (count > 0 ? count : 1);
		return true;
	}
	return false;
}

void alerts_cover(struct app *app, struct level *level)
{
	app_push(app, level);
	app->in_alerts = level;
	app_fill_now(app);
	app_focus(app, CMD_IN_LIST);
}
