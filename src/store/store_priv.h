/* store_priv.h: what the files of src/store share. */
#ifndef STORE_PRIV_H
#define STORE_PRIV_H

#include <sqlite3.h>

#include "telex/alert.h"
#include "telex/store.h"

enum {
	APPLICATION_ID = 0x54454C58, /* 'TELX' */
	ID_SLOTS = 16,		     /* articles of one second (design section 5) */
	CACHE_MAX = 96		     /* prepared statements kept */
};

/* A 128-bit hash that stands for a text; all zero: none. */
struct key {
	unsigned char bytes[16];
};

struct cached {
	sqlite3_stmt *stmt;
	uint64_t hash; /* of the text */
	uint64_t used; /* store->clock when last asked for */
	bool is_busy;
};
/* A page that is given up when it turns out to be costly. */
struct attempt {
	int pauses;	       /* how often SQLite has stopped to ask */
	int64_t asked, passed; /* articles */
	size_t bytes;	       /* of their texts */
	const struct idlist *found; /* of the page so far */
	size_t bytes_each;     /* no more than this for each that was found */
	bool is_off;	       /* it was given up */
};
struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	int busy_ms;
	bool (*give_way)(void *state);
	void *give_way_state;
	store_judge_fn *judge;
	store_grown_fn *grown;
	bool is_ungrouped;
	struct place_ring *ring; /* of place_ring.c; NULL: none yet */
	void *judge_state;
	struct attempt *attempt; /* NULL: none */
	uint64_t clock;
	size_t n_cached;
	struct cached cache[CACHE_MAX];
};

/* ---- sql.c: statements, values, transactions ---- */

/* A statement from the cache; give it back with sql_done.  NULL with err set when it cannot be prepared. */
sqlite3_stmt *sql_get(struct store *store, const char *sql, struct err *err);
void sql_done(struct store *store, sqlite3_stmt *stmt);
/* NULL binds NULL; the text must live until sql_done. */
void sql_bind_text(sqlite3_stmt *stmt, int at, const char *s);
/* WHEN_NONE and below binds NULL. */
void sql_bind_time(sqlite3_stmt *stmt, int at, int64_t t);
/* NULL and none bind NULL; the key must live until sql_done. */
void sql_bind_key(sqlite3_stmt *stmt, int at, const struct key *key);
/* The values that `kinds` of sql_run names. */
void sql_bind_all(sqlite3_stmt *stmt, const char *kinds, va_list args);
/* 1 a row, 0 the end, -1 a fault in err. */
int sql_step(struct store *store, sqlite3_stmt *stmt, struct err *err);
/* A statement without rows and with int64_t values only; kinds has one letter for each: 'i' int64_t, 's'
 * const char *, 't' a time, 'k' const struct key *. */
bool sql_run(struct store *store, struct err *err, const char *sql, const char *kinds, ...);
/* The first column of the first row; *ret keeps its value when there is none. */
bool sql_int(struct store *store, struct err *err, int64_t *ret, const char *sql, const char *kinds, ...);
/* The text of a column, a talloc child of ctx; NULL for NULL, and "" for NULL. */
char *sql_dup(void *ctx, sqlite3_stmt *stmt, int col);
const char *sql_dup_or_empty(void *ctx, sqlite3_stmt *stmt, int col);
int64_t sql_time(sqlite3_stmt *stmt, int col);
/* Several statements of our own, without values. */
bool sql_exec(struct store *store, const char *sql, struct err *err);
/* err from what SQLite said last.  Always false. */
bool sql_fault(struct store *store, int rc, struct err *err);
bool sql_begin(struct store *store, struct err *err);  /* BEGIN IMMEDIATE */
bool sql_commit(struct store *store, struct err *err); /* rolls back when it fails */
void sql_rollback(struct store *store);

/* ---- key.c ---- */

/* What a key stands for: equal texts of different kinds have different keys. */
enum key_kind { KEY_GUID = 1, KEY_LINK, KEY_CONTENT, KEY_META, KEY_CANONICAL };
struct key key_make(enum key_kind kind, const struct bytes *parts, size_t n_parts);
bool key_is_none(const struct key *key);
bool key_equal(const struct key *a, const struct key *b);
/* Eight bytes of it, for an index whose rows are compared again. */
int64_t key_short(const struct key *key);

/* ---- tokens.c ---- */

struct token {
	const char *text; /* folded; valid during the call */
	size_t len;
	size_t start, end; /* bytes in the text */
	bool is_extra;	   /* stands at the same place as the token before */
};
/* Non-zero ends the cutting, which then gives it. */
typedef int token_fn(void *state, const struct token *token);
int tokens_cut(struct bytes text, bool is_query, token_fn *fn, void *state);

/* ---- terms.c: words and phrases in a stream of tokens ---- */

enum { TERM_WORDS_MAX = 64 };
struct term_word {
	char *text;
	size_t len;
};
struct term {
	struct term_word words[TERM_WORDS_MAX];
	size_t n; /* 0: nothing to look for */
	bool is_prefix;	      /* the last word */
	uint64_t state, here; /* here: the words that stand on the current place */
};
/* Words are children of ctx; those beyond TERM_WORDS_MAX are left out. */
void term_make(void *ctx, const struct query_term *words, struct term *ret);
/* Another text begins. */
void term_restart(struct term *term);
/* The next token: true when the term ends with it.  n is not 0. */
bool term_take(struct term *term, const struct token *token);

/* ---- verify.c: a condition on words, asked of the text of one article ---- */

