/* wordset.c: many words looked for in one text at once: a hash of the words as the index cuts them.
 *
 * Of a phrase one word is enough to look for, the longest: it is the rarest, as a rule.  Prefixes stand in the same hash;
 * a word of the text is looked up whole, and cut to each length that some prefix has. */
#include "store_priv.h"

#include <string.h>

enum {
	LEN_MAX = 64, /* bytes of a word that count; longer ones are told apart elsewhere */
	PLACES_FIRST = 64
};

struct word {
	struct word *next; /* of the same text and kind: another owner */
	uint64_t hash;
	uint32_t len;
	bool is_prefix;
	size_t owner;
	char text[];
};
struct store_wordset {
	struct word **places; /* a power of two, open addressing */
	size_t n_places, n;
	bool has_prefix[LEN_MAX + 1]; /* by length */
};

static uint64_t hash_of(const char *text, size_t len, bool is_prefix)
{
	uint64_t h = is_prefix ? 0x9e3779b97f4a7c15u : 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 1099511628211u;
	return h ^ h >> 29;
}

struct store_wordset *store_wordset_new(void *ctx)
{
	struct store_wordset *set = mem_new(ctx, struct store_wordset);

	set->n_places = PLACES_FIRST;
	set->places = mem_array(set, struct word *, set->n_places);
	return set;
}

/* Where the word is, or would be. */
static struct word **place_of(const struct store_wordset *set, uint64_t hash, const char *text, size_t len,
			      bool is_prefix)
{
	size_t at = hash & (set->n_places - 1);

	for (const struct word *w; (w = set->places[at]); at = (at + 1) & (set->n_places - 1))
		if (w->hash == hash && w->len == len && w->is_prefix == is_prefix && !memcmp(w->text, text, len))
			break;
	return &set->places[at];
}

static void grow(struct store_wordset *set)
{
	struct word **old = set->places;
	size_t n_old = set->n_places;

	set->n_places *= 2;
	set->places = mem_array(set, struct word *, set->n_places);
	for (size_t i = 0; i < n_old; i++)
		if (old[i])
			*place_of(set, old[i]->hash, old[i]->text, old[i]->len, old[i]->is_prefix) = old[i];
	talloc_free(old);
}

/* ---- the word that stands for a phrase ---- */

struct chosen {
	char text[LEN_MAX];
	size_t len;
	bool is_last;
};

static int choose(void *state, const struct token *token)
{
	struct chosen *best = state;
	size_t len = token->len < LEN_MAX ? token->len : LEN_MAX;

	best->is_last = false;
	if (len <= best->len)
		return 0;
	memcpy(best->text, token->text, len);
	best->len = len;
	best->is_last = true;
	return 0;
}

void store_wordset_add(struct store_wordset *set, const char *text, bool is_prefix, size_t owner)
{
	struct chosen best = {.len = 0};
	struct word *word, **place;

	(void)tokens_cut((struct bytes){text, strlen(text)}, true, choose, &best);
	if (!best.len)
		return;
	/* what is as long as we look stands for everything that begins so */
	is_prefix = (is_prefix && best.is_last) || best.len == LEN_MAX;
	if (2 * set->n >= set->n_places)
		grow(set);
	word = mem_check(talloc_zero_size(set, sizeof(*word) + best.len));
	word->hash = hash_of(best.text, best.len, is_prefix);
	word->len = (uint32_t)best.len;
	word->is_prefix = is_prefix;
	word->owner = owner;
	memcpy(word->text, best.text, best.len);
	place = place_of(set, word->hash, best.text, best.len, is_prefix);
	set->n += !*place;
	word->next = *place;
	*place = word;
	set->has_prefix[best.len] |= is_prefix;
}

/* ---- looking ---- */

struct scan {
	const struct store_wordset *set;
	bool *is_hit;
	bool has_any;
};

static void look_up(struct scan *s, const char *text, size_t len, bool is_prefix)
{
	for (const struct word *w = *place_of(s->set, hash_of(text, len, is_prefix), text, len, is_prefix); w;
	     w = w->next) {
		s->is_hit[w->owner] = true;
		s->has_any = true;
	}
}

static int look(void *state, const struct token *token)
{
	struct scan *s = state;
	size_t most = token->len < LEN_MAX ? token->len : LEN_MAX;

	if (token->len < LEN_MAX)
		look_up(s, token->text, token->len, false);
	for (size_t len = 1; len <= most; len++)
		if (s->set->has_prefix[len])
			look_up(s, token->text, len, true);
	return 0;
}

bool store_wordset_scan(const struct store_wordset *set, struct bytes text, bool *is_hit)
{
	struct scan s = {.set = set, .is_hit = is_hit};

	if (set->n)
		(void)tokens_cut(text, false, look, &s);
	return s.has_any;
}
