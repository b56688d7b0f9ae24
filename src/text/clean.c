/* clean.c: safe HTML out of any HTML.
 *
 * What is written is made here from tables, never copied: known elements, known attributes, all values
 * quoted, all text escaped; no comments, no raw text, no foreign content.  So every parser reads the same out
 * of it, and cleaning what is clean changes nothing. */
#include "telex/text.h"

#include "clean.h"
#include "plain.h"

#include "telex/url.h"
#include "telex/utf8.h"

/* Where the output can be cut: behind a block, with what was open there. */
struct cut {
	size_t len, depth;
	const struct element *open[TEXT_DEPTH_MAX];
};
struct clean {
	struct buf *out;
	size_t start;	/* of ours in out */
	size_t closing; /* bytes that the end tags of what is open will take */
	bool is_full;
	size_t depth;
	const struct element *open[TEXT_DEPTH_MAX];
	struct cut cut;
	int in_pre, in_link, in_media;
	struct clean_urls urls;
	char *own_base;
	struct buf tag, last_image;
	struct plain *plain; /* gets the same as out does; NULL: not wanted */
};

static const struct element *written_as(const struct element *e)
{
	return e->flags & HTML_AS_DIV ? &html_elements[EL_DIV] : e;
}

static const char *tag_name(const struct element *e)
{
	return written_as(e)->name;
}

static size_t end_tag_len(const struct element *e)
{
	return strlen(tag_name(e)) + 3;
}

static size_t room(const struct clean *c)
{
	size_t used = c->out->len + c->closing;

	return used < c->out->max ? c->out->max - used : 0;
}

/* ---- the end of the room ---- */

static void set_cut(struct clean *c)
{
	c->cut.len = c->out->len;
	c->cut.depth = c->depth;
	memcpy(c->cut.open, c->open, c->depth * sizeof(c->open[0]));
}

/* Goes back to the last end of a block, unless that would give up more than half. */
static void fill(struct clean *c)
{
	c->is_full = true;
	if (c->cut.len - c->start < (c->out->max - c->start) / 2)
		return;
	buf_truncate(c->out, c->cut.len);
	c->depth = c->cut.depth;
	memcpy(c->open, c->cut.open, c->depth * sizeof(c->open[0]));
}

static bool put(struct clean *c, const char *s, size_t len)
{
	if (c->is_full)
		return false;
	if (len > room(c)) {
		fill(c);
		return false;
	}
	buf_add(c->out, s, len);
	return true;
}

/* ---- text ---- */

/* One character, as it is written. */
static void put_as(struct clean *c, int32_t cp, const char *s, size_t len)
{
	if (put(c, s, len) && c->plain)
		plain_char(c->plain, cp, len == 1 || cp >= 0x80 ? (struct bytes){s, len} : (struct bytes){"", 0});
}

static void put_space(struct clean *c, char space)
{
	bool is_first = c->out->len == c->start;

	if (!c->in_pre && (is_first || html_is_space(c->out->data[c->out->len - 1])))
		return;
	put_as(c, space, &space, 1);
}

static void put_char(struct clean *c, int32_t cp)
{
	AUTO_BUF utf8 = BUF_INIT(8);

	if (cp == '&')
		put_as(c, cp, "&amp;", 5);
	else if (cp == '<')
		put_as(c, cp, "&lt;", 4);
	else if (cp == '>')
		put_as(c, cp, "&gt;", 4);
	else if (cp == ' ' || cp == '\t')
		put_space(c, (char)(c->in_pre ? cp : ' '));
	else if (cp == '\n' || cp == '\r' || cp == '\f')
		put_space(c, '\n');
	else if (cp >= 0x20 && cp != 0x7f) {
		utf8_put(&utf8, cp);
		put_as(c, cp, utf8.data, utf8.len);
	}
}

/* White space as one character, the line break where there is one. */
static const char *put_spaces(struct clean *c, const char *p, const char *end)
{
	const char *stop = p;
	bool has_break = false;

	for (; stop < end && html_is_space(*stop); stop++)
		has_break |= *stop == '\n' || *stop == '\r';
	if (!c->in_pre) {
		put_space(c, has_break ? '\n' : ' ');
		return stop;
	}
	for (; p < stop; p++) {
		if (*p != '\r' || p + 1 == end || p[1] != '\n')
			put_char(c, *p);
	}
	return stop;
}

/* Bytes that are written as they stand, into clean HTML and into plain text; a single blank between two of them is one. */
static size_t calm_run(const char *p, const char *end)
{
	const char *s = p + html_calm_run(p, (size_t)(end - p));

	while (s < end && html_is_calm(*s) &&
	       (*s != ' ' || (s > p && s + 1 < end && (unsigned char)s[1] > ' ')))
		s++;
	return (size_t)(s - p);
}

