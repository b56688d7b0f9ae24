/* tree.c: syntax trees: putting nodes together, copies, conjunctions, and simple questions about them. */
#include "ast.h"

#include <string.h>

#include "telex/utf8.h"

static void add_kid(struct node *parent, struct node *kid)
{
	const bool is_level = parent->kind == NODE_AND || parent->kind == NODE_OR || parent->kind == NODE_NOT;
	const int height = kid->height + is_level;

	parent->kids = mem_grow(parent, parent->kids, struct node *, parent->n_kids + 1);
	parent->kids[parent->n_kids++] = kid;
	parent->height = parent->height > height ? parent->height : height;
}

void node_add(struct node *parent, struct node *kid)
{
	if (kid->kind != parent->kind) {
		add_kid(parent, kid);
		return;
	}
	for (size_t i = 0; i < kid->n_kids; i++)
		add_kid(parent, kid->kids[i]);
}

struct node *node_copy(void *ctx, const struct node *node)
{
	struct node *copy = mem_new(ctx, struct node);

	*copy = *node;
	copy->text = mem_strdup(copy, node->text);
	copy->kids = node->n_kids ? mem_array(copy, struct node *, node->n_kids) : NULL;
	for (size_t i = 0; i < node->n_kids; i++)
		copy->kids[i] = node_copy(copy, node->kids[i]);
	return copy;
}

bool query_is_empty(const struct query *query)
{
	return !query->root;
}

/* NOT feed:x leaves x out; it does not ask for what is muted there. */
static bool names_muted(const struct node *node)
{
	if (node->kind == NODE_NOT)
		return false;
	if (node->kind == NODE_FIELD && node->field == FIELD_FEED)
		return !node->is_glob;
	if (node->kind == NODE_FIELD && node->field == FIELD_IS)
		return !strcmp(node->text, "muted");
	for (size_t i = 0; i < node->n_kids; i++)
		if (names_muted(node->kids[i]))
			return true;
	return false;
}

bool query_wants_muted(const struct query *query)
{
	return query->root && names_muted(query->root);
}

/* Faults of the conjunction are shown under b, which the user is typing. */
static void forget_place(struct node *node)
{
	node->at = node->len = 0;
	node->is_last_word = false;
	for (size_t i = 0; i < node->n_kids; i++)
		forget_place(node->kids[i]);
}

struct query *query_and(void *ctx, const struct query *a, const struct query *b)
{
	struct query *both = mem_new(ctx, struct query);
	struct node *left = a->root ? node_copy(both, a->root) : NULL;
	struct node *right = b->root ? node_copy(both, b->root) : NULL;

	if (left)
		forget_place(left);
	both->root = left ? left : right;
	if (left && right) {
		both->root = mem_new(both, struct node);
		both->root->kind = NODE_AND;
		both->root->field = FIELD_COUNT_;
		both->root->columns = COLUMNS_ALL;
		node_add(both->root, left);
		node_add(both->root, right);
	}
	terms_collect(both);
	return both;
}

/* ---- what to show as hits ---- */

static void collect(struct query *query, const struct node *node)
{
	struct query_term *term;

	if (node->kind == NODE_NOT)
		return;
	for (size_t i = 0; i < node->n_kids; i++)
		collect(query, node->kids[i]);
	if (node->kind != NODE_TEXT || !text_has_word(node->text))
		return;
	query->terms = mem_grow(query, query->terms, struct query_term, query->n_terms + 1);
	term = &query->terms[query->n_terms++];
	*term = (struct query_term){node->text, node->is_prefix, node->columns};
}

void terms_collect(struct query *query)
{
	if (query->root)
		collect(query, query->root);
}

const struct query_term *query_terms(const struct query *query, size_t *ret_n)
{
	*ret_n = query->n_terms;
	return query->terms;
}

bool text_has_word(const char *text)
{
	for (size_t len = strlen(text); len;) {
		int32_t cp;
		size_t n = utf8_next(text, len, &cp);

		if (utf8_is_word(cp))
			return true;
		text += n;
		len -= n;
	}
	return false;
}
