/* test_rules_words.c: what alerts, silences and trials say in words: whole, safe, with the words that matter marked. */
#include "store_help.h"

#include "telex/rules.h"

static const struct rules_ink ink = {"<", ">"};

static const char *reasons(const char *evidence, size_t max)
{
	static struct buf out = BUF_INIT(KIB(64));

	buf_reset(&out);
	rules_put_reasons(evidence, &ink, "- ", max, &out);
	return buf_str(&out);
}

static void test_reasons(void **state)
{
	(void)state;
	assert_string_equal(reasons("[{\"clause\":\"@huawei\",\"field\":\"body\",\"words\":\"Huawei\",\"sentence\":\"Of Huawei, by "
				    "huawei.\"},{\"clause\":\"is:starred\",\"field\":\"is\",\"words\":\"is:starred\",\"sentence\":\"\"}]",
				    9),
			    "- @huawei, in the text: Of <Huawei>, by <huawei>.\n- is:starred holds\n");
	assert_string_equal(reasons("[{\"clause\":\"a\",\"field\":\"title\",\"words\":\"a\",\"sentence\":\"A\"},{\"clause\":\"b\"}]", 1),
			    "- a, in the title: <A>\n");
	/* what is no evidence has no reasons */
	assert_string_equal(reasons("nonsense", 9), "");
	assert_string_equal(reasons("{\"clause\":1}", 9), "");
	assert_string_equal(reasons("[{\"clause\":1,\"sentence\":null},7]", 9), "-  holds\n-  holds\n");
	assert_string_equal(reasons("", 9), "");
	assert_string_equal(reasons(NULL, 9), "");
}

static void test_reasons_are_safe(void **state)
{
	(void)state;
	assert_string_equal(reasons("[{\"clause\":\"x\\u001b[1m\",\"field\":\"body\",\"words\":\"evil\",\"sentence\":\"an\\r\\n"
				    "evil\\u001b]0;t\\u0007 \\u202etitle\\u0001\"}]",
				    9),
			    "- x\ufffd[1m, in the text: an <evil>\ufffd]0;t\ufffd title\ufffd\n");
}

static struct alert an_alert(void)
{
	return (struct alert){.id = 7,
			      .article_id = 70,
			      .at = NOW - 7200,
			      .snoozed_until = WHEN_NONE,
			      .state = ALERT_ACKNOWLEDGED,
			      .priority = ALERT_HIGH,
			      .rule = "r",
			      .query = "espionage",
			      .title = "A\x1b[2J title",
			      .url = "https://example.org/",
			      .outlet = "Outlet",
			      .evidence = "[]"};
}

static const char *why(const struct query *now_query, bool is_gone)
{
	static struct buf out = BUF_INIT(KIB(64));
	const struct alert alert = an_alert();

	buf_reset(&out);
	rules_put_why(&alert, now_query, is_gone, NOW, &ink, &out);
	return buf_str(&out);
}

static void test_why(void **state)
{
	struct bench *b = *state;
	struct query *same, *other;

	OK(query_parse(b->ctx, "espionage", NULL, &same, &b->err));
	OK(query_parse(b->ctx, "Espionage OR spying", NULL, &other, &b->err));
	assert_non_null(strstr(why(same, false), "Alert 7 of rule r, priority high, acknowledged\n"));
	assert_non_null(strstr(why(same, false), "article   A\ufffd[2J title (70)\n"));
	assert_non_null(strstr(why(same, false), "(2h ago)\nquery     espionage\nbecause\n"));
	assert_non_null(strstr(why(other, false), "query     espionage\nnow       Espionage OR spying\nbecause\n"));
	assert_non_null(strstr(why(NULL, true), "now       the rule is no longer in the configuration\n"));
	/* one that is broken now has no query to compare with */
	assert_null(strstr(why(NULL, false), "now  "));
}

static void test_snooze(void **state)
{
	struct err err = {0};
	int64_t until = 0;

	(void)state;
	assert_true(rules_snooze("2h", NOW, &until, &err));
	assert_int_equal(until, NOW + 7200);
	assert_true(rules_snooze("1w", NOW, &until, &err));
	assert_int_equal(until, NOW + 7 * 86400);
	assert_false(rules_snooze("soon", NOW, &until, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_false(rules_snooze("2100-01-01", NOW, &until, &err));
	assert_false(rules_snooze("", NOW, &until, &err));
}

static void test_states(void **state)
{
	const struct alert_rule ok = {.name = "r"}, broken = {.name = "r", .fault = "x"}, gone = {.name = "r", .is_gone = true};

	(void)state;
	assert_string_equal(rules_state(&ok, true, true), "ok");
	assert_string_equal(rules_state(&broken, true, true), "broken");
	assert_string_equal(rules_state(&broken, true, false), "disabled");
	assert_string_equal(rules_state(&gone, true, true), "new");
	assert_string_equal(rules_state(NULL, true, true), "new");
	assert_string_equal(rules_state(&gone, false, false), "removed");
}

/* ---- silence ---- */

static const char *silence(struct bench *b, const char *rule, const char *text, bool is_enabled, int64_t id)
{
	struct alert_manner *manner = mem_new(b->ctx, struct alert_manner);
	struct rules_candidate candidate = {.name = rule, .manner = manner};
	AUTO_BUF out = BUF_INIT(KIB(64));
	struct rules_silence found;
	struct query *query;

	*manner = rules_manner("story", NULL);
	manner->rule = rule;
	manner->max_age_s = -1;
	OK(query_parse(b->ctx, text, NULL, &query, &b->err));
	candidate.query = query;
	OK(rules_silence(b->ctx, b->store, &candidate, is_enabled, id, NOW, &found, &b->err));
	rules_put_silence(&found, &out);
	return mem_strdup(b->ctx, buf_str(&out));
}

static void test_silence(void **state)
{
	static const char *const feeds[] = {"alpha"};
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "Nokia\r\nwins", "A deal of four words.");
	struct rules_candidate nobody = {.name = "r"};
	struct alert_manner manner = rules_manner(NULL, NULL);
	struct rules_silence found;
	struct query *query;
	int64_t id;

	configure(b, feeds, 1);
	(void)ingest(b, "alpha", &one, 1);
	id = atoll(ask(b, "SELECT id FROM article"));
	assert_non_null(strstr(silence(b, "r", "nokia espionage", true, id), ": Nokia wins\nfailed    espionage\nbecause   it is not in"));
	assert_non_null(strstr(silence(b, "r", "nokia", false, id), "matches   the rule is disabled"));
	assert_non_null(strstr(silence(b, "r", "nokia", true, id), "matches   telexd has not run with this rule yet"));
	OK(query_parse(b->ctx, "nokia", NULL, &query, &b->err));
	nobody.query = query;
	nobody.manner = &manner;
	assert_false(rules_silence(b->ctx, b->store, &nobody, true, id + 1, NOW, &found, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reasons),
	    cmocka_unit_test(test_reasons_are_safe),
	    cmocka_unit_test_setup_teardown(test_why, set_up, tear_down),
	    cmocka_unit_test(test_snooze),
	    cmocka_unit_test(test_states),
	    cmocka_unit_test_setup_teardown(test_silence, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
