/* discover.c: the feeds that an HTML page names: link rel=alternate with a feed's type, and rel=feed. */
#include "telex/feed.h"

#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "telex/url.h"

enum { FEEDS_MAX = 100 };

struct search {
	const char **urls; /* talloc array of FEEDS_MAX + 1 */
	size_t n;
	char *base; /* of the page, or its base element */
	bool has_base;
};

static const char *const types[] = {
    "application/rss+xml", "application/atom+xml",   "application/feed+json",
    "application/rdf+xml", "application/x.atom+xml", "application/x-atom+xml",
};
/* Used for feeds and for much else: a feed only when the link says so. */
static const char *const vague_types[] = {"application/json", "application/xml", "text/xml"};

static bool is_blank(char c)
{
	return c && strchr(" \t\r\n\f", c);
}

/* Is word one of the blank-separated words of value? */
static bool has_word(const char *value, const char *word)
{
	size_t len = strlen(word);

	while (value && *value) {
		while (is_blank(*value))
			value++;
		if (!strncasecmp(value, word, len) && (!value[len] || is_blank(value[len])))
			return true;
		while (*value && !is_blank(*value))
			value++;
	}
	return false;
}

/* A media type without its parameters is one of the list's. */
static bool is_type(const char *value, const char *const *list, size_t n)
{
	size_t len;

	while (is_blank(*value))
		value++;
	len = strcspn(value, ";");
	while (len > 0 && is_blank(value[len - 1]))
		len--;
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == len && !strncasecmp(list[i], value, len))
			return true;
	return false;
}

static const char *find(const xmlChar **attributes, const char *name)
{
	for (size_t i = 0; attributes && attributes[i]; i += 2)
		if (!strcasecmp((const char *)attributes[i], name))
			return attributes[i + 1] ? (const char *)attributes[i + 1] : "";
	return NULL;
}

static bool mentions_feed(const char *s)
{
	return s && (strcasestr(s, "rss") || strcasestr(s, "atom") || strcasestr(s, "feed"));
}

static bool names_feed(const xmlChar **attributes, const char *href)
{
	const char *rel = find(attributes, "rel"), *type = find(attributes, "type");
	size_t n = sizeof(types) / sizeof(types[0]), n_vague = sizeof(vague_types) / sizeof(vague_types[0]);

	if (!rel)
		return false;
	if (has_word(rel, "feed"))
		return !type || is_type(type, types, n) || is_type(type, vague_types, n_vague);
	if (!has_word(rel, "alternate") || has_word(rel, "stylesheet") || !type)
		return false;
	return is_type(type, types, n) || (is_type(type, vague_types, n_vague) &&
					   (mentions_feed(href) || mentions_feed(find(attributes, "title"))));
}

static void add(struct search *search, const char *href)
{
	char *url = url_resolve(search->urls, search->base, href);

	if (!url || !url_is_web(url) || search->n == FEEDS_MAX)
		return;
	for (size_t i = 0; i < search->n; i++)
		if (!strcmp(search->urls[i], url))
			return;
	search->urls[search->n++] = url;
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	struct search *search = user;
	bool is_link = !strcasecmp((const char *)name, "link") || !strcasecmp((const char *)name, "a");
	const char *href = find(attributes, "href");

	if (!href)
		return;
	if (!strcasecmp((const char *)name, "base") && !search->has_base) {
		char *base = url_resolve(search->urls, search->base, href);

		search->base = base ? base : search->base;
		search->has_base = true; /* HTML: the first one counts */
	} else if (is_link && names_feed(attributes, href)) {
		add(search, href);
	}
}

static void on_error(void *user, xmlErrorPtr error)
{
	(void)user;
	(void)error;
}

const char **feed_discover(void *ctx, struct bytes html, const char *base_url, size_t *ret_n)
{
	struct search search = {.urls = mem_array(ctx, const char *, FEEDS_MAX + 1)};
	htmlSAXHandler sax = {.startElement = on_start, .serror = on_error, .initialized = XML_SAX2_MAGIC};
	htmlParserCtxtPtr parser =
	    htmlCreatePushParserCtxt(&sax, &search, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

	mem_check(parser);
	search.base = mem_strdup(search.urls, base_url);
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
				       HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	htmlParseChunk(parser, html.data, (int)html.len, 1);
	htmlFreeParserCtxt(parser);
	*ret_n = search.n;
	return search.urls;
}
