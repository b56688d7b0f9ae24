/* page.c: an article as rows of styled text. */
#include "page_parts.h"

#include <string.h>

#include "telex/utf8.h"
#include "telex/when.h"

enum {
	HEAD_BYTES_MAX = 16384,
	PIECE_BYTES = 48 * 1024 /* of a text: some 7,000 words, laid out in 1 ms */
};

void page_add_rows(struct page *page, const struct text_row *rows, size_t n)
{
	page->rows = mem_grow(page, page->rows, struct text_row, page->n_rows + n);
	memcpy(page->rows + page->n_rows, rows, n * sizeof(rows[0]));
	page->n_rows += n;
}

void page_add_blank(struct page *page)
{
	page_add_rows(page, &(struct text_row){0}, 1);
}

void page_add_text(struct page *page, const char *s, unsigned style)
{
	struct text_page *text = text_layout_plain(page, (struct bytes){s, strlen(s)}, page->cols);

	for (size_t i = 0; i < text->n_rows; i++) {
		for (size_t j = 0; j < text->rows[i].n_spans; j++) {
			text->rows[i].spans[j].style = style;
			text->rows[i].spans[j].link = -1;
		}
	}
	page_add_rows(page, text->rows, text->n_rows);
}

void page_add_line(struct page *page, const char *s, unsigned style, int link)
{
	struct text_span *span = mem_new(page, struct text_span);
	struct text_row row = {.spans = span, .n_spans = 1};

	span->s = utf8_safe_dup(page, s, SAFE_LINE);
	span->len = utf8_clip(span->s, strlen(span->s), page->cols, &row.width);
	span->style = style;
	span->link = link;
	page_add_rows(page, &row, 1);
}

static void add_part(struct buf *line, const char *part)
{
	if (!part[0])
		return;
	if (line->len > 0)
		buf_adds(line, " · ");
	buf_adds(line, part);
}

const char *page_ago(int64_t at, int64_t now, char out[WHEN_AGE_SIZE + 16])
{
	enum { TWO_DAYS = 2 * 86400 };
	char age[WHEN_AGE_SIZE];

	if (at > now)
		return "in the future";
	snprintf(out, WHEN_AGE_SIZE + 16, "%s ago",
		 now - at < TWO_DAYS ? when_span(now - at, age) : when_age(at, now, age));
	return out;
}

/* "26 Nov 14:02 (12 min ago)"; an article without a date says when it was first seen. */
static void add_date(struct buf *line, const struct store_row *row, int64_t now)
{
	bool has_date = row->published != WHEN_NONE;
	int64_t at = has_date ? row->published : row->arrived;
	char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE + 16], text[WHEN_LOCAL_SIZE + WHEN_AGE_SIZE + 48];

	snprintf(text, sizeof(text), "%s%s (%s)", has_date ? "" : "first seen ", when_local(at, now, local),
		 page_ago(at, now, age));
	add_part(line, text);
}

static void add_head(struct page *page, const struct store_article *article, int words, int64_t now)
{
	const struct store_row *row = &article->row;
	AUTO_BUF line = BUF_INIT(HEAD_BYTES_MAX);
	AUTO_BUF tags = BUF_INIT(HEAD_BYTES_MAX);
	char minutes[TEXT_MINUTES_SIZE], changes[STORE_CHANGES_SIZE];

	for (size_t i = 0; i < row->n_tags; i++)
		buf_addf(&tags, "%s%s", i > 0 ? " " : "", row->tags[i]);
	page_add_text(page, row->title[0] ? row->title : "(no title)", TEXT_HEADING | TEXT_BOLD);
	page->n_title_rows = page->n_rows;
	add_part(&line, row->outlet);
	if (strcmp(row->author, row->outlet) != 0)
		add_part(&line, row->author);
	add_date(&line, row, now);
	add_part(&line, store_changes_words(article, now, changes));
	add_part(&line, text_minutes(words, minutes));
	add_part(&line, row->lang);
	add_part(&line, article->is_sponsored ? "sponsored" : "");
	add_part(&line, row->is_starred ? "* starred" : "");
	add_part(&line, buf_str(&tags));
	page_add_text(page, buf_str(&line), TEXT_DIM);
	if (article->note)
		page_add_text(page, mem_printf(page, "Note: %s", article->note), TEXT_CODE);
	page_add_blank(page);
	page->n_head_rows = page->n_rows;
}

