/* test_store_edits.c: an article that its publisher changes finds its story again, and nobody is told twice. */
#include "src/store/placing.h"
#include "story_help.h"

static const char lisbon[] = "Rain is expected over Lisbon, and snow in the Alps above a thousand metres; trains run late on all lines.";
static const char lisbon_2[] = "Snow in the Alps above a thousand metres and rain over Lisbon are expected; all trains run late.";

static void put(struct bench *b, const char *feed, const char *guid, const char *title, const char *text, int64_t published)
{
	struct feed_item it = item(guid, mem_printf(b->ctx, "https://%s.example/%s", feed, guid), title, text);

	it.published = published;
	(void)ingest(b, feed, &it, 1);
}

/* Two outlets on one event, one on another; delta's article is put and then changed. */
static int64_t begin(struct bench *b, const char *title, const char *text)
{
	const struct alert_rule_config rule = {"harbours", "crane", NULL};

	three(b);
	OK(alert_rules_sync(b->store, &rule, 1, NOW - DAY, &b->err));
	put(b, "delta", "d", title, text, NOW - 600);
	return story_of_title(b, "Port without service");
}

static void change(struct bench *b, const char *title, const char *text)
{
	put(b, "delta", "d", title, text, NOW - 600);
	assert_string_equal(ask(b, "SELECT count(*) FROM article"), "4");
	assert_whole(b);
}

static const char *size_of(struct bench *b, int64_t story)
{
	return ask(b, mem_printf(b->ctx, "SELECT n_articles || ' ' || n_outlets FROM story WHERE id = %lld", (long long)story));
}

static void test_a_placeholder_joins_when_it_has_its_text(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Updating...", "More follows.");

	assert_int_equal(story_of_title(b, "Updating..."), article_of(b, "Updating..."));
	assert_int_equal(raise(b, "Crane cuts fibre"), ALERT_RAISED);
	change(b, "Containers wait", gdansk);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_string_equal(size_of(b, story), "3 3");
	assert_int_equal(raise(b, "Containers wait"), ALERT_STORY_KNOWN);
	/* its old number leads there */
	{
		int64_t led;

		OK(story_resolve(b->store, article_of(b, "Containers wait"), &led, &b->err));
		assert_int_equal(led, story);
	}
}

/* It had alerted alone: that goes with it, and nothing is told again. */
static void test_its_alert_goes_with_it(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Updating: crane", "More follows.");

	assert_int_equal(raise(b, "Updating: crane"), ALERT_RAISED);
	change(b, "Containers wait", gdansk);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_int_equal(raise(b, "Crane cuts fibre"), ALERT_STORY_KNOWN);
	assert_int_equal(raise(b, "Port without service"), ALERT_STORY_KNOWN);
}

static void test_what_was_put_wrongly_leaves(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Press release", gdansk);

	assert_int_equal(story_of_title(b, "Press release"), story);
	assert_int_equal(raise(b, "Press release"), ALERT_RAISED);
	change(b, "Trains run late", lisbon);
	assert_int_equal(story_of_title(b, "Port without service"), story);
	assert_string_equal(size_of(b, story), "2 2");
	assert_int_equal(story_of_title(b, "Trains run late"), story_of_title(b, "Nothing to do with it"));
	/* the rule has told of it, and of the story that it was in */
	assert_int_equal(raise(b, "Trains run late"), ALERT_ALREADY);
	assert_int_equal(raise(b, "Crane cuts fibre"), ALERT_STORY_KNOWN);
	assert_string_equal(ask(b, "SELECT count(*) FROM alert WHERE is_acknowledged = 0"), "1");
	/* and comes back, as what it says does */
	change(b, "Containers wait", gdansk);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_string_equal(size_of(b, story), "3 3");
}

/* What the rule told of it stood for nothing while it was of a story that the rule had told of. */
static void test_what_was_told_of_it_counts_where_it_goes(void **state)
{
	static const char bees[] = "Beekeepers in Tyrol lost half of their hives to a mite this winter, a survey of the guild finds.";
	static const char bees_2[] = "Half of the hives of Tyrol were lost to a mite, beekeepers of the guild found in a survey this winter.";
	struct bench *b = *state;
	const int64_t story = begin(b, "Updating: crane", "More follows.");
	int64_t id, fresh;

	assert_int_equal(raise(b, "Updating: crane"), ALERT_RAISED);
	assert_int_equal(raise(b, "Crane cuts fibre"), ALERT_RAISED);
	change(b, "Containers wait", gdansk);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	change(b, "Bees are dying", bees);
	id = article_of(b, "Bees are dying");
	assert_int_equal(story_of_title(b, "Bees are dying"), id);
	put_at(b, "alpha", "Mite kills hives", bees_2, NOW);
	assert_int_equal(story_of_title(b, "Mite kills hives"), id);
	assert_int_equal(raise(b, "Mite kills hives"), ALERT_STORY_KNOWN);
	assert_int_equal(raise(b, "Port without service"), ALERT_STORY_KNOWN);
	/* by hand */
	{
		const int64_t ids[] = {id, story}, both[] = {id, article_of(b, "Mite kills hives")};

		OK(story_merge(b->store, ids, 2, "cli", NOW, &fresh, &b->err));
		OK(story_split(b->store, fresh, both, 2, "cli", NOW, &fresh, &b->err));
	}
	assert_int_equal(fresh, id);
	assert_int_equal(raise(b, "Mite kills hives"), ALERT_STORY_KNOWN);
	assert_int_equal(raise(b, "Port without service"), ALERT_STORY_KNOWN);
}

