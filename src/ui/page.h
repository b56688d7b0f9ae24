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
struct page {
	int64_t id;
	const char *title, *url;
	int cols;
	struct text_row *rows;
	size_t n_rows, top;
	size_t n_title_rows, n_head_rows; /* the title, the head with it */
	struct text_link *links;	  /* those of the text, then the enclosures */
	size_t n_links;
	struct page_hit *hits;
	size_t n_hits;
	size_t hit; /* the one that n and N went to; n_hits: none yet */
};

/* Lay the article out for cols cells (at most LAYOUT_MEASURE are used).  terms may be NULL.  A talloc child
 * of ctx that keeps nothing of the arguments but takes `article` over. */
struct page *page_new(void *ctx, struct store_article *take_article, int cols, int64_t now);
void page_find(struct page *page, const struct query_term *terms, size_t n_terms);
/* Scroll, within the text; gives how many lines it could not go. */
long page_scroll(struct page *page, long lines, int height);
/* To the next or previous hit; false when there is none further. */
bool page_next_hit(struct page *page, bool is_down, int height);
/* How far it is read: 0 to 100. */
int page_percent(const struct page *page, int height);

#endif
