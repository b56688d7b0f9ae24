/* mark.c: `telex tag`, `read` and `star`: marks on articles, by id or by query, all through the
 * journal. */
#include "cli.h"

#include <stdlib.h>
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

/* For the journal: what was done, and to what. */
static const char *what_of(struct cli *cli, const char *what, const char *query)
{
	enum { WHAT_COLS = 200 };
	AUTO_BUF all = BUF_INIT(MIB(1));
	size_t len;

	buf_addf(&all, "%s -- %s", what, *query ? query : "(everything)");
	len = utf8_clip(buf_str(&all), all.len, WHAT_COLS, NULL);
	return mem_printf(cli->ctx, "%.*s%s", (int)len, buf_str(&all), len < all.len ? "..." : "");
}

static int apply(struct cli *cli, int argc, char **argv, int from, struct store_change *change)
{
	const char *text = cli_join(cli, argc, argv, cli->dashes);
	int64_t changed = 0, seq = INT64_MAX;
	struct query *query = NULL;
	struct err err = {0};
	bool ok;

	if (cli->has_dashes && from < cli->dashes)
		return cli_usage(cli, "give ids or, behind `--`, a query, not both");
	if (cli->has_dashes)
		change->what = what_of(cli, change->what, text);
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
		json_out_string(tag->name, out);
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

/* The +TAG and -TAG in front; gives how many words they were, -1 for a fault. */
static int take_tags(struct cli *cli, struct store_change *change, int argc, char **argv, int end, struct err *err)
{
	int n = 0;

	*change = (struct store_change){.who = "cli"};
	change->add = mem_array(cli->ctx, const char *, (size_t)argc + 1);
	change->remove = mem_array(cli->ctx, const char *, (size_t)argc + 1);
	for (; n < argc && n < end && (argv[n][0] == '+' || argv[n][0] == '-'); n++) {
		if (!store_tag_check(argv[n] + 1, err))
			return -1;
		take_tag(change, argv[n][0] == '+', argv[n] + 1);
	}
	change->what = "tag";
	for (int i = 0; i < n; i++)
		change->what = mem_printf(cli->ctx, "%s %s", change->what, argv[i]);
	return n;
}

/* ---- an automatic tag on what is stored already ---- */

static int apply_auto(struct cli *cli, const char *name)
{
	struct store_change change = {
	    .add = &name, .n_add = 1, .is_auto = true, .who = "cli", .what = mem_printf(cli->ctx, "tag apply %s", name)};
	const struct conf_query *tag = NULL;
	struct query *query;
	int64_t changed = 0, seq;
	struct err err = {0};

	for (size_t i = 0; i < cli->conf->n_tags; i++)
		if (!strcmp(cli->conf->tags[i].name, name))
			tag = &cli->conf->tags[i];
	if (!tag)
		return cli_usage(cli, "there is no [tag %s] in the configuration", name);
	change.points = tag->score;
	if (!cli_query(cli, tag->query, &query, &err) || !store_seq(cli->store, &seq, &err) ||
	    !store_mark_query(cli->store, query, seq, &change, cli->now, &changed, &err))
		return cli_fail_text(&err, tag->query);
	cli_note(cli, "%lld tagged%s", (long long)changed, changed ? "; `telex undo` takes it back" : "");
	return changed || is_any(cli, 0, NULL, query) ? 0 : err_exit_status(ERR_NO_MATCH);
}

/* ---- changes from standard input ---- */

/* One line of --batch, understood. */
struct order {
	struct store_change change;
	int64_t *ids;
	size_t n_ids;
	struct query *query; /* NULL: ids */
};

static bool read_operands(struct cli *cli, struct order *order, char *rest, struct err *err)
{
	const struct query_plan *plan;
	char *save = NULL;

	if (!strncmp(rest, "--", 2) && (!rest[2] || rest[2] == ' ')) {
		order->change.what = what_of(cli, order->change.what, rest + 2 + strspn(rest + 2, " "));
		/* what cannot be asked is found now, not behind the lines before it */
		return cli_query(cli, rest + 2, &order->query, err) &&
		       store_plan(cli->store, cli->ctx, order->query, cli->now, &plan, err);
	}
	order->ids = mem_array(cli->ctx, int64_t, strlen(rest) / 2 + 1);
	for (char *word = strtok_r(rest, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (!cli_parse_id(word, &order->ids[order->n_ids++], err))
			return false;
	return order->n_ids || err_set(err, ERR_USAGE, "which articles? give ids, or -- QUERY");
}

static bool read_order(struct cli *cli, char *line, struct order *order, struct err *err)
{
	char **words = mem_array(cli->ctx, char *, strlen(line) / 2 + 2), *s = line + strspn(line, " ");
	int n = 0;

	while ((*s == '+' || *s == '-') && strncmp(s, "--", 2) != 0) {
		words[n++] = s;
		s += strcspn(s, " ");
		if (*s)
			*s++ = '\0';
		s += strspn(s, " ");
	}
	if (!n)
		return err_set(err, ERR_USAGE, "no tag: write +TAG or -TAG");
	return take_tags(cli, &order->change, n, words, n, err) == n && read_operands(cli, order, s, err);
}

static bool read_orders(struct cli *cli, struct order **ret, size_t *ret_n, struct err *err)
{
	struct order *orders = NULL;
	size_t n = 0, number = 0, room = 0;
	char *line = NULL;
	bool ok = true;

	while (ok && getline(&line, &room, stdin) >= 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!line[strspn(line, " ")] || line[0] == '#')
			continue;
		if (n % 64 == 0)
			orders = mem_grow(cli->ctx, orders, struct order, n + 64);
		orders[n] = (struct order){0};
		ok = read_order(cli, mem_strdup(cli->ctx, line), &orders[n++], err) ||
		     err_wrap(err, "line %zu", number);
	}
	free(line);
	*ret = orders;
	*ret_n = n;
	return ok;
}

/* All lines are understood before the first is carried out. */
static int apply_batch(struct cli *cli)
{
	struct order *orders;
	size_t n;
	int64_t seq, changed = 0, all = 0;
	struct err err = {0};

	if (!read_orders(cli, &orders, &n, &err) || !store_seq(cli->store, &seq, &err))
		return cli_fail(&err);
	for (size_t i = 0; i < n; i++) {
		struct order *o = &orders[i];
		bool ok = o->query ? store_mark_query(cli->store, o->query, seq, &o->change, cli->now, &changed, &err)
				   : store_mark(cli->store, o->ids, o->n_ids, &o->change, cli->now, &changed, &err);

		if (!ok)
			return cli_fail(&err);
		all += changed;
	}
	cli_note(cli, "%lld changed", (long long)all);
	return all ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_tag(struct cli *cli, int argc, char **argv)
{
	struct store_change change;
	struct err err = {0};
	int n;

	if (cli_option(cli, "batch"))
		return argc ? cli_usage(cli, "with --batch everything stands on standard input") : apply_batch(cli);
	if (!argc && !cli->has_dashes)
		return list_tags(cli);
	if (argc == 2 && !strcmp(argv[0], "apply") && !cli->has_dashes)
		return apply_auto(cli, argv[1]);
	n = take_tags(cli, &change, argc, argv, cli->dashes, &err);
	if (n < 0)
		return cli_fail(&err);
	if (!n)
		return cli_usage(cli, "no tag: write +TAG to put one on, -TAG to take one off");
	return apply(cli, argc, argv, n, &change);
}
