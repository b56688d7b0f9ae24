/* pane_trial.c: the trial of a rule on the canvas: a text to scroll in, with a chart. */
#include "trial.h"

#include <string.h>

#include "telex/report.h"
#include "telex/utf8.h"

enum { CHART_ROWS = 10, CHART_ROWS_LOW = 7, CHART_ROOM = 26, CHART_COLS_MOST = 100, INDENT = 10 };

static const struct rules_ink ink = {MARKED_ON, MARKED_OFF};

static void put_fact(const char *label, const char *words, struct buf *out)
{
	buf_addf(out, "%-10s", label);
	utf8_safe((struct bytes){words, strlen(words)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

/* Where it would be told, and how often. */
static void put_manner(const struct app *app, const struct trial *trial, struct buf *out)
{
	const struct conf_rule *rule = conf_rule(app->conf, trial->name);
	AUTO_BUF words = BUF_INIT(KIB(64));
	char span[WHEN_AGE_SIZE];

	for (size_t i = 0; rule && i < rule->n_channels; i++)
		buf_addf(&words, "%s%s", i ? ", " : "", rule->channels[i]);
	if (!words.len)
		buf_adds(&words, "none: the inbox alone");
	buf_addf(&words, " · once a %s", rule && rule->once ? rule->once : "story");
	if (rule && rule->batch_s)
		buf_addf(&words, " · batch %s", when_span(rule->batch_s, span));
	if (rule && rule->quiet)
		buf_addf(&words, " · quiet %s", rule->quiet);
	if (rule && !rule->is_enabled)
		buf_adds(&words, " · disabled");
	put_fact("channels", buf_str(&words), out);
}

static void put_chart(struct app *app, const struct trial *trial, struct rect r, struct buf *out)
{
	const struct rules_trial *result = trial->result;
	const struct report_past past = {result->matches, trial->edges, trial->n_weeks, REPORT_BY_WEEK, result->since, result->now};
	const struct report_look look = {.cols = r.cols - 2 < CHART_COLS_MOST ? r.cols - 2 : CHART_COLS_MOST,
					 .rows = r.rows >= CHART_ROOM ? CHART_ROWS : CHART_ROWS_LOW};
	struct report_picture *picture = report_past_draw(app, &past, &look);

	buf_addc(out, '\n');
	for (int i = 0; i < picture->rows; i++)
		buf_addf(out, " %s\n", picture->lines[i]);
	buf_adds(out, "  ");
	report_past_words(&past, false, out);
	buf_addc(out, '\n');
	talloc_free(picture);
}

static void put_result(struct app *app, const struct trial *trial, struct rect r, struct buf *out)
{
	AUTO_BUF lines = BUF_INIT(MIB(8));

	rules_put_trial_head(trial->result, &lines);
	marked_wrap(buf_str(&lines), r.cols - 2, 0, out);
	if (trial->result->n_matches)
		put_chart(app, trial, r, out);
	buf_reset(&lines);
	if (trial->result->n_matches)
		buf_addc(&lines, '\n');
	rules_put_trial_newest(trial->result, &ink, &lines);
	if (trial->result->n_matches)
		buf_addc(&lines, '\n');
	rules_put_trial_rest(trial->result, &lines);
	marked_wrap(buf_str(&lines), r.cols - 2, INDENT, out);
}

void trial_draw(struct app *app, struct rect r)
{
	struct trial *trial = app->trial;
	AUTO_BUF facts = BUF_INIT(MIB(1));
	AUTO_BUF text = BUF_INIT(MIB(16));

	put_fact("query", trial->text[0] ? trial->text : "(everything)", &facts);
	put_manner(app, trial, &facts);
	if (!trial->result)
		put_fact("trial", trial->fault ? trial->fault : "looking through the past…", &facts);
	marked_wrap(buf_str(&facts), r.cols - 2, INDENT, &text);
	if (trial->result) {
		buf_addc(&text, '\n');
		put_result(app, trial, r, &text);
	}
	trial->rows = r.rows;
	trial->n_lines = marked_lines(buf_str(&text));
	if (trial->top + (size_t)r.rows > trial->n_lines)
		trial->top = trial->n_lines > (size_t)r.rows ? trial->n_lines - (size_t)r.rows : 0;
	marked_draw(app->canvas, r, buf_str(&text), trial->top, 0);
	if (trial->top + (size_t)r.rows < trial->n_lines)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y + r.rows - 1, r.cols, " more: space ", STYLE_REVERSE);
}
