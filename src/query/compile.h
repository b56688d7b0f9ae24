/* compile.h: a query being compiled; private to query. */
#ifndef QUERY_COMPILE_H
#define QUERY_COMPILE_H

#include "ast.h"

/* node.size of what no statistics tell. */
#define SIZE_UNKNOWN INT64_MAX

enum {
	SQL_BYTES_MAX = 1024 * 1024,
	BINDS_MAX = 32000, /* SQLite: 32,766 */
	/* Sets up to this size are gathered and tested by id; larger ones are looked up a row.  Beside a word
	 * in half of 1,000,000 articles: 28 ms at worst for the smallest set, where looking up a row
	 * takes 88. */
	SET_MAX = 20000,
	/* Where a walk through all articles did not fill a page soon, so many are gathered: 10 ms. */
	LARGE_MAX = 50000,
	/* So few articles are each asked whether a text expression holds: 10 to 100 us an article. */
	PROBE_MAX = 100,
	/* About as many articles as a story has. */
	STORY_SIZE = 100,
	/* The same where the article's text is asked: 3 us for 40 words. */
	TEST_MAX = 500
};

struct compiler {
	void *ctx; /* the plan */
	const struct query_env *env;
	struct query_plan *plan;
	const char *id;		 /* of the driver */
	struct buf where, count; /* the same condition for a page, and for counting */
	struct query_bind *binds;
	size_t n_binds;
	bool with_muted;    /* nothing is left out */
	bool is_not;	    /* what becomes plain stands in a NOT */
	bool gathers_large; /* an attempt without them was given up, or all is wanted */
	bool reads_words;   /* of a word in an OR each article is asked, rather than gather all that have it */
	bool counts_by_set; /* nothing else drives: counting gathers what a page looks up row by row */
	const struct query_test *test; /* asked last, NULL: none */
	bool needs_row;	    /* something reads the article's row: counting cannot do without it */
	/* What every match lies between, from dates and ids at the top; half-open. */
	struct bounds {
		int64_t at_from, at_to, id_from, id_to;
	} bounds;
	struct err *err;
	bool failed;
};