/* A run that does not fit is cut between two characters, once and for all. */
static bool put_run(struct clean *c, const char *p, size_t len)
{
	if (!c->is_full && len > room(c))
		buf_add(c->out, p, utf8_cut(p, len, room(c)));
	return put(c, p, len);
}

/* The character at p, which is not ASCII. */
static size_t put_wide(struct clean *c, const char *p, const char *end)
{
	int32_t cp;
	size_t n = utf8_next(p, (size_t)(end - p), &cp);

	if (put_run(c, p, n) && c->plain)
		plain_char(c->plain, cp, (struct bytes){p, n});
	return n;
}

static void clean_text(void *state, struct bytes raw)
{
	struct clean *c = state;
	const char *p = raw.data, *end = raw.data + raw.len;
	int32_t cp[2];

	while (p < end && !c->is_full) {
		size_t n = calm_run(p, end);

		if (n > 0) {
			if (put_run(c, p, n) && c->plain)
				plain_run(c->plain, p, n);
		} else if (html_is_space(*p)) {
			p = put_spaces(c, p, end);
		} else if (*p == '&' && (n = html_reference(p, (size_t)(end - p), cp)) > 0) {
			put_char(c, cp[0]);
			if (cp[1])
				put_char(c, cp[1]);
		} else if ((unsigned char)*p >= 0x80) {
			n = put_wide(c, p, end);
		} else {
			n = 1;
			put_char(c, *p);
		}
		p += n;
	}
}

/* ---- elements ---- */

static void enter(struct clean *c, const struct element *e, int step)
{
	c->in_pre += e == &html_elements[EL_PRE] ? step : 0;
	c->in_link += e == &html_elements[EL_A] ? step : 0;
	c->in_media += e == &html_elements[EL_AUDIO] || e == &html_elements[EL_VIDEO] ? step : 0;
}

static bool has_attr(const struct buf *tag, const char *name)
{
	size_t len = strcspn(buf_str(tag), " ");
	struct bytes value;

	return html_attr_find((struct bytes){buf_str(tag) + len, tag->len - len}, name, &value);
}

static bool clean_open(void *state, const struct html_token *token)
{
	struct clean *c = state;
	const struct element *e = token->element;

	buf_reset(&c->tag);
	buf_addc(&c->tag, '<');
	buf_adds(&c->tag, tag_name(e));
	clean_attrs(&c->urls, token, &c->tag);
	if (e == &html_elements[EL_A] && !has_attr(&c->tag, "href"))
		return false; /* an anchor without a way to anywhere */
	buf_addc(&c->tag, '>');
	c->closing += end_tag_len(e);
	if (!buf_ok(&c->tag) || !put(c, buf_str(&c->tag), c->tag.len)) {
		c->closing -= end_tag_len(e);
		return false;
	}
	c->open[c->depth++] = e;
	enter(c, e, 1);
	if (c->plain)
		plain_tag(c->plain, written_as(e), HTML_OPEN);
	return true;
}

static void put_end_tag(struct clean *c, const struct element *e)
{
	buf_add(c->out, "</", 2);
	buf_adds(c->out, tag_name(e));
	buf_addc(c->out, '>');
}

static void clean_close(void *state, const struct element *e)
{
	struct clean *c = state;

	if (c->is_full)
		return;
	c->closing -= end_tag_len(e);
	put_end_tag(c, e);
	if (c->plain)
		plain_tag(c->plain, written_as(e), HTML_CLOSE);
	c->depth--;
	enter(c, e, -1);
	if (e->flags & (HTML_BLOCK | HTML_LINE))
		set_cut(c);
}

/* What a frame or plug-in would show becomes a link without words: nothing is lost, and no text is invented. */
static void put_embedded(struct clean *c, const struct html_token *token)
{
	struct bytes value = {"", 0}, title = BYTES_LITERAL("embedded page");
	const char *url;

	if (c->in_link || clean_is_hidden(token->raw))
		return;
	if (!html_attr_find(token->raw, "src", &value) && !html_attr_find(token->raw, "data", &value))
		html_attr_find(token->raw, "data-src", &value);
	url = clean_url(&c->urls, value, ATTR_LINK);
	if (!url_is_web(url))
		return;
	buf_reset(&c->tag);
	buf_adds(&c->tag, "<a");
	clean_attr("href", (struct bytes){url, strlen(url)}, &c->tag);
	if (html_attr_find(token->raw, "title", &value) && value.len > 0) {
		struct html_token link = {.element = &html_elements[EL_ABBR], .raw = token->raw};

		clean_attrs(&c->urls, &link, &c->tag); /* title alone */
	} else {
		clean_attr("title", title, &c->tag);
	}
	buf_adds(&c->tag, "></a>");
	put(c, buf_str(&c->tag), buf_ok(&c->tag) ? c->tag.len : 0);
}

