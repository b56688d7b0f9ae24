/* rule_why.c: `telex rule why` and `whynot`: what made a rule speak, and what keeps it silent. */
#include "rule.h"

#include <stdlib.h>

#include "telex/json_out.h"

/* The words in bold on a terminal, else between stars. */
struct rules_ink rule_ink(const struct cli *cli)
{
	return cli->is_tty && !getenv("NO_COLOR") ? (struct rules_ink){"\033[1m", "\033[0m"} : (struct rules_ink){"*", "*"};
}

/* ---- why ---- */

static void put_why(struct cli *cli, const struct alert *alert, struct buf *out)
{
	const struct conf_rule *rule = conf_rule(cli->conf, alert->rule);
	const struct rules_ink ink = rule_ink(cli);
	struct query *query = NULL;

	if (rule && !cli_query(cli, rule->query, &query, NULL))
		query = NULL;
	rules_put_why(alert, query, !rule, cli->now, &ink, out);
}

static void put_why_json(const struct alert *alert, struct buf *out)
{
	buf_addf(out, "{\"v\": 1, \"alert\": %lld", (long long)alert->id);
	json_out_text(out, "rule", alert->rule);
	json_out_text(out, "query", alert->query);
	json_out_text(out, "priority", alert_priority_name(alert->priority));
	json_out_text(out, "state", alert_state_name(alert->state));
	json_out_when(out, "raised", alert->at);
	json_out_number(out, "article", alert->article_id);
	json_out_number(out, "story_id", alert->story_id);
	json_out_text(out, "title", alert->title);
	json_out_text(out, "url", alert->url);
	json_out_text(out, "outlet", alert->outlet);
	buf_addf(out, ", \"evidence\": %s}\n", alert->evidence);
}

static bool is_json(const struct cli *cli)
{
	return cli->format == CLI_JSON || cli->format == CLI_JSONL;
}

int rule_why(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(4));
	struct alert *alert;
	struct err err = {0};
	int64_t id;

	if (argc != 1)
		return cli_usage(cli, "rule why takes the number of an alert (telex alerts lists them)");
	if (!cli_parse_id(argv[0], &id, &err))
		return cli_fail(&err);
	if (!cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, &err) ||
	    !alert_get(cli->store, cli->ctx, id, cli->now, &alert, &err))
		return cli_fail(&err);
	if (is_json(cli))
		put_why_json(alert, &out);
	else
		put_why(cli, alert, &out);
	cli_put(&out);
	return 0;
}

/* ---- why not ---- */

static void put_whynot_json(const struct rules_silence *silence, struct buf *out)
{
	const struct rules_clause *clause = &silence->clause;
	const char *outcome = silence->outcome;

	buf_adds(out, "{\"v\": 1, \"rule\": ");
	json_out_string(silence->rule, out);
	json_out_number(out, "article", silence->row->id);
	json_out_bool(out, "matches", outcome);
	json_out_text(out, "outcome", outcome);
	json_out_text(out, "clause", outcome ? NULL : clause->clause);
	json_out_text(out, "means", outcome ? NULL : clause->means);
	json_out_text(out, "within", outcome ? NULL : clause->within);
	json_out_text(out, "saw", outcome ? NULL : clause->saw);
	buf_adds(out, "}\n");
}

static int explain(struct cli *cli, const struct conf_rule *rule, int64_t id)
{
	const struct rules_candidate candidate = rule_candidate(cli, rule);
	AUTO_BUF out = BUF_INIT(MIB(4));
	struct rules_silence silence;
	struct err err = {0};

	if (!rules_silence(cli->ctx, cli->store, &candidate, rule->is_enabled, id, cli->now, &silence, &err))
		return cli_fail(&err);
	if (is_json(cli))
		put_whynot_json(&silence, &out);
	else
		rules_put_silence(&silence, &out);
	cli_put(&out);
	return 0;
}

int rule_whynot(struct cli *cli, int argc, char **argv)
{
	const struct conf_rule *rule;
	struct query *query;
	struct err err = {0};
	int64_t id;

	if (argc != 2)
		return cli_usage(cli, "rule whynot takes the name of a rule and the id of an article (telex search "
				      "--format tsv lists them)");
	rule = conf_rule(cli->conf, argv[0]);
	if (!rule) {
		(void)rule_unknown(cli, argv[0], &err);
		return cli_fail(&err);
	}
	if (!cli_query(cli, rule->query, &query, &err))
		return cli_fail_text(&err, rule->query);
	if (!cli_parse_id(argv[1], &id, &err))
		return cli_fail(&err);
	if (!cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, &err))
		return cli_fail(&err);
	return explain(cli, rule, id);
}
