/* tree.c: tokens put into perfect nesting (after WHATWG HTML, section 13.2.6, without what needs a tree in
 * memory). */
#include "html.h"

static void pop_to(struct html_walker *w, size_t depth)
{
	while (w->depth > depth) {
		const struct open_element *top = &w->open[--w->depth];

		if (top->is_told)
			w->sink->close(w->state, top->element);
	}
}

/* Ends what cannot hold this element: a paragraph before a block, an item before an item. */
static void close_implied(struct html_walker *w, const struct element *e)
{
	size_t lowest = w->depth;

	for (size_t i = w->depth; i-- > 0;) {
		unsigned groups = w->open[i].element->groups;

		if (groups & e->closes)
			lowest = i;
		if (groups & e->stops)
			break;
	}
	pop_to(w, lowest);
}

/* Is an element of these groups open, and not hidden by one of `stops`? */
static bool is_open(const struct html_walker *w, unsigned groups, unsigned stops)
{
	for (size_t i = w->depth; i-- > 0;) {
		if (w->open[i].element->groups & groups)
			return true;
		if (w->open[i].element->groups & stops)
			return false;
	}
	return false;
}

static void push(struct html_walker *w, const struct html_token *token)
{
	const struct element *e = token->element;

	if (w->depth < TEXT_DEPTH_MAX) {
		w->open[w->depth++] = (struct open_element){e, w->sink->open(w->state, token)};
		if (token->is_empty)
			pop_to(w, w->depth - 1);
	} else if (!token->is_empty) {
		w->flat[html_id(e)]++;
	}
}

static void open_element(struct html_walker *w, const struct html_token *token)
{
	const struct element *e = token->element;
	struct html_token row = {.kind = HTML_OPEN, .element = &html_elements[EL_TR]};

	if ((e->flags & HTML_TABLE_PART) && !is_open(w, IN_TABLE, 0)) {
		w->sink->point(w->state, token);
		return;
	}
	if ((e->groups & IN_CELL) && !is_open(w, IN_TR, IN_TABLE))
		open_element(w, &row); /* goes no deeper: a row is no cell */
	if (e->closes)
		close_implied(w, e);
	if ((e->flags & HTML_VOID) || !(e->flags & (HTML_KEEP | HTML_AS_DIV)))
		w->sink->point(w->state, token);
	else
		push(w, token);
}

static bool is_inline(const struct element *e)
{
	return !(e->flags & (HTML_BLOCK | HTML_LINE | HTML_CELL));
}

/* The place of the open element that an end tag is for: the same element, or another heading. */
static bool find_open(const struct html_walker *w, const struct element *e, size_t *ret)
{
	unsigned stops = e == &html_elements[EL_TABLE] ? 0 : e->stops;
	bool crosses_block = false;

	for (size_t i = w->depth; i-- > 0;) {
		const struct element *it = w->open[i].element;

		if (it == e || (it->groups & e->groups & IN_HEADING)) {
			/* "<b><p>x</b>y": ending the paragraph as well would do more harm than y in bold. */
			*ret = i;
			return !crosses_block || !is_inline(e) || (e->groups & IN_A);
		}
		if (it->groups & stops)
			return false;
		crosses_block |= !is_inline(it);
	}
	return false;
}

static void close_element(struct html_walker *w, const struct html_token *token)
{
	const struct element *e = token->element;
	struct html_token line = {.kind = HTML_OPEN, .element = e};
	size_t i;

	if (w->flat[html_id(e)] > 0)
		w->flat[html_id(e)]--;
	else if (e == &html_elements[EL_BR]) /* "</br>" is one to browsers */
		w->sink->point(w->state, &line);
	else if (find_open(w, e, &i))
		pop_to(w, i);
}

void html_walk_begin(struct html_walker *w, struct bytes html, const struct html_sink *sink, void *state)
{
	*w = (struct html_walker){.sink = sink, .state = state, .reader = HTML_READER(html)};
}

size_t html_part(struct bytes text, size_t at)
{
	enum { SHORT = 8192, NEAR = 1024, REFERENCE_MAX = 64 };
	const char *p = text.data + (at > REFERENCE_MAX ? at : REFERENCE_MAX), *end = text.data + text.len;

	if (text.len < SHORT)
		return text.len;
	for (const char *blank = p; blank < end && blank < p + NEAR; blank++)
		if (html_is_space(*blank))
			return (size_t)(blank - text.data);
	for (; p < end && !html_is_space(*p); p++)
		if ((unsigned char)*p >= 0xe4 && (unsigned char)*p <= 0xe9 && !memchr(p - REFERENCE_MAX, '&', REFERENCE_MAX))
			break;
	return (size_t)(p - text.data);
}

/* A text that goes on beyond `to` is given up to there; what follows is the next token. */
static void tell_text(struct html_walker *w, const char *to, struct bytes text)
{
	struct html_reader *r = &w->reader;

	if (to < r->p && r->p == text.data + text.len && !r->is_in_cdata) {
		text.len = html_part(text, to > text.data ? (size_t)(to - text.data) : 0);
		r->p = text.data + text.len;
	}
	w->sink->text(w->state, text);
}

bool html_walk_to(struct html_walker *w, const char *to)
{
	struct html_token token;

	do {
		html_next(&w->reader, &token);
		if (token.kind == HTML_TEXT)
			tell_text(w, to, token.raw);
		else if (token.element && token.kind == HTML_OPEN)
			open_element(w, &token);
		else if (token.element)
			close_element(w, &token);
	} while (token.kind != HTML_END && (w->reader.p < to || to == w->reader.end));
	if (token.kind != HTML_END)
		return true;
	pop_to(w, 0);
	return false;
}

void html_walk(struct bytes html, const struct html_sink *sink, void *state)
{
	struct html_walker w;

	html_walk_begin(&w, html, sink, state);
	(void)html_walk_to(&w, w.reader.end);
}
