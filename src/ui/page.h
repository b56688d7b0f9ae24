/* page.h: one article laid out for reading: its head, its text, its links, and where the searched words are.
 */
#ifndef TELEX_UI_PAGE_H
#define TELEX_UI_PAGE_H

#include "telex/store.h"
#include "telex/text.h"

enum { PAGE_HITS_MAX = 2000 };

struct page_hit {
	size_t row, at, len; /* bytes in the row's text */
};
enum page_view {
	PAGE_TEXT,
	PAGE_SOURCE, /* the cleaned HTML, as it is stored */
	PAGE_LINKS,  /* a line each, with a cursor */
	PAGE_CHANGES /* what its publisher changed */
};
/* Where somebody reads, however it is laid out (page_place.c). */
struct page_place {
	enum { PLACE_ABOVE, PLACE_TEXT, PLACE_BELOW } part;
	size_t n;	/* rows of the part; PLACE_TEXT: letters before it */
	size_t n_empty; /* and rows without any */
	size_t top;	/* the row that was gone to for it */
};
/* How it is to be laid out. */
struct page_look {
	enum page_view view;
	int cols, measure; /* of the pane; the longest line of a text */
	int64_t now;
	const struct store_former *formers; /* of PAGE_CHANGES */
	size_t n_formers;
};
struct page {
	int64_t id;
	enum page_view view;
	const char *title, *url;
	int cols;
	struct text_row *rows;
	size_t n_rows, top;
	size_t n_title_rows, n_head_rows; /* the title, the head with it */
	size_t text_row, end_row;	  /* where the text begins, and what stands below it; rows of links are below */
	struct page_place place;
	struct page_place text_place; /* of another view: where its text was left, and at which hit */
	size_t text_hit;
	bool has_text_hit;
	struct text_link *links;	  /* those of the text, then the enclosures; none of its source and changes */
	size_t n_links;
	size_t link; /* PAGE_LINKS: the one under the cursor */
	struct page_hit *hits;
	size_t n_hits;
	size_t hit; /* the one that n and N went to; n_hits: none yet */
	const char *last_line; /* below the view; NULL: nothing */
	/* A long text is laid out for its first screens; what follows is `rest`, NULL: nothing.  Until then there are no rows, no
	 * links and no hits of it, and nobody has scrolled. */
	struct text_layout *rest;
	const struct store_article *article;
};

/* Lay the article out.  A talloc child of ctx that keeps nothing of the arguments but takes `article` over. */
struct page *page_new(void *ctx, struct store_article *take_article, const struct page_look *look);
/* Some more of the rest, or all of it; false: that was all.  Then its words are to be found anew. */
bool page_more(struct page *page);
void page_finish(struct page *page);
void page_find(struct page *page, const struct query_term *terms, size_t n_terms);
/* `before` is another page of the same article.  To where it was, also if that is laid out otherwise: place, cursor and hit; from
 * another view to where the text was left. */
void page_return(struct page *page, const struct page *before, int height);
/* That needs more than the first screens: it is to be finished, and its words to be found, before. */
bool page_returns_far(const struct page *page, const struct page *before);
/* Scroll, within the text; gives how many lines it could not go. */
long page_scroll(struct page *page, long lines, int height);
/* The same where there is no cursor; else that goes. */
void page_go(struct page *page, long lines, int height);
/* The row of the cursor; n_rows: there is none. */
size_t page_cursor(const struct page *page);
/* To the next or previous hit; false when there is none further. */
bool page_next_hit(struct page *page, bool is_down, int height);
/* How far it is read: 0 to 100. */
int page_percent(const struct page *page, int height);

/* Rows at *at, above the text, which moves behind them: a line, wrapped, in one style; a blank one. */
void page_insert(struct page *page, size_t *at, const char *line, unsigned style);
void page_insert_blank(struct page *page, size_t *at);

#endif
