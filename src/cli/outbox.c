/* outbox.c: `telex alerts outbox`, `resend` and `test`: deliveries seen, sent again, and tried. */
#include "outbox.h"

#include <poll.h>
#include <string.h>

#include "control.h"
#include "telex/alert.h"
#include "telex/json_out.h"
#include "telex/nearest.h"
#include "telex/utf8.h"
#include "telex/when.h"
#include "telexd.h"

/* ---- the list ---- */

static const char *kind_name(enum outbox_kind kind)
{
	static const char *const names[] = {[OUTBOX_ALERT] = "alert", [OUTBOX_DIGEST] = "digest", [OUTBOX_TEST] = "test"};

	return names[kind];
}

static void put_safe(const char *text, struct buf *out)
{
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
}

/* "   12 waiting  desk          supply-chain  Title", and below it how it fares. */
static void put_text(struct cli *cli, const struct outbox_row *row, struct buf *out)
{
	char span[WHEN_AGE_SIZE];
	AUTO_BUF title = BUF_INIT(KIB(64));

	put_safe(*row->title ? row->title : kind_name(row->kind), &title);
	buf_addf(out, "%6lld %-8s ", (long long)row->id, outbox_state_name(row->state));
	utf8_fit(row->channel, strlen(row->channel), 14, true, out);
	buf_addc(out, ' ');
	utf8_fit(row->rule, strlen(row->rule), 16, true, out);
	buf_addc(out, ' ');
	if (cli->is_tty && cli->cols > 60)
		utf8_fit(buf_str(&title), title.len, cli->cols - 48, false, out);
	else
		buf_add(out, title.data, title.len);
	buf_addc(out, '\n');
	if (row->state == OUTBOX_WAITING && row->tries)
		buf_addf(out, "       tried %lld times, next %s%s: ", (long long)row->tries, row->next_at > cli->now ? "in " : "",
			 row->next_at > cli->now ? when_span(row->next_at - cli->now, span) : "now");
	else if (row->state == OUTBOX_WAITING && row->next_at > cli->now)
		buf_addf(out, "       due in %s", when_span(row->next_at - cli->now, span));
	else if (row->state == OUTBOX_DEAD)
		buf_addf(out, "       given up after %lld tries: ", (long long)row->tries);
	else
		return;
	if (row->last_error)
		put_safe(row->last_error, out);
	buf_addc(out, '\n');
}

static void put_json(struct cli *cli, const struct outbox_row *row, struct buf *out)
{
	(void)cli;
	buf_addf(out, "{\"v\": 1, \"id\": %lld", (long long)row->id);
	json_out_text(out, "state", outbox_state_name(row->state));
	json_out_text(out, "channel", row->channel);
	json_out_text(out, "kind", kind_name(row->kind));
	json_out_text(out, "rule", row->rule);
	if (row->alert_id)
		json_out_number(out, "alert", row->alert_id);
	else
		buf_adds(out, ", \"alert\": null");
	json_out_text(out, "title", row->title);
	json_out_number(out, "tries", row->tries);
	json_out_text(out, "error", row->last_error);
	json_out_when(out, "created", row->created_at);
	json_out_when(out, "first_try", row->first_try_at);
	json_out_when(out, "next", row->state == OUTBOX_WAITING ? row->next_at : WHEN_NONE);
	json_out_when(out, "done", row->done_at);
	buf_addc(out, '}');
}

