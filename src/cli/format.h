/* format.h: articles on standard output, one at a time: text, JSON, JSON lines or TSV (design section 10). */
#ifndef TELEX_CLI_FORMAT_H
#define TELEX_CLI_FORMAT_H

#include "cli.h"

/* One list being printed; rows go straight out, none is kept. */
struct format {
	struct cli *cli;
	struct buf out;
	size_t n; /* rows so far */
};
void format_begin(struct format *format, struct cli *cli);
/* A store_each callback: state is the struct format. */
bool format_row(void *state, const struct store_row *row);
/* Closes the array and writes what is left. */
void format_end(struct format *format);

#endif
