/* html.h: reading HTML: tokens, character references, and tokens put into order as a tree.  Private to text.
 *
 * The tokens are those of the HTML standard (WHATWG HTML, section 13.2.5) as far as a reader of articles needs them:
 * no scripting, no foreign content, no frames.  Nothing is copied: tokens and attributes are slices of the input. */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "telex/buf.h"
#include "telex/scan.h"
#include "telex/text.h"

#include <string.h>

enum html_id {
#define ELEMENT(id, name, flags, groups, closes, stops, attrs) EL_##id,
#include "elements.def"
#undef ELEMENT
	EL_COUNT
};

/* What an element is to us. */
enum html_flag {
	HTML_KEEP = 1,	      /* clean HTML has it */
	HTML_AS_DIV = 2,      /* clean HTML has a div in its place */
	HTML_VOID = 4,	      /* has no content and no end tag */
	HTML_RAW = 8,	      /* its content is not text: script, style */
	HTML_BLOCK = 16,      /* text in it is a paragraph apart */
	HTML_LINE = 32,	      /* ... a line apart */
	HTML_CELL = 64,	      /* ... a word apart */
	HTML_TABLE_PART = 128 /* without a table it means nothing */
};
enum html_group {
	IN_P = 1,
	IN_LI = 2,
	IN_DT = 4,
	IN_CELL = 8,
	IN_TR = 16,
	IN_ROWS = 32,
	IN_CAPTION = 64,
	IN_TABLE = 128,
	IN_LIST = 256, /* lists and quotations: an item inside ends none outside */
	IN_A = 512,
	IN_HEADING = 1024,
	IN_RT = 2048,
	IN_RUBY = 4096,
	IN_OPTION = 8192,
	SCOPE = 16384 /* what is open outside is not ended from inside */
};
/* The attributes that clean HTML may have; elements.c tells of what kind each is. */
enum html_attr_bit {
	AT_HREF = 1,
	AT_SRC = 1 << 1,
	AT_POSTER = 1 << 2,
	AT_CITE = 1 << 3,
	AT_LONGDESC = 1 << 4,
	AT_ALT = 1 << 5,
	AT_TITLE = 1 << 6,
	AT_WIDTH = 1 << 7,
	AT_HEIGHT = 1 << 8,
	AT_DATETIME = 1 << 9,
	AT_COLSPAN = 1 << 10,
	AT_ROWSPAN = 1 << 11,
	AT_START = 1 << 12,
	AT_VALUE = 1 << 13,
	AT_TYPE = 1 << 14, /* of a list */
	AT_MIME = 1 << 15, /* type of a source */
	AT_REVERSED = 1 << 16,
	AT_LANG = 1 << 17,
	AT_DIR = 1 << 18,
	AT_GLOBAL = AT_LANG | AT_DIR
};
struct element {
	char name[12];
	uint8_t flags;
	uint16_t groups, closes, stops;
	uint32_t attrs;
};
extern const struct element html_elements[EL_COUNT];

static inline enum html_id html_id(const struct element *e)
{
	return (enum html_id)(e - html_elements);
}
/* NULL when HTML has no such element. */
const struct element *html_element(struct bytes name);

enum html_attr_kind {
	ATTR_LINK,
	ATTR_MEDIA,
	ATTR_TEXT,
	ATTR_NUMBER,
	ATTR_SWITCH
};
struct html_attr_row {
	const char *name;
	enum html_attr_bit bit;
	enum html_attr_kind kind;
};
/* The row of that name among the wanted bits; NULL when there is none. */
const struct html_attr_row *html_attr_row(struct bytes name, uint32_t wanted);

/* ---- character references ---- */

/* The reference that s starts with (s[0] is '&'): gives its bytes, 0 when it is none.  ret_cp[1] is 0 when it stands for
 * one code point.  Without its semicolon a name counts only where no letter, digit or '=' follows. */
size_t html_reference(const char *s, size_t len, int32_t ret_cp[2]);
/* Append raw with its references resolved, without NUL. */
void html_decode(struct bytes raw, struct buf *out);
static inline bool html_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* A byte of text that stands for itself and can be seen, or begins no character that cannot. */
static inline bool html_is_calm(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= ' ' && u != '&' && u != '<' && u != '>' && u != 0x7f && u != 0xc2 && u != 0xe2 && u != 0xef;
}

/* The bytes of a block that html_calm_run stops at, but for those that are not ASCII.  before: the block one byte on
 * the left. */
static inline scan_block html_stops(scan_block block, scan_block before)
{
	return scan_is(block, '&') | scan_is(block | 2, '>') /* and '<' */ |
	       (scan_is(block, ' ') & scan_is(before, ' '));
}