static void test_it_may_be_alone_then(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Containers wait", gdansk);

	assert_int_equal(story_of_title(b, "Containers wait"), story);
	change(b, "Bees are dying", "Beekeepers in Tyrol lost half of their hives to a mite this winter, a survey of the guild finds.");
	assert_int_equal(story_of_title(b, "Bees are dying"), article_of(b, "Bees are dying"));
	assert_string_equal(size_of(b, story), "2 2");
	put_at(b, "alpha", "Mite kills hives", "Half of the hives of Tyrol were lost to a mite, beekeepers of the guild found in a survey "
					      "this winter.", NOW);
	assert_int_equal(story_of_title(b, "Mite kills hives"), article_of(b, "Bees are dying"));
	assert_whole(b);
}

static void test_a_small_change_moves_nothing(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Containers wait", gdansk);

	for (int i = 0; i < 4; i++) {
		change(b, "Containers wait", mem_printf(b->ctx, "%s Update %d: still waiting.", gdansk, i));
		assert_int_equal(story_of_title(b, "Containers wait"), story);
		assert_string_equal(size_of(b, story), "3 3");
	}
}

/* A story has its number from it. */
static void test_the_namesake_stays(void **state)
{
	struct bench *b = *state;
	const int64_t story = begin(b, "Containers wait", gdansk);

	put(b, "alpha", "Port without service", "Rain over Lisbon", lisbon_2, NOW - 3600);
	assert_int_equal(story, article_of(b, "Rain over Lisbon"));
	assert_int_equal(story_of_title(b, "Rain over Lisbon"), story);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story);
	assert_string_equal(size_of(b, story), "3 3");
	assert_whole(b);
}

