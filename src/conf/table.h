/* table.h: the option table: every section and key of a configuration; private to conf.  Pure.
 *
 * Add a key by adding one row to options.c and a member to its struct in telex/conf.h: parser, faults,
 * defaults, the example and telex.ini(5) follow. */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include "telex/buf.h"
#include "telex/conf.h"

enum conf_name_rule {
	CONF_NAME_NONE,	  /* the section has no name */
	CONF_NAME_PLAIN,  /* [A-Za-z0-9][A-Za-z0-9._-]* */
	CONF_NAME_LETTER, /* the same, starting with a letter: stands behind '@' in a query */
	CONF_NAME_TAG	  /* what store_tag_check takes */
};
enum { CONF_NAME_MAX = 64 };

/* One kind of section.  Offsets are into its struct, CONF_NOWHERE when there is no such member. */
#define CONF_NOWHERE ((size_t)-1)
struct conf_kind {
	const char *name;
	enum conf_name_rule rule;
	size_t size;		   /* of its struct */
	size_t array_at, count_at; /* in struct conf; array_at is the struct itself without a name */
	size_t name_at, file_at, line_at;
	const char *line_key; /* whose line goes to line_at; NULL: the section's own */
	const char *example;  /* a name */
	const char *help;
};

enum conf_type {
	CONF_TEXT,
	CONF_PATH,    /* ~ and XDG expanded; relative to the folder of the file it stands in */
	CONF_URL,     /* http or https */
	CONF_SMTP,    /* const char *: smtp://HOST[:PORT] or smtps:// */
	CONF_ADDRESS, /* const char *: a mail address, bare */
	CONF_ADDRESSES, /* const char **, and size_t at count_at: the same with commas between */
	CONF_SOURCE,  /* CONF_URL, exec: or filter: */
	CONF_PROXY,   /* const char *: none, or the address of a proxy */
	CONF_HEADERS, /* const char **, and size_t at count_at: one a line */
	CONF_QUERY,   /* const char * */
	CONF_SELECTOR, /* const char *: of telex/extract.h */
	CONF_COMMAND, /* a program and its arguments */
	CONF_NAMES,   /* const char **, and size_t at count_at: names with commas between */
	CONF_WORD,    /* const char *: one of words */
	CONF_CHOICE,  /* enum: index into words */
	CONF_BOOL,    /* bool: no, yes */
	CONF_SPAN,    /* int64_t seconds */
	CONF_SIZE,    /* int64_t bytes */
	CONF_COUNT,   /* int64_t */
	CONF_CLOCK,   /* const char *: HH:MM */
	CONF_HOURS    /* const char *: HH:MM-HH:MM */
};
struct conf_option {
	const char *kind, *key;
	enum conf_type type;
	bool required, is_secret, is_alternative; /* alternative: to another key; the example tells of it in prose */
	const char *fallback; /* the default as one would write it; NULL: none */
	int64_t min, max;     /* CONF_SPAN, CONF_SIZE, CONF_COUNT */
	const char
	    *words; /* CONF_WORD, CONF_CHOICE: allowed, blank-separated; CONF_SPAN: one word with a meaning */
	int64_t word_value; /* CONF_SPAN: what that word stands for */
	int64_t unset;	    /* numbers without a default: the value when nothing is written */
	size_t at, count_at;
	const char *example, *help;
};

const struct conf_kind *conf_kinds(size_t *ret_n);
const struct conf_option *conf_options(size_t *ret_n);
const struct conf_kind *conf_kind_find(struct bytes name);
const struct conf_option *conf_option_find(const char *kind, struct bytes key);
/* The nearest kind or key for "did you mean", or NULL. */
const char *conf_kind_nearest(const char *word);
const char *conf_option_nearest(const char *kind, const char *word);

bool conf_name_ok(enum conf_name_rule rule, const char *name);
/* What may stand there, as in "(allowed: ...)". */
const char *conf_name_allowed(enum conf_name_rule rule);
void conf_value_allowed(const struct conf_option *option, struct buf *out);

#endif
