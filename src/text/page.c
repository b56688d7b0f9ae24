/* page.c: rows of spans that grow, and the page made of them at the end. */
#include "layout.h"

#include "telex/url.h"
#include "telex/utf8.h"

#include <stdio.h>
#include <strings.h>

enum {
	ROWS_MAX = 200000,
	TEXT_MAX_MIB = 64,
	LINKS_MAX = 50000,
	LOOK_BACK = 64 /* so many links back the same address keeps its number */
};

struct page_span {
	size_t at, len; /* in page.text */
	unsigned style;
	int link;
};
struct page_row {
	size_t first; /* span */
	int cols;
};

void page_init(struct page *page, void *ctx)
{
	*page = (struct page){.result = mem_new(ctx, struct text_page)};
	page->ctx = mem_check(talloc_new(page->result));
	page->text = (struct buf)BUF_INIT(MIB(TEXT_MAX_MIB));
}

bool page_has_rows(const struct page *page)
{
	return page->n_taken + page->n_rows > 0;
}

static size_t doubled(size_t cap)
{
	return cap ? cap * 2 : 32;
}

void page_row(struct page *page)
{
	page->is_full |= page->n_taken + page->n_rows >= ROWS_MAX || !buf_ok(&page->text);
	if (page->is_full)
		return;
	if (page->n_rows == page->rows_cap) {
		page->rows_cap = doubled(page->rows_cap);
		page->rows = mem_grow(page->ctx, page->rows, struct page_row, page->rows_cap);
	}
	page->rows[page->n_rows++] = (struct page_row){.first = page->n_spans};
}

void page_add(struct page *page, struct bytes safe, unsigned style, int link)
{
	struct page_row *row = page->n_rows > 0 ? &page->rows[page->n_rows - 1] : NULL;
	struct page_span *last = page->n_spans > 0 ? &page->spans[page->n_spans - 1] : NULL;

	if (page->is_full || safe.len == 0 || !row)
		return;
	row->cols += utf8_width(safe.data, safe.len);
	if (row->first < page->n_spans && last->style == style && last->link == link) {
		last->len += safe.len;
	} else {
		if (page->n_spans == page->spans_cap) {
			page->spans_cap = doubled(page->spans_cap);
			page->spans = mem_grow(page->ctx, page->spans, struct page_span, page->spans_cap);
		}
		page->spans[page->n_spans++] = (struct page_span){page->text.len, safe.len, style, link};
	}
	buf_add(&page->text, safe.data, safe.len);
	if (!buf_ok(&page->text)) { /* 64 MiB of text: the row that did not fit is empty */
		page->is_full = true;
		page->n_spans = row->first;
		row->cols = 0;
	}
}

void page_fill(struct page *page, const char *sign, int times, unsigned style)
{
	for (; times > 0; times--)
		page_add(page, (struct bytes){sign, strlen(sign)}, style, -1);
}

/* An address that a browser or a mailer may be given; url_is_web answers for the former. */
static bool is_usable(const char *url)
{
	if (strncasecmp(url, "mailto:", 7))
		return url_is_web(url);
	for (const char *p = url; *p; p++) {
		if ((unsigned char)*p <= ' ' || *p == 0x7f || p - url == URL_MAX)
			return false;
	}
	return true;
}

int page_link(struct page *page, const char *url, bool is_image)
{
	struct text_page *result = page->result;
	size_t n = result->n_links, first = n > LOOK_BACK ? n - LOOK_BACK : 0;

	if (!is_usable(url))
		return -1;
	for (size_t i = n; i-- > first;) {
		if (!strcmp(result->links[i].url, url))
			return (int)i;
	}
	if (n == LINKS_MAX)
		return -1;
	if (n == page->links_cap) {
		page->links_cap = doubled(page->links_cap);
		result->links = mem_grow(result, result->links, struct text_link, page->links_cap);
	}
	result->links[n] = (struct text_link){mem_strdup(result, url), "", is_image};
	result->n_links++;
	return (int)n;
}

const char *text_minutes(int words, char out[TEXT_MINUTES_SIZE])
{
	enum { WORDS_A_MINUTE = 230 };
	int minutes = (words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE;

	out[0] = '\0';
	if (words > 0)
		snprintf(out, TEXT_MINUTES_SIZE, "%d min", minutes > 0 ? minutes : 1);
	return out;
}

static void begin_anew(struct page *page)
{
	page->n_taken += page->n_rows;
	page->n_rows = page->n_spans = 0;
	page->bytes_taken += page->text.len;
	buf_reset(&page->text);
	page->text.max = MIB(TEXT_MAX_MIB) - page->bytes_taken;
}

struct text_page *page_take(struct page *page, int words)
{
	struct text_page *result = page->result;
	char *text = mem_strndup(result, buf_str(&page->text), page->text.len);
	struct text_span *spans = mem_array(result, struct text_span, page->n_spans + 1);

	for (size_t i = 0; i < page->n_spans; i++) {
		const struct page_span *from = &page->spans[i];

		spans[i] = (struct text_span){text + from->at, from->len, from->style, from->link};
	}
	result->rows = mem_array(result, struct text_row, page->n_rows + 1);
	result->n_rows = page->n_rows;
	for (size_t i = 0; i < page->n_rows; i++) {
		size_t first = page->rows[i].first;
		size_t next = i + 1 < page->n_rows ? page->rows[i + 1].first : page->n_spans;

		result->rows[i] = (struct text_row){spans + first, next - first, page->rows[i].cols};
	}
	result->words = words;
	begin_anew(page);
	return result;
}
