/* charset.c: names of encodings, and converters that are held open. */
#include "charset.h"

#include <string.h>

#include "telex/decode.h"

/* WHATWG Encoding, "Names and labels": labels without punctuation, in lower case.  UTF-7 is left out on
 * purpose (it hides markup), so are EBCDIC and the stateful ISO-2022 family but the one still sent by
 * Japanese sites. */
static const struct {
	const char *label, *name;
} labels[] = {
    {"utf8", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"utf8sig", "UTF-8"},
    {"cp65001", "UTF-8"},
    {"usascii", "UTF-8"},
    {"ascii", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"xunicode20utf8", "UTF-8"},
    {"ansix341968", "UTF-8"},
    {"utf16", "UTF-16LE"},
    {"unicode", "UTF-16LE"},
    {"unicodefffe", "UTF-16BE"},
    {"u16", "UTF-16LE"},
    {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},
    {"ucs2", "UTF-16LE"},
    {"iso10646ucs2", "UTF-16LE"},
    {"utf32", "UTF-32LE"},
    {"u32", "UTF-32LE"},
    {"utf32le", "UTF-32LE"},
    {"utf32be", "UTF-32BE"},
    {"ucs4", "UTF-32LE"},
    {"iso10646ucs4", "UTF-32LE"},
    {"iso88591", "CP1252"},
    {"latin1", "CP1252"},
    {"l1", "CP1252"},
    {"windows1252", "CP1252"},
    {"cp1252", "CP1252"},
    {"xcp1252", "CP1252"},
    {"win1252", "CP1252"},
    {"ansi", "CP1252"},
    {"csisolatin1", "CP1252"},
    {"ibm819", "CP1252"},
    {"cp819", "CP1252"},
    {"iso885911987", "CP1252"},
    {"iso88592", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"l2", "ISO-8859-2"},
    {"iso885921987", "ISO-8859-2"},
    {"csisolatin2", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"latin3", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"latin4", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"arabic", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"greek", "ISO-8859-7"},
    {"greek8", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"},
    {"hebrew", "ISO-8859-8"},
    {"visual", "ISO-8859-8"},
    {"logical", "ISO-8859-8"},
    {"iso88599", "CP1254"},
    {"latin5", "CP1254"},
    {"iso885910", "ISO-8859-10"},
    {"latin6", "ISO-8859-10"},
    {"iso885911", "CP874"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"tis620", "CP874"},
    {"windows874", "CP874"},
    {"cp874", "CP874"},
    {"windows1250", "CP1250"},
    {"cp1250", "CP1250"},
    {"xcp1250", "CP1250"},
    {"win1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"cp1251", "CP1251"},
    {"xcp1251", "CP1251"},
    {"win1251", "CP1251"},
    {"windows1253", "CP1253"},
    {"cp1253", "CP1253"},
    {"windows1254", "CP1254"},
    {"cp1254", "CP1254"},
    {"windows1255", "CP1255"},
    {"cp1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"cp1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"cp1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"cp1258", "CP1258"},
    {"koi8r", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"koi8ru", "KOI8-U"},
    {"cskoi8r", "KOI8-R"},
    {"ibm866", "CP866"},
    {"cp866", "CP866"},
    {"ibm850", "CP850"},
    {"cp850", "CP850"},
    {"ibm437", "CP437"},
    {"cp437", "CP437"},
    {"macintosh", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"xmaccyrillic", "MAC-CYRILLIC"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"xgbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"cp936", "GB18030"},
    {"euccn", "GB18030"},
    {"gb231280", "GB18030"},
    {"csgb2312", "GB18030"},
    {"chinese", "GB18030"},
    {"ms936", "GB18030"},
    {"windows936", "GB18030"},
    {"gb2312simplified", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"cnbig5", "BIG5-HKSCS"},
    {"xxbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"xbig5", "BIG5-HKSCS"},
    {"big5eten", "BIG5-HKSCS"},
    {"big5tw", "BIG5-HKSCS"},
    {"csbig5", "BIG5-HKSCS"},
    {"windows950", "BIG5-HKSCS"},
    {"eucjp", "EUC-JP"},
    {"xeucjp", "EUC-JP"},
    {"ujis", "EUC-JP"},
    {"eucjpwin", "EUC-JP"},
    {"eucjpms", "EUC-JP"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"xsjis", "CP932"},
    {"mskanji", "CP932"},
    {"windows31j", "CP932"},
    {"cp932", "CP932"},
    {"ms932", "CP932"},
    {"sjiswin", "CP932"},
    {"csshiftjis", "CP932"},
    {"windows932", "CP932"},
    {"iso2022jp", "ISO-2022-JP"},
    {"euckr", "CP949"},
    {"ksc56011987", "CP949"},
    {"ksc5601", "CP949"},
    {"cp949", "CP949"},
    {"ms949", "CP949"},
    {"ksx1001", "CP949"},
    {"ksc56011989", "CP949"},
    {"xwindows949", "CP949"},
    {"korean", "CP949"},
    {"cseuckr", "CP949"},
    {"uhc", "CP949"},
    {"windows949", "CP949"},
};
enum { N_LABELS = sizeof(labels) / sizeof(labels[0]), OPEN_MAX = 40, LABEL_MAX = 24 };

const uint16_t decode_cp1252[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
};

/* The one mutable table of this module: what is open.  A sandboxed process can open nothing any more, so what
 * was opened before must be found again. */
static struct {
	const char *name;
	iconv_t to_utf8, from_utf8;
} opened[OPEN_MAX];

const char *charset_find(struct bytes label)
{
	char key[LABEL_MAX];
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		char c = label.data[i];

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			continue;
		if (n + 1 == sizeof(key))
			return NULL;
		key[n++] = c;
	}
	key[n] = '\0';
	for (size_t i = 0; i < N_LABELS; i++)
		if (!strcmp(labels[i].label, key))
			return labels[i].name;
	return NULL;
}

static size_t find_open(const char *name)
{
	size_t i = 0;

	while (i < OPEN_MAX && opened[i].name && strcmp(opened[i].name, name))
		i++;
	return i;
}

iconv_t charset_open(const char *name)
{
	size_t i = find_open(name);
	iconv_t cd;

	if (i == OPEN_MAX)
		return (iconv_t)-1;
	if (opened[i].name) {
		iconv(opened[i].to_utf8, NULL, NULL, NULL, NULL);
		return opened[i].to_utf8;
	}
	cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return cd;
	opened[i].name = name;
	opened[i].to_utf8 = cd;
	opened[i].from_utf8 = (iconv_t)-1;
	return cd;
}

void decode_warm(void)
{
	for (size_t i = 0; i < N_LABELS; i++) {
		const char *name = labels[i].name;
		size_t at;

		if (!strcmp(name, "UTF-8") || charset_open(name) == (iconv_t)-1)
			continue;
		at = find_open(name);
		if (opened[at].from_utf8 == (iconv_t)-1)
			opened[at].from_utf8 = iconv_open(name, "UTF-8");
	}
}
