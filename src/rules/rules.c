/* rules.c: which rules run on a batch, and what they do to it. */
#include "rules_priv.h"

#include <string.h>

struct rule {
	enum rules_kind kind;
	const char *name;
	struct query *query; /* NULL: it is broken */
	const char *text;    /* canonical, or as configured when it is broken */
	const char *fault;   /* NULL; why it is left out */
	int64_t points;
	struct alert_manner manner; /* of RULES_ALERT */
	bool is_needed; /* its words in the wordset: without one of them it finds nothing */
	bool is_told;
};
struct rules {
	struct store *store;
	struct rule *rules;
	size_t n;
	struct store_wordset *words; /* owner: index of the rule */
};

static const char *const kind_names[] = {[RULES_TAG] = "tag", [RULES_MUTE] = "mute", [RULES_ALERT] = "rule"};

/* ---- made ---- */

struct alert_manner rules_manner(const char *once, const char *priority)
{
	static const char *const words[] = {
	    [ALERT_ONCE_STORY] = "story", [ALERT_ONCE_ARTICLE] = "article", [ALERT_ONCE_UPDATE] = "update"};
	struct alert_manner manner = {.once = ALERT_ONCE_STORY, .priority = ALERT_NORMAL};

	for (int i = ALERT_ONCE_STORY; i <= ALERT_ONCE_UPDATE; i++)
		if (once && !strcmp(once, words[i]))
			manner.once = (enum alert_once)i;
	for (int i = ALERT_LOW; i <= ALERT_HIGH; i++)
		if (priority && !strcmp(priority, alert_priority_name((enum alert_priority)i)))
			manner.priority = (enum alert_priority)i;
	return manner;
}

static const char *canonical(void *ctx, const struct query *query)
{
	AUTO_BUF text = BUF_INIT(4 * QUERY_BYTES_MAX);

	query_format(query, &text);
	return mem_strdup(ctx, buf_str(&text));
}

static void copy_manner(struct rules *rules, struct rule *rule, const struct alert_manner *from)
{
	const char **channels = mem_array(rules, const char *, from->n_channels + 1);
	size_t n_steps;

	rule->manner = *from;
	rule->manner.rule = rule->name;
	rule->manner.query = rule->text;
	rule->manner.score = rule->points;
	for (size_t i = 0; i < from->n_channels; i++)
		channels[i] = mem_strdup(rules, from->channels[i]);
	rule->manner.channels = channels;
	rule->manner.steps = rule->query ? query_steps(rules, rule->query, &n_steps) : NULL;
	rule->manner.n_steps = rule->query ? n_steps : 0;
}

static bool add_rule(struct rules *rules, const struct rules_entry *entry, const struct query_names *names,
		     struct err *err)
{
	struct rule *rule = &rules->rules[rules->n];
	const struct query_term *words;
	struct err fault = {0};
	size_t n_words = 0;

	*rule = (struct rule){.kind = entry->kind,
			      .name = mem_strdup(rules, entry->name),
			      .text = mem_strdup(rules, entry->query),
			      .points = entry->points};
	if (query_parse(rules, rule->text, names, &rule->query, &fault)) {
		rule->text = canonical(rules, rule->query);
	} else if (rule->kind == RULES_ALERT) {
		rule->fault = mem_strdup(rules, fault.msg);
	} else {
		(void)err_at(err, fault.code, fault.at, fault.len, "%s", fault.msg);
		return err_wrap(err, "%s %s", kind_names[entry->kind], entry->name);
	}
	if (rule->kind == RULES_ALERT)
		copy_manner(rules, rule, entry->manner);
	words = rule->query ? query_needs(rules, rule->query, &n_words, &rule->is_needed) : NULL;
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
	for (int kind = RULES_TAG; kind <= RULES_ALERT; kind++) /* in the order in which they run */
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
		is_called[i] = rules->rules[i].query && (is_called[i] || !rules->rules[i].is_needed);
}

/* What is being judged. */
struct judging {
	struct rules *rules;
	void *ctx;
	const struct store_new *items; /* ascending */
	size_t n;
	int64_t now;
};
struct telling {
	const struct judging *j;
	const struct rule *rule;
};

