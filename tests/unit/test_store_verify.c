/* test_store_verify.c: a condition asked of an article's text says what the index says, and a page is the
 * same whichever of them is asked; what the query language compiles is always taken by the store's SQLite. */
#include "src/store/store_priv.h"

#include "store_help.h"

enum { ARTICLES = 120 };

static uint64_t seed = 11;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static const char *const words[] = {
    "network",	"networks", "netting", "net",	     "Nokia",	  "NOKIA's", "O-RAN",
    "open",	"ran",	    "AT&T",    "Téléphonie", "telephone", "5G",	     "5g-core",
    "中国移动", "中国",	    "国移",    "华为5G网络", "한국어",	  "データ",  "e\314\201t\303\251",
    "x",	"12.5",
};

static void add_words(struct buf *out, unsigned most)
{
	for (unsigned n = dice(most + 1); n > 0; n--)
		buf_addf(out, "%s%s", words[dice(N_OF(words))], dice(4) ? " " : dice(2) ? "-" : ", ");
}

static const char *some_words(struct bench *b, unsigned most)
{
	struct buf out = BUF_INIT(KIB(8));

	add_words(&out, most);
	return out.len ? buf_steal(&out, b->ctx) : "";
}

static void fill(struct bench *b)
{
	static const char *const feeds[] = {"alpha"};
	struct feed_item *items = mem_array(b->ctx, struct feed_item, ARTICLES);
	struct feed_person *authors = mem_array(b->ctx, struct feed_person, ARTICLES);

	configure(b, feeds, 1);
	for (int i = 0; i < ARTICLES; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d", i), mem_printf(b->ctx, "https://x.example/%d", i),
				some_words(b, 5), some_words(b, 12));
		items[i].published = NOW - 600 * i;
		authors[i].name = some_words(b, 2);
		items[i].authors = &authors[i];
		items[i].n_authors = 1;
	}
	(void)ingest(b, "alpha", items, ARTICLES);
}

/* ---- random queries ---- */

static void add_text(struct buf *out)
{
	static const char *const fields[] = {"", "", "", "title:", "body:", "author:"};
	const bool is_phrase = dice(3) == 0;
	const char *word = words[dice(N_OF(words))];

	buf_adds(out, fields[dice(N_OF(fields))]);
	buf_addf(out, "\"%s", word);
	if (is_phrase)
		buf_addf(out, " %s", words[dice(N_OF(words))]);
	if (dice(4) == 0 && strlen(word) > 4) /* a prefix of a word in ASCII letters */
		out->len = is_phrase || (unsigned char)word[3] >= 0x80 || (unsigned char)word[4] >= 0x80
			       ? out->len
			       : out->len - (strlen(word) - 4);
	buf_adds(out, dice(3) ? "\"" : "\"*");
}

static void add_query(struct buf *out, int depth)
{
	const unsigned kind = depth ? dice(6) : 0;

	if (kind < 2) {
		add_text(out);
		return;
	}
	buf_adds(out, "(");
	add_query(out, depth - 1);
	buf_adds(out, kind < 4 ? " OR " : kind < 5 ? " " : " -");
	add_query(out, depth - 1);
	buf_adds(out, ")");
}

static const char *random_query(struct bench *b, const char *before)
{
	struct buf out = BUF_INIT(KIB(8));

	buf_adds(&out, before);
	add_query(&out, 3);
	return buf_steal(&out, b->ctx);
}

/* ---- one article ---- */

/* The test that stands for a condition on words alone. */
static const struct query_test *test_for(struct bench *b, const char *text)
{
	const struct query_env env = {.now = NOW, .tests = QUERY_TESTS_TRY};
	struct query_plan *plan;

	/* its articles are not gathered: each row is asked */
	OK(query_compile(b->ctx, query_of(b, mem_printf(b->ctx, "-%s", text)), &env, &plan, &b->err));
	for (size_t i = 0; i < plan->n_binds; i++)
		if (plan->binds[i].test)
			return plan->binds[i].test;
	return NULL;
}

static bool says_text(struct bench *b, struct verifier *v, int64_t id)
{
	sqlite3_stmt *stmt = sql_get(
	    b->store, "SELECT telex_test(?2, title, author, body) FROM article_text WHERE id = ?1", &b->err);
	bool says;

	sqlite3_bind_int64(stmt, 1, id);
	verifier_bind(stmt, 2, v);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	says = sqlite3_column_int(stmt, 0);
	sql_done(b->store, stmt);
	return says;
}

