/* stop.h: words that tell no story from another. */
#ifndef STORY_STOP_H
#define STORY_STOP_H

#include "telex/err.h"

/* word: folded, as it is written. */
bool stop_is(struct bytes word);
/* The title of an article that tells many stories; folded. */
bool stop_is_roundup(struct bytes title);

#endif
