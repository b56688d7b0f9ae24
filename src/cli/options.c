/* options.c: the command line taken apart by the table of options. */
#include "options.h"

#include <assert.h>
#include <string.h>

#include "telex/nearest.h"

struct parse {
	struct cli *cli;
	const struct cmd_option *rows;
	size_t n;
	char **operands;
	int n_operands;
};

/* The length of an option's name in "--name" or "--name=value". */
static size_t name_len(const char *arg)
{
	return strcspn(arg + 2, "=");
}

static bool is_named(const struct cmd_option *row, const char *arg)
{
	return strlen(row->name) == name_len(arg) && strncmp(row->name, arg + 2, name_len(arg)) == 0;
}

static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] == '-' && arg[2] != '\0';
}

/* Options of any command may stand before the noun, so it is the first word that is no option and no option's
 * value. */
static int find_noun(const struct parse *p, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		bool takes_value = false;
		if (strcmp(argv[i], "--") == 0)
			return argc;
		if (!is_option(argv[i]))
			return i;
		for (size_t k = 0; k < p->n; k++)
			takes_value |= p->rows[k].value && is_named(&p->rows[k], argv[i]);
		if (takes_value && argv[i][2 + name_len(argv[i])] != '=')
			i++;
	}
	return argc;
}

/* The row that holds for this command; p->n when there is none. */
static size_t find_row(const struct parse *p, const char *arg)
{
	for (size_t i = 0; i < p->n; i++)
		if ((p->rows[i].cmd == p->cli->cmd || p->rows[i].cmd == CMD_COUNT_) &&
		    is_named(&p->rows[i], arg))
			return i;
	return p->n;
}

static bool unknown_option(const struct parse *p, const char *arg, struct err *err)
{
	const char *names[CLI_OPTIONS_MAX], *near;
	char *word = mem_strndup(p->cli->ctx, arg + 2, name_len(arg));
	const char *noun = p->cli->cmd == CMD_COUNT_ ? "" : cmd_table[p->cli->cmd].name;
	size_t n = 0;

	for (size_t i = 0; i < p->n && n < CLI_OPTIONS_MAX; i++)
		if (p->rows[i].cmd == p->cli->cmd || p->rows[i].cmd == CMD_COUNT_)
			names[n++] = p->rows[i].name;
	near = nearest_name(word, names, n);
	if (near)
		return err_set(err, ERR_USAGE, "there is no option --%s, did you mean --%s?", word, near);
	return err_set(err, ERR_USAGE, "there is no option --%s (telex %s%s--help lists them)", word, noun,
		       *noun ? " " : "");
}

/* "text|json": is value one of them?  Where the row names no words, anything is. */
static bool is_allowed(const char *words, const char *value)
{
	const size_t want = strlen(value);

	if (!strchr(words, '|'))
		return true;
	for (const char *w = words; *w;) {
		const size_t len = strcspn(w, "|");
		if (len == want && memcmp(w, value, len) == 0)
			return true;
		w += len + (w[len] == '|');
	}
	return false;
}

/* Takes the option at argv[*at], and its value. */
static bool take_option(struct parse *p, int argc, char **argv, int *at, struct err *err)
{
	const char *arg = argv[*at], *value = arg[2 + name_len(arg)] ? arg + 3 + name_len(arg) : NULL;
	const size_t i = find_row(p, arg);
	const struct cmd_option *row = &p->rows[i];

	if (i == p->n)
		return unknown_option(p, arg, err);
	if (!row->value) {
		p->cli->values[i] = "";
		return !value || err_set(err, ERR_USAGE, "--%s takes no value", row->name);
	}
	if (!value && *at + 1 < argc)
		value = argv[++*at];
	if (!value)
		return err_set(err, ERR_USAGE, "--%s needs a value: %s", row->name, row->value);
	if (!is_allowed(row->value, value))
		return err_set(err, ERR_USAGE, "--%s cannot be '%s' (allowed: %s)", row->name, value,
			       row->value);
	p->cli->values[i] = value;
	return true;
}

