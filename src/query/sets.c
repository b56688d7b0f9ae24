/* sets.c: predicates as SELECTs of ids: they can be gathered once, put together, and drive. */
#include "compile.h"

#include <string.h>

enum { KIDS_MAX = 100 }; /* SQLite takes 500 SELECTs in a compound */

/* Each as the index has it that gives it. */
static const char *flag_sql(const char *flag)
{
	static const char *const flags[][2] = {
	    {"unread", "is_read = 0 AND is_muted = 0 AND is_hidden = 0"},
	    {"muted", "(is_muted = 1 OR is_hidden = 1) AND is_muted = 1"},
	    {"updated", "version > 0"},
	    {"sponsored", "(has & 8) <> 0"},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcmp(flags[i][0], flag))
			return flags[i][1];
	return "is_starred = 1";
}

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

char *lower_of(struct compiler *c, const char *text)
{
	char *lower = mem_strdup(c->ctx, text);

	for (char *s = lower; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s += 'a' - 'A';
	return lower;
}

void bind_lang(struct compiler *c, const char *lang)
{
	const char *lower = lower_of(c, lang);

	bind_text(c, lower);
	bind_text(c, mem_printf(c->ctx, "%s-", lower));
	bind_text(c, mem_printf(c->ctx, "%s.", lower)); /* '.' is what follows '-' */
}

/* The hosts of an archive are few: the index of article.host gives them one by one. */
static const char each_host[] =
    "WITH RECURSIVE h(x) AS (SELECT min(host) FROM article UNION ALL SELECT (SELECT min(host) FROM article"
    " WHERE host > h.x) FROM h WHERE h.x IS NOT NULL) SELECT x FROM h WHERE ";

/* The host and those below it. */
void put_hosts(struct compiler *c, const char *host)
{
	const char *lower = lower_of(c, mem_printf(c->ctx, ".%s", host));

	put_sql(c, each_host);
	put_sql(c, "x = ? OR substr(x, -length(?)) = ?");
	bind_text(c, lower + 1);
	bind_text(c, lower);
	bind_text(c, lower);
}

bool span_of(const struct compiler *c, const struct node *node, enum query_span *ret, int64_t *ret_from,
	     int64_t *ret_to)
{
	switch (node->field) {
	case FIELD_SEEN:
	case FIELD_UPDATED:
		*ret = node->field == FIELD_SEEN ? QUERY_SEEN : QUERY_UPDATED;
		range_instants(&node->range, c->env, ret_from, ret_to);
		return true;
	case FIELD_SCORE:
		*ret = QUERY_SCORE;
		range_numbers(&node->range, ret_from, ret_to);
		return *ret_from > 0 || *ret_to <= 0;
	case FIELD_OUTLETS:
		*ret = QUERY_OUTLETS;
		range_numbers(&node->range, ret_from, ret_to);
		return *ret_from > 1 || *ret_to <= 1; /* no article has fewer */
	default:
		return false;
	}
}

/* What most archives have next to none of. */
static bool is_rare_flag(const char *flag)
{
	static const char *const flags[] = {"muted", "alerted", "updated", "sponsored"};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcmp(flags[i], flag))
			return true;
	return false;
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
		return !strcmp(node->text, "starred") || (!strcmp(node->text, "unread") && !c->with_muted) ||
		       (is_rare_flag(node->text) && node->size != SIZE_UNKNOWN);
	case FIELD_RULE:
		return true;
	case FIELD_HAS:
	case FIELD_OUTLETS:
	case FIELD_ID:
	case FIELD_SEQ:
	case FIELD_STORY:
	case FIELD_URL:
	case FIELD_LANG:
	case FIELD_SEEN:
	case FIELD_UPDATED:
	case FIELD_SCORE:
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
	if (node->kind == NODE_NOT)
		return is_index_of_others(node->kids[0]) && node->size != SIZE_UNKNOWN;
	if (node->kind != NODE_OR || node->n_kids > KIDS_MAX)
		return is_match(node);
	for (size_t i = 0; i < node->n_kids; i++)
		if (node->kids[i]->kind == NODE_OR || !is_set(c, node->kids[i]))
			return false;
	return true;
}

bool is_large_set(const struct compiler *c, const struct node *node)
{
	return node->kind != NODE_OR && !is_match(node) && is_set(c, node) && node->size > SET_MAX && node->size < LARGE_MAX;
}