static void test_what_was_done_by_hand_stays(void **state)
{
	struct bench *b = *state;
	int64_t story = begin(b, "Containers wait", gdansk), ids[2], fresh;

	ids[0] = article_of(b, "Containers wait");
	OK(story_split(b->store, story, ids, 1, "cli", NOW, &fresh, &b->err));
	assert_int_equal(fresh, ids[0]);
	change(b, "Port without service again", gdansk_2);
	assert_int_equal(story_of_title(b, "Port without service again"), fresh);
	ids[1] = article_of(b, "Nothing to do with it");
	OK(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
	change(b, "Beekeepers are sad", "Beekeepers in Tyrol lost half of their hives to a mite this winter, a survey of the guild finds.");
	assert_int_equal(story_of_title(b, "Beekeepers are sad"), story);
	assert_string_equal(size_of(b, story), "2 2");
}

/* What is known of words and features is what would be known if it had come like that. */
static void test_what_it_said_is_forgotten(void **state)
{
	static const char words[] = "SELECT group_concat(hash || ' ' || n) FROM (SELECT * FROM story_word ORDER BY hash)";
	struct bench *b = *state;
	const char *had;
	struct stored_key *had_keys, *keys;
	size_t n_had;

	(void)begin(b, "Press release", gdansk);
	change(b, "Trains run late", lisbon);
	change(b, "Trains run on time", lisbon_2);
	change(b, "Trains run late", lisbon);
	had = ask(b, words);
	n_had = stored_keys(b, &had_keys);
	again(b);
	(void)begin(b, "Trains run late", lisbon);
	assert_string_equal(ask(b, words), had);
	assert_int_equal(stored_keys(b, &keys), n_had);
	for (size_t i = 0; i < n_had; i++)
		assert_int_equal(keys[i].key, had_keys[i].key);
	assert_string_equal(ask(b, "SELECT worded FROM counter"), "4");
}

/* One by its guid, one by the address that it had: the last one is what stays of it. */
static void test_two_items_that_are_one_article(void **state)
{
	static const char words[] =
	    "SELECT group_concat(hash || ' ' || n) FROM (SELECT * FROM story_word ORDER BY hash)";
	struct bench *b = *state;
	const int64_t story = begin(b, "Updating...", "More follows.");
	struct feed_item items[] = {item("d", "https://delta.example/moved", "Trains run late", lisbon),
				    item(NULL, "https://delta.example/d", "Containers wait", gdansk)};
	const char *had;
	struct stored_key *keys;
	size_t n;

	items[0].published = items[1].published = NOW - 600;
	(void)ingest(b, "delta", items, 2);
	assert_string_equal(ask(b, "SELECT count(*) FROM article"), "4");
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_string_equal(size_of(b, story), "3 3");
	n = stored_keys(b, &keys);
	for (size_t i = 1; i < n; i++)
		assert_true(by_article_and_key(&keys[i - 1], &keys[i]));
	assert_whole(b);
	had = ask(b, words);
	again(b);
	(void)begin(b, "Containers wait", gdansk);
	assert_string_equal(ask(b, words), had);
}

/* The trade press in any order, each article as a placeholder at first: the same stories in the end, nearly. */
static void test_all_placeholders(void **state)
{
	struct bench *b = *state;

	read_fixture(b);
	for (unsigned round = 0; round < 3; round++) {
		double p;

		again(b);
		for (size_t i = 0; i < n_lines; i++) {
			const struct line *line = &lines[(i * 7 + round) % n_lines];
			struct feed_item it = item(line->url, line->url, "Press release", "More follows.");

			it.published = line->at;
			(void)ingest(b, feed_of(b, line->outlet), &it, 1);
		}
		store_in_order(b, round, true);
		assert_true(bcubed(b, &p) >= 0.95 && p == 1);
		assert_whole(b);
	}
}

/* A live blog is another text, and another title, at every poll. */
static void test_a_live_blog_stays_what_it_was(void **state)
{
	static const char *const now_on[] = {"Port without service", "Nothing to do with it", "Crane cuts fibre", "Beekeepers are sad"};
	static const char *const texts[] = {gdansk, lisbon, gdansk_2, lisbon_2};
	struct bench *b = *state;
	const int64_t story = begin(b, "The harbour day: live", lisbon);
	const int64_t live = article_of(b, "The harbour day: live");
	const char *words = ask(b, "SELECT sum(n) FROM story_word");
	struct stored_key *keys;
	const size_t n_keys = stored_keys(b, &keys);

	for (size_t i = 0; i < 12; i++) {
		change(b, mem_printf(b->ctx, "The harbour day: live - %s", now_on[i % 4]),
		       mem_printf(b->ctx, "1%zu:40 %s\n\n1%zu:20 %s", i % 9, texts[i % 4], i % 9, texts[(i + 1) % 4]));
		change(b, "The harbour day: live", texts[i % 4]);
		assert_int_equal(story_of_title(b, "The harbour day: live"), live);
	}
	assert_int_equal(stored_keys(b, &keys), n_keys);
	assert_string_equal(ask(b, "SELECT sum(n) FROM story_word"), words);
	put_at(b, "gamma", "Containers wait", gdansk, NOW);
	assert_int_equal(story_of_title(b, "Containers wait"), story);
	assert_string_equal(size_of(b, story), "3 3");
	assert_string_equal(ask(b, mem_printf(b->ctx, "SELECT ifnull(story_id, id) = id FROM article WHERE id = %lld", (long long)live)), "1");
}

/* Also when it was put twice, and what left long ago is cleared away. */
static void test_what_is_forgotten_is_not_remembered(void **state)
{
	struct bench *b = *state;
	const struct story_article article = {.at = NOW};
	int64_t id = 100;

	while (id < 4 * PLACE_RING)
		place_ring_put(b->store, id++, &article);
	place_ring_put(b->store, 7, &article);
	place_ring_put(b->store, 7, &article);
	assert_non_null(place_ring_get(b->store, 7));
	place_ring_forget(b->store, 7);
	for (int i = 0; i < 1000; i++)
		place_ring_put(b->store, id++, &article);
	assert_null(place_ring_get(b->store, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_placeholder_joins_when_it_has_its_text),
	    TEST(test_its_alert_goes_with_it),
	    TEST(test_what_was_put_wrongly_leaves),
	    TEST(test_what_was_told_of_it_counts_where_it_goes),
	    TEST(test_it_may_be_alone_then),
	    TEST(test_a_small_change_moves_nothing),
	    TEST(test_the_namesake_stays),
	    TEST(test_what_was_done_by_hand_stays),
	    TEST(test_what_it_said_is_forgotten),
	    TEST(test_two_items_that_are_one_article),
	    TEST(test_all_placeholders),
	    TEST(test_a_live_blog_stays_what_it_was),
	    TEST(test_what_is_forgotten_is_not_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
