/* side.h: the side bar: views, feeds in their groups, tags, each with a number and the query it stands for.
 * Pure: made from what the store and the configuration say. */
#ifndef TELEX_UI_SIDE_H
#define TELEX_UI_SIDE_H

#include "telex/conf.h"
#include "telex/store.h"

enum side_kind { SIDE_BLANK, SIDE_HEADING, SIDE_VIEW, SIDE_GROUP, SIDE_FEED, SIDE_TAG, SIDE_ALERTS };
struct side_item {
	enum side_kind kind;
	const char *label; /* as shown, safe */
	const char *name;  /* identity within its kind: a feed's NAME, a group, a tag, a view */
	const char *query; /* text of the query, without the filter on unread */
	bool unread_only;  /* how its list opens */
	int64_t n_unread;  /* the number shown; -1: not counted yet */
	int64_t n_all;	   /* -1: not known without counting */
	bool is_counted;   /* n_unread comes from store_count, not from a counter */
	bool is_stale;	   /* it is to be counted again */
	bool counts_all;   /* read ones too */
	bool is_failing;
};
struct side {
	struct side_item *items;
	size_t n, cursor, top;
	size_t n_feeds, n_failing; /* failing: those that are gone too */
	int64_t seq; /* what was stored when this was read: bounds 'mark all read' */
	struct store_totals totals;
};
struct side_source {
	const struct conf *conf;
	const struct store_feeds *feeds;
	const struct store_tags *tags;
	struct store_totals totals;
	int64_t seq;
	int64_t n_alerts; /* new ones */
};

/* A new one; the cursor, the scroll and numbers that had to be counted are taken over from `old` (may be
 * NULL). */
struct side *side_new(void *ctx, const struct side_source *source, const struct side *old);
/* Move the cursor over what can be opened; stops at the ends. */
void side_move(struct side *side, long lines);
void side_scroll(struct side *side, int height);
const struct side_item *side_current(const struct side *side);
/* The item of that kind and name; n when there is none. */
size_t side_find(const struct side *side, enum side_kind kind, const char *name);
/* The first item that is to be counted, NULL when all is known. */
struct side_item *side_stale(struct side *side);
/* A word of a query that means exactly this name: quoted where it must be. */
char *side_field(void *ctx, const char *field, const char *name);

#endif
