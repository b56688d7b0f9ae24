/* health.c: the feeds of the health screen, sorted, with a cursor. */
#include "health.h"

#include <stdlib.h>
#include <string.h>

struct health *health_new(void *ctx)
{
	return mem_new(ctx, struct health);
}

static enum store_health judge(const struct health_row *row, int64_t now)
{
	struct store_report report;
	void *tmp = talloc_new(NULL);

	store_feed_report(tmp, &row->feed, health_rhythm(row), now, &report);
	talloc_free(tmp);
	return report.health;
}

static void count(struct health *health)
{
	memset(health->n_of, 0, sizeof(health->n_of));
	for (size_t i = 0; i < health->n; i++)
		health->n_of[health->rows[i].health]++;
}

/* ---- the order ---- */

/* Worst first, among those that fail the one that has for longest, else in the order of the side bar. */
static int compare(const void *a, const void *b)
{
	const struct health_row *x = a, *y = b;
	int64_t since_x = x->feed.state.failing_since, since_y = y->feed.state.failing_since;

	if (x->health != y->health)
		return x->health > y->health ? -1 : 1;
	if (x->health == STORE_FEED_FAILING && since_x != since_y)
		return since_x < since_y ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void health_sort(struct health *health)
{
	const struct health_row *current = health_current(health);
	const char *name = current ? current->feed.name : "";

	health->is_unsorted = false;
	if (health->n > 0)
		qsort(health->rows, health->n, sizeof(health->rows[0]), compare);
	if (health->is_held)
		(void)health_seek(health, name);
}

/* ---- rows ---- */

static const struct health_row *find_old(const struct health_row *rows, size_t n, int64_t id)
{
	for (size_t i = 0; id != 0 && i < n; i++) {
		if (rows[i].feed.id == id)
			return &rows[i];
	}
	return NULL;
}

static void add(struct health *health, const struct store_feed *feed, const struct health_row *old)
{
	struct health_row *row;

	health->rows = mem_grow(health, health->rows, struct health_row, health->n + 1);
	row = &health->rows[health->n];
	*row = (struct health_row){.feed = *feed, .place = health->n++, .is_due = feed->id != 0};
	if (!old)
		return;
	row->rhythm = old->rhythm;
	row->has_rhythm = old->has_rhythm;
	row->is_due = old->is_due || old->feed.n_articles != feed->n_articles ||
		      old->feed.state.last_try_at != feed->state.last_try_at;
}

static bool is_known(const struct store_feeds *feeds, const char *name)
{
	for (size_t i = 0; i < feeds->n; i++) {
		if (strcmp(feeds->feeds[i].name, name) == 0)
			return true;
	}
	return false;
}

/* What was written into a file and not yet brought into the store. */
static void add_unknown(struct health *health, const struct store_feeds *feeds, const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_feeds; i++) {
		const struct conf_feed *from = &conf->feeds[i];
		struct store_feed feed = {.name = from->name,
					  .url = from->url,
					  .title = from->title ? from->title : from->name,
					  .group = from->group ? from->group : "",
					  .site_url = "",
					  .state = {.last_try_at = WHEN_NONE,
						    .last_ok_at = WHEN_NONE,
						    .failing_since = WHEN_NONE,
						    .missed_at = WHEN_NONE}};

		if (!is_known(feeds, from->name))
			add(health, &feed, NULL);
	}
}

void health_update(struct health *health, struct store_feeds *take_feeds, const struct conf *conf,
		   int64_t now)
{
	struct health_row *old = health->rows;
	size_t n_old = health->n, cursor = health->cursor;
	char *name = mem_strdup(health, cursor < n_old ? old[cursor].feed.name : "");
	void *texts = health->texts;

	health->rows = NULL;
	health->n = 0;
	health->texts = talloc_steal(health, take_feeds);
	for (size_t i = 0; i < take_feeds->n; i++)
		add(health, &take_feeds->feeds[i], find_old(old, n_old, take_feeds->feeds[i].id));
	/* As many as are configured: the store has them all, as it nearly always does. */
	if (take_feeds->n != conf->n_feeds)
		add_unknown(health, take_feeds, conf);
	for (size_t i = 0; i < health->n; i++)
		health->rows[i].health = judge(&health->rows[i], now);
	count(health);
	health_sort(health);
	health->cursor = 0;
	if (health->is_held && !health_seek(health, name))
		health_move(health, (long)cursor);
	talloc_free(old);
	talloc_free(texts);
	talloc_free(name);
}

struct health_row *health_due(struct health *health)
{
	for (size_t i = 0; i < health->n; i++) {
		struct health_row *row = &health->rows[(health->top + i) % health->n];

		if (row->is_due)
			return row;
	}
	return NULL;
}

void health_set_rhythm(struct health *health, struct health_row *row, const struct store_rhythm *rhythm,
		       int64_t now)
{
	enum store_health before = row->health;

	row->is_due = false;
	if (!rhythm)
		return;
	row->rhythm = *rhythm;
	row->has_rhythm = true;
	row->health = judge(row, now);
	if (row->health == before)
		return;
	health->is_unsorted = true;
	count(health);
}

const struct store_rhythm *health_rhythm(const struct health_row *row)
{
	return row->has_rhythm ? &row->rhythm : NULL;
}

/* ---- the cursor ---- */

const struct health_row *health_current(const struct health *health)
{
	return health->cursor < health->n ? &health->rows[health->cursor] : NULL;
}

bool health_seek(struct health *health, const char *name)
{
	for (size_t i = 0; i < health->n; i++) {
		if (strcmp(health->rows[i].feed.name, name) == 0) {
			health->cursor = i;
			return true;
		}
	}
	return false;
}

void health_move(struct health *health, long lines)
{
	long last = (long)health->n - 1, to = (long)health->cursor + lines;

	to = to > last ? last : to;
	health->cursor = (size_t)(to > 0 ? to : 0);
	health->story_top = 0;
}

void health_scroll(struct health *health, int height)
{
	size_t lines = height > 0 ? (size_t)height : 1;

	if (health->cursor < health->top)
		health->top = health->cursor;
	if (health->cursor >= health->top + lines)
		health->top = health->cursor + 1 - lines;
	if (health->top + lines > health->n)
		health->top = health->n > lines ? health->n - lines : 0;
}
