/* migrate.c: the schema, as the steps that led to it.  Append only: a row that was shipped is never edited.
 *
 * docs/SCHEMA.md explains the columns.  Each step runs in a transaction of its own with its user_version. */
#include "placing.h"

#include <stdio.h>

struct migration {
	int version;
	const char *summary;
	const char *sql[6];
	bool (*fn)(struct store *store, struct err *err); /* after sql; may be NULL */
};

/* clang-format off */

/* Visible: not muted and not of removed feeds.  unread and starred below mean visible ones. */
#define VISIBLE(row) "(" row ".is_muted = 0 AND " row ".is_hidden = 0)"
#define UNREAD(row) "(" row ".is_read = 0 AND " row ".is_muted = 0 AND " row ".is_hidden = 0)"
#define STARRED(row) "(" row ".is_starred = 1 AND " row ".is_muted = 0 AND " row ".is_hidden = 0)"

static const char feeds_1[] =
	"PRAGMA application_id = 1413827672;" /* the letters TELX */
	"CREATE TABLE feed ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" n_articles INTEGER NOT NULL DEFAULT 0,"
	" n_unread INTEGER NOT NULL DEFAULT 0,"
	" next_at INTEGER NOT NULL DEFAULT 0,"
	" interval_s INTEGER NOT NULL DEFAULT 0,"
	" last_try_at INTEGER,"
	" last_ok_at INTEGER,"
	" failures INTEGER NOT NULL DEFAULT 0,"
	" last_status INTEGER NOT NULL DEFAULT 0,"
	" hold_until INTEGER NOT NULL DEFAULT 0,"
	" ttl_s INTEGER NOT NULL DEFAULT 0,"
	" skip_hours INTEGER NOT NULL DEFAULT 0,"
	" skip_days INTEGER NOT NULL DEFAULT 0,"
	" is_gone INTEGER NOT NULL DEFAULT 0,"
	" is_hidden INTEGER NOT NULL DEFAULT 0,"
	" is_titled INTEGER NOT NULL DEFAULT 0,"
	" url TEXT NOT NULL,"
	" title TEXT NOT NULL DEFAULT '',"
	" grp TEXT NOT NULL DEFAULT '',"
	" site_url TEXT NOT NULL DEFAULT '',"
	" moved_to TEXT,"
	" etag TEXT,"
	" last_modified TEXT,"
	" last_error TEXT) STRICT;";

/* Flags first: a mark rewrites the row, a filter reads only its start.  canonical_key finds articles that two feeds
 * carry; a hash, because an index of addresses would be as large as the table. */
