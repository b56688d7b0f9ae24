/* write.c: rows, text and index of one item. */
#include "ingest.h"

#include <string.h>

#include "telex/page.h"
#include "telex/url.h"

enum { LANG_MAX = 35 /* RFC 5646, section 4.4.1 */ };

static int64_t has_bits(const struct plan *plan)
{
	const struct feed_item *item = plan->item;
	bool has_image = item->image || (item->html && strstr(item->html, "<img"));

	return (item->n_enclosures ? QUERY_HAS_ENCLOSURE : 0) | (*plan->body ? QUERY_HAS_TEXT : 0) |
	       (has_image ? QUERY_HAS_IMAGE : 0) | (plan->is_sponsored ? QUERY_HAS_SPONSOR : 0);
}

/* "en-GB" for EN_gb and such: lower case and hyphens, so that a query finds it. */
static const char *language(void *ctx, const char *lang)
{
	size_t len = lang ? strlen(lang) : 0;
	char *tag;

	if (!len || len > LANG_MAX)
		return "";
	tag = mem_strdup(ctx, lang);
	for (char *s = tag; *s; s++) {
		if (*s >= 'A' && *s <= 'Z')
			*s |= 0x20;
		if (*s == '_')
			*s = '-';
	}
	return tag;
}

/* What article holds besides flags and numbers of its own. */
struct meta {
	const char *host, *canonical, *lang;
	int64_t has;
};

static struct meta meta_of(const struct group *group, const struct plan *plan)
{
	const char *host = *plan->url ? url_host(group->ctx, plan->url) : NULL;
	bool is_same = !plan->canonical || !strcmp(plan->canonical, plan->url);

	return (struct meta){.host = host ? host : "",
			     .canonical = is_same ? NULL : plan->canonical,
			     .lang = language(group->ctx, plan->item->lang),
			     .has = has_bits(plan)};
}

static bool write_enclosures(struct store *store, const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->item->n_enclosures; i++) {
		const struct feed_enclosure *e = &plan->item->enclosures[i];

		if (!sql_run(store, err,
			     "INSERT INTO enclosure (article_id, n, url, type, title, bytes, seconds)"
			     " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, -1), nullif(?7, -1))",
			     "iisssii", plan->id, (int64_t)i, e->url ? e->url : "", e->type, e->title,
			     e->bytes, e->seconds))
			return false;
	}
	return true;
}

static bool write_appearance(struct store *store, const struct plan *plan, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO appearance (feed_id, article_id, loose, meta_hash, content_key,"
		       " guid_key, link_key, guid)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		       "iiiikkks", plan->feed_id, plan->id, (int64_t)plan->loose, plan->meta, &plan->content,
		       &plan->guid, &plan->link, plan->item->guid);
}

bool write_shared(struct store *store, const struct plan *plan, struct err *err)
{
	return write_appearance(store, plan, err) &&
	       sql_run(store, err, "UPDATE article SET n_feeds = n_feeds + 1 WHERE id = ?1", "i", plan->id);
}

/* A later date of the publisher's own; his first publication is no change. */
static int64_t updated_at_first(const struct plan *plan, int64_t now)
{
	int64_t updated = plan->item->updated;

	return plan->published != WHEN_NONE && updated > plan->published && updated <= now ? updated
											   : WHEN_NONE;
}

static bool wants_page(const struct plan *plan)
{
	return *plan->url && (plan->pages == STORE_PAGES_YES ||
			      (plan->pages == STORE_PAGES_AUTO && page_is_teaser(plan->body)));
}

static bool write_new(struct group *group, struct plan *plan, int64_t seq, struct err *err)
{
	struct store *store = group->store;
	const struct meta meta = meta_of(group, plan);

	return sql_run(store, err,
		       "INSERT INTO article (id, seq, feed_id, published_at, updated_at, arrived_at, has,"
		       " lang, host, url,"
		       " canonical_url, canonical_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		       " nullif(?12, 0))",
		       "iiittiissssi", plan->id, seq, plan->feed_id, plan->published,
		       updated_at_first(plan, group->now), group->now, meta.has, meta.lang, meta.host,
		       plan->url, meta.canonical, plan->canonical_key) &&
	       write_appearance(store, plan, err) && write_enclosures(store, plan, err) &&
	       (!wants_page(plan) || pages_want(store, plan->id, group->now, err));
}

/* ---- an item that its publisher changed ---- */

struct stored {
	int64_t feed_id, version, published, updated, has;
	bool has_owner; /* its feed is still in the configuration */
};

