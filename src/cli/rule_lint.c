/* rule_lint.c: `telex rule lint`: what looks wrong about the rules, told before somebody misses a story for it. */
#include "rule.h"

#include <string.h>

#include "telex/json_out.h"
#include "telex/utf8.h"

enum { MANY_A_DAY = 20 };

struct remark {
	const char *rule, *kind, *words;
	bool is_fault;
};
struct linting {
	struct cli *cli;
	struct remark *remarks;
	size_t n;
};

static void add(struct linting *l, const char *rule, bool is_fault, const char *kind, const char *words)
{
	l->remarks = mem_grow(l->cli->ctx, l->remarks, struct remark, l->n + 1);
	l->remarks[l->n++] = (struct remark){rule, kind, words, is_fault};
}

static const char *list(struct cli *cli, const char *const *names, size_t n)
{
	char *text = mem_strdup(cli->ctx, "");

	for (size_t i = 0; i < n; i++)
		text = mem_printf(cli->ctx, "%s%s%s", text, i ? ", " : "", names[i]);
	return text;
}

static void lint_trial(struct linting *l, const struct conf_rule *rule, const struct rules_trial *trial)
{
	void *ctx = l->cli->ctx;

	if (trial->first_at == WHEN_NONE)
		return;
	if (!trial->n_matches)
		add(l, rule->name, false, "silent", "it matches nothing of the last 90 days");
	else if (trial->n_never)
		add(l, rule->name, false, "never",
		    mem_printf(ctx, "never matched in 90 days: %s", list(l->cli, trial->never, trial->n_never)));
	if (trial->alerts_a_day_tenths > 10 * MANY_A_DAY && !rule->batch_s && !rule->limit)
		add(l, rule->name, false, "many",
		    mem_printf(ctx, "some %lld alerts a day: narrow it, or set batch or limit",
			       (long long)(trial->alerts_a_day_tenths / 10)));
	for (size_t i = 0; i < trial->n_overlaps; i++)
		if (trial->overlaps[i].n == trial->n_matches)
			add(l, rule->name, false, "covered",
			    mem_printf(ctx, "rule %s catches all of it as well", trial->overlaps[i].name));
}

static bool lint(struct linting *l, const struct conf_rule *rule, int64_t since, struct err *err)
{
	struct rules_candidate candidate = rule_candidate(l->cli, rule);
	struct rules_trial *trial;
	struct err fault = {0};
	struct query *query;
	int64_t *edges;

	if (!rule->is_enabled) {
		add(l, rule->name, false, "disabled", "it is disabled");
		return true;
	}
	if (!candidate.query) {
		if (!cli_query(l->cli, rule->query, &query, &fault))
			add(l, rule->name, true, "broken", mem_printf(l->cli->ctx, "it is broken and finds nothing: %s", fault.msg));
		return true;
	}
	if (query_is_empty(candidate.query))
		add(l, rule->name, false, "everything", "it matches every article");
	if (!rule->n_channels)
		add(l, rule->name, false, "no-channel", "no channel: its alerts are in the inbox alone (telex alerts)");
	if (!rule_try(l->cli, &candidate, since, &trial, &edges, &fault)) {
		if (fault.code != ERR_DATA)
			return err_set(err, fault.code, "%s", fault.msg);
		add(l, rule->name, true, "broken", mem_printf(l->cli->ctx, "it is broken and finds nothing: %s", fault.msg));
		return true;
	}
	lint_trial(l, rule, trial);
	return true;
}

static void put(struct cli *cli, const struct remark *remark, struct buf *out)
{
	if (cli->format == CLI_TEXT) {
		AUTO_BUF line = BUF_INIT(KIB(64));

		buf_addf(&line, "rule %s: %s", remark->rule, remark->words);
		utf8_safe(buf_bytes(&line), SAFE_LINE, out);
		buf_addc(out, '\n');
		return;
	}
	buf_adds(out, "{\"v\": 1, \"rule\": ");
	json_out_string(remark->rule, out);
	json_out_text(out, "kind", remark->kind);
	json_out_text(out, "remark", remark->words);
	json_out_bool(out, "is_fault", remark->is_fault);
	buf_adds(out, "}\n");
}

int rule_lint(struct cli *cli, int argc, char **argv)
{
	AUTO_BUF out = BUF_INIT(MIB(16));
	struct linting l = {.cli = cli};
	bool is_broken = false;
	struct err err = {0};
	int64_t since;

	(void)argv;
	if (argc)
		return cli_usage(cli, "rule lint looks at all rules");
	if (!rule_since(cli, "90d", &since, &err) ||
	    !cli_open_store(cli, cli_has_store(cli) ? STORE_READ : STORE_CLIENT, &err))
		return cli_fail(&err);
	for (size_t i = 0; i < cli->conf->n_rules; i++)
		if (!lint(&l, &cli->conf->rules[i], since, &err))
			return cli_fail(&err);
	for (size_t i = 0; i < l.n; i++) {
		put(cli, &l.remarks[i], &out);
		is_broken |= l.remarks[i].is_fault;
	}
	cli_put(&out);
	if (!l.n)
		cli_note(cli, "nothing to remark on %zu rule%s", cli->conf->n_rules, cli->conf->n_rules == 1 ? "" : "s");
	return is_broken ? err_exit_status(ERR_DATA) : 0;
}