/* id, state, channel, kind, rule, alert, tries, next, error, title */
static void put_tsv(struct cli *cli, const struct outbox_row *row, struct buf *out)
{
	char next[WHEN_RFC3339_SIZE];

	(void)cli;
	buf_addf(out, "%lld\t%s\t", (long long)row->id, outbox_state_name(row->state));
	cli_tsv_cell(row->channel, out);
	buf_addf(out, "\t%s\t", kind_name(row->kind));
	cli_tsv_cell(row->rule, out);
	buf_addf(out, "\t%lld\t%lld\t%s\t", (long long)row->alert_id, (long long)row->tries,
		 row->state == OUTBOX_WAITING ? when_rfc3339(row->next_at, next) : "");
	cli_tsv_cell(row->last_error ? row->last_error : "", out);
	buf_addc(out, '\t');
	cli_tsv_cell(row->title, out);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(struct cli *cli, const struct outbox_row *row, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

static void put_list(struct cli *cli, const struct outbox_rows *list)
{
	AUTO_BUF out = BUF_INIT(MIB(64));

	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < list->n; i++) {
		buf_adds(&out, i ? formats[cli->format].between : "");
		formats[cli->format].put(cli, &list->rows[i], &out);
	}
	if (list->n || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	cli_put(&out);
}

int outbox_show(struct cli *cli, int argc, char **argv)
{
	struct outbox_filter filter = {.dead = true, .waiting = !cli_option(cli, "dead"), .done = cli_option(cli, "all")};
	struct outbox_rows none = {0}, *list = &none;
	struct err err;

	if (argc > 1)
		return cli_usage(cli, "alerts outbox takes one channel at most");
	filter.channel = argc ? argv[0] : NULL;
	filter.limit = cli->limit > 0 ? (size_t)cli->limit : 0;
	if (cli_has_store(cli) &&
	    (!cli_open_store(cli, STORE_READ, &err) || !outbox_list(cli->store, cli->ctx, &filter, &list, &err)))
		return cli_fail(&err);
	put_list(cli, list);
	return list->n ? 0 : err_exit_status(ERR_NO_MATCH);
}

/* ---- sending ---- */

bool outbox_deliver(struct cli *cli, struct buf *faults, int *ret_status, struct err *err)
{
	const char *const args[] = {"--config", cli->config_file, "--once", "--deliver", NULL};
	struct control *control = control_open(cli);
	json_t *reply;

	if (!control)
		return telexd_run(cli, args, NULL, faults, ret_status, err);
	reply = control_ask(control, control_request("deliver"), err);
	talloc_free(control);
	*ret_status = 0;
	json_decref(reply);
	return reply != NULL;
}

static bool read_ids(struct cli *cli, int argc, char **argv, int64_t **ret, struct err *err)
{
	int64_t *ids = mem_array(cli->ctx, int64_t, (size_t)argc + 1);

	for (int i = 0; i < argc; i++)
		if (!cli_parse_id(argv[i], &ids[i], NULL))
			return err_set(err, ERR_USAGE, "'%s' is not the id of a delivery: telex alerts outbox lists them", argv[i]);
	*ret = ids;
	return true;
}

int outbox_send_again(struct cli *cli, int argc, char **argv)
{
	int64_t *ids = NULL, n = 0;
	int status = 0;
	struct err err;

	if (!argc == !cli_option(cli, "dead"))
		return cli_usage(cli, "alerts resend takes ids of the outbox, or --dead");
	if (!read_ids(cli, argc, argv, &ids, &err))
		return cli_fail(&err);
	if (!cli_has_store(cli))
		return err_exit_status(ERR_NO_MATCH);
	if (!cli_open_store(cli, STORE_CLIENT, &err) || !outbox_resend(cli->store, ids, (size_t)argc, cli->now, &n, &err))
		return cli_fail(&err);
	if (!n)
		return err_exit_status(ERR_NO_MATCH);
	if (!outbox_deliver(cli, NULL, &status, &err))
		return cli_fail(&err);
	cli_note(cli, "%lld to be sent again", (long long)n);
	return status;
}

/* ---- a channel tried ---- */

static const struct conf_channel *find_channel(struct cli *cli, const char *name)
{
	const char **names = mem_array(cli->ctx, const char *, cli->conf->n_channels + 1), *near;

	for (size_t i = 0; i < cli->conf->n_channels; i++) {
		names[i] = cli->conf->channels[i].name;
		if (!strcmp(names[i], name))
			return &cli->conf->channels[i];
	}
	near = nearest_name(name, names, cli->conf->n_channels);
	if (near)
		(void)cli_usage(cli, "there is no channel '%s', did you mean '%s'?", name, near);
	else
		(void)cli_usage(cli, "there is no channel '%s' in %s", name, cli->conf->file);
	return NULL;
}

static const char *test_payload(struct cli *cli, const char *channel)
{
	AUTO_BUF out = BUF_INIT(KIB(16));
	char *subject = mem_printf(cli->ctx, "A test of the channel %s", channel);

	buf_adds(&out, "{\"subject\": ");
	json_out_string(subject, &out);
	json_out_text(&out, "text", "Telex can reach you here. This is a test; no article has matched a rule.\n");
	buf_adds(&out, ", \"json\": {\"v\": 1, \"test\": true");
	json_out_text(&out, "channel", channel);
	buf_adds(&out, "}}");
	return buf_steal(&out, cli->ctx);
}

/* The row of that id, as it is now; NULL: it is gone. */
static const struct outbox_row *find_row(struct cli *cli, const char *channel, int64_t id, struct err *err)
{
	const struct outbox_filter filter = {.waiting = true, .dead = true, .done = true, .channel = channel, .limit = 50};
	struct outbox_rows *list;

	if (!outbox_list(cli->store, cli->ctx, &filter, &list, err))
		return NULL;
	for (size_t i = 0; i < list->n; i++)
		if (list->rows[i].id == id)
			return &list->rows[i];
	err_set(err, ERR_NO_MATCH, "the test is not in the outbox any more");
	return NULL;
}

/* Until something has become of it; for a daemon takes its time. */
static const struct outbox_row *await(struct cli *cli, const struct conf_channel *channel, int64_t id, struct err *err)
{
	enum { STEP_MS = 50, USUAL_S = 30, SPARE_S = 10 };
	int64_t left_ms = 1000 * ((channel->timeout_s ? channel->timeout_s : USUAL_S) + SPARE_S);
	const struct outbox_row *row;

	while ((row = find_row(cli, channel->name, id, err)) && row->state == OUTBOX_WAITING && left_ms > 0) {
		(void)poll(NULL, 0, STEP_MS);
		left_ms -= STEP_MS;
	}
	return row;
}

static int say_outcome(const struct conf_channel *channel, const struct outbox_row *row, const struct buf *faults)
{
	struct err err;

	if (row->state == OUTBOX_DONE) {
		AUTO_BUF out = BUF_INIT(KIB(1));

		buf_addf(&out, "channel %s: delivered\n", channel->name);
		cli_put(&out);
		return 0;
	}
	err_set(&err, ERR_PARTIAL, "channel %s: %s", channel->name,
		row->last_error ? row->last_error
		: faults->len	? buf_str(faults)
				: "nothing came back yet; telex alerts outbox says what becomes of it");
	return cli_fail(&err);
}

int outbox_test(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	const struct conf_channel *channel;
	const struct outbox_row *row;
	int64_t id;
	int status;
	struct err err;

	if (argc != 1)
		return cli_usage(cli, "alerts test takes the name of a channel");
	channel = find_channel(cli, argv[0]);
	if (!channel)
		return err_exit_status(ERR_USAGE);
	if (!cli_open_store(cli, STORE_CLIENT, &err) ||
	    !outbox_put(cli->store, channel->name, "test", OUTBOX_TEST, test_payload(cli, channel->name), cli->now, &id, &err) ||
	    !outbox_deliver(cli, &faults, &status, &err))
		return cli_fail(&err);
	row = status == err_exit_status(ERR_BUSY) || control_listener(cli) ? await(cli, channel, id, &err)
									     : find_row(cli, channel->name, id, &err);
	return row ? say_outcome(channel, row, &faults) : cli_fail(&err);
}