/* Bytes at the start of s that surely are words apart by single blanks, without references, angles and control
 * characters: looked at in blocks, so it may be fewer than there are, or none.  Left to the caller are characters that
 * begin with 0xc2, 0xe2 or 0xef, some of which cannot be seen. */
static inline size_t html_calm_run(const char *s, size_t len)
{
	size_t i = 1; /* a run does not start with a blank, and each byte is looked at together with the one before it */

	if (len == 0 || !html_is_calm(*s) || *s == ' ')
		return 0;
	while (i + SCAN_BYTES <= len) {
		scan_block block = scan_load(s + i), stops = html_stops(block, scan_load(s + i - 1));
		size_t n = scan_first(stops | scan_odd(block));

		if (n < SCAN_BYTES && (unsigned char)s[i + n] >= 0x80)
			n = scan_first(stops | scan_below(block, ' ') | scan_is(block, 0x7f) | scan_is(block, 0xc2) |
				       scan_is(block, 0xe2) | scan_is(block, 0xef));
		i += n;
		if (n < SCAN_BYTES || i == len)
			break;
		if (i + SCAN_BYTES > len)
			i = len - SCAN_BYTES; /* the last block overlaps the one before it */
	}
	return i > 1 && s[i - 1] == ' ' ? i - 1 : i;
}

/* ---- tokens ---- */

enum html_kind { HTML_END, HTML_TEXT, HTML_OPEN, HTML_CLOSE };
struct html_token {
	enum html_kind kind;
	const struct element *element; /* HTML_OPEN, HTML_CLOSE; NULL: unknown */
	struct bytes name;	       /* the same, as written */
	struct bytes raw;	       /* HTML_TEXT: references not resolved; HTML_OPEN: the attributes */
	struct bytes rest;	       /* HTML_OPEN: all that follows */
	bool is_empty;		       /* "/>" */
};
struct html_reader {
	const char *p, *end;
	const struct element *inside_raw; /* its content comes next and is passed over */
	bool is_title;	  /* a line that may be plain text: only what is surely a tag is one */
	bool is_in_cdata;
	bool saw_comment;
};
/* A reader of html, which must be valid UTF-8 (see html_repaired). */
#define HTML_READER(html) {.p = (html).data, .end = (html).data + (html).len}
void html_next(struct html_reader *r, struct html_token *ret);

struct html_attr {
	struct bytes name, value; /* value: references not resolved */
	bool has_value;
};
/* The next attribute of rest, which moves on behind it; false at the end. */
bool html_attr_next(struct bytes *rest, struct html_attr *ret);
/* The first attribute of that name. */
bool html_attr_find(struct bytes attrs, const char *name, struct bytes *ret_value);

/* in, or when it is not valid UTF-8 or holds NUL, its repaired copy in `store`. */
struct bytes html_repaired(struct bytes in, struct buf *store);

/* text_has_markup of what is repaired. */
bool html_has_markup(struct bytes s);

/* From `at` on where a long text may be parted, so that its parts are read as the whole: before a blank, or a Chinese character where
 * no blanks are (a word may count as two then); text.len: nowhere, or not worth it. */
size_t html_part(struct bytes text, size_t at);

/* ---- a tree, as a walk ---- */

struct html_sink {
	/* An element that holds others begins.  False: its end is not told. */
	bool (*open)(void *state, const struct html_token *token);
	void (*close)(void *state, const struct element *element);
	/* An element without content: void, or not in clean HTML, or a part of a table that is not there. */
	void (*point)(void *state, const struct html_token *token);
	void (*text)(void *state, struct bytes raw);
};
/* Tells of the elements of repaired HTML in perfect nesting, at most TEXT_DEPTH_MAX deep (deeper ones are not told, their text is), with
 * the ends that HTML lets authors leave out. */
void html_walk(struct bytes html, const struct html_sink *sink, void *state);

/* The same, some bytes after others. */
struct html_walker {
	const struct html_sink *sink;
	void *state;
	struct html_reader reader;
	/* What is open, outermost first.  What the sink does not want stays here, for its end tag to find. */
	struct open_element {
		const struct element *element;
		bool is_told;
	} open[TEXT_DEPTH_MAX];
	size_t depth;
	unsigned flat[EL_COUNT]; /* start tags beyond the depth, whose end tags must end nothing else */
};
void html_walk_begin(struct html_walker *w, struct bytes html, const struct html_sink *sink, void *state);
/* Up to the end of the token that reaches `to`, within html, a long text up to where it may be parted; false: that was the end, and nothing is open any more. */
bool html_walk_to(struct html_walker *w, const char *to);

#endif
