/* build.c: finished items and the finished document out of what was read. */
#include "build.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "telex/text.h"
#include "telex/url.h"
#include "telex/utf8.h"

static int free_build(struct build *b)
{
	buf_free(&b->html);
	buf_free(&b->plain);
	return 0;
}

struct build *build_new(void *ctx, struct feed_doc *doc, const struct feed_options *options,
			feed_item_fn *on_item, void *state)
{
	struct build *b = mem_new(ctx, struct build);

	b->doc = doc;
	b->feed = record_new(doc);
	b->item = record_new(b);
	b->source = record_new(b);
	b->base_url = options->base_url;
	b->max_items = options->max_items;
	b->max_content = options->max_content ? options->max_content : CONTENT_BYTES;
	b->on_item = on_item;
	b->state = state;
	b->html = (struct buf)BUF_INIT(b->max_content);
	b->plain = (struct buf)BUF_INIT(b->max_content);
	talloc_set_destructor(b, free_build);
	return b;
}

/* An address that may be shown and opened: javascript:, data:, file: and what else there is are none.  A
 * relative one has no scheme. */
static bool has_fit_scheme(const char *url)
{
	static const char *const fit[] = {
	    "http",   "https",	"mailto", "ftp",  "ftps", "magnet",
	    "gemini", "gopher", "rtsp",	  "news", "nntp", "tel",
	};
	size_t len = strcspn(url, ":/?#");

	if (url[len] != ':')
		return true;
	for (size_t i = 0; i < sizeof(fit) / sizeof(fit[0]); i++)
		if (strlen(fit[i]) == len && !strncasecmp(fit[i], url, len))
			return true;
	return false;
}

char *build_url(const struct build *b, void *ctx, const char *base, struct bytes ref)
{
	char *text = value_trimmed(ctx, ref, URL_MAX + 1), *url;
	struct bytes home = record_get(b->feed, SLOT_LINK);

	if (!text || strlen(text) > URL_MAX)
		return NULL;
	url = url_resolve(ctx, base ? base : b->base_url, text);
	if (!url && home.len)
		url = url_resolve(ctx, home.data, text);
	url = url ? url : text;
	return has_fit_scheme(url) ? url : NULL;
}

/* ---- bodies ---- */

static bool has_text(struct bytes s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(" \t\r\n", s.data[i]))
			return true;
	return false;
}

static void add_cut(struct buf *out, struct bytes text)
{
	buf_add(out, text.data, utf8_cut(text.data, text.len, out->max));
}

void build_body(struct build *b, struct bytes text, enum form form, const char *base, const char **ret_html,
		const char **ret_text)
{
	bool is_markup = form == FORM_XHTML || form == FORM_HTML;

	buf_reset(&b->html);
	buf_reset(&b->plain);
	is_markup = is_markup && text_body(text, form == FORM_XHTML, base, &b->html, &b->plain);
	if (!is_markup)
		add_cut(&b->plain, text);
	*ret_html = is_markup && has_text(buf_bytes(&b->html)) ? buf_str(&b->html) : NULL;
	*ret_text = buf_str(&b->plain);
}

/* The base of the links in a body: its own, else the site. */
static const char *base_of(const struct build *b, const struct slot *slot)
{
	const char *home = record_get(b->feed, SLOT_LINK).data;

	return slot->base ? slot->base : url_is_web(home) ? home : NULL;
}

/* Nothing to see: "<p></p>".  A picture or a frame has an attribute. */
static bool is_hollow(const struct feed_item *item)
{
	return !item->text[strspn(item->text, " \t\r\n")] && (!item->html || !strchr(item->html, '='));
}

/* The fullest body that says anything first; what it leaves is the summary. */
static void set_bodies(struct build *b, struct feed_item *item)
{
	struct record *r = b->item;
	int i = SLOT_CONTENT;

	for (;; i++) {
		if (!record_has(r, i) && i < SLOT_SUBTITLE)
			continue;
		build_body(b, record_get(r, i), r->slots[i].form, base_of(b, &r->slots[i]), &item->html,
			   &item->text);
		if (i == SLOT_SUBTITLE || !is_hollow(item))
			break;
	}
	for (i++; i <= SLOT_SUBTITLE && !item->summary; i++)
		item->summary = value_line(r->ctx, record_get(r, i), r->slots[i].form, SUMMARY_BYTES);
	if (item->summary && !strcmp(item->summary, item->text))
		item->summary = NULL;
}

