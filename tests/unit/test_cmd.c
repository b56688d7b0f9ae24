/* test_cmd.c: the command table, look-up in it, and what is made from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "telex/cmd.h"
#include "telex/nearest.h"

static void test_find(void **state)
{
	(void)state;
	assert_int_equal(cmd_find("search", CMD_CLI), CMD_SEARCH);
	assert_int_equal(cmd_find("search", CMD_TUI), CMD_SEARCH);
	assert_int_equal(cmd_find("down", CMD_TUI), CMD_DOWN);
	assert_int_equal(cmd_find("down", CMD_CLI), CMD_COUNT_);
	assert_int_equal(cmd_find("import", CMD_TUI), CMD_COUNT_);
	assert_int_equal(cmd_find("import", CMD_BOTH), CMD_IMPORT);
	assert_int_equal(cmd_find("", CMD_BOTH), CMD_COUNT_);
	assert_int_equal(cmd_find("Search", CMD_BOTH), CMD_COUNT_);
}

static void test_edits(void **state)
{
	static const struct {
		const char *a, *b;
		int edits;
	} pairs[] = {
	    {"", "", 0},
	    {"a", "", 1},
	    {"", "ab", 2},
	    {"title", "title", 0},
	    {"titel", "title", 1},
	    {"ttile", "title", 1},
	    {"titl", "title", 1},
	    {"tittle", "title", 1},
	    {"tithe", "title", 1},
	    {"TITLE", "title", 0},
	    {"abc", "xyz", 3},
	    {"abcd", "wxyz", 3},
	    {"kitten", "sitting", 3},
	    {"ca", "abc", 3},
	};
	char long_word[200];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(nearest_edits(pairs[i].a, pairs[i].b, 2), pairs[i].edits);
		assert_int_equal(nearest_edits(pairs[i].b, pairs[i].a, 2), pairs[i].edits);
	}
	memset(long_word, 'x', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	assert_int_equal(nearest_edits(long_word, "x", 2), 3);
	assert_int_equal(nearest_edits("x", long_word, 2), 3);
	long_word[NEAREST_BYTES_MAX] = '\0';
	assert_int_equal(nearest_edits(long_word, long_word + 1, 2), 1);
}

static void test_nearest(void **state)
{
	static const char *const names[] = {"title", "body", "feed", "is", "site"};

	(void)state;
	assert_string_equal(cmd_nearest("titel", names, 5), "title");
	assert_string_equal(cmd_nearest("fed", names, 5), "feed");
	assert_string_equal(cmd_nearest("siet", names, 5), "site");
	assert_null(cmd_nearest("x", names, 5)); /* anything is near a single letter */
	assert_null(cmd_nearest("", names, 5));
	assert_null(cmd_nearest("author", names, 5));
	assert_null(cmd_nearest("title", names, 0));
}

