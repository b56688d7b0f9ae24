/* union.c: a query with an OR as a plan for each member of it, whose pages are merged.
 *
 * x (a OR b) is x a, or x b.  Each has a driver of its own and gives its ids in order, so that a page costs what its
 * members' pages cost, however many articles they find.  As a filter an OR is asked of each article: quicker where one
 * that no index answers fills the page, and no end of articles where none does. */
#include "compile.h"

enum {
	ARMS_MAX = 32,
	NODES_MAX_IN_ALL = 1000, /* what stands beside the OR is written for each member */
	FEW = 2000 /* articles of a driver that are looked at whatever else is asked of them */
};

/* One member with what stands beside the OR. */
struct arm {
	struct node **nodes;
	size_t n;
};

static void add_node(struct compiler *c, struct arm *arm, struct node *node)
{
	const bool is_and = node->kind == NODE_AND;

	for (size_t i = 0; i < (is_and ? node->n_kids : 1); i++) {
		arm->nodes = mem_grow(c->ctx, arm->nodes, struct node *, arm->n + 1);
		arm->nodes[arm->n++] = is_and ? node->kids[i] : node;
	}
}

/* The words of an OR are one member. */
static struct node *words_of(struct compiler *c, const struct node *list)
{
	struct node *words = mem_new(c->ctx, struct node);

	*words = *list;
	words->kids = NULL;
	words->n_kids = 0;
	words->height = 0;
	for (size_t i = 0; i < list->n_kids; i++)
		if (is_match(list->kids[i]))
			node_add(words, list->kids[i]);
	return words->n_kids == 1 ? words->kids[0] : words->n_kids ? words : NULL;
}

static struct arm arm_of(struct compiler *c, struct node **nodes, size_t n, size_t at, struct node *member)
{
	struct arm arm = {NULL, 0};

	for (size_t i = 0; i < n; i++)
		add_node(c, &arm, i == at ? member : nodes[i]);
	return arm;
}

/* 0: there are too many. */
static size_t arms_of(struct compiler *c, struct node **nodes, size_t n, size_t at, struct arm arms[ARMS_MAX])
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
static bool is_sure(const struct compiler *c, const struct arm *arm)
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

/* Else the OR is asked of each article, or its articles are gathered and looked for among what came last. */
static bool may_split(const struct compiler *c, const struct node *list, const struct arm *arms, size_t n)
{
	if (c->env->by_arrival)
		return c->env->tests != QUERY_TESTS_TRY && (c->env->sorts_arrivals || !is_good_set(c, list));
	for (size_t i = 0; i < n; i++)
		if (c->env->tests == QUERY_TESTS_TRY && !is_sure(c, &arms[i]))
			return false;
	return true;
}

static void plan_arm(struct compiler *c, const struct arm *arm, struct query_plan *plan)
{
	struct compiler one = *c;

	one.plan = plan;
	one.binds = NULL;
	one.n_binds = 0;
	one.where = one.count = (struct buf)BUF_INIT(SQL_BYTES_MAX);
	plan_conjuncts(&one, arm->nodes, arm->n);
	finish_plan(&one);
	c->failed |= one.failed;
	c->plan->is_attempt |= plan->is_attempt;
	c->plan->merges_prefix |= plan->merges_prefix;
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

bool plan_union(struct compiler *c, struct node **nodes, size_t n)
{
	const size_t at = find_or(nodes, n);
	struct query_plan *plan = c->plan;
	struct arm arms[ARMS_MAX];
	size_t n_arms;

	if (!c->env->has_unions || c->env->target != QUERY_ARCHIVE || at == n)
		return false;
	n_arms = arms_of(c, nodes, n, at, arms);
	if (n_arms * count_nodes(nodes, n) > NODES_MAX_IN_ALL)
		n_arms = 0;
	if (!n_arms || !may_split(c, nodes[at], arms, n_arms)) {
		c->reads_words = n_arms && c->env->tests == QUERY_TESTS_TRY;
		c->plan->is_attempt |= c->reads_words;
		return false;
	}
	for (size_t i = 0; i < n_arms; i++) {
		plan_arm(c, &arms[i], plan);
		if (i + 1 < n_arms)
			plan = plan->next = mem_new(c->ctx, struct query_plan);
	}
	return true;
}
