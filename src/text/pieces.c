/* pieces.c: a layout from its beginning to its end, at once or some bytes after others. */
#include "inline.h"

struct text_layout {
	struct layout l;
	struct buf store; /* of a repaired text */
	const char *p, *end;
	bool is_html;
	struct html_walker walker;
};

static int layout_destroy(struct text_layout *layout)
{
	flow_free(&layout->l.flow);
	buf_free(&layout->l.decoded);
	buf_free(&layout->store);
	return 0;
}

struct text_layout *text_layout_new(void *ctx, struct bytes text, bool is_html, int cols)
{
	struct text_layout *layout = mem_new(ctx, struct text_layout);
	struct bytes in = html_repaired(text, &layout->store);

	layout_begin(&layout->l, ctx, in, cols);
	talloc_steal(layout, layout->l.flow.page.ctx);
	talloc_set_destructor(layout, layout_destroy);
	layout->p = in.data;
	layout->end = in.data + in.len;
	layout->is_html = is_html;
	if (is_html)
		html_walk_begin(&layout->walker, in, &layout_sink, &layout->l);
	return layout;
}

struct text_page *text_layout_more(struct text_layout *layout, size_t bytes, bool *ret_more)
{
	struct layout *l = &layout->l;
	const char *to = bytes < (size_t)(layout->end - layout->p) ? layout->p + bytes : layout->end;

	if (layout->is_html)
		*ret_more = html_walk_to(&layout->walker, to);
	else
		*ret_more = layout_lines(l, &layout->p, to, layout->end);
	if (layout->is_html)
		layout->p = layout->walker.reader.p;
	if (!*ret_more)
		layout_break(l, 0);
	else if (!l->table)
		flow_show_settled(&l->flow);
	return page_take(&l->flow.page, l->n_words + l->halves / 2);
}

static struct text_page *at_once(void *ctx, struct bytes text, bool is_html, int cols)
{
	struct text_layout *layout = text_layout_new(ctx, text, is_html, cols);
	bool more;
	struct text_page *page = text_layout_more(layout, SIZE_MAX, &more);

	talloc_free(layout);
	return page;
}

struct text_page *text_layout(void *ctx, struct bytes html, int cols)
{
	return at_once(ctx, html, true, cols);
}

struct text_page *text_layout_plain(void *ctx, struct bytes plain, int cols)
{
	return at_once(ctx, plain, false, cols);
}