/* ---- an item ---- */

static const char *text_of(const struct record *r, enum slot_id id)
{
	return record_has(r, id) ? buf_str(&r->slots[id].text) : NULL;
}

static const char *line_of(struct record *r, enum slot_id id, size_t max)
{
	return value_line(r->ctx, record_get(r, id), r->slots[id].form, max);
}

/* An id that is a relative reference: Atom's is an IRI (RFC 4287 section 4.2.6), RSS's when it says so. */
static bool is_relative(const struct build *b, struct bytes id)
{
	bool is_atom = b->doc->format == FEED_ATOM10 || b->doc->format == FEED_ATOM03;

	return (b->item->is_permalink || is_atom) && memchr(id.data, '/', id.len) &&
	       !memchr(id.data, ':', id.len);
}

/* As it stands; one that is too long is told apart by a hash (FNV-1a) of all of it. */
static const char *guid_of(struct build *b)
{
	struct record *r = b->item;
	struct bytes text = record_get(r, SLOT_ID);
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	char *cut;

	if (is_relative(b, text) && r->slots[SLOT_ID].base)
		return build_url(b, r->ctx, r->slots[SLOT_ID].base, text);
	if (text.len <= GUID_BYTES)
		return value_trimmed(r->ctx, text, GUID_BYTES);
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
	cut = value_trimmed(r->ctx, text, GUID_BYTES - 32);
	return cut ? mem_printf(r->ctx, "%s#%016llx", cut, (unsigned long long)hash) : NULL;
}

/* RSS 2.0: a guid is the address of the item unless it says that it is not. */
static const char *url_of(struct build *b, const char *guid)
{
	struct record *r = b->item;
	const char *url = text_of(r, SLOT_LINK);

	if (url || !guid || r->is_no_permalink)
		return url;
	if (url_is_web(guid))
		return guid;
	return NULL;
}

static void set_people(struct build *b, struct feed_item *item)
{
	struct record *r = b->item;
	bool is_atom = b->doc->format == FEED_ATOM10 || b->doc->format == FEED_ATOM03;
	/* RFC 4287 section 4.2.1: an entry without authors has its source's, else its feed's. */
	struct people *choices[] = {&r->authors, &r->lesser_authors, &b->source->authors, &b->feed->authors};
	size_t n = is_atom ? 4 : 2;

	for (size_t i = 0; i < n && !item->n_authors; i++) {
		item->authors = choices[i]->list;
		item->n_authors = choices[i]->n;
	}
}

static void set_enclosures(struct record *r, struct feed_item *item)
{
	struct feed_enclosure *all;
	size_t n = r->n_enclosures;

	if (n + r->n_media == 0)
		return;
	all = mem_array(r->ctx, struct feed_enclosure, 2 * ENCLOSURES_MAX);
	memcpy(all, r->enclosures, n * sizeof(*all));
	for (size_t i = 0; i < r->n_media; i++) {
		size_t at = 0;

		while (at < n && strcmp(all[at].url, r->media[i].url))
			at++;
		if (at == n) {
			all[n++] = r->media[i];
			continue;
		}
		if (all[at].seconds < 0)
			all[at].seconds = r->media[i].seconds;
		if (!all[at].title)
			all[at].title = r->media[i].title;
	}
	if (n > 0 && all[0].seconds < 0 && record_has(r, SLOT_DURATION))
		all[0].seconds = value_duration(buf_str(&r->slots[SLOT_DURATION].text));
	item->enclosures = all;
	item->n_enclosures = n < ENCLOSURES_MAX ? n : ENCLOSURES_MAX;
}

