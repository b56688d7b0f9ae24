/* lang.c: in which language a text is: its script; among languages of one script the small words that every sentence
 * needs, and letters that the others do not have.  Says nothing when it is not sure. */
#include "telex/text.h"

#include "telex/utf8.h"

/* The languages of the Latin script.  Those after Polish are here so that they are not taken for one of the others. */
enum latin { EN, ES, PT, FR, DE, IT, NL, PL, SV, DA, NO, RO, CS, TR, CA, FI, HU, ID, N_LATIN };
static const char *const latin_names[N_LATIN] = {"en", "es", "pt", "fr", "de", "it", "nl", "pl", "sv",
						 "da", "no", "ro", "cs", "tr", "ca", "fi", "hu", "id"};

#define B(l) (1u << (l))
/* Words of at most WORD_MAX bytes, sorted, and the languages in which they are among the commonest. */
enum { WORD_MAX = 10 };
static const struct {
	char word[WORD_MAX + 1];
	unsigned languages;
} words[] = {
#include "lang_words.def"
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

/* Letters that are common in few languages. */
static const struct {
	int32_t letter;
	unsigned languages;
} letters[] = {
    {0xdf, B(DE)},			/* ß */
    {0xe0, B(FR) | B(IT) | B(CA)},	/* à */
    {0xe3, B(PT)},			/* ã */
    {0xe4, B(DE) | B(SV) | B(FI)},	/* ä */
    {0xe5, B(SV) | B(DA) | B(NO)},	/* å */
    {0xe6, B(DA) | B(NO)},		/* æ */
    {0xe7, B(FR) | B(PT) | B(TR) | B(CA)}, /* ç */
    {0xe8, B(FR) | B(IT) | B(CA)},	/* è */
    {0xea, B(FR) | B(PT)},		/* ê */
    {0xec, B(IT)},			/* ì */
    {0xee, B(RO) | B(FR)},		/* î */
    {0xf1, B(ES)},			/* ñ */
    {0xf2, B(IT) | B(CA)},		/* ò */
    {0xf5, B(PT)},			/* õ */
    {0xf6, B(DE) | B(SV) | B(FI) | B(HU) | B(TR)}, /* ö */
    {0xf8, B(DA) | B(NO)},		/* ø */
    {0xf9, B(IT) | B(FR)},		/* ù */
    {0xfc, B(DE) | B(TR) | B(HU)},	/* ü */
    {0xfd, B(CS)},			/* ý */
    {0x103, B(RO)},			/* ă */
    {0x105, B(PL)},			/* ą */
    {0x107, B(PL)},			/* ć */
    {0x10d, B(CS)},			/* č */
    {0x119, B(PL)},			/* ę */
    {0x11b, B(CS)},			/* ě */
    {0x11f, B(TR)},			/* ğ */
    {0x131, B(TR)},			/* ı */
    {0x142, B(PL)},			/* ł */
    {0x144, B(PL)},			/* ń */
    {0x151, B(HU)},			/* ő */
    {0x153, B(FR)},			/* œ */
    {0x159, B(CS)},			/* ř */
    {0x15b, B(PL)},			/* ś */
    {0x15f, B(TR) | B(RO)},		/* ş */
    {0x161, B(CS)},			/* š */
    {0x163, B(RO)},			/* ţ */
    {0x16f, B(CS)},			/* ů */
    {0x171, B(HU)},			/* ű */
    {0x17a, B(PL)},			/* ź */
    {0x17c, B(PL)},			/* ż */
    {0x17e, B(CS)},			/* ž */
    {0x219, B(RO)},			/* ș */
    {0x21b, B(RO)},			/* ț */
};
enum { N_LETTERS = sizeof(letters) / sizeof(letters[0]) };

/* What a text is made of. */
struct profile {
	int latin, cyrillic, greek, arabic, hebrew, devanagari, bengali, thai, hangul, kana, han; /* letters */
	int ru, uk, bg, sr; /* Cyrillic letters that are theirs */
	int fa, ur;	    /* Arabic ones */
	int n_words;
	int hits[N_LATIN];    /* small words */
	int points[N_LATIN];  /* the same, and letters: the fewer languages share it, the more it says */
};

static int weight_of(unsigned languages)
{
	int n = __builtin_popcount(languages);

	return n >= 4 ? 1 : 5 - n;
}

static void count_for(struct profile *p, unsigned languages, int weight)
{
	for (int l = 0; l < N_LATIN; l++)
		p->points[l] += (languages >> l & 1) ? weight : 0;
}

static void count_word(struct profile *p, const char *word)
{
	size_t low = 0, high = N_WORDS;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(word, words[mid].word);

		if (order == 0) {
			for (int l = 0; l < N_LATIN; l++)
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

static void count_letter(struct profile *p, int32_t cp)
{
	size_t low = 0, high = N_LETTERS;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (letters[mid].letter == cp) {
			count_for(p, letters[mid].languages, 1);
			return;
		}
		if (cp < letters[mid].letter)
			high = mid;
		else
			low = mid + 1;
	}
}

static void count_cyrillic(struct profile *p, int32_t cp)
{
	p->cyrillic++;
	p->ru += cp == 0x44b || cp == 0x44d || cp == 0x451 || cp == 0x42d;		 /* ы э ё Э */
	p->uk += cp == 0x456 || cp == 0x457 || cp == 0x454 || cp == 0x491 || cp == 0x406; /* і ї є ґ І */
	p->bg += cp == 0x44a || cp == 0x42a;						 /* ъ */
	p->sr += cp >= 0x452 && cp <= 0x45f && cp != 0x454 && cp != 0x456 && cp != 0x457; /* ђ ј љ њ ћ ќ ў џ */
}

static void count_arabic(struct profile *p, int32_t cp)
{
	p->arabic++;
	p->fa += cp == 0x67e || cp == 0x686 || cp == 0x698 || cp == 0x6af || cp == 0x6a9 || cp == 0x6cc;
	p->ur += cp == 0x679 || cp == 0x688 || cp == 0x691 || cp == 0x6d2 || cp == 0x6ba || cp == 0x6be;
}

/* A letter beyond ASCII and Latin. */
static void count_other(struct profile *p, int32_t cp)
{
	if (cp >= 0x370 && cp < 0x400)
		p->greek++;
	else if (cp >= 0x400 && cp < 0x530)
		count_cyrillic(p, cp);
	else if (cp >= 0x590 && cp < 0x600)
		p->hebrew++;
	else if ((cp >= 0x620 && cp < 0x64b) || (cp >= 0x671 && cp < 0x6d6))
		count_arabic(p, cp);
	else if (cp >= 0x904 && cp < 0x940)
		p->devanagari++;
	else if (cp >= 0x985 && cp < 0x9be)
		p->bengali++;
	else if (cp >= 0xe01 && cp < 0xe31)
		p->thai++;
	else if (cp >= 0x3041 && cp <= 0x30ff)
		p->kana++;
	else if (cp >= 0xac00 && cp <= 0xd7a3)
		p->hangul++;
	else if (utf8_is_cjk(cp))
		p->han++;
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

static void read_text(struct profile *p, struct bytes s)
{
	char word[WORD_MAX + 5] = "";
	bool is_behind_apostrophe = false; /* the s of "it's" is no word */
	size_t len = 0;
	int32_t cp;

	for (size_t i = 0; i <= s.len;) {
		size_t n = i < s.len ? utf8_next(s.data + i, s.len - i, &cp) : 1;

		cp = i < s.len ? lower(cp) : ' ';
		if (is_latin(cp)) {
			p->latin++;
			if (cp >= 0x80)
				count_letter(p, cp);
			if (len <= WORD_MAX && cp >= 0x80)
				word[len++] = (char)(0xc0 | cp >> 6);
			if (len <= WORD_MAX + 1)
				word[len++] = (char)(cp < 0x80 ? cp : 0x80 | (cp & 0x3f));
		} else {
			word[len] = '\0';
			if (len > 0 && len <= WORD_MAX && !(is_behind_apostrophe && len <= 2))
				count_word(p, word);
			p->n_words += len > 0;
			is_behind_apostrophe = len > 0 && (cp == '\'' || cp == 0x2019);
			len = 0;
			if (cp >= 0x250)
				count_other(p, cp);
		}
		i += n;
	}
}

/* At least a word in seven is a small one of it, and no other language comes near. */
static const char *latin_language(const struct profile *p)
{
	enum { WORDS_MIN = 6, HITS_MIN = 3 };
	int best = 0, second = 0;

	for (int l = 0; l < N_LATIN; l++)
		best = p->points[l] > p->points[best] ? l : best;
	for (int l = 0; l < N_LATIN; l++) {
		if (l != best && p->points[l] > second)
			second = p->points[l];
	}
	if (p->n_words < WORDS_MIN || p->hits[best] < HITS_MIN || 7 * p->hits[best] < p->n_words ||
	    2 * p->points[best] < 3 * second)
		return NULL;
	return latin_names[best];
}

static const char *cyrillic_language(const struct profile *p)
{
	if (p->ru > 0 && p->uk == 0 && p->sr == 0)
		return "ru";
	if (p->uk > 0 && p->ru == 0 && p->sr == 0)
		return "uk";
	if (p->bg > 0 && p->ru + p->uk + p->sr == 0 && p->cyrillic >= 80)
		return "bg";
	return NULL;
}

static const char *arabic_language(const struct profile *p)
{
	if (p->ur > 0)
		return p->ur * 40 > p->arabic ? "ur" : NULL;
	if (p->fa > 0)
		return p->fa * 20 > p->arabic ? "fa" : NULL;
	return p->arabic >= 40 ? "ar" : NULL;
}

static const char *han_language(const struct profile *p)
{
	if (p->kana * 8 >= p->han && p->kana >= 4)
		return "ja";
	return p->kana == 0 && p->han >= 12 ? "zh" : NULL;
}

const char *text_language(struct bytes plain)
{
	struct profile p = {0};
	int letters_in_all, east;

	if (plain.len > TEXT_LANGUAGE_BYTES)
		plain.len = utf8_cut(plain.data, plain.len, TEXT_LANGUAGE_BYTES);
	read_text(&p, plain);
	east = 3 * (p.han + p.kana); /* a character there says what some three letters say */
	letters_in_all = p.latin + p.cyrillic + p.greek + p.arabic + p.hebrew + p.devanagari + p.bengali + p.thai +
			 2 * p.hangul + east;
#define LEADS(n) ((n) >= 12 && 3 * (n) > 2 * letters_in_all)
	if (LEADS(p.latin))
		return latin_language(&p);
	if (LEADS(p.cyrillic))
		return cyrillic_language(&p);
	if (LEADS(east))
		return han_language(&p);
	if (LEADS(p.arabic))
		return arabic_language(&p);
	return LEADS(2 * p.hangul)	? "ko"
	       : LEADS(p.devanagari)	? NULL /* Hindi, Marathi, Nepali */
	       : LEADS(p.bengali)	? "bn"
	       : LEADS(p.greek)		? "el"
	       : LEADS(p.hebrew)	? "he"
	       : LEADS(p.thai)		? "th"
					: NULL;
#undef LEADS
}
