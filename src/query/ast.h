/* ast.h: the syntax tree of a query; private to query.
 *
 * AND and OR are n-ary and flat: no AND directly in an AND, no OR in an OR, none with one kid.  A group of a text field is
 * spread over its words when it is read, so columns stand at the leaves. */
#ifndef QUERY_AST_H
#define QUERY_AST_H

#include "telex/query.h"

enum node_kind {
	NODE_AND,
	NODE_OR,
	NODE_NOT,    /* one kid */
	NODE_TEXT,   /* word or phrase */
	NODE_NEAR,   /* kids are NODE_TEXT */
	NODE_FIELD,  /* field and value or range */
	NODE_ENTITY, /* name; the kid is what it stands for */
	NODE_VIEW    /* the same for view:name */
};
#define COLUMNS_ALL (QUERY_TITLE | QUERY_AUTHOR | QUERY_BODY)

enum point_kind { POINT_NONE, POINT_INT, POINT_DATE, POINT_SPAN, POINT_TODAY, POINT_YESTERDAY };
struct point {
	enum point_kind kind;
	int64_t number;		/* POINT_INT, and the count of a span */
	char unit[4];		/* of a span */
	struct when_civil date; /* month 0: the whole year; day 0: the whole month */
	bool has_time;
};
enum range_op { RANGE_POINT, RANGE_SPAN /* lo..hi */, RANGE_LT, RANGE_LE, RANGE_GT, RANGE_GE };
struct range {
	enum range_op op;
	struct point lo, hi; /* only lo but for RANGE_SPAN */
};

struct node {
	enum node_kind kind;
	uint32_t at, len; /* in the text it was read from */
	struct node **kids;
	size_t n_kids;
	const char *text; /* word, phrase, value or name */
	bool is_prefix, is_bare;
	unsigned columns; /* of leaves: enum query_column */
	int distance;	  /* NODE_NEAR */
	const struct query_field *field;
	struct range range;
};
struct query {
	struct node *root; /* NULL: everything */
	struct query_term *terms;
	size_t n_terms;
};

/* "name:" at the start of a word of len bytes: the length of name, else 0.  Addresses are words. */
size_t field_name_len(const char *word, size_t len);
const struct query_field *field_find(const char *name, size_t len);
/* The column of a text field, 0 for other fields. */
unsigned field_column(const struct query_field *field);
const char *field_nearest(void *ctx, const char *name, size_t len);

/* value of a time or int field; at is where it stands. */
bool range_parse(const char *value, enum query_kind kind, size_t at, struct range *ret, struct err *err);
void range_format(const struct range *range, struct buf *out);
/* Half-open [*ret_from, *ret_to); INT64_MIN and INT64_MAX where open. */
void range_instants(const struct range *range, const struct query_env *env, int64_t *ret_from, int64_t *ret_to);
void range_numbers(const struct range *range, int64_t *ret_from, int64_t *ret_to);

void terms_collect(struct query *query);
/* The text holds a letter or a digit: the index cuts at least one word out of it. */
bool text_has_word(const char *text);

#endif
