/* test_store_stories_number.c: a story has its number from one of its articles, whatever is purged and taken
 * back. */
#include "story_help.h"

static const char lisbon[] = "Rain is expected over Lisbon, and snow in the Alps above a thousand metres; "
			     "trains run late on all lines.";

static void undo(struct bench *b, int64_t number)
{
	const char *what;

	OK(store_undo(b->store, b->ctx, number, "cli", NOW, &what, NULL, &b->err));
	assert_whole(b);
}

static void merge(struct bench *b, const char *one, const char *other)
{
	const int64_t ids[] = {article_of(b, one), article_of(b, other)};
	int64_t story;

	OK(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
}

static void split(struct bench *b, const char *title)
{
	const int64_t id = article_of(b, title);
	int64_t fresh;

	OK(story_split(b->store, story_of_title(b, title), &id, 1, "cli", NOW, &fresh, &b->err));
}

static void assert_numbers(struct bench *b)
{
	assert_whole(b);
	assert_string_equal(ask(b, "SELECT count(*) FROM article a JOIN article n ON n.id = a.story_id WHERE "
				   "n.story_id <> n.id"),
			    "0");
}

/* The next article of that second gets the id of one that was purged. */
static void test_a_number_that_is_given_again(void **state)
{
	struct bench *b = *state;
	struct stored_key *keys;
	size_t n, n_of_it = 0;
	int64_t old, story, deleted;

	three(b);
	put_at(b, "delta", "Containers wait", gdansk, NOW - 900);
	old = story_of_title(b, "Crane cuts fibre");
	assert_int_equal(old, article_of(b, "Port without service"));
	OK(store_feed_purge(b->store, feed_named(b, "alpha").id, NOW, &deleted, &b->err));
	assert_numbers(b);
	n = stored_keys(b, &keys);
	for (size_t i = 0; i < n; i++)
		assert_int_not_equal(keys[i].article, old);
	story = story_of_title(b, "Crane cuts fibre");
	assert_int_equal(story, article_of(b, "Crane cuts fibre"));
	OK(story_resolve(b->store, old, &deleted, &b->err));
	assert_int_equal(deleted, story);
	put_at(b, "gamma", "Trains run late", lisbon, NOW - 3600);
	assert_int_equal(article_of(b, "Trains run late"), old);
	assert_int_not_equal(story_of_title(b, "Trains run late"), story);
	assert_string_equal(
	    ask(b, mem_printf(b->ctx, "SELECT n_articles FROM story WHERE id = %lld", (long long)story)),
	    "2");
	n = stored_keys(b, &keys);
	for (size_t i = 0; i < n; i++)
		n_of_it += keys[i].article == old && i && !by_article_and_key(&keys[i - 1], &keys[i]);
	assert_int_equal(n_of_it, 0);
}

/* It was of a story once, and has a row since. */
static void test_one_alone_that_one_more_feed_carries(void **state)
{
	struct bench *b = *state;
	struct feed_item it =
	    item("other", "https://beta.example/Crane-cuts-fibre", "Crane cuts fibre", gdansk_2);

	three(b);
	split(b, "Crane cuts fibre");
	it.published = NOW - 1800;
	(void)ingest(b, "delta", &it, 1);
	assert_string_equal(ask(b, "SELECT count(*) FROM article"), "3");
	assert_string_equal(
	    ask(b, mem_printf(b->ctx, "SELECT n_articles || ' ' || n_outlets FROM story WHERE id = %lld",
			      (long long)article_of(b, "Crane cuts fibre"))),
	    "1 2");
	assert_numbers(b);
}

/* They go to where the others are now. */
static void test_a_split_of_what_has_become_part_of_another(void **state)
{
	struct bench *b = *state;
	int64_t story;

	three(b);
	put_at(b, "delta", "Trains run late", "Trains run late on all lines of Portugal.", NOW - 7200);
	split(b, "Crane cuts fibre");
	merge(b, "Port without service", "Trains run late");
	story = story_of_title(b, "Trains run late");
	assert_int_equal(story_of_title(b, "Port without service"), story);
	undo(b, 1);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), story);
	assert_numbers(b);
}

/* What is left of what was put together is no story of an article that is in another. */
static void test_a_merge_of_what_has_become_part_of_another(void **state)
{
	struct bench *b = *state;

	three(b);
	put_at(b, "delta", "Beekeepers are sad", "Beekeepers in Tyrol lost half of their hives to a mite.",
	       NOW - 7200);
	put_at(b, "delta", "Trains run late", "Trains run late on all lines of Portugal.", NOW - 7100);
	merge(b, "Port without service", "Beekeepers are sad");
	split(b, "Port without service");
	merge(b, "Port without service", "Trains run late");
	undo(b, 1);
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), article_of(b, "Crane cuts fibre"));
	assert_int_equal(story_of_title(b, "Port without service"), article_of(b, "Trains run late"));
	assert_int_equal(story_of_title(b, "Beekeepers are sad"), article_of(b, "Beekeepers are sad"));
	assert_numbers(b);
	/* and what becomes of one changes nothing of the others */
	merge(b, "Crane cuts fibre", "Beekeepers are sad");
	assert_int_equal(story_of_title(b, "Port without service"), article_of(b, "Trains run late"));
	assert_numbers(b);
}

/* Of the articles that were put together before, somebody has said where they belong. */
static void test_a_change_before_still_stands(void **state)
{
	struct bench *b = *state;

	three(b);
	put_at(b, "delta", "Trains run late", "Trains run late on all lines of Portugal.", NOW - 7200);
	merge(b, "Crane cuts fibre", "Trains run late");
	assert_string_equal(ask(b, "SELECT sum(is_story_set) FROM article"), "3");
	merge(b, "Crane cuts fibre", "Nothing to do with it");
	assert_string_equal(ask(b, "SELECT sum(is_story_set) FROM article"), "4");
	undo(b, 0);
	assert_string_equal(ask(b, "SELECT sum(is_story_set) FROM article"), "3");
	assert_string_equal(ask(b, mem_printf(b->ctx, "SELECT is_story_set FROM article WHERE id = %lld",
					      (long long)article_of(b, "Nothing to do with it"))),
			    "0");
	undo(b, 0);
	assert_string_equal(ask(b, "SELECT sum(is_story_set) FROM article"), "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_number_that_is_given_again),
	    TEST(test_one_alone_that_one_more_feed_carries),
	    TEST(test_a_split_of_what_has_become_part_of_another),
	    TEST(test_a_merge_of_what_has_become_part_of_another),
	    TEST(test_a_change_before_still_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
