/* others.c: NOT of what an article has, or of its language, as a set: an index has what lies beside it.
 *
 * Where all articles have a text, -has:text finds none of them: no walk through the archive tells that. */
#include "compile.h"

unsigned sums_of(const struct node *node, bool is_not)
{
	unsigned sums = 0;

	for (unsigned sum = 0; sum <= QUERY_HAS_ALL; sum++)
		sums |= (unsigned)(!(sum & has_of(node)) == is_not) << sum;
	return sums;
}

bool is_index_of_others(const struct node *node)
{
	return node->kind == NODE_FIELD &&
	       (node->field == FIELD_LANG || (node->field == FIELD_HAS && has_of(node) != QUERY_HAS_NONE));
}

void put_sums_set(struct compiler *c, unsigned sums)
{
	int n = 0;

	put_sql(c, "SELECT id FROM article WHERE has IN (");
	for (int sum = 0; sum <= QUERY_HAS_ALL; sum++)
		if (sums >> sum & 1)
			put_sqlf(c, n++ ? ", %d" : "%d", sum);
	put_sql(c, ")");
	put_set_bounds(c, "id");
}

/* The languages before it, between it and its variants, and behind those; '' is before all. */
static void put_other_langs(struct compiler *c, const struct node *node)
{
	static const char *const parts[] = {"lang < ?", "lang > ? AND lang < ?", "lang >= ?"};
	const char *lower = lower_of(c, node->text);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		put_sqlf(c, "%sSELECT id FROM article WHERE %s", i ? " UNION ALL " : "", parts[i]);
		if (i < 2)
			bind_text(c, lower);
		if (i > 0)
			bind_text(c, mem_printf(c->ctx, i == 1 ? "%s-" : "%s.", lower));
		put_set_bounds(c, "+id");
	}
}

void put_others_set(struct compiler *c, const struct node *node)
{
	if (node->field == FIELD_LANG)
		put_other_langs(c, node);
	else
		put_sums_set(c, sums_of(node, true));
}

/* ---- sizes ---- */

int64_t count_side(struct compiler *c, const struct node *node, bool is_not, int64_t max)
{
	const struct query_stats *stats = c->env->stats;

	if (node->field == FIELD_LANG)
		return stats->lang ? stats->lang(stats->state, lower_of(c, node->text), is_not, max) : SIZE_UNKNOWN;
	return stats->has ? stats->has(stats->state, sums_of(node, is_not), max) : SIZE_UNKNOWN;
}

static int64_t size_of_others(const struct query_stats *stats, int64_t size)
{
	const int64_t all = stats->all(stats->state) + stats->invisible(stats->state);

	return all > size ? all - size : 0;
}

/* Of few, the others are the rest of the archive: both sides are counted only where both are many, all the
 * way only where so many may be gathered. */
bool size_sides(struct compiler *c, struct node *node)
{
	const struct query_stats *stats = c->env->stats;

	if (!is_index_of_others(node) || !stats || !stats->all || !stats->invisible || c->env->target == QUERY_BATCH)
		return false;
	node->size = count_side(c, node, false, SET_MAX + 1);
	if (node->size <= SET_MAX) {
		node->n_others = size_of_others(stats, node->size);
		return true;
	}
	node->n_others = count_side(c, node, true, LARGE_MAX);
	node->size = node->n_others < LARGE_MAX ? size_of_others(stats, node->n_others)
			 : c->gathers_large		? count_side(c, node, false, LARGE_MAX)
							: LARGE_MAX;
	return true;
}
