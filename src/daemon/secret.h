/* secret.h: secrets that stand in a file, or that a program printed.  They go into headers: one line, no control bytes; they
 * are never said. */
#ifndef TELEX_DAEMON_SECRET_H
#define TELEX_DAEMON_SECRET_H

#include "telex/buf.h"
#include "telex/mem.h"

/* What a program printed, without its line end; NULL when it is no secret. */
char *secret_take(void *ctx, struct bytes line, struct err *err);
/* The one line of a file; of a regular one: telexd waits for nobody here. */
MUST_USE bool secret_read(void *ctx, const char *path, const char **ret, struct err *err);

#endif
