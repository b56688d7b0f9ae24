/* hits.c: where in a text the words of a query are, cut by the index's own tokenizer.
 *
 * All terms are looked for in one pass over the text. */
#include "store_priv.h"

struct finder {
	struct term *terms;
	size_t n_terms;
	size_t starts[TERM_WORDS_MAX]; /* of the last places, at place % TERM_WORDS_MAX */
	size_t place;
	struct store_hit *hits;
	size_t n, max;
};

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
		f->starts[++f->place % TERM_WORDS_MAX] = token->start;
	for (size_t t = 0; t < f->n_terms; t++) {
		const struct term *term = &f->terms[t];

		if (term_take(&f->terms[t], token))
			add_hit(f,
				term->n == 1 ? token->start
					     : f->starts[(f->place + 1 - term->n) % TERM_WORDS_MAX],
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
	f.terms = mem_array(NULL, struct term, n_terms);
	for (size_t i = 0; i < n_terms; i++) {
		if (!(terms[i].columns & column))
			continue;
		term_make(f.terms, &terms[i], &f.terms[f.n_terms]);
		f.n_terms += f.terms[f.n_terms].n > 0;
	}
	if (f.n_terms)
		tokens_cut(text, false, on_token, &f);
	talloc_free(f.terms);
	return f.n;
}
