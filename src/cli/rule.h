/* rule.h: what the files about alert rules share. */
#ifndef CLI_RULE_H
#define CLI_RULE_H

#include "cli.h"

#include "telex/rules.h"

/* ERR_NO_MATCH: no rule is called so, with the nearest name that is. */
bool rule_unknown(struct cli *cli, const char *name, struct err *err);
struct alert_manner rule_manner(const struct conf_rule *rule);
/* A rule of the configuration, parsed; query NULL when it is none. */
struct rules_candidate rule_candidate(struct cli *cli, const struct conf_rule *rule);
/* All that are enabled; *ret_n. */
struct rules_candidate *rule_candidates(struct cli *cli, size_t *ret_n);
/* --since as an instant; `fallback` when it was not given. */
MUST_USE bool rule_since(const struct cli *cli, const char *fallback, int64_t *ret, struct err *err);
/* Tried on what arrived since then, by week.  *ret_edges: n_buckets + 1 of them. */
MUST_USE bool rule_try(struct cli *cli, const struct rules_candidate *rule, int64_t since, struct rules_trial **ret,
		       int64_t **ret_edges, struct err *err);

/* How words of evidence stand out. */
struct rules_ink rule_ink(const struct cli *cli);

/* The verbs of `telex rule`. */
int rule_list(struct cli *cli, int argc, char **argv);
int rule_test(struct cli *cli, int argc, char **argv);
int rule_lint(struct cli *cli, int argc, char **argv);
int rule_why(struct cli *cli, int argc, char **argv);
int rule_whynot(struct cli *cli, int argc, char **argv);
int rule_add(struct cli *cli, int argc, char **argv);
int rule_edit(struct cli *cli, int argc, char **argv);
int rule_rename(struct cli *cli, int argc, char **argv);
int rule_enable(struct cli *cli, int argc, char **argv);
int rule_disable(struct cli *cli, int argc, char **argv);
int rule_remove(struct cli *cli, int argc, char **argv);
int rule_backfill(struct cli *cli, int argc, char **argv);

#endif
