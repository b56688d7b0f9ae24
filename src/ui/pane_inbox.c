/* pane_inbox.c: the alert inbox on the canvas: a line each, and the evidence of the one at the cursor.
 *
 *	▌!● 12m  supply-chain  Fierce Network  U.S. presses allies to drop Huawei gear
 * the cursor, its priority, a dot for what is new (z: snoozed), the age, the rule, the outlet, the headline. */
#include "alerts.h"

#include <string.h>

#include "telex/utf8.h"

enum { PRIORITY_X = 1, STATE_X = 2, AGE_END = 8, RULE_X = 10, EVIDENCE_LEAST = 6, EVIDENCE_INDENT = 2 };

/* Of the columns of rule and outlet. */
static int name_cols(int cols)
{
	return cols >= LAYOUT_WIDE_COLS ? 18 : 12;
}

static const char *priority_sign(enum alert_priority priority)
{
	static const char *const signs[] = {[ALERT_LOW] = "-", [ALERT_NORMAL] = " ", [ALERT_HIGH] = "!"};

	return signs[priority];
}

static const char *state_sign(enum alert_state state)
{
	static const char *const signs[] = {[ALERT_NEW] = "●", [ALERT_ACKNOWLEDGED] = " ", [ALERT_SNOOZED] = "z"};

	return signs[state];
}

/* ---- the list ---- */

static void draw_row(struct app *app, struct rect r, const struct alert *alert, bool is_cursor)
{
	struct canvas *canvas = app->canvas;
	const int names = name_cols(r.cols), outlet_x = r.x + RULE_X + names + 2, title_x = outlet_x + names + 2;
	const unsigned style = alert->state == ALERT_NEW ? 0 : STYLE_MUTED;
	char age[WHEN_AGE_SIZE];

	canvas_puts(canvas, r.x, r.y, 1, is_cursor ? "▌" : " ", STYLE_ACCENT);
	canvas_puts(canvas, r.x + PRIORITY_X, r.y, 1, priority_sign(alert->priority), STYLE_WARN | STYLE_BOLD);
	canvas_puts(canvas, r.x + STATE_X, r.y, 1, state_sign(alert->state), STYLE_ACCENT);
	canvas_right(canvas, r.x + AGE_END, r.y, AGE_END - STATE_X - 1, when_age(alert->at, app_now(app), age), STYLE_MUTED);
	canvas_fit(canvas, r.x + RULE_X, r.y, names, alert->rule, style);
	canvas_fit(canvas, outlet_x, r.y, names, alert->outlet, alert->state == ALERT_NEW ? STYLE_ACCENT : style);
	canvas_fit(canvas, title_x, r.y, r.x + r.cols - title_x - 1, alert->title[0] ? alert->title : "(no title)", style);
	if (is_cursor)
		canvas_style(canvas, (struct rect){r.x + 1, r.y, r.cols - 1, 1}, STYLE_REVERSE);
}

static void draw_head(struct app *app, struct rect r)
{
	const int names = name_cols(r.cols);

	canvas_right(app->canvas, r.x + AGE_END, r.y, AGE_END, "age", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + RULE_X, r.y, names, "rule", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + RULE_X + names + 2, r.y, names, "outlet", STYLE_MUTED);
	canvas_puts(app->canvas, r.x + RULE_X + 2 * (names + 2), r.y, names, "headline", STYLE_MUTED);
}

static void draw_list(struct app *app, struct rect r)
{
	struct inbox *inbox = app->inbox;

	draw_head(app, r);
	r.y++;
	r.rows--;
	inbox->list_rows = r.rows;
	inbox_scroll(inbox, r.rows);
	for (int y = 0; y < r.rows && inbox->top + (size_t)y < inbox->n; y++) {
		const size_t at = inbox->top + (size_t)y;

		draw_row(app, (struct rect){r.x, r.y + y, r.cols, 1}, &inbox->rows[at].alert, at == inbox->cursor);
	}
}

