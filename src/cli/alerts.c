/* alerts.c: `telex alerts`: the inbox: listed, shown, acknowledged, snoozed. */
#include "cli.h"

#include <string.h>

#include "telex/json_out.h"
#include "telex/report_json.h"
#include "telex/utf8.h"

#include "feed.h"
#include "outbox.h"
#include "rule.h"

enum { SCREEN_MORE = 2 }; /* lines of a terminal that the list leaves */

static bool open_for_reading(struct cli *cli, struct err *err)
{
	return cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, err);
}

/* ---- the list ---- */

static const char *mark_of(const struct alert *alert)
{
	static const char *const marks[] = {[ALERT_LOW] = "-", [ALERT_NORMAL] = " ", [ALERT_HIGH] = "!"};

	return marks[alert->priority];
}

static void put_delivery(const struct alert *alert, struct buf *out)
{
	if (alert->n_dead)
		buf_addf(out, "  (%lld not delivered: telex alerts outbox)", (long long)alert->n_dead);
}

static void put_text(struct cli *cli, const struct alert *alert, const struct store_rows *rows, struct buf *out)
{
	AUTO_BUF line = BUF_INIT(KIB(64));
	char age[WHEN_AGE_SIZE];

	(void)rows;
	buf_addf(&line, "%6lld %s%s %5s  ", (long long)alert->id, mark_of(alert),
		 alert->state == ALERT_NEW ? "*" : alert->state == ALERT_SNOOZED ? "z" : " ",
		 when_age(alert->at, cli->now, age));
	feed_put_cell(&line, alert->rule, 16);
	buf_adds(&line, "  ");
	feed_put_cell(&line, alert->outlet, 16);
	buf_adds(&line, "  ");
	utf8_safe((struct bytes){alert->title, strlen(alert->title)}, SAFE_LINE, &line);
	put_delivery(alert, &line);
	feed_put_line(cli, &line, out);
}

static void put_json(struct cli *cli, const struct alert *alert, const struct store_rows *rows, struct buf *out)
{
	(void)cli;
	report_alert_json(alert, rows, out);
}

