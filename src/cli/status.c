/* status.c: `telex status`: what is stored, what failed, what comes next, and whether the daemon runs. */
#include "control.h"

#include <string.h>

#include "telex/alert.h"
#include "telex/utf8.h"
#include "telex/when.h"

struct status {
	struct store_totals totals;
	struct store_feeds *feeds; /* NULL: nothing is stored yet */
	const struct store_feed *next;
	size_t n_feeds, n_failing, n_gone;
	int64_t daemon_pid, run_pid; /* 0: none; run_pid: a `telexd --once` at work */
	bool is_silent;		     /* the daemon is there and does not answer */
	int64_t done, total;	     /* of the daemon's round; total 0: idle */
	struct outbox_totals outbox;
	struct alert_rules *rules; /* NULL: nothing is stored yet */
	int64_t n_alerts;	   /* new ones */
	size_t n_rules, n_broken;
	int64_t n_ungrouped; /* stored before there were stories, and without one yet */
};

static bool is_failing(const struct store_feed *feed)
{
	return feed->state.failures > 0 && !feed->state.is_gone;
}

static void look_at_feeds(struct status *status)
{
	for (size_t i = 0; status->feeds && i < status->feeds->n; i++) {
		const struct store_feed *feed = &status->feeds->feeds[i];
		status->n_failing += is_failing(feed);
		status->n_gone += feed->state.is_gone;
		if (!feed->state.is_gone && (!status->next || feed->state.next_at < status->next->state.next_at))
			status->next = feed;
	}
}

static void look_at_daemon(struct cli *cli, struct status *status)
{
	struct control *control = control_open(cli);
	json_t *reply = control ? control_ask(control, control_request("status"), NULL) : NULL;

	status->daemon_pid =
	    reply ? json_integer_value(json_object_get(reply, "pid")) : control_listener(cli);
	status->is_silent = !reply && status->daemon_pid;
	status->run_pid = status->daemon_pid ? 0 : control_lock_holder(cli);
	if (json_is_true(json_object_get(reply, "busy"))) {
		status->done = json_integer_value(json_object_get(reply, "done"));
		status->total = json_integer_value(json_object_get(reply, "total"));
	}
	json_decref(reply);
	talloc_free(control);
}

static void look_at_rules(struct status *status)
{
	for (size_t i = 0; i < status->rules->n; i++) {
		status->n_rules += !status->rules->rules[i].is_gone;
		status->n_broken += status->rules->rules[i].fault != NULL;
	}
}

static bool collect(struct cli *cli, struct status *status, struct err *err)
{
	int64_t newest_alert;

	status->n_feeds = cli->conf->n_feeds;
	if (cli_has_store(cli)) {
		if (!cli_open_store(cli, STORE_READ, err) ||
		    !store_totals(cli->store, &status->totals, err) ||
		    !store_ungrouped(cli->store, &status->n_ungrouped, err) ||
		    !outbox_totals(cli->store, &status->outbox, err) ||
		    !alert_totals(cli->store, cli->now, &status->n_alerts, &newest_alert, err) ||
		    !alert_rules(cli->store, cli->ctx, &status->rules, err) ||
		    !store_feeds(cli->store, cli->ctx, false, &status->feeds, err))
			return false;
		look_at_feeds(status);
		look_at_rules(status);
	}
	look_at_daemon(cli, status);
	return true;
}

static void put_daemon(const struct status *status, struct buf *out)
{
	if (status->is_silent)
		buf_addf(out, "daemon    does not answer (pid %lld)\n", (long long)status->daemon_pid);
	else if (status->daemon_pid && status->total > 0)
		buf_addf(out, "daemon    running (pid %lld), fetching %lld/%lld\n",
			 (long long)status->daemon_pid, (long long)status->done, (long long)status->total);
	else if (status->daemon_pid)
		buf_addf(out, "daemon    running (pid %lld)\n", (long long)status->daemon_pid);
	else if (status->run_pid)
		buf_addf(out, "daemon    not running; telexd --once is at work (pid %lld)\n",
			 (long long)status->run_pid);
	else
		buf_adds(out, "daemon    not running (telexd starts it; telex refresh fetches once)\n");
}