static const char articles_1[] =
	"CREATE TABLE article ("
	" id INTEGER PRIMARY KEY,"
	" seq INTEGER NOT NULL UNIQUE,"
	" feed_id INTEGER NOT NULL REFERENCES feed(id),"
	" published_at INTEGER,"
	" updated_at INTEGER,"
	" arrived_at INTEGER NOT NULL,"
	" is_read INTEGER NOT NULL DEFAULT 0,"
	" is_starred INTEGER NOT NULL DEFAULT 0,"
	" is_muted INTEGER NOT NULL DEFAULT 0,"
	" is_hidden INTEGER NOT NULL DEFAULT 0,"
	" score INTEGER NOT NULL DEFAULT 0,"
	" has INTEGER NOT NULL DEFAULT 0,"
	" version INTEGER NOT NULL DEFAULT 0,"
	" lang TEXT NOT NULL DEFAULT '',"
	" canonical_key INTEGER,"
	" host TEXT NOT NULL DEFAULT '',"
	" url TEXT NOT NULL DEFAULT '',"
	" canonical_url TEXT) STRICT;"
	"CREATE INDEX article_unread ON article(id) WHERE is_read = 0 AND is_muted = 0 AND is_hidden = 0;"
	"CREATE INDEX article_starred ON article(id) WHERE is_starred = 1;"
	"CREATE INDEX article_changed ON article(id) WHERE version > 0;"
	"CREATE INDEX article_enclosure ON article(id) WHERE (has & 1) <> 0;"
	"CREATE INDEX article_out ON article(id) WHERE is_muted = 1 OR is_hidden = 1;"
	"CREATE INDEX article_astray ON article(published_at) WHERE abs(published_at - id / 16) > 172800;"
	"CREATE INDEX article_host ON article(host);"
	"CREATE INDEX article_canonical ON article(canonical_key) WHERE canonical_key IS NOT NULL;"

	"CREATE TABLE appearance ("
	" feed_id INTEGER NOT NULL REFERENCES feed(id),"
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" loose INTEGER NOT NULL DEFAULT 0,"
	" meta_hash INTEGER NOT NULL,"
	" content_key BLOB NOT NULL,"
	" guid_key BLOB,"
	" link_key BLOB,"
	" guid TEXT,"
	" PRIMARY KEY (feed_id, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX appearance_article ON appearance(article_id);"
	"CREATE INDEX appearance_guid ON appearance(feed_id, guid_key) WHERE guid_key IS NOT NULL;"
	"CREATE INDEX appearance_link ON appearance(feed_id, link_key) WHERE link_key IS NOT NULL;"
	"CREATE INDEX appearance_loose ON appearance(feed_id, content_key) WHERE loose <> 0;"

	"CREATE TABLE article_text ("
	" id INTEGER PRIMARY KEY REFERENCES article(id),"
	" title TEXT NOT NULL,"
	" author TEXT NOT NULL,"
	" body TEXT NOT NULL,"
	" html TEXT) STRICT;"
	"CREATE TABLE article_version ("
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" version INTEGER NOT NULL,"
	" replaced_at INTEGER NOT NULL,"
	" title TEXT NOT NULL,"
	" author TEXT NOT NULL,"
	" body TEXT NOT NULL,"
	" PRIMARY KEY (article_id, version)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE enclosure ("
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" n INTEGER NOT NULL,"
	" url TEXT NOT NULL,"
	" type TEXT,"
	" title TEXT,"
	" bytes INTEGER,"
	" seconds INTEGER,"
	" PRIMARY KEY (article_id, n)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE tombstone ("
	" feed TEXT NOT NULL,"
	" key BLOB NOT NULL,"
	" PRIMARY KEY (feed, key)) STRICT, WITHOUT ROWID;";

static const char tags_1[] =
	"CREATE TABLE tag ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" n_articles INTEGER NOT NULL DEFAULT 0,"
	" n_unread INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE article_tag ("
	" tag_id INTEGER NOT NULL REFERENCES tag(id),"
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" is_auto INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (tag_id, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX article_tag_article ON article_tag(article_id);"
	"CREATE TABLE journal ("
	" id INTEGER PRIMARY KEY,"
	" at INTEGER NOT NULL,"
	" who TEXT NOT NULL,"
	" what TEXT NOT NULL,"
	" undone_at INTEGER,"
	" undone_by TEXT) STRICT;"
	"CREATE TABLE journal_mark ("
	" journal_id INTEGER NOT NULL REFERENCES journal(id) ON DELETE CASCADE,"
	" mark TEXT NOT NULL," /* 'read', 'starred', or '#' and a tag's name */
	" is_set INTEGER NOT NULL,"
	" n INTEGER NOT NULL,"
	" ids BLOB NOT NULL,"
	" PRIMARY KEY (journal_id, mark, is_set)) STRICT, WITHOUT ROWID;";

/* Totals are kept by triggers, so that nothing is ever counted at start.  No trigger touches the index: FTS5 refuses
 * that while trusted_schema is off.  Nearly every article has one feed and no tag, and a sub-select behind IN opens a
 * table of its own each time: hence the triggers for the usual case and for the others (half the time of a mark). */
