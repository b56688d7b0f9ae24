/* rule.c: `telex rule`: which verb, and the list of rules. */
#include "rule.h"

#include <string.h>

#include "telex/json_out.h"
#include "telex/nearest.h"
#include "telex/utf8.h"

#include "feed.h"

/* ---- what the verbs share ---- */

bool rule_unknown(struct cli *cli, const char *name, struct err *err)
{
	const char **names = mem_array(cli->ctx, const char *, cli->conf->n_rules + 1), *near;

	for (size_t i = 0; i < cli->conf->n_rules; i++)
		names[i] = cli->conf->rules[i].name;
	near = nearest_name(name, names, cli->conf->n_rules);
	return near ? err_set(err, ERR_NO_MATCH, "there is no rule '%.100s': did you mean '%s'?", name, near)
		    : err_set(err, ERR_NO_MATCH, "there is no [rule %.100s] in the configuration", name);
}

struct alert_manner rule_manner(const struct conf_rule *rule)
{
	struct alert_manner manner = rules_manner(rule->once, rule->priority);

	manner.rule = rule->name;
	manner.max_age_s = rule->max_age_s;
	manner.batch_s = rule->batch_s;
	manner.score = rule->score;
	return manner;
}

static void add_steps(struct cli *cli, const struct query *query, struct alert_manner *manner)
{
	if (query)
		manner->steps = query_steps(cli->ctx, query, &manner->n_steps);
}

struct rules_candidate rule_candidate(struct cli *cli, const struct conf_rule *rule)
{
	struct alert_manner *manner = mem_new(cli->ctx, struct alert_manner);
	struct query *query = NULL;

	if (!cli_query(cli, rule->query, &query, NULL))
		query = NULL;
	*manner = rule_manner(rule);
	add_steps(cli, query, manner);
	return (struct rules_candidate){rule->name, query, manner};
}

struct rules_candidate *rule_candidates(struct cli *cli, size_t *ret_n)
{
	struct rules_candidate *list = mem_array(cli->ctx, struct rules_candidate, cli->conf->n_rules + 1);

	*ret_n = 0;
	for (size_t i = 0; i < cli->conf->n_rules; i++)
		if (cli->conf->rules[i].is_enabled)
			list[(*ret_n)++] = rule_candidate(cli, &cli->conf->rules[i]);
	return list;
}

bool rule_since(const struct cli *cli, const char *fallback, int64_t *ret, struct err *err)
{
	const char *text = cli_option(cli, "since");
	const struct query_env env = {.now = cli->now, .zone = when_zone_local};

	return query_instant(text ? text : fallback, &env, ret, err) ||
	       err_wrap(err, "--since %s", text ? text : fallback);
}

/* ---- the list ---- */

struct line {
	const struct conf_rule *conf;	/* NULL: no longer in the configuration */
	const struct alert_rule *store; /* NULL: telexd has not seen it yet */
};

static const char *name_of(const struct line *line)
{
	return line->conf ? line->conf->name : line->store->name;
}

static const char *state_of(const struct line *line)
{
	return rules_state(line->store, line->conf, line->conf && line->conf->is_enabled);
}

static void put_text(struct cli *cli, const struct line *line, struct buf *out)
{
	const struct alert_rule *row = line->store;
	char age[WHEN_AGE_SIZE] = "-";
	AUTO_BUF text = BUF_INIT(KIB(64));

	if (row && row->newest_at != WHEN_NONE)
		when_age(row->newest_at, cli->now, age);
	feed_put_cell(&text, name_of(line), 22);
	buf_addf(&text, " %-8s %8lld %7lld %5s  ", state_of(line), (long long)(row ? row->n_alerts : 0),
		 (long long)(row ? row->n_open : 0), age);
	if (row && row->fault && line->conf)
		buf_addf(&text, "%s: ", row->fault);
	buf_adds(&text, line->conf ? line->conf->query : row->query);
	feed_put_line(cli, &text, out);
}

