/* view.c: `telex view`: the saved views with their numbers, what mutes hide, or the articles of one view. */
#include "cli.h"

#include <string.h>

#include "telex/utf8.h"

/* A line of the list. */
struct line {
	const char *name, *query, *kind;
	int64_t articles, unread; /* unread -1: has none */
	bool is_pending, is_broken;
};

static bool count_view(struct cli *cli, const struct conf_query *view, struct line *ret, struct err *err)
{
	struct query *query, *unread;

	*ret = (struct line){.name = view->name, .query = view->query, .kind = "view"};
	return cli_query(cli, view->query, &query, err) && cli_query(cli, "is:unread", &unread, err) &&
	       store_count(cli->store, query, cli->now, 0, &ret->articles, err) &&
	       store_count(cli->store, query_and(cli->ctx, unread, query), cli->now, 0, &ret->unread, err);
}

/* One that cannot be asked does not keep the others back. */
static bool take_view(struct cli *cli, const struct conf_query *view, struct line *ret, int *status)
{
	struct err err = {0};

	if (count_view(cli, view, ret, &err))
		return true;
	*status = cli_fail_text(&err, view->query);
	ret->is_broken = true;
	ret->articles = ret->unread = -1;
	return err.code == ERR_DATA || err.code == ERR_LIMIT;
}

static void put_text(const struct line *line, struct buf *out)
{
	AUTO_BUF name = BUF_INIT(KIB(4));

	utf8_safe((struct bytes){line->name, strlen(line->name)}, SAFE_LINE, &name);
	utf8_fit(buf_str(&name), name.len, 24, true, out);
	if (line->is_broken)
		buf_addf(out, " %9s", "broken");
	else
		buf_addf(out, " %9lld", (long long)line->articles);
	if (line->is_broken)
		buf_addf(out, " %9s  ", "");
	else if (line->unread >= 0)
		buf_addf(out, " %9lld  ", (long long)line->unread);
	else
		buf_addf(out, " %9s  ", line->is_pending ? "so far" : "muted");
	utf8_safe((struct bytes){line->query, strlen(line->query)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void put_json(const struct line *line, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, \"kind\": ");
	json_out_string(line->kind, out);
	buf_adds(out, ", \"name\": ");
	json_out_string(line->name, out);
	buf_adds(out, ", \"query\": ");
	json_out_string(line->query, out);
	buf_addf(out, line->is_broken ? ", \"articles\": null, \"unread\": " : ", \"articles\": %lld, \"unread\": ",
		 (long long)line->articles);
	buf_addf(out, line->unread >= 0 ? "%lld}" : "null}", (long long)line->unread);
}

static void put_tsv(const struct line *line, struct buf *out)
{
	buf_addf(out, "%s\t", line->kind);
	cli_tsv_cell(line->name, out);
	if (line->is_broken)
		buf_adds(out, "\t\t\t");
	else
		buf_addf(out, "\t%lld\t%lld\t", (long long)line->articles,
			 (long long)(line->unread >= 0 ? line->unread : 0));
	cli_tsv_cell(line->query, out);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(const struct line *line, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

static void put(struct cli *cli, const struct line *line, size_t *n, struct buf *out)
{
	buf_adds(out, (*n)++ ? formats[cli->format].between : "");
	formats[cli->format].put(line, out);
}

static int list(struct cli *cli)
{
	const struct conf *conf = cli->conf;
	AUTO_BUF out = BUF_INIT(MIB(16));
	struct store_mutes *mutes;
	struct err err = {0};
	int status = 0;
	size_t n = 0;

	if (!store_mutes(cli->store, cli->ctx, &mutes, &err))
		return cli_fail(&err);
	if (cli->format == CLI_TEXT && cli->is_tty && conf->n_views + mutes->n)
		buf_addf(&out, "%-24s %9s %9s  %s\n", "NAME", "ARTICLES", "UNREAD", "QUERY");
	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < conf->n_views; i++) {
		struct line line;

		if (!take_view(cli, &conf->views[i], &line, &status))
			return status;
		put(cli, &line, &n, &out);
	}
	for (size_t i = 0; i < mutes->n; i++) {
		const struct store_mute *m = &mutes->mutes[i];
		const struct line line = {m->name, m->query, "mute", m->n_articles, -1, m->is_pending, false};

		put(cli, &line, &n, &out);
	}
	if (n || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	cli_put(&out);
	return status ? status : n ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_view(struct cli *cli, int argc, char **argv)
{
	char *search;

	if (!argc)
		return list(cli);
	if (argc > 1)
		return cli_usage(cli, "view takes one name");
	if (!conf_view(cli->conf, argv[0]))
		return cli_usage(cli, "there is no [view %s] in the configuration", argv[0]);
	search = mem_printf(cli->ctx, "view:%s", argv[0]);
	cli->cmd = CMD_SEARCH; /* whose options it has */
	cli->dashes = 1;
	return cli_search(cli, 1, &search);
}
