/* trend.c: the trend screen opened, counted while no key waits, moved in, left. */
#include "trend.h"

#include <string.h>

#include "actions.h"
#include "screens.h"

enum { PIECES = 8, DAY_S = 86400 };

/* How far back each goes. */
static const int64_t days_of[] = {[REPORT_BY_DAY] = 60, [REPORT_BY_WEEK] = 365, [REPORT_BY_MONTH] = 5 * 365};

static void close_trend(struct app *app)
{
	if (!app->trend)
		return;
	talloc_free(app->trend);
	app->trend = NULL;
	app->in_report = NULL;
	app->is_stale = true;
}

/* ---- opened ---- */

/* The next query of a line: up to a blank outside quotes and brackets. */
static size_t query_len(const char *s)
{
	size_t n = 0;
	int depth = 0;
	bool is_quoted = false;

	for (; s[n] && (s[n] != ' ' || is_quoted || depth > 0); n++) {
		is_quoted ^= s[n] == '"';
		depth += !is_quoted && s[n] == '(';
		depth -= !is_quoted && s[n] == ')' && depth > 0;
	}
	return n;
}

static bool add_query(struct app *app, struct trend *trend, const char *text, struct err *err)
{
	struct query *query;

	if (trend->n == REPORT_SERIES_MAX)
		return err_set(err, ERR_USAGE, "at most %d queries can be compared", REPORT_SERIES_MAX);
	if (!level_parse(trend, text, false, app->conf, &query, err))
		return err_wrap(err, "%s", text);
	trend->queries[trend->n++] = (struct report_query){text, query};
	return true;
}

static bool add_queries(struct app *app, struct trend *trend, const char *line, struct err *err)
{
	if (!*line) /* what the list shows */
		return add_query(app, trend, mem_strdup(trend, app->level->text), err);
	for (line += strspn(line, " "); *line; line += strspn(line, " ")) {
		const size_t len = query_len(line);

		if (!add_query(app, trend, mem_strndup(trend, line, len), err))
			return false;
		line += len;
	}
	return true;
}

static bool count_by(struct app *app, struct trend *trend, enum report_by by, struct err *err)
{
	struct report_trend *model;
	const int64_t now = app_now(app);

	if (!report_trend_new(trend, trend->queries, trend->n, by, now - days_of[by] * DAY_S, now, &model,
			      err))
		return false;
	talloc_free(trend->model);
	trend->model = model;
	trend->by = by;
	trend->cursor = model->n - 1;
	app->is_stale = true;
	return true;
}

void action_trend(struct app *app, const struct action *action)
{
	struct trend *trend = mem_new(app, struct trend);
	struct err err = {0};

	if (!add_queries(app, trend, action->args, &err) || !count_by(app, trend, REPORT_BY_WEEK, &err)) {
		app_fault(app, &err);
		talloc_free(trend);
		return;
	}
	screens_close(app);
	app->trend = trend;
	app->in_report = NULL;
}

bool trend_step(struct app *app)
{
	struct trend *trend = app->trend;
	struct err err = {0};
	bool ok;

	if (!trend_screen.is_seen(app) || !trend->model->work)
		return false;
	app_read_begin(app);
	ok = report_trend_step(trend->model, app->store, trend->model->n / PIECES + 1, &err);
	app_read_end(app);
	if (!ok && err.code != ERR_INTERRUPTED) {
		app_fault(app, &err);
		close_trend(app);
	}
	app->is_stale |= app->trend && !trend->model->work;
	return ok;
}

/* ---- moved in ---- */

static void move(struct trend *trend, long buckets)
{
	const long last = (long)trend->model->n - 1;
	long to = (long)trend->cursor + buckets;

	to = to > last ? last : to;
	trend->cursor = (size_t)(to > 0 ? to : 0);
}

static bool move_by(struct trend *trend, enum cmd cmd, int count)
{
	static const struct {
		enum cmd cmd;
		long buckets;
	} moves[] = {
	    {CMD_LEFT, -1},
	    {CMD_RIGHT, 1},
	    {CMD_PAGE_UP, -10},
	    {CMD_PAGE_DOWN, 10},
	    {CMD_TOP, -REPORT_BUCKETS_MAX},
	    {CMD_BOTTOM, REPORT_BUCKETS_MAX},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].cmd == cmd) {
			move(trend, moves[i].buckets * (count > 0 ? count : 1));
			return true;
		}
	}
	return false;
}

