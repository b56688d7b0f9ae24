/* opposites.c: a part that stands beside its own opposite, tag:a -tag:a: nothing, and in an OR everything.
 *
 * No index tells that of two large halves of the archive; each article would be looked at. */
#include "compile.h"

#include <stdlib.h>
#include <string.h>

struct literal {
	const char *text;
	bool is_not;
};

bool is_everything(const struct node *node)
{
	return node->kind == NODE_VIEW && !node->n_kids;
}

bool is_nothing(const struct node *node)
{
	return node->kind == NODE_NOT && is_everything(node->kids[0]);
}

static struct node *everything(struct compiler *c)
{
	struct node *node = mem_new(c->ctx, struct node);

	*node = (struct node){.kind = NODE_VIEW,
			      .field = FIELD_VIEW,
			      .text = "all",
			      .columns = COLUMNS_ALL,
			      .size = SIZE_UNKNOWN};
	return node;
}

struct node *negated(struct compiler *c, struct node *node)
{
	struct node * not ;

	if (node->kind == NODE_NOT)
		return node->kids[0];
	not = mem_new(c->ctx, struct node);
	*not = (struct node){.kind = NODE_NOT,
			     .field = FIELD_COUNT_,
			     .at = node->at,
			     .len = node->len,
			     .columns = COLUMNS_ALL,
			     .size = SIZE_UNKNOWN};
	node_add(not, node);
	return not ;
}

static struct node *either(struct compiler *c)
{
	struct node *list = mem_new(c->ctx, struct node);

	*list = (struct node){
	    .kind = NODE_OR, .field = FIELD_COUNT_, .columns = COLUMNS_ALL, .size = SIZE_UNKNOWN};
	return list;
}

static struct node *numbers(struct compiler *c, const struct node *node, enum range_op op, int64_t number)
{
	struct node *copy = node_copy(c->ctx, node);

	copy->range = (struct range){.op = op, .lo = {.kind = POINT_INT, .number = number}};
	return copy;
}

struct node *other_numbers(struct compiler *c, const struct node *node)
{
	int64_t from, to, ignored;
	enum query_span span;
	struct node *list;

	if (node->kind != NODE_FIELD || (node->field != FIELD_SCORE && node->field != FIELD_OUTLETS))
		return NULL;
	range_numbers(&node->range, &from, &to);
	if (from == INT64_MIN || to == INT64_MAX)
		return NULL;
	list = either(c);
	node_add(list, numbers(c, node, RANGE_LT, from));
	node_add(list, numbers(c, node, RANGE_GE, to));
	return span_of(c, list->kids[0], &span, &ignored, &ignored) &&
		       span_of(c, list->kids[1], &span, &ignored, &ignored)
		   ? list
		   : NULL;
}

/* ---- dates ---- */

static struct node *times(struct compiler *c, const struct node *node, enum field_id field, enum range_op op,
			  const struct point *point)
{
	struct node *copy = node_copy(c->ctx, node);

	copy->field = field;
	copy->range = (struct range){.op = op, .lo = *point};
	return copy;
}

static struct node *times_beside(struct compiler *c, const struct node *node)
{
	static const enum range_op opposite[] = {
	    [RANGE_LT] = RANGE_GE, [RANGE_LE] = RANGE_GT, [RANGE_GT] = RANGE_LE, [RANGE_GE] = RANGE_LT};
	const struct range *range = &node->range;
	const bool is_span = range->op == RANGE_SPAN;
	const struct point *lo = &range->lo, *hi = is_span ? &range->hi : lo;
	struct node *list;

	if (!is_span && range->op != RANGE_POINT)
		return times(c, node, node->field, opposite[range->op], lo);
	if (lo->kind == POINT_NONE)
		return times(c, node, node->field, RANGE_GT, hi);
	if (hi->kind == POINT_NONE || (!is_span && lo->kind == POINT_SPAN))
		return times(c, node, node->field, RANGE_LT, lo);
	list = either(c);
	node_add(list, times(c, node, node->field, RANGE_LT, lo));
	node_add(list, times(c, node, node->field, RANGE_GT, hi));
	return list;
}

