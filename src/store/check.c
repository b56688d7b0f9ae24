/* check.c: is the file whole, does the index agree with the texts, do the counters agree with the rows; and
 * idle work. */
#include "store_priv.h"

#include <string.h>
#include <time.h>

enum { FINDINGS_MAX = 50, IDLE_NS = 20 * 1000000, MERGE_PAGES = 16 };

struct checkup {
	struct store *store;
	struct buf *report;
	bool repair;
	bool is_ok;
};

static bool rows_to_report(struct checkup *c, const char *sql, const char *fine, const char *what,
			   struct err *err)
{
	sqlite3_stmt *stmt = sql_get(c->store, sql, err);
	int got = -1, n = 0;

	if (!stmt)
		return false;
	while (n < FINDINGS_MAX && (got = sql_step(c->store, stmt, err)) > 0) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);

		if (text && fine && !strcmp(text, fine))
			continue;
		buf_addf(c->report, "%s: %s\n", what, text ? text : "");
		c->is_ok = false;
		n++;
	}
	sql_done(c->store, stmt);
	return got >= 0;
}

static bool check_file(struct checkup *c, struct err *err)
{
	static const char orphans[] =
	    "SELECT 'article ' || a.id || ' has no text' FROM article a"
	    " WHERE NOT EXISTS (SELECT 1 FROM article_text t WHERE t.id = a.id)"
	    " UNION ALL SELECT 'article ' || a.id || ' is in no feed' FROM article a"
	    " WHERE NOT EXISTS (SELECT 1 FROM appearance p WHERE p.article_id = a.id)";

	return rows_to_report(c, "PRAGMA integrity_check(50)", "ok", "file", err) &&
	       rows_to_report(
		   c, "SELECT 'a row of ' || \"table\" || ' points nowhere' FROM pragma_foreign_key_check",
		   NULL, "rows", err) &&
	       rows_to_report(c, orphans, NULL, "rows", err);
}

/* FTS5 compares only when it is told to with a rank (stale external content is silent until it reads
 * 'malformed'). */
static bool check_index(struct checkup *c, struct err *err)
{
	int rc = sqlite3_exec(c->store->db,
			      "INSERT INTO article_fts (article_fts, rank) VALUES ('integrity-check', 1)",
			      NULL, NULL, NULL);

	if (!rc)
		return true;
	if ((rc & 0xff) != SQLITE_CORRUPT)
		return sql_fault(c->store, rc, err);
	if (!c->repair) {
		buf_adds(c->report, "index: does not agree with the texts\n");
		c->is_ok = false;
		return true;
	}
	buf_adds(c->report, "index: did not agree with the texts, was made anew\n");
	return sql_exec(c->store, "INSERT INTO article_fts (article_fts) VALUES ('rebuild')", err);
}

/* ---- counters ---- */

#define VISIBLE "(a.is_muted = 0 AND a.is_hidden = 0)"
#define UNREAD "(a.is_read = 0 AND a.is_muted = 0 AND a.is_hidden = 0)"

