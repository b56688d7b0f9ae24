/* chart.h: what the parts of a chart share. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "grid.h"

/* Where things are.  Columns of the plot hold `per_column` buckets each, the last one the last bucket. */
struct plot {
	const struct report_chart *chart;
	struct grid *grid;
	int x, cols, rows;    /* the plot: from (x, 0) on; the axis is in row `rows`, its labels below */
	int64_t top;	      /* the value at the upper edge; at least 1 */
	int64_t step;	      /* between two labels of the upright axis */
	size_t per_column, n; /* n: groups of buckets */
	int bar_cols;	      /* of a bar with its gap */
};
/* The highest count of a series among the buckets of a group, and whether one of them is not whole. */
int64_t plot_value(const struct plot *plot, size_t series, size_t group);
bool plot_is_partial(const struct plot *plot, size_t group);
/* The column in which a group begins. */
int plot_column(const struct plot *plot, size_t group);

void axes_draw(const struct plot *plot);
void bars_draw(const struct plot *plot);
void lines_draw(const struct plot *plot);

#endif