struct node *other_times(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	if (node->kind != NODE_FIELD || (!is_publication(node) && node->field != FIELD_SEEN))
		return NULL;
	range_instants(&node->range, c->env, &from, &to);
	if (from >= to) /* is a fault */
		return NULL;
	if (node->field == FIELD_SINCE || node->field == FIELD_BEFORE)
		return from == INT64_MIN ? NULL
					 : times(c, node, node->field == FIELD_SINCE ? FIELD_BEFORE : FIELD_SINCE,
						 node->range.op, &node->range.lo);
	return times_beside(c, node);
}

/* ---- words ---- */

/* Words that say the opposite of others. */
static const struct {
	enum field_id field;
	const char *word, *opposite;
} pairs[] = {{FIELD_IS, "read", "is:unread"}, {FIELD_TAG, "none", "tag:*"}};

static struct literal literal_of(struct compiler *c, const struct node *node)
{
	struct buf out = BUF_INIT(64 * QUERY_BYTES_MAX);
	struct literal literal;

	if (node->kind == NODE_NOT) {
		literal = literal_of(c, node->kids[0]);
		literal.is_not = !literal.is_not;
		return literal;
	}
	for (size_t i = 0; node->kind == NODE_FIELD && i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (node->field == pairs[i].field && !strcmp(node->text, pairs[i].word))
			return (struct literal){pairs[i].opposite, true};
	node_format(node, true, &out);
	literal = (struct literal){buf_steal(&out, c->ctx), false};
	c->failed |= !literal.text;
	return literal.text ? literal : (struct literal){"", false};
}

struct node *unless_none(struct compiler *c, struct node *node)
{
	const struct query_stats *stats = c->env->stats;
	const struct node *flag = node->kind == NODE_NOT ? node->kids[0] : node;
	struct literal literal;
	bool (*is_all)(void *state);

	if (!stats || c->with_muted || c->env->target == QUERY_BATCH ||
	    (flag->field != FIELD_IS && flag->field != FIELD_TAG))
		return node;
	literal = literal_of(c, node);
	is_all = !literal.is_not		     ? NULL
		 : !strcmp(literal.text, "is:unread") ? stats->all_unread
		 : !strcmp(literal.text, "tag:*")     ? stats->all_tagged
						     : NULL;
	return is_all && is_all(stats->state) ? negated(c, everything(c)) : node;
}

static int by_text(const void *pa, const void *pb)
{
	const struct literal *a = pa, *b = pb;
	const int order = strcmp(a->text, b->text);

	return order ? order : a->is_not - b->is_not;
}

static bool has_opposites(struct compiler *c, const struct node *node)
{
	struct literal *all = mem_array(c->ctx, struct literal, node->n_kids);
	bool has = false;

	for (size_t i = 0; i < node->n_kids; i++)
		all[i] = literal_of(c, node->kids[i]);
	qsort(all, node->n_kids, sizeof(*all), by_text);
	for (size_t i = 1; i < node->n_kids; i++)
		has |= all[i].is_not && !all[i - 1].is_not && !strcmp(all[i].text, all[i - 1].text);
	talloc_free(all);
	return has;
}

struct node *without_opposites(struct compiler *c, struct node *node)
{
	const bool is_or = node->kind == NODE_OR;
	size_t n = 0;

	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = node->kids[i];

		if (is_or ? is_everything(kid) : is_nothing(kid))
			return kid;
		if (!is_everything(kid) && !is_nothing(kid))
			node->kids[n++] = kid;
	}
	node->n_kids = n;
	if (!n)
		return is_or ? negated(c, everything(c)) : everything(c);
	if (n == 1)
		return node->kids[0];
	if (has_opposites(c, node))
		return is_or ? everything(c) : negated(c, everything(c));
	return node;
}
