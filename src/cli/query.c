/* query.c: `telex query`: what a query means and how it is found, or its canonical form. */
#include "cli.h"

#include <string.h>
#include <time.h>

#include "telex/utf8.h"

enum { FIRST_ROWS = 50 };

/* What was measured of a query. */
struct measured {
	int64_t count;
	double count_ms, first_ms;
};

static double clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_json(const struct cli *cli)
{
	return cli->format == CLI_JSON || cli->format == CLI_JSONL;
}

static void put_member(const char *name, const char *text, struct buf *out)
{
	buf_addf(out, ", \"%s\": ", name);
	json_out_string(text, out);
}

/* {"v": 1, "query": ..., "in_full": ... */
static void begin_json(const struct query *query, struct buf *out)
{
	AUTO_BUF text = BUF_INIT(KIB(512));
	AUTO_BUF whole = BUF_INIT(KIB(512));

	query_format(query, &text);
	query_write_out(query, &whole);
	buf_adds(out, "{\"v\": 1");
	put_member("query", buf_str(&text), out);
	put_member("in_full", buf_str(&whole), out);
}

static void put_safe(const struct buf *text, struct buf *out)
{
	utf8_safe(buf_bytes(text), SAFE_TEXT, out);
}

static void print_canonical(struct cli *cli, const struct query *query, struct buf *out)
{
	AUTO_BUF text = BUF_INIT(KIB(512));

	if (is_json(cli)) {
		begin_json(query, out);
		buf_adds(out, "}\n");
		return;
	}
	query_format(query, &text);
	buf_addc(&text, '\n');
	put_safe(&text, out);
}

static void print_json(const struct query *query, const struct query_plan *plan, const struct measured *m,
		       struct buf *out)
{
	begin_json(query, out);
	put_member("driver", query_driver_name(plan), out);
	put_member("found_by", plan->drives, out);
	buf_adds(out, ", \"filters\": [");
	for (size_t i = 0; i < plan->n_filters; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(plan->filters[i], out);
	}
	buf_addf(out, "], \"leaves_out_muted\": %s", query_wants_muted(query) ? "false" : "true");
	if (plan->estimate >= 0)
		buf_addf(out, ", \"cost\": %lld", (long long)plan->estimate);
	else
		buf_adds(out, ", \"cost\": null");
	buf_addf(out, ", \"count\": %lld, \"count_ms\": %.2f, \"first_ms\": %.2f", (long long)m->count,
		 m->count_ms, m->first_ms);
	put_member("remark", plan->warning, out);
	buf_adds(out, "}\n");
}

static void print_text(const struct query *query, const struct query_plan *plan, const struct measured *m,
		       struct buf *out)
{
	AUTO_BUF text = BUF_INIT(MIB(2));

	query_explain(query, plan, &text);
	buf_addf(&text, "%-10s%lld article%s, counted in %.1f ms; the newest %d in %.1f ms\n", "count",
		 (long long)m->count, m->count == 1 ? "" : "s", m->count_ms, FIRST_ROWS, m->first_ms);
	put_safe(&text, out);
}

static bool measure(struct cli *cli, const struct query *query, struct measured *ret, struct err *err)
{
	const struct store_page page = STORE_PAGE_NEWEST(FIRST_ROWS);
	struct store_rows *rows;
	double began = clock_ms();

	if (!store_search(cli->store, cli->ctx, query, &page, cli->now, &rows, NULL, err))
		return false;
	ret->first_ms = clock_ms() - began;
	began = clock_ms();
	if (!store_count(cli->store, query, cli->now, 0, &ret->count, err))
		return false;
	ret->count_ms = clock_ms() - began;
	return true;
}

static int explain(struct cli *cli, const char *text, const struct query *query, struct buf *out)
{
	const enum store_mode mode = cli_has_store(cli) ? STORE_READ : STORE_CLIENT;
	const struct query_plan *plan;
	struct measured m;
	struct err err = {0};

	if (!cli_open_store(cli, mode, &err))
		return cli_fail(&err);
	if (!store_plan(cli->store, cli->ctx, query, cli->now, &plan, &err) || !measure(cli, query, &m, &err))
		return cli_fail_text(&err, text);
	if (is_json(cli))
		print_json(query, plan, &m, out);
	else
		print_text(query, plan, &m, out);
	cli_put(out);
	return 0;
}

int cli_query_verb(struct cli *cli, int argc, char **argv)
{
	const char *text = cli_join(cli, argc, argv, 1);
	const bool explains = argc > 0 && !strcmp(argv[0], "explain");
	struct query *query;
	struct err err = {0};
	AUTO_BUF out = BUF_INIT(MIB(4));

	if (!explains && (argc == 0 || strcmp(argv[0], "format") != 0))
		return cli_usage(cli, "telex query explain QUERY or telex query format QUERY");
	if (!cli_query(cli, text, &query, &err))
		return cli_fail_text(&err, text);
	if (explains)
		return explain(cli, text, query, &out);
	print_canonical(cli, query, &out);
	cli_put(&out);
	return 0;
}
