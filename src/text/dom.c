/* dom.c: tokens put into a tree (after WHATWG HTML, section 13.2.6, as far as pages of news need it). */
#include "dom.h"

#include "telex/text.h"

#include "plain.h"

#include <strings.h>

enum { FIRST_NODES = 1024, DATA_MAX = 64 };

struct builder {
	struct dom *dom;
	dom_id room;
	dom_id open[DOM_DEPTH_MAX]; /* the root is not among them */
	size_t depth;
	unsigned n_open[DOM_OTHER + 1]; /* by id: what is not open is not looked for */
	unsigned n_open_groups[16];	/* by bit of html_group */
	unsigned flat[DOM_OTHER + 1];	/* start tags beyond the depth, whose end tags end nothing else */
};

static const struct element *element_at(const struct builder *b, size_t i)
{
	uint8_t id = b->dom->nodes[b->open[i]].id;

	return id < EL_COUNT ? &html_elements[id] : NULL;
}

static void count_groups(struct builder *b, unsigned groups, int step)
{
	for (; groups; groups &= groups - 1)
		b->n_open_groups[__builtin_ctz(groups)] += (unsigned)step;
}

static bool any_open(const struct builder *b, unsigned groups)
{
	for (; groups; groups &= groups - 1)
		if (b->n_open_groups[__builtin_ctz(groups)] > 0)
			return true;
	return false;
}

static void pop_to(struct builder *b, size_t depth)
{
	while (b->depth > depth) {
		const struct element *e = element_at(b, --b->depth);
		struct dom_node *node = &b->dom->nodes[b->open[b->depth]];

		node->end = b->dom->n;
		b->n_open[node->id]--;
		if (e)
			count_groups(b, e->groups, -1);
	}
}

/* A node as the last child of what is open; DOM_NONE when there is no room. */
static dom_id add(struct builder *b, unsigned id, struct bytes raw, size_t name_len)
{
	struct dom *dom = b->dom;

	if (dom->n == DOM_NODES_MAX || raw.len > UINT32_MAX) {
		dom->is_cut = true;
		return DOM_NONE;
	}
	if (dom->n == b->room) {
		b->room = b->room * 2 < DOM_NODES_MAX ? b->room * 2 : DOM_NODES_MAX;
		dom->nodes = mem_grow(dom, dom->nodes, struct dom_node, b->room);
	}
	dom->nodes[dom->n] = (struct dom_node){
	    .at = raw.data,
	    .len = (uint32_t)raw.len,
	    .parent = b->depth > 0 ? b->open[b->depth - 1] : 0,
	    .end = dom->n + 1,
	    .id = (uint8_t)id,
	    .name_len = (uint8_t)(name_len < 255 ? name_len : 255),
	    .depth = (uint16_t)(b->depth + 1),
	};
	return dom->n++;
}

/* Ends what cannot hold this element: a paragraph before a block, an item before an item. */
static void close_implied(struct builder *b, const struct element *e)
{
	size_t lowest = b->depth;

	if (!any_open(b, e->closes))
		return;
	for (size_t i = b->depth; i-- > 0;) {
		const struct element *it = element_at(b, i);

		if (!it)
			continue;
		if (it->groups & e->closes)
			lowest = i;
		if (it->groups & e->stops)
			break;
	}
	pop_to(b, lowest);
}

static bool is_inline(const struct element *e)
{
	return !e || !(e->flags & (HTML_BLOCK | HTML_LINE | HTML_CELL));
}

static void open_element(struct builder *b, const struct html_token *token)
{
	const struct element *e = token->element;
	unsigned id = e ? html_id(e) : DOM_OTHER;
	dom_id node;

	if (e)
		close_implied(b, e);
	if (b->depth == DOM_DEPTH_MAX && is_inline(e) && !(e && (e->flags & HTML_VOID))) {
		b->flat[id] += !token->is_empty; /* has no place and keeps nothing apart */
		return;
	}
	node = add(b, id, token->raw, token->name.len);
	if (node == DOM_NONE || token->is_empty || (e && (e->flags & HTML_VOID)))
		return;
	if (b->depth == DOM_DEPTH_MAX) {
		b->flat[id]++;
		return;
	}
	b->open[b->depth++] = node;
	b->n_open[id]++;
	if (e)
		count_groups(b, e->groups, 1);
}

