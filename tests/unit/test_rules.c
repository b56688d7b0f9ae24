/* test_rules.c: tags and mutes on new articles: what they hit, what stays off, what comes back. */
#include "store_help.h"

#include "telex/rules.h"

static const char *const feeds[] = {"alpha", "beta"};

static struct rules *use(struct bench *b, const struct rules_entry *entries, size_t n)
{
	struct rules *rules;

	OK(rules_new(b->ctx, b->store, entries, n, NULL, &rules, &b->err));
	OK(rules_sync(rules, NOW, &b->err));
	store_set_judge(b->store, rules_judge, rules);
	return rules;
}
#define USE(b, ...)                                                                                          \
	use(b, (const struct rules_entry[]){__VA_ARGS__},                                                    \
	    sizeof((const struct rules_entry[]){__VA_ARGS__}) / sizeof(struct rules_entry))

static void put(struct bench *b, const char *feed, const char *title, const char *text)
{
	struct feed_item one = item(title, NULL, title, text);

	(void)ingest(b, feed, &one, 1);
}

static int64_t id_of(struct bench *b, const char *title)
{
	return atoll(ask(b, mem_printf(b->ctx, "SELECT id FROM article_text WHERE title = '%s'", title)));
}

static int64_t score_of(struct bench *b, const char *title)
{
	return atoll(ask(b, mem_printf(b->ctx, "SELECT score FROM article WHERE id = %lld",
				       (long long)id_of(b, title))));
}

static void change_tag(struct bench *b, const char *title, const char *tag, bool is_added)
{
	int64_t id = id_of(b, title);
	struct store_change change = {.who = "cli", .what = "tag"};

	if (is_added) {
		change.add = &tag;
		change.n_add = 1;
	} else {
		change.remove = &tag;
		change.n_remove = 1;
	}
	OK(store_mark(b->store, &id, 1, &change, NOW, NULL, &b->err));
}

/* ---- tags ---- */

/* A rule that cannot be asked is told of, and costs neither the articles nor the other rules. */
static void test_a_broken_rule_is_left_out(void **state)
{
	struct bench *b = *state;
	struct rules *rules;
	bool more = true;

	configure(b, feeds, 2);
	put(b, "alpha", "old", "word");
	rules = USE(b, {RULES_TAG, "many", "word date:2099..today", 0, NULL}, {RULES_TAG, "good", "word", 0, NULL},
		    {RULES_MUTE, "paid", "date:2099..today", 0, NULL}, {RULES_MUTE, "loud", "title:loud", 0, NULL});
	put(b, "alpha", "new", "word");
	put(b, "alpha", "loud", "word");
	assert_int_equal(count(b, "tag:good"), 1);
	assert_int_equal(count(b, "is:muted"), 1);
	assert_string_equal(rules_fault(rules),
			    "tag many is left out: the range ends before it begins");
	assert_non_null(strstr(rules_fault(rules), "mute paid is left out: the range ends"));
	assert_null(rules_fault(rules));
	while (more)
		OK(rules_catch_up(rules, NOW, &more, &b->err));
	assert_null(rules_fault(rules));
}

static void test_tags_on_arrival(void **state)
{
	struct bench *b = *state;

	configure(b, feeds, 2);
	USE(b, {RULES_TAG, "ran", "\"open ran\" OR vran*", 5, NULL}, {RULES_TAG, "b", "feed:beta", 0, NULL},
	    {RULES_TAG, "quiet", "feed:alpha -spectrum", 1, NULL});
	put(b, "alpha", "Open RAN grows", "text");
	put(b, "alpha", "Ran open", "spectrum");
	put(b, "beta", "News", "of vRANs everywhere");
	assert_string_equal(titles(b, "tag:ran"), "Open RAN grows|News");
	assert_string_equal(titles(b, "tag:b"), "News");
	assert_string_equal(titles(b, "tag:quiet"), "Open RAN grows");
	assert_string_equal(titles(b, "score:6"), "Open RAN grows");
	assert_string_equal(ask(b, "SELECT min(is_auto) FROM article_tag"), "1");
	assert_whole(b);
}

static void test_a_change_of_the_publisher_is_judged_again(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "Before", "x");

	configure(b, feeds, 2);
	USE(b, {RULES_TAG, "late", "huawei", 3, NULL});
	(void)ingest(b, "alpha", &one, 1);
	one.text = "now about Huawei";
	(void)ingest(b, "alpha", &one, 1);
	assert_string_equal(titles(b, "tag:late"), "Before");
	(void)ingest(b, "alpha", &one, 1);
	assert_int_equal(score_of(b, "Before"), 3);
}

