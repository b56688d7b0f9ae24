/* hits.c: where in a text the words of a query are, cut by the index's own tokenizer.
 *
 * All terms are looked for in one pass over the text (shift-and, Baeza-Yates and Gonnet 1992): bit i of a
 * term's state says that its words 0..i stand on the last i + 1 places. */
#include "store_priv.h"

#include <string.h>

enum { WORDS_MAX = 64 }; /* of one term; places of the text that are remembered */

struct hit_word {
	char *text;
	size_t len;
};
struct hit_term {
	struct hit_word words[WORDS_MAX];
	size_t n;
	bool is_prefix;	      /* the last word */
	uint64_t state, here; /* here: the words that stand on the current place */
};
struct term_cut {
	void *ctx;
	struct hit_term *term;
};
struct finder {
	struct hit_term *terms;
	size_t n_terms;
	size_t starts[WORDS_MAX]; /* of the last places, at place % WORDS_MAX */
	size_t place;
	struct store_hit *hits;
	size_t n, max;
};

static int add_word(void *state, const struct token *token)
{
	const struct term_cut *cut = state;

	if (cut->term->n == WORDS_MAX)
		return 1;
	cut->term->words[cut->term->n++] =
	    (struct hit_word){.text = mem_strndup(cut->ctx, token->text, token->len), .len = token->len};
	return 0;
}

static bool is_word(const struct hit_term *term, size_t i, const struct token *token)
{
	const struct hit_word *word = &term->words[i];
	bool may_be_longer = term->is_prefix && i + 1 == term->n;

	return (token->len == word->len || (may_be_longer && token->len > word->len)) &&
	       !memcmp(token->text, word->text, word->len);
}

/* Hits come in the order of their ends; what overlaps becomes one. */
static void add_hit(struct finder *f, size_t start, size_t end)
{
	while (f->n && f->hits[f->n - 1].at + f->hits[f->n - 1].len > start) {
		const struct store_hit *last = &f->hits[--f->n];

		if (last->at < start)
			start = last->at;
		if (last->at + last->len > end)
			end = last->at + last->len;
	}
	f->hits[f->n++] = (struct store_hit){.at = start, .len = end - start};
}

static int on_token(void *state, const struct token *token)
{
	struct finder *f = state;

	if (!token->is_extra)
		f->starts[++f->place % WORDS_MAX] = token->start;
	for (size_t t = 0; t < f->n_terms; t++) {
		struct hit_term *term = &f->terms[t];
		uint64_t top = UINT64_C(1) << (term->n - 1);

		if (!token->is_extra) {
			term->state = term->here << 1 | 1;
			term->here = 0;
		}
		for (size_t i = 0; i < term->n; i++)
			if (term->state >> i & 1 && is_word(term, i, token))
				term->here |= UINT64_C(1) << i;
		if (term->here & top && is_word(term, term->n - 1, token))
			add_hit(f,
				term->n == 1 ? token->start : f->starts[(f->place + 1 - term->n) % WORDS_MAX],
				token->end);
	}
	return f->n == f->max;
}

size_t store_hits(const struct query_term *terms, size_t n_terms, enum query_column column, struct bytes text,
		  struct store_hit *hits, size_t max)
{
	struct finder f = {.hits = hits, .max = max};

	if (!max || !n_terms)
		return 0;
	f.terms = mem_array(NULL, struct hit_term, n_terms);
	for (size_t i = 0; i < n_terms; i++) {
		struct term_cut cut = {.ctx = f.terms, .term = &f.terms[f.n_terms]};

		if (!(terms[i].columns & column))
			continue;
		cut.term->is_prefix = terms[i].is_prefix;
		tokens_cut((struct bytes){terms[i].text, strlen(terms[i].text)}, true, add_word, &cut);
		if (cut.term->n)
			f.n_terms++;
	}
	if (f.n_terms)
		tokens_cut(text, false, on_token, &f);
	talloc_free(f.terms);
	return f.n;
}
