/* parse.c: query text to syntax tree, by descent over the grammar of telex-query(7). */
#include "parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "telex/utf8.h"

enum { KIDS_MAX = 1000 };

struct node *parse_fail(struct parser *p, size_t at, size_t len, const char *fmt, ...)
{
	char msg[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(msg, sizeof(msg), fmt, args);
	va_end(args);
	(void)err_at(p->err, ERR_DATA, at, len ? len : 1, "%s", msg);
	return NULL;
}

/* A node for what was read from `at` to here. */
struct node *parse_node(struct parser *p, enum node_kind kind, size_t at)
{
	struct node *node;

	if (++*p->n_nodes > NODES_MAX)
		return parse_fail(p, at, p->at - at, "more than %d words, with the names written out",
				  NODES_MAX);
	node = mem_new(p->ctx, struct node);
	node->kind = kind;
	node->field = FIELD_COUNT_;
	node->at = (uint32_t)at;
	node->len = (uint32_t)(p->at - at);
	node->columns = p->columns;
	return node;
}

/* first and next under one AND or OR. */
static struct node *join(struct parser *p, enum node_kind kind, struct node *first, struct node *next)
{
	struct node *parent = first;
	size_t at = first->at;

	if (first->kind != kind) {
		parent = parse_node(p, kind, at);
		if (!parent)
			return NULL;
		node_add(parent, first);
	}
	node_add(parent, next);
	parent->len = next->at + next->len - (uint32_t)at;
	if (parent->n_kids > KIDS_MAX)
		return parse_fail(p, at, parent->len, "more than %d terms side by side", KIDS_MAX);
	if (parent->height > QUERY_DEPTH_MAX)
		return parse_fail(p, at, parent->len, "more than %d levels inside each other",
				  QUERY_DEPTH_MAX);
	return parent;
}

struct node *parse_group(struct parser *p)
{
	size_t at = p->at++;
	struct node *node;

	if (++p->depth > QUERY_DEPTH_MAX)
		return parse_fail(p, at, 1, "more than %d levels of ( inside each other", QUERY_DEPTH_MAX);
	skip_blanks(p);
	if (p->text[p->at] == ')')
		return parse_fail(p, at, p->at + 1 - at, "nothing stands between the parentheses");
	node = parse_or(p);
	p->depth--;
	if (!node)
		return NULL;
	if (p->text[p->at] != ')')
		return parse_fail(p, at, 1, "this ( is not closed");
	p->at++;
	return node;
}

static struct node *parse_primary(struct parser *p)
{
	const char *word = p->text + p->at;
	size_t len = word_len(p), name_len;

	if (is_word(p, "OR") || is_word(p, "AND"))
		return parse_fail(p, p->at, len, "%.*s needs something on both sides; in quotes it is a word",
				  (int)len, word);
	if (*word == '(')
		return parse_group(p);
	if (*word == '@')
		return parse_entity(p);
	if (!strncmp(word, "NEAR(", 5))
		return parse_near(p);
	name_len = field_name_len(word, len);
	if (name_len)
		return parse_field(p, name_len);
	return parse_text(p);
}

/* "-" tight at the start of a word. */
static bool is_minus(const struct parser *p)
{
	const char *next = p->text + p->at + 1;

	return next[-1] == '-' && *next && *next != ')' && !blank_len(next);
}

static struct node *parse_unary(struct parser *p)
{
	size_t start = p->at, last = start;
	bool is_not = false, is_word_not;
	struct node *node, *kid;

	while ((is_word_not = is_word(p, "NOT")) || is_minus(p)) {
		is_not = !is_not;
		last = p->at;
		p->at += is_word_not ? 3 : 1;
		skip_blanks(p);
		if (at_end(p) || is_word(p, "OR") || is_word(p, "AND"))
			return parse_fail(p, last, is_word_not ? 3 : 1,
					  "NOT needs something behind it; in quotes it is a word");
	}
	kid = parse_primary(p);
	if (!kid || !is_not)
		return kid;
	if (kid->kind == NODE_NOT) /* -(-a) */
		return kid->kids[0];
	node = parse_node(p, NODE_NOT, start);
	if (!node)
		return NULL;
	node_add(node, kid);
	if (node->height > QUERY_DEPTH_MAX)
		return parse_fail(p, start, node->len, "more than %d levels inside each other",
				  QUERY_DEPTH_MAX);
	return node;
}

/* Behind the operator at `at`: there is something it can join. */
static bool check_right(struct parser *p, size_t at, size_t len)
{
	skip_blanks(p);
	if (!at_end(p))
		return true;
	return parse_fail(p, at, len, "%.*s needs something on both sides; in quotes it is a word", (int)len,
			  p->text + at);
}

static struct node *parse_and(struct parser *p)
{
	struct node *node = parse_unary(p);

	for (;;) {
		struct node *next;

		skip_blanks(p);
		if (!node || at_end(p) || is_word(p, "OR"))
			return node;
		if (is_word(p, "AND")) {
			p->at += 3;
			if (!check_right(p, p->at - 3, 3))
				return NULL;
		}
		next = parse_unary(p);
		node = next ? join(p, NODE_AND, node, next) : NULL;
	}
}

struct node *parse_or(struct parser *p)
{
	struct node *node;

	skip_blanks(p);
	if (at_end(p))
		return parse_fail(p, p->at, 1,
				  p->text[p->at] ? "this ) closes nothing" : "something is missing here");
	node = parse_and(p);
	while (node && is_word(p, "OR")) {
		struct node *next;

		p->at += 2;
		if (!check_right(p, p->at - 2, 2))
			return NULL;
		next = parse_and(p);
		node = next ? join(p, NODE_OR, node, next) : NULL;
	}
	return node;
}

static bool check_bytes(const char *text, struct err *err)
{
	size_t len = strlen(text);

	if (len > QUERY_BYTES_MAX)
		return err_at(err, ERR_DATA, QUERY_BYTES_MAX, 1, "the query is longer than %d bytes",
			      QUERY_BYTES_MAX);
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' || text[i] == 0x7f) && !blank_len(text + i))
			return err_at(err, ERR_DATA, i, 1, "a control character stands in the query");
	if (!utf8_is_valid((struct bytes){text, len}))
		return err_at(err, ERR_DATA, 0, len, "the query is not valid UTF-8");
	return true;
}

bool query_parse(void *ctx, const char *text, const struct query_names *names, struct query **ret,
		 struct err *err)
{
	struct query *query;
	size_t n_nodes = 0;
	struct parser p = {.names = names, .columns = COLUMNS_ALL, .n_nodes = &n_nodes, .err = err};

	if (!check_bytes(text, err))
		return false;
	query = mem_new(ctx, struct query);
	p.ctx = query;
	p.text = text;
	skip_blanks(&p);
	if (p.text[p.at]) {
		query->root = parse_or(&p);
		if (query->root && p.text[p.at])
			query->root = parse_fail(&p, p.at, 1, "this ) closes nothing");
		if (!query->root) {
			talloc_free(query);
			return false;
		}
	}
	terms_collect(query);
	*ret = query;
	return true;
}