/* Those of the text as far as it is laid out, and behind its last what is enclosed. */
static void gather_links(struct page *page, const struct text_page *text)
{
	const struct store_article *article = page->article;
	const size_t n_enclosures = page->rest || page_views[page->view].make ? 0 : article->n_enclosures;

	talloc_free(page->links);
	page->n_links = text->n_links + n_enclosures;
	page->links = mem_array(page, struct text_link, page->n_links + 1);
	if (text->n_links > 0)
		memcpy(page->links, text->links, text->n_links * sizeof(text->links[0]));
	for (size_t i = 0; i < n_enclosures; i++) {
		const struct feed_enclosure *from = &article->enclosures[i];

		page->links[text->n_links + i] =
		    (struct text_link){.url = from->url, .label = from->type ? from->type : "enclosure"};
	}
}

static struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* The next bytes of the text; page->rest is NULL when they were the last. */
static const struct text_page *lay_out(struct page *page, size_t bytes)
{
	bool more;
	const struct text_page *text = text_layout_more(page->rest, bytes, &more);

	if (!more) {
		talloc_free(page->rest);
		page->rest = NULL;
	}
	gather_links(page, text);
	return text;
}

static void add_piece(struct page *page, const struct text_page *text)
{
	if (!page_views[page->view].is_below)
		page_add_rows(page, text->rows, text->n_rows);
	if (!page->rest)
		page_views[page->view].end(page, text);
}

bool page_more(struct page *page)
{
	if (!page->rest)
		return false;
	add_piece(page, lay_out(page, PIECE_BYTES));
	return page->rest != NULL;
}

void page_finish(struct page *page)
{
	while (page_more(page))
		;
}

/* Not much longer than its first screens: it is laid out at once. */
static bool is_short(struct bytes text)
{
	return text.len <= 2 * PIECE_BYTES;
}

/* The same in every view of an article, whatever that lays out. */
static int count_words(struct page *page, const struct text_page *first)
{
	const struct store_article *article = page->article;
	const struct bytes plain = bytes_of(article->text);

	if (!page_views[page->view].make && !page->rest)
		return first->words;
	if (!is_short(article->html ? bytes_of(article->html) : plain))
		return text_words(plain);
	return (article->html ? text_layout(page, bytes_of(article->html), page->cols) : text_layout_plain(page, plain, page->cols))->words;
}

struct page *page_new(void *ctx, struct store_article *take_article, const struct page_look *look)
{
	const struct page_view_row *view = &page_views[look->view];
	struct page *page = mem_new(ctx, struct page);
	struct store_article *article = talloc_steal(page, take_article);
	const struct text_page *first;
	const char *html = article->html;
	struct bytes text;
	int cols = look->cols < look->measure ? look->cols : look->measure;

	page->id = article->row.id;
	page->title = article->row.title;
	page->url = article->row.url;
	page->view = look->view;
	page->article = article;
	page->cols = cols < 20 ? 20 : cols;
	if (view->make)
		html = view->make(page, look);
	text = bytes_of(html ? html : article->text);
	page->rest = text_layout_new(page, text, html != NULL, page->cols);
	first = lay_out(page, view->is_below || is_short(text) ? SIZE_MAX : PIECE_BYTES);
	add_head(page, article, count_words(page, first), look->now);
	if (view->words) {
		page_add_line(page, mem_printf(page, "%s (q: back to the text)", view->words), TEXT_BOLD, -1);
		page_add_blank(page);
		page->n_head_rows = page->n_rows;
	}
	page->text_row = page->n_head_rows;
	page->end_row = SIZE_MAX;
	add_piece(page, first);
	page->hit = 0;
	return page;
}

