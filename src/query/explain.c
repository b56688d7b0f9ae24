/* explain.c: what a plan does, in words. */
#include "compile.h"

#include <string.h>

static const char *text_of(struct compiler *c, struct node *const *nodes, size_t n, const bool *is_taken)
{
	struct buf out = BUF_INIT(64 * QUERY_BYTES_MAX);
	size_t count = 0, n_taken = 0;
	const char *text;

	for (size_t i = 0; i < n; i++)
		n_taken += !is_taken || is_taken[i];
	for (size_t i = 0; i < n; i++) {
		if (is_taken && !is_taken[i])
			continue;
		buf_adds(&out, count++ ? " " : "");
		node_format(nodes[i], n_taken > 1, &out);
	}
	text = buf_steal(&out, c->ctx);
	return text ? text : "(too long to show)";
}

void explain_words(struct compiler *c, struct node *const *nodes, size_t n, const bool *is_taken)
{
	c->plan->estimate = -1;
	c->plan->drives =
	    mem_printf(c->ctx, "the index of words, newest first: %s", text_of(c, nodes, n, is_taken));
}

void explain_driver(struct compiler *c, struct node *node, int64_t size)
{
	const struct query_stats *stats = c->env->stats;

	c->plan->estimate = node && size != SIZE_UNKNOWN && node->kind != NODE_OR   ? size
			    : !node && stats && stats->all ? stats->all(stats->state)
							   : -1;
	if (!node)
		c->plan->drives = "all articles, newest first";
	else
		c->plan->drives = mem_printf(
		    c->ctx, c->plan->is_set ? "gathered first: %s" : "the articles of %s, newest first",
		    text_of(c, &node, 1, NULL));
}

void explain_filter(struct compiler *c, const char *how, struct node *const *nodes, size_t n,
		    const bool *is_taken)
{
	struct query_plan *plan = c->plan;

	plan->filters = mem_grow(plan, plan->filters, const char *, plan->n_filters + 1);
	plan->filters[plan->n_filters++] = mem_printf(c->ctx, "%s: %s", text_of(c, nodes, n, is_taken), how);
}

void explain_union(struct query_plan *plan)
{
	for (const struct query_plan *p = plan->next; p; p = p->next) {
		plan->drives = mem_printf(plan, "%s; or %s", plan->drives, p->drives);
		for (size_t i = 0; i < p->n_filters; i++) {
			plan->filters = mem_grow(plan, plan->filters, const char *, plan->n_filters + 1);
			plan->filters[plan->n_filters++] = p->filters[i];
		}
		plan->estimate = -1;
	}
}

const char *query_driver_name(const struct query_plan *plan)
{
	static const char *const names[] = {
	    [QUERY_BY_TEXT] = "words",	  [QUERY_BY_TAG] = "tag",	  [QUERY_BY_FEED] = "feed",
	    [QUERY_BY_UNREAD] = "unread", [QUERY_BY_STARRED] = "starred", [QUERY_BY_ALL] = "all",
	    [QUERY_BY_MUTED] = "muted",	  [QUERY_BY_ENCLOSURE] = "enclosure",
	};

	return plan->is_set ? "set" : names[plan->driver];
}

static void put_line(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, "%-10s%s\n", name, text);
}

void query_explain(const struct query *query, const struct query_plan *plan, struct buf *out)
{
	AUTO_BUF text = BUF_INIT(64 * QUERY_BYTES_MAX);
	AUTO_BUF whole = BUF_INIT(64 * QUERY_BYTES_MAX);

	query_format(query, &text);
	query_write_out(query, &whole);
	put_line(out, "query", text.len ? buf_str(&text) : "(everything)");
	if (strcmp(buf_str(&text), buf_str(&whole)))
		put_line(out, "in full", whole.len ? buf_str(&whole) : "(everything)");
	put_line(out, "found by", plan->drives);
	for (size_t i = 0; i < plan->n_filters; i++)
		put_line(out, i ? "" : "filtered", plan->filters[i]);
	if (!query_wants_muted(query))
		put_line(out, plan->n_filters ? "" : "filtered",
			 "muted articles and those of removed feeds are left out");
	buf_addf(out, "%-10s", "cost");
	if (plan->estimate < 0)
		buf_adds(out, "every article found by that is looked at, or as many as fill the page\n");
	else
		buf_addf(out, "at most %lld article%s looked at, or as many as fill the page\n", (long long)plan->estimate,
			 plan->estimate == 1 ? " is" : "s are");
	if (plan->warning)
		put_line(out, "remark", plan->warning);
}
