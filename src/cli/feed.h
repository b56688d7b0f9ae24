/* feed.h: what the files about feeds share. */
#ifndef CLI_FEED_H
#define CLI_FEED_H

#include "cli.h"

/* `telex feed list` (feed_list.c). */
int feed_list(struct cli *cli, int argc, char **argv);
/* Fetch the named feeds (n 0: what is due) by the daemon when one listens, else by `telexd --once`, with progress on a
 * terminal (refresh.c).  Gives the exit status; what failed was said. */
int refresh_feeds(struct cli *cli, const char *const *names, size_t n, bool is_forced);

#endif
