/* match.c: the parts of a query that the search index answers, as FTS5 MATCH expressions.
 *
 * What FTS5 of SQLite 3.40 is like, measured: bare text is syntax (AT&T a fault, T-Mobile a column), so all
 * is quoted; NOT takes two sides; its parser holds 32 nested "OR (" and its tree 256 NOTs in a row, so ANDs
 * and ORs come flat and the NOTs of one AND as one OR behind it. */
#include "compile.h"

#include <string.h>

enum { MATCH_BYTES_MAX = 512 * 1024 };

static void put_nodes(struct node *const *nodes, size_t n, const char *between, struct buf *out);

const char *match_column(const struct compiler *c)
{
	return c->env->target == QUERY_BATCH ? "batch_fts" : "article_fts";
}

const char *match_table(const struct compiler *c)
{
	return c->env->target == QUERY_BATCH ? "temp.batch_fts" : "main.article_fts";
}

bool is_match(const struct node *node)
{
	size_t positive = 0;

	if (node->kind == NODE_TEXT || node->kind == NODE_NEAR)
		return true;
	if (node->kind != NODE_AND && node->kind != NODE_OR)
		return false;
	for (size_t i = 0; i < node->n_kids; i++) {
		const bool is_not = node->kind == NODE_AND && node->kids[i]->kind == NODE_NOT;

		if (!is_match(is_not ? node->kids[i]->kids[0] : node->kids[i]))
			return false;
		positive += !is_not;
	}
	return positive > 0;
}

static void put_phrase(const struct node *node, struct buf *out)
{
	buf_addc(out, '"');
	for (const char *s = node->text; *s; s++) {
		if (*s == '"')
			buf_addc(out, '"');
		buf_addc(out, *s);
	}
	buf_adds(out, node->is_prefix ? "\"*" : "\"");
}

static void put_columns(const struct node *node, struct buf *out)
{
	if (node->columns != COLUMNS_ALL)
		buf_addf(out, "%s : ",
			 node->columns == QUERY_TITLE	 ? "title"
			 : node->columns == QUERY_AUTHOR ? "author"
							 : "body");
}

struct node *words_of(struct compiler *c, const struct node *list)
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

/* (a AND b), or ((a AND b) NOT (c OR d)) */
static void put_and(struct node *const *kids, size_t n, struct buf *out)
{
	struct node **sides = mem_array(NULL, struct node *, 2 * n);
	struct node **positive = sides, **negative = sides + n;
	size_t n_positive = 0, n_negative = 0;

	for (size_t i = 0; i < n; i++) {
		if (kids[i]->kind == NODE_NOT)
			negative[n_negative++] = kids[i]->kids[0];
		else
			positive[n_positive++] = kids[i];
	}
	buf_adds(out, n_negative ? "(" : "");
	put_nodes(positive, n_positive, " AND ", out);
	if (n_negative) {
		buf_adds(out, " NOT ");
		put_nodes(negative, n_negative, " OR ", out);
		buf_addc(out, ')');
	}
	talloc_free(sides);
}

static void put_match(const struct node *node, struct buf *out)
{
	switch (node->kind) {
	case NODE_TEXT:
		put_columns(node, out);
		put_phrase(node, out);
		break;
	case NODE_NEAR:
		put_columns(node, out);
		buf_adds(out, "NEAR(");
		for (size_t i = 0; i < node->n_kids; i++) {
			buf_adds(out, i ? " " : "");
			put_phrase(node->kids[i], out);
		}
		buf_addf(out, ", %d)", node->distance);
		break;
	case NODE_AND:
		put_and(node->kids, node->n_kids, out);
		break;
	default:
		put_nodes(node->kids, node->n_kids, " OR ", out);
	}
}

static void put_nodes(struct node *const *nodes, size_t n, const char *between, struct buf *out)
{
	buf_adds(out, n > 1 ? "(" : "");
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? between : "");
		put_match(nodes[i], out);
	}
	buf_adds(out, n > 1 ? ")" : "");
}

static size_t take(enum node_kind joint, struct node **nodes, size_t n, bool *taken)
{
	size_t n_taken = 0;

	for (size_t i = 0; i < n; i++)
		n_taken += taken[i] = is_match(nodes[i]);
	if (joint == NODE_AND && n_taken)
		for (size_t i = 0; i < n; i++)
			if (nodes[i]->kind == NODE_NOT && is_match(nodes[i]->kids[0]))
				n_taken += taken[i] = true;
	return n_taken;
}

const char *match_of(struct compiler *c, enum node_kind joint, struct node **nodes, size_t n, bool *taken)
{
	size_t n_taken = take(joint, nodes, n, taken), count = 0;
	struct node **some;
	const char *match;
	AUTO_BUF out = BUF_INIT(MATCH_BYTES_MAX);

	if (!n_taken)
		return NULL;
	some = mem_array(c->ctx, struct node *, n_taken);
	for (size_t i = 0; i < n; i++)
		if (taken[i])
			some[count++] = nodes[i];
	if (joint == NODE_AND)
		put_and(some, n_taken, &out);
	else
		put_nodes(some, n_taken, " OR ", &out);
	match = buf_steal(&out, c->ctx);
	c->failed |= !match;
	return match ? match : "";
}

const char *query_weights(void *ctx, const struct query *query)
{
	AUTO_BUF out = BUF_INIT(MATCH_BYTES_MAX);
	size_t n;
	const struct query_term *terms = query_terms(query, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node word = {
		    .text = terms[i].text, .is_prefix = terms[i].is_prefix, .columns = terms[i].columns};

		buf_adds(&out, i ? " OR " : "");
		put_columns(&word, &out);
		put_phrase(&word, &out);
	}
	return n ? buf_steal(&out, ctx) : NULL;
}
