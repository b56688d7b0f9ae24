/* wire.c: requests to and answers from a parser process, in bytes. */
#include "wire.h"

#include <string.h>

#include "telex/url.h"
#include "telex/utf8.h"

#define WIRE_NULL UINT32_MAX
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* ---- the tables: one row a string of a struct ---- */

enum excess {
	CUT,  /* at the end of a character */
	DROP, /* half of it would be wrong */
	HASH  /* half of it would be another's */
};
struct text_row {
	size_t at, max;
	enum excess excess;
};
enum { NAME_MAX_BYTES = 512, TITLE_MAX = 4096, GUID_MAX = 2048, NOTE_MAX = 64 * 1024, WORD_MAX = 256, SELECTOR_MAX = 4096 };

#define ROW(type, member, max, excess)                                                                       \
	{                                                                                                    \
		offsetof(struct type, member), (max), (excess)                                               \
	}
static const struct text_row item_rows[] = {
    ROW(feed_item, guid, GUID_MAX, HASH),	  ROW(feed_item, url, URL_MAX, DROP),
    ROW(feed_item, external_url, URL_MAX, DROP),  ROW(feed_item, title, TITLE_MAX, CUT),
    ROW(feed_item, html, WIRE_CONTENT_MAX, DROP), ROW(feed_item, text, WIRE_CONTENT_MAX, CUT),
    ROW(feed_item, summary, NOTE_MAX, CUT),	  ROW(feed_item, image, URL_MAX, DROP),
    ROW(feed_item, lang, WORD_MAX, DROP),	  ROW(feed_item, comments_url, URL_MAX, DROP),
    ROW(feed_item, source_title, TITLE_MAX, CUT), ROW(feed_item, source_url, URL_MAX, DROP),
    ROW(feed_item, rights, TITLE_MAX, CUT),
};
static const struct text_row doc_rows[] = {
    ROW(feed_doc, title, TITLE_MAX, CUT),      ROW(feed_doc, home_url, URL_MAX, DROP),
    ROW(feed_doc, feed_url, URL_MAX, DROP),    ROW(feed_doc, description, NOTE_MAX, CUT),
    ROW(feed_doc, icon, URL_MAX, DROP),	       ROW(feed_doc, lang, WORD_MAX, DROP),
    ROW(feed_doc, rights, TITLE_MAX, CUT),     ROW(feed_doc, next_url, URL_MAX, DROP),
    ROW(feed_doc, archive_url, URL_MAX, DROP), ROW(feed_doc, problem, NAME_MAX_BYTES, CUT),
};
static const size_t doc_flags[] = {
    offsetof(struct feed_doc, is_expired),
    offsetof(struct feed_doc, is_recovered),
    offsetof(struct feed_doc, is_archive),
    offsetof(struct feed_doc, is_complete),
};
static const struct text_row person_rows[] = {
    ROW(feed_person, name, NAME_MAX_BYTES, CUT),
    ROW(feed_person, url, URL_MAX, DROP),
    ROW(feed_person, avatar, URL_MAX, DROP),
};
static const struct text_row enclosure_rows[] = {
    ROW(feed_enclosure, url, URL_MAX, DROP),
    ROW(feed_enclosure, type, WORD_MAX, DROP),
    ROW(feed_enclosure, title, TITLE_MAX, CUT),
};
static const struct text_row hub_rows[] = {
    ROW(feed_hub, type, WORD_MAX, DROP),
    ROW(feed_hub, url, URL_MAX, DROP),
};
static const struct text_row tag_row = {0, WORD_MAX, CUT};
static const struct text_row error_row = {0, NAME_MAX_BYTES, CUT};
enum { PERSONS_MAX = 20, ENCLOSURES_MAX = 20, TAGS_MAX = 50, HUBS_MAX = 20 };

/* ---- writing ---- */

static void put_u32(struct buf *out, uint32_t v)
{
	buf_add(out, &v, sizeof(v));
}

