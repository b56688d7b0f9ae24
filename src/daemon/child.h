/* child.h: what the helper processes of telexd do first. */
#ifndef TELEX_DAEMON_CHILD_H
#define TELEX_DAEMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>

enum { CHILD_FD = 3 }; /* their one descriptor beside the standard ones, of which only standard error is the parent's */

/* Keep fd as CHILD_FD and standard error; nothing else of the parent stays open. */
void child_keep_only(int fd);
/* A signal to the whole group or control group is meant for telexd; when that ends, its end of the socket closes. */
void child_ignore_signals(void);
/* Exactly len bytes; blocks.  False at the end and on a fault. */
bool child_read(int fd, void *to, size_t len);

#endif
