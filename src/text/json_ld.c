/* json_ld.c: what a page says of its article in JSON-LD (schema.org's Article and its kin, alone, in lists
 * and graphs). */
#include "extract.h"

#include "telex/text.h"

#include <jansson.h>
#include <strings.h>

#include "meta.h"

enum { QUEUE_MAX = 256, NAMES_MAX = 12, BODY_MIN = 200, DATA_BYTES_MAX = 2 << 20 };

/* Values whose objects may be the article, or hold it. */
struct queue {
	json_t *items[QUEUE_MAX];
	size_t n, at;
};

static void push(struct queue *q, json_t *value)
{
	if (value && q->n < QUEUE_MAX && (json_is_object(value) || json_is_array(value)))
		q->items[q->n++] = value;
}

static bool type_is(const char *type, const char *word)
{
	size_t len = strlen(type), n = strlen(word);

	return len >= n && !strcasecmp(type + len - n, word);
}

static bool is_article_type(const char *type)
{
	static const char *const words[] = {"Article", "BlogPosting", "Posting",
					    "Report",  "Review",      "Analysis"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (type_is(type, words[i]))
			return true;
	return false;
}

static bool is_article(json_t *object)
{
	json_t *type = json_object_get(object, "@type"), *each;
	size_t i;

	if (json_is_string(type))
		return is_article_type(json_string_value(type));
	json_array_foreach(type, i, each) if (json_is_string(each) &&
					      is_article_type(json_string_value(each))) return true;
	return false;
}

static const char *string_of(json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (json_is_object(value)) {
		json_t *inner = json_object_get(value, "@value");

		value = inner ? inner : json_object_get(value, "name");
	}
	return json_is_string(value) ? json_string_value(value) : NULL;
}

static void add_name(struct buf *out, json_t *value)
{
	const char *name = json_is_string(value) ? json_string_value(value) : string_of(value, "name");

	if (!name || !*name || strstr(name, "://"))
		return;
	if (out->len > 0)
		buf_adds(out, ", ");
	buf_adds(out, name);
}

static bool is_organization(json_t *author)
{
	const char *type = json_is_object(author) ? string_of(author, "@type") : NULL;

	return type && type_is(type, "Organization");
}

/* People; a firm that signs for them only where nobody else is named. */
static void read_authors(struct meta *meta, json_t *object)
{
	AUTO_BUF people = BUF_INIT(KIB(4));
	AUTO_BUF firms = BUF_INIT(KIB(4));
	json_t *author = json_object_get(object, "author"), *each;
	size_t i;

	if (!author)
		author = json_object_get(object, "creator");
	json_array_foreach(author, i, each) if (i < NAMES_MAX)
	    add_name(is_organization(each) ? &firms : &people, each);
	if (!json_is_array(author))
		add_name(is_organization(author) ? &firms : &people, author);
	meta_offer(meta, META_BYLINE, META_FROM_JSON_LD, buf_str(&people));
	meta_offer(meta, META_BYLINE, META_FROM_LAST, buf_str(&firms));
}

static void read_body(struct page *page, const char *body)
{
	AUTO_BUF plain = BUF_INIT(MIB(2));

	if (!body || page->guide || strlen(body) < BODY_MIN)
		return;
	if (text_has_markup((struct bytes){body, strlen(body)}))
		text_plain((struct bytes){body, strlen(body)}, &plain);
	else
		buf_adds(&plain, body);
	page->guide = mem_strndup(page->ctx, buf_str(&plain), plain.len);
}

static void read_article(struct page *page, struct meta *meta, json_t *object)
{
	json_t *genre = json_object_get(object, "genre");
	const char *type = string_of(object, "@type");

	meta_offer(meta, META_TITLE, META_FROM_JSON_LD, string_of(object, "headline"));
	meta_offer(meta, META_PUBLISHED, META_FROM_JSON_LD, string_of(object, "datePublished"));
	meta_offer(meta, META_PUBLISHED, META_FROM_REST, string_of(object, "dateCreated"));
	meta_offer(meta, META_SITE, META_FROM_JSON_LD, string_of(object, "publisher"));
	meta_offer(meta, META_LANG, META_FROM_JSON_LD, string_of(object, "inLanguage"));
	meta_offer(meta, META_EXCERPT, META_FROM_JSON_LD, string_of(object, "description"));
	read_authors(meta, object);
	read_body(page, string_of(object, "articleBody"));
	if ((type && type_is(type, "AdvertiserContentArticle")) || json_object_get(object, "sponsor") ||
	    (json_is_string(genre) && meta_says_sponsored(json_string_value(genre))))
		page->article->is_sponsored = true;
}

static void look_at(struct page *page, struct meta *meta, struct queue *q, json_t *value)
{
	static const char *const inside[] = {"@graph", "mainEntity", "mainEntityOfPage", "hasPart",
					     "itemListElement"};
	json_t *each;
	size_t i;

	json_array_foreach(value, i, each) push(q, each);
	if (!json_is_object(value))
		return;
	if (is_article(value))
		read_article(page, meta, value);
	else
		for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
			push(q, json_object_get(value, inside[i]));
}

/* Publishers break lines inside strings, which JSON forbids. */
static json_t *load(struct bytes data)
{
	AUTO_BUF store = BUF_INIT(DATA_BYTES_MAX);
	const char *start = data.data, *end = data.data + data.len;

	while (start < end && *start != '{' && *start != '[') /* "<!--" or "//<![CDATA[" in front */
		start++;
	if (end - start > 9 && !memcmp(start, "[CDATA[", 7))
		start += 7;
	buf_add(&store, start, (size_t)(end - start));
	for (size_t i = 0; i < store.len; i++)
		if ((unsigned char)store.data[i] < ' ')
			store.data[i] = ' ';
	return store.len > 0
		   ? json_loadb(store.data, store.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL)
		   : NULL;
}

void json_ld_read(struct page *page, struct meta *meta)
{
	for (size_t i = 0; i < page->dom->n_data; i++) {
		struct queue q = {.n = 0};
		json_t *root = load(page->dom->data[i]);

		for (push(&q, root); q.at < q.n; q.at++)
			look_at(page, meta, &q, q.items[q.at]);
		json_decref(root);
	}
}
