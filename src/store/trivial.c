/* trivial.c: which changes of a publisher nobody would call one.  Pure. */
#include "ingest.h"

#include <string.h>

#include "telex/utf8.h"

/* What is compared: letters and digits alone, so that blanks, quotes, dashes, hyphens and case do not count. */
enum { TEXT_MAX = 16 * 1024 * 1024 };

#define N_IN(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(const char *const *table, size_t n, struct bytes word)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(table[i]) == word.len && !memcmp(table[i], word.data, word.len))
			return true;
	}
	return false;
}

/* ---- counters: "12 comments", "Views: 1,204", "3 hours ago" ---- */

/* All words here as utf8_fold_words leaves them. */
static const char *const counted[] = {
    "comment", "comments", "reply", "replies", "view", "views", "share", "shares", "like", "likes", "read", "reads", "vote",
    "votes", "kommentar", "kommentare", "aufrufe", "antworten", "commentaire",
    "commentaires", "vues", "partages", "comentario", "comentarios", "vistas", "visitas", "comentarios", "visualizacoes",
    "commenti", "commento", "visualizzazioni", "condivisioni", "reacties", "reactie", "weergaven", "komentarzy",
    "komentarze", "komentarz", "wyswietlen", "комментариев", "комментария", "комментарии", "просмотров", "просмотра",
};
static const char *const time_units[] = {
    "second", "seconds", "sec", "minute", "minutes", "min", "mins", "hour", "hours", "h", "day", "days", "d", "week",
    "weeks", "sekunden", "minuten", "stunde", "stunden", "tag", "tage", "tagen", "heure", "heures", "jour", "jours",
    "minuto", "minutos", "hora", "horas", "dia", "dias", "minuti", "minuto", "ora", "ore", "giorno", "giorni", "uur",
    "minuut", "dag", "dagen", "minut", "minuty", "godzin", "godziny", "dni", "минут", "минуты", "часов", "часа", "час",
    "днеи", "дня", "день",
};
/* Beside a number and a unit: so long ago, or so long to read. */
static const char *const agos[] = {"ago", "read", "vor", "a", "hace", "ha", "fa", "geleden", "temu", "назад", "lesezeit", "lecture", "lectura", "lettura"};

struct words {
	struct bytes *words;
	size_t n;
};

static struct bytes word_at(const struct words *w, size_t i)
{
	return i < w->n ? w->words[i] : (struct bytes){"", 0};
}

static bool is_number(struct bytes word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return i > 0 && i + 1 == word.len && (word.data[i] == 'k' || word.data[i] == 'm');
	}
	return word.len > 0;
}

/* The words from i on that are a counter: a number of one or more parts, with what is counted before or behind it. */
static size_t counter_len(const struct words *w, size_t i)
{
	size_t n = 0;
	struct bytes behind;

	while (is_number(word_at(w, i + n)))
		n++;
	if (n == 0)
		return 0;
	behind = word_at(w, i + n);
	if (is_one_of(counted, N_IN(counted), behind))
		return n + 1;
	if (is_one_of(time_units, N_IN(time_units), behind) &&
	    (is_one_of(agos, N_IN(agos), word_at(w, i + n + 1)) || (i > 0 && is_one_of(agos, N_IN(agos), w->words[i - 1]))))
		return n + 1;
	return i > 0 && is_one_of(counted, N_IN(counted), w->words[i - 1]) ? n : 0;
}

/* ---- lists of other articles ---- */

/* How a block begins that leads elsewhere. */
static const char *const leads[] = {
    "related", "related articles", "related stories", "related content", "related news", "related links", "related posts",
    "related reading", "see also", "read also", "also read", "read more", "read next", "more on this", "more from",
    "most read", "most popular", "recommended", "recommended reading", "you may also like", "trending", "up next",
    "lesen sie auch", "mehr zum thema", "auch interessant", "das konnte sie auch interessieren", "verwandte artikel",
    "a lire aussi", "lire aussi", "sur le meme sujet", "articles lies", "lea tambien", "lee tambien", "le puede interesar",
    "noticias relacionadas", "articulos relacionados", "leia tambem", "leia mais", "veja tambem", "noticias relacionadas",
    "leggi anche", "articoli correlati", "potrebbe interessarti", "lees ook", "gerelateerde artikelen", "meer over",
    "czytaj takze", "czytaj rowniez", "przeczytaj takze", "zobacz takze", "zobacz tez", "читаите также", "по теме",
    "материалы по теме", "смотрите также", "相关阅读", "相关新闻", "延伸阅读", "関連記事", "あわせて読みたい",
};

