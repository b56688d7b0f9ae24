/* test_conf_source.c: where a feed comes from: an address, a program, a program behind an address. */
#include "tests/unit/conf_files.h"

#include "telex/url.h"

static const struct {
	const char *url;
	enum conf_source_kind kind;
	const char *address, *argv[4];
} cases[] = {
    {"http://a.example/f?x=exec:y", CONF_SOURCE_WEB, "http://a.example/f?x=exec:y", {NULL}},
    {"exec:/bin/prog", CONF_SOURCE_EXEC, NULL, {"/bin/prog"}},
    {"EXEC: prog  \"a b\"  $HOME;x", CONF_SOURCE_EXEC, NULL, {"prog", "a b", "$HOME;x"}},
    {"filter:prog:http://a.example/", CONF_SOURCE_FILTER, "http://a.example/", {"prog"}},
    {"filter:prog a:b --base=http://c:https://a.example/x:http://b",
     CONF_SOURCE_FILTER,
     "https://a.example/x:http://b",
     {"prog", "a:b", "--base=http://c"}},
    {"filter:prog \"x:http://no\":HTTP://a.example/",
     CONF_SOURCE_FILTER,
     "HTTP://a.example/",
     {"prog", "x:http://no"}},
};

static void test_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		void *ctx = talloc_new(NULL);
		struct conf_source source;
		size_t n = 0;

		assert_true(conf_source_parse(ctx, cases[i].url, &source, NULL));
		assert_int_equal(source.kind, cases[i].kind);
		assert_int_equal(conf_source_is_program(cases[i].url), cases[i].kind != CONF_SOURCE_WEB);
		if (cases[i].address)
			assert_string_equal(source.address, cases[i].address);
		else
			assert_null(source.address);
		for (; cases[i].argv[n]; n++)
			assert_string_equal(source.argv[n], cases[i].argv[n]);
		assert_true(n ? !source.argv[n] : !source.argv);
		talloc_free(ctx);
	}
}

static void test_the_program_may_be_under_the_home_folder(void **state)
{
	const struct place *p = *state;
	void *ctx = talloc_new(NULL);
	struct conf_source source;

	assert_true(conf_source_parse(ctx, "filter:~/bin/x ~:http://a.example/", &source, NULL));
	assert_string_equal(source.argv[0], mem_printf(ctx, "%s/bin/x", p->dir));
	assert_string_equal(source.argv[1], "~");
	talloc_free(ctx);
}

static void test_a_path_in_the_service_managers_folder(void **state)
{
	static const char text[] =
	    "[feed a]\nurl = http://a.example/\ntoken_file = $CREDENTIALS_DIRECTORY/t\n";
	const struct place *p = *state;
	AUTO_BUF faults = BUF_INIT(KIB(4));
	struct conf *conf;
	struct err err;

	put_text(p->main_file, text);
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_true(conf_load(NULL, NULL, NULL, &conf, &faults, &err));
	assert_string_equal(conf->feeds[0].token_file, "$CREDENTIALS_DIRECTORY/t");
	talloc_free(conf);
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/telexd", 1);
	assert_true(conf_load(NULL, NULL, NULL, &conf, &faults, &err));
	assert_string_equal(conf->feeds[0].token_file, "/run/credentials/telexd/t");
	talloc_free(conf);
	unsetenv("CREDENTIALS_DIRECTORY");
}

/* Lists of feeds, prompts and pages never make a program to run. */
static void test_edits_write_no_programs(void **state)
{
	static const char *const urls[] = {"exec:cat", "Filter:cat:http://a.example/", "exec:"};
	const struct place *p = *state;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const struct conf_pair pair = {"url", urls[i]};
		struct err err;

		assert_false(conf_edit_section(p->main_file, "feed", "a", &pair, 1, &err));
		assert_non_null(strstr(err.msg, "written by hand"));
		assert_int_equal(access(p->main_file, F_OK), -1);
	}
}

static void test_redacted(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	assert_string_equal(url_redact(ctx, "filter:x y:http://u:p@a.example/"),
			    "filter:x y:http://a.example/");
	assert_string_equal(url_redact(ctx, "https://u:p@a.example/"), "https://a.example/");
	assert_string_equal(url_redact(ctx, "exec:a@b c"), "exec:a@b c");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sources),
	    cmocka_unit_test_setup_teardown(test_the_program_may_be_under_the_home_folder, place_up,
					    place_down),
	    cmocka_unit_test_setup_teardown(test_a_path_in_the_service_managers_folder, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_edits_write_no_programs, place_up, place_down),
	    cmocka_unit_test(test_redacted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
