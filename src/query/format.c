/* format.c: a syntax tree as its canonical text: read again, it is the same tree. */
#include "ast.h"

#include <string.h>

struct writer {
	struct buf *out;
	bool writes_out; /* what entities and views stand for, in their place */
};

static void put_node(const struct writer *w, const struct node *node, bool is_inner);

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

/* The node whose text stands there. */
static const struct node *shown(const struct writer *w, const struct node *node)
{
	while (w->writes_out && (node->kind == NODE_ENTITY || node->kind == NODE_VIEW) && node->n_kids)
		node = node->kids[0];
	return node;
}

static void put_list(const struct writer *w, const struct node *node, bool is_inner)
{
	buf_adds(w->out, is_inner ? "(" : "");
	for (size_t i = 0; i < node->n_kids; i++) {
		const enum node_kind kid = shown(w, node->kids[i])->kind;
		/* AND binds tighter than OR; a name may stand for what its place is */
		const bool is_clear = kid == node->kind || (node->kind == NODE_OR && kid == NODE_AND);

		buf_adds(w->out, !i ? "" : node->kind == NODE_OR ? " OR " : " ");
		put_node(w, node->kids[i], !is_clear);
	}
	buf_adds(w->out, is_inner ? ")" : "");
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

static void put_node(const struct writer *w, const struct node *node, bool is_inner)
{
	node = shown(w, node);
	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
		put_list(w, node, is_inner);
		break;
	case NODE_NOT:
		buf_addc(w->out, '-');
		put_node(w, node->kids[0], true);
		break;
	case NODE_TEXT:
	case NODE_NEAR:
	case NODE_ENTITY:
		put_leaf(node, w->out);
		break;
	case NODE_FIELD:
	case NODE_VIEW:
		put_value(node, w->out);
	}
}

void node_format(const struct node *node, bool is_inner, struct buf *out)
{
	put_node(&(struct writer){.out = out}, node, is_inner);
}

void query_format(const struct query *query, struct buf *out)
{
	if (query->root)
		node_format(query->root, false, out);
}

void query_write_out(const struct query *query, struct buf *out)
{
	if (query->root)
		put_node(&(struct writer){.out = out, .writes_out = true}, query->root, false);
}
