/* place_keys.c: which articles have a feature: the table that candidates come from.
 *
 * An id is a time, so the articles of a key around a date are a range. */
#include <math.h>
#include <stdlib.h>

#include "placing.h"

enum {
	TITLE_ASKED = 8, /* words, the rarest */
	TEXT_ASKED = 12, /* words drawn by lot: equal texts draw the same */
	TITLE_KEPT = 8,
	TEXT_KEPT = 8,
	RUNS = 2,
	LINKS = 2,
	POSTINGS = 32 /* of a key */
};
#define ODDS_LEAST 0.02F /* a word in every other article leads nowhere */
#define ODDS_SURE 6.0F

struct drawn {
	struct story_word word;
	double lot;
};

static int by_lot(const void *pa, const void *pb)
{
	const struct drawn *a = pa, *b = pb;

	if (a->lot != b->lot)
		return a->lot < b->lot ? -1 : 1;
	return a->word.hash < b->word.hash ? -1 : a->word.hash > b->word.hash;
}

/* The rarest words of a text are those that nobody else has.  So it is drawn by lot, and the word's own hash is the lot, with
 * better odds for rare ones: two texts with a third of their words in common draw some of the same. */
static void draw_words(const struct story_word *words, size_t n, struct place_key *ret, size_t *ret_n)
{
	struct drawn drawn[STORY_TEXT_WORDS];

	for (size_t i = 0; i < n; i++) {
		double u = ((double)(words[i].hash * UINT32_C(2654435769)) + 1) / 4294967297.0;

		drawn[i] = (struct drawn){words[i], -log(u) / log1p(1 / (double)(STORY_MIXED_IN * words[i].p))};
	}
	qsort(drawn, n, sizeof(*drawn), by_lot);
	for (size_t i = 0; i < n && i < TEXT_ASKED; i++) {
		float odds = 1 / (STORY_MIXED_IN * drawn[i].word.p);

		if (odds >= ODDS_LEAST)
			ret[(*ret_n)++] = (struct place_key){drawn[i].word.hash, odds, true, i < TEXT_KEPT};
	}
}

static int by_worth(const void *pa, const void *pb)
{
	const struct story_word *a = pa, *b = pb;

	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void add_words(const struct story_word *words, size_t n, size_t asked, size_t kept, struct place_key *ret,
		      size_t *ret_n)
{
	struct story_word sorted[STORY_TEXT_WORDS];

	memcpy(sorted, words, n * sizeof(*words));
	qsort(sorted, n, sizeof(*sorted), by_worth);
	for (size_t i = 0; i < n && i < asked; i++) {
		float odds = 1 / (STORY_MIXED_IN * sorted[i].p);

		if (odds >= ODDS_LEAST)
			ret[(*ret_n)++] = (struct place_key){sorted[i].hash, odds, true, i < kept};
	}
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
	return n;
}

void place_post(struct placing *p, int64_t article, uint32_t key)
{
	int64_t *at = idmap_at(p->ctx, &p->first_at, (int64_t)key + 1);

	if (p->n_postings == p->room_postings) {
		p->room_postings = p->room_postings ? 2 * p->room_postings : 1024;
		p->postings = mem_grow(p->ctx, p->postings, struct posting, p->room_postings);
	}
	p->postings[p->n_postings++] = (struct posting){key, article, *at};
	*at = (int64_t)p->n_postings;
}

bool place_look(struct placing *p, const struct place_key *key, int64_t at, struct idlist *ret, struct err *err)
{
	const int64_t *here = idmap_find(&p->first_at, (int64_t)key->hash + 1);
	const size_t first = ret->n;
	sqlite3_stmt *stmt;
	bool ok;

	for (int64_t i = here ? *here : 0; i && ret->n - first < POSTINGS; i = p->postings[i - 1].before)
		ids_add(ret, p->postings[i - 1].article);
	if (p->n_known == 0 || (key->is_word && place_is_new_word(p, key->hash)))
		return true;
	stmt = sql_get(p->store,
		       "SELECT article_id FROM story_key WHERE key = ?1 AND article_id BETWEEN ?2 AND ?3"
		       " ORDER BY article_id DESC LIMIT ?4",
		       err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, key->hash);
	sqlite3_bind_int64(stmt, 2, (at - STORY_WINDOW_S) * ID_SLOTS);
	sqlite3_bind_int64(stmt, 3, (at + STORY_WINDOW_S) * ID_SLOTS);
	sqlite3_bind_int64(stmt, 4, POSTINGS);
	ok = ids_step(p->store, stmt, ret, err);
	sql_done(p->store, stmt);
	return ok;
}

static int in_order(const void *pa, const void *pb)
{
	const struct posting *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->article < b->article ? -1 : a->article > b->article;
}

bool place_write_keys(struct placing *p, struct err *err)
{
	if (p->n_postings > 1)
		qsort(p->postings, p->n_postings, sizeof(*p->postings), in_order);
	for (size_t i = 0; i < p->n_postings; i++)
		if (!sql_run(p->store, err,
			     "INSERT INTO story_key (key, article_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING", "ii",
			     (int64_t)p->postings[i].key, p->postings[i].article))
			return false;
	return true;
}
