/* text.h: HTML in; safe HTML, plain text, or wrapped lines out.  Pure.
 *
 * All three read with the same tolerant parser (libxml2's, without network, entities or scripts), walk without
 * recursion, and cut what is nested deeper than TEXT_DEPTH_MAX flat.  Bytes in need not be valid UTF-8 or closed. */
#ifndef TELEX_TEXT_H
#define TELEX_TEXT_H

#include "telex/buf.h"
#include "telex/mem.h"

enum { TEXT_DEPTH_MAX = 100 };

/* Allow-listed HTML (design section 1, suites/README): elements and attributes by table, script and style with their
 * text gone, other elements unwrapped, URLs absolute against base_url (may be NULL), without tracking parameters,
 * http(s)/mailto (and data:image for pictures) only, one-pixel images gone.  Written to out; what exceeds out's
 * maximum is cut at a block. */
void text_clean(struct bytes html, const char *base_url, struct buf *out);
/* Plain text of HTML: blocks apart by "\n\n", <br> and list items by "\n", white space collapsed, images as nothing.
 * This is what is indexed and matched. */
void text_plain(struct bytes html, struct buf *out);
/* One line of plain text out of what publishers put into titles and names: markup removed, references resolved (also where
 * they are escaped once more), white space collapsed.  A lone '<' or '&' stays. */
char *text_line(void *ctx, struct bytes html);
/* The value looks like HTML (a tag or a character reference) rather than plain text. */
bool text_has_markup(struct bytes s);
/* The first sentences of plain text, at most max_bytes, ended by "…" when cut, on one line. */
char *text_summary(void *ctx, struct bytes plain, size_t max_bytes);

/* ---- shown in a terminal ---- */

enum text_style {
	TEXT_BOLD = 1,
	TEXT_ITALIC = 2,
	TEXT_CODE = 4,
	TEXT_HEADING = 8,
	TEXT_QUOTE = 16,
	TEXT_LINK = 32,
	TEXT_DIM = 64 /* rules, captions, link numbers, bullets */
};
struct text_span {
	const char *s; /* valid UTF-8, already through utf8_safe */
	size_t len;
	unsigned style; /* of enum text_style */
	int link;	/* index into links, -1 */
};
struct text_row {
	struct text_span *spans;
	size_t n_spans;
	int width; /* cells */
};
struct text_link {
	const char *url;
	const char *label; /* its text, one line */
	bool is_image;
};
struct text_page {
	struct text_row *rows;
	size_t n_rows;
	struct text_link *links; /* numbered from 1 on the screen: links[0] is [1] */
	size_t n_links;
	int words; /* for the reading time */
};
/* Lay html out in lines of at most cols cells (>= 20): headings, lists, quotes, code, tables as rows, emphasis, links
 * as text[1], images as [image: alt][2].  The result is a talloc child of ctx. */
struct text_page *text_layout(void *ctx, struct bytes html, int cols);
/* Plain text into the same structure (paragraphs apart by empty lines; URLs become links). */
struct text_page *text_layout_plain(void *ctx, struct bytes plain, int cols);

#endif
