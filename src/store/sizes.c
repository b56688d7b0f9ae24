/* sizes.c: how many articles a filter finds at most: what the compiler of queries asks in order to pick what drives.
 *
 * From counters where there is one, else from an index, counted only as far as it makes a difference. */
#include "store_priv.h"

#include <string.h>

#define COUNT_MAX "50000"

/* -1: nothing has that name.  A name with a '*' is a pattern. */
static int64_t stat_named(struct store *store, const char *exact, const char *pattern, const char *name)
{
	int64_t n = -1;

	return sql_int(store, NULL, &n, strchr(name, '*') ? pattern : exact, "s", name) ? n : -1;
}

static int64_t stat_tag(void *store, const char *name)
{
	return stat_named(store, "SELECT n_articles FROM tag WHERE name = ?1",
			  "SELECT ifnull(sum(n_articles), -1) FROM tag WHERE name GLOB ?1", name);
}

static int64_t stat_feed(void *store, const char *name)
{
	return stat_named(store, "SELECT n_articles FROM feed WHERE name = ?1",
			  "SELECT ifnull(sum(n_articles), -1) FROM feed WHERE name GLOB ?1", name);
}

static int64_t stat_group(void *store, const char *name)
{
	return stat_named(store, "SELECT ifnull(sum(n_articles), -1) FROM feed WHERE grp = ?1 COLLATE NOCASE",
			  "SELECT ifnull(sum(n_articles), -1) FROM feed WHERE lower(grp) GLOB lower(?1)",
			  name);
}

#define EACH_HOST \
	" WITH RECURSIVE h(x) AS (SELECT min(host) FROM article UNION ALL" \
	" SELECT (SELECT min(host) FROM article WHERE host > h.x) FROM h WHERE h.x IS NOT NULL)" \
	" SELECT x FROM h WHERE"

/* Hosts are few: the index gives each with one look-up.  Their articles may be many, so they are counted only
 * so far. */
static int64_t stat_site(void *store, const char *host)
{
	int64_t n = -1;

	return sql_int(
		   store, NULL, &n,
		   "SELECT count(*) FROM (SELECT 1 FROM article WHERE host IN (" EACH_HOST " x = lower(?1) OR substr(x, -length(?1) - 1) = '.' || lower(?1))"
		   " LIMIT " COUNT_MAX ")",
		   "s", host)
		   ? n
		   : -1;
}

static int64_t stat_url(void *store, bool is_alias, const char *from, const char *to)
{
	int64_t n = 0;
	const bool ok = sql_int(store, NULL, &n,
				is_alias ? "SELECT count(*) FROM (SELECT 1 FROM article WHERE " QUERY_ALIASED
					   " AND canonical_url >= ?1 AND canonical_url < ?2 LIMIT " COUNT_MAX ")"
					 : "SELECT count(*) FROM (SELECT 1 FROM article WHERE url >= ?1 AND url < ?2"
					   " LIMIT " COUNT_MAX ")",
				"ss", from, to);

	return ok ? n : INT64_MAX;
}

static int64_t stat_has(void *store, unsigned sums, int64_t max)
{
	AUTO_BUF sql = BUF_INIT(KIB(1));
	int64_t n = 0;

	buf_adds(&sql, "SELECT count(*) FROM (SELECT 1 FROM article WHERE has IN (-1");
	for (int sum = 0; sum <= QUERY_HAS_ALL; sum++)
		if (sums >> sum & 1)
			buf_addf(&sql, ", %d", sum);
	buf_adds(&sql, ") LIMIT ?1)");
	return sql_int(store, NULL, &n, buf_str(&sql), "i", max) ? n : INT64_MAX;
}

static int64_t stat_lang(void *store, const char *lang, bool is_not, int64_t max)
{
	void *ctx = talloc_new(NULL);
	int64_t n = -1;
	const bool ok = sql_int(store, NULL, &n,
				is_not ? "SELECT count(*) FROM (SELECT 1 FROM article WHERE lang < ?1 UNION ALL"
					 " SELECT 1 FROM article WHERE lang > ?1 AND lang < ?2 UNION ALL"
					 " SELECT 1 FROM article WHERE lang >= ?3 LIMIT ?4)"
				       : "SELECT count(*) FROM (SELECT 1 FROM article WHERE lang = ?1 UNION ALL"
					 " SELECT 1 FROM article WHERE lang >= ?2 AND lang < ?3 LIMIT ?4)",
				"sssi", lang, mem_printf(ctx, "%s-", lang), mem_printf(ctx, "%s.", lang), max);

	talloc_free(ctx);
	return ok ? n : INT64_MAX;
}

