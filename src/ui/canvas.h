/* canvas.h: a screen in memory: cells, styles, drawing of text.  No terminal, so that tests can read it.
 *
 * canvas_text is the gate that everything shown passes: text goes through utf8_safe on one line, so no byte
 * that came from outside can reach the terminal as a control. */
#ifndef TELEX_UI_CANVAS_H
#define TELEX_UI_CANVAS_H

#include "telex/buf.h"
#include "telex/mem.h"

/* A style is attributes and one role; term.c decides what colour a role has, and what it is without colours.
 */
enum canvas_style {
	STYLE_BOLD = 1,
	STYLE_DIM = 2,
	STYLE_ITALIC = 4,
	STYLE_UNDERLINE = 8,
	STYLE_REVERSE = 16,
	STYLE_ROLE_SHIFT = 8,
	STYLE_ACCENT = 1 << STYLE_ROLE_SHIFT, /* titles, outlets */
	STYLE_MUTED = 2 << STYLE_ROLE_SHIFT,  /* lines, ages, what was read */
	STYLE_HIT = 3 << STYLE_ROLE_SHIFT,    /* a word that was searched */
	STYLE_WARN = 4 << STYLE_ROLE_SHIFT,   /* something failed */
	STYLE_LINK = 5 << STYLE_ROLE_SHIFT,
	STYLE_STAR = 6 << STYLE_ROLE_SHIFT,
	STYLE_QUOTE = 7 << STYLE_ROLE_SHIFT,
	STYLE_ROLES = 0xff << STYLE_ROLE_SHIFT
};
enum { CANVAS_ROLES = 8, CANVAS_CELL_BYTES = 32, CANVAS_COLS_MAX = 1000, CANVAS_ROWS_MAX = 500 };

struct canvas_cell {
	char
	    text[CANVAS_CELL_BYTES]; /* a grapheme cluster, NUL-ended; "" for the second cell of a wide one */
	uint16_t style;
	uint8_t cols; /* 1, 2, or 0 for the second cell of a wide one */
};
struct canvas {
	int cols, rows;
	struct canvas_cell *cells; /* rows after rows */
	int cursor_x, cursor_y;	   /* -1: none */
};
struct rect {
	int x, y, cols, rows;
};

/* All blanks.  Sizes beyond the maximum are cut. */
struct canvas *canvas_new(void *ctx, int cols, int rows);
void canvas_resize(struct canvas *canvas, int cols, int rows);
void canvas_clear(struct canvas *canvas);
const struct canvas_cell *canvas_at(const struct canvas *canvas, int x, int y); /* NULL outside */
/* Draw from (x, y) on, at most max_cols cells and never beyond the right edge; a wide character that does not
 * fit is left out.  Gives the cells used. */
int canvas_text(struct canvas *canvas, int x, int y, int max_cols, struct bytes text, unsigned style);
int canvas_puts(struct canvas *canvas, int x, int y, int max_cols, const char *s, unsigned style);
/* The same, with "…" as the last cell when something was cut. */
int canvas_fit(struct canvas *canvas, int x, int y, int max_cols, const char *s, unsigned style);
/* Ending at the cell before x_end. */
void canvas_right(struct canvas *canvas, int x_end, int y, int max_cols, const char *s, unsigned style);
/* Add style to cells that are there already: a bar of the cursor, hits. */
void canvas_style(struct canvas *canvas, struct rect r, unsigned style);
void canvas_blank(struct canvas *canvas, struct rect r);
void canvas_hline(struct canvas *canvas, int x, int y, int cols);
void canvas_vline(struct canvas *canvas, int x, int y, int rows);
/* The text, one line a row, without blanks at the ends. */
void canvas_dump(const struct canvas *canvas, struct buf *out);
/* The same shape with a letter for each style: . none, h hit, b bold, r reversed, d dim, u underlined, a
 * accent, w warning. */
void canvas_dump_styles(const struct canvas *canvas, struct buf *out);

#endif