/* A picture that stands there twice in a row is one: the second was for readers without scripts. */
static void put_image(struct clean *c, const struct html_token *token)
{
	struct bytes src;

	buf_reset(&c->tag);
	if (!clean_image(&c->urls, token, &c->tag) || !buf_ok(&c->tag))
		return;
	html_attr_find((struct bytes){c->tag.data + 4, c->tag.len - 4}, "src", &src);
	if (src.len == c->last_image.len && !memcmp(src.data, buf_str(&c->last_image), src.len))
		return;
	buf_reset(&c->last_image);
	buf_add(&c->last_image, src.data, src.len);
	buf_addc(&c->tag, '>');
	put(c, buf_str(&c->tag), c->tag.len);
}

static void set_base(struct clean *c, const struct html_token *token)
{
	struct bytes value;
	const char *url;

	if (c->own_base || !html_attr_find(token->raw, "href", &value))
		return;
	url = clean_url(&c->urls, value, ATTR_LINK);
	if (url_is_web(url))
		c->urls.base = c->own_base = mem_strdup(c->urls.ctx, url);
}

static void put_void(struct clean *c, const struct html_token *token)
{
	buf_reset(&c->tag);
	buf_addc(&c->tag, '<');
	buf_adds(&c->tag, token->element->name);
	clean_attrs(&c->urls, token, &c->tag);
	buf_addc(&c->tag, '>');
	if (put(c, buf_str(&c->tag), buf_ok(&c->tag) ? c->tag.len : 0) && buf_ok(&c->tag) && c->plain)
		plain_tag(c->plain, token->element, HTML_OPEN);
	if (!c->is_full && (token->element->flags & (HTML_BLOCK | HTML_LINE)))
		set_cut(c);
}

static void clean_point(void *state, const struct html_token *token)
{
	struct clean *c = state;
	const struct element *e = token->element;

	switch (html_id(e)) {
	case EL_IMG:
		put_image(c, token);
		break;
	case EL_IFRAME:
	case EL_EMBED:
	case EL_OBJECT:
		put_embedded(c, token);
		break;
	case EL_BASE:
		set_base(c, token);
		break;
	case EL_SOURCE:
		if (c->in_media)
			put_void(c, token);
		break;
	default:
		if ((e->flags & HTML_VOID) && (e->flags & HTML_KEEP))
			put_void(c, token);
		else if (e->flags & (HTML_BLOCK | HTML_LINE | HTML_CELL))
			put_space(c, ' '); /* what stood apart does not become one word */
	}
}

/* html is repaired; plain may be NULL. */
static void clean(struct bytes html, const char *base_url, struct buf *out, struct plain *plain)
{
	static const struct html_sink sink = {clean_open, clean_close, clean_point, clean_text};
	struct clean c = {.out = out, .start = out->len, .cut = {.len = out->len}, .plain = plain};

	c.tag = (struct buf)BUF_INIT(KIB(64));
	c.last_image = (struct buf)BUF_INIT(KIB(64));
	c.urls = (struct clean_urls){.ctx = talloc_new(NULL), .base = base_url};
	c.urls.decoded = (struct buf)BUF_INIT(2 * URL_MAX);
	c.urls.url = (struct buf)BUF_INIT(3 * URL_MAX);
	html_walk(html, &sink, &c);
	while (c.depth > 0)
		put_end_tag(&c, c.open[--c.depth]);
	while (out->len > c.start && html_is_space(out->data[out->len - 1]))
		buf_truncate(out, out->len - 1);
	if (c.is_full && plain) { /* something was taken back */
		buf_truncate(plain->out, plain->start);
		text_plain((struct bytes){out->data + c.start, out->len - c.start}, plain->out);
	}
	buf_free(&c.tag);
	buf_free(&c.last_image);
	buf_free(&c.urls.decoded);
	buf_free(&c.urls.url);
	talloc_free(c.urls.ctx);
}

static bool has_room(const struct buf *out)
{
	return !out->overflow && out->len <= out->max;
}

void text_clean(struct bytes html, const char *base_url, struct buf *out)
{
	AUTO_BUF store = BUF_INIT(0);

	if (has_room(out))
		clean(html_repaired(html, &store), base_url, out, NULL);
}

bool text_body(struct bytes text, bool is_markup, const char *base_url, struct buf *html, struct buf *plain)
{
	AUTO_BUF store = BUF_INIT(0);
	struct bytes in = html_repaired(text, &store);
	struct plain p = {.out = plain, .start = plain->len};

	if (!is_markup && !html_has_markup(in))
		return false;
	if (has_room(html) && has_room(plain))
		clean(in, base_url, html, &p);
	return true;
}
