/* telexd.h: the other program, as a child: telex itself never touches the network. */
#ifndef CLI_TELEXD_H
#define CLI_TELEXD_H

#include "cli.h"

/* telexd beside this program's own file, else on PATH; NULL when there is none. */
const char *telexd_find(void *ctx);
/* Run telexd with these arguments (NULL-terminated, without the program) and wait.  What it prints is added
 * to out and faults (ERR_LIMIT past out's maximum); a NULL one goes where ours goes.  False when it did not
 * start or a signal ended it. */
MUST_USE bool telexd_run(struct cli *cli, const char *const *args, struct buf *out, struct buf *faults,
			 int *ret_status, struct err *err);
/* `telexd --once`, of the named feeds only when n > 0, with the configuration of this command. */
MUST_USE bool telexd_once(struct cli *cli, const char *const *feeds, size_t n, bool is_forced,
			  int *ret_status, struct err *err);

#endif
