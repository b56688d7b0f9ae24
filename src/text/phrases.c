/* phrases.c: lines that are known by how they begin. */
#include "prune.h"

#include "telex/utf8.h"

static const struct phrase {
	const char *text;
	enum phrase_kind kind;
	uint32_t chars_max;
} phrases[] = {
#define PHRASE(text, kind, chars_max) {text, PHRASE_##kind, chars_max},
#include "phrases.def"
#undef PHRASE
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* The place behind the marks that lines begin with: "» ", "[", "* ". */
static const char *skip_marks(const char *s)
{
	size_t n;
	int32_t cp;

	for (; *s; s += n) {
		n = utf8_next(s, strlen(s) > 4 ? 4 : strlen(s), &cp);
		if (cp < 0 || utf8_is_word(cp) || cp == 0xa9 ||
		    (cp == '(' && lower(s[1]) == 'c' && s[2] == ')'))
			break;
	}
	return s;
}

/* Letters beyond ASCII in the table are small ones; "À" is "à" with one bit less. */
static bool begins(const char *s, const char *text, const char **ret_rest)
{
	char before = 0;

	for (; *text; before = *text, s++, text++) {
		bool is_capital = before == '\xc3' && (unsigned char)*s == ((unsigned char)*text & ~0x20u);

		if (lower(*s) != *text && !is_capital)
			return false;
	}
	*ret_rest = s;
	return true;
}

enum phrase_kind phrase_of(const char *line, uint32_t n_chars)
{
	const char *s = skip_marks(line), *rest;

	for (size_t i = 0; *s && i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		const struct phrase *it = &phrases[i];

		if (n_chars > it->chars_max || !begins(s, it->text, &rest))
			continue;
		if (it->kind == PHRASE_WHOLE && *skip_marks(rest))
			continue;
		return it->kind;
	}
	return PHRASE_NONE;
}
