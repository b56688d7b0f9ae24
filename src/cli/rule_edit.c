/* rule_edit.c: rules added, changed, renamed, put to rest and removed in the configuration's files, and looked at the past
 * with. */
#include "rule.h"

#include <string.h>

#include "feeds_file.h"

/* The options that are keys of a section; --quiet is another thing. */
static const struct {
	const char *key, *option;
} keys[] = {
    {"channels", "channels"}, {"priority", "priority"}, {"score", "score"},	{"once", "once"},
    {"max_age", "max-age"},   {"batch", "batch-time"},	{"quiet", "quiet-hours"}, {"limit", "limit"},
};
enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

/* What a load would find wrong is found before anything is written. */
static bool check_channels(struct cli *cli, const char *value, struct err *err)
{
	for (const char *s = value; *s;) {
		const size_t blanks = strspn(s, ", \t"), len = strcspn(s + blanks, ", \t");
		const char *name = mem_strndup(cli->ctx, s + blanks, len);
		bool is_there = !len;

		for (size_t i = 0; i < cli->conf->n_channels; i++)
			is_there |= !strcmp(cli->conf->channels[i].name, name);
		if (!is_there)
			return err_set(err, ERR_USAGE, "there is no [channel %.100s] in the configuration", name);
		s += blanks + len;
	}
	return true;
}

static bool check_pair(struct cli *cli, const struct conf_pair *pair, struct err *err)
{
	struct query *query;

	if (!pair->value)
		return true;
	if (!strcmp(pair->key, "channels"))
		return check_channels(cli, pair->value, err);
	return strcmp(pair->key, "query") != 0 || cli_query(cli, pair->value, &query, err);
}

/* The configuration as it is in the files now, for everybody who reads it. */
static int take_over(struct cli *cli)
{
	int status;

	if (!cli_load_or_say(cli, &status))
		return status;
	feeds_tell_daemon(cli);
	return 0;
}

static void add_options(struct cli *cli, struct conf_pair *pairs, size_t *n)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		const char *value = cli_option(cli, keys[i].option);

		if (value)
			pairs[(*n)++] = (struct conf_pair){keys[i].key, value[0] ? value : NULL};
	}
}

static int fail_pair(const struct err *err, const struct conf_pair *pair)
{
	return strcmp(pair->key, "query") ? cli_fail(err) : cli_fail_text(err, pair->value);
}

int rule_add(struct cli *cli, int argc, char **argv)
{
	struct conf_pair pairs[N_KEYS + 1];
	const char *file;
	struct err err = {0};
	size_t n = 1;

	if (argc < 2)
		return cli_usage(cli, "rule add takes a name and a query");
	pairs[0] = (struct conf_pair){"query", cli_join(cli, argc, argv, 1)};
	add_options(cli, pairs, &n);
	for (size_t i = 0; i < n; i++)
		if (!check_pair(cli, &pairs[i], &err))
			return fail_pair(&err, &pairs[i]);
	if (!conf_rule_add(cli->ctx, cli->conf, cli->config_file, argv[0], pairs, n, &file, &err))
		return err.code == ERR_USAGE ? cli_usage(cli, "%s", err.msg) : cli_fail(&err);
	cli_note(cli, "added rule %s to %s", argv[0], file);
	return take_over(cli);
}

static int change(struct cli *cli, const struct conf_rule *rule, const struct conf_pair *pairs, size_t n)
{
	struct err err = {0};

	for (size_t i = 0; i < n; i++)
		if (!check_pair(cli, &pairs[i], &err))
			return fail_pair(&err, &pairs[i]);
	if (!conf_edit_section(rule->file, "rule", rule->name, pairs, n, &err))
		return cli_fail(&err);
	cli_note(cli, "changed rule %s in %s", rule->name, rule->file);
	return take_over(cli);
}

/* NULL, with *ret_status, when there is none. */
static const struct conf_rule *named(struct cli *cli, int argc, char **argv, int want, const char *usage, int *ret_status)
{
	const struct conf_rule *rule = argc ? conf_rule(cli->conf, argv[0]) : NULL;
	struct err err = {0};

	if (want >= 0 ? argc != want : argc < 1) {
		*ret_status = cli_usage(cli, "%s", usage);
		return NULL;
	}
	if (!rule) {
		(void)rule_unknown(cli, argv[0], &err);
		*ret_status = cli_fail(&err);
	}
	return rule;
}

int rule_edit(struct cli *cli, int argc, char **argv)
{
	struct conf_pair *pairs = mem_array(cli->ctx, struct conf_pair, (size_t)argc + N_KEYS);
	const struct conf_rule *rule;
	size_t n = 0;
	int status;

	rule = named(cli, argc, argv, -1, "rule edit takes a name and what to change: query=..., channels=desk,log", &status);
	if (!rule)
		return status;
	add_options(cli, pairs, &n);
	for (int i = 1; i < argc; i++) {
		const char *sign = strchr(argv[i], '=');

		if (!sign || sign == argv[i])
			return cli_usage(cli, "'%s' is not KEY=VALUE", argv[i]);
		pairs[n++] = (struct conf_pair){mem_strndup(cli->ctx, argv[i], (size_t)(sign - argv[i])),
						sign[1] ? sign + 1 : NULL};
	}
	if (!n)
		return cli_usage(cli, "rule edit needs what to change: query=..., channels=desk,log, batch=10m");
	return change(cli, rule, pairs, n);
}

