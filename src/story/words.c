/* words.c: a text as the words that are compared: folded, without endings, numbers whole, CJK in pairs. */
#include "words.h"

#include <string.h>

#include "stop.h"
#include "telex/utf8.h"

enum { WORD_MAX = 48 };

uint32_t hash_bytes(uint32_t kind, struct bytes bytes)
{
	uint64_t hash = 14695981039346656037u ^ kind; /* FNV-1a */

	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.data[i]) * 1099511628211u;
	hash ^= hash >> 32;
	return (uint32_t)hash;
}

bool run_next(struct run_window *window, uint32_t hash, uint32_t *ret_run)
{
	uint64_t run = HASH_RUN;

	memmove(window->last, window->last + 1, sizeof(window->last) - sizeof(*window->last));
	window->last[RUN_WORDS - 1] = hash;
	if (++window->n_words < RUN_WORDS)
		return false;
	for (size_t i = 0; i < RUN_WORDS; i++)
		run = (run ^ window->last[i]) * UINT64_C(0x9E3779B97F4A7C15);
	*ret_run = (uint32_t)(run >> 32);
	return true;
}

#define ENDS(s, len, with) \
	((len) >= sizeof(with) + 2 && memcmp((s) + (len) + 1 - sizeof(with), with, sizeof(with) - 1) == 0)

static size_t ending(const char *s, size_t len)
{
	if (ENDS(s, len, "ss"))
		return 0;
	if (ENDS(s, len, "ing"))
		return 3;
	if (ENDS(s, len, "ed") || ENDS(s, len, "es"))
		return 2;
	return ENDS(s, len, "s");
}

/* English endings that headlines vary: "buys", "buying", "buy".  What it does to other languages it does to all of theirs
 * alike. */
