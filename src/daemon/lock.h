/* lock.h: one telexd a database. */
#ifndef TELEX_DAEMON_LOCK_H
#define TELEX_DAEMON_LOCK_H

#include "telex/err.h"

/* Take the lock on path (made, with its folder, if missing) and write our pid into it; held until the process
 * ends. ERR_BUSY with the holder's pid when another telexd has it. */
MUST_USE bool lock_take(const char *path, int *ret_fd, struct err *err);

#endif
