/* test_query.c: the query language: canonical text, faults with their place, and SQL that always prepares. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "telex/query.h"

static const char schema[] =
	"CREATE TABLE feed(id INTEGER PRIMARY KEY, name TEXT, url TEXT, title TEXT, grp TEXT, is_hidden INT);"
	"CREATE TABLE article(id INTEGER PRIMARY KEY, seq INT, published_at INT, updated_at INT, arrived_at INT, url TEXT,"
	" canonical_url TEXT, host TEXT, lang TEXT, is_read INT, is_starred INT, is_muted INT, is_hidden INT, score INT, has INT, version INT);"
	"CREATE INDEX article_unread ON article(id) WHERE is_read = 0 AND is_muted = 0 AND is_hidden = 0;"
	"CREATE INDEX article_starred ON article(id) WHERE is_starred = 1;"
	"CREATE INDEX article_enclosure ON article(id) WHERE (has & 1) <> 0;"
	"CREATE INDEX article_out ON article(id) WHERE is_muted = 1 OR is_hidden = 1;"
	"CREATE INDEX article_astray ON article(published_at) WHERE abs(published_at - id / 16) > 172800;"
	"CREATE TABLE appearance(feed_id INT, article_id INT, PRIMARY KEY(feed_id, article_id)) WITHOUT ROWID;"
	"CREATE TABLE tag(id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
	"CREATE TABLE article_tag(tag_id INT, article_id INT, PRIMARY KEY(tag_id, article_id)) WITHOUT ROWID;"
	"CREATE INDEX article_tag_by_article ON article_tag(article_id);"
	"CREATE VIRTUAL TABLE article_fts USING fts5(title, author, body);"
	"CREATE VIRTUAL TABLE temp.batch_fts USING fts5(title, author, body);"
	"INSERT INTO feed VALUES(1,'light-reading','','','trade press',0),(2,'nokia','','','vendors',0);"
	"INSERT INTO tag VALUES(1,'ran'),(2,'core');";

/* id = second * 16: 2026-11-01, -02, -03 ... at midnight UTC */
static const char *const articles[][6] = {
	/* title, author, body, feed, tag, state */
	{"AT&T picks Nokia for O-RAN", "Dana", "the core stays", "1", "1", "unread"},
	{"Huawei faces espionage claims", "Lee", "national security review", "1", "2", "read"},
	{"HiSilicon chips in Huawei phones", "Lee", "no claims", "1", NULL, "unread"},
	{"Nokia reports results", "", "core networks up", "2", "2", "starred"},
	{"中国移动宣布5G计划", "", "华为", "2", NULL, "unread"},
	{"Muted promo of Nokia", "", "buy", "2", NULL, "muted"},
};
enum { DAY = 86400, FIRST = 1793491200 }; /* 2026-11-01T00:00Z */

static const char *entity(void *state, const char *name)
{
	(void)state;
	if (!strcmp(name, "huawei"))
		return "Huawei OR HiSilicon OR \"Huawei Technologies\"";
	if (!strcmp(name, "vendors"))
		return "@huawei OR Nokia";
	if (!strcmp(name, "a"))
		return "x OR @b";
	return !strcmp(name, "b") ? "@a y" : !strcmp(name, "broken") ? "(x" : NULL;
}

static const char *view(void *state, const char *name)
{
	(void)state;
	return !strcmp(name, "hot") ? "is:unread @huawei" : !strcmp(name, "all") ? "" : !strcmp(name, "loop") ? "x view:loop" : NULL;
}

static const struct query_names names = {entity, view, NULL};

static sqlite3 *open_db(void)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, schema, NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++) {
		int64_t second = FIRST + (int64_t)i * DAY;
		char *sql = sqlite3_mprintf(
			"INSERT INTO article VALUES(%lld,%d,%lld,NULL,%lld,'https://www.site%d.example/a','','www.site%d.example',"
			"'en-US',%d,%d,%d,0,%d,%d,0); INSERT INTO article_fts(rowid,title,author,body) VALUES(%lld,%Q,%Q,%Q);"
			"INSERT INTO appearance VALUES(%s,%lld);",
			(long long)second * 16, (int)i, (long long)second, (long long)second, (int)i, (int)i,
			strcmp(articles[i][5], "read") == 0, strcmp(articles[i][5], "starred") == 0,
			strcmp(articles[i][5], "muted") == 0, (int)i * 10, (int)i % 8, (long long)second * 16, articles[i][0],
			articles[i][1], articles[i][2], articles[i][3], (long long)second * 16);

		assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
		sqlite3_free(sql);
		if (!articles[i][4])
			continue;
		sqlite3_prepare_v2(db, "INSERT INTO article_tag VALUES(?, ?)", -1, &stmt, NULL);
		sqlite3_bind_int(stmt, 1, atoi(articles[i][4]));
		sqlite3_bind_int64(stmt, 2, second * 16);
		assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
		sqlite3_finalize(stmt);
	}
	return db;
}

