/* cli.c: what the nouns share: messages, queries, the store, values on standard output. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "telex/nearest.h"
#include "telex/utf8.h"

/* One line on standard error, safe for a terminal. */
static void say(const char *before, const char *text)
{
	AUTO_BUF line = BUF_INIT(KIB(16));

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &line);
	fprintf(stderr, "%s%s\n", before, buf_str(&line));
}

int cli_fail(const struct err *err)
{
	say("telex: ", err->msg);
	return err_exit_status(err->code);
}

int cli_fail_text(const struct err *err, const char *text)
{
	AUTO_BUF carets = BUF_INIT(KIB(64));

	cli_fail(err);
	err_caret(err, text, 2, &carets);
	fputs(buf_str(&carets), stderr);
	return err_exit_status(err->code);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	AUTO_BUF text = BUF_INIT(KIB(8));
	const char *noun = cli->cmd == CMD_COUNT_ ? NULL : cmd_table[cli->cmd].name;
	va_list args;

	va_start(args, fmt);
	buf_vaddf(&text, fmt, args);
	va_end(args);
	buf_addf(&text, " (telex %s%s--help shows how)", noun ? noun : "", noun ? " " : "");
	say("telex: ", buf_str(&text));
	return err_exit_status(ERR_USAGE);
}

int cli_run_verb(struct cli *cli, const struct cli_verb *verbs, size_t n, int argc, char **argv)
{
	const char *names[CLI_VERBS_MAX], *near, *noun = cmd_table[cli->cmd].name;

	if (!argc)
		return verbs[0].run(cli, 0, argv);
	for (size_t i = 0; i < n; i++) {
		names[i] = verbs[i].name;
		if (!strcmp(verbs[i].name, argv[0]))
			return verbs[i].run(cli, argc - 1, argv + 1);
	}
	near = nearest_name(argv[0], names, n);
	return near ? cli_usage(cli, "%s has no verb '%s': did you mean '%s'?", noun, argv[0], near)
		    : cli_usage(cli, "%s has no verb '%s'", noun, argv[0]);
}

void cli_note(const struct cli *cli, const char *fmt, ...)
{
	AUTO_BUF text = BUF_INIT(KIB(8));
	va_list args;

	if (cli_option(cli, "quiet"))
		return;
	va_start(args, fmt);
	buf_vaddf(&text, fmt, args);
	va_end(args);
	/* What was printed so far comes first where both go to one terminal. */
	fflush(stdout);
	say("", buf_str(&text));
}

char *cli_join(struct cli *cli, int argc, char **argv, int from)
{
	char *text = mem_strdup(cli->ctx, "");

	for (int i = from; i < argc; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%s%s", i > from ? " " : "", argv[i]));
	return text;
}

static const char *entity_of(void *state, const char *name)
{
	return conf_entity(state, name);
}

static const char *view_of(void *state, const char *name)
{
	return conf_view(state, name);
}

struct query_names cli_names(const struct cli *cli)
{
	return (struct query_names){entity_of, view_of, cli->conf};
}

bool cli_query(struct cli *cli, const char *text, struct query **ret, struct err *err)
{
	const struct query_names names = cli_names(cli);

	return query_parse(cli->ctx, text, &names, ret, err);
}

void cli_remark(const struct cli *cli, const struct query *query)
{
	const char *remark = store_remark(cli->store, cli->ctx, query, cli->now);

	if (remark)
		cli_note(cli, "%s", remark);
}

/* For conf_load: names are those of the configuration that is being read. */
static bool check_query(const char *text, const struct conf *conf, struct err *err)
{
	const struct query_names names = {entity_of, view_of, (void *)conf};
	void *ctx = mem_check(talloc_new(NULL));
	struct query *query;
	const bool ok = query_parse(ctx, text, &names, &query, err);

	talloc_free(ctx);
	return ok;
}

bool cli_load(struct cli *cli, struct buf *faults, struct err *err)
{
	return conf_load(cli->ctx, cli->config_file, check_query, &cli->conf, faults, err);
}

bool cli_load_or_say(struct cli *cli, int *ret_status)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	struct err err;

	if (cli_load(cli, &faults, &err))
		return true;
	fputs(buf_str(&faults), stderr); /* the writer made it safe */
	*ret_status = cli_fail(&err);
	return false;
}

bool cli_has_store(const struct cli *cli)
{
	return access(cli->conf->telexd.database, F_OK) == 0 || errno != ENOENT;
}

bool cli_open_store(struct cli *cli, enum store_mode mode, struct err *err)
{
	if (cli->store && mode == STORE_READ)
		return true;
	if (mode == STORE_READ && !cli_has_store(cli))
		return err_set(err, ERR_IO, "nothing is stored yet in %s (telex refresh fetches the feeds)",
			       cli->conf->telexd.database);
	store_close(cli->store);
	cli->store = NULL;
	return store_open(cli->conf->telexd.database, mode, &cli->store, err);
}

bool cli_parse_id(const char *s, int64_t *ret, struct err *err)
{
	char *end;
	long long id;

	errno = 0;
	id = strtoll(s, &end, 10);
	if (s[0] < '0' || s[0] > '9' || *end != '\0' || errno != 0 || id <= 0)
		return err_set(err, ERR_USAGE, "'%s' is not the id of an article", s);
	*ret = id;
	return true;
}

void cli_put(struct buf *out)
{
	if (out->len > 0)
		(void)!fwrite(out->data, 1, out->len, stdout); /* main looks at ferror once, at the end */
	buf_reset(out);
}

void cli_tsv_cell(const char *s, struct buf *out)
{
	utf8_safe((struct bytes){s, strlen(s)}, SAFE_LINE, out); /* tabs and line breaks become blanks */
}
