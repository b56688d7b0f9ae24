/* hints.c: what an element is by the words that publishers name it with. */
#include "extract.h"

#include <stdlib.h>
#include <strings.h>

/* Words as they stand between hyphens, underscores and changes of case.  One that ends in '*' stands for all
 * that begin with it.  Sorted. */
static const struct word {
	const char *text;
	uint32_t hint;
} words[] = {
#define WORD(text, hint) {text, HINT_##hint},
#include "hints.def"
#undef WORD
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]), WORD_MAX = 32, WORDS_MAX = 64 };

/* In front of a word they say that what follows is about the element, not what it is: "has-sidebar". */
static const char *const before[] = {"has",    "with",	  "no",	  "without", "is", "not",
				     "enable", "enabled", "hide", "show",    "for"};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_alnum(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The next word of s in lower case into key; 0 at the end. *ret_gap: it is not joined to the one before. */
static size_t next_word(struct bytes s, size_t *at, char key[WORD_MAX], bool *ret_gap)
{
	size_t i = *at, n = 0;

	*ret_gap = i == 0;
	while (i < s.len && !is_alnum(s.data[i]))
		*ret_gap |= html_is_space(s.data[i++]);
	for (; i < s.len && is_alnum(s.data[i]); i++) {
		if (n > 0 && is_upper(s.data[i]) && !is_upper(s.data[i - 1]))
			break;
		if (n + 1 < WORD_MAX)
			key[n++] = is_upper(s.data[i]) ? s.data[i] | 0x20 : s.data[i];
	}
	key[n] = '\0';
	*at = i;
	return n;
}

/* The letters of a row, without its '*'. */
static size_t row_len(const struct word *row)
{
	size_t len = strlen(row->text);

	return row->text[len - 1] == '*' ? len - 1 : len;
}

static bool is_row_of(const struct word *row, const char *key)
{
	size_t len = row_len(row);

	return !strncmp(row->text, key, len) && (row->text[len] == '*' || key[len] == '\0');
}

static uint32_t find(const char *key)
{
	size_t low = 0, high = N_WORDS;

	while (low < high) { /* the first row behind all that key may begin with */
		size_t mid = (low + high) / 2;

		if (strncmp(words[mid].text, key, row_len(&words[mid])) > 0)
			high = mid;
		else
			low = mid + 1;
	}
	/* The longest beginning is the nearest before, among those with the same letter. */
	for (size_t i = low; i-- > 0 && words[i].text[0] == key[0];)
		if (is_row_of(&words[i], key))
			return words[i].hint;
	return 0;
}

static bool is_before(const char *key)
{
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (!strcmp(key, before[i]))
			return true;
	return false;
}

uint32_t hints_of_words(struct bytes s)
{
	char key[WORD_MAX];
	size_t at = 0, n = 0;
	uint32_t hints = 0;
	bool is_about = false, is_gap;

	while (n++ < WORDS_MAX && next_word(s, &at, key, &is_gap) > 0) {
		if (is_gap)
			is_about = false;
		if (is_before(key))
			is_about = true;
		if (!is_about)
			hints |= find(key);
	}
	return hints;
}

static bool is_name(struct bytes name, const char *word)
{
	return name.len == strlen(word) && !strncasecmp(name.data, word, name.len);
}

static bool is_style_hidden(struct bytes style)
{
	const char *p = style.data, *end = style.data + style.len;

	for (; p && p < end; p = memchr(p, ';', (size_t)(end - p)), p = p ? p + 1 : p) {
		while (p < end && html_is_space(*p))
			p++;
		if (end - p >= 12 && !strncasecmp(p, "display", 7) &&
		    memmem(p, end - p < 16 ? (size_t)(end - p) : 16, "none", 4))
			return true;
		if (end - p >= 17 && !strncasecmp(p, "visibility", 10) &&
		    memmem(p, end - p < 20 ? (size_t)(end - p) : 20, "hidden", 6))
			return true;
	}
	return false;
}

static uint32_t role_hint(struct bytes role)
{
	static const struct {
		const char *role;
		uint32_t hint;
	} roles[] = {
	    {"navigation", HINT_NAV},	   {"banner", HINT_FRAME},   {"contentinfo", HINT_FRAME},
	    {"complementary", HINT_FRAME}, {"search", HINT_NAV},     {"dialog", HINT_CONSENT},
	    {"alertdialog", HINT_CONSENT}, {"menu", HINT_NAV},	     {"menubar", HINT_NAV},
	    {"toolbar", HINT_SHARE},	   {"tooltip", HINT_HIDDEN}, {"form", HINT_NEWSLETTER},
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (is_name(role, roles[i].role))
			return roles[i].hint;
	return 0;
}

static uint32_t itemprop_hint(struct bytes value)
{
	if (memmem(value.data, value.len, "articleBody", 11) ||
	    memmem(value.data, value.len, "articlebody", 11))
		return HINT_BODY | HINT_SCHEMA;
	if (is_name(value, "comment"))
		return HINT_COMMENTS;
	return 0;
}

/* "article-content" is the article, "content" may be anything. */
static uint32_t body_hint(uint32_t hints)
{
	return (hints & HINT_BODY_OF) && (hints & HINT_BODY_WORD) ? hints | HINT_BODY : hints;
}

uint32_t hints_of(const struct dom *dom, dom_id i)
{
	struct bytes rest = dom_raw(dom, i);
	struct html_attr attr;
	uint32_t hints = 0;

	while (html_attr_next(&rest, &attr)) {
		if (is_name(attr.name, "class") || is_name(attr.name, "id"))
			hints |= body_hint(hints_of_words(attr.value));
		else if (is_name(attr.name, "role"))
			hints |= role_hint(attr.value);
		else if (is_name(attr.name, "itemprop"))
			hints |= itemprop_hint(attr.value);
		else if (is_name(attr.name, "hidden"))
			hints |= HINT_HIDDEN | HINT_UNSEEN;
		else if (is_name(attr.name, "style") && is_style_hidden(attr.value))
			hints |= HINT_HIDDEN | HINT_UNSEEN;
		else if (is_name(attr.name, "aria-hidden") && is_name(attr.value, "true"))
			hints |= HINT_HIDDEN;
	}
	return hints;
}
