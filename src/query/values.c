/* values.c: a field and its value. */
#include "parse.h"

#include <stdio.h>
#include <string.h>

#include "telex/nearest.h"

enum { VALUES_MAX = 16, VALUE_BYTES_MAX = 32 };

/* title:word, title:"a phrase", title:@name, title:(a OR b): the columns go to the leaves. */
static struct node *parse_column(struct parser *p, enum field_id field, size_t at)
{
	unsigned outer = p->columns;
	struct node *node;

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

/* The value as text.  Bare, it runs to white space or ")" and may hold anything else. */
static const char *value_text(struct parser *p, bool *ret_is_quoted)
{
	size_t start = p->at, len;

	*ret_is_quoted = p->text[p->at] == '"';
	if (*ret_is_quoted)
		return parse_string(p);
	while (!at_end(p) && !blank_len(p->text + p->at))
		p->at++;
	len = p->at - start;
	if (memchr(p->text + start, '"', len)) {
		(void)parse_fail(p, start, len,
				 "a quote stands inside the value: put quotes around all of it");
		return NULL;
	}
	return mem_strndup(p->ctx, p->text + start, len);
}

/* The blank-separated words of values, cut apart in store. */
static size_t cut_values(const char *values, char store[VALUES_MAX][VALUE_BYTES_MAX],
			 const char *ret[VALUES_MAX])
{
	size_t n = 0;

	for (; *values && n < VALUES_MAX; n++) {
		size_t len = strcspn(values, " ");

		snprintf(store[n], VALUE_BYTES_MAX, "%.*s", (int)len, values);
		ret[n] = store[n];
		values += len + strspn(values + len, " ");
	}
	return n;
}

static bool check_flag(struct parser *p, struct node *node, size_t start)
{
	const struct query_field *field = field_row(node->field);
	char store[VALUES_MAX][VALUE_BYTES_MAX];
	const char *values[VALUES_MAX], *near;
	size_t n = cut_values(field->values, store, values);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(values[i], node->text))
			return true;
	near = nearest_name(node->text, values, n);
	if (near)
		return parse_fail(p, start, p->at - start, "%s: has no '%s': did you mean '%s'?", field->name,
				  node->text, near);
	return parse_fail(p, start, p->at - start, "%s: is one of: %s", field->name, field->values);
}

static bool check_string(struct parser *p, const struct node *node, size_t start)
{
	if (node->field == FIELD_SITE && strchr(node->text, '/'))
		return parse_fail(p, start, p->at - start,
				  "site: is a host such as fcc.gov; url: takes an address");
	return true;
}

/* The tag words unread and starred are the flags. */
static void check_name(struct node *node, bool is_quoted)
{
	if (node->field == FIELD_TAG && !is_quoted &&
	    (!strcmp(node->text, "unread") || !strcmp(node->text, "starred")))
		node->field = FIELD_IS;
	node->is_glob = !is_quoted && strchr(node->text, '*');
}

static bool check_value(struct parser *p, struct node *node, size_t start, bool is_quoted)
{
	const struct query_field *field = field_row(node->field);

	switch (field->kind) {
	case QUERY_TIME:
	case QUERY_INT:
		if (!range_parse(node->text, field->kind, start + is_quoted, &node->range, p->err))
			return false;
		if ((node->field == FIELD_SINCE || node->field == FIELD_BEFORE) &&
		    node->range.op != RANGE_POINT)
			return parse_fail(p, start, p->at - start, "%s: takes one date; date: takes ranges",
					  field->name);
		return true;
	case QUERY_FLAG:
		return check_flag(p, node, start);
	case QUERY_STRING:
		return check_string(p, node, start);
	default:
		check_name(node, is_quoted);
		return true;
	}
}

static struct node *parse_value(struct parser *p, enum field_id field, size_t at)
{
	size_t start = p->at;
	bool is_quoted;
	const char *text = value_text(p, &is_quoted);
	struct node *node;

	if (!text)
		return NULL;
	if (is_quoted && field_row(field)->kind == QUERY_NAME && parse_star(p)) {
		text = mem_printf(p->ctx, "%s*", text);
		is_quoted = false;
	}
	node = parse_node(p, NODE_FIELD, at);
	if (!node)
		return NULL;
	node->field = field;
	node->text = text;
	if (!check_value(p, node, start, is_quoted))
		return NULL;
	if (!at_end(p) && !blank_len(p->text + p->at))
		return parse_fail(p, p->at, 1, "a blank is missing here");
	return field == FIELD_VIEW ? parse_view(p, node) : node;
}

static struct node *unknown_field(struct parser *p, size_t len)
{
	const char *name = p->text + p->at, *near = field_nearest(p->ctx, name, len);

	if (near)
		return parse_fail(p, p->at, len, "unknown field '%.*s': did you mean '%s'?", (int)len, name,
				  near);
	return parse_fail(p, p->at, len, "unknown field '%.*s'; in quotes it is a word like others", (int)len,
			  name);
}

struct node *parse_field(struct parser *p, size_t name_len)
{
	size_t at = p->at;
	enum field_id id = field_find(p->text + at, name_len);
	const struct query_field *field;

	if (id == FIELD_COUNT_)
		return unknown_field(p, name_len);
	field = field_row(id);
	p->at += name_len + 1;
	if (at_end(p) || blank_len(p->text + p->at))
		return parse_fail(p, at, name_len + 1, "%s: is followed by a value without a blank: %s",
				  field->name, field->example);
	if (p->columns != COLUMNS_ALL)
		return parse_fail(p, at, name_len, "%s: stands inside the group of another field",
				  field->name);
	if (field->kind == QUERY_TEXT)
		return parse_column(p, id, at);
	if (p->text[p->at] == '(')
		return parse_fail(p, p->at, 1,
				  "only title:, body: and author: take a group; write (%s:a OR %s:b)",
				  field->name, field->name);
	return parse_value(p, id, at);
}
