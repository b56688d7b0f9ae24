/* docgen.c: a manual page with its tables put in:   docgen PAGE.in >PAGE
 *
 * A line that is @NAME@ alone is replaced by what the table of that name prints; every other line stays. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "telex/cmd.h"
#include "telex/conf.h"
#include "telex/query.h"

static const struct {
	const char *line;
	void (*write)(struct buf *out);
} tables[] = {
    {"@COMMANDS@\n", cmd_write_mdoc_commands}, {"@KEYS@\n", cmd_write_mdoc_keys},
    {"@TELEXD@\n", cmd_write_mdoc_telexd},     {"@OPTIONS_INI@\n", conf_write_mdoc},
    {"@QUERY_FIELDS@\n", query_write_mdoc},
};
enum { N_TABLES = sizeof(tables) / sizeof(tables[0]), LINE_MAX_BYTES = 1000 };

/* False for a line that asks for a table that is not there. */
static bool put_line(const char *line)
{
	AUTO_BUF out = BUF_INIT(MIB(4));

	if (line[0] != '@') {
		fputs(line, stdout);
		return true;
	}
	for (int i = 0; i < N_TABLES; i++)
		if (strcmp(tables[i].line, line) == 0) {
			tables[i].write(&out);
			fputs(buf_str(&out), stdout);
			return buf_ok(&out);
		}
	return false;
}

static int put_page(FILE *page, const char *name)
{
	char line[LINE_MAX_BYTES];

	for (int n = 1; fgets(line, sizeof(line), page); n++)
		if (!put_line(line)) {
			fprintf(stderr, "docgen: %s:%d: there is no table %s", name, n, line);
			return 65;
		}
	return ferror(page) || fflush(stdout) != 0 ? 74 : 0;
}

int main(int argc, char **argv)
{
	FILE *page = argc == 2 ? fopen(argv[1], "r") : NULL;
	int status;

	if (!page) {
		fprintf(stderr, argc == 2 ? "docgen: %s: %s\n" : "usage: docgen PAGE.in\n",
			argc == 2 ? argv[1] : "", strerror(errno));
		return 64;
	}
	status = put_page(page, argv[1]);
	fclose(page);
	return status;
}
