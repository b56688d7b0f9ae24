/* pane_trend.c: the trend screen on the canvas: the chart with a cursor on one bucket, and the numbers below.
 */
#include "trend.h"

#include <string.h>

enum { TABLE_EXTRA = 2, /* its head and what is not over */ SPIKES_MOST = 6, CHART_LEAST = 6 };

/* Roles that lines and bars may have: their characters differ without. */
static const unsigned styles[REPORT_SERIES_MAX] = {STYLE_ACCENT,
						   STYLE_WARN,
						   STYLE_STAR,
						   STYLE_QUOTE,
						   STYLE_LINK,
						   STYLE_ACCENT | STYLE_BOLD,
						   STYLE_WARN | STYLE_BOLD,
						   STYLE_STAR | STYLE_BOLD};

static void draw_picture(struct app *app, struct rect r, const struct report_picture *picture)
{
	for (int y = 0; y < picture->rows && y < r.rows; y++) {
		canvas_puts(app->canvas, r.x, r.y + y, r.cols, picture->lines[y], STYLE_MUTED);
		for (int x = 0; x < picture->cols; x++) {
			const uint8_t who = picture->who[y * picture->cols + x];

			if (who > 0)
				canvas_style(app->canvas, (struct rect){r.x + x, r.y + y, 1, 1},
					     styles[who - 1]);
		}
	}
}

/* "▲" under the bucket at the cursor, and its counts in words. */
static void draw_cursor(struct app *app, struct rect r, int y, const struct report_picture *picture)
{
	const struct trend *trend = app->trend;
	const struct report_trend *model = trend->model;
	AUTO_BUF words = BUF_INIT(MIB(1));
	char at[REPORT_WORDS_SIZE], number[32];

	canvas_puts(app->canvas, r.x + picture->columns[trend->cursor], r.y + picture->axis_row, 1, "▲",
		    STYLE_BOLD);
	buf_addf(&words, "▲ %s", report_bucket_words(trend->by, model->edges[trend->cursor], true, at));
	for (size_t q = 0; q < trend->n; q++) {
		buf_adds(&words, q ? " · " : ": ");
		if (trend->n > 1)
			buf_addf(&words, "%s ", trend->queries[q].text);
		buf_adds(&words, bars_number(model->counts[q][trend->cursor], number));
	}
	for (size_t i = 0; i < model->n_spikes; i++)
		if (model->spikes[i].bucket == trend->cursor)
			buf_addf(&words, " · spike: expected %.*f", model->spikes[i].expected < 9.95,
				 model->spikes[i].expected);
	canvas_fit(app->canvas, r.x + 1, y, r.cols - 2, buf_str(&words), STYLE_BOLD);
}

static void draw_table(struct app *app, struct rect r)
{
	const struct report_look look = {.cols = r.cols - 2};
	AUTO_BUF text = BUF_INIT(MIB(1));
	const char *s;

	report_trend_table(app->trend->model, &look, &text);
	s = buf_str(&text);
	for (int y = 0; y < r.rows && *s; y++) {
		const size_t len = strcspn(s, "\n");

		canvas_text(app->canvas, r.x + 1, r.y + y, r.cols - 2, (struct bytes){s, len},
			    y == 0 ? STYLE_MUTED : 0);
		s += len + (s[len] == '\n');
	}
}

void trend_draw(struct app *app, struct rect r)
{
	const struct trend *trend = app->trend;
	const size_t n_spikes =
	    trend->model->n_spikes < SPIKES_MOST ? trend->model->n_spikes : SPIKES_MOST + 1;
	int table_rows = (int)(trend->n + n_spikes) + TABLE_EXTRA;
	struct report_look look = {.cols = r.cols - 2};
	struct report_picture *picture;

	if (trend->model->work) {
		canvas_puts(app->canvas, r.x + 3, r.y + 1, r.cols - 4, "counting…", STYLE_MUTED);
		return;
	}
	/* the chart first; a line for the cursor, and a blank one */
	if (table_rows > r.rows - CHART_LEAST - 2)
		table_rows = r.rows - CHART_LEAST - 2;
	look.rows = r.rows - table_rows - 2;
	picture = report_trend_draw(app, trend->model, &look);
	draw_picture(app, (struct rect){r.x + 1, r.y, r.cols - 2, look.rows}, picture);
	draw_cursor(app, (struct rect){r.x + 1, r.y, r.cols - 2, look.rows}, r.y + look.rows, picture);
	draw_table(app, (struct rect){r.x, r.y + look.rows + 2, r.cols, table_rows});
	talloc_free(picture);
}
