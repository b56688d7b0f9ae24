/* place_habits.c: what an outlet puts into many of its articles, whatever they tell: the name of a column or of itself, the
 * sentence below every text, its links.  Between its own articles that says nothing: "Cable Talk 101: ..." and
 * "Cable Talk 102: ..." are not one story. */
#include "placing.h"

enum {
	RECENT = 24,	    /* stored articles of an outlet, the newest, besides those of the transaction */
	ARTICLES_LEAST = 6, /* of fewer nothing is a habit */
	USES_LEAST = 4,	    /* articles that have it, */
	ONE_IN = 3	    /* and so many of all */
};
enum kind { TITLE_WORD, TEXT_WORD, RUN, LINK, KINDS };

struct habits {
	struct idmap uses[KINDS]; /* outlet and hash: how many of its articles have it */
	struct idmap articles;	  /* outlet, + 1: how many */
	struct idmap asked;	  /* outlet, + 1: what is stored is among them */
};

static int64_t key_of(int64_t outlet, uint32_t hash)
{
	return (outlet + 1) << 32 | hash;
}

static void use(struct placing *p, enum kind kind, int64_t outlet, uint32_t hash)
{
	++*idmap_at(p->ctx, &p->habits->uses[kind], key_of(outlet, hash));
}

static void add(struct placing *p, const struct story_article *article)
{
	const int64_t outlet = article->outlet;

	for (size_t i = 0; i < article->n_title; i++)
		use(p, TITLE_WORD, outlet, article->title[i].hash);
	for (size_t i = 0; i < article->n_text; i++)
		use(p, TEXT_WORD, outlet, article->text[i].hash);
	for (size_t i = 0; i < article->n_runs; i++)
		use(p, RUN, outlet, article->runs[i]);
	for (size_t i = 0; i < article->n_links; i++)
		use(p, LINK, outlet, article->links[i]);
	++*idmap_at(p->ctx, &p->habits->articles, outlet + 1);
}

static void begin(struct placing *p)
{
	p->habits = mem_new(p->ctx, struct habits);
	for (size_t i = 0; i < p->articles.room; i++)
		if (p->articles.keys[i])
			add(p, (const struct story_article *)(intptr_t)p->articles.values[i]);
}

static bool add_stored(struct placing *p, int64_t outlet, struct err *err)
{
	struct idlist ids = {0};
	bool ok = ids_select(p->store, &ids, err,
			     "SELECT article_id FROM appearance WHERE feed_id = ?1 ORDER BY article_id DESC LIMIT ?2", "ii", outlet,
			     (int64_t)RECENT);

	for (size_t i = 0; ok && i < ids.n; i++) {
		void *texts = talloc_new(p->ctx);
		struct story_source source;
		struct story_article article;
		bool is_there = false;

		ok = place_article(p, ids.ids[i]) || place_source(p, ids.ids[i], texts, &source, &is_there, err);
		if (ok && is_there) {
			source.outlet = outlet;
			story_read(&source, &article);
			add(p, &article);
		}
		talloc_free(texts);
	}
	ids_free(&ids);
	return ok;
}

/* *ret_n: how many articles of the outlet are known. */
static bool know(struct placing *p, int64_t outlet, int64_t *ret_n, struct err *err)
{
	int64_t *asked;

	if (!p->habits)
		begin(p);
	asked = idmap_at(p->ctx, &p->habits->asked, outlet + 1);
	if (!*asked && !add_stored(p, outlet, err))
		return false;
	*asked = 1;
	*ret_n = *idmap_at(p->ctx, &p->habits->articles, outlet + 1);
	return true;
}

static bool is_habit(const struct placing *p, enum kind kind, int64_t outlet, int64_t n_articles, uint32_t hash)
{
	const int64_t *n = idmap_find(&p->habits->uses[kind], key_of(outlet, hash));

	return n && n_articles >= ARTICLES_LEAST && *n >= USES_LEAST && ONE_IN * *n >= n_articles;
}

static void leave_words(const struct placing *p, enum kind kind, int64_t outlet, int64_t n_articles, struct story_term *words,
			size_t *n)
{
	size_t left = 0;

	for (size_t i = 0; i < *n; i++)
		if (!is_habit(p, kind, outlet, n_articles, words[i].hash))
			words[left++] = words[i];
	*n = left;
}

static void leave_hashes(const struct placing *p, enum kind kind, int64_t outlet, int64_t n_articles, uint32_t *hashes, size_t *n)
{
	size_t left = 0;

	for (size_t i = 0; i < *n; i++)
		if (!is_habit(p, kind, outlet, n_articles, hashes[i]))
			hashes[left++] = hashes[i];
	*n = left;
}

bool place_at_home(struct placing *p, const struct story_article *article, struct story_article *ret, struct err *err)
{
	const int64_t outlet = article->outlet;
	int64_t n;

	if (!know(p, outlet, &n, err))
		return false;
	*ret = *article;
	leave_words(p, TITLE_WORD, outlet, n, ret->title, &ret->n_title);
	leave_words(p, TEXT_WORD, outlet, n, ret->text, &ret->n_text);
	leave_hashes(p, RUN, outlet, n, ret->runs, &ret->n_runs);
	leave_hashes(p, LINK, outlet, n, ret->links, &ret->n_links);
	ret->has_text = article->has_text && ret->n_text >= ret->n_title + STORY_TEXT_LEAST;
	return true;
}

bool place_may_be_one(struct placing *p, const struct story_sum *a, const struct story_sum *b, bool *ret, struct err *err)
{
	int64_t n_articles;
	int n = 0;

	*ret = a->outlet != b->outlet || a->outlet == -1;
	if (*ret)
		return true;
	if (!know(p, a->outlet, &n_articles, err))
		return false;
	for (size_t i = 0, k = 0; i < a->title.n && k < b->title.n;) {
		const uint32_t mine = a->title.terms[i].hash, other = b->title.terms[k].hash;

		n += mine == other && !is_habit(p, TITLE_WORD, a->outlet, n_articles, mine);
		i += mine <= other;
		k += other <= mine;
	}
	*ret = n >= 2;
	return true;
}
