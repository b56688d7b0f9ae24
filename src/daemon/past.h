/* past.h: what is stored is looked through for what came later: new mutes, languages, stories; a piece at a time. */
#ifndef TELEX_DAEMON_PAST_H
#define TELEX_DAEMON_PAST_H

#include "desk.h"

enum past_job { PAST_MUTES, PAST_LANGUAGES, PAST_STORIES, PAST_JOBS_ };
struct past {
	bool is_due[PAST_JOBS_];
};
/* After a start or a reload: each may have something to do. */
void past_begin(struct past *past);
bool past_is_due(const struct past *past);
/* One piece, a short transaction.  A job that fails is logged and waits for the next past_begin.  False: somebody else writes, or it
 * was interrupted; it is as due as it was. */
bool past_turn(struct past *past, struct desk *desk, struct store *store);

#endif
