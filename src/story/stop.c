/* stop.c: words that tell no story from another, and the words of round-ups. */
#include "stop.h"

#include <string.h>

enum { LONGEST = 9 };
/* Ascending, folded.  Grammar, and what headlines say of themselves or of time; of other languages the grammar: in an archive
 * that is mostly English it would be taken for rare words.
 * Without those that are names in the trade: AT&T, NOS, TOT, DAS. */
static const char words[][LONGEST + 1] = {
    "a", "aan", "ab", "aber", "about", "af", "after", "again", "against", "ai", "akan", "al", "ale", "all", "alla", "als",
    "also", "am", "amid", "among", "an", "anche", "and", "anni", "ano", "anos", "any", "ao", "aos", "apos", "apres", "ar",
    "are", "as", "at", "ate", "au", "auch", "auf", "aus", "aussi", "aux", "av", "avec", "be", "because", "been", "before",
    "bei", "beim", "being", "between", "bij", "bir", "bis", "blir", "both", "bu", "but", "by", "byc", "byl", "ca", "can",
    "care", "ce", "ces", "cette", "che", "chez", "co", "cok", "com", "come", "comme", "como", "con", "contre", "could", "cu",
    "cuando", "czy", "da", "daha", "dal", "dalam", "dalla", "dan", "dans", "dari", "dass", "dat", "day", "days", "de",
    "degli", "dei", "deja", "del", "della", "delle", "dello", "dem", "den", "dengan", "depuis", "der", "des", "desde", "det",
    "deux", "deze", "di", "did", "die", "din", "dit", "diz", "dla", "do", "does", "donde", "dont", "dopo", "dos", "down",
    "du", "dupa", "durch", "during", "each", "een", "efter", "ein", "eine", "einem", "einen", "einer", "eines", "el", "elle",
    "eller", "em", "en", "encore", "entre", "er", "era", "es", "esa", "ese", "est", "esta", "estas", "este", "estos", "et",
    "ete", "etre", "ett", "etter", "even", "ever", "every", "first", "foi", "for", "fra", "fran", "from", "fue", "fur",
    "geen", "gegen", "get", "gets", "gibi", "gli", "got", "ha", "haben", "had", "han", "har", "has", "hasta", "hat", "have",
    "hay", "he", "hebben", "heeft", "her", "here", "het", "heute", "him", "his", "how", "hoy", "i", "icin", "if", "ihre",
    "ikke", "il", "ile", "ils", "im", "in", "ini", "inte", "into", "is", "isso", "ist", "it", "its", "itu", "ja", "jaar",
    "jahr", "jahre", "jak", "jako", "je", "jest", "jetzt", "jsou", "juga", "just", "juz", "kan", "kann", "ke", "ktery", "la",
    "las", "last", "le", "least", "leia", "les", "less", "leur", "like", "live", "lo", "los", "ma", "maar", "made", "mai",
    "mais", "make", "makes", "many", "mas", "may", "me", "med", "meer", "mehr", "met", "mit", "more", "most", "mot", "much",
    "must", "muy", "my", "na", "naar", "nach", "nao", "nar", "nas", "ne", "nei", "nel", "nella", "neue", "neuen", "neuer",
    "neues", "new", "next", "nicht", "nie", "niet", "no", "noch", "nog", "non", "not", "nous", "now", "nu", "nur", "och",
    "od", "oder", "of", "off", "og", "ohne", "olan", "olarak", "old", "oleh", "om", "on", "one", "only", "ont", "ook", "op",
    "or", "ora", "oraz", "os", "other", "ou", "our", "out", "over", "own", "pa", "pada", "par", "para", "pas", "pe", "pela",
    "pelo", "pentru", "per", "pero", "photo", "photos", "piu", "plus", "po", "pod", "podle", "por", "porque", "pour", "prin",
    "pro", "przed", "przez", "que", "questa", "questo", "qui", "really", "report", "reported", "reports", "review", "roku",
    "s", "sa", "said", "sans", "sao", "say", "saying", "says", "se", "segun", "sein", "seine", "selon", "ser", "ses", "set",
    "sets", "seu", "she", "should", "si", "sich", "sie", "sig", "sin", "since", "sind", "ska", "so", "sobre", "som", "some",
    "son", "sono", "sonra", "sont", "sous", "still", "su", "sua", "such", "sunt", "suo", "sur", "sus", "t", "take", "takes",
    "te", "tego", "tem", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "through",
    "tidak", "til", "till", "time", "to", "toda", "today", "todo", "tomorrow", "too", "top", "tous", "tout", "toute", "tra",
    "tras", "two", "tym", "uber", "uit", "um", "uma", "un", "una", "und", "under", "une", "unos", "unter", "until", "untuk",
    "up", "update", "updates", "upon", "us", "uz", "van", "var", "ve", "ved", "vers", "very", "via", "vid", "video", "vil",
    "vom", "von", "voor", "vor", "vous", "vs", "want", "wants", "was", "watch", "we", "week", "wel", "werden", "were",
    "what", "when", "where", "which", "while", "who", "why", "wie", "will", "wir", "wird", "with", "within", "worden",
    "wordt", "world", "would", "wurde", "ya", "yang", "year", "years", "yesterday", "you", "your", "za", "ze", "zijn", "zu",
    "zum", "zur",
};
static const char *const roundups[] = {
    "roundup", "round-up", "round up", "news in brief", "in brief:", "briefs", "this week in", "the week in", "week in review",
    "weekly wrap", "morning briefing", "daily briefing", "newsletter", "what we're reading", "top stories", "more stories",
    "headlines of", "links for", "news digest", "daily digest", "weekly digest",
};

