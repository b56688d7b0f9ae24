/* grid.h: characters in a grid, each one cell wide, with the series they belong to. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "telex/report.h"

struct grid {
	int cols, rows;
	int32_t *cps;
	uint8_t *who;
};
/* Blanks; a child of ctx. */
struct grid *grid_new(void *ctx, int cols, int rows);
/* Outside is fine: nothing happens. */
void grid_put(struct grid *grid, int x, int y, int32_t cp, uint8_t who);
int32_t grid_at(const struct grid *grid, int x, int y); /* 0 outside */
void grid_text(struct grid *grid, int x, int y, const char *ascii, uint8_t who);
struct report_picture *grid_picture(void *ctx, const struct grid *grid);

#endif
