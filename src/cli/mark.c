/* mark.c: `telex tag`, `read`, `star` and `undo`: marks on articles, by id or by query, all through the
 * journal. */
#include "cli.h"

#include <string.h>

#include "telex/utf8.h"

/* Operands in front of "--" are ids, what stands behind it is a query. */
static bool apply_ids(struct cli *cli, int argc, char **argv, const struct store_change *change,
		      int64_t *ret_changed, struct err *err)
{
	int64_t *ids = mem_array(cli->ctx, int64_t, (size_t)argc);

	for (int i = 0; i < argc; i++)
		if (!cli_parse_id(argv[i], &ids[i], err))
			return false;
	return store_mark(cli->store, ids, (size_t)argc, change, cli->now, ret_changed, err);
}

/* Articles that carry the mark already are no failure: a script may say the same twice. */
static bool is_any(struct cli *cli, int argc, char **argv, const struct query *query)
{
	int64_t id, count = 0;

	if (query)
		return store_count(cli->store, query, cli->now, 1, &count, NULL) && count > 0;
	for (int i = 0; i < argc; i++) {
		struct store_rows *rows;

		if (cli_parse_id(argv[i], &id, NULL) &&
		    store_rows_by_id(cli->store, cli->ctx, &id, 1, STORE_LIST, &rows, NULL) && rows->n)
			return true;
	}
	return false;
}

static int apply(struct cli *cli, int argc, char **argv, int from, const struct store_change *change)
{
	const char *text = cli_join(cli, argc, argv, cli->dashes);
	int64_t changed = 0, seq = INT64_MAX;
	struct query *query = NULL;
	struct err err = {0};
	bool ok;

	if (cli->has_dashes && from < cli->dashes)
		return cli_usage(cli, "give ids or, behind `--`, a query, not both");
	if (cli->has_dashes)
		ok = cli_query(cli, text, &query, &err) && store_seq(cli->store, &seq, &err) &&
		     store_mark_query(cli->store, query, seq, change, cli->now, &changed, &err);
	else if (from < argc)
		ok = apply_ids(cli, argc - from, argv + from, change, &changed, &err);
	else
		return cli_usage(cli, "which articles? give ids, or `-- QUERY`");
	if (!ok)
		return cli->has_dashes ? cli_fail_text(&err, text) : cli_fail(&err);
	if (query)
		cli_remark(cli, query);
	cli_note(cli, "%lld changed%s", (long long)changed, changed ? "; `telex undo` takes it back" : "");
	return changed || is_any(cli, argc - from, argv + from, query) ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_read(struct cli *cli, int argc, char **argv)
{
	bool is_off = cli_option(cli, "off");
	struct store_change change = {
	    .read = is_off ? -1 : 1, .who = "cli", .what = is_off ? "mark unread" : "mark read"};

	return apply(cli, argc, argv, 0, &change);
}

int cli_star(struct cli *cli, int argc, char **argv)
{
	bool is_off = cli_option(cli, "off");
	struct store_change change = {
	    .starred = is_off ? -1 : 1, .who = "cli", .what = is_off ? "take the star off" : "star"};

	return apply(cli, argc, argv, 0, &change);
}

static void put_tag(struct cli *cli, const struct store_tag *tag, bool is_first, struct buf *out)
{
	if (cli->format == CLI_JSON || cli->format == CLI_JSONL) {
		buf_adds(out, is_first ? "" : cli->format == CLI_JSON ? ",\n " : "\n");
		buf_adds(out, "{\"v\": 1, \"tag\": ");
		cli_json_string(tag->name, out);
		buf_addf(out, ", \"articles\": %lld, \"unread\": %lld}", (long long)tag->n_articles,
			 (long long)tag->n_unread);
	} else if (cli->format == CLI_TSV) {
		cli_tsv_cell(tag->name, out);
		buf_addf(out, "\t%lld\t%lld\n", (long long)tag->n_articles, (long long)tag->n_unread);
	} else {
		buf_addf(out, "%8lld  ", (long long)tag->n_articles);
		utf8_safe((struct bytes){tag->name, strlen(tag->name)}, SAFE_LINE, out);
		buf_addf(out, tag->n_unread ? "  (%lld unread)\n" : "\n", (long long)tag->n_unread);
	}
}

static int list_tags(struct cli *cli)
{
	struct store_tags *tags;
	struct err err = {0};
	AUTO_BUF out = BUF_INIT(MIB(16));

	if (!store_tags(cli->store, cli->ctx, &tags, &err))
		return cli_fail(&err);
	buf_adds(&out, cli->format == CLI_JSON ? "[" : "");
	for (size_t i = 0; i < tags->n; i++)
		put_tag(cli, &tags->tags[i], i == 0, &out);
	buf_adds(&out, cli->format == CLI_JSON ? "]\n" : cli->format == CLI_JSONL && tags->n ? "\n" : "");
	cli_put(&out);
	return tags->n ? 0 : err_exit_status(ERR_NO_MATCH);
}

/* `unread` and `starred` are words for the flags. */
static void take_tag(struct store_change *change, bool is_add, const char *name)
{
	if (!strcmp(name, "unread"))
		change->read = is_add ? -1 : 1;
	else if (!strcmp(name, "starred"))
		change->starred = is_add ? 1 : -1;
	else if (is_add)
		change->add[change->n_add++] = name;
	else
		change->remove[change->n_remove++] = name;
}

int cli_tag(struct cli *cli, int argc, char **argv)
{
	struct store_change change = {.who = "cli"};
	struct err err = {0};
	int n = 0;

	if (!argc && !cli->has_dashes)
		return list_tags(cli);
	change.add = mem_array(cli->ctx, const char *, (size_t)argc + 1);
	change.remove = mem_array(cli->ctx, const char *, (size_t)argc + 1);
	for (; n < argc && n < cli->dashes && (argv[n][0] == '+' || argv[n][0] == '-'); n++) {
		if (!store_tag_check(argv[n] + 1, &err))
			return cli_fail(&err);
		take_tag(&change, argv[n][0] == '+', argv[n] + 1);
	}
	if (!n)
		return cli_usage(cli, "no tag: write +TAG to put one on, -TAG to take one off");
	change.what = mem_printf(cli->ctx, "tag %s%s", argv[0], n > 1 ? " ..." : "");
	return apply(cli, argc, argv, n, &change);
}

int cli_undo(struct cli *cli, int argc, char **argv)
{
	const char *what;
	int64_t changed;
	struct err err = {0};

	(void)argv;
	if (argc)
		return cli_usage(cli, "undo takes no operands: it takes the last change back");
	if (!store_undo(cli->store, cli->ctx, "cli", cli->now, &what, &changed, &err))
		return cli_fail(&err);
	cli_note(cli, "undone: %s (%lld articles)", what, (long long)changed);
	return 0;
}
