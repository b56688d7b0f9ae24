/* query.h: the one query language (design section 6; telex-query(7) is made from query_fields).  Pure.
 *
 * text -> query_parse -> struct query -> query_format (canonical text) or query_compile (SQL pieces for the store).
 * A query is a talloc tree; errors carry the byte span in the text that was parsed. */
#ifndef TELEX_QUERY_H
#define TELEX_QUERY_H

#include "telex/buf.h"
#include "telex/mem.h"
#include "telex/when.h"

enum { QUERY_DEPTH_MAX = 24, QUERY_BYTES_MAX = 8192 };

/* Names that only the configuration knows.  A NULL function, or a NULL answer, makes the name an error. */
struct query_names {
	const char *(*entity)(void *state, const char *name); /* the text behind @name */
	const char *(*view)(void *state, const char *name);   /* the query behind view:name */
	void *state;
};

struct query; /* opaque: the syntax tree */

/* The empty text is the query for everything.  names may be NULL. */
MUST_USE bool query_parse(void *ctx, const char *text, const struct query_names *names, struct query **ret,
			  struct err *err);
/* Canonical text: parse(format(parse(s))) is parse(s), format(parse(format(x))) is format(x). */
void query_format(const struct query *query, struct buf *out);
/* The same with what entities and views stand for in their place. */
void query_write_out(const struct query *query, struct buf *out);
bool query_is_empty(const struct query *query);
/* The query names is:muted, or a feed: by name (then muted or removed articles are not left out). */
bool query_wants_muted(const struct query *query);
/* Conjunction of two queries (a view and what was typed into it); children of ctx, neither is changed. */
struct query *query_and(void *ctx, const struct query *a, const struct query *b);

/* Words to show as hits: the positive text terms. */
struct query_term {
	const char *text; /* a word or phrase as typed */
	bool is_prefix;
	unsigned columns; /* of enum query_column; all three when no field */
};
enum query_column { QUERY_TITLE = 1, QUERY_AUTHOR = 2, QUERY_BODY = 4 };
const struct query_term *query_terms(const struct query *query, size_t *ret_n);
/* A MATCH expression that holds for any of those terms, to weigh articles by; NULL: the query has no words. */
const char *query_weights(void *ctx, const struct query *query);

/* Words of which every article that the query finds holds at least one, as few as can be had; *ret_is_needed false: there
 * is no such choice, and these are all its words, in NOTs too.  The array is a child of ctx, the texts are the query's. */
const struct query_term *query_needs(void *ctx, const struct query *query, size_t *ret_n, bool *ret_is_needed);

/* ---- the tree, for whoever explains what a query did with an article ---- */

enum query_part_kind { QUERY_PART_ALL, QUERY_PART_ANY, QUERY_PART_NOT, QUERY_PART_WORDS, QUERY_PART_NEAR, QUERY_PART_FIELD };
struct query_part {
	enum query_part_kind kind;
	const char *text;	   /* canonical */
	const char *name;	   /* "@huawei", "view:today": what this stands for; NULL */
	const char *field;	   /* of FIELD; NULL */
	struct query *query;	   /* this part as a query of its own */
	struct query_term words;   /* of WORDS */
	struct query_part *kids;   /* of ALL, ANY, NOT and NEAR */
	size_t n_kids;
};
/* A child of ctx that lives no longer than query.  NULL: everything. */
struct query_part *query_parts(void *ctx, const struct query *query);
/* The least numbers of outlets that the query names (outlets:>=3: 3), from 2 on, ascending, each once: a child of ctx. */
int64_t *query_steps(void *ctx, const struct query *query, size_t *ret_n);

/* ---- fields: one table for parser, completion, help and telex-query(7) ---- */
enum query_kind {
	QUERY_TEXT,  /* a text column */
	QUERY_NAME,  /* feed, group, tag, view, rule: a name, * allowed where globs */
	QUERY_FLAG,  /* one of values */
	QUERY_STRING,/* url, site, lang */
	QUERY_TIME,
	QUERY_INT
};
struct query_field {
	const char *name;
	enum query_kind kind;
	const char *values;  /* allowed values, blank-separated, for QUERY_FLAG; else NULL */
	const char *help;    /* one clause */
	const char *example; /* a query that uses it */
};
const struct query_field *query_fields(size_t *ret_n);
void query_write_mdoc(struct buf *out); /* the field list of telex-query(7) */