static size_t stem(char *s, size_t len)
{
	if (ENDS(s, len, "ies")) {
		s[len - 3] = 'y';
		return len - 2;
	}
	len -= ending(s, len);
	if (len > 4 && s[len - 1] == 'e')
		len--;
	if (len > 3 && s[len - 1] == s[len - 2])
		len--;
	return len;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_ascii_word(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* "13.8", "1,200": one word, and no comma matters. */
static bool joins_number(struct bytes text, size_t at)
{
	return at > 0 && at + 1 < text.len && (text.data[at] == '.' || text.data[at] == ',') && is_digit(text.data[at - 1]) &&
	       is_digit(text.data[at + 1]);
}

/* "u.s.": the letters count, the points do not; "at&t" is a word. */
static bool joins_letters(struct bytes text, size_t at, size_t word_len)
{
	char c = text.data[at];

	if (c == '&')
		return word_len > 0 && at + 1 < text.len && is_ascii_word(text.data[at + 1]);
	return c == '.' && word_len > 0 && word_len <= 3 && at > 0 && (at < 2 || !is_ascii_word(text.data[at - 2])) &&
	       at + 1 < text.len && is_ascii_word(text.data[at + 1]) &&
	       (at + 2 >= text.len || !is_ascii_word(text.data[at + 2]));
}

struct cutter {
	word_fn *fn;
	void *state;
	char word[WORD_MAX + 4];
	size_t len;
	bool is_number, is_initials;
};

static void end_word(struct cutter *c)
{
	struct bytes word = {c->word, c->len};

	c->len = 0;
	if (!word.len)
		return;
	if (word.len == 2 && c->is_initials && !memcmp(word.data, "us", 2))
		word = (struct bytes){"usa", 3};
	c->is_initials = false;
	if (word.len < 2 || stop_is(word)) {
		c->fn(c->state, 0, word);
		return;
	}
	if (!c->is_number && word.data == c->word) {
		char before_end = word.len > 2 ? c->word[word.len - 3] : '\0';
		uint32_t hash = hash_bytes(HASH_WORD, (struct bytes){c->word, stem(c->word, word.len)});

		if (before_end)
			c->word[word.len - 3] = before_end;
		c->fn(c->state, hash, word);
		return;
	}
	c->fn(c->state, hash_bytes(HASH_WORD, word), word);
}

static void pair(struct cutter *c, const char *s, size_t len)
{
	if (c->len && c->len + len <= WORD_MAX) {
		char both[2 * WORD_MAX];
		struct bytes word = {both, c->len + len};

		memcpy(both, c->word, c->len);
		memcpy(both + c->len, s, len);
		c->fn(c->state, hash_bytes(HASH_WORD, word), word);
	}
	memcpy(c->word, s, len);
	c->len = len;
}

/* Past "'s" and apostrophes, which headlines put in and leave out. */
static size_t apostrophe(struct bytes text, size_t at)
{
	if (text.data[at] == '\'')
		return 1;
	return text.len - at >= 3 && !memcmp(text.data + at, "\xe2\x80\x99", 3) ? 3 : 0;
}

static size_t take(struct cutter *c, struct bytes text, size_t at, bool *is_cjk)
{
	int32_t cp;
	size_t n = utf8_next(text.data + at, text.len - at, &cp), mark = apostrophe(text, at);
	bool is_pair = cp >= 0x80 && utf8_is_cjk(cp);

	if (mark) {
		if (c->len && at + mark < text.len && text.data[at + mark] == 's' &&
		    (at + mark + 1 == text.len || !is_ascii_word(text.data[at + mark + 1])))
			return mark + 1;
		return mark;
	}
	if (is_pair != *is_cjk) {
		if (*is_cjk)
			c->len = 0;
		else
			end_word(c);
		*is_cjk = is_pair;
	}
	if (is_pair) {
		pair(c, text.data + at, n);
		return n;
	}
	if (cp < 0x80 ? !is_ascii_word((char)cp) : utf8_role(cp) == UTF8_BREAK) {
		if (cp < 0x80 && joins_number(text, at)) {
			if (cp == '.' && c->len < WORD_MAX)
				c->word[c->len++] = '.';
			return n;
		}
		if (cp < 0x80 && joins_letters(text, at, c->len)) {
			c->is_initials = cp == '.';
			return n;
		}
		end_word(c);
		return n;
	}
	if (!c->len)
		c->is_number = cp < 0x80 && is_digit((char)cp);
	else if (cp >= 0x80 || !is_digit((char)cp))
		c->is_number = false;
	if (c->len + n <= WORD_MAX) {
		memcpy(c->word + c->len, text.data + at, n);
		c->len += n;
	}
	return n;
}

/* A run of ASCII letters and digits, which most texts are made of; then the blank behind it. */
static size_t letters(struct cutter *c, struct bytes text, size_t at)
{
	const char *s = text.data + at;
	size_t n = 0, left = text.len - at, fits;

	while (n < left && is_ascii_word(s[n]))
		n++;
	if (!n)
		return 0;
	if (!c->len)
		c->is_number = is_digit(s[0]);
	for (size_t i = 0; c->is_number && i < n; i++)
		c->is_number = is_digit(s[i]);
	fits = n < WORD_MAX - c->len ? n : WORD_MAX - c->len;
	memcpy(c->word + c->len, s, fits);
	c->len += fits;
	if (n < left && s[n] == ' ') {
		end_word(c);
		n++;
	}
	return n;
}

void words_cut(struct bytes text, word_fn *fn, void *state)
{
	struct cutter c = {.fn = fn, .state = state};
	bool is_cjk = false;

	for (size_t at = 0; at < text.len;) {
		size_t n = is_cjk ? 0 : letters(&c, text, at);

		at += n ? n : take(&c, text, at, &is_cjk);
	}
	if (!is_cjk)
		end_word(&c);
}

struct folded {
	void (*fn)(void *state, uint32_t hash, struct bytes word);
	void *state;
};

static void tell(void *state, uint32_t hash, struct bytes word)
{
	struct folded *f = state;

	if (hash)
		f->fn(f->state, hash, word);
}

void story_words(struct bytes text, void (*fn)(void *state, uint32_t hash, struct bytes word), void *state)
{
	AUTO_BUF folded = BUF_INIT(STORY_FOLD_MAX);
	struct folded f = {fn, state};

	words_fold(text, &folded);
	words_cut(buf_bytes(&folded), tell, &f);
}

static bool is_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80);
}

/* "US" in capitals is a country; folded it would be a pronoun. */
static size_t find_us(struct bytes text, size_t at)
{
	for (; at + 1 < text.len; at++)
		if (text.data[at] == 'U' && text.data[at + 1] == 'S' && (at == 0 || !is_letter(text.data[at - 1])) &&
		    (at + 2 == text.len || !is_letter(text.data[at + 2])))
			return at;
	return text.len;
}

static void fold_piece(struct bytes text, struct buf *out)
{
	bool is_ascii = true;
	char *to;

	for (size_t i = 0; is_ascii && i < text.len; i++)
		is_ascii = !((unsigned char)text.data[i] & 0x80);
	if (!is_ascii) {
		utf8_fold(text, out);
		return;
	}
	to = buf_reserve(out, text.len);
	for (size_t i = 0; to && i < text.len; i++)
		to[i] = text.data[i] >= 'A' && text.data[i] <= 'Z' ? (char)(text.data[i] | 0x20) : text.data[i];
	out->len += to ? text.len : 0;
}

void words_fold(struct bytes text, struct buf *out)
{
	words_fold_most(text, STORY_READ_MAX, out);
}

void words_fold_most(struct bytes text, size_t max, struct buf *out)
{
	size_t at = 0;

	if (text.len > max)
		text.len = utf8_cut(text.data, text.len, max);
	while (at < text.len) {
		size_t us = find_us(text, at);

		if (us > at)
			fold_piece((struct bytes){text.data + at, us - at}, out);
		if (us < text.len)
			buf_adds(out, "usa");
		at = us < text.len ? us + 2 : us;
	}
}
