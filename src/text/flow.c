/* flow.c: blocks one below the other: margins, quotation bars, bullets. */
#include "layout.h"

enum { TEXT_COLS_MIN = 12 }; /* however deep the lists, so much is left for the text */

void flow_init(struct flow *flow, void *ctx, int cols)
{
	*flow = (struct flow){.cols = cols < 20 ? 20 : cols};
	page_init(&flow->page, ctx);
	para_init(&flow->para, flow->page.ctx);
}

void flow_free(struct flow *flow)
{
	buf_free(&flow->para.text);
	buf_free(&flow->page.text);
}

int flow_width(const struct flow *flow)
{
	int cols = flow->cols;

	for (size_t i = 0; i < flow->n_containers; i++)
		cols -= flow->containers[i].cols;
	return cols;
}

void flow_push(struct flow *flow, enum container_kind kind, int cols, const char *bullet)
{
	struct container *it = &flow->containers[flow->n_containers];

	if (flow->n_containers == TEXT_DEPTH_MAX)
		return;
	*it = (struct container){.kind = kind};
	if (flow_width(flow) - cols >= TEXT_COLS_MIN)
		it->cols = cols;
	memccpy(it->bullet, bullet, '\0', sizeof(it->bullet) - 1);
	flow->n_containers++;
}

void flow_pop_to(struct flow *flow, size_t n)
{
	flow->n_containers = n;
}

static void show_container(struct flow *flow, struct container *it, bool is_last)
{
	int used = 0;

	if (it->cols == 0)
		return;
	if (it->kind == BAR) {
		page_fill(&flow->page, "│", 1, TEXT_QUOTE | TEXT_DIM);
		used = is_last ? it->cols : 1;
	} else if (it->kind == ITEM && !it->is_used) {
		page_add(&flow->page, (struct bytes){it->bullet, strlen(it->bullet)}, TEXT_DIM, -1);
		used = wrap_width((struct bytes){it->bullet, strlen(it->bullet)});
		it->is_used = true;
	}
	page_fill(&flow->page, " ", it->cols - used, 0);
}

/* An empty row shows the bars that go on, and no blanks behind the last of them. */
static void empty_row(struct flow *flow, size_t depth)
{
	size_t last = 0;

	page_row(&flow->page);
	for (size_t i = 0; i < depth && i < flow->n_containers; i++)
		last = flow->containers[i].kind == BAR ? i + 1 : last;
	for (size_t i = 0; i < last; i++) {
		struct container it = flow->containers[i];

		it.is_used = true;
		show_container(flow, &it, i + 1 == last);
	}
}

void flow_row(struct flow *flow)
{
	for (; flow->margin > 0 && page_has_rows(&flow->page); flow->margin--)
		empty_row(flow, flow->margin_depth);
	flow->margin = 0;
	flow->margin_depth = flow->n_containers;
	page_row(&flow->page);
	for (size_t i = 0; i < flow->n_containers; i++)
		show_container(flow, &flow->containers[i], false);
}

void flow_rule(struct flow *flow)
{
	flow_row(flow);
	page_fill(&flow->page, "─", flow_width(flow), TEXT_DIM);
}

/* Without what a paragraph ends with and nobody sees: breaks, blanks (also those that do not break), marks. */
static size_t trimmed_len(const struct para *para)
{
	const char *text = buf_str(&para->text);
	size_t len = para->text.len;

	for (;;) {
		if (len > 0 && (unsigned char)text[len - 1] <= ' ')
			len--;
		else if (len > 1 && !memcmp(text + len - 2, "\xc2\xa0", 2))
			len -= 2;
		else
			return len;
	}
}

static void show_line(struct flow *flow, const struct line *line)
{
	flow->shown = line->next;
	if (line->from == line->to) { /* several breaks in a row are one empty line, but in code */
		flow->margin = flow->is_pre ? flow->margin + 1 : 1;
		return;
	}
	flow_row(flow);
	para_show(&flow->para, line->from, line->to, 0, &flow->page);
	if (line->has_hyphen)
		page_add(&flow->page, BYTES_LITERAL("-"), 0, -1);
}

/* The lines that end so many bytes before the end of the paragraph, or earlier. */
static void show_para(struct flow *flow, size_t ahead)
{
	const struct bytes text = {buf_str(&flow->para.text), trimmed_len(&flow->para)};
	int cols = flow_width(flow);
	struct line line;

	while (!flow->page.is_full &&
	       (flow->is_pre ? wrap_pre(text, flow->shown, cols, &line) : wrap_line(text, flow->shown, cols, &line)) &&
	       line.next + ahead <= text.len)
		show_line(flow, &line);
}

void flow_show_settled(struct flow *flow)
{
	enum { AHEAD = 4096 }; /* more than any line takes, and the word it ends before */

	show_para(flow, AHEAD);
}

void flow_break(struct flow *flow, int margin)
{
	const struct container *top =
		flow->n_containers > 0 ? &flow->containers[flow->n_containers - 1] : NULL;
	bool had_break = flow->para.text.len > 0;

	buf_truncate(&flow->para.text, trimmed_len(&flow->para));
	if (flow->para.text.len > 0)
		show_para(flow, 0);
	else if (had_break) /* "<div><br></div>", "<p>&nbsp;</p>" are empty lines */
		margin = 1;
	para_reset(&flow->para);
	flow->shown = 0;
	/* The first block of an item stands beside its bullet. */
	if (top && top->kind == ITEM && !top->is_used)
		margin = 0;
	if (flow->margin < margin)
		flow->margin = margin;
	if (flow->margin_depth > flow->n_containers)
		flow->margin_depth = flow->n_containers;
}