static void test_agrees_with_index(void **state)
{
	struct bench *b = *state;
	struct store_rows *all;
	int n_found = 0;

	fill(b);
	all = search(b, "", (struct store_page)STORE_PAGE_NEWEST(0));
	for (int i = 0; i < 1000; i++) {
		const char *text = random_query(b, "");
		const struct query_test *test = test_for(b, text);
		struct store_rows *found = search(b, text, (struct store_page)STORE_PAGE_NEWEST(0));
		struct verifier *v;
		size_t at = 0;

		if (!test) /* no condition, or one that is not of words alone */
			continue;
		v = verifier_new(b->ctx, test->kids);
		for (size_t k = 0; k < all->n; k++) {
			const bool is_found = at < found->n && found->rows[at].id == all->rows[k].id;

			if (says_text(b, v, all->rows[k].id) != is_found)
				fail_msg("%s: the index says %d of '%s'", text, is_found, all->rows[k].title);
			at += is_found;
		}
		assert_int_equal(at, found->n);
		n_found += found->n > 0;
	}
	assert_true(n_found > 300);
}

/* ---- pages ---- */

/* By arrival there is one page: what a list of everything begins with. */
static void check_arrivals(struct bench *b, const char *text)
{
	struct store_page page = STORE_PAGE_NEWEST(0);
	struct store_rows *all, *part;

	page.sort = STORE_BY_ARRIVAL;
	all = search(b, text, page);
	page.limit = 9;
	part = search(b, text, page);
	assert_int_equal(part->n, all->n < 9 ? all->n : 9);
	for (size_t k = 0; k < part->n; k++)
		if (part->rows[k].id != all->rows[k].id)
			fail_msg("%s: another page by arrival than the whole", text);
}

static void check_upward(struct bench *b, const char *text, const struct store_rows *all)
{
	struct store_page page = {.below = INT64_MAX, .limit = 9, .oldest_first = true};
	struct store_rows *part;

	page.above = all->n / 2 < all->n ? all->rows[all->n / 2].id : INT64_MIN;
	part = search(b, text, page);
	assert_int_equal(part->n, all->n / 2 < 9 ? all->n / 2 : 9);
	for (size_t k = 0; k < part->n; k++)
		if (part->rows[k].id != all->rows[all->n / 2 - part->n + k].id)
			fail_msg("%s: another page upward than in the whole", text);
}

/* What is put before words: ORs with members that an index answers, and with such that none does. */
static void test_pages_agree(void **state)
{
	static const char *const before[] = {"",
					     "is:unread ",
					     "-is:starred ",
					     "tag:some ",
					     "-",
					     "is:starred ",
					     "since:1d ",
					     "tag:some -",
					     "is:starred OR ",
					     "tag:some OR -",
					     "is:read OR ",
					     "-has:text OR score:0 ",
					     "tag:none OR ",
					     "date:..12h OR ",
					     "-outlets:1 OR lang:xx OR ",
					     "is:unread (is:read OR tag:some) OR ",
					     "since:9h (tag:some OR NEAR(net* \"5G\", 4)) OR ",
					     "-(is:starred OR Nokia) OR "};
	const char *tag = "some";
	struct store_change some = {.starred = 1, .add = &tag, .n_add = 1, .who = "c", .what = "w"};
	struct bench *b = *state;

	fill(b);
	OK(store_mark_query(b->store, query_of(b, "net* OR 中国"), INT64_MAX, &some, NOW, NULL, &b->err));
	for (int i = 0; i < 1000; i++) {
		const char *text = random_query(b, before[dice(N_OF(before))]);
		struct store_rows *all = search(b, text, (struct store_page)STORE_PAGE_NEWEST(0)), *part;
		struct store_page page = STORE_PAGE_NEWEST(9);
		size_t at = 0;

		do {
			part = search(b, text, page);
			for (size_t k = 0; k < part->n; k++)
				if (at == all->n || part->rows[k].id != all->rows[at++].id)
					fail_msg("%s: other pages than the whole", text);
			page.below = part->n ? part->rows[part->n - 1].id : 0;
		} while (part->n == page.limit);
		if (at != all->n)
			fail_msg("%s: %zu in pages, %zu at once", text, at, all->n);
		assert_int_equal(count(b, text), all->n);
		check_upward(b, text, all);
		check_arrivals(b, text);
	}
}

