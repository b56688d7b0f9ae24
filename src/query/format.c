/* format.c: a syntax tree as its canonical text: read again, it is the same tree. */
#include "ast.h"

#include <string.h>

static void put_node(const struct node *node, bool is_inner, struct buf *out);

static bool has_blank(const char *s)
{
	for (; *s; s++)
		if (blank_len(s))
			return true;
	return false;
}

static bool is_operator(const char *text)
{
	return !strcmp(text, "AND") || !strcmp(text, "OR") || !strcmp(text, "NOT") || !strcmp(text, "NEAR");
}

/* The text comes back as the same bare word. */
static bool may_be_bare(const char *text)
{
	return *text != '-' && *text != '@' && !is_operator(text) && !has_blank(text) &&
	       !strpbrk(text, "()\",*") && !field_name_len(text, strlen(text));
}

static void put_quoted(const char *text, size_t len, struct buf *out)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, text[i]);
	}
	buf_addc(out, '"');
}

static void put_text(const struct node *node, struct buf *out)
{
	if (may_be_bare(node->text))
		buf_adds(out, node->text);
	else
		put_quoted(node->text, strlen(node->text), out);
	buf_adds(out, node->is_prefix ? "*" : "");
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
	const enum query_kind kind = field_row(node->field)->kind;
	size_t len = strlen(node->text);

	buf_addf(out, "%s:", field_row(node->field)->name);
	if (kind == QUERY_TIME || kind == QUERY_INT) {
		range_format(&node->range, out);
		return;
	}
	if (!has_blank(node->text) && !strpbrk(node->text, ")\"") && *node->text != '(' &&
	    (kind != QUERY_NAME || node->is_glob == !!strchr(node->text, '*'))) {
		buf_adds(out, node->text);
		return;
	}
	/* bare patterns hold no blanks, so one that needs quotes ends in the * behind them */
	put_quoted(node->text, len - node->is_glob, out);
	buf_adds(out, node->is_glob ? "*" : "");
}

static void put_list(const struct node *node, bool is_inner, struct buf *out)
{
	buf_adds(out, is_inner ? "(" : "");
	for (size_t i = 0; i < node->n_kids; i++) {
		/* AND binds tighter than OR */
		const bool is_and_in_or = node->kind == NODE_OR && node->kids[i]->kind == NODE_AND;

		buf_adds(out, !i ? "" : node->kind == NODE_OR ? " OR " : " ");
		put_node(node->kids[i], !is_and_in_or, out);
	}
	buf_adds(out, is_inner ? ")" : "");
}

/* Leaves of one column are written with their field each; NEAR and entities need a group. */
static void put_leaf(const struct node *node, struct buf *out)
{
	const bool has_field = node->columns != COLUMNS_ALL;
	const bool has_group = has_field && node->kind != NODE_TEXT;

	for (int id = 0; id < FIELD_COUNT_ && has_field; id++)
		if (field_column((enum field_id)id) == node->columns)
			buf_addf(out, "%s:", field_row((enum field_id)id)->name);
	buf_adds(out, has_group ? "(" : "");
	if (node->kind == NODE_TEXT)
		put_text(node, out);
	else if (node->kind == NODE_NEAR)
		put_near(node, out);
	else
		buf_addf(out, "@%s", node->text);
	buf_adds(out, has_group ? ")" : "");
}

static void put_node(const struct node *node, bool is_inner, struct buf *out)
{
	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
		put_list(node, is_inner, out);
		break;
	case NODE_NOT:
		buf_addc(out, '-');
		put_node(node->kids[0], true, out);
		break;
	case NODE_TEXT:
	case NODE_NEAR:
	case NODE_ENTITY:
		put_leaf(node, out);
		break;
	case NODE_FIELD:
	case NODE_VIEW:
		put_value(node, out);
	}
}

void query_format(const struct query *query, struct buf *out)
{
	if (query->root)
		put_node(query->root, false, out);
}
