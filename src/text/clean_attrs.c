/* clean_attrs.c: the attributes of clean HTML: addresses resolved and checked, numbers, texts. */
#include "clean.h"

#include "telex/url.h"
#include "telex/utf8.h"

#include <strings.h>

enum {
	VALUE_MAX = 2000, /* bytes of a title or alternative text */
	PLACEHOLDER = 256 /* a data: picture of fewer bytes holds the place of one that a script loads */
};

/* A byte of a value that stands for itself. */
static bool is_quiet(char c)
{
	return (unsigned char)c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"';
}

static const char *replacement(char c)
{
	return c == '&'	  ? "&amp;"
	       : c == '<' ? "&lt;"
	       : c == '>' ? "&gt;"
	       : c == '"' ? "&quot;"
			  : (html_is_space(c) ? " " : "");
}

/* The one quoting rule for values: nothing in them can end them. */
void clean_attr(const char *name, struct bytes value, struct buf *out)
{
	buf_addc(out, ' ');
	buf_adds(out, name);
	buf_add(out, "=\"", 2);
	for (size_t i = 0, n; i < value.len; i = n + 1) {
		for (n = i; n < value.len && is_quiet(value.data[n]);)
			n++;
		buf_add(out, value.data + i, n - i);
		if (n < value.len)
			buf_adds(out, replacement(value.data[n]));
	}
	buf_addc(out, '"');
}

/* ---- addresses ---- */

static bool has_prefix(const char *s, const char *prefix)
{
	return !strncasecmp(s, prefix, strlen(prefix));
}

static bool is_data_picture(const char *url)
{
	/* Never svg: it has scripts. */
	static const char *const types[] = {"png", "gif", "jpeg", "jpg", "webp", "avif"};

	if (!has_prefix(url, "data:image/") || strlen(url) < PLACEHOLDER)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t len = strlen(types[i]);

		if (!strncasecmp(url + 11, types[i], len) && (url[11 + len] == ';' || url[11 + len] == ','))
			return true;
	}
	return false;
}

static bool is_allowed(const char *url, enum html_attr_kind kind)
{
	if (url_is_web(url))
		return true;
	return kind == ATTR_MEDIA ? is_data_picture(url) : has_prefix(url, "mailto:");
}

/* Quotation marks and angles have no place in an address, and every lenient reader takes them for its end. */
static void add_escaped(struct buf *out, const char *url)
{
	for (size_t n; *url; url += n) {
		n = strcspn(url, "\"<>`");
		buf_add(out, url, n);
		if (url[n])
			buf_addf(out, "%%%02X", (unsigned char)url[n++]);
	}
}

const char *clean_url(struct clean_urls *urls, struct bytes raw, enum html_attr_kind kind)
{
	char *url, *plain;
	const char *base = urls->base, *ref;

	buf_reset(&urls->url);
	buf_reset(&urls->decoded);
	html_decode(raw, &urls->decoded);
	ref = buf_str(&urls->decoded);
	if (!buf_ok(&urls->decoded) || !*ref)
		return "";
	if (!base && ref[0] == '/' && ref[1] == '/')
		base = "https://localhost/"; /* only its scheme is used */
	url = url_resolve(urls->ctx, base, ref);
	if (url && is_allowed(url, kind)) {
		plain = kind == ATTR_LINK ? url_untrack(urls->ctx, url) : NULL;
		add_escaped(&urls->url, plain ? plain : url);
		talloc_free(plain);
	}
	talloc_free(url);
	return buf_ok(&urls->url) ? buf_str(&urls->url) : "";
}

/* ---- the others ---- */

/* The number a value begins with, at most six digits; "px" may follow. */
static bool read_number(struct bytes value, long *ret)
{
	size_t i = 0, digits = 0;
	bool is_negative;
	long n = 0;

	while (i < value.len && html_is_space(value.data[i]))
		i++;
	is_negative = i < value.len && value.data[i] == '-';
	for (i += is_negative; i < value.len && value.data[i] >= '0' && value.data[i] <= '9'; i++, digits++) {
		if (digits == 6)
			return false;
		n = n * 10 + (value.data[i] - '0');
	}
	*ret = is_negative ? -n : n;
	return digits > 0 &&
	       (i == value.len || html_is_space(value.data[i]) || (value.data[i] | 0x20) == 'p');
}

static void add_number(const char *name, struct bytes value, struct buf *out)
{
	long n;

	if (read_number(value, &n))
		buf_addf(out, " %s=\"%ld\"", name, n);
}

