/* test_store_regroup.c: what was stored before there were stories gets its stories in the background, and tells nobody. */
#include "story_help.h"

/* As it was before schema 10. */
static const char *const before_stories[] = {
    "DROP INDEX story_moved",
    "ALTER TABLE story DROP COLUMN sum",
    "ALTER TABLE counter DROP COLUMN worded",
    "ALTER TABLE article DROP COLUMN is_story_set",
    "ALTER TABLE counter DROP COLUMN uncounted",
    "ALTER TABLE counter DROP COLUMN ungrouped",
    "DROP TABLE story_word",
    "DROP TABLE story_hour",
    "DROP INDEX article_told",
    "ALTER TABLE story DROP COLUMN outlets",
    "ALTER TABLE counter DROP COLUMN told_below",
    "DROP TABLE story_apart",
    "PRAGMA user_version = 9",
};

static void make_old(struct bench *b)
{
	store_close(b->store);
	b->store = NULL;
	for (size_t i = 0; i < N_OF(before_stories); i++)
		(void)ask(b, before_stories[i]);
	reopen(b, STORE_DAEMON);
}

/* telexd is stopped after each piece. */
static unsigned group_all(struct bench *b)
{
	unsigned n = 0;

	for (bool is_done = false; !is_done; n++) {
		OK(store_group_more(b->store, &is_done, &b->err));
		reopen(b, STORE_DAEMON);
	}
	return n;
}

/* Which articles are together, whatever the number. */
static const char *groups(struct bench *b)
{
	char *list = mem_strdup(b->ctx, "");

	for (size_t i = 0; i < n_lines; i++) {
		size_t k = 0;

		while (story_at(b, k) != story_at(b, i))
			k++;
		list = mem_printf(b->ctx, "%s %zu", list, k);
	}
	return list;
}

static int64_t ungrouped(struct bench *b)
{
	int64_t n = -1;

	OK(store_ungrouped(b->store, &n, &b->err));
	return n;
}

static void test_an_archive_gets_the_same_stories(void **state)
{
	struct bench *b = *state;

	read_fixture(b);
	for (unsigned seed = 0; seed < 6; seed++) {
		const char *wanted, *words;

		again(b);
		store_in_order(b, seed, true);
		wanted = groups(b);
		words = ask(b, "SELECT group_concat(hash || ' ' || n) FROM (SELECT * FROM story_word ORDER BY hash)");
		again(b);
		store_set_grouping(b->store, false);
		store_in_order(b, seed, true);
		make_old(b);
		assert_int_equal(ungrouped(b), n_lines);
		assert_true(group_all(b) > 1);
		assert_string_equal(groups(b), wanted);
		assert_string_equal(ask(b, "SELECT group_concat(hash || ' ' || n) FROM (SELECT * FROM story_word ORDER BY hash)"),
				    words);
		assert_int_equal(ungrouped(b), 0);
		assert_whole(b);
	}
}

/* Half of it came before there were stories; what comes meanwhile is not kept waiting, and what it began keeps its number. */
static void test_what_comes_meanwhile_keeps_its_number(void **state)
{
	struct bench *b = *state;
	int64_t story;

	configure(b, feeds, 4);
	store_set_grouping(b->store, false);
	put_at(b, "alpha", "Port without service", gdansk, NOW - 3600);
	make_old(b);
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW - 1800);
	put_at(b, "delta", "Containers wait", gdansk, NOW - 900);
	story = story_of_title(b, "Crane cuts fibre");
	assert_int_equal(story, article_of(b, "Crane cuts fibre"));
	assert_int_equal(story_of_title(b, "Port without service"), article_of(b, "Port without service"));
	assert_int_equal(group_all(b), 2);
	assert_int_equal(story_of_title(b, "Port without service"), story);
	assert_string_equal(ask(b, "SELECT n_articles || ' ' || n_outlets FROM story WHERE moved_to IS NULL"), "3 3");
	assert_whole(b);
}

static void test_what_was_done_by_hand_stays(void **state)
{
	struct bench *b = *state;
	int64_t ids[2], story, fresh;

	configure(b, feeds, 4);
	store_set_grouping(b->store, false);
	three(b);
	put_at(b, "delta", "Containers wait", gdansk, NOW - 900);
	make_old(b);
	ids[0] = article_of(b, "Nothing to do with it");
	ids[1] = article_of(b, "Port without service");
	OK(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
	ids[0] = article_of(b, "Crane cuts fibre");
	ids[1] = article_of(b, "Containers wait");
	OK(story_merge(b->store, ids, 2, "cli", NOW, &story, &b->err));
	OK(story_split(b->store, story, &ids[1], 1, "cli", NOW, &fresh, &b->err));
	(void)group_all(b);
	assert_int_equal(story_of_title(b, "Nothing to do with it"), story_of_title(b, "Port without service"));
	assert_int_equal(story_of_title(b, "Crane cuts fibre"), ids[0]);
	assert_int_equal(story_of_title(b, "Containers wait"), ids[1]);
	assert_whole(b);
}

static bool must_not_judge(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	(void)items, (void)n, (void)now;
	*(int *)state = 1;
	return err_set(err, ERR_IO, "judged");
}
static bool must_not_grow(void *state, const int64_t *stories, size_t n, int64_t now, struct err *err)
{
	(void)stories;
	return must_not_judge(state, NULL, n, now, err);
}

/* Nobody is told, nothing is unread again; what the rules had told of an article they have told of its story. */
static void test_nobody_is_told(void **state)
{
	struct bench *b = *state;
	const struct alert_rule_config rule = {"harbours", "crane", NULL};
	int is_judged = 0;

	configure(b, feeds, 4);
	OK(alert_rules_sync(b->store, &rule, 1, NOW - DAY, &b->err));
	store_set_grouping(b->store, false);
	three(b);
	assert_int_equal(raise(b, "Port without service"), ALERT_RAISED);
	assert_int_equal(raise(b, "Crane cuts fibre"), ALERT_RAISED);
	(void)ask(b, "UPDATE article SET is_read = 1 WHERE id IN (SELECT id FROM article_text WHERE title LIKE 'Port%')");
	make_old(b);
	store_set_judge(b->store, must_not_judge, &is_judged);
	store_set_grown(b->store, must_not_grow);
	(void)group_all(b);
	assert_false(is_judged);
	assert_string_equal(ask(b, "SELECT count(*) || ' ' || count(step) || ' ' || count(DISTINCT story_id) FROM alert"), "2 1 1");
	assert_string_equal(ask(b, "SELECT sum(is_read) FROM article"), "1");
	put_at(b, "delta", "Containers wait", gdansk, NOW);
	assert_int_equal(story_of_title(b, "Containers wait"), story_of_title(b, "Port without service"));
	assert_int_equal(raise(b, "Containers wait"), ALERT_STORY_KNOWN);
	assert_whole(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_an_archive_gets_the_same_stories),
	    TEST(test_what_comes_meanwhile_keeps_its_number),
	    TEST(test_what_was_done_by_hand_stays),
	    TEST(test_nobody_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