static const char counters_1[] =
	"CREATE TABLE counter ("
	" id INTEGER PRIMARY KEY CHECK (id = 1),"
	" seq INTEGER NOT NULL DEFAULT 0,"
	" articles INTEGER NOT NULL DEFAULT 0,"
	" unread INTEGER NOT NULL DEFAULT 0,"
	" starred INTEGER NOT NULL DEFAULT 0,"
	" invisible INTEGER NOT NULL DEFAULT 0) STRICT;"
	"INSERT INTO counter (id) VALUES (1);"

	"CREATE TRIGGER article_added AFTER INSERT ON article BEGIN"
	" UPDATE counter SET articles = articles + " VISIBLE("NEW") ", unread = unread + " UNREAD("NEW")
	", starred = starred + " STARRED("NEW") ", invisible = invisible + 1 - " VISIBLE("NEW") " WHERE id = 1; END;"
	"CREATE TRIGGER article_gone AFTER DELETE ON article BEGIN"
	" UPDATE counter SET articles = articles - " VISIBLE("OLD") ", unread = unread - " UNREAD("OLD")
	", starred = starred - " STARRED("OLD") ", invisible = invisible - 1 + " VISIBLE("OLD") " WHERE id = 1; END;"
	"CREATE TRIGGER article_totals AFTER UPDATE OF is_read, is_starred, is_muted, is_hidden ON article"
	" WHEN " VISIBLE("NEW") " <> " VISIBLE("OLD") " OR " UNREAD("NEW") " <> " UNREAD("OLD")
	" OR " STARRED("NEW") " <> " STARRED("OLD") " BEGIN"
	" UPDATE counter SET articles = articles + " VISIBLE("NEW") " - " VISIBLE("OLD")
	", unread = unread + " UNREAD("NEW") " - " UNREAD("OLD")
	", starred = starred + " STARRED("NEW") " - " STARRED("OLD")
	", invisible = invisible + " VISIBLE("OLD") " - " VISIBLE("NEW") " WHERE id = 1; END;"
	"CREATE TRIGGER article_unreads AFTER UPDATE OF is_read, is_muted, is_hidden ON article"
	" WHEN " UNREAD("NEW") " <> " UNREAD("OLD") " BEGIN"
	" UPDATE feed SET n_unread = n_unread + " UNREAD("NEW") " - " UNREAD("OLD") " WHERE id = NEW.feed_id; END;"
	"CREATE TRIGGER article_unreads_elsewhere AFTER UPDATE OF is_read, is_muted, is_hidden ON article"
	" WHEN " UNREAD("NEW") " <> " UNREAD("OLD")
	" AND EXISTS (SELECT 1 FROM appearance WHERE article_id = NEW.id AND feed_id <> NEW.feed_id) BEGIN"
	" UPDATE feed SET n_unread = n_unread + " UNREAD("NEW") " - " UNREAD("OLD")
	" WHERE id IN (SELECT feed_id FROM appearance WHERE article_id = NEW.id AND feed_id <> NEW.feed_id); END;"
	"CREATE TRIGGER article_tags AFTER UPDATE OF is_read, is_muted, is_hidden ON article"
	" WHEN (" VISIBLE("NEW") " <> " VISIBLE("OLD") " OR " UNREAD("NEW") " <> " UNREAD("OLD") ")"
	" AND EXISTS (SELECT 1 FROM article_tag WHERE article_id = NEW.id) BEGIN"
	" UPDATE tag SET n_articles = n_articles + " VISIBLE("NEW") " - " VISIBLE("OLD")
	", n_unread = n_unread + " UNREAD("NEW") " - " UNREAD("OLD")
	" WHERE id IN (SELECT tag_id FROM article_tag WHERE article_id = NEW.id); END;"

	"CREATE TRIGGER appearance_added AFTER INSERT ON appearance BEGIN"
	" UPDATE feed SET n_articles = n_articles + 1,"
	" n_unread = n_unread + (SELECT " UNREAD("a") " FROM article a WHERE a.id = NEW.article_id)"
	" WHERE id = NEW.feed_id; END;"
	"CREATE TRIGGER appearance_gone AFTER DELETE ON appearance BEGIN"
	" UPDATE feed SET n_articles = n_articles - 1,"
	" n_unread = n_unread - (SELECT " UNREAD("a") " FROM article a WHERE a.id = OLD.article_id)"
	" WHERE id = OLD.feed_id; END;"
	"CREATE TRIGGER article_tag_added AFTER INSERT ON article_tag BEGIN"
	" UPDATE tag SET (n_articles, n_unread) = (SELECT n_articles + " VISIBLE("a") ", n_unread + " UNREAD("a")
	" FROM article a WHERE a.id = NEW.article_id) WHERE id = NEW.tag_id; END;"
	"CREATE TRIGGER article_tag_gone AFTER DELETE ON article_tag BEGIN"
	" UPDATE tag SET (n_articles, n_unread) = (SELECT n_articles - " VISIBLE("a") ", n_unread - " UNREAD("a")
	" FROM article a WHERE a.id = OLD.article_id) WHERE id = OLD.tag_id; END;";