static void put_next(struct cli *cli, const struct status *status, struct buf *out)
{
	char span[WHEN_AGE_SIZE];

	if (!status->next)
		return;
	if (status->next->state.next_at <= cli->now)
		buf_addf(out, "next      %s, due now\n", status->next->name);
	else
		buf_addf(out, "next      %s in %s\n", status->next->name,
			 when_span(status->next->state.next_at - cli->now, span));
}

static void put_outbox(struct cli *cli, const struct outbox_totals *outbox, struct buf *out)
{
	char age[WHEN_AGE_SIZE];

	if (!outbox->waiting && !outbox->dead)
		return;
	buf_addf(out, "outbox    %lld waiting", (long long)outbox->waiting);
	if (outbox->waiting)
		buf_addf(out, " (oldest %s)", when_age(outbox->oldest_at, cli->now, age));
	buf_addf(out, ", %lld given up (telex alerts outbox)\n", (long long)outbox->dead);
}

static void put_broken(const struct alert_rule *rule, struct buf *out)
{
	if (!rule->fault)
		return;
	buf_addf(out, "broken    rule %s finds nothing: ", rule->name);
	utf8_safe((struct bytes){rule->fault, strlen(rule->fault)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void put_failing(struct cli *cli, const struct store_feed *feed, struct buf *out)
{
	char age[WHEN_AGE_SIZE];

	buf_addf(out, "  %-24s ", feed->name);
	utf8_safe((struct bytes){feed->state.last_error ? feed->state.last_error : "no reason was kept",
				 strlen(feed->state.last_error ? feed->state.last_error : "no reason was kept")},
		  SAFE_LINE, out);
	if (feed->state.is_gone)
		buf_adds(out, " (gone: not asked again)\n");
	else if (feed->state.last_ok_at == WHEN_NONE)
		buf_addf(out, " (%lld times, never fetched)\n", (long long)feed->state.failures);
	else
		buf_addf(out, " (%lld times, last fetched %s ago)\n", (long long)feed->state.failures,
			 when_age(feed->state.last_ok_at, cli->now, age));
}

static void put_text(struct cli *cli, const struct status *status, struct buf *out)
{
	const struct store_totals *totals = &status->totals;

	buf_addf(out, "store     %s%s\n", cli->conf->telexd.database,
		 status->feeds ? "" : " (nothing is stored yet)");
	buf_addf(out, "articles  %lld, %lld unread, %lld starred\n", (long long)totals->articles,
		 (long long)totals->unread, (long long)totals->starred);
	if (status->n_ungrouped)
		buf_addf(out, "stories   some %lld older articles are still to be put into theirs (telexd does it)\n",
			 (long long)status->n_ungrouped);
	buf_addf(out, "feeds     %zu, %zu failing, %zu gone\n", status->n_feeds, status->n_failing,
		 status->n_gone);
	put_next(cli, status, out);
	put_daemon(status, out);
	if (status->n_rules || status->n_alerts)
		buf_addf(out, "rules     %zu, %zu broken; %lld new alert%s%s\n", status->n_rules, status->n_broken,
			 (long long)status->n_alerts, status->n_alerts == 1 ? "" : "s",
			 status->n_alerts ? " (telex alerts)" : "");
	put_outbox(cli, &status->outbox, out);
	for (size_t i = 0; status->rules && i < status->rules->n; i++)
		put_broken(&status->rules->rules[i], out);
	if (status->n_failing + status->n_gone > 0)
		buf_adds(out, "failing\n");
	for (size_t i = 0; status->feeds && i < status->feeds->n; i++)
		if (is_failing(&status->feeds->feeds[i]) || status->feeds->feeds[i].state.is_gone)
			put_failing(cli, &status->feeds->feeds[i], out);
}

static void json_failing(const struct store_feed *feed, struct buf *out)
{
	buf_adds(out, "{\"feed\": ");
	json_out_string(feed->name, out);
	buf_adds(out, ", \"error\": ");
	json_out_string(feed->state.last_error, out);
	buf_addf(out, ", \"failures\": %lld, \"is_gone\": %s, \"last_ok\": ", (long long)feed->state.failures,
		 feed->state.is_gone ? "true" : "false");
	json_out_time(feed->state.last_ok_at, out);
	buf_addc(out, '}');
}

static void put_json(struct cli *cli, const struct status *status, struct buf *out)
{
	bool is_first = true;

	buf_adds(out, "{\"v\": 1, \"database\": ");
	json_out_string(cli->conf->telexd.database, out);
	buf_addf(out, ", \"articles\": %lld, \"unread\": %lld, \"starred\": %lld, \"feeds\": %zu",
		 (long long)status->totals.articles, (long long)status->totals.unread,
		 (long long)status->totals.starred, status->n_feeds);
	json_out_number(out, "ungrouped", status->n_ungrouped);
	buf_adds(out, ", \"next_feed\": ");
	json_out_string(status->next ? status->next->name : NULL, out);
	buf_adds(out, ", \"next\": ");
	json_out_time(status->next && status->next->state.next_at > 0 ? status->next->state.next_at : WHEN_NONE, out);
	buf_addf(out, ", \"daemon\": {\"is_running\": %s, \"pid\": ", status->daemon_pid ? "true" : "false");
	buf_addf(out, status->daemon_pid ? "%lld" : "null", (long long)status->daemon_pid);
	buf_addf(out, ", \"done\": %lld, \"total\": %lld}", (long long)status->done, (long long)status->total);
	buf_addf(out, ", \"rules\": %zu, \"broken_rules\": %zu, \"new_alerts\": %lld", status->n_rules, status->n_broken,
		 (long long)status->n_alerts);
	buf_addf(out, ", \"outbox\": {\"waiting\": %lld, \"dead\": %lld", (long long)status->outbox.waiting,
		 (long long)status->outbox.dead);
	json_out_when(out, "oldest", status->outbox.oldest_at);
	buf_adds(out, "}, \"failing\": [");
	for (size_t i = 0; status->feeds && i < status->feeds->n; i++) {
		if (!is_failing(&status->feeds->feeds[i]) && !status->feeds->feeds[i].state.is_gone)
			continue;
		buf_adds(out, is_first ? "" : ", ");
		json_failing(&status->feeds->feeds[i], out);
		is_first = false;
	}
	buf_adds(out, "]}\n");
}

static void put_tsv(struct cli *cli, const struct status *status, struct buf *out)
{
	buf_addf(out, "database\t%s\narticles\t%lld\nunread\t%lld\nstarred\t%lld\n",
		 cli->conf->telexd.database, (long long)status->totals.articles,
		 (long long)status->totals.unread, (long long)status->totals.starred);
	buf_addf(out, "feeds\t%zu\nfailing\t%zu\ngone\t%zu\ndaemon\t%lld\n", status->n_feeds,
		 status->n_failing, status->n_gone, (long long)status->daemon_pid);
	buf_addf(out, "ungrouped\t%lld\n", (long long)status->n_ungrouped);
	buf_addf(out, "outbox_waiting\t%lld\noutbox_dead\t%lld\n", (long long)status->outbox.waiting,
		 (long long)status->outbox.dead);
}

int cli_status(struct cli *cli, int argc, char **argv)
{
	static void (*const put[])(struct cli * cli, const struct status *status, struct buf *out) = {
	    [CLI_TEXT] = put_text, [CLI_JSON] = put_json, [CLI_JSONL] = put_json, [CLI_TSV] = put_tsv};
	struct status status = {.outbox.oldest_at = WHEN_NONE};
	AUTO_BUF out = BUF_INIT(MIB(64));
	struct err err;

	(void)argv;
	if (argc > 0)
		return cli_usage(cli, "status takes no operands");
	if (!collect(cli, &status, &err))
		return cli_fail(&err);
	put[cli->format](cli, &status, &out);
	cli_put(&out);
	return 0;
}
