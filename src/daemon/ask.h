/* ask.h: a feed's document, wherever it comes from: fetched, printed by a program, or fetched and put through one; the
 * secret of the request is asked for first. */
#ifndef TELEX_DAEMON_ASK_H
#define TELEX_DAEMON_ASK_H

#include "settings.h"

struct ask;

/* Uses both, which must live longer.  actions may be NULL where no settings need a program. */
struct ask *ask_new(void *ctx, struct fetch *fetch, struct actions *actions);
/* As fetch_add; settings must live until done is called, and complete the request.  done is called from fetch_turn or
 * ask_turn, once.  A program's output is an answer with status 200, whose url is NULL unless it was a filter; it is local
 * (struct fetch_reply). */
void ask_add(struct ask *ask, struct settings *settings, const struct fetch_request *request, fetch_done_fn *done,
	     void *state, void *tag);
size_t ask_pending(const struct ask *ask);	 /* not answered, and not with the fetch engine */
size_t ask_pending_bytes(const struct ask *ask); /* of documents that wait for a program */
bool ask_is_ready(const struct ask *ask);	 /* ask_turn has something to tell: do not wait */
void ask_turn(struct ask *ask);

#endif
