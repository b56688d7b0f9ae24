/* utf8_word.c: which code points words are made of. */
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
		return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ? UTF8_WORD : UTF8_BREAK;
	if (cp == SOFT_HYPHEN || cp == ZWNJ || cp == ZWJ || cp == WORD_JOINER || cp == BYTE_ORDER_MARK)
		return UTF8_JOINS;
	return role_of_category(cp);
}
