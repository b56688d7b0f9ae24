/* lang.c: in which language a text is: its script; among languages of one script the small words that every sentence
 * needs, and letters that the others do not have.  Says nothing when it is not sure. */
#include "telex/text.h"

#include "telex/utf8.h"

/* The languages told by their words: of the Latin script, where those after Polish are here so that they are not taken for one
 * of the others, and of Devanagari. */
enum worded { EN, ES, PT, FR, DE, IT, NL, PL, SV, DA, NO, RO, CS, TR, CA, FI, HU, ID, HI, MR, NE, N_WORDED };
static const char *const worded_names[N_WORDED] = {"en", "es", "pt", "fr", "de", "it", "nl", "pl", "sv", "da", "no",
						   "ro", "cs", "tr", "ca", "fi", "hu", "id", "hi", "mr", "ne"};

#define B(l) (1u << (l))
/* Words of at most WORD_MAX bytes, sorted, and the languages in which they are among the commonest. */
enum { WORD_MAX = 24 };
static const struct {
	char word[WORD_MAX + 1];
	unsigned languages;
} words[] = {
#include "lang_words.def"
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

/* Characters, and what they mean; tables of them are sorted. */
struct range {
	int32_t from, to;
	unsigned means;
};

/* Letters that are common in few languages: which. */
static const struct range letters[] = {
    {0xdf, 0xdf, B(DE)},			/* ß */
    {0xe0, 0xe0, B(FR) | B(IT) | B(CA)},	/* à */
    {0xe3, 0xe3, B(PT)},			/* ã */
    {0xe4, 0xe4, B(DE) | B(SV) | B(FI)},	/* ä */
    {0xe5, 0xe5, B(SV) | B(DA) | B(NO)},	/* å */
    {0xe6, 0xe6, B(DA) | B(NO)},		/* æ */
    {0xe7, 0xe7, B(FR) | B(PT) | B(TR) | B(CA)}, /* ç */
    {0xe8, 0xe8, B(FR) | B(IT) | B(CA)},	/* è */
    {0xea, 0xea, B(FR) | B(PT)},		/* ê */
    {0xec, 0xec, B(IT)},			/* ì */
    {0xee, 0xee, B(RO) | B(FR)},		/* î */
    {0xf1, 0xf1, B(ES)},			/* ñ */
    {0xf2, 0xf2, B(IT) | B(CA)},		/* ò */
    {0xf5, 0xf5, B(PT)},			/* õ */
    {0xf6, 0xf6, B(DE) | B(SV) | B(FI) | B(HU) | B(TR)}, /* ö */
    {0xf8, 0xf8, B(DA) | B(NO)},		/* ø */
    {0xf9, 0xf9, B(IT) | B(FR)},		/* ù */
    {0xfc, 0xfc, B(DE) | B(TR) | B(HU)},	/* ü */
    {0xfd, 0xfd, B(CS)},			/* ý */
    {0x103, 0x103, B(RO)},			/* ă */
    {0x105, 0x105, B(PL)},			/* ą */
    {0x107, 0x107, B(PL)},			/* ć */
    {0x10d, 0x10d, B(CS)},			/* č */
    {0x119, 0x119, B(PL)},			/* ę */
    {0x11b, 0x11b, B(CS)},			/* ě */
    {0x11f, 0x11f, B(TR)},			/* ğ */
    {0x131, 0x131, B(TR)},			/* ı */
    {0x142, 0x142, B(PL)},			/* ł */
    {0x144, 0x144, B(PL)},			/* ń */
    {0x151, 0x151, B(HU)},			/* ő */
    {0x153, 0x153, B(FR)},			/* œ */
    {0x159, 0x159, B(CS)},			/* ř */
    {0x15b, 0x15b, B(PL)},			/* ś */
    {0x15f, 0x15f, B(TR) | B(RO)},		/* ş */
    {0x161, 0x161, B(CS)},			/* š */
    {0x163, 0x163, B(RO)},			/* ţ */
    {0x16f, 0x16f, B(CS)},			/* ů */
    {0x171, 0x171, B(HU)},			/* ű */
    {0x17a, 0x17a, B(PL)},			/* ź */
    {0x17c, 0x17c, B(PL)},			/* ż */
    {0x17e, 0x17e, B(CS)},			/* ž */
    {0x219, 0x219, B(RO)},			/* ș */
    {0x21b, 0x21b, B(RO)},			/* ț */
};

/* A character of Chinese, Japanese and Korean says what two or three letters say. */
enum script {
	LATIN, GREEK, CYRILLIC, ARMENIAN, HEBREW, ARABIC, DEVANAGARI, BENGALI, GURMUKHI, GUJARATI, ORIYA, TAMIL, TELUGU,
	KANNADA, MALAYALAM, SINHALA, THAI, LAO, BURMESE, GEORGIAN, AMHARIC, KHMER, KANA, HANGUL, HAN, N_SCRIPTS
};
/* Of one language, or nearly; NULL: of several. */
static const char *const script_names[N_SCRIPTS] = {
    [GREEK] = "el",  [ARMENIAN] = "hy", [HEBREW] = "he",  [GURMUKHI] = "pa",  [GUJARATI] = "gu", [ORIYA] = "or",
    [TAMIL] = "ta",  [TELUGU] = "te",	[KANNADA] = "kn", [MALAYALAM] = "ml", [SINHALA] = "si",	 [THAI] = "th",
    [LAO] = "lo",    [BURMESE] = "my",	[GEORGIAN] = "ka", [KHMER] = "km",    [HANGUL] = "ko",
};
/* Letters: enum script.  Marks that are no letters are left out where that was as short. */
static const struct range ranges[] = {
    {0x370, 0x3ff, GREEK},     {0x400, 0x52f, CYRILLIC},   {0x531, 0x587, ARMENIAN},  {0x5d0, 0x5ea, HEBREW},
    {0x620, 0x64a, ARABIC},    {0x671, 0x6d5, ARABIC},	   {0x904, 0x93f, DEVANAGARI}, {0x985, 0x9bd, BENGALI},
    {0x9f0, 0x9f1, BENGALI},   {0xa05, 0xa39, GURMUKHI},   {0xa85, 0xab9, GUJARATI},  {0xb05, 0xb39, ORIYA},
    {0xb85, 0xbb9, TAMIL},     {0xc05, 0xc39, TELUGU},	   {0xc85, 0xcb9, KANNADA},   {0xd05, 0xd3a, MALAYALAM},
    {0xd85, 0xdc6, SINHALA},   {0xe01, 0xe30, THAI},	   {0xe81, 0xeb0, LAO},	      {0x1000, 0x102a, BURMESE},
    {0x10a0, 0x10ff, GEORGIAN}, {0x1200, 0x135a, AMHARIC}, {0x1780, 0x17b3, KHMER},   {0x1f00, 0x1fff, GREEK},
    {0x3041, 0x30ff, KANA},    {0xac00, 0xd7a3, HANGUL},
};

/* Letters by which languages of one script are told apart: enum mark. */
enum mark { RU, UK, BE, BG, SR, MK, SR_MK, FAR_CYRILLIC, AR, FA, UR, FAR_ARABIC, AS, N_MARKS };
static const struct range marks[] = {
    {0x404, 0x404, UK},	      {0x406, 0x407, UK},	  {0x40e, 0x40e, BE},		  {0x42a, 0x42a, BG}, /* Є І Ї Ў Ъ */
    {0x42b, 0x42b, RU},	      {0x42d, 0x42d, RU},					  /* Ы Э */
    {0x44a, 0x44a, BG},	      {0x44b, 0x44b, RU},	  {0x44d, 0x44d, RU},		  {0x451, 0x451, RU}, /* ъ ы э ё */
    {0x452, 0x452, SR},	      {0x453, 0x453, MK},	  {0x454, 0x454, UK},		  {0x455, 0x455, MK}, /* ђ ѓ є ѕ */
    {0x456, 0x457, UK},	      {0x458, 0x45a, SR_MK},	  {0x45b, 0x45b, SR},		  {0x45c, 0x45c, MK}, /* і ї ј љ њ ћ ќ */
    {0x45e, 0x45e, BE},	      {0x45f, 0x45f, SR_MK},	  {0x48a, 0x48f, FAR_CYRILLIC},	  {0x490, 0x491, UK}, /* ў џ ґ */
    {0x492, 0x52f, FAR_CYRILLIC}, {0x623, 0x623, AR},	  {0x625, 0x625, AR},		  {0x629, 0x629, AR}, /* أ إ ة */
    {0x643, 0x643, AR},	      {0x649, 0x64a, AR},	  {0x679, 0x679, UR},		  {0x67c, 0x67c, FAR_ARABIC}, /* ك ى ي ٹ */
    {0x67e, 0x67e, FA},	      {0x681, 0x681, FAR_ARABIC}, {0x685, 0x685, FAR_ARABIC},	  {0x686, 0x686, FA}, /* پ چ */
    {0x688, 0x688, UR},	      {0x689, 0x689, FAR_ARABIC}, {0x691, 0x691, UR},		  {0x693, 0x697, FAR_ARABIC}, /* ڈ ڑ */
    {0x698, 0x698, FA},	      {0x69a, 0x69a, FAR_ARABIC}, {0x6a9, 0x6a9, FA},		  {0x6ad, 0x6ad, FAR_ARABIC}, /* ژ ک */
    {0x6af, 0x6af, FA},	      {0x6b5, 0x6b5, FAR_ARABIC}, {0x6ba, 0x6ba, UR},		  {0x6be, 0x6be, UR}, /* گ ں ھ */
    {0x6c1, 0x6c1, UR},	      {0x6c6, 0x6cb, FAR_ARABIC}, {0x6cc, 0x6cc, FA},		  {0x6cd, 0x6d0, FAR_ARABIC}, /* ہ ی */
    {0x6d2, 0x6d2, UR},	      {0x6d5, 0x6d5, FAR_ARABIC}, {0x9f0, 0x9f1, AS},		  /* ے */
};

/* What a text is made of. */
struct profile {
	int scripts[N_SCRIPTS], marks[N_MARKS]; /* letters */
	int n_words;
	int hits[N_WORDED];    /* small words */
	int points[N_WORDED];  /* the same, and letters: the fewer languages share it, the more it says */
};

static int weight_of(unsigned languages)
{
	int n = __builtin_popcount(languages);

	return n >= 4 ? 1 : 5 - n;
}

static void count_for(struct profile *p, unsigned languages, int weight)
{
	for (int l = 0; l < N_WORDED; l++)
		p->points[l] += (languages >> l & 1) ? weight : 0;
}

static void count_word(struct profile *p, const char *word)
{
	size_t low = 0, high = N_WORDS;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(word, words[mid].word);

		if (order == 0) {
			for (int l = 0; l < N_WORDED; l++)
				p->hits[l] += words[mid].languages >> l & 1;
			count_for(p, words[mid].languages, weight_of(words[mid].languages));
			return;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
}

/* NULL: cp is in none. */
static const struct range *find(const struct range *table, size_t n, int32_t cp)
{
	size_t low = 0;

	while (low < n) {
		const size_t mid = (low + n) / 2;

		if (cp < table[mid].from)
			n = mid;
		else if (cp > table[mid].to)
			low = mid + 1;
		else
			return &table[mid];
	}
	return NULL;
}
#define FIND(table, cp) find(table, sizeof(table) / sizeof((table)[0]), cp)

/* A letter beyond Latin. */
static void count_other(struct profile *p, int32_t cp)
{
	const struct range *script = FIND(ranges, cp), *mark;

	if (!script) {
		p->scripts[HAN] += utf8_is_cjk(cp);
		return;
	}
	p->scripts[script->means]++;
	if (script->means != CYRILLIC && script->means != ARABIC && script->means != BENGALI)
		return;
	mark = FIND(marks, cp);
	if (mark)
		p->marks[mark->means]++;
}

static int32_t lower(int32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
	if (cp >= 0xc0 && cp <= 0xde && cp != 0xd7)
		return cp + 0x20;
	/* Ă Ą Ć ...: pairs of a capital and a small letter */
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14a && cp <= 0x177) || (cp >= 0x218 && cp <= 0x21b))
		return cp | 1;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17e))
		return cp + (cp & 1);
	return cp;
}

