/* check_query.c: a fault in a query, told by the line of the file it stands in, with a caret under it.
 *
 * A query may go on over indented lines, and "\;" is written for ';': what the parser was given is traced back
 * to the bytes of the file. */
#include "load.h"

#include <string.h>

/* The part of a value in which its byte `at` stands. */
static const struct conf_part *part_of(const struct conf_entry *entry, size_t at)
{
	size_t i = entry->n_parts - 1;

	while (i > 0 && entry->parts[i].at > at)
		i--;
	return &entry->parts[i];
}

/* Where in the line the byte of the part stands that means byte n of its text. */
static size_t place_in_line(const struct conf_part *part, size_t n)
{
	size_t at = part->from;

	for (; n > 0 && at < part->to; n--)
		at += 1 + (part->line[at] == '\\' && part->line[at + 1] == ';');
	return at;
}

static unsigned column_of(const char *line, size_t at)
{
	unsigned column = 1;

	for (size_t i = 0; i < at; i++)
		column += (line[i] & 0xc0) != 0x80;
	return column;
}

void conf_fault_in_value(struct conf_faults *faults, const struct conf_section *section,
			 const struct conf_entry *entry, const struct err *err)
{
	enum { INDENT = 2 };
	AUTO_BUF carets = BUF_INIT(4 * KIB(64));
	const struct conf_part *part = part_of(entry, err->at);
	const size_t end = err->at + (err->len ? err->len : 1);
	struct conf_place place = entry->place;
	struct err span = *err;
	size_t to;

	place.line = part->line_no;
	span.at = (uint32_t)place_in_line(part, err->at - part->at);
	to = place_in_line(part, end - part->at); /* what goes on in the next line is not marked */
	span.len = (uint32_t)(to > span.at ? to - span.at : 1);
	err_caret(&span, part->line, INDENT, &carets);
	conf_fault(faults, &place, section, entry->option->key, "column %u: %s", column_of(part->line, span.at),
		   err->msg);
	if (faults->n_dropped == 0)
		faults->list[faults->n - 1].carets = mem_strdup(faults->ctx, buf_str(&carets));
}
