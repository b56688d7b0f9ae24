/* page_parts.h: how the rows of an article come together; private to page*.c. */
#ifndef TELEX_UI_PAGE_PARTS_H
#define TELEX_UI_PAGE_PARTS_H

#include "page.h"

#include "telex/when.h"

void page_add_rows(struct page *page, const struct text_row *rows, size_t n);
void page_add_blank(struct page *page);
/* Wrapped, in one style. */
void page_add_text(struct page *page, const char *s, unsigned style);
/* In one line, cut where it is longer. */
void page_add_line(struct page *page, const char *s, unsigned style, int link);
/* "12 min ago", "7y ago" */
const char *page_ago(int64_t at, int64_t now, char out[WHEN_AGE_SIZE + 16]);

/* By enum page_view. */
struct page_view_row {
	/* The HTML that is laid out, a child of page; NULL: the article's text is. */
	const char *(*make)(struct page *page, const struct page_look *look);
	/* What stands below the whole of it. */
	void (*end)(struct page *page, const struct text_page *text);
	bool is_below; /* and nothing else */
	const char *words; /* above it; NULL: nothing */
};
extern const struct page_view_row page_views[];

#endif
