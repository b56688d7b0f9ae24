/* test_ui_health.c: the feeds of the health screen: their order, the cursor in it, which rhythms are due. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/health.h"

enum { NOW = 1700000000, HOUR = 3600, DAY = 86400 };

static const struct conf no_conf;

/* Feeds of these names, each fetched an hour ago; a capital letter fails since as many hours as its place in
 * the alphabet, a digit is gone. */
static struct store_feeds *feeds(void *ctx, const char *letters)
{
	struct store_feeds *list = mem_new(ctx, struct store_feeds);

	list->n = strlen(letters);
	list->feeds = mem_array(list, struct store_feed, list->n + 1);
	for (size_t i = 0; i < list->n; i++) {
		struct store_feed *feed = &list->feeds[i];
		char name[2] = {(char)tolower(letters[i]), '\0'};

		*feed = (struct store_feed){.id = tolower(letters[i]),
					    .name = mem_strdup(list, name),
					    .title = "",
					    .group = "",
					    .url = "",
					    .site_url = "",
					    .state = {.last_ok_at = NOW - HOUR,
						      .last_try_at = NOW - HOUR,
						      .failing_since = WHEN_NONE,
						      .missed_at = WHEN_NONE}};
		if (letters[i] >= 'A' && letters[i] <= 'Z') {
			feed->state.failures = 1;
			feed->state.failing_since = NOW - (letters[i] - 'A' + 1) * HOUR;
		}
		feed->state.is_gone = letters[i] <= '9';
	}
	return list;
}

static const char *order(const struct health *health)
{
	static char out[32];

	for (size_t i = 0; i < health->n; i++)
		out[i] = health->rows[i].feed.state.failures > 0 ? (char)toupper(health->rows[i].feed.name[0])
								 : health->rows[i].feed.name[0];
	out[health->n] = '\0';
	return out;
}

static void test_worst_first(void **state)
{
	struct health *health = health_new(NULL);

	(void)state;
	health_update(health, feeds(health, "xBaC1"), &no_conf, NOW);
	assert_string_equal(order(health), "1CBxa");
	assert_int_equal(health->n_of[STORE_FEED_FAILING], 2);
	assert_int_equal(health->n_of[STORE_FEED_GONE], 1);
	assert_int_equal(health->n_of[STORE_FEED_OK], 2);
	talloc_free(health);
}

static void test_the_cursor_stays_on_its_feed(void **state)
{
	struct health *health = health_new(NULL);

	(void)state;
	health_update(health, feeds(health, "abc"), &no_conf, NOW);
	/* until a key came one looks at the worst */
	health_update(health, feeds(health, "abC"), &no_conf, NOW);
	assert_string_equal(health_current(health)->feed.name, "c");
	health->is_held = true;
	assert_true(health_seek(health, "b"));
	health_update(health, feeds(health, "Abc"), &no_conf, NOW);
	assert_string_equal(order(health), "Abc");
	assert_string_equal(health_current(health)->feed.name, "b");
	health_update(health, feeds(health, "aBc"), &no_conf, NOW);
	assert_string_equal(order(health), "Bac");
	assert_int_equal(health->cursor, 0);
	/* one that is gone leaves the cursor on its line */
	assert_true(health_seek(health, "c"));
	health_update(health, feeds(health, "ab"), &no_conf, NOW);
	assert_int_equal(health->cursor, 1);
	health_update(health, feeds(health, ""), &no_conf, NOW);
	assert_null(health_current(health));
	health_move(health, 5);
	health_scroll(health, 10);
	assert_null(health_current(health));
	talloc_free(health);
}

static void test_rhythms(void **state)
{
	struct health *health = health_new(NULL);
	const struct store_rhythm quiet = {NOW - 90 * DAY, 0, DAY, true}, fine = {NOW - HOUR, 70, DAY, false};
	struct health_row *row;
	struct store_feeds *changed;
	int n = 0;

	(void)state;
	health_update(health, feeds(health, "abc"), &no_conf, NOW);
	assert_null(health_rhythm(health_current(health)));
	while ((row = health_due(health))) {
		health_set_rhythm(health, row, row->feed.name[0] == 'b' ? &quiet : &fine, NOW);
		n++;
	}
	assert_int_equal(n, 3);
	assert_true(health->is_unsorted);
	assert_int_equal(health->n_of[STORE_FEED_WARNING], 1);
	assert_string_equal(order(health), "abc");
	health_sort(health);
	assert_string_equal(order(health), "bac");
	assert_false(health->is_unsorted);
	/* known ones stay known, and are read again only where something came */
	changed = feeds(health, "abc");
	changed->feeds[2].n_articles = 1;
	health_update(health, changed, &no_conf, NOW);
	assert_string_equal(order(health), "bac");
	row = health_due(health);
	assert_string_equal(row->feed.name, "c");
	assert_int_equal(health_rhythm(row)->week_tenths, 70);
	/* one that cannot be read is not asked for in every round */
	health_set_rhythm(health, row, NULL, NOW);
	assert_null(health_due(health));
	talloc_free(health);
}

static void test_feeds_the_store_does_not_know(void **state)
{
	static struct conf_feed configured[] = {{.name = "a", .url = "https://a.example/"},
						{.name = "new", .url = "https://new.example/"}};
	const struct conf conf = {.feeds = configured, .n_feeds = 2};
	struct health *health = health_new(NULL);

	(void)state;
	health_update(health, feeds(health, "a"), &conf, NOW);
	assert_int_equal(health->n, 2);
	assert_string_equal(health->rows[0].feed.name, "new");
	assert_int_equal(health->rows[0].health, STORE_FEED_NEW);
	assert_false(health->rows[0].is_due);
	talloc_free(health);
}

static void test_scrolling(void **state)
{
	struct health *health = health_new(NULL);

	(void)state;
	health_update(health, feeds(health, "abcdefghij"), &no_conf, NOW);
	health_move(health, 7);
	health_scroll(health, 4);
	assert_int_equal(health->top, 4);
	health_move(health, -100);
	health_scroll(health, 4);
	assert_int_equal(health->top, 0);
	health_move(health, 100);
	health_scroll(health, 4);
	assert_int_equal(health->cursor, 9);
	assert_int_equal(health->top, 6);
	health_scroll(health, 20);
	assert_int_equal(health->top, 0);
	talloc_free(health);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_worst_first), cmocka_unit_test(test_the_cursor_stays_on_its_feed),
	    cmocka_unit_test(test_rhythms),	cmocka_unit_test(test_feeds_the_store_does_not_know),
	    cmocka_unit_test(test_scrolling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
