/* charset_guess.c: which encoding bytes are in that nobody labelled and that are not UTF-8.
 *
 * The shape of the bytes decides, not a language model: which bytes come in pairs, in what ranges their first
 * bytes lie, and whether high bytes stand alone (Western letters) or in words (Cyrillic). */
#include "charset.h"

struct shape {
	size_t n_high;	   /* bytes above 0x7f */
	size_t n_in_words; /* those beside another one */
	size_t n_low_half; /* letters 0xc0..0xdf */
	size_t n_top_half; /* letters 0xe0..0xff */
};
struct pairs {
	size_t n, n_bad;
	size_t n_common; /* lead bytes where a text of that language has most of its characters */
	size_t n_kana;
	size_t n_short_trail; /* trail bytes below 0x80 */
};

static struct shape shape_of(const unsigned char *s, size_t len)
{
	struct shape shape = {0};

	for (size_t i = 0; i < len; i++) {
		if (s[i] < 0x80)
			continue;
		shape.n_high++;
		shape.n_in_words += (i > 0 && s[i - 1] >= 0x80) || (i + 1 < len && s[i + 1] >= 0x80);
		shape.n_low_half += s[i] >= 0xc0 && s[i] <= 0xdf;
		shape.n_top_half += s[i] >= 0xe0;
	}
	return shape;
}

static bool in(unsigned char c, unsigned char low, unsigned char high)
{
	return c >= low && c <= high;
}

/* Walk s as pairs that start with a byte in lead_low..0xfe; common_low..common_high are the usual first
 * bytes. */
static struct pairs pairs_of(const unsigned char *s, size_t len, unsigned char trail_low,
			     unsigned char common_low, unsigned char common_high)
{
	struct pairs pairs = {0};

	for (size_t i = 0; i < len; i++) {
		if (s[i] < 0x80)
			continue;
		if (i + 1 == len)
			break; /* cut by the end of the sample */
		if (!in(s[i], 0xa1, 0xfe) || s[i + 1] < trail_low || s[i + 1] == 0x7f || s[i + 1] == 0xff) {
			pairs.n_bad++;
			continue;
		}
		pairs.n++;
		pairs.n_common += in(s[i], common_low, common_high);
		pairs.n_kana += in(s[i], 0xa4, 0xa5);
		pairs.n_short_trail += s[i + 1] < 0x80;
		i++;
	}
	return pairs;
}

/* Shift_JIS: hiragana and katakana are 0x82 0x9f.. and 0x83 0x40.., which no other encoding has in numbers.
 */
static bool is_shift_jis(const unsigned char *s, size_t len)
{
	size_t n = 0, n_kana = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		if (!in(s[i], 0x81, 0x9f) && !in(s[i], 0xe0, 0xfc))
			continue;
		n++;
		n_kana += (s[i] == 0x82 && s[i + 1] >= 0x9f) || (s[i] == 0x83 && in(s[i + 1], 0x40, 0x96));
		i++;
	}
	return n >= 4 && n_kana * 3 > n;
}

/* EUC encodings: both bytes of a pair are high.  Kana rows mean Japanese; hangul fills rows b0..c8 alone,
 * while Chinese text goes on to d7 and beyond. */
static const char *guess_euc(const unsigned char *s, size_t len)
{
	struct pairs euc = pairs_of(s, len, 0xa1, 0xb0, 0xc8);

	if (euc.n < 4 || euc.n_bad * 20 > euc.n)
		return NULL;
	if (euc.n_kana * 5 > euc.n)
		return "EUC-JP";
	return euc.n_common * 20 > euc.n * 17 ? "CP949" : "GB18030";
}

static bool is_big5(const unsigned char *s, size_t len)
{
	struct pairs big5 = pairs_of(s, len, 0x40, 0xa4, 0xc6);

	return big5.n >= 4 && big5.n_bad * 20 <= big5.n && big5.n_short_trail * 10 > big5.n &&
	       big5.n_common * 2 > big5.n;
}

/* Running text is mostly small letters: KOI8-R has them in the lower half, windows-1251 in the upper. */
static const char *guess_cyrillic(const struct shape *shape)
{
	size_t n_letters = shape->n_low_half + shape->n_top_half;

	if (n_letters * 10 < shape->n_high * 8)
		return NULL;
	return shape->n_low_half > shape->n_top_half ? "KOI8-R" : "CP1251";
}

const char *charset_guess(struct bytes sample)
{
	const unsigned char *s = (const unsigned char *)sample.data;
	struct shape shape = shape_of(s, sample.len);
	bool is_cyrillic, is_in_words = shape.n_high >= 8 && shape.n_in_words * 4 > shape.n_high * 3;
	const char *name = NULL;

	if (!is_in_words)
		return "CP1252";
	/* Cyrillic letters are all in 0xc0..0xff; the pairs of the others also need bytes below. */
	is_cyrillic = (shape.n_low_half + shape.n_top_half) * 100 > shape.n_high * 95;
	if (is_cyrillic)
		name = guess_cyrillic(&shape);
	if (!name && is_shift_jis(s, sample.len))
		name = "CP932";
	if (!name)
		name = guess_euc(s, sample.len);
	if (!name && is_big5(s, sample.len))
		name = "BIG5-HKSCS";
	if (!name)
		name = guess_cyrillic(&shape);
	return name ? name : "CP1252";
}
