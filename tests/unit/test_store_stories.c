/* test_store_stories.c: articles find their stories as they are stored; ids are stable; what was changed by hand stays. */
#include "story_help.h"

static void test_text_makes_it_better_in_any_order(void **state)
{
	struct bench *b = *state;

	read_fixture(b);
	for (unsigned seed = 0; seed < 8; seed++) {
		double p_with, p_without, with, without;

		again(b);
		store_in_order(b, seed, true);
		with = bcubed(b, &p_with);
		assert_whole(b);
		again(b);
		store_in_order(b, seed, false);
		without = bcubed(b, &p_without);
		print_message("order %u: F1 %.3f with text, %.3f without\n", seed, with, without);
		assert_true(with >= 0.95 && p_with == 1);
		assert_true(with > without + 0.1);
		assert_true(p_without >= 0.9);
	}
}

static void test_a_batch_of_all_is_grouped_too(void **state)
{
	struct bench *b = *state;
	struct feed_item items[MAX];
	struct store_fetched batch[MAX];
	struct store_ingested *done;
	double p;

	read_fixture(b);
	configure_outlets(b);
	for (size_t i = 0; i < n_lines; i++) {
		items[i] = item_of(&lines[i], true);
		batch[i] = (struct store_fetched){.feed_id = feed_named(b, feed_of(b, lines[i].outlet)).id,
						  .items = &items[i],
						  .n_items = 1};
	}
	OK(store_ingest(b->store, b->ctx, batch, n_lines, NOW, STORE_BULK, &done, &b->err));
	assert_true(bcubed(b, &p) >= 0.95 && p == 1);
	assert_whole(b);
}

/* ---- ids ---- */

static void test_the_number_of_a_story_stays(void **state)
{
	struct bench *b = *state;
	int64_t story;

	three(b);
	story = story_of_title(b, "Port without service");
	assert_int_equal(story, article_of(b, "Port without service"));
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story);
	assert_int_not_equal(story_of_title(b, "Nothing to do with it"), story);
	/* who published first comes last */
	put_at(b, "delta", "Containers wait", gdansk, NOW - 9000);
	assert_true(article_of(b, "Containers wait") < story);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_string_equal(ask(b, "SELECT n_articles || ' ' || n_outlets FROM story"), "3 3");
	assert_int_equal(count(b, mem_printf(b->ctx, "story:%lld", (long long)story)), 3);
	assert_int_equal(count(b, "outlets:>=3"), 3);
	assert_whole(b);
}

static void test_another_outlet_is_counted(void **state)
{
	struct bench *b = *state;
	struct feed_item it;

	three(b);
	it = item("x", "https://alpha.example/Port-without-service", "Port without service", gdansk);
	it.published = NOW - 3600;
	(void)ingest(b, "delta", &it, 1);
	assert_string_equal(ask(b, "SELECT n_articles || ' ' || n_outlets FROM story"), "2 3");
	assert_whole(b);
}

static void test_days_apart_is_another_story(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 4);
	put_at(b, "alpha", "Port without service", gdansk, NOW - 20 * DAY);
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW - 11 * DAY);
	assert_string_equal(ask(b, "SELECT count(*) FROM story"), "0");
	/* between publications, not by the clock: long gone, but of one day */
	put_at(b, "gamma", "Containers wait", gdansk, NOW - 20 * DAY + 3600);
	assert_int_equal(story_of_title(b, "Containers wait"), story_of_title(b, "Port without service"));
}

static void test_a_dump_of_an_archive_is_no_story(void **state)
{
	struct bench *b = *state;
	struct feed_item items[300];

	configure(b, feeds, 4);
	for (int i = 0; i < 300; i++) {
		char *text = mem_printf(b->ctx, "Release %d%d concerns item%d and thing%d of part%d in place%d by person%d for sum%d.", i,
					i, i, 2 * i, 3 * i, 5 * i, 7 * i, 11 * i);

		items[i] = item(mem_printf(b->ctx, "g%d", i), mem_printf(b->ctx, "https://alpha.example/%d", i), "Press release", text);
		items[i].published = NOW;
	}
	(void)ingest(b, "alpha", items, 200);
	for (int i = 200; i < 300; i++) /* and one at a time, too */
		(void)ingest(b, "alpha", &items[i], 1);
	assert_true(atoi(ask(b, "SELECT ifnull(max(n_articles), 1) FROM story")) <= 2);
	/* without texts */
	for (int i = 0; i < 300; i++) {
		items[i].guid = mem_printf(b->ctx, "h%d", i);
		items[i].url = mem_printf(b->ctx, "https://beta.example/%d", i);
		items[i].text = NULL;
	}
	for (int i = 0; i < 100; i++)
		(void)ingest(b, "beta", &items[i], 1);
	(void)ingest(b, "beta", items + 100, 200);
	assert_true(atoi(ask(b, "SELECT ifnull(max(n_articles), 1) FROM story")) <= 3);
	assert_whole(b);
}

