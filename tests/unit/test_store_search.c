/* test_store_search.c: lists by key in both directions, counts, rows, and the plans of every statement there
 * is. */
#include "src/store/store_priv.h"

#include "store_help.h"

static const char *const feeds[] = {"alpha", "beta"};

enum { MANY = 300 };

/* MANY articles a minute apart, n0 the newest; every third in beta; every tenth has "rare" in its body. */
static void fill(struct bench *b)
{
	struct feed_item *items = mem_array(b->ctx, struct feed_item, MANY);
	size_t n[2] = {0, 0};

	configure(b, feeds, 2);
	for (int f = 0; f < 2; f++)
		for (int i = 0; i < MANY; i++) {
			if ((i % 3 == 0) != (f == 1))
				continue;
			items[n[f]] =
			    item(mem_printf(b->ctx, "g%d", i),
				 mem_printf(b->ctx, "https://h%d.example/%d", i % 4, i),
				 mem_printf(b->ctx, "n%d", i),
				 i % 10 ? "common words of every day" : "common words and a rare one");
			items[n[f]].lang = i % 5 ? NULL : "de-AT";
			items[n[f]].updated = i % 4 ? WHEN_NONE : NOW - 10;
			items[n[f]++].published = NOW - 60 * i;
			if (i == MANY - 1 || (f == 1 && i == MANY - 3))
				(void)ingest(b, feeds[f], items, n[f]);
		}
}

static const char *names(struct bench *b, const struct store_rows *rows)
{
	char *list = mem_strdup(b->ctx, "");

	for (size_t i = 0; i < rows->n; i++)
		list = mem_printf(b->ctx, "%s%s%s", list, i ? " " : "", rows->rows[i].title);
	return list;
}

static void test_pages_meet(void **state)
{
	static const char *const queries[] = {"",
					      "common",
					      "rare",
					      "feed:beta",
					      "is:unread",
					      "tag:x",
					      "is:starred",
					      "site:h1.example",
					      "url:https://h1.example/",
					      "lang:de",
					      "updated:>2020",
					      "seen:>2020",
					      "since:3h",
					      "common -rare",
					      "-rare",
					      "rare OR feed:alpha",
					      "tag:x common"};
	struct bench *b = *state;
	struct store_change both = {
	    .starred = 1, .add = (const char **)feeds, .n_add = 1, .who = "c", .what = "w"};
	const char *tag = "x";

	fill(b);
	both.add = &tag;
	OK(store_mark_query(b->store, query_of(b, "rare OR n7 OR n8"), INT64_MAX, &both, NOW, NULL, &b->err));
	for (size_t i = 0; i < N_OF(queries); i++) {
		struct store_rows *all = search(b, queries[i], (struct store_page)STORE_PAGE_NEWEST(0)),
				  *part;
		struct store_page page = STORE_PAGE_NEWEST(7);
		size_t at = 0;

		assert_true(all->n > 10);
		assert_int_equal(count(b, queries[i]), all->n);
		for (;;) { /* downward */
			part = search(b, queries[i], page);
			for (size_t k = 0; k < part->n; k++)
				assert_int_equal(part->rows[k].id, all->rows[at++].id);
			if (part->n < 7)
				break;
			page.below = part->rows[part->n - 1].id;
		}
		assert_int_equal(at, all->n);
		page = (struct store_page){
		    .below = INT64_MAX, .above = INT64_MIN, .oldest_first = true, .limit = 7};
		for (;;) { /* upward: the page next to `above`, newest first in itself */
			part = search(b, queries[i], page);
			for (size_t k = part->n; k-- > 0;)
				assert_int_equal(part->rows[k].id, all->rows[--at].id);
			if (part->n < 7)
				break;
			page.above = part->rows[0].id;
		}
		assert_int_equal(at, 0);
	}
}

static void test_window_between(void **state)
{
	struct bench *b = *state;
	struct store_rows *all;
	struct store_page page = STORE_PAGE_NEWEST(0);

	fill(b);
	all = search(b, "", page);
	page.below = all->rows[10].id;
	page.above = all->rows[15].id;
	assert_string_equal(names(b, search(b, "", page)), "n11 n12 n13 n14");
	assert_string_equal(names(b, search(b, "common", page)), "n11 n12 n13 n14");
	page.limit = 2;
	assert_string_equal(names(b, search(b, "common", page)), "n11 n12");
	page.oldest_first = true;
	assert_string_equal(names(b, search(b, "common", page)), "n13 n14");
}

