/* grid.c: characters in a grid. */
#include "grid.h"

#include "telex/utf8.h"

struct grid *grid_new(void *ctx, int cols, int rows)
{
	struct grid *grid = mem_new(ctx, struct grid);
	const size_t n = (size_t)cols * (size_t)rows;

	grid->cols = cols;
	grid->rows = rows;
	grid->cps = mem_array(grid, int32_t, n);
	grid->who = mem_array(grid, uint8_t, n);
	for (size_t i = 0; i < n; i++)
		grid->cps[i] = ' ';
	return grid;
}

static bool is_inside(const struct grid *grid, int x, int y)
{
	return x >= 0 && y >= 0 && x < grid->cols && y < grid->rows;
}

void grid_put(struct grid *grid, int x, int y, int32_t cp, uint8_t who)
{
	if (!is_inside(grid, x, y))
		return;
	grid->cps[y * grid->cols + x] = cp;
	grid->who[y * grid->cols + x] = who;
}

int32_t grid_at(const struct grid *grid, int x, int y)
{
	return is_inside(grid, x, y) ? grid->cps[y * grid->cols + x] : 0;
}

void grid_text(struct grid *grid, int x, int y, const char *ascii, uint8_t who)
{
	for (; *ascii; ascii++)
		grid_put(grid, x++, y, (unsigned char)*ascii, who);
}

struct report_picture *grid_picture(void *ctx, const struct grid *grid)
{
	struct report_picture *picture = mem_new(ctx, struct report_picture);
	const size_t n = (size_t)grid->cols * (size_t)grid->rows;
	uint8_t *who = mem_array(picture, uint8_t, n);

	picture->cols = grid->cols;
	picture->rows = grid->rows;
	picture->lines = mem_array(picture, const char *, (size_t)grid->rows);
	for (int y = 0; y < grid->rows; y++) {
		AUTO_BUF line = BUF_INIT((size_t)grid->cols * 4);

		for (int x = 0; x < grid->cols; x++)
			utf8_put(&line, grid_at(grid, x, y));
		picture->lines[y] = mem_check(buf_steal(&line, picture));
	}
	for (size_t i = 0; i < n; i++)
		who[i] = grid->who[i];
	picture->who = who;
	picture->per_column = 1;
	return picture;
}
