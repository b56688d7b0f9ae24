/* filter.c: predicates on one article, for what does not drive.
 *
 * MATCH stands only in a sub-select of its own: beside OR or NOT the planner refuses it or runs it once a
 * row. */
#include "compile.h"

#include <string.h>

/* An article without a publication date counts from when it arrived. */
static const char published[] = "ifnull(a.published_at, a.arrived_at)";

static void put_in_set(struct compiler *c, const struct node *node, bool is_not)
{
	/* the + keeps SQLite from asking the index again for each member of the set: 482 ms against 3,
	 * measured */
	put_sqlf(c, "+%s %sIN (", c->id, is_not ? "NOT " : "");
	put_set(c, node);
	put_sql(c, ")");
}

/* ---- fields ---- */

/* A page of articles with a link in `links` to one of the names that follow: whoever looks row by row finds
 * the first ones at once, whoever counts is quicker with all ids of the links.  The + of several names: an
 * article has few feeds and tags, a pattern may have hundreds. */
static void put_linked(struct compiler *c, const char *links, const char *key, bool is_exact)
{
	const char *plus = is_exact ? "" : "+";
	const char *row = mem_printf(
	    c->ctx, "EXISTS (SELECT 1 FROM %s AS l WHERE l.article_id = %s AND %sl.%s IN (SELECT id FROM ",
	    links, c->id, plus, key);
	const char *set = mem_printf(c->ctx, "%s IN (SELECT article_id FROM %s WHERE %s IN (SELECT id FROM ",
				     c->id, links, key);

	put_either(c, row, c->counts_by_set ? set : row);
}

static void filter_feed(struct compiler *c, const struct node *node)
{
	put_linked(c, "appearance", "feed_id", is_exact_name(node, FIELD_FEED));
	put_sql(c, "feed WHERE ");
	put_name(c, node, node->field == FIELD_FEED ? "name" : "grp");
	put_sql(c, "))");
}

static void filter_tag(struct compiler *c, const struct node *node)
{
	if (!node->is_glob && !strcmp(node->text, "none")) {
		put_sqlf(c, "NOT EXISTS (SELECT 1 FROM article_tag AS l WHERE l.article_id = %s)", c->id);
		return;
	}
	put_linked(c, "article_tag", "tag_id", !node->is_glob);
	put_sql(c, "tag WHERE ");
	put_name(c, node, "name");
	put_sql(c, "))");
}

/* Whoever counts looks at every row that matches: the index of the few that are unread, or starred, tells it
 * without the rows. */
static bool count_flag(struct compiler *c, const struct node *node)
{
	enum { GATHER_MAX = 200000 };
	const struct query_stats *stats = c->env->stats;
	const bool is_starred = !strcmp(node->text, "starred"), is_read = !strcmp(node->text, "read");
	int64_t (*size)(void *state) = !stats ? NULL : is_starred ? stats->starred : stats->unread;

	if (c->env->target == QUERY_BATCH || c->with_muted || !size ||
	    (!is_starred && !is_read && strcmp(node->text, "unread") != 0) || size(stats->state) > GATHER_MAX)
		return false;
	put_either(
	    c,
	    is_starred ? "a.is_starred = 1"
	    : is_read  ? "a.is_read = 1"
		       : "a.is_read = 0",
	    mem_printf(c->ctx, "+%s %sIN (SELECT id FROM article WHERE %s)", c->id, is_read ? "NOT " : "",
		       is_starred ? "is_starred = 1" : "is_read = 0 AND is_muted = 0 AND is_hidden = 0"));
	return true;
}

static void filter_note(struct compiler *c)
{
	put_sqlf(c, "EXISTS (SELECT 1 FROM note AS n WHERE n.article_id = %s)", c->id);
}

static void filter_flag(struct compiler *c, const struct node *node)
{
	static const struct {
		const char *word, *sql;
	} flags[] = {
	    {"unread", "a.is_read = 0"},	   {"read", "a.is_read = 1"},
	    {"starred", "a.is_starred = 1"}, {"muted", "a.is_muted = 1"},
	    {"updated", "a.version > 0"},	   {"enclosure", "(a.has & 1) <> 0"},
	    {"text", "(a.has & 2) <> 0"},	   {"image", "(a.has & 4) <> 0"},
	    {"sponsored", "(a.has & 8) <> 0"},
	};

	if (!strcmp(node->text, "alerted")) {
		put_sqlf(c, "EXISTS (SELECT 1 FROM alert AS l WHERE l.article_id = %s)", c->id);
		return;
	}

	if (count_flag(c, node))
		return;
	if (!strcmp(node->text, "note")) {
		filter_note(c);
		return;
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(node->text, flags[i].word))
			continue;
		put_sql(c, flags[i].sql);
		c->needs_row = true;
	}
}

