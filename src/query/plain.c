/* plain.c: the tree that is compiled: names written out, ANDs and ORs flat again, words without letters gone.
 */
#include "compile.h"

#include <string.h>

#include "telex/utf8.h"

static void warn(struct compiler *c, const char *before, const char *what, const char *behind)
{
	if (!c->plan->warning)
		c->plan->warning = mem_printf(c->ctx, "%s'%s'%s", before, what, behind);
}

static int64_t flag_size(const struct query_stats *stats, const char *flag)
{
	const struct {
		const char *flag;
		int64_t (*size)(void *state);
	} sizes[] = {
	    {"unread", stats->unread},	     {"starred", stats->starred}, {"muted", stats->invisible},
	    {"alerted", stats->alerted},     {"updated", stats->changed}, {"sponsored", stats->sponsored},
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (!strcmp(flag, sizes[i].flag) && sizes[i].size)
			return sizes[i].size(stats->state);
	}
	return SIZE_UNKNOWN;
}

static int64_t ask(struct compiler *c, const struct node *node)
{
	const struct query_stats *stats = c->env->stats;
	const char *name = node->is_glob ? glob_of(c, node->text) : node->text;
	void *state = stats->state;
	int64_t size, from, to;
	enum query_span span;

	switch (node->field) {
	case FIELD_FEED:
		return stats->feed ? stats->feed(state, name) : SIZE_UNKNOWN;
	case FIELD_GROUP:
		return stats->group ? stats->group(state, name) : SIZE_UNKNOWN;
	case FIELD_SITE:
		size = stats->site ? stats->site(state, node->text) : SIZE_UNKNOWN;
		return size < 0 ? 0 : size; /* a host is no name that could be mistyped: no warning */
	case FIELD_TAG:
		return stats->tag && strcmp(node->text, "none") ? stats->tag(state, name) : SIZE_UNKNOWN;
	case FIELD_IS:
		return flag_size(stats, node->text);
	case FIELD_RULE:
		return stats->rule ? stats->rule(state, name) : SIZE_UNKNOWN;
	case FIELD_HAS:
		if (has_of(node) == QUERY_HAS_NONE)
			return stats->notes ? stats->notes(state) : SIZE_UNKNOWN;
		return count_side(c, node, false, LARGE_MAX);
	case FIELD_URL:
		return stats->url ? url_size(c, node) : SIZE_UNKNOWN;
	case FIELD_LANG:
		return count_side(c, node, false, LARGE_MAX);
	default:
		return stats->span && span_of(c, node, &span, &from, &to) && from < to
			   ? stats->span(state, span, from, to)
			   : SIZE_UNKNOWN;
	}
}

static int64_t size_of(struct compiler *c, const struct node *node)
{
	int64_t size, from, to;

	if (node->field == FIELD_STORY) {
		range_numbers(&node->range, &from, &to);
		return to - from == 1 ? STORY_SIZE : SIZE_UNKNOWN;
	}
	if (node->field == FIELD_ID || node->field == FIELD_SEQ) {
		range_numbers(&node->range, &from, &to);
		return from != INT64_MIN && to != INT64_MAX && to - from < SET_MAX ? to - from : SIZE_UNKNOWN;
	}
	if (!c->env->stats || c->env->target == QUERY_BATCH)
		return SIZE_UNKNOWN;
	size = ask(c, node);
	if (size >= 0)
		return size;
	warn(c, mem_printf(c->ctx, "there is no %s ", field_row(node->field)->name), node->text, "");
	return 0;
}

/* As one types: the word under the cursor may go on.  Of one or two letters it is taken as it stands: no
 * prefix index is kept for so few.  Scripts that are cut into pairs need no more than one. */
static bool may_go_on(const struct compiler *c, const struct node *node)
{
	int letters = 0;

	if (!c->env->last_word_is_prefix || !node->is_last_word)
		return false;
	for (size_t at = 0, len = strlen(node->text); at < len;) {
		int32_t cp;

		at += utf8_next(node->text + at, len - at, &cp);
		letters += utf8_is_cjk(cp) ? 3 : 1;
	}
	return letters >= 3;
}

