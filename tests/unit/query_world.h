/* query_world.h: sixteen articles in a store's tables in memory, and what a query finds in them. */
#ifndef QUERY_WORLD_H
#define QUERY_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "telex/query.h"

enum { WORLD_N = 16, WORLD_DAY = 86400, WORLD_FIRST = 1793491200 /* 2026-11-01T00:00Z */ };

/* Bit i: article i, of day i. */
struct world_atom {
	const char *query;
	uint32_t mask;
};
static const struct world_atom world_words[] = {
    {"alpha", 0x5555}, {"beta", 0x0f0f}, {"gamma", 0x8001}, {"delta", 0xfff0}};
static const struct world_atom world_tags[] = {{"red", 0x00ff}, {"green", 0x1248}, {"blue", 0x8000}};
static const struct world_atom world_feeds[] = {{"one", 0x3333}, {"two", 0xcccc}, {"three", 0x00f1}};
static const struct world_atom world_rules[] = {{"press", 0x0842}, {"prices", 0xf000}};
/* Story 17: its number of outlets is told, not counted. */
enum { WORLD_STORY = 0x0600, WORLD_ALERTED = 0x1842 };
/* Published at http://www.hN.example; an article with the canonical address of another site. */
enum { WORLD_WWW = 0x8080, WORLD_ALIASED = 5 };
enum { WORLD_READ = 0x0ff0, WORLD_STARRED = 0x0101, WORLD_MUTED = 0x2020, WORLD_HIDDEN = 0x0004, WORLD_N_OUT = 3 /* of both */, WORLD_UPDATED = 0x0018, WORLD_NOTED = 0x0420, WORLD_SPONSORED = 0x0412 };
enum { WORLD_AUSTRIAN = 0x0810, WORLD_GERMAN = WORLD_AUSTRIAN | 0x0100, WORLD_NO_LANG = 0x4040 };

static const char world_schema[] =
    "CREATE TABLE feed(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, grp TEXT NOT NULL);"
    "CREATE TABLE article(id INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, published_at INTEGER, "
    "updated_at INTEGER,"
    " arrived_at INTEGER NOT NULL, is_read INTEGER NOT NULL, is_starred INTEGER NOT NULL, is_muted INTEGER "
    "NOT NULL,"
    " is_hidden INTEGER NOT NULL, score INTEGER NOT NULL, has INTEGER NOT NULL, version INTEGER NOT NULL,"
    " lang TEXT NOT NULL, host TEXT NOT NULL, url TEXT NOT NULL, canonical_url TEXT, story_id INTEGER, n_feeds INTEGER NOT NULL DEFAULT 1);"
    "CREATE INDEX article_story ON article(story_id) WHERE story_id IS NOT NULL;"
    "CREATE TABLE story(id INTEGER PRIMARY KEY, n_articles INTEGER, n_outlets INTEGER);"
    "CREATE TABLE rule(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE article_rule(rule_id INTEGER, article_id INTEGER, PRIMARY KEY(rule_id, article_id)) WITHOUT "
    "ROWID;"
    "CREATE INDEX article_rule_article ON article_rule(article_id);"
    "CREATE TABLE alert(id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL);"
    "CREATE INDEX alert_article ON alert(article_id);"
    "CREATE INDEX article_unread ON article(id) WHERE is_read = 0 AND is_muted = 0 AND is_hidden = 0;"
    "CREATE INDEX article_starred ON article(id) WHERE is_starred = 1;"
    "CREATE INDEX article_changed ON article(id) WHERE version > 0;"
    "CREATE INDEX article_enclosure ON article(id) WHERE (has & 1) <> 0;"
    "CREATE INDEX article_sponsored ON article(id) WHERE (has & 8) <> 0;"
    "CREATE INDEX article_out ON article(id) WHERE is_muted = 1 OR is_hidden = 1;"
    "CREATE INDEX article_astray ON article(published_at) WHERE abs(published_at - id / 16) > 172800;"
    "CREATE INDEX article_host ON article(host);"
    "CREATE INDEX article_url ON article(url);"
    "CREATE INDEX article_alias ON article(canonical_url) WHERE " QUERY_ALIASED ";"
    "CREATE INDEX article_has ON article(has);"
    "CREATE INDEX article_shared ON article(n_feeds) WHERE n_feeds > 1;"
    "CREATE INDEX story_outlets ON story(n_outlets);"
    "CREATE INDEX article_lang ON article(lang);"
    "CREATE INDEX article_arrived ON article(arrived_at);"
    "CREATE INDEX article_updated ON article(updated_at) WHERE updated_at IS NOT NULL;"
    "CREATE INDEX article_score ON article(score) WHERE score <> 0;"
    "CREATE TABLE appearance(feed_id INTEGER, article_id INTEGER, PRIMARY KEY(feed_id, article_id)) WITHOUT "
    "ROWID;"
    "CREATE INDEX appearance_article ON appearance(article_id);"
    "CREATE TABLE tag(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE article_tag(tag_id INTEGER, article_id INTEGER, PRIMARY KEY(tag_id, article_id)) WITHOUT "
    "ROWID;"
    "CREATE INDEX article_tag_article ON article_tag(article_id);"
    "CREATE TABLE note(article_id INTEGER PRIMARY KEY);"
    "CREATE VIRTUAL TABLE article_fts USING fts5(title, author, body);"
    "CREATE VIRTUAL TABLE temp.batch_fts USING fts5(title, author, body);";

