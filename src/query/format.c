/* format.c: a syntax tree as its canonical text, and simple questions about it. */
#include "ast.h"

#include <string.h>

#include "telex/utf8.h"

static void put_node(const struct node *node, unsigned columns, bool is_inner, struct buf *out);

static bool is_operator(const char *text)
{
	return !strcmp(text, "AND") || !strcmp(text, "OR") || !strcmp(text, "NOT");
}

/* The text comes back as the same bare word. */
static bool may_be_bare(const char *text)
{
	return *text && *text != '-' && *text != '@' && !is_operator(text) && !strpbrk(text, " \t()\",*") &&
	       !field_name_len(text, strlen(text));
}

static void put_quoted(const char *text, struct buf *out)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_addc(out, '"');
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

static void put_text(const struct node *node, struct buf *out)
{
	if (may_be_bare(node->text))
		buf_adds(out, node->text);
	else
		put_quoted(node->text, out);
	buf_adds(out, node->is_prefix ? "*" : "");
}

static const char *column_name(unsigned columns)
{
	return columns == QUERY_TITLE ? "title:" : columns == QUERY_AUTHOR ? "author:" : "body:";
}

static void put_near(const struct node *node, struct buf *out)
{
	buf_adds(out, "NEAR(");
	for (size_t i = 0; i < node->n_kids; i++) {
		buf_adds(out, i ? " " : "");
		put_text(node->kids[i], out);
	}
	buf_addf(out, ", %d)", node->distance);
}

static void put_value(const struct node *node, struct buf *out)
{
	buf_addf(out, "%s:", node->field->name);
	if (node->field->kind == QUERY_TIME || node->field->kind == QUERY_INT)
		range_format(&node->range, out);
	else if (!*node->text || strpbrk(node->text, " \t()\""))
		put_quoted(node->text, out);
	else
		buf_adds(out, node->text);
}

static void put_list(const struct node *node, unsigned columns, bool is_inner, struct buf *out)
{
	const char *between = node->kind == NODE_OR ? " OR " : " ";

	buf_adds(out, is_inner ? "(" : "");
	for (size_t i = 0; i < node->n_kids; i++) {
		buf_adds(out, i ? between : "");
		put_node(node->kids[i], columns, true, out);
	}
	buf_adds(out, is_inner ? ")" : "");
}

/* Leaves of one column are written with their field each; NEAR and entities need a group. */
static void put_leaf(const struct node *node, unsigned columns, struct buf *out)
{
	bool has_field = node->columns != columns;

	if (has_field)
		buf_adds(out, column_name(node->columns));
	if (node->kind == NODE_TEXT) {
		put_text(node, out);
		return;
	}
	buf_adds(out, has_field ? "(" : "");
	if (node->kind == NODE_NEAR)
		put_near(node, out);
	else
		buf_addf(out, "@%s", node->text);
	buf_adds(out, has_field ? ")" : "");
}

static void put_node(const struct node *node, unsigned columns, bool is_inner, struct buf *out)
{
	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
		put_list(node, columns, is_inner, out);
		break;
	case NODE_NOT:
		buf_addc(out, '-');
		if (node->kids[0]->kind == NODE_NOT) {
			buf_addc(out, '(');
			put_node(node->kids[0], columns, false, out);
			buf_addc(out, ')');
		} else {
			put_node(node->kids[0], columns, true, out);
		}
		break;
	case NODE_TEXT:
	case NODE_NEAR:
	case NODE_ENTITY:
		put_leaf(node, columns, out);
		break;
	case NODE_FIELD:
	case NODE_VIEW:
		put_value(node, out);
	}
}

void query_format(const struct query *query, struct buf *out)
{
	if (query->root)
		put_node(query->root, COLUMNS_ALL, false, out);
}

bool query_is_empty(const struct query *query)
{
	return !query->root;
}

static bool names_hidden(const struct node *node)
{
	if (node->kind == NODE_FIELD && (!strcmp(node->field->name, "feed") ||
					 (!strcmp(node->field->name, "is") && !strcmp(node->text, "muted"))))
		return true;
	for (size_t i = 0; i < node->n_kids; i++)
		if (names_hidden(node->kids[i]))
			return true;
	return false;
}

bool query_wants_muted(const struct query *query)
{
	return query->root && names_hidden(query->root);
}

struct query *query_and(void *ctx, const struct query *a, const struct query *b)
{
	struct query *both = mem_new(ctx, struct query);

	if (!a->root || !b->root) {
		both->root = a->root ? a->root : b->root;
	} else {
		const struct node *sides[] = {a->root, b->root};

		both->root = mem_new(both, struct node);
		both->root->kind = NODE_AND;
		both->root->columns = COLUMNS_ALL;
		for (int s = 0; s < 2; s++) {
			bool is_flat = sides[s]->kind == NODE_AND;
			size_t n = is_flat ? sides[s]->n_kids : 1;

			both->root->kids = mem_grow(both->root, both->root->kids, struct node *, both->root->n_kids + n);
			for (size_t i = 0; i < n; i++)
				both->root->kids[both->root->n_kids++] = is_flat ? sides[s]->kids[i] : (struct node *)sides[s];
		}
	}
	/* the trees are shared: they live as long as the new query */
	(void)talloc_reference(both, a);
	(void)talloc_reference(both, b);
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
