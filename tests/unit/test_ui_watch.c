/* test_ui_watch.c: what the reader knows of alerts, and changes of them that wait for other writers. */
#include "store_help.h"

#include <sqlite3.h>

#include "telex/rules.h"

#include "src/ui/watch.h"

static const char *const feeds[] = {"alpha"};

/* Three alerts of one rule, and a rule that is broken. */
static struct watch *set_scene(struct bench *b)
{
	static struct alert_manner manner;
	const struct rules_entry entries[] = {{RULES_ALERT, "bad", "@nobody", 0, &manner},
					      {RULES_ALERT, "good", "merger", 0, &manner}};
	struct rules *rules;

	manner = rules_manner(NULL, NULL);
	manner.max_age_s = -1;
	configure(b, feeds, 1);
	OK(rules_new(b->ctx, b->store, entries, 2, NULL, &rules, &b->err));
	OK(rules_sync(rules, NOW, &b->err));
	store_set_judge(b->store, rules_judge, rules);
	for (int i = 0; i < 3; i++) {
		struct feed_item one = item(mem_printf(b->ctx, "%d", i), NULL, mem_printf(b->ctx, "Merger %d", i), "text");

		(void)ingest(b, "alpha", &one, 1);
	}
	return mem_new(b->ctx, struct watch);
}

static void test_what_is_known(void **state)
{
	struct bench *b = *state;
	struct watch *watch = set_scene(b);

	watch->is_due = true;
	OK(watch_read(watch, b->store, NOW, &b->err));
	assert_int_equal(watch->n_new, 3);
	assert_int_equal(watch->newest, 3);
	assert_true(watch->is_read);
	assert_false(watch->is_due);
	assert_non_null(strstr(watch->fault, "rule bad is broken: "));
	assert_non_null(strstr(watch->fault, "nobody"));
}

static void test_changes_are_written_in_order(void **state)
{
	struct bench *b = *state;
	struct watch *watch = set_scene(b);
	const int64_t all[] = {1, 2, 3}, two = 2, three = 3;
	size_t n = 0;

	watch_change(watch, all, 3, ALERT_ACKNOWLEDGED, WHEN_NONE);
	watch_change(watch, &two, 1, ALERT_NEW, WHEN_NONE);
	watch_change(watch, &three, 1, ALERT_SNOOZED, NOW + 60);
	OK(watch_flush(watch, b->store, NOW, &n, &b->err));
	assert_int_equal(n, 3);
	assert_null(watch->first);
	assert_string_equal(ask(b, "SELECT group_concat(is_acknowledged || ifnull(snoozed_until, '')) FROM alert"),
			    mem_printf(b->ctx, "1,0,0%lld", (long long)NOW + 60));
	OK(watch_read(watch, b->store, NOW, &b->err));
	assert_int_equal(watch->n_new, 1);
	/* the snooze is over */
	OK(watch_read(watch, b->store, NOW + 61, &b->err));
	assert_int_equal(watch->n_new, 2);
}

static void test_another_writer_is_waited_for(void **state)
{
	struct bench *b = *state;
	struct watch *watch = set_scene(b);
	const int64_t one = 1, two = 2;
	sqlite3 *other;
	size_t n = 9;

	store_set_busy_ms(b->store, 0);
	assert_int_equal(sqlite3_open(b->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	watch_change(watch, &one, 1, ALERT_ACKNOWLEDGED, WHEN_NONE);
	OK(watch_flush(watch, b->store, NOW, &n, &b->err));
	assert_int_equal(n, 0);
	assert_non_null(watch->first);
	watch_change(watch, &two, 1, ALERT_ACKNOWLEDGED, WHEN_NONE);
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	OK(watch_flush(watch, b->store, NOW, &n, &b->err));
	assert_int_equal(n, 2);
	assert_string_equal(ask(b, "SELECT count(*) FROM alert WHERE is_acknowledged = 1"), "2");
}

static void test_a_change_at_fault_is_dropped(void **state)
{
	struct bench *b = *state;
	struct watch *watch = set_scene(b);
	const int64_t one = 1;
	size_t n;

	watch_change(watch, &one, 1, ALERT_SNOOZED, NOW - 1);
	watch_change(watch, &one, 1, ALERT_ACKNOWLEDGED, WHEN_NONE);
	assert_false(watch_flush(watch, b->store, NOW, &n, &b->err));
	assert_int_equal(b->err.code, ERR_USAGE);
	OK(watch_flush(watch, b->store, NOW, &n, &b->err));
	assert_int_equal(n, 1);
	assert_string_equal(ask(b, "SELECT is_acknowledged FROM alert WHERE id = 1"), "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_what_is_known, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_changes_are_written_in_order, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_another_writer_is_waited_for, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_change_at_fault_is_dropped, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
