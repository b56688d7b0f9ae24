/* main.c: telex from its arguments to its exit status. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "telex/log.h"
#include "telex/ui.h"
#include "telexd.h"

typedef int handler_fn(struct cli *cli, int argc, char **argv);

static handler_fn *const handlers[CMD_COUNT_] = {
    [CMD_SEARCH] = cli_search,
    [CMD_SHOW] = cli_show,
    [CMD_CITE] = cli_cite,
    [CMD_COUNT] = cli_count,
    [CMD_TREND] = cli_trend,
    [CMD_DIGEST] = cli_digest,
    [CMD_OPEN] = cli_open,
    [CMD_READ] = cli_read,
    [CMD_STAR] = cli_star,
    [CMD_TAG] = cli_tag,
    [CMD_QUERY] = cli_query_verb,
    [CMD_UNDO] = cli_undo,
    [CMD_NOTE] = cli_note_on,
    [CMD_VIEW] = cli_view,
    [CMD_RULE] = cli_rule,
    [CMD_ALERTS] = cli_alerts,
    [CMD_STORY] = cli_story,
    [CMD_DUMP] = cli_dump,
    [CMD_RESTORE] = cli_restore,
    [CMD_FEED] = cli_feed,
    [CMD_REFRESH] = cli_refresh,
    [CMD_IMPORT] = cli_import,
    [CMD_EXPORT] = cli_export,
    [CMD_STATUS] = cli_status,
    [CMD_DOCTOR] = cli_doctor,
    [CMD_CONFIG] = cli_config,
    [CMD_HELP] = cli_help,
    [CMD_COMPLETION] = cli_completion,
};

/* A terminal's size from the terminal, else from the environment, else what every terminal once was. */
static void measure(struct cli *cli)
{
	struct winsize size = {0};
	const char *columns = getenv("COLUMNS");

	cli->is_tty = isatty(STDOUT_FILENO);
	cli->cols = 80;
	cli->rows = 24;
	if (cli->is_tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
	    size.ws_row > 0) {
		cli->cols = size.ws_col;
		cli->rows = size.ws_row;
	} else if (columns && strtol(columns, NULL, 10) >= 20 && strtol(columns, NULL, 10) <= 1000) {
		cli->cols = (int)strtol(columns, NULL, 10);
	}
}

static int open_reader(struct cli *cli)
{
	struct ui_options options = {.config_file = cli->config_file};
	struct err err = {0};
	int status;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage(cli, "the reader needs a terminal; without one: telex search");
	if (!cli_load_or_say(cli, &status))
		return status;
	if (!cli_open_store(cli, STORE_CLIENT, &err))
		return cli_fail(&err);
	options.conf = cli->conf;
	options.store = cli->store;
	options.telexd = telexd_find(cli->ctx);
	status = ui_run(&options, &err);
	if (status != 0 && err.msg[0])
		cli_fail(&err);
	return status;
}

/* Before the first fetch there is no store: an empty one is made, so that every command answers as on one
 * without articles. */
static bool open_for(struct cli *cli, enum cmd_store needs, struct err *err)
{
	if (!cli_has_store(cli)) {
		cli_note(cli, "nothing is stored yet (telex refresh fetches the feeds)");
		needs = CMD_STORE_WRITE;
	}
	return cli_open_store(cli, needs == CMD_STORE_READ ? STORE_READ : STORE_CLIENT, err);
}

static int run_noun(struct cli *cli, int argc, char **argv)
{
	const enum cmd_store needs = cmd_table[cli->cmd].store;
	struct err err;
	int status;

	if (needs != CMD_STORE_BARE && !cli_load_or_say(cli, &status))
		return status;
	if (needs >= CMD_STORE_READ && !open_for(cli, needs, &err))
		return cli_fail(&err);
	return handlers[cli->cmd](cli, argc, argv);
}

static int print_help(struct cli *cli)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	if (cli->cmd == CMD_COUNT_)
		cmd_write_usage(&out);
	else
		(void)cmd_write_help(cmd_table[cli->cmd].name, &out); /* the command was found already */
	cli_put(&out);
	return 0;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
	struct options_rest rest;
	struct err err;

	if (!options_parse(cli, argc, argv, &rest, &err))
		return cli_fail(&err);
	cli->config_file =
	    cli_option(cli, "config") ? cli_option(cli, "config") : conf_default_path(cli->ctx);
	if (cli_option(cli, "help"))
		return print_help(cli);
	if (cli_option(cli, "version")) {
		puts("telex " TELEX_VERSION);
		return 0;
	}
	if (cli->cmd != CMD_COUNT_)
		return run_noun(cli, rest.argc, rest.argv);
	return rest.argc ? cli_usage(cli, "which command?") : open_reader(cli);
}

int main(int argc, char **argv)
{
	struct cli cli = {.cmd = CMD_COUNT_, .now = (int64_t)time(NULL)};
	int status;

	setlocale(LC_CTYPE, "");
	umask(077);
	log_set_name("telex");
	cli.ctx = mem_check(talloc_new(NULL));
	measure(&cli);
	status = dispatch(&cli, argc, argv);
	store_close(cli.store);
	/* A full disk behind a redirection is seen only here. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == 0) {
		struct err err;
		err_set(&err, ERR_IO, "cannot write to standard output: %s", strerror(errno));
		status = cli_fail(&err);
	}
	talloc_free(cli.ctx);
	return status;
}
