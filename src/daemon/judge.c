/* judge.c: the rules of a configuration, ready to judge what is stored. */
#include "judge.h"

static const char *entity_of(void *state, const char *name)
{
	return conf_entity(state, name);
}

static const char *view_of(void *state, const char *name)
{
	return conf_view(state, name);
}

struct query_names judge_names(const struct conf *conf)
{
	return (struct query_names){.entity = entity_of, .view = view_of, .state = (void *)conf};
}

static size_t add(struct rules_entry *to, enum rules_kind kind, const struct conf_query *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (struct rules_entry){kind, from[i].name, from[i].query, from[i].score, NULL};
	return n;
}

static size_t add_alerts(void *ctx, struct rules_entry *to, const struct conf *conf)
{
	struct alert_manner *manners = mem_array(ctx, struct alert_manner, conf->n_rules + 1);
	size_t n = 0;

	for (size_t i = 0; i < conf->n_rules; i++) {
		const struct conf_rule *rule = &conf->rules[i];

		if (!rule->is_enabled)
			continue;
		manners[i] = rules_manner(rule->once, rule->priority);
		manners[i].max_age_s = rule->max_age_s;
		manners[i].batch_s = rule->batch_s;
		manners[i].channels = rule->channels;
		manners[i].n_channels = rule->n_channels;
		to[n++] = (struct rules_entry){RULES_ALERT, rule->name, rule->query, rule->score, &manners[i]};
	}
	return n;
}

bool judge_new(void *ctx, const struct conf *conf, struct store *store, int64_t now, struct rules **ret, struct err *err)
{
	const struct query_names names = judge_names(conf);
	struct rules_entry *entries =
	    mem_array(NULL, struct rules_entry, conf->n_tags + conf->n_mutes + conf->n_rules + 1);
	struct rules *rules = NULL;
	size_t n = add(entries, RULES_TAG, conf->tags, conf->n_tags);
	bool ok;

	n += add(entries + n, RULES_MUTE, conf->mutes, conf->n_mutes);
	n += add_alerts(entries, entries + n, conf);
	ok = rules_new(ctx, store, entries, n, &names, &rules, err) && rules_sync(rules, now, err);
	if (ok)
		*ret = rules;
	else
		talloc_free(rules);
	talloc_free(entries);
	return ok;
}
