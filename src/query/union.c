/* union.c: a query with an OR as a plan for each member of it, whose pages are merged.
 *
 * x (a OR b) is x a, or x b.  Each has a driver of its own and gives its ids in order, so that a page costs
 * what its members' pages cost, however many articles they find.  As a filter an OR is asked of each article:
 * quicker where one that no index answers fills the page, and no end of articles where none does. */
#include "compile.h"

enum {
	ARMS_MAX = 32,
	NODES_MAX_IN_ALL = 1000, /* what stands beside the OR is written for each member */
	FEW = 2000		 /* articles of a driver that are looked at whatever else is asked of them */
};

/* One member with what stands beside the OR. */
static struct conjuncts arm_of(struct compiler *c, struct node **nodes, size_t n, size_t at,
			       struct node *member)
{
	struct conjuncts arm = {NULL, 0};

	for (size_t i = 0; i < n; i++)
		add_conjuncts(c, i == at ? member : nodes[i], &arm);
	return arm;
}

/* 0: there are too many. */
static size_t arms_of(struct compiler *c, struct node **nodes, size_t n, size_t at,
		      struct conjuncts arms[ARMS_MAX])
{
	const struct node *list = nodes[at];
	struct node *words = words_of(c, list);
	size_t n_arms = 0;

	if (words)
		arms[n_arms++] = arm_of(c, nodes, n, at, words);
	for (size_t i = 0; i < list->n_kids; i++) {
		if (is_match(list->kids[i]))
			continue;
		if (n_arms == ARMS_MAX)
			return 0;
		arms[n_arms++] = arm_of(c, nodes, n, at, list->kids[i]);
	}
	return n_arms;
}

/* Its first page is found without a look at many articles. */
static bool is_sure(const struct compiler *c, const struct conjuncts *arm)
{
	const struct driver driver = pick_driver(c, arm->nodes, arm->n);
	bool is_words = true;

	for (size_t i = 0; i < arm->n; i++)
		is_words &= is_match(arm->nodes[i]);
	if (is_words)
		return !has_costly_prefix(arm->nodes, arm->n, NULL);
	if (driver.node)
		return arm->n == 1 || driver.size <= FEW;
	return arm->n == 1 && is_publication(arm->nodes[0]);
}

static bool is_few(const struct compiler *c, const struct conjuncts *arms, size_t n)
{
	int64_t left = FEW;

	for (size_t i = 0; i < n; i++) {
		const struct driver driver = pick_driver(c, arms[i].nodes, arms[i].n);

		if (!driver.node || driver.size > left)
			return false;
		left -= driver.size;
	}
	return true;
}

/* Else the OR is asked of each article. */
static bool may_split(const struct compiler *c, const struct conjuncts *arms, size_t n)
{
	if (c->env->by_arrival)
		return is_few(c, arms, n);
	for (size_t i = 0; i < n; i++)
		if (!is_sure(c, &arms[i]))
			return false;
	return true;
}

