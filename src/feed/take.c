/* take.c: what an element's attributes and its text mean. */
#include <string.h>
#include <strings.h>

#include "base64.h"
#include "reader.h"
#include "telex/url.h"
#include "telex/utf8.h"

static struct frame *top(struct reader *r)
{
	return &r->frames[r->depth];
}

/* ---- attributes ---- */

/* libxml2 leaves "&#38;" for '&' where entities are not substituted; nothing else is left (mend.h). */
static char *unescaped(char *value)
{
	char *to = strchr(value, '&');

	for (const char *from = to; from && *from; to++) {
		bool is_amp = !strncmp(from, "&#38;", 5);

		*to = is_amp ? '&' : *from;
		from += is_amp ? 5 : 1;
	}
	if (to)
		*to = '\0';
	return value;
}

char *attribute(void *ctx, const struct attributes *attributes, const char *prefix, const char *name)
{
	for (int i = 0; i < attributes->n; i++) {
		const xmlChar **a = attributes->list + 5 * i;

		if (strcasecmp((const char *)a[0], name) || !a[1] != !prefix ||
		    (prefix && strcmp((const char *)a[1], prefix)))
			continue;
		return unescaped(mem_strndup(ctx, (const char *)a[3], (size_t)(a[4] - a[3])));
	}
	return NULL;
}

static char *either(void *ctx, const struct attributes *attributes, const char *name, const char *other)
{
	char *value = attribute(ctx, attributes, NULL, name);

	return value ? value : attribute(ctx, attributes, NULL, other);
}

static char *url_here(struct reader *r, const char *text)
{
	struct record *record = top(r)->record;

	return text ? build_url(r->build, record->ctx, top(r)->base, (struct bytes){text, strlen(text)})
		    : NULL;
}

static bool has_prefix(const char *s, const char *prefix)
{
	return s && !strncasecmp(s, prefix, strlen(prefix));
}

static int64_t count_of(const char *text)
{
	return text ? value_count(text) : -1;
}

/* ---- links (RFC 4287 section 4.2.7, RFC 8288) ---- */

struct link {
	const struct vocab *row;
	const struct attributes *attributes;
	char *url, *type;
};

/* Of several links in RSS the last one counts, in Atom the first. */
static void set_link(struct record *record, const struct vocab *row, int rank, const char *url)
{
	struct slot *slot = &record->slots[SLOT_LINK];

	if (url && row->ns == NS_CORE && slot->rank == rank)
		slot->rank = RANK_NONE;
	record_set(record, SLOT_LINK, rank, FORM_URL, url, NULL);
}

static void link_alternate(struct reader *r, const struct link *link)
{
	bool is_page = !link->type || has_prefix(link->type, "text/html") ||
		       has_prefix(link->type, "application/xhtml+xml");
	int rank = vocab_rank(link->row);

	/* Another representation of the entry only stands in for its page. */
	set_link(top(r)->record, link->row, is_page ? rank : RANK_LAST - 1, link->url);
}

static void link_image(struct reader *r, const struct link *link)
{
	record_set(top(r)->record, SLOT_IMAGE, vocab_rank(link->row), FORM_URL, link->url, NULL);
}

static void link_self(struct reader *r, const struct link *link)
{
	record_set(top(r)->record, SLOT_SELF, 0, FORM_URL, link->url, NULL);
}

static void link_enclosure(struct reader *r, const struct link *link)
{
	struct record *record = top(r)->record;
	struct feed_enclosure enclosure = {
	    .url = link->url,
	    .type = link->type,
	    .title = attribute(record->ctx, link->attributes, NULL, "title"),
	    .bytes = count_of(attribute(record->ctx, link->attributes, NULL, "length")),
	    .seconds = -1,
	};

	record_add_enclosure(record, &enclosure, false);
}

static void link_hub(struct reader *r, const struct link *link)
{
	struct feed_doc *doc = r->build->doc;

	if (top(r)->record != r->build->feed || doc->n_hubs == HUBS_MAX || !link->url)
		return;
	if (!doc->hubs)
		doc->hubs = mem_array(doc, struct feed_hub, HUBS_MAX);
	doc->hubs[doc->n_hubs++] = (struct feed_hub){"WebSub", link->url};
}

static void link_next(struct reader *r, const struct link *link)
{
	record_set(top(r)->record, SLOT_NEXT, 0, FORM_URL, link->url, NULL);
}

static void link_archive(struct reader *r, const struct link *link)
{
	record_set(top(r)->record, SLOT_ARCHIVE, 0, FORM_URL, link->url, NULL);
}