/* To the spike before or behind the cursor. */
static void go_to_spike(struct app *app, bool is_later)
{
	const struct report_trend *model = app->trend->model;
	const size_t at = app->trend->cursor;
	size_t to = at;

	for (size_t i = 0; !model->work && i < model->n_spikes; i++) {
		const size_t bucket = model->spikes[i].bucket;

		if (is_later ? bucket > at && (to == at || bucket < to)
			     : bucket < at && (to == at || bucket > to))
			to = bucket;
	}
	if (to == at)
		app_say(app, "no spike %s", is_later ? "later" : "earlier");
	app->trend->cursor = to;
}

static void put_minute(int64_t t, struct buf *out)
{
	struct when_civil c;

	when_to_local(t, &c);
	buf_addf(out, "%04lld-%02d-%02dT%02d:%02d", (long long)c.year, c.month, c.day, c.hour, c.minute);
}

/* The articles of the bucket at the cursor, of every query. */
static void open_articles(struct app *app)
{
	const struct trend *trend = app->trend;
	const int64_t *edges = trend->model->edges + trend->cursor;
	AUTO_BUF text = BUF_INIT(MIB(1));
	char words[REPORT_WORDS_SIZE];
	struct level_spec spec = {.kind = LEVEL_SEARCH, .side_kind = SIDE_BLANK};
	struct level *level;
	struct err err = {0};

	for (size_t q = 0; q < trend->n; q++)
		if (*trend->queries[q].text)
			buf_addf(&text, "%s(%s)",
				 q		? " OR "
				 : trend->n > 1 ? "("
						: "",
				 trend->queries[q].text);
	buf_addf(&text, "%s date:>=", trend->n > 1 ? ")" : "");
	put_minute(edges[0], &text);
	buf_adds(&text, " date:<");
	put_minute(edges[1], &text);
	spec.text = buf_str(&text);
	spec.title = report_bucket_words(trend->by, edges[0], true, words);
	if (!level_new(app, &spec, app->conf, &level, &err)) {
		app_fault(app, &err);
		return;
	}
	app_push(app, level);
	app->in_report = level;
	app_fill(app);
	app_focus(app, CMD_IN_LIST);
}

static bool does(struct app *app, enum cmd cmd, const struct action *action)
{
	struct err err = {0};

	app->is_stale = true;
	if (move_by(app->trend, cmd, action->count))
		return true;
	switch (cmd) {
	case CMD_UP:
	case CMD_DOWN:
		go_to_spike(app, cmd == CMD_DOWN);
		return true;
	case CMD_BY_DAY:
	case CMD_BY_WEEK:
	case CMD_BY_MONTH:
		if (!count_by(app, app->trend, REPORT_BY_DAY + (cmd - CMD_BY_DAY), &err))
			app_fault(app, &err);
		return true;
	case CMD_ENTER:
		open_articles(app);
		return true;
	case CMD_TREND:
		if (action->args[0])
			return false;
		close_trend(app);
		return true;
	case CMD_BACK:
		close_trend(app);
		return true;
	case CMD_OPEN:
		return true;
	default:
		return false;
	}
}

/* ---- the screen ---- */

static bool is_seen(const struct app *app)
{
	return app->trend && !app->in_report;
}

static void write_title(const struct app *app, struct buf *out)
{
	for (size_t q = 0; q < app->trend->n; q++)
		buf_addf(out, "%s%s", q ? " vs " : "Trend: ",
			 *app->trend->queries[q].text ? app->trend->queries[q].text : "everything");
}

static void write_counts(const struct app *app, struct buf *out)
{
	char number[32];

	buf_addf(out, "by %s", report_by_name(app->trend->by));
	if (!app->trend->model->work)
		buf_addf(out, " · %s articles", bars_number(app->trend->model->total, number));
}

static void write_place(const struct app *app, struct buf *out)
{
	buf_addf(out, "%zu/%zu", app->trend->cursor + 1, app->trend->model->n);
}

static const char *keys(const struct app *app)
{
	return app->layout.is_wide ? "d day  w week  m month  h l move  j k spikes  Enter articles  q back"
				   : "d w m by  h l move  j k spikes  Enter articles  q back";
}

const struct screen trend_screen = {.context = CMD_IN_REPORT,
				    .is_seen = is_seen,
				    .write_title = write_title,
				    .write_counts = write_counts,
				    .write_place = write_place,
				    .keys = keys,
				    .draw = trend_draw,
				    .does = does,
				    .close = close_trend};
