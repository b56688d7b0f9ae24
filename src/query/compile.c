/* compile.c: a syntax tree as SQL pieces: one driver that gives ids newest first, everything else a filter.
 *
 * Every node is text (it becomes part of one MATCH expression), SQL, or mixed.  MATCH stands only as the driver's
 * condition or inside a sub-select of its own: anywhere else the planner may refuse it or run it once a row. */
#include "ast.h"

#include <string.h>

#include "telex/utf8.h"

enum {
	SQL_BYTES_MAX = 256 * 1024,
	BINDS_MAX = 2000,
	/* A set up to this size beside a frequent word goes in as rowid IN (...): 8 ms instead of 217 at worst. */
	SMALL_SET = 20000,
	/* article.id is second * 16 + slot; the second is the earlier of publication and first sight, and a publication
	 * date may lie a day behind the sight. */
	ID_SLOTS = 16,
	ID_SLACK_S = 2 * 86400
};

struct compiler {
	void *ctx;
	const struct query_env *env;
	struct buf where;
	struct query_bind *binds;
	size_t n_binds;
	struct query_plan *plan;
	struct err *err;
	bool failed;
};

static const char *fts_table(const struct compiler *c)
{
	return c->env->target == QUERY_BATCH ? "batch_fts" : "article_fts";
}

/* ---- pieces ---- */

static void bind(struct compiler *c, struct query_bind value)
{
	if (c->n_binds == BINDS_MAX) {
		c->failed = true;
		return;
	}
	c->binds = mem_grow(c->ctx, c->binds, struct query_bind, c->n_binds + 1);
	c->binds[c->n_binds++] = value;
}

static void bind_text(struct compiler *c, const char *text)
{
	bind(c, (struct query_bind){.is_text = true, .text = text});
}

static void bind_number(struct compiler *c, int64_t number)
{
	bind(c, (struct query_bind){.number = number});
}

static void sql(struct compiler *c, const char *text)
{
	buf_adds(&c->where, text);
}

static bool unsupported(struct compiler *c, const struct node *node, const char *what)
{
	c->failed = true;
	return err_at(c->err, ERR_DATA, node->at, node->len, "%s, which this version does not keep yet", what);
}

/* ---- words without letters are left out: the index has nothing for them ---- */

static struct node *prune(struct compiler *c, const struct node *node)
{
	struct node *copy;

	if (node->kind == NODE_TEXT && !text_has_word(node->text)) {
		c->plan->warning = mem_printf(c->ctx, "'%s' has no letter or digit and was left out", node->text);
		return NULL;
	}
	if (!node->n_kids)
		return (struct node *)node;
	copy = mem_new(c->ctx, struct node);
	*copy = *node;
	copy->kids = mem_array(copy, struct node *, node->n_kids);
	copy->n_kids = 0;
	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = prune(c, node->kids[i]);

		if (kid)
			copy->kids[copy->n_kids++] = kid;
	}
	if (!copy->n_kids)
		return NULL;
	if (copy->n_kids == 1 && (copy->kind == NODE_AND || copy->kind == NODE_OR || copy->kind == NODE_NEAR ||
				  copy->kind == NODE_ENTITY || copy->kind == NODE_VIEW))
		return copy->kids[0];
	return copy;
}

/* A view inside an AND, or an AND behind a name, is part of that AND. */
static void flatten(struct node *node)
{
	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = node->kids[i];

		flatten(kid);
		if (kid->kind != node->kind || (node->kind != NODE_AND && node->kind != NODE_OR))
			continue;
		node->kids = mem_grow(node, node->kids, struct node *, node->n_kids + kid->n_kids - 1);
		memmove(&node->kids[i + kid->n_kids], &node->kids[i + 1], (node->n_kids - i - 1) * sizeof(node->kids[0]));
		memcpy(&node->kids[i], kid->kids, kid->n_kids * sizeof(node->kids[0]));
		node->n_kids += kid->n_kids - 1;
		i += kid->n_kids - 1;
	}
}

/* ---- text: one MATCH expression ---- */