static void put_i64(struct buf *out, int64_t v)
{
	buf_add(out, &v, sizeof(v));
}

static void put_bytes(struct buf *out, const char *s, size_t len)
{
	put_u32(out, (uint32_t)len);
	buf_add(out, s, len);
	buf_addc(out, '\0');
}

/* The head of a text too long to keep, and a number made of all of it (FNV-1a). */
static void put_hashed(struct buf *out, const char *s, size_t max)
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t head = utf8_cut(s, strlen(s), max - 17);
	AUTO_BUF text = BUF_INIT(max + 1);

	for (const char *p = s; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
	buf_add(&text, s, head);
	buf_addf(&text, "#%016llx", (unsigned long long)h);
	put_bytes(out, buf_str(&text), text.len);
}

static void put_text(struct buf *out, const struct text_row *row, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	if (!s || (len > row->max && row->excess == DROP))
		put_u32(out, WIRE_NULL);
	else if (len > row->max && row->excess == HASH)
		put_hashed(out, s, row->max);
	else
		put_bytes(out, s, utf8_cut(s, len, row->max));
}

static void put_texts(struct buf *out, const struct text_row *rows, size_t n, const void *from)
{
	for (size_t i = 0; i < n; i++) {
		const char *s;

		memcpy(&s, (const char *)from + rows[i].at, sizeof(s));
		put_text(out, &rows[i], s);
	}
}
#define PUT_TEXTS(out, rows, from) put_texts((out), (rows), COUNT_OF(rows), (from))

static uint32_t put_count(struct buf *out, size_t n, size_t max)
{
	uint32_t count = (uint32_t)(n < max ? n : max);

	put_u32(out, count);
	return count;
}

static void put_persons(struct buf *out, const struct feed_person *persons, size_t n)
{
	uint32_t count = put_count(out, n, PERSONS_MAX);

	for (uint32_t i = 0; i < count; i++)
		PUT_TEXTS(out, person_rows, &persons[i]);
}

/* Bit i is row i of doc_flags. */
static uint32_t flags_of(const struct feed_doc *doc)
{
	uint32_t flags = 0;

	for (size_t i = 0; i < COUNT_OF(doc_flags); i++)
		flags |= (uint32_t) * (const bool *)((const char *)doc + doc_flags[i]) << i;
	return flags;
}

/* Room for the length, which is known at the end. */
static size_t begin(struct buf *out)
{
	size_t at = out->len;

	put_u32(out, 0);
	return at;
}

static void end(struct buf *out, size_t at, size_t more)
{
	uint32_t len = (uint32_t)(out->len - at - sizeof(len) + more);

	if (buf_ok(out))
		memcpy(out->data + at, &len, sizeof(len));
}

void wire_put_request(const struct wire_request *request, struct buf *out)
{
	static const struct text_row url = {0, URL_MAX, DROP}, type = {0, TITLE_MAX, DROP},
				     selector = {0, SELECTOR_MAX, DROP};
	size_t at = begin(out);

	put_u32(out, request->job);
	put_i64(out, (int64_t)request->max_items);
	put_i64(out, (int64_t)request->max_content);
	put_u32(out, request->is_page);
	put_text(out, &url, request->base_url);
	put_text(out, &type, request->content_type);
	put_text(out, &selector, request->extract);
	put_text(out, &selector, request->remove);
	put_text(out, &selector, request->next_page);
	end(out, at, request->body.len);
}

void wire_put_item(uint32_t job, const struct feed_item *item, struct buf *out)
{
	size_t at = begin(out);
	uint32_t n;

	put_u32(out, job);
	buf_addc(out, WIRE_ITEM);
	PUT_TEXTS(out, item_rows, item);
	put_i64(out, item->published);
	put_i64(out, item->updated);
	put_persons(out, item->authors, item->n_authors);
	n = put_count(out, item->n_tags, TAGS_MAX);
	for (uint32_t i = 0; i < n; i++)
		put_text(out, &tag_row, item->tags[i]);
	n = put_count(out, item->n_enclosures, ENCLOSURES_MAX);
	for (uint32_t i = 0; i < n; i++) {
		PUT_TEXTS(out, enclosure_rows, &item->enclosures[i]);
		put_i64(out, item->enclosures[i].bytes);
		put_i64(out, item->enclosures[i].seconds);
	}
	end(out, at, 0);
}