/* External content: the text is stored once, in article_text.  hashsize: what one transaction may gather before FTS5
 * writes a segment; memory is taken only as it is needed. */
static const char index_1[] =
	"CREATE VIRTUAL TABLE article_fts USING fts5(title, author, body,"
	" content = 'article_text', content_rowid = 'id', tokenize = 'telex', prefix = '3');"
	"INSERT INTO article_fts (article_fts, rank) VALUES ('hashsize', 16777216);";

static const char health_2[] =
	"ALTER TABLE feed ADD COLUMN problem TEXT;"
	"ALTER TABLE feed ADD COLUMN next_why TEXT;"
	"ALTER TABLE feed ADD COLUMN failing_since INTEGER;"
	"ALTER TABLE feed ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE feed ADD COLUMN missed_at INTEGER;"
	"ALTER TABLE feed ADD COLUMN archive_url TEXT;"
	"ALTER TABLE feed ADD COLUMN archive_until INTEGER;"
	"ALTER TABLE feed ADD COLUMN is_link_keyed INTEGER NOT NULL DEFAULT 0;";

/* What rules do to articles.  article_tag.score: the points that came with a tag put on by rule, so that they go with it. */
static const char rules_3[] =
	"ALTER TABLE article_tag ADD COLUMN score INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE tag_off ("
	" tag_id INTEGER NOT NULL REFERENCES tag(id),"
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" is_auto INTEGER NOT NULL DEFAULT 0,"
	" score INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (tag_id, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX tag_off_article ON tag_off(article_id);"
	"CREATE TABLE mute ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" query TEXT NOT NULL,"
	" below INTEGER," /* what is stored is looked through from the newest down: ids below are still to come; NULL: none */
	" n_articles INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE article_mute ("
	" mute_id INTEGER NOT NULL REFERENCES mute(id),"
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" PRIMARY KEY (mute_id, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX article_mute_article ON article_mute(article_id);"
	"CREATE TABLE note ("
	" article_id INTEGER PRIMARY KEY REFERENCES article(id),"
	" text TEXT NOT NULL,"
	" changed_at INTEGER NOT NULL) STRICT;"
	"CREATE TRIGGER article_tag_points AFTER INSERT ON article_tag WHEN NEW.score <> 0 BEGIN"
	" UPDATE article SET score = score + NEW.score WHERE id = NEW.article_id; END;"
	"CREATE TRIGGER article_tag_no_points AFTER DELETE ON article_tag WHEN OLD.score <> 0 BEGIN"
	" UPDATE article SET score = score - OLD.score WHERE id = OLD.article_id; END;"
	"CREATE TRIGGER article_muted AFTER INSERT ON article_mute BEGIN"
	" UPDATE mute SET n_articles = n_articles + 1 WHERE id = NEW.mute_id;"
	" UPDATE article SET is_muted = 1 WHERE id = NEW.article_id AND is_muted = 0; END;"
	"CREATE TRIGGER article_unmuted AFTER DELETE ON article_mute BEGIN"
	" UPDATE mute SET n_articles = n_articles - 1 WHERE id = OLD.mute_id;"
	" UPDATE article SET is_muted = 0 WHERE id = OLD.article_id"
	" AND NOT EXISTS (SELECT 1 FROM article_mute WHERE article_id = OLD.article_id); END;";

/* Filters that hit next to nothing.  Articles come in the order of arrival, so that index only grows at its end. */
static const char filters_4[] =
	"CREATE INDEX article_lang ON article(lang);"
	"CREATE INDEX article_arrived ON article(arrived_at);"
	"CREATE INDEX article_updated ON article(updated_at) WHERE updated_at IS NOT NULL;"
	"CREATE INDEX article_score ON article(score) WHERE score <> 0;";

/* Alerts.  What they say is copied: they outlive an edit, a purge and their rule.  alert.version: of the article for once =
 * update, else the step of its story; alert.step: NULL where stories do not count, or another of the same story stands for it. */
