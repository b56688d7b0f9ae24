/* opml_list.h: a list of feeds while it is being read; private to feed. */
#ifndef FEED_OPML_LIST_H
#define FEED_OPML_LIST_H

#include "telex/feed.h"

enum { OPML_FEEDS_MAX = 20000 };

/* Add a feed; one that is no http or https address, or is there already, is counted as skipped. */
void opml_list_add(struct opml *opml, struct opml_feed feed);

#endif
