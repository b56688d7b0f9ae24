/* pane_rulebook.c: the rules on the canvas: a line each, and all of the one at the cursor.
 *
 *	▌ supply-chain  ok          31      2    12m  @huawei (espionage OR "national security") */
#include "rulebook.h"

#include <string.h>

#include "telex/utf8.h"

enum { NAME_X = 2, STATE_COLS = 9, NUMBER_COLS = 8, LABEL = 10, FACTS_LEAST = 6 };

static int name_cols(int cols)
{
	return cols >= LAYOUT_WIDE_COLS ? 24 : 16;
}

static const char *state_of(const struct rulebook_row *row)
{
	return rules_state(row->store, row->conf, row->conf && row->conf->is_enabled);
}

static const char *query_of(const struct rulebook_row *row)
{
	return row->conf ? row->conf->query : row->store->query;
}

/* ---- the list ---- */

static void draw_head(struct app *app, struct rect r)
{
	const int x = r.x + NAME_X + name_cols(r.cols) + STATE_COLS;

	canvas_puts(app->canvas, r.x + NAME_X, r.y, 8, "rule", STYLE_MUTED);
	canvas_puts(app->canvas, x - STATE_COLS, r.y, STATE_COLS, "state", STYLE_MUTED);
	canvas_right(app->canvas, x + NUMBER_COLS, r.y, NUMBER_COLS, "alerts", STYLE_MUTED);
	canvas_right(app->canvas, x + 2 * NUMBER_COLS, r.y, NUMBER_COLS, "open", STYLE_MUTED);
	canvas_right(app->canvas, x + 3 * NUMBER_COLS, r.y, NUMBER_COLS, "last", STYLE_MUTED);
	canvas_puts(app->canvas, x + 3 * NUMBER_COLS + 2, r.y, r.cols, "query", STYLE_MUTED);
}

static void draw_row(struct app *app, struct rect r, const struct rulebook_row *row, bool is_cursor)
{
	struct canvas *canvas = app->canvas;
	const int names = name_cols(r.cols), x = r.x + NAME_X + names + STATE_COLS, query_x = x + 3 * NUMBER_COLS + 2;
	const bool is_broken = row->conf && row->store && row->store->fault;
	const int64_t newest_at = row->store ? row->store->newest_at : WHEN_NONE;
	char number[32], age[WHEN_AGE_SIZE];

	canvas_puts(canvas, r.x, r.y, 1, is_cursor ? "▌" : " ", STYLE_ACCENT);
	canvas_puts(canvas, r.x + 1, r.y, 1, is_broken ? "!" : " ", STYLE_WARN | STYLE_BOLD);
	canvas_fit(canvas, r.x + NAME_X, r.y, names - 1, rulebook_name(row), 0);
	canvas_puts(canvas, x - STATE_COLS, r.y, STATE_COLS, state_of(row), is_broken ? STYLE_WARN | STYLE_BOLD : STYLE_MUTED);
	canvas_right(canvas, x + NUMBER_COLS, r.y, NUMBER_COLS, bars_number(row->store ? row->store->n_alerts : 0, number), 0);
	canvas_right(canvas, x + 2 * NUMBER_COLS, r.y, NUMBER_COLS, bars_number(row->store ? row->store->n_open : 0, number), 0);
	canvas_right(canvas, x + 3 * NUMBER_COLS, r.y, NUMBER_COLS,
		     newest_at == WHEN_NONE ? "-" : when_age(newest_at, app_now(app), age), STYLE_MUTED);
	canvas_fit(canvas, query_x, r.y, r.x + r.cols - query_x - 1, query_of(row), STYLE_MUTED);
	if (is_cursor)
		canvas_style(canvas, (struct rect){r.x + 1, r.y, r.cols - 1, 1}, STYLE_REVERSE);
}

static void scroll(struct rulebook *book, size_t lines)
{
	if (book->cursor < book->top)
		book->top = book->cursor;
	if (book->cursor >= book->top + lines)
		book->top = book->cursor + 1 - lines;
	if (book->top + lines > book->n)
		book->top = book->n > lines ? book->n - lines : 0;
}

static void draw_list(struct app *app, struct rect r)
{
	struct rulebook *book = app->rulebook;

	draw_head(app, r);
	r.y++;
	r.rows--;
	book->list_rows = r.rows;
	scroll(book, r.rows > 0 ? (size_t)r.rows : 1);
	for (int y = 0; y < r.rows && book->top + (size_t)y < book->n; y++) {
		const size_t at = book->top + (size_t)y;

		draw_row(app, (struct rect){r.x, r.y + y, r.cols, 1}, &book->rows[at], at == book->cursor);
	}
}

/* ---- the one at the cursor ---- */

static void put_fact(const char *label, const char *words, struct buf *out)
{
	buf_addf(out, "%-*s", LABEL, label);
	utf8_safe((struct bytes){words, strlen(words)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void put_channels(const struct conf_rule *rule, struct buf *out)
{
	AUTO_BUF names = BUF_INIT(KIB(64));

	for (size_t i = 0; i < rule->n_channels; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", rule->channels[i]);
	put_fact("channels", names.len ? buf_str(&names) : "none: the inbox alone", out);
}

static void draw_facts(struct app *app, struct rect r, const struct rulebook_row *row)
{
	AUTO_BUF facts = BUF_INIT(MIB(1));
	AUTO_BUF lines = BUF_INIT(MIB(2));
	char local[WHEN_LOCAL_SIZE], number[32];

	canvas_fit(app->canvas, r.x + 1, r.y, r.cols - 2, rulebook_name(row), STYLE_BOLD | STYLE_ACCENT);
	if (row->conf && row->store && row->store->fault)
		put_fact("broken", row->store->fault, &facts);
	put_fact("query", query_of(row), &facts);
	if (row->conf)
		put_channels(row->conf, &facts);
	if (row->store) {
		put_fact("matched", bars_number(row->store->n_matches, number), &facts);
		put_fact("since", when_local(row->store->since, app_now(app), local), &facts);
	}
	marked_wrap(buf_str(&facts), r.cols - 3, LABEL, &lines);
	marked_draw(app->canvas, (struct rect){r.x, r.y + 1, r.cols, r.rows - 1}, buf_str(&lines), 0, 0);
}

static void draw_empty(struct app *app, struct rect r)
{
	canvas_fit(app->canvas, r.x + 3, r.y + 1, r.cols - 4, "No rule yet", STYLE_BOLD);
	canvas_fit(app->canvas, r.x + 3, r.y + 3, r.cols - 4,
		   "x in a list shows what its query would have caught as one, s there saves it.", 0);
}

void rulebook_draw(struct app *app, struct rect r)
{
	const struct rulebook_row *row = rulebook_current(app->rulebook);
	int facts_rows = r.rows * 2 / 5;

	if (!row) {
		draw_empty(app, r);
		return;
	}
	if (facts_rows < FACTS_LEAST)
		facts_rows = FACTS_LEAST;
	if (r.rows - facts_rows < 5) {
		draw_list(app, r);
		return;
	}
	if ((int)app->rulebook->n + 1 < r.rows - facts_rows - 1)
		facts_rows = r.rows - (int)app->rulebook->n - 2;
	draw_list(app, (struct rect){r.x, r.y, r.cols, r.rows - facts_rows - 1});
	canvas_hline(app->canvas, 0, r.y + r.rows - facts_rows - 1, app->canvas->cols);
	draw_facts(app, (struct rect){r.x, r.y + r.rows - facts_rows, r.cols, facts_rows}, row);
}
