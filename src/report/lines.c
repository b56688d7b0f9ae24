/* lines.c: several series as lines: braille dots, or characters of their own.
 *
 * Lines differ by their pattern (solid, dashed, dotted ...) or character, and by the letter at their end: no
 * colour is needed to tell them apart. */
#include "chart.h"

#include <stdlib.h>

enum { CP_BRAILLE = 0x2800, CP_BRAILLE_END = 0x28ff };

/* A drawing surface with finer points than cells. */
struct pen {
	const struct plot *plot;
	int width, height; /* points a cell */
	uint8_t who;
	int drawn; /* points so far, for the pattern */
};

/* Bits of a pattern, the lowest first, eight points long. */
static const uint8_t patterns[REPORT_SERIES_MAX] = {0xff, 0x77, 0x55, 0x3f, 0x33, 0x5f, 0x11, 0x1f};
static const char symbols[REPORT_SERIES_MAX + 1] = "*+ox#@%=";

static void put_dot(const struct pen *pen, int x, int y)
{
	static const uint8_t bits[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
	const int col = pen->plot->x + x / 2, row = y / 4;
	const int32_t there = grid_at(pen->plot->grid, col, row);
	const int32_t dots = there >= CP_BRAILLE && there <= CP_BRAILLE_END ? there : CP_BRAILLE;

	grid_put(pen->plot->grid, col, row, dots | bits[x % 2][y % 4], pen->who);
}

static void put_point(struct pen *pen, int x, int y)
{
	const uint8_t pattern = patterns[pen->who - 1];

	if (pen->width == 1)
		grid_put(pen->plot->grid, pen->plot->x + x, y, symbols[pen->who - 1], pen->who);
	else if (pattern >> (pen->drawn % 8) & 1)
		put_dot(pen, x, y);
	pen->drawn++;
}

/* Bresenham's; the first point is there already. */
static void put_line(struct pen *pen, int x0, int y0, int x1, int y1)
{
	const int dx = abs(x1 - x0), dy = -abs(y1 - y0), sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;
	int error = dx + dy;

	while (x0 != x1 || y0 != y1) {
		const int twice = 2 * error;

		if (twice >= dy) {
			error += dy;
			x0 += sx;
		}
		if (twice <= dx) {
			error += dx;
			y0 += sy;
		}
		put_point(pen, x0, y0);
	}
}

static int point_x(const struct pen *pen, size_t group)
{
	const size_t last = (size_t)(pen->plot->cols * pen->width - 1);

	return pen->plot->n > 1 ? (int)(group * last / (pen->plot->n - 1)) : 0;
}

static int point_y(const struct pen *pen, int64_t value)
{
	const int64_t last = pen->plot->rows * pen->height - 1;

	return (int)(last - (value * last + pen->plot->top / 2) / pen->plot->top);
}

static void draw_series(struct pen *pen, size_t series)
{
	const struct plot *plot = pen->plot;

	for (size_t i = 0; i < plot->n; i++) {
		const int x = point_x(pen, i), y = point_y(pen, plot_value(plot, series, i));
		/* what is not whole is a point beside the line: the line does not fall */
		const bool is_joined = i > 0 && !plot_is_partial(plot, i) && !plot_is_partial(plot, i - 1);

		if (is_joined) {
			put_line(pen, point_x(pen, i - 1), point_y(pen, plot_value(plot, series, i - 1)), x,
				 y);
		} else {
			pen->drawn = 0; /* of which the first is in every pattern */
			put_point(pen, x, y);
		}
	}
}

/* At the end of its line, or as near as there is room. */
static void put_letter(const struct pen *pen, size_t series)
{
	const struct plot *plot = pen->plot;
	const int x = plot->x + plot->cols + 1;
	const int y = point_y(pen, plot_value(plot, series, plot->n - 1)) / pen->height;

	for (int away = 0; away < plot->rows; away++) {
		for (int sign = -1; sign <= 1; sign += 2) {
			if (y + sign * away < 0 || y + sign * away >= plot->rows ||
			    grid_at(plot->grid, x, y + sign * away) != ' ')
				continue;
			grid_put(plot->grid, x, y + sign * away, 'a' + (int32_t)series, pen->who);
			return;
		}
	}
}

void lines_draw(const struct plot *plot)
{
	/* the first one last: it lies above the others */
	for (size_t s = plot->chart->n_series; s-- > 0;) {
		struct pen pen = {.plot = plot,
				  .width = plot->chart->is_ascii ? 1 : 2,
				  .height = plot->chart->is_ascii ? 1 : 4,
				  .who = (uint8_t)(s + 1)};

		draw_series(&pen, s);
	}
	for (size_t s = 0; s < plot->chart->n_series; s++) {
		const struct pen pen = {
		    .plot = plot, .height = plot->chart->is_ascii ? 1 : 4, .who = (uint8_t)(s + 1)};

		put_letter(&pen, s);
	}
}
