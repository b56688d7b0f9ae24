/* identity.c: which article an item is (design section 7).
 *
 * Inside a feed lookup.c tells.  A guid or link on items of one document that are not the same identifies
 * nothing there, nor later: the rows that carry it are marked loose, all of them, so one row tells.  Across feeds two items are one article when their canonical addresses are the same
 * and their titles agree. */
#include "ingest.h"

#include <stdlib.h>
#include <string.h>

/* ---- within one document ---- */

static const struct key *first_key(const struct plan *plan)
{
	return key_is_none(&plan->guid) ? &plan->link : &plan->guid;
}

static int by_order(const struct plan *a, const struct plan *b)
{
	return a->order < b->order ? -1 : a->order > b->order;
}

static int by_repeat(const void *pa, const void *pb)
{
	const struct plan *a = *(struct plan *const *)pa, *b = *(struct plan *const *)pb;
	int c = memcmp(first_key(a), first_key(b), sizeof(struct key));

	if (!c)
		c = memcmp(&a->content, &b->content, sizeof(struct key));
	return c ? c : by_order(a, b);
}

static int by_guid(const void *pa, const void *pb)
{
	return memcmp(&(*(struct plan *const *)pa)->guid, &(*(struct plan *const *)pb)->guid,
		      sizeof(struct key));
}

static int by_link(const void *pa, const void *pb)
{
	return memcmp(&(*(struct plan *const *)pa)->link, &(*(struct plan *const *)pb)->link,
		      sizeof(struct key));
}

/* Drops what says the same twice; gives the number that is left. */
static size_t drop_repeats(struct plan **plans, size_t n)
{
	size_t kept = n ? 1 : 0;

	if (n > 1)
		qsort(plans, n, sizeof(plans[0]), by_repeat);
	for (size_t i = 1; i < n; i++) {
		const struct plan *last = plans[kept - 1];

		if (!key_equal(first_key(last), first_key(plans[i])) ||
		    !key_equal(&last->content, &plans[i]->content))
			plans[kept++] = plans[i];
	}
	return kept;
}

static void mark_shared(struct plan **plans, size_t n, int (*order)(const void *, const void *), unsigned bit)
{
	if (n > 1)
		qsort(plans, n, sizeof(plans[0]), order);
	for (size_t i = 1; i < n; i++) {
		const struct key *key = bit == LOOSE_GUID ? &plans[i]->guid : &plans[i]->link;

		if (!key_is_none(key) && !order(&plans[i - 1], &plans[i])) {
			plans[i - 1]->loose |= bit;
			plans[i]->loose |= bit;
		}
	}
}

static int by_document(const void *pa, const void *pb)
{
	return by_order(*(struct plan *const *)pa, *(struct plan *const *)pb);
}

/* ---- purged ---- */

static bool is_buried(struct store *store, const char *feed, const struct plan *plan, bool *ret,
		      struct err *err)
{
	static const struct key none;
	const struct key *first = plan->loose & LOOSE_GUID ? &none : &plan->guid;
	int64_t found = 0;

	if (key_is_none(first) && key_is_none(&plan->guid) && !(plan->loose & LOOSE_LINK))
		first = &plan->link;
	if (!sql_int(store, err, &found, "SELECT 1 FROM tombstone WHERE feed = ?1 AND key IN (?2, ?3)", "skk",
		     feed, first, &plan->content))
		return false;
	*ret = found;
	return true;
}

/* ---- across feeds ---- */

static bool same_article(const struct plan *plan, const struct plan *other)
{
	return plan->canonical_key == other->canonical_key && plan->title_key == other->title_key &&
	       !strcmp(plan->canonical, other->canonical);
}

static size_t place_of(const struct group *group, int64_t key)
{
	return (size_t)((uint64_t)key & (group->n_places - 1));
}

static void put_hashed(struct group *group, struct plan *plan)
{
	size_t at = place_of(group, plan->canonical_key);

	while (group->by_canonical[at])
		at = (at + 1) & (group->n_places - 1);
	group->by_canonical[at] = plan;
	group->n_hashed++;
}

