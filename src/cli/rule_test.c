/* rule_test.c: `telex rule test`: what a rule, or a query that may become one, would have caught. */
#include "rule.h"

#include <langinfo.h>
#include <string.h>

#include "telex/json_out.h"
#include "telex/report.h"
#include "telex/report_json.h"
#include "telex/utf8.h"

enum { CHART_ROWS = 10, CHART_COLS_MOST = 100 };

bool rule_try(struct cli *cli, const struct rules_candidate *rule, int64_t since, struct rules_trial **ret,
	      int64_t **ret_edges, struct err *err)
{
	struct rules_candidate *others;
	size_t n_others, n;

	others = rule_candidates(cli, &n_others);
	return report_buckets(cli->ctx, REPORT_BY_WEEK, since, cli->now, ret_edges, &n, err) &&
	       rules_try(cli->ctx, cli->store, rule, others, n_others, *ret_edges, n, cli->now, ret, err);
}

/* ---- text ---- */

static void put_chart(struct cli *cli, const struct rules_trial *trial, const int64_t *edges, struct buf *out)
{
	const struct report_past past = {trial->matches, edges, trial->n_buckets, REPORT_BY_WEEK, trial->since, trial->now};
	const struct report_look look = {cli->cols < CHART_COLS_MOST ? cli->cols : CHART_COLS_MOST, CHART_ROWS,
					 cli_option(cli, "ascii") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0};
	const struct report_picture *picture = report_past_draw(cli->ctx, &past, &look);

	buf_addc(out, '\n');
	for (int i = 0; i < picture->rows; i++)
		buf_addf(out, "%s\n", picture->lines[i]);
	buf_adds(out, "  ");
	report_past_words(&past, look.is_ascii, out);
	buf_addc(out, '\n');
}

static void put_text(struct cli *cli, const struct rules_candidate *rule, const struct rules_trial *trial,
		     const int64_t *edges, struct buf *out)
{
	AUTO_BUF query = BUF_INIT(KIB(512));
	AUTO_BUF rest = BUF_INIT(MIB(4));
	const struct rules_ink ink = rule_ink(cli);

	query_format(rule->query, &query);
	buf_addf(out, "Rule %s: ", rule->name[0] ? rule->name : "(a draft, not saved)");
	utf8_safe(buf_bytes(&query), SAFE_LINE, out);
	buf_addc(out, '\n');
	rules_put_trial_head(trial, out);
	if (trial->n_matches)
		put_chart(cli, trial, edges, out);
	buf_adds(out, trial->newest->n ? "\n" : "");
	rules_put_trial_newest(trial, &ink, out);
	rules_put_trial_rest(trial, &rest);
	buf_addf(out, "%s%s", trial->n_outlets ? "\n" : "", buf_str(&rest));
}

/* ---- JSON ---- */

static void put_shares(const char *name, const char *key, const struct rules_share *shares, size_t n, struct buf *out)
{
	buf_addf(out, ",\n \"%s\": [", name);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s{\"%s\": ", i ? ", " : "", key);
		json_out_string(shares[i].name, out);
		json_out_number(out, "articles", shares[i].n);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void put_weeks(const struct rules_trial *trial, const int64_t *edges, struct buf *out)
{
	buf_adds(out, ",\n \"weeks\": [");
	for (size_t i = 0; i < trial->n_buckets; i++) {
		buf_addf(out, "%s{\"start\": ", i ? ",\n  " : "");
		json_out_time(edges[i], out);
		json_out_number(out, "articles", trial->matches[i]);
		json_out_number(out, "alerts", trial->alerts[i]);
		json_out_bool(out, "is_partial", i + 1 == trial->n_buckets || edges[i] < trial->since);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void put_json(const struct rules_candidate *rule, const struct rules_trial *trial, const int64_t *edges,
		     struct buf *out)
{
	AUTO_BUF query = BUF_INIT(KIB(512));

	query_format(rule->query, &query);
	buf_adds(out, "{\"v\": 1, \"rule\": ");
	json_out_string(rule->name[0] ? rule->name : NULL, out);
	json_out_text(out, "query", buf_str(&query));
	json_out_when(out, "since", trial->since);
	json_out_number(out, "articles", trial->n_matches);
	json_out_number(out, "too_old", trial->n_too_old);
	json_out_number(out, "alerts", trial->n_alerts);
	buf_addf(out, ", \"alerts_a_day\": %lld.%lld", (long long)(trial->alerts_a_day_tenths / 10),
		 (long long)(trial->alerts_a_day_tenths % 10));
	put_weeks(trial, edges, out);
	buf_adds(out, ",\n \"newest\": [");
	for (size_t i = 0; i < trial->newest->n; i++) {
		buf_adds(out, i ? ",\n  {" : "{");
		report_article_members(&trial->newest->rows[i], out);
		buf_addf(out, ", \"evidence\": %s}", trial->evidence[i]);
	}
	buf_addc(out, ']');
	put_shares("outlets", "outlet", trial->outlets, trial->n_outlets, out);
	put_shares("overlap", "rule", trial->overlaps, trial->n_overlaps, out);
	buf_adds(out, ",\n \"never_matched\": [");
	for (size_t i = 0; i < trial->n_never; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(trial->never[i], out);
	}
	buf_adds(out, "]}\n");
}

/* ---- the verb ---- */

/* A rule of that name, else a draft: everything as a rule without options has it. */
static bool find_candidate(struct cli *cli, int argc, char **argv, struct rules_candidate *ret, struct err *err)
{
	const struct conf_rule *conf = argc == 1 ? conf_rule(cli->conf, argv[0]) : NULL;
	const char *text = conf ? conf->query : cli_join(cli, argc, argv, 0);
	struct alert_manner *manner = mem_new(cli->ctx, struct alert_manner);
	struct query *query;

	if (!cli_query(cli, text, &query, err))
		return false;
	*manner = conf ? rule_manner(conf) : rules_manner(NULL, NULL);
	if (!conf)
		manner->max_age_s = 7 * 24 * 3600;
	manner->steps = query_steps(cli->ctx, query, &manner->n_steps);
	*ret = (struct rules_candidate){conf ? conf->name : "", query, manner};
	return true;
}

int rule_test(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(16));
	struct rules_candidate rule;
	struct rules_trial *trial;
	struct err err = {0};
	int64_t since, *edges;

	if (!argc)
		return cli_usage(cli, "rule test takes a query, or the name of a rule");
	if (!find_candidate(cli, argc, argv, &rule, &err))
		return cli_fail_text(&err, cli_join(cli, argc, argv, 0));
	if (!rule_since(cli, "90d", &since, &err))
		return cli_fail(&err);
	if (!cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, &err) ||
	    !rule_try(cli, &rule, since, &trial, &edges, &err))
		return cli_fail(&err);
	cli_remark(cli, rule.query);
	if (cli->format == CLI_JSON || cli->format == CLI_JSONL)
		put_json(&rule, trial, edges, &out);
	else
		put_text(cli, &rule, trial, edges, &out);
	cli_put(&out);
	return trial->n_matches ? 0 : err_exit_status(ERR_NO_MATCH);
}