/* Common words are read from the text; where they turn out to be rare, the index is asked after all. */
static void test_gives_up(void **state)
{
	static const char *const feeds[] = {"alpha"};
	struct bench *b = *state;
	struct feed_item items[200];
	const struct idlist none = {0};
	struct attempt attempt = {.found = &none, .bytes_each = 6000};

	configure(b, feeds, 1);
	for (int i = 0; i < 200; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d", i), mem_printf(b->ctx, "https://x.example/%d", i),
				"networks", i == 199 ? "nethers" : "n");
		items[i].published = NOW - 600 * i;
	}
	(void)ingest(b, "alpha", items, 200);
	assert_int_equal(search(b, "neth*", (struct store_page)STORE_PAGE_NEWEST(50))->n, 1);
	assert_int_equal(search(b, "netw*", (struct store_page)STORE_PAGE_NEWEST(50))->n, 50);
	assert_null(b->store->attempt);
	/* a long text that says no is worth more than a short one */
	attempt.bytes = 1 << 20;
	b->store->attempt = &attempt;
	{
		struct verifier *v = verifier_new(b->ctx, test_for(b, "absent")->kids);
		sqlite3_stmt *stmt = sql_get(
		    b->store, "SELECT telex_test(?1, title, author, body) FROM article_text", &b->err);
		int n = 0;

		verifier_bind(stmt, 1, v);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			n++;
		sql_done(b->store, stmt);
		assert_true(attempt.is_off);
		assert_in_range(n, 20, 100);
	}
	b->store->attempt = NULL;
}

/* ---- the archive and a batch say the same ---- */

static void make_batch(struct bench *b)
{
	static const char sql[] =
	    "CREATE VIRTUAL TABLE temp.batch_fts USING fts5(title, author, body, tokenize = 'telex');"
	    "INSERT INTO temp.batch_fts (rowid, title, author, body) SELECT id, title, author, body FROM "
	    "article_text";

	if (sqlite3_exec(b->store->db, sql, NULL, NULL, NULL))
		fail_msg("%s", sqlite3_errmsg(b->store->db));
}

/* What a query finds in the batch, as it is compiled for it. */
static struct idlist find_in_batch(struct bench *b, const char *text)
{
	const struct query_env env = {.now = NOW, .target = QUERY_BATCH, .zone = when_zone_local};
	struct query_plan *plan;
	sqlite3_stmt *stmt = NULL;
	struct idlist found = {0};

	OK(query_compile(b->ctx, query_of(b, text), &env, &plan, &b->err));
	if (sqlite3_prepare_v2(b->store->db,
			       mem_printf(b->ctx, "SELECT %s FROM %s WHERE %s ORDER BY %s DESC", plan->id,
					  plan->from, plan->where, plan->id),
			       -1, &stmt, NULL))
		fail_msg("%s: %s", text, sqlite3_errmsg(b->store->db));
	for (size_t i = 0; i < plan->n_binds; i++) {
		if (plan->binds[i].is_text)
			sql_bind_text(stmt, (int)i + 1, plan->binds[i].text);
		else
			sqlite3_bind_int64(stmt, (int)i + 1, plan->binds[i].number);
	}
	while (sqlite3_step(stmt) == SQLITE_ROW)
		ids_add(&found, sqlite3_column_int64(stmt, 0));
	if (sqlite3_finalize(stmt))
		fail_msg("%s: %s", text, sqlite3_errmsg(b->store->db));
	return found;
}