static const char *tell(void *state, int64_t article_id)
{
	const struct telling *t = state;
	size_t at = 0;

	while (at + 1 < t->j->n && t->j->items[at].id != article_id)
		at++;
	return rules_evidence(t->j->ctx, t->j->rules->store, t->rule->query,
			      &(struct rules_text){article_id, t->j->items[at].title, t->j->items[at].author,
						   t->j->items[at].body},
			      t->j->now);
}

static bool alert(const struct judging *j, const struct rule *rule, const int64_t *ids, size_t n, struct err *err)
{
	struct telling telling = {j, rule};
	enum alert_outcome outcome;

	/* the newest speaks for its story */
	for (size_t i = n; i-- > 0;)
		if (!alert_raise(j->rules->store, &rule->manner, ids[i], tell, &telling, j->now, &outcome, err))
			return false;
	return true;
}

/* A query that cannot be asked is its rule's fault; others are the store's. */
static bool is_broken(struct rules *rules, struct rule *rule, const struct err *err)
{
	if (err->code != ERR_DATA && err->code != ERR_LIMIT)
		return false;
	rule->fault = mem_strdup(rules, err->msg);
	return true;
}

const char *rules_fault(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = &rules->rules[i];

		if (!rule->fault || rule->is_told)
			continue;
		rule->is_told = true;
		return mem_printf(rules, "%s %s is left out: %s", kind_names[rule->kind], rule->name, rule->fault);
	}
	return NULL;
}

/* What an alert is broken by is for everybody to see. */
static bool leave_out(const struct judging *j, const struct rule *rule, struct err *err)
{
	const struct alert_rule_config config = {rule->name, rule->text, rule->fault};

	return rule->kind != RULES_ALERT || alert_rule_ensure(j->rules->store, &config, j->now, err);
}

static bool do_rule(const struct judging *j, struct rule *rule, struct err *err)
{
	struct store *store = j->rules->store;
	struct err fault = {0};
	int64_t *ids, tagged;
	size_t n;

	if (!store_batch_find(store, j->ctx, rule->query, j->now, &ids, &n, &fault)) {
		if (is_broken(j->rules, rule, &fault))
			return leave_out(j, rule, err);
		if (err)
			*err = fault;
		return err_wrap(err, "%s %s", kind_names[rule->kind], rule->name);
	}
	switch (rule->kind) {
	case RULES_TAG:
		return store_auto_tag(store, rule->name, rule->points, ids, n, &tagged, err);
	case RULES_MUTE:
		return store_auto_mute(store, rule->name, ids, n, err);
	default:
		return alert(j, rule, ids, n, err);
	}
}

bool rules_judge(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	struct rules *rules = state;
	void *ctx = talloc_new(NULL);
	const struct judging judging = {rules, ctx, items, n, now};
	bool *is_called = mem_array(ctx, bool, rules->n + 1), *has_text = mem_array(ctx, bool, n + 1);
	bool ok = true, is_filled = false;

	look(rules, items, n, is_called, has_text);
	for (size_t i = 0; ok && i < rules->n; i++) {
		if (!is_called[i] || rules->rules[i].fault)
			continue;
		ok = is_filled || store_batch_fill(rules->store, items, n, has_text, err);
		is_filled = true;
		ok = ok && do_rule(&judging, &rules->rules[i], err);
	}
	talloc_free(ctx);
	return ok && alert_judged(rules->store, err);
}

/* Rules that name how many outlets carry a story, on the articles of stories that grew. */
static bool judge_grown(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	struct rules *rules = state;
	void *ctx = talloc_new(NULL);
	const struct judging judging = {rules, ctx, items, n, now};
	bool *has_text = mem_array(ctx, bool, n), ok;

	memset(has_text, 1, n * sizeof(*has_text));
	ok = store_batch_fill(rules->store, items, n, has_text, err);
	for (size_t i = 0; ok && i < rules->n; i++)
		if (rules->rules[i].kind == RULES_ALERT && rules->rules[i].manner.n_steps && !rules->rules[i].fault)
			ok = do_rule(&judging, &rules->rules[i], err);
	talloc_free(ctx);
	return ok;
}

