/* spawn.h: programs the reader starts: argv, never a shell; signals as they were before the reader changed
 * them. */
#ifndef TELEX_UI_SPAWN_H
#define TELEX_UI_SPAWN_H

#include "telex/err.h"

#include <sys/types.h>

/* A session of its own, standard input empty, both outputs into pipes.  The pid, -1 with errno. */
pid_t spawn_piped(char *const *argv, int *ret_out, int *ret_faults);
/* A session of its own, no standard streams: nothing it prints can spoil the screen.  It is not waited for;
 * false when it could not start. */
bool spawn_away(char *const *argv);
/* On this terminal; waits for its end.  Its exit status, 128 + the signal that ended it, -1 when it could not
 * start. */
int spawn_here(char *const *argv);
#endif
