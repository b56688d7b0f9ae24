/* utf8_word.c: which code points words are made of, as the search index cuts them. */
#include "telex/utf8.h"

#include <utf8proc.h>

enum { SOFT_HYPHEN = 0xad, ZWNJ = 0x200c, ZWJ = 0x200d, WORD_JOINER = 0x2060, BYTE_ORDER_MARK = 0xfeff };

static enum utf8_role role_of_category(int32_t cp)
{
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
	case UTF8PROC_CATEGORY_CO:
		return UTF8_WORD;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return UTF8_JOINS;
	default:
		return UTF8_BREAK;
	}
}

enum utf8_role utf8_role(int32_t cp)
{
	if (cp < 0)
		return UTF8_BREAK;
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ? UTF8_WORD
											      : UTF8_BREAK;
	if (cp == SOFT_HYPHEN || cp == ZWNJ || cp == ZWJ || cp == WORD_JOINER || cp == BYTE_ORDER_MARK)
		return UTF8_JOINS;
	return role_of_category(cp);
}

bool utf8_is_word(int32_t cp)
{
	return utf8_role(cp) == UTF8_WORD;
}

/* Han with its numerals and iteration marks, kana, Hangul syllables; not their punctuation. */
bool utf8_is_cjk(int32_t cp)
{
	static const struct {
		int32_t first, last;
	} ranges[] = {
	    {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3041, 0x3096},   {0x309d, 0x309f},
	    {0x30a1, 0x30fa}, {0x30fc, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
	    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xff66, 0xff9d}, {0x1b000, 0x1b16f}, {0x20000, 0x323af},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && cp >= ranges[i].first; i++) {
		if (cp <= ranges[i].last)
			return true;
	}
	return false;
}

void utf8_fold_words(struct bytes in, struct buf *out)
{
	AUTO_BUF folded = BUF_INIT(20 * in.len + 1); /* the longest that NFKD makes of a character */
	bool has_any = false, wants_space = false;
	int32_t cp;

	utf8_fold(in, &folded);
	for (size_t i = 0, n; i < folded.len; i += n) {
		enum utf8_role role;

		n = utf8_next(folded.data + i, folded.len - i, &cp);
		role = utf8_role(cp);
		wants_space |= role == UTF8_BREAK;
		if (role != UTF8_WORD)
			continue;
		if (wants_space && has_any)
			buf_addc(out, ' ');
		wants_space = false;
		has_any = true;
		buf_add(out, folded.data + i, n);
	}
}
