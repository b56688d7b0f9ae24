/* rule_why.c: `telex rule why` and `whynot`: what made a rule speak, and what keeps it silent. */
#include "rule.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "telex/json_out.h"
#include "telex/utf8.h"

/* ---- evidence ---- */

static const char *text_of(const json_t *element, const char *name)
{
	const char *text = json_string_value(json_object_get(element, name));

	return text ? text : "";
}

/* The words in bold on a terminal, else between stars. */
static void put_sentence(const struct cli *cli, const char *sentence, const char *words, struct buf *out)
{
	const bool is_bold = cli->is_tty && !getenv("NO_COLOR");
	const struct query_term term = {.text = words, .is_prefix = false, .columns = QUERY_BODY};
	struct store_hit hits[16];
	size_t n = store_hits(&term, 1, QUERY_BODY, (struct bytes){sentence, strlen(sentence)}, hits, 16), at = 0;

	for (size_t i = 0; i < n; i++) {
		utf8_safe((struct bytes){sentence + at, hits[i].at - at}, SAFE_LINE, out);
		buf_adds(out, is_bold ? "\033[1m" : "*");
		utf8_safe((struct bytes){sentence + hits[i].at, hits[i].len}, SAFE_LINE, out);
		buf_adds(out, is_bold ? "\033[0m" : "*");
		at = hits[i].at + hits[i].len;
	}
	utf8_safe((struct bytes){sentence + at, strlen(sentence + at)}, SAFE_LINE, out);
}

static void put_element(const struct cli *cli, const json_t *element, const char *indent, struct buf *out)
{
	const char *clause = text_of(element, "clause"), *sentence = text_of(element, "sentence");

	buf_adds(out, indent);
	utf8_safe((struct bytes){clause, strlen(clause)}, SAFE_LINE, out);
	if (sentence[0]) {
		buf_addf(out, ", in the %s: ", strcmp(text_of(element, "field"), "body") ? text_of(element, "field") : "text");
		put_sentence(cli, sentence, text_of(element, "words"), out);
	} else {
		buf_adds(out, " holds");
	}
	buf_addc(out, '\n');
}

void rule_put_evidence(const struct cli *cli, const char *evidence, const char *indent, size_t max, struct buf *out)
{
	json_t *list = evidence ? json_loads(evidence, 0, NULL) : NULL, *element;
	size_t i;

	json_array_foreach(list, i, element) {
		if (i < max)
			put_element(cli, element, indent, out);
	}
	json_decref(list);
}

/* ---- why ---- */

static void put_when(struct cli *cli, const char *label, int64_t t, struct buf *out)
{
	char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE];

	when_age(t, cli->now, age);
	buf_addf(out, "%-10s%s (%s%s)\n", label, when_local(t, cli->now, local), age, strcmp(age, "now") ? " ago" : "");
}

static void put_labelled(const char *label, const char *text, struct buf *out)
{
	buf_addf(out, "%-10s", label);
	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, out);
	buf_addc(out, '\n');
}

static void put_change(struct cli *cli, const struct alert *alert, struct buf *out)
{
	const struct conf_rule *rule = rule_find(cli->conf, alert->rule);
	AUTO_BUF now = BUF_INIT(KIB(512));
	struct query *query;

	if (!rule) {
		buf_adds(out, "now       the rule is no longer in the configuration\n");
		return;
	}
	if (!cli_query(cli, rule->query, &query, NULL))
		return;
	query_format(query, &now);
	if (strcmp(buf_str(&now), alert->query) != 0)
		put_labelled("now", buf_str(&now), out);
}

