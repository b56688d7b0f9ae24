/* side.c: what stands in the side bar. */
#include "side.h"

#include <string.h>

#include "telex/utf8.h"

static const struct {
	const char *name, *query;
	bool unread_only;
} fixed_views[] = {
    {"All unread", "", true},
    {"Today", "since:today", true},
    {"Starred", "is:starred", false},
    {"All", "", false},
};
enum { N_FIXED_VIEWS = sizeof(fixed_views) / sizeof(fixed_views[0]), ALERTS_AT = 2 /* below Today */ };

char *side_field(void *ctx, const char *field, const char *name)
{
	bool is_plain = name[0] != '\0' && strpbrk(name, " \t\"()*") == NULL;
	AUTO_BUF text = BUF_INIT(KIB(16));

	buf_addf(&text, "%s:", field);
	if (is_plain) {
		buf_adds(&text, name);
		return mem_check(buf_steal(&text, ctx));
	}
	buf_addc(&text, '"');
	for (const char *s = name; *s; s++) {
		if (*s != '"')
			buf_addc(&text, *s);
	}
	buf_addc(&text, '"');
	return mem_check(buf_steal(&text, ctx));
}

static struct side_item *add(struct side *side, enum side_kind kind, const char *label)
{
	struct side_item *item;

	side->items = mem_grow(side, side->items, struct side_item, side->n + 1);
	item = &side->items[side->n++];
	*item = (struct side_item){.kind = kind, .n_unread = -1, .n_all = -1};
	item->label = utf8_safe_dup(side, label, SAFE_LINE);
	item->name = "";
	return item;
}

static void add_heading(struct side *side, const char *label)
{
	if (side->n > 0)
		add(side, SIDE_BLANK, "");
	add(side, SIDE_HEADING, label);
}

static void add_fixed_view(struct side *side, size_t i, const struct store_totals *totals)
{
	struct side_item *item = add(side, SIDE_VIEW, fixed_views[i].name);

	item->name = fixed_views[i].name;
	item->query = fixed_views[i].query;
	item->unread_only = fixed_views[i].unread_only;
	if (item->query[0] == '\0') {
		item->n_unread = item->unread_only ? totals->unread : totals->articles;
		item->n_all = totals->articles;
	} else if (strcmp(item->query, "is:starred") == 0) {
		item->n_unread = item->n_all = totals->starred;
	} else {
		item->is_counted = item->is_stale = true;
	}
}

/* How much is hidden, and the way to it. */
static void add_muted(struct side *side)
{
	struct side_item *item = add(side, SIDE_VIEW, "Muted");

	item->name = "Muted";
	item->query = "is:muted";
	item->is_counted = item->is_stale = item->counts_all = true;
}

/* Where there are rules, or were. */
static void add_alerts(struct side *side, const struct side_source *source)
{
	struct side_item *item;

	if (source->n_alerts == 0 && (!source->conf || source->conf->n_rules == 0))
		return;
	item = add(side, SIDE_ALERTS, "Alerts");
	item->query = "is:alerted";
	item->n_unread = source->n_alerts;
}

static void add_views(struct side *side, const struct side_source *source)
{
	add_heading(side, "VIEWS");
	for (size_t i = 0; i < N_FIXED_VIEWS; i++) {
		if (i == ALERTS_AT)
			add_alerts(side, source);
		add_fixed_view(side, i, &source->totals);
	}
	for (size_t i = 0; source->conf && i < source->conf->n_views; i++) {
		const struct conf_query *view = &source->conf->views[i];
		struct side_item *item = add(side, SIDE_VIEW, view->name);

		item->name = mem_strdup(side, view->name);
		item->query = mem_strdup(side, view->query);
		item->is_counted = item->is_stale = true;
	}
	if (source->conf && source->conf->n_mutes)
		add_muted(side);
}

/* Unread articles of the group that begins at feed i.  One that two feeds carry counts twice; its list counts
 * it once. */
static int64_t group_unread(const struct store_feeds *feeds, size_t i)
{
	const char *group = feeds->feeds[i].group;
	int64_t n = 0;

	for (; i < feeds->n && strcmp(feeds->feeds[i].group, group) == 0; i++)
		n += feeds->feeds[i].n_unread;
	return n;
}