static long last_top(const struct page *page, int height)
{
	long last = (long)page->n_rows - height;

	return last > 0 ? last : 0;
}

long page_scroll(struct page *page, long lines, int height)
{
	long to = (long)page->top + lines, last = last_top(page, height);
	long rest = to < 0 ? to : to > last ? to - last : 0;

	page->top = (size_t)(to - rest);
	return rest;
}

size_t page_cursor(const struct page *page)
{
	return page->view == PAGE_LINKS && page->n_links > 0 ? page->n_head_rows + page->link : page->n_rows;
}

void page_go(struct page *page, long lines, int height)
{
	long to = (long)page->link + lines, row;

	if (page_cursor(page) == page->n_rows) {
		page_scroll(page, lines, height);
		return;
	}
	page->link = to < 0 ? 0 : to >= (long)page->n_links ? page->n_links - 1 : (size_t)to;
	row = (long)page_cursor(page);
	/* at the first link the head comes back */
	if (page->link == 0)
		page_scroll(page, -(long)page->top, height);
	if (row < (long)page->top)
		page_scroll(page, row - (long)page->top, height);
	else if (row >= (long)page->top + height)
		page_scroll(page, row - height + 1 - (long)page->top, height);
}

bool page_next_hit(struct page *page, bool is_down, int height)
{
	size_t next;

	if (page->n_hits == 0)
		return false;
	if (page->hit == page->n_hits)
		next = is_down ? 0 : page->n_hits - 1;
	else if (is_down ? page->hit + 1 == page->n_hits : page->hit == 0)
		return false;
	else
		next = is_down ? page->hit + 1 : page->hit - 1;
	page->hit = next;
	/* A third of the screen stays above it for the context. */
	if (page->hits[next].row < page->top || page->hits[next].row >= page->top + (size_t)height)
		page_scroll(page, (long)page->hits[next].row - height / 3 - (long)page->top, height);
	return true;
}

int page_percent(const struct page *page, int height)
{
	long last = last_top(page, height);

	if (page->rest)
		return 0;
	return last == 0 ? 100 : (int)((long)page->top * 100 / last);
}

/* Above the text. */
static void inserted(struct page *page, size_t *at, size_t n)
{
	page->n_rows += n;
	page->text_row += n;
	page->end_row += page->end_row < SIZE_MAX ? n : 0;
	*at += n;
}

void page_insert(struct page *page, size_t *at, const char *line, unsigned style)
{
	struct text_page *text = text_layout_plain(page, (struct bytes){line, strlen(line)}, page->cols);

	for (size_t i = 0; i < text->n_rows; i++) {
		for (size_t j = 0; j < text->rows[i].n_spans; j++) {
			text->rows[i].spans[j].style = style;
			text->rows[i].spans[j].link = -1;
		}
	}
	page->rows = mem_grow(page, page->rows, struct text_row, page->n_rows + text->n_rows + 1);
	memmove(page->rows + *at + text->n_rows, page->rows + *at, (page->n_rows - *at) * sizeof(page->rows[0]));
	if (text->n_rows)
		memcpy(page->rows + *at, text->rows, text->n_rows * sizeof(page->rows[0]));
	inserted(page, at, text->n_rows);
}

void page_insert_blank(struct page *page, size_t *at)
{
	page->rows = mem_grow(page, page->rows, struct text_row, page->n_rows + 1);
	memmove(page->rows + *at + 1, page->rows + *at, (page->n_rows - *at) * sizeof(page->rows[0]));
	page->rows[*at] = (struct text_row){0};
	inserted(page, at, 1);
}
