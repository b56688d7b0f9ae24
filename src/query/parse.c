/* parse.c: query text to syntax tree, by descent over the grammar of telex-query(7). */
#include "ast.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "telex/utf8.h"

enum { KIDS_MAX = 1000, NAME_MAX = 64, EXPANSIONS_MAX = 16, NEAR_DEFAULT = 10, NEAR_MAX = 1000 };

/* Entities and views that are being read, outermost first: a name that comes again is a cycle. */
struct trail {
	const struct trail *outer;
	const char *kind, *name;
};
struct parser {
	void *ctx;
	const char *text;
	size_t at;
	const struct query_names *names;
	const struct trail *trail;
	unsigned columns; /* of the group we are in */
	int depth;
	struct err *err;
};

static struct node *parse_or(struct parser *p);

static struct node *fail(struct parser *p, size_t at, size_t len, const char *fmt, ...) PRINTF_LIKE(4, 5);
static struct node *fail(struct parser *p, size_t at, size_t len, const char *fmt, ...)
{
	char msg[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(msg, sizeof(msg), fmt, args);
	va_end(args);
	(void)err_at(p->err, ERR_DATA, at, len ? len : 1, "%s", msg);
	return NULL;
}

static struct node *node_new(struct parser *p, enum node_kind kind, size_t at)
{
	struct node *node = mem_new(p->ctx, struct node);

	node->kind = kind;
	node->at = (uint32_t)at;
	node->len = (uint32_t)(p->at - at);
	node->columns = p->columns;
	return node;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(struct parser *p)
{
	while (is_blank(p->text[p->at]))
		p->at++;
}

static bool is_word_end(char c)
{
	return !c || is_blank(c) || c == '(' || c == ')' || c == '"';
}

static size_t word_len(const struct parser *p)
{
	size_t n = 0;

	while (!is_word_end(p->text[p->at + n]))
		n++;
	return n;
}

static bool is_word(const struct parser *p, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(p->text + p->at, word, n) && is_word_end(p->text[p->at + n]);
}

/* ---- nodes ---- */

static void add_kid(struct node *parent, struct node *kid)
{
	parent->kids = mem_grow(parent, parent->kids, struct node *, parent->n_kids + 1);
	parent->kids[parent->n_kids++] = kid;
}

/* kid under an n-ary parent, its own kids in its place when it is of the same kind. */
static void add_flat(struct node *parent, struct node *kid)
{
	if (kid->kind != parent->kind) {
		add_kid(parent, kid);
		return;
	}
	for (size_t i = 0; i < kid->n_kids; i++)
		add_kid(parent, kid->kids[i]);
}

static struct node *join(struct parser *p, enum node_kind kind, size_t at, struct node *first, struct node *next)
{
	struct node *parent = first;

	if (first->kind != kind) {
		parent = node_new(p, kind, at);
		add_kid(parent, first);
	}
	add_flat(parent, next);
	parent->len = (uint32_t)(p->at - at);
	if (parent->n_kids > KIDS_MAX)
		return fail(p, at, p->at - at, "more than %d terms side by side", KIDS_MAX);
	return parent;
}

/* ---- words and strings ---- */

static bool take_star(struct parser *p)
{
	if (p->text[p->at] != '*')
		return false;
	p->at++;
	return true;
}

/* At '"'; "" inside is one '"'. */
static char *parse_string(struct parser *p)
{
	size_t start = p->at++;
	AUTO_BUF out = BUF_INIT(QUERY_BYTES_MAX);

	for (;; p->at++) {
		char c = p->text[p->at];

		if (!c) {
			(void)fail(p, start, p->at - start, "the quote is not closed");
			return NULL;
		}
		if (c == '"' && p->text[++p->at] != '"')
			break;
		buf_addc(&out, c);
	}
	if (!out.len) {
		(void)fail(p, start, 2, "nothing stands between the quotes");
		return NULL;
	}
	return buf_steal(&out, p->ctx);
}

static struct node *parse_quoted(struct parser *p)
{
	size_t at = p->at;
	char *text = parse_string(p);
	struct node *node;
	bool is_prefix;

	if (!text)
		return NULL;
	is_prefix = take_star(p);
	if (!is_word_end(p->text[p->at]) || p->text[p->at] == '"')
		return fail(p, p->at, 1, "a blank is missing behind the quote");
	node = node_new(p, NODE_TEXT, at);
	node->text = text;
	node->is_prefix = is_prefix;
	return node;
}

/* len bytes at p->at, a '*' at their end makes a prefix. */
static struct node *parse_bare(struct parser *p, size_t len)
{
	size_t at = p->at, n = len;
	struct node *node;

