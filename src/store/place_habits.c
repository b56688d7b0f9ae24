/* place_habits.c: words that an outlet puts into many of its titles, whatever they tell: the name of a column, of a series, its
 * own.  Between its articles they say nothing: "The Divide 101: ..." and "The Divide 102: ..." are not one story. */
#include "placing.h"

enum {
	RECENT = 24,	  /* stored titles of an outlet, the newest, besides those of the transaction */
	TITLES_LEAST = 6, /* of fewer nothing is a habit */
	WORDS_LEAST = 4,  /* titles that have the word, */
	ONE_IN = 3	  /* and so many of all */
};

struct habits {
	struct idmap words;  /* outlet and word: how many of its titles have it */
	struct idmap titles; /* outlet, + 1: how many titles */
	struct idmap asked;  /* outlet, + 1: what is stored is among them */
};

static int64_t word_of(int64_t outlet, uint32_t hash)
{
	return (outlet + 1) << 32 | hash;
}

static void add(struct placing *p, int64_t outlet, const struct story_term *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		++*idmap_at(p->ctx, &p->habits->words, word_of(outlet, words[i].hash));
	++*idmap_at(p->ctx, &p->habits->titles, outlet + 1);
}

static void begin(struct placing *p)
{
	p->habits = mem_new(p->ctx, struct habits);
	for (size_t i = 0; i < p->articles.room; i++) {
		const struct story_article *article = (const struct story_article *)(intptr_t)p->articles.values[i];

		if (p->articles.keys[i])
			add(p, article->outlet, article->title, article->n_title);
	}
}

static bool add_stored(struct placing *p, int64_t outlet, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store,
				     "SELECT t.title, t.id FROM appearance AS p CROSS JOIN article_text AS t ON t.id = p.article_id"
				     " WHERE p.feed_id = ?1 ORDER BY p.article_id DESC LIMIT ?2",
				     err);
	struct story_article *article = mem_new(p->ctx, struct story_article);
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, outlet);
		sqlite3_bind_int64(stmt, 2, RECENT);
	}
	while (stmt && (got = sql_step(p->store, stmt, err)) > 0) {
		const char *title = (const char *)sqlite3_column_text(stmt, 0);

		if (place_article(p, sqlite3_column_int64(stmt, 1)))
			continue;
		story_read(&(struct story_source){.title = title ? title : "", .outlet = outlet}, article);
		add(p, outlet, article->title, article->n_title);
	}
	sql_done(p->store, stmt);
	talloc_free(article);
	return got == 0;
}

static bool is_habit(const struct placing *p, int64_t outlet, int64_t n_titles, uint32_t hash)
{
	const int64_t *n = idmap_find(&p->habits->words, word_of(outlet, hash));

	return n && n_titles >= TITLES_LEAST && *n >= WORDS_LEAST && ONE_IN * *n >= n_titles;
}

/* *ret_n: how many titles are known of the outlet. */
static bool know(struct placing *p, int64_t outlet, int64_t *ret_n, struct err *err)
{
	int64_t *asked;

	if (!p->habits)
		begin(p);
	asked = idmap_at(p->ctx, &p->habits->asked, outlet + 1);
	if (!*asked && !add_stored(p, outlet, err))
		return false;
	*asked = 1;
	*ret_n = *idmap_at(p->ctx, &p->habits->titles, outlet + 1);
	return true;
}

bool place_at_home(struct placing *p, const struct story_article *article, struct story_article *ret, struct err *err)
{
	int64_t n_titles;
	size_t n = 0;

	if (!know(p, article->outlet, &n_titles, err))
		return false;
	*ret = *article;
	for (size_t i = 0; i < article->n_title; i++)
		if (!is_habit(p, article->outlet, n_titles, article->title[i].hash))
			ret->title[n++] = article->title[i];
	ret->n_title = n;
	return true;
}

bool place_may_be_one(struct placing *p, const struct story_sum *a, const struct story_sum *b, bool *ret, struct err *err)
{
	int64_t n_titles;
	int n = 0;

	*ret = a->outlet != b->outlet || a->outlet == -1;
	if (*ret)
		return true;
	if (!know(p, a->outlet, &n_titles, err))
		return false;
	for (size_t i = 0, k = 0; i < a->title.n && k < b->title.n;) {
		const uint32_t mine = a->title.terms[i].hash, other = b->title.terms[k].hash;

		n += mine == other && !is_habit(p, a->outlet, n_titles, mine);
		i += mine <= other;
		k += other <= mine;
	}
	*ret = n >= 2;
	return true;
}
