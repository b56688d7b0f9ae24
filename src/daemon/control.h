/* control.h: the control socket: clients, their lines, and the events for subscribers (telex/control.h). */
#ifndef TELEX_DAEMON_CONTROL_H
#define TELEX_DAEMON_CONTROL_H

#include "telex/fetch.h"

#include <jansson.h>

struct control;
/* The reply to a request with this "cmd", a new reference; NULL: there is no such command. */
typedef json_t *control_reply_fn(void *state, const char *cmd, const json_t *request);

/* Listen at path, for this user alone; what is left there of a daemon that died is removed.  ERR_BUSY when
 * another one listens there. */
MUST_USE bool control_open(void *ctx, const char *path, control_reply_fn *reply, void *state,
			   struct control **ret, struct err *err);
size_t control_fds(const struct control *control, struct fetch_fd *fds, size_t room);
/* Milliseconds until a slow client is dropped; -1: no client is slow. */
int control_wait_ms(const struct control *control, int64_t now_ms);
void control_turn(struct control *control, int64_t now_ms);
size_t control_n_clients(const struct control *control);
/* Lines for every subscriber. */
void control_broadcast(struct control *control, const struct buf *lines);

#endif
