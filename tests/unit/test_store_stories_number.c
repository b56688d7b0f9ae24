/* test_store_stories_number.c: a story has its number from one of its articles, whatever is purged and taken
 * back. */
#include "story_help.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_one_alone_that_one_more_feed_carries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
