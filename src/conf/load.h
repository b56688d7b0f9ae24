/* load.h: a configuration on its way from text to struct conf; private to conf. */
#ifndef CONF_LOAD_H
#define CONF_LOAD_H

#include "table.h"

/* file_no orders the files as they are read; line 0: the file as a whole. */
struct conf_place {
	const char *file;
	int file_no, line;
};
/* A line of the file that a value was put together from. */
struct conf_part {
	size_t at;	  /* in the value's text */
	const char *line; /* as it stands in the file, without its end */
	size_t from, to;  /* the part of the value in it */
	int line_no;
};
struct conf_entry {
	const struct conf_option *option;
	const char *text;
	struct conf_place place;
	struct conf_part *parts; /* of a CONF_QUERY */
	size_t n_parts;
};
struct conf_section {
	const struct conf_kind *kind;
	const char *name;
	struct conf_place place;
	struct conf_entry *entries;
	size_t n_entries;
};
/* What conf_load gives out: conf is its first member, so that one is the other. */
struct conf_full {
	struct conf conf;
	struct conf_section *sections; /* as written, file after file */
	size_t n_sections;
	const char **dirs; /* by file_no: the folder relative paths are under */
	int n_files;
};

struct conf_faults {
	void *ctx;
	struct conf_fault {
		struct conf_place place;
		const char *text;
		const char *carets; /* lines that point into the file's, safe; NULL */
	} * list;
	size_t n, n_dropped;
};
enum { CONF_FAULTS_MAX = 1000 };

/* section and entry may be NULL. */
void conf_fault(struct conf_faults *faults, const struct conf_place *place,
		const struct conf_section *section, const char *key, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* In the order of files and lines, one line each (and its carets), safe for a terminal. */
void conf_faults_write(struct conf_faults *faults, struct buf *out);

/* read.c: the sections of one file's text, added to full.  Pure. */
void conf_read(struct conf_full *full, struct conf_faults *faults, const char *file, struct bytes text);
/* build.c: struct conf from the sections. */
void conf_build(struct conf_full *full, struct conf_faults *faults);
/* check.c: what no value shows by itself. */
void conf_check(struct conf_full *full, conf_query_check *check_query, struct conf_faults *faults);

/* check_query.c: a fault with its span in the text of a CONF_QUERY. */
void conf_fault_in_value(struct conf_faults *faults, const struct conf_section *section,
			 const struct conf_entry *entry, const struct err *err);
/* check_feed.c: the same of one [feed]. */
void conf_check_feed(const struct conf_section *section, struct conf_faults *faults);
/* check_channel.c: and of one [channel]. */
void conf_check_channel(const struct conf_section *section, struct conf_faults *faults);

/* The entry with that key, NULL. */
const struct conf_entry *conf_section_entry(const struct conf_section *section, const char *key);

#endif