static bool refuse(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	(void)state, (void)items, (void)n, (void)now;
	return err_set(err, ERR_IO, "refused");
}

static void test_what_is_taken_back_leaves_nothing(void **state)
{
	struct bench *b = *state;
	struct feed_item it = item("x", "https://beta.example/x", "Crane cuts fibre", gdansk_2);
	struct store_fetched batch = {.feed_id = 0, .items = &it, .n_items = 1};
	struct store_ingested *done;

	configure(b, feeds, 4);
	put_at(b, "alpha", "Port without service", gdansk, NOW - 3600);
	batch.feed_id = feed_named(b, "beta").id;
	store_set_judge(b->store, refuse, NULL);
	assert_false(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err));
	store_set_judge(b->store, NULL, NULL);
	assert_string_equal(ask(b, "SELECT count(*) FROM story"), "0");
	assert_string_equal(ask(b, "SELECT worded FROM counter"), "1");
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW);
	assert_string_equal(ask(b, "SELECT n_articles FROM story"), "2");
}

static void test_a_purged_feed_leaves_its_stories(void **state)
{
	struct bench *b = *state;
	int64_t deleted;

	three(b);
	OK(store_feed_purge(b->store, feed_named(b, "alpha").id, NOW, &deleted, &b->err));
	assert_int_equal(deleted, 1);
	assert_whole(b);
	put_at(b, "delta", "Containers wait", gdansk, NOW);
	assert_string_equal(ask(b, "SELECT n_articles || ' ' || n_outlets FROM story WHERE moved_to IS NULL"), "2 2");
	assert_whole(b);
}

static const char *dump(struct bench *b)
{
	return ask(b, "SELECT group_concat(id || ':' || ifnull(story_id, id), ' ') FROM article");
}

static void undo(struct bench *b)
{
	const char *what;

	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, NULL, &b->err));
}

static unsigned draw(unsigned *state, unsigned n)
{
	*state = *state * 1103515245 + 12345;
	return *state / 65536 % n;
}

/* A text of an event: its words, and some of anybody's. */
static const char *random_text(struct bench *b, unsigned *state, unsigned event, unsigned n)
{
	char *text = mem_strdup(b->ctx, "");

	for (unsigned i = 0; i < n; i++)
		text = draw(state, 3) ? mem_printf(b->ctx, "%s e%uw%u", text, event, draw(state, 12))
				      : mem_printf(b->ctx, "%s any%u", text, draw(state, 400));
	return text;
}

/* Whatever comes in whatever order: an article stays in its story, or that leads to where it is now, which is older. */
static void test_numbers_are_stable_whatever_comes(void **state)
{
	struct bench *b = *state;
	unsigned seed = 7;

	configure(b, feeds, 4);
	(void)ask(b, "CREATE TABLE was (id INTEGER PRIMARY KEY, story INTEGER)");
	for (unsigned i = 0; i < 150; i++) {
		unsigned event = draw(&seed, 25);
		struct feed_item items[3];
		size_t n = 1 + draw(&seed, 3);

		for (size_t k = 0; k < n; k++) {
			items[k] = item(mem_printf(b->ctx, "g%u-%zu", i, k), mem_printf(b->ctx, "https://x.example/%u-%zu", i, k),
					random_text(b, &seed, event, 5), random_text(b, &seed, event, draw(&seed, 40)));
			items[k].published = NOW - (int64_t)draw(&seed, 3 * (unsigned)DAY);
		}
		(void)ingest(b, feeds[draw(&seed, 4)], items, n);
		assert_string_equal(ask(b, "SELECT count(*) FROM was w JOIN article a ON a.id = w.id"
					   " WHERE w.story <> ifnull(a.story_id, a.id) AND NOT EXISTS (SELECT 1 FROM story s"
					   "  WHERE s.id = w.story AND s.moved_to = a.story_id AND s.moved_to < s.id)"),
				    "0");
		(void)ask(b, "INSERT INTO was SELECT id, ifnull(story_id, id) FROM article WHERE true"
			     " ON CONFLICT (id) DO UPDATE SET story = excluded.story");
	}
	assert_true(atoi(ask(b, "SELECT count(*) FROM story WHERE n_articles > 1")) > 10);
	assert_true(atoi(ask(b, "SELECT count(*) FROM story WHERE moved_to IS NOT NULL")) > 0);
	(void)ask(b, "DROP TABLE was");
	assert_whole(b);
}

