/* trend.c: `telex trend`: how often queries are met, by day, week or month. */
#include "cli.h"

#include <langinfo.h>
#include <string.h>

#include "telex/report.h"

enum { CHART_ROWS = 12, CHART_COLS_MOST = 120 };

static const struct {
	const char *name;
	void (*write)(const struct report_trend *trend, struct buf *out);
} formats[] = {
    {"json", report_trend_json}, {"jsonl", report_trend_jsonl}, {"tsv", report_trend_tsv},
    {"csv", report_trend_csv},	 {"svg", report_trend_svg},
};

static bool is_ascii(const struct cli *cli)
{
	return cli_option(cli, "ascii") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static void write_text(const struct cli *cli, const struct report_trend *trend, struct buf *out)
{
	const int rows = cli->is_tty && cli->rows - 12 > CHART_ROWS ? cli->rows - 12 : CHART_ROWS;
	const struct report_look look = {.cols = cli->cols < CHART_COLS_MOST ? cli->cols : CHART_COLS_MOST,
					 .rows = rows < 2 * CHART_ROWS ? rows : 2 * CHART_ROWS,
					 .is_ascii = is_ascii(cli)};

	report_trend_text(trend, &look, out);
}

static void write(const struct cli *cli, const struct report_trend *trend, struct buf *out)
{
	const char *format = cli_option(cli, "format");

	for (size_t i = 0; format && i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, format) == 0) {
			formats[i].write(trend, out);
			return;
		}
	}
	write_text(cli, trend, out);
}

/* Of several queries the one that is wrong is named. */
static int fail_query(const struct err *err, int at, int n, const char *text)
{
	struct err named = *err;

	if (n > 1)
		(void)err_wrap(&named, "query %d of %d", at + 1, n);
	return cli_fail_text(&named, text);
}

static bool since_of(const struct cli *cli, int64_t *ret, struct err *err)
{
	const char *text = cli_option(cli, "since");
	const struct query_env env = {.now = cli->now, .zone = when_zone_local};

	return query_instant(text ? text : "1y", &env, ret, err) ||
	       err_wrap(err, "--since %s", text ? text : "1y");
}

static enum report_by by_of(const struct cli *cli, int64_t since)
{
	const char *name = cli_option(cli, "by");
	enum report_by by = report_by_for(cli->now - since);

	if (name)
		(void)report_by_find(name, &by); /* the table of options allows no other */
	return by;
}

static int print(struct cli *cli, const struct report_query *queries, size_t n)
{
	AUTO_BUF out = BUF_INIT(MIB(256));
	struct report_trend *trend;
	struct err err = {0};
	int64_t since;

	if (!since_of(cli, &since, &err) ||
	    !report_trend_new(cli->ctx, queries, n, by_of(cli, since), since, cli->now, &trend, &err)) {
		err.code = ERR_USAGE;
		return cli_fail(&err);
	}
	while (trend->work)
		if (!report_trend_step(trend, cli->store, 0, &err))
			return cli_fail(&err);
	write(cli, trend, &out);
	cli_put(&out);
	return trend->total > 0 ? 0 : err_exit_status(ERR_NO_MATCH);
}

int cli_trend(struct cli *cli, int argc, char **argv)
{
	struct report_query queries[REPORT_SERIES_MAX];
	struct err err = {0};

	if (argc > REPORT_SERIES_MAX)
		return cli_usage(cli, "at most %d queries can be compared", REPORT_SERIES_MAX);
	for (int i = 0; i < argc || i == 0; i++) {
		const char *text = argc > 0 ? argv[i] : "";
		struct query *query;

		if (!cli_query(cli, text, &query, &err))
			return fail_query(&err, i, argc, text);
		cli_remark(cli, query);
		queries[i] = (struct report_query){text, query};
	}
	return print(cli, queries, argc > 0 ? (size_t)argc : 1);
}
