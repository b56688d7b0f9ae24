/* layout.h: how a page of terminal lines is made; private to text.
 *
 *   layout.c   elements   -> styles, links, blocks
 *   flow.c     blocks     -> margins, bars, bullets, rows
 *   list.c     lists      -> numbers, bullets
 *   table.c    tables     -> aligned rows or records
 *   wrap.c     a run      -> lines of so many cells
 *   page.c     rows       -> struct text_page
 *   pieces.c   all of it, at once or piece by piece */
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include "telex/text.h"

#include "html.h"

/* ---- a page that grows ---- */

struct page {
	void *ctx; /* a child of the result's owner, for what grows */
	struct text_page *result;
	struct buf text; /* of all spans */
	struct page_span *spans;
	struct page_row *rows;
	size_t n_spans, spans_cap, n_rows, rows_cap, links_cap;
	size_t n_taken, bytes_taken; /* rows, and their text */
	bool is_full; /* as long as any reader would scroll; the rest is left out */
};
void page_init(struct page *page, void *ctx);
bool page_has_rows(const struct page *page);
void page_row(struct page *page);
/* Append to the last row. */
void page_add(struct page *page, struct bytes safe, unsigned style, int link);
void page_fill(struct page *page, const char *sign, int times, unsigned style);
/* The number (from 0) of this address, -1 when it is none a browser or mailer may be given. */
int page_link(struct page *page, const char *url, bool is_image);
/* The rows since the last time, which begin anew; the same page again. */
struct text_page *page_take(struct page *page, int words);

/* ---- a paragraph before it is wrapped ---- */

/* Marks in the text of a paragraph, which has no other control characters but '\n', a forced break. */
enum { MARK_HYPHEN = 1, MARK_BREAK = 2 };

struct para_run {
	size_t at;
	unsigned style;
	int link;
};
struct para {
	void *ctx;
	struct buf text;
	struct para_run *runs; /* each up to the next */
	size_t n_runs, runs_cap;
	bool wants_space;
};
void para_init(struct para *para, void *ctx);
void para_reset(struct para *para);
void para_put(struct para *para, struct bytes safe, unsigned style, int link);
void para_mark(struct para *para, char mark);
bool para_at_line_start(const struct para *para);
/* Append the text from..to to the page's last row; or_style is added to its styles. */
void para_show(const struct para *para, size_t from, size_t to, unsigned or_style, struct page *page);
/* Append the same to another paragraph. */
void para_copy(const struct para *from_para, size_t from, size_t to, unsigned or_style, struct para *para);

struct line {
	size_t from, to, next; /* shown, and where the next line begins */
	bool has_hyphen;
};
/* The line that begins at `at` in text and takes at most cols cells; false at the end. */
bool wrap_line(struct bytes text, size_t at, int cols, struct line *ret);
/* The same where white space counts and only '\n' and the width end a line. */
bool wrap_pre(struct bytes text, size_t at, int cols, struct line *ret);
/* Cells of text without its marks. */
int wrap_width(struct bytes text);

/* ---- the flow of blocks ---- */

enum container_kind { BAR, INDENT, ITEM };
struct container {
	enum container_kind kind;
	int cols;
	char bullet[24]; /* ITEM: shown once */
	bool is_used;
};
struct flow {
	struct page page;
	struct para para;
	int cols;
	struct container containers[TEXT_DEPTH_MAX];
	size_t n_containers;
	int margin;	     /* empty lines due before the next row */
	size_t margin_depth; /* how many bars they show */
	size_t shown;	     /* bytes of the paragraph whose lines are rows already */
	bool is_pre;
};
void flow_init(struct flow *flow, void *ctx, int cols);
void flow_free(struct flow *flow);
int flow_width(const struct flow *flow);
/* The paragraph ends here; what comes next stands `margin` empty lines below. */
void flow_break(struct flow *flow, int margin);
/* The lines of a paragraph that goes on which nothing that comes can change. */
void flow_show_settled(struct flow *flow);
void flow_push(struct flow *flow, enum container_kind kind, int cols, const char *bullet);
void flow_pop_to(struct flow *flow, size_t n);
/* A new row with its margin, bars and bullets. */
void flow_row(struct flow *flow);
void flow_rule(struct flow *flow);

/* ---- tables ---- */

struct table;
/* Is what follows a table's start tag a table of facts, small enough to be shown as one? */
bool table_is_data(struct bytes rest);
struct table *table_new(void *ctx);
void table_row(struct table *table);
void table_cell_begin(struct table *table, const struct html_token *token, struct para *para);
void table_cell_end(struct table *table, struct para *para);
/* All of it into the flow, whose paragraph holds the cells' texts. */
void table_show(const struct table *table, struct flow *flow);

#endif
