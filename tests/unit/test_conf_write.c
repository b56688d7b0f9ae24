/* test_conf_write.c: what is made from the option table agrees with what the table accepts. */
#include "tests/unit/conf_files.h"

static struct conf *load(const char *file)
{
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct conf *conf = NULL;
	struct err err;

	if (!conf_load(NULL, file, NULL, &conf, &faults, &err))
		fail_msg("%s: %s", err.msg, buf_str(&faults));
	return conf;
}

/* The example as it stands changes nothing: the same values as with no file at all. */
static void test_example_is_the_default(void **state)
{
	const struct place *p = *state;
	struct conf *without = load(NULL), *with;
	AUTO_BUF example = BUF_INIT(KIB(64));

	conf_write_example(&example);
	assert_true(buf_ok(&example));
	put_text(p->main_file, buf_str(&example));
	with = load(NULL);
	assert_int_equal(with->n_feeds + with->n_rules + with->n_views + with->n_channels, 0);
	assert_int_equal(with->telexd.timeout_s, without->telexd.timeout_s);
	assert_string_equal(with->telexd.database, without->telexd.database);
	talloc_free(without);
	talloc_free(with);
}

/* With every "#key = value" and "#[section]" live, each example value is accepted: one section of each kind.
 */
static void test_example_values_are_allowed(void **state)
{
	const struct place *p = *state;
	struct conf *conf;
	AUTO_BUF example = BUF_INIT(KIB(64)), live = BUF_INIT(KIB(64));

	conf_write_example(&example);
	for (const char *s = buf_str(&example); *s;) {
		const size_t len = strcspn(s, "\n") + 1;
		const bool is_off = s[0] == '#' && s[1] != ' ' && s[1] != '\n';
		buf_add(&live, s + is_off, len - is_off);
		s += len;
	}
	put_text(p->main_file, buf_str(&live));
	conf = load(NULL);
	assert_int_equal(conf->n_feeds, 1);
	assert_int_equal(conf->n_entities, 1);
	assert_int_equal(conf->n_tags, 1);
	assert_int_equal(conf->n_mutes, 1);
	assert_int_equal(conf->n_views, 1);
	assert_int_equal(conf->n_channels, 1);
	assert_int_equal(conf->n_rules, 1);
	assert_int_equal(conf->n_digests, 1);
	assert_int_equal(conf->telexd.timeout_s, 60);
	assert_string_equal(conf->rules[0].channels[0], "desk");
	talloc_free(conf);
}

static void test_example_fits_a_screen(void **state)
{
	AUTO_BUF example = BUF_INIT(KIB(64));

	(void)state;
	conf_write_example(&example);
	for (const char *s = buf_str(&example); *s; s += strcspn(s, "\n") + 1)
		if (strcspn(s, "\n") > 110)
			fail_msg("%.*s", (int)strcspn(s, "\n"), s);
	assert_string_equal(buf_str(&example) + example.len - strlen("# ---- feeds ----\n"),
			    "# ---- feeds ----\n");
}

/* Every option with its value and where it comes from; and what is printed can be read again. */
static void test_values_in_force(void **state)
{
	const struct place *p = *state;
	AUTO_BUF first = BUF_INIT(KIB(64)), want = BUF_INIT(KIB(1));
	struct conf *conf;

	put_text(p->main_file, "[telexd]\n\ntimeout = 5s\n");
	put_text(p->more_file, "[feed a]\nurl = http://a.example/ ; c\ntitle = x\n  y\n");
	conf = load(NULL);
	conf_write_defaults(conf, &first);
	talloc_free(conf);
	buf_addf(&want, "\ntimeout = 5s\t; %s:3\n", p->main_file);
	assert_non_null(strstr(buf_str(&first), buf_str(&want)));
	assert_non_null(strstr(buf_str(&first), "\nper_host = 2\t; default\n"));
	assert_non_null(strstr(buf_str(&first), "\nproxy =\t; default\n"));
	buf_reset(&want);
	buf_addf(&want, "[feed a]\nurl = http://a.example/\t; %s:2\ntitle = x y\t; %s:3\n", p->more_file,
		 p->more_file);
	assert_non_null(strstr(buf_str(&first), buf_str(&want)));
	assert_non_null(strstr(buf_str(&first), "\nfull_text = no\t; default\n"));
	unlink(p->more_file);
	put_text(p->main_file, buf_str(&first));
	conf = load(NULL);
	assert_int_equal(conf->telexd.timeout_s, 5);
	assert_string_equal(conf->feeds[0].title, "x y");
	talloc_free(conf);
}

/* Secrets are never printed: not as values, not in addresses; and what is printed is still a configuration. */
static void test_secrets_are_not_printed(void **state)
{
	const struct place *p = *state;
	static const char text[] = "[feed a]\nurl = https://ada:hush1@a.example/x\nproxy = http://b:hush2@p.example:1\n"
				   "headers = X-Key: hush3\n\tX-Other: hush4\n"
				   "[feed b]\nurl = filter:/bin/cat -n:http://ada:hush5@b.example/\n"
				   "[feed c]\nurl = http://c.example/\nusername = ada\npassword = hush6\n"
				   "[feed d]\nurl = http://d.example/\ntoken = hush7\n";
	static const char *const wanted[] = {
	    "\nurl = https://a.example/x\t;", "\nproxy = http://p.example:1\t;", "\nheaders =\t;",
	    "\n\tX-Key: ***\n\tX-Other: ***\n", "\nurl = filter:/bin/cat -n:http://b.example/\t;",
	    "\npassword = ***\t;", "\ntoken = ***\t;"};
	AUTO_BUF out = BUF_INIT(KIB(64));
	struct conf *conf;

	put_text(p->main_file, text);
	conf = load(NULL);
	conf_write_defaults(conf, &out);
	assert_null(strstr(buf_str(&out), "hush"));
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(buf_str(&out), wanted[i]))
			fail_msg("no '%s' in\n%s", wanted[i], buf_str(&out));
	talloc_free(conf);
	put_text(p->main_file, buf_str(&out));
	conf = load(NULL);
	assert_int_equal(conf->feeds[0].n_headers, 2);
	assert_string_equal(conf->feeds[0].headers[1], "X-Other: ***");
	talloc_free(conf);
}

static void test_mdoc_has_every_key(void **state)
{
	static const char *const some[] = {".Ss [telexd]\n", ".Ss [digest NAME]\n",  ".It Ic max_size\n",
					   ".It Ic match\n", "Allowed: 1s to 1h.\n", ".Ql 16M .\n"};
	AUTO_BUF out = BUF_INIT(KIB(64));
	int depth = 0;

	(void)state;
	conf_write_mdoc(&out);
	assert_true(buf_ok(&out));
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
		assert_non_null(strstr(buf_str(&out), some[i]));
	for (const char *s = buf_str(&out); *s; s += strcspn(s, "\n") + 1) {
		depth += strncmp(s, ".Bl", 3) == 0;
		depth -= strncmp(s, ".El", 3) == 0;
		assert_true(depth == 0 || depth == 1);
	}
	assert_int_equal(depth, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_example_is_the_default, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_example_values_are_allowed, place_up, place_down),
	    cmocka_unit_test(test_example_fits_a_screen),
	    cmocka_unit_test_setup_teardown(test_values_in_force, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_secrets_are_not_printed, place_up, place_down),
	    cmocka_unit_test(test_mdoc_has_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
