/* table.c: a table as aligned rows where it fits, else as records. */
#include "layout.h"

#include "telex/utf8.h"

enum { COLS_MAX = 32, CELLS_MAX = 5000, CELL_BYTES_MAX = 400, GAP = 2 };

struct cell {
	size_t row, from, to; /* from, to: in the paragraph */
	int col, cols;	      /* its column, and the terminal cells it takes */
	bool is_header;
};
struct table {
	struct cell *cells;
	size_t n_cells, cells_cap, n_rows;
	int next_col, n_cols;
	int carried[COLS_MAX]; /* rows that a cell above still reaches into */
	bool is_caption, is_open;
	size_t caption_from, caption_to;
};

/* ---- which tables ---- */

/* What a table of facts does not hold: it lays out a page. */
static bool is_layout(enum html_id id)
{
	static const enum html_id ids[] = {EL_TABLE, EL_H1,	EL_H2,	  EL_H3,	 EL_H4,
					   EL_UL,    EL_OL,	EL_DL,	  EL_BLOCKQUOTE, EL_PRE,
					   EL_HR,    EL_FIGURE, EL_VIDEO, EL_AUDIO};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

struct survey {
	size_t cells, cell_bytes, rows;
	int in_row, widest;
	bool is_inside;
};

static bool survey_text(struct survey *s, struct bytes raw)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (html_is_space(raw.data[i]))
			continue;
		if (!s->is_inside || ++s->cell_bytes > CELL_BYTES_MAX)
			return false;
	}
	return true;
}

static bool survey_tag(struct survey *s, const struct html_token *token)
{
	enum html_id id = html_id(token->element);

	if (token->kind == HTML_OPEN && is_layout(id))
		return false;
	if (id == EL_TR) {
		s->in_row = 0;
		s->rows += token->kind == HTML_OPEN;
		s->is_inside = false;
	} else if (id == EL_TD || id == EL_TH || id == EL_CAPTION) {
		s->is_inside = token->kind == HTML_OPEN;
		s->cell_bytes = 0;
		if (s->is_inside && id != EL_CAPTION && ++s->in_row > s->widest)
			s->widest = s->in_row;
		s->cells += s->is_inside;
	}
	return s->cells <= CELLS_MAX && s->widest <= COLS_MAX;
}

/* Goes no further than the next table, so that all tables of a document together cost one reading. */
bool table_is_data(struct bytes rest)
{
	struct html_reader r = HTML_READER(rest);
	struct survey s = {0};
	struct html_token token;

	for (html_next(&r, &token); token.kind != HTML_END; html_next(&r, &token)) {
		if (token.kind == HTML_TEXT) {
			if (!survey_text(&s, token.raw))
				return false;
		} else if (token.element == &html_elements[EL_TABLE] && token.kind == HTML_CLOSE) {
			return s.widest > 1 && s.rows > 0;
		} else if (token.element && !survey_tag(&s, &token)) {
			return false;
		}
	}
	return false;
}

/* ---- filling it ---- */

struct table *table_new(void *ctx)
{
	return mem_new(ctx, struct table);
}

void table_row(struct table *t)
{
	t->n_rows++;
	t->next_col = 0;
}

static int span_of(struct bytes attrs, const char *name)
{
	struct bytes value;
	int n = 0;

	if (!html_attr_find(attrs, name, &value))
		return 1;
	for (size_t i = 0; i < value.len && i < 3 && value.data[i] >= '0' && value.data[i] <= '9'; i++)
		n = n * 10 + (value.data[i] - '0');
	return n < 1 ? 1 : n;
}

/* The next column that no cell from above reaches into. */
static int free_col(struct table *t)
{
	while (t->next_col < COLS_MAX && t->carried[t->next_col] > 0)
		t->carried[t->next_col++]--;
	return t->next_col;
}

void table_cell_begin(struct table *t, const struct html_token *token, struct para *para)
{
	int col, wide = span_of(token->raw, "colspan"), high = span_of(token->raw, "rowspan");

	t->is_open = true;
	t->is_caption = token->element == &html_elements[EL_CAPTION];
	/* A break in front of every cell: a cell begins as a line does, without the blank that is due. */
	para_put(para, BYTES_LITERAL("\n"), 0, -1);
	para->wants_space = false;
	if (t->is_caption) {
		t->caption_from = para->text.len;
		return;
	}
	col = free_col(t);
	if (t->n_cells == t->cells_cap) {
		t->cells_cap = t->cells_cap ? t->cells_cap * 2 : 64;
		t->cells = mem_grow(t, t->cells, struct cell, t->cells_cap);
	}
	t->cells[t->n_cells++] = (struct cell){
		.row = t->n_rows,
		.col = col,
		.from = para->text.len,
		.to = para->text.len,
		.is_header = token->element == &html_elements[EL_TH],
	};
	for (int i = col; i < col + wide && i < COLS_MAX; i++)
		t->carried[i] = high - 1;
	t->next_col = col + wide < COLS_MAX ? col + wide : COLS_MAX;
	if (t->n_cols < t->next_col)
		t->n_cols = t->next_col;
}

void table_cell_end(struct table *t, struct para *para)
{
	struct cell *cell = t->n_cells > 0 ? &t->cells[t->n_cells - 1] : NULL;

	para->wants_space = false;
	if (t->is_open && t->is_caption) {
		t->caption_to = para->text.len;
	} else if (t->is_open && cell) {
		cell->to = para->text.len;
		cell->cols =
			wrap_width((struct bytes){buf_str(&para->text) + cell->from, cell->to - cell->from});
	}
	t->is_open = false;
}

