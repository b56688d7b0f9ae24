/* test_store_stories_random.c: whatever comes, is changed, put together, taken apart, taken back and purged,
 * in any order: what is kept of stories is what their articles say. */
#include "story_help.h"

#include "telex/story.h"

enum { TOPIC_WORDS = 14, FEEDS = 4, GUIDS = 600, MANY = 64 };

static unsigned seed, n_topics;

static unsigned draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* What a feed has given out. */
static struct given {
	unsigned feed, topic, url;
	int64_t published;
} given[GUIDS];
static size_t n_given;

static const char *some_words(struct bench *b, unsigned topic, unsigned of_topic, unsigned others)
{
	char *text = mem_strdup(b->ctx, "");

	for (unsigned i = 0; i < of_topic; i++)
		text = mem_printf(b->ctx, "%s wort%uvon%u", text, draw(TOPIC_WORDS), topic);
	for (unsigned i = 0; i < others; i++)
		text = mem_printf(b->ctx, "%s allerlei%u", text, draw(300));
	return text;
}

static struct feed_item item_given(struct bench *b, size_t at)
{
	const struct given *g = &given[at];
	const unsigned kind = draw(8);
	struct feed_item it =
	    item(mem_printf(b->ctx, "g%zu", at), mem_printf(b->ctx, "https://x.example/%u", g->url),
		 kind == 0 ? "Press release" : some_words(b, g->topic, 5, 1),
		 kind == 1 ? NULL : mem_printf(b->ctx, "%s.", some_words(b, g->topic, 20, 6)));

	it.published = g->published;
	return it;
}

static void give(struct bench *b, const struct feed_item *it, size_t at)
{
	(void)ingest(b, feeds[given[at].feed], it, 1);
}

static size_t new_one(unsigned feed, unsigned topic)
{
	given[n_given] = (struct given){feed, topic, (unsigned)n_given, NOW - draw(3 * DAY)};
	return n_given++;
}

static void add_some(struct bench *b)
{
	struct feed_item items[4];
	const unsigned feed = draw(FEEDS), n = 1 + draw(4);

	for (unsigned i = 0; i < n && n_given < GUIDS; i++)
		items[i] = item_given(b, new_one(feed, draw(n_topics)));
	if (n_given < GUIDS)
		(void)ingest(b, feeds[feed], items, n);
}

/* Sometimes on another day, about something else, or by another feed as well; one may be there twice. */
static void edit_some(struct bench *b)
{
	const size_t at = draw((unsigned)n_given);
	const unsigned feed = given[at].feed;
	struct feed_item items[4];
	size_t n = 0;

	for (size_t i = at; i < n_given && n < 3; i++) {
		if (given[i].feed != feed)
			continue;
		given[i].topic = draw(3) ? given[i].topic : draw(n_topics);
		given[i].published += draw(4) ? 0 : (int64_t)draw(2 * DAY) - DAY;
		items[n++] = item_given(b, i);
	}
	if (draw(4) == 0 && n) { /* under its old address, and its own name under a new one */
		items[n] = item_given(b, at);
		items[n].guid = NULL;
		items[0].url = mem_printf(b->ctx, "https://x.example/%u/moved", draw(100000));
		n++;
	}
	(void)ingest(b, feeds[feed], items, n);
}

/* Several feeds have one article, and one of them changes it. */
static void share_one(struct bench *b)
{
	const size_t at = draw((unsigned)n_given);
	const unsigned feed = draw(FEEDS);
	struct feed_item it;
	size_t other;

	if (n_given == GUIDS || feed == given[at].feed)
		return;
	it = item_given(b, at);
	it.title = mem_printf(b->ctx, "shared %zu%s", at, some_words(b, given[at].topic, 4, 0));
	give(b, &it, at);
	other = new_one(feed, given[at].topic);
	given[other].url = given[at].url;
	it.guid = mem_printf(b->ctx, "g%zu", other);
	give(b, &it, other);
}

static int64_t some_article(struct bench *b)
{
	return atoll(ask(b, mem_printf(b->ctx,
				       "SELECT id FROM article ORDER BY id LIMIT 1 OFFSET %u"
				       " %% (SELECT max(1, count(*)) FROM article)",
				       draw(1000))));
}

/* Such as to split what is alone. */
static void may_fail(bool is_done)
{
	(void)is_done;
}

