/* compile.c: a query as SQL pieces: one driver that gives ids newest first, everything else filters.
 *
 * A word drives, unless so few articles have a tag (a feed, a star ...) that asking each of them for the word
 * is cheaper. Without words the smallest set drives.  tests/bench and docs/ARCHITECTURE.md have the figures.
 */
#include "compile.h"

#include <string.h>

/* ---- pieces ---- */

static void bind(struct compiler *c, struct query_bind value)
{
	c->failed |= c->n_binds == BINDS_MAX;
	if (c->failed)
		return;
	if (!(c->n_binds & (c->n_binds - 1))) /* full at each power of two */
		c->binds = mem_grow(c->ctx, c->binds, struct query_bind, c->n_binds ? 2 * c->n_binds : 1);
	c->binds[c->n_binds++] = value;
}

void bind_text(struct compiler *c, const char *text)
{
	bind(c, (struct query_bind){.is_text = true, .text = text});
}

void bind_number(struct compiler *c, int64_t number)
{
	bind(c, (struct query_bind){.number = number});
}

void bind_test(struct compiler *c, const struct query_test *test)
{
	bind(c, (struct query_bind){.test = test});
}

void bind_all(struct compiler *c, const struct query_bind *binds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bind(c, binds[i]);
}

void put_sql(struct compiler *c, const char *sql)
{
	put_either(c, sql, sql);
}

void put_either(struct compiler *c, const char *where, const char *count)
{
	buf_adds(&c->where, where);
	buf_adds(&c->count, count);
}

void put_sqlf(struct compiler *c, const char *fmt, ...)
{
	AUTO_BUF sql = BUF_INIT(SQL_BYTES_MAX);
	va_list args;

	va_start(args, fmt);
	buf_vaddf(&sql, fmt, args);
	va_end(args);
	c->failed |= !buf_ok(&sql);
	put_sql(c, buf_str(&sql));
}

static void put_and(struct compiler *c)
{
	put_sql(c, c->where.len ? " AND " : "");
}

/* ---- drivers ---- */

static const struct {
	const char *from, *alone, *id, *where; /* alone: for counting, without the article's row */
	enum field_id field;
} drivers[] = {
    [QUERY_BY_TEXT] = {"%s AS f CROSS JOIN article AS a ON a.id = f.rowid", "%s AS f", "f.rowid", NULL,
		       FIELD_COUNT_},
    [QUERY_BY_TAG] = {"article_tag AS d CROSS JOIN article AS a ON a.id = d.article_id", "article_tag AS d",
		      "d.article_id", "d.tag_id = (SELECT id FROM tag WHERE name = ?)", FIELD_TAG},
    [QUERY_BY_FEED] = {"appearance AS d CROSS JOIN article AS a ON a.id = d.article_id", "appearance AS d",
		       "d.article_id", "d.feed_id = (SELECT id FROM feed WHERE name = ?)", FIELD_FEED},
    [QUERY_BY_UNREAD] = {"article AS a INDEXED BY article_unread", NULL, "a.id", "a.is_read = 0",
			 FIELD_COUNT_},
    [QUERY_BY_STARRED] = {"article AS a INDEXED BY article_starred", NULL, "a.id", "a.is_starred = 1",
			  FIELD_COUNT_},
    [QUERY_BY_MUTED] = {"article AS a INDEXED BY article_out", NULL, "a.id",
			"(a.is_muted = 1 OR a.is_hidden = 1) AND a.is_muted = 1", FIELD_COUNT_},
    [QUERY_BY_ENCLOSURE] = {"article AS a INDEXED BY article_enclosure", NULL, "a.id", "(a.has & 1) <> 0",
			    FIELD_COUNT_},
    [QUERY_BY_ALL] = {"article AS a", NULL, "a.id", NULL, FIELD_COUNT_},
};

static void put_driver(struct compiler *c, const struct driver *driver, const char *match)
{
	if (driver->by == QUERY_BY_TEXT) {
		put_sqlf(c, "f.%s MATCH ?", match_column(c));
		bind_text(c, match);
	} else if (driver->is_set) {
		put_sql(c, "a.id IN (");
		put_set(c, driver->node);
		put_sql(c, ")");
	} else if (drivers[driver->by].where) {
		put_sql(c, drivers[driver->by].where);
		if (drivers[driver->by].field != FIELD_COUNT_)
			bind_text(c, driver->node->text);
	}
}

void put_probe(struct compiler *c, const char *match, bool is_not)
{
	put_sqlf(c, "%sEXISTS (SELECT 1 FROM %s AS f WHERE f.%s MATCH ? AND f.rowid = %s)",
		 is_not ? "NOT " : "", match_table(c), match_column(c), c->id);
	bind_text(c, match);
}