/* The subtree is a MATCH expression: words under AND and OR, NOT only beside a word that must be there. */
static bool is_match(const struct node *node)
{
	size_t positive = 0;

	switch (node->kind) {
	case NODE_TEXT:
	case NODE_NEAR:
		return true;
	case NODE_OR:
		for (size_t i = 0; i < node->n_kids; i++)
			if (!is_match(node->kids[i]))
				return false;
		return true;
	case NODE_AND:
		for (size_t i = 0; i < node->n_kids; i++) {
			bool is_not = node->kids[i]->kind == NODE_NOT;

			if (!is_match(is_not ? node->kids[i]->kids[0] : node->kids[i]))
				return false;
			positive += !is_not;
		}
		return positive > 0;
	default:
		return false;
	}
}

/* Always quoted: bare, AT&T is a syntax error and T-Mobile a column. */
static void match_phrase(const struct node *node, struct buf *out)
{
	int32_t cp = 0;
	size_t len = strlen(node->text);
	/* one character of a script cut into pairs: the pairs that begin with it */
	bool is_one_cjk = utf8_next(node->text, len, &cp) == len && utf8_is_cjk(cp);

	buf_addc(out, '"');
	for (const char *s = node->text; *s; s++) {
		if (*s == '"')
			buf_addc(out, '"');
		buf_addc(out, *s);
	}
	buf_adds(out, node->is_prefix || is_one_cjk ? "\"*" : "\"");
}

static void match_columns(const struct node *node, struct buf *out)
{
	if (node->columns != COLUMNS_ALL)
		buf_addf(out, "{%s} : ",
			 node->columns == QUERY_TITLE ? "title" : node->columns == QUERY_AUTHOR ? "author" : "body");
}

static void match_node(const struct node *node, struct buf *out);

static void match_list(const struct node *node, const char *between, bool is_not, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < node->n_kids; i++) {
		const struct node *kid = node->kids[i];

		if ((kid->kind == NODE_NOT) != is_not)
			continue;
		buf_adds(out, n++ || is_not ? between : "");
		match_node(is_not ? kid->kids[0] : kid, out);
	}
}

static void match_node(const struct node *node, struct buf *out)
{
	switch (node->kind) {
	case NODE_TEXT:
		match_columns(node, out);
		match_phrase(node, out);
		break;
	case NODE_NEAR:
		match_columns(node, out);
		buf_adds(out, "NEAR(");
		for (size_t i = 0; i < node->n_kids; i++) {
			buf_adds(out, i ? " " : "");
			match_phrase(node->kids[i], out);
		}
		buf_addf(out, ", %d)", node->distance);
		break;
	case NODE_OR:
		buf_addc(out, '(');
		match_list(node, " OR ", false, out);
		buf_addc(out, ')');
		break;
	default: /* NODE_AND: (a AND b) NOT c NOT d */
		buf_adds(out, "((");
		match_list(node, " AND ", false, out);
		buf_addc(out, ')');
		match_list(node, " NOT ", true, out);
		buf_addc(out, ')');
	}
}

static const char *match_text(struct compiler *c, const struct node *node)
{
	struct buf out = BUF_INIT(SQL_BYTES_MAX);
	const char *text;

	match_node(node, &out);
	text = buf_steal(&out, c->ctx);
	if (!text)
		c->failed = true;
	return text ? text : "";
}

static void filter_match(struct compiler *c, const struct node *node)
{
	buf_addf(&c->where, "a.id IN (SELECT rowid FROM %s WHERE %s MATCH ?)", fts_table(c), fts_table(c));
	bind_text(c, match_text(c, node));
}

/* ---- fields ---- */

static void filter_feed(struct compiler *c, const struct node *node)
{
	bool is_group = node->field->name[0] == 'g', is_glob = strchr(node->text, '*');

	if (!is_group && !is_glob) {
		sql(c, "EXISTS (SELECT 1 FROM appearance p WHERE p.article_id = a.id AND "
		       "p.feed_id = (SELECT id FROM feed WHERE name = ?))");
	} else {
		sql(c, "EXISTS (SELECT 1 FROM appearance p JOIN feed ON feed.id = p.feed_id WHERE p.article_id = a.id AND ");
		sql(c, is_group ? (is_glob ? "lower(feed.grp) GLOB lower(?))" : "feed.grp = ? COLLATE NOCASE)")
				: "feed.name GLOB ?)");
	}
	bind_text(c, node->text);
}

