/* utf8.h: valid UTF-8, its width in terminal cells, and the one sanitizer for everything that is shown or printed.
 * Widths and grapheme clusters are those of utf8proc (UAX #29, UAX #11; ambiguous is one cell). */
#ifndef TELEX_UTF8_H
#define TELEX_UTF8_H

#include "telex/buf.h"

/* The code point at s (len > 0); *ret_cp is -1 for a byte that starts no valid sequence.  Gives the bytes used, at
 * least 1. */
size_t utf8_next(const char *s, size_t len, int32_t *ret_cp);
void utf8_put(struct buf *out, int32_t cp);
bool utf8_is_valid(struct bytes in);
bool utf8_is_text(struct bytes in); /* valid and without NUL */
/* Append `in` with U+FFFD for each maximal invalid subpart (Unicode 15, section 3.9) and without NUL bytes.  Gives the
 * number of replacements. */
size_t utf8_repair(struct bytes in, struct buf *out);
/* The largest n <= max such that s[0..n) ends between code points. */
size_t utf8_cut(const char *s, size_t len, size_t max);

/* The grapheme cluster at s (len > 0): gives its bytes, and its cells (0, 1 or 2). */
size_t utf8_cluster(const char *s, size_t len, int *ret_cols);
/* Cells of a whole run. */
int utf8_width(const char *s, size_t len);
/* The bytes of the longest prefix that fits into cols cells; *ret_cols (may be NULL) its width. */
size_t utf8_clip(const char *s, size_t len, int cols, int *ret_cols);
/* Append s clipped to cols cells, with "…" as the last cell when something was cut, padded with blanks when pad. */
void utf8_fit(const char *s, size_t len, int cols, bool pad, struct buf *out);

enum safe_mode {
	SAFE_LINE, /* line breaks and tabs become one blank */
	SAFE_TEXT  /* \n stays; tabs become blanks */
};
/* The sanitizer (reliability study, section 4): append `in` as valid UTF-8 without C0, DEL, C1, U+2028/9, bidi
 * controls, zero-width and tag characters (ZWJ and ZWNJ stay between emoji or letters whose script needs them), and with at
 * most 8 combining marks a base, none without a base.  Controls become U+FFFD, NUL and what is invisible goes.
 * Idempotent.  Every byte that came from outside passes through it on its way to a terminal, a log or a notification. */
void utf8_safe(struct bytes in, enum safe_mode mode, struct buf *out);
/* The same as a talloc string. */
char *utf8_safe_dup(void *ctx, const char *s, enum safe_mode mode);

/* Case folding without diacritics, as the search index folds (NFKD, marks removed, casefold), for matching as one types. */
void utf8_fold(struct bytes in, struct buf *out);
/* Append the words of `in`, folded, each behind a blank but the first: what is left of a text for whoever asks whether
 * two say the same. */
void utf8_fold_words(struct bytes in, struct buf *out);

/* A letter, a digit or a private-use character: what the search index makes words of (SQLite's unicode61). */
bool utf8_is_word(int32_t cp);
/* Han, kana or Hangul letters: scripts which the index cuts into pairs of characters. */
bool utf8_is_cjk(int32_t cp);

/* What the search index makes of a code point: words are letters, numbers and private use (L*, N*, Co); marks, soft
 * hyphens and invisible joiners belong to the word they stand in; everything else ends one. */
enum utf8_role { UTF8_BREAK, UTF8_WORD, UTF8_JOINS };
enum utf8_role utf8_role(int32_t cp);

#endif