static bool is_latin(int32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 0xdf && cp < 0x250 && cp != 0xf7);
}

/* Letters of what is looked up as a word: Devanagari with its vowel signs. */
static bool is_worded(int32_t cp)
{
	return is_latin(cp) || (cp >= 0x900 && cp <= 0x963);
}

/* cp behind the first len bytes of word; gives the new length, WORD_MAX + 1 for a word too long to be small. */
static size_t put_letter(char word[WORD_MAX + 2], size_t len, int32_t cp)
{
	const size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : 3;

	if (len + n > WORD_MAX)
		return WORD_MAX + 1;
	if (n == 1)
		word[len] = (char)cp;
	else if (n == 2)
		word[len] = (char)(0xc0 | cp >> 6);
	else
		word[len] = (char)(0xe0 | cp >> 12);
	for (size_t i = 1; i < n; i++)
		word[len + i] = (char)(0x80 | (cp >> 6 * (n - 1 - i) & 0x3f));
	return len + n;
}

static void read_text(struct profile *p, struct bytes s)
{
	char word[WORD_MAX + 2] = "";
	bool is_behind_apostrophe = false; /* the s of "it's" is no word */
	const struct range *letter;
	size_t len = 0;
	int32_t cp;

	for (size_t i = 0; i <= s.len;) {
		size_t n = i < s.len ? utf8_next(s.data + i, s.len - i, &cp) : 1;

		cp = i < s.len ? lower(cp) : ' ';
		if (is_latin(cp)) {
			p->scripts[LATIN]++;
			letter = cp >= 0x80 ? FIND(letters, cp) : NULL;
			if (letter)
				count_for(p, letter->means, 1);
		} else if (cp >= 0x250) {
			count_other(p, cp);
		}
		if (is_worded(cp)) {
			len = put_letter(word, len, cp);
		} else {
			word[len] = '\0';
			if (len > 0 && len <= WORD_MAX && !(is_behind_apostrophe && len <= 2))
				count_word(p, word);
			p->n_words += len > 0;
			is_behind_apostrophe = len > 0 && (cp == '\'' || cp == 0x2019);
			len = 0;
		}
		i += n;
	}
}

