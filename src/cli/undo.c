/* undo.c: `telex undo`: a change of marks is taken back; the list of changes. */
#include "cli.h"

#include <string.h>

#include "telex/utf8.h"

static void put_safe(const char *s, struct buf *out)
{
	utf8_safe((struct bytes){s, strlen(s)}, SAFE_LINE, out);
}

static void put_text(const struct cli *cli, const struct store_journal_entry *e, struct buf *out)
{
	char at[WHEN_LOCAL_SIZE];

	buf_addf(out, "%6lld  %-17s  ", (long long)e->number, when_local(e->at, cli->now, at));
	utf8_fit(e->who, strlen(e->who), 6, true, out);
	buf_addf(out, " %8lld  ", (long long)e->n_articles);
	put_safe(e->what, out);
	if (e->undone_at != WHEN_NONE) {
		buf_addf(out, "  (undone %s, ", when_local(e->undone_at, cli->now, at));
		put_safe(e->undone_by ? e->undone_by : "", out);
		buf_addc(out, ')');
	}
	buf_addc(out, '\n');
}

static void put_json(const struct cli *cli, const struct store_journal_entry *e, struct buf *out)
{
	(void)cli;
	buf_addf(out, "{\"v\": 1, \"number\": %lld", (long long)e->number);
	json_out_when(out, "at", e->at);
	json_out_text(out, "who", e->who);
	json_out_text(out, "what", e->what);
	json_out_number(out, "articles", e->n_articles);
	json_out_when(out, "undone_at", e->undone_at);
	json_out_text(out, "undone_by", e->undone_by);
	buf_addc(out, '}');
}

static void put_tsv(const struct cli *cli, const struct store_journal_entry *e, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE], undone[WHEN_RFC3339_SIZE] = "";

	(void)cli;
	if (e->undone_at != WHEN_NONE)
		(void)when_rfc3339(e->undone_at, undone);
	buf_addf(out, "%lld\t%s\t", (long long)e->number, when_rfc3339(e->at, at));
	cli_tsv_cell(e->who, out);
	buf_addf(out, "\t%lld\t%s\t", (long long)e->n_articles, undone);
	cli_tsv_cell(e->what, out);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(const struct cli *cli, const struct store_journal_entry *entry, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

/* On a terminal, without --limit and --format: one screen. */
static size_t limit_of(const struct cli *cli)
{
	if (cli->limit < 0 && cli->is_tty && !cli->has_format)
		return cli->rows > 4 ? (size_t)cli->rows - 3 : 2;
	return cli->limit < 0 ? 0 : (size_t)cli->limit;
}

static int list(struct cli *cli)
{
	AUTO_BUF out = BUF_INIT(MIB(64));
	struct store_journal *journal;
	struct err err = {0};

	if (!store_journal(cli->store, cli->ctx, limit_of(cli), &journal, &err))
		return cli_fail(&err);
	if (cli->format == CLI_TEXT && cli->is_tty && journal->n)
		buf_addf(&out, "%6s  %-17s  %-6s %8s  %s\n", "NUMBER", "WHEN", "WHO", "ARTICLES", "WHAT");
	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < journal->n; i++) {
		buf_adds(&out, i ? formats[cli->format].between : "");
		formats[cli->format].put(cli, &journal->entries[i], &out);
	}
	if (journal->n || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	cli_put(&out);
	return journal->n ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_undo(struct cli *cli, int argc, char **argv)
{
	const char *what;
	int64_t number = 0, changed;
	struct err err = {0};

	if (cli_option(cli, "list") || (argc && !strcmp(argv[0], "list")))
		return argc > 1 || (argc && cli_option(cli, "list")) ? cli_usage(cli, "undo --list takes no operands") : list(cli);
	if (argc > 1)
		return cli_usage(cli, "undo takes one number, of `telex undo --list`, or none for the last change");
	if (argc && !cli_parse_id(argv[0], &number, &err))
		return cli_usage(cli, "'%s' is no number of a change: `telex undo --list` has them", argv[0]);
	if (!store_undo(cli->store, cli->ctx, number, "cli", cli->now, &what, &changed, &err))
		return cli_fail(&err);
	cli_note(cli, "undone: %s (%lld article%s)", what, (long long)changed, changed == 1 ? "" : "s");
	return 0;
}