static int64_t stat_words(void *store, const char *match)
{
	int64_t n = 0;

	return sql_int(store, NULL, &n,
		       "SELECT count(*) FROM (SELECT 1 FROM article_fts WHERE article_fts MATCH ?1 LIMIT " COUNT_MAX ")",
		       "s", match)
		   ? n
		   : INT64_MAX;
}

static int64_t stat_span(void *store, enum query_span span, int64_t from, int64_t to)
{
	static const char *const counts[] = {
	    [QUERY_SEEN] = "SELECT count(*) FROM (SELECT 1 FROM article WHERE arrived_at >= ?1"
			   " AND arrived_at < ?2 LIMIT " COUNT_MAX ")",
	    [QUERY_UPDATED] = "SELECT count(*) FROM (SELECT 1 FROM article WHERE updated_at >= ?1"
			      " AND updated_at < ?2 LIMIT " COUNT_MAX ")",
	    [QUERY_SCORE] = "SELECT count(*) FROM (SELECT 1 FROM article WHERE score <> 0 AND score >= ?1"
			    " AND score < ?2 LIMIT " COUNT_MAX ")",
	    [QUERY_OUTLETS] = "SELECT count(*) FROM (SELECT 1 FROM story s CROSS JOIN article a ON a.story_id = s.id"
			      " WHERE s.n_outlets >= ?1 AND s.n_outlets < ?2 UNION ALL SELECT 1 FROM article"
			      " WHERE n_feeds > 1 AND n_feeds >= ?1 AND n_feeds < ?2 LIMIT " COUNT_MAX ")"};
	int64_t n = 0;

	return sql_int(store, NULL, &n, counts[span], "ii", from, to) ? n : INT64_MAX;
}

static int64_t stat_rule(void *store, const char *name)
{
	return stat_named(store, "SELECT n_matches FROM rule WHERE name = ?1",
			  "SELECT ifnull(sum(n_matches), -1) FROM rule WHERE name GLOB ?1", name);
}

static int64_t stat_total(struct store *store, const char *sql)
{
	int64_t n = 0;

	return sql_int(store, NULL, &n, sql, "") ? n : -1;
}

static int64_t stat_unread(void *store)
{
	return stat_total(store, "SELECT unread FROM counter WHERE id = 1");
}

static int64_t stat_alerted(void *store)
{
	return stat_total(store, "SELECT ifnull(max(id), 0) FROM alert");
}

static int64_t stat_changed(void *store)
{
	return stat_total(store, "SELECT count(*) FROM (SELECT 1 FROM article WHERE version > 0 LIMIT " COUNT_MAX ")");
}

static int64_t stat_sponsored(void *store)
{
	return stat_total(store,
			  "SELECT count(*) FROM (SELECT 1 FROM article WHERE (has & 8) <> 0 LIMIT " COUNT_MAX ")");
}

static int64_t stat_starred(void *store)
{
	return stat_total(store, "SELECT starred FROM counter WHERE id = 1");
}

static int64_t stat_invisible(void *store)
{
	return stat_total(store, "SELECT invisible FROM counter WHERE id = 1");
}

static int64_t stat_notes(void *store)
{
	return stat_total(store, "SELECT count(*) FROM (SELECT 1 FROM note LIMIT " COUNT_MAX ")");
}

static int64_t stat_all(void *store)
{
	return stat_total(store, "SELECT articles FROM counter WHERE id = 1");
}

static bool stat_all_unread(void *store)
{
	return stat_total(store, "SELECT articles = unread FROM counter WHERE id = 1") == 1;
}

/* With one and the same tag: how many have any is not counted. */
static bool stat_all_tagged(void *store)
{
	return stat_total(store, "SELECT EXISTS (SELECT 1 FROM tag WHERE n_articles ="
				 " (SELECT articles FROM counter WHERE id = 1))") == 1;
}

int64_t sizes_invisible(struct store *store)
{
	return stat_invisible(store);
}

struct query_stats sizes_stats(struct store *store)
{
	return (struct query_stats){.tag = stat_tag,
				    .feed = stat_feed,
				    .group = stat_group,
				    .site = stat_site,
				    .url = stat_url,
				    .has = stat_has,
				    .lang = stat_lang,
				    .words = stat_words,
				    .span = stat_span,
				    .rule = stat_rule,
				    .alerted = stat_alerted,
				    .changed = stat_changed,
				    .sponsored = stat_sponsored,
				    .unread = stat_unread,
				    .starred = stat_starred,
				    .notes = stat_notes,
				    .all = stat_all,
				    .invisible = stat_invisible,
				    .all_unread = stat_all_unread,
				    .all_tagged = stat_all_tagged,
				    .state = store};
}
