/* mend_reference.c: references: XML's five, numbers, HTML's names, a document's own, and bare ampersands. */
#include "mend_reference.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "telex/decode.h"
#include "telex/mem.h"
#include "telex/utf8.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_char(char c)
{
	return is_alnum(c) || c == '.' || c == '-' || c == '_' || (c & 0x80);
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : 99;
}

/* XML 1.0 section 2.2, Char. */
static bool is_char(int32_t cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= ' ' && cp < 0xd800) ||
	       (cp >= 0xe000 && cp < 0xfffe) || (cp >= 0x10000 && cp <= 0x10ffff);
}

static void add_char(struct reference_sink sink, int32_t cp)
{
	if (cp < 0x80 && !sink.is_text)
		buf_addf(sink.out, "&#%d;", (int)cp); /* markup and white space must stay references */
	else
		utf8_put(sink.out, cp);
}

static void add_text(struct reference_sink sink, const char *s)
{
	for (; *s; s++) {
		if (strchr("&<>\"'", *s))
			add_char(sink, *s);
		else
			buf_addc(sink.out, *s);
	}
}

/* "&#" digits ";" at s; the semicolon may be missing.  *ret_cp is -1 when there are no digits. */
static size_t scan_number(struct bytes s, int32_t *ret_cp)
{
	bool is_hex = s.len > 2 && (s.data[2] == 'x' || s.data[2] == 'X');
	int base = is_hex ? 16 : 10;
	size_t first = is_hex ? 3 : 2, i = first;
	int32_t cp = 0;

	for (; i < s.len && digit_of(s.data[i]) < base; i++)
		cp = cp > 0x110000 ? cp : cp * base + digit_of(s.data[i]);
	*ret_cp = i > first ? cp : -1;
	return i + (i > first && i < s.len && s.data[i] == ';');
}

static size_t add_number(struct bytes s, struct reference_sink sink, bool *ret_mended)
{
	int32_t cp;
	size_t n = scan_number(s, &cp);
	bool is_clean = cp >= 0 && s.data[n - 1] == ';' && s.data[2] != 'X';

	if (cp < 0) { /* "&#" and no number */
		*ret_mended = true;
		add_char(sink, '&');
		return 1;
	}
	if (cp >= 0x80 && cp < 0xa0) { /* HTML, "numeric character reference end state" */
		cp = decode_cp1252[cp - 0x80];
	} else if (is_clean && is_char(cp) && !sink.is_text) {
		buf_add(sink.out, s.data, n);
		return n;
	}
	*ret_mended = *ret_mended || !is_clean || !is_char(cp);
	if (is_char(cp))
		add_char(sink, cp);
	return n;
}

static const struct entity *find_own(const struct entities *e, struct bytes name)
{
	for (size_t i = 0; i < e->n; i++)
		if (strlen(e->list[i].name) == name.len && !memcmp(e->list[i].name, name.data, name.len))
			return &e->list[i];
	return NULL;
}

/* One of XML's own five at the start of s: gives its bytes, 0 when it is none. */
static size_t add_one_of_five(struct bytes s, struct reference_sink sink)
{
	static const struct {
		char reference[8], c;
	} five[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++) {
		size_t n = 1;

		while (n < s.len && s.data[n] == five[i].reference[n] && s.data[n] != ';')
			n++;
		if (n == s.len || s.data[n] != five[i].reference[n])
			continue;
		n++;
		if (sink.is_text)
			buf_addc(sink.out, five[i].c);
		else
			buf_add(sink.out, s.data, n);
		return n;
	}
	return 0;
}

/* The entity of that name; false when nobody knows it. */
static bool add_named(struct entities *e, struct bytes name, struct reference_sink sink)
{
	const struct entity *own = find_own(e, name);
	const htmlEntityDesc *html;
	char key[ENTITY_NAME_MAX + 1];

	if (own && e->grown < ENTITIES_GROWTH_MAX) {
		e->grown += strlen(own->value);
		add_text(sink, own->value);
		return true;
	}
	memcpy(key, name.data, name.len);
	key[name.len] = '\0';
	html = htmlEntityLookup((const xmlChar *)key);
	if (html)
		add_char(sink, (int32_t)html->value);
	return html;
}

size_t reference_add(struct entities *e, struct bytes s, bool is_last, struct reference_sink sink,
		     bool *ret_mended)
{
	size_t n = s.len > 1 ? add_one_of_five(s, sink) : 0;

	if (n > 0)
		return n;
	n = 1;
	while (n < s.len && n <= ENTITY_NAME_MAX && (is_name_char(s.data[n]) || (n == 1 && s.data[n] == '#')))
		n++;
	if (n == s.len && n <= ENTITY_NAME_MAX && !is_last)
		return 0;
	if (s.len > 1 && s.data[1] == '#')
		return add_number(s, sink, ret_mended);
	if (n > 1 && n < s.len && s.data[n] == ';') {
		struct bytes name = {s.data + 1, n - 1};

		*ret_mended = *ret_mended || !find_own(e, name);
		if (add_named(e, name, sink))
			return n + 1;
	}
	*ret_mended = true;
	add_char(sink, '&');
	return 1;
}

/* ---- declarations ---- */

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* An entity's value with its own references resolved once (XML 1.0 section 4.4.5); names of others stay as
 * text, so nothing can grow by nesting. */
static bool set_value(struct entity *entity, struct bytes raw)
{
	AUTO_BUF out = BUF_INIT(ENTITY_VALUE_MAX);
	size_t i = 0;
	int32_t cp;

	while (i < raw.len) {
		struct bytes rest = {raw.data + i, raw.len - i};
		size_t n = rest.len > 1 && !memcmp(rest.data, "&#", 2) ? scan_number(rest, &cp) : 0;

		if (n > 1 && cp >= 0 && is_char(cp)) {
			utf8_put(&out, cp);
			i += n;
		} else {
			buf_addc(&out, raw.data[i++]);
		}
	}
	if (!buf_ok(&out))
		return false;
	memcpy(entity->value, buf_str(&out), out.len + 1);
	return true;
}

/* NAME "VALUE" behind "<!ENTITY". */
static void declare(struct entities *e, void *ctx, const char *p, const char *end)
{
	const char *name = skip_blanks(p, end), *close;
	struct entity *entity;
	size_t len = 0;

	while (name + len < end && is_name_char(name[len]))
		len++;
	p = skip_blanks(name + len, end);
	if (!len || len > ENTITY_NAME_MAX || p == end || (*p != '"' && *p != '\'') || e->n == ENTITIES_MAX)
		return;
	close = memchr(p + 1, *p, (size_t)(end - p - 1));
	if (!close)
		return;
	if (!e->list)
		e->list = mem_array(ctx, struct entity, ENTITIES_MAX);
	entity = &e->list[e->n];
	memcpy(entity->name, name, len);
	entity->name[len] = '\0';
	if (set_value(entity, (struct bytes){p + 1, (size_t)(close - p - 1)}))
		e->n++;
}

void entities_declare(struct entities *e, void *ctx, struct bytes doctype)
{
	static const char word[] = "<!ENTITY";
	const char *p = doctype.data, *end = doctype.data + doctype.len;

	while ((p = memmem(p, (size_t)(end - p), word, sizeof(word) - 1))) {
		p += sizeof(word) - 1;
		declare(e, ctx, p, end);
	}
}