static void filter_tag(struct compiler *c, const struct node *node)
{
	static const struct {
		const char *word, *sql;
	} flags[] = {
		{"none", "NOT EXISTS (SELECT 1 FROM article_tag t WHERE t.article_id = a.id)"},
		{"unread", "a.is_read = 0"},
		{"starred", "a.is_starred = 1"},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!strcmp(node->text, flags[i].word)) {
			sql(c, flags[i].sql);
			return;
		}
	}
	if (strchr(node->text, '*'))
		sql(c, "EXISTS (SELECT 1 FROM article_tag t JOIN tag ON tag.id = t.tag_id WHERE t.article_id = a.id AND "
		       "tag.name GLOB ?)");
	else
		sql(c, "EXISTS (SELECT 1 FROM article_tag t WHERE t.article_id = a.id AND "
		       "t.tag_id = (SELECT id FROM tag WHERE name = ?))");
	bind_text(c, node->text);
}

static void filter_flag(struct compiler *c, const struct node *node)
{
	static const struct {
		const char *word, *sql, *missing;
	} flags[] = {
		{"unread", "a.is_read = 0", NULL},
		{"read", "a.is_read = 1", NULL},
		{"starred", "a.is_starred = 1", NULL},
		{"muted", "a.is_muted = 1", NULL},
		{"updated", "a.updated_at IS NOT NULL", NULL},
		{"enclosure", "(a.has & 1) != 0", NULL},
		{"text", "(a.has & 2) != 0", NULL},
		{"image", "(a.has & 4) != 0", NULL},
		{"alerted", NULL, "is:alerted needs alerts"},
		{"sponsored", NULL, "is:sponsored needs what a page says of itself"},
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(node->text, flags[i].word))
			continue;
		if (flags[i].missing)
			(void)unsupported(c, node, flags[i].missing);
		else
			sql(c, flags[i].sql);
		return;
	}
}