enum lead { LEAD_NONE, LEAD_LINE, LEAD_HEADING };

/* A line that leads elsewhere by itself ("Read more: X"), or heads those that do. */
static enum lead lead_of(struct bytes line)
{
	enum { HEADING_MAX = 80, LINE_MAX = 400 };
	AUTO_BUF folded = BUF_INIT(KIB(16));
	const char *narrow = memchr(line.data, ':', line.len), *wide = memmem(line.data, line.len, "：", 3);
	const char *colon = narrow && (!wide || narrow < wide) ? narrow : wide;
	struct bytes head = {line.data, colon ? (size_t)(colon - line.data) : line.len};

	if (line.len > LINE_MAX || head.len > HEADING_MAX)
		return LEAD_NONE;
	utf8_fold_words(head, &folded);
	if (!is_one_of(leads, N_IN(leads), buf_bytes(&folded)))
		return LEAD_NONE;
	return colon && colon + (*colon == ':' ? 1 : 3) < line.data + line.len ? LEAD_LINE : LEAD_HEADING;
}

/* Headlines end without a full stop. */
static bool is_sentence(struct bytes line)
{
	static const char *const stops[] = {".", "。", ".”", ".\"", ".“", ".»"};

	for (size_t i = 0; i < N_IN(stops); i++) {
		size_t n = strlen(stops[i]);

		if (line.len > n && !memcmp(line.data + line.len - n, stops[i], n))
			return true;
	}
	return false;
}

/* ---- together ---- */

/* The letters, without blanks ("e-mail" is "email"), but between numbers: 1.5 is not 15. */
static void add_word(struct bytes word, size_t from, struct buf *out)
{
	bool is_behind_digit = out->len > from && out->data[out->len - 1] >= '0' && out->data[out->len - 1] <= '9';

	if (is_behind_digit && word.data[0] >= '0' && word.data[0] <= '9')
		buf_addc(out, ' ');
	buf_add(out, word.data, word.len);
}

static void add_words(const struct words *w, bool with_counters, struct buf *out)
{
	size_t from = out->len;

	for (size_t i = 0, n; i < w->n; i += n) {
		n = with_counters ? 0 : counter_len(w, i);
		if (n > 0)
			continue;
		n = 1;
		/* "Comments: 3", "Comments": the noun goes with its number */
		if (!with_counters && is_one_of(counted, N_IN(counted), w->words[i]) &&
		    (w->n == 1 || is_number(word_at(w, i + 1))))
			continue;
		add_word(w->words[i], from, out);
	}
}

/* Signs that mean something beside a number become letters of their own (private use), all minus signs the same. */
static size_t put_sign(struct bytes s, size_t i, struct buf *out)
{
	static const char *const minus[] = {"-", "−", "–"};
	static const char *const signs[] = {"%", "$", "+", "€", "£", "¥", "₹", "₽", "₺", "₩"};
	enum { PRIVATE = 0xe000 };

	for (size_t k = 0; k < N_IN(minus); k++) {
		size_t n = strlen(minus[k]);

		if (s.len - i > n && !memcmp(s.data + i, minus[k], n) && s.data[i + n] >= '0' && s.data[i + n] <= '9' &&
		    (i == 0 || s.data[i - 1] == ' ' || s.data[i - 1] == '(')) {
			utf8_put(out, PRIVATE);
			return n;
		}
	}
	for (size_t k = 0; k < N_IN(signs); k++) {
		size_t n = strlen(signs[k]);

		if (s.len - i >= n && !memcmp(s.data + i, signs[k], n)) {
			utf8_put(out, PRIVATE + 1 + (int32_t)k);
			return n;
		}
	}
	return 0;
}

