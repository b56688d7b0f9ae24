/* cli.h: what every noun of `telex` gets, and what it may use to answer.
 *
 * A handler is int cli_NOUN(struct cli *cli, int argc, char **argv): argv holds the operands, options are
 * taken out; the result is the exit status (design section 10).  main.c finds the row, reads the
 * configuration and opens the store as the row says, calls the handler, and flushes standard output; only
 * main.c exits. */
#ifndef TELEX_CLI_H
#define TELEX_CLI_H

#include "telex/buf.h"
#include "telex/cmd.h"
#include "telex/conf.h"
#include "telex/json_out.h"
#include "telex/query.h"
#include "telex/store.h"

#include <stdio.h>

enum cli_format { CLI_TEXT, CLI_JSON, CLI_JSONL, CLI_TSV };
enum { CLI_OPTIONS_MAX = 128 };

struct cli {
	void *ctx; /* talloc: lives as long as the command */
	enum cmd cmd;
	const char *config_file; /* the main file's path, there or not */
	struct conf *conf;	 /* NULL for rows with store BARE */
	struct store *store;	 /* as the row says: NULL, for reading, or for writing */
	int64_t now;

	enum cli_format format;		     /* --format; CLI_TEXT when not given */
	bool has_format;		     /* it was given */
	int64_t limit;			     /* --limit; -1: not given */
	const char *values[CLI_OPTIONS_MAX]; /* by row of cmd_options; see cli_option */
	/* argv[dashes] is the first operand that stood behind "--"; argc when there was none.  has_dashes
	 * tells `read -- ` (everything) from `read` (nothing). */
	int dashes;
	bool has_dashes;

	bool is_tty;	/* standard output is a terminal */
	int cols, rows; /* of the terminal; 80 x 24 when there is none */
};

/* The value of an option ("" for a switch), NULL when it was not given.  name without dashes; it must be in
 * the table for this command. */
const char *cli_option(const struct cli *cli, const char *name);

/* ---- saying what went wrong: one line "telex: ..." on standard error; the result is the exit status ---- */
int cli_fail(const struct err *err);
/* The same with the text and a caret under the span of err. */
int cli_fail_text(const struct err *err, const char *text);
/* Exit 64, with "telex NOUN --help shows how" behind the message. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum { CLI_VERBS_MAX = 32 };
struct cli_verb {
	const char *name;
	int (*run)(struct cli *cli, int argc, char **argv); /* of what is behind the verb */
};
/* argv[0] is the verb of a noun that has them, CLI_VERBS_MAX at most, the first of the table when there is none; an unknown one
 * is exit 64. */
int cli_run_verb(struct cli *cli, const struct cli_verb *verbs, size_t n, int argc, char **argv);
/* A remark on standard error, not a failure; silent with --quiet. */
void cli_note(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- getting things ---- */
/* Operands from `from` on as one text, blank-separated: the words of a query. */
char *cli_join(struct cli *cli, int argc, char **argv, int from);
/* A query text with the names of the configuration. */
MUST_USE bool cli_query(struct cli *cli, const char *text, struct query **ret, struct err *err);
/* The names of the configuration. */
struct query_names cli_names(const struct cli *cli);
/* Read the configuration, also again: cli->conf.  False with ERR_CONFIG and its faults as lines. */
MUST_USE bool cli_load(struct cli *cli, struct buf *faults, struct err *err);
/* The same, with the faults printed; *ret_status is the exit status when it failed. */
MUST_USE bool cli_load_or_say(struct cli *cli, int *ret_status);
/* There is a store, or something where it should be. */
bool cli_has_store(const struct cli *cli);
/* Say what the search for a query leaves out, if anything: a word without letters, a tag that does not exist.
 */
void cli_remark(const struct cli *cli, const struct query *query);
/* Open the store where the row did not; fine when it is open for reading already and no more is asked for. */
MUST_USE bool cli_open_store(struct cli *cli, enum store_mode mode, struct err *err);
/* A positive id. */
MUST_USE bool cli_parse_id(const char *s, int64_t *ret, struct err *err);

/* ---- standard output ---- */
/* Write and empty the buffer. */
void cli_put(struct buf *out);
/* s as one TSV cell: safe, on one line, without tabs. */
void cli_tsv_cell(const char *s, struct buf *out);

/* JSON is base's: telex/json_out.h. */
#define cli_json_string json_out_string
#define cli_json_time json_out_time
#define cli_json_text json_out_text
#define cli_json_when json_out_when
#define cli_json_number json_out_number
#define cli_json_bool json_out_bool

/* ---- the nouns ---- */
int cli_search(struct cli *cli, int argc, char **argv);
int cli_show(struct cli *cli, int argc, char **argv);
int cli_cite(struct cli *cli, int argc, char **argv);
int cli_count(struct cli *cli, int argc, char **argv);
int cli_trend(struct cli *cli, int argc, char **argv);
int cli_digest(struct cli *cli, int argc, char **argv);
int cli_story(struct cli *cli, int argc, char **argv);
int cli_open(struct cli *cli, int argc, char **argv);
int cli_read(struct cli *cli, int argc, char **argv);
int cli_star(struct cli *cli, int argc, char **argv);
int cli_tag(struct cli *cli, int argc, char **argv);
int cli_note_on(struct cli *cli, int argc, char **argv);
int cli_view(struct cli *cli, int argc, char **argv);
int cli_dump(struct cli *cli, int argc, char **argv);
int cli_restore(struct cli *cli, int argc, char **argv);
int cli_query_verb(struct cli *cli, int argc, char **argv);
int cli_rule(struct cli *cli, int argc, char **argv);
int cli_alerts(struct cli *cli, int argc, char **argv);
int cli_undo(struct cli *cli, int argc, char **argv);
int cli_feed(struct cli *cli, int argc, char **argv);
int cli_import(struct cli *cli, int argc, char **argv);
int cli_export(struct cli *cli, int argc, char **argv);
int cli_refresh(struct cli *cli, int argc, char **argv);
int cli_status(struct cli *cli, int argc, char **argv);
int cli_doctor(struct cli *cli, int argc, char **argv);
int cli_config(struct cli *cli, int argc, char **argv);
int cli_completion(struct cli *cli, int argc, char **argv);
int cli_help(struct cli *cli, int argc, char **argv);

#endif
