/* reader.c: libxml2's events into open elements, places and captured text. */
#include "reader.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "telex/url.h"

static struct frame *top(struct reader *r)
{
	return &r->frames[r->depth];
}

/* ---- names ---- */

static enum ns look_up_ns(const struct reader *r, const char *uri, const char *prefix)
{
	enum ns own = r->is_atom ? NS_ATOM : NS_CORE;
	enum ns ns;

	if (!uri)
		return prefix ? ns_find_prefix(prefix) : own;
	ns = ns_find(uri);
	if (ns == NS_OTHER && (const xmlChar *)uri == r->root_uri)
		return own;
	return ns == NS_OTHER && prefix ? ns_find_prefix(prefix) : ns;
}

static enum ns ns_of(struct reader *r, const xmlChar *uri, const xmlChar *prefix)
{
	struct cached_ns *c;

	if (!uri && !prefix)
		return r->is_atom ? NS_ATOM : NS_CORE;
	for (size_t i = 0; i < NS_CACHE_SIZE; i++)
		if (r->ns_cache[i].uri == uri && r->ns_cache[i].prefix == prefix)
			return r->ns_cache[i].ns;
	c = &r->ns_cache[r->next_ns++ % NS_CACHE_SIZE];
	*c = (struct cached_ns){uri, prefix, look_up_ns(r, (const char *)uri, (const char *)prefix)};
	return c->ns;
}

static const struct vocab *row_of(struct reader *r, const xmlChar *name, enum ns ns, unsigned at)
{
	struct cached *c = &r->cache[((uintptr_t)name >> 3 ^ ns ^ at << 2) % CACHE_SIZE];

	if (ns == NS_OTHER || at == 0)
		return NULL;
	if (c->name != name || c->ns != ns || c->at != at)
		*c = (struct cached){name, ns, at, vocab_find(ns, (const char *)name, at)};
	return c->row;
}

/* ---- the root ---- */