/* What is of some days has come with them, and not last: else that was found before. */
static bool may_look_up(const struct compiler *c, const struct conjuncts *arms, size_t n)
{
	if (!c->env->by_arrival || c->env->sorts_arrivals || is_few(c, arms, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (arms[i].n == 1 && is_publication(arms[i].nodes[0]))
			return false;
	return true;
}

static void plan_arm(struct compiler *c, const struct query_env *env, const struct conjuncts *arm,
		     struct query_plan *plan)
{
	struct compiler one = *c;

	one.env = env;
	one.plan = plan;
	one.binds = NULL;
	one.n_binds = 0;
	one.where = one.count = (struct buf)BUF_INIT(SQL_BYTES_MAX);
	plan_conjuncts(&one, arm->nodes, arm->n);
	finish_plan(&one);
	c->failed |= one.failed;
}

static void plan_arms(struct compiler *c, const struct conjuncts *arms, size_t n)
{
	struct query_plan *plan = c->plan;

	for (size_t i = 0; i < n; i++) {
		plan_arm(c, c->env, &arms[i], plan);
		c->plan->is_attempt |= plan->is_attempt;
		c->plan->merges_prefix |= plan->merges_prefix;
		if (i + 1 < n)
			plan = plan->next = mem_new(c->ctx, struct query_plan);
	}
	explain_union(c->plan);
}

/* The plan of what is in c, as the articles came; is_attempt: as long as that is quick. */
static void finish_arrivals(struct compiler *c, bool is_attempt)
{
	struct query_plan *plan = c->plan;

	*plan = (struct query_plan){.driver = QUERY_BY_ALL,
				    .from = QUERY_ARRIVALS,
				    .count_from = QUERY_ARRIVALS,
				    .id = "a.id",
				    .order = "a.seq",
				    .is_attempt = is_attempt,
				    .drives = "all articles, as they came",
				    .warning = plan->warning,
				    .estimate = -1};
	plan->where = plan->count_where = mem_strdup(c->ctx, buf_str(&c->where));
	finish_plan(c);
}

/* The ids of all members, looked for among what came last: a sort would read the row of each. */
static void plan_lookup(struct compiler *c, const struct conjuncts *arms, size_t n)
{
	struct query_env by_id = *c->env;

	by_id.by_arrival = false;
	put_sql(c, "+a.id IN (");
	for (size_t i = 0; i < n; i++) {
		struct query_plan *arm = mem_new(c->ctx, struct query_plan);

		plan_arm(c, &by_id, &arms[i], arm);
		put_sqlf(c, "%sSELECT %s FROM %s WHERE ", i ? " UNION ALL " : "", arm->id, arm->count_from);
		put_sql(c, arm->count_where);
		bind_all(c, arm->binds, arm->n_binds);
	}
	put_sql(c, ")");
	finish_arrivals(c, true);
}

/* So many articles are asked for what no index answers. */
static int64_t count_asked(struct compiler *c, const struct conjuncts *arm)
{
	const struct query_stats *stats = c->env->stats;
	const struct driver driver = pick_driver(c, arm->nodes, arm->n);
	bool *taken = mem_array(c->ctx, bool, arm->n + 1), is_asked = false;
	const char *match = match_of(c, NODE_AND, arm->nodes, arm->n, taken);
	int64_t n = driver.size;

	for (size_t i = 0; i < arm->n; i++)
		is_asked |= !taken[i] && arm->nodes[i] != driver.node && !is_good_set(c, arm->nodes[i]);
	if (is_asked && match && n > SET_MAX && stats && stats->words)
		n = stats->words(stats->state, match);
	return is_asked ? n : 0;
}

/* A sort of so many would take longer than to look through what came last. */
static bool may_walk(struct compiler *c, const struct conjuncts *arms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (count_asked(c, &arms[i]) > SET_MAX)
			return true;
	return false;
}

/* Each asked as it came.  Within CASE: else SQLite reads whether it is muted, and so its row, before it looks into sets. */
static void plan_walk(struct compiler *c, struct node **nodes, size_t n)
{
	c->id = "a.id";
	find_bounds(c, nodes, n);
	put_sql(c, "1");
	put_bounds(c, "a.id");
	put_sql(c, " AND CASE WHEN 1");
	for (size_t i = 0; i < n; i++) {
		put_sql(c, " AND ");
		put_filter(c, nodes[i]);
	}
	put_sql(c, c->with_muted ? " THEN 1 END" : " THEN a.is_muted = 0 AND a.is_hidden = 0 END");
	finish_arrivals(c, false);
}

static size_t count_nodes(struct node *const *nodes, size_t n)
{
	size_t count = n;

	for (size_t i = 0; i < n; i++)
		count += count_nodes(nodes[i]->kids, nodes[i]->n_kids);
	return count;
}

static size_t find_or(struct node **nodes, size_t n)
{
	size_t at = 0;

	while (at < n && (nodes[at]->kind != NODE_OR || is_match(nodes[at])))
		at++;
	return at;
}

/* Whether a text can tell of the words that stand beside something else. */
static bool has_test(struct compiler *c, struct node *list)
{
	struct node *words = words_of(c, list);

	return !words || test_of(c, NODE_AND, &words, 1, NULL);
}

bool plan_union(struct compiler *c, struct node **nodes, size_t n)
{
	const bool may_try = c->env->tests == QUERY_TESTS_TRY;
	const size_t at = find_or(nodes, n);
	struct conjuncts arms[ARMS_MAX];
	size_t n_arms;

	if (!c->env->has_unions || c->env->target != QUERY_ARCHIVE || at == n)
		return false;
	n_arms = arms_of(c, nodes, n, at, arms);
	if (!n_arms || n_arms * count_nodes(nodes, n) > NODES_MAX_IN_ALL)
		return false;
	if (may_try && !may_split(c, arms, n_arms) && has_test(c, nodes[at])) {
		c->reads_words = c->plan->is_attempt = true;
		return false;
	}
	if (!may_look_up(c, arms, n_arms))
		plan_arms(c, arms, n_arms);
	else if (may_walk(c, arms, n_arms))
		plan_walk(c, nodes, n);
	else
		plan_lookup(c, arms, n_arms);
	return true;
}