static void merge_two(struct bench *b)
{
	const int64_t ids[] = {some_article(b), some_article(b)};
	int64_t story;

	may_fail(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
}

static void split_one(struct bench *b)
{
	const int64_t id = some_article(b);
	int64_t story, fresh;

	if (story_resolve(b->store, id, &story, &b->err))
		may_fail(story_split(b->store, story, &id, 1, "cli", NOW, &fresh, &b->err));
}

static void undo_one(struct bench *b)
{
	const char *what;

	may_fail(store_undo(b->store, b->ctx, draw(2) ? 0 : 1 + draw(20), "cli", NOW, &what, NULL, &b->err));
}

static void purge_one(struct bench *b)
{
	const unsigned feed = draw(FEEDS);
	const char *others[FEEDS];
	size_t n = 0;
	int64_t deleted;

	if (draw(4))
		return;
	for (unsigned i = 0; i < FEEDS; i++)
		if (i != feed)
			others[n++] = feeds[i];
	if (draw(2))
		configure(b, others, n); /* it is hidden, and goes altogether */
	OK(store_feed_purge(b->store, feed_named(b, feeds[feed]).id, NOW, &deleted, &b->err));
	(void)ask(b, "DELETE FROM tombstone");
	configure(b, feeds, FEEDS);
}

/* Another feed changes what a feed that is gone brought. */
static void hide_one(struct bench *b)
{
	const char *others[FEEDS];
	const unsigned feed = draw(FEEDS);
	size_t n = 0;

	for (unsigned i = 0; i < FEEDS; i++)
		if (i != feed)
			others[n++] = feeds[i];
	configure(b, others, n);
	for (int i = 0; i < 4; i++) {
		const size_t at = draw((unsigned)n_given);
		const struct feed_item it = item_given(b, at);

		if (given[at].feed != feed)
			give(b, &it, at);
	}
	configure(b, feeds, FEEDS);
}

static int n_asked, n_yes;

static bool after_a_while(void *state)
{
	(void)state;
	return ++n_asked > n_yes;
}

/* Somebody wants the transaction to end. */
static void break_off(struct bench *b)
{
	const size_t at = draw((unsigned)n_given);
	const struct feed_item it = item_given(b, at);
	struct store_fetched batch = {
	    .feed_id = feed_named(b, feeds[given[at].feed]).id, .items = &it, .n_items = 1};
	struct store_ingested *done;

	n_asked = 0;
	n_yes = (int)draw(6);
	store_set_interrupt(b->store, after_a_while, NULL);
	may_fail(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err));
	store_set_interrupt(b->store, NULL, NULL);
}

/* Of what was stored before there were stories. */
static void group_some(struct bench *b)
{
	bool is_done;

	if (draw(3) == 0)
		OK(store_group_more(b->store, &is_done, &b->err));
}

/* ---- the truth ---- */

static bool is_one_of(uint32_t key, const struct story_term *terms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (terms[i].hash == key)
			return true;
	return false;
}

static bool is_hash_of(uint32_t key, const uint32_t *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hashes[i] == key)
			return true;
	return false;
}

static sqlite3_stmt *rows_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	return stmt;
}

/* Each article is found by features of what it says now, once each, and nothing else is found. */
static void assert_keys(struct bench *b, sqlite3 *db)
{
	sqlite3_stmt *stmt =
	    rows_of(db, "SELECT a.id, t.title, t.body, t.html, ifnull(a.canonical_url, a.url),"
			" a.seq > (SELECT ungrouped FROM counter) FROM article a"
			" JOIN article_text t ON t.id = a.id ORDER BY a.id");
	struct stored_key *keys;
	const size_t n = stored_keys(b, &keys);
	size_t at = 0;

	for (size_t i = 1; i < n; i++)
		if (!by_article_and_key(&keys[i - 1], &keys[i]))
			fail_msg("article %lld has key %u twice", (long long)keys[i].article, keys[i].key);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const struct story_source source = {.title = (const char *)sqlite3_column_text(stmt, 1),
						    .body = (const char *)sqlite3_column_text(stmt, 2),
						    .html = (const char *)sqlite3_column_text(stmt, 3),
						    .url = (const char *)sqlite3_column_text(stmt, 4)};
		const size_t first = at;
		struct story_article a;

		story_read(&source, &a);
		for (; at < n && keys[at].article == sqlite3_column_int64(stmt, 0); at++)
			if (!is_one_of(keys[at].key, a.title, a.n_title) &&
			    !is_one_of(keys[at].key, a.text, a.n_text) &&
			    !is_hash_of(keys[at].key, a.runs, a.n_runs) &&
			    !is_hash_of(keys[at].key, a.links, a.n_links))
				fail_msg("article %lld has a key of something that it does not say (%s)",
					 (long long)keys[at].article, source.title);
		if (at == first && a.has_text && sqlite3_column_int(stmt, 5))
			fail_msg("article %lld is not found by anything (%s: %s)",
				 (long long)sqlite3_column_int64(stmt, 0), source.title, source.body);
	}
	if (at < n)
		fail_msg("article %lld has keys and is not there", (long long)keys[at].article);
	sqlite3_finalize(stmt);
}