static void add_text(const char *name, struct bytes raw, struct buf *out)
{
	enum { RAW_MAX = 16 * VALUE_MAX }; /* what a short value may take when all of it is references */
	AUTO_BUF text = BUF_INIT(2 * RAW_MAX);

	raw.len = utf8_cut(raw.data, raw.len, (size_t)RAW_MAX);
	html_decode(raw, &text);
	buf_truncate(&text, utf8_cut(buf_str(&text), text.len, (size_t)VALUE_MAX));
	clean_attr(name, buf_bytes(&text), out);
}

static void add_attr(struct clean_urls *urls, const struct html_attr_row *row, struct bytes value,
		     struct buf *out)
{
	const char *url;

	switch (row->kind) {
	case ATTR_LINK:
	case ATTR_MEDIA:
		url = clean_url(urls, value, row->kind);
		if (*url)
			clean_attr(row->name, (struct bytes){url, strlen(url)}, out);
		break;
	case ATTR_TEXT:
		add_text(row->name, value, out);
		break;
	case ATTR_NUMBER:
		add_number(row->name, value, out);
		break;
	case ATTR_SWITCH:
		clean_attr(row->name, (struct bytes){"", 0}, out);
		break;
	}
}

void clean_attrs(struct clean_urls *urls, const struct html_token *token, struct buf *out)
{
	uint32_t wanted = token->element->attrs;
	struct bytes rest = token->raw;
	struct html_attr attr;

	while (wanted && html_attr_next(&rest, &attr)) {
		const struct html_attr_row *row = html_attr_row(attr.name, wanted);

		if (!row)
			continue;
		wanted &= ~(uint32_t)row->bit; /* the first of a name counts, as in browsers */
		add_attr(urls, row, attr.value, out);
	}
}

/* ---- pictures ---- */

static bool is_tiny(struct bytes attrs, const char *name)
{
	struct bytes value;
	long n;

	return html_attr_find(attrs, name, &value) && read_number(value, &n) && n <= 1;
}

/* Does the style have this declaration?  style is without blanks, in lower case, and begins with ';'. */
static bool has_declaration(const char *style, const char *declaration)
{
	size_t len = strlen(declaration);

	for (const char *p = style; (p = strstr(p, declaration)); p++) {
		if (p[len] == '\0' || p[len] == ';' || p[len] == '!' || p[len] == 'p')
			return true;
	}
	return false;
}

bool clean_is_hidden(struct bytes attrs)
{
	static const char *const declarations[] = {";display:none", ";visibility:hidden", ";width:1px",
						   ";width:0",	    ";height:1px",	  ";height:0"};
	char style[512] = ";";
	struct bytes value;
	size_t n = 1;

	if (is_tiny(attrs, "width") || is_tiny(attrs, "height"))
		return true;
	if (!html_attr_find(attrs, "style", &value))
		return false;
	for (size_t i = 0; i < value.len && n + 1 < sizeof(style); i++) {
		char c = value.data[i];

		if (!html_is_space(c))
			style[n++] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	}
	for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++) {
		if (has_declaration(style, declarations[i]))
			return true;
	}
	return false;
}

/* The first candidate of a srcset: what stands before white space or a final comma. */
static struct bytes first_candidate(struct bytes srcset)
{
	size_t from = 0, to;

	while (from < srcset.len && (html_is_space(srcset.data[from]) || srcset.data[from] == ','))
		from++;
	for (to = from; to < srcset.len && !html_is_space(srcset.data[to]);)
		to++;
	while (to > from && srcset.data[to - 1] == ',')
		to--;
	return (struct bytes){srcset.data + from, to - from};
}

/* Pages that load pictures by script keep the address elsewhere and a placeholder in src.  Of several sizes
 * (srcset) one is enough for a program that hands pictures to others. */
static const char *picture_url(struct clean_urls *urls, struct bytes attrs)
{
	static const char *const names[] = {"src",	 "data-src", "data-lazy-src", "data-original",
						"data-lazy", "srcset",   "data-srcset"};
	struct bytes value;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *url;

		if (!html_attr_find(attrs, names[i], &value))
			continue;
		if (strstr(names[i], "srcset"))
			value = first_candidate(value);
		url = clean_url(urls, value, ATTR_MEDIA);
		if (*url)
			return url;
	}
	return "";
}

bool clean_image(struct clean_urls *urls, const struct html_token *token, struct buf *out)
{
	const char *url;

	if (clean_is_hidden(token->raw))
		return false;
	url = picture_url(urls, token->raw);
	if (!*url)
		return false;
	buf_adds(out, "<img");
	clean_attr("src", (struct bytes){url, strlen(url)}, out);
	clean_attrs(urls, token, out);
	return true;
}
