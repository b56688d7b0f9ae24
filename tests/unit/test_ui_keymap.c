/* test_ui_keymap.c: names of keys, sequences, counts, and the bindings of the command table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/key.h"
#include "src/ui/keymap.h"

static void test_names(void **state)
{
	static const struct {
		const char *name;
		int32_t key;
		size_t used;
	} rows[] = {
	    {"j", 'j', 1},	 {"^N", 14, 2},
	    {"^n", 14, 2},	 {"<Enter>", UIK_ENTER, 7},
	    {"<space>", ' ', 7}, {"<PageDown>x", UIK_PAGE_DOWN, 10},
	    {"é", 0xe9, 2},	 {"^", '^', 1},
	    {"#", '#', 1},	 {"<F12>", UIK_F12, 5},
	    {"gg", 'g', 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t used = 0;

		assert_int_equal(key_parse(rows[i].name, &used), rows[i].key);
		assert_int_equal(used, rows[i].used);
	}
	assert_int_equal(key_parse("", NULL), UIK_NONE);
	assert_int_equal(key_parse("<Nope>", NULL), UIK_NONE);
	assert_int_equal(key_parse("<", NULL), UIK_NONE);
}

static void test_names_come_back(void **state)
{
	(void)state;
	for (int32_t key = 1; key <= UIK_F12; key++) {
		AUTO_BUF name = BUF_INIT(32);
		size_t used = 0;

		/* Keys that always have their names, and code points that are none. */
		if (key == '\t' || key == '\r' || key == '\n' || (key > 26 && key < ' ') ||
		    (key >= 0x7f && key < 0xa0) || (key >= 0x1000 && key < UIK_ENTER))
			continue;
		key_write(key, &name);
		assert_int_equal(key_parse(buf_str(&name), &used), key);
		assert_int_equal(used, name.len);
	}
}

/* Feed keys to a fresh state; the last step. */
static enum keymap_step feed(const struct keymap *map, unsigned context, const char *keys,
			     struct keymap_hit *hit)
{
	struct keymap_state state = {0};
	enum keymap_step step = KEYMAP_MISS;

	while (*keys) {
		size_t used = 1;
		int32_t key = key_parse(keys, &used);

		step = keymap_feed(map, &state, context, key, hit);
		keys += used;
	}
	return step;
}

static void test_sequences_and_counts(void **state)
{
	struct keymap *map = keymap_new(NULL);
	struct keymap_hit hit;

	(void)state;
	assert_int_equal(feed(map, CMD_IN_LIST, "j", &hit), KEYMAP_HIT);
	assert_int_equal(hit.cmd, CMD_DOWN);
	assert_int_equal(hit.count, 0);
	assert_int_equal(feed(map, CMD_IN_LIST, "15j", &hit), KEYMAP_HIT);
	assert_int_equal(hit.count, 15);
	assert_int_equal(feed(map, CMD_IN_LIST, "99999999999j", &hit), KEYMAP_HIT);
	assert_int_equal(hit.count, KEYMAP_COUNT_MAX);
	assert_int_equal(feed(map, CMD_IN_LIST, "g", &hit), KEYMAP_MORE);
	assert_int_equal(feed(map, CMD_IN_LIST, "gg", &hit), KEYMAP_HIT);
	assert_int_equal(hit.cmd, CMD_TOP);
	assert_int_equal(feed(map, CMD_IN_LIST, "gx", &hit), KEYMAP_MISS);
	assert_int_equal(feed(map, CMD_IN_LIST, "gxj", &hit), KEYMAP_HIT);
	assert_int_equal(feed(map, CMD_IN_LIST, "10G", &hit), KEYMAP_HIT);
	assert_int_equal(hit.count, 10);
	/* In a text the digits are links, in a list they count. */
	assert_int_equal(feed(map, CMD_IN_PAGE, "3", &hit), KEYMAP_HIT);
	assert_int_equal(hit.cmd, CMD_LINK);
	assert_int_equal(hit.key, '3');
	assert_int_equal(feed(map, CMD_IN_LIST, "3", &hit), KEYMAP_MORE);
	/* A key that is bound elsewhere only. */
	assert_int_equal(feed(map, CMD_IN_HELP, "s", &hit), KEYMAP_MISS);
	assert_int_equal(feed(map, CMD_IN_HELP, "j", &hit), KEYMAP_HIT);
	talloc_free(map);
}

