/* text.h: HTML in; safe HTML, plain text, or wrapped lines out.  Pure.
 *
 * All read with the same tolerant tokenizer (src/text/token.c: that of the HTML standard as far as articles need it),
 * without recursion, in time and memory linear in the input, and make flat what is nested deeper than TEXT_DEPTH_MAX.
 * Bytes in need not be valid UTF-8 or closed. */
#ifndef TELEX_TEXT_H
#define TELEX_TEXT_H

#include "telex/buf.h"
#include "telex/mem.h"

enum { TEXT_DEPTH_MAX = 100 };

/* Allow-listed HTML: elements and attributes by table (src/text/elements.def), script and style with their text gone,
 * other elements unwrapped, URLs absolute against base_url (may be NULL) or the content's own base, without tracking
 * parameters, http(s)/mailto (and data:image for pictures) only, one-pixel images gone.  Frames and plug-ins become links
 * without words, whose title says what they were.  Appended to out; what exceeds out's maximum is cut at a block, with
 * every element closed (out never overflows).  Cleaning what is clean changes nothing. */
void text_clean(struct bytes html, const char *base_url, struct buf *out);
/* Plain text of HTML: blocks apart by "\n\n", <br>, list items and table rows by "\n", cells by a blank, white space
 * collapsed, images as nothing, soft hyphens gone.  This is what is indexed and matched.  What exceeds out's maximum is
 * left out (out never overflows). */
void text_plain(struct bytes html, struct buf *out);
/* A body: if it is markup, or looks like it (text_has_markup), text_clean of it and text_plain of that, in one reading.
 * False: it is plain text, and nothing was added. */
bool text_body(struct bytes text, bool is_markup, const char *base_url, struct buf *html, struct buf *plain);
/* One line of plain text out of what publishers put into titles and names: markup removed, references resolved (also where
 * they are escaped once more), ASCII white space collapsed.  What is not surely a tag stays: "a < b", "vector<int>". */
char *text_line(void *ctx, struct bytes html);
/* The value looks like HTML (a tag or a character reference) rather than plain text. */
bool text_has_markup(struct bytes s);
/* The first sentences of plain text, at most max_bytes, ended by "…" when cut, on one line. */
char *text_summary(void *ctx, struct bytes plain, size_t max_bytes);
/* The label of an article (a category, an author, a line above its text) says that it was paid for: "Sponsored", "Advertorial",
 * "Contenu partenaire", "sponsored by X". */
bool text_is_paid_label(struct bytes label);
/* The title begins or ends with such a label: "Sponsored: ...", "[Anzeige] ...", "... | Partner content". */
bool text_is_paid_title(struct bytes title);
/* The language of plain text by its script, its small words and its letters (no dictionary), of some fifty, two letters of
 * ISO 639 each, a static string; NULL when that is not sure.  Looks at the first
 * TEXT_LANGUAGE_BYTES. */
enum { TEXT_LANGUAGE_BYTES = 1000 };
const char *text_language(struct bytes plain);

/* ---- shown in a terminal ---- */

enum text_style {
	TEXT_BOLD = 1,
	TEXT_ITALIC = 2,
	TEXT_CODE = 4,
	TEXT_HEADING = 8,
	TEXT_QUOTE = 16,
	TEXT_LINK = 32,
	TEXT_DIM = 64, /* rules, captions, link numbers, bullets */
	TEXT_REMOVED = 128, /* del, s */
	TEXT_ADDED = 256 /* ins */
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
	const char *url;   /* http, https or mailto; not yet through utf8_safe */
	const char *label; /* its text, one line, through utf8_safe */
	bool is_image;
};
struct text_page {
	struct text_row *rows;
	size_t n_rows;
	struct text_link *links; /* numbered from 1 on the screen: links[0] is [1] */
	size_t n_links;
	int words; /* for the reading time */
};
/* "5 min" for so many words, "" for none. */
enum { TEXT_MINUTES_SIZE = 32 };
const char *text_minutes(int words, char out[TEXT_MINUTES_SIZE]);
/* The words of plain text, counted as in text_page: without a layout. */
int text_words(struct bytes plain);
/* Lay html out in lines of at most cols cells (>= 20): headings, lists, quotes, code, tables as rows, emphasis, links
 * as text[1], images as [image: alt][2].  The result is a talloc child of ctx. */
struct text_page *text_layout(void *ctx, struct bytes html, int cols);
/* The same piece by piece; text is HTML or plain (below), and must live as long. */
struct text_layout;
struct text_layout *text_layout_new(void *ctx, struct bytes text, bool is_html, int cols);
/* Some bytes more: the page, a child of the layout's ctx, with the rows that came of them alone and all links and words up to
 * there.  Earlier rows stay where they are; links may move.  *ret_more: there are more bytes. */
struct text_page *text_layout_more(struct text_layout *layout, size_t bytes, bool *ret_more);
/* Plain text into the same structure (paragraphs apart by empty lines; URLs become links). */
struct text_page *text_layout_plain(void *ctx, struct bytes plain, int cols);

#endif
