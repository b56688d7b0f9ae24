/* probe.c: the probe document: JSON Feed 1.1 with _telex members, written as a stream. */
#include "telex/feed.h"

#include <string.h>

#include "telex/scan.h"
#include "telex/utf8.h"

/* ---- JSON ---- */

/* What a terminal or a browser could take for more than text (reliability: C0, DEL, C1, line separators, bidi
 * controls) is escaped. */
static bool is_risky(int32_t cp)
{
	return cp < 0xa0 || cp == 0x61c || (cp >= 0x200e && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

static void add_ascii(char c, struct buf *out)
{
	static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = memchr(names, c, sizeof(names) - 1);

	if (at)
		buf_add(out, (char[]){'\\', letters[at - names]}, 2);
	else
		buf_addf(out, "\\u%04x", (unsigned char)c);
}

static bool is_quiet_ascii(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static inline scan_block loud_in(scan_block block)
{
	return scan_odd(block) | scan_is(block, '"') | scan_is(block, '\\');
}

/* Append the bytes at the start of s that stand for themselves. */
static size_t add_quiet(const char *s, size_t len, struct buf *out)
{
	char *to = buf_reserve(out, len);
	size_t i = 0;
	int32_t cp;

	while (to && i < len) {
		size_t n;

		i += scan_copy_until(to + i, s + i, len - i, loud_in);
		for (; i < len && is_quiet_ascii((unsigned char)s[i]); i++)
			to[i] = s[i];
		if (i == len || (unsigned char)s[i] < 0x80)
			break;
		n = utf8_next(s + i, len - i, &cp);
		if (cp < 0 || is_risky(cp))
			break;
		memcpy(to + i, s + i, n);
		i += n;
	}
	out->len += i;
	return to ? i : len;
}

static void add_string(const char *s, struct buf *out)
{
	size_t len = strlen(s), i = 0;
	int32_t cp;

	buf_addc(out, '"');
	while (i < len) {
		size_t n;

		i += add_quiet(s + i, len - i, out);
		if (i == len)
			break;
		n = utf8_next(s + i, len - i, &cp);
		if (cp >= 0 && cp < 0x80)
			add_ascii((char)cp, out);
		else
			buf_addf(out, "\\u%04x", cp < 0 ? 0xfffdu : (unsigned)cp);
		i += n;
	}
	buf_addc(out, '"');
}

/* A comma unless the object or array was just opened. */
static void add_comma(struct buf *out)
{
	char last = out->len > 0 ? out->data[out->len - 1] : '{';

	if (last != '{' && last != '[')
		buf_addc(out, ',');
}

static void add_key(const char *key, struct buf *out)
{
	add_comma(out);
	buf_addc(out, '"');
	buf_adds(out, key);
	buf_adds(out, "\":");
}

static void add_member(const char *key, const char *value, struct buf *out)
{
	if (!value)
		return;
	add_key(key, out);
	add_string(value, out);
}

static void add_number(const char *key, int64_t value, struct buf *out)
{
	if (value < 0)
		return;
	add_key(key, out);
	buf_addf(out, "%lld", (long long)value);
}

static void add_true(const char *key, bool value, struct buf *out)
{
	if (!value)
		return;
	add_key(key, out);
	buf_adds(out, "true");
}

static void add_date(const char *key, int64_t t, struct buf *out)
{
	char text[WHEN_RFC3339_SIZE];

	if (t != WHEN_NONE)
		add_member(key, when_rfc3339(t, text), out);
}

/* ---- members ---- */

static void add_people(const struct feed_person *people, size_t n, struct buf *out)
{
	if (!n)
		return;
	add_key("authors", out);
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		add_comma(out);
		buf_addc(out, '{');
		add_member("name", people[i].name, out);
		add_member("url", people[i].url, out);
		add_member("avatar", people[i].avatar, out);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_tags(const struct feed_item *item, struct buf *out)
{
	if (!item->n_tags)
		return;
	add_key("tags", out);
	buf_addc(out, '[');
	for (size_t i = 0; i < item->n_tags; i++) {
		add_comma(out);
		add_string(item->tags[i], out);
	}
	buf_addc(out, ']');
}

static void add_attachments(const struct feed_item *item, struct buf *out)
{
	if (!item->n_enclosures)
		return;
	add_key("attachments", out);
	buf_addc(out, '[');
	for (size_t i = 0; i < item->n_enclosures; i++) {
		const struct feed_enclosure *enclosure = &item->enclosures[i];

		add_comma(out);
		buf_addc(out, '{');
		add_member("url", enclosure->url, out);
		/* A type is mandatory in JSON Feed. */
		add_member("mime_type", enclosure->type ? enclosure->type : "application/octet-stream", out);
		add_member("title", enclosure->title, out);
		add_number("size_in_bytes", enclosure->bytes, out);
		add_number("duration_in_seconds", enclosure->seconds, out);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_item_extras(const struct feed_item *item, struct buf *out)
{
	if (!item->comments_url && !item->source_title && !item->source_url && !item->rights && !item->is_cut)
		return;
	add_key("_telex", out);
	buf_addc(out, '{');
	add_member("comments_url", item->comments_url, out);
	add_member("source_title", item->source_title, out);
	add_member("source_url", item->source_url, out);
	add_member("rights", item->rights, out);
	add_true("cut", item->is_cut, out);
	buf_addc(out, '}');
}

static void add_hubs(const struct feed_doc *doc, struct buf *out)
{
	if (!doc->n_hubs)
		return;
	add_key("hubs", out);
	buf_addc(out, '[');
	for (size_t i = 0; i < doc->n_hubs; i++) {
		add_comma(out);
		buf_addc(out, '{');
		add_member("type", doc->hubs[i].type, out);
		add_member("url", doc->hubs[i].url, out);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_doc_extras(const struct feed_doc *doc, struct buf *out)
{
	add_key("_telex", out);
	buf_addc(out, '{');
	add_member("format", feed_format_name(doc->format), out);
	add_number("ttl_seconds", doc->ttl_s, out);
	add_member("rights", doc->rights, out);
	add_member("archive_url", doc->archive_url, out);
	add_true("archive", doc->is_archive, out);
	add_true("complete", doc->is_complete, out);
	add_member("problem", doc->problem, out);
	buf_addc(out, '}');
}

/* ---- the document ---- */

void feed_json_begin(struct buf *out)
{
	buf_adds(out, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[");
}

void feed_json_item(const struct feed_item *item, size_t index, struct buf *out)
{
	buf_adds(out, index ? ",\n{" : "\n{");
	add_member("id", item->guid ? item->guid : item->url, out); /* mandatory there */
	add_member("url", item->url, out);
	add_member("external_url", item->external_url, out);
	add_member("title", item->title, out);
	add_member("content_html", item->html, out);
	add_member("content_text", *item->text || !item->html ? item->text : NULL, out);
	add_member("summary", item->summary, out);
	add_member("image", item->image, out);
	add_date("date_published", item->published, out);
	add_date("date_modified", item->updated, out);
	add_people(item->authors, item->n_authors, out);
	add_tags(item, out);
	add_member("language", item->lang, out);
	add_attachments(item, out);
	add_item_extras(item, out);
	buf_addc(out, '}');
}

void feed_json_end(const struct feed_doc *doc, struct buf *out)
{
	buf_adds(out, "\n]");
	add_member("title", doc->title, out);
	add_member("home_page_url", doc->home_url, out);
	add_member("feed_url", doc->feed_url, out);
	add_member("description", doc->description, out);
	add_member("icon", doc->icon, out);
	add_member("favicon", doc->favicon, out);
	add_member("language", doc->lang, out);
	add_people(doc->authors, doc->n_authors, out);
	add_hubs(doc, out);
	add_member("next_url", doc->next_url, out);
	add_true("expired", doc->is_expired, out);
	add_doc_extras(doc, out);
	buf_adds(out, "}\n");
}
