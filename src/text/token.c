/* token.c: HTML cut into text, start tags and end tags (WHATWG HTML, section 13.2.5). */
#include "html.h"

#include "telex/utf8.h"

#include <strings.h>

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool starts_with(const char *p, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - p) >= len && !strncasecmp(p, word, len);
}

/* ---- attributes ---- */

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && html_is_space(*p))
		p++;
	return p;
}

/* The value at p; the place behind it.  *ret_closed is false when its quotation mark is missing. */
static const char *read_value(const char *p, const char *end, struct bytes *ret_value, bool *ret_closed)
{
	const char *stop;

	if (*p == '"' || *p == '\'') {
		stop = memchr(p + 1, *p, (size_t)(end - p - 1));
		*ret_closed = stop != NULL;
		stop = stop ? stop : end;
		*ret_value = (struct bytes){p + 1, (size_t)(stop - p - 1)};
		return *ret_closed ? stop + 1 : end;
	}
	for (stop = p; stop < end && *stop != '>' && !html_is_space(*stop);)
		stop++;
	*ret_value = (struct bytes){p, (size_t)(stop - p)};
	return stop;
}

/* One attribute from p on; NULL at '>' or the end. */
static const char *read_attr(const char *p, const char *end, struct html_attr *ret, bool *ret_closed)
{
	const char *name;

	*ret_closed = true;
	while (p < end && (html_is_space(*p) || *p == '/'))
		p++;
	if (p == end || *p == '>')
		return NULL;
	name = p++; /* the first byte is part of the name, '=' too */
	while (p < end && *p != '=' && *p != '>' && *p != '/' && !html_is_space(*p))
		p++;
	*ret = (struct html_attr){.name = {name, (size_t)(p - name)}, .value = {p, 0}};
	name = skip_space(p, end);
	if (name == end || *name != '=')
		return p;
	p = skip_space(name + 1, end);
	ret->has_value = true;
	ret->value = (struct bytes){p, 0};
	if (p == end || *p == '>')
		return p;
	return read_value(p, end, &ret->value, ret_closed);
}

bool html_attr_next(struct bytes *rest, struct html_attr *ret)
{
	const char *end, *p;
	bool is_closed;

	if (rest->len == 0)
		return false;
	end = rest->data + rest->len;
	p = read_attr(rest->data, end, ret, &is_closed);
	*rest = p ? (struct bytes){p, (size_t)(end - p)} : (struct bytes){end, 0};
	return p != NULL;
}

bool html_attr_find(struct bytes attrs, const char *name, struct bytes *ret_value)
{
	struct html_attr attr;

	while (html_attr_next(&attrs, &attr)) {
		if (attr.name.len == strlen(name) && !strncasecmp(attr.name.data, name, attr.name.len)) {
			*ret_value = attr.value;
			return true;
		}
	}
	return false;
}

/* ---- tags ---- */

/* The '>' that ends a tag whose attributes begin at p, NULL when there is none.  Where a quotation mark is
 * never closed the next '>' ends it: the reader wants the text behind.  That happens at most once for each
 * kind of mark, because no such mark follows. */
static const char *tag_end(const char *p, const char *end)
{
	const char *at = p, *next;
	struct html_attr attr;
	bool is_closed;

	while ((next = read_attr(at, end, &attr, &is_closed))) {
		if (!is_closed)
			return memchr(p, '>', (size_t)(end - p));
		at = next;
	}
	while (at < end && *at != '>')
		at++;
	return at < end ? at : NULL;
}

/* The same in a title, where "a <b and c> d" is text, and so is what has a '<' before its '>' outside
 * quotation marks (which also keeps a row of them from being read to the end again and again). */
static const char *title_tag_end(const char *p, const char *end)
{
	bool is_closed, has_name = false, has_value = false;
	struct html_attr attr;
	const char *next;

	while ((next = read_attr(p, end, &attr, &is_closed))) {
		bool is_quoted =
			attr.value.len > 0 && (attr.value.data[-1] == '"' || attr.value.data[-1] == '\'');

		if (!is_closed || memchr(attr.name.data, '<', attr.name.len) ||
			(!is_quoted && attr.value.len > 0 && memchr(attr.value.data, '<', attr.value.len)))
			return NULL;
		has_name = true;
		has_value |= attr.has_value;
		p = next;
	}
	while (p < end && *p != '>')
		p++;
	return p < end && (!has_name || has_value) ? p : NULL;
}

/* Is the '/' before '>' a sign of an empty element, or the end of an unquoted value? */
static bool is_empty_tag(struct bytes attrs)
{
	struct html_attr attr = {.value = {NULL, 0}};
	const char *slash;

	if (attrs.len == 0 || attrs.data[attrs.len - 1] != '/')
		return false;
	slash = attrs.data + attrs.len - 1;
	while (html_attr_next(&attrs, &attr))
		;
	return !attr.has_value || attr.value.data + attr.value.len <= slash;
}

/* In a title "<int>" is text; a custom element's name has a '-' or ':'. */
static bool is_known(const struct html_token *token)
{
	return token->element || memchr(token->name.data, '-', token->name.len) ||
	       memchr(token->name.data, ':', token->name.len);
}

