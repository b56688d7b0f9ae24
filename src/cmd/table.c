/* table.c: the command table and look-up in it. */
#include "telex/cmd.h"

#include "telex/nearest.h"

#include <string.h>

/* The words of commands.def. */
#define SIDE CMD_IN_SIDE
#define LIST CMD_IN_LIST
#define PAGE CMD_IN_PAGE
#define HELP CMD_IN_HELP
#define HEALTH CMD_IN_HEALTH
#define REPORT CMD_IN_REPORT
#define ALERTS CMD_IN_ALERTS
#define ALL CMD_IN_ALL
#define CLI CMD_CLI
#define TUI CMD_TUI
#define BOTH CMD_BOTH

const struct cmd_row cmd_table[CMD_COUNT_] = {
#define CMD(id, name, keys, contexts, cli, store, args, summary)                                             \
	[CMD_##id] = {name, keys, args, summary, contexts, cli, CMD_STORE_##store},
#include "telex/commands.def"
#undef CMD
};

enum cmd cmd_find(const char *name, enum cmd_where where)
{
	for (int i = 0; i < CMD_COUNT_; i++)
		if ((cmd_table[i].where & where) && strcmp(cmd_table[i].name, name) == 0)
			return (enum cmd)i;
	return CMD_COUNT_;
}

const char *cmd_nearest(const char *word, const char *const *names, size_t n)
{
	return nearest_name(word, names, n);
}