static const char alerts_5[] =
	"ALTER TABLE counter ADD COLUMN uid TEXT;"
	"UPDATE counter SET uid = lower(hex(randomblob(8)));"
	"ALTER TABLE counter ADD COLUMN judged_seq INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE article ADD COLUMN story_id INTEGER;"
	"CREATE INDEX article_story ON article(story_id) WHERE story_id IS NOT NULL;"
	"CREATE TABLE story ("
	" id INTEGER PRIMARY KEY,"
	" n_articles INTEGER NOT NULL DEFAULT 0,"
	" n_outlets INTEGER NOT NULL DEFAULT 0,"
	" moved_to INTEGER) STRICT;"
	"CREATE TABLE rule ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" query TEXT NOT NULL,"
	" since_at INTEGER NOT NULL,"
	" since_seq INTEGER NOT NULL,"
	" n_matches INTEGER NOT NULL DEFAULT 0,"
	" fault TEXT,"
	" is_gone INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE article_rule ("
	" rule_id INTEGER NOT NULL REFERENCES rule(id),"
	" article_id INTEGER NOT NULL REFERENCES article(id),"
	" score INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (rule_id, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX article_rule_article ON article_rule(article_id);"
	"CREATE TRIGGER article_rule_added AFTER INSERT ON article_rule BEGIN"
	" UPDATE rule SET n_matches = n_matches + 1 WHERE id = NEW.rule_id;"
	" UPDATE article SET score = score + NEW.score WHERE id = NEW.article_id AND NEW.score <> 0; END;"
	"CREATE TRIGGER article_rule_gone AFTER DELETE ON article_rule BEGIN"
	" UPDATE rule SET n_matches = n_matches - 1 WHERE id = OLD.rule_id;"
	" UPDATE article SET score = score - OLD.score WHERE id = OLD.article_id AND OLD.score <> 0; END;"
	"CREATE TABLE alert ("
	" id INTEGER PRIMARY KEY,"
	" rule_id INTEGER NOT NULL REFERENCES rule(id),"
	" article_id INTEGER NOT NULL,"
	" version INTEGER NOT NULL,"
	" story_id INTEGER NOT NULL,"
	" step INTEGER,"
	" raised_at INTEGER NOT NULL,"
	" priority INTEGER NOT NULL,"
	" is_acknowledged INTEGER NOT NULL DEFAULT 0,"
	" snoozed_until INTEGER,"
	" query TEXT NOT NULL,"
	" title TEXT NOT NULL,"
	" url TEXT NOT NULL,"
	" outlet TEXT NOT NULL,"
	" evidence TEXT NOT NULL,"
	" UNIQUE (rule_id, article_id, version)) STRICT;"
	"CREATE UNIQUE INDEX alert_story ON alert(rule_id, story_id, step) WHERE step IS NOT NULL;"
	"CREATE INDEX alert_open ON alert(id) WHERE is_acknowledged = 0;"
	"CREATE INDEX alert_article ON alert(article_id);"
	"CREATE INDEX alert_of_story ON alert(story_id);";

/* message_id: the row whose number names the message that this one went out with, fixed at its first try. */
static const char outbox_5[] =
	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY,"
	" alert_id INTEGER REFERENCES alert(id),"
	" channel TEXT NOT NULL,"
	" rule TEXT NOT NULL,"
	" kind INTEGER NOT NULL,"
	" state INTEGER NOT NULL DEFAULT 0,"
	" is_held INTEGER NOT NULL DEFAULT 0,"
	" message_id INTEGER,"
	" created_at INTEGER NOT NULL,"
	" next_at INTEGER NOT NULL,"
	" first_try_at INTEGER,"
	" done_at INTEGER,"
	" tries INTEGER NOT NULL DEFAULT 0,"
	" payload TEXT,"
	" last_error TEXT,"
	" UNIQUE (alert_id, channel)) STRICT;"
	"CREATE INDEX outbox_waiting ON outbox(next_at) WHERE state = 0;"
	"CREATE INDEX outbox_unsent ON outbox(rule, channel) WHERE state = 0;"
	"CREATE INDEX outbox_dead ON outbox(id) WHERE state = 2;"
	"CREATE INDEX outbox_message ON outbox(message_id) WHERE message_id IS NOT NULL;"
	"CREATE INDEX outbox_sent ON outbox(rule, channel, done_at) WHERE state = 1;"
	"CREATE TABLE digest ("
	" name TEXT NOT NULL PRIMARY KEY,"
	" seq INTEGER NOT NULL,"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

