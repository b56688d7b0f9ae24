/* feed_test.c: `telex feed test`: a feed fetched once, nothing stored, and in plain words what is wrong. */
#include "feed.h"

int feed_test(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	(void)argc;
	return cli_usage(cli, "not yet");
}