static void test_counts_stop(void **state)
{
	struct bench *b = *state;
	int64_t n = 0;

	fill(b);
	OK(store_count(b->store, query_of(b, "common"), NOW, 0, &n, &b->err));
	assert_int_equal(n, MANY);
	OK(store_count(b->store, query_of(b, "common"), NOW, 25, &n, &b->err));
	assert_int_equal(n, 25);
	OK(store_count(b->store, query_of(b, ""), NOW, 25, &n, &b->err));
	assert_int_equal(n, 25);
	OK(store_count(b->store, query_of(b, "title:n12"), NOW, 25, &n, &b->err));
	assert_int_equal(n, 1);
}

/* By arrival: whatever its date.  Best: where the words weigh most, the title before the text. */
static void test_other_orders(void **state)
{
	struct bench *b = *state;
	const struct store_page arrival = {.sort = STORE_BY_ARRIVAL, .limit = 3},
				best = {.sort = STORE_BEST, .limit = 4};
	struct feed_item items[] = {
	    item("1", "https://x.example/1", "first", "lemon among many other words that say nothing of it"),
	    item("2", "https://x.example/2", "second", "lemon lemon lemon"),
	    item("3", "https://x.example/3", "lemon", "nothing"),
	    item("4", "https://x.example/4", "fourth", "no such fruit"),
	    item("5", "https://x.example/5", "muted lemon", "lemon"),
	};

	configure(b, feeds, 2);
	for (size_t i = 0; i < N_OF(items); i++) {
		items[i].published = NOW - DAY * (int64_t)(i == 1 ? 300 : i);
		(void)ingest(b, "alpha", &items[i], 1);
	}
	(void)ask(b, "UPDATE article SET is_muted = 1 WHERE id = (SELECT id FROM article_text WHERE title = "
		     "'muted lemon')");
	assert_string_equal(names(b, search(b, "", arrival)), "fourth lemon second");
	assert_string_equal(names(b, search(b, "lemon", arrival)), "lemon second first");
	assert_string_equal(names(b, search(b, "is:unread -fruit", arrival)), "lemon second first");
	/* an old one that came in between; nothing so old */
	assert_string_equal(names(b, search(b, "before:100d", arrival)), "second");
	assert_string_equal(names(b, search(b, "before:36h", arrival)), "fourth lemon second");
	assert_string_equal(names(b, search(b, "lemon before:36h", arrival)), "lemon second");
	assert_string_equal(names(b, search(b, "before:900d", arrival)), "");
	assert_string_equal(names(b, search(b, "lemon", best)), "lemon second first");
	assert_string_equal(names(b, search(b, "lemon OR title:fourth", best)), "fourth lemon second first");
	/* what matches without a word comes behind, newest first */
	assert_string_equal(names(b, search(b, "title:lemon OR is:unread", best)),
			    "lemon first fourth second");
	assert_string_equal(names(b, search(b, "is:unread", best)), "first lemon fourth second");
	assert_string_equal(names(b, search(b, "absent", best)), "");
}

/* Few rows are read in the order of arrival as long as that is quick, all are sorted: the same order. */
static void test_arrival_either_way(void **state)
{
	static const char *const queries[] = {"",	       "common",	  "rare",      "is:unread",  "feed:beta",
					      "common -rare",  "n7 OR rare",	  "lang:de",   "comm* n1*",
					      "is:read",       "since:3h common", "-common",   "NEAR(common words)", "before:2h", "rare before:2h",
					      "url:h1.example/"};
	struct bench *b = *state;

	fill(b);
	for (size_t i = 0; i < N_OF(queries); i++) {
		const struct store_rows *all = search(b, queries[i], (struct store_page){.sort = STORE_BY_ARRIVAL}),
					*few = search(b, queries[i],
						      (struct store_page){.sort = STORE_BY_ARRIVAL, .limit = 9});

		assert_int_equal(all->n, count(b, queries[i]));
		assert_int_equal(few->n, all->n < 9 ? all->n : 9);
		for (size_t k = 0; k < all->n; k++) {
			assert_true(k == 0 || all->rows[k].seq < all->rows[k - 1].seq);
			assert_true(k >= few->n || few->rows[k].id == all->rows[k].id);
		}
	}
}

