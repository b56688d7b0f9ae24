/* place_words.c: how many articles have a word. */
#include <math.h>
#include <stdlib.h>

#include "placing.h"

/* Apart from words, which are in most articles, and those of an outlet together: a title is seldom read or written again. */
static int64_t title_of(const struct story_article *article)
{
	return article->outlet << 32 | article->title_key;
}

/* How many stored articles have it. */
static bool known(struct placing *p, int64_t word, int64_t *ret, struct err *err)
{
	int64_t *at = idmap_at(p->ctx, &p->known, word + 1), n = 0;

	if (!*at) {
		if (p->n_known > 0 && !sql_int(p->store, err, &n, "SELECT max(n, 0) FROM story_word WHERE hash = ?1", "i", word))
			return false;
		*at = n + 1;
	}
	*ret = *at - 1;
	return true;
}

static void add(struct placing *p, int64_t word, int by)
{
	*idmap_at(p->ctx, &p->added, word + 1) += by;
}

void place_count(struct placing *p, const struct story_article *article, int by)
{
	for (size_t i = 0; i < article->n_text; i++)
		add(p, article->text[i].hash, by);
	if (article->n_title)
		add(p, title_of(article), by);
}

static bool count_of(struct placing *p, int64_t word, double *ret, struct err *err)
{
	const int64_t *here = idmap_find(&p->added, word + 1);
	int64_t before;

	if (!known(p, word, &before, err))
		return false;
	*ret = fmax((double)before + (here ? (double)*here : 0), 0);
	return true;
}

static bool weigh(struct placing *p, struct story_term *words, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		double n_with;

		if (!count_of(p, words[i].hash, &n_with, err))
			return false;
		story_weigh(&words[i], n_with, p->n_all);
	}
	return true;
}

/* The words of a title are among those of its text, as a rule. */
static bool weigh_title(struct placing *p, struct story_article *article, struct err *err)
{
	for (size_t i = 0, k = 0; i < article->n_title; i++) {
		while (k < article->n_text && article->text[k].hash < article->title[i].hash)
			k++;
		if (k < article->n_text && article->text[k].hash == article->title[i].hash)
			article->title[i] = article->text[k];
		else if (!weigh(p, &article->title[i], 1, err))
			return false;
	}
	return true;
}

bool place_weigh(struct placing *p, struct story_article *article, struct err *err)
{
	double n_titles = 0;

	if (!weigh(p, article->text, article->n_text, err) || !weigh_title(p, article, err) ||
	    !count_of(p, title_of(article), &n_titles, err))
		return false;
	article->is_title_common = n_titles >= 2;
	return true;
}

bool place_is_new_word(const struct placing *p, uint32_t hash)
{
	const int64_t *at = idmap_find(&p->known, (int64_t)hash + 1);

	return at && *at == 1;
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

/* An article may have another title at every poll. */
static bool drop_unused(struct placing *p, const int64_t *pairs, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (pairs[2 * i + 1] < 0 &&
		    !sql_run(p->store, err, "DELETE FROM story_word WHERE hash = ?1 AND n <= 0", "i", pairs[2 * i]))
			return false;
	return true;
}

bool place_write_words(struct placing *p, struct err *err)
{
	int64_t *pairs = mem_array(p->ctx, int64_t, 2 * p->added.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < p->added.room; i++)
		if (p->added.keys[i] && p->added.values[i]) {
			pairs[2 * n] = p->added.keys[i] - 1;
			pairs[2 * n++ + 1] = p->added.values[i];
		}
	qsort(pairs, n, 2 * sizeof(*pairs), ascending);
	return place_write_counts(p, pairs, n, err) && drop_unused(p, pairs, n, err) &&
	       sql_run(p->store, err, "UPDATE counter SET worded = worded + ?1 WHERE id = 1", "i", (int64_t)p->n_new);
}