static void test_a_tag_taken_off_by_hand_stays_off(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "huawei");
	const char *what, *tag = "h";
	struct store_change apply = {.add = &tag, .n_add = 1, .is_auto = true, .points = 7, .who = "cli", .what = "a"};
	int64_t n;

	configure(b, feeds, 2);
	USE(b, {RULES_TAG, "h", "huawei", 7, NULL});
	(void)ingest(b, "alpha", &one, 1);
	assert_int_equal(score_of(b, "One"), 7);
	change_tag(b, "One", "h", false);
	assert_int_equal(score_of(b, "One"), 0);
	one.text = "huawei again"; /* an edit is no reason */
	(void)ingest(b, "alpha", &one, 1);
	assert_string_equal(titles(b, "tag:h"), "");
	OK(store_mark_query(b->store, query_of(b, "huawei"), INT64_MAX, &apply, NOW, &n, &b->err));
	assert_int_equal(n, 0);
	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, &n, &b->err)); /* brings it back as it was */
	assert_string_equal(titles(b, "tag:h"), "One");
	assert_int_equal(score_of(b, "One"), 7);
	assert_string_equal(ask(b, "SELECT is_auto FROM article_tag"), "1");
	assert_string_equal(ask(b, "SELECT count(*) FROM tag_off"), "0");
	change_tag(b, "One", "h", false);
	change_tag(b, "One", "h", true); /* by hand, on again */
	assert_string_equal(titles(b, "tag:h"), "One");
	assert_string_equal(ask(b, "SELECT count(*) FROM tag_off"), "0");
	assert_whole(b);
}

static void test_a_tag_on_the_past(void **state)
{
	struct bench *b = *state;
	const char *what, *tag = "h";
	struct store_change apply = {.add = &tag, .n_add = 1, .is_auto = true, .points = 2, .who = "cli", .what = "a"};
	int64_t n;

	configure(b, feeds, 2);
	put(b, "alpha", "One", "huawei");
	put(b, "alpha", "Two", "huawei");
	OK(store_mark_query(b->store, query_of(b, "huawei"), INT64_MAX, &apply, NOW, &n, &b->err));
	assert_int_equal(n, 2);
	assert_int_equal(score_of(b, "Two"), 2);
	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, &n, &b->err));
	assert_string_equal(titles(b, "tag:h"), "");
	assert_int_equal(score_of(b, "Two"), 0);
	assert_string_equal(ask(b, "SELECT count(*) FROM tag_off"), "0"); /* nobody took it off */
}

static void test_a_broken_query_is_a_fault(void **state)
{
	struct bench *b = *state;
	const struct rules_entry entry = {RULES_TAG, "x", "(a", 0, NULL};
	struct rules *rules;

	assert_false(rules_new(b->ctx, b->store, &entry, 1, NULL, &rules, &b->err));
	assert_non_null(strstr(b->err.msg, "tag x: "));
}

/* ---- mutes ---- */

static void test_mutes_hide_and_tell(void **state)
{
	struct bench *b = *state;
	struct store_mutes *mutes;

	configure(b, feeds, 2);
	USE(b, {RULES_MUTE, "ads", "tag:ad OR sponsored", 0, NULL}, {RULES_TAG, "ad", "advertorial", 0, NULL});
	put(b, "alpha", "One", "an advertorial");
	put(b, "alpha", "Two", "Sponsored content");
	put(b, "alpha", "Three", "news");
	assert_string_equal(titles(b, ""), "Three");
	assert_int_equal(count(b, "is:muted"), 2);
	assert_int_equal(count(b, "is:unread"), 1);
	OK(store_mutes(b->store, b->ctx, &mutes, &b->err));
	assert_int_equal(mutes->n, 1);
	assert_int_equal(mutes->mutes[0].n_articles, 2);
	assert_whole(b);
}

static void test_what_becomes_sponsored_is_muted(void **state)
{
	struct bench *b = *state;
	const char *tag = "Sponsored";
	struct feed_item one = item("1", NULL, "Five ways", "text");

	configure(b, feeds, 2);
	USE(b, {RULES_MUTE, "ads", "is:sponsored", 0, NULL});
	(void)ingest(b, "alpha", &one, 1);
	assert_string_equal(titles(b, ""), "Five ways");
	one.tags = &tag;
	one.n_tags = 1;
	(void)ingest(b, "alpha", &one, 1);
	assert_string_equal(titles(b, ""), "");
	assert_int_equal(count(b, "is:muted"), 1);
	assert_whole(b);
}

static void catch_up(struct bench *b, struct rules *rules)
{
	for (bool more = true; more;)
		OK(rules_catch_up(rules, NOW, &more, &b->err));
}

