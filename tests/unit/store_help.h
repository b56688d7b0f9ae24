/* store_help.h: a store in a folder of its own, items in a line, SQL asked beside the store. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "telex/store.h"

#define NOW INT64_C(1790000000) /* 2026-09-21 */
#define DAY INT64_C(86400)
#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

struct bench {
	char dir[64], path[96];
	struct store *store;
	void *ctx;
	struct err err;
};

static inline void reopen(struct bench *b, enum store_mode mode)
{
	store_close(b->store);
	b->store = NULL;
	if (!store_open(b->path, mode, &b->store, &b->err))
		fail_msg("%s", b->err.msg);
}

static inline int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	strcpy(b->dir, "/tmp/telex-store-XXXXXX");
	if (!mkdtemp(b->dir))
		return -1;
	snprintf(b->path, sizeof(b->path), "%s/telex.db", b->dir);
	b->ctx = talloc_new(NULL);
	reopen(b, STORE_DAEMON);
	*state = b;
	return 0;
}

static inline int tear_down(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".copy"};
	struct bench *b = *state;
	char path[128];

	store_close(b->store);
	talloc_free(b->ctx);
	for (size_t i = 0; i < N_OF(ends); i++) {
		snprintf(path, sizeof(path), "%s%s", b->path, ends[i]);
		unlink(path);
	}
	rmdir(b->dir);
	free(b);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define OK(call)                                                                                             \
	do {                                                                                                 \
		if (!(call))                                                                                 \
			fail_msg("%s: %s", #call, b->err.msg);                                               \
	} while (0)

/* Feeds by name, each at https://NAME.example/feed; the whole configuration. */
static inline void configure(struct bench *b, const char *const *names, size_t n)
{
	struct store_feed_config config[16] = {{0}};

	for (size_t i = 0; i < n; i++)
		config[i] = (struct store_feed_config){
		    .name = names[i], .url = mem_printf(b->ctx, "https://%s.example/feed", names[i])};
	OK(store_feeds_sync(b->store, config, n, &b->err));
}

static inline struct store_feed feed_named(struct bench *b, const char *name)
{
	struct store_feeds *feeds;

	OK(store_feeds(b->store, b->ctx, true, &feeds, &b->err));
	for (size_t i = 0; i < feeds->n; i++)
		if (!strcmp(feeds->feeds[i].name, name))
			return feeds->feeds[i];
	fail_msg("no feed %s", name);
	return (struct store_feed){0};
}

static inline struct feed_item item(const char *guid, const char *url, const char *title, const char *text)
{
	return (struct feed_item){.guid = guid,
				  .url = url,
				  .title = title,
				  .text = text,
				  .published = WHEN_NONE,
				  .updated = WHEN_NONE};
}

static inline struct store_ingested *ingest_at(struct bench *b, const char *feed,
					       const struct feed_item *items, size_t n, int64_t now)
{
	struct store_fetched batch = {.feed_id = feed_named(b, feed).id, .items = items, .n_items = n};
	struct store_ingested *done = NULL;

	OK(store_ingest(b->store, b->ctx, &batch, 1, now, STORE_BULK, &done, &b->err));
	return done;
}

static inline struct store_ingested *ingest(struct bench *b, const char *feed, const struct feed_item *items,
					    size_t n)
{
	return ingest_at(b, feed, items, n, NOW);
}

/* The first column of the first row, asked on the store's own file by another connection: no tokenizer, plain
 * SQL. */
static inline const char *ask(struct bench *b, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;
	const char *text = "";

	assert_int_equal(sqlite3_open_v2(b->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 2000);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0))
		text = mem_strdup(b->ctx, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

static inline struct query *query_of(struct bench *b, const char *text)
{
	struct query *query;

	OK(query_parse(b->ctx, text, NULL, &query, &b->err));
	return query;
}

static inline int64_t count(struct bench *b, const char *text)
{
	int64_t n = -1;

	OK(store_count(b->store, query_of(b, text), NOW, 0, &n, &b->err));
	return n;
}

static inline struct store_rows *search(struct bench *b, const char *text, struct store_page page)
{
	struct store_rows *rows = NULL;

	OK(store_search(b->store, b->ctx, query_of(b, text), &page, NOW, &rows, NULL, &b->err));
	return rows;
}

/* Titles of everything that matches, newest first, with '|' between. */
static inline const char *titles(struct bench *b, const char *text)
{
	struct store_rows *rows = search(b, text, (struct store_page)STORE_PAGE_NEWEST(0));
	char *list = mem_strdup(b->ctx, "");

	for (size_t i = 0; i < rows->n; i++)
		list = mem_printf(b->ctx, "%s%s%s", list, i ? "|" : "", rows->rows[i].title);
	return list;
}

/* Everything store_check looks at agrees. */
static inline void assert_whole(struct bench *b)
{
	AUTO_BUF report = BUF_INIT(KIB(64));
	bool ok = false;

	OK(store_check(b->store, false, &report, &ok, &b->err));
	if (!ok)
		fail_msg("%s", buf_str(&report));
}

#endif