static bool has_tests(const struct compiler *c)
{
	return c->env->tests != QUERY_TESTS_NONE && c->env->target == QUERY_ARCHIVE;
}

static const char by_text[] = "read in each article's text",
		  by_text_for_now[] = "read in each article's text, as long as enough of them have it",
		  by_probe[] = "the index is asked about each article",
		  by_set[] = "gathered first, then each article is looked up there";

/* NOT words: true when each row is asked, false when the words' articles are to be gathered. */
static bool put_not(struct compiler *c, struct node *node, const struct driver *driver)
{
	struct node *kid = node->kids[0];
	const struct query_test *test = has_tests(c) ? test_of(c, NODE_AND, &kid, 1, NULL) : NULL;
	const bool is_small = driver->node && driver->size <= (test ? TEST_MAX : PROBE_MAX);
	bool taken;

	if (test && (is_small || c->env->tests == QUERY_TESTS_TRY)) {
		c->test = test_both(c, c->test, test_not(c, test));
		c->plan->is_attempt |= !is_small;
		c->plan->merges_prefix |= !is_small && has_costly_prefix(&kid, 1, NULL);
		explain_filter(c, is_small ? by_text : by_text_for_now, &node, 1, NULL);
		return true;
	}
	if (is_small) {
		put_and(c);
		put_probe(c, match_of(c, NODE_OR, &kid, 1, &taken), true);
		explain_filter(c, by_probe, &node, 1, NULL);
	}
	return is_small;
}

static const char *how(const struct compiler *c, const struct node *node)
{
	const struct node *inner = node->kind == NODE_NOT ? node->kids[0] : node;

	if (is_match(inner) || (inner == node && is_good_set(c, node)))
		return by_set;
	return is_publication(node) ? "compared row by row; also where the list begins and ends"
				    : "compared row by row";
}

static void put_conjunct(struct compiler *c, struct node *node, const struct driver *driver)
{
	if (node->kind == NODE_FIELD && node->field == FIELD_ID && node->range.op != RANGE_SPAN) {
		explain_filter(c, "where the list begins and ends", &node, 1, NULL);
		return; /* is a bound, whole */
	}
	if (node->kind == NODE_NOT && is_match(node->kids[0]) && put_not(c, node, driver))
		return;
	explain_filter(c, how(c, node), &node, 1, NULL);
	put_and(c);
	put_filter(c, node);
}

void put_test(struct compiler *c, const struct query_test *test)
{
	put_sqlf(c,
		 "EXISTS (SELECT 1 FROM article_text AS t WHERE t.id = %s AND telex_test(?, t.title, "
		 "t.author, t.body))",
		 c->id);
	bind_test(c, test);
}

/* ---- the plan ---- */

static const char *name_tables(struct compiler *c, const char *from)
{
	return from && strstr(from, "%s") ? mem_printf(c->ctx, "%s%s", match_table(c), from + 2) : from;
}

/* To ask that of each match would double what a count costs. */
static bool none_is_out(const struct compiler *c)
{
	const struct query_stats *stats = c->env->stats;

	return stats && stats->invisible && stats->invisible(stats->state) == 0;
}

/* Muted and hidden articles are left out; counting can do that without the articles' rows. */
static void finish_where(struct compiler *c, const char *count_from)
{
	static const char visible[] = " AND a.is_muted = 0 AND a.is_hidden = 0";
	struct query_plan *plan = c->plan;
	const bool is_short = count_from && !c->needs_row;

	if (!c->with_muted)
		put_either(
		    c, visible,
		    !is_short ? visible
		    : none_is_out(c)
			? ""
			: mem_printf(
			      c->ctx,
			      " AND %s NOT IN (SELECT id FROM article WHERE is_muted = 1 OR is_hidden = 1)",
			      c->id));
	/* behind everything else: SQLite keeps the order of conditions, those with a sub-select come last */
	if (c->test && !c->env->skips_tests) {
		put_and(c);
		put_test(c, c->test);
	}
	plan->where = c->where.len ? mem_strdup(c->ctx, buf_str(&c->where)) : "1";
	plan->count_where = c->count.len ? mem_strdup(c->ctx, buf_str(&c->count)) : "1";
	plan->count_from = is_short ? count_from : plan->from;
}

/* Of the words of a query (is_taken) and the smallest set beside them, which drives; the other is asked of
 * each row.  *match becomes NULL when the text of the articles answers instead of the index. */