	while (n && p->text[at + n - 1] == '*')
		n--;
	if (!n || len - n > 1)
		return fail(p, at, len, "one * may end a word or a quoted phrase: spec*");
	p->at += len;
	node = node_new(p, NODE_TEXT, at);
	node->text = mem_strndup(node, p->text + at, n);
	node->is_prefix = n < len;
	node->is_bare = true;
	return node;
}

static struct node *parse_text(struct parser *p)
{
	return p->text[p->at] == '"' ? parse_quoted(p) : parse_bare(p, word_len(p));
}

/* ---- NEAR(a b ..., n) ---- */

/* A comma ends a word inside NEAR. */
static size_t near_word_len(const struct parser *p)
{
	size_t n = 0;

	while (!is_word_end(p->text[p->at + n]) && p->text[p->at + n] != ',')
		n++;
	return n;
}

static bool parse_distance(struct parser *p, struct node *node)
{
	size_t at;

	skip_blanks(p);
	at = p->at;
	node->distance = 0;
	while (p->text[p->at] >= '0' && p->text[p->at] <= '9' && node->distance <= NEAR_MAX)
		node->distance = node->distance * 10 + (p->text[p->at++] - '0');
	if (p->at == at || node->distance < 1 || node->distance > NEAR_MAX)
		return fail(p, at, p->at - at, "how many words apart? a number from 1 to %d", NEAR_MAX);
	skip_blanks(p);
	return true;
}

static struct node *parse_near(struct parser *p)
{
	size_t at = p->at;
	struct node *node = node_new(p, NODE_NEAR, at), *kid;

	p->at += strlen("NEAR(");
	node->distance = NEAR_DEFAULT;
	for (;;) {
		skip_blanks(p);
		if (p->text[p->at] == ')')
			break;
		if (p->text[p->at] == ',') {
			p->at++;
			if (!parse_distance(p, node))
				return NULL;
			break;
		}
		if (p->text[p->at] == '"') {
			size_t start = p->at;
			char *text = parse_string(p);

			if (!text)
				return NULL;
			kid = node_new(p, NODE_TEXT, start);
			kid->text = text;
			kid->is_prefix = take_star(p);
		} else if (near_word_len(p)) {
			kid = parse_bare(p, near_word_len(p));
		} else {
			return fail(p, at, p->at - at, "the ) of NEAR( is missing: NEAR(word \"a phrase\", 10)");
		}
		if (!kid)
			return NULL;
		add_kid(node, kid);
	}
	if (p->text[p->at] != ')')
		return fail(p, at, p->at - at, "the ) of NEAR( is missing");
	p->at++;
	node->len = (uint32_t)(p->at - at);
	if (node->n_kids < 2)
		return fail(p, at, node->len, "NEAR( needs at least two words");
	return node;
}

/* ---- entities and views ---- */

static bool check_trail(struct parser *p, const char *kind, const char *name, size_t at, size_t len)
{
	char path[300] = "";
	int n = 1;

	for (const struct trail *t = p->trail; t; t = t->outer, n++) {
		size_t used = strlen(path);

		snprintf(path + used, sizeof(path) - used, "%s%s%s", used ? " <- " : "", t->kind, t->name);
		if (!strcmp(t->kind, kind) && !strcmp(t->name, name))
			return fail(p, at, len, "%s%s stands for itself: %s%s <- %s", kind, name, kind, name, path);
	}
	return n <= EXPANSIONS_MAX || fail(p, at, len, "more than %d names inside each other: %s", EXPANSIONS_MAX, path);
}

/* text in place of a name.  A fault in it is reported at the name. */
static struct node *expand(struct parser *p, const char *kind, const char *name, const char *text, size_t at)
{
	struct trail trail = {p->trail, kind, name};
	struct parser inner = *p;
	struct err err = {0};
	struct node *node;

	if (!check_trail(p, kind, name, at, p->at - at))
		return NULL;
	inner.text = mem_strdup(p->ctx, text);
	inner.at = 0;
	inner.trail = &trail;
	inner.depth = p->depth + 1;
	inner.err = &err;
	node = strlen(text) > QUERY_BYTES_MAX ? fail(&inner, 0, 1, "the text is too long") : parse_or(&inner);
	if (node && inner.text[inner.at])
		node = fail(&inner, inner.at, 1, "a ( is missing for this )");
	if (node)
		return node;
	return fail(p, at, p->at - at, "%s (in %s%s)", err.msg, kind, name);
}

static struct node *parse_entity(struct parser *p)
{
	size_t at = p->at, len = word_len(p);
	struct node *node, *kid;
	const char *text;
	char *name;

