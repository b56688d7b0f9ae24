/* place_ahead.c: stored articles that share features with those to come, read for many at once.
 *
 * Articles are placed from the oldest to the newest, so what the next ones ask for lies in the same weeks. */
#include "placing.h"

enum {
	AHEAD = 1024, /* articles */
	AHEAD_IDS = STORY_WINDOW_S * ID_SLOTS,
	DAY_IDS = 86400 * ID_SLOTS,
	BITS_A_KEY = 16
};

/* The stored articles that have a key, the newest hours first; of a day no more than are looked at. */
struct list {
	size_t first, last; /* hits, + 1 */
	int64_t day;
	int n_of_day;
};
struct ahead {
	int64_t *ids; /* new articles, ascending */
	size_t n_ids;
	size_t from, to; /* those that are looked ahead for */
	struct wanted wanted[AHEAD];
	struct idmap asked; /* key, + 1: its list, + 1 */
	struct list *lists;
	size_t n_lists, room_lists;
	struct hit {
		int64_t article;
		size_t next; /* + 1 */
	} *hits;
	size_t n_hits, room_hits;
	uint64_t *bits; /* most keys are not asked for */
	size_t n_bits;	/* a power of two */
};

static struct ahead *ahead_of(struct placing *p)
{
	struct ahead *a = p->ahead;

	if (!a)
		a = p->ahead = mem_new(p->ctx, struct ahead);
	if (a->n_ids == p->articles.n)
		return a;
	a->ids = mem_grow(p->ctx, a->ids, int64_t, p->articles.n);
	a->n_ids = a->from = a->to = 0;
	for (size_t i = 0; i < p->articles.room; i++)
		if (p->articles.keys[i])
			a->ids[a->n_ids++] = p->articles.keys[i];
	ids_sort(&(struct idlist){.ids = a->ids, .n = a->n_ids});
	return a;
}

static void ask(struct placing *p, struct ahead *a, const struct place_key *key)
{
	int64_t *at;

	if (key->is_word && place_is_new_word(p, key->hash))
		return;
	at = idmap_at(p->ctx, &a->asked, (int64_t)key->hash + 1);
	if (*at)
		return;
	if (a->n_lists == a->room_lists) {
		a->room_lists = a->room_lists ? 2 * a->room_lists : 1024;
		a->lists = mem_grow(p->ctx, a->lists, struct list, a->room_lists);
	}
	a->lists[a->n_lists++] = (struct list){.day = INT64_MIN};
	*at = (int64_t)a->n_lists;
}

static uint64_t *word_of(const struct ahead *a, uint32_t key)
{
	return &a->bits[(key & (a->n_bits - 1)) / 64];
}

static void mark_asked(struct placing *p, struct ahead *a)
{
	if (a->n_bits < BITS_A_KEY * a->asked.n) {
		a->n_bits = 1024;
		while (a->n_bits < BITS_A_KEY * a->asked.n)
			a->n_bits *= 2;
		a->bits = mem_grow(p->ctx, a->bits, uint64_t, a->n_bits / 64);
	}
	memset(a->bits, 0, a->n_bits / 8);
	for (size_t i = 0; i < a->asked.room; i++)
		if (a->asked.keys[i])
			*word_of(a, (uint32_t)(a->asked.keys[i] - 1)) |= UINT64_C(1) << (a->asked.keys[i] - 1) % 64;
}

struct reading {
	struct placing *p;
	struct ahead *a;
};

static void add_hit(struct placing *p, struct ahead *a, struct list *list, int64_t article)
{
	const int64_t day = article / DAY_IDS;

	if (day != list->day)
		list->n_of_day = 0;
	list->day = day;
	if (list->n_of_day++ >= PLACE_FOUND_MAX)
		return;
	if (a->n_hits == a->room_hits) {
		a->room_hits = a->room_hits ? 2 * a->room_hits : 4096;
		a->hits = mem_grow(p->ctx, a->hits, struct hit, a->room_hits);
	}
	a->hits[a->n_hits++] = (struct hit){article, 0};
	if (list->last)
		a->hits[list->last - 1].next = a->n_hits;
	else
		list->first = a->n_hits;
	list->last = a->n_hits;
}

static void on_stored(void *state, int64_t article, const uint32_t *keys, size_t n)
{
	const struct reading *r = state;

	for (size_t i = 0; i < n; i++) {
		const int64_t *at;

		if (!(*word_of(r->a, keys[i]) >> keys[i] % 64 & 1))
			continue;
		at = idmap_find(&r->a->asked, (int64_t)keys[i] + 1);
		if (at)
			add_hit(r->p, r->a, &r->a->lists[*at - 1], article);
	}
}

/* From article `at` of the list on. */
static bool look_ahead(struct placing *p, struct ahead *a, size_t at, struct err *err)
{
	const int64_t first = a->ids[at];
	int64_t low = INT64_MAX, high = INT64_MIN;

	a->n_lists = a->n_hits = 0;
	idmap_clear(&a->asked);
	a->from = at;
	for (a->to = at; a->to < a->n_ids && a->to < at + AHEAD && a->ids[a->to] - first < AHEAD_IDS; a->to++) {
		struct wanted *wanted = &a->wanted[a->to - at];
		const struct story_article *article = place_article(p, a->ids[a->to]);

		wanted->n = place_keys(article, wanted->keys);
		for (size_t k = 0; k < wanted->n; k++)
			ask(p, a, &wanted->keys[k]);
		low = article->at < low ? article->at : low;
		high = article->at > high ? article->at : high;
	}
	if (!a->asked.n)
		return true;
	mark_asked(p, a);
	return place_read_hours(p->store, (low - STORY_WINDOW_S) * ID_SLOTS, (high + STORY_WINDOW_S) * ID_SLOTS, on_stored,
				&(struct reading){p, a}, err);
}

bool place_wanted(struct placing *p, int64_t article, const struct wanted **ret, struct err *err)
{
	struct ahead *a = ahead_of(p);
	const int64_t *at = ids_find(a->ids, a->n_ids, article);
	const size_t i = (size_t)(at - a->ids);

	if ((i < a->from || i >= a->to) && !look_ahead(p, a, i, err))
		return false;
	*ret = &a->wanted[i - a->from];
	return true;
}

size_t place_stored(const struct placing *p, uint32_t key, int64_t at, int64_t *ret, size_t max)
{
	const struct ahead *a = p->ahead;
	const int64_t *list = idmap_find(&a->asked, (int64_t)key + 1);
	const int64_t from = (at - STORY_WINDOW_S) * ID_SLOTS, to = (at + STORY_WINDOW_S) * ID_SLOTS;
	size_t n = 0;

	for (size_t i = list ? a->lists[*list - 1].first : 0; i && n < max; i = a->hits[i - 1].next)
		if (a->hits[i - 1].article >= from && a->hits[i - 1].article <= to)
			ret[n++] = a->hits[i - 1].article;
	return n;
}