static void choose(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken,
		   const char **match, struct driver *driver)
{
	static const struct driver words = {QUERY_BY_TEXT, NULL, false, SIZE_UNKNOWN};
	const struct query_test *test = *match && has_tests(c) ? test_of(c, NODE_AND, nodes, n, is_taken) : NULL;
	const bool may_try = test && c->env->tests == QUERY_TESTS_TRY;
	bool *all = mem_array(c->ctx, bool, n + 1);
	struct node **wide;

	if (test && driver->node && driver->size < (may_try ? SET_MAX : TEST_MAX)) {
		c->test = test;
		c->plan->is_attempt |= driver->size > TEST_MAX;
		c->plan->merges_prefix |= driver->size > TEST_MAX && has_costly_prefix(nodes, n, is_taken);
		*match = NULL;
	} else if (*match && driver->node && driver->size <= PROBE_MAX) {
		return;
	} else if (*match) {
		if (may_try && has_costly_prefix(nodes, n, is_taken)) {
			wide = widened(c, nodes, n, is_taken, &n);
			*match = n ? match_of(c, NODE_AND, wide, n, all) : NULL;
			c->test = test;
			c->plan->is_attempt = c->plan->merges_prefix = true;
		}
		/* without a word that is left, what drives else */
		if (*match)
			*driver = words;
	}
}

/* All articles, or those of the words, one by one, as long as that is quick; else a large set is gathered after all. */
static void try_without_large(struct compiler *c, struct node **nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		c->plan->is_attempt |= c->env->tests == QUERY_TESTS_TRY && is_large_set(c, nodes[i]);
}

/* What came last first: articles are read in that order, and their texts asked, as long as a good part of them
 * pass; else, or with few to begin with, all that match are gathered and sorted. */
static bool walk_arrivals(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken,
			  const char **match, struct driver *driver)
{
	const bool is_small = driver->node && driver->size <= SET_MAX / 10;
	const struct query_test *test;

	if (!c->env->by_arrival || c->env->tests != QUERY_TESTS_TRY || is_small)
		return false;
	test = *match ? test_of(c, NODE_AND, nodes, n, is_taken) : NULL;
	if (*match && !test)
		return false;
	c->test = test;
	c->plan->is_attempt = true;
	*match = NULL;
	*driver = (struct driver){QUERY_BY_ALL, NULL, false, SIZE_UNKNOWN};
	return true;
}

/* Else SQLite may take an index of few and sort.  Where dates end early, stretches of the arrivals without anything so
 * old are left out. */
static void name_arrivals(struct compiler *c)
{
	c->plan->from = QUERY_ARRIVALS;
	if (c->bounds.at_to == INT64_MAX && c->bounds.id_to == INT64_MAX)
		return;
	c->plan->from = "arrivals AS r CROSS JOIN " QUERY_ARRIVALS
			" ON a.seq >= r.first_seq AND a.seq < r.first_seq + 1024";
	c->plan->order = "r.first_seq DESC, a.seq";
	put_upper(c, "r.min_id");
}

/* The index of arrivals is read without a look at the articles' rows, whose numbers a sort would need. */
static const char *look_up_words(struct compiler *c, const char **match, struct driver *driver)
{
	const char *words = *match;

	if (!c->env->by_arrival || c->env->sorts_arrivals || c->env->tests != QUERY_TESTS_SURE ||
	    driver->by != QUERY_BY_TEXT)
		return NULL;
	*match = NULL;
	*driver = (struct driver){QUERY_BY_ALL, NULL, false, SIZE_UNKNOWN};
	c->plan->is_attempt = true;
	return words;
}

static void tell_words(struct compiler *c, struct node **nodes, size_t n, const bool *is_taken,
		       const struct driver *driver, bool is_probed)
{
	c->plan->is_set = driver->is_set;
	if (driver->by == QUERY_BY_TEXT)
		explain_words(c, nodes, n, is_taken);
	else
		explain_driver(c, (struct node *)driver->node, driver->size);
	if (c->test)
		explain_filter(c, c->plan->is_attempt ? by_text_for_now : by_text, nodes, n, is_taken);
	else if (is_probed)
		explain_filter(c, by_probe, nodes, n, is_taken);
}