/* Any number of changes by hand, all taken back: everything is as it was. */
static void test_all_that_was_done_by_hand_is_taken_back(void **state)
{
	struct bench *b = *state;
	const char *before;
	unsigned seed = 11, done = 0;

	read_fixture(b);
	configure_outlets(b);
	store_in_order(b, 3, true);
	before = dump(b);
	for (unsigned i = 0; i < 60; i++) {
		int64_t ids[2] = {article_of(b, lines[draw(&seed, (unsigned)n_lines)].title),
				  article_of(b, lines[draw(&seed, (unsigned)n_lines)].title)};
		int64_t story = story_at(b, draw(&seed, (unsigned)n_lines)), ret;

		if (!draw(&seed, 2))
			done += story_merge(b->store, ids, 2, "cli", NOW, &ret, &b->err);
		else
			done += story_split(b->store, story, ids, 1, "cli", NOW, &ret, &b->err) ||
				(story_of(b->store, ids[0], &(struct story_size){0}, &b->err) &&
				 story_split(b->store, ids[0], ids, 1, "cli", NOW, &ret, &b->err));
		assert_whole(b);
	}
	assert_true(done > 10);
	while (done--)
		undo(b);
	assert_string_equal(dump(b), before);
	assert_string_equal(ask(b, "SELECT count(*) FROM story_apart"), "0");
	assert_whole(b);
}

/* ---- by hand ---- */

static void test_merged_by_hand_and_taken_back(void **state)
{
	struct bench *b = *state;
	const char *before;
	int64_t story, rain, ids[2];

	three(b);
	before = dump(b);
	story = story_of_title(b, "Port without service");
	rain = article_of(b, "Nothing to do with it");
	ids[0] = rain;
	ids[1] = story;
	OK(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
	assert_int_equal(story, ids[1]);
	assert_int_equal(story_of_title(b, "Nothing to do with it"), story);
	OK(story_resolve(b->store, rain, &story, &b->err));
	assert_int_equal(story, ids[1]);
	assert_string_equal(ask(b, "SELECT n_articles FROM story WHERE moved_to IS NULL"), "3");
	assert_false(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
	assert_whole(b);
	undo(b);
	assert_string_equal(dump(b), before);
	assert_whole(b);
}

static void test_split_by_hand_stays(void **state)
{
	struct bench *b = *state;
	const char *before;
	int64_t crane, story, fresh;

	three(b);
	before = dump(b);
	story = story_of_title(b, "Port without service");
	crane = article_of(b, "Crane cuts fibre");
	OK(story_split(b->store, story, &crane, 1, "cli", NOW, &fresh, &b->err));
	assert_int_equal(fresh, crane);
	assert_int_equal(story_of_title(b, "Port without service"), story);
	assert_whole(b);
	/* one more that is like both joins one of them and does not join them */
	put_at(b, "delta", "Containers wait", gdansk, NOW);
	assert_int_not_equal(story_of_title(b, "Crane cuts fibre"), story_of_title(b, "Port without service"));
	/* all or none, or articles of others */
	assert_false(story_split(b->store, fresh, &crane, 1, "cli", NOW, &fresh, &b->err));
	assert_int_equal(b->err.code, ERR_USAGE);
	crane = article_of(b, "Nothing to do with it");
	assert_false(story_split(b->store, story, &crane, 1, "cli", NOW, &fresh, &b->err));
	undo(b);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story);
	assert_non_null(before);
	assert_whole(b);
}

static void test_the_first_article_leaves_by_the_others_leaving(void **state)
{
	struct bench *b = *state;
	int64_t story, fresh, founder;

	three(b);
	story = founder = story_of_title(b, "Port without service");
	OK(story_split(b->store, story, &founder, 1, "cli", NOW, &fresh, &b->err));
	assert_int_equal(fresh, article_of(b, "Crane cuts fibre"));
	assert_int_equal(story_of_title(b, "Port without service"), story);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), fresh);
	undo(b);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story);
	OK(story_resolve(b->store, fresh, &founder, &b->err));
	assert_int_equal(founder, story);
	assert_whole(b);
}

