/* mend_tag.c: start tags and end tags: their names, their attributes, and which belong together. */
#include <strings.h>

#include "mend_parts.h"
#include "telex/mem.h"
#include "telex/scan.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum { NAME_START = 1, NAME_CHAR = 2, NAME_ODD = 4 };
#define FROM(a, z, what) [(a)...(z)] = (what)
/* What a byte may be in a name; the odd ones need a second look. */
static const unsigned char name_bytes[256] = {
    FROM('a', 'z', NAME_START | NAME_CHAR),
    FROM('A', 'Z', NAME_START | NAME_CHAR),
    FROM('0', '9', NAME_CHAR),
    ['_'] = NAME_START | NAME_CHAR,
    ['.'] = NAME_CHAR,
    ['-'] = NAME_CHAR,
    [':'] = NAME_START | NAME_CHAR | NAME_ODD,
    FROM(0x80, 0xff, NAME_START | NAME_CHAR | NAME_ODD),
};
#undef FROM

bool mend_is_name_start(char c)
{
	return name_bytes[(unsigned char)c] & NAME_START;
}

static size_t scan_name(struct bytes s)
{
	size_t n = 0;

	while (n < s.len && (name_bytes[(unsigned char)s.data[n]] & NAME_CHAR))
		n++;
	return n;
}

/* Names in feeds are ASCII with at most one colon inside; everything else in them becomes '_'. */
static size_t write_name(char *out, struct bytes name)
{
	size_t len = name.len < MEND_NAME_MAX ? name.len : MEND_NAME_MAX;
	bool has_colon = false;

	for (size_t i = 0; i < len; i++) {
		char c = name.data[i];

		out[i] = name_bytes[(unsigned char)c] & NAME_ODD ? '_' : c;
		if (c == ':' && !has_colon && i > 0 && i + 1 < name.len &&
		    mend_is_name_start(name.data[i + 1])) {
			has_colon = true;
			out[i] = c;
		}
	}
	return len;
}

static void add_name(struct buf *out, struct bytes name)
{
	char *room = buf_reserve(out, MEND_NAME_MAX);

	if (room)
		out->len += write_name(room, name);
}

/* Quotes protect what is in them where they stand behind '='. */
size_t mend_scan_tag(struct bytes s)
{
	char quote = 0, before = 0;
	size_t slash = s.len > 1 && s.data[1] == '/';

	for (size_t i = 1 + slash + scan_name(bytes_from(s, 1 + slash)); i < s.len; i++) {
		char c = s.data[i];

		if (quote) {
			if (c == quote)
				quote = 0;
			continue;
		}
		if ((c == '"' || c == '\'') && before == '=')
			quote = c;
		else if (c == '>' || c == '<')
			return i;
		if (!is_blank(c))
			before = c;
	}
	return s.len;
}

static inline scan_block value_stops(scan_block block)
{
	return scan_is(block, '<') | scan_is(block, '&') | scan_is(block, '"');
}

static void add_value(struct mend *m, struct bytes value, bool *ret_mended)
{
	size_t i = 0;

	buf_addc(&m->tag, '"');
	while (i < value.len) {
		size_t n = i;

		n += scan_until(value.data + n, value.len - n, value_stops);
		while (n < value.len && value.data[n] != '<' && value.data[n] != '&' && value.data[n] != '"')
			n++;
		buf_add(&m->tag, value.data + i, n - i);
		i = n;
		if (i == value.len)
			break;
		if (value.data[i] == '&') {
			i += reference_add(&m->entities, bytes_from(value, i), true,
					   (struct reference_sink){&m->tag, false}, ret_mended);
		} else {
			*ret_mended = *ret_mended || value.data[i] == '<';
			buf_addf(&m->tag, "&#%d;", value.data[i++]);
		}
	}
	buf_addc(&m->tag, '"');
}

/* The value behind '=' at s, quoted or bare; gives the bytes it took. */
static size_t mend_value(struct mend *m, struct bytes s, bool *ret_mended)
{
	size_t i = 0, n;
	char quote;

	while (i < s.len && is_blank(s.data[i]))
		i++;
	quote = i < s.len && (s.data[i] == '"' || s.data[i] == '\'') ? s.data[i] : 0;
	if (quote) {
		const char *end = memchr(s.data + i + 1, quote, s.len - i - 1);

		n = end ? (size_t)(end - s.data) - i - 1 : s.len - i - 1;
		add_value(m, (struct bytes){s.data + i + 1, n}, ret_mended);
		return i + 1 + n + (end ? 1 : 0);
	}
	*ret_mended = true;
	for (n = i; n < s.len && !is_blank(s.data[n]);)
		n++;
	add_value(m, (struct bytes){s.data + i, n - i}, ret_mended);
	return n;
}

/* Append an attribute's name and '='; false when the tag has one of that name already. */
static bool add_attribute_name(struct mend *m, struct bytes name)
{
	size_t at = m->tag.len + 1, len;

	buf_addc(&m->tag, ' ');
	add_name(&m->tag, name);
	buf_addc(&m->tag, '=');
	if (!buf_ok(&m->tag))
		return false; /* the whole tag goes without attributes */
	len = m->tag.len - at;
	for (size_t i = 0; i < m->n_attributes; i++) {
		if (strncmp(m->tag.data + m->attributes_at[i], m->tag.data + at, len))
			continue;
		buf_truncate(&m->tag, at - 1);
		return false;
	}
	m->attributes_at[m->n_attributes++] = at;
	return true;
}