/* A prefix that the index would have to merge is guessed from the newest; whatever is rare, or quick, is counted. */
static void test_count_about(void **state)
{
	enum { N = 4500 };
	static const char *const counted[] = {"net*", "network", "tag:x", ""};
	static const char *const guessed[] = {"netw*", "netw* OR rarely", "every -rarely*", "title:netw*", "-rarely*"};
	struct bench *b = *state;
	struct feed_item *items = mem_array(b->ctx, struct feed_item, N);
	int64_t n = 0;
	bool is_exact;

	configure(b, feeds, 1);
	for (int i = 0; i < N; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d", i), NULL, i % 3 ? "A network" : "A net",
				i % 100 ? "every day" : "every day rarely");
		items[i].published = NOW - 60 * i;
	}
	(void)ingest(b, feeds[0], items, N);
	for (size_t i = 0; i < N_OF(counted); i++) {
		OK(store_count_about(b->store, query_of(b, counted[i]), NOW, &n, &is_exact, &b->err));
		assert_int_equal(n, -1);
	}
	for (size_t i = 0; i < N_OF(guessed); i++) {
		const int64_t exact = count(b, guessed[i]);

		OK(store_count_about(b->store, query_of(b, guessed[i]), NOW, &n, &is_exact, &b->err));
		assert_false(is_exact);
		if (n < exact * 95 / 100 || n > exact * 105 / 100)
			fail_msg("'%s': %lld, not about %lld", guessed[i], (long long)n, (long long)exact);
	}
	OK(store_count_about(b->store, query_of(b, "netw* since:500min"), NOW, &n, &is_exact, &b->err));
	assert_true(is_exact);
	assert_int_equal(n, count(b, "netw* since:500min"));
}

static void test_outlets_and_hosts(void **state)
{
	struct bench *b = *state;
	int64_t n = 0, outlets = 0;
	const char **hosts;
	size_t n_hosts;

	fill(b);
	OK(store_count_outlets(b->store, query_of(b, "common"), NOW, 0, &n, &outlets, &b->err));
	assert_int_equal(n, MANY);
	assert_int_equal(outlets, 2);
	OK(store_count_outlets(b->store, query_of(b, "feed:beta"), NOW, 10, &n, &outlets, &b->err));
	assert_int_equal(n, 10);
	assert_int_equal(outlets, 1);
	OK(store_count_outlets(b->store, query_of(b, "absent"), NOW, 10, &n, &outlets, &b->err));
	assert_int_equal(n + outlets, 0);
	OK(store_hosts(b->store, b->ctx, "h", 3, &hosts, &n_hosts, &b->err));
	assert_int_equal(n_hosts, 3);
	assert_string_equal(hosts[2], "h2.example");
	OK(store_hosts(b->store, b->ctx, "h3", 9, &hosts, &n_hosts, &b->err));
	assert_int_equal(n_hosts, 1);
	OK(store_hosts(b->store, b->ctx, "x", 9, &hosts, &n_hosts, &b->err));
	assert_int_equal(n_hosts, 0);
	OK(store_hosts(b->store, b->ctx, "", 9, &hosts, &n_hosts, &b->err));
	assert_int_equal(n_hosts, 4);
}

/* Muted articles are out of every list and number, however it is counted. */
static void test_muted_are_left_out(void **state)
{
	static const char *const queries[] = {"", "common", "is:unread", "tag:none", "rare"};
	struct bench *b = *state;
	struct store_totals totals;
	const struct query_plan *plan;
	const struct store_rows *rows;

	fill(b);
	(void)ask(b, "UPDATE article SET is_muted = 1 WHERE id IN (SELECT id FROM article_text WHERE body"
		     " LIKE '%rare%')");
	OK(store_totals(b->store, &totals, &b->err));
	assert_int_equal(totals.articles, MANY - 30);
	assert_int_equal(totals.unread, MANY - 30);
	for (size_t i = 0; i < N_OF(queries); i++)
		assert_int_equal(count(b, queries[i]), i == 4 ? 0 : MANY - 30);
	assert_int_equal(count(b, "is:muted"), 30);
	assert_int_equal(count(b, "rare is:muted"), 30);
	assert_whole(b);
	OK(store_plan(b->store, b->ctx, query_of(b, "is:muted -n7"), NOW, &plan, &b->err));
	assert_string_equal(query_driver_name(plan), "muted");
	rows = search(b, "is:muted", (struct store_page)STORE_PAGE_NEWEST(5));
	assert_string_equal(names(b, rows), "n0 n10 n20 n30 n40");
	(void)ask(b, "UPDATE article SET is_hidden = 1 WHERE is_muted = 0"); /* of a removed feed: not muted */
	assert_int_equal(count(b, "is:muted"), 30);
	(void)ask(b, "UPDATE article SET is_hidden = 0");
	(void)ask(b, "UPDATE article SET is_muted = 0");
	assert_int_equal(count(b, "common"), MANY);
	assert_whole(b);
}