/* One character of a script cut into pairs: the pairs that begin with it. */
static bool is_half_pair(const char *text)
{
	int32_t cp;
	size_t len = strlen(text);

	return utf8_next(text, len, &cp) == len && utf8_is_cjk(cp);
}

static struct node *plain_text(struct compiler *c, const struct node *node)
{
	struct node *copy;

	if (!text_has_word(node->text)) {
		warn(c, "", node->text, " holds no letter and no digit and was left out");
		return NULL;
	}
	copy = node_copy(c->ctx, node);
	copy->is_prefix = node->is_prefix || may_go_on(c, node) || is_half_pair(node->text);
	return copy;
}

static struct node *plain_kids(struct compiler *c, const struct node *node)
{
	struct node *copy = mem_new(c->ctx, struct node);

	*copy = *node;
	copy->kids = NULL;
	copy->n_kids = 0;
	copy->height = 0;
	for (size_t i = 0; i < node->n_kids; i++) {
		struct node *kid = plain_tree(c, node->kids[i]);

		if (kid)
			node_add(copy, kid);
	}
	if (copy->n_kids < 2)
		return copy->n_kids ? copy->kids[0] : NULL;
	return node->kind == NODE_NEAR ? copy : without_opposites(c, copy);
}

static struct node *plain_field(struct compiler *c, const struct node *node)
{
	struct node *copy = node_copy(c->ctx, node);

	copy->n_others = SIZE_UNKNOWN;
	if (!c->is_not || !size_sides(c, copy))
		copy->size = size_of(c, node);
	return unless_none(c, copy);
}

static struct node *not_of(struct compiler *c, struct node *kid)
{
	struct node *others = other_numbers(c, kid), * not ;

	if (!others)
		others = other_times(c, kid);
	if (others)
		return plain_tree(c, others);
	not = negated(c, kid);
	if (is_index_of_others(kid))
		not ->size = kid->n_others;
	return unless_none(c, not );
}

static struct node *plain_not(struct compiler *c, const struct node *node)
{
	struct node *kid;

	c->is_not = !c->is_not;
	kid = plain_tree(c, node->kids[0]);
	c->is_not = !c->is_not;
	return kid ? not_of(c, kid) : NULL;
}

static void add_one(struct compiler *c, struct node *node, struct conjuncts *list)
{
	list->nodes = mem_grow(c->ctx, list->nodes, struct node *, list->n + 1);
	list->nodes[list->n++] = node;
}

void add_conjuncts(struct compiler *c, struct node *node, struct conjuncts *list)
{
	struct node *any = node->kind == NODE_NOT ? node->kids[0] : NULL, *words;

	if (node->kind == NODE_AND) {
		for (size_t i = 0; i < node->n_kids; i++)
			add_conjuncts(c, node->kids[i], list);
	} else if (any && any->kind == NODE_OR && !is_match(any)) {
		words = words_of(c, any);
		if (words)
			add_one(c, negated(c, words), list);
		for (size_t i = 0; i < any->n_kids; i++)
			if (!is_match(any->kids[i]))
				add_conjuncts(c, not_of(c, any->kids[i]), list);
	} else {
		add_one(c, node, list);
	}
}

struct node *plain_tree(struct compiler *c, const struct node *node)
{
	struct node *copy;

	switch (node->kind) {
	case NODE_TEXT:
		copy = plain_text(c, node);
		break;
	case NODE_NOT:
		return plain_not(c, node);
	case NODE_FIELD:
		return plain_field(c, node);
	case NODE_ENTITY:
	case NODE_VIEW:
		return node->n_kids ? plain_tree(c, node->kids[0]) : node_copy(c->ctx, node);
	default:
		copy = plain_kids(c, node);
	}
	if (copy && copy->kind != NODE_FIELD && copy->kind != NODE_NOT)
		copy->size = SIZE_UNKNOWN;
	return copy;
}
