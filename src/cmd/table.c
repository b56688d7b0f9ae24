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

/* The widest first; the most used pane before the others. */
static const struct cmd_section sections[] = {
    {CMD_IN_ALL | CMD_IN_HELP, "Everywhere"},
    {CMD_IN_ALL, "In every pane"},
    {CMD_IN_SIDE | CMD_IN_LIST, "In the side bar and the list"},
    {CMD_IN_LIST | CMD_IN_PAGE, "In the list and the text"},
    {CMD_IN_PAGE, "In the text"},
    {CMD_IN_LIST, "In the list"},
    {CMD_IN_SIDE, "In the side bar"},
    {CMD_IN_HEALTH, "On the health screen"},
    {CMD_IN_REPORT, "On a trend or digest"},
    {CMD_IN_ALERTS, "On the screens of alerts and rules"},
};

const struct cmd_section *cmd_sections(size_t *ret_n)
{
	*ret_n = sizeof(sections) / sizeof(sections[0]);
	return sections;
}

bool cmd_is_of(const struct cmd_row *row, const struct cmd_section *section)
{
	const unsigned panes = row->contexts & ~(unsigned)(CMD_IN_HEALTH | CMD_IN_REPORT | CMD_IN_ALERTS);

	return (row->where & CMD_TUI) && (panes ? panes : row->contexts) == section->contexts;
}