struct seen {
	size_t n, stop;
	int64_t last;
	bool ordered;
};

static bool see(void *state, const struct store_row *row)
{
	struct seen *seen = state;

	seen->ordered = seen->ordered && (!seen->n || row->id < seen->last);
	seen->last = row->id;
	return ++seen->n != seen->stop;
}

static void test_each(void **state)
{
	struct bench *b = *state;
	struct store_page page = STORE_PAGE_NEWEST(0);
	struct seen seen = {.ordered = true};

	fill(b);
	OK(store_each(b->store, query_of(b, "common"), &page, NOW, see, &seen, &b->err));
	assert_int_equal(seen.n, MANY);
	assert_true(seen.ordered);
	seen = (struct seen){.ordered = true, .stop = 70};
	OK(store_each(b->store, query_of(b, ""), &page, NOW, see, &seen, &b->err));
	assert_int_equal(seen.n, 70);
	page.limit = 65; /* one more than a first page */
	seen = (struct seen){.ordered = true};
	OK(store_each(b->store, query_of(b, ""), &page, NOW, see, &seen, &b->err));
	assert_int_equal(seen.n, 65);
}

static bool always(void *state)
{
	++*(int *)state;
	return true;
}

static void test_gives_way(void **state)
{
	struct bench *b = *state;
	struct store_page page = STORE_PAGE_NEWEST(0);
	struct store_rows *rows = NULL;
	int asked = 0;
	int64_t n;

	fill(b);
	store_set_interrupt(b->store, always, &asked);
	assert_false(store_search(b->store, b->ctx, query_of(b, "-rare"), &page, NOW, &rows, NULL, &b->err));
	assert_int_equal(b->err.code, ERR_INTERRUPTED);
	assert_null(rows);
	assert_false(store_count(b->store, query_of(b, "-rare"), NOW, 0, &n, &b->err));
	assert_true(asked >= 2);
	store_set_interrupt(b->store, NULL, NULL);
	assert_int_equal(count(b, "-rare"), MANY - 30);
}

