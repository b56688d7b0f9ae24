/* page_place.c: where somebody reads, in terms that stay when the page is laid out anew: on a wider screen, or with more above it. */
#include "page.h"

enum { BOX_FIRST = 0x94, BOX_LAST = 0x95 }; /* second bytes of U+2500 to U+257F */

/* Characters of a row but those that depend on its width: blanks, hyphens, bars and rules. */
static size_t letters(const struct text_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n_spans; i++) {
		const unsigned char *s = (const unsigned char *)row->spans[i].s;

		for (size_t k = 0; k < row->spans[i].len; k++) {
			const bool is_box = s[k] == 0xe2 && k + 1 < row->spans[i].len && s[k + 1] >= BOX_FIRST && s[k + 1] <= BOX_LAST;

			n += s[k] > ' ' && s[k] != '-' && (s[k] & 0xc0) != 0x80 && !is_box;
		}
	}
	return n;
}

static size_t end_of_text(const struct page *page)
{
	return page->end_row < page->n_rows ? page->end_row : page->n_rows;
}

static struct page_place place_of(const struct page *page)
{
	struct page_place place = {.part = PLACE_TEXT, .top = page->top};

	if (page->top < page->text_row) {
		place.part = PLACE_ABOVE;
		place.n = page->top;
	} else if (page->top >= end_of_text(page)) {
		place.part = PLACE_BELOW;
		place.n = page->top - end_of_text(page);
	}
	for (size_t row = page->text_row; place.part == PLACE_TEXT && row < page->top; row++) {
		const size_t n = letters(&page->rows[row]);

		place.n += n;
		place.n_empty = n > 0 ? 0 : place.n_empty + 1;
	}
	return place;
}

static size_t row_of(const struct page *page, const struct page_place *place)
{
	size_t row = page->text_row, end = end_of_text(page), n = 0;

	if (place->part == PLACE_ABOVE)
		return place->n < row ? place->n : row;
	if (place->part == PLACE_BELOW)
		return end + place->n;
	for (; row < end && n < place->n; row++) {
		const size_t more = letters(&page->rows[row]);

		if (n + more > place->n)
			return row;
		n += more;
	}
	for (size_t i = 0; i < place->n_empty && row < end && letters(&page->rows[row]) == 0; i++)
		row++;
	return row;
}

/* While nobody has moved, it is what was gone to: a larger screen at the end of a text, and back, is no move. */
static struct page_place place_now(const struct page *page)
{
	return page->place.top == page->top ? page->place : place_of(page);
}

static void go_to(struct page *page, const struct page_place *place, int height)
{
	page->place = *place;
	page->top = 0;
	page_scroll(page, (long)row_of(page, place), height);
	page->place.top = page->top;
}

/* A hit may be two in another layout: one over a line break.  Then it is the first one on the screen. */
static size_t hit_of(const struct page *page, const struct page *before)
{
	size_t hit = 0;

	if (before->n_hits == page->n_hits)
		return before->hit;
	if (before->hit == before->n_hits)
		return page->n_hits;
	while (hit < page->n_hits && page->hits[hit].row < page->top)
		hit++;
	return hit;
}

bool page_returns_far(const struct page *page, const struct page *before)
{
	if (page->view == before->view)
		return before->top > 0 || before->link > 0 || before->hit < before->n_hits;
	return page->view == PAGE_TEXT && (before->text_place.part != PLACE_ABOVE || before->text_place.n > 0 || before->has_text_hit);
}

void page_return(struct page *page, const struct page *before, int height)
{
	struct page_place place = place_now(before);

	page->text_place = before->view == PAGE_TEXT ? place : before->text_place;
	page->text_hit = before->view == PAGE_TEXT ? before->hit : before->text_hit;
	page->has_text_hit = before->view == PAGE_TEXT ? before->hit < before->n_hits : before->has_text_hit;
	if (page->view != before->view && page->view != PAGE_TEXT)
		return;
	if (page->view != before->view) {
		go_to(page, &page->text_place, height);
		page->hit = page->has_text_hit && page->text_hit < page->n_hits ? page->text_hit : page->n_hits;
		return;
	}
	go_to(page, &place, height);
	if (before->link > 0)
		page_go(page, (long)before->link, height);
	page->hit = hit_of(page, before);
}