struct verifier;
struct verifier *verifier_new(void *ctx, const struct query_test *test);
/* telex_test(?, title, author, body): the first is a verifier, bound with verifier_bind.  With an attempt in the store
 * it interrupts when too few articles pass. */
bool verify_register(struct store *store, struct err *err);
void verifier_bind(sqlite3_stmt *stmt, int at, struct verifier *verifier);

/* ---- fts.c ---- */

/* A row of article_text; html may be NULL. */
struct fts_text {
	const char *title, *author, *body, *html;
};
bool fts_register(struct store *store, struct err *err);
bool fts_put(struct store *store, int64_t id, const struct fts_text *text, struct err *err);
/* old: what is stored now. */
bool fts_change(struct store *store, int64_t id, const struct fts_text *old, const struct fts_text *text,
		struct err *err);
bool fts_drop(struct store *store, int64_t id, struct err *err);
bool fts_read(struct store *store, void *ctx, int64_t id, struct fts_text *ret, bool *ret_is_there,
	      struct err *err);

/* ---- feeds.c ---- */

bool feed_write_state(struct store *store, int64_t feed_id, const struct store_feed_state *state,
		      struct err *err);

/* ---- ids.c ---- */

struct idlist {
	int64_t *ids;
	size_t n, room;
};
void ids_add(struct idlist *list, int64_t id);
void ids_free(struct idlist *list);
/* Ascending, each once. */
void ids_sort(struct idlist *list);
/* Where id stands in ascending ids; NULL: it does not. */
const int64_t *ids_find(const int64_t *ids, size_t n, int64_t id);
/* Add the first column of every row. */
bool ids_step(struct store *store, sqlite3_stmt *stmt, struct idlist *ret, struct err *err);
bool ids_select(struct store *store, struct idlist *ret, struct err *err, const char *sql, const char *kinds,
		...);
/* "[1,2,3]", for json_each. */
void ids_json(const int64_t *ids, size_t n, struct buf *out);
/* A compact form of ascending ids, and back; false for bytes that are not one. */
void ids_pack(const struct idlist *list, struct buf *out);
bool ids_unpack(struct bytes packed, struct idlist *ret);

/* ---- rows.c ---- */

/* One article as a row, strings children of ctx.  *ret_is_there false when there is none. */
bool row_read(struct store *store, void *ctx, int64_t id, enum store_fields fields, struct store_row *ret,
	      bool *ret_is_there, struct err *err);

/* ---- sizes.c ---- */

struct query_stats sizes_stats(struct store *store);
int64_t sizes_invisible(struct store *store); /* muted, or of removed feeds; -1: not known */

/* ---- search.c ---- */

/* Ids that a query matches with seq <= max_seq, newest first. */
bool search_ids(struct store *store, const struct query *query, int64_t max_seq, int64_t now,
		struct idlist *ret, struct err *err);

/* The plan of a query of which only what was published in the span (NULL: everything) is asked. */
bool search_plan(struct store *store, const struct query *query, int64_t now, const struct query_period *published,
		 struct query_plan **ret, struct err *err);
/* Each row of a statement made for a plan goes to on_row; extra values are bound behind those of the plan.  Asks the
 * function of store_set_interrupt. */
bool search_step(struct store *store, struct query_plan *plan, struct buf *sql, const int64_t *extra,
		 size_t n_extra, void (*on_row)(void *state, sqlite3_stmt *stmt), void *state, struct err *err);
/* The values of a plan; what its tests need is a child of it. */
void search_bind(sqlite3_stmt *stmt, struct query_plan *plan);
/* Ids of a page, next to its bound first. */
bool search_page_ids(struct store *store, const struct query *query, const struct store_page *page, int64_t now,
		     struct idlist *ret, struct err *err);

/* ---- pages.c ---- */

/* The page of an article is to be fetched, in the transaction that stores it. */
bool pages_want(struct store *store, int64_t article_id, int64_t now, struct err *err);
/* Its text is its page's. */
bool pages_is_used(struct store *store, int64_t article_id, bool *ret, struct err *err);
/* What its page said stays although its feed says something else: the page is read again. */
bool pages_stays(struct store *store, int64_t article_id, const char *stored, const char *from_feed, bool *ret, struct err *err);

/* ---- stories.c ---- */

/* How many outlets carry the story of the article in row a. */
#define STORY_OUTLETS(a)                                                                                     \
	"iif(" a ".story_id IS NULL, (SELECT count(*) FROM appearance p WHERE p.article_id = " a ".id),"     \
	" (SELECT s.n_outlets FROM story s WHERE s.id = " a ".story_id))"

/* ---- alerts.c ---- */

/* The columns of an alert l, and where they are from. */
#define ALERT_COLUMNS                                                                                        \
	"l.id, l.article_id, l.story_id, l.version, l.raised_at, l.snoozed_until, l.is_acknowledged, l.priority," \
	" r.name, l.query, l.title, l.url, l.outlet, l.evidence,"                                               \
	" (SELECT count(*) FROM outbox o WHERE o.alert_id = l.id AND o.state = 0),"                             \
	" (SELECT count(*) FROM outbox o WHERE o.alert_id = l.id AND o.state = 2)"                              \
	" FROM alert l CROSS JOIN rule r ON r.id = l.rule_id"
/* Rows of a statement that gives them. */
bool alert_read_rows(struct store *store, void *ctx, sqlite3_stmt *stmt, int64_t now, struct alerts *ret,
		     struct err *err);

/* ---- migrate.c ---- */

/* Bring an empty or older file to this program's schema. */
bool migrate(struct store *store, struct err *err);

#endif
