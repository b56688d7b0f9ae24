/* dom.h: a page as a tree in an arena.  Private to text.
 *
 * Nodes stand in document order, so that the descendants of node i are i + 1 .. nodes[i].end - 1: every pass
 * over a tree, a part of it, or from the leaves up, is a loop.  Nothing is copied: nodes are slices of the
 * page. */
#ifndef TEXT_DOM_H
#define TEXT_DOM_H

#include "html.h"

#include "telex/mem.h"

enum {
	DOM_DEPTH_MAX = 250,	/* what is deeper becomes a sibling of what is there */
	DOM_NODES_MAX = 800000, /* what comes behind is not read */
	DOM_TEXT = EL_COUNT,	/* ids beside those of the elements */
	DOM_OTHER		/* an element that HTML does not have */
};
typedef uint32_t dom_id;
#define DOM_NONE UINT32_MAX

struct dom_node {
	const char
	    *at; /* text: raw, references not resolved; element: its attributes, right behind its name */
	uint32_t len;
	dom_id parent, end;
	uint8_t id; /* enum html_id, DOM_TEXT, DOM_OTHER */
	uint8_t name_len;
	uint16_t depth;
};
struct dom {
	struct dom_node *nodes; /* [0] is the root: an element without name */
	dom_id n;
	bool is_cut; /* there were more than DOM_NODES_MAX */
	/* The content of <script type=".../ld+json">, in order. */
	struct bytes *data;
	size_t n_data;
};
/* html is repaired UTF-8 and outlives the tree. */
struct dom *dom_parse(void *ctx, struct bytes html);

static inline struct bytes dom_raw(const struct dom *dom, dom_id i)
{
	return (struct bytes){dom->nodes[i].at, dom->nodes[i].len};
}
static inline bool dom_is(const struct dom *dom, dom_id i, unsigned id)
{
	return dom->nodes[i].id == id;
}
static inline bool dom_is_text(const struct dom *dom, dom_id i)
{
	return dom->nodes[i].id == DOM_TEXT;
}
/* HTML_BLOCK and so on; 0 for text and what HTML does not have. */
static inline unsigned dom_flags(const struct dom *dom, dom_id i)
{
	return dom->nodes[i].id < EL_COUNT ? html_elements[dom->nodes[i].id].flags : 0;
}
static inline bool dom_is_apart(const struct dom *dom, dom_id i)
{
	return (dom_flags(dom, i) & (HTML_BLOCK | HTML_LINE | HTML_CELL)) != 0;
}
/* The attribute of an element, references not resolved. */
static inline bool dom_attr(const struct dom *dom, dom_id i, const char *name, struct bytes *ret)
{
	return dom->nodes[i].id != DOM_TEXT && html_attr_find(dom_raw(dom, i), name, ret);
}
/* Its value with references resolved and white space collapsed, "" when it is not there; a child of ctx. */
char *dom_attr_line(void *ctx, const struct dom *dom, dom_id i, const char *name);
/* The text of a part of the tree on one line, at most max bytes; a child of ctx. */
char *dom_line(void *ctx, const struct dom *dom, dom_id i, size_t max);

#endif
