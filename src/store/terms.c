/* terms.c: words and phrases looked for in a stream of tokens.
 *
 * Shift-and (Baeza-Yates and Gonnet 1992): bit i of a term's state says that its words 0..i stand on the last
 * i + 1 places. */
#include "store_priv.h"

#include <string.h>

struct cut {
	void *ctx;
	struct term *term;
};

static int add_word(void *state, const struct token *token)
{
	const struct cut *cut = state;

	if (cut->term->n == TERM_WORDS_MAX)
		return 1;
	cut->term->words[cut->term->n++] =
	    (struct term_word){.text = mem_strndup(cut->ctx, token->text, token->len), .len = token->len};
	return 0;
}

void term_make(void *ctx, const struct query_term *words, struct term *ret)
{
	struct cut cut = {ctx, ret};

	*ret = (struct term){.is_prefix = words->is_prefix};
	tokens_cut((struct bytes){words->text, strlen(words->text)}, true, add_word, &cut);
}

void term_restart(struct term *term)
{
	term->state = term->here = 0;
}

static bool is_word(const struct term *term, size_t i, const struct token *token)
{
	const struct term_word *word = &term->words[i];
	bool may_be_longer = term->is_prefix && i + 1 == term->n;

	return (token->len == word->len || (may_be_longer && token->len > word->len)) &&
	       !memcmp(token->text, word->text, word->len);
}

bool term_take(struct term *term, const struct token *token)
{
	const uint64_t top = UINT64_C(1) << (term->n - 1);

	if (term->n == 1)
		return is_word(term, 0, token);
	if (!token->is_extra) {
		term->state = term->here << 1 | 1;
		term->here = 0;
	}
	for (size_t i = 0; i < term->n; i++)
		if (term->state >> i & 1 && is_word(term, i, token))
			term->here |= UINT64_C(1) << i;
	return term->here & top && is_word(term, term->n - 1, token);
}