static struct query *parse(void *ctx, const char *text)
{
	struct query *query;
	struct err err = {0};

	if (!query_parse(ctx, text, &names, &query, &err))
		fail_msg("'%s': %s", text, err.msg);
	return query;
}

static char *format(void *ctx, const struct query *query)
{
	struct buf out = BUF_INIT(KIB(64));

	query_format(query, &out);
	return out.len ? buf_steal(&out, ctx) : talloc_strdup(ctx, "");
}

/* The articles a query finds, as digits, newest first. */
static const char *run(sqlite3 *db, void *ctx, const struct query *query, bool as_you_type)
{
	struct query_env env = {.now = FIRST + 5 * DAY + 3600, .last_word_is_prefix = as_you_type};
	struct query_plan *plan;
	struct err err = {0};
	sqlite3_stmt *stmt;
	char found[64] = "";
	size_t n = 0;
	const char *sql;

	if (!query_compile(ctx, query, &env, &plan, &err))
		return talloc_strdup(ctx, err.msg);
	sql = talloc_asprintf(ctx, "SELECT %s FROM %s WHERE %s ORDER BY %s DESC", plan->id, plan->from, plan->where, plan->id);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(db), sql);
	assert_int_equal(sqlite3_bind_parameter_count(stmt), plan->n_binds);
	for (size_t i = 0; i < plan->n_binds; i++) {
		if (plan->binds[i].is_text)
			sqlite3_bind_text(stmt, (int)i + 1, plan->binds[i].text, -1, SQLITE_STATIC);
		else
			sqlite3_bind_int64(stmt, (int)i + 1, plan->binds[i].number);
	}
	while (n < sizeof(found) - 1 && sqlite3_step(stmt) == SQLITE_ROW)
		found[n++] = (char)('0' + (sqlite3_column_int64(stmt, 0) / 16 - FIRST) / DAY);
	if (sqlite3_finalize(stmt) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(db), sql);
	if (plan->count_from) {
		sql = talloc_asprintf(ctx, "SELECT count(*) FROM %s WHERE %s", plan->count_from, plan->count_where);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
		sqlite3_finalize(stmt);
	}
	return talloc_strdup(ctx, found);
}

static void test_finds(void **state)
{
	static const char *const cases[][2] = {
		{"", "43210"},
		{"nokia", "30"},
		{"AT&T", "0"},
		{"O-RAN", "0"},
		{"\"open ran\"", ""},
		{"nok*", "30"},
		{"title:nokia core", "30"},
		{"title:(nokia core)", ""},
		{"body:core", "30"},
		{"author:lee -espionage", "2"},
		{"@huawei", "21"},
		{"title:@huawei claims", "21"},
		{"title:(@huawei) body:claims", "2"},
		{"@vendors", "3210"},
		{"NOT @vendors", "4"},
		{"-nokia -huawei", "4"},
		{"nokia OR espionage", "310"},
		{"(nokia OR espionage) core", "30"},
		{"NEAR(huawei claims, 5)", "1"},
		{"NEAR(huawei claims, 1)", ""},
		{"tag:ran", "0"},
		{"tag:core", "31"},
		{"tag:none", "42"},
		{"-tag:none", "310"},
		{"tag:c*", "31"},
		{"tag:core nokia", "3"},
		{"feed:nokia", "543"},
		{"feed:light*", "210"},
		{"group:\"Trade Press\"", "210"},
		{"is:unread", "4320"},
		{"is:read", "1"},
		{"is:starred", "3"},
		{"is:muted", "5"},
		{"tag:unread nokia", "30"},
		{"nokia is:starred", "3"},
		{"nokia OR is:read", "310"},
		{"has:image", "4"},
		{"has:enclosure", "31"},
		{"site:site1.example", "1"},
		{"site:example", "43210"},
		{"url:https://www.site2", "2"},
		{"lang:en", "43210"},
		{"lang:de", ""},
		{"date:2026-11-02", "1"},
		{"date:2026-11-02..2026-11-03", "21"},
		{"date:..2026-11-02", "10"},
		{"date:>2026-11-02", "432"},
		{"date:>=2026-11-02", "4321"},
		{"date:<2026-11-02", "0"},
		{"date:<=2026-11-02", "10"},
		{"since:2d", "4"},
		{"date:2d", "4"},
		{"since:2026-11-04 core", "3"},
		{"before:2026-11-02", "0"},
		{"before:3d", "210"},
		{"date:yesterday", "4"},
		{"seen:2026-11", "43210"},
		{"updated:7d", ""},
		{"score:>=20", "432"},
		{"score:10..20", "21"},
		{"view:hot", "2"},
		{"view:all nokia", "30"},
		{"view:all", "43210"},
		{"nokia \"!!!\"", "30"},
		{"\"!!!\"", ""},
		{"nokia OR \"?\"", "30"},
		{"华", "4"},
		{"http://www.example", ""},
		{"12:30", ""},
	};
	void *ctx = talloc_new(NULL);
	sqlite3 *db = open_db();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found = run(db, ctx, parse(ctx, cases[i][0]), false);

		if (strcmp(found, cases[i][1]))
			fail_msg("'%s' found %s, not %s", cases[i][0], found, cases[i][1]);
	}
	assert_string_equal(run(db, ctx, parse(ctx, "nokia resu"), true), "3");
	assert_string_equal(run(db, ctx, parse(ctx, "nokia re"), true), "");
	assert_string_equal(run(db, ctx, parse(ctx, "\"resu\""), true), "");
	sqlite3_close(db);
	talloc_free(ctx);
}