static void put_tsv(struct cli *cli, const struct alert *alert, const struct store_rows *rows, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE];

	(void)cli;
	(void)rows;
	buf_addf(out, "%lld\t%s\t%s\t%s\t%lld\t", (long long)alert->id, when_rfc3339(alert->at, at),
		 alert_state_name(alert->state), alert_priority_name(alert->priority), (long long)alert->article_id);
	cli_tsv_cell(alert->rule, out);
	buf_addc(out, '\t');
	cli_tsv_cell(alert->outlet, out);
	buf_addc(out, '\t');
	cli_tsv_cell(alert->title, out);
	buf_addc(out, '\t');
	cli_tsv_cell(alert->url, out);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(struct cli *cli, const struct alert *alert, const struct store_rows *rows, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

static bool read_filter(struct cli *cli, struct alert_filter *ret, struct err *err)
{
	const bool all = cli_option(cli, "all");

	*ret = (struct alert_filter){.rule = cli_option(cli, "rule"),
				     .with_acknowledged = all,
				     .with_snoozed = all,
				     .since = WHEN_NONE,
				     .limit = cli->limit > 0 ? (size_t)cli->limit : 0};
	return !cli_option(cli, "since") || rule_since(cli, "90d", &ret->since, err);
}

/* The articles of alerts, for JSON. */
static bool read_rows(struct cli *cli, const struct alerts *list, struct store_rows **ret, struct err *err)
{
	int64_t *ids = mem_array(cli->ctx, int64_t, list->n + 1);

	for (size_t i = 0; i < list->n; i++)
		ids[i] = list->alerts[i].article_id;
	return store_rows_by_id(cli->store, cli->ctx, ids, list->n, STORE_FULL, ret, err);
}

static int print(struct cli *cli, const struct alerts *list, size_t limit)
{
	AUTO_BUF out = BUF_INIT(MIB(256));
	struct store_rows *rows = NULL;
	struct err err = {0};
	const size_t n = limit && list->n > limit ? limit : list->n;

	if (formats[cli->format].put == put_json && !read_rows(cli, list, &rows, &err))
		return cli_fail(&err);
	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < n; i++) {
		buf_adds(&out, i ? formats[cli->format].between : "");
		formats[cli->format].put(cli, &list->alerts[i], rows, &out);
	}
	if (n || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	if (n < list->n)
		buf_addf(&out, "%zu more\n", list->n - n);
	cli_put(&out);
	return n ? 0 : err_exit_status(ERR_NO_MATCH);
}

static int list(struct cli *cli, int argc, char **argv)
{
	struct alert_filter filter;
	struct alerts *alerts;
	struct err err = {0};
	const bool is_screen = cli->is_tty && !cli->has_format && cli->limit < 0;

	(void)argv;
	if (argc)
		return cli_usage(cli, "alerts list takes no number: telex alerts show NUMBER");
	if (!read_filter(cli, &filter, &err) || !open_for_reading(cli, &err) ||
	    !alert_list(cli->store, cli->ctx, &filter, cli->now, &alerts, &err))
		return cli_fail(&err);
	if (!alerts->n && cli->format == CLI_TEXT)
		cli_note(cli, filter.with_acknowledged ? "there is no alert" : "no new alert (telex alerts --all lists the others)");
	return print(cli, alerts, is_screen && cli->rows > SCREEN_MORE ? (size_t)(cli->rows - SCREEN_MORE) : 0);
}

static int show(struct cli *cli, int argc, char **argv)
{
	struct alerts found = {mem_array(cli->ctx, struct alert, (size_t)argc + 1), 0};
	struct err err = {0};

	if (!argc)
		return cli_usage(cli, "alerts show takes the numbers of alerts");
	if (cli->format == CLI_TEXT) {
		int status = 0;

		for (int i = 0; i < argc && !status; i++)
			status = rule_why(cli, 1, argv + i);
		return status;
	}
	if (!open_for_reading(cli, &err))
		return cli_fail(&err);
	for (int i = 0; i < argc; i++) {
		struct alert *alert;
		int64_t id;

		if (!cli_parse_id(argv[i], &id, &err) || !alert_get(cli->store, cli->ctx, id, cli->now, &alert, &err))
			return cli_fail(&err);
		found.alerts[found.n++] = *alert;
	}
	return print(cli, &found, 0);
}

/* ---- states ---- */

static bool all_new(struct cli *cli, int64_t **ret, size_t *ret_n, struct err *err)
{
	const struct alert_filter filter = {.rule = cli_option(cli, "rule"), .since = WHEN_NONE};
	struct alerts *alerts;

	if (!alert_list(cli->store, cli->ctx, &filter, cli->now, &alerts, err))
		return false;
	*ret = mem_array(cli->ctx, int64_t, alerts->n + 1);
	*ret_n = alerts->n;
	for (size_t i = 0; i < alerts->n; i++)
		(*ret)[i] = alerts->alerts[i].id;
	return true;
}

static bool named(struct cli *cli, int argc, char **argv, int64_t **ret, size_t *ret_n, struct err *err)
{
	*ret = mem_array(cli->ctx, int64_t, (size_t)argc + 1);
	*ret_n = (size_t)argc;
	for (int i = 0; i < argc; i++) {
		struct alert *alert;

		if (!cli_parse_id(argv[i], &(*ret)[i], err) ||
		    !alert_get(cli->store, cli->ctx, (*ret)[i], cli->now, &alert, err))
			return false;
	}
	return true;
}

static int set_state(struct cli *cli, int argc, char **argv, enum alert_state state, int64_t until)
{
	const bool all = cli_option(cli, "all");
	struct err err = {0};
	int64_t *ids, n_changed;
	size_t n;

	if (!argc && !all)
		return cli_usage(cli, "which alerts? give their numbers, or --all");
	if (!cli_open_store(cli, STORE_CLIENT, &err) ||
	    !(argc ? named(cli, argc, argv, &ids, &n, &err) : all_new(cli, &ids, &n, &err)) ||
	    !alert_set_state(cli->store, ids, n, state, until, cli->now, &n_changed, &err))
		return cli_fail(&err);
	cli_note(cli, "%lld alert%s %s", (long long)n_changed, n_changed == 1 ? "" : "s",
		 state == ALERT_NEW ? "new again" : alert_state_name(state));
	return n ? 0 : err_exit_status(ERR_NO_MATCH);
}

static int acknowledge(struct cli *cli, int argc, char **argv)
{
	return set_state(cli, argc, argv, ALERT_ACKNOWLEDGED, WHEN_NONE);
}

static int renew(struct cli *cli, int argc, char **argv)
{
	return set_state(cli, argc, argv, ALERT_NEW, WHEN_NONE);
}

static int snooze(struct cli *cli, int argc, char **argv)
{
	struct err err = {0};
	int64_t until;

	if (argc < 2)
		return cli_usage(cli, "alerts snooze takes how long (2h, 1d) and the numbers of alerts");
	if (!rules_snooze(argv[0], cli->now, &until, &err))
		return cli_usage(cli, "%s", err.msg);
	return set_state(cli, argc - 1, argv + 1, ALERT_SNOOZED, until);
}

/* ---- which verb ---- */

static const struct cli_verb verbs[] = {
    {"list", list},   {"show", show},	      {"ack", acknowledge},	      {"snooze", snooze},
    {"renew", renew}, {"outbox", outbox_show}, {"resend", outbox_send_again}, {"test", outbox_test},
};

int cli_alerts(struct cli *cli, int argc, char **argv)
{
	return cli_run_verb(cli, verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
