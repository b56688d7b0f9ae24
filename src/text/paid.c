/* paid.c: the labels by which publishers tell what was paid for.  Words of the trade in ten languages, no names. */
#include "telex/text.h"

#include "telex/utf8.h"

enum { LABEL_MAX = 96, FOLDED_MAX = 8 * LABEL_MAX };

/* As utf8_fold_words leaves them.  What is also a subject one writes about counts in brackets alone. */
static const char *const labels[] = {
    /* en */
    "ad feature", "advertisement feature", "advertorial", "advertorials", "brand content", "branded content",
    "native advertising", "paid content", "paid partnership", "paid post", "partner content", "partner post",
    "promoted", "promoted content", "promoted post", "promoted story", "sponsor content", "sponsored",
    "sponsored article", "sponsored content", "sponsored feature", "sponsored post", "sponsored story",
    /* de */
    "bezahlte anzeige", "bezahlter beitrag", "bezahlter inhalt", "gesponsert", "gesponserter beitrag",
    "gesponserter inhalt", "anzeigensonderveroffentlichung", "partnerinhalt",
    /* fr */
    "article sponsorise", "contenu de marque", "contenu partenaire", "contenu sponsorise", "publi redactionnel",
    "publireportage", "publiredactionnel", "sponsorise",
    /* es, pt */
    "articulo patrocinado", "contenido de marca", "contenido patrocinado", "patrocinado", "publirreportaje",
    "conteudo de marca", "conteudo patrocinado", "informe publicitario", "publieditorial", "publirreportagem",
    /* it */
    "articolo sponsorizzato", "contenuto sponsorizzato", "informazione pubblicitaria", "pubbliredazionale",
    "publiredazionale", "sponsorizzato",
    /* nl */
    "gesponsord", "gesponsorde inhoud", "gesponsord artikel", "ingezonden mededeling", "partnerbijdrage",
    /* pl */
    "artykuł partnerski", "artykuł sponsorowany", "materiał partnera", "materiał sponsorowany", "tresc sponsorowana",
    /* ru */
    "на правах рекламы", "партнерскии материал", "спонсорскии материал",
    /* zh, ja */
    "赞助内容", "贊助內容", "推广内容", "记事广告", "記事広告", "タイアッフ広告",
};
static const char *const in_brackets[] = {
    "ad", "advertisement", "anzeige", "werbung", "promotion", "publicite", "publicidad", "pubblicita", "publicidade",
    "advertentie", "reklama", "реклама", "广告", "廣告", "広告", "pr", "推广",
};
/* What they begin with when the name of the payer follows. */
static const char *const openings[] = {
    "sponsored by ", "paid for by ", "gesponsert von ", "sponsorise par ", "patrocinado por ", "sponsorizzato da ",
    "gesponsord door ", "sponsorowane przez ",
};
#define IS_ONE_OF(table, s) is_one_of(table, sizeof(table) / sizeof((table)[0]), s)

static bool is_one_of(const char *const *table, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i][0] == s[0] && !strcmp(table[i], s))
			return true;
	}
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool begins_one(const char *const *table, size_t n, const char two[2])
{
	for (size_t i = 0; i < n; i++) {
		if (table[i][0] == two[0] && table[i][1] == two[1])
			return true;
	}
	return false;
}
#define BEGINS_ONE(table, two) begins_one(table, sizeof(table) / sizeof((table)[0]), two)

/* By its first two letters, which folding does not change but for their case: every item of every poll is asked. */
static bool may_be_label(struct bytes s)
{
	char two[2];

	for (; s.len && s.data[0] == ' '; s.len--)
		s.data++;
	if (s.len < 2 || !is_letter(s.data[0]) || !is_letter(s.data[1]))
		return true;
	two[0] = (char)(s.data[0] | 0x20);
	two[1] = (char)(s.data[1] | 0x20);
	return BEGINS_ONE(labels, two) || BEGINS_ONE(in_brackets, two) || BEGINS_ONE(openings, two);
}

static bool is_label(struct bytes s, bool is_bracketed)
{
	AUTO_BUF words = BUF_INIT(FOLDED_MAX);
	const char *text;

	if (s.len == 0 || s.len > LABEL_MAX || !may_be_label(s))
		return false;
	utf8_fold_words(s, &words);
	text = buf_str(&words);
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		if (!strncmp(text, openings[i], strlen(openings[i])))
			return true;
	}
	return IS_ONE_OF(labels, text) || (is_bracketed && IS_ONE_OF(in_brackets, text));
}

bool text_is_paid_label(struct bytes label)
{
	return is_label(label, false);
}

struct pair {
	const char *open, *close;
};
static const struct pair brackets[] = {{"[", "]"}, {"(", ")"}, {"{", "}"}, {"【", "】"}, {"［", "］"}, {"〔", "〕"}};

static bool starts(struct bytes s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && !memcmp(s.data, with, n);
}

static bool ends(struct bytes s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && !memcmp(s.data + s.len - n, with, n);
}

/* "[Sponsored] Title", "Title (Anzeige)" */
static bool is_bracketed(struct bytes title)
{
	for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
		const char *close = starts(title, brackets[i].open)
					? memmem(title.data, title.len, brackets[i].close, strlen(brackets[i].close))
					: NULL;

		if (close && is_label((struct bytes){title.data, (size_t)(close - title.data)}, true))
			return true;
		if (!ends(title, brackets[i].close))
			continue;
		for (size_t k = title.len; k-- > 0;) {
			struct bytes rest = {title.data + k, title.len - k};

			if (starts(rest, brackets[i].open))
				return is_label(rest, true);
		}
	}
	return false;
}

/* What parts a label from a title.  A hyphen only between blanks. */
static const char *const dividers[] = {":", "|", " - ", " – ", " — ", "：", "｜"};

/* "Sponsored: Title", "Title | Sponsored content" */
static bool is_divided(struct bytes title)
{
	for (size_t i = 0; i < sizeof(dividers) / sizeof(dividers[0]); i++) {
		size_t n = strlen(dividers[i]);
		const char *first = memmem(title.data, title.len, dividers[i], n), *last = first;

		if (!first)
			continue;
		for (const char *p = first; p; p = memmem(p, (size_t)(title.data + title.len - p), dividers[i], n)) {
			last = p;
			p += n;
		}
		if (is_label((struct bytes){title.data, (size_t)(first - title.data)}, false) ||
		    is_label((struct bytes){last + n, (size_t)(title.data + title.len - last) - n}, false))
			return true;
	}
	return false;
}

bool text_is_paid_title(struct bytes title)
{
	return is_bracketed(title) || is_divided(title) || is_label(title, false);
}
