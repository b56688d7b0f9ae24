/* parse.h: a query text being read; private to query. */
#ifndef QUERY_PARSE_H
#define QUERY_PARSE_H

#include "ast.h"

/* Entities and views that are being read, outermost first: a name that comes again is a cycle. */
struct trail {
	const struct trail *outer;
	const char *kind, *name; /* "@" or "view:" */
};
struct parser {
	void *ctx;
	const char *text;
	size_t at;
	const struct query_names *names;
	const struct trail *trail;
	unsigned columns; /* of the group we are in */
	int depth;	  /* of ( and of names */
	size_t *n_nodes;  /* of the whole query */
	struct err *err;
};

/* Functions that give a node give NULL on a fault, with err filled. */
struct node *parse_fail(struct parser *p, size_t at, size_t len, const char *fmt, ...) PRINTF_LIKE(4, 5);
struct node *parse_node(struct parser *p, enum node_kind kind, size_t at);
struct node *parse_or(struct parser *p);
struct node *parse_group(struct parser *p);

/* ---- words.c ---- */
void skip_blanks(struct parser *p);
/* Behind the last word of the text or of a group. */
bool at_end(const struct parser *p);
size_t word_len(const struct parser *p);
/* The word here is this one. */
bool is_word(const struct parser *p, const char *word);
/* At '"'; "" inside is one '"'. */
char *parse_string(struct parser *p);
/* A "*" tight behind what was read. */
bool parse_star(struct parser *p);
struct node *parse_text(struct parser *p);
struct node *parse_near(struct parser *p);

/* ---- names.c ---- */
struct node *parse_entity(struct parser *p);
/* node stands for view:NAME: its kid is what that holds. */
struct node *parse_view(struct parser *p, struct node *node);

/* ---- values.c ---- */
struct node *parse_field(struct parser *p, size_t name_len);

#endif
