/* health.h: the feeds on the health screen, worst first; what each line knows.  Reads no store: its owner brings
 * the rows and, feed by feed, their rhythm. */
#ifndef TELEX_UI_HEALTH_H
#define TELEX_UI_HEALTH_H

#include "telex/conf.h"
#include "telex/store.h"

struct health_row {
	struct store_feed feed; /* id 0: not in the store yet */
	struct store_rhythm rhythm;
	bool has_rhythm;
	bool is_due; /* its rhythm is to be read, or read again */
	enum store_health health;
	size_t place; /* among feeds that fare alike */
};
struct health {
	struct health_row *rows;
	size_t n, cursor, top;
	size_t n_of[STORE_FEED_GONE + 1]; /* by enum store_health */
	bool is_held;			  /* the cursor stays on its feed, no more on the worst: a key came */
	bool in_story;			  /* the keys move the story of the feed at the cursor */
	size_t story_top;
	int list_rows, story_rows;	  /* lines of either when they were drawn last */
	bool is_unsorted; /* a rhythm has changed how some feed fares */
	void *texts;	  /* owns what the rows point to */
};

/* A talloc object of ctx, empty. */
struct health *health_new(void *ctx);
/* Take the rows over, and those feeds of the configuration that the store does not know; rhythms that were read
 * stay, and are due where something came.  The cursor stays on its feed. */
void health_update(struct health *health, struct store_feeds *take_feeds, const struct conf *conf, int64_t now);
/* The next row whose rhythm is due, from the first line on the screen on; NULL: all are known. */
struct health_row *health_due(struct health *health);
/* NULL: it cannot be read. */
void health_set_rhythm(struct health *health, struct health_row *row, const struct store_rhythm *rhythm,
		       int64_t now);
void health_sort(struct health *health);
/* NULL when there is no feed. */
const struct health_row *health_current(const struct health *health);
const struct store_rhythm *health_rhythm(const struct health_row *row); /* NULL: not known */
/* The cursor to the feed of that name; false: there is none. */
bool health_seek(struct health *health, const char *name);
void health_move(struct health *health, long lines);
void health_scroll(struct health *health, int height);

#endif
