/* place_keys.c: the features that candidates are found by, and which articles have one. */
#include <math.h>
#include <stdlib.h>

#include "placing.h"

enum {
	TITLE_ASKED = 8, /* words, the rarest */
	TEXT_ASKED = 10, /* words drawn by lot: equal texts draw the same */
	TITLE_KEPT = 7,
	TEXT_KEPT = 6,
	RUNS = 1,
	LINKS = 1
};
#define ODDS_LEAST 0.02F /* a word in every other article leads nowhere */
#define ODDS_SURE 6.0F

struct drawn {
	struct story_term word;
	double lot;
};

static bool is_before(const struct drawn *a, const struct drawn *b)
{
	return a->lot != b->lot ? a->lot < b->lot : a->word.hash < b->word.hash;
}

/* The rarest words of a text are those that nobody else has.  So it is drawn by lot, and the word's own hash is the lot, with
 * better odds for rare ones: two texts with a third of their words in common draw some of the same. */
static void draw_words(const struct story_term *words, size_t n, struct place_key *ret, size_t *ret_n)
{
	struct drawn drawn[TEXT_ASKED + 1];
	size_t n_drawn = 0;

	for (size_t i = 0; i < n; i++) {
		const double u = ((double)(words[i].hash * UINT32_C(2654435769)) + 1) / 4294967297.0;
		const struct drawn one = {words[i], -log(u) / (double)words[i].worth};
		size_t at = n_drawn;

		for (; at > 0 && is_before(&one, &drawn[at - 1]); at--)
			drawn[at] = drawn[at - 1];
		drawn[at] = one;
		n_drawn += n_drawn < TEXT_ASKED;
	}
	for (size_t i = 0; i < n_drawn; i++) {
		float odds = 1 / (STORY_MIXED_IN * drawn[i].word.p);

		if (odds >= ODDS_LEAST)
			ret[(*ret_n)++] = (struct place_key){drawn[i].word.hash, odds, true, i < TEXT_KEPT};
	}
}

static int by_worth(const void *pa, const void *pb)
{
	const struct story_term *a = pa, *b = pb;

	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void add_words(const struct story_term *words, size_t n, size_t asked, size_t kept, struct place_key *ret,
		      size_t *ret_n)
{
	struct story_term sorted[STORY_TEXT_WORDS];

	memcpy(sorted, words, n * sizeof(*words));
	qsort(sorted, n, sizeof(*sorted), by_worth);
	for (size_t i = 0; i < n && i < asked; i++) {
		float odds = 1 / (STORY_MIXED_IN * sorted[i].p);

		if (odds >= ODDS_LEAST)
			ret[(*ret_n)++] = (struct place_key){sorted[i].hash, odds, true, i < kept};
	}
}

static int by_odds(const void *pa, const void *pb)
{
	const struct place_key *a = pa, *b = pb;

	if (a->odds != b->odds)
		return a->odds > b->odds ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

size_t place_keys(const struct story_article *article, struct place_key *ret)
{
	size_t n = 0;

	if (!article->is_title_common)
		add_words(article->title, article->n_title, TITLE_ASKED, TITLE_KEPT, ret, &n);
	if (article->has_text)
		draw_words(article->text, article->n_text, ret, &n);
	for (size_t i = 0; i < article->n_runs && i < RUNS; i++)
		ret[n++] = (struct place_key){article->runs[i], ODDS_SURE, false, true};
	for (size_t i = 0; i < article->n_links && i < LINKS; i++)
		ret[n++] = (struct place_key){article->links[i], ODDS_SURE, false, true};
	if (article->self)
		ret[n++] = (struct place_key){article->self, ODDS_SURE, false, false};
	qsort(ret, n, sizeof(*ret), by_odds);
	return n;
}

void place_post(struct placing *p, struct live *live, int64_t article, uint32_t key)
{
	int64_t *at = idmap_at(p->ctx, &p->first_at, (int64_t)key + 1);

	if (p->n_postings == p->room_postings) {
		p->room_postings = p->room_postings ? 2 * p->room_postings : 1024;
		p->postings = mem_grow(p->ctx, p->postings, struct posting, p->room_postings);
	}
	p->postings[p->n_postings++] = (struct posting){key, live, article, *at};
	*at = (int64_t)p->n_postings;
}

bool place_look(struct placing *p, const struct place_key *key, int64_t at, struct live **ret, size_t *ret_n, struct err *err)
{
	const int64_t *here = idmap_find(&p->first_at, (int64_t)key->hash + 1);
	int64_t stored[PLACE_FOUND_MAX];
	size_t n = 0, n_stored;

	for (int64_t i = here ? *here : 0; i && n < PLACE_FOUND_MAX; i = p->postings[i - 1].before)
		ret[n++] = place_last(p->postings[i - 1].live);
	n_stored = place_stored(p, key->hash, at, stored, PLACE_FOUND_MAX - n);
	for (size_t i = 0; i < n_stored; i++)
		if (!place_story_of(p, stored[i], &ret[n++], err))
			return false;
	*ret_n = n;
	return true;
}

/* Sixteen rows a statement: a row by itself costs as much again. */
#define PAIR(a, b) "(?" #a ", ?" #b ")"
#define PAIRS_16                                                                                             \
	PAIR(1, 2) "," PAIR(3, 4) "," PAIR(5, 6) "," PAIR(7, 8) "," PAIR(9, 10) "," PAIR(11, 12) ","          \
	PAIR(13, 14) "," PAIR(15, 16) "," PAIR(17, 18) "," PAIR(19, 20) "," PAIR(21, 22) "," PAIR(23, 24) "," \
	PAIR(25, 26) "," PAIR(27, 28) "," PAIR(29, 30) "," PAIR(31, 32)

bool place_write_pairs(struct store *store, const struct place_rows *rows, const int64_t *pairs, size_t n, struct err *err)
{
	enum { ROWS = 16 };
	size_t at = 0;

	for (; at + ROWS <= n; at += ROWS) {
		sqlite3_stmt *stmt = sql_get(store, rows->sixteen, err);
		int got;

		if (!stmt)
			return false;
		for (int i = 0; i < 2 * ROWS; i++)
			sqlite3_bind_int64(stmt, i + 1, pairs[2 * at + (size_t)i]);
		got = sql_step(store, stmt, err);
		sql_done(store, stmt);
		if (got)
			return false;
	}
	for (; at < n; at++)
		if (!sql_run(store, err, rows->one, "ii", pairs[2 * at], pairs[2 * at + 1]))
			return false;
	return true;
}

bool place_write_counts(struct placing *p, const int64_t *pairs, size_t n, struct err *err)
{
	static const struct place_rows rows = {
	    "INSERT INTO story_word (hash, n) VALUES (?1, ?2) ON CONFLICT (hash) DO UPDATE SET n = n + excluded.n",
	    "INSERT INTO story_word (hash, n) VALUES " PAIRS_16 " ON CONFLICT (hash) DO UPDATE SET n = n + excluded.n"};

	return place_write_pairs(p->store, &rows, pairs, n, err);
}
