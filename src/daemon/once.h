/* once.h: telexd --once: fetch what is due, deliver what is due, and end. */
#ifndef TELEX_DAEMON_ONCE_H
#define TELEX_DAEMON_ONCE_H

#include "daemon.h"
#include "desk.h"

/* What main has set up. */
struct telexd {
	const struct telexd_options *options;
	const struct conf *conf; /* a talloc context */
	struct store *store;
	struct pool *pool;
	struct actions *actions;
	int signals; /* signals_open */
	telexd_load *load;
};
/* Gives the exit status. */
int once_run(const struct telexd *telexd);

#endif
