/* loop.h: telexd as a daemon: schedule, signals, control socket. */
#ifndef TELEX_DAEMON_LOOP_H
#define TELEX_DAEMON_LOOP_H

#include "once.h"

/* Runs until SIGTERM or SIGINT.  Gives the exit status. */
int loop_run(const struct telexd *telexd);

#endif