/* Where the words of each letter begin; a test compares. */
static const unsigned short firsts[27] = {0, 44, 62, 82, 130, 164, 172, 179, 200, 219, 232, 236, 249, 272, 300, 328, 353, 357, 363, 408, 443, 462, 478, 505, 505, 512, 518};

/* Russian, Ukrainian, Bulgarian. */
static const char *const cyrillic[] = {
    "в", "и", "с", "к", "о", "у", "а", "я", "і", "з", "й", "во", "на", "не", "по", "из", "за", "от", "до", "для", "что", "как", "это", "его", "ее", "их", "он", "она", "они", "при", "со",
    "но", "или", "если", "уже", "после", "более", "также", "будет", "был", "была", "были", "который", "года", "год", "та", "що",
    "від", "про", "які", "він", "це", "се", "да", "ще", "че",
};

static bool is_cyrillic(struct bytes word)
{
	for (size_t i = 0; i < sizeof(cyrillic) / sizeof(cyrillic[0]); i++)
		if (strlen(cyrillic[i]) == word.len && memcmp(cyrillic[i], word.data, word.len) == 0)
			return true;
	return false;
}

bool stop_is(struct bytes word)
{
	unsigned letter = word.len ? (unsigned char)word.data[0] - 'a' : 26;

	if (word.len && (unsigned char)word.data[0] >> 1 == 0xd0 >> 1)
		return is_cyrillic(word);
	if (letter >= 26 || word.len > LONGEST)
		return false;
	for (size_t i = firsts[letter]; i < firsts[letter + 1]; i++)
		if (words[i][word.len] == '\0' && words[i][word.len - 1] == word.data[word.len - 1] &&
		    memcmp(words[i], word.data, word.len) == 0)
			return true;
	return false;
}

bool stop_is_roundup(struct bytes title)
{
	size_t n_parts = 0;

	for (size_t i = 0; i < sizeof(roundups) / sizeof(roundups[0]); i++)
		if (memmem(title.data, title.len, roundups[i], strlen(roundups[i])))
			return true;
	for (size_t i = 0; i < title.len; i++)
		n_parts += title.data[i] == ';';
	return n_parts >= 2;
}
