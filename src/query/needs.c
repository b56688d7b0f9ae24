/* needs.c: the words without which a query finds nothing: most rules are told from most articles by them alone. */
#include "ast.h"

struct needs {
	struct query_term *words;
	size_t n, room;
};

static void add(void *ctx, struct needs *needs, const struct node *node)
{
	if (needs->n == needs->room) {
		needs->room = needs->room ? 2 * needs->room : 8;
		needs->words = mem_grow(ctx, needs->words, struct query_term, needs->room);
	}
	needs->words[needs->n++] = (struct query_term){node->text, node->is_prefix, node->columns};
}

static void add_all(void *ctx, struct needs *to, const struct needs *from)
{
	for (size_t i = 0; i < from->n; i++)
		add(ctx, to, &(struct node){.text = from->words[i].text,
					    .is_prefix = from->words[i].is_prefix,
					    .columns = from->words[i].columns});
}

/* Words that the index cannot hold are dropped when a query is compiled. */
static bool is_dropped(const struct node *node)
{
	return node->kind == NODE_TEXT && !text_has_word(node->text);
}

static bool need(void *ctx, const struct node *node, struct needs *ret);

/* Of the kids that must hold, the one with the fewest ways to do so. */
static bool need_one(void *ctx, const struct node *node, struct needs *ret)
{
	bool found = false;

	for (size_t i = 0; i < node->n_kids; i++) {
		struct needs kid = {0};

		if (!is_dropped(node->kids[i]) && need(ctx, node->kids[i], &kid) && (!found || kid.n < ret->n)) {
			*ret = kid;
			found = true;
		}
	}
	return found;
}

static bool need_any(void *ctx, const struct node *node, struct needs *ret)
{
	bool found = false;

	for (size_t i = 0; i < node->n_kids; i++) {
		struct needs kid = {0};

		if (is_dropped(node->kids[i]))
			continue;
		if (!need(ctx, node->kids[i], &kid))
			return false;
		add_all(ctx, ret, &kid);
		found = true;
	}
	return found;
}

/* False: the node can hold without any word. */
static bool need(void *ctx, const struct node *node, struct needs *ret)
{
	switch (node->kind) {
	case NODE_TEXT:
		if (is_dropped(node))
			return false;
		add(ctx, ret, node);
		return true;
	case NODE_AND:
	case NODE_NEAR:
		return need_one(ctx, node, ret);
	case NODE_OR:
		return need_any(ctx, node, ret);
	case NODE_ENTITY:
	case NODE_VIEW:
		return node->n_kids && need(ctx, node->kids[0], ret);
	default:
		return false;
	}
}

static void all_words(void *ctx, const struct node *node, struct needs *ret)
{
	if (node->kind == NODE_TEXT && !is_dropped(node))
		add(ctx, ret, node);
	for (size_t i = 0; i < node->n_kids; i++)
		all_words(ctx, node->kids[i], ret);
}

const struct query_term *query_needs(void *ctx, const struct query *query, size_t *ret_n, bool *ret_is_needed)
{
	struct needs needs = {0};

	*ret_is_needed = query->root && need(ctx, query->root, &needs);
	if (!*ret_is_needed) {
		needs = (struct needs){0};
		if (query->root)
			all_words(ctx, query->root, &needs);
	}
	*ret_n = needs.n;
	return needs.words;
}
