/* test_ui_side.c: the side bar: what stands in it, its numbers, its cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/side.h"

static struct store_feed feed_rows[] = {
    {.name = "alone", .title = "Alone", .group = "", .n_unread = 1, .n_articles = 2},
    {.name = "ofcom", .title = "Ofcom", .group = "regulators", .n_unread = 4, .n_articles = 9},
    {.name = "fierce",
     .title = "Fierce\033[1m Network",
     .group = "trade press",
     .n_unread = 10,
     .n_articles = 50},
    {.name = "rcr", .title = "RCR Wireless", .group = "trade press", .n_unread = 5, .state = {.failures = 3}},
};
static struct store_tag tag_rows[] = {{"5g", 40, 3}, {"security", 7, 0}};
static struct conf_query view_rows[] = {{.name = "open-ran", .query = "\"open ran\" OR O-RAN"}};
static const struct conf conf = {.views = view_rows, .n_views = 1};
static const struct store_feeds feeds = {feed_rows, 4};
static const struct store_tags tags = {tag_rows, 2};
static const struct side_source source = {
    &conf, &feeds, &tags, {.articles = 100, .unread = 20, .starred = 3}, 77, 0};

static const struct side_item *item(const struct side *side, enum side_kind kind, const char *name)
{
	size_t at = side_find(side, kind, name);

	assert_true(at < side->n);
	return &side->items[at];
}

static void test_what_stands_in_it(void **state)
{
	static const char *const labels[] = {
	    "VIEWS", "All unread",   "Today", "Starred",    "All",   "open-ran",
	    "",	     "FEEDS",	     "Alone", "regulators", "Ofcom", "trade press",
	    NULL,    "RCR Wireless", "",      "TAGS",	    "5g",    "security",
	};
	struct side *side = side_new(NULL, &source, NULL);

	(void)state;
	assert_int_equal(side->n, sizeof(labels) / sizeof(labels[0]));
	for (size_t i = 0; i < side->n; i++) {
		if (labels[i])
			assert_string_equal(side->items[i].label, labels[i]);
	}
	assert_null(strchr(item(side, SIDE_FEED, "fierce")->label, '\033'));
	assert_int_equal(side->n_feeds, 4);
	assert_string_equal(side_current(side)->name, "All unread");
	talloc_free(side);
}

static void test_numbers_and_queries(void **state)
{
	struct side *side = side_new(NULL, &source, NULL);

	(void)state;
	assert_int_equal(item(side, SIDE_VIEW, "All unread")->n_unread, 20);
	assert_int_equal(item(side, SIDE_VIEW, "All")->n_unread, 100);
	assert_int_equal(item(side, SIDE_VIEW, "Starred")->n_unread, 3);
	assert_int_equal(item(side, SIDE_GROUP, "trade press")->n_unread, 15);
	assert_int_equal(item(side, SIDE_FEED, "ofcom")->n_unread, 4);
	assert_int_equal(item(side, SIDE_TAG, "5g")->n_unread, 3);
	assert_string_equal(item(side, SIDE_GROUP, "trade press")->query, "group:\"trade press\"");
	assert_string_equal(item(side, SIDE_FEED, "ofcom")->query, "feed:ofcom");
	assert_string_equal(item(side, SIDE_TAG, "5g")->query, "tag:5g");
	assert_string_equal(item(side, SIDE_VIEW, "open-ran")->query, "\"open ran\" OR O-RAN");
	assert_true(item(side, SIDE_FEED, "rcr")->is_failing);
	assert_false(item(side, SIDE_FEED, "ofcom")->is_failing);
	/* Today and saved views have no counter. */
	assert_string_equal(side_stale(side)->name, "Today");
	side_stale(side)->is_stale = false;
	assert_string_equal(side_stale(side)->name, "open-ran");
	talloc_free(side);
}

