/* layout.c: an article as lines for a terminal: what each element looks like. */
#include "inline.h"

/* What an element adds.  Blocks end the paragraph; margin is the empty lines around them. */
struct look {
	unsigned style;
	int margin;
};
static const struct look looks[EL_COUNT] = {
	[EL_ADDRESS] = {TEXT_ITALIC, 1},
	[EL_B] = {TEXT_BOLD, 0},
	[EL_BLOCKQUOTE] = {TEXT_QUOTE, 1},
	[EL_CAPTION] = {TEXT_DIM, 0},
	[EL_CITE] = {TEXT_ITALIC, 0},
	[EL_CODE] = {TEXT_CODE, 0},
	[EL_DEL] = {TEXT_REMOVED, 0},
	[EL_DETAILS] = {0, 1},
	[EL_DFN] = {TEXT_ITALIC, 0},
	[EL_DIR] = {0, 1},
	[EL_DL] = {0, 1},
	[EL_DT] = {TEXT_BOLD, 0},
	[EL_EM] = {TEXT_ITALIC, 0},
	[EL_FIGCAPTION] = {TEXT_DIM, 0},
	[EL_FIGURE] = {0, 1},
	[EL_H1] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_H2] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_H3] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_H4] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_H5] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_H6] = {TEXT_BOLD | TEXT_HEADING, 1},
	[EL_I] = {TEXT_ITALIC, 0},
	[EL_INS] = {TEXT_ADDED, 0},
	[EL_KBD] = {TEXT_CODE, 0},
	[EL_MENU] = {0, 1},
	[EL_OL] = {0, 1},
	[EL_P] = {0, 1},
	[EL_PRE] = {TEXT_CODE, 1},
	[EL_S] = {TEXT_REMOVED, 0},
	[EL_SAMP] = {TEXT_CODE, 0},
	[EL_STRIKE] = {TEXT_REMOVED, 0},
	[EL_STRONG] = {TEXT_BOLD, 0},
	[EL_SUMMARY] = {TEXT_BOLD, 0},
	[EL_TABLE] = {0, 1},
	[EL_TH] = {TEXT_BOLD, 0},
	[EL_TT] = {TEXT_CODE, 0},
	[EL_UL] = {0, 1},
	[EL_VAR] = {TEXT_ITALIC, 0},
};

/* ---- blocks ---- */

void layout_break(struct layout *l, int margin)
{
	if (l->table) {
		l->flow.para.wants_space = true;
		return;
	}
	inline_number_open_link(l);
	flow_break(&l->flow, margin);
	l->open_link.from = 0;
	l->col = 0;
}

void layout_begin(struct layout *l, void *ctx, struct bytes in, int cols)
{
	*l = (struct layout){.open_link = {.link = -1}};
	flow_init(&l->flow, ctx, cols);
	l->frames[0] = (struct frame){.link = -1};
	l->decoded = (struct buf)BUF_INIT(6 * in.len + KIB(1));
}

static void open_quote(struct layout *l, const struct html_token *token)
{
	(void)token;
	flow_push(&l->flow, BAR, 2, "");
}

static void open_dd(struct layout *l, const struct html_token *token)
{
	(void)token;
	flow_push(&l->flow, INDENT, 4, "");
}

static void open_pre(struct layout *l, const struct html_token *token)
{
	(void)token;
	l->flow.is_pre = !l->table;
}

static void open_table(struct layout *l, const struct html_token *token)
{
	/* Near the depth limit cells are not told, and their text would be nobody's. */
	if (!l->table && l->depth < TEXT_DEPTH_MAX - 8 && table_is_data(token->rest))
		l->table = table_new(l->flow.page.ctx);
}

static void open_row(struct layout *l, const struct html_token *token)
{
	(void)token;
	if (l->table)
		table_row(l->table);
}

static void open_cell(struct layout *l, const struct html_token *token)
{
	if (l->table)
		table_cell_begin(l->table, token, &l->flow.para);
}

static void open_q(struct layout *l, const struct html_token *token)
{
	(void)token;
	inline_put(l, BYTES_LITERAL("“"), layout_top(l)->style, layout_top(l)->link);
}

static void open_media(struct layout *l, const struct html_token *token)
{
	inline_media(l, token, token->element == &html_elements[EL_VIDEO] ? "video" : "audio");
}

typedef void open_fn(struct layout *l, const struct html_token *token);
static open_fn *const openers[EL_COUNT] = {
	[EL_A] = inline_open_a,
	[EL_AUDIO] = open_media,
	[EL_BLOCKQUOTE] = open_quote,
	[EL_CAPTION] = open_cell,
	[EL_DD] = open_dd,
	[EL_LI] = list_open_item,
	[EL_OL] = list_open,
	[EL_PRE] = open_pre,
	[EL_Q] = open_q,
	[EL_TABLE] = open_table,
	[EL_TD] = open_cell,
	[EL_TH] = open_cell,
	[EL_TR] = open_row,
	[EL_VIDEO] = open_media,
};

