/* write.c: what is left of a tree, as HTML and as text. */
#include "extract.h"

#include "telex/text.h"

static bool is_told(const struct dom *dom, dom_id i)
{
	unsigned id = dom->nodes[i].id;

	return id < EL_COUNT && id != EL_SPAN && id != EL_FONT && id != EL_BASE && id != EL_HTML &&
	       id != EL_BODY && id != EL_HEAD;
}

static void put_escaped(const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '&')
			buf_adds(out, "&amp;");
		else if (s[i] == '<')
			buf_adds(out, "&lt;");
		else if (s[i] == '"')
			buf_adds(out, "&quot;");
		else
			buf_addc(out, s[i]);
	}
}

/* caption: what a picture is said to be, before its own words for it; NULL. */
static void put_tag(const struct dom *dom, dom_id i, const char *caption, struct buf *out)
{
	const struct dom_node *node = &dom->nodes[i];

	buf_addc(out, '<');
	buf_adds(out, html_elements[node->id].name);
	if (caption) { /* of two attributes of a name the first counts */
		buf_adds(out, " alt=\"");
		put_escaped(caption, strlen(caption), out);
		buf_addc(out, '"');
	}
	buf_add(out, node->at, node->len);
	buf_addc(out, '>');
}

static void put_end(const struct dom *dom, dom_id i, struct buf *out)
{
	const struct element *e = &html_elements[dom->nodes[i].id];

	if (e->flags & HTML_VOID)
		return;
	buf_addf(out, "</%s>", e->name);
}

static bool shows_something(const struct page *page, dom_id i)
{
	switch (page->dom->nodes[i].id) {
	case EL_IMG:
	case EL_VIDEO:
	case EL_AUDIO:
	case EL_IFRAME:
	case EL_EMBED:
	case EL_HR:
		return true;
	default:
		return page->facts[i].own_chars > 0;
	}
}

/* One a node: it or something in it can be seen. */
static bool *find_seen(const struct page *page, dom_id top)
{
	const struct dom *dom = page->dom;
	bool *seen = mem_array(page->ctx, bool, dom->n);

	for (dom_id i = top; i < dom->nodes[top].end; i = step(page, i))
		seen[i] = !page->facts[i].is_dropped && shows_something(page, i);
	for (dom_id i = dom->nodes[top].end; i-- > top + 1;)
		seen[dom->nodes[i].parent] |= seen[i];
	return seen;
}

/* The part of the tree from top, without what is dropped and what is empty. */
static void serialize(const struct page *page, dom_id top, struct buf *out)
{
	const struct dom *dom = page->dom;
	const bool *seen = find_seen(page, top);
	char **captions = captions_find(page, top);
	dom_id open[DOM_DEPTH_MAX + 2];
	size_t depth = 0;

	for (dom_id i = top; i < dom->nodes[top].end; i = step(page, i)) {
		while (depth > 0 && i >= dom->nodes[open[depth - 1]].end)
			put_end(dom, open[--depth], out);
		if (page->facts[i].is_dropped)
			continue;
		if (dom_is_text(dom, i)) {
			buf_add(out, dom->nodes[i].at, dom->nodes[i].len);
		} else if (is_told(dom, i) && (seen[i] || (dom_flags(dom, i) & HTML_VOID))) {
			put_tag(dom, i, captions[i], out);
			open[depth++] = i;
		}
	}
	while (depth > 0)
		put_end(dom, open[--depth], out);
}

static void settle(struct page *page, struct bytes raw)
{
	AUTO_BUF html = BUF_INIT(EXTRACT_HTML_MAX);
	AUTO_BUF plain = BUF_INIT(EXTRACT_HTML_MAX);

	text_body(raw, true, page->options->base_url, &html, &plain);
	page->article->content_html = mem_strndup(page->article, buf_str(&html), html.len);
	page->article->text = mem_strndup(page->article, buf_str(&plain), plain.len);
}

void write_article(struct page *page)
{
	AUTO_BUF raw = BUF_INIT(2 * (size_t)EXTRACT_PAGE_MAX);

	serialize(page, page->top, &raw);
	settle(page, buf_bytes(&raw));
}

void write_guide(struct page *page)
{
	AUTO_BUF raw = BUF_INIT(2 * (size_t)EXTRACT_PAGE_MAX);

	for (const char *s = page->guide; *s;) {
		size_t len = strcspn(s, "\n");

		if (len > 0) {
			buf_adds(&raw, "<p>");
			put_escaped(s, len, &raw);
			buf_adds(&raw, "</p>");
		}
		s += len + (s[len] == '\n');
	}
	settle(page, buf_bytes(&raw));
	page->article->why = "json-ld";
}