static bool read_stored(struct store *store, int64_t id, struct stored *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT a.feed_id, a.version, a.published_at, a.updated_at, f.is_hidden, a.has"
				     " FROM article a CROSS JOIN feed f ON f.id = a.feed_id WHERE a.id = ?1",
				     err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	if (got > 0)
		*ret = (struct stored){.feed_id = sqlite3_column_int64(stmt, 0),
				       .version = sqlite3_column_int64(stmt, 1),
				       .published = sql_time(stmt, 2),
				       .updated = sql_time(stmt, 3),
				       .has_owner = !sqlite3_column_int(stmt, 4),
				       .has = sqlite3_column_int64(stmt, 5)};
	sql_done(store, stmt);
	return got > 0 || (got == 0 && err_set(err, ERR_IO,
					       "%s is damaged (an appearance without its article):"
					       " try 'telex doctor'",
					       store->path));
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool keep_version(struct group *group, const struct plan *plan, const struct stored *stored,
			 const struct fts_text *old, struct err *err)
{
	return sql_run(group->store, err,
		       "INSERT INTO article_version (article_id, version, replaced_at, title, author, body)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		       "iiisss", plan->id, stored->version, group->now, old->title, old->author, old->body);
}

/* The old words are kept as a version where a reader would call it a change (plan->is_updated); else they are just
 * replaced. */
static bool change_text(struct group *group, struct plan *plan, const struct stored *stored, struct err *err)
{
	struct store *store = group->store;
	struct fts_text text = {plan->title, plan->author, plan->body, plan->item->html};
	struct fts_text old = {"", "", "", NULL};
	bool is_there = false, is_page, is_same;

	if (!fts_read(store, group->ctx, plan->id, &old, &is_there, err) ||
	    !pages_stays(store, plan->id, old.body, text.body, &is_page, err))
		return false;
	if (is_page) {
		text.body = old.body;
		text.html = old.html;
		if (!pages_want(store, plan->id, group->now, err))
			return false;
	}
	is_same = same(old.title, text.title) && same(old.author, text.author) && same(old.body, text.body);
	plan->is_updated = !is_same && !change_is_trivial(group->ctx, &old, &text);
	if (is_same)
		return same(old.html, text.html) ||
		       sql_run(store, err, "UPDATE article_text SET html = ?2 WHERE id = ?1", "is", plan->id,
			       text.html);
	return (!plan->is_updated || keep_version(group, plan, stored, &old, err)) &&
	       fts_change(store, plan->id, &old, &text, err);
}

static bool change_article(struct group *group, struct plan *plan, const struct stored *stored, struct err *err)
{
	const struct meta meta = meta_of(group, plan);
	int64_t given = plan->item->updated, updated = stored->updated;
	bool is_kept = plan->is_dated_by_change && stored->published != WHEN_NONE;
	int64_t published = is_kept ? stored->published : plan->published;

	if (plan->is_updated || stored->published != published)
		updated =
		    given > stored->updated && given <= group->now && given != WHEN_NONE ? given : group->now;
	return sql_run(
		   group->store, err,
		   "UPDATE article SET published_at = ?2, updated_at = ?3, version = version + ?4, has = ?5 | (has & 8),"
		   " lang = ?6,"
		   " host = ?7, url = ?8, canonical_url = ?9, canonical_key = nullif(?10, 0) WHERE id = ?1",
		   "ittiissssi", plan->id, published, updated, (int64_t)plan->is_updated, meta.has, meta.lang,
		   meta.host, plan->url, meta.canonical, plan->canonical_key) &&
	       sql_run(group->store, err, "DELETE FROM enclosure WHERE article_id = ?1", "i", plan->id) &&
	       write_enclosures(group->store, plan, err);
}

/* Only the feed that brought the article says what is in it: two outlets would otherwise rewrite each other's
 * text with every poll. */
static bool write_changed(struct group *group, struct plan *plan, struct err *err)
{
	struct stored stored = {0};

	if (!sql_run(group->store, err,
		     "UPDATE appearance SET loose = ?3, meta_hash = ?4, content_key = ?5, guid_key ="
		     " ifnull(?6, guid_key),"
		     " link_key = ?7, guid = ifnull(?8, guid) WHERE feed_id = ?1 AND article_id = ?2",
		     "iiiikkks", plan->feed_id, plan->id, (int64_t)plan->loose, plan->meta, &plan->content,
		     &plan->guid, &plan->link, plan->item->guid) ||
	    !read_stored(group->store, plan->id, &stored, err))
		return false;
	if (stored.feed_id != plan->feed_id && stored.has_owner)
		return true;
	if (!change_text(group, plan, &stored, err) || !change_article(group, plan, &stored, err))
		return false;
	plan->is_to_judge = plan->is_updated || (plan->is_sponsored && !(stored.has & QUERY_HAS_SPONSOR));
	return true;
}

bool write_rows(struct group *group, struct plan *plan, int64_t *seq, struct err *err)
{
	if (plan->kind == PLAN_NEW)
		return write_new(group, plan, ++*seq, err);
	return plan->kind != PLAN_JOIN || write_shared(group->store, plan, err);
}

bool write_text(struct group *group, struct plan *plan, struct err *err)
{
	const struct fts_text text = {plan->title, plan->author, plan->body, plan->item->html};

	if (plan->kind == PLAN_NEW)
		return fts_put(group->store, plan->id, &text, err);
	return plan->kind == PLAN_JOIN || write_changed(group, plan, err);
}
