/* tokens.c: text into the words of the search index.
 *
 *   Latin, Greek, Cyrillic, ...   a word: letters and digits, case folded, without diacritics
 *   Han, kana, Hangul             no blanks to cut at: every two neighbours are a word; in the index each
 *                                 character is one too, beside its pair, so that a query of one finds it
 *
 *     index  5G网络开放  ->  0 5g   1 网络 网   2 络开 络   3 开放 开 放
 *     query  网络开      ->  0 网络   1 络开          query  放  ->  0 放
 *
 * A query's words stand on neighbouring places exactly where the text holds the query. */
#include "store_priv.h"

#include <string.h>

#include "telex/utf8.h"

enum { TOKEN_MAX = 128 }; /* bytes; what is longer is known by its start */

struct cutter {
	struct bytes text;
	bool is_query;
	token_fn *fn;
	void *state;
	struct buf fold; /* of one code point */
	char word[TOKEN_MAX];
};

/* Scripts written without blanks.  Hangul has blanks, but its particles stick to the words. */
static bool is_dense(int32_t cp)
{
	static const struct {
		int32_t first, last;
	} ranges[] = {
	    {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3041, 0x3096},   {0x309d, 0x309f},
	    {0x30a1, 0x30fa}, {0x30fc, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
	    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xff66, 0xff9d}, {0x1b000, 0x1b16f}, {0x20000, 0x323af},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && cp >= ranges[i].first; i++)
		if (cp <= ranges[i].last)
			return true;
	return false;
}

/* The letter or digit in lower case; 0 for a break; 1 for a byte that is not ASCII. */
static unsigned char ascii_fold(unsigned char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return c;
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	return c >= 0x80;
}

static int emit(struct cutter *c, const char *text, size_t len, const size_t span[2], bool is_extra)
{
	const struct token token = {
	    .text = text, .len = len, .start = span[0], .end = span[1], .is_extra = is_extra};

	return c->fn(c->state, &token);
}

static size_t add_folded(struct cutter *c, size_t n, size_t at, size_t len)
{
	buf_reset(&c->fold);
	utf8_fold((struct bytes){c->text.data + at, len}, &c->fold);
	if (n + c->fold.len > TOKEN_MAX)
		return n;
	memcpy(c->word + n, buf_str(&c->fold), c->fold.len);
	return n + c->fold.len;
}

/* A word that starts at *at; leaves *at behind it. */
static int cut_word(struct cutter *c, size_t *at)
{
	const char *s = c->text.data;
	size_t i = *at, n = 0, len;
	int32_t cp;

	while (i < c->text.len) {
		unsigned char folded = ascii_fold((unsigned char)s[i]);

		if (folded > 1) {
			if (n < TOKEN_MAX)
				c->word[n++] = (char)folded;
			i++;
			continue;
		}
		if (!folded)
			break;
		len = utf8_next(s + i, c->text.len - i, &cp);
		if (utf8_role(cp) == UTF8_BREAK || is_dense(cp))
			break;
		if (utf8_role(cp) == UTF8_WORD)
			n = add_folded(c, n, i, len);
		i += len;
	}
	len = i;
	i = *at;
	*at = len;
	return n ? emit(c, c->word, n, (const size_t[2]){i, len}, false) : 0;
}

/* The next dense code point at or behind `at` in the same run; marks between are passed over.  False at its
 * end. */
static bool next_dense(const struct cutter *c, size_t at, size_t ret_span[2])
{
	int32_t cp;

	while (at < c->text.len) {
		size_t len = utf8_next(c->text.data + at, c->text.len - at, &cp);

		if (is_dense(cp)) {
			ret_span[0] = at;
			ret_span[1] = at + len;
			return true;
		}
		if (utf8_role(cp) != UTF8_JOINS)
			return false;
		at += len;
	}
	return false;
}

/* Two neighbours as one word: marks between them are left out. */
static int emit_pair(struct cutter *c, const size_t a[2], const size_t b[2])
{
	size_t n = a[1] - a[0];

	memcpy(c->word, c->text.data + a[0], n);
	memcpy(c->word + n, c->text.data + b[0], b[1] - b[0]);
	return emit(c, c->word, n + b[1] - b[0], (const size_t[2]){a[0], b[1]}, false);
}

static int emit_one(struct cutter *c, const size_t span[2], bool is_extra)
{
	return emit(c, c->text.data + span[0], span[1] - span[0], span, is_extra);
}

static int cut_dense(struct cutter *c, size_t *at)
{
	size_t here[2] = {*at, *at}, next[2];
	bool is_alone = true;
	int rc = 0;

	if (!next_dense(c, *at, here))
		return 0;
	while (!rc && next_dense(c, here[1], next)) {
		rc = emit_pair(c, here, next);
		if (!rc && !c->is_query)
			rc = emit_one(c, here, true);
		memcpy(here, next, sizeof(here));
		is_alone = false;
	}
	*at = here[1];
	/* the last one has no place of its own, or what follows it would stand farther off than in a query */
	if (!rc && (is_alone || !c->is_query))
		rc = emit_one(c, here, !is_alone);
	return rc;
}

int tokens_cut(struct bytes text, bool is_query, token_fn *fn, void *state)
{
	struct cutter c = {
	    .text = text, .is_query = is_query, .fn = fn, .state = state, .fold = BUF_INIT(256)};
	size_t i = 0;
	int rc = 0;

	while (i < text.len && !rc) {
		unsigned char folded = ascii_fold((unsigned char)text.data[i]);
		int32_t cp;
		size_t len;

		if (!folded) {
			i++;
			continue;
		}
		len = utf8_next(text.data + i, text.len - i, &cp);
		if (is_dense(cp))
			rc = cut_dense(&c, &i);
		else if (utf8_role(cp) == UTF8_WORD)
			rc = cut_word(&c, &i);
		else
			i += len;
	}
	buf_free(&c.fold);
	return rc;
}