static void test_why(void **state)
{
	struct bench *b = *state;
	struct story_why why;

	three(b);
	OK(story_why(b->store, b->ctx, article_of(b, "Port without service"), article_of(b, "Crane cuts fibre"), &why, &b->err));
	assert_true(why.is_enough && why.a.id == why.b.id && why.text > 0.5 && why.total >= why.needed);
	assert_true(why.n_text_words >= 8);
	OK(story_why(b->store, b->ctx, article_of(b, "Port without service"), article_of(b, "Nothing to do with it"), &why,
		     &b->err));
	assert_true(!why.is_enough && why.a.id != why.b.id && !why.is_apart);
	assert_false(story_why(b->store, b->ctx, 1, 2, &why, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
}

static void test_repair(void **state)
{
	struct bench *b = *state;
	AUTO_BUF report = BUF_INIT(KIB(64));
	bool ok = true;

	three(b);
	(void)ask(b, "UPDATE story SET n_articles = 7");
	(void)ask(b, "UPDATE article SET story_id = 4711 WHERE story_id IS NULL");
	OK(store_check(b->store, false, &report, &ok, &b->err));
	assert_false(ok);
	assert_non_null(strstr(buf_str(&report), "has wrong numbers"));
	assert_non_null(strstr(buf_str(&report), "is of a story that is not there"));
	OK(store_check(b->store, true, &report, &ok, &b->err));
	assert_true(ok);
	assert_whole(b);
	/* a sum that is none is made again */
	(void)ask(b, "UPDATE story SET sum = x'0102'");
	put_at(b, "delta", "Containers wait", gdansk, NOW);
	assert_string_equal(ask(b, "SELECT n_articles FROM story"), "3");
}

static void back_to_schema_11(struct bench *b)
{
	struct stored_key *keys;
	const size_t n = stored_keys(b, &keys);

	store_close(b->store);
	b->store = NULL;
	(void)ask(b, "CREATE TABLE story_key (key INTEGER NOT NULL, article_id INTEGER NOT NULL, PRIMARY KEY (key, article_id))"
		     " STRICT, WITHOUT ROWID");
	for (size_t i = 0; i < n; i++)
		(void)ask(b, mem_printf(b->ctx, "INSERT INTO story_key VALUES (%u, %lld)", keys[i].key, (long long)keys[i].article));
	(void)ask(b, "DROP TABLE story_hour");
	(void)ask(b, "DROP INDEX article_told");
	(void)ask(b, "ALTER TABLE story DROP COLUMN outlets");
	(void)ask(b, "ALTER TABLE article DROP COLUMN is_story_set");
	(void)ask(b, "ALTER TABLE counter DROP COLUMN uncounted");
	(void)ask(b, "ALTER TABLE counter DROP COLUMN ungrouped");
	(void)ask(b, "PRAGMA user_version = 11");
}

static void test_a_file_of_schema_11_is_taken_along(void **state)
{
	struct bench *b = *state;
	const char *hours;

	three(b);
	hours = ask(b, "SELECT group_concat(id || hex(articles)) FROM story_hour");
	back_to_schema_11(b);
	assert_true(atoll(ask(b, "SELECT count(DISTINCT article_id) FROM story_key")) == 3);
	reopen(b, STORE_DAEMON);
	assert_int_equal(strlen(ask(b, "SELECT group_concat(id || hex(articles)) FROM story_hour")), strlen(hours));
	assert_string_equal(ask(b, "SELECT count(*) FROM sqlite_schema WHERE name = 'story_key'"), "0");
	put_at(b, "delta", "Containers wait", gdansk, NOW);
	assert_int_equal(story_of_title(b, "Containers wait"), story_of_title(b, "Crane cuts fibre"));
	assert_string_equal(ask(b, "SELECT n_articles || ' ' || n_outlets FROM story"), "3 3");
	assert_whole(b);
}

/* Words that an outlet puts into all its titles say nothing between its articles, and still something to others. */
static void test_a_series_is_no_story(void **state)
{
	static const char *const titles[] = {"Cable Talk Weekly 11: kites over Dakar", "Cable Talk Weekly 12: a mast made of wood",
					     "Cable Talk Weekly 13: who owns the poles", "Cable Talk Weekly 14: seven lost years",
					     "Cable Talk Weekly 15: Fonia and the crane", "Cable Talk Weekly 16: the long lunch",
					     "Cable Talk Weekly 17: Fonia cannot find its crane"};
	struct bench *b = *state;
	struct feed_item items[N_OF(titles)];

	configure(b, feeds, 4);
	for (size_t i = 0; i < N_OF(titles); i++) {
		items[i] = item(titles[i], NULL, titles[i], NULL);
		items[i].published = NOW - 7200 + (int64_t)i * 60;
	}
	(void)ingest(b, "alpha", items, N_OF(titles) - 1);
	(void)ingest(b, "alpha", items + N_OF(titles) - 1, 1);
	for (size_t i = 0; i + 1 < N_OF(titles); i++)
		assert_int_equal(story_of_title(b, titles[i]), article_of(b, titles[i]));
	/* what it is about is something else */
	assert_int_equal(story_of_title(b, titles[6]), story_of_title(b, titles[4]));
	put_at(b, "beta", "Fonia sues over Cable Talk Weekly", NULL, NOW);
	put_at(b, "gamma", "Cable Talk Weekly is sued by Fonia", NULL, NOW);
	assert_int_equal(story_of_title(b, "Cable Talk Weekly is sued by Fonia"), story_of_title(b, "Fonia sues over Cable Talk Weekly"));
}

/* Far more than a row holds, and all of them are looked at. */
static void test_an_hour_of_many_articles(void **state)
{
	enum { MANY = 400 };
	struct bench *b = *state;
	struct feed_item items[MANY];

	configure(b, feeds, 4);
	put_at(b, "alpha", "Port without service", gdansk, NOW - 3600);
	for (size_t i = 0; i < MANY; i++) {
		items[i] = item(mem_printf(b->ctx, "%zu", i), NULL, mem_printf(b->ctx, "Word%zu other%zu third%zu", i, i, i),
				mem_printf(b->ctx, "A%zux b%zux c%zux d%zux e%zux f%zux g%zux h%zux.", i, i, i, i, i, i, i, i));
		items[i].published = NOW - 3600 + (int64_t)i;
	}
	for (size_t i = 0; i < MANY; i += MANY / 4)
		(void)ingest(b, "gamma", items + i, MANY / 4);
	assert_true(atoll(ask(b, "SELECT count(*) FROM story_hour")) > 1);
	assert_true(atoll(ask(b, "SELECT max(length(articles)) FROM story_hour")) <= 8000);
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW - 1800);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story_of_title(b, "Port without service"));
	assert_whole(b);
}