/* ---- compiling ---- */
enum query_target {
	QUERY_ARCHIVE, /* main.article_fts */
	QUERY_BATCH    /* temp.batch_fts */
};
enum query_driver { QUERY_BY_TEXT, QUERY_BY_TAG, QUERY_BY_FEED, QUERY_BY_UNREAD, QUERY_BY_STARRED, QUERY_BY_MUTED, QUERY_BY_ENCLOSURE, QUERY_BY_ALL };

/* Numbers of an article that have an index of their own. */
enum query_span { QUERY_SEEN, QUERY_UPDATED, QUERY_SCORE /* not 0 */, QUERY_OUTLETS /* 2 and more */ };
/* article.has is the sum of what an article has. */
enum query_has { QUERY_HAS_NONE, QUERY_HAS_ENCLOSURE = 1, QUERY_HAS_TEXT = 2, QUERY_HAS_IMAGE = 4, QUERY_HAS_SPONSOR = 8, QUERY_HAS_ALL = 15 };
/* Canonical addresses that do not begin as their url does, once http is https and www. is left out: redirects, AMP, mobile forms. */
#define QUERY_ALIASED \
	"substr(replace(replace(url, 'http://', 'https://'), '://www.', '://'), 1, length(canonical_url)) <> canonical_url"

/* What the compiler may ask in order to pick a driver; a NULL function means nothing is known.  Cheap answers only: from
 * counters, or counted up to some 50,000.  A name that holds '*' is a pattern for GLOB: the sum over all it matches.  Groups
 * are the same in letters of either case.  -1: there is nothing of that name (the plan warns). */
struct query_stats {
	int64_t (*tag)(void *state, const char *name);   /* articles with this tag */
	int64_t (*feed)(void *state, const char *name);  /* articles of this feed */
	int64_t (*group)(void *state, const char *name); /* articles of the feeds of this group */
	int64_t (*site)(void *state, const char *host);	 /* articles of this host and those below it */
	int64_t (*rule)(void *state, const char *name);	 /* articles this rule has matched */
	int64_t (*alerted)(void *state);
	int64_t (*changed)(void *state);   /* is:updated */
	int64_t (*sponsored)(void *state);
	/* Articles with from <= url < to; is_alias: of those with QUERY_ALIASED, from <= canonical_url < to. */
	int64_t (*url)(void *state, bool is_alias, const char *from, const char *to);
	/* Articles whose article.has is a bit of sums; of this language (lower case) and its variants, is_not: of all others.
	 * Counted up to max. */
	int64_t (*has)(void *state, unsigned sums, int64_t max);
	int64_t (*lang)(void *state, const char *lang, bool is_not, int64_t max);
	int64_t (*span)(void *state, enum query_span span, int64_t from, int64_t to); /* articles with from <= value < to */
	int64_t (*words)(void *state, const char *match); /* articles that MATCH it */
	int64_t (*unread)(void *state);
	int64_t (*starred)(void *state);
	int64_t (*notes)(void *state);
	int64_t (*all)(void *state);
	int64_t (*invisible)(void *state); /* muted, or of removed feeds: exact */
	/* No visible article is read; each has a tag (false: or nobody knows): exact. */
	bool (*all_unread)(void *state);
	bool (*all_tagged)(void *state);
	void *state;
};
/* A condition on the words of one article, answered from its text instead of the index. */
struct query_test {
	enum query_test_kind { QUERY_TEST_ALL, QUERY_TEST_ANY, QUERY_TEST_NOT, QUERY_TEST_WORDS } kind;
	struct query_test *kids; /* of ALL and ANY; one of NOT */
	size_t n_kids;
	struct query_term words; /* of WORDS: at most QUERY_TEST_BYTES_MAX bytes */
};
enum { QUERY_TEST_BYTES_MAX = 128 };
enum query_tests {
	QUERY_TESTS_NONE, /* there is no SQL function telex_test(query_test, title, author, body) */
	QUERY_TESTS_SURE, /* where few articles can be asked */
	QUERY_TESTS_TRY	  /* also where a page is soon full unless the words are rare: see is_attempt */
};
/* Instants, or ids: from <= t < to. */
struct query_period {
	int64_t from, to;
};
struct query_env {
	int64_t now;
	/* Nobody asks for articles published outside it (or arrived, those without a date): the plan need not find them all, nor
	 * leave any out.  NULL: everything is asked for. */
	const struct query_period *published;
	const struct query_period *ids; /* the same of ids, and what lies outside is left out; NULL: all */
	const char *among; /* a JSON array of ids: these are asked, each for everything, and nothing is gathered; NULL: all are */
	when_zone_fn *zone; /* NULL: UTC */
	enum query_target target;
	const struct query_stats *stats; /* may be NULL */
	enum query_tests tests;		 /* of QUERY_ARCHIVE */
	bool by_arrival;		 /* rows are wanted as they came in: plan->order is by a.seq */
	bool skips_tests; /* what the articles' text answers is left out: so many would be asked, with QUERY_TESTS_TRY */
	bool has_unions;     /* a plan may have a next one */
	bool sorts_arrivals; /* by_arrival, with QUERY_TESTS_SURE: to look for the words' articles among what came last was given up */
	/* For as-you-type: a last bare word of 1 or 2 letters is a whole word, longer ones match as prefixes (design section 7). */
	bool last_word_is_prefix;
};
struct query_bind {
	bool is_text;
	const char *text;
	int64_t number;
	const struct query_test *test; /* not NULL: the first argument of telex_test, bound as a pointer */
};
/* SELECT ... FROM <from> WHERE <where> [AND <id> < ?] ORDER BY <id> DESC LIMIT ?
 * `a` is the article row in every `from`; every value is a bind, in the order of the question marks of `where`.
 * Rows come newest first without a sort when ordered by `id`, and each article once.  Ordered by `order` (id, or as they came
 * in) they may have to be sorted.
 *
 * The plans name the tables feed(id, name, grp), tag(id, name), rule(id, name), article, appearance, article_tag,
 * article_rule, alert, story, arrivals(first_seq, min_id), note(article_id), article_fts(title, author, body) and are quick by these indexes
 * (docs/ARCHITECTURE.md has the figures):
 *   article_unread    ON article(id) WHERE is_read = 0 AND is_muted = 0 AND is_hidden = 0
 *   article_starred   ON article(id) WHERE is_starred = 1
 *   article_changed   ON article(id) WHERE version > 0
 *   article_enclosure ON article(id) WHERE (has & 1) <> 0
 *   article_has       ON article(has)
 *   article_host      ON article(host)
 *   article_url       ON article(url)
 *   article_alias     ON article(canonical_url) WHERE QUERY_ALIASED
 *   article_out       ON article(id) WHERE is_muted = 1 OR is_hidden = 1
 *                     counting without the article rows; is:muted
 *   article_lang      ON article(lang)
 *   article_arrived   ON article(arrived_at)
 *   article_updated   ON article(updated_at) WHERE updated_at IS NOT NULL
 *   article_score     ON article(score) WHERE score <> 0
 *   article_story     ON article(story_id) WHERE story_id IS NOT NULL
 *   article_shared    ON article(n_feeds) WHERE n_feeds > 1
 *   story_outlets     ON story(n_outlets)
 *   article_astray    ON article(published_at) WHERE abs(published_at - id / 16) > 172800
 *                     dates that their id does not tell: ahead of the arrival, or changed later
 * and the primary keys appearance(feed_id, article_id), article_tag(tag_id, article_id), article_rule(rule_id, article_id), each
 * with an index by article. */