static void test_moving_skips_headings(void **state)
{
	struct side *side = side_new(NULL, &source, NULL);

	(void)state;
	side_move(side, -1);
	assert_string_equal(side_current(side)->name, "All unread");
	side_move(side, 5);
	assert_string_equal(side_current(side)->name, "alone");
	side_move(side, -1);
	assert_string_equal(side_current(side)->name, "open-ran");
	side_move(side, 1000);
	assert_string_equal(side_current(side)->name, "security");
	side_scroll(side, 5);
	assert_int_equal(side->top, side->n - 5);
	side_move(side, -1000);
	side_scroll(side, 5);
	assert_int_equal(side->top, 0);
	talloc_free(side);
}

static void test_made_anew_it_stays_where_it_was(void **state)
{
	struct store_feeds fewer = {feed_rows + 1, 3};
	struct side_source later = source;
	struct side *side = side_new(NULL, &source, NULL), *next;

	(void)state;
	side->items[side_find(side, SIDE_VIEW, "Today")].n_unread = 12;
	side->cursor = side_find(side, SIDE_FEED, "rcr");
	later.feeds = &fewer;
	next = side_new(NULL, &later, side);
	assert_string_equal(side_current(next)->name, "rcr");
	assert_int_equal(item(next, SIDE_VIEW, "Today")->n_unread, 12);
	assert_true(item(next, SIDE_VIEW, "Today")->is_stale);
	talloc_free(next);
	side->cursor = side_find(side, SIDE_FEED, "alone");
	next = side_new(NULL, &later, side);
	assert_string_equal(side_current(next)->name, "All unread"); /* its feed is gone */
	talloc_free(next);
	talloc_free(side);
}

/* Below Today, where there are rules or alerts, with the number of new ones. */
static void test_alerts_have_a_row(void **state)
{
	static struct conf_rule rules[] = {{.name = "supply-chain"}};
	const struct conf with_rules = {.rules = rules, .n_rules = 1};
	struct side_source with = source;
	struct side *side = side_new(NULL, &source, NULL);

	(void)state;
	assert_int_equal(side_find(side, SIDE_ALERTS, ""), side->n);
	talloc_free(side);
	with.n_alerts = 3;
	side = side_new(NULL, &with, NULL);
	assert_int_equal(side_find(side, SIDE_ALERTS, ""), side_find(side, SIDE_VIEW, "Today") + 1);
	assert_int_equal(item(side, SIDE_ALERTS, "")->n_unread, 3);
	talloc_free(side);
	with.n_alerts = 0;
	with.conf = &with_rules;
	side = side_new(NULL, &with, NULL);
	assert_int_equal(item(side, SIDE_ALERTS, "")->n_unread, 0);
	talloc_free(side);
}

static void test_an_empty_store(void **state)
{
	const struct conf no_conf = {0};
	const struct store_feeds no_feeds = {0};
	const struct store_tags no_tags = {0};
	struct side *side =
	    side_new(NULL, &(struct side_source){&no_conf, &no_feeds, &no_tags, {0}, 0, 0}, NULL);

	(void)state;
	assert_int_equal(side->n, 5);
	assert_int_equal(side->n_feeds, 0);
	side_move(side, 3);
	side_scroll(side, 0);
	assert_string_equal(side_current(side)->name, "All");
	talloc_free(side);
}

static void test_names_as_words_of_a_query(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(side_field(ctx, "tag", "5g"), "tag:5g");
	assert_string_equal(side_field(ctx, "group", "a (b)"), "group:\"a (b)\"");
	assert_string_equal(side_field(ctx, "group", "say \"x\""), "group:\"say x\"");
	assert_string_equal(side_field(ctx, "group", ""), "group:\"\"");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_stands_in_it),
	    cmocka_unit_test(test_numbers_and_queries),
	    cmocka_unit_test(test_moving_skips_headings),
	    cmocka_unit_test(test_made_anew_it_stays_where_it_was),
	    cmocka_unit_test(test_alerts_have_a_row),
	    cmocka_unit_test(test_an_empty_store),
	    cmocka_unit_test(test_names_as_words_of_a_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