/* Without what stands behind the '?' or '#' of addresses, and with signs as letters. */
static void prepare(struct bytes line, struct buf *out)
{
	bool is_address = false, is_tail = false;

	for (size_t i = 0; i < line.len;) {
		char c = line.data[i];
		size_t n;

		if (c == ' ' || c == '\t')
			is_address = is_tail = false;
		else if (line.len - i > 3 && !memcmp(line.data + i, "://", 3))
			is_address = true;
		is_tail |= is_address && (c == '?' || c == '#');
		n = is_tail || is_address ? 0 : put_sign(line, i, out);
		if (n == 0 && !is_tail)
			buf_addc(out, c);
		i += n ? n : 1;
	}
}

static void cut(void *ctx, struct bytes folded, struct words *w)
{
	size_t room = 0;

	for (size_t i = 0; i < folded.len;) {
		const char *p = folded.data + i, *end = memchr(p, ' ', folded.len - i);
		size_t n = end ? (size_t)(end - p) : folded.len - i;

		if (w->n == room) {
			room = room ? 2 * room : 64;
			w->words = mem_grow(ctx, w->words, struct bytes, room);
		}
		w->words[w->n++] = (struct bytes){p, n};
		i += n + 1;
	}
}

/* Counters stand in short lines of their own; in a sentence a number is news. */
static void add_line(void *ctx, struct bytes line, bool is_title, struct buf *out)
{
	enum { COUNTER_WORDS_MAX = 16 };
	AUTO_BUF plain = BUF_INIT(4 * line.len + 1), folded = BUF_INIT(80 * line.len + 1);
	struct words w = {0};

	prepare(line, &plain);
	utf8_fold_words(buf_bytes(&plain), &folded);
	cut(ctx, buf_bytes(&folded), &w);
	add_words(&w, is_title || w.n > COUNTER_WORDS_MAX || is_sentence(line), out);
	talloc_free(w.words);
}

/* What of a text counts. */
static void essence(void *ctx, const char *text, struct buf *out)
{
	enum lead lead = LEAD_NONE;

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		struct bytes line = {p, n};
		enum lead own = n > 0 ? lead_of(line) : LEAD_NONE;

		p += n + (p[n] == '\n');
		if (n == 0)
			continue;
		if (own == LEAD_HEADING)
			lead = own;
		else if (lead == LEAD_HEADING && is_sentence(line))
			lead = LEAD_NONE;
		if (own == LEAD_NONE && lead == LEAD_NONE)
			add_line(ctx, line, false, out);
	}
}

static bool is_equal(const struct buf *a, const struct buf *b)
{
	return buf_ok(a) && buf_ok(b) && a->len == b->len && !memcmp(buf_str(a), buf_str(b), a->len);
}

static bool is_same_text(void *ctx, const char *a, const char *b)
{
	AUTO_BUF one = BUF_INIT(TEXT_MAX), other = BUF_INIT(TEXT_MAX);

	if (!strcmp(a, b))
		return true;
	essence(ctx, a, &one);
	essence(ctx, b, &other);
	return is_equal(&one, &other);
}

static bool is_same_line(void *ctx, const char *a, const char *b)
{
	AUTO_BUF one = BUF_INIT(TEXT_MAX), other = BUF_INIT(TEXT_MAX);

	if (!strcmp(a, b))
		return true;
	add_line(ctx, (struct bytes){a, strlen(a)}, true, &one);
	add_line(ctx, (struct bytes){b, strlen(b)}, true, &other);
	return one.len > 0 && is_equal(&one, &other);
}

bool change_is_trivial(void *ctx, const struct fts_text *before, const struct fts_text *after)
{
	return is_same_line(ctx, before->title, after->title) && is_same_line(ctx, before->author, after->author) &&
	       is_same_text(ctx, before->body, after->body);
}
