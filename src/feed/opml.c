/* opml.c: OPML in (1.0 to 2.0, as tolerant as feeds are read) and OPML 2.0 out. */
#include <string.h>
#include <strings.h>

#include "opml_list.h"
#include "reader.h"
#include "telex/decode.h"
#include "telex/url.h"

/* ---- the list that grows ---- */

static bool is_program(const char *url)
{
	return url && (!strncasecmp(url, "exec:", 5) || !strncasecmp(url, "filter:", 7) || *url == '|');
}

void opml_list_add(struct opml *opml, struct opml_feed feed)
{
	bool is_known = false;

	for (size_t i = 0; i < opml->n_feeds && !is_known; i++)
		is_known = feed.url && !strcmp(opml->feeds[i].url, feed.url);
	if (!feed.url || !url_is_web(feed.url) || is_known || opml->n_feeds == OPML_FEEDS_MAX) {
		opml->n_skipped++;
		opml->n_programs += is_program(feed.url);
		return;
	}
	if (opml->n_feeds % 64 == 0)
		opml->feeds = mem_grow(opml, opml->feeds, struct opml_feed, opml->n_feeds + 64);
	opml->feeds[opml->n_feeds++] = feed;
}

/* ---- in ---- */

struct list_reader {
	struct opml *opml;
	xmlParserCtxtPtr xml;
	const char *folders[MEND_DEPTH_MAX + 1]; /* around the children of each open element */
	size_t depth;
	bool is_opml;
};

static char *line_attribute(void *ctx, const struct attributes *attributes, const char *name)
{
	char *value = attribute(ctx, attributes, NULL, name);

	return value ? value_line(ctx, (struct bytes){value, strlen(value)}, FORM_PLAIN, NAME_BYTES) : NULL;
}

/* An outline with an address is a feed, one without is a folder for what is in it.  The folder its children
 * are in. */
static const char *read_outline(struct list_reader *r, const struct attributes *attributes,
				const char *folder)
{
	void *ctx = r->opml;
	char *name = line_attribute(ctx, attributes, "text"),
	     *url = attribute(ctx, attributes, NULL, "xmlurl");

	name = name ? name : line_attribute(ctx, attributes, "title");
	if (!url)
		return name ? name : folder;
	opml_list_add(r->opml, (struct opml_feed){
				   .url = value_trimmed(ctx, (struct bytes){url, strlen(url)}, URL_MAX + 1),
				   .title = name,
				   .home_url = line_attribute(ctx, attributes, "htmlurl"),
				   .folder = folder,
			       });
	return folder;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
		     const xmlChar **list)
{
	struct list_reader *r = user;
	struct attributes attributes = {list, n_attributes};
	const char *folder = r->folders[r->depth];

	(void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
	if (r->depth == 0)
		r->is_opml = !strcasecmp((const char *)name, "opml");
	if (!r->is_opml || r->depth == MEND_DEPTH_MAX) {
		xmlStopParser(r->xml);
		return;
	}
	if (!strcasecmp((const char *)name, "outline"))
		folder = read_outline(r, &attributes, folder);
	r->folders[++r->depth] = folder;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct list_reader *r = user;

	(void)name, (void)prefix, (void)uri;
	r->depth -= r->depth > 0;
}

static void on_error(void *user, xmlErrorPtr error)
{
	(void)user, (void)error;
}

static void read_list(struct list_reader *r, struct decoder *decoder, void *ctx)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
			     .startElementNs = on_start,
			     .endElementNs = on_end,
			     .serror = on_error};
	AUTO_BUF text = BUF_INIT(MIB(1)), xml = BUF_INIT(MIB(16));
	struct mend *mend = mend_new(ctx, &xml);
	int more = 1;

	r->xml = mem_check(xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL));
	xmlCtxtUseOptions(r->xml,
			  XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	while (more > 0) {
		buf_reset(&text);
		buf_reset(&xml);
		more = decoder_read(decoder, &text);
		mend_add(mend, buf_bytes(&text), more <= 0);
		xmlParseChunk(r->xml, buf_str(&xml), (int)xml.len, more <= 0);
	}
	xmlFreeParserCtxt(r->xml);
}

bool opml_parse(void *ctx, struct bytes doc, struct opml **ret, struct err *err)
{
	struct opml *opml = mem_new(ctx, struct opml);
	void *tmp = talloc_new(opml);
	struct list_reader *r = mem_new(tmp, struct list_reader);
	struct feed_input input = feed_input_memory(&doc);
	struct decoder *decoder = decoder_new(tmp, (struct decode_input){input.read, input.state}, DECODE_XML, NULL, err);
	bool ok = decoder;

	r->opml = opml;
	if (ok)
		read_list(r, decoder, tmp);
	if (ok && !r->is_opml)
		ok = err_set(err, ERR_DATA, "not an OPML document");
	talloc_free(tmp);
	if (ok)
		*ret = opml;
	else
		talloc_free(opml);
	return ok;
}

/* ---- out ---- */

static void add_attribute(const char *name, const char *value, struct buf *out)
{
	static const struct {
		char c;
		const char *as;
	} escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};

	buf_addf(out, " %s=\"", name);
	for (; *value; value++) {
		const char *as = NULL;

		for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]) && !as; i++)
			as = *value == escapes[i].c ? escapes[i].as : NULL;
		if (as)
			buf_adds(out, as);
		else
			buf_addc(out, (unsigned char)*value < ' ' ? ' ' : *value);
	}
	buf_addc(out, '"');
}

static void write_feed(const struct opml_feed *feed, const char *indent, struct buf *out)
{
	const char *title = feed->title ? feed->title : feed->url;

	buf_addf(out, "%s<outline type=\"rss\"", indent);
	add_attribute("text", title, out);
	add_attribute("title", title, out);
	add_attribute("xmlUrl", feed->url, out);
	if (feed->home_url)
		add_attribute("htmlUrl", feed->home_url, out);
	buf_adds(out, "/>\n");
}

static bool same_folder(const struct opml_feed *a, const struct opml_feed *b)
{
	return a->folder && b->folder ? !strcmp(a->folder, b->folder) : a->folder == b->folder;
}

/* The folder of feeds[at] with all its feeds, when this is the first of them. */
static void write_folder(const struct opml *opml, size_t at, struct buf *out)
{
	for (size_t i = 0; i < at; i++)
		if (same_folder(&opml->feeds[i], &opml->feeds[at]))
			return;
	buf_adds(out, "    <outline");
	add_attribute("text", opml->feeds[at].folder, out);
	add_attribute("title", opml->feeds[at].folder, out);
	buf_adds(out, ">\n");
	for (size_t i = at; i < opml->n_feeds; i++)
		if (same_folder(&opml->feeds[i], &opml->feeds[at]))
			write_feed(&opml->feeds[i], "      ", out);
	buf_adds(out, "    </outline>\n");
}

static void add_text(const char *s, struct buf *out)
{
	for (; *s; s++) {
		if (*s == '<' || *s == '&')
			buf_addf(out, "&#%d;", *s);
		else
			buf_addc(out, *s);
	}
}

void opml_write(const struct opml *opml, const char *title, struct buf *out)
{
	buf_adds(out,
		 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
	add_text(title, out);
	buf_adds(out, "</title>\n  </head>\n  <body>\n");
	for (size_t i = 0; i < opml->n_feeds; i++) {
		if (opml->feeds[i].folder)
			write_folder(opml, i, out);
		else
			write_feed(&opml->feeds[i], "    ", out);
	}
	buf_adds(out, "  </body>\n</opml>\n");
}