/* Reads the tag at p ('<', then a letter, or '/' and a letter); false: it is text. */
static bool read_tag(struct html_reader *r, const char *p, struct html_token *ret)
{
	const char *name, *stop;

	ret->kind = p[1] == '/' ? HTML_CLOSE : HTML_OPEN;
	name = p + 1 + (ret->kind == HTML_CLOSE);
	for (p = name; p < r->end && *p != '>' && *p != '/' && !html_is_space(*p);)
		p++;
	ret->name = (struct bytes){name, (size_t)(p - name)};
	ret->element = html_element(ret->name);
	stop = r->is_title ? title_tag_end(p, r->end) : tag_end(p, r->end);
	if (r->is_title && (!stop || !is_known(ret)))
		return false;
	ret->raw = (struct bytes){p, (size_t)((stop ? stop : r->end) - p)};
	ret->is_empty = ret->kind == HTML_OPEN && is_empty_tag(ret->raw);
	r->p = stop ? stop + 1 : r->end;
	ret->rest = (struct bytes){r->p, (size_t)(r->end - r->p)};
	if (!stop) /* cut off inside a tag: nothing to see */
		ret->kind = HTML_END;
	else if (ret->kind == HTML_OPEN && ret->element && (ret->element->flags & HTML_RAW) && !ret->is_empty)
		r->inside_raw = ret->element;
	return true;
}

/* ---- what is neither text nor tag ---- */

/* The place behind a comment whose "<!--" is at p: also "<!-->", "<!--->" and "--!>" (section 13.2.5.43). */
static const char *comment_end(const char *p, const char *end)
{
	for (p += 2; (p = memchr(p, '-', (size_t)(end - p))); p++) {
		if (starts_with(p, end, "-->"))
			return p + 3;
		if (starts_with(p, end, "--!>"))
			return p + 4;
	}
	return end;
}

static const char *behind(const char *p, const char *end, char c)
{
	const char *stop = memchr(p, c, (size_t)(end - p));

	return stop ? stop + 1 : end;
}

/* "</ p>" is a comment to browsers.  Here it is one when it can have been meant as a tag. */
static const char *bogus_end(const char *p, const char *end)
{
	enum { LONGEST = 64 };
	const char *stop, *limit = end - p > LONGEST ? p + LONGEST : end;

	for (stop = p + 2; stop < limit && *stop != '>' && *stop != '<';)
		stop++;
	return stop < limit && *stop == '>' ? stop + 1 : NULL;
}

/* The place behind a declaration, comment, instruction or bogus end tag at p; NULL: it is text. */
static const char *skip_markup(struct html_reader *r, const char *p)
{
	const char *end = r->end;

	if (starts_with(p, end, "<!--")) {
		r->saw_comment = true;
		return comment_end(p, end);
	}
	if (starts_with(p, end, "<![CDATA[")) {
		r->is_in_cdata = true; /* publishers wrap twice; what is inside is meant to be read */
		return p + 9;
	}
	if (end - p > 2 && p[1] == '!' && (is_letter(p[2]) || p[2] == '['))
		return behind(p, end, '>');
	if (end - p > 2 && p[1] == '?' && is_letter(p[2]))
		return behind(p, end, '>');
	if (end - p > 2 && p[1] == '/' && (p[2] == '>' || html_is_space(p[2])))
		return bogus_end(p, end);
	return NULL;
}

/* Passes over the content of a script or style up to its end tag, or everything where that is missing. */
static void skip_raw(struct html_reader *r)
{
	const char *name = r->inside_raw->name, *p = r->p;
	size_t len = strlen(name);

	r->inside_raw = NULL;
	for (; (p = memchr(p, '<', (size_t)(r->end - p))); p++) {
		if (r->end - p < (ptrdiff_t)len + 2 || p[1] != '/' || strncasecmp(p + 2, name, len))
			continue;
		if (p + 2 + len == r->end || p[2 + len] == '>' || p[2 + len] == '/' ||
			html_is_space(p[2 + len]))
			break;
	}
	r->p = p ? p : r->end;
}

static bool at_tag(const char *p, const char *end)
{
	return end - p > 1 && (is_letter(p[1]) || (end - p > 2 && p[1] == '/' && is_letter(p[2])));
}

/* Text from r->p up to stop; in a CDATA section its end mark is no text. */
static void give_text(struct html_reader *r, const char *stop, struct html_token *ret)
{
	const char *mark = r->is_in_cdata ? memmem(r->p, (size_t)(stop - r->p), "]]>", 3) : NULL;
	const char *last = mark ? mark : stop;

	*ret = (struct html_token){.kind = HTML_TEXT, .raw = {r->p, (size_t)(last - r->p)}};
	r->p = mark ? mark + 3 : stop;
	if (mark)
		r->is_in_cdata = false;
}

/* Does markup begin at p, a '<'? */
static bool is_markup(const struct html_reader *r, const char *p)
{
	struct html_reader copy = *r;
	struct html_token token;

	if (at_tag(p, r->end))
		return !r->is_title || read_tag(&copy, p, &token);
	return skip_markup(&copy, p) != NULL;
}

void html_next(struct html_reader *r, struct html_token *ret)
{
	const char *p;

	if (r->inside_raw)
		skip_raw(r);
	*ret = (struct html_token){.kind = HTML_END};
	while (r->p < r->end) {
		p = memchr(r->p, '<', (size_t)(r->end - r->p));
		while (p && !is_markup(r, p))
			p = memchr(p + 1, '<', (size_t)(r->end - p - 1));
		if (p != r->p) {
			give_text(r, p ? p : r->end, ret);
			if (ret->raw.len > 0)
				return;
		} else if (at_tag(p, r->end)) {
			read_tag(r, p, ret);
			return;
		} else {
			r->p = skip_markup(r, p);
		}
	}
}

struct bytes html_repaired(struct bytes in, struct buf *store)
{
	if (in.len == 0)
		return (struct bytes){"", 0};
	if (utf8_is_text(in))
		return in;
	*store = (struct buf)BUF_INIT(in.len * 3); /* a bad byte becomes U+FFFD, which has three */
	utf8_repair(in, store);
	return buf_bytes(store);
}
