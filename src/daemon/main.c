/* main.c: telexd from its arguments to its exit status. */
#include "daemon.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telex/cmd.h"
#include "telex/conf.h"
#include "telex/query.h"
#include "telex/store.h"
#include "telex/utf8.h"

#include "clock.h"
#include "judge.h"
#include "lock.h"
#include "loop.h"
#include "once.h"
#include "options.h"
#include "signals.h"

enum { FILES_WISH = 4096, PARSERS_MAX = 8 };

static const struct {
	const char *name;
	int (*run)(int argc, char **argv, telexd_load *load);
} verbs[] = {
    {"probe", verb_probe},
    {"discover", verb_discover},
    {"extract", verb_extract},
    {"inspect", verb_inspect},
};

/* ---- configuration ---- */

static bool check_query(const char *text, const struct conf *conf, struct err *err)
{
	const struct query_names names = judge_names(conf);
	struct query *query;
	void *tmp = talloc_new(NULL);
	bool ok = query_parse(tmp, text, &names, &query, err);

	talloc_free(tmp);
	return ok;
}

static bool load(void *ctx, const char *config, struct conf **ret, struct buf *faults, struct err *err)
{
	void *tmp = talloc_new(NULL);
	bool ok = conf_load(ctx, config ? config : conf_default_path(tmp), check_query, ret, faults, err);

	talloc_free(tmp);
	return ok;
}

/* ---- saying things ---- */

static int say(const struct err *err)
{
	AUTO_BUF line = BUF_INIT(KIB(4));

	utf8_safe((struct bytes){err->msg, strlen(err->msg)}, SAFE_LINE, &line);
	fprintf(stderr, "telexd: %s\n", buf_str(&line));
	return err_exit_status(err->code);
}

static int say_faults(const struct buf *faults, const struct err *err)
{
	AUTO_BUF lines = BUF_INIT(MIB(1));

	if (!faults->len)
		return say(err);
	utf8_safe(buf_bytes(faults), SAFE_TEXT, &lines);
	fputs(buf_str(&lines), stderr);
	return err_exit_status(err->code);
}

static int print_help(void)
{
	AUTO_BUF text = BUF_INIT(KIB(64));

	cmd_write_telexd_usage(&text);
	fputs(buf_str(&text), stdout);
	return fflush(stdout) == 0 ? 0 : err_exit_status(ERR_IO);
}

static int print_version(void)
{
	puts("telexd " TELEX_VERSION);
	return fflush(stdout) == 0 ? 0 : err_exit_status(ERR_IO);
}

/* ---- running ---- */

/* Up to what is allowed: a transfer in hand costs descriptors. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES_WISH)
		return;
	limit.rlim_cur = limit.rlim_max < FILES_WISH ? limit.rlim_max : FILES_WISH;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* fewer transfers at once, if it fails */
}

static size_t n_parsers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cores < 1)
		return 1;
	return cores > PARSERS_MAX ? PARSERS_MAX : (size_t)cores;
}

/* The other processes start before the store is open and before the network is touched. */
static bool set_up(struct telexd *t, void *ctx, struct err *err)
{
	int lock;

	return lock_take(conf_lock_path(ctx, t->conf), &lock, err) && signals_open(&t->signals, err) &&
	       actions_new(ctx, t->conf, t->load, t->options->config, &t->actions, err) &&
	       pool_new(ctx, n_parsers(), &t->pool, err) &&
	       store_open(t->conf->telexd.database, STORE_DAEMON, &t->store, err);
}

static int run(const struct telexd_options *options)
{
	struct telexd t = {.options = options, .load = load};
	void *ctx = talloc_new(NULL);
	AUTO_BUF faults = BUF_INIT(MIB(1));
	struct conf *conf;
	struct err err = {0};
	int status;

	if (!load(ctx, options->config, &conf, &faults, &err)) {
		status = say_faults(&faults, &err);
	} else {
		t.conf = conf;
		if (!set_up(&t, ctx, &err)) {
			status = say(&err);
		} else {
			store_set_interrupt(t.store, signals_want_end, NULL);
			status = options->is_once ? once_run(&t) : loop_run(&t);
		}
	}
	store_close(t.store);
	talloc_free(ctx);
	return status;
}

int main(int argc, char **argv)
{
	struct telexd_options options;
	enum options_wish wish;
	struct err err = {0};

	log_set_name("telexd");
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1, load);
	if (!options_parse(argc, argv, &options, &wish, &err))
		return say(&err);
	if (wish != OPTIONS_RUN)
		return wish == OPTIONS_HELP ? print_help() : print_version();
	umask(077);
	raise_file_limit();
	log_set_level(options.level);
	if (options.now != WHEN_NONE)
		clock_start_at(options.now);
	return run(&options);
}