static void world_run(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", message, sql);
}

static int64_t world_id(int i)
{
	return ((int64_t)WORLD_FIRST + (int64_t)i * WORLD_DAY) * 16 + 15;
}

static void world_links(sqlite3 *db, const struct world_atom *atoms, size_t n, const char *table, int i)
{
	char sql[200];

	for (size_t k = 0; k < n; k++) {
		if (!(atoms[k].mask >> i & 1))
			continue;
		snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES(%zu, %lld)", table, k + 1,
			 (long long)world_id(i));
		world_run(db, sql);
	}
}

/* Of http://www. the usual one; of one article another site's. */
static const char *world_canonical(int i)
{
	static char text[60];

	if (i == WORLD_ALIASED)
		return "'https://elsewhere.example/5'";
	snprintf(text, sizeof(text), "'https://h%d.example/%d'", i % 4, i);
	return WORLD_WWW >> i & 1 ? text : "NULL";
}

static const char *world_lang(int i)
{
	return WORLD_NO_LANG >> i & 1 ? "" : WORLD_AUSTRIAN >> i & 1 ? "de-at" : WORLD_GERMAN >> i & 1 ? "de" : "en";
}

static void world_article(sqlite3 *db, int i)
{
	const long long at = (long long)WORLD_FIRST + (long long)i * WORLD_DAY;
	char sql[900], body[100] = "";

	for (size_t k = 0; k < sizeof(world_words) / sizeof(world_words[0]); k++)
		if (world_words[k].mask >> i & 1)
			snprintf(body + strlen(body), sizeof(body) - strlen(body), "%s ",
				 world_words[k].query);
	snprintf(sql, sizeof(sql),
		 "INSERT INTO article VALUES(%lld, %d, %lld, %s, %lld, %d, %d, %d, %d, %d, %d, %d, '%s', "
		 "'%sh%d.example',"
		 " '%sh%d.example/%d', %s, %s, 1);"
		 "INSERT INTO article_fts(rowid, title, author, body) VALUES(%lld, 'title', 'author', '%s');"
		 "INSERT INTO batch_fts(rowid, title, author, body) VALUES(%lld, 'title', 'author', '%s');",
		 (long long)world_id(i), i, at, WORLD_UPDATED >> i & 1 ? "1700000000" : "NULL", at, WORLD_READ >> i & 1, WORLD_STARRED >> i & 1,
		 WORLD_MUTED >> i & 1, WORLD_HIDDEN >> i & 1, i, (i & 7) | (WORLD_SPONSORED >> i & 1 ? 8 : 0), WORLD_UPDATED >> i & 1,
		 world_lang(i), WORLD_WWW >> i & 1 ? "www." : "", i % 4,
		 WORLD_WWW >> i & 1 ? "http://www." : "https://", i % 4, i, world_canonical(i),
		 WORLD_STORY >> i & 1 ? "17" : "NULL", (long long)world_id(i), body, (long long)world_id(i), body);
	world_run(db, sql);
	world_links(db, world_tags, sizeof(world_tags) / sizeof(world_tags[0]), "article_tag", i);
	world_links(db, world_feeds, sizeof(world_feeds) / sizeof(world_feeds[0]), "appearance", i);
	world_links(db, world_rules, sizeof(world_rules) / sizeof(world_rules[0]), "article_rule", i);
	snprintf(sql, sizeof(sql), "INSERT INTO alert(article_id) VALUES(%lld)", (long long)world_id(i));
	if (WORLD_ALERTED >> i & 1)
		world_run(db, sql);
}

