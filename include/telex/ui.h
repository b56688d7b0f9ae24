/* ui.h: the reader: three panes on a terminal.  Needs a terminal on standard input and output. */
#ifndef TELEX_UI_H
#define TELEX_UI_H

#include "telex/conf.h"
#include "telex/store.h"

struct ui_options {
	struct store *store; /* opened as STORE_CLIENT; the reader sets busy_ms and the interrupt, and puts both back */
	const struct conf *conf;
	const char *config_file; /* the main file, there or not: named to newcomers, given to telexd */
	const char *telexd;	 /* path of the program, to refresh without a daemon; NULL: it was not found */
};
/* Until the user leaves or a signal ends the program.  Marks that are still queued are written before it returns.  The
 * terminal is restored on every way out, also of exit(3) and of a crash.  Gives the exit status; err says why when it is
 * not 0. */
int ui_run(const struct ui_options *options, struct err *err);

#endif