/* A host that answered 429 (held_host, as host:port), and until when nothing of it is asked, whichever feed it is. */
static const char holds_6[] =
	"ALTER TABLE feed ADD COLUMN held_host TEXT;"
	"ALTER TABLE feed ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE feed ADD COLUMN held_is_asked INTEGER NOT NULL DEFAULT 0;";

/* Pages of articles that are fetched for their text, and what their sites say of that in robots.txt. */
static const char pages_7[] =
	"CREATE TABLE page ("
	" article_id INTEGER PRIMARY KEY REFERENCES article(id),"
	" state INTEGER NOT NULL DEFAULT 0,"
	" next_at INTEGER NOT NULL,"
	" tries INTEGER NOT NULL DEFAULT 0,"
	" read_at INTEGER,"
	" is_used INTEGER NOT NULL DEFAULT 0,"
	" error TEXT) STRICT;"
	"CREATE INDEX page_waiting ON page(next_at) WHERE state = 0;"
	"CREATE TABLE robots ("
	" origin TEXT NOT NULL PRIMARY KEY,"
	" until INTEGER NOT NULL,"
	" status INTEGER NOT NULL,"
	" text TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"ALTER TABLE feed ADD COLUMN page_error TEXT;"
	"ALTER TABLE feed ADD COLUMN page_failures INTEGER NOT NULL DEFAULT 0;";

static const char sponsored_8[] = "CREATE INDEX article_sponsored ON article(id) WHERE (has & 8) <> 0;";

/* More of filters that hit next to nothing.  n_feeds: how many appearances there are.  Whoever adds one knows whether it
 * is the first: to ask that in a trigger is 5 % of an ingest. */
static const char filters_9[] =
	"CREATE INDEX article_url ON article(url);"
	"CREATE INDEX article_alias ON article(canonical_url) WHERE "
	"substr(replace(replace(url, 'http://', 'https://'), '://www.', '://'), 1, length(canonical_url)) <> canonical_url;"
	"CREATE INDEX article_has ON article(has);"
	"CREATE INDEX story_outlets ON story(n_outlets);"
	"CREATE TABLE arrivals ("
	" first_seq INTEGER PRIMARY KEY," /* and 1,023 more */
	" min_id INTEGER NOT NULL) STRICT;" /* at most that of the oldest of them */
	"INSERT INTO arrivals SELECT seq & ~1023, min(id) FROM article GROUP BY seq & ~1023;"
	"CREATE TRIGGER article_arrives AFTER INSERT ON article BEGIN"
	" INSERT INTO arrivals VALUES (NEW.seq & ~1023, NEW.id)"
	" ON CONFLICT (first_seq) DO UPDATE SET min_id = excluded.min_id WHERE excluded.min_id < min_id; END;"
	"ALTER TABLE article ADD COLUMN n_feeds INTEGER NOT NULL DEFAULT 1;"
	"UPDATE article SET n_feeds = (SELECT count(*) FROM appearance WHERE article_id = article.id) WHERE id IN"
	" (SELECT article_id FROM appearance GROUP BY article_id HAVING count(*) > 1);"
	"CREATE INDEX article_shared ON article(n_feeds) WHERE n_feeds > 1;"
	"CREATE TRIGGER appearance_unshared AFTER DELETE ON appearance"
	" WHEN EXISTS (SELECT 1 FROM appearance WHERE article_id = OLD.article_id) BEGIN"
	" UPDATE article SET n_feeds = n_feeds - 1 WHERE id = OLD.article_id; END;";

/* Which articles tell one story.  story.sum: what its articles are made of, added up (src/story/sum.c); NULL: to be made again.
 * story_word: how many articles have a word.  story_key: where a feature is found, around a date, because an id is a time. */
static const char stories_10[] =
	"ALTER TABLE story ADD COLUMN sum BLOB;"
	"CREATE INDEX story_moved ON story(moved_to) WHERE moved_to IS NOT NULL;"
	"ALTER TABLE counter ADD COLUMN worded INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE story_word ("
	" hash INTEGER PRIMARY KEY,"
	" n INTEGER NOT NULL) STRICT;"
	"CREATE TABLE story_key ("
	" key INTEGER NOT NULL,"
	" article_id INTEGER NOT NULL,"
	" PRIMARY KEY (key, article_id)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE story_apart ("
	" a INTEGER NOT NULL,"
	" b INTEGER NOT NULL,"
	" PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;";

