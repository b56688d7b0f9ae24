/* test_daemon_wish.c: what main may make the actions process run: what the configuration names, with TELEX_ variables alone. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/daemon/wish.h"

static bool take(const char *data, size_t len, struct wish *ret)
{
	struct err err;

	*ret = (struct wish){.order.input = {data, len}};
	return wish_take_vars(ret, &err);
}

static void test_vars(void **state)
{
	static const char good[] = "TELEX_RULE=a b\0TELEX_X=\0\0input";
	struct wish wish;

	(void)state;
	assert_true(take(good, sizeof(good) - 1, &wish));
	assert_int_equal(wish.n_vars, 2);
	assert_string_equal(wish.vars[0], "TELEX_RULE=a b");
	assert_int_equal(wish.order.input.len, 5);
	assert_memory_equal(wish.order.input.data, "input", 5);
}

static void test_what_is_no_variable(void **state)
{
	static const struct {
		const char *data;
		size_t len;
	} cases[] = {
#define BAD(s) {s, sizeof(s) - 1}
	    BAD("LD_PRELOAD=/tmp/x.so\0\0"), BAD("TELEX_A=1\0PATH=/tmp\0\0"), BAD("TELEX_A\0\0"),	      BAD("TELEX_a=1\0\0"),
	    BAD("TELEX_A=a\nb\0\0"),	      BAD("TELEX_A=\x1b[31m\0\0"),	     BAD("TELEX_A=without end"), BAD(""),
	    BAD("TELEX_A=1\0"),		      BAD("=\0\0"),
#undef BAD
	};
	char many[40 * 12], *at = many, large[9000];
	struct wish wish;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(take(cases[i].data, cases[i].len, &wish));
	for (int i = 0; i < 40; i++, at += 10)
		memcpy(at, "TELEX_A=1", 10);
	*at++ = '\0';
	assert_false(take(many, (size_t)(at - many), &wish));
	memset(large, 'x', sizeof(large));
	memcpy(large, "TELEX_A=", 8);
	large[sizeof(large) - 2] = large[sizeof(large) - 1] = '\0';
	assert_false(take(large, sizeof(large), &wish));
}

static bool find(struct conf_channel *channel, enum actions_kind kind, const char *name, const char *input, size_t len,
		 struct wish *ret, void *ctx, struct err *err)
{
	struct conf *conf = talloc_zero(ctx, struct conf);

	conf->channels = channel;
	conf->n_channels = 1;
	*ret = (struct wish){.conf = conf, .order.input = {input, len}};
	return wish_find(ctx, ret, kind, name, err);
}

static void test_channels(void **state)
{
	static const char input[] = "TELEX_PRIORITY=high\0TELEX_SUBJECT=--help\0\0-n body";
	const char *to[] = {"a@example.org", "b@example.org"};
	struct conf_channel command = {.name = "c", .type = "command", .command = "/bin/true --now"},
			    desktop = {.name = "d", .type = "desktop"},
			    mail = {.name = "m", .type = "mail", .to = to, .n_to = 2, .sendmail = "/usr/bin/mailer -x"};
	void *ctx = talloc_new(NULL);
	struct wish w;
	struct err err;

	(void)state;
	assert_true(find(&command, ACTIONS_COMMAND, "c", input, sizeof(input) - 1, &w, ctx, &err));
	assert_string_equal(w.order.argv[1], "--now");
	assert_memory_equal(w.order.input.data, "-n body", 7);
	assert_false(find(&command, ACTIONS_COMMAND, "other", input, sizeof(input) - 1, &w, ctx, &err));
	assert_string_equal(err.msg, "the configuration has no such channel any more");
	assert_false(find(&command, ACTIONS_CHANNEL_SECRET, "c", NULL, 0, &w, ctx, &err)); /* it names none */
	assert_false(find(&command, ACTIONS_DESKTOP, "c", input, sizeof(input) - 1, &w, ctx, &err));
	assert_false(find(&desktop, ACTIONS_COMMAND, "d", input, sizeof(input) - 1, &w, ctx, &err));
	assert_false(find(&desktop, (enum actions_kind)99, "d", NULL, 0, &w, ctx, &err));

	assert_true(find(&desktop, ACTIONS_DESKTOP, "d", input, sizeof(input) - 1, &w, ctx, &err));
	assert_string_equal(w.order.argv[0], "notify-send");
	assert_string_equal(w.order.argv[2], "--urgency=critical");
	assert_string_equal(w.order.argv[3], "--");
	assert_string_equal(w.order.argv[4], "--help");
	assert_string_equal(w.order.argv[5], "-n body");
	assert_null(w.order.argv[6]);

	assert_true(find(&mail, ACTIONS_MAIL, "m", "From: x\n", 8, &w, ctx, &err));
	assert_string_equal(w.order.argv[1], "-x");
	assert_string_equal(w.order.argv[2], "-i");
	assert_string_equal(w.order.argv[4], "a@example.org");
	assert_string_equal(w.order.argv[5], "--");
	assert_string_equal(w.order.argv[7], "b@example.org");
	assert_null(w.order.argv[8]);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vars),
	    cmocka_unit_test(test_what_is_no_variable),
	    cmocka_unit_test(test_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
