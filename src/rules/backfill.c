/* backfill.c: a rule on the past, for the inbox: what it would have raised is raised, and nothing is delivered. */
#include "rules_priv.h"

#include <stdlib.h>

enum { AT_ONCE = 100 }; /* articles in one transaction: others write in between */

struct gathered {
	void *ctx;
	int64_t *ids;
	size_t n, room;
};
struct filling {
	struct store *store;
	const struct query *query;
	struct alert_manner manner;
	int64_t n_raised;
};
struct telling {
	const struct filling *f;
	const struct store_new *items;
	size_t n;
	int64_t now;
	void *ctx;
};

static void on_match(void *state, const struct store_match *match)
{
	struct gathered *g = state;

	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 1024;
		g->ids = mem_grow(g->ctx, g->ids, int64_t, g->room);
	}
	g->ids[g->n++] = match->id;
}

static const char *tell(void *state, int64_t article_id)
{
	const struct telling *t = state;
	size_t at = 0;

	while (at + 1 < t->n && t->items[at].id != article_id)
		at++;
	return rules_evidence(t->ctx, t->f->store, t->f->query,
			      &(struct rules_text){article_id, t->items[at].title, t->items[at].author, t->items[at].body},
			      t->now);
}

static bool raise_some(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	struct filling *f = state;
	void *ctx = talloc_new(NULL);
	struct telling telling = {f, items, n, now, ctx};
	bool *has_text = mem_array(ctx, bool, n), ok;

	for (size_t i = 0; i < n; i++)
		has_text[i] = true;
	ok = store_batch_fill(f->store, items, n, has_text, err);
	for (size_t i = 0; ok && i < n; i++) {
		enum alert_outcome outcome;

		ok = alert_raise(f->store, &f->manner, items[i].id, tell, &telling, now, &outcome, err);
		f->n_raised += ok && outcome == ALERT_RAISED;
	}
	talloc_free(ctx);
	return ok;
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

bool rules_backfill_query(struct store *store, const struct query *query, const struct alert_manner *manner,
			  int64_t since, int64_t now, int64_t *ret_raised, struct err *err)
{
	struct filling f = {.store = store, .query = query, .manner = *manner};
	struct gathered g = {.ctx = talloc_new(NULL)};
	bool ok;

	f.manner.n_channels = 0;
	f.manner.max_age_s = -1;
	ok = store_matches(store, query, since, now, on_match, &g, err);
	if (g.n > 1)
		qsort(g.ids, g.n, sizeof(*g.ids), ascending); /* the oldest of a story speaks for it */
	for (size_t at = 0; ok && at < g.n; at += AT_ONCE)
		ok = alert_judge_again(store, g.ids + at, g.n - at < AT_ONCE ? g.n - at : AT_ONCE, raise_some, &f, now, err);
	*ret_raised = f.n_raised;
	talloc_free(g.ctx);
	return ok;
}
