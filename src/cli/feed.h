/* feed.h: what the files about feeds share. */
#ifndef CLI_FEED_H
#define CLI_FEED_H

#include "cli.h"

/* A feed as configured, and its row in the store; NULL when telexd never saw it. */
struct feed_line {
	const struct conf_feed *conf;
	const struct store_feed *row;
};
const struct store_feed *feed_find_row(const struct store_feeds *feeds, const char *name);
const char *feed_title(const struct feed_line *line);
/* text, safe and on one line, in exactly cols cells. */
void feed_put_cell(struct buf *out, const char *text, int cols);
/* text as a line, cut at the width of a terminal. */
void feed_put_line(const struct cli *cli, const struct buf *text, struct buf *out);

/* The verbs of `telex feed`, a file each. */
int feed_list(struct cli *cli, int argc, char **argv);
int feed_health(struct cli *cli, int argc, char **argv);
int feed_test(struct cli *cli, int argc, char **argv);
int feed_retry(struct cli *cli, int argc, char **argv);
int feed_edit(struct cli *cli, int argc, char **argv);

struct refresh_order {
	const char *const *names; /* n 0: what is due */
	size_t n;
	bool is_forced;
	bool is_reread; /* a daemon reads configuration and rows again before it asks: one of them was changed */
	bool was_added; /* telexd was told of it just now and may be at it already */
};
/* By the daemon when one listens, else by `telexd --once`, with progress on a terminal (refresh.c).  Gives
 * the exit status; what failed was said. */
int refresh_feeds(struct cli *cli, const struct refresh_order *order);

#endif
