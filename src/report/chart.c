/* chart.c: the geometry of a chart: what fits, the scale, which bucket stands where. */
#include "chart.h"

#include <stdio.h>

enum { COLS_LEAST = 24, ROWS_LEAST = 4, BAR_MOST = 6, ROWS_A_LABEL = 3 };

static int digits_of(int64_t n)
{
	return snprintf(NULL, 0, "%lld", (long long)n);
}

static size_t first_of(const struct plot *plot, size_t group)
{
	/* whole groups from the end, so that the newest is not cut */
	const size_t from_end = (plot->n - group) * plot->per_column;

	return from_end > plot->chart->n ? 0 : plot->chart->n - from_end;
}

int64_t plot_value(const struct plot *plot, size_t series, size_t group)
{
	int64_t most = 0;

	for (size_t i = first_of(plot, group); i < first_of(plot, group + 1); i++)
		if (plot->chart->counts[series][i] > most)
			most = plot->chart->counts[series][i];
	return most;
}

bool plot_is_partial(const struct plot *plot, size_t group)
{
	return (plot->chart->first_is_partial && group == 0) ||
	       (plot->chart->last_is_partial && group == plot->n - 1);
}

int plot_column(const struct plot *plot, size_t group)
{
	if (plot->chart->n_series == 1)
		return plot->x + (int)group * plot->bar_cols;
	if (plot->n < 2)
		return plot->x;
	return plot->x + (int)(group * (size_t)(plot->cols * 2 - 1) / (plot->n - 1) / 2);
}

static int64_t highest(const struct report_chart *chart)
{
	int64_t most = 0;

	for (size_t s = 0; s < chart->n_series; s++)
		for (size_t i = 0; i < chart->n; i++)
			if (chart->counts[s][i] > most)
				most = chart->counts[s][i];
	return most;
}

/* 1, 2, 5, 10, 20, ...: the smallest that needs no more than so many labels. */
static void set_scale(struct plot *plot)
{
	static const int64_t factors[] = {1, 2, 5};
	const int64_t most = highest(plot->chart);
	const int64_t labels = plot->rows / ROWS_A_LABEL > 2 ? plot->rows / ROWS_A_LABEL : 2;

	plot->step = 0;
	for (int64_t ten = 1; !plot->step; ten *= 10) {
		for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]) && !plot->step; i++) {
			if (factors[i] * ten * labels >= most)
				plot->step = factors[i] * ten;
		}
	}
	plot->top = (most + plot->step - 1) / plot->step * plot->step;
	if (plot->top == 0)
		plot->top = plot->step;
}

static void set_columns(struct plot *plot)
{
	const struct report_chart *chart = plot->chart;
	const bool is_bars = chart->n_series == 1;
	const size_t room = (size_t)plot->cols * (is_bars || chart->is_ascii ? 1 : 2);

	plot->per_column = (chart->n + room - 1) / room;
	plot->n = (chart->n + plot->per_column - 1) / plot->per_column;
	plot->bar_cols = (int)((size_t)plot->cols / plot->n);
	if (plot->bar_cols > BAR_MOST)
		plot->bar_cols = BAR_MOST;
}

static const int *bucket_columns(void *ctx, const struct plot *plot)
{
	int *columns = mem_array(ctx, int, plot->chart->n + 1);

	for (size_t group = 0; group < plot->n; group++)
		for (size_t i = first_of(plot, group); i < first_of(plot, group + 1); i++)
			columns[i] = plot_column(plot, group);
	return columns;
}

struct report_picture *report_draw(void *ctx, const struct report_chart *chart)
{
	const int cols = chart->cols > COLS_LEAST ? chart->cols : COLS_LEAST;
	const int rows = chart->rows > ROWS_LEAST ? chart->rows : ROWS_LEAST;
	const int end_cols = chart->n_series > 1 ? 2 : 0; /* the letters */
	struct plot plot = {.chart = chart, .grid = grid_new(ctx, cols, rows), .rows = rows - 2};
	struct report_picture *picture;

	set_scale(&plot);
	plot.x = digits_of(plot.top) + 3;
	plot.cols = cols - plot.x - end_cols;
	if (chart->n > 0) {
		set_columns(&plot);
		axes_draw(&plot);
		if (chart->n_series == 1)
			bars_draw(&plot);
		else
			lines_draw(&plot);
	}
	picture = grid_picture(ctx, plot.grid);
	picture->per_column = plot.per_column;
	picture->axis_row = plot.rows;
	picture->columns = bucket_columns(picture, &plot);
	talloc_free(plot.grid);
	return picture;
}
