/* purge.c: deleting what a feed brought, so that it does not come back. */
#include "placing.h"
#include "stories.h"

/* The key by which ingest will recognise the item: the same order as there (identity.c). */
static bool bury(struct store *store, int64_t feed_id, bool all, struct err *err)
{
	return sql_run(
	    store, err,
	    "INSERT INTO tombstone (feed, key) SELECT f.name, CASE"
	    "  WHEN p.guid_key IS NOT NULL AND p.loose & 1 = 0 THEN p.guid_key"
	    "  WHEN p.guid_key IS NULL AND p.link_key IS NOT NULL AND p.loose & 2 = 0 THEN p.link_key"
	    "  ELSE p.content_key END"
	    " FROM appearance p CROSS JOIN feed f ON f.id = p.feed_id"
	    " WHERE p.feed_id = ?1 AND (?2 OR NOT EXISTS"
	    "  (SELECT 1 FROM appearance q WHERE q.article_id = p.article_id AND q.feed_id <> ?1))"
	    " ON CONFLICT DO NOTHING",
	    "ii", feed_id, (int64_t)all);
}

/* Ascending ids of the articles that only this feed carries. */
static bool own_articles(struct store *store, int64_t feed_id, struct idlist *ret, struct err *err)
{
	return ids_select(
	    store, ret, err,
	    "SELECT p.article_id FROM appearance p WHERE p.feed_id = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM appearance q WHERE q.article_id = p.article_id AND q.feed_id <> ?1)"
	    " ORDER BY p.article_id",
	    "i", feed_id);
}

/* Children first: the counters' triggers ask the article for its flags. */
static bool delete_article(struct store *store, int64_t id, struct err *err)
{
	static const char *const steps[] = {
	    "DELETE FROM appearance WHERE article_id = ?1",
	    "DELETE FROM article_tag WHERE article_id = ?1",
	    "DELETE FROM tag_off WHERE article_id = ?1",
	    "DELETE FROM article_rule WHERE article_id = ?1",
	    "DELETE FROM page WHERE article_id = ?1",
	    "DELETE FROM article_mute WHERE article_id = ?1",
	    "DELETE FROM note WHERE article_id = ?1",
	    "DELETE FROM enclosure WHERE article_id = ?1",
	    "DELETE FROM article_version WHERE article_id = ?1",
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!sql_run(store, err, steps[i], "i", id))
			return false;
	place_ring_forget(store, id);
	/* its number may be another's, with the same date */
	return place_drop_keys(store, id, err) && fts_drop(store, id, err) &&
	       sql_run(store, err, "DELETE FROM article WHERE id = ?1", "i", id);
}

/* What other feeds carry as well stays, and names one of those. */
static bool leave_shared(struct store *store, int64_t feed_id, struct err *err)
{
	return sql_run(store, err,
		       "UPDATE article SET feed_id = (SELECT p.feed_id FROM appearance p CROSS JOIN feed f"
		       "  ON f.id = p.feed_id WHERE p.article_id = article.id AND p.feed_id <> ?1"
		       "  ORDER BY f.is_hidden, p.feed_id)"
		       " WHERE feed_id = ?1 AND id IN (SELECT article_id FROM appearance WHERE feed_id = ?1)",
		       "i", feed_id) &&
	       sql_run(store, err, "DELETE FROM appearance WHERE feed_id = ?1", "i", feed_id) &&
	       sql_run(store, err, "DELETE FROM feed WHERE id = ?1", "i", feed_id);
}

/* Stories of which an article or an outlet goes. */
static bool recount_stories(struct store *store, const struct idlist *stories, struct err *err)
{
	for (size_t i = 0; i < stories->n; i++) {
		int64_t story = stories->ids[i];

		if (!story_renumber(store, &story, err) || !story_recount(store, story, err) ||
		    !sql_run(store, err, "DELETE FROM story WHERE id = ?1 AND n_articles = 0", "i", story))
			return false;
	}
	return true;
}

static bool purge(struct store *store, int64_t feed_id, int64_t *ret_deleted, struct err *err)
{
	struct idlist ids = {0}, stories = {0};
	int64_t is_hidden = -1;
	bool ok;

	ok = sql_int(store, err, &is_hidden, "SELECT is_hidden FROM feed WHERE id = ?1", "i", feed_id);
	if (ok && is_hidden < 0)
		return err_set(err, ERR_NO_MATCH, "there is no such feed");
	ok = ok && ids_select(store, &stories, err,
			      "SELECT a.story_id FROM appearance p CROSS JOIN article a ON a.id = p.article_id"
			      " WHERE p.feed_id = ?1 AND a.story_id IS NOT NULL",
			      "i", feed_id);
	ids_sort(&stories);
	ok = ok && own_articles(store, feed_id, &ids, err) && bury(store, feed_id, is_hidden, err);
	for (size_t i = 0; ok && i < ids.n; i++)
		ok = delete_article(store, ids.ids[i], err);
	ok = ok && (!is_hidden || leave_shared(store, feed_id, err));
	ok = ok && recount_stories(store, &stories, err);
	*ret_deleted = (int64_t)ids.n;
	ids_free(&stories);
	ids_free(&ids);
	return ok;
}

bool store_feed_purge(struct store *store, int64_t feed_id, int64_t now, int64_t *ret_deleted,
		      struct err *err)
{
	int64_t deleted = 0;
	bool ok;

	(void)now;
	if (!sql_begin(store, err))
		return false;
	ok = purge(store, feed_id, &deleted, err) && sql_commit(store, err);
	if (!ok) {
		sql_rollback(store);
		return false;
	}
	*ret_deleted = deleted;
	return true;
}