static void link_replies(struct reader *r, const struct link *link)
{
	if (!link->type || has_prefix(link->type, "text/html"))
		record_set(top(r)->record, SLOT_COMMENTS, vocab_rank(link->row), FORM_URL, link->url, NULL);
}

/* Pages about the same thing, for entries without a page of their own. */
static void link_other(struct reader *r, const struct link *link)
{
	record_set(top(r)->record, SLOT_LINK, RANK_LAST, FORM_URL, link->url, NULL);
}

static const struct {
	const char *rel;
	void (*take)(struct reader *r, const struct link *link);
} rels[] = {
    {"alternate", link_alternate}, {"self", link_self},
    {"enclosure", link_enclosure}, {"hub", link_hub},
    {"next", link_next},	   {"prev-archive", link_archive},
    {"replies", link_replies},	   {"related", link_other},
    {"via", link_other},	   {"image", link_image},
};

static void look_at_link(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	static const char registry[] = "http://www.iana.org/assignments/relation/";
	void *ctx = top(r)->record->ctx;
	struct link link = {row, attributes, url_here(r, either(ctx, attributes, "href", "url")), NULL};
	const char *rel = attribute(ctx, attributes, NULL, "rel");

	if (!link.url)
		link.url = url_here(r, attribute(ctx, attributes, "rdf", "resource"));
	if (!link.url && rel && !strcasecmp(rel, "self") && attribute(ctx, attributes, NULL, "href"))
		link.url = mem_strdup(ctx, top(r)->base); /* href="": this very document */
	rel = rel && *rel ? rel : "alternate";
	if (has_prefix(rel, registry))
		rel += sizeof(registry) - 1;
	r->is_text_unwanted = link.url || strcasecmp(rel, "alternate");
	if (!link.url)
		return;
	link.type = attribute(ctx, attributes, NULL, "type");
	for (size_t i = 0; i < sizeof(rels) / sizeof(rels[0]); i++)
		if (!strcasecmp(rels[i].rel, rel))
			rels[i].take(r, &link);
}

/* ---- other attributes ---- */

static void look_at_guid(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	const char *value = attribute(record->ctx, attributes, NULL, "ispermalink");

	(void)row;
	record->is_permalink = value && !strcasecmp(value, "true");
	record->is_no_permalink = value && !strcasecmp(value, "false");
}

static void look_at_category(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	const char *term = either(record->ctx, attributes, "term", "label");

	(void)row;
	if (!term)
		term = attribute(record->ctx, attributes, NULL, "text"); /* iTunes */
	if (term)
		record_add_tag(record, (struct bytes){term, strlen(term)});
}

static void look_at_enclosure(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	void *ctx = record->ctx;
	const char *url = either(ctx, attributes, "url", "href"),
		   *type = attribute(ctx, attributes, NULL, "type"),
		   *length = attribute(ctx, attributes, NULL, "length");
	struct feed_enclosure enclosure = {.seconds = -1};

	(void)row;
	enclosure.url = url_here(r, url ? url : attribute(ctx, attributes, "rdf", "resource"));
	enclosure.type = type ? type : attribute(ctx, attributes, "enc", "type");
	enclosure.bytes = count_of(length ? length : attribute(ctx, attributes, "enc", "length"));
	record_add_enclosure(record, &enclosure, false);
}

static void look_at_media(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	void *ctx = record->ctx;
	const char *medium = attribute(ctx, attributes, NULL, "medium"), *seconds;
	struct feed_enclosure media = {.bytes = count_of(attribute(ctx, attributes, NULL, "filesize")),
				       .seconds = -1};

	media.url = url_here(r, either(ctx, attributes, "url", "href"));
	media.type = attribute(ctx, attributes, NULL, "type");
	seconds = attribute(ctx, attributes, NULL, "duration");
	if (seconds)
		media.seconds = value_duration(seconds);
	if (!strcasecmp(medium ? medium : "", "image") || has_prefix(media.type, "image/"))
		record_set(record, SLOT_IMAGE, vocab_rank(row), FORM_URL, media.url, NULL);
	else
		record_add_enclosure(record, &media, true);
}

static void look_at_image(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	const char *url = either(record->ctx, attributes, "href", "url");

	record_set(record, SLOT_IMAGE, vocab_rank(row), FORM_URL,
		   url_here(r, url ? url : attribute(record->ctx, attributes, NULL, "image")), NULL);
}

static void look_at_source(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;

	record_set(record, SLOT_SOURCE_URL, vocab_rank(row), FORM_URL,
		   url_here(r, either(record->ctx, attributes, "url", "href")), NULL);
}