static bool take_format(struct cli *cli, const char *value, struct err *err)
{
	static const char *const names[] = {
	    [CLI_TEXT] = "text", [CLI_JSON] = "json", [CLI_JSONL] = "jsonl", [CLI_TSV] = "tsv"};

	(void)err;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], value) == 0)
			cli->format = (enum cli_format)i;
	cli->has_format = true;
	return true;
}

static bool take_limit(struct cli *cli, const char *value, struct err *err)
{
	const size_t digits = strspn(value, "0123456789");

	if (digits == 0 || digits > 18 || value[digits] != '\0')
		return err_set(err, ERR_USAGE, "--limit needs a number, not '%s'", value);
	cli->limit = 0;
	for (const char *s = value; *s; s++)
		cli->limit = cli->limit * 10 + (*s - '0');
	return true;
}

/* Options whose values the frame keeps ready for every noun. */
static const struct {
	const char *name;
	bool (*take)(struct cli *cli, const char *value, struct err *err);
} common[] = {
    {"format", take_format},
    {"limit", take_limit},
};

static bool take_common(const struct parse *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < sizeof(common) / sizeof(common[0]); k++)
			if (p->cli->values[i] && strcmp(p->rows[i].name, common[k].name) == 0 &&
			    !common[k].take(p->cli, p->cli->values[i], err))
				return false;
	return true;
}

static bool unknown_noun(const char *word, struct err *err)
{
	const char *names[CMD_COUNT_], *near;
	size_t n = 0;

	for (int i = 0; i < CMD_COUNT_; i++)
		if (cmd_table[i].where & CMD_CLI)
			names[n++] = cmd_table[i].name;
	near = nearest_name(word, names, n);
	if (near)
		return err_set(err, ERR_USAGE, "there is no command '%s', did you mean '%s'?", word, near);
	return err_set(err, ERR_USAGE, "there is no command '%s' (telex --help lists them)", word);
}

bool options_parse(struct cli *cli, int argc, char **argv, struct options_rest *ret, struct err *err)
{
	struct parse p = {.cli = cli, .operands = mem_array(cli->ctx, char *, (size_t)argc + 1)};
	const int noun = (p.rows = cmd_options(&p.n), find_noun(&p, argc, argv));

	assert(p.n <= CLI_OPTIONS_MAX);
	cli->cmd = CMD_COUNT_;
	cli->limit = -1;
	if (noun < argc) {
		/* What people try first with a program they do not know. */
		const char *word = strcmp(argv[noun], "-h") == 0 ? "help" : argv[noun];
		cli->cmd = cmd_find(word, CMD_CLI);
		if (cli->cmd == CMD_COUNT_)
			return unknown_noun(word, err);
	}
	for (int i = 1; i < argc; i++) {
		if (i == noun)
			continue;
		if (!cli->has_dashes && strcmp(argv[i], "--") == 0) {
			cli->has_dashes = true;
			cli->dashes = p.n_operands;
		} else if (!cli->has_dashes && is_option(argv[i])) {
			if (!take_option(&p, argc, argv, &i, err))
				return false;
		} else {
			p.operands[p.n_operands++] = argv[i];
		}
	}
	if (!cli->has_dashes)
		cli->dashes = p.n_operands;
	*ret = (struct options_rest){p.n_operands, p.operands};
	return take_common(&p, err);
}

const char *cli_option(const struct cli *cli, const char *name)
{
	size_t n;
	const struct cmd_option *rows = cmd_options(&n);

	for (size_t i = 0; i < n; i++)
		if ((rows[i].cmd == cli->cmd || rows[i].cmd == CMD_COUNT_) && strcmp(rows[i].name, name) == 0)
			return cli->values[i];
	assert(!"an option that the table does not have");
	return NULL;
}