static void filter_url(struct compiler *c, const struct node *node)
{
	put_url(c, node);
	c->needs_row = true;
}

static void filter_site(struct compiler *c, const struct node *node)
{
	put_sql(c, "+a.host IN ("); /* never by the index: its order is not ours */
	put_hosts(c, node->text);
	put_sql(c, ")");
	c->needs_row = true;
}

static void filter_lang(struct compiler *c, const struct node *node)
{
	put_sql(c, "(+a.lang = ? OR (+a.lang >= ? AND +a.lang < ?))");
	bind_lang(c, node->text);
	c->needs_row = true;
}

/* from <= column < to.  The + before a column keeps SQLite from its index: the order of that is not ours. */
static void put_between(struct compiler *c, const struct node *node, const char *column, int64_t from,
			int64_t to)
{
	if (node->range.op == RANGE_SPAN && from >= to && !c->failed) {
		(void)err_at(c->err, ERR_DATA, node->at, node->len, "the range ends before it begins");
		c->failed = true;
	}
	if (from == INT64_MIN || to == INT64_MAX) {
		put_sqlf(c,
			 from != INT64_MIN ? "%s >= ?"
			 : to != INT64_MAX ? "%s < ?"
					   : "%s IS NOT NULL",
			 column);
	} else {
		put_sqlf(c, "(%s >= ? AND %s < ?)", column, column);
		bind_number(c, from);
	}
	if (from != INT64_MIN || to != INT64_MAX)
		bind_number(c, to != INT64_MAX ? to : from);
	c->needs_row |= column != c->id;
}

bool is_publication(const struct node *node)
{
	return node->kind == NODE_FIELD &&
	       (node->field == FIELD_DATE || node->field == FIELD_SINCE || node->field == FIELD_BEFORE);
}

void published_between(const struct compiler *c, const struct node *node, int64_t *ret_from, int64_t *ret_to)
{
	int64_t from, to;

	range_instants(&node->range, c->env, &from, &to);
	*ret_from = node->field == FIELD_BEFORE ? INT64_MIN : from;
	*ret_to = node->field == FIELD_BEFORE ? from : node->field == FIELD_SINCE ? INT64_MAX : to;
}

static void filter_time(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	if (is_publication(node)) {
		published_between(c, node, &from, &to);
		put_between(c, node, published, from, to);
		return;
	}
	range_instants(&node->range, c->env, &from, &to);
	put_between(c, node, node->field == FIELD_SEEN ? "+a.arrived_at" : "+a.updated_at", from, to);
}

static void filter_score(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_between(c, node, "+a.score", from, to);
}

static void filter_seq(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_between(c, node, "a.seq", from, to);
}

static void filter_id(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_between(c, node, c->id, from, to);
}

static void filter_rule(struct compiler *c, const struct node *node)
{
	put_linked(c, "article_rule", "rule_id", !node->is_glob);
	put_sql(c, "rule WHERE ");
	put_name(c, node, "name");
	put_sql(c, "))");
}

/* An article that nobody grouped is a story of its own, with its own id. */
static void filter_story(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_between(c, node, "ifnull(a.story_id, a.id)", from, to);
}

static void filter_outlets(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_between(c, node,
		    "ifnull((SELECT s.n_outlets FROM story AS s WHERE s.id = a.story_id), a.n_feeds)",
		    from, to);
}