static void test_a_new_mute_looks_through_the_past_and_a_gone_one_lets_go(void **state)
{
	struct bench *b = *state;
	struct rules *rules;

	configure(b, feeds, 2);
	put(b, "alpha", "One", "promo golf");
	put(b, "alpha", "Two", "promo");
	put(b, "alpha", "Three", "news");
	rules = USE(b, {RULES_MUTE, "golf", "golf", 0, NULL}, {RULES_MUTE, "promo", "promo", 0, NULL});
	catch_up(b, rules);
	assert_string_equal(titles(b, ""), "Three");
	rules = USE(b, {RULES_MUTE, "promo", "promo", 0, NULL});
	catch_up(b, rules);
	assert_string_equal(titles(b, ""), "Three"); /* golf let go of One, promo has it */
	rules = USE(b, {RULES_MUTE, "promo", "golf", 0, NULL});
	catch_up(b, rules);
	assert_string_equal(titles(b, ""), "Two|Three");
	OK(rules_new(b->ctx, b->store, NULL, 0, NULL, &rules, &b->err));
	OK(rules_sync(rules, NOW, &b->err));
	assert_string_equal(titles(b, ""), "One|Two|Three");
	assert_string_equal(ask(b, "SELECT count(*) FROM article_mute"), "0");
	assert_whole(b);
}

/* ---- the batch means what the archive means ---- */

static const char *const words[] = {"alpha", "beta*", "\"gamma delta\"", "de*", "NEAR(alpha gamma, 2)", "title:beta",
				    "feed:alpha", "has:text", "通信", "author:kim"};
static const char *const texts[] = {"alpha", "beta", "betas", "gamma delta", "delta gamma", "通信日報", "kim", ""};

static uint32_t rnd(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static char *random_query(struct bench *b, uint32_t *seed, int depth)
{
	const char *word = words[rnd(seed) % N_OF(words)];

	switch (depth ? rnd(seed) % 5 : 0) {
	case 1:
		return mem_printf(b->ctx, "(%s %s)", random_query(b, seed, depth - 1), random_query(b, seed, depth - 1));
	case 2:
		return mem_printf(b->ctx, "(%s OR %s)", random_query(b, seed, depth - 1),
				  random_query(b, seed, depth - 1));
	case 3:
		return mem_printf(b->ctx, "-%s", random_query(b, seed, depth - 1));
	default:
		return mem_strdup(b->ctx, word);
	}
}

static char *random_text(struct bench *b, uint32_t *seed)
{
	char *text = mem_strdup(b->ctx, "");

	for (uint32_t n = rnd(seed) % 5; n; n--)
		text = mem_printf(b->ctx, "%s %s", text, texts[rnd(seed) % N_OF(texts)]);
	return text;
}

static void test_a_rule_means_what_a_search_means(void **state)
{
	enum { RULES = 60, ARTICLES = 80 };
	struct bench *b = *state;
	struct rules_entry entries[RULES];
	struct feed_item items[ARTICLES];
	uint32_t seed = 7;

	configure(b, feeds, 2);
	for (int i = 0; i < RULES; i++)
		entries[i] = (struct rules_entry){RULES_TAG, mem_printf(b->ctx, "t%d", i), random_query(b, &seed, 3), 0, .manner = NULL};
	use(b, entries, RULES);
	for (int i = 0; i < ARTICLES; i++)
		items[i] = item(mem_printf(b->ctx, "g%d", i), NULL, random_text(b, &seed), random_text(b, &seed));
	for (int i = 0; i < ARTICLES; i += 8) /* batches of eight, of both feeds */
		(void)ingest(b, feeds[i / 8 % 2], items + i, 8);
	for (int i = 0; i < RULES; i++) {
		const char *found = titles(b, entries[i].query);
		const char *tagged = titles(b, mem_printf(b->ctx, "tag:%s", entries[i].name));

		if (strcmp(found, tagged) != 0)
			fail_msg("%s: found %s, tagged %s", entries[i].query, found, tagged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_broken_rule_is_left_out),
	    TEST(test_tags_on_arrival),
	    TEST(test_a_change_of_the_publisher_is_judged_again),
	    TEST(test_a_tag_taken_off_by_hand_stays_off),
	    TEST(test_a_tag_on_the_past),
	    TEST(test_a_broken_query_is_a_fault),
	    TEST(test_mutes_hide_and_tell),
	    TEST(test_what_becomes_sponsored_is_muted),
	    TEST(test_a_new_mute_looks_through_the_past_and_a_gone_one_lets_go),
	    TEST(test_a_rule_means_what_a_search_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