static const char *image_of(const struct record *r)
{
	const char *image = text_of(r, SLOT_IMAGE);

	for (size_t i = 0; !image && i < r->n_enclosures; i++)
		if (r->enclosures[i].type && !strncasecmp(r->enclosures[i].type, "image/", 6))
			image = r->enclosures[i].url;
	return image;
}

void build_emit(struct build *b, const struct feed_item *item)
{
	bool is_wanted = b->max_items == 0 || b->doc->n_items < b->max_items;

	b->doc->n_items++;
	if (is_wanted && !b->on_item(b->state, item))
		b->is_stopped = true;
}

void build_item(struct build *b, const char *lang)
{
	struct record *r = b->item;
	struct feed_item item = {.is_cut = b->is_cut};

	item.guid = guid_of(b);
	item.url = url_of(b, item.guid);
	item.external_url = text_of(r, SLOT_EXTERNAL);
	item.title = line_of(r, SLOT_TITLE, TITLE_BYTES);
	set_bodies(b, &item);
	item.image = image_of(r);
	item.published = r->dates[DATE_PUBLISHED];
	item.updated = r->dates[DATE_UPDATED];
	set_people(b, &item);
	item.tags = r->tags;
	item.n_tags = r->n_tags;
	set_enclosures(r, &item);
	item.lang = line_of(r, SLOT_LANG, NAME_BYTES);
	item.lang = item.lang ? item.lang : lang && *lang ? lang : NULL;
	item.comments_url = text_of(r, SLOT_COMMENTS);
	item.source_title = line_of(r, SLOT_SOURCE_TITLE, TITLE_BYTES);
	item.source_url = text_of(r, SLOT_SOURCE_URL);
	item.rights = line_of(r, SLOT_RIGHTS, TITLE_BYTES);
	build_emit(b, &item);
	record_reset(b->item);
	record_reset(b->source);
}

/* ---- the document ---- */

/* Syndication module: so many updates in a period. */
static int64_t seconds_between_updates(const struct record *r)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} periods[] = {
	    {"hourly", 3600},	     {"daily", 86400},	      {"weekly", 7 * 86400},
	    {"monthly", 30 * 86400}, {"yearly", 365 * 86400},
	};
	struct bytes period = record_get(r, SLOT_PERIOD);
	int64_t frequency =
	    record_has(r, SLOT_FREQUENCY) ? value_count(buf_str(&r->slots[SLOT_FREQUENCY].text)) : 1;

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
		if (period.len == strlen(periods[i].name) &&
		    !strncasecmp(periods[i].name, period.data, period.len))
			return periods[i].seconds / (frequency > 0 ? frequency : 1);
	return -1;
}

static int64_t ttl_of(const struct record *r)
{
	int64_t minutes = record_has(r, SLOT_TTL) ? value_count(buf_str(&r->slots[SLOT_TTL].text)) : -1;

	if (minutes >= 0)
		return minutes < INT32_MAX ? minutes * 60 : INT32_MAX;
	return seconds_between_updates(r);
}

static const char *description_of(struct record *r)
{
	const char *text = NULL;

	for (int i = SLOT_DESCRIPTION; i <= SLOT_SUBTITLE && !text; i++)
		text = line_of(r, i, SUMMARY_BYTES);
	return text;
}

void build_doc(struct build *b)
{
	struct record *r = b->feed;
	struct feed_doc *doc = b->doc;
	struct people *people = r->authors.n ? &r->authors : &r->lesser_authors;

	doc->title = line_of(r, SLOT_TITLE, TITLE_BYTES);
	doc->home_url = text_of(r, SLOT_LINK);
	doc->feed_url = text_of(r, SLOT_SELF);
	doc->description = description_of(r);
	doc->icon = text_of(r, SLOT_IMAGE);
	doc->favicon = text_of(r, SLOT_FAVICON);
	doc->lang = line_of(r, SLOT_LANG, NAME_BYTES);
	doc->rights = line_of(r, SLOT_RIGHTS, TITLE_BYTES);
	doc->next_url = text_of(r, SLOT_NEXT);
	doc->archive_url = text_of(r, SLOT_ARCHIVE);
	doc->authors = people->list;
	doc->n_authors = people->n;
	doc->ttl_s = ttl_of(r);
}
