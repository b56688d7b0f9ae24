/* json_feed.c: JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), every member checked for its type. */
#include "json_feed.h"

#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "telex/url.h"

/* ---- members ---- */

/* The text of a string, or of a number where publishers write one (ids). */
static struct bytes text_member(void *ctx, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	char *number;

	if (json_is_string(value))
		return (struct bytes){json_string_value(value), json_string_length(value)};
	if (!json_is_integer(value))
		return (struct bytes){"", 0};
	number = mem_printf(ctx, "%lld", (long long)json_integer_value(value));
	return (struct bytes){number, strlen(number)};
}

static char *line_member(void *ctx, const json_t *object, const char *name, size_t max)
{
	return value_line(ctx, text_member(ctx, object, name), FORM_PLAIN, max);
}

static char *url_member(const struct build *b, void *ctx, const json_t *object, const char *name)
{
	return build_url(b, ctx, NULL, text_member(ctx, object, name));
}

static int64_t count_member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	double number = json_is_number(value) ? json_number_value(value) : -1;

	return number >= 0 && number < 9e15 ? (int64_t)number : -1;
}

static void date_member(const json_t *object, const char *name, void *ctx, int64_t *ret)
{
	struct bytes text = text_member(ctx, object, name);

	if (!text.len || !when_parse(text.data, text.len, ret))
		*ret = WHEN_NONE;
}

/* "authors" of 1.1, else "author" of 1.0. */
static void people_members(const struct build *b, void *ctx, const json_t *object, struct people *people)
{
	const json_t *list = json_object_get(object, "authors"), *one = json_object_get(object, "author");
	size_t n = json_is_array(list) ? json_array_size(list) : 0;

	for (size_t i = 0; i < (n ? n : 1); i++) {
		const json_t *person = n ? json_array_get(list, i) : one;

		people_add(people, (struct feed_person){
				       .name = line_member(ctx, person, "name", NAME_BYTES),
				       .url = url_member(b, ctx, person, "url"),
				       .avatar = url_member(b, ctx, person, "avatar"),
				   });
	}
}

static void tag_members(struct record *r, const json_t *object)
{
	const json_t *list = json_object_get(object, "tags");

	for (size_t i = 0; json_is_array(list) && i < json_array_size(list) && r->n_tags < TAGS_MAX; i++) {
		const json_t *tag = json_array_get(list, i);
		char *line =
		    json_is_string(tag)
			? value_line(r->ctx, (struct bytes){json_string_value(tag), json_string_length(tag)},
				     FORM_PLAIN, NAME_BYTES)
			: NULL;

		if (line)
			r->tags[r->n_tags++] = line;
	}
}

static void attachment_members(const struct build *b, struct record *r, const json_t *object)
{
	const json_t *list = json_object_get(object, "attachments");

	for (size_t i = 0;
	     json_is_array(list) && i < json_array_size(list) && r->n_enclosures < ENCLOSURES_MAX; i++) {
		const json_t *attachment = json_array_get(list, i);
		struct feed_enclosure enclosure = {
		    .url = url_member(b, r->ctx, attachment, "url"),
		    .type = line_member(r->ctx, attachment, "mime_type", NAME_BYTES),
		    .title = line_member(r->ctx, attachment, "title", TITLE_BYTES),
		    .bytes = count_member(attachment, "size_in_bytes"),
		    .seconds = count_member(attachment, "duration_in_seconds"),
		};

		record_add_enclosure(r, &enclosure, false);
	}
}

/* ---- items ---- */

/* content_text is what the author wrote as text; without it the text is that of content_html. */
static void set_bodies(struct build *b, const json_t *object, struct feed_item *item)
{
	void *ctx = b->item->ctx;
	struct bytes html = text_member(ctx, object, "content_html"),
		     text = text_member(ctx, object, "content_text");
	const char *given;

	build_body(b, html, FORM_XHTML, b->base_url, &item->html, &item->text);
	given = value_trimmed(ctx, text, b->max_content);
	item->text = given ? given : item->text;
	item->summary = line_member(ctx, object, "summary", SUMMARY_BYTES);
	if (!*item->text && item->summary) { /* all there is */
		item->text = item->summary;
		item->summary = NULL;
	}
}