/* clang-format off */
/* What is wrong, as rows of one text; and the statement that sets it right. */
static const struct {
	const char *what, *wrong, *repair;
} counters[] = {
	{"totals",
	 "SELECT 'are not those of the articles' FROM counter,"
	 " (SELECT count(*) AS n, ifnull(sum" VISIBLE ", 0) AS v, ifnull(sum" UNREAD ", 0) AS u,"
	 "  ifnull(sum(a.is_starred AND " VISIBLE "), 0) AS s, ifnull(max(a.seq), 0) AS m FROM article a)"
	 " WHERE articles <> v OR unread <> u OR starred <> s OR invisible <> n - v OR seq < m",
	 "UPDATE counter SET (articles, unread, starred, invisible, seq) ="
	 " (SELECT ifnull(sum" VISIBLE ", 0), ifnull(sum" UNREAD ", 0),"
	 "  ifnull(sum(a.is_starred AND " VISIBLE "), 0), count(*) - ifnull(sum" VISIBLE ", 0),"
	 "  max(counter.seq, ifnull(max(a.seq), 0)) FROM article a)"},
	{"feed",
	 "SELECT f.name || ' has wrong numbers' FROM feed f WHERE (f.n_articles, f.n_unread) <>"
	 " (SELECT count(*), ifnull(sum" UNREAD ", 0) FROM appearance p CROSS JOIN article a ON a.id = p.article_id"
	 "  WHERE p.feed_id = f.id)",
	 "UPDATE feed SET (n_articles, n_unread) ="
	 " (SELECT count(*), ifnull(sum" UNREAD ", 0) FROM appearance p CROSS JOIN article a ON a.id = p.article_id"
	 "  WHERE p.feed_id = feed.id)"},
	{"article",
	 "SELECT id || ' has a wrong number of feeds' FROM article a WHERE"
	 " max(1, (SELECT count(*) FROM appearance p WHERE p.article_id = a.id)) <> n_feeds",
	 "UPDATE article SET n_feeds = max(1, (SELECT count(*) FROM appearance p WHERE p.article_id = article.id))"
	 " WHERE max(1, (SELECT count(*) FROM appearance p WHERE p.article_id = article.id)) <> n_feeds"},
	{"story",
	 "SELECT s.id || ' has wrong numbers' FROM story s WHERE s.moved_to IS NULL AND (s.n_articles, s.n_outlets) <>"
	 " (SELECT count(DISTINCT a.id), count(DISTINCT p.feed_id) FROM article a CROSS JOIN appearance p"
	 "  ON p.article_id = a.id WHERE a.story_id = s.id)",
	 "UPDATE story SET outlets = NULL, (n_articles, n_outlets) ="
	 " (SELECT count(DISTINCT a.id), count(DISTINCT p.feed_id) FROM article a CROSS JOIN appearance p"
	 "  ON p.article_id = a.id WHERE a.story_id = story.id) WHERE moved_to IS NULL"},
	{"story",
	 "SELECT 'article ' || a.id || ' is of a story that is not there' FROM article a WHERE a.story_id IS NOT NULL"
	 " AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = a.story_id AND s.moved_to IS NULL)",
	 "UPDATE article SET story_id = NULL WHERE story_id IS NOT NULL"
	 " AND NOT EXISTS (SELECT 1 FROM story s WHERE s.id = article.story_id AND s.moved_to IS NULL)"},
	{"arrivals",
	 "SELECT 'an article is older than its stretch says: ' || a.id FROM article a"
	 " LEFT JOIN arrivals r ON r.first_seq = a.seq & ~1023 WHERE r.min_id IS NULL OR r.min_id > a.id",
	 "INSERT INTO arrivals SELECT seq & ~1023, min(id) FROM article WHERE 1 GROUP BY seq & ~1023"
	 " ON CONFLICT (first_seq) DO UPDATE SET min_id = min(min_id, excluded.min_id)"},
	{"tag",
	 "SELECT g.name || ' has wrong numbers' FROM tag g WHERE (g.n_articles, g.n_unread) <>"
	 " (SELECT ifnull(sum" VISIBLE ", 0), ifnull(sum" UNREAD ", 0)"
	 "  FROM article_tag t CROSS JOIN article a ON a.id = t.article_id WHERE t.tag_id = g.id)",
	 "UPDATE tag SET (n_articles, n_unread) ="
	 " (SELECT ifnull(sum" VISIBLE ", 0), ifnull(sum" UNREAD ", 0)"
	 "  FROM article_tag t CROSS JOIN article a ON a.id = t.article_id WHERE t.tag_id = tag.id)"},
};

/* clang-format on */

static bool check_counters(struct checkup *c, struct err *err)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		bool was_ok = c->is_ok;

		c->is_ok = true;
		if (!rows_to_report(c, counters[i].wrong, NULL, counters[i].what, err))
			return false;
		if (!c->is_ok && c->repair) {
			if (!sql_run(c->store, err, counters[i].repair, ""))
				return false;
			buf_addf(c->report, "%s: counted anew\n", counters[i].what);
			c->is_ok = true;
		}
		c->is_ok = c->is_ok && was_ok;
	}
	return true;
}

bool store_check(struct store *store, bool repair, struct buf *report, bool *ret_ok, struct err *err)
{
	struct checkup c = {.store = store, .report = report, .repair = repair, .is_ok = true};
	bool ok;

	if (!sql_begin(store, err))
		return false;
	ok = check_file(&c, err) && check_index(&c, err) && check_counters(&c, err);
	if (!ok || !repair)
		sql_rollback(store);
	else
		ok = sql_commit(store, err);
	if (ok)
		*ret_ok = c.is_ok;
	return ok;
}

/* ---- idle ---- */

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Each merge is a transaction of its own; one that changes less than two rows had nothing to do (FTS5,
 * section 6.8). */
static void merge_index(struct store *store)
{
	int64_t end = now_ns() + IDLE_NS;
	int changed;

	do {
		changed = sqlite3_total_changes(store->db);
		if (!sql_run(store, NULL, "INSERT INTO article_fts (article_fts, rank) VALUES ('merge', ?1)",
			     "i", (int64_t)MERGE_PAGES))
			return;
	} while (sqlite3_total_changes(store->db) - changed >= 2 && now_ns() < end);
}

void store_idle(struct store *store)
{
	sqlite3_busy_timeout(store->db, 0); /* whoever writes goes first */
	merge_index(store);
	(void)sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	sqlite3_busy_timeout(store->db, store->busy_ms);
}
