/* parts.c: a query's tree as others may see it. */
#include "ast.h"

#include <stdlib.h>

static const char *text_of(void *ctx, const struct node *node)
{
	struct buf out = BUF_INIT(64 * QUERY_BYTES_MAX);
	const char *text;

	node_format(node, false, &out);
	text = buf_steal(&out, ctx);
	return text ? text : "";
}

static enum query_part_kind kind_of(const struct node *node)
{
	switch (node->kind) {
	case NODE_OR:
		return QUERY_PART_ANY;
	case NODE_NOT:
		return QUERY_PART_NOT;
	case NODE_TEXT:
		return QUERY_PART_WORDS;
	case NODE_NEAR:
		return QUERY_PART_NEAR;
	case NODE_FIELD:
		return QUERY_PART_FIELD;
	default:
		return QUERY_PART_ALL;
	}
}

/* Names are told by what they stand for. */
static void fill(void *ctx, const struct node *node, struct query_part *part)
{
	const char *name = NULL;

	while ((node->kind == NODE_ENTITY || node->kind == NODE_VIEW) && node->n_kids) {
		name = name ? name : text_of(ctx, node);
		node = node->kids[0];
	}
	*part = (struct query_part){.kind = kind_of(node), .text = text_of(ctx, node), .name = name};
	part->query = mem_new(ctx, struct query);
	part->query->root = (struct node *)node;
	terms_collect(part->query);
	if (node->kind == NODE_TEXT)
		part->words = (struct query_term){node->text, node->is_prefix, node->columns};
	if (node->kind == NODE_FIELD)
		part->field = field_row(node->field)->name;
	part->kids = node->n_kids ? mem_array(ctx, struct query_part, node->n_kids) : NULL;
	for (size_t i = 0; i < node->n_kids; i++) {
		/* words that the index cannot hold are left out when a query is compiled */
		if (node->kids[i]->kind == NODE_TEXT && !text_has_word(node->kids[i]->text))
			continue;
		fill(ctx, node->kids[i], &part->kids[part->n_kids++]);
	}
}

struct query_part *query_parts(void *ctx, const struct query *query)
{
	struct query_part *part;

	if (!query->root)
		return NULL;
	part = mem_new(ctx, struct query_part);
	fill(part, query->root, part);
	return part;
}

/* ---- steps ---- */

struct steps {
	int64_t *at;
	size_t n;
};

static void find_steps(void *ctx, const struct node *node, struct steps *steps)
{
	int64_t from, to;

	if (node->kind == NODE_FIELD && node->field == FIELD_OUTLETS) {
		range_numbers(&node->range, &from, &to);
		if (from > 1) {
			steps->at = mem_grow(ctx, steps->at, int64_t, steps->n + 1);
			steps->at[steps->n++] = from;
		}
	}
	for (size_t i = 0; i < node->n_kids; i++)
		find_steps(ctx, node->kids[i], steps);
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

int64_t *query_steps(void *ctx, const struct query *query, size_t *ret_n)
{
	struct steps steps = {0};
	size_t kept = 0;

	if (query->root)
		find_steps(ctx, query->root, &steps);
	if (steps.n > 1)
		qsort(steps.at, steps.n, sizeof(*steps.at), ascending);
	for (size_t i = 0; i < steps.n; i++)
		if (!kept || steps.at[i] != steps.at[kept - 1])
			steps.at[kept++] = steps.at[i];
	*ret_n = kept;
	return steps.at;
}
