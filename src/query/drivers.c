/* drivers.c: which part of a query gives ids newest first, of those that an index answers. */
#include "compile.h"

#include <string.h>

static bool is_flag(const struct node *node, const char *word)
{
	return node->kind == NODE_FIELD && node->field == FIELD_IS && !strcmp(node->text, word);
}

static struct driver driver_of(const struct compiler *c, const struct node *node)
{
	if (is_exact_name(node, FIELD_TAG))
		return (struct driver){QUERY_BY_TAG, node, false, node->size};
	if (is_exact_name(node, FIELD_FEED))
		return (struct driver){QUERY_BY_FEED, node, false, node->size};
	if (is_flag(node, "starred"))
		return (struct driver){QUERY_BY_STARRED, node, false, node->size};
	if (is_flag(node, "muted") && node->size != SIZE_UNKNOWN)
		return (struct driver){QUERY_BY_MUTED, node, false, node->size};
	if (is_flag(node, "unread") && !c->with_muted)
		return (struct driver){QUERY_BY_UNREAD, node, false, node->size};
	if (node->kind == NODE_FIELD && node->field == FIELD_HAS && has_of(node) == QUERY_HAS_ENCLOSURE)
		return (struct driver){QUERY_BY_ENCLOSURE, node, false, node->size};
	if (node->field != FIELD_ID && !is_match(node) && is_good_set(c, node)) /* an id is a bound */
		return (struct driver){QUERY_BY_ALL, node, true,
				       node->kind == NODE_OR ? SET_MAX : node->size};
	return (struct driver){QUERY_BY_ALL, NULL, false, SIZE_UNKNOWN};
}

/* The one with the fewest articles; of those nobody knows, a tag, a feed, the stars, the unread. */
struct driver pick_driver(const struct compiler *c, struct node **nodes, size_t n)
{
	static const int rank[] = {
	    [QUERY_BY_TAG] = 0,	  [QUERY_BY_FEED] = 1,	    [QUERY_BY_STARRED] = 2, [QUERY_BY_UNREAD] = 3,
	    [QUERY_BY_MUTED] = 4, [QUERY_BY_ENCLOSURE] = 5, [QUERY_BY_ALL] = 6};
	struct driver best = {QUERY_BY_ALL, NULL, false, SIZE_UNKNOWN};

	for (size_t i = 0; i < n && c->env->target == QUERY_ARCHIVE; i++) {
		const struct driver next = driver_of(c, nodes[i]);

		if (next.node && (!best.node || next.size < best.size ||
				  (next.size == best.size && rank[next.by] < rank[best.by])))
			best = next;
	}
	return best;
}