	p->at += len;
	name = mem_strndup(p->ctx, p->text + at + 1, len - 1);
	if (len < 2 || len > NAME_MAX)
		return fail(p, at, len, "@ is followed by the name of an entity: @huawei");
	text = p->names && p->names->entity ? p->names->entity(p->names->state, name) : NULL;
	if (!text)
		return fail(p, at, len, "no entity '%s': the configuration has no [entity %s]", name, name);
	kid = expand(p, "@", name, text, at);
	if (!kid)
		return NULL;
	node = node_new(p, NODE_ENTITY, at);
	node->text = name;
	add_kid(node, kid);
	return node;
}

static struct node *parse_view(struct parser *p, struct node *node)
{
	const char *text = p->names && p->names->view ? p->names->view(p->names->state, node->text) : NULL;
	struct node *kid;

	if (!text)
		return fail(p, node->at, node->len, "no view '%s': the configuration has no [view %s]", node->text, node->text);
	node->kind = NODE_VIEW;
	if (!text[strspn(text, " \t")])
		return node; /* everything: no kid */
	kid = expand(p, "view:", node->text, text, node->at);
	if (!kid)
		return NULL;
	add_kid(node, kid);
	return node;
}

/* ---- fields ---- */

static bool is_one_word_of(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = words; (s = strstr(s, word)); s += len)
		if ((s == words || s[-1] == ' ') && (!s[len] || s[len] == ' '))
			return true;
	return false;
}

static struct node *parse_group(struct parser *p)
{
	size_t at = p->at++;
	struct node *node;

	if (++p->depth > QUERY_DEPTH_MAX)
		return fail(p, at, 1, "more than %d levels of ( inside each other", QUERY_DEPTH_MAX);
	node = parse_or(p);
	p->depth--;
	if (!node)
		return NULL;
	if (p->text[p->at] != ')')
		return fail(p, at, 1, "this ( is not closed");
	p->at++;
	return node;
}

/* title:word, title:"a phrase", title:(a OR b): the columns go to the leaves. */
static struct node *parse_column(struct parser *p, const struct query_field *field, size_t at)
{
	unsigned outer = p->columns;
	struct node *node;

	if (outer != COLUMNS_ALL)
		return fail(p, at, p->at - at, "%s: stands inside the group of another field", field->name);
	p->columns = field_column(field);
	if (p->text[p->at] == '(')
		node = parse_group(p);
	else if (p->text[p->at] == '@')
		node = parse_entity(p);
	else
		node = parse_text(p);
	p->columns = outer;
	if (node && node->kind == NODE_TEXT) {
		node->at = (uint32_t)at;
		node->len = (uint32_t)(p->at - at);
	}
	return node;
}

static struct node *parse_value(struct parser *p, const struct query_field *field, size_t at)
{
	size_t start = p->at, len;
	struct node *node;
	char *value;

	if (p->text[p->at] == '"') {
		value = parse_string(p);
		if (!value)
			return NULL;
	} else {
		/* a value runs to white space or ")" and may hold anything else */
		len = strcspn(p->text + p->at, " \t)");
		value = mem_strndup(p->ctx, p->text + p->at, len);
		p->at += len;
	}
	node = node_new(p, NODE_FIELD, at);
	node->field = field;
	node->text = value;
	if ((field->kind == QUERY_TIME || field->kind == QUERY_INT) &&
	    !range_parse(value, field->kind, start, &node->range, p->err))
		return NULL;
	if (field->kind == QUERY_FLAG && !is_one_word_of(field->values, value))
		return fail(p, start, p->at - start, "%s: is one of: %s", field->name, field->values);
	if (!strcmp(field->name, "view"))
		return parse_view(p, node);
	return node;
}

static struct node *parse_field(struct parser *p, size_t name_len)
{
	size_t at = p->at;
	const struct query_field *field = field_find(p->text + at, name_len);
	const char *near;
	char next;

	if (!field) {
		near = field_nearest(p->ctx, p->text + at, name_len);
		if (near)
			return fail(p, at, name_len, "unknown field '%.*s': did you mean '%s'?", (int)name_len,
				    p->text + at, near);
		return fail(p, at, name_len, "unknown field '%.*s'; quote the word if it is none", (int)name_len,
			    p->text + at);
	}
	p->at += name_len + 1;
	next = p->text[p->at];
	if (!next || is_blank(next) || next == ')')
		return fail(p, at, name_len + 1, "%s: is followed by a value without a blank: %s", field->name,
			    field->example);
	if (field->kind == QUERY_TEXT)
		return parse_column(p, field, at);
	if (p->columns != COLUMNS_ALL)
		return fail(p, at, name_len, "%s: stands inside the group of another field", field->name);
	if (next == '(')
		return fail(p, p->at, 1, "only title:, body: and author: take a group; write (%s:a OR %s:b)", field->name,
			    field->name);
	return parse_value(p, field, at);
}

/* ---- operators ---- */

static struct node *parse_primary(struct parser *p)
{
	size_t len, name_len;

