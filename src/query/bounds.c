/* bounds.c: what the ids of all matches lie between. */
#include "compile.h"

enum { ID_SLOTS = 16 }; /* article.id is second * 16 + slot (design section 5) */
#define SECOND_MAX (INT64_MAX / ID_SLOTS / 2)

static int64_t max_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t min_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The id an article would have had at that second, as far as a bind can say. */
static int64_t id_at(int64_t second)
{
	return (second > SECOND_MAX ? SECOND_MAX : second < -SECOND_MAX ? -SECOND_MAX : second) * ID_SLOTS;
}

/* What every match lies between, as far as the conjuncts say. */
void find_bounds(struct compiler *c, struct node **nodes, size_t n)
{
	int64_t from, to;

	c->bounds = (struct bounds){INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX};
	if (c->env->ids && c->env->target == QUERY_ARCHIVE) {
		c->bounds.id_from = c->env->ids->from;
		c->bounds.id_to = c->env->ids->to;
	}
	if (c->env->published && c->env->target == QUERY_ARCHIVE) {
		c->bounds.at_from = c->env->published->from;
		c->bounds.at_to = c->env->published->to;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_publication(nodes[i]) && c->env->target == QUERY_ARCHIVE) {
			published_between(c, nodes[i], &from, &to);
			c->bounds.at_from = max_of(c->bounds.at_from, from);
			c->bounds.at_to = min_of(c->bounds.at_to, to);
		} else if (nodes[i]->kind == NODE_FIELD && nodes[i]->field == FIELD_ID) {
			range_numbers(&nodes[i]->range, &from, &to);
			c->bounds.id_from = max_of(c->bounds.id_from, from);
			c->bounds.id_to = min_of(c->bounds.id_to, to);
		} else if (nodes[i]->kind == NODE_FIELD && nodes[i]->field == FIELD_SEEN) {
			/* an id never lies behind the arrival */
			range_instants(&nodes[i]->range, c->env, &from, &to);
			if (to <= SECOND_MAX)
				c->bounds.id_to = min_of(c->bounds.id_to, id_at(to));
		}
	}
}

/* An id says when its article was published but for the articles gone astray: dated ahead of their arrival,
 * or dated anew by their publisher.  They are few and have an index; the outermost of them moves the bound.
 * The + in min(+id): with a bare id SQLite walks the table by id instead, 48 ms of 1,000,000 articles. */
#define ASTRAY "FROM article WHERE abs(published_at - id / 16) > 172800"
enum { ASTRAY_S = 172800 };

/* Of two bounds SQLite seeks by one and looks at what lies between, so both are written as one. */
static void put_lower(struct compiler *c, const char *column)
{
	const struct bounds *b = &c->bounds;

	if (b->id_from == INT64_MIN && b->at_from == INT64_MIN)
		return;
	put_sqlf(c, " AND %s >= ", column);
	if (b->at_from == INT64_MIN) {
		put_sql(c, "?");
		bind_number(c, b->id_from);
		return;
	}
	put_sql(c, "max(?, min(?, ifnull((SELECT min(+id) " ASTRAY " AND published_at >= ?), ?)))");
	bind_number(c, b->id_from);
	bind_number(c, id_at(max_of(b->at_from, -SECOND_MAX) - ASTRAY_S));
	bind_number(c, b->at_from);
	bind_number(c, INT64_MAX);
}

void put_upper(struct compiler *c, const char *column)
{
	const struct bounds *b = &c->bounds;

	if (b->id_to == INT64_MAX && b->at_to == INT64_MAX)
		return;
	put_sqlf(c, " AND %s < ", column);
	if (b->at_to == INT64_MAX) {
		put_sql(c, "?");
		bind_number(c, b->id_to);
		return;
	}
	put_sql(c, "min(?, max(?, ifnull((SELECT max(+id) + 1 " ASTRAY " AND published_at < ?), ?)))");
	bind_number(c, b->id_to);
	bind_number(c, id_at(min_of(b->at_to, SECOND_MAX) + ASTRAY_S));
	bind_number(c, b->at_to);
	bind_number(c, INT64_MIN);
}

void put_bounds(struct compiler *c, const char *column)
{
	put_lower(c, column);
	put_upper(c, column);
}
