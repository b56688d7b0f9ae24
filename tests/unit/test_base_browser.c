/* test_base_browser.c: $BROWSER and an address become argv. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "telex/browser.h"

/* Every command of `browser`, words in brackets, a line each. */
static void assert_argv(const char *browser, const char *url, const char *expected)
{
	void *ctx = talloc_new(NULL);
	char *got = mem_strdup(ctx, ""), **argv;

	while ((argv = browser_argv(ctx, &browser, url))) {
		for (char **word = argv; *word; word++)
			got = talloc_asprintf_append(got, "[%s]", *word);
		got = talloc_strdup_append(got, "\n");
	}
	assert_string_equal(got, expected);
	assert_string_equal(browser, "");
	talloc_free(ctx);
}

static void test_words(void **state)
{
	(void)state;
	assert_argv("firefox", "http://x/", "[firefox][http://x/]\n");
	assert_argv(" \tfirefox  --new\t-P a ", "http://x/", "[firefox][--new][-P][a][http://x/]\n");
	assert_argv("a;b $(c) 'd e'", "http://x/", "[a;b][$(c)]['d][e'][http://x/]\n");
	assert_argv("a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9", "u",
		    "[a][b][c][d][e][f][g][h][i][j][k][l][m][n][o][p][q][r][s][t][u][v][w][x][y][z]"
		    "[0][1][2][3][4][5][6][7][8][9][u]\n");
}

static void test_place(void **state)
{
	(void)state;
	assert_argv("w %s -x", "http://x/", "[w][http://x/][-x]\n");
	assert_argv("w --url=%s, -x", "http://x/", "[w][--url=http://x/,][-x]\n");
	assert_argv("w %s%s %s", "u", "[w][uu][u]\n");
	/* What an address holds is not looked at again. */
	assert_argv("w %s", "http://x/%s", "[w][http://x/%s]\n");
	assert_argv("w %d %", "u", "[w][%d][%][u]\n");
	assert_argv("%:s", "u", "[%][u]\n[s][u]\n");
}

static void test_alternatives(void **state)
{
	(void)state;
	assert_argv("/usr/bin/a -n:b %s:c", "http://x/",
		    "[/usr/bin/a][-n][http://x/]\n[b][http://x/]\n[c][http://x/]\n");
	assert_argv(":a: :b:", "u", "[a][u]\n[b][u]\n");
	assert_argv("", "u", "");
	assert_argv(" : \t:", "u", "");
}

static void test_harmful(void **state)
{
	(void)state;
	assert_argv("w",
		    "http://x/\xc2\x9b"
		    "31m\xe2\x80\xae"
		    "a",
		    "[w][http://x/%C2%9B31m%E2%80%AEa]\n");
	assert_argv("w", "http://x/\xc2\x80\xc2\x9f\xc2\xa1", "[w][http://x/%C2%80%C2%9F\xc2\xa1]\n");
	assert_argv("w", "http://x/\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c\xe2\x80\x8f",
		    "[w][http://x/%E2%81%A6%E2%81%A9%D8%9C%E2%80%8F]\n");
	assert_argv("w", "http://x/\x01\x1b \n\x7f!", "[w][http://x/%01%1B%20%0A%7F!]\n");
	assert_argv("w", "http://x/\x9b\xff", "[w][http://x/%9B%FF]\n");
	/* What is well stays, byte for byte. */
	assert_argv("w --u=%s", "http://\xc3\xbc.example/%41?a=1&b=\xe4\xb8\xad#f~",
		    "[w][--u=http://\xc3\xbc.example/%41?a=1&b=\xe4\xb8\xad#f~]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_place),
	    cmocka_unit_test(test_alternatives),
	    cmocka_unit_test(test_harmful),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
