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

/* What a view is made of. */
struct paper {
	const struct store_article *article;
	const struct text_page *text; /* its beginning: PAGE_TEXT */
	const struct page_look *look;
};
/* By enum page_view. */
struct page_view_row {
	void (*show)(struct page *page, const struct paper *paper);
	const char *words; /* above it; NULL: nothing */
};
extern const struct page_view_row page_views[];
/* What stands below the whole text. */
void page_end_text(struct page *page, const struct text_page *text);

#endif