/* Nothing is found in it, and nothing else happens. */
static void test_rows_that_are_damaged(void **state)
{
	static const char *const rows[] = {"x''", "x'01'", "x'ffffffff'", "x'3f0000003f000000'", "zeroblob(8192)", "zeroblob(100000)"};
	struct bench *b = *state;

	configure(b, feeds, 4);
	for (size_t i = 0; i < N_OF(rows); i++) {
		put_at(b, "alpha", mem_printf(b->ctx, "Port without service %zu", i), gdansk, NOW - 3600 + (int64_t)i);
		(void)ask(b, mem_printf(b->ctx, "UPDATE story_hour SET articles = %s", rows[i]));
	}
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW - 3000);
	assert_whole(b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(test_text_makes_it_better_in_any_order),
	    TEST(test_a_batch_of_all_is_grouped_too),
	    TEST(test_the_number_of_a_story_stays),
	    TEST(test_another_outlet_is_counted),
	    TEST(test_days_apart_is_another_story),
	    TEST(test_a_dump_of_an_archive_is_no_story),
	    TEST(test_numbers_are_stable_whatever_comes),
	    TEST(test_all_that_was_done_by_hand_is_taken_back),
	    TEST(test_what_is_taken_back_leaves_nothing),
	    TEST(test_a_purged_feed_leaves_its_stories),
	    TEST(test_merged_by_hand_and_taken_back),
	    TEST(test_split_by_hand_stays),
	    TEST(test_the_first_article_leaves_by_the_others_leaving),
	    TEST(test_why),
	    TEST(test_repair),
	    TEST(test_a_file_of_schema_11_is_taken_along),
	    TEST(test_a_series_is_no_story),
	    TEST(test_an_hour_of_many_articles),
	    TEST(test_rows_that_are_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
