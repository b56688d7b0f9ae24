/* ini.h: one line of a configuration file at a time; private to conf.  Pure. */
#ifndef CONF_INI_H
#define CONF_INI_H

#include "telex/buf.h"

enum { INI_LINE_MAX = 64 * 1024 };

/* What a line is by itself.  Whether an INI_MORE line continues a value depends on the lines above it. */
enum ini_kind {
	INI_BLANK,
	INI_COMMENT, /* '#' or ';' first, or ';' behind white space */
	INI_SECTION, /* [kind] or [kind name] */
	INI_KEY,     /* key = value */
	INI_MORE,    /* indented text */
	INI_FAULT
};
/* Everything points into the text that was read. */
struct ini_line {
	enum ini_kind kind;
	struct bytes all;     /* with its line end */
	struct bytes key;     /* INI_SECTION: the kind; INI_KEY: the key */
	struct bytes value;   /* INI_SECTION: the name, may be empty; INI_KEY, INI_MORE: the text, trimmed */
	struct bytes comment; /* what stands behind it, from the ';' on */
	const char *fault;    /* INI_FAULT: what is wrong */
};

/* The next line of *rest, which moves on; false at the end. */
bool ini_next(struct bytes *rest, struct ini_line *ret);
/* Without a byte order mark at the start; gives the bytes taken off. */
size_t ini_skip_mark(struct bytes *text);
/* What a value means: "\\;" is a ';' that begins no comment. */
void ini_unescape(struct bytes value, struct buf *out);
/* A text as it must be written to mean itself. */
void ini_escape(const char *text, struct buf *out);
/* NULL, or why these bytes cannot stand in a configuration. */
const char *ini_bytes_fault(struct bytes text);

#endif