static void test_rows(void **state)
{
	static char body[1000];
	struct bench *b = *state;
	struct feed_person person[] = {
	    {.name = "Dana Whitlock"}, {.url = "https://x.example/"}, {.name = "R. Roe"}};
	struct feed_item one = item("g", "https://www.x.example/1?utm_source=a", "A title", body);
	struct store_rows *rows;
	struct store_article *article;
	int64_t ids[3] = {0};

	configure(b, feeds, 1);
	memset(body, 'w', sizeof(body) - 1);
	for (size_t i = 9; i < sizeof(body) - 1; i += 10)
		body[i] = i % 50 == 49 ? '\n' : ' ';
	one.authors = person;
	one.n_authors = 3;
	one.lang = "en_GB";
	one.html = "<p>x</p>";
	ids[1] = ingest(b, "alpha", &one, 1)->ids[0];
	OK(store_rows_by_id(b->store, b->ctx, ids, 3, STORE_LIST, &rows, &b->err));
	assert_int_equal(rows->n, 1);
	assert_string_equal(rows->rows[0].author, "Dana Whitlock, R. Roe");
	assert_string_equal(rows->rows[0].outlet, "alpha");
	assert_string_equal(rows->rows[0].lang, "en-gb");
	assert_string_equal(rows->rows[0].summary, "");
	assert_int_equal(rows->rows[0].published, WHEN_NONE);
	assert_int_equal(rows->rows[0].arrived, NOW);
	assert_int_equal(rows->rows[0].n_feeds, 0);
	OK(store_article(b->store, b->ctx, ids[1], &article, &b->err));
	assert_int_equal(strlen(article->row.summary), 299);
	assert_null(strchr(article->row.summary, '\n'));
	assert_string_equal(article->row.feeds[0], "alpha");
	assert_string_equal(article->html, "<p>x</p>");
	assert_string_equal(article->text, body);
	assert_int_equal(count(b, "site:x.example lang:en author:whitlock"), 1);
	assert_false(store_article(b->store, b->ctx, 1, &article, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
}

static void test_warning_of_a_query(void **state)
{
	struct bench *b = *state;
	struct store_page page = STORE_PAGE_NEWEST(5);
	struct store_rows *rows;
	const char *warning = NULL;

	fill(b);
	OK(store_search(b->store, b->ctx, query_of(b, "common \"!!!\""), &page, NOW, &rows, &warning,
			&b->err));
	assert_int_equal(rows->n, 5);
	assert_non_null(warning);
	OK(store_search(b->store, b->ctx, query_of(b, "common"), &page, NOW, &rows, &warning, &b->err));
	assert_null(warning);
}

/* ---- plans ---- */

/* Scans that are the point: the newest articles in the order of their key, an index walked in order, the
 * words, and tables with one row a feed or tag. */
static bool is_fine_scan(const char *sql, const char *line)
{
	static const char *const fine[] = {"SCAN f VIRTUAL TABLE",
					   "SCAN article_fts VIRTUAL TABLE",
					   "SCAN main.article_fts VIRTUAL TABLE",
					   "SCAN a USING COVERING INDEX article_unread",
					   "SCAN a USING INDEX article_unread",
					   "SCAN a USING INDEX article_starred",
					   "SCAN a USING INDEX article_out",
					   "SCAN a USING INDEX article_enclosure",
					   "SCAN article USING INDEX article_unread",
					   "SCAN article USING INDEX article_starred",
					   "SCAN note", /* the articles that have one: all of it */
					   "SCAN alert USING COVERING INDEX",
					   "SCAN json_each",
					   "SCAN j VIRTUAL",
					   "SCAN feed",
					   "SCAN tag",
					   "SCAN journal",
					   "SCAN counter"};

	for (size_t i = 0; i < N_OF(fine); i++)
		if (!strncmp(line, fine[i], strlen(fine[i])))
			return true;
	/* what is counted only so far; hosts, each found by one look-up */
	if (((strstr(sql, "LIMIT 50000)") || strstr(sql, "LIMIT ?1)") || strstr(sql, "LIMIT ?4)")) && !strncmp(line, "SCAN (subquery", 14)) ||
	    (strstr(sql, "WITH RECURSIVE h(x)") && !strcmp(line, "SCAN h")))
		return true;
	return !strcmp(line, "SCAN a") && strstr(sql, "ORDER BY a.id") && strstr(sql, "LIMIT");
}

/* Lists of a few dozen rows for people, and the carriers or tags of one article. */
static bool may_sort(const char *sql)
{
	static const char *const orders[] = {"ORDER BY grp", "ORDER BY name COLLATE", "ORDER BY g.name",
					     "ORDER BY f.is_hidden"};

	for (size_t i = 0; i < N_OF(orders); i++)
		if (strstr(sql, orders[i]))
			return true;
	return false;
}

static void check_plan(struct bench *b, const char *sql)
{
	char *explain = mem_printf(b->ctx, "EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_prepare_v2(b->store->db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(stmt, 3);

		if (strstr(line, "TEMP B-TREE") && !may_sort(sql))
			fail_msg("sorts: %s\n%s", line, sql);
		if (!strncmp(line, "SCAN ", 5) && !is_fine_scan(sql, line))
			fail_msg("scans: %s\n%s", line, sql);
		/* one item of a feed is found by its own key, not among all of the feed */
		if (strstr(sql, "_key = ?2") && strstr(line, "(feed_id=?)"))
			fail_msg("reads a whole feed: %s\n%s", line, sql);
	}
	sqlite3_finalize(stmt);
}

static void run_everything(struct bench *b)
{
	static const char *const queries[] = {
	    "common",	"feed:beta",	"is:unread",	    "tag:x",	     "is:starred",
	    "since:3h", "common tag:x", "common is:unread", "rare since:3h", "feed:beta is:unread",
	    "com*",	"lang:de",	"seen:1d",	    "seen:<2100 is:unread",
	    "score:>5", "updated:1d",	"url:h1.example/",  "lang:de OR rare",	 "seen:1d common"};
	static const char *const rare[] = {"has:note", "has:image", "has:text", "has:enclosure", "outlets:>=2",
					   "common outlets:2", "url:h1.example/1", "rule:x", "is:alerted", "story:9"};
	struct store_change change = {.read = 1, .starred = 1, .who = "c", .what = "w", .n_add = 1};
	const char *tag = "x", *points = "points", *what;
	struct store_rows *rows;
	struct store_feeds *list;
	struct store_tags *tags;
	struct store_article *article;
	struct store_totals totals;
	const int64_t edges[] = {NOW - 5000, NOW - 500, NOW + 1};
	int64_t n, deleted, counts[2];

	fill(b);
	change.add = &tag;
	OK(store_mark_query(b->store, query_of(b, "rare"), INT64_MAX, &change, NOW, NULL, &b->err));
	change = (struct store_change){
	    .add = &points, .n_add = 1, .is_auto = true, .points = 7, .who = "c", .what = "w"};
	OK(store_mark_query(b->store, query_of(b, "rare"), INT64_MAX, &change, NOW, NULL, &b->err));
	for (size_t i = 0; i < N_OF(queries); i++) {
		rows = search(
		    b, queries[i],
		    (struct store_page){
			.below = (NOW - 500) * 16, .above = INT64_MIN, .limit = 50, .fields = STORE_FULL});
		assert_true(rows->n > 0);
		(void)search(
		    b, queries[i],
		    (struct store_page){
			.below = INT64_MAX, .above = (NOW - 5000) * 16, .limit = 5, .oldest_first = true});
		OK(store_series(b->store, query_of(b, queries[i]), NOW, STORE_BY_DATE, edges, 2, counts, &b->err));
		OK(store_series(b->store, query_of(b, queries[i]), NOW, STORE_BY_ARRIVAL, edges, 2, counts, &b->err));
	}
	(void)search(b, "is:muted", (struct store_page)STORE_PAGE_NEWEST(5));
	for (size_t i = 0; i < N_OF(rare); i++)
		(void)search(b, rare[i], (struct store_page)STORE_PAGE_NEWEST(5));
	rows = search(b, "", (struct store_page)STORE_PAGE_NEWEST(5));
	OK(store_article(b->store, b->ctx, rows->rows[0].id, &article, &b->err));
	OK(store_undo(b->store, b->ctx, 0, "c", NOW, &what, &n, &b->err));
	OK(store_feeds(b->store, b->ctx, true, &list, &b->err));
	OK(store_tags(b->store, b->ctx, &tags, &b->err));
	OK(store_totals(b->store, &totals, &b->err));
	configure(b, feeds, 1);
	configure(b, feeds, 2);
	OK(store_feed_purge(b->store, list->feeds[0].id, NOW, &deleted, &b->err));
}

static void test_no_plan_sorts_or_scans(void **state)
{
	struct bench *b = *state;
	const char **texts;
	size_t n = 0;

	run_everything(b);
	texts = mem_array(b->ctx, const char *, CACHE_MAX);
	for (; n < b->store->n_cached; n++)
		texts[n] = mem_strdup(b->ctx, sqlite3_sql(b->store->cache[n].stmt));
	assert_true(n > 50);
	for (size_t i = 0; i < n; i++)
		if (strncmp(texts[i], "PRAGMA", 6) && strncmp(texts[i], "BEGIN", 5) &&
		    strncmp(texts[i], "COMMIT", 6))
			check_plan(b, texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_pages_meet),
	    TEST(test_window_between),
	    TEST(test_counts_stop),
	    TEST(test_count_about),
	    TEST(test_outlets_and_hosts),
	    TEST(test_other_orders),
	    TEST(test_arrival_either_way),
	    TEST(test_muted_are_left_out),
	    TEST(test_each),
	    TEST(test_gives_way),
	    TEST(test_rows),
	    TEST(test_warning_of_a_query),
	    TEST(test_no_plan_sorts_or_scans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