bool is_good_set(const struct compiler *c, const struct node *node)
{
	int64_t size = 0;

	if (c->env->among || !is_set(c, node))
		return false;
	if (node->kind == NODE_FIELD || node->kind == NODE_NOT)
		return node->size <= SET_MAX || (c->gathers_large && is_large_set(c, node));
	for (size_t i = 0; node->kind == NODE_OR && i < node->n_kids; i++) {
		if (is_match(node->kids[i]) && c->reads_words)
			return false;
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

void put_set_bounds(struct compiler *c, const char *column)
{
	if (c->n_binds < BINDS_MAX / 4)
		put_bounds(c, column);
}

static void put_span_set(struct compiler *c, const struct node *node)
{
	static const char *const sets[] = {
	    [QUERY_SEEN] = "SELECT id FROM article WHERE arrived_at >= ? AND arrived_at < ?",
	    [QUERY_UPDATED] = "SELECT id FROM article WHERE updated_at >= ? AND updated_at < ?",
	    [QUERY_SCORE] = "SELECT id FROM article WHERE score <> 0 AND score >= ? AND score < ?"};
	enum query_span span = QUERY_SEEN;
	int64_t from = 0, to = 0;

	(void)span_of(c, node, &span, &from, &to);
	put_sql(c, sets[span]);
	bind_number(c, from);
	bind_number(c, to);
	put_set_bounds(c, "+id"); /* never by the id: the index of the value is for that */
}

enum query_has has_of(const struct node *node)
{
	return !strcmp(node->text, "enclosure") ? QUERY_HAS_ENCLOSURE
	       : !strcmp(node->text, "text")	? QUERY_HAS_TEXT
	       : !strcmp(node->text, "image")	? QUERY_HAS_IMAGE
						: QUERY_HAS_NONE;
}

static void put_has_set(struct compiler *c, const struct node *node)
{
	if (has_of(node) == QUERY_HAS_NONE) {
		put_sql(c, "SELECT article_id FROM note WHERE 1");
		put_set_bounds(c, "article_id");
		return;
	}
	put_sums_set(c, sums_of(node, false));
}

/* Stories of so many; articles of no story that so many carry. */
static void put_outlets_set(struct compiler *c, const struct node *node)
{
	static const char *const parts[] = {
	    "SELECT m.id FROM story AS s CROSS JOIN article AS m ON m.story_id = s.id"
	    " WHERE s.n_outlets >= ? AND s.n_outlets < ?",
	    " UNION ALL SELECT m.id FROM article AS m WHERE m.n_feeds > 1 AND m.n_feeds >= ? AND m.n_feeds < ?"
	    " AND NOT EXISTS (SELECT 1 FROM story AS s WHERE s.id = m.story_id)"};
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	for (int i = 0; i < 2; i++) {
		put_sql(c, parts[i]);
		bind_number(c, from);
		bind_number(c, to);
		put_set_bounds(c, "+m.id");
	}
}

static void put_lang_set(struct compiler *c, const struct node *node)
{
	const char *lower = lower_of(c, node->text);

	put_sql(c, "SELECT id FROM article WHERE lang = ?");
	bind_text(c, lower);
	put_set_bounds(c, "id");
	put_sql(c, " UNION ALL SELECT id FROM article WHERE lang >= ? AND lang < ?");
	bind_text(c, mem_printf(c->ctx, "%s-", lower));
	bind_text(c, mem_printf(c->ctx, "%s.", lower)); /* '.' is what follows '-' */
	put_set_bounds(c, "+id");
}

/* Articles linked to one of the names. */
static void put_linked_set(struct compiler *c, const struct node *node, const char *select, const char *column)
{
	put_sql(c, select);
	put_name(c, node, column);
	put_sql(c, ")");
	put_set_bounds(c, "article_id");
}

static void put_flag_set(struct compiler *c, const struct node *node)
{
	if (!strcmp(node->text, "alerted")) {
		put_sql(c, "SELECT article_id FROM alert WHERE 1");
		put_set_bounds(c, "article_id");
		return;
	}
	put_sqlf(c, "SELECT id FROM article WHERE %s", flag_sql(node->text));
	put_set_bounds(c, "id");
}

static void put_number_set(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	put_sql(c, node->field == FIELD_STORY ? "SELECT id FROM article WHERE (story_id = ? OR (id = ? AND story_id IS NULL))"
		   : node->field == FIELD_ID  ? "SELECT id FROM article WHERE id >= ? AND id < ?"
					      : "SELECT id FROM article WHERE seq >= ? AND seq < ?");
	bind_number(c, from);
	bind_number(c, node->field == FIELD_STORY ? from : to);
	put_set_bounds(c, "+id");
}

static void put_site_set(struct compiler *c, const struct node *node)
{
	put_sql(c, "SELECT id FROM article WHERE host IN (");
	put_hosts(c, node->text);
	put_sql(c, ")");
	put_set_bounds(c, "id");
}

static void put_field_set(struct compiler *c, const struct node *node)
{
	switch (node->field) {
	case FIELD_TAG:
		put_linked_set(c, node,
			       "SELECT article_id FROM article_tag WHERE tag_id IN (SELECT id FROM tag WHERE ", "name");
		break;
	case FIELD_RULE:
		put_linked_set(c, node,
			       "SELECT article_id FROM article_rule WHERE rule_id IN (SELECT id FROM rule WHERE ", "name");
		break;
	case FIELD_IS:
		put_flag_set(c, node);
		break;
	case FIELD_HAS:
		put_has_set(c, node);
		break;
	case FIELD_STORY:
	case FIELD_ID:
	case FIELD_SEQ:
		put_number_set(c, node);
		break;
	case FIELD_URL:
		put_url_set(c, node);
		break;
	case FIELD_OUTLETS:
		put_outlets_set(c, node);
		break;
	case FIELD_LANG:
		put_lang_set(c, node);
		break;
	case FIELD_SEEN:
	case FIELD_UPDATED:
	case FIELD_SCORE:
		put_span_set(c, node);
		break;
	case FIELD_SITE:
		put_site_set(c, node);
		break;
	default:
		put_linked_set(c, node,
			       "SELECT article_id FROM appearance WHERE feed_id IN (SELECT id FROM feed WHERE ",
			       node->field == FIELD_FEED ? "name" : "grp");
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
		if (kids[i]->kind == NODE_NOT)
			put_others_set(c, kids[i]->kids[0]);
		else
			put_field_set(c, kids[i]);
	}
}
