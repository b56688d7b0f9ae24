/* term.h: the terminal: keys in, a canvas out.  The one door to curses. */
#ifndef TELEX_UI_TERM_H
#define TELEX_UI_TERM_H

#include "canvas.h"

struct term; /* a talloc object; freeing it restores the terminal */

/* Takes standard input and output.  ERR_UNAVAILABLE when they are no terminal, or one of an unknown type. */
MUST_USE bool term_open(void *ctx, struct term **ret, struct err *err);
void term_size(const struct term *term, int *ret_cols, int *ret_rows);
/* Take the size the window has now. */
void term_resized(struct term *term);
/* The next key if one is there. */
bool term_key(struct term *term, int32_t *ret);
bool term_has_input(const struct term *term);
/* What changed since the last canvas is sent. */
void term_draw(struct term *term, const struct canvas *canvas);
/* Send everything with the next draw. */
void term_redraw(struct term *term);
/* Give the terminal to another program, and take it back. */
void term_suspend(struct term *term);
void term_resume(struct term *term);
/* Put text into the clipboard of the terminal (OSC 52); works through ssh, where the terminal allows it. */
void term_copy(struct term *term, const char *text);

#endif