static int set_enabled(struct cli *cli, int argc, char **argv, const char *value, const char *usage)
{
	const struct conf_pair pair = {"enabled", value};
	int status;
	const struct conf_rule *rule = named(cli, argc, argv, 1, usage, &status);

	return rule ? change(cli, rule, &pair, 1) : status;
}

int rule_enable(struct cli *cli, int argc, char **argv)
{
	return set_enabled(cli, argc, argv, NULL, "rule enable takes the name of a rule");
}

int rule_disable(struct cli *cli, int argc, char **argv)
{
	return set_enabled(cli, argc, argv, "no", "rule disable takes the name of a rule");
}

/* ---- another name ---- */

/* A digest that lists the rule lists it by its new name. */
static bool rename_in_digests(struct cli *cli, const char *from, const char *to, struct err *err)
{
	for (size_t i = 0; i < cli->conf->n_digests; i++) {
		const struct conf_digest *digest = &cli->conf->digests[i];
		char *value = mem_strdup(cli->ctx, "");
		bool is_in = false;

		for (size_t k = 0; k < digest->n_sections; k++) {
			const bool is_it = !strcmp(digest->sections[k], from);

			is_in |= is_it;
			value = mem_printf(cli->ctx, "%s%s%s", value, k ? ", " : "", is_it ? to : digest->sections[k]);
		}
		if (is_in && !conf_edit_section(digest->file, "digest", digest->name,
						&(struct conf_pair){"sections", value}, 1, err))
			return false;
	}
	return true;
}

int rule_rename(struct cli *cli, int argc, char **argv)
{
	struct conf_edit edit = {.kind = "rule"};
	const struct conf_rule *rule;
	struct err err = {0};
	int status;

	rule = named(cli, argc, argv, 2, "rule rename takes a name and the new one", &status);
	if (!rule)
		return status;
	if (conf_rule(cli->conf, argv[1]) || conf_view(cli->conf, argv[1]))
		return cli_usage(cli, "there is a rule or a view %s already", argv[1]);
	edit.name = rule->name;
	edit.new_name = argv[1];
	if (!conf_section_name_ok("rule", argv[1]))
		return cli_usage(cli, "'%s' cannot be the name of a rule", argv[1]);
	if (!cli_open_store(cli, STORE_CLIENT, &err))
		return cli_fail(&err);
	/* a rule that telexd never saw has nothing to take along */
	if (!alert_rule_rename(cli->store, rule->name, argv[1], &err) && err.code != ERR_NO_MATCH)
		return cli_fail(&err);
	if (!conf_edit(rule->file, &edit, 1, &err) || !rename_in_digests(cli, rule->name, argv[1], &err))
		return cli_fail(&err);
	cli_note(cli, "rule %s is %s now", rule->name, argv[1]);
	return take_over(cli);
}

int rule_remove(struct cli *cli, int argc, char **argv)
{
	const struct conf_rule *rule;
	struct err err = {0};
	int status;

	rule = named(cli, argc, argv, 1, "rule remove takes the name of a rule", &status);
	if (!rule)
		return status;
	for (size_t i = 0; i < cli->conf->n_digests; i++)
		for (size_t k = 0; k < cli->conf->digests[i].n_sections; k++)
			if (!strcmp(cli->conf->digests[i].sections[k], rule->name))
				return cli_usage(cli, "digest %s has it as a section: take it out there first",
						 cli->conf->digests[i].name);
	if (!conf_remove_section(rule->file, "rule", rule->name, &err))
		return cli_fail(&err);
	cli_note(cli, "removed rule %s from %s; its alerts are kept. Back with: telex rule add %s '%s'", rule->name, rule->file,
		 rule->name, rule->query);
	return take_over(cli);
}

/* ---- the past ---- */

int rule_backfill(struct cli *cli, int argc, char **argv)
{
	const struct conf_rule *rule;
	struct alert_manner manner;
	struct rules_entry entry;
	const struct query_names names = cli_names(cli);
	struct rules *rules;
	struct err err = {0};
	int64_t since, n;
	int status;

	rule = named(cli, argc, argv, 1, "rule backfill takes the name of a rule", &status);
	if (!rule)
		return status;
	manner = rule_manner(rule);
	entry = (struct rules_entry){RULES_ALERT, rule->name, rule->query, rule->score, &manner};
	if (!rule_since(cli, "90d", &since, &err) || !cli_open_store(cli, STORE_CLIENT, &err) ||
	    !rules_new(cli->ctx, cli->store, &entry, 1, &names, &rules, &err) ||
	    !rules_backfill(rules, rule->name, since, cli->now, &n, &err))
		return cli_fail(&err);
	cli_note(cli, "%lld alert%s in the inbox (telex alerts --rule %s); nothing was sent", (long long)n, n == 1 ? "" : "s",
		 rule->name);
	return n ? 0 : err_exit_status(ERR_NO_MATCH);
}
