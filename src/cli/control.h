/* control.h: telexd asked over its control socket (telex/control.h), one request at a time. */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include "cli.h"

#include <jansson.h>

struct control;
/* A telexd that serves this configuration's store; NULL when none listens.  A talloc object; freeing it hangs
 * up. */
struct control *control_open(struct cli *cli);
/* Sends request (its reference is taken) and gives the reply, for json_decref; NULL with ERR_UNAVAILABLE,
 * also for a reply that says no. */
json_t *control_ask(struct control *control, json_t *request, struct err *err);
/* The next event, for json_decref; waits for it. */
json_t *control_event(struct control *control, struct err *err);
/* {"cmd":name} */
json_t *control_request(const char *name);
/* The process id the lock file of the store names, while somebody holds the lock; 0: nobody does. */
int64_t control_lock_holder(struct cli *cli);
/* The process id of the lock's holder when it listens too, whether or not it answers; 0: it does not. */
int64_t control_listener(struct cli *cli);

#endif