/* One attribute at the start of s, with what belongs to it; gives the bytes it took. */
static size_t mend_attribute(struct mend *m, struct bytes s, bool *ret_mended)
{
	size_t i = scan_name(s), start = m->tag.len;
	bool is_new = add_attribute_name(m, (struct bytes){s.data, i});

	while (i < s.len && is_blank(s.data[i]))
		i++;
	if (i < s.len && s.data[i] == '=') {
		i++;
		i += mend_value(m, bytes_from(s, i), ret_mended);
	} else {
		buf_adds(&m->tag, "\"\"");
		*ret_mended = true;
	}
	if (is_new)
		return i;
	buf_truncate(&m->tag, start);
	*ret_mended = true;
	return i;
}

/* Everything between a start tag's name and its end. */
static void mend_attributes(struct mend *m, struct bytes s)
{
	bool is_mended = false;
	size_t i = 0;

	m->n_attributes = 0;
	while (i < s.len && m->n_attributes < MEND_ATTRIBUTES_MAX && buf_ok(&m->tag)) {
		if (mend_is_name_start(s.data[i])) {
			i += mend_attribute(m, bytes_from(s, i), &is_mended);
			continue;
		}
		is_mended = is_mended || !is_blank(s.data[i]);
		i++;
	}
	if (is_mended)
		mend_note(m, "a tag with malformed attributes");
}

/* With the FNV-1a of the name in lower case. */
static void set_name(struct mend_name *name, struct bytes s)
{
	uint32_t hash = 0x811c9dc5u;
	unsigned char odd = 0;

	name->len = (unsigned)(s.len < MEND_NAME_MAX ? s.len : MEND_NAME_MAX);
	for (size_t i = 0; i < name->len; i++) {
		odd |= name_bytes[(unsigned char)s.data[i]];
		name->s[i] = s.data[i];
	}
	if (odd & NAME_ODD)
		write_name(name->s, s);
	for (size_t i = 0; i < name->len; i++) {
		unsigned char c = (unsigned char)name->s[i];

		hash = (hash ^ (c >= 'A' && c <= 'Z' ? c | 0x20u : c)) * 0x01000193u;
	}
	name->s[name->len] = '\0';
	name->hash = hash;
}

/* before name behind: a tag goes out. */
static void put_tag(struct mend *m, const char *before, struct bytes inside)
{
	size_t n = strlen(before);
	char *room;

	mend_end_run(m);
	m->n_tags++;
	room = buf_reserve(m->out, n + inside.len + 1);
	if (!room)
		return;
	memcpy(room, before, n);
	memcpy(room + n, inside.data, inside.len);
	room[n + inside.len] = '>';
	m->out->len += n + inside.len + 1;
}

void mend_close(struct mend *m)
{
	const struct mend_name *name = &m->names[--m->depth];

	put_tag(m, "</", (struct bytes){name->s, name->len});
	m->is_over = m->depth == 0;
}

/* An item right inside an item: the end of the first one was forgotten. */
static void end_item_before(struct mend *m, struct bytes name)
{
	static const char *const items[] = {"item", "entry"};
	const char *open = m->depth ? m->names[m->depth - 1].s : "";

	if (!m->depth || m->names[m->depth - 1].len != name.len || strncasecmp(open, name.data, name.len))
		return;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (strcasecmp(open, items[i]))
			continue;
		mend_note(m, "an item that is not closed");
		mend_close(m);
		return;
	}
}

/* s: the inside of the tag, without its brackets. */
void mend_start_tag(struct mend *m, struct bytes s)
{
	bool is_empty = s.data[s.len - 1] == '/';
	size_t n = scan_name(s);
	struct mend_name *name;

	if (!is_empty)
		end_item_before(m, (struct bytes){s.data, n});
	if (m->depth == MEND_DEPTH_MAX) {
		mend_note(m, "nested too deeply");
		m->n_too_deep += !is_empty;
		return;
	}
	name = &m->names[m->depth++];
	set_name(name, (struct bytes){s.data, n});
	if (n == s.len - is_empty) {
		put_tag(m, "<", (struct bytes){name->s, name->len});
	} else {
		buf_reset(&m->tag);
		buf_add(&m->tag, name->s, name->len);
		mend_attributes(m, (struct bytes){s.data + n, s.len - n - is_empty});
		put_tag(m, "<", buf_ok(&m->tag) ? buf_bytes(&m->tag) : (struct bytes){name->s, name->len});
	}
	if (is_empty)
		mend_close(m);
}

/* Close the element of that name and what is open inside it; an end tag that nothing belongs to vanishes. */
void mend_end_tag(struct mend *m, struct bytes s)
{
	const struct mend_name *open = m->depth ? &m->names[m->depth - 1] : NULL;
	struct mend_name name;
	size_t at = m->depth, n = scan_name(s);

	if (m->n_too_deep > 0) {
		m->n_too_deep--;
		return;
	}
	if (open && open->len == n && !memcmp(open->s, s.data, n)) { /* as it should be */
		mend_close(m);
		return;
	}
	set_name(&name, (struct bytes){s.data, n});
	while (at > 0 && (m->names[at - 1].hash != name.hash || strcasecmp(m->names[at - 1].s, name.s)))
		at--;
	if (at != m->depth)
		mend_note(m, at ? "an element that is not closed" : "an end tag without a start tag");
	while (at > 0 && m->depth >= at)
		mend_close(m);
}
