/* signals.h: signals as a descriptor in the loop; no handlers, no flags. */
#ifndef TELEX_DAEMON_SIGNALS_H
#define TELEX_DAEMON_SIGNALS_H

#include "telex/err.h"

/* Block SIGTERM, SIGINT, SIGHUP and SIGUSR1 and give a descriptor that reports them; ignore SIGPIPE and
 * SIGXFSZ. */
MUST_USE bool signals_open(int *ret_fd, struct err *err);
/* The next one that came; 0: none. */
int signals_next(int fd);
/* SIGTERM or SIGINT has come and was not read yet: what takes long should give way. */
bool signals_want_end(void *unused);

#endif