/* ---- showing it ---- */

struct columns {
	int cols[COLS_MAX], start[COLS_MAX];
	bool is_number[COLS_MAX];
	size_t header_rows;
	int total;
};

static bool is_number(struct bytes s)
{
	static const char *const signs[] = {"€", "£", "–", "−", "±", "\xc2\xa0"};

	for (size_t i = 0; i < s.len;) {
		size_t k = 0, n = 0;

		if (strchr("0123456789.,%+-$ ()/", s.data[i]))
			n = 1;
		for (; n == 0 && k < sizeof(signs) / sizeof(signs[0]); k++) {
			size_t len = strlen(signs[k]);

			n = s.len - i >= len && !memcmp(s.data + i, signs[k], len) ? len : 0;
		}
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

static size_t count_header_rows(const struct table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_cells; i++) {
		if (!t->cells[i].is_header)
			return t->cells[i].row - 1; /* rows count from 1 */
		n = t->cells[i].row;
	}
	return n;
}

static void measure(const struct table *t, const struct para *para, struct columns *ret)
{
	*ret = (struct columns){.header_rows = count_header_rows(t), .total = GAP * (t->n_cols - 1)};
	for (int i = 0; i < COLS_MAX; i++)
		ret->is_number[i] = true;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct cell *it = &t->cells[i];
		struct bytes text = {buf_str(&para->text) + it->from, it->to - it->from};

		if (it->col >= COLS_MAX)
			continue;
		if (ret->cols[it->col] < it->cols)
			ret->cols[it->col] = it->cols;
		if (it->row > ret->header_rows && !is_number(text))
			ret->is_number[it->col] = false;
	}
	for (int i = 0; i < t->n_cols; i++) {
		ret->start[i] = i > 0 ? ret->start[i - 1] + ret->cols[i - 1] + GAP : 0;
		ret->total += ret->cols[i];
	}
}

/* The cells from i on that are in the same row; the first behind them. */
static size_t show_row(const struct table *t, size_t i, const struct columns *c, const struct para *cells,
		       struct flow *flow)
{
	size_t row = t->cells[i].row;
	int used = 0;

	flow_row(flow);
	for (; i < t->n_cells && t->cells[i].row == row; i++) {
		const struct cell *it = &t->cells[i];
		int start;

		if (it->col >= COLS_MAX || it->to == it->from)
			continue;
		start = c->start[it->col] + (c->is_number[it->col] ? c->cols[it->col] - it->cols : 0);
		page_fill(&flow->page, " ", start - used, 0);
		para_show(cells, it->from, it->to, it->is_header ? TEXT_BOLD : 0, &flow->page);
		used = start + it->cols;
	}
	return i;
}

static void show_aligned(const struct table *t, const struct columns *c, const struct para *cells,
			 struct flow *flow)
{
	size_t i = 0;

	while (i < t->n_cells) {
		size_t row = t->cells[i].row;

		i = show_row(t, i, c, cells, flow);
		if (row == c->header_rows && i < t->n_cells) {
			flow_row(flow);
			page_fill(&flow->page, "─", c->total, TEXT_DIM);
		}
	}
}

/* The header above a column; NULL when it has none. */
static const struct cell *header_of(const struct table *t, const struct columns *c, int col)
{
	for (size_t i = 0; i < t->n_cells && t->cells[i].row <= c->header_rows; i++) {
		if (t->cells[i].col == col && t->cells[i].to > t->cells[i].from)
			return &t->cells[i];
	}
	return NULL;
}

/* Every row a record: "Header: value" a line, the first line bold. */
static void show_records(const struct table *t, const struct columns *c, const struct para *cells,
			 struct flow *flow)
{
	size_t row = 0, depth = flow->n_containers;

	for (size_t i = 0; i < t->n_cells; i++) {
		const struct cell *it = &t->cells[i];
		const struct cell *header = header_of(t, c, it->col);
		bool is_first = it->row != row;

		if (it->row <= c->header_rows || it->to == it->from)
			continue;
		flow_break(flow, is_first && row > 0);
		row = it->row;
		if (!is_first)
			flow_push(flow, INDENT, 2, "");
		if (header) {
			para_copy(cells, header->from, header->to, TEXT_DIM, &flow->para);
			para_put(&flow->para, BYTES_LITERAL(": "), TEXT_DIM, -1);
		}
		para_copy(cells, it->from, it->to, is_first || it->is_header ? TEXT_BOLD : 0, &flow->para);
		flow_break(flow, 0);
		flow_pop_to(flow, depth);
	}
}

void table_show(const struct table *t, struct flow *flow)
{
	struct para cells = flow->para;
	struct columns c;

	measure(t, &cells, &c);
	para_init(&flow->para, cells.ctx);
	if (t->caption_to > t->caption_from) {
		para_copy(&cells, t->caption_from, t->caption_to, TEXT_DIM, &flow->para);
		flow_break(flow, 0);
	}
	if (c.total <= flow_width(flow))
		show_aligned(t, &c, &cells, flow);
	else
		show_records(t, &c, &cells, flow);
	buf_free(&flow->para.text);
	flow->para = cells;
	para_reset(&flow->para);
}