static void test_batch_agrees(void **state)
{
	static const char *const fields[] = {"is:unread",
					     "tag:some",
					     "tag:none",
					     "feed:al*",
					     "is:starred",
					     "since:7h",
					     "date:..12h",
					     "is:muted",
					     "score:1..",
					     "site:x.example",
					     "NEAR(net* \"5G\", 4)",
					     "lang:en",
					     "has:text",
					     "url:x.ex",
					     "group:none",
					     "seen:today",
					     "id:1..",
					     "updated:1d"};
	const char *tag = "some";
	struct store_change some = {.starred = 1, .add = &tag, .n_add = 1, .who = "c", .what = "w"};
	struct bench *b = *state;
	int n_found = 0;

	fill(b);
	OK(store_mark_query(b->store, query_of(b, "net* OR 中国"), INT64_MAX, &some, NOW, NULL, &b->err));
	(void)ask(b, "UPDATE article SET is_muted = 1 WHERE id % 7 = 0");
	make_batch(b);
	for (int i = 0; i < 1500; i++) {
		const char *text = mem_printf(b->ctx, "%s %s%s%s", random_query(b, dice(3) ? "" : "-"),
					      dice(3)	? ""
					      : dice(2) ? "OR "
							: "-",
					      fields[dice(N_OF(fields))], dice(4) ? "" : " is:unread");
		struct store_rows *rows = search(b, text, (struct store_page)STORE_PAGE_NEWEST(0));
		struct idlist found = find_in_batch(b, text);

		if (found.n != rows->n)
			fail_msg("%s: %zu in the archive, %zu in the batch", text, rows->n, found.n);
		for (size_t k = 0; k < found.n; k++)
			assert_int_equal(found.ids[k], rows->rows[k].id);
		n_found += found.n > 0;
		ids_free(&found);
	}
	assert_true(n_found > 500);
}

/* ---- what compiles prepares, whatever it is made of ---- */

/* Everything that means something to SQLite or to its index comes as a value, in quotes. */
static void test_hostile_text(void **state)
{
	static const char *const pieces[] = {
	    "\"",	   "\"\"",   "'",	  "--",	      "/*",
	    ";",	   "*",	     "^",	  "{title}",  ":",
	    "+",	   "NEAR(",  ",",	  ")",	      "(",
	    "AND",	   "OR",     "NOT",	  "-",	      " ",
	    " ",	   "\\",     "%",	  "?1",	      "@x",
	    "$y",	   "a",	     "5G",	  "AT&T",     "O-RAN",
	    "title:",	   "tag:",   "url:",	  "feed:",    "lang:",
	    "site:",	   "group:", "id:",	  "is:read",  "SELECT",
	    "x'00'",	   "中",     "e\314\201", "\302\240", "\360\237\230\200",
	    "article_fts", "rank",   "..",	  "<",	      "2026-01"};
	struct bench *b = *state;
	int n_taken = 0;

	fill(b);
	make_batch(b);
	for (int i = 0; i < 10000; i++) {
		void *ctx = talloc_new(NULL);
		struct buf text = BUF_INIT(KIB(1));
		struct query *query;
		struct idlist found;
		int64_t n = 0;

		for (unsigned k = 1 + dice(7); k > 0; k--)
			buf_adds(&text, pieces[dice(N_OF(pieces))]);
		if (query_parse(ctx, buf_str(&text), NULL, &query, &b->err)) {
			if (!store_count(b->store, query, NOW, 0, &n, &b->err))
				fail_msg("%s: %s", buf_str(&text), b->err.msg);
			found = find_in_batch(b, buf_str(&text));
			if (found.n != (size_t)n)
				fail_msg("%s: %lld in the archive, %zu in the batch", buf_str(&text),
					 (long long)n, found.n);
			ids_free(&found);
			n_taken++;
		}
		buf_free(&text);
		talloc_free(ctx);
	}
	assert_true(n_taken > 1000);
}

static void test_wide(void **state)
{
	static const char *const parts[][2] = {
	    {"tag:t", ""}, {"feed:f", "*"}, {"group:\"g ", "\""}, {"site:h", ".example"},
	    {"w", ""},	   {"-tag:t", ""},  {"id:", ""},	  {"date:2026-01-01..", ""}};
	struct bench *b = *state;

	fill(b);
	for (size_t p = 0; p < N_OF(parts); p++)
		for (int n = 2; n <= 512; n *= 4) {
			struct buf text = BUF_INIT(QUERY_BYTES_MAX);

			for (int i = 0; i < n && text.len < QUERY_BYTES_MAX - 64; i++)
				buf_addf(&text, "%s%s%d%s", i ? " OR " : "", parts[p][0], 2026 + i,
					 parts[p][1]);
			(void)count(b, buf_str(&text));
			(void)search(b, buf_str(&text), (struct store_page)STORE_PAGE_NEWEST(20));
			buf_free(&text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_agrees_with_index), TEST(test_pages_agree),
					   TEST(test_gives_up),		 TEST(test_batch_agrees),
					   TEST(test_hostile_text),	 TEST(test_wide)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
