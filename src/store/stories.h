/* stories.h: the rows of stories, shared by stories.c, place_live.c and story_hand.c.  Within a transaction. */
#ifndef STORE_STORIES_H
#define STORE_STORIES_H

#include "store_priv.h"

/* Everything of story `from` becomes one of story `to`; the counters of `to` are to be made again. */
bool story_move(struct store *store, int64_t from, int64_t to, struct err *err);
/* Count the articles and outlets of a story; sum: what it is made of, no bytes: it has to be made again. */
bool story_recount(struct store *store, int64_t story, struct bytes sum, struct err *err);

#endif
