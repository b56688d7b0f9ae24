/* lookup.c: which stored article of its own feed an item is: the guid decides, then the link, then the content.
 *
 * Some publishers make new guids for every document.  One in which the items that are known by their links
 * carry guids that are not is such a document, and its links decide. */
#include "ingest.h"

#include <string.h>

enum {
	CHANGED_LEAST = 2,  /* items with new guids, */
	CHANGED_SHARE = 4   /* and so many of them for one that is known by its guid */
};

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

static bool has_guid(const struct plan *plan)
{
	return !key_is_none(&plan->guid) && !(plan->loose & LOOSE_GUID);
}

static bool has_link(const struct plan *plan)
{
	return !key_is_none(&plan->link) && !(plan->loose & LOOSE_LINK);
}

/* ret->n is 1 when the guid decides. */
static bool find_by_guid(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	*ret = (struct found){0};
	if (key_is_none(&plan->guid) || (plan->is_link_keyed && has_link(plan)))
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
	may_match = plan->is_link_keyed || key_is_none(&plan->guid) || key_is_none(&ret->guid) ||
		    (plan->loose & LOOSE_GUID && key_equal(&plan->guid, &ret->guid));
	if (plan->loose & LOOSE_LINK || ret->n > 1 || !may_match)
		ret->n = 0;
	return true;
}

/* Only where neither guid nor link can tell. */
static bool find_by_content(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	*ret = (struct found){0};
	if (has_guid(plan) || has_link(plan))
		return true;
	return find(store,
		    FIND_BY("appearance_loose",
			    "content_key = ?2 AND loose <> 0 AND guid_key IS ?3 AND link_key IS ?4 LIMIT 1"),
		    plan, &plan->content, ret, err);
}

bool lookup(struct store *store, struct plan *plan, struct found *ret, struct err *err)
{
	return find_by_guid(store, plan, ret, err) && (ret->n || find_by_link(store, plan, ret, err)) &&
	       (ret->n || find_by_content(store, plan, ret, err));
}

/* ---- guids that change ---- */

/* The article of this link is the same piece, by its headline. */
static bool has_title(struct store *store, const struct plan *plan, int64_t id, bool *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT title FROM article_text WHERE id = ?1", err);
	int got = -1;

	*ret = false;
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	if (got > 0)
		*ret = title_key((const char *)sqlite3_column_text(stmt, 0)) == plan->title_key;
	sql_done(store, stmt);
	return got >= 0;
}

/* *ret_known: by its guid; *ret_changed: only by its link, where another guid stands. */
static bool look_at_guid(struct store *store, const struct plan *plan, bool *ret_known, bool *ret_changed,
			 struct err *err)
{
	struct found row;

	*ret_known = *ret_changed = false;
	if (!has_guid(plan) || !has_link(plan))
		return true;
	if (!find(store, FIND_BY("appearance_guid", "guid_key = ?2 LIMIT 2"), plan, &plan->guid, &row, err))
		return false;
	*ret_known = row.n > 0;
	if (row.n)
		return true;
	if (!find(store, FIND_BY("appearance_link", "link_key = ?2 LIMIT 2"), plan, &plan->link, &row, err))
		return false;
	if (row.n != 1 || row.loose & LOOSE_LINK || key_is_none(&row.guid))
		return true;
	return has_title(store, plan, row.id, ret_changed, err);
}

bool lookup_guids(struct store *store, struct plan *const *plans, size_t n, bool was_changed,
		  enum lookup_guids *ret, struct err *err)
{
	size_t known = 0, changed = 0;

	/* The usual document is decided as soon as a fifth of it is known. */
	for (size_t i = 0; i < n && known * CHANGED_SHARE <= n - i + changed; i++) {
		bool is_known, is_changed;

		if (!look_at_guid(store, plans[i], &is_known, &is_changed, err))
			return false;
		known += is_known;
		changed += is_changed;
	}
	if (changed >= (was_changed ? 1 : CHANGED_LEAST) && changed >= known * CHANGED_SHARE)
		*ret = LOOKUP_GUIDS_CHANGED;
	else
		*ret = known ? LOOKUP_GUIDS_STABLE : LOOKUP_GUIDS_UNKNOWN;
	return true;
}