	if (p->text[p->at] == '(')
		return parse_group(p);
	if (p->text[p->at] == '@')
		return parse_entity(p);
	if (!strncmp(p->text + p->at, "NEAR(", 5))
		return parse_near(p);
	len = word_len(p);
	name_len = field_name_len(p->text + p->at, len);
	if (name_len)
		return parse_field(p, name_len);
	return parse_text(p);
}

static bool is_minus(const struct parser *p)
{
	char next = p->text[p->at + 1];

	return p->text[p->at] == '-' && next && !is_blank(next) && next != ')';
}

static struct node *parse_unary(struct parser *p)
{
	size_t at = p->at;
	bool is_word_not = is_word(p, "NOT");
	struct node *node, *kid;

	if (!is_word_not && !is_minus(p)) {
		if (is_word(p, "OR") || is_word(p, "AND"))
			return fail(p, at, word_len(p), "%.*s needs something on both sides; quote it if it is a word",
				    (int)word_len(p), p->text + at);
		return parse_primary(p);
	}
	p->at += is_word_not ? 3 : 1;
	skip_blanks(p);
	if (!p->text[p->at] || p->text[p->at] == ')')
		return fail(p, at, p->at - at, "NOT needs something behind it");
	if (++p->depth > QUERY_DEPTH_MAX)
		return fail(p, at, 1, "more than %d levels inside each other", QUERY_DEPTH_MAX);
	kid = parse_unary(p);
	p->depth--;
	if (!kid)
		return NULL;
	node = node_new(p, NODE_NOT, at);
	add_kid(node, kid);
	return node;
}

static struct node *parse_and(struct parser *p)
{
	size_t at = p->at;
	struct node *node = parse_unary(p);

	while (node) {
		struct node *next;

		skip_blanks(p);
		if (is_word(p, "AND")) {
			size_t word = p->at;

			p->at += 3;
			skip_blanks(p);
			if (!p->text[p->at] || p->text[p->at] == ')')
				return fail(p, word, 3, "AND needs something on both sides; quote it if it is a word");
		} else if (!p->text[p->at] || p->text[p->at] == ')' || is_word(p, "OR")) {
			break;
		}
		next = parse_unary(p);
		node = next ? join(p, NODE_AND, at, node, next) : NULL;
	}
	return node;
}

static struct node *parse_or(struct parser *p)
{
	struct node *node;
	size_t at;

	skip_blanks(p);
	at = p->at;
	if (!p->text[p->at] || p->text[p->at] == ')')
		return fail(p, p->at, 1, "something is missing here");
	node = parse_and(p);
	while (node && is_word(p, "OR")) {
		size_t word = p->at;
		struct node *next;

		p->at += 2;
		skip_blanks(p);
		if (!p->text[p->at] || p->text[p->at] == ')')
			return fail(p, word, 2, "OR needs something on both sides; quote it if it is a word");
		next = parse_and(p);
		node = next ? join(p, NODE_OR, at, node, next) : NULL;
	}
	return node;
}

static bool check_bytes(const char *text, struct err *err)
{
	size_t len = strlen(text);

	if (len > QUERY_BYTES_MAX)
		return err_at(err, ERR_DATA, QUERY_BYTES_MAX, 1, "the query is longer than %d bytes", QUERY_BYTES_MAX);
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return err_at(err, ERR_DATA, i, 1, "a control character stands in the query");
	if (!utf8_is_valid((struct bytes){text, len}))
		return err_at(err, ERR_DATA, 0, len, "the query is not valid UTF-8");
	return true;
}

bool query_parse(void *ctx, const char *text, const struct query_names *names, struct query **ret, struct err *err)
{
	struct query *query;
	struct err local = {0};
	struct parser p = {.text = text, .names = names, .columns = COLUMNS_ALL, .err = err ? err : &local};

	if (!check_bytes(text, err))
		return false;
	query = mem_new(ctx, struct query);
	p.ctx = query;
	skip_blanks(&p);
	if (p.text[p.at]) {
		query->root = parse_or(&p);
		if (query->root && p.text[p.at])
			query->root = fail(&p, p.at, 1, "this ) closes nothing");
		if (!query->root) {
			talloc_free(query);
			return false;
		}
	}
	terms_collect(query);
	*ret = query;
	return true;
}