static sqlite3 *world_open(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	world_run(db, world_schema);
	world_run(db, "INSERT INTO feed VALUES(1, 'one', 'odd'), (2, 'two', 'even'), (3, 'three', 'odd');"
		      "INSERT INTO tag VALUES(1, 'red'), (2, 'green'), (3, 'blue');"
		      "INSERT INTO rule VALUES(1, 'press'), (2, 'prices');"
		      "INSERT INTO story VALUES(17, 2, 5);");
	for (int i = 0; i < WORLD_N; i++)
		world_article(db, i);
	world_run(db, "UPDATE article SET n_feeds = max(1, (SELECT count(*) FROM appearance WHERE article_id = article.id))");
	for (int i = 0; i < WORLD_N; i++)
		if (WORLD_NOTED >> i & 1) {
			char sql[80];

			snprintf(sql, sizeof(sql), "INSERT INTO note VALUES(%lld)", (long long)world_id(i));
			world_run(db, sql);
		}
	return db;
}

/* Its binds, from number `at` on; *ret the next. */
static int world_bind(sqlite3_stmt *stmt, const struct query_plan *plan, int at)
{
	for (size_t i = 0; i < plan->n_binds; i++, at++) {
		if (plan->binds[i].is_text)
			sqlite3_bind_text(stmt, at, plan->binds[i].text, -1, SQLITE_STATIC);
		else
			sqlite3_bind_int64(stmt, at, plan->binds[i].number);
	}
	return at;
}

/* Of a plan and of those that follow it. */
static sqlite3_stmt *world_prepare(sqlite3 *db, const struct query_plan *plan, const char *sql)
{
	sqlite3_stmt *stmt;
	int at = 1;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(db), sql);
	for (; plan; plan = plan->next)
		at = world_bind(stmt, plan, at);
	assert_int_equal(sqlite3_bind_parameter_count(stmt), at - 1);
	return stmt;
}

/* The ids of a page of everything, each once and newest first: articles came in the order of their dates. */
static const char *world_select(void *ctx, const struct query_plan *plan)
{
	const bool is_by_id = !strcmp(plan->order, plan->id);
	char *sql = talloc_strdup(ctx, "");

	for (const struct query_plan *p = plan; p; p = p->next)
		sql = talloc_asprintf(ctx, "%s%sSELECT %s%s%s FROM %s WHERE %s", sql, p == plan ? "" : " UNION ", p->id,
				      is_by_id ? "" : ", ", is_by_id ? "" : p->order, p->from, p->where);
	return talloc_asprintf(ctx, "%s ORDER BY %s DESC", sql, is_by_id ? "1" : "2");
}

static uint32_t world_mask(sqlite3 *db, sqlite3_stmt *stmt, int *ret_n)
{
	int64_t last = INT64_MAX;
	uint32_t found = 0;
	int status;

	for (*ret_n = 0; (status = sqlite3_step(stmt)) == SQLITE_ROW; ++*ret_n) {
		const int64_t id = sqlite3_column_int64(stmt, 0);

		assert_true(id < last);
		last = id;
		for (int i = 0; i < WORLD_N; i++)
			found |= (uint32_t)(world_id(i) == id) << i;
	}
	if (status != SQLITE_DONE)
		fail_msg("%s: %s", sqlite3_errmsg(db), sqlite3_sql(stmt));
	sqlite3_finalize(stmt);
	return found;
}

/* The articles a plan finds, as a mask; each once and newest first.  Counting finds as many. */
static inline uint32_t world_find(sqlite3 *db, const struct query_plan *plan)
{
	void *ctx = talloc_new(NULL);
	const char *count =
	    talloc_asprintf(ctx, "SELECT count(*) FROM %s WHERE %s", plan->count_from, plan->count_where);
	int n;
	uint32_t found = world_mask(db, world_prepare(db, plan, world_select(ctx, plan)), &n);
	sqlite3_stmt *stmt;

	if (!plan->next) {
		stmt = world_prepare(db, plan, count);
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(stmt, 0), n);
		sqlite3_finalize(stmt);
	}
	talloc_free(ctx);
	return found;
}

#endif
