/* pane_article.c: the text of an article on the canvas. */
#include "app.h"

#include "telex/utf8.h"

static unsigned style_of(unsigned text_style)
{
	static const struct {
		unsigned text, canvas;
	} styles[] = {
	    {TEXT_BOLD, STYLE_BOLD},
	    {TEXT_ITALIC, STYLE_ITALIC},
	    {TEXT_CODE, STYLE_ACCENT},
	    {TEXT_QUOTE, STYLE_QUOTE},
	    {TEXT_LINK, STYLE_LINK | STYLE_UNDERLINE},
	    {TEXT_HEADING, STYLE_ACCENT | STYLE_BOLD},
	    {TEXT_DIM, STYLE_MUTED},
	    {TEXT_REMOVED, STYLE_WARN},
	    {TEXT_ADDED, STYLE_QUOTE | STYLE_UNDERLINE},
	};
	unsigned style = 0;

	/* A later role takes the place of an earlier one. */
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		if (!(text_style & styles[i].text))
			continue;
		if (styles[i].canvas & STYLE_ROLES)
			style &= ~(unsigned)STYLE_ROLES;
		style |= styles[i].canvas;
	}
	return style;
}

static void draw_row(struct app *app, struct rect r, const struct text_row *row)
{
	int x = 0;

	for (size_t i = 0; i < row->n_spans && x < r.cols; i++)
		x += canvas_text(app->canvas, r.x + x, r.y, r.cols - x,
				 (struct bytes){row->spans[i].s, row->spans[i].len},
				 style_of(row->spans[i].style));
}

/* The cells before byte `at` of a row. */
static int cells_before(const struct text_row *row, size_t at)
{
	int cells = 0;

	for (size_t i = 0; i < row->n_spans; i++) {
		if (at <= row->spans[i].len)
			return cells + utf8_width(row->spans[i].s, at);
		cells += utf8_width(row->spans[i].s, row->spans[i].len);
		at -= row->spans[i].len;
	}
	return cells;
}

static void draw_hits(struct app *app, struct rect r)
{
	const struct page *page = app->page;

	for (size_t i = 0; i < page->n_hits; i++) {
		const struct page_hit *hit = &page->hits[i];
		int from, to;

		if (hit->row < page->top || hit->row >= page->top + (size_t)r.rows)
			continue;
		from = cells_before(&page->rows[hit->row], hit->at);
		to = cells_before(&page->rows[hit->row], hit->at + hit->len);
		canvas_style(app->canvas,
			     (struct rect){r.x + from, r.y + (int)(hit->row - page->top), to - from, 1},
			     i == page->hit ? STYLE_HIT | STYLE_REVERSE : STYLE_HIT);
	}
}

void page_draw(struct app *app, struct rect r)
{
	const struct page *page = app->page;

	if (r.rows == 0 || !page)
		return;
	r.x++;
	r.cols -= 2;
	for (int y = 0; y < r.rows && page->top + (size_t)y < page->n_rows; y++)
		draw_row(app, (struct rect){r.x, r.y + y, r.cols, 1}, &page->rows[page->top + (size_t)y]);
	draw_hits(app, r);
	if (page_cursor(page) - page->top < (size_t)r.rows && page_cursor(page) < page->n_rows)
		canvas_style(app->canvas, (struct rect){r.x, r.y + (int)(page_cursor(page) - page->top), r.cols, 1},
			     STYLE_REVERSE);
}