void wire_put_doc(uint32_t job, const struct feed_doc *doc, uint64_t n_cut, struct buf *out)
{
	size_t at = begin(out);
	uint32_t n;

	put_u32(out, job);
	buf_addc(out, WIRE_DOC);
	PUT_TEXTS(out, doc_rows, doc);
	put_u32(out, doc->format);
	put_i64(out, doc->ttl_s);
	put_u32(out, doc->skip_hours & ((1u << 24) - 1));
	put_u32(out, doc->skip_days & ((1u << 7) - 1));
	put_u32(out, flags_of(doc));
	put_i64(out, (int64_t)doc->n_items);
	put_i64(out, (int64_t)n_cut);
	put_persons(out, doc->authors, doc->n_authors);
	n = put_count(out, doc->n_hubs, HUBS_MAX);
	for (uint32_t i = 0; i < n; i++)
		PUT_TEXTS(out, hub_rows, &doc->hubs[i]);
	end(out, at, 0);
}

void wire_put_error(uint32_t job, const char *message, struct buf *out)
{
	size_t at = begin(out);

	put_u32(out, job);
	buf_addc(out, WIRE_ERROR);
	put_text(out, &error_row, message);
	end(out, at, 0);
}

/* ---- reading: after the first fault everything reads as nothing ---- */

struct reader {
	struct bytes left;
	bool is_bad;
};

static bool take(struct reader *r, void *to, size_t len)
{
	if (r->is_bad || r->left.len < len) {
		r->is_bad = true;
		memset(to, 0, len);
		return false;
	}
	memcpy(to, r->left.data, len);
	r->left = (struct bytes){r->left.data + len, r->left.len - len};
	return true;
}

static uint32_t take_u32(struct reader *r)
{
	uint32_t v;

	take(r, &v, sizeof(v));
	return v;
}

static int64_t take_i64(struct reader *r)
{
	int64_t v;

	take(r, &v, sizeof(v));
	return v;
}

static uint32_t take_at_most(struct reader *r, uint32_t max)
{
	uint32_t v = take_u32(r);

	r->is_bad |= v > max;
	return r->is_bad ? 0 : v;
}

static const char *take_text(struct reader *r, size_t max)
{
	uint32_t len = take_u32(r);
	const char *s = r->left.data;

	if (r->is_bad || len == WIRE_NULL)
		return NULL;
	if (len > max || len >= r->left.len || s[len] != '\0' || memchr(s, '\0', len) ||
	    !utf8_is_valid((struct bytes){s, len})) {
		r->is_bad = true;
		return NULL;
	}
	r->left = (struct bytes){s + len + 1, r->left.len - len - 1};
	return s;
}

static void take_texts(struct reader *r, const struct text_row *rows, size_t n, void *to)
{
	for (size_t i = 0; i < n; i++) {
		const char *s = take_text(r, rows[i].max);

		memcpy((char *)to + rows[i].at, &s, sizeof(s));
	}
}
#define TAKE_TEXTS(r, rows, to) take_texts((r), (rows), COUNT_OF(rows), (to))

static struct feed_person *take_persons(struct reader *r, void *ctx, size_t *ret_n)
{
	uint32_t n = take_at_most(r, PERSONS_MAX);
	struct feed_person *persons = n ? mem_array(ctx, struct feed_person, n) : NULL;

	for (uint32_t i = 0; i < n; i++)
		TAKE_TEXTS(r, person_rows, &persons[i]);
	*ret_n = n;
	return persons;
}

