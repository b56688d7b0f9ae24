/* page_find.c: where the searched words are in an article that is laid out. */
#include "page.h"

/* Some of the rows, and their words in a line, so that a phrase is found across a line break. */
struct run {
	struct page *page;
	size_t from, to;
	enum query_column column;
	size_t *starts; /* of each row in the line */
};

/* Link numbers stand between words and are blanked. */
static void join_rows(const struct run *run, struct buf *out)
{
	for (size_t i = run->from; i < run->to; i++) {
		const struct text_row *row = &run->page->rows[i];

		run->starts[i] = out->len;
		for (size_t j = 0; j < row->n_spans; j++) {
			const struct text_span *span = &row->spans[j];
			bool is_number = (span->style & TEXT_DIM) && span->link >= 0;

			if (!is_number)
				buf_add(out, span->s, span->len);
			for (size_t k = 0; is_number && k < span->len; k++)
				buf_addc(out, ' ');
		}
		buf_addc(out, '\n');
	}
}

/* A hit over a line break becomes one in each row. */
static void add_hit(const struct run *run, struct store_hit hit)
{
	struct page *page = run->page;
	const size_t *starts = run->starts;
	size_t row = run->to - 1, end = hit.at + hit.len;

	while (row > run->from && starts[row] > hit.at)
		row--;
	for (; row < run->to && starts[row] < end; row++) {
		size_t from = hit.at > starts[row] ? hit.at : starts[row];
		size_t stop = row + 1 < run->to && starts[row + 1] - 1 < end ? starts[row + 1] - 1 : end;

		if (page->n_hits < PAGE_HITS_MAX && stop > from)
			page->hits[page->n_hits++] = (struct page_hit){row, from - starts[row], stop - from};
	}
}

static void find_in(const struct run *run, const struct query_term *terms, size_t n_terms)
{
	AUTO_BUF text = BUF_INIT(MIB(8));
	struct store_hit *found = mem_array(run->page, struct store_hit, PAGE_HITS_MAX);
	size_t n;

	join_rows(run, &text);
	n = store_hits(terms, n_terms, run->column, buf_bytes(&text), found, PAGE_HITS_MAX);
	for (size_t i = 0; i < n && run->to > run->from; i++)
		add_hit(run, found[i]);
	talloc_free(found);
}

void page_find(struct page *page, const struct query_term *terms, size_t n_terms)
{
	size_t *starts;

	page->n_hits = page->hit = 0;
	if (n_terms == 0)
		return;
	if (!page->hits)
		page->hits = mem_array(page, struct page_hit, PAGE_HITS_MAX);
	starts = mem_array(page, size_t, page->n_rows + 1);
	find_in(&(struct run){page, 0, page->n_title_rows, QUERY_TITLE, starts}, terms, n_terms);
	find_in(&(struct run){page, page->n_head_rows, page->n_rows, QUERY_BODY, starts}, terms, n_terms);
	page->hit = page->n_hits;
	talloc_free(starts);
}
