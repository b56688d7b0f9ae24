/* live.h: live blogs, told by their titles and by entries with the time of day. */
#ifndef STORY_LIVE_H
#define STORY_LIVE_H

#include "telex/err.h"

/* title: folded. */
bool live_is_title(struct bytes title);
/* Many lines of it begin with a time of day. */
bool live_is_text(const char *body);

#endif