struct query_plan {
	enum query_driver driver;
	const char *from, *where, *id, *order;
	struct query_bind *binds;
	size_t n_binds;
	const char *warning; /* NULL; e.g. a term without letters was dropped */
	/* Not NULL (with has_unions only): what this plan finds and what the next one finds, each article once, in the order of id
	 * or order.  Each has binds of its own; in words, the first tells of all. */
	struct query_plan *next;
	/* Quick if a good part of the articles that it asks pass the test; else give it up and compile again with
	 * QUERY_TESTS_SURE. */
	bool is_attempt;
	bool merges_prefix; /* an attempt saves a call of the index that gathers all words of a prefix, and cannot be interrupted */
	/* In words: what drives, and a line for each filter. */
	bool is_set; /* the driver's articles are gathered first */
	const char *drives, **filters;
	size_t n_filters;
	int64_t estimate; /* so many articles are looked at at most; -1: as many as hold the words */
	/* SELECT count(*) FROM <count_from> WHERE <count_where>, same binds: the same number as long as nothing is muted or
	 * hidden, without a look at the article rows.  NULL when those are needed anyway. */
	const char *count_from, *count_where;
};
/* How the plan goes about it, for people; lines of "name  text". */
void query_explain(const struct query *query, const struct query_plan *plan, struct buf *out);
/* "words", "tag", "feed", "unread", "starred", "muted", "enclosure", "set", "all" */
const char *query_driver_name(const struct query_plan *plan);
/* The instant that since:TEXT begins with: a span before now, or the beginning of a date in the zone of env.  ERR_DATA. */
MUST_USE bool query_instant(const char *text, const struct query_env *env, int64_t *ret, struct err *err);
MUST_USE bool query_compile(void *ctx, const struct query *query, const struct query_env *env, struct query_plan **ret,
			    struct err *err);

#endif