void plan_conjuncts(struct compiler *c, struct node **nodes, size_t n)
{
	bool *taken = mem_array(c->ctx, bool, n + 1), is_probed, is_by_arrival;
	const char *match = match_of(c, NODE_AND, nodes, n, taken), *words;
	struct driver driver = pick_driver(c, nodes, n);
	const bool is_batch = c->env->target == QUERY_BATCH;

	is_by_arrival = walk_arrivals(c, nodes, n, taken, &match, &driver);
	if (!is_by_arrival)
		choose(c, nodes, n, taken, &match, &driver);
	words = look_up_words(c, &match, &driver);
	is_by_arrival |= words != NULL;
	if (driver.by == QUERY_BY_TEXT || !driver.node)
		try_without_large(c, nodes, n);
	is_probed = match && driver.by != QUERY_BY_TEXT;
	c->plan->driver = driver.by;
	tell_words(c, nodes, n, taken, &driver, is_probed);
	/* a batch is what its index holds, whoever drives */
	c->id = c->plan->id = drivers[is_batch ? QUERY_BY_TEXT : driver.by].id;
	c->plan->from = name_tables(c, drivers[is_batch ? QUERY_BY_TEXT : driver.by].from);
	c->plan->order = c->env->by_arrival ? "a.seq" : c->id;
	c->counts_by_set = driver.by == QUERY_BY_ALL && !driver.node && !is_batch;
	find_bounds(c, nodes, n);
	put_driver(c, &driver, match);
	put_sql(c, c->where.len ? "" : "1");
	put_bounds(c, c->id);
	if (is_by_arrival)
		name_arrivals(c);
	if (words) {
		put_sql(c, " AND +a.id IN (");
		put_match_set(c, words);
		put_sql(c, ")");
	}
	if (is_probed) {
		put_and(c);
		put_probe(c, match, false);
	}
	for (size_t i = 0; i < n; i++)
		if (!taken[i] && nodes[i] != driver.node)
			put_conjunct(c, nodes[i], &driver);
	finish_where(c, driver.is_set ? NULL : name_tables(c, drivers[driver.by].alone));
}

/* Nothing is found, rather than everything. */
static void plan_nothing(struct compiler *c, const char *why)
{
	c->plan->driver = QUERY_BY_ALL;
	c->plan->drives = why;
	c->plan->from = c->plan->count_from = drivers[QUERY_BY_ALL].from;
	c->plan->id = c->plan->order = drivers[QUERY_BY_ALL].id;
	c->plan->where = c->plan->count_where = "0";
}

void finish_plan(struct compiler *c)
{
	c->failed |= !buf_ok(&c->where) || !buf_ok(&c->count);
	buf_free(&c->where);
	buf_free(&c->count);
	c->plan->binds = c->binds;
	c->plan->n_binds = c->n_binds;
}

static void plan_all(struct compiler *c, struct node **nodes, size_t n)
{
	plan_conjuncts(c, nodes, n);
	finish_plan(c);
}

static void plan_among(struct compiler *c, struct node **nodes, size_t n)
{
	c->reads_words = true;
	c->plan->driver = QUERY_BY_ALL;
	c->plan->drives = "the articles that are named";
	c->plan->from = "json_each(?) AS j CROSS JOIN article AS a ON a.id = j.value";
	c->id = c->plan->id = c->plan->order = "a.id";
	bind_text(c, c->env->among);
	find_bounds(c, nodes, n);
	put_sql(c, "1");
	for (size_t i = 0; i < n; i++) {
		put_and(c);
		put_filter(c, nodes[i]);
	}
	finish_where(c, NULL);
	finish_plan(c);
}

static void plan_tree(struct compiler *c, struct node *root)
{
	struct conjuncts all = {NULL, 0};

	if (!is_everything(root))
		add_conjuncts(c, root, &all);
	if (is_nothing(root))
		plan_nothing(c, "nothing: no article can be what it asks for");
	else if (c->env->among)
		plan_among(c, all.nodes, all.n);
	else if (!plan_union(c, all.nodes, all.n))
		plan_all(c, all.nodes, all.n);
}

bool query_compile(void *ctx, const struct query *query, const struct query_env *env, struct query_plan **ret,
		   struct err *err)
{
	struct query_plan *plan = mem_new(ctx, struct query_plan);
	struct err fault = {0};
	struct compiler c = {.ctx = plan,
			     .env = env,
			     .plan = plan,
			     .where = BUF_INIT(SQL_BYTES_MAX),
			     .count = BUF_INIT(SQL_BYTES_MAX),
			     .with_muted = query_wants_muted(query),
			     .gathers_large = env->tests == QUERY_TESTS_SURE,
			     .err = &fault};
	struct node *root = query->root ? plain_tree(&c, query->root) : NULL;

	if (root)
		plan_tree(&c, root);
	else if (query->root)
		plan_nothing(&c, "nothing: no word of it can be found");
	else if (env->among)
		plan_among(&c, NULL, 0);
	else
		plan_all(&c, NULL, 0);
	if (c.failed) {
		talloc_free(plan);
		if (fault.code == ERR_NONE)
			return err_set(err, ERR_LIMIT, "the query is too large");
		return err_at(err, fault.code, fault.at, fault.len, "%s", fault.msg);
	}
	*ret = plan;
	return true;
}