static bool is_named(const struct builder *b, size_t i, struct bytes name)
{
	const struct dom_node *node = &b->dom->nodes[b->open[i]];

	return node->name_len == name.len && !strncasecmp(node->at - node->name_len, name.data, name.len);
}

static bool is_end_of(const struct builder *b, size_t i, const struct html_token *token)
{
	const struct element *e = token->element, *it = element_at(b, i);

	if (!e)
		return !it && is_named(b, i, token->name);
	return it == e || (it && (it->groups & e->groups & IN_HEADING));
}

static void close_element(struct builder *b, const struct html_token *token)
{
	const struct element *e = token->element;
	unsigned id = e ? html_id(e) : DOM_OTHER, stops = e && e != &html_elements[EL_TABLE] ? e->stops : 0;
	bool crosses_block = false;

	if (b->flat[id] > 0) {
		b->flat[id]--;
		return;
	}
	if (b->n_open[id] == 0 && !(e && (e->groups & IN_HEADING)))
		return;
	for (size_t i = b->depth; i-- > 0;) {
		const struct element *it = element_at(b, i);

		if (is_end_of(b, i, token)) {
			/* "<b><p>x</b>y": ending the paragraph as well would do more harm than y in bold. */
			if (!crosses_block || !e || !is_inline(e) || (e->groups & IN_A))
				pop_to(b, i);
			return;
		}
		if (it && (it->groups & stops))
			return;
		crosses_block |= !is_inline(it);
	}
}

/* A script's content, which html_next passes over: it lies between its tag and what comes next. */
static void keep_data(struct dom *dom, const struct html_token *token, const struct html_token *next)
{
	const char *end = next->kind == HTML_CLOSE ? next->name.data - 2 : token->rest.data + token->rest.len;
	struct bytes type;

	if (token->element != &html_elements[EL_SCRIPT] || dom->n_data == DATA_MAX ||
	    !html_attr_find(token->raw, "type", &type) || type.len < 7 || type.len > 40 ||
	    !memmem(type.data, type.len, "ld+json", 7))
		return;
	dom->data[dom->n_data++] = (struct bytes){token->rest.data, (size_t)(end - token->rest.data)};
}

static void read_tokens(struct builder *b, struct bytes html)
{
	struct html_reader r = HTML_READER(html);
	struct html_token token, script = {.kind = HTML_END};

	for (html_next(&r, &token); token.kind != HTML_END && !b->dom->is_cut; html_next(&r, &token)) {
		if (script.kind == HTML_OPEN)
			keep_data(b->dom, &script, &token);
		script.kind = HTML_END;
		if (token.kind == HTML_TEXT)
			add(b, DOM_TEXT, token.raw, 0);
		else if (token.kind == HTML_CLOSE)
			close_element(b, &token);
		else if (r.inside_raw)
			script = token;
		else
			open_element(b, &token);
	}
	if (script.kind == HTML_OPEN)
		keep_data(b->dom, &script, &token);
}

struct dom *dom_parse(void *ctx, struct bytes html)
{
	struct dom *dom = mem_new(ctx, struct dom);
	struct builder b = {.dom = dom, .room = FIRST_NODES};

	dom->nodes = mem_array(dom, struct dom_node, FIRST_NODES);
	dom->data = mem_array(dom, struct bytes, DATA_MAX);
	dom->nodes[0] = (struct dom_node){.at = html.data, .id = DOM_OTHER};
	dom->n = 1;
	read_tokens(&b, html);
	pop_to(&b, 0);
	dom->nodes[0].end = dom->n;
	return dom;
}

char *dom_attr_line(void *ctx, const struct dom *dom, dom_id i, const char *name)
{
	struct bytes value = {"", 0};

	dom_attr(dom, i, name, &value);
	return text_line(ctx, value);
}

char *dom_line(void *ctx, const struct dom *dom, dom_id i, size_t max)
{
	AUTO_BUF out = BUF_INIT(max);
	struct plain p = {.out = &out, .is_line = true};

	for (dom_id k = i; k < dom->nodes[i].end && !p.is_full; k++) {
		if (dom_is_text(dom, k))
			plain_text(&p, dom_raw(dom, k));
		else if (dom->nodes[k].id < EL_COUNT)
			plain_tag(&p, &html_elements[dom->nodes[k].id], HTML_OPEN);
	}
	return mem_strndup(ctx, buf_str(&out), out.len);
}