/* RFC 4287 section 4.1.3.2: content that is somewhere else. */
static void look_at_content(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	const char *type = attribute(record->ctx, attributes, NULL, "type");
	struct feed_enclosure enclosure = {.type = type, .bytes = -1, .seconds = -1};

	(void)row;
	enclosure.url = url_here(r, attribute(record->ctx, attributes, NULL, "src"));
	if (!type || has_prefix(type, "text/"))
		record_set(record, SLOT_LINK, RANK_LAST - 1, FORM_URL, enclosure.url, NULL);
	else
		record_add_enclosure(record, &enclosure, false);
}

/* RSS 1.0: an item's address as a resource identifies it, and is where it is when nothing else says so. */
static void look_at_about(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct record *record = top(r)->record;
	const char *about = attribute(record->ctx, attributes, "rdf", "about");

	(void)row;
	record_set(record, SLOT_ID, RANK_LAST, FORM_PLAIN, about, NULL);
	record_set(record, SLOT_LINK, RANK_LAST, FORM_URL, url_here(r, about), NULL);
}

static void look_at_person(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	(void)row;
	(void)attributes;
	r->person = (struct feed_person){0};
}

void take_attributes(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	static void (*const lookers[LOOKER_COUNT])(struct reader *, const struct vocab *,
						   const struct attributes *) = {
	    [LOOK_AT_LINK] = look_at_link,	   [LOOK_AT_GUID] = look_at_guid,
	    [LOOK_AT_CATEGORY] = look_at_category, [LOOK_AT_ENCLOSURE] = look_at_enclosure,
	    [LOOK_AT_MEDIA] = look_at_media,	   [LOOK_AT_IMAGE] = look_at_image,
	    [LOOK_AT_SOURCE] = look_at_source,	   [LOOK_AT_CONTENT] = look_at_content,
	    [LOOK_AT_ABOUT] = look_at_about,	   [LOOK_AT_PERSON] = look_at_person,
	};

	if (lookers[row->look] && (attributes->n > 0 || row->look == LOOK_AT_PERSON))
		lookers[row->look](r, row, attributes);
}

/* ---- text ---- */

/* Atom's text that says nothing of its type and yet has closing tags: HTML whose type was forgotten. */
static bool looks_like_html(struct bytes s)
{
	const char *p = s.data, *end = s.data + s.len;

	while ((p = memchr(p, '<', (size_t)(end - p))) && p + 3 < end) {
		if ((p[1] == '/' && strchr("abdehilopstu", p[2] | 0x20)) || !strncasecmp(p, "<br", 3) ||
		    !strncasecmp(p, "<p>", 3))
			return true;
		p++;
	}
	return false;
}

/* What does not decode to text was never encoded. */
static void decode_base64(struct capture *c)
{
	AUTO_BUF bytes = BUF_INIT(c->text.max);

	base64_decode(buf_bytes(&c->text), &bytes);
	if (!bytes.len || !utf8_is_valid(buf_bytes(&bytes)))
		return;
	buf_reset(&c->text);
	utf8_repair(buf_bytes(&bytes), &c->text);
}

static void take_slot(struct reader *r, const struct vocab *row, struct record *record)
{
	struct capture *c = &r->capture;
	enum slot_id slot = row->slot;
	int rank = vocab_rank(row);

	if (c->form == FORM_URL) {
		char *url = build_url(r->build, record->ctx, top(r)->base, buf_bytes(&c->text));

		if (row->look == LOOK_AT_LINK)
			set_link(record, row, rank, url);
		else
			record_set(record, slot, rank, FORM_URL, url, NULL);
		return;
	}
	if (c->is_base64)
		decode_base64(c);
	else if (c->is_implied && c->form == FORM_PLAIN && looks_like_html(buf_bytes(&c->text)))
		c->form = FORM_HTML;
	/* A description and a summary in one RSS item: the second one is meant to be the longer one. */
	if (slot == SLOT_DESCRIPTION && row->ns == NS_CORE && record_has(record, slot) &&
	    record->slots[slot].rank != rank && record == r->build->item)
		slot = SLOT_CONTENT;
	record_take(record, slot, rank, c->form, &c->text, top(r)->base);
}

static void take_published(struct reader *r, const struct vocab *row, struct record *record)
{
	record_set_date(record, DATE_PUBLISHED, vocab_rank(row), buf_bytes(&r->capture.text));
}

