/* test_fetch_robots.c: robots.txt as RFC 9309 reads it: groups, the longest rule, wildcards, encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "telex/robots.h"

static bool asked(const char *text, const char *path)
{
	void *ctx = talloc_new(NULL);
	const struct robots *robots = robots_parse(ctx, (struct bytes){text, strlen(text)}, "telex");
	const bool ret = robots_allows(robots, mem_printf(ctx, "https://host.example%s", path));

	talloc_free(ctx);
	return ret;
}

static void test_rules(void **state)
{
	static const struct {
		const char *text, *path;
		bool is_allowed;
	} cases[] = {
	    {"", "/x", true},
	    {"nonsense\n\0", "/x", true},
	    {"User-agent: *\nDisallow: /\n", "/x", false},
	    {"User-agent: *\nDisallow: /\n", "", false},
	    {"User-agent: *\nDisallow:\n", "/x", true},
	    {"User-agent: *\nDisallow: /a\n", "/abc", false},
	    {"User-agent: *\nDisallow: /a\n", "/b", true},
	    {"user-AGENT : *\r\ndisALLOW :/a # why\r\n", "/a", false},
	    {"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", false},
	    /* the most specific group is the one that counts, wherever it stands, and all that name us together */
	    {"User-agent: *\nDisallow: /\nUser-agent: Telex\nDisallow: /x\n", "/y", true},
	    {"User-agent: telex/2.0\nDisallow: /x\nUser-agent: *\nAllow: /x\n", "/x", false},
	    {"User-agent: telexbot\nDisallow: /\n", "/x", true},
	    {"User-agent: telex\nDisallow: /a\nUser-agent: other\nDisallow: /\nUser-agent: telex\nDisallow: /b\n", "/b", false},
	    {"User-agent: other\nUser-agent: telex\nDisallow: /a\n", "/a", false},
	    {"User-agent: telex\nUser-agent: other\nDisallow: /a\n", "/a", false},
	    {"Disallow: /\nUser-agent: *\nAllow: /\n", "/a", true},
	    {"User-agent: telex\nCrawl-delay: 5\nUser-agent: *\nDisallow: /\n", "/a", true},
	    /* the longest rule, allow of two as long */
	    {"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
	    {"User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", false},
	    {"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
	    /* wildcards */
	    {"User-agent: *\nDisallow: /*.gif$\n", "/p/x.gif", false},
	    {"User-agent: *\nDisallow: /*.gif$\n", "/p/x.gifs", true},
	    {"User-agent: *\nDisallow: /a*b*c\n", "/axxbyyc", false},
	    {"User-agent: *\nDisallow: /a*b*c\n", "/axxcyyb", true},
	    {"User-agent: *\nDisallow: *\n", "/x", false},
	    {"User-agent: *\nDisallow: /a$b\n", "/a$bc", false},
	    {"User-agent: *\nDisallow: /*?utm\n", "/x?utm=1", false},
	    /* encoding, RFC 9309 section 2.2.2 */
	    {"User-agent: *\nDisallow: /foo/bar/\xe3\x83\x84\n", "/foo/bar/%E3%83%84", false},
	    {"User-agent: *\nDisallow: /foo/bar/%e3%83%84\n", "/foo/bar/\xe3\x83\x84", false},
	    {"User-agent: *\nDisallow: /foo/bar/%62%61%7A\n", "/foo/bar/baz", false},
	    {"User-agent: *\nDisallow: /a%2Fb\n", "/a/b", true},
	    {"User-agent: *\nDisallow: /a\n", "/b#/a", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (asked(cases[i].text, cases[i].path) != cases[i].is_allowed)
			fail_msg("case %zu: %s of\n%s", i, cases[i].path, cases[i].text);
}

static void test_patterns_cost_little(void **state)
{
	char text[4096] = "User-agent: *\nDisallow: /", path[4096] = "/";

	(void)state;
	for (int i = 0; i < 900; i++)
		strcat(text, "a*");
	strcat(text, "b\n");
	memset(path + 1, 'a', 4000);
	assert_true(asked(text, path));
}

static void test_delays_and_answers(void **state)
{
	static const char text[] = "User-agent: *\nCrawl-delay: 10\nUser-agent: telex\nCrawl-delay: 999999999999\n";
	struct robots *robots = robots_parse(NULL, BYTES_LITERAL(text), "telex");

	(void)state;
	assert_int_equal(robots_delay_s(robots), ROBOTS_DELAY_MAX_S);
	talloc_free(robots);
	assert_int_equal(robots_meaning(200), ROBOTS_READ);
	assert_int_equal(robots_meaning(404), ROBOTS_FREE);
	assert_int_equal(robots_meaning(403), ROBOTS_FREE);
	assert_int_equal(robots_meaning(429), ROBOTS_CLOSED);
	assert_int_equal(robots_meaning(503), ROBOTS_CLOSED);
	assert_int_equal(robots_meaning(0), ROBOTS_CLOSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_patterns_cost_little),
	    cmocka_unit_test(test_delays_and_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