static void put_why(struct cli *cli, const struct alert *alert, struct buf *out)
{
	buf_addf(out, "Alert %lld of rule %s, priority %s, %s\n", (long long)alert->id, alert->rule,
		 alert_priority_name(alert->priority), alert_state_name(alert->state));
	put_labelled("article", mem_printf(cli->ctx, "%s (%lld)", alert->title, (long long)alert->article_id), out);
	put_labelled("outlet", alert->outlet, out);
	put_labelled("url", alert->url, out);
	put_when(cli, "raised", alert->at, out);
	put_labelled("query", alert->query, out);
	put_change(cli, alert, out);
	buf_adds(out, "because\n");
	rule_put_evidence(cli, alert->evidence, "  ", RULES_EVIDENCE_MAX, out);
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

/* The rule's query matches the article: what came of that, one clause. */
static const char *outcome_words(struct cli *cli, const struct conf_rule *rule, const struct rules_candidate *candidate,
				 const struct store_row *row, struct err *err)
{
	struct alert_rules *rows;
	enum alert_outcome outcome;
	int64_t alert_id;
	char span[WHEN_AGE_SIZE], max[WHEN_AGE_SIZE];

	if (!alert_judge(cli->store, candidate->manner, row->id, &outcome, &alert_id, err) ||
	    !alert_rules(cli->store, cli->ctx, &rows, err))
		return NULL;
	switch (outcome) {
	case ALERT_ALREADY:
		return mem_printf(cli->ctx, "it did alert: telex rule why %lld", (long long)alert_id);
	case ALERT_STORY_KNOWN:
		return mem_printf(cli->ctx, "its story had alerted already, as alert %lld: a rule with once = story speaks once of "
					    "each, and again when it passes the outlets that the rule names",
				  (long long)alert_id);
	case ALERT_IS_MUTED:
		return "the article is muted, or of feeds that were removed: such articles do not alert";
	case ALERT_TOO_OLD:
		return mem_printf(cli->ctx, "it was %s old when it came, and max_age is %s",
				  when_span(row->arrived - row->sort_at, span), when_span(rule->max_age_s, max));
	default:
		break;
	}
	if (!rule->is_enabled)
		return "the rule is disabled: telex rule enable makes it speak";
	for (size_t i = 0; i < rows->n; i++)
		if (!strcmp(rows->rules[i].name, rule->name) && !rows->rules[i].is_gone)
			return row->seq <= rows->rules[i].since_seq
				   ? "the article came before the rule: telex rule backfill looks at the past"
				   : "it matches now, and did not when it came: a tag, a mark or an entity has changed since";
	return "telexd has not run with this rule yet";
}

static void put_whynot(const struct conf_rule *rule, const struct store_row *row,
		       const struct rules_clause *clause, const char *outcome, struct buf *out)
{
	buf_addf(out, "Rule %s and article %lld", rule->name, (long long)row->id);
	buf_adds(out, ": ");
	utf8_safe((struct bytes){row->title, strlen(row->title)}, SAFE_LINE, out);
	buf_addc(out, '\n');
	if (outcome) {
		put_labelled("matches", outcome, out);
		return;
	}
	put_labelled("failed", clause->clause, out);
	if (clause->means)
		put_labelled("which is", clause->means, out);
	if (clause->within)
		put_labelled("part of", clause->within, out);
	put_labelled("because", clause->saw, out);
}

static void put_whynot_json(const struct conf_rule *rule, const struct store_row *row, const struct rules_clause *clause,
			    const char *outcome, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, \"rule\": ");
	json_out_string(rule->name, out);
	json_out_number(out, "article", row->id);
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
	struct rules_clause clause = {0};
	struct store_rows *rows;
	const char *outcome = NULL;
	struct err err = {0};
	bool matches;

	if (!store_rows_by_id(cli->store, cli->ctx, &id, 1, STORE_FULL, &rows, &err) ||
	    !rules_why_not(cli->ctx, cli->store, candidate.query, id, cli->now, &clause, &matches, &err))
		return cli_fail(&err);
	if (rows->rows[0].is_muted || matches) {
		outcome = outcome_words(cli, rule, &candidate, &rows->rows[0], &err);
		if (!outcome)
			return cli_fail(&err);
	}
	if (is_json(cli))
		put_whynot_json(rule, &rows->rows[0], &clause, outcome, &out);
	else
		put_whynot(rule, &rows->rows[0], &clause, outcome, &out);
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
	rule = rule_find(cli->conf, argv[0]);
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