static void test_pending_is_shown(void **state)
{
	struct keymap *map = keymap_new(NULL);
	struct keymap_state keys = {0};
	struct keymap_hit hit;
	AUTO_BUF out = BUF_INIT(64);

	(void)state;
	keymap_feed(map, &keys, CMD_IN_LIST, '1', &hit);
	keymap_feed(map, &keys, CMD_IN_LIST, '2', &hit);
	keymap_feed(map, &keys, CMD_IN_LIST, 'g', &hit);
	keymap_write_pending(&keys, &out);
	assert_string_equal(buf_str(&out), "12g");
	talloc_free(map);
}

static void test_binding(void **state)
{
	struct keymap *map = keymap_new(NULL);
	struct keymap_hit hit;
	struct err err = {0};
	AUTO_BUF out = BUF_INIT(256);

	(void)state;
	assert_false(keymap_bind(map, CMD_IN_LIST, "zz <F5>", CMD_REFRESH, NULL)); /* z is bound */
	assert_true(keymap_bind(map, CMD_IN_LIST, ",r <F5>", CMD_REFRESH, &err));
	assert_int_equal(feed(map, CMD_IN_LIST, ",r", &hit), KEYMAP_HIT);
	assert_int_equal(hit.cmd, CMD_REFRESH);
	assert_int_equal(feed(map, CMD_IN_PAGE, ",", &hit), KEYMAP_MISS);
	keymap_write_keys(map, CMD_IN_LIST, CMD_REFRESH, &out);
	assert_string_equal(buf_str(&out), "R ,r <F5>");
	/* A start of another sequence, another with a start that is bound, and no key at all. */
	assert_false(keymap_bind(map, CMD_IN_LIST, "g", CMD_REFRESH, &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_false(keymap_bind(map, CMD_IN_LIST, "jj", CMD_REFRESH, &err));
	assert_false(keymap_bind(map, CMD_IN_LIST, "<Nope>", CMD_REFRESH, &err));
	/* A second binding takes the key. */
	assert_true(keymap_bind(map, CMD_IN_LIST, "j", CMD_NEXT_ARTICLE, &err));
	assert_int_equal(feed(map, CMD_IN_LIST, "j", &hit), KEYMAP_HIT);
	assert_int_equal(hit.cmd, CMD_NEXT_ARTICLE);
	talloc_free(map);
}

/* Every row of the table binds without a clash, and every key of a row reaches its command in all its
 * contexts. */
static void test_the_table(void **state)
{
	struct keymap *map = keymap_new(NULL);

	(void)state;
	for (int i = 0; i < CMD_COUNT_; i++) {
		const struct cmd_row *row = &cmd_table[i];
		struct err err = {0};

		if (!(row->where & CMD_TUI))
			continue;
		if (!keymap_bind(map, row->contexts, row->keys, (enum cmd)i, &err))
			fail_msg("%s: %s", row->name, err.msg);
		for (unsigned context = 1; context <= CMD_IN_HELP; context <<= 1) {
			AUTO_BUF keys = BUF_INIT(256);

			keymap_write_keys(map, context, (enum cmd)i, &keys);
			if (!(row->contexts & context) || !row->keys[0])
				assert_int_equal(keys.len, 0);
			else
				assert_string_equal(buf_str(&keys), row->keys);
		}
	}
	talloc_free(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_names_come_back),
	    cmocka_unit_test(test_sequences_and_counts),
	    cmocka_unit_test(test_pending_is_shown),
	    cmocka_unit_test(test_binding),
	    cmocka_unit_test(test_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
