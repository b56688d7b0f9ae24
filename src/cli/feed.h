/* feed.h: what the files about feeds share. */
#ifndef CLI_FEED_H
#define CLI_FEED_H

#include "cli.h"

/* `telex feed list` (feed_list.c). */
int feed_list(struct cli *cli, int argc, char **argv);
struct refresh_order {
	const char *const *names; /* n 0: what is due */
	size_t n;
	bool is_forced;
	bool was_added; /* telexd was told of it just now and may be at it already */
};
/* By the daemon when one listens, else by `telexd --once`, with progress on a terminal (refresh.c).  Gives
 * the exit status; what failed was said. */
int refresh_feeds(struct cli *cli, const struct refresh_order *order);

#endif