static void add_group(struct side *side, const struct store_feeds *feeds, size_t i)
{
	struct side_item *item = add(side, SIDE_GROUP, feeds->feeds[i].group);

	item->name = mem_strdup(side, feeds->feeds[i].group);
	item->query = side_field(side, "group", item->name);
	item->unread_only = true;
	item->n_unread = group_unread(feeds, i);
}

static void add_feeds(struct side *side, const struct store_feeds *feeds)
{
	const char *group = "";

	if (feeds->n > 0)
		add_heading(side, "FEEDS");
	for (size_t i = 0; i < feeds->n; i++) {
		const struct store_feed *feed = &feeds->feeds[i];
		struct side_item *item;

		if (strcmp(feed->group, group) != 0) {
			group = feed->group;
			add_group(side, feeds, i);
		}
		item = add(side, SIDE_FEED, feed->title);
		item->name = mem_strdup(side, feed->name);
		item->query = side_field(side, "feed", item->name);
		item->unread_only = true;
		item->n_unread = feed->n_unread;
		item->n_all = feed->n_articles;
		item->is_failing = feed->state.failures > 0 || feed->state.is_gone;
		side->n_feeds++;
		side->n_failing += item->is_failing;
	}
}

static void add_tags(struct side *side, const struct store_tags *tags)
{
	if (tags->n > 0)
		add_heading(side, "TAGS");
	for (size_t i = 0; i < tags->n; i++) {
		struct side_item *item = add(side, SIDE_TAG, tags->tags[i].name);

		item->name = mem_strdup(side, tags->tags[i].name);
		item->query = side_field(side, "tag", item->name);
		item->unread_only = false;
		item->n_unread = tags->tags[i].n_unread;
		item->n_all = tags->tags[i].n_articles;
	}
}

static bool can_open(const struct side_item *item)
{
	return item->kind > SIDE_HEADING;
}

size_t side_find(const struct side *side, enum side_kind kind, const char *name)
{
	for (size_t i = 0; i < side->n; i++) {
		if (side->items[i].kind == kind && strcmp(side->items[i].name, name) == 0)
			return i;
	}
	return side->n;
}

static void take_over(struct side *side, const struct side *old)
{
	size_t at;

	for (size_t i = 0; i < side->n; i++) {
		struct side_item *item = &side->items[i];

		if (!item->is_counted)
			continue;
		at = side_find(old, item->kind, item->name);
		if (at < old->n)
			item->n_unread = old->items[at].n_unread;
	}
	if (old->cursor < old->n) {
		at = side_find(side, old->items[old->cursor].kind, old->items[old->cursor].name);
		if (at < side->n)
			side->cursor = at;
	}
	side->top = old->top;
}

struct side *side_new(void *ctx, const struct side_source *source, const struct side *old)
{
	struct side *side = mem_new(ctx, struct side);

	side->totals = source->totals;
	side->seq = source->seq;
	add_views(side, source);
	add_feeds(side, source->feeds);
	add_tags(side, source->tags);
	side->cursor = 1; /* the first view, below its heading */
	if (old)
		take_over(side, old);
	return side;
}

void side_move(struct side *side, long lines)
{
	long step = lines < 0 ? -1 : 1;

	for (; lines != 0; lines -= step) {
		long to = (long)side->cursor + step;

		while (to >= 0 && to < (long)side->n && !can_open(&side->items[to]))
			to += step;
		if (to < 0 || to >= (long)side->n)
			return;
		side->cursor = (size_t)to;
	}
}

void side_scroll(struct side *side, int height)
{
	size_t lines = height > 0 ? (size_t)height : 1;

	/* At the first entry its heading is shown too. */
	if (side->cursor <= 1)
		side->top = 0;
	if (side->cursor < side->top)
		side->top = side->cursor;
	if (side->cursor >= side->top + lines)
		side->top = side->cursor + 1 - lines;
	if (side->top + lines > side->n)
		side->top = side->n > lines ? side->n - lines : 0;
}

const struct side_item *side_current(const struct side *side)
{
	return &side->items[side->cursor];
}

struct side_item *side_stale(struct side *side)
{
	for (size_t i = 0; i < side->n; i++) {
		if (side->items[i].is_stale)
			return &side->items[i];
	}
	return NULL;
}