static void (*const by_field[FIELD_COUNT_])(struct compiler *c, const struct node *node) = {
    [FIELD_FEED] = filter_feed,	    [FIELD_GROUP] = filter_feed,  [FIELD_TAG] = filter_tag,
    [FIELD_IS] = filter_flag,	    [FIELD_HAS] = filter_flag,	  [FIELD_URL] = filter_url,
    [FIELD_SITE] = filter_site,	    [FIELD_LANG] = filter_lang,	  [FIELD_DATE] = filter_time,
    [FIELD_SINCE] = filter_time,    [FIELD_BEFORE] = filter_time, [FIELD_SEEN] = filter_time,
    [FIELD_UPDATED] = filter_time,  [FIELD_SCORE] = filter_score, [FIELD_ID] = filter_id,
    [FIELD_SEQ] = filter_seq,
    [FIELD_OUTLETS] = filter_outlets, [FIELD_STORY] = filter_story, [FIELD_RULE] = filter_rule,
};

/* ---- operators ---- */

/* The deepest first, each in parentheses of its own: SQLite's parser then holds one more symbol a level, not
 * three, and its stack ends at 100. */
static size_t put_branches(struct compiler *c, const struct node *node, const bool *taken, const char *joint)
{
	size_t count = 0;

	for (int height = node->height; height > 0; height--) {
		for (size_t i = 0; i < node->n_kids; i++) {
			if (taken[i] || node->kids[i]->height != height)
				continue;
			put_sql(c, count++ ? joint : "");
			put_filter(c, node->kids[i]);
		}
	}
	return count;
}

/* A chain is a tree as deep as it is long, and SQLite's end at 1,000: long ones are cut.  A text is asked last, that takes
 * longest. */
static void put_leaves(struct compiler *c, const struct node *node, const bool *taken, const char *match,
		       const char *joint)
{
	const struct query_test *test =
	    match && c->reads_words ? test_of(c, node->kind, node->kids, node->n_kids, taken) : NULL;
	enum { CHAIN = 400 };
	const bool has_parens = node->height > 1 || node->n_kids > CHAIN;
	size_t count = 0;

	put_sql(c, has_parens ? "((" : "");
	if (match && !test) {
		put_sqlf(c, "+%s IN (", c->id);
		put_match_set(c, match);
		put_sql(c, ")");
		count++;
	}
	for (size_t i = 0; i < node->n_kids; i++) {
		if (taken[i] || node->kids[i]->height)
			continue;
		if (count && count % CHAIN == 0)
			put_sqlf(c, ")%s(", joint);
		else
			put_sql(c, count ? joint : "");
		put_filter(c, node->kids[i]);
		count++;
	}
	if (test) {
		put_sql(c, count ? joint : "");
		put_test(c, test);
	}
	put_sql(c, has_parens ? "))" : "");
}

static void filter_list(struct compiler *c, const struct node *node)
{
	const char *joint = node->kind == NODE_OR ? " OR " : " AND ";
	bool *taken = mem_array(c->ctx, bool, node->n_kids), has_leaves;
	const char *match = match_of(c, node->kind, node->kids, node->n_kids, taken);
	size_t count;

	has_leaves = match;
	for (size_t i = 0; i < node->n_kids; i++)
		has_leaves |= !taken[i] && !node->kids[i]->height;
	put_sql(c, "(");
	count = put_branches(c, node, taken, joint);
	if (has_leaves) {
		put_sql(c, count ? joint : "");
		put_leaves(c, node, taken, match, joint);
	}
	put_sql(c, ")");
}

static void filter_not(struct compiler *c, const struct node *node)
{
	const struct node *kid = node->kids[0];

	if (is_match(kid) && !c->reads_words) {
		put_in_set(c, kid, true);
		return;
	}
	/* what is not known (no date, no language) is not so either */
	put_sql(c, "(");
	put_filter(c, kid);
	put_sql(c, ") IS NOT TRUE");
}

void put_filter(struct compiler *c, const struct node *node)
{
	struct node *self = (struct node *)node;
	const struct query_test *test =
	    c->reads_words && is_match(node) ? test_of(c, NODE_AND, &self, 1, NULL) : NULL;

	if (test)
		put_test(c, test);
	else if (c->env->among && is_match(node))
		put_probe(c, match_of(c, NODE_AND, &self, 1, &(bool){false}), false);
	else if (is_match(node) || is_good_set(c, node))
		put_in_set(c, node, false);
	else if (node->kind == NODE_NOT)
		filter_not(c, node);
	else if (node->kind == NODE_VIEW) /* of everything */
		put_sql(c, "1");
	else if (node->kind == NODE_FIELD)
		by_field[node->field](c, node);
	else
		filter_list(c, node);
}
