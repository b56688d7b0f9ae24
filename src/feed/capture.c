/* capture.c: the text of one element, with the markup in it. */
#include <string.h>
#include <strings.h>

#include "reader.h"
#include "telex/url.h"
#include "telex/utf8.h"

/* Bodies keep their markup, everything else is a line of text. */
static bool is_body(const struct vocab *row)
{
	return row->take == TAKE_SLOT && row->slot >= SLOT_CONTENT && row->slot <= SLOT_EXTRA;
}

static size_t content_limit(const struct reader *r, const struct vocab *row)
{
	return is_body(row) && r->build->max_content > SMALL_BYTES ? r->build->max_content : SMALL_BYTES;
}

static bool is_word(const char *type, const char *word)
{
	return !strcasecmp(type, word);
}

static bool begins_with(const char *s, const char *start)
{
	return !strncasecmp(s, start, strlen(start));
}

/* Pictures and the like, be they in base64 or in XML. */
static bool is_media_type(const char *type)
{
	return begins_with(type, "image/") || begins_with(type, "audio/") || begins_with(type, "video/");
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcasecmp(s + n - m, end);
}

/* RFC 4287 section 3.1.1 and 4.1.3.3; Atom 0.3 section 3.1, where mode says how and type says what. */
static void settle_form(struct capture *c, const char *type, const char *mode)
{
	bool is_html, is_xml;

	c->is_implied = !type;
	type = type ? type : "text";
	is_html = is_word(type, "html") || is_word(type, "text/html");
	is_xml = is_word(type, "xhtml") || is_word(type, "application/xhtml+xml") || ends_in(type, "+xml") ||
		 ends_in(type, "/xml");
	if (is_html || is_xml)
		c->form = mode	    ? (is_word(mode, "xml") ? FORM_XHTML : FORM_HTML)
			  : is_html ? FORM_HTML
				    : FORM_XHTML;
	else
		c->form = FORM_PLAIN;
	if (is_media_type(type))
		c->form = FORM_NONE;
	c->is_base64 = mode ? is_word(mode, "base64")
			    : !is_html && !is_xml && strchr(type, '/') && !begins_with(type, "text/");
}

void capture_begin(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct capture *c = &r->capture;

	c->row = row;
	c->depth = r->depth;
	c->form = row->form;
	c->is_base64 = c->is_implied = false;
	c->wrapper = 0;
	buf_reset(&c->text);
	c->text.max = content_limit(r, row);
	if (row->form == FORM_TYPED) {
		void *tmp = talloc_new(r);

		settle_form(c, attribute(tmp, attributes, NULL, "type"),
			    attribute(tmp, attributes, NULL, "mode"));
		talloc_free(tmp);
	}
}

/* What does not fit ends the text, between two characters: pieces may come that begin within one. */
static void add_cut(struct buf *b, const char *s, size_t len)
{
	const size_t n = utf8_cut(s, len, b->max - b->len);

	buf_add(b, s, n);
	if (n < len)
		b->max = b->len;
}

static void add_escaped(struct buf *b, const char *s, size_t len, bool is_attribute)
{
	for (size_t i = 0; i < len;) {
		size_t n = i;

		while (n < len && s[n] != '<' && s[n] != '&' && !(is_attribute && s[n] == '"'))
			n++;
		add_cut(b, s + i, n - i);
		if (n < len)
			add_cut(b,
				s[n] == '<'   ? "&lt;"
				: s[n] == '&' ? "&amp;"
					      : "&quot;",
				s[n] == '<'   ? 4
				: s[n] == '&' ? 5
					      : 6);
		i = n + 1;
	}
}

static bool is_link_attribute(const char *name)
{
	static const char *const names[] = {"href",	"src",	      "cite", "poster",
					    "longdesc", "background", "data", "action"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(names[i], name))
			return true;
	return false;
}