static void test_rows_are_whole(void **state)
{
	(void)state;
	for (int i = 0; i < CMD_COUNT_; i++) {
		const struct cmd_row *row = &cmd_table[i];
		assert_non_null(row->name);
		assert_int_equal(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
		assert_true(row->summary[0] >= 'A' && row->summary[0] <= 'Z');
		assert_true(row->summary[strlen(row->summary) - 1] != '.');
		assert_true(row->contexts != 0);
		assert_true(row->where >= CMD_CLI && row->where <= CMD_BOTH);
		assert_int_equal(cmd_find(row->name, CMD_BOTH), i); /* each name once */
	}
}

/* Does any key of one row stand in another of the same context? */
static bool keys_overlap(const char *a, const char *b)
{
	for (const char *s = a; *s;) {
		const size_t len = strcspn(s, " ");
		for (const char *t = b; *t;) {
			const size_t other = strcspn(t, " ");
			if (len == other && memcmp(s, t, len) == 0)
				return true;
			t += other + (t[other] == ' ');
		}
		s += len + (s[len] == ' ');
	}
	return false;
}

static void test_keys_are_free(void **state)
{
	(void)state;
	for (int i = 0; i < CMD_COUNT_; i++)
		for (int k = i + 1; k < CMD_COUNT_; k++)
			if ((cmd_table[i].contexts & cmd_table[k].contexts) &&
			    keys_overlap(cmd_table[i].keys, cmd_table[k].keys))
				fail_msg("%s and %s share a key", cmd_table[i].name, cmd_table[k].name);
}

static void test_options_belong_to_commands(void **state)
{
	size_t n;
	const struct cmd_option *options = cmd_options(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_true(options[i].cmd == CMD_COUNT_ || (cmd_table[options[i].cmd].where & CMD_CLI));
		assert_true(options[i].help[strlen(options[i].help) - 1] != '.');
		for (size_t k = 0; k < i; k++) {
			const bool both = options[k].cmd == options[i].cmd || options[k].cmd == CMD_COUNT_;
			if (both && strcmp(options[k].name, options[i].name) == 0)
				fail_msg("--%s is there twice", options[i].name);
			/* One meaning for a name: main looks for values before it knows the command. */
			if (strcmp(options[k].name, options[i].name) == 0)
				assert_int_equal(options[k].value != NULL, options[i].value != NULL);
		}
	}
}

static void test_telexd_options_once_each(void **state)
{
	size_t n;
	const struct cmd_option *options = cmd_telexd_options(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(options[k].name, options[i].name);
}

static void test_usage_names_every_command(void **state)
{
	AUTO_BUF out = BUF_INIT(KIB(64)), want = BUF_INIT(KIB(1));

	(void)state;
	cmd_write_usage(&out);
	for (int i = 0; i < CMD_COUNT_; i++) {
		buf_reset(&want);
		buf_addf(&want, "\n  %s ", cmd_table[i].name);
		assert_int_equal(strstr(buf_str(&out), buf_str(&want)) != NULL,
				 (cmd_table[i].where & CMD_CLI) != 0);
	}
	assert_non_null(strstr(buf_str(&out), "\n  --config FILE "));
}

static void test_help(void **state)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	(void)state;
	assert_true(cmd_write_help("search", &out));
	assert_non_null(strstr(buf_str(&out), "usage: telex search [OPTION]... [QUERY]\n"));
	assert_non_null(strstr(buf_str(&out), "\n  --limit N "));
	assert_non_null(strstr(buf_str(&out), "\n  --config FILE "));
	assert_non_null(strstr(buf_str(&out), "In the reader: / or :search"));
	assert_null(strstr(buf_str(&out), "--purge"));
	buf_reset(&out);
	assert_true(cmd_write_help("next-pane", &out));
	assert_null(strstr(buf_str(&out), "usage:"));
	assert_non_null(strstr(buf_str(&out), "<Tab>"));
	buf_reset(&out);
	assert_false(cmd_write_help("nonsense", &out));
	assert_int_equal(out.len, 0);
	cmd_write_telexd_usage(&out);
	assert_non_null(strstr(buf_str(&out), "telexd probe"));
	assert_non_null(strstr(buf_str(&out), "--once"));
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (const char *s = text; (s = strstr(s, what)); s += strlen(what))
		n++;
	return n;
}

/* The manual leaves out no command, key or option. */
static void test_mdoc_is_complete(void **state)
{
	AUTO_BUF commands = BUF_INIT(KIB(64)), keys = BUF_INIT(KIB(64)), telexd = BUF_INIT(KIB(64)),
		 want = BUF_INIT(KIB(1));
	size_t n, n_telexd;

	(void)state;
	cmd_write_mdoc_commands(&commands);
	cmd_write_mdoc_keys(&keys);
	cmd_write_mdoc_telexd(&telexd);
	for (int i = 0; i < CMD_COUNT_; i++) {
		buf_reset(&want);
		buf_addf(&want, ".Pq Ic \":%s\" .\n", cmd_table[i].name);
		assert_int_equal(count(buf_str(&keys), buf_str(&want)), (cmd_table[i].where & CMD_TUI) != 0);
		buf_reset(&want);
		buf_addf(&want, ".Ss telex %s", cmd_table[i].name);
		assert_int_equal(strstr(buf_str(&commands), buf_str(&want)) != NULL,
				 (cmd_table[i].where & CMD_CLI) != 0);
	}
	(void)cmd_options(&n);
	assert_int_equal(count(buf_str(&commands), ".It Fl Fl "), n);
	(void)cmd_telexd_options(&n_telexd);
	assert_int_equal(count(buf_str(&telexd), ".It Fl Fl "), n_telexd);
	assert_int_equal(count(buf_str(&keys), ".Bl"), count(buf_str(&keys), ".El"));
}

static void test_completion(void **state)
{
	AUTO_BUF bash = BUF_INIT(KIB(64)), zsh = BUF_INIT(KIB(64)), none = BUF_INIT(KIB(64));

	(void)state;
	assert_true(cmd_write_completion("bash", "title: is:unread ", &bash));
	assert_true(cmd_write_completion("zsh", "title: is:unread ", &zsh));
	assert_false(cmd_write_completion("fish", "", &none));
	assert_false(cmd_write_completion("", "", &none));
	assert_int_equal(none.len, 0);
	assert_non_null(strstr(buf_str(&bash), "complete -F _telex telex\n"));
	assert_int_equal(strncmp(buf_str(&zsh), "#compdef telex\n", 15), 0);
	/* Words come out of the rows: of the operands, of the options' values, of the caller. */
	assert_non_null(strstr(buf_str(&bash),
			       "\tfeed) flags='--config --quiet --help --version --format --problems --name "
			       "--title --group --url --interval --purge ' choices='list health test retry "
			       "add edit remove ' kind=feeds"));
	assert_non_null(strstr(buf_str(&bash), "choices='bash zsh '"));
	assert_non_null(strstr(buf_str(&bash), "\t--format) choices='text json jsonl tsv'; return ;;"));
	assert_non_null(strstr(buf_str(&bash), "\t--config) kind=files; return ;;"));
	assert_non_null(strstr(buf_str(&bash), "choices='title: is:unread ' kind=query"));
	assert_non_null(strstr(buf_str(&zsh), "'search:List the articles that match QUERY'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_edits),
	    cmocka_unit_test(test_nearest),
	    cmocka_unit_test(test_rows_are_whole),
	    cmocka_unit_test(test_keys_are_free),
	    cmocka_unit_test(test_options_belong_to_commands),
	    cmocka_unit_test(test_telexd_options_once_each),
	    cmocka_unit_test(test_usage_names_every_command),
	    cmocka_unit_test(test_help),
	    cmocka_unit_test(test_mdoc_is_complete),
	    cmocka_unit_test(test_completion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
