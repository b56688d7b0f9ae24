/* test_conf_edit.c: edits in place: what is not changed stays byte for byte. */
#include "tests/unit/conf_files.h"

#include <fcntl.h>
#include <sys/wait.h>

static const struct conf_pair url = {"url", "http://new.example/"};
static const struct conf_pair title = {"title", "T"};
static const struct conf_pair no_title = {"title", NULL};

/* before, one edit of [feed a], after; an edit without pair removes the section. */
static const struct {
	const char *before;
	const struct conf_pair *pair;
	const char *after;
} cases[] = {
    /* a new section */
    {"", &url, "[feed a]\nurl = http://new.example/\n"},
    {"# mine\n", &url, "# mine\n\n[feed a]\nurl = http://new.example/\n"},
    {"[feed b]\nurl = x", &url, "[feed b]\nurl = x\n\n[feed a]\nurl = http://new.example/\n"},
    {"[feed b]\r\nurl = x\r\n", &url, "[feed b]\r\nurl = x\r\n\r\n[feed a]\r\nurl = http://new.example/\r\n"},
    {"\xef\xbb\xbf", &url, "\xef\xbb\xbf[feed a]\nurl = http://new.example/\n"},
    /* a key that is there */
    {"[feed a]\nurl = old\n", &url, "[feed a]\nurl = http://new.example/\n"},
    {"[feed a]\nurl = old", &url, "[feed a]\nurl = http://new.example/"},
    {"[feed a]\r\nurl = old\r\n", &url, "[feed a]\r\nurl = http://new.example/\r\n"},
    {"[ feed  a ] ; why\nurl=old;x\t; because\n", &url,
     "[ feed  a ] ; why\nurl=http://new.example/\t; because\n"},
    {"[feed a]\nurl   =   old\n", &url, "[feed a]\nurl   =   http://new.example/\n"},
    {"[feed a]\nurl =\n", &url, "[feed a]\nurl = http://new.example/\n"},
    {"[feed a]\nurl = ; none yet\n", &url, "[feed a]\nurl = http://new.example/ ; none yet\n"},
    {"[feed a]\nurl = o\n  l\n  # c\n  d ; e\ntitle = x\n", &url,
     "[feed a]\nurl = http://new.example/\n  # c\n\t; e\ntitle = x\n"},
    {"[feed b]\nurl = b\n[feed a]\nurl = a\n[feed c]\nurl = c\n", &url,
     "[feed b]\nurl = b\n[feed a]\nurl = http://new.example/\n[feed c]\nurl = c\n"},
    {"[feed b]\r\nurl = x\n[feed a]\nurl = y\r\ntitle = z\n", &url,
     "[feed b]\r\nurl = x\n[feed a]\nurl = http://new.example/\r\ntitle = z\n"},
    /* a key that is not there */
    {"[feed a]\nurl = x\n\n# about b\n[feed b]\n", &title,
     "[feed a]\nurl = x\ntitle = T\n\n# about b\n[feed b]\n"},
    {"[feed a]\n", &title, "[feed a]\ntitle = T\n"},
    {"[feed a]\nurl = x\n y\n", &title, "[feed a]\nurl = x\n y\ntitle = T\n"},
    {"[feed a]\nurl = x", &title, "[feed a]\nurl = x\ntitle = T\n"},
    /* a key goes */
    {"[feed a]\nurl = x\ntitle = o\n  ld\n# c\ngroup = g\n", &no_title,
     "[feed a]\nurl = x\n# c\ngroup = g\n"},
    {"[feed a]\nurl = x\n", &no_title, "[feed a]\nurl = x\n"},
    /* a section goes */
    {"# top\n\n[feed a]\nurl = x\n\n# about b\n[feed b]\nurl = y\n", NULL,
     "# top\n\n# about b\n[feed b]\nurl = y\n"},
    {"[feed a]\nurl = x\n# inside\ntitle = y\n", NULL, ""},
    {"[feed b]\nurl = y\n[feed a]\nurl = x\n[view v]\nquery = z\n", NULL,
     "[feed b]\nurl = y\n[view v]\nquery = z\n"},
    {"[feed b]\nurl = y\n", NULL, "[feed b]\nurl = y\n"},
    /* what is wrong elsewhere is not ours to mend */
    {"nonsense\n[feed a]\nurl = x\n??\n", &url, "nonsense\n[feed a]\nurl = http://new.example/\n??\n"},
};