/* An xml:base inside the markup is not seen by who reads it later, so links under one are resolved here. */
static void write_attributes(struct reader *r, const struct attributes *attributes)
{
	bool is_rebased = r->frames[r->depth].base != r->frames[r->capture.depth].base;
	struct buf *out = &r->capture.text;

	for (int i = 0; i < attributes->n; i++) {
		const char *name = (const char *)attributes->list[5 * i];
		char *value, *url = NULL;

		if (attributes->list[5 * i + 1])
			continue; /* xml:lang and the like mean nothing in HTML */
		value = attribute(r, attributes, NULL, name);
		if (is_rebased && is_link_attribute(name))
			url = url_resolve(value, r->frames[r->depth].base, value);
		add_cut(out, " ", 1);
		add_cut(out, name, strlen(name));
		add_cut(out, "=\"", 2);
		add_escaped(out, url ? url : value, strlen(url ? url : value), true);
		add_cut(out, "\"", 1);
		talloc_free(value);
	}
}

static bool is_blank(struct bytes s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(" \t\r\n", s.data[i]))
			return false;
	return true;
}

static bool is_void_element(const char *name)
{
	static const char *const names[] = {"br",  "img",   "hr",   "input", "wbr",   "area",	"base",
					    "col", "embed", "link", "meta",  "param", "source", "track"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(names[i], name))
			return true;
	return false;
}

/* Markup where none was announced: what was collected so far was text. */
static void turn_into_markup(struct capture *c)
{
	AUTO_BUF plain = BUF_INIT(c->text.max);

	buf_add(&plain, buf_str(&c->text), c->text.len);
	buf_reset(&c->text);
	add_escaped(&c->text, buf_str(&plain), plain.len, false);
	c->form = FORM_XHTML;
	c->is_implied = false;
}

/* Markup in a title or name that means nothing there, whether HTML knows it or not. */
static bool is_mere_line(const struct capture *c)
{
	return c->form == FORM_HTML && !is_body(c->row);
}

static void add_break(struct capture *c, const char *name)
{
	static const char *const names[] = {"br", "p", "div", "li", "td"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(names[i], name))
			add_cut(&c->text, " ", 1);
}

/* <pubDate><time datetime="2019-05-03T19:21:28Z">Fri, 05/03/2019 - 15:21</time></pubDate>, as Drupal has it.
 */
static void take_datetime(struct reader *r, const struct attributes *attributes)
{
	char *value = attribute(r, attributes, NULL, "datetime");

	if (value && is_blank(buf_bytes(&r->capture.text)))
		add_cut(&r->capture.text, value, strlen(value));
	talloc_free(value);
}

void capture_start(struct reader *r, const char *name, const struct attributes *attributes)
{
	struct capture *c = &r->capture;
	bool is_first = is_blank(buf_bytes(&c->text));

	if (c->form == FORM_DATE)
		take_datetime(r, attributes);
	if (c->is_implied)
		turn_into_markup(c);
	if (is_mere_line(c))
		add_break(c, name);
	if ((c->form != FORM_HTML && c->form != FORM_XHTML) || is_mere_line(c))
		return;
	if (is_first && !c->wrapper && r->depth == c->depth + 1 && is_word(name, "div") &&
	    attributes->n == 0) {
		c->wrapper = r->depth;
		return;
	}
	add_cut(&c->text, "<", 1);
	add_cut(&c->text, name, strlen(name));
	write_attributes(r, attributes);
	add_cut(&c->text, ">", 1);
}

void capture_end(struct reader *r, const char *name)
{
	struct capture *c = &r->capture;

	if ((c->form != FORM_HTML && c->form != FORM_XHTML) || is_mere_line(c) || is_void_element(name) ||
	    c->wrapper == r->depth)
		return;
	add_cut(&c->text, "</", 2);
	add_cut(&c->text, name, strlen(name));
	add_cut(&c->text, ">", 1);
}

void capture_text(struct reader *r, struct bytes text)
{
	struct capture *c = &r->capture;

	if (!c->row || c->form == FORM_NONE ||
	    (r->depth != c->depth && (c->row->opens || c->form == FORM_URL || c->form == FORM_DATE)))
		return; /* the title of an image is not its address */
	if (c->form == FORM_XHTML)
		add_escaped(&c->text, text.data, text.len, false);
	else
		add_cut(&c->text, text.data, text.len);
}