/* At least a word in seven is a small one of it, and no other language comes near. */
static const char *worded_language(const struct profile *p, int hits_min)
{
	enum { WORDS_MIN = 6 };
	int best = 0, second = 0;

	for (int l = 0; l < N_WORDED; l++)
		best = p->points[l] > p->points[best] ? l : best;
	for (int l = 0; l < N_WORDED; l++) {
		if (l != best && p->points[l] > second)
			second = p->points[l];
	}
	if (p->n_words < WORDS_MIN || p->hits[best] < hits_min || 7 * p->hits[best] < p->n_words ||
	    2 * p->points[best] < 3 * second)
		return NULL;
	return worded_names[best];
}

static const char *cyrillic_language(const struct profile *p)
{
	const int *m = p->marks, south = m[SR] + m[MK] + m[SR_MK];

	if (m[FAR_CYRILLIC] > 0)
		return NULL; /* Kazakh, Mongolian, Tajik, Tatar ... */
	if (m[RU] > 0 && m[UK] + m[BE] + south == 0)
		return "ru";
	if (m[UK] > 0 && m[RU] + m[BE] + south == 0)
		return "uk";
	if (m[BE] > 0 && m[UK] > 0 && south == 0)
		return "be";
	if (south > 0 && m[RU] + m[UK] + m[BE] == 0)
		return m[MK] == 0 && m[SR] > 0 ? "sr" : m[SR] == 0 && m[MK] > 0 ? "mk" : NULL;
	if (m[BG] > 0 && m[RU] + m[UK] + m[BE] + south == 0 && p->scripts[CYRILLIC] >= 80)
		return "bg";
	return NULL;
}

