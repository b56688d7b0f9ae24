/* outbox.h: what waits to be delivered, sent again, and channels tried: verbs of `telex alerts`. */
#ifndef CLI_OUTBOX_H
#define CLI_OUTBOX_H

#include "cli.h"

int outbox_show(struct cli *cli, int argc, char **argv);
int outbox_send_again(struct cli *cli, int argc, char **argv);
int outbox_test(struct cli *cli, int argc, char **argv);
/* Have what is due sent now: by the daemon, else by `telexd --once --deliver`, whose faults are added to faults (NULL: they go
 * where ours go).  *ret_status: of telexd; 0 with the daemon, which goes on by itself. */
MUST_USE bool outbox_deliver(struct cli *cli, struct buf *faults, int *ret_status, struct err *err);

#endif
