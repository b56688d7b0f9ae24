/* clause.c: whether a clause of a query holds for an article, and in which sentence. */
#include "rules_priv.h"

#include <string.h>

#include "telex/utf8.h"

/* ---- sentences ---- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80);
}

/* "U.S.", "J. Smith", "No. 5", "e.g. this": a stop behind one letter, or before what begins no sentence. */
static bool is_abbreviation(const char *text, size_t at, size_t len)
{
	const char next = at + 2 < len ? text[at + 2] : 'A';

	if (at >= 1 && is_letter(text[at - 1]) && (at == 1 || !is_letter(text[at - 2])))
		return true;
	return next >= 'a' && next <= 'z';
}

/* The bytes of a sentence's end at `at`: ". ", "! ", "? ", a line break, or the full stops of Chinese and Japanese; 0:
 * none. */
static size_t end_len(const char *text, size_t at, size_t len)
{
	static const char *const wide[] = {"\u3002", "\uff01", "\uff1f"};
	const char *s = text + at;

	if (*s == '\n')
		return 1;
	if (*s == '.' || *s == '!' || *s == '?')
		return at + 1 == len || ((s[1] == ' ' || s[1] == '\n') && (*s != '.' || !is_abbreviation(text, at, len)));
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (len - at >= strlen(wide[i]) && !memcmp(s, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return 0;
}

static bool is_follower(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) == 0x80;
}

/* Half of what may be shown on either side of the words. */
static void shorten(const char *text, const struct store_hit *hit, size_t *from, size_t *to)
{
	const size_t side = hit->len < RULES_SENTENCE_MAX ? (RULES_SENTENCE_MAX - hit->len) / 2 : 0;
	const size_t end = hit->at + (hit->len < RULES_SENTENCE_MAX ? hit->len : RULES_SENTENCE_MAX);

	if (hit->at - *from > side)
		*from = hit->at - side;
	if (*to - end > side)
		*to = end + side;
	while (*from < hit->at && is_follower(text, *from))
		++*from;
	while (*to > *from && is_follower(text, *to))
		--*to;
}

static const char *sentence(void *ctx, const char *text, const struct store_hit *hit, bool is_whole)
{
	const size_t len = strlen(text);
	size_t from = 0, to = len, cut_from, cut_to;

	for (size_t at = 0; at < hit->at && !is_whole; at++) {
		const size_t n = end_len(text, at, len);

		if (n && at + n <= hit->at)
			from = at + n;
	}
	for (size_t at = hit->at + hit->len; at < len && to == len && !is_whole; at++) {
		const size_t n = end_len(text, at, len);

		if (n)
			to = text[at] == '\n' ? at : at + n;
	}
	while (from < hit->at && (text[from] == ' ' || text[from] == '\n'))
		from++;
	cut_from = from;
	cut_to = to;
	shorten(text, hit, &cut_from, &cut_to);
	return mem_printf(ctx, "%s%.*s%s", cut_from > from ? "…" : "", (int)(cut_to - cut_from), text + cut_from,
			  cut_to < to ? "…" : "");
}

bool clause_find(const struct clause_look *look, const struct query_term *words, const char **ret_field,
		 const char **ret_sentence)
{
	const struct {
		enum query_column column;
		const char *name, *text;
	} columns[] = {{QUERY_TITLE, "title", look->text->title},
		       {QUERY_BODY, "body", look->text->body},
		       {QUERY_AUTHOR, "author", look->text->author}};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const struct bytes text = {columns[i].text, strlen(columns[i].text)};
		struct store_hit hit;

		if (!store_hits(words, 1, columns[i].column, text, &hit, 1))
			continue;
		if (ret_field)
			*ret_field = columns[i].name;
		if (ret_sentence)
			*ret_sentence = sentence(look->ctx, columns[i].text, &hit, columns[i].column != QUERY_BODY);
		return true;
	}
	return false;
}

/* ---- truth ---- */

/* Asked of the batch: the same compiler, and the same answer, as for the whole rule. */
static bool is_found(const struct clause_look *look, const struct query *query)
{
	void *tmp = talloc_new(NULL);
	int64_t *ids = NULL;
	size_t n = 0;
	bool is_hit = false;

	if (store_batch_find(look->store, tmp, query, look->now, &ids, &n, NULL))
		for (size_t i = 0; i < n; i++)
			is_hit |= ids[i] == look->text->id;
	talloc_free(tmp);
	return is_hit;
}

bool clause_holds(const struct clause_look *look, const struct query_part *part)
{
	switch (part->kind) {
	case QUERY_PART_WORDS:
		return clause_find(look, &part->words, NULL, NULL);
	case QUERY_PART_NOT:
		return !part->n_kids || !clause_holds(look, part->kids);
	case QUERY_PART_ALL:
		for (size_t i = 0; i < part->n_kids; i++)
			if (!clause_holds(look, &part->kids[i]))
				return false;
		return true;
	case QUERY_PART_ANY:
		for (size_t i = 0; i < part->n_kids; i++)
			if (clause_holds(look, &part->kids[i]))
				return true;
		return false;
	default:
		return is_found(look, part->query);
	}
}