static const char *unpacked(struct bench *b, const unsigned char *packed, int len)
{
	char *list = mem_strdup(b->ctx, "");
	int64_t id = 0;

	for (int i = 0; i < len; i++) { /* all ids of feeds are less than 128 */
		id += packed[i];
		list = mem_printf(b->ctx, "%s%s%lld", list, i ? "," : "", (long long)id);
	}
	return list;
}

static void assert_stories(struct bench *b, sqlite3 *db)
{
	sqlite3_stmt *stmt = rows_of(db, "SELECT id, outlets, (SELECT group_concat(feed_id) FROM (SELECT "
					 "DISTINCT p.feed_id FROM article a JOIN appearance p"
					 " ON p.article_id = a.id WHERE a.story_id = s.id ORDER BY "
					 "p.feed_id)), sum, n_articles FROM story s"
					 " WHERE moved_to IS NULL AND n_articles > 0");

	while (sqlite3_step(stmt) == SQLITE_ROW) {
		struct story_sum *sum = mem_new(b->ctx, struct story_sum);
		const struct bytes packed = {sqlite3_column_blob(stmt, 3),
					     (size_t)sqlite3_column_bytes(stmt, 3)};

		if (sqlite3_column_bytes(stmt, 1))
			assert_string_equal(
			    unpacked(b, sqlite3_column_blob(stmt, 1), sqlite3_column_bytes(stmt, 1)),
			    (const char *)sqlite3_column_text(stmt, 2));
		if (packed.len && sqlite3_column_int64(stmt, 4) > 1) {
			assert_true(story_sum_unpack(sum, packed, sum));
			if (n_topics > 1 && sum->n_articles != sqlite3_column_int64(stmt, 4))
				fail_msg("story %lld is made of %u articles and has %lld",
					 (long long)sqlite3_column_int64(stmt, 0), sum->n_articles,
					 (long long)sqlite3_column_int64(stmt, 4));
		}
	}
	sqlite3_finalize(stmt);
}

static void assert_true_of(struct bench *b)
{
	sqlite3 *db;

	assert_whole(b);
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_keys(b, db);
	assert_stories(b, db);
	sqlite3_close(db);
	assert_string_equal(ask(b, "SELECT count(*) FROM story s JOIN story t ON t.id = s.moved_to WHERE "
				   "t.moved_to IS NOT NULL"),
			    "0");
	assert_string_equal(
	    ask(b, "SELECT count(*) FROM story s JOIN article a ON a.id = s.id WHERE s.moved_to IS NULL AND"
		   " s.n_articles > 0 AND a.story_id IS NOT s.id"),
	    "0");
}

static const struct {
	void (*run)(struct bench *b);
	unsigned weight;
} operations[] = {
    {add_some, 6}, {edit_some, 10}, {share_one, 4}, {merge_two, 2}, {split_one, 3},
    {undo_one, 2}, {purge_one, 1},  {hide_one, 1},  {break_off, 2}, {group_some, 3},
};

static void one_of_all(struct bench *b)
{
	unsigned at = 0, total = 0, drawn;

	for (size_t i = 0; i < N_OF(operations); i++)
		total += operations[i].weight;
	for (drawn = draw(total); drawn >= operations[at].weight; at++)
		drawn -= operations[at].weight;
	operations[at].run(b);
}

/* is_old: what is there at first was stored before there were stories. */
static void run(struct bench *b, unsigned first, size_t n_at_first, bool is_old, size_t n)
{
	again(b);
	configure(b, feeds, FEEDS);
	seed = first;
	n_given = 0;
	store_set_grouping(b->store, !is_old);
	while (n_given < n_at_first)
		add_some(b);
	store_set_grouping(b->store, true);
	(void)ask(b, "UPDATE counter SET uncounted = seq - worded, ungrouped = seq - worded");
	for (size_t i = 0; i < n; i++) {
		void *ctx = b->ctx;

		b->ctx = talloc_new(NULL);
		one_of_all(b);
		if (draw(20) == 0)
			reopen(b, STORE_DAEMON);
		assert_true_of(b);
		talloc_free(b->ctx);
		b->ctx = ctx;
	}
}

/* More: STORIES_SEEDS. */
static void test_in_any_order(void **state)
{
	const char *n = getenv("STORIES_SEEDS");

	n_topics = 6;
	for (unsigned i = 0; i < (n ? (unsigned)atoi(n) : 3); i++)
		run(*state, 1 + i, 10, false, 120);
}

static void test_of_an_archive(void **state)
{
	n_topics = 6;
	run(*state, 1, 200, true, 120);
}

/* More articles than a story's sum is made again of. */
static void test_of_many_articles(void **state)
{
	n_topics = 1;
	run(*state, 1, 150, false, 120);
	assert_true(atoi(ask(*state, "SELECT max(n_articles) FROM story")) > MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_in_any_order),
	    TEST(test_of_an_archive),
	    TEST(test_of_many_articles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
