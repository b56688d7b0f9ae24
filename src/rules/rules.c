/* rules.c: which rules run on a batch, and what they do to it. */
#include "telex/rules.h"

#include <string.h>

struct rule {
	enum rules_kind kind;
	const char *name;
	struct query *query;
	int64_t points;
	bool is_needed; /* its words in the wordset: without one of them it finds nothing */
};
struct rules {
	struct store *store;
	struct rule *rules;
	size_t n;
	struct store_wordset *words; /* owner: index of the rule */
};

static const char *const kind_names[] = {[RULES_TAG] = "tag", [RULES_MUTE] = "mute"};

/* ---- made ---- */

static bool add_rule(struct rules *rules, const struct rules_entry *entry, const struct query_names *names,
		     struct err *err)
{
	struct rule *rule = &rules->rules[rules->n];
	const struct query_term *words;
	size_t n_words;

	*rule = (struct rule){.kind = entry->kind, .name = mem_strdup(rules, entry->name), .points = entry->points};
	if (!query_parse(rules, entry->query, names, &rule->query, err))
		return err_wrap(err, "%s %s", kind_names[entry->kind], entry->name);
	words = query_needs(rules, rule->query, &n_words, &rule->is_needed);
	for (size_t i = 0; i < n_words; i++)
		store_wordset_add(rules->words, words[i].text, words[i].is_prefix, rules->n);
	rules->n++;
	return true;
}

bool rules_new(void *ctx, struct store *store, const struct rules_entry *entries, size_t n,
	       const struct query_names *names, struct rules **ret, struct err *err)
{
	struct rules *rules = mem_new(ctx, struct rules);

	rules->store = store;
	rules->rules = mem_array(rules, struct rule, n + 1);
	rules->words = store_wordset_new(rules);
	for (int kind = RULES_TAG; kind <= RULES_MUTE; kind++) /* in the order in which they run */
		for (size_t i = 0; i < n; i++)
			if ((int)entries[i].kind == kind && !add_rule(rules, &entries[i], names, err)) {
				talloc_free(rules);
				return false;
			}
	*ret = rules;
	return true;
}

/* ---- judging ---- */

/* Sets is_called[i] for each rule whose words stand in the batch, or that needs none; has_text[i] for each item with a word
 * of any rule: the others match nothing by their words, so the batch can do without those. */
static void look(const struct rules *rules, const struct store_new *items, size_t n, bool *is_called, bool *has_text)
{
	for (size_t i = 0; i < n; i++) {
		const char *const texts[] = {items[i].title, items[i].author, items[i].body};

		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			has_text[i] |= store_wordset_scan(rules->words, (struct bytes){texts[k], strlen(texts[k])},
							  is_called);
	}
	for (size_t i = 0; i < rules->n; i++)
		is_called[i] |= !rules->rules[i].is_needed;
}

static bool do_rule(struct rules *rules, const struct rule *rule, void *ctx, int64_t now, struct err *err)
{
	int64_t *ids, tagged;
	size_t n;

	if (!store_batch_find(rules->store, ctx, rule->query, now, &ids, &n, err))
		return err_wrap(err, "%s %s", kind_names[rule->kind], rule->name);
	if (rule->kind == RULES_TAG)
		return store_auto_tag(rules->store, rule->name, rule->points, ids, n, &tagged, err);
	return store_auto_mute(rules->store, rule->name, ids, n, err);
}

bool rules_judge(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	struct rules *rules = state;
	void *ctx = talloc_new(NULL);
	bool *is_called = mem_array(ctx, bool, rules->n + 1), *has_text = mem_array(ctx, bool, n + 1);
	bool ok = true, is_filled = false;

	look(rules, items, n, is_called, has_text);
	for (size_t i = 0; ok && i < rules->n; i++) {
		if (!is_called[i])
			continue;
		ok = is_filled || store_batch_fill(rules->store, items, n, has_text, err);
		is_filled = true;
		ok = ok && do_rule(rules, &rules->rules[i], ctx, now, err);
	}
	talloc_free(ctx);
	return ok;
}

/* ---- what is stored already ---- */

static struct rule *find(struct rules *rules, enum rules_kind kind, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == kind && !strcmp(rules->rules[i].name, name))
			return &rules->rules[i];
	return NULL;
}

static const char *canonical(void *ctx, const struct query *query)
{
	AUTO_BUF text = BUF_INIT(4 * QUERY_BYTES_MAX);

	query_format(query, &text);
	return mem_strdup(ctx, buf_str(&text));
}

bool rules_sync(struct rules *rules, struct err *err)
{
	struct store_mute_config *mutes = mem_array(NULL, struct store_mute_config, rules->n + 1);
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == RULES_MUTE)
			mutes[n++] = (struct store_mute_config){rules->rules[i].name,
								canonical(mutes, rules->rules[i].query)};
	ok = store_mutes_sync(rules->store, mutes, n, err);
	talloc_free(mutes);
	return ok;
}

bool rules_catch_up(struct rules *rules, int64_t now, bool *ret_more, struct err *err)
{
	struct store_mutes *mutes;
	bool ok = store_mutes(rules->store, NULL, &mutes, err), is_done = true;

	*ret_more = false;
	for (size_t i = 0; ok && i < mutes->n; i++) {
		const struct rule *rule = find(rules, RULES_MUTE, mutes->mutes[i].name);

		if (!rule || !mutes->mutes[i].is_pending)
			continue;
		if (is_done && !*ret_more)
			ok = store_mute_more(rules->store, rule->name, rule->query, now, &is_done, err);
		*ret_more |= !is_done;
	}
	if (mutes)
		talloc_free(mutes);
	return ok;
}