/* A letter in so many is one of theirs; a name of another language may stand in a text. */
static const char *arabic_language(const struct profile *p)
{
	const int *m = p->marks, all = p->scripts[ARABIC];

	if (40 * m[FAR_ARABIC] > all)
		return NULL; /* Pashto, Kurdish, Uyghur ... */
	if (m[UR] > 0 && 40 * m[UR] > all)
		return "ur";
	if (m[UR] == 0 && 20 * m[FA] > all)
		return "fa";
	return m[UR] == 0 && 50 * m[FA] <= all && 12 * m[AR] > all ? "ar" : NULL;
}

static const char *east_language(const struct profile *p)
{
	const int kana = p->scripts[KANA], han = p->scripts[HAN];

	if (kana * 8 >= han && kana >= 4)
		return "ja";
	return kana == 0 && han >= 12 ? "zh" : NULL;
}

/* The script of more than two thirds of what the text says, with as much as twelve letters say; N_SCRIPTS: none.  HAN: that
 * and kana. */
static enum script leading_script(const struct profile *p)
{
	enum { LETTERS_MIN = 12 };
	int said[N_SCRIPTS], all = 0;

	for (int i = 0; i < N_SCRIPTS; i++) {
		said[i] = p->scripts[i] * (i == HANGUL ? 2 : i == HAN || i == KANA ? 3 : 1);
		all += said[i];
	}
	said[HAN] += said[KANA];
	for (int i = 0; i < N_SCRIPTS; i++)
		if (said[i] >= LETTERS_MIN && 3 * said[i] > 2 * all)
			return (enum script)(i == KANA ? HAN : i);
	return N_SCRIPTS;
}

const char *text_language(struct bytes plain)
{
	struct profile p = {0};
	enum script script;

	if (plain.len > TEXT_LANGUAGE_BYTES)
		plain.len = utf8_cut(plain.data, plain.len, TEXT_LANGUAGE_BYTES);
	read_text(&p, plain);
	script = leading_script(&p);
	switch (script) {
	case LATIN:
		return worded_language(&p, 3);
	case DEVANAGARI: /* of three languages, not of eighteen */
		return worded_language(&p, 2);
	case CYRILLIC:
		return cyrillic_language(&p);
	case ARABIC:
		return arabic_language(&p);
	case BENGALI:
		return p.marks[AS] == 0 ? "bn" : NULL;
	case HAN:
		return east_language(&p);
	default:
		return script < N_SCRIPTS ? script_names[script] : NULL;
	}
}