static void filter_string(struct compiler *c, const struct node *node)
{
	char *lower = mem_strdup(c->ctx, node->text);

	for (char *s = lower; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s += 'a' - 'A';
	switch (node->field->name[0]) {
	case 'u': /* url: how it begins */
		sql(c, "(instr(a.url, ?) = 1 OR instr(a.canonical_url, ?) = 1)");
		bind_text(c, node->text);
		bind_text(c, node->text);
		break;
	case 's': /* site: the host and all below */
		sql(c, "(a.host = ? OR substr(a.host, -length(?) - 1) = '.' || ?)");
		bind_text(c, lower);
		bind_text(c, lower);
		bind_text(c, lower);
		break;
	default: /* lang: the primary tag */
		sql(c, "(lower(a.lang) = ? OR substr(lower(a.lang), 1, length(?) + 1) = ? || '-')");
		bind_text(c, lower);
		bind_text(c, lower);
		bind_text(c, lower);
	}
}

static void filter_bounds(struct compiler *c, const char *column, int64_t from, int64_t to)
{
	sql(c, "(");
	if (from != INT64_MIN) {
		buf_addf(&c->where, "%s >= ?", column);
		bind_number(c, from);
	}
	if (to != INT64_MAX) {
		buf_addf(&c->where, "%s%s < ?", from != INT64_MIN ? " AND " : "", column);
		bind_number(c, to);
	}
	sql(c, from == INT64_MIN && to == INT64_MAX ? "1)" : ")");
}

static void time_bounds(struct compiler *c, const struct node *node, int64_t *from, int64_t *to)
{
	int64_t start, end;

	range_instants(&node->range, c->env, &start, &end);
	*from = start;
	*to = end;
	if (!strcmp(node->field->name, "since"))
		*to = INT64_MAX;
	if (!strcmp(node->field->name, "before")) {
		*from = INT64_MIN;
		*to = node->range.op == RANGE_POINT ? start : end;
	}
}

static bool is_publication(const struct node *node)
{
	return node->kind == NODE_FIELD && node->field->kind == QUERY_TIME &&
	       (node->field->name[0] == 'd' || node->field->name[0] == 'b' || !strcmp(node->field->name, "since"));
}

static void filter_time(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	time_bounds(c, node, &from, &to);
	if (is_publication(node))
		filter_bounds(c, "ifnull(a.published_at, a.arrived_at)", from, to);
	else if (node->field->name[0] == 'u')
		filter_bounds(c, "ifnull(a.updated_at, -9223372036854775807)", from == INT64_MIN ? INT64_MIN + 2 : from, to);
	else
		filter_bounds(c, "a.arrived_at", from, to);
}

static void filter_int(struct compiler *c, const struct node *node)
{
	int64_t from, to;

	range_numbers(&node->range, &from, &to);
	if (!strcmp(node->field->name, "score"))
		filter_bounds(c, "a.score", from, to);
	else if (!strcmp(node->field->name, "id"))
		filter_bounds(c, "a.id", from, to);
	else
		(void)unsupported(c, node, mem_printf(c->ctx, "%s: needs stories", node->field->name));
}

static void filter_field(struct compiler *c, const struct node *node)
{
	switch (node->field->kind) {
	case QUERY_NAME:
		if (node->field->name[0] == 'r')
			(void)unsupported(c, node, "rule: needs alerts");
		else if (node->field->name[0] == 't')
			filter_tag(c, node);
		else
			filter_feed(c, node);
		break;
	case QUERY_FLAG:
		filter_flag(c, node);
		break;
	case QUERY_STRING:
		filter_string(c, node);
		break;
	case QUERY_TIME:
		filter_time(c, node);
		break;
	default:
		filter_int(c, node);
	}
}

static void filter(struct compiler *c, const struct node *node)
{
	if (is_match(node)) {
		filter_match(c, node);
	} else if (node->kind == NODE_NOT) {
		sql(c, "NOT (");
		filter(c, node->kids[0]);
		sql(c, ")");
	} else if (node->kind == NODE_FIELD) {
		filter_field(c, node);
	} else if (node->kind == NODE_VIEW) { /* a view of everything */
		sql(c, "1");
	} else {
		for (size_t i = 0; i < node->n_kids; i++) {
			sql(c, !i ? "(" : node->kind == NODE_OR ? " OR " : " AND ");
			filter(c, node->kids[i]);
		}
		sql(c, ")");
	}
}

/* ---- drivers ---- */

static bool is_field(const struct node *node, const char *field, const char *value)
{
	return node->kind == NODE_FIELD && !strcmp(node->field->name, field) && (!value || !strcmp(node->text, value));
}

static bool is_plain_tag(const struct node *node)
{
	return is_field(node, "tag", NULL) && !strchr(node->text, '*') && strcmp(node->text, "none") &&
	       strcmp(node->text, "unread") && strcmp(node->text, "starred");
}

static bool is_plain_feed(const struct node *node)
{
	return is_field(node, "feed", NULL) && !strchr(node->text, '*');
}

static bool is_unread(const struct node *node)
{
	return is_field(node, "is", "unread") || is_field(node, "tag", "unread");
}

static bool is_starred(const struct node *node)
{
	return is_field(node, "is", "starred") || is_field(node, "tag", "starred");
}

#define STAT(c, which, ...) \
	((c)->env->stats && (c)->env->stats->which ? (c)->env->stats->which((c)->env->stats->state, ##__VA_ARGS__) : -1)

struct candidate {
	enum query_driver driver;
	const struct node *node;
	int64_t size; /* -1: not known */
};

/* The SQL conjunct with the fewest articles may drive; text beats them all unless a set is small (then it filters). */
static void consider(struct candidate *best, struct candidate next, bool prefer)
{
	if (!best->node || (next.size >= 0 && best->size >= 0 ? next.size < best->size : prefer))
		*best = next;
}

static struct candidate pick(struct compiler *c, struct node **kids, size_t n, bool with_unread)
{
	struct candidate best = {QUERY_BY_ALL, NULL, -1};

	for (size_t i = 0; i < n; i++) {
		const struct node *node = kids[i];

		if (is_plain_tag(node))
			consider(&best, (struct candidate){QUERY_BY_TAG, node, STAT(c, tag, node->text)}, true);
		else if (is_plain_feed(node))
			consider(&best, (struct candidate){QUERY_BY_FEED, node, STAT(c, feed, node->text)}, false);
		else if (is_unread(node) && with_unread)
			consider(&best, (struct candidate){QUERY_BY_UNREAD, node, STAT(c, unread)}, false);
		else if (is_starred(node))
			consider(&best, (struct candidate){QUERY_BY_STARRED, node, STAT(c, starred)}, false);
	}
	return best;
}

static const struct {
	const char *from, *id, *where;
} drivers[] = {
	[QUERY_BY_TEXT] = {NULL, "f.rowid", NULL},
	[QUERY_BY_TAG] = {"article_tag d CROSS JOIN article a ON a.id = d.article_id", "d.article_id",
			  "d.tag_id = (SELECT id FROM tag WHERE name = ?)"},
	[QUERY_BY_FEED] = {"appearance d CROSS JOIN article a ON a.id = d.article_id", "d.article_id",
			   "d.feed_id = (SELECT id FROM feed WHERE name = ?)"},
	[QUERY_BY_UNREAD] = {"article a INDEXED BY article_unread", "a.id", NULL},
	[QUERY_BY_STARRED] = {"article a INDEXED BY article_starred", "a.id", NULL},
	[QUERY_BY_ALL] = {"article a", "a.id", NULL},
};

/* Words of the top AND go into one MATCH, with the NOTs of words beside them. */
static struct node *take_text(struct compiler *c, struct node **kids, size_t *n)
{
	struct node *text = NULL;
	size_t positive = 0, kept = 0;

	for (size_t i = 0; i < *n; i++)
		positive += is_match(kids[i]);
	if (!positive)
		return NULL;
	text = mem_new(c->ctx, struct node);
	text->kind = NODE_AND;
	text->kids = mem_array(text, struct node *, *n);
	for (size_t i = 0; i < *n; i++) {
		struct node *node = kids[i];

		if (is_match(node) || (node->kind == NODE_NOT && is_match(node->kids[0])))
			text->kids[text->n_kids++] = node;
		else
			kids[kept++] = node;
	}
	*n = kept;
	return text->n_kids == 1 ? text->kids[0] : text;
}

/* A small set beside a text driver. */
static void add_small_set(struct compiler *c, struct node **kids, size_t n)
{
	struct candidate set = pick(c, kids, n, true);

	if (!set.node || set.size < 0 || set.size > SMALL_SET)
		return;
	switch (set.driver) {
	case QUERY_BY_TAG:
		sql(c, " AND f.rowid IN (SELECT article_id FROM article_tag WHERE tag_id = (SELECT id FROM tag WHERE name = ?))");
		bind_text(c, set.node->text);
		break;
	case QUERY_BY_FEED:
		sql(c, " AND f.rowid IN (SELECT article_id FROM appearance WHERE feed_id = (SELECT id FROM feed WHERE name = ?))");
		bind_text(c, set.node->text);
		break;
	case QUERY_BY_UNREAD:
		sql(c, " AND f.rowid IN (SELECT id FROM article INDEXED BY article_unread WHERE is_read = 0 AND is_muted = 0 "
		       "AND is_hidden = 0)");
		break;
	default:
		sql(c, " AND f.rowid IN (SELECT id FROM article INDEXED BY article_starred WHERE is_starred = 1)");
	}
}

/* Publication dates bound the ids: exactly from above, with slack from below. */
static void add_id_bounds(struct compiler *c, struct node **kids, size_t n, const char *id)
{
	const int64_t limit = INT64_MAX / ID_SLOTS;

	for (size_t i = 0; i < n; i++) {
		int64_t from, to;

		if (!is_publication(kids[i]))
			continue;
		time_bounds(c, kids[i], &from, &to);
		if (from > -limit + ID_SLACK_S && from < limit) {
			buf_addf(&c->where, " AND %s >= ?", id);
			bind_number(c, (from - ID_SLACK_S) * ID_SLOTS);
		}
		if (to > -limit && to < limit) {
			buf_addf(&c->where, " AND %s < ?", id);
			bind_number(c, to * ID_SLOTS);
		}
	}
}

static bool only_id_bounds(struct node **kids, size_t n)
{
	return n == 0 || (n == 1 && kids[0]->kind == NODE_VIEW && !kids[0]->n_kids);
}

static void plan_filters(struct compiler *c, const struct candidate *driver, struct node **kids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (kids[i] == driver->node && (driver->driver == QUERY_BY_TAG || driver->driver == QUERY_BY_FEED))
			continue;
		sql(c, " AND ");
		filter(c, kids[i]);
	}
}

static void plan(struct compiler *c, const struct query *query, struct node **kids, size_t n)
{
	bool with_hidden = query_wants_muted(query);
	const struct node *text = take_text(c, kids, &n);
	struct candidate driver = {QUERY_BY_TEXT, NULL, -1};
	struct query_plan *p = c->plan;

	if (!text)
		driver = pick(c, kids, n, !with_hidden);
	p->driver = driver.driver;
	p->id = drivers[driver.driver].id;
	if (text) {
		p->from = mem_printf(c->ctx, "%s f CROSS JOIN article a ON a.id = f.rowid", fts_table(c));
		buf_addf(&c->where, "%s MATCH ?", fts_table(c));
		bind_text(c, match_text(c, text));
		if (c->env->target == QUERY_ARCHIVE)
			add_small_set(c, kids, n);
	} else {
		p->from = drivers[driver.driver].from;
		sql(c, drivers[driver.driver].where ? drivers[driver.driver].where : "1");
		if (drivers[driver.driver].where)
			bind_text(c, driver.node->text);
	}
	add_id_bounds(c, kids, n, p->id);
	if ((text || driver.driver == QUERY_BY_TAG || driver.driver == QUERY_BY_FEED) &&
	    (only_id_bounds(kids, n) || (n == 1 && kids[0] == driver.node))) {
		p->count_from = text ? mem_printf(c->ctx, "%s f", fts_table(c))
				     : driver.driver == QUERY_BY_TAG ? "article_tag d" : "appearance d";
		p->count_where = mem_strdup(c->ctx, buf_str(&c->where));
	}
	plan_filters(c, &driver, kids, n);
	if (!with_hidden)
		sql(c, " AND a.is_muted = 0 AND a.is_hidden = 0");
}

/* As one types: the word under the cursor is not finished; it stands last in the text. */
static void open_last_word(struct node *node)
{
	while (node->n_kids && (node->kind == NODE_AND || node->kind == NODE_OR || node->kind == NODE_NOT))
		node = node->kids[node->n_kids - 1];
	if (node->kind == NODE_TEXT && node->is_bare) {
		size_t letters = 0, len = strlen(node->text);

		for (const char *s = node->text; len; letters++) {
			int32_t cp;
			size_t used = utf8_next(s, len, &cp);

			s += used;
			len -= used;
			letters += utf8_is_cjk(cp) ? 2 : 0;
		}
		node->is_prefix |= letters >= 3;
	}
}

/* A copy, so that pruning, flattening and prefixes leave the query as it was read. */
static struct node *deep_copy(void *ctx, const struct node *node)
{
	struct node *copy = mem_new(ctx, struct node);

	*copy = *node;
	copy->kids = mem_array(copy, struct node *, node->n_kids);
	for (size_t i = 0; i < node->n_kids; i++)
		copy->kids[i] = deep_copy(copy, node->kids[i]);
	return copy;
}

static void compile(struct compiler *c, const struct query *query)
{
	struct node *root = query->root ? deep_copy(c->ctx, query->root) : NULL, *single[1];

	if (root && c->env->last_word_is_prefix)
		open_last_word(root);
	if (root && !(root = prune(c, root))) { /* nothing but punctuation */
		c->plan->from = drivers[QUERY_BY_ALL].from;
		c->plan->id = drivers[QUERY_BY_ALL].id;
		c->plan->driver = QUERY_BY_ALL;
		sql(c, "0");
		return;
	}
	if (root)
		flatten(root);
	single[0] = root;
	if (root && root->kind == NODE_AND)
		plan(c, query, root->kids, root->n_kids);
	else
		plan(c, query, single, root ? 1 : 0);
}

bool query_compile(void *ctx, const struct query *query, const struct query_env *env, struct query_plan **ret,
		   struct err *err)
{
	struct query_plan *p = mem_new(ctx, struct query_plan);
	struct compiler c = {.ctx = p, .env = env, .where = BUF_INIT(SQL_BYTES_MAX), .plan = p, .err = err};

	compile(&c, query);
	p->binds = c.binds;
	p->n_binds = c.n_binds;
	if (buf_ok(&c.where) && !c.failed && (p->where = buf_steal(&c.where, p))) {
		*ret = p;
		return true;
	}
	if (!c.failed || !err || !err->msg[0])
		(void)err_set(err, ERR_LIMIT, "the query is too large");
	buf_free(&c.where);
	talloc_free(p);
	return false;
}
