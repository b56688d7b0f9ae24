/* para.c: the text of one paragraph with its styles. */
#include "layout.h"

enum { PARA_MAX_MIB = 64 };

void para_init(struct para *para, void *ctx)
{
	*para = (struct para){.ctx = ctx, .text = BUF_INIT(MIB(PARA_MAX_MIB))};
}

void para_reset(struct para *para)
{
	buf_reset(&para->text);
	para->n_runs = 0;
	para->wants_space = false;
}

void para_put(struct para *para, struct bytes safe, unsigned style, int link)
{
	struct para_run *last = para->n_runs > 0 ? &para->runs[para->n_runs - 1] : NULL;

	if (safe.len == 0)
		return;
	if (!last || last->style != style || last->link != link) {
		if (para->n_runs == para->runs_cap) {
			para->runs_cap = para->runs_cap ? para->runs_cap * 2 : 16;
			para->runs = mem_grow(para->ctx, para->runs, struct para_run, para->runs_cap);
		}
		para->runs[para->n_runs++] = (struct para_run){para->text.len, style, link};
	}
	buf_add(&para->text, safe.data, safe.len);
}

void para_mark(struct para *para, char mark)
{
	size_t len = para->text.len;

	/* A mark needs something to stand behind, and one is enough. */
	if (len > 0 && (unsigned char)para->text.data[len - 1] > ' ')
		buf_addc(&para->text, mark);
}

bool para_at_line_start(const struct para *para)
{
	return para->text.len == 0 || para->text.data[para->text.len - 1] == '\n';
}

/* The run that holds the byte at `at`. */
static size_t find_run(const struct para *para, size_t at)
{
	size_t low = 0, high = para->n_runs;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (para->runs[mid].at <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* Everything but the marks. */
static void show_run(struct bytes text, unsigned style, int link, struct page *page)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && (unsigned char)text.data[i] >= ' ')
			continue;
		page_add(page, (struct bytes){text.data + from, i - from}, style, link);
		from = i + 1;
	}
}

void para_show(const struct para *para, size_t from, size_t to, unsigned or_style, struct page *page)
{
	const char *text = buf_str(&para->text);

	for (size_t i = find_run(para, from); i < para->n_runs && from < to; i++) {
		size_t end = i + 1 < para->n_runs && para->runs[i + 1].at < to ? para->runs[i + 1].at : to;

		show_run((struct bytes){text + from, end - from}, para->runs[i].style | or_style,
			 para->runs[i].link, page);
		from = end;
	}
}

void para_copy(const struct para *from_para, size_t from, size_t to, unsigned or_style, struct para *para)
{
	const char *text = buf_str(&from_para->text);

	for (size_t i = find_run(from_para, from); i < from_para->n_runs && from < to; i++) {
		const struct para_run *run = &from_para->runs[i];
		size_t end = i + 1 < from_para->n_runs && run[1].at < to ? run[1].at : to;

		para_put(para, (struct bytes){text + from, end - from}, run->style | or_style, run->link);
		from = end;
	}
}