bool rules_grown(void *state, const int64_t *stories, size_t n, int64_t now, struct err *err)
{
	struct rules *rules = state;

	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == RULES_ALERT && rules->rules[i].manner.n_steps)
			return rules_judge_stories(rules, stories, n, now, err);
	return true;
}

bool rules_judge_stories(struct rules *rules, const int64_t *stories, size_t n, int64_t now, struct err *err)
{
	return story_judge(rules->store, stories, n, judge_grown, rules, now, err);
}

/* ---- what is stored already ---- */

static struct rule *find(struct rules *rules, enum rules_kind kind, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == kind && !strcmp(rules->rules[i].name, name))
			return &rules->rules[i];
	return NULL;
}

bool rules_backfill(struct rules *rules, const char *name, int64_t since, int64_t now, int64_t *ret_raised,
		    struct err *err)
{
	const struct rule *rule = find(rules, RULES_ALERT, name);

	*ret_raised = 0;
	if (!rule)
		return err_set(err, ERR_NO_MATCH, "there is no rule %s", name);
	if (!rule->query)
		return err_set(err, ERR_DATA, "rule %s is broken: %s", name, rule->fault);
	if (!alert_rule_ensure(rules->store, &(struct alert_rule_config){rule->name, rule->text, NULL}, now, err))
		return false;
	return rules_backfill_query(rules->store, rule->query, &rule->manner, since, now, ret_raised, err);
}

static bool sync_alerts(struct rules *rules, int64_t now, struct err *err)
{
	struct alert_rule_config *list = mem_array(NULL, struct alert_rule_config, rules->n + 1);
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == RULES_ALERT)
			list[n++] = (struct alert_rule_config){rules->rules[i].name, rules->rules[i].text,
							       rules->rules[i].fault};
	ok = alert_rules_sync(rules->store, list, n, now, err);
	talloc_free(list);
	return ok;
}

/* It may parse and yet ask for what cannot be answered. */
static void check(struct rules *rules, struct rule *rule, int64_t now)
{
	const struct query_env env = {.now = now, .zone = when_zone_local, .target = QUERY_BATCH};
	struct query_plan *plan;
	struct err fault = {0};

	if (!rule->query || rule->fault)
		return;
	if (query_compile(rules, rule->query, &env, &plan, &fault))
		talloc_free(plan);
	else
		(void)is_broken(rules, rule, &fault);
}

bool rules_sync(struct rules *rules, int64_t now, struct err *err)
{
	struct store_mute_config *mutes = mem_array(NULL, struct store_mute_config, rules->n + 1);
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < rules->n; i++)
		check(rules, &rules->rules[i], now);
	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].kind == RULES_MUTE)
			mutes[n++] = (struct store_mute_config){rules->rules[i].name,
								rules->rules[i].text};
	ok = store_mutes_sync(rules->store, mutes, n, err) && sync_alerts(rules, now, err);
	talloc_free(mutes);
	return ok;
}

bool rules_catch_up(struct rules *rules, int64_t now, bool *ret_more, struct err *err)
{
	struct store_mutes *mutes;
	bool ok = store_mutes(rules->store, NULL, &mutes, err), is_done = true;

	*ret_more = false;
	for (size_t i = 0; ok && i < mutes->n; i++) {
		struct rule *rule = find(rules, RULES_MUTE, mutes->mutes[i].name);
		struct err fault = {0};

		if (!rule || rule->fault || !mutes->mutes[i].is_pending)
			continue;
		if (is_done && !*ret_more)
			ok = store_mute_more(rules->store, rule->name, rule->query, now, &is_done, &fault);
		if (!ok && is_broken(rules, rule, &fault))
			ok = is_done = true;
		else if (!ok && err)
			*err = fault;
		*ret_more |= !is_done;
	}
	if (mutes)
		talloc_free(mutes);
	return ok;
}
