/* key.c: the names of keys. */
#include "key.h"

#include <string.h>
#include <strings.h>

#include "telex/utf8.h"

static const struct key_name {
	const char *name;
	int32_t key;
} key_names[] = {
    {"Enter", UIK_ENTER},
    {"Tab", UIK_TAB},
    {"BackTab", UIK_BACKTAB},
    {"Esc", UIK_ESC},
    {"Backspace", UIK_BACKSPACE},
    {"Delete", UIK_DELETE},
    {"Insert", UIK_INSERT},
    {"Up", UIK_UP},
    {"Down", UIK_DOWN},
    {"Left", UIK_LEFT},
    {"Right", UIK_RIGHT},
    {"Home", UIK_HOME},
    {"End", UIK_END},
    {"PageUp", UIK_PAGE_UP},
    {"PageDown", UIK_PAGE_DOWN},
    {"Space", ' '},
    {"Less", '<'},
    {"Caret", '^'},
    {"F1", UIK_F1},
    {"F2", UIK_F1 + 1},
    {"F3", UIK_F1 + 2},
    {"F4", UIK_F1 + 3},
    {"F5", UIK_F1 + 4},
    {"F6", UIK_F1 + 5},
    {"F7", UIK_F1 + 6},
    {"F8", UIK_F1 + 7},
    {"F9", UIK_F1 + 8},
    {"F10", UIK_F1 + 9},
    {"F11", UIK_F1 + 10},
    {"F12", UIK_F12},
};
enum { N_KEY_NAMES = sizeof(key_names) / sizeof(key_names[0]) };

static int32_t parse_named(const char *s, size_t *ret_used)
{
	const char *end = strchr(s, '>');

	if (!end)
		return UIK_NONE;
	for (size_t i = 0; i < N_KEY_NAMES; i++) {
		size_t len = strlen(key_names[i].name);

		if (len == (size_t)(end - s - 1) && strncasecmp(key_names[i].name, s + 1, len) == 0) {
			*ret_used = len + 2;
			return key_names[i].key;
		}
	}
	return UIK_NONE;
}

int32_t key_parse(const char *s, size_t *ret_used)
{
	size_t len = strlen(s);
	int32_t cp;

	if (len == 0 || (unsigned char)s[0] <= ' ')
		return UIK_NONE;
	if (s[0] == '<')
		return parse_named(s, ret_used);
	if (s[0] == '^' && ((s[1] >= 'A' && s[1] <= 'Z') || (s[1] >= 'a' && s[1] <= 'z'))) {
		*ret_used = 2;
		return UIK_CTRL(s[1] & ~0x20);
	}
	*ret_used = utf8_next(s, len, &cp);
	return cp > ' ' ? cp : UIK_NONE;
}

void key_write(int32_t key, struct buf *out)
{
	for (size_t i = 0; i < N_KEY_NAMES; i++) {
		if (key_names[i].key == key) {
			buf_addf(out, "<%s>", key_names[i].name);
			return;
		}
	}
	if (key > 0 && key < ' ')
		buf_addf(out, "^%c", key + 'A' - 1);
	else if (key < UIK_ENTER)
		utf8_put(out, key);
}
