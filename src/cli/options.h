/* options.h: the command line taken apart; for main.c. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli.h"

struct options_rest {
	int argc;
	char **argv; /* the operands, NULL-terminated; point into main's argv */
};
/* Finds the noun (cli->cmd; CMD_COUNT_ without one), takes the options out by the table and fills cli's
 * values, format, limit and dashes.  ERR_USAGE with what is wrong. */
MUST_USE bool options_parse(struct cli *cli, int argc, char **argv, struct options_rest *ret,
			    struct err *err);

#endif
