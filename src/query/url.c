/* url.c: addresses by their beginning: asked of one article, or found by the indexes of addresses. */
#include "compile.h"

#include <string.h>

static const char *const schemes[] = {"https://", "http://"};

static bool has_scheme(const char *text)
{
	return !strncmp(text, "http:", 5) || !strncmp(text, "https:", 6) || strstr(text, "://");
}

/* What begins with prefix comes from there on and below *ret_behind: prefix with its last byte one up. */
static const char *behind(struct compiler *c, const char *prefix)
{
	char *copy = mem_strdup(c->ctx, prefix);

	copy[strlen(copy) - 1]++;
	return copy;
}

static void put_prefix(struct compiler *c, const char *column, const char *prefix)
{
	put_sqlf(c, "(%s >= ? AND %s < ?)", column, column);
	bind_text(c, prefix);
	bind_text(c, behind(c, prefix));
}

/* Where the addresses that are meant begin: as typed, or with either scheme. */
static size_t beginnings(struct compiler *c, const char *text, const char *ret[2])
{
	ret[0] = text;
	for (size_t i = 0; i < 2 && !has_scheme(text); i++)
		ret[i] = mem_printf(c->ctx, "%s%s", schemes[i], text);
	return has_scheme(text) ? 1 : 2;
}

static void put_url_of(struct compiler *c, const struct node *node, const char *table)
{
	const char *starts[2];
	const size_t n = beginnings(c, node->text, starts);

	put_sql(c, "(");
	for (size_t i = 0; i < n; i++) {
		put_sql(c, i ? " OR " : "");
		put_prefix(c, mem_printf(c->ctx, "%s.url", table), starts[i]);
		put_sql(c, " OR ");
		put_prefix(c, mem_printf(c->ctx, "%s.canonical_url", table), starts[i]);
	}
	put_sql(c, ")");
}

void put_url(struct compiler *c, const struct node *node)
{
	put_url_of(c, node, "+a"); /* never by the index: its order is not ours */
}

/* Ranges of the two indexes in which everything lies that is meant, and not much else. */
struct url_range {
	bool is_alias;
	const char *from;
};
enum { RANGES_MAX = 7 };

/* A canonical address is https and without www. where its url may be neither; others are aliases. */
static size_t ranges_of(struct compiler *c, const struct node *node, struct url_range ret[RANGES_MAX])
{
	const char *starts[2], *rest;
	const size_t n_starts = beginnings(c, node->text, starts);
	size_t n = 0;

	for (size_t i = 0; i < n_starts; i++) {
		ret[n++] = (struct url_range){true, starts[i]};
		ret[n++] = (struct url_range){false, starts[i]};
	}
	if (strncmp(starts[0], schemes[0], strlen(schemes[0])))
		return n;
	rest = starts[0] + strlen(schemes[0]);
	if (n_starts == 1)
		ret[n++] = (struct url_range){false, mem_printf(c->ctx, "http://%s", rest)};
	for (size_t i = 0; i < 2; i++)
		ret[n++] = (struct url_range){false, mem_printf(c->ctx, "%swww.%s", schemes[i], rest)};
	return n;
}

int64_t url_size(struct compiler *c, const struct node *node)
{
	const struct query_stats *stats = c->env->stats;
	struct url_range ranges[RANGES_MAX];
	const size_t n = ranges_of(c, node, ranges);
	int64_t size = 0;

	for (size_t i = 0; i < n && size < LARGE_MAX; i++)
		size += stats->url(stats->state, ranges[i].is_alias, ranges[i].from, behind(c, ranges[i].from));
	return size;
}

void put_url_set(struct compiler *c, const struct node *node)
{
	struct url_range ranges[RANGES_MAX];
	const size_t n = ranges_of(c, node, ranges);

	for (size_t i = 0; i < n; i++) {
		put_sqlf(c, "%sSELECT id FROM article AS u WHERE %s AND ", i ? " UNION ALL " : "",
			 ranges[i].is_alias ? QUERY_ALIASED : "1");
		put_prefix(c, ranges[i].is_alias ? "u.canonical_url" : "u.url", ranges[i].from);
		put_sql(c, " AND ");
		put_url_of(c, node, "+u");
	}
}
