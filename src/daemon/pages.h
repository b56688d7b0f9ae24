/* pages.h: the pages of articles: asked for with the manners of feeds and by robots.txt, read by a parser process, stored. */
#ifndef TELEX_DAEMON_PAGES_H
#define TELEX_DAEMON_PAGES_H

#include "telex/fetch.h"
#include "telex/store.h"

#include "holds.h"
#include "pool.h"
#include "roster.h"

struct pages;
/* What it works with; all of it must live longer. */
struct pages_tools {
	struct store *store;
	struct pool *pool;
	struct fetch *fetch;
	struct roster *roster;
	struct holds *holds;
};
struct pages *pages_new(void *ctx, const struct pages_tools *tools);
/* Start what is due and may be asked now.  Callbacks come from fetch_turn and pool_turn. */
void pages_turn(struct pages *pages);
/* Something that is due may have been stored. */
void pages_poke(struct pages *pages);
/* What of the fetch engine's requests and of the pool's documents is ours. */
size_t pages_fetching(const struct pages *pages);
size_t pages_parsing(const struct pages *pages);
/* Something is under way, or may be started now. */
bool pages_is_busy(const struct pages *pages);
struct pages_counts {
	size_t n_read, n_failed; /* since it was made */
};
const struct pages_counts *pages_counts(const struct pages *pages);

#endif
