/* stories.h: the rows of stories, shared by stories.c, place_live.c and story_hand.c.  Within a transaction. */
#ifndef STORE_STORIES_H
#define STORE_STORIES_H

#include "store_priv.h"

/* Everything of story `from` becomes one of story `to`; the counters of `to` are to be made again. */
bool story_move(struct store *store, int64_t from, int64_t to, struct err *err);
/* A story has its number from one of its articles; where that has gone, it gets another's.  Its counters are to be made again. */
bool story_renumber(struct store *store, int64_t *story, struct err *err);
bool story_move_alerts(struct store *store, int64_t from, int64_t to, struct err *err);
/* What the rules told of one (article not 0: because of that one), they have told of the other: a copy that nobody has to read
 * stands for it. */
bool story_copy_alerts(struct store *store, int64_t from, int64_t to, int64_t article, struct err *err);
/* The alerts of an article go with it from one story to another. */
bool story_take_alerts(struct store *store, int64_t article, int64_t from, int64_t to, struct err *err);
/* Somebody has said of the articles of two stories which is of which (or takes it back). */
bool story_set_by_hand(struct store *store, int64_t a, int64_t b, bool is_set, struct err *err);
/* Count the articles and outlets of a story; what it is made of has to be made again. */
bool story_recount(struct store *store, int64_t story, struct err *err);
/* The outlets of a story, ascending, counted. */
bool story_outlets(struct store *store, int64_t story, struct idlist *ret, struct err *err);
/* The same as its row has them; none: they have to be counted. */
bool story_known_outlets(struct store *store, int64_t story, struct idlist *ret, struct err *err);
/* sum: what it is made of. */
bool story_write(struct store *store, int64_t story, const struct idlist *outlets, struct bytes sum, struct err *err);

/* Pairs that were split by hand, as the stories that they lead to now. */
#define STORY_APART                                                                                          \
	"(SELECT ifnull(s.moved_to, p.a) AS a, ifnull(t.moved_to, p.b) AS b FROM story_apart p"              \
	" LEFT JOIN story s ON s.id = p.a LEFT JOIN story t ON t.id = p.b)"

#endif