static void read_item(struct build *b, const json_t *object)
{
	struct record *r = b->item;
	void *ctx = r->ctx;
	struct feed_item item = {0};
	struct people *people = &r->authors;

	item.guid = value_trimmed(ctx, text_member(ctx, object, "id"), GUID_BYTES);
	item.url = url_member(b, ctx, object, "url");
	if (!item.url && item.guid && url_is_web(item.guid))
		item.url = item.guid;
	item.external_url = url_member(b, ctx, object, "external_url");
	item.title = line_member(ctx, object, "title", TITLE_BYTES);
	set_bodies(b, object, &item);
	item.image = url_member(b, ctx, object, "image");
	item.image = item.image ? item.image : url_member(b, ctx, object, "banner_image");
	date_member(object, "date_published", ctx, &item.published);
	date_member(object, "date_modified", ctx, &item.updated);
	people_members(b, ctx, object, people);
	people = people->n ? people : &b->feed->authors;
	item.authors = people->list;
	item.n_authors = people->n;
	tag_members(r, object);
	item.tags = r->tags;
	item.n_tags = r->n_tags;
	attachment_members(b, r, object);
	item.enclosures = r->enclosures;
	item.n_enclosures = r->n_enclosures;
	item.lang = line_member(ctx, object, "language", NAME_BYTES);
	build_emit(b, &item);
	record_reset(r);
}

/* ---- the document ---- */

static void read_hubs(struct build *b, const json_t *root)
{
	const json_t *list = json_object_get(root, "hubs");
	struct feed_doc *doc = b->doc;

	if (!json_is_array(list))
		return;
	doc->hubs = mem_array(doc, struct feed_hub, HUBS_MAX);
	for (size_t i = 0; i < json_array_size(list) && doc->n_hubs < HUBS_MAX; i++) {
		const json_t *hub = json_array_get(list, i);
		char *url = url_member(b, doc, hub, "url");

		if (url)
			doc->hubs[doc->n_hubs++] =
			    (struct feed_hub){line_member(doc, hub, "type", NAME_BYTES), url};
	}
}

static void read_doc(struct build *b, const json_t *root)
{
	struct feed_doc *doc = b->doc;

	doc->format = FEED_JSON1;
	doc->title = line_member(doc, root, "title", TITLE_BYTES);
	doc->home_url = url_member(b, doc, root, "home_page_url");
	doc->feed_url = url_member(b, doc, root, "feed_url");
	if (!b->base_url)
		b->base_url = doc->feed_url && url_is_web(doc->feed_url) ? doc->feed_url : doc->home_url;
	doc->description = line_member(doc, root, "description", SUMMARY_BYTES);
	doc->icon = url_member(b, doc, root, "icon");
	doc->favicon = url_member(b, doc, root, "favicon");
	doc->lang = line_member(doc, root, "language", NAME_BYTES);
	doc->next_url = url_member(b, doc, root, "next_url");
	doc->is_expired = json_is_true(json_object_get(root, "expired"));
	people_members(b, b->feed->ctx, root, &b->feed->authors);
	doc->authors = b->feed->authors.list;
	doc->n_authors = b->feed->authors.n;
	read_hubs(b, root);
}

static bool is_json_feed(const json_t *root)
{
	const char *version = json_string_value(json_object_get(root, "version"));

	return json_is_object(root) && (json_is_array(json_object_get(root, "items")) ||
					(version && strstr(version, "jsonfeed.org/version")));
}

static json_t *load(struct build *b, struct bytes text)
{
	json_error_t error;
	json_t *root = json_loadb(text.data, text.len, JSON_ALLOW_NUL, &error);
	AUTO_BUF mended = BUF_INIT(2 * (size_t)JSON_BYTES);

	if (root)
		return root;
	json_mend(text, &mended);
	root = json_loadb(buf_str(&mended), mended.len, JSON_ALLOW_NUL, NULL);
	b->doc->is_recovered = root;
	b->doc->problem = root ? mem_printf(b->doc, "not quite JSON (line %d)", error.line) : NULL;
	return root;
}

bool json_feed_read(struct build *b, struct bytes text, struct err *err)
{
	json_t *root;
	const json_t *items;

	if (json_is_too_much(text))
		return err_set(err, ERR_LIMIT, "JSON of more than %d values or %d levels", JSON_VALUES_MAX,
			       JSON_DEPTH_MAX);
	root = load(b, text);
	if (!root)
		return err_set(err, ERR_DATA, "broken JSON, not a feed");
	if (!is_json_feed(root)) {
		json_decref(root);
		return err_set(err, ERR_DATA, "JSON without the members of a JSON Feed, not a feed");
	}
	read_doc(b, root);
	items = json_object_get(root, "items");
	for (size_t i = 0; json_is_array(items) && i < json_array_size(items) && !b->is_stopped; i++)
		if (json_is_object(json_array_get(items, i)))
			read_item(b, json_array_get(items, i));
	json_decref(root);
	return true;
}
