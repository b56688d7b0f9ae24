/* marked.h: lines of text in which words stand out: between two marks that no safe text holds. */
#ifndef TELEX_UI_MARKED_H
#define TELEX_UI_MARKED_H

#include "canvas.h"

#define MARKED_ON "\001"
#define MARKED_OFF "\002"

/* Lines of any length, wrapped at blanks to cols cells; each begins with a blank, further ones of a line with `indent` more.  What
 * is marked where a line breaks is marked in both. */
void marked_wrap(const char *text, int cols, int indent, struct buf *out);
/* One line, up to its end or a line break, with "…" as the last cell when something was cut. */
void marked_fit(struct canvas *canvas, int x, int y, int max_cols, const char *line, unsigned style);
/* The lines of a text from number `first` on, as many as there is room for. */
void marked_draw(struct canvas *canvas, struct rect r, const char *text, size_t first, unsigned style);
size_t marked_lines(const char *text);

#endif
