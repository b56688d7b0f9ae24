/* axes.c: the axes of a chart and their labels. */
#include "chart.h"

#include <stdio.h>
#include <string.h>

#include "telex/when.h"

enum { CP_TICK = 0x2524, CP_ZERO = 0x253c, CP_LINE = 0x2500, CP_MARK = 0x2534, CP_PARTIAL = 0x2504 };
/* Beyond so many days: no label a day, a week, a month, a quarter. */
enum { DAYS_BY_DAY = 62, DAYS_BY_WEEK = 124, DAYS_BY_MONTH = 550, DAYS_BY_QUARTER = 1900 };

static int32_t either(const struct plot *plot, int32_t cp, char ascii)
{
	return plot->chart->is_ascii ? ascii : cp;
}

static void draw_upright(const struct plot *plot)
{
	char label[32];

	for (int64_t value = 0; value <= plot->top; value += plot->step) {
		/* the row whose upper edge is the value */
		const int64_t from_axis = (value * plot->rows + plot->top - 1) / plot->top;
		const int y = plot->rows - (int)from_axis;

		snprintf(label, sizeof(label), "%lld", (long long)value);
		grid_text(plot->grid, plot->x - 2 - (int)strlen(label), y, label, 0);
		grid_put(plot->grid, plot->x - 1, y,
			 value ? either(plot, CP_TICK, '|') : either(plot, CP_ZERO, '+'), 0);
	}
}

static void draw_level(const struct plot *plot)
{
	const bool is_bars = plot->chart->n_series == 1;
	const int end = is_bars ? plot_column(plot, plot->n) : plot->x + plot->cols;

	for (int x = plot->x; x < end; x++)
		grid_put(plot->grid, x, plot->rows, either(plot, CP_LINE, '-'), 0);
	for (size_t i = 0; i < plot->n; i++) {
		const int from = plot_column(plot, i), to = is_bars ? plot_column(plot, i + 1) : from + 1;

		for (int x = from; x < to && plot_is_partial(plot, i); x++)
			grid_put(plot->grid, x, plot->rows, either(plot, CP_PARTIAL, '.'), 0);
	}
}

/* ---- labels of the level axis ---- */

static int64_t start_of(const struct plot *plot, size_t group)
{
	const size_t from_end = (plot->n - group) * plot->per_column;

	return plot->chart->edges[from_end > plot->chart->n ? 0 : plot->chart->n - from_end];
}

static int64_t days_shown(const struct plot *plot)
{
	return (plot->chart->edges[plot->chart->n] - plot->chart->edges[0]) / 86400;
}

/* The label of a group in which a week, a month or a year begins; "" for the others. */
static const char *label_of(const struct plot *plot, size_t group, char out[REPORT_WORDS_SIZE])
{
	const int64_t days = days_shown(plot), start = start_of(plot, group);
	struct when_civil c, before;

	out[0] = '\0';
	when_to_local(start, &c);
	/* the group before ends where this one begins; of the first, a whole bucket earlier */
	when_to_local(group ? start_of(plot, group - 1)
			    : report_bucket_step(plot->chart->by, start, -(int64_t)plot->per_column),
		      &before);
	if (plot->chart->by == REPORT_BY_DAY && days <= DAYS_BY_DAY) {
		if (report_bucket_start(REPORT_BY_WEEK, start) == start || days <= 7)
			report_bucket_words(REPORT_BY_DAY, start, false, out);
		return out;
	}
	if (plot->chart->by == REPORT_BY_WEEK && days <= DAYS_BY_WEEK)
		return report_bucket_words(REPORT_BY_DAY, start, false, out);
	if (c.year != before.year && days > DAYS_BY_MONTH) {
		snprintf(out, REPORT_WORDS_SIZE, "%lld", (long long)c.year);
	} else if (c.month != before.month && days <= (c.month % 3 == 1 ? DAYS_BY_QUARTER : DAYS_BY_MONTH)) {
		report_bucket_words(REPORT_BY_MONTH, start, false, out);
		*strchr(out, ' ') = '\0';
	}
	return out;
}

static void draw_labels(const struct plot *plot)
{
	int next = plot->x;
	char label[REPORT_WORDS_SIZE];

	for (size_t i = 0; i < plot->n; i++) {
		const int x = plot_column(plot, i), cols = (int)strlen(label_of(plot, i, label));

		if (!cols || x < next || x + cols > plot->grid->cols)
			continue;
		grid_text(plot->grid, x, plot->rows + 1, label, 0);
		grid_put(plot->grid, x, plot->rows, either(plot, CP_MARK, '+'), 0);
		next = x + cols + 1;
	}
}

void axes_draw(const struct plot *plot)
{
	draw_upright(plot);
	draw_level(plot);
	draw_labels(plot);
}