static void take_updated(struct reader *r, const struct vocab *row, struct record *record)
{
	record_set_date(record, DATE_UPDATED, vocab_rank(row), buf_bytes(&r->capture.text));
}

static void take_author(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	people_add_text(&record->authors, record->ctx, buf_bytes(&r->capture.text));
}

static void take_lesser_author(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	people_add_text(&record->lesser_authors, record->ctx, buf_bytes(&r->capture.text));
}

static void take_person_name(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	r->person.name = value_line(record->ctx, buf_bytes(&r->capture.text), FORM_HTML, NAME_BYTES);
}

static void take_person_url(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	r->person.url = build_url(r->build, record->ctx, top(r)->base, buf_bytes(&r->capture.text));
}

static void take_person_mail(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	if (!r->person.name)
		r->person.name = value_line(record->ctx, buf_bytes(&r->capture.text), FORM_PLAIN, NAME_BYTES);
}

static void take_tag(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	record_add_tag(record, buf_bytes(&r->capture.text));
}

static void take_tags(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	record_add_tags(record, buf_bytes(&r->capture.text));
}

static void take_media_title(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	if (record->n_media > 0)
		record->media[record->n_media - 1].title =
		    value_line(record->ctx, buf_bytes(&r->capture.text), FORM_HTML, TITLE_BYTES);
}

static void take_hour(struct reader *r, const struct vocab *row, struct record *record)
{
	int64_t hour = value_count(buf_str(&r->capture.text));

	(void)row;
	(void)record;
	if (hour >= 0 && hour <= 24) /* RSS 0.91 counted from 1 to 24 */
		r->build->doc->skip_hours |= 1u << hour % 24;
}

static void take_day(struct reader *r, const struct vocab *row, struct record *record)
{
	static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
	struct bytes text = buf_bytes(&r->capture.text);

	(void)row;
	(void)record;
	while (text.len > 0 && strchr(" \t\r\n", *text.data))
		text = (struct bytes){text.data + 1, text.len - 1};
	for (int i = 0; i < 7; i++)
		if (has_prefix(text.data, days[i]))
			r->build->doc->skip_days |= (uint8_t)(1 << i);
}

static void take_archive(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	(void)record;
	r->build->doc->is_archive = true;
}

static void take_complete(struct reader *r, const struct vocab *row, struct record *record)
{
	(void)row;
	(void)record;
	r->build->doc->is_complete = true;
}

void take_text(struct reader *r, const struct vocab *row, struct record *record)
{
	static void (*const takers[TAKER_COUNT])(struct reader *, const struct vocab *, struct record *) = {
	    [TAKE_SLOT] = take_slot,
	    [TAKE_PUBLISHED] = take_published,
	    [TAKE_UPDATED] = take_updated,
	    [TAKE_AUTHOR] = take_author,
	    [TAKE_LESSER_AUTHOR] = take_lesser_author,
	    [TAKE_PERSON_NAME] = take_person_name,
	    [TAKE_PERSON_URL] = take_person_url,
	    [TAKE_PERSON_MAIL] = take_person_mail,
	    [TAKE_TAG] = take_tag,
	    [TAKE_TAGS] = take_tags,
	    [TAKE_MEDIA_TITLE] = take_media_title,
	    [TAKE_HOUR] = take_hour,
	    [TAKE_DAY] = take_day,
	    [TAKE_ARCHIVE] = take_archive,
	    [TAKE_COMPLETE] = take_complete,
	};

	if (takers[row->take])
		takers[row->take](r, row, record);
}

/* ---- the ends of what holds other elements ---- */

/* RFC 4287 section 4.2.11: where the entry was first. */
static void end_source(struct reader *r, struct record *item)
{
	struct record *source = r->build->source;
	enum slot_id where = record_has(source, SLOT_LINK)   ? SLOT_LINK
			     : record_has(source, SLOT_SELF) ? SLOT_SELF
							     : SLOT_ID;
	const char *url = buf_str(&source->slots[where].text);

	record_take(item, SLOT_SOURCE_TITLE, 0, source->slots[SLOT_TITLE].form,
		    &source->slots[SLOT_TITLE].text, NULL);
	if (url_is_web(url))
		record_set(item, SLOT_SOURCE_URL, 0, FORM_URL, url, NULL);
}

void take_end(struct reader *r, const struct frame *frame)
{
	if (frame->row->look == LOOK_AT_PERSON)
		people_add(&frame->record->authors, r->person);
	else if (frame->row->take == TAKE_SOURCE)
		end_source(r, frame[-1].record);
	else if (frame->row->take == TAKE_ITEM)
		build_item(r->build, frame->lang);
}