static void test_canonical(void **state)
{
	static const char *const cases[][2] = {
		{"  nokia   AND  \"core\" ", "nokia core"},
		{"a OR (b OR c)", "a OR b OR c"},
		{"(a b) c", "a b c"},
		{"(a OR b) c", "(a OR b) c"},
		{"NOT a", "-a"},
		{"-(a b)", "-(a b)"},
		{"- - a", NULL},
		{"title:(a OR b*)", "title:a OR title:b*"},
		{"title:(a @huawei)", "title:a title:(@huawei)"},
		{"NEAR(a \"b c\")", "NEAR(a \"b c\", 10)"},
		{"NEAR(a b,3)", "NEAR(a b, 3)"},
		{"\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""},
		{"\"OR\" x", "\"OR\" x"},
		{"\"-x\"", "\"-x\""},
		{"group:\"trade press\"", "group:\"trade press\""},
		{"date:2026-01..2026-03", "date:2026-01..2026-03"},
		{"since:7d view:hot", "since:7d view:hot"},
		{"T-Mobile AT&T https://x.example/a?b", "T-Mobile AT&T https://x.example/a?b"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *once, *twice;

		if (!cases[i][1])
			continue;
		once = format(ctx, parse(ctx, cases[i][0]));
		twice = format(ctx, parse(ctx, once));
		assert_string_equal(once, cases[i][1]);
		assert_string_equal(twice, once);
	}
	talloc_free(ctx);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		uint32_t at, len;
		const char *says;
	} cases[] = {
		{"titel:huawei", 0, 5, "did you mean 'title'"},
		{"nokia (core", 6, 1, "not closed"},
		{"nokia)", 5, 1, "closes nothing"},
		{"a OR", 2, 2, "both sides"},
		{"OR a", 0, 2, "both sides"},
		{"a AND OR b", 6, 2, "both sides"},
		{"NOT", 0, 3, "behind it"},
		{"\"abc", 0, 4, "not closed"},
		{"\"\"", 0, 2, "between the quotes"},
		{"*", 0, 1, "*"},
		{"title:", 0, 6, "followed by a value"},
		{"title: x", 0, 6, "followed by a value"},
		{"is:foo", 3, 3, "one of: unread"},
		{"feed:(a b)", 5, 1, "take a group"},
		{"T:1", 0, 1, "unknown field"},
		{"Titel:x", 0, 5, "did you mean 'title'"},
		{"title:(body:x)", 7, 4, "inside the group"},
		{"title:(is:read)", 7, 2, "inside the group"},
		{"date:nonsense", 5, 8, "a date is wanted"},
		{"date:2026-13", 5, 7, "a date is wanted"},
		{"date:2026-02-30", 5, 10, "a date is wanted"},
		{"date:..", 5, 2, "at least one end"},
		{"x date:2026..2025", 7, 10, "ends before it begins"},
		{"seen:1d..7d", 5, 6, "ends before it begins"},
		{"score:5..4", 6, 4, "ends before it begins"},
		{"since:7q", 6, 2, "how long"},
		{"score:abc", 6, 3, "whole number"},
		{"@nobody", 0, 7, "no entity"},
		{"x @a", 2, 2, "stands for itself: @a -> @b -> @a"},
		{"view:loop", 0, 9, "stands for itself: view:loop -> view:loop"},
		{"@broken", 0, 7, "not closed (in @broken)"},
		{"view:none", 0, 9, "no view"},
		{"NEAR(a)", 0, 7, "at least two"},
		{"NEAR(a b", 0, 8, "missing"},
		{"NEAR(a b, 0)", 10, 1, "how many words"},
		{"a\001b", 1, 1, "control"},
		{"()", 0, 2, "nothing stands between"},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct query *query;
		struct err err = {0};

		if (query_parse(ctx, cases[i].text, &names, &query, &err))
			fail_msg("'%s' was taken", cases[i].text);
		assert_int_equal(err.code, ERR_DATA);
		if (!strstr(err.msg, cases[i].says) || err.at != cases[i].at || err.len != cases[i].len)
			fail_msg("'%s': %s at %u, %u", cases[i].text, err.msg, err.at, err.len);
	}
	talloc_free(ctx);
}

static void test_depth(void **state)
{
	char text[400] = "";
	void *ctx = talloc_new(NULL);
	struct query *query;
	struct err err = {0};
	sqlite3 *db = open_db();

	(void)state;
	for (int i = 0; i < QUERY_DEPTH_MAX; i++)
		strcat(text, i % 2 ? "x (" : "x OR (");
	strcat(text, "y");
	for (int i = 0; i < QUERY_DEPTH_MAX; i++)
		strcat(text, ")");
	assert_string_equal(run(db, ctx, parse(ctx, text), false), "");
	memmove(text + 1, text, strlen(text) + 1);
	text[0] = '(';
	strcat(text, ")");
	assert_false(query_parse(ctx, text, NULL, &query, &err));
	assert_non_null(strstr(err.msg, "levels"));
	sqlite3_close(db);
	talloc_free(ctx);
}

/* Whatever is typed: a fault with a place in the text, or SQL that prepares and runs; and the canonical text says the same. */
static void test_random(void **state)
{
	static const char *const pieces[] = {
		"nokia", "T-Mobile", "AT&T", "\"open ran\"", "OR", "AND", "NOT", "-", "(", ")", " ", " ", " ", "title:", "body:(",
		"NEAR(", ",", "3", "*", "\"", "@huawei", "view:hot", "is:unread", "is:", "date:2026", "since:7d", "..", "feed:nokia",
		"tag:ran", "tag:none", "score:>3", "site:x.example", "'", ";", "--", "%", "\\", "华为", "é", "{title} :", "^", "+", "!",
		"foo:", ":", "has:text", "id:5",
	};
	uint64_t x = 42;
	void *ctx = talloc_new(NULL);
	sqlite3 *db = open_db();
	int taken = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		void *one = talloc_new(ctx);
		char text[512] = "";
		struct query *query;
		struct err err = {0};

		for (int n = 0; n < 8; n++) {
			x = x * 6364136223846793005ULL + 1442695040888963407ULL;
			strcat(text, pieces[(x >> 33) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		if (query_parse(one, text, &names, &query, &err)) {
			char *once = format(one, query);
			const char *found = run(db, one, query, false);

			assert_string_equal(format(one, parse(one, once)), once);
			assert_string_equal(run(db, one, parse(one, once), false), found);
			taken++;
		} else {
			assert_true(err.at + err.len <= strlen(text) + 1 && err.len > 0 && err.msg[0]);
		}
		talloc_free(one);
	}
	assert_true(taken > 2000);
	sqlite3_close(db);
	talloc_free(ctx);
}

static void test_terms(void **state)
{
	void *ctx = talloc_new(NULL);
	struct query *query = parse(ctx, "title:(nokia OR spec*) -zte NEAR(a b) \"!\" @huawei is:read");
	size_t n;
	const struct query_term *terms = query_terms(query, &n);

	(void)state;
	assert_int_equal(n, 7);
	assert_string_equal(terms[0].text, "nokia");
	assert_int_equal(terms[0].columns, QUERY_TITLE);
	assert_true(terms[1].is_prefix);
	assert_string_equal(terms[6].text, "Huawei Technologies");
	query = query_and(ctx, query, parse(ctx, "more"));
	assert_non_null(strstr(format(ctx, query), "is:read more"));
	(void)query_terms(query, &n);
	assert_int_equal(n, 8);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),  cmocka_unit_test(test_canonical), cmocka_unit_test(test_faults),
		cmocka_unit_test(test_depth),  cmocka_unit_test(test_random),	 cmocka_unit_test(test_terms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
