/* rulebook.c: the list of rules opened, read, moved in, left. */
#include "rulebook.h"

#include <string.h>

#include "actions.h"
#include "screens.h"
#include "trial.h"

static void close_rulebook(struct app *app)
{
	talloc_free(app->rulebook);
	app->rulebook = NULL;
	app->in_alerts = NULL;
	app->is_stale = true;
}

/* ---- rows ---- */

const char *rulebook_name(const struct rulebook_row *row)
{
	return row->conf ? row->conf->name : row->store->name;
}

const struct rulebook_row *rulebook_current(const struct rulebook *book)
{
	return book->cursor < book->n ? &book->rows[book->cursor] : NULL;
}

static const struct alert_rule *in_store(const struct alert_rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rules[i].name, name) == 0)
			return &rules->rules[i];
	return NULL;
}

bool rulebook_load(struct app *app, struct err *err)
{
	struct rulebook *book = app->rulebook;
	const struct conf *conf = app->conf;
	struct alert_rules *rules;

	if (!alert_rules(app->store, book, &rules, err))
		return false;
	talloc_free(book->texts);
	book->texts = rules;
	book->rows = mem_array(rules, struct rulebook_row, conf->n_rules + rules->n + 1);
	book->n = 0;
	for (size_t i = 0; i < conf->n_rules; i++)
		book->rows[book->n++] =
		    (struct rulebook_row){&conf->rules[i], in_store(rules, conf->rules[i].name)};
	for (size_t i = 0; i < rules->n; i++)
		if (!conf_rule(conf, rules->rules[i].name))
			book->rows[book->n++] = (struct rulebook_row){NULL, &rules->rules[i]};
	if (book->cursor >= book->n)
		book->cursor = book->n ? book->n - 1 : 0;
	return true;
}

void action_rules(struct app *app, const struct action *action)
{
	struct err err = {0};

	(void)action;
	screens_close(app);
	app->rulebook = mem_new(app, struct rulebook);
	app->is_stale = true;
	if (!rulebook_load(app, &err)) {
		app_fault(app, &err);
		close_rulebook(app);
	}
}

/* ---- its own commands ---- */

static void move(struct rulebook *book, long lines)
{
	const long last = (long)book->n - 1;
	long to = (long)book->cursor + lines;

	to = to > last ? last : to;
	book->cursor = (size_t)(to > 0 ? to : 0);
}

static bool does(struct app *app, enum cmd cmd, const struct action *action)
{
	const struct rulebook_row *row = rulebook_current(app->rulebook);
	long lines;

	app->is_stale = true;
	if (alerts_lines(cmd, action->count, app->rulebook->list_rows, &lines)) {
		move(app->rulebook, lines);
		return true;
	}
	switch (cmd) {
	case CMD_RIGHT:
	case CMD_ENTER:
		if (row)
			inbox_open(app, rulebook_name(row));
		return true;
	case CMD_RULE:
		if (action->args[0])
			return false;
		if (row)
			trial_open(app, rulebook_name(row), row->conf ? row->conf->query : row->store->query);
		return true;
	case CMD_RULES:
	case CMD_LEFT:
	case CMD_BACK:
		close_rulebook(app);
		return true;
	default:
		return false;
	}
}

/* ---- the screen ---- */

static bool is_seen(const struct app *app)
{
	return app->rulebook && !app->in_alerts;
}

static void write_title(const struct app *app, struct buf *out)
{
	(void)app;
	buf_adds(out, "Rules");
}

static void write_counts(const struct app *app, struct buf *out)
{
	const struct rulebook *book = app->rulebook;
	size_t n_broken = 0;

	for (size_t i = 0; i < book->n; i++)
		n_broken += book->rows[i].conf && book->rows[i].store && book->rows[i].store->fault;
	if (n_broken)
		buf_addf(out, "%zu broken · ", n_broken);
	buf_addf(out, "%zu rule%s", book->n, book->n == 1 ? "" : "s");
}

static void write_place(const struct app *app, struct buf *out)
{
	if (app->rulebook->n > 0)
		buf_addf(out, "%zu/%zu", app->rulebook->cursor + 1, app->rulebook->n);
}

static const char *keys(const struct app *app)
{
	(void)app;
	return "Enter its alerts  x test on the past  ! all alerts  q back";
}

const struct screen rulebook_screen = {.context = CMD_IN_ALERTS,
				       .is_seen = is_seen,
				       .write_title = write_title,
				       .write_counts = write_counts,
				       .write_place = write_place,
				       .keys = keys,
				       .draw = rulebook_draw,
				       .does = does,
				       .close = close_rulebook};
