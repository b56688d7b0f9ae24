/* plain.h: plain text while it is being made out of HTML; private to plain.c and clean.c. */
#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include "html.h"

enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_BLOCK };

struct plain {
	struct buf *out;
	size_t start;
	enum gap gap; /* what separates the next character from the last one */
	int in_pre;
	bool is_line; /* one line: every gap is a blank, and nothing invisible is dropped */
	bool is_full;
};

/* Text with its references. */
void plain_text(struct plain *p, struct bytes raw);
/* Bytes that html_calm_run and a strict look let through: they go out as they are. */
void plain_run(struct plain *p, const char *s, size_t len);
/* A character; utf8: as it stands in the text, empty when a reference stands for it. */
void plain_char(struct plain *p, int32_t cp, struct bytes utf8);
/* An element begins or ends. */
void plain_tag(struct plain *p, const struct element *e, enum html_kind kind);

#endif
