/* test_conf_load.c: values, defaults, paths and places of a configuration without faults. */
#include "tests/unit/conf_files.h"

static struct conf *load(void *ctx, const char *file)
{
	AUTO_BUF faults = BUF_INIT(KIB(64));
	struct conf *conf = NULL;
	struct err err;

	if (!conf_load(ctx, file, NULL, &conf, &faults, &err))
		fail_msg("%s: %s", err.msg, buf_str(&faults));
	return conf;
}

static void test_defaults(void **state)
{
	const struct place *p = *state;
	struct conf *conf = load(NULL, NULL);
	char database[128];

	snprintf(database, sizeof(database), "%s/.local/share/telex/telex.db", p->dir);
	assert_string_equal(conf->telexd.database, database);
	assert_int_equal(conf->telexd.interval_s, 0);
	assert_int_equal(conf->telexd.min_interval_s, 900);
	assert_int_equal(conf->telexd.max_interval_s, 43200);
	assert_int_equal(conf->telexd.timeout_s, 60);
	assert_int_equal(conf->telexd.max_size, 16 << 20);
	assert_int_equal(conf->telexd.per_host, 2);
	assert_int_equal(conf->telexd.host_delay_s, 1);
	assert_int_equal(conf->telexd.transfers, 200);
	assert_memory_equal(conf->telexd.user_agent, "telex/", 6);
	assert_null(conf->telexd.proxy);
	assert_null(conf->telexd.socket);
	talloc_free(conf);
}

static void test_every_section(void **state)
{
	const struct place *p = *state;
	struct conf *conf;

	put_text(p->main_file, "[telexd]\ninterval = 30m\ntimeout = 5s\nmax_size = 2m\nproxy = "
			       "http://127.0.0.1:8/\nhost_delay = 0s\n"
			       "[feed a]\nurl = http://a.example/f?x=1;y=2#z\ntitle = A; B # C\ngroup = "
			       "trade press\ninterval = auto\n"
			       "full_text = auto\nprivate = yes\n"
			       "[feed b]\nurl = https://b.example/\n"
			       "[entity huawei]\nmatch = Huawei OR\n  HiSilicon ; the chips\n  # not a word "
			       "of it\n\tOR \"Huawei Technologies\"\n"
			       "[tag t]\nquery = x\nscore = -3\n[mute m]\nquery = is:sponsored\n[view "
			       "v]\n\n\nquery = is:unread\n"
			       "[channel desk]\ntype = webhook\nurl = "
			       "https://hooks.example.org/desk\n[channel log]\ntype = file\npath = log\n"
			       "[rule r]\nquery = @huawei\nchannels = desk , log\nscore = 10\nmax_age = "
			       "none\nbatch = 10m\nlimit = 5\n"
			       "[digest d]\nsections = r, v\nchannels = desk\n");
	conf = load(NULL, NULL);
	assert_int_equal(conf->telexd.interval_s, 1800);
	assert_int_equal(conf->telexd.max_size, 2 << 20);
	assert_int_equal(conf->telexd.host_delay_s, 0);
	assert_string_equal(conf->telexd.proxy, "http://127.0.0.1:8/");
	assert_int_equal(conf->n_feeds, 2);
	assert_string_equal(conf->feeds[0].url, "http://a.example/f?x=1;y=2#z");
	assert_string_equal(conf->feeds[0].title, "A; B # C");
	assert_int_equal(conf->feeds[0].interval_s, 0);
	assert_int_equal(conf->feeds[0].full_text, CONF_FULL_TEXT_AUTO);
	assert_true(conf->feeds[0].is_private);
	assert_int_equal(conf->feeds[0].line, 7);
	assert_string_equal(conf->feeds[0].file, p->main_file);
	assert_string_equal(conf->feeds[1].name, "b");
	assert_null(conf->feeds[1].title);
	assert_null(conf->feeds[1].group);
	assert_int_equal(conf->feeds[1].interval_s, -1);
	assert_int_equal(conf->feeds[1].full_text, CONF_FULL_TEXT_NO);
	assert_false(conf->feeds[1].is_private);
	assert_string_equal(conf_entity(conf, "huawei"), "Huawei OR HiSilicon OR \"Huawei Technologies\"");
	assert_null(conf_entity(conf, "Huawei"));
	assert_int_equal(conf->tags[0].score, -3);
	assert_string_equal(conf->mutes[0].query, "is:sponsored");
	assert_string_equal(conf_view(conf, "v"), "is:unread");
	assert_int_equal(conf->views[0].line, 29);
	assert_string_equal(conf->channels[0].type, "webhook");
	assert_string_equal(conf->channels[0].url, "https://hooks.example.org/desk");
	assert_null(conf->channels[0].command);
	assert_int_equal(conf->rules[0].n_channels, 2);
	assert_string_equal(conf->rules[0].channels[1], "log");
	assert_string_equal(conf->rules[0].priority, "normal");
	assert_string_equal(conf->rules[0].once, "story");
	assert_int_equal(conf->rules[0].max_age_s, -1);
	assert_int_equal(conf->rules[0].batch_s, 600);
	assert_int_equal(conf->rules[0].limit, 5);
	assert_null(conf->rules[0].quiet);
	assert_int_equal(conf->digests[0].n_sections, 2);
	talloc_free(conf);
}

