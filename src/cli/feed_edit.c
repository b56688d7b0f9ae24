/* feed_edit.c: `telex feed edit` and `telex feed retry`: a feed's section changed in place; a feed asked
 * again. */
#include "feed.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feeds_file.h"

extern char **environ;

/* ---- edit ---- */

/* The options that are keys of a section. */
static const char *const keys[] = {"url", "title", "group", "interval"};
enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

static void add_pair(struct conf_pair *pairs, size_t *n, const char *key, const char *value)
{
	/* Nothing behind the sign: the key goes. */
	pairs[(*n)++] = (struct conf_pair){key, value[0] ? value : NULL};
}

/* "--url U" and "key=value" alike. */
static bool collect(struct cli *cli, int argc, char **argv, struct conf_pair *pairs, size_t *ret_n,
		    struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (cli_option(cli, keys[i]))
			add_pair(pairs, &n, keys[i], cli_option(cli, keys[i]));
	for (int i = 0; i < argc; i++) {
		const char *sign = strchr(argv[i], '=');

		if (!sign || sign == argv[i])
			return err_set(err, ERR_USAGE, "'%s' is not KEY=VALUE", argv[i]);
		add_pair(pairs, &n, mem_strndup(cli->ctx, argv[i], (size_t)(sign - argv[i])), sign + 1);
	}
	*ret_n = n;
	return true;
}

/* The configuration as it is in the files now, for everybody who reads it. */
static int take_over(struct cli *cli)
{
	struct err err;
	int status;

	if (!cli_load_or_say(cli, &status))
		return status;
	if (!feeds_sync(cli, &err))
		return cli_fail(&err);
	feeds_tell_daemon(cli);
	return 0;
}

static const char *editor(void)
{
	const char *const names[] = {"VISUAL", "EDITOR"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && value[0])
			return value;
	}
	return "vi";
}

static bool run_editor(struct cli *cli, const struct conf_feed *feed, struct err *err)
{
	char **words = conf_command_argv(cli->ctx, editor(), err), **argv;
	size_t n = 0;
	pid_t pid;
	int rc, status;

	if (!words)
		return err_wrap(err, "the editor '%s'", editor());
	while (words[n])
		n++;
	argv = mem_array(cli->ctx, char *, n + 3);
	memcpy(argv, words, n * sizeof(argv[0]));
	/* What vi, emacs, nano and their like understand. */
	argv[n] = mem_printf(cli->ctx, "+%d", feed->line);
	argv[n + 1] = mem_strdup(cli->ctx, feed->file);
	rc = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (rc != 0)
		return err_set(err, ERR_UNAVAILABLE, "cannot start the editor %s: %s (set EDITOR)", argv[0],
			       strerror(rc));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(err, ERR_UNAVAILABLE, "lost sight of the editor: %s", strerror(errno));
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
	       err_set(err, ERR_UNAVAILABLE, "the editor failed; %s is read all the same next time",
		       feed->file);
}

static int edit_by_hand(struct cli *cli, const struct conf_feed *feed)
{
	struct err err;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage(
		    cli, "feed edit needs what to change (url=URL interval=30m), or a terminal for the "
			 "editor");
	return run_editor(cli, feed, &err) ? take_over(cli) : cli_fail(&err);
}

int feed_edit(struct cli *cli, int argc, char **argv)
{
	struct conf_pair *pairs = mem_array(cli->ctx, struct conf_pair, (size_t)argc + N_KEYS);
	const struct conf_feed *feed;
	struct err err;
	size_t n = 0;

	if (argc == 0)
		return cli_usage(cli, "feed edit takes a name, and what to change");
	feed = feeds_find(cli->conf, argv[0]);
	if (!feed) {
		feeds_unknown(cli, argv[0], &err);
		return cli_fail(&err);
	}
	if (!collect(cli, argc - 1, argv + 1, pairs, &n, &err))
		return cli_fail(&err);
	if (n == 0)
		return edit_by_hand(cli, feed);
	if (!conf_edit_section(feed->file, "feed", feed->name, pairs, n, &err))
		return cli_fail(&err);
	cli_note(cli, "changed %s in %s", feed->name, feed->file);
	return take_over(cli);
}

/* ---- retry ---- */

/* Its schedule forgotten; false for one that its server holds back. */
static bool forget(struct cli *cli, const struct store_feed *row, bool *ret_may_ask, struct err *err)
{
	struct store_report report;

	*ret_may_ask = true;
	if (!row)
		return true;
	if (!store_feed_retry(cli->store, row->id, err))
		return false;
	if (row->state.hold_until <= cli->now)
		return true;
	*ret_may_ask = false;
	store_feed_report(cli->ctx, row, NULL, cli->now, &report);
	for (size_t i = 0; i < report.n; i++)
		if (strcmp(report.findings[i].name, "held") == 0)
			cli_note(cli, "%s: %s", row->name, report.findings[i].words);
	return true;
}

static bool forget_all(struct cli *cli, int argc, char **argv, const char **names, size_t *ret_n,
		       struct err *err)
{
	struct store_feeds *rows;
	bool may_ask;

	for (int i = 0; i < argc; i++)
		if (!feeds_find(cli->conf, argv[i]))
			return feeds_unknown(cli, argv[i], err);
	if (!feeds_sync(cli, err) || !store_feeds(cli->store, cli->ctx, false, &rows, err))
		return false;
	for (int i = 0; i < argc; i++) {
		if (!forget(cli, feed_find_row(rows, argv[i]), &may_ask, err))
			return false;
		if (may_ask)
			names[(*ret_n)++] = argv[i];
	}
	return true;
}

int feed_retry(struct cli *cli, int argc, char **argv)
{
	const char **names = mem_array(cli->ctx, const char *, (size_t)argc + 1);
	struct refresh_order order = {.names = names, .is_reread = true};
	struct err err;

	if (argc == 0)
		return cli_usage(cli, "feed retry takes the names of feeds (telex feed health --problems)");
	if (!forget_all(cli, argc, argv, names, &order.n, &err))
		return cli_fail(&err);
	/* Not to hold the store open while another process writes to it for long. */
	store_close(cli->store);
	cli->store = NULL;
	if (order.n == 0)
		return err_exit_status(ERR_PARTIAL);
	return refresh_feeds(cli, &order);
}