static bool is_block(const struct element *e)
{
	return e->flags & (HTML_BLOCK | HTML_LINE | HTML_CELL);
}

/* A list in a list stands close to its item. */
static int margin_of(const struct layout *l, const struct element *e)
{
	const struct flow *flow = &l->flow;

	if ((e->groups & IN_LIST) && e != &html_elements[EL_BLOCKQUOTE] && flow->n_containers > 0 &&
	    flow->containers[flow->n_containers - 1].kind == ITEM)
		return 0;
	return looks[html_id(e)].margin;
}

static void layout_text(void *state, struct bytes raw)
{
	struct layout *l = state;
	enum html_id id = l->depth > 0 ? html_id(layout_top(l)->element) : EL_P;
	struct bytes text;

	if (l->flow.page.is_full)
		return;
	buf_reset(&l->decoded);
	html_decode(raw, &l->decoded);
	text = buf_bytes(&l->decoded);
	if (l->flow.is_pre && !l->table)
		inline_code(l, text);
	else if ((id != EL_SUP && id != EL_SUB) || !inline_shifted(l, text, id == EL_SUP))
		inline_words(l, text);
}

static bool layout_open(void *state, const struct html_token *token)
{
	struct layout *l = state;
	const struct element *e = token->element;
	const struct frame *outer = layout_top(l);
	unsigned style = outer->style | looks[html_id(e)].style;
	struct frame frame = {e, style, outer->link, l->flow.n_containers, 1, 1, '1', 0};

	if (is_block(e))
		layout_break(l, margin_of(l, e));
	l->frames[++l->depth] = frame;
	if (openers[html_id(e)] && !l->flow.page.is_full)
		openers[html_id(e)](l, token);
	return true;
}

static void close_table(struct layout *l)
{
	table_show(l->table, &l->flow);
	talloc_free(l->table);
	l->table = NULL;
	l->open_link.from = 0;
}

static void close_cell(struct layout *l)
{
	inline_number_open_link(l);
	table_cell_end(l->table, &l->flow.para);
}

/* Is an element around the innermost one code? */
static bool is_in_pre(const struct layout *l)
{
	for (size_t i = 1; i < l->depth; i++) {
		if (l->frames[i].element == &html_elements[EL_PRE])
			return true;
	}
	return false;
}

static void layout_close(void *state, const struct element *e)
{
	struct layout *l = state;
	enum html_id id = html_id(e);

	if (id == EL_A)
		inline_close_a(l);
	else if (id == EL_Q)
		inline_put(l, BYTES_LITERAL("”"), layout_top(l)->style, layout_top(l)->link);
	else if (l->table && (id == EL_TD || id == EL_TH || id == EL_CAPTION))
		close_cell(l);
	else if (l->table && id == EL_TABLE)
		close_table(l);
	if (is_block(e))
		layout_break(l, 0);
	if (id == EL_PRE)
		l->flow.is_pre = is_in_pre(l);
	flow_pop_to(&l->flow, layout_top(l)->n_containers);
	l->depth--;
	if (is_block(e))
		layout_break(l, margin_of(l, e));
}

static void layout_point(void *state, const struct html_token *token)
{
	struct layout *l = state;
	const struct element *e = token->element;
	bool is_media = l->depth > 0 && (layout_top(l)->element == &html_elements[EL_VIDEO] ||
					 layout_top(l)->element == &html_elements[EL_AUDIO]);

	if (l->flow.page.is_full)
		return;
	if (e == &html_elements[EL_IMG]) {
		inline_media(l, token, "image");
	} else if (e == &html_elements[EL_SOURCE] && is_media && layout_top(l)->number == 1) {
		inline_media(l, token, layout_top(l)->element->name);
		layout_top(l)->number = 2; /* the others are the same in other formats */
	} else if (e == &html_elements[EL_BR] && !l->table) {
		inline_number_open_link(l);
		l->flow.para.wants_space = false;
		para_put(&l->flow.para, BYTES_LITERAL("\n"), layout_top(l)->style, -1);
	} else if (e == &html_elements[EL_HR]) {
		layout_break(l, 1);
		if (!l->table)
			flow_rule(&l->flow);
		layout_break(l, 1);
	} else if (e == &html_elements[EL_WBR]) {
		para_mark(&l->flow.para, MARK_BREAK);
	} else if (is_block(e)) {
		layout_break(l, 0);
	}
}

const struct html_sink layout_sink = {layout_open, layout_close, layout_point, layout_text};