static void draw_empty(struct app *app, struct rect r)
{
	const struct inbox *inbox = app->inbox;
	const char *words = !inbox->is_loaded ? "…" : inbox->shows_all ? "No alert yet" : "No new alert";

	canvas_fit(app->canvas, r.x + 3, r.y + 1, r.cols - 4, words, STYLE_BOLD);
	if (!inbox->is_loaded)
		return;
	canvas_fit(app->canvas, r.x + 3, r.y + 3, r.cols - 4,
		   app->conf->n_rules ? "a shows old ones too, X lists the rules."
				      : "There is no rule yet: x in a list shows what its query would have caught as one.",
		   0);
}

/* ---- the evidence ---- */

static void put_facts(struct app *app, const struct alert *alert, struct buf *out)
{
	char local[WHEN_LOCAL_SIZE];

	buf_addf(out, "rule %s · priority %s · raised %s · ", alert->rule, alert_priority_name(alert->priority),
		 when_local(alert->at, app_now(app), local));
	buf_adds(out, alert_state_name(alert->state));
	if (alert->state == ALERT_SNOOZED)
		buf_addf(out, " until %s", when_local(alert->snoozed_until, app_now(app), local));
	if (alert->n_waiting)
		buf_addf(out, " · %lld on the way", (long long)alert->n_waiting);
	if (alert->n_dead)
		buf_addf(out, " · %lld not delivered", (long long)alert->n_dead);
}

static void draw_evidence(struct app *app, struct rect r, const struct alert *alert)
{
	static const struct rules_ink ink = {MARKED_ON, MARKED_OFF};
	AUTO_BUF facts = BUF_INIT(KIB(8));
	AUTO_BUF reasons = BUF_INIT(MIB(1));
	AUTO_BUF lines = BUF_INIT(MIB(2));
	const int cols = r.cols - 3 < LAYOUT_MEASURE + 20 ? r.cols - 3 : LAYOUT_MEASURE + 20;

	canvas_fit(app->canvas, r.x + 1, r.y, r.cols - 2, alert->title[0] ? alert->title : "(no title)", STYLE_BOLD | STYLE_ACCENT);
	put_facts(app, alert, &facts);
	canvas_fit(app->canvas, r.x + 1, r.y + 1, r.cols - 2, buf_str(&facts), STYLE_MUTED);
	rules_put_reasons(alert->evidence, &ink, "", RULES_EVIDENCE_MAX, &reasons);
	marked_wrap(buf_str(&reasons), cols, EVIDENCE_INDENT, &lines);
	r.y += 2;
	r.rows -= 2;
	marked_draw(app->canvas, r, buf_str(&lines), 0, 0);
	if ((int)marked_lines(buf_str(&lines)) > r.rows)
		canvas_right(app->canvas, r.x + r.cols - 1, r.y + r.rows - 1, r.cols, " more: w ", STYLE_REVERSE);
}

/* ---- both ---- */

void inbox_draw(struct app *app, struct rect r)
{
	const struct inbox_row *row = inbox_current(app->inbox);
	int evidence_rows = r.rows * 2 / 5;

	if (!row) {
		draw_empty(app, r);
		return;
	}
	if (evidence_rows < EVIDENCE_LEAST)
		evidence_rows = EVIDENCE_LEAST;
	if (r.rows - evidence_rows < 5) {
		draw_list(app, r);
		return;
	}
	/* A short list leaves its room to the evidence. */
	if ((int)app->inbox->n + 1 < r.rows - evidence_rows - 1)
		evidence_rows = r.rows - (int)app->inbox->n - 2;
	draw_list(app, (struct rect){r.x, r.y, r.cols, r.rows - evidence_rows - 1});
	canvas_hline(app->canvas, 0, r.y + r.rows - evidence_rows - 1, app->canvas->cols);
	draw_evidence(app, (struct rect){r.x, r.y + r.rows - evidence_rows, r.cols, evidence_rows}, &row->alert);
}
