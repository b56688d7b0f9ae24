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
		to[i] = (struct rules_entry){kind, from[i].name, from[i].query, from[i].score};
	return n;
}

bool judge_new(void *ctx, const struct conf *conf, struct store *store, struct rules **ret, struct err *err)
{
	const struct query_names names = judge_names(conf);
	struct rules_entry *entries = mem_array(NULL, struct rules_entry, conf->n_tags + conf->n_mutes + 1);
	struct rules *rules = NULL;
	size_t n = add(entries, RULES_TAG, conf->tags, conf->n_tags);
	bool ok;

	n += add(entries + n, RULES_MUTE, conf->mutes, conf->n_mutes);
	ok = rules_new(ctx, store, entries, n, &names, &rules, err) && rules_sync(rules, err);
	if (ok)
		*ret = rules;
	else
		talloc_free(rules);
	talloc_free(entries);
	return ok;
}