static void test_comment_signs_in_values(void **state)
{
	const struct place *p = *state;
	struct conf *conf;

	put_text(p->main_file,
		 "[feed a]\nurl=http://a.example/;x ;comment\ntitle = a;b #c\t; d\ngroup =;g\r\n");
	conf = load(NULL, NULL);
	assert_string_equal(conf->feeds[0].url, "http://a.example/;x");
	assert_string_equal(conf->feeds[0].title, "a;b #c");
	assert_string_equal(conf->feeds[0].group, ";g");
	talloc_free(conf);
}

static void test_paths(void **state)
{
	const struct place *p = *state;
	struct conf *conf;
	char want[160];

	put_text(p->main_file, "[telexd]\ndatabase = ~/x/t.db\nsocket = run/s\n");
	conf = load(NULL, NULL);
	snprintf(want, sizeof(want), "%s/x/t.db", p->dir);
	assert_string_equal(conf->telexd.database, want);
	snprintf(want, sizeof(want), "%s/telex/run/s", p->dir);
	assert_string_equal(conf->telexd.socket, want);
	assert_string_equal(conf_socket_path(conf, conf), want);
	snprintf(want, sizeof(want), "%s/x/t.db.lock", p->dir);
	assert_string_equal(conf_lock_path(conf, conf), want);
	talloc_free(conf);
	/* A relative path of conf.d is under conf.d. */
	put_text(p->main_file, "");
	put_text(p->more_file, "[telexd]\ndatabase = t.db\n");
	conf = load(NULL, NULL);
	snprintf(want, sizeof(want), "%s/telex/conf.d/t.db", p->dir);
	assert_string_equal(conf->telexd.database, want);
	talloc_free(conf);
}

static void test_xdg(void **state)
{
	const struct place *p = *state;
	struct conf *conf;
	char want[160];
	struct stat st;

	setenv("XDG_DATA_HOME", "/data", 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	conf = load(NULL, NULL);
	assert_string_equal(conf->telexd.database, "/data/telex/telex.db");
	assert_string_equal(conf_socket_path(conf, conf), "/run/user/7/telex/telexd.sock");
	/* A relative one is to be ignored. */
	setenv("XDG_RUNTIME_DIR", "run", 1);
	snprintf(want, sizeof(want), "%s/.local/state/telex/telexd.sock", p->dir);
	assert_string_equal(conf_socket_path(conf, conf), want);
	snprintf(want, sizeof(want), "%s/.local/state/telex", p->dir);
	assert_int_equal(stat(want, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	setenv("XDG_DATA_HOME", "data", 1);
	talloc_free(conf);
	conf = load(NULL, NULL);
	snprintf(want, sizeof(want), "%s/.local/share/telex/telex.db", p->dir);
	assert_string_equal(conf->telexd.database, want);
	unsetenv("XDG_CONFIG_HOME");
	snprintf(want, sizeof(want), "%s/.config/telex/config.ini", p->dir);
	assert_string_equal(conf_default_path(conf), want);
	talloc_free(conf);
}

/* A feed that comes by conf.d alone, with no main file: what an import leaves. */
static void test_folder_alone(void **state)
{
	const struct place *p = *state;
	struct conf *conf;

	put_text(p->more_file, "[feed a]\nurl = http://a.example/\n");
	conf = load(NULL, NULL);
	assert_int_equal(conf->n_feeds, 1);
	assert_string_equal(conf->feeds[0].file, p->more_file);
	talloc_free(conf);
}

static void test_given_file(void **state)
{
	const struct place *p = *state;
	struct conf *conf;
	char file[160];

	snprintf(file, sizeof(file), "%s/a/b.ini", p->dir);
	put_text(file, "[feed a]\nurl = http://a.example/\n");
	assert_int_equal(chdir(p->dir), 0);
	conf = load(NULL, "a/b.ini");
	assert_string_equal(conf->file, file);
	assert_string_equal(conf->feeds[0].file, file);
	assert_int_equal(chdir("/"), 0);
	talloc_free(conf);
}

static void test_command_argv(void **state)
{
	void *ctx = talloc_new(NULL);
	struct err err;
	char **argv = conf_command_argv(ctx, " /bin/x --now \"a b\" c\"d \\\" \\\\ e\"f \"\" ", &err);
	char want[160];

	assert_non_null(argv);
	assert_string_equal(argv[0], "/bin/x");
	assert_string_equal(argv[1], "--now");
	assert_string_equal(argv[2], "a b");
	assert_string_equal(argv[3], "cd \" \\ ef");
	assert_string_equal(argv[4], "");
	assert_null(argv[5]);
	argv = conf_command_argv(ctx, "~/bin/x $HOME `y` ~", &err);
	snprintf(want, sizeof(want), "%s/bin/x", ((struct place *)*state)->dir);
	assert_string_equal(argv[0], want);
	assert_string_equal(argv[1], "$HOME");
	assert_string_equal(argv[2], "`y`");
	assert_string_equal(argv[3], "~");
	assert_null(conf_command_argv(ctx, "", &err));
	assert_null(conf_command_argv(ctx, "  ", &err));
	assert_null(conf_command_argv(ctx, "\"\" x", &err));
	assert_null(conf_command_argv(ctx, "a \"b", &err));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_defaults, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_every_section, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_comment_signs_in_values, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_paths, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_xdg, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_folder_alone, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_given_file, place_up, place_down),
	    cmocka_unit_test_setup_teardown(test_command_argv, place_up, place_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
