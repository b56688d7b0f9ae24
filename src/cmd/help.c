/* help.c: the help that the programs print, from the tables. */
#include "telex/cmd.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLS = 24 };

/* "  left      right"; a left side that is too long gets a line of its own. */
static void add_row(const char *left, const char *right, struct buf *out)
{
	if (strlen(left) >= NAME_COLS)
		buf_addf(out, "  %s\n  %*s%s\n", left, NAME_COLS, "", right);
	else
		buf_addf(out, "  %-*s%s\n", NAME_COLS, left, right);
}

static void add_option(const struct cmd_option *option, struct buf *out)
{
	char left[80];

	snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value ? " " : "",
		 option->value ? option->value : "");
	add_row(left, option->help, out);
}

/* The options of cmd; CMD_COUNT_: those of every command.  Gives their number. */
static size_t add_options(enum cmd cmd, const char *title, struct buf *out)
{
	size_t n, found = 0;
	const struct cmd_option *options = cmd_options(&n);

	for (size_t i = 0; i < n; i++)
		if (options[i].cmd == cmd) {
			if (found++ == 0)
				buf_adds(out, title);
			add_option(&options[i], out);
		}
	return found;
}

void cmd_write_usage(struct buf *out)
{
	buf_adds(out,
		 "usage: telex [OPTION]... [COMMAND [ARGUMENT]...]\n\n"
		 "Reads the news that telexd fetches. Without a command it opens the reader.\n\nCommands:\n");
	for (int i = 0; i < CMD_COUNT_; i++)
		if (cmd_table[i].where & CMD_CLI)
			add_row(cmd_table[i].name, cmd_table[i].summary, out);
	add_options(CMD_COUNT_, "\nOptions, before or after the command:\n", out);
	buf_adds(out, "\n`telex COMMAND --help` says more. See telex(1), telex-query(7), telex.ini(5).\n");
}

bool cmd_write_help(const char *name, struct buf *out)
{
	const enum cmd cmd = cmd_find(name, CMD_BOTH);
	const struct cmd_row *row = &cmd_table[cmd];

	if (cmd == CMD_COUNT_)
		return false;
	if (row->where & CMD_CLI)
		buf_addf(out, "usage: telex %s [OPTION]...%s%s\n\n", row->name, row->args[0] ? " " : "",
			 row->args);
	buf_addf(out, "%s.\n", row->summary);
	if ((row->where & CMD_TUI) && row->keys[0])
		buf_addf(out, "In the reader: %s or :%s%s%s\n", row->keys, row->name, row->args[0] ? " " : "",
			 row->args);
	else if (row->where & CMD_TUI)
		buf_addf(out, "In the reader: :%s%s%s\n", row->name, row->args[0] ? " " : "", row->args);
	if (!(row->where & CMD_CLI))
		return true;
	add_options(cmd, "\nOptions:\n", out);
	add_options(CMD_COUNT_, "\nOptions of every command:\n", out);
	return true;
}

void cmd_write_telexd_usage(struct buf *out)
{
	size_t n;
	const struct cmd_verb *verbs = cmd_telexd_verbs(&n);

	buf_adds(out, "usage: telexd [OPTION]... [FEED]...\n");
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "       telexd %s [OPTION]... %s\n", verbs[i].name, verbs[i].args);
	buf_adds(out, "\nFetches feeds into the store, and stays in the foreground; with --once, fetches and "
		      "exits.\n\n");
	for (size_t i = 0; i < n; i++)
		add_row(verbs[i].name, verbs[i].summary, out);
	buf_adds(out, "\nOptions:\n");
	const struct cmd_option *options = cmd_telexd_options(&n);
	for (size_t i = 0; i < n; i++)
		add_option(&options[i], out);
}