static void take_tags(struct reader *r, void *ctx, struct feed_item *item)
{
	uint32_t n = take_at_most(r, TAGS_MAX);

	item->tags = n ? mem_array(ctx, const char *, n) : NULL;
	for (uint32_t i = 0; i < n; i++) {
		item->tags[i] = take_text(r, tag_row.max);
		r->is_bad |= !item->tags[i];
	}
	item->n_tags = n;
}

static void take_enclosures(struct reader *r, void *ctx, struct feed_item *item)
{
	uint32_t n = take_at_most(r, ENCLOSURES_MAX);

	item->enclosures = n ? mem_array(ctx, struct feed_enclosure, n) : NULL;
	for (uint32_t i = 0; i < n; i++) {
		TAKE_TEXTS(r, enclosure_rows, &item->enclosures[i]);
		item->enclosures[i].bytes = take_i64(r);
		item->enclosures[i].seconds = take_i64(r);
	}
	item->n_enclosures = n;
}

static void take_item(struct reader *r, void *ctx, struct feed_item *item)
{
	TAKE_TEXTS(r, item_rows, item);
	r->is_bad |= !item->text;
	item->published = take_i64(r);
	item->updated = take_i64(r);
	item->authors = take_persons(r, ctx, &item->n_authors);
	take_tags(r, ctx, item);
	take_enclosures(r, ctx, item);
}

static void take_doc(struct reader *r, void *ctx, struct wire_answer *a)
{
	struct feed_doc *doc = &a->doc;
	uint32_t flags, n;

	TAKE_TEXTS(r, doc_rows, doc);
	doc->format = (enum feed_format)take_at_most(r, FEED_JSON1);
	doc->ttl_s = take_i64(r);
	doc->skip_hours = take_at_most(r, (1u << 24) - 1);
	doc->skip_days = (uint8_t)take_at_most(r, (1u << 7) - 1);
	flags = take_at_most(r, (1u << COUNT_OF(doc_flags)) - 1);
	for (uint32_t i = 0; i < COUNT_OF(doc_flags); i++)
		*(bool *)((char *)doc + doc_flags[i]) = flags >> i & 1;
	doc->n_items = (size_t)take_i64(r);
	a->n_cut = (uint64_t)take_i64(r);
	doc->authors = take_persons(r, ctx, &doc->n_authors);
	n = take_at_most(r, HUBS_MAX);
	doc->hubs = n ? mem_array(ctx, struct feed_hub, n) : NULL;
	for (uint32_t i = 0; i < n; i++)
		TAKE_TEXTS(r, hub_rows, &doc->hubs[i]);
	doc->n_hubs = n;
}

bool wire_get_request(struct bytes frame, struct wire_request *ret)
{
	struct reader r = {.left = frame};
	struct wire_request q = {.job = take_u32(&r)};

	q.max_items = (uint64_t)take_i64(&r);
	q.max_content = (uint64_t)take_i64(&r);
	q.is_page = take_u32(&r);
	q.base_url = take_text(&r, URL_MAX);
	q.content_type = take_text(&r, TITLE_MAX);
	q.extract = take_text(&r, SELECTOR_MAX);
	q.remove = take_text(&r, SELECTOR_MAX);
	q.next_page = take_text(&r, SELECTOR_MAX);
	q.body = r.left;
	if (r.is_bad)
		return false;
	*ret = q;
	return true;
}

bool wire_get_answer(void *ctx, struct bytes frame, struct wire_answer *ret)
{
	struct reader r = {.left = frame};
	struct wire_answer a = {.job = take_u32(&r)};
	unsigned char kind;

	take(&r, &kind, 1);
	a.kind = kind;
	if (kind == WIRE_ITEM)
		take_item(&r, ctx, &a.item);
	else if (kind == WIRE_DOC)
		take_doc(&r, ctx, &a);
	else if (kind != WIRE_ERROR || !(a.error = take_text(&r, error_row.max)))
		return false;
	if (r.is_bad || r.left.len)
		return false;
	*ret = a;
	return true;
}