static void add_hashed(struct group *group, struct plan *plan)
{
	struct plan **old = group->by_canonical;
	size_t n_old = group->n_places;

	if (2 * group->n_hashed >= group->n_places) {
		group->n_places = n_old ? 2 * n_old : 1024;
		group->n_hashed = 0;
		group->by_canonical = mem_array(group->ctx, struct plan *, group->n_places);
		for (size_t i = 0; i < n_old; i++)
			if (old[i])
				put_hashed(group, old[i]);
		talloc_free(old);
	}
	put_hashed(group, plan);
}

/* A new article of another feed in this batch. */
static struct plan *find_in_batch(const struct group *group, const struct plan *plan)
{
	for (size_t at = place_of(group, plan->canonical_key); group->n_places && group->by_canonical[at];
	     at = (at + 1) & (group->n_places - 1)) {
		struct plan *other = group->by_canonical[at];
		/* `with` of a new article: the last item that joined it */
		const struct plan *last = other->with ? other->with : other;

		if (last->feed != plan->feed && other->feed != plan->feed && same_article(plan, other))
			return other;
	}
	return NULL;
}

/* A stored article that this feed does not carry yet; *ret 0 when there is none. */
static bool find_across(struct store *store, const struct plan *plan, int64_t *ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT a.id, t.title FROM article a CROSS JOIN article_text t ON t.id = a.id"
		    " WHERE a.canonical_key = ?1 AND ifnull(a.canonical_url, a.url) = ?2 AND NOT EXISTS"
		    " (SELECT 1 FROM appearance p WHERE p.feed_id = ?3 AND p.article_id = a.id)"
		    " ORDER BY a.id",
		    err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, plan->canonical_key);
	sql_bind_text(stmt, 2, plan->canonical);
	sqlite3_bind_int64(stmt, 3, plan->feed_id);
	*ret = 0;
	while (!*ret && (got = sql_step(store, stmt, err)) > 0)
		if (title_key((const char *)sqlite3_column_text(stmt, 1)) == plan->title_key)
			*ret = sqlite3_column_int64(stmt, 0);
	sql_done(store, stmt);
	return got >= 0;
}

/* A removed feed's article that comes by another feed is shown again, as that feed's. */
static bool join_stored(struct group *group, struct plan *plan, int64_t id, struct err *err)
{
	plan->id = id;
	ids_add(&group->carried, id);
	return write_shared(group->store, plan, err) &&
	       sql_run(group->store, err,
		       "UPDATE article SET is_hidden = 0, feed_id = ?2 WHERE id = ?1 AND is_hidden = 1", "ii",
		       id, plan->feed_id);
}

/* ---- together ---- */

static void add_plan(struct group *group, struct plan *plan, enum plan_kind kind)
{
	if (group->n == group->room) {
		group->room = group->room ? 2 * group->room : 256;
		group->plans = mem_grow(group->ctx, group->plans, struct plan *, group->room);
	}
	plan->kind = kind;
	group->plans[group->n++] = plan;
	if (kind != PLAN_JOIN)
		group->work_bytes += strlen(plan->body) + strlen(plan->title);
}

static bool place_new(struct group *group, struct plan *plan, struct err *err)
{
	int64_t id = 0;

	if (!plan->canonical) {
		add_plan(group, plan, PLAN_NEW);
		return true;
	}
	plan->with = find_in_batch(group, plan);
	if (plan->with) {
		plan->with->with = plan;
		add_plan(group, plan, PLAN_JOIN);
		return true;
	}
	if (!find_across(group->store, plan, &id, err))
		return false;
	if (id)
		return join_stored(group, plan, id, err);
	add_hashed(group, plan);
	add_plan(group, plan, PLAN_NEW);
	return true;
}

