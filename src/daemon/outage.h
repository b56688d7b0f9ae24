/* outage.h: hosts that could not be reached in a round: was it they, or our own network? */
#ifndef TELEX_DAEMON_OUTAGE_H
#define TELEX_DAEMON_OUTAGE_H

#include "poll.h"

struct outage;
struct outage *outage_new(void *ctx);
/* A round begins: nobody has answered yet. */
void outage_begin(struct outage *outage);
/* Somebody out there answered. */
void outage_reached(struct outage *outage);
/* This one could not be reached.  It waits here. */
void outage_suspect(struct outage *outage, struct poll *take_poll);
bool outage_has_suspects(const struct outage *outage);
/* Nobody has answered, and it is more than one host, or there is no way out. */
bool outage_is_ours(const struct outage *outage);
/* Our network is away: seconds until it is tried again, longer from time to time. */
int64_t outage_wait_s(struct outage *outage);
/* One of those that wait; NULL: none is left. */
struct poll *outage_take(struct outage *outage);

#endif
