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

static void put_share(const struct rules_share *share, bool is_first, struct buf *out)
{
	buf_adds(out, is_first ? "" : ", ");
	utf8_safe((struct bytes){share->name, strlen(share->name)}, SAFE_LINE, out);
	buf_addf(out, " %lld", (long long)share->n);
}

static void put_head(const struct rules_trial *trial, struct buf *out)
{
	char since[WHEN_LOCAL_SIZE];

	buf_addf(out, "First seen since %s: %lld article%s match%s", when_local(trial->since, trial->now, since),
		 (long long)trial->n_matches, trial->n_matches == 1 ? "" : "s", trial->n_matches == 1 ? "es" : "");
	buf_addf(out, ", %lld alert%s would have been sent, %lld.%lld a day", (long long)trial->n_alerts,
		 trial->n_alerts == 1 ? "" : "s", (long long)(trial->alerts_a_day_tenths / 10),
		 (long long)(trial->alerts_a_day_tenths % 10));
	if (trial->n_too_old)
		buf_addf(out, "\n%lld of them raise none: they were older than max_age when they came", (long long)trial->n_too_old);
	buf_addc(out, '\n');
}

/* The first week may have begun before anything was stored. */
static bool first_is_partial(const struct rules_trial *trial, const int64_t *edges)
{
	return trial->n_buckets && trial->since > edges[0];
}

static void put_chart(struct cli *cli, const struct rules_trial *trial, const int64_t *edges, struct buf *out)
{
	const int64_t *const counts[] = {trial->matches};
	const struct report_chart chart = {.counts = counts,
					   .n_series = 1,
					   .n = trial->n_buckets,
					   .edges = edges,
					   .by = REPORT_BY_WEEK,
					   .first_is_partial = first_is_partial(trial, edges),
					   .last_is_partial = true,
					   .cols = cli->cols < CHART_COLS_MOST ? cli->cols : CHART_COLS_MOST,
					   .rows = CHART_ROWS,
					   .is_ascii = cli_option(cli, "ascii") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0};
	const struct report_picture *picture = report_draw(cli->ctx, &chart);
	char words[REPORT_WORDS_SIZE], since[WHEN_LOCAL_SIZE];

	buf_addc(out, '\n');
	for (int i = 0; i < picture->rows; i++)
		buf_addf(out, "%s\n", picture->lines[i]);
	buf_addf(out, "  %s", report_partial_words(REPORT_BY_WEEK, edges[trial->n_buckets - 1], trial->now, words));
	if (first_is_partial(trial, edges))
		buf_addf(out, "%s nothing was stored before %s", chart.is_ascii ? ";" : " ·", when_local(trial->since, trial->now, since));
	buf_addc(out, '\n');
}

static void put_newest(struct cli *cli, const struct rules_trial *trial, struct buf *out)
{
	buf_adds(out, trial->newest->n ? "\nNewest\n" : "");
	for (size_t i = 0; i < trial->newest->n; i++) {
		const struct store_row *row = &trial->newest->rows[i];
		AUTO_BUF line = BUF_INIT(KIB(64));
		char age[WHEN_AGE_SIZE];

		buf_addf(&line, "%5s  ", when_age(row->arrived, trial->now, age));
		utf8_fit(row->outlet, strlen(row->outlet), 18, true, &line);
		buf_addf(&line, "  %s", row->title);
		utf8_safe(buf_bytes(&line), SAFE_LINE, out);
		buf_addc(out, '\n');
		rule_put_evidence(cli, trial->evidence[i], "         ", 3, out);
	}
}

static void put_rest(const struct rules_trial *trial, struct buf *out)
{
	buf_adds(out, trial->n_outlets ? "\nOutlets        " : "");
	for (size_t i = 0; i < trial->n_outlets; i++)
		put_share(&trial->outlets[i], i == 0, out);
	for (size_t i = 0; i < trial->n_overlaps; i++)
		buf_addf(out, "\n%-15s%lld of %lld also caught by rule %s", i ? "" : "Overlap",
			 (long long)trial->overlaps[i].n, (long long)trial->n_matches, trial->overlaps[i].name);
	buf_adds(out, trial->n_never ? "\nNever matched  " : "");
	for (size_t i = 0; i < trial->n_never; i++) {
		buf_adds(out, i ? ", " : "");
		utf8_safe((struct bytes){trial->never[i], strlen(trial->never[i])}, SAFE_LINE, out);
	}
	if (trial->n_outlets || trial->n_overlaps || trial->n_never)
		buf_addc(out, '\n');
}

static void put_text(struct cli *cli, const struct rules_candidate *rule, const struct rules_trial *trial,
		     const int64_t *edges, struct buf *out)
{
	AUTO_BUF query = BUF_INIT(KIB(512));

	query_format(rule->query, &query);
	buf_addf(out, "Rule %s: ", rule->name[0] ? rule->name : "(a draft, not saved)");
	utf8_safe(buf_bytes(&query), SAFE_LINE, out);
	buf_addc(out, '\n');
	put_head(trial, out);
	if (trial->n_matches)
		put_chart(cli, trial, edges, out);
	put_newest(cli, trial, out);
	put_rest(trial, out);
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
	const struct conf_rule *conf = argc == 1 ? rule_find(cli->conf, argv[0]) : NULL;
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