void bind_text(struct compiler *c, const char *text);
void bind_number(struct compiler *c, int64_t number);
void bind_test(struct compiler *c, const struct query_test *test);
void bind_all(struct compiler *c, const struct query_bind *binds, size_t n);
void put_sql(struct compiler *c, const char *sql);
void put_sqlf(struct compiler *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The two where they differ; they take the same binds. */
void put_either(struct compiler *c, const char *where, const char *count);
/* The index is asked whether the article has the words. */
void put_probe(struct compiler *c, const char *match, bool is_not);
/* That the text of the article passes. */
void put_test(struct compiler *c, const struct query_test *test);
/* The articles as they came, each with its id without a look at the row. */
#define QUERY_ARRIVALS "article AS a INDEXED BY sqlite_autoindex_article_1"
/* What all the nodes ask for, into c->plan; finish_plan ends it. */
void plan_conjuncts(struct compiler *c, struct node **nodes, size_t n);
void finish_plan(struct compiler *c);

/* ---- bounds.c ---- */
/* What every match lies between, as far as the conjuncts say. */
void find_bounds(struct compiler *c, struct node **nodes, size_t n);
/* " AND column ..." for each bound there is. */
void put_bounds(struct compiler *c, const char *column);
void put_upper(struct compiler *c, const char *column);

/* ---- drivers.c ---- */
struct driver {
	enum query_driver by;
	const struct node *node; /* the conjunct it answers; NULL: none */
	bool is_set;		 /* gathered first, not streamed */
	int64_t size;
};
/* The one with the fewest articles; of those nobody knows, a tag, a feed, the stars, the unread. */
struct driver pick_driver(const struct compiler *c, struct node **nodes, size_t n);

/* ---- union.c: a plan for each member of an OR ---- */
/* The finished plan.  False: there is none of that, plan_conjuncts is for it. */
bool plan_union(struct compiler *c, struct node **nodes, size_t n);

/* ---- opposites.c ---- */
/* The AND or OR, or what is left of it: nothing in an AND that holds a part and its opposite, everything in such an OR. */
struct node *without_opposites(struct compiler *c, struct node *node);
/* NOT of it. */
struct node *negated(struct compiler *c, struct node *node);
/* NOT score:0 as score:<0 OR score:>=1: an index knows those.  NULL: none does. */
struct node *other_numbers(struct compiler *c, const struct node *node);
/* The same of dates: NOT since:X as before:X. */
struct node *other_times(struct compiler *c, const struct node *node);
/* Nothing, where the counters tell that no article is read, or without a tag, and it asks for such; else the node. */
struct node *unless_none(struct compiler *c, struct node *node);
bool is_everything(const struct node *node);
bool is_nothing(const struct node *node);

/* ---- plain.c ---- */
/* The tree that is compiled: names written out, ANDs and ORs flat again, words without letters gone, sizes
 * known.  NULL: nothing is left (and the plan warns). */
struct node *plain_tree(struct compiler *c, const struct node *root);
/* What all must hold. */
struct conjuncts {
	struct node **nodes;
	size_t n;
};
/* The kids of an AND; NOT a and NOT b of NOT (a OR b), but its words together. */
void add_conjuncts(struct compiler *c, struct node *node, struct conjuncts *list);

/* ---- match.c: what the search index answers ---- */
/* The subtree is one MATCH expression: words under AND and OR, NOT only beside a word that must be there. */
bool is_match(const struct node *node);
/* The kids of an OR that are, as one node; NULL: none is. */
struct node *words_of(struct compiler *c, const struct node *list);
/* A MATCH expression for some of nodes joined by AND or OR: those that is_match, and in an AND with such a
 * one also NOTs of such.  taken[i] tells which.  NULL: none. */
const char *match_of(struct compiler *c, enum node_kind joint, struct node **nodes, size_t n, bool *taken);
/* The index that is asked, with its schema; and its name as a column. */
const char *match_table(const struct compiler *c);
const char *match_column(const struct compiler *c);

/* ---- explain.c: the plan in words ---- */
void explain_words(struct compiler *c, struct node *const *nodes, size_t n, const bool *is_taken);
void explain_driver(struct compiler *c, struct node *node, int64_t size);
/* Of the plan and those that follow it, at the first. */
void explain_union(struct query_plan *plan);
/* How the nodes (is_taken NULL: all) are asked. */
void explain_filter(struct compiler *c, const char *how, struct node *const *nodes, size_t n,
		    const bool *is_taken);

/* ---- test.c: words asked of an article's text ---- */
/* The nodes for which is_taken (NULL: all) holds, joined by AND or OR, as one condition.  NULL: a text cannot answer it. */
const struct query_test *test_of(struct compiler *c, enum node_kind joint, struct node **nodes, size_t n,
				 const bool *is_taken);
const struct query_test *test_not(struct compiler *c, const struct query_test *test);
/* Both; NULL is no condition. */
const struct query_test *test_both(struct compiler *c, const struct query_test *a, const struct query_test *b);
/* Some word is a prefix of more or fewer letters than the index keeps prefixes of. */
bool has_costly_prefix(struct node *const *nodes, size_t n, const bool *is_taken);
/* Copies of the nodes taken, that find at least as much, without such prefixes; none: everything. */
struct node **widened(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken, size_t *ret_n);

/* ---- sets.c: predicates as SELECTs of ids ---- */
/* The node can be written as one. */
bool is_set(const struct compiler *c, const struct node *node);
void put_set(struct compiler *c, const struct node *node);
void put_match_set(struct compiler *c, const char *match);
/* It is worth gathering: it holds words, or few articles. */
bool is_good_set(const struct compiler *c, const struct node *node);
/* Too much for that, but still less than all articles. */
bool is_large_set(const struct compiler *c, const struct node *node);
/* What lies outside need not be gathered. */
void put_set_bounds(struct compiler *c, const char *column);
bool is_exact_name(const struct node *node, enum field_id field);
/* For "feed_id IN (SELECT id FROM feed WHERE ...)" and the like: the condition on a name, and its bind. */
void put_name(struct compiler *c, const struct node *node, const char *column);
/* The name as a GLOB pattern in which only '*' means anything. */
const char *glob_of(struct compiler *c, const char *text);
/* "SELECT ..." of the hosts that site:host means. */
void put_hosts(struct compiler *c, const char *host);
/* What a seen:, updated:, score: or outlets: asks for: false where no index can tell (other fields; scores of 0,
 * single outlets among those asked for). */
bool span_of(const struct compiler *c, const struct node *node, enum query_span *ret, int64_t *ret_from,
	     int64_t *ret_to);
/* The three values of "lang = ? ... lang >= ? ... lang < ?".  RFC 4647 section 3.3.1: a range matches a tag that
 * begins with it, cut at "-". */
void bind_lang(struct compiler *c, const char *lang);
/* Which part of article.has it asks for; QUERY_HAS_NONE: for a note. */
enum query_has has_of(const struct node *node);
/* In lower case, as languages and hosts are kept. */
char *lower_of(struct compiler *c, const char *text);

/* ---- others.c: NOT of a field as a set ---- */
/* It can be one: has: but of a note, lang:. */
bool is_index_of_others(const struct node *node);
/* What NOT of the field finds. */
void put_others_set(struct compiler *c, const struct node *field);
/* The values of article.has that a has: or NOT of it finds, as bits; and the articles of such. */
unsigned sums_of(const struct node *node, bool is_not);
void put_sums_set(struct compiler *c, unsigned sums);
/* How many a has: or lang: finds, or NOT of it, up to max. */
int64_t count_side(struct compiler *c, const struct node *node, bool is_not, int64_t max);
/* Of such a field, its size and n_others.  False: nobody knows. */
bool size_sides(struct compiler *c, struct node *node);

/* ---- url.c ---- */
/* The address, or the canonical one, begins so. */
void put_url(struct compiler *c, const struct node *node);
void put_url_set(struct compiler *c, const struct node *node);
/* At most so many articles, as far as it makes a difference. */
int64_t url_size(struct compiler *c, const struct node *node);

/* ---- filter.c: predicates on one row ---- */
void put_filter(struct compiler *c, const struct node *node);
/* The time a date field of the publication names: half-open. */
bool is_publication(const struct node *node);
void published_between(const struct compiler *c, const struct node *node, int64_t *ret_from, int64_t *ret_to);

#endif
