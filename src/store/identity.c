/* identity.c: which article an item is (design section 7).
 *
 * Inside a feed the guid decides, then the link, then the content.  A guid or link on items of one document
 * that are not the same identifies nothing there, nor later: the rows that carry it are marked loose, all of
 * them, so one row tells. Across feeds two items are one article when their canonical addresses are the same
 * and their titles agree. */
#include "ingest.h"

#include <stdlib.h>
#include <string.h>

/* A row of appearance. */
struct found {
	int64_t id, meta;
	unsigned loose;
	struct key content, guid;
	int n; /* rows: 0, 1, or 2 for several */
};

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

/* ---- in the store, within the feed ---- */

/* The index is named: without statistics SQLite would rather read all rows of the feed by the primary key. */
#define FIND_BY(index, condition)                                                                            \
	"SELECT article_id, meta_hash, loose, content_key, guid_key FROM appearance INDEXED BY " index       \
	" WHERE feed_id = ?1 AND " condition

static struct key column_key(sqlite3_stmt *stmt, int col)
{
	struct key key = {{0}};

	if (sqlite3_column_bytes(stmt, col) == (int)sizeof(key))
		memcpy(&key, sqlite3_column_blob(stmt, col), sizeof(key));
	return key;
}

static bool find(struct store *store, const char *sql, const struct plan *plan, const struct key *key,
		 struct found *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	int got;

	*ret = (struct found){0};
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, plan->feed_id);
	sql_bind_key(stmt, 2, key);
	if (sqlite3_bind_parameter_count(stmt) > 2) {
		sql_bind_key(stmt, 3, &plan->guid);
		sql_bind_key(stmt, 4, &plan->link);
	}
	while ((got = sql_step(store, stmt, err)) > 0) {
		if (ret->n++)
			continue;
		ret->id = sqlite3_column_int64(stmt, 0);
		ret->meta = sqlite3_column_int64(stmt, 1);
		ret->loose = (unsigned)sqlite3_column_int(stmt, 2);
		ret->content = column_key(stmt, 3);
		ret->guid = column_key(stmt, 4);
	}
	sql_done(store, stmt);
	return got == 0;
}

/* What the document shares is shared in the store too, and the other way round. */
static bool agree_on_shared(struct store *store, struct plan *plan, const struct found *row, unsigned bit,
			    struct err *err)
{
	if (!row->n || (row->loose & bit) == (plan->loose & bit))
		return true;
	plan->loose |= bit;
	if (row->loose & bit)
		return true;
	return bit == LOOSE_GUID ? sql_run(store, err,
					   "UPDATE appearance INDEXED BY appearance_guid SET loose = loose |"
					   " 1 WHERE feed_id = ?1 AND guid_key = ?2",
					   "ik", plan->feed_id, &plan->guid)
				 : sql_run(store, err,
					   "UPDATE appearance INDEXED BY appearance_link SET loose = loose |"
					   " 2 WHERE feed_id = ?1 AND link_key = ?2",
					   "ik", plan->feed_id, &plan->link);
}

/* ret->n is 1 when the guid decides. */
static bool find_by_guid(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	*ret = (struct found){0};
	if (key_is_none(&plan->guid))
		return true;
	if (!find(store, FIND_BY("appearance_guid", "guid_key = ?2 LIMIT 2"), plan, &plan->guid, ret, err) ||
	    !agree_on_shared(store, plan, ret, LOOSE_GUID, err))
		return false;
	if (plan->loose & LOOSE_GUID)
		ret->n = 0;
	return true;
}

/* Never the link alone where guids differ. */
static bool find_by_link(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	bool may_match;

	*ret = (struct found){0};
	if (key_is_none(&plan->link))
		return true;
	if (!find(store, FIND_BY("appearance_link", "link_key = ?2 LIMIT 2"), plan, &plan->link, ret, err) ||
	    !agree_on_shared(store, plan, ret, LOOSE_LINK, err))
		return false;
	may_match = key_is_none(&plan->guid) || key_is_none(&ret->guid) ||
		    (plan->loose & LOOSE_GUID && key_equal(&plan->guid, &ret->guid));
	if (plan->loose & LOOSE_LINK || ret->n > 1 || !may_match)
		ret->n = 0;
	return true;
}

/* Only where neither guid nor link can tell. */
static bool find_by_content(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	bool has_guid = !key_is_none(&plan->guid) && !(plan->loose & LOOSE_GUID);
	bool has_link = !key_is_none(&plan->link) && !(plan->loose & LOOSE_LINK);

	*ret = (struct found){0};
	if (has_guid || has_link)
		return true;
	return find(store,
		    FIND_BY("appearance_loose",
			    "content_key = ?2 AND loose <> 0 AND guid_key IS ?3 AND link_key IS ?4 LIMIT 1"),
		    plan, &plan->content, ret, err);
}

static bool find_stored(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	return find_by_guid(store, plan, ret, err) && (ret->n || find_by_link(store, plan, ret, err)) &&
	       (ret->n || find_by_content(store, plan, ret, err));
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
	return write_appearance(group->store, plan, err) &&
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

	if (!find_stored(group->store, plan, &row, err))
		return false;
	if (row.n) {
		bool adopts_guid = key_is_none(&row.guid) && !key_is_none(&plan->guid);

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

/* *ret_is_shown: the feed is there and in the configuration; it may have been removed since it was fetched.  *ret: its name
 * when something of it was purged, else NULL. */
static bool look_at_feed(struct group *group, int64_t feed_id, bool *ret_is_shown, const char **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    group->store,
	    "SELECT name, EXISTS (SELECT 1 FROM tombstone WHERE feed = name) FROM feed"
	    " WHERE id = ?1 AND is_hidden = 0",
	    err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, feed_id);
	got = sql_step(group->store, stmt, err);
	if (got > 0)
		*ret = sqlite3_column_int(stmt, 1) ? sql_dup(group->ctx, stmt, 0) : NULL;
	sql_done(group->store, stmt);
	*ret_is_shown = got > 0;
	return got >= 0;
}

bool identify(struct group *group, const struct store_fetched *fetched, size_t feed, struct err *err)
{
	struct plan *plans = mem_array(group->ctx, struct plan, fetched->n_items);
	struct plan **list = mem_array(group->ctx, struct plan *, fetched->n_items);
	const char *name = NULL;
	size_t n = fetched->n_items;
	bool is_shown = true;

	if (n && !look_at_feed(group, fetched->feed_id, &is_shown, &name, err))
		return false;
	if (!is_shown)
		return true;
	for (size_t i = 0; i < n; i++) {
		list[i] = &plans[i];
		plans[i] = (struct plan){.item = &fetched->items[i],
					 .feed = feed,
					 .feed_id = fetched->feed_id,
					 .order = group->n_seen++};
		plan_fill(&plans[i], group->ctx, group->now);
	}
	n = drop_repeats(list, n);
	mark_shared(list, n, by_guid, LOOSE_GUID);
	mark_shared(list, n, by_link, LOOSE_LINK);
	if (n > 1)
		qsort(list, n, sizeof(list[0]), by_document);
	for (size_t i = 0; i < n; i++)
		if (!identify_one(group, list[i], name, err))
			return false;
	return true;
}