static void put_json(struct cli *cli, const struct line *line, struct buf *out)
{
	const struct conf_rule *conf = line->conf;
	const struct alert_rule *row = line->store;

	(void)cli;
	buf_adds(out, "{\"v\": 1, \"name\": ");
	json_out_string(name_of(line), out);
	json_out_text(out, "state", state_of(line));
	json_out_text(out, "query", conf ? conf->query : row->query);
	json_out_text(out, "fault", row ? row->fault : NULL);
	json_out_text(out, "priority", conf ? conf->priority : NULL);
	json_out_text(out, "once", conf ? conf->once : NULL);
	buf_adds(out, ", \"channels\": [");
	for (size_t i = 0; conf && i < conf->n_channels; i++) {
		buf_adds(out, i ? ", " : "");
		json_out_string(conf->channels[i], out);
	}
	buf_addc(out, ']');
	json_out_number(out, "matches", row ? row->n_matches : 0);
	json_out_number(out, "alerts", row ? row->n_alerts : 0);
	json_out_number(out, "open", row ? row->n_open : 0);
	json_out_when(out, "newest", row ? row->newest_at : WHEN_NONE);
	buf_addc(out, '}');
}

static void put_tsv(struct cli *cli, const struct line *line, struct buf *out)
{
	const struct alert_rule *row = line->store;

	(void)cli;
	cli_tsv_cell(name_of(line), out);
	buf_addf(out, "\t%s\t%lld\t%lld\t", state_of(line), (long long)(row ? row->n_alerts : 0),
		 (long long)(row ? row->n_open : 0));
	cli_tsv_cell(line->conf ? line->conf->query : row->query, out);
	buf_addc(out, '\n');
}

static const struct {
	const char *begin, *between, *end;
	void (*put)(struct cli *cli, const struct line *line, struct buf *out);
} formats[] = {
    [CLI_TEXT] = {"", "", "", put_text},
    [CLI_JSON] = {"[", ",\n ", "]\n", put_json},
    [CLI_JSONL] = {"", "\n", "\n", put_json},
    [CLI_TSV] = {"", "", "", put_tsv},
};

static const struct alert_rule *row_of(const struct alert_rules *rows, const char *name)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!strcmp(rows->rules[i].name, name))
			return &rows->rules[i];
	return NULL;
}

static size_t collect(struct cli *cli, const struct alert_rules *rows, struct line *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < cli->conf->n_rules; i++)
		lines[n++] = (struct line){&cli->conf->rules[i], row_of(rows, cli->conf->rules[i].name)};
	for (size_t i = 0; i < rows->n; i++)
		if (!conf_rule(cli->conf, rows->rules[i].name))
			lines[n++] = (struct line){NULL, &rows->rules[i]};
	return n;
}

int rule_list(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(64));
	struct alert_rules *rows;
	struct line *lines;
	struct err err = {0};
	size_t n;

	(void)argv;
	if (argc)
		return cli_usage(cli, "rule list takes no name");
	if (!cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, &err) ||
	    !alert_rules(cli->store, cli->ctx, &rows, &err))
		return cli_fail(&err);
	lines = mem_array(cli->ctx, struct line, cli->conf->n_rules + rows->n + 1);
	n = collect(cli, rows, lines);
	if (cli->format == CLI_TEXT && cli->is_tty && n)
		buf_addf(&out, "%-22s %-8s %8s %7s %5s  %s\n", "NAME", "STATE", "ALERTS", "OPEN", "LAST", "QUERY");
	buf_adds(&out, formats[cli->format].begin);
	for (size_t i = 0; i < n; i++) {
		buf_adds(&out, i ? formats[cli->format].between : "");
		formats[cli->format].put(cli, &lines[i], &out);
	}
	if (n || cli->format == CLI_JSON)
		buf_adds(&out, formats[cli->format].end);
	if (!n && cli->format == CLI_TEXT)
		cli_note(cli, "there is no rule yet: telex rule test QUERY shows what one would have caught, telex rule add "
			      "NAME QUERY makes it");
	cli_put(&out);
	return n ? 0 : err_exit_status(ERR_NO_MATCH);
}

/* ---- which verb ---- */

static const struct cli_verb verbs[] = {
    {"list", rule_list},     {"test", rule_test},     {"lint", rule_lint},	   {"why", rule_why},
    {"whynot", rule_whynot}, {"add", rule_add},	      {"edit", rule_edit},	   {"rename", rule_rename},
    {"enable", rule_enable}, {"disable", rule_disable}, {"remove", rule_remove}, {"backfill", rule_backfill},
};

int cli_rule(struct cli *cli, int argc, char **argv)
{
	return cli_run_verb(cli, verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
