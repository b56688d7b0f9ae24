/* test_ui_prompt.c: typing a line, completing it, and finishing an unfinished query. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "telex/query.h"

#include "src/ui/complete.h"
#include "src/ui/key.h"
#include "src/ui/live.h"
#include "src/ui/prompt.h"

/* Press the named keys: "ab<Left>c". */
static enum prompt_result press(struct prompt *prompt, const char *keys)
{
	enum prompt_result result = PROMPT_IGNORED;

	while (*keys) {
		size_t used = 1;
		int32_t key = key_parse(keys, &used);

		result = prompt_key(prompt, key);
		keys += used;
	}
	return result;
}

static void test_editing(void **state)
{
	static const struct {
		const char *keys, *text;
		size_t at;
	} rows[] = {
	    {"huawei", "huawei", 6},
	    {"hawei<Home><Right>u", "huawei", 2},
	    {"abc<Backspace>", "ab", 2},
	    {"abc<Left><Delete>", "ab", 2},
	    {"one<Space>two<Space>three^W", "one two ", 8},
	    {"one<Space>two<Space>^W", "one ", 4},
	    {"one<Space>two^A^Kx", "x", 1},
	    {"one<Space>two<Left><Left>^U", "wo", 0},
	    {"5Gé華e<Left><Left><Left><Backspace>", "5é華e", 1},
	    {"<Left><Delete><Right>a<Right>b", "ab", 2},
	    {"華為^B<Backspace>", "為", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct prompt prompt;

		prompt_init(&prompt, "", NULL);
		press(&prompt, rows[i].keys);
		assert_string_equal(prompt.text, rows[i].text);
		assert_int_equal(prompt.at, rows[i].at);
		assert_int_equal(prompt.len, strlen(rows[i].text));
	}
}

static void test_results(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_init(&prompt, "x", NULL);
	assert_int_equal(press(&prompt, "<Enter>"), PROMPT_ACCEPTED);
	assert_int_equal(press(&prompt, "<Esc>"), PROMPT_CANCELLED);
	assert_int_equal(press(&prompt, "^C"), PROMPT_CANCELLED);
	assert_int_equal(press(&prompt, "<F1>"), PROMPT_IGNORED);
	assert_int_equal(press(&prompt, "<Up>"), PROMPT_MOVED);
	assert_int_equal(press(&prompt, "<Backspace>"), PROMPT_CHANGED);
	assert_int_equal(press(&prompt, "<Backspace>"), PROMPT_CANCELLED);
	/* A control byte never gets into the line. */
	assert_int_equal(prompt_key(&prompt, 0x9b), PROMPT_IGNORED);
	assert_int_equal(prompt_key(&prompt, 1), PROMPT_MOVED);
	assert_string_equal(prompt.text, "");
}

static void test_a_cluster_is_one_step(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_init(&prompt, "ae\u0301", NULL);
	press(&prompt, "<Left>");
	assert_int_equal(prompt.at, 1);
	press(&prompt, "<Delete>");
	assert_string_equal(prompt.text, "a");
}

static void test_the_line_is_bounded(void **state)
{
	struct prompt prompt;

	(void)state;
	prompt_init(&prompt, "", NULL);
	for (int i = 0; i < 2 * PROMPT_BYTES_MAX; i++)
		prompt_key(&prompt, 0x83ef);
	assert_true(prompt.len <= PROMPT_BYTES_MAX);
	assert_int_equal(prompt.len % 3, 0);
	assert_int_equal(strlen(prompt.text), prompt.len);
	assert_false(prompt_replace(&prompt, 0, 0, "does not fit"));
	assert_int_equal(prompt.text[0], '\xe8');
}

static void test_the_view_follows_the_cursor(void **state)
{
	struct prompt prompt;
	int cursor;

	(void)state;
	prompt_init(&prompt, "abcdefghij", NULL);
	assert_int_equal(prompt_view(&prompt, 20, &cursor), 0);
	assert_int_equal(cursor, 10);
	assert_int_equal(prompt_view(&prompt, 5, &cursor), 6);
	assert_int_equal(cursor, 4);
	press(&prompt, "<Home>");
	assert_int_equal(prompt_view(&prompt, 5, &cursor), 0);
	assert_int_equal(cursor, 0);
	/* A wide character across the edge is left out, not cut. */
	prompt_init(&prompt, "華為通信", NULL);
	assert_int_equal(prompt_view(&prompt, 6, &cursor) % 3, 0);
	assert_true(cursor >= 0 && cursor < 6);
}

static void test_history(void **state)
{
	struct history *history = history_new(NULL);
	struct prompt prompt;

	(void)state;
	history_add(history, "huawei");
	history_add(history, "nokia");
	history_add(history, "huawei 5G");
	history_add(history, "huawei"); /* moves to the end */
	history_add(history, "");
	assert_int_equal(history->n, 3);
	prompt_init(&prompt, "", history);
	press(&prompt, "<Up>");
	assert_string_equal(prompt.text, "huawei");
	press(&prompt, "<Up><Up>");
	assert_string_equal(prompt.text, "nokia");
	press(&prompt, "<Up>");
	assert_string_equal(prompt.text, "nokia");
	press(&prompt, "<Down><Down><Down>");
	assert_string_equal(prompt.text, "");
	/* Only what begins as typed, and the typed line comes back. */
	press(&prompt, "hua<Up><Up>");
	assert_string_equal(prompt.text, "huawei 5G");
	press(&prompt, "<Up>");
	assert_string_equal(prompt.text, "huawei 5G");
	press(&prompt, "<Down><Down>");
	assert_string_equal(prompt.text, "hua");
	for (int i = 0; i < HISTORY_MAX + 10; i++) {
		char *line = mem_printf(history, "line %d", i);

		history_add(history, line);
	}
	assert_int_equal(history->n, HISTORY_MAX);
	assert_string_equal(history->lines[0], "line 10");
	talloc_free(history);
}

/* ---- completion ---- */

static const char *feeds[] = {"fierce-network", "light-reading", "lightwave"};
static const char *groups[] = {"trade press", "regulators"};
static const char *tags[] = {"5g", "security", "spectrum"};
static const char *views[] = {"today"};
static const char *entities[] = {"huawei", "nokia"};
static const char *rules[] = {"supply-chain", "spectrum"};
static const char *sites[] = {"www.fcc.gov", "www.ft.com"};
static const char *digests[] = {"evening", "morning"};
static const struct complete_names names = {feeds, groups, tags, views, entities, 3, 2, 3, 1, 2, sites, 2, digests, 2, rules, 2};

static void assert_words(struct completion *words, const char *expected)
{
	AUTO_BUF out = BUF_INIT(KIB(8));

	for (size_t i = 0; i < words->n; i++)
		buf_addf(&out, "%s%s", i > 0 ? " | " : "", words->words[i]);
	assert_string_equal(buf_str(&out), expected);
	talloc_free(words);
}

static void test_completing_a_query(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
	    {"feed:li", "feed:light-reading | feed:lightwave"},
	    {"huawei feed:F", "feed:fierce-network"},
	    {"(group:t", "group:\"trade press\""},
	    {"group:\"tra", "group:\"trade press\""},
	    {"-tag:s", "tag:security | tag:spectrum"},
	    {"view:", "view:today"},
	    {"@h", "@huawei"},
	    {"is:sta", "is:starred"},
	    {"titl", "title:"},
	    {"nofield:x", ""},
	    {"since:to", "since:today"},
	    {"site:www.f", "site:www.fcc.gov | site:www.ft.com"},
	    {"huawei +se", "tag:security"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_words(complete_query(NULL, rows[i].text, strlen(rows[i].text), &names), rows[i].words);
}

/* What is put in replaces the word, not the sign before it nor what follows. */
static void test_the_span(void **state)
{
	struct completion *words = complete_query(NULL, "a -tag:se b", 9, &names);

	(void)state;
	assert_int_equal(words->from, 3);
	assert_int_equal(words->to, 9);
	talloc_free(words);
}

static void test_every_field_is_offered(void **state)
{
	struct completion *words = complete_query(NULL, "", 0, &names);
	size_t n;

	(void)state;
	query_fields(&n);
	assert_int_equal(words->n, n);
	talloc_free(words);
}

static void test_completing_a_command(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
	    {"ref", "refresh"},
	    {"alerts s", "supply-chain | spectrum"},
	    {"snooze 1", "1h | 1d | 1w"},
	    {"tag s", "+security | +spectrum"},
	    {"tag +5g -se", "-security"},
	    {"refresh li", "light-reading | lightwave"},
	    {"help und", "undo"},
	    {"search huawei feed:fi", "feed:fierce-network"},
	    {"sort ", "date | arrival | best"},
	    {"sort a", "arrival"},
	    {"sort best ", ""},
	    {"undo ", "list"},
	    {"query ", "explain | format"},
	    {"query explain feed:fi", "feed:fierce-network"},
	    {"read ", ""},
	    {"digest m", "morning"},
	    {"trend nokia tag:5", "tag:5g"},
	    {"quit ", ""},
	    {"import", ""}, /* not for the reader */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_words(complete_command(NULL, rows[i].text, strlen(rows[i].text), &names),
			     rows[i].words);
}

/* ---- queries that are still being typed ---- */

static void test_unfinished_queries(void **state)
{
	static const struct {
		const char *typed, *query;
	} rows[] = {
	    {"hu", "hu"},
	    {"hua", "hua*"},
	    {"huawei nok", "huawei nok*"},
	    {"huawei ", "huawei "},
	    {"\"national secu", "\"national secu\"*"},
	    {"\"national ", "\"national \""},
	    {"\"national security\"", "\"national security\""},
	    {"(huawei OR nokia", "(huawei OR nokia*)"},
	    {"@huawei (espionage OR \"national secu", "@huawei (espionage OR \"national secu\"*)"},
	    {"title:huaw", "title:huaw*"},
	    {"-huaw", "-huaw*"},
	    {"feed:light", "feed:light"},
	    {"is:unread", "is:unread"},
	    {"@huawei", "@huawei"},
	    {"huaw*", "huaw*"},
	    {"huawei AND", "huawei AND"},
	    {"title:(huawei nok", "title:(huawei nok*)"},
	    {"5G", "5G"},
	    {"通信网", "通信网*"},
	    {"+ran", "tag:ran"},
	    {"huawei +ran -+core @2w", "huawei tag:ran -tag:core since:2w"},
	    {"(+ran OR @7d) \"+no @2w", "(tag:ran OR since:7d) \"+no @2w\"*"},
	    {"C++ a+b @a2 + @ ++", "C++ a+b @a2 + @ ++"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *query = live_text(NULL, rows[i].typed);

		assert_string_equal(query, rows[i].query);
		talloc_free(query);
	}
}

/* A fault is shown where it was typed, not where the query with its signs written out has it. */
static void test_places_of_signs(void **state)
{
	static const struct {
		const char *typed;
		size_t at, place;
	} rows[] = {{"huawei", 3, 3}, {"+ran titel:x", 8, 5}, {"-+ran x", 5, 2}, {"@2w x", 9, 4},
		    {"+ran", 2, 0},   {"+ran", 8, 4},	      {"", 0, 0},	 {"a", 7, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(live_place(rows[i].typed, rows[i].at), rows[i].place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_editing),
	    cmocka_unit_test(test_results),
	    cmocka_unit_test(test_a_cluster_is_one_step),
	    cmocka_unit_test(test_the_line_is_bounded),
	    cmocka_unit_test(test_the_view_follows_the_cursor),
	    cmocka_unit_test(test_history),
	    cmocka_unit_test(test_completing_a_query),
	    cmocka_unit_test(test_the_span),
	    cmocka_unit_test(test_every_field_is_offered),
	    cmocka_unit_test(test_completing_a_command),
	    cmocka_unit_test(test_unfinished_queries),
	    cmocka_unit_test(test_places_of_signs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