static void refuse(struct reader *r, const char *name)
{
	static const struct {
		const char *name, *what;
	} known[] = {
	    {"html", "an HTML page, not a feed"},
	    {"opml", "an OPML list, not a feed"},
	    {"urlset", "a sitemap, not a feed"},
	    {"sitemapindex", "a sitemap, not a feed"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcasecmp(known[i].name, name))
			memccpy(r->refusal, known[i].what, '\0', sizeof(r->refusal));
	if (!*r->refusal)
		snprintf(r->refusal, sizeof(r->refusal),
			 "an XML document with the root element '%.40s', not a feed", name);
	xmlStopParser(r->xml);
}

static enum feed_format rss_format(const char *version)
{
	return version && !strncmp(version, "0.9", 3) ? FEED_RSS09X : FEED_RSS20;
}

static enum feed_format rdf_format(const xmlChar **namespaces, int n)
{
	for (int i = 0; i < n; i++)
		if (ns_is_rss090((const char *)namespaces[2 * i + 1]))
			return FEED_RSS09X;
	return FEED_RSS10;
}

static enum feed_format atom_format(const char *uri, const char *version)
{
	bool is_old = uri && !strncasecmp(uri, "http://purl.org/atom/ns#", 24);

	return is_old || (version && !strncmp(version, "0.", 2)) ? FEED_ATOM03 : FEED_ATOM10;
}

/* The element every other one is in.  Gives the places it opens, 0: this is no feed. */
static unsigned read_root(struct reader *r, const char *name, const xmlChar *uri,
			  const struct attributes *attributes, enum feed_format rdf)
{
	struct feed_doc *doc = r->build->doc;
	char *version = attribute(doc, attributes, NULL, "version");

	r->root_uri = uri;
	r->is_feed = true;
	if (!strcasecmp(name, "rss")) {
		doc->format = rss_format(version);
		return AT_ROOT | AT_FEED;
	}
	if (!strcasecmp(name, "rdf")) {
		r->root_uri = NULL;
		doc->format = rdf;
		return AT_ROOT;
	}
	if (!strcasecmp(name, "feed")) {
		r->is_atom = true;
		doc->format = atom_format((const char *)uri, version);
		return AT_FEED;
	}
	if (!strcasecmp(name, "entry") && uri && ns_find((const char *)uri) == NS_ATOM) {
		r->is_atom = true;
		doc->format = atom_format((const char *)uri, version);
		return AT_ITEM;
	}
	if (!strcasecmp(name, "channel")) { /* RSS 1.1, or RSS without its root */
		doc->format = uri ? FEED_RSS10 : FEED_RSS20;
		return AT_ROOT | AT_FEED;
	}
	r->is_feed = false;
	refuse(r, name);
	return 0;
}

/* ---- events ---- */

/* The text in front of the tag that comes next. */
static void take_text_before(struct reader *r)
{
	const struct mend_text *t = r->text;

	for (; r->at_run < t->n_runs && t->runs[r->at_run].n_tags <= r->n_tags; r->at_run++) {
		size_t end = t->runs[r->at_run].end;

		capture_text(r, (struct bytes){t->text.data + r->at_text, end - r->at_text});
		r->at_text = end;
	}
}

/* xml:base and xml:lang of an element hold for everything in it. */
static void inherit(struct reader *r, const struct attributes *attributes)
{
	struct frame *frame = top(r), *parent = frame - 1;
	char *value;

	frame->base = parent->base;
	frame->lang = parent->lang;
	frame->owns_base = frame->owns_lang = false;
	if (attributes->n == 0)
		return;
	value = attribute(r, attributes, "xml", "base");
	if (value) {
		char *base = url_resolve(r, parent->base, value);

		frame->owns_base = base != NULL;
		frame->base = base ? base : parent->base;
		talloc_free(value);
	}
	value = attribute(r, attributes, "xml", "lang");
	if (value) {
		frame->owns_lang = true;
		frame->lang = value;
	}
}

static void push(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	struct frame *frame = &r->frames[++r->depth], *parent = frame - 1;

	frame->row = row;
	frame->at = row ? row->opens : 0;
	frame->record = row && row->take == TAKE_ITEM	  ? r->build->item
			: row && row->take == TAKE_SOURCE ? r->build->source
							  : parent->record;
	inherit(r, attributes);
	if (frame->owns_lang && frame->record == r->build->feed && (frame->at & (AT_ROOT | AT_FEED)))
		record_set(frame->record, SLOT_LANG, RANK_LAST, FORM_PLAIN, frame->lang, NULL);
}

static void open_root(struct reader *r, const char *name, const xmlChar *uri,
		      const struct attributes *attributes, enum feed_format rdf)
{
	push(r, NULL, attributes);
	top(r)->at = read_root(r, name, uri, attributes, rdf);
	record_set(r->build->feed, SLOT_LANG, RANK_LAST, FORM_PLAIN, top(r)->lang, NULL);
	if (top(r)->at == AT_ITEM) { /* an entry that is a document */
		top(r)->record = r->build->item;
		top(r)->row = vocab_find(NS_ATOM, "entry", AT_FEED);
	}
}

static void open_element(struct reader *r, const struct vocab *row, const struct attributes *attributes)
{
	push(r, row, attributes);
	if (!row)
		return;
	r->is_text_unwanted = false;
	take_attributes(r, row, attributes);
	if (row->form != FORM_NONE && !r->is_text_unwanted)
		capture_begin(r, row, attributes);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
		     const xmlChar **list)
{
	struct reader *r = user;
	struct attributes attributes = {list, n_attributes};
	const struct vocab *row;

	(void)n_defaulted;
	take_text_before(r);
	r->n_tags++;
	if (r->depth == MEND_DEPTH_MAX || r->build->is_stopped)
		return;
	if (r->depth == 0) {
		open_root(r, (const char *)name, uri, &attributes, rdf_format(namespaces, n_namespaces));
		return;
	}
	row = row_of(r, name, ns_of(r, uri, prefix), top(r)->at);
	if (r->capture.row && !row) {
		push(r, NULL, &attributes);
		capture_start(r, (const char *)name, &attributes);
		return;
	}
	open_element(r, row, &attributes);
}

static void pop(struct reader *r)
{
	struct frame *frame = top(r);

	if (frame->owns_base)
		talloc_free(frame->base);
	if (frame->owns_lang)
		talloc_free(frame->lang);
	r->depth--;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *r = user;
	struct frame *frame = top(r);

	(void)prefix;
	(void)uri;
	take_text_before(r);
	r->n_tags++;
	if (r->depth == 0 || r->build->is_stopped)
		return;
	if (r->capture.row && r->capture.depth == r->depth) {
		const struct vocab *row = r->capture.row;

		r->capture.row = NULL;
		take_text(r, row, frame->record);
	} else if (r->capture.row) {
		capture_end(r, (const char *)name);
	}
	r->build->is_cut = r->n_tags > r->text->cut_at;
	if (frame->row)
		take_end(r, frame);
	pop(r);
	if (r->build->is_stopped)
		xmlStopParser(r->xml);
}

/* What mend lets through is well-formed; libxml2's opinion of it changes nothing. */
static void on_error(void *user, xmlErrorPtr error)
{
	(void)user;
	(void)error;
}

/* ---- life ---- */

static int free_reader(struct reader *r)
{
	xmlFreeParserCtxt(r->xml);
	buf_free(&r->capture.text);
	return 0;
}

struct reader *reader_new(void *ctx, struct build *build)
{
	struct reader *r = mem_new(ctx, struct reader);
	xmlSAXHandler sax = {
	    .initialized = XML_SAX2_MAGIC,
	    .startElementNs = on_start,
	    .endElementNs = on_end,
	    .serror = on_error,
	};

	r->build = build;
	r->frames[0].record = build->feed;
	r->frames[0].base = (char *)build->base_url; /* borrowed: owns_base is false */
	r->capture.text = (struct buf)BUF_INIT(SMALL_BYTES);
	r->xml = mem_check(xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL));
	/* Nothing is substituted or loaded (mend has taken entities and DOCTYPEs out); names are interned. */
	xmlCtxtUseOptions(r->xml, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
				      XML_PARSE_NOWARNING | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
	xmlDictSetLimit(r->xml->dict, NAMES_BYTES);
	talloc_set_destructor(r, free_reader);
	return r;
}

bool reader_add(struct reader *r, struct bytes tags, const struct mend_text *text, bool is_last)
{
	r->text = text;
	r->at_run = r->at_text = 0;
	xmlParseChunk(r->xml, tags.data, (int)tags.len, is_last);
	/* What mend makes is well-formed, so only a limit can end it. */
	r->is_given_up = r->xml->disableSAX && !*r->refusal && !r->build->is_stopped;
	if (r->xml->disableSAX)
		return false;
	take_text_before(r);
	return true;
}
