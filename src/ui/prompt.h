/* prompt.h: one line of text being typed: editing by grapheme, a cursor, a view into a long line, and
 * history.  Pure. */
#ifndef TELEX_UI_PROMPT_H
#define TELEX_UI_PROMPT_H

#include "telex/mem.h"

enum { PROMPT_BYTES_MAX = 1000, HISTORY_MAX = 500 };

/* Lines that were typed before, oldest first; no line twice. */
struct history {
	char **lines;
	size_t n;
};
struct history *history_new(void *ctx);
/* The newest of them now; an empty line and one that is too long are not kept. */
void history_add(struct history *history, const char *line);

struct prompt {
	char text[PROMPT_BYTES_MAX + 1];
	size_t len, at;			  /* at: the byte the cursor stands before */
	int scroll;			  /* cells of the line that are left of the view */
	const struct history *history;	  /* may be NULL */
	size_t history_at;		  /* history->n: the line being typed */
	char typed[PROMPT_BYTES_MAX + 1]; /* the line while older ones are looked at */
};

void prompt_init(struct prompt *prompt, const char *text, const struct history *history);
void prompt_set(struct prompt *prompt, const char *text);
/* Replace the bytes from..to; the cursor goes behind what is put in.  False when it does not fit. */
bool prompt_replace(struct prompt *prompt, size_t from, size_t to, const char *with);

enum prompt_result {
	PROMPT_IGNORED, /* not a key of the editor */
	PROMPT_MOVED,	/* the cursor moved, the text is the same */
	PROMPT_CHANGED,
	PROMPT_ACCEPTED, /* Enter */
	PROMPT_CANCELLED /* Esc, ^C, ^G, or Backspace in an empty line */
};
enum prompt_result prompt_key(struct prompt *prompt, int32_t key);
/* Scroll so that the cursor is inside `cols` cells; gives the byte the view begins with, and the cursor's
 * cell in the view. */
size_t prompt_view(struct prompt *prompt, int cols, int *ret_cursor);

#endif
