/* cmd.h: the command table (telex/commands.def) and what is made from it: look-up, key bindings, help, manual,
 * completion. */
#ifndef TELEX_CMD_H
#define TELEX_CMD_H

#include "telex/buf.h"

enum cmd {
#define CMD(id, name, keys, contexts, cli, store, args, summary) CMD_##id,
#include "telex/commands.def"
#undef CMD
	CMD_COUNT_ /* how many */
};
enum cmd_context { CMD_IN_SIDE = 1, CMD_IN_LIST = 2, CMD_IN_PAGE = 4, CMD_IN_ALL = 7, CMD_IN_HELP = 8, CMD_IN_HEALTH = 16, CMD_IN_REPORT = 32, CMD_IN_ALERTS = 64 };
enum cmd_where { CMD_CLI = 1, CMD_TUI = 2, CMD_BOTH = 3 };
enum cmd_store { CMD_STORE_BARE, CMD_STORE_NONE, CMD_STORE_READ, CMD_STORE_WRITE };

struct cmd_row {
	const char *name, *keys, *args, *summary;
	unsigned contexts; /* of enum cmd_context */
	enum cmd_where where;
	enum cmd_store store;
};
extern const struct cmd_row cmd_table[CMD_COUNT_];

/* Keys are told by where they hold: the sections of help and manual, in order. */
struct cmd_section {
	unsigned contexts;
	const char *title;
};
const struct cmd_section *cmd_sections(size_t *ret_n);
/* A command of the reader stands in one section; keys that other screens share with the panes are told there. */
bool cmd_is_of(const struct cmd_row *row, const struct cmd_section *section);

/* The command of that name which may be used in `where`; CMD_COUNT_ when there is none. */
enum cmd cmd_find(const char *name, enum cmd_where where);
/* The nearest name by edit distance (at most 2 edits), or NULL: for "did you mean".  Any table of names. */
const char *cmd_nearest(const char *word, const char *const *names, size_t n);

/* One option of one command; rows in src/cmd/options.c. */
struct cmd_option {
	enum cmd cmd;	   /* CMD_COUNT_: every command */
	const char *name;  /* "limit" for --limit */
	const char *value; /* "N"; NULL for a switch */
	const char *help;
};
const struct cmd_option *cmd_options(size_t *ret_n);
/* The same for telexd, and its verbs. */
struct cmd_verb {
	const char *name, *args, *summary;
};
const struct cmd_verb *cmd_telexd_verbs(size_t *ret_n);
const struct cmd_option *cmd_telexd_options(size_t *ret_n);

void cmd_write_usage(struct buf *out);				  /* telex --help */
bool cmd_write_help(const char *name, struct buf *out);		  /* telex NAME --help; false: no such command */
void cmd_write_telexd_usage(struct buf *out);			  /* telexd --help */
void cmd_write_mdoc_commands(struct buf *out);			  /* telex(1): commands and their options */
void cmd_write_mdoc_keys(struct buf *out);			  /* telex(1): keys by context */
void cmd_write_mdoc_telexd(struct buf *out);			  /* telexd(1) */
/* For bash or zsh; false for another.  query_words: what may begin a query's word ("title: is:unread"), blank-separated. */
bool cmd_write_completion(const char *shell, const char *query_words, struct buf *out);

#endif