static void edit(const char *file, const struct conf_pair *pair)
{
	struct err err;

	if (pair ? !conf_edit_section(file, "feed", "a", pair, 1, &err)
		 : !conf_remove_section(file, "feed", "a", &err))
		fail_msg("%s", err.msg);
}

static void test_cases(void **state)
{
	const struct place *p = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *after;
		put_text(p->main_file, cases[i].before);
		edit(p->main_file, cases[i].pair);
		after = get_text(p->main_file);
		assert_string_equal(after, cases[i].after);
		free(after);
	}
}

static void test_new_file(void **state)
{
	const struct place *p = *state;
	const struct conf_pair pairs[] = {url, title, {"group", "trade press"}, {"interval", NULL}};
	struct stat st;
	char *text;

	assert_true(conf_edit_section(p->more_file, "feed", "a", pairs, 4, NULL));
	text = get_text(p->more_file);
	assert_string_equal(text, "[feed a]\nurl = http://new.example/\ntitle = T\ngroup = trade press\n");
	free(text);
	assert_int_equal(stat(p->more_file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(conf_remove_section(p->main_file, "feed", "a", NULL)); /* no file: nothing to do */
	assert_int_equal(access(p->main_file, F_OK), -1);
}

static void test_mode_and_link_stay(void **state)
{
	const struct place *p = *state;
	char target[128], *text;
	struct stat st;

	snprintf(target, sizeof(target), "%s/elsewhere.ini", p->dir);
	put_text(target, "");
	put_text(p->more_file, "");
	chmod(target, 0640);
	unlink(p->more_file);
	assert_int_equal(symlink("../../elsewhere.ini", p->more_file), 0);
	edit(p->more_file, &url);
	assert_int_equal(lstat(p->more_file, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	text = get_text(target);
	assert_string_equal(text, "[feed a]\nurl = http://new.example/\n");
	free(text);
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	unlink(target);
	assert_false(conf_edit_section(p->more_file, "feed", "a", &url, 1, NULL));
}

static void test_refused(void **state)
{
	static const struct {
		const char *kind, *name, *key, *value;
	} bad[] = {
	    {"feed", "a", "url", "ftp://a.example/"},
	    {"feed", "a", "url", "http://a.example/\n[rule x]"},
	    {"feed", "a", "title", "a\rb"},
	    {"feed", "a", "title", " a"},
	    {"feed", "a", "title", ""},
	    {"feed", "a", "title", "\x1b[2J"},
	    {"feed", "a", "titel", "x"},
	    {"feed", "a]", "title", "x"},
	    {"feed", "a\nb", "title", "x"},
	    {"feed", "", "title", "x"},
	    {"fed", "a", "title", "x"},
	    {"rule", "a", "once", "never"},
	};
	const struct place *p = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct conf_pair pair = {bad[i].key, bad[i].value};
		struct err err;
		assert_false(conf_edit_section(p->main_file, bad[i].kind, bad[i].name, &pair, 1, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		assert_int_equal(access(p->main_file, F_OK), -1);
	}
}

/* All edits or none. */
static void test_batch(void **state)
{
	const struct place *p = *state;
	const struct conf_pair bad = {"url", "no"};
	const struct conf_edit good_and_bad[] = {
	    {.kind = "feed", .name = "a", .pairs = &url, .n_pairs = 1},
	    {.kind = "feed", .name = "b", .pairs = &bad, .n_pairs = 1},
	};
	const struct conf_edit good[] = {
	    {.kind = "feed", .name = "b", .pairs = &url, .n_pairs = 1},
	    {.kind = "feed", .name = "a", .remove = true},
	    {.kind = "view", .name = "b", .pairs = &(const struct conf_pair){"query", "x"}, .n_pairs = 1},
	    {.kind = "telexd", .name = "", .pairs = &(const struct conf_pair){"timeout", "5s"}, .n_pairs = 1},
	};
	char *text;

	put_text(p->main_file, "[feed a]\nurl = x\n");
	assert_false(conf_edit(p->main_file, good_and_bad, 2, NULL));
	text = get_text(p->main_file);
	assert_string_equal(text, "[feed a]\nurl = x\n");
	free(text);
	assert_true(conf_edit(p->main_file, good, 4, NULL));
	text = get_text(p->main_file);
	assert_string_equal(
	    text, "[feed b]\nurl = http://new.example/\n\n[view b]\nquery = x\n\n[telexd]\ntimeout = 5s\n");
	free(text);
}

/* Whatever the text: written and read again it is the same. */
static void test_signs_round_trip(void **state)
{
	static const char *const texts[] = {";",     "; x",  "a ; b", "a;b", "a \\; b", "\\", "\\;",
					    "\\\\;", "a \\", "#x",    "[x]", "a = b",	"=;"};
	const struct place *p = *state;
	const struct conf_pair pairs[] = {url, {"title", "first"}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct conf_pair again = {"group", texts[i]}, first = {"title", texts[i]};
		AUTO_BUF faults = BUF_INIT(KIB(64));
		struct conf *conf;
		put_text(p->main_file, "");
		assert_true(conf_edit_section(p->main_file, "feed", "a", pairs, 2, NULL));
		assert_true(conf_edit_section(p->main_file, "feed", "a", &first, 1, NULL));
		assert_true(conf_edit_section(p->main_file, "feed", "a", &again, 1, NULL));
		assert_true(conf_load(NULL, NULL, NULL, &conf, &faults, NULL));
		assert_string_equal(conf->feeds[0].title, texts[i]);
		assert_string_equal(conf->feeds[0].group, texts[i]);
		talloc_free(conf);
	}
}

/* Two at once: neither loses the other's section. */
static void test_turns(void **state)
{
	enum { EACH = 25 };
	const struct place *p = *state;
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct conf *conf;
	int status;
	const pid_t child = fork();

	for (int i = 0; i < EACH; i++) {
		char name[16];
		snprintf(name, sizeof(name), "%s%d", child ? "p" : "c", i);
		if (!conf_edit_section(p->main_file, "feed", name, &url, 1, NULL))
			_exit(1);
	}
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(conf_load(NULL, NULL, NULL, &conf, &faults, NULL));
	assert_int_equal(conf->n_feeds, 2 * EACH);
	talloc_free(conf);
}

static void test_unwritable(void **state)
{
	const struct place *p = *state;
	struct err err;
	char folder[128];

	/* A file where a folder must be: no user can write there, not even root. */
	snprintf(folder, sizeof(folder), "%s/telex", p->dir);
	put_text(folder, "x");
	assert_false(conf_edit_section(p->main_file, "feed", "a", &url, 1, &err));
	assert_int_equal(err.code, ERR_IO);
}

static void test_create(void **state)
{
	const struct place *p = *state;
	char *text;

	assert_true(conf_create(p->main_file, BYTES_LITERAL("# one\n"), NULL));
	assert_true(conf_create(p->main_file, BYTES_LITERAL("# two\n"), NULL));
	text = get_text(p->main_file);
	assert_string_equal(text, "# one\n");
	free(text);
}

static void test_value_make(void **state)
{
	static const struct {
		const char *in, *out;
	} values[] = {
	    {"plain", "plain"},
	    {"  a\n\tb  ", "a b"},
	    {"News ; and ;more", "News ; and ;more"},
	    {"; x", "; x"},
	    {"#1 feed", "#1 feed"},
	    {" \t ", NULL},
	    {"", NULL},
	    {"a\x1b[2Jb", "a\xef\xbf\xbd[2Jb"},
	    {"x\r\n[feed evil]\r\nurl = file:///", "x [feed evil] url = file:///"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char *made = conf_value_make(NULL, values[i].in);
		if (!values[i].out) {
			assert_null(made);
			continue;
		}
		assert_non_null(made);
		assert_string_equal(made, values[i].out);
		assert_true(conf_value_ok(made));
		talloc_free(made);
	}
}

static bool is_taken(void *state, const char *name)
{
	const char *const *list = state;

	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static bool taken_often(void *state, const char *name)
{
	(void)name;
	return --*(int *)state > 0;
}

static void test_feed_name(void **state)
{
	static const struct {
		const char *title, *url, *name;
	} names[] = {
	    {"Fierce Network", "http://x/", "fierce-network"},
	    {"  AT&T — Türk Télécom! ", NULL, "at-t-turk-telecom"},
	    {NULL, "https://www.lightreading.com/rss.xml", "lightreading-com"},
	    {"通信", "https://例え.example/x", NULL},
	    {"Taken", NULL, "taken-3"},
	    {"", NULL, "feed"},
	    {"one two three four five six seven eight nine", NULL, "one-two-three-four-five-six-seven-eight"},
	    {"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee", NULL,
	     "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"},
	};
	const char *const taken[] = {"taken", "taken-2", NULL};
	int rounds = 100;
	char *name;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		name = conf_feed_name(NULL, names[i].title, names[i].url, is_taken, (void *)taken);
		if (names[i].name)
			assert_string_equal(name, names[i].name);
		assert_true(conf_section_name_ok("feed", name));
		talloc_free(name);
	}
	name = conf_feed_name(NULL, "Feed", "http://a.example/1", taken_often, &rounds);
	assert_true(conf_section_name_ok("feed", name));
	assert_int_equal(strspn(name, "feed-0123456789abcdef"), strlen(name));
	assert_true(strlen(name) > strlen("feed-100"));
	talloc_free(name);
}

static bool any_query(const char *text, const struct conf *conf, struct err *err)
{
	(void)text, (void)conf, (void)err;
	return true;
}

static struct conf *load(const struct place *p)
{
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct conf *conf = NULL;
	struct err err = {0};

	if (!conf_load(NULL, p->main_file, any_query, &conf, &faults, &err))
		fail_msg("%s%s", err.msg, buf_str(&faults));
	return conf;
}

/* A rule goes into a file of its own, with the main one made where there is none; a name that is taken stays. */
static void test_a_new_rule(void **state)
{
	struct place *p = *state;
	static const struct conf_pair pairs[] = {{"query", "@huawei \"national security\""}, {"priority", "high"}};
	static const struct conf_pair other = {"query", "nokia"};
	struct conf *conf = load(p);
	const char *file = NULL;
	struct err err = {0};
	char *text;

	assert_null(conf_rule(conf, "supply-chain"));
	assert_true(conf_rule_add(conf, conf, p->main_file, "supply-chain", pairs, 2, &file, &err));
	assert_non_null(strstr(file, "/telex/conf.d/rules.ini"));
	text = get_text(file);
	assert_string_equal(text, "[rule supply-chain]\nquery = @huawei \"national security\"\npriority = high\n");
	free(text);
	talloc_free(conf);
	conf = load(p);
	assert_string_equal(conf_rule(conf, "supply-chain")->query, pairs[0].value);
	assert_false(conf_rule_add(conf, conf, p->main_file, "supply-chain", &other, 1, &file, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_false(conf_rule_add(conf, conf, p->main_file, "no name", &other, 1, &file, &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(conf_rule(conf, "supply-chain")->query, pairs[0].value);
	talloc_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_cases, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_new_file, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_mode_and_link_stay, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_refused, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_batch, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_signs_round_trip, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_turns, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_unwritable, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_create, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_a_new_rule, place_up, place_down),
	    cmocka_unit_test(test_value_make),
	    cmocka_unit_test(test_feed_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
