/* layout.h: where the panes are on a screen of a given size.  Pure arithmetic. */
#ifndef TELEX_UI_LAYOUT_H
#define TELEX_UI_LAYOUT_H

#include "telex/cmd.h"

#include "canvas.h"

enum {
	LAYOUT_WIDE_COLS = 100, /* from here on the side bar stands beside the list */
	LAYOUT_TALL_ROWS = 20,	/* from here on the text stands below the list */
	LAYOUT_MIN_COLS = 30,
	LAYOUT_MIN_ROWS = 6,
	LAYOUT_MEASURE = 80 /* the longest line of a text that reads well */
};

struct layout_wish {
	int cols, rows;
	enum cmd_context focus;	     /* the pane that is shown when only one can be */
	bool hides_side, hides_page; /* page: the text has a screen of its own */
	int bottom_rows;	     /* the status line, or the prompt with its answer line */
};
/* A pane with no rows is not on the screen. */
struct layout {
	bool is_too_small;
	bool is_wide; /* side bar beside the list, lines between the panes */
	struct rect title, side, list, page, bottom;
	int head_y;    /* the names of the list's columns; -1: none */
	int rule_y;    /* the line below the title; -1: none */
	int divider_x; /* the line right of the side bar; -1: none */
	int divider_y; /* the line between list and text; -1: none */
};

void layout_make(const struct layout_wish *wish, struct layout *ret);

#endif
