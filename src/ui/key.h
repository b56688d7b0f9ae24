/* key.h: one press of a key as one number, and its name.
 *
 * Characters are their code points, control keys 1..31 ("^N" is 14), the rest is named below.  Enter, Tab,
 * Esc and Backspace are always the named ones, whatever byte the terminal sends. */
#ifndef TELEX_UI_KEY_H
#define TELEX_UI_KEY_H

#include "telex/buf.h"

enum {
	UIK_NONE = 0,
	UIK_ENTER = 0x110000,
	UIK_TAB,
	UIK_BACKTAB,
	UIK_ESC,
	UIK_BACKSPACE,
	UIK_DELETE,
	UIK_INSERT,
	UIK_UP,
	UIK_DOWN,
	UIK_LEFT,
	UIK_RIGHT,
	UIK_HOME,
	UIK_END,
	UIK_PAGE_UP,
	UIK_PAGE_DOWN,
	UIK_F1,
	UIK_F12 = UIK_F1 + 11,
	UIK_RESIZE
};

/* The control key of a letter: UIK_CTRL('N'). */
#define UIK_CTRL(letter) ((letter) - 'A' + 1)

/* The key named at s (not NUL-ended text is not expected): "j", "^N", "<Enter>"; *ret_used is the bytes it
 * took. UIK_NONE when nothing is named there. */
int32_t key_parse(const char *s, size_t *ret_used);
/* Add the name that key_parse reads back. */
void key_write(int32_t key, struct buf *out);

#endif
