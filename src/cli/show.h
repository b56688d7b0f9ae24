/* show.h: what `telex show` and `telex show --diff` share. */
#ifndef TELEX_CLI_SHOW_H
#define TELEX_CLI_SHOW_H

#include "cli.h"

/* The lines above a text of so many words, with an empty one behind them. */
void show_head(struct cli *cli, const struct store_article *article, int words, struct buf *out);
int show_cols(const struct cli *cli); /* how long its lines may be */
/* show_diff.c: n 0: the newest that were changed.  Gives the exit status. */
int show_diff(struct cli *cli, int64_t *ids, int n);

#endif
