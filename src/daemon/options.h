/* options.h: the arguments of telexd, but for its verbs. */
#ifndef TELEX_DAEMON_OPTIONS_H
#define TELEX_DAEMON_OPTIONS_H

#include "daemon.h"

enum options_wish { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION };
/* Strings and feeds are borrowed from argv, which is reordered.  ERR_USAGE with one sentence. */
MUST_USE bool options_parse(int argc, char **argv, struct telexd_options *ret, enum options_wish *ret_wish,
			    struct err *err);

#endif
