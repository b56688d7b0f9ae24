/* bars.c: one series as upright bars of eighths. */
#include "chart.h"

enum { CP_EIGHTH = 0x2581, CP_FULL = 0x2588, CP_PARTIAL = 0x2592, CP_LESS = 0x2591, EIGHTHS = 8 };

/* In ASCII a cell is full, or there is something in it. */
static int32_t ascii_of(int64_t eighths, bool is_partial)
{
	return eighths >= EIGHTHS / 2 ? (is_partial ? ':' : '#') : '.';
}

static int32_t block_of(int64_t eighths, bool is_partial)
{
	if (is_partial) /* there are no eighths of it */
		return eighths >= EIGHTHS / 2 ? CP_PARTIAL : CP_LESS;
	return eighths >= EIGHTHS ? CP_FULL : CP_EIGHTH + (int32_t)eighths - 1;
}

void bars_draw(const struct plot *plot)
{
	const int cols = plot->bar_cols > 1 ? plot->bar_cols - 1 : 1;

	for (size_t i = 0; i < plot->n; i++) {
		const int64_t value = plot_value(plot, 0, i), all = (int64_t)plot->rows * EIGHTHS;
		const bool is_partial = plot_is_partial(plot, i);
		int64_t left = (value * all + plot->top / 2) / plot->top;

		/* one article is seen, however many others have */
		left = value > 0 && left == 0 ? 1 : left;
		for (int y = plot->rows - 1; left > 0; y--, left -= EIGHTHS) {
			const int32_t cp =
			    plot->chart->is_ascii ? ascii_of(left, is_partial) : block_of(left, is_partial);

			for (int x = 0; x < cols; x++)
				grid_put(plot->grid, plot_column(plot, i) + x, y, cp, 1);
		}
	}
}