static bool identify_one(struct group *group, struct plan *plan, const char *buried_feed, struct err *err)
{
	struct found row;
	bool dead = false;

	if (!lookup(group->store, plan, &row, err))
		return false;
	if (row.n) {
		bool adopts_guid = !key_is_none(&plan->guid) &&
				   (key_is_none(&row.guid) ||
				    (plan->is_link_keyed && !key_equal(&row.guid, &plan->guid)));

		plan->id = row.id;
		plan->loose |= row.loose & ~(unsigned)LOOSE_BARE;
		if (adopts_guid || row.meta != plan->meta || !key_equal(&row.content, &plan->content))
			add_plan(group, plan, PLAN_CHANGED);
		return true;
	}
	if (buried_feed && !is_buried(group->store, buried_feed, plan, &dead, err))
		return false;
	return dead || place_new(group, plan, err);
}

/* What its row says of a feed. */
struct owner {
	bool is_shown;	       /* there and in the configuration; it may have been removed since it was fetched */
	bool is_link_keyed;    /* its last document had new guids on old items */
	const char *buried_as; /* its name when something of it was purged, else NULL */
};

static bool look_at_feed(struct group *group, int64_t feed_id, struct owner *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    group->store,
	    "SELECT name, EXISTS (SELECT 1 FROM tombstone WHERE feed = name), is_link_keyed FROM feed"
	    " WHERE id = ?1 AND is_hidden = 0",
	    err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, feed_id);
	got = sql_step(group->store, stmt, err);
	*ret = (struct owner){.is_shown = got > 0};
	if (got > 0) {
		ret->buried_as = sqlite3_column_int(stmt, 1) ? sql_dup(group->ctx, stmt, 0) : NULL;
		ret->is_link_keyed = sqlite3_column_int(stmt, 2);
	}
	sql_done(group->store, stmt);
	return got >= 0;
}

/* Guids that are new on items that are not tell nothing: the links decide, and health says so. */
static bool judge_guids(struct group *group, struct plan **plans, size_t n, const struct owner *owner,
			struct err *err)
{
	enum lookup_guids guids;

	if (!lookup_guids(group->store, plans, n, owner->is_link_keyed, &guids, err))
		return false;
	for (size_t i = 0; i < n; i++)
		plans[i]->is_link_keyed = guids == LOOKUP_GUIDS_CHANGED;
	if (guids == LOOKUP_GUIDS_UNKNOWN || (guids == LOOKUP_GUIDS_CHANGED) == owner->is_link_keyed)
		return true;
	return sql_run(group->store, err, "UPDATE feed SET is_link_keyed = ?2 WHERE id = ?1", "ii", plans[0]->feed_id,
		       (int64_t)(guids == LOOKUP_GUIDS_CHANGED));
}

bool identify(struct group *group, const struct store_fetched *fetched, size_t feed, struct err *err)
{
	struct plan *plans = mem_array(group->ctx, struct plan, fetched->n_items);
	struct plan **list = mem_array(group->ctx, struct plan *, fetched->n_items);
	struct owner owner = {.is_shown = true};
	size_t n = fetched->n_items;

	if (n && !look_at_feed(group, fetched->feed_id, &owner, err))
		return false;
	if (!owner.is_shown)
		return true;
	for (size_t i = 0; i < n; i++) {
		list[i] = &plans[i];
		plans[i] = (struct plan){.item = &fetched->items[i],
					 .feed = feed,
					 .feed_id = fetched->feed_id,
					 .pages = fetched->pages,
					 .order = group->n_seen++};
		plan_fill(&plans[i], group->ctx, group->now);
	}
	n = drop_repeats(list, n);
	mark_shared(list, n, by_guid, LOOSE_GUID);
	mark_shared(list, n, by_link, LOOSE_LINK);
	if (n > 1)
		qsort(list, n, sizeof(list[0]), by_document);
	if (n && !judge_guids(group, list, n, &owner, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!identify_one(group, list[i], owner.buried_as, err))
			return false;
	return true;
}
