/* ast.h: the syntax tree of a query; private to query.
 *
 * AND and OR are n-ary and flat: no AND directly in an AND, no OR in an OR, none with one kid.  A group of a
 * text field is spread over its words when it is read, so columns stand at the leaves. */
#ifndef QUERY_AST_H
#define QUERY_AST_H

#include "telex/query.h"

enum field_id {
#define FIELD(id, name, kind, values, help, example) FIELD_##id,
#include "fields.def"
#undef FIELD
	FIELD_COUNT_ /* how many; also: no field */
};

enum node_kind {
	NODE_AND,
	NODE_OR,
	NODE_NOT,    /* one kid, never a NOT */
	NODE_TEXT,   /* word or phrase */
	NODE_NEAR,   /* kids are NODE_TEXT */
	NODE_FIELD,  /* field and value or range */
	NODE_ENTITY, /* name; the kid is what it stands for */
	NODE_VIEW    /* the same for view:name; no kid: everything */
};
#define COLUMNS_ALL (QUERY_TITLE | QUERY_AUTHOR | QUERY_BODY)
/* Nodes of one tree with its names written out.  Names that hold names grow without bound otherwise. */
enum { NODES_MAX = 4000 };

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
	enum field_id field; /* NODE_FIELD, NODE_VIEW */
	uint32_t at, len;    /* in the text it was read from */
	int height;	     /* AND, OR and NOT on the way down to a leaf */
	struct node **kids;
	size_t n_kids;
	const char *text; /* word, phrase, value or name */
	unsigned columns; /* of leaves: enum query_column */
	bool is_prefix;
	bool is_glob;	   /* a name in which '*' stands for anything */
	bool is_last_word; /* bare, and the end of the text: perhaps not finished yet */
	int distance;	   /* NODE_NEAR */
	struct range range;
	/* While compiling: the articles it finds, and those that NOT of a field finds; SIZE_UNKNOWN (compile.h). */
	int64_t size, n_others;
};
struct query {
	struct node *root; /* NULL: everything */
	struct query_term *terms;
	size_t n_terms;
};

/* kid under an n-ary parent, its own kids in its place when it is of the same kind. */
void node_add(struct node *parent, struct node *kid);
struct node *node_copy(void *ctx, const struct node *node);

/* Canonical text; is_inner: with the parentheses it needs under an AND or NOT. */
void node_format(const struct node *node, bool is_inner, struct buf *out);

const struct query_field *field_row(enum field_id id);
/* Letters of either case are the same. */
enum field_id field_find(const char *name, size_t len);
/* "name:" at the start of a word of len bytes: the length of name, else 0.  Addresses are words. */
size_t field_name_len(const char *word, size_t len);
/* The column of a text field, 0 for other fields. */
unsigned field_column(enum field_id id);
const char *field_nearest(void *ctx, const char *name, size_t len);

/* The bytes of white space at s: blank, tab, line break, no-break and ideographic space; 0: none. */
size_t blank_len(const char *s);
/* The text holds a letter or a digit: the index cuts at least one word out of it. */
bool text_has_word(const char *text);

/* value of a time or int field; at is where it stands. */
bool range_parse(const char *value, enum query_kind kind, size_t at, struct range *ret, struct err *err);
void range_format(const struct range *range, struct buf *out);
/* Half-open [*ret_from, *ret_to); INT64_MIN and INT64_MAX where open. */
void range_instants(const struct range *range, const struct query_env *env, int64_t *ret_from,
		    int64_t *ret_to);
void range_numbers(const struct range *range, int64_t *ret_from, int64_t *ret_to);

void terms_collect(struct query *query);

#endif
