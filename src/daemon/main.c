/* main.c: telexd from its arguments to its exit status. */
#include "daemon.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{"probe", verb_probe},
	{"discover", verb_discover},
};

int main(int argc, char **argv)
{
	log_set_name("telexd");
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	fputs("usage: telexd probe|discover ...\n", stderr);
	return 64;
}
