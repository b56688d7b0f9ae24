/* sets.c: predicates as SELECTs of ids: they can be gathered once, put together, and drive. */
#include "compile.h"

#include <string.h>

enum { KIDS_MAX = 100 }; /* SQLite takes 500 SELECTs in a compound */

static const char unread_sql[] = "is_read = 0 AND is_muted = 0 AND is_hidden = 0";
static const char starred_sql[] = "is_starred = 1";

bool is_exact_name(const struct node *node, enum field_id field)
{
	return node->kind == NODE_FIELD && node->field == field && !node->is_glob &&
	       (field != FIELD_TAG || strcmp(node->text, "none"));
}

/* Only '*' means anything in our patterns. */
const char *glob_of(struct compiler *c, const char *text)
{
	struct buf out = BUF_INIT(3 * QUERY_BYTES_MAX);

	for (; *text; text++)
		buf_addf(&out, *text == '[' || *text == '?' ? "[%c]" : "%c", *text);
	return buf_steal(&out, c->ctx);
}

void put_name(struct compiler *c, const struct node *node, const char *column)
{
	const bool is_group = node->field == FIELD_GROUP;

	if (!node->is_glob)
		put_sqlf(c, is_group ? "%s = ? COLLATE NOCASE" : "%s = ?", column);
	else
		put_sqlf(c, is_group ? "lower(%s) GLOB lower(?)" : "%s GLOB ?", column);
	bind_text(c, node->is_glob ? glob_of(c, node->text) : node->text);
}

/* The host and those below it.  The hosts of an archive are few: the index of article.host gives them one by
 * one. */
void put_hosts(struct compiler *c, const char *host)
{
	char *lower = mem_printf(c->ctx, ".%s", host);

	for (char *s = lower; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s += 'a' - 'A';
	put_sql(c, "WITH RECURSIVE h(x) AS (SELECT min(host) FROM article UNION ALL SELECT (SELECT min(host) "
		   "FROM article "
		   "WHERE host > h.x) FROM h WHERE h.x IS NOT NULL) SELECT x FROM h WHERE x = ? OR substr(x, "
		   "-length(?)) = ?");
	bind_text(c, lower + 1);
	bind_text(c, lower);
	bind_text(c, lower);
}

static bool is_field_set(const struct compiler *c, const struct node *node)
{
	switch (node->field) {
	case FIELD_FEED:
	case FIELD_GROUP:
	case FIELD_SITE:
		return true;
	case FIELD_TAG:
		return node->is_glob || strcmp(node->text, "none");
	case FIELD_IS:
		return !strcmp(node->text, "starred") || !strcmp(node->text, "alerted") ||
		       (!strcmp(node->text, "unread") && !c->with_muted);
	case FIELD_RULE:
		return true;
	case FIELD_ID:
	case FIELD_STORY:
		return node->size != SIZE_UNKNOWN;
	default:
		return false;
	}
}

bool is_set(const struct compiler *c, const struct node *node)
{
	if (c->env->target == QUERY_BATCH)
		return false;
	if (node->kind == NODE_FIELD)
		return is_field_set(c, node);
	if (node->kind != NODE_OR || node->n_kids > KIDS_MAX)
		return is_match(node);
	for (size_t i = 0; i < node->n_kids; i++)
		if (node->kids[i]->kind == NODE_OR || !is_set(c, node->kids[i]))
			return false;
	return true;
}

bool is_good_set(const struct compiler *c, const struct node *node)
{
	int64_t size = 0;

	if (!is_set(c, node))
		return false;
	if (node->kind == NODE_FIELD)
		return node->size <= SET_MAX;
	for (size_t i = 0; node->kind == NODE_OR && i < node->n_kids; i++) {
		if (is_match(node->kids[i]))
			continue;
		if (node->kids[i]->size > SET_MAX - size)
			return false;
		size += node->kids[i]->size;
	}
	return true;
}

void put_match_set(struct compiler *c, const char *match)
{
	put_sqlf(c, "SELECT rowid FROM %s WHERE %s MATCH ?", match_table(c), match_column(c));
	bind_text(c, match);
	put_bounds(c, "rowid");
}

static void put_field_set(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	switch (node->field) {
	case FIELD_TAG:
		put_sql(c, "SELECT article_id FROM article_tag WHERE tag_id IN (SELECT id FROM tag WHERE ");
		put_name(c, node, "name");
		put_sql(c, ")");
		break;
	case FIELD_IS:
		if (!strcmp(node->text, "alerted"))
			put_sql(c, "SELECT article_id FROM alert");
		else
			put_sqlf(c, "SELECT id FROM article WHERE %s",
				 strcmp(node->text, "unread") ? starred_sql : unread_sql);
		break;
	case FIELD_RULE:
		put_sql(c, "SELECT article_id FROM article_rule WHERE rule_id IN (SELECT id FROM rule WHERE ");
		put_name(c, node, "name");
		put_sql(c, ")");
		break;
	case FIELD_STORY:
		range_numbers(&node->range, &from, &to);
		put_sql(c, "SELECT id FROM article WHERE story_id = ? OR (id = ? AND story_id IS NULL)");
		bind_number(c, from);
		bind_number(c, from);
		break;
	case FIELD_ID:
		range_numbers(&node->range, &from, &to);
		put_sql(c, "SELECT id FROM article WHERE id >= ? AND id < ?");
		bind_number(c, from);
		bind_number(c, to);
		break;
	case FIELD_SITE:
		put_sql(c, "SELECT id FROM article WHERE host IN (");
		put_hosts(c, node->text);
		put_sql(c, ")");
		break;
	default:
		put_sql(c, "SELECT article_id FROM appearance WHERE feed_id IN (SELECT id FROM feed WHERE ");
		put_name(c, node, node->field == FIELD_FEED ? "name" : "grp");
		put_sql(c, ")");
	}
}

void put_set(struct compiler *c, const struct node *node)
{
	const bool is_list = node->kind == NODE_OR;
	struct node *self = (struct node *)node;
	struct node **kids = is_list ? node->kids : &self;
	const size_t n = is_list ? node->n_kids : 1;
	bool *taken = mem_array(c->ctx, bool, n);
	const char *match = match_of(c, NODE_OR, kids, n, taken);
	size_t count = 0;

	if (match) {
		put_match_set(c, match);
		count++;
	}
	for (size_t i = 0; i < n; i++) {
		if (taken[i])
			continue;
		put_sql(c, count++ ? " UNION ALL " : "");
		put_field_set(c, kids[i]);
	}
}