/* Articles below this id were stored when nobody asked for their language, or knew less of languages (src/store/tell.c). */
static const char told_11[] =
	"ALTER TABLE counter ADD COLUMN told_below INTEGER;"
	"UPDATE counter SET told_below = (SELECT max(id) + 1 FROM article);";

/* What articles of stories are found by is read and written with articles of the same hour (src/store/place_hours.c).
 * story_word: counts of titles, most of them 1, lay between those of words.  story.outlets: packed (src/store/ids.c); NULL: to be
 * counted. */
static const char stories_12[] =
	"CREATE TABLE story_hour ("
	" id INTEGER PRIMARY KEY," /* the hour * 65536 + a number */
	" articles BLOB NOT NULL) STRICT;"
	"CREATE TABLE story_count ("
	" hash INTEGER PRIMARY KEY,"
	" n INTEGER NOT NULL) STRICT;"
	"INSERT INTO story_count SELECT hash, n FROM story_word WHERE n > 1;"
	"DROP TABLE story_word;"
	"ALTER TABLE story_count RENAME TO story_word;"
	"ALTER TABLE story ADD COLUMN outlets BLOB;"
	"CREATE INDEX article_told ON article(id, story_id) WHERE story_id IS NOT NULL;";

/* is_story_set: somebody has put the article into its story, or taken others out of it.
 * The articles up to these article.seq were stored before there were stories: their words are not counted yet, and they have no
 * story yet; 0: none are left. */
static const char archive_13[] =
	"ALTER TABLE article ADD COLUMN is_story_set INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE counter ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE counter ADD COLUMN ungrouped INTEGER NOT NULL DEFAULT 0;"
	"UPDATE counter SET uncounted = max(seq - worded, 0), ungrouped = max(seq - worded, 0);";

/* clang-format on */

static const struct migration migrations[] = {
    {1,
     "feeds, articles, index, tags, journal, counters",
     {feeds_1, articles_1, tags_1, counters_1, index_1},
     NULL},
    {2, "how feeds fare", {health_2}, NULL},
    {3, "what rules do to articles: tags, mutes; notes", {rules_3}, NULL},
    {4, "indexes for filters that hit next to nothing", {filters_4}, NULL},
    {5, "alerts, stories, what is to be delivered", {alerts_5, outbox_5}, NULL},
    {6, "hosts that want a pause", {holds_6}, NULL},
    {7, "the pages of articles", {pages_7}, NULL},
    {8, "sponsored articles", {sponsored_8}, NULL},
    {9, "indexes for more filters that hit next to nothing", {filters_9}, NULL},
    {10, "which articles tell one story", {stories_10}, NULL},
    {11, "the language of older articles", {told_11}, NULL},
    {12, "what stories are found by, by the hour", {stories_12}, place_carry_keys},
    {13, "stories of what was stored before there were any", {archive_13}, NULL},
};
enum { N_MIGRATIONS = sizeof(migrations) / sizeof(migrations[0]) };

static bool apply(struct store *store, const struct migration *m, struct err *err)
{
	char pragma[64];

	for (size_t i = 0; i < sizeof(m->sql) / sizeof(m->sql[0]) && m->sql[i]; i++)
		if (!sql_exec(store, m->sql[i], err))
			return false;
	if (m->fn && !m->fn(store, err))
		return false;
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", m->version);
	return sql_exec(store, pragma, err);
}

/* One step, unless another process was faster. */
static bool step(struct store *store, const struct migration *m, struct err *err)
{
	int64_t version = 0;
	bool ok;

	if (!sql_begin(store, err))
		return false;
	ok = sql_int(store, err, &version, "PRAGMA user_version", "");
	if (ok && version < m->version)
		ok = apply(store, m, err);
	if (ok)
		return sql_commit(store, err);
	sql_rollback(store);
	return err_wrap(err, "schema %d (%s)", m->version, m->summary);
}

bool migrate(struct store *store, struct err *err)
{
	int64_t version = 0;

	if (!sql_int(store, err, &version, "PRAGMA user_version", ""))
		return false;
	for (size_t i = 0; i < N_MIGRATIONS; i++)
		if (version < migrations[i].version && !step(store, &migrations[i], err))
			return false;
	return true;
}

int store_schema_version(void)
{
	return migrations[N_MIGRATIONS - 1].version;
}
