/* fuzz_feed.c: any bytes as a feed, a page and a list: what is handed out is valid, bounded, harmless, and
 * the same in whatever pieces the bytes come. */
#include <string.h>
#include <strings.h>

#include <jansson.h>
#include <libxml/parser.h>

#include "../../src/feed/mend.h"
#include "fuzz.h"
#include "telex/feed.h"
#include "telex/url.h"
#include "telex/utf8.h"

struct pieces {
	struct bytes rest;
	size_t step;
};
struct seen {
	struct buf json;
	size_t n;
};

static long read_piece(void *state, char *buf, size_t size)
{
	struct pieces *p = state;
	size_t n = p->rest.len < p->step ? p->rest.len : p->step;

	n = n < size ? n : size;
	memcpy(buf, p->rest.data, n);
	p->rest = (struct bytes){p->rest.data + n, p->rest.len - n};
	return (long)n;
}

static void check_text(const char *s, size_t max)
{
	CHECK(!s || (utf8_is_valid((struct bytes){s, strlen(s)}) && strlen(s) <= max));
}

static void check_url(const char *s)
{
	static const char *const never[] = {"javascript:", "vbscript:", "data:", "file:", "about:"};

	check_text(s, URL_MAX);
	for (size_t i = 0; s && i < sizeof(never) / sizeof(never[0]); i++)
		CHECK(strncasecmp(s, never[i], strlen(never[i])));
}

static bool on_item(void *state, const struct feed_item *item)
{
	struct seen *seen = state;

	CHECK(item->text && item->n_tags <= 50 && item->n_enclosures <= 20);
	check_text(item->title, 4096);
	CHECK(!item->title || !strchr(item->title, '\n'));
	check_text(item->guid, 2048 + URL_MAX);
	check_text(item->html, MIB(1));
	check_text(item->text, MIB(1));
	check_url(item->url);
	check_url(item->image);
	check_url(item->comments_url);
	check_url(item->source_url);
	for (size_t i = 0; i < item->n_enclosures; i++)
		check_url(item->enclosures[i].url);
	for (size_t i = 0; i < item->n_authors; i++)
		CHECK(item->authors[i].name || item->authors[i].url || item->authors[i].avatar);
	feed_json_item(item, seen->n++, &seen->json);
	return true;
}

static void check_json(const struct buf *text)
{
	json_t *root = json_loadb(text->data, text->len, JSON_REJECT_DUPLICATES, NULL);

	CHECK(utf8_is_valid(buf_bytes(text)));
	CHECK(root);
	json_decref(root);
}

/* The probe document of a feed, empty for what is none. */
static struct buf probe(struct bytes text, size_t step, unsigned choice)
{
	static const char *const types[] = {NULL, "text/xml", "application/xml; charset=windows-1251",
					    "text/xml;charset=euc-jp"};
	struct feed_options options = {
	    .base_url = choice & 4 ? "http://base.example/feed" : NULL,
	    .content_type = types[choice & 3],
	    .max_content = MIB(1),
	};
	struct pieces pieces = {text, step};
	struct seen seen = {.json = BUF_INIT(MIB(256))};
	struct feed_doc *doc = NULL;
	struct err err = {0};

	feed_json_begin(&seen.json);
	if (feed_parse(NULL, (struct feed_input){read_piece, &pieces}, &options, on_item, &seen, &doc,
		       &err)) {
		CHECK(doc->n_items == seen.n);
		feed_json_end(doc, &seen.json);
		check_json(&seen.json);
	} else {
		CHECK(seen.n == 0 && *err.msg && err.code != ERR_NONE);
		buf_reset(&seen.json);
	}
	talloc_free(doc);
	return seen.json;
}

static void check_feed(struct bytes text, size_t step, unsigned choice)
{
	struct buf whole = probe(text, KIB(64), choice), pieces = probe(text, step, choice);

	CHECK(whole.len == pieces.len && !memcmp(buf_str(&whole), buf_str(&pieces), whole.len));
	buf_free(&whole);
	buf_free(&pieces);
}

/* What mend makes of UTF-8 is accepted by a parser that forgives nothing but namespaces. */
static void check_mended(struct bytes text, size_t step)
{
	struct buf clean = BUF_INIT(MIB(4)), out = BUF_INIT(MIB(64));
	struct mend *mend = mend_new(NULL, &out);
	xmlDocPtr doc;

	for (size_t i = 0; i < text.len; i++)
		buf_addc(&clean, text.data[i] >= ' ' || text.data[i] == '\n'
				     ? text.data[i]
				     : ' '); /* as decode.h promises */
	for (size_t i = 0; i < clean.len; i += step)
		mend_add(mend, (struct bytes){clean.data + i, clean.len - i < step ? clean.len - i : step},
			 false);
	mend_add(mend, (struct bytes){"", 0}, true);
	CHECK(buf_ok(&out));
	doc = out.len ? xmlReadMemory(out.data, (int)out.len, NULL, "UTF-8",
				      XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET)
		      : NULL;
	CHECK(!out.len || doc);
	xmlFreeDoc(doc);
	talloc_free(mend);
	buf_free(&clean);
	buf_free(&out);
}

static void check_page(struct bytes text)
{
	size_t n;
	const char **urls = feed_discover(NULL, text, "http://base.example/page", &n);

	CHECK(n <= 100 && !urls[n]);
	for (size_t i = 0; i < n; i++)
		CHECK(url_is_web(urls[i]));
	talloc_free(urls);
}

/* A list that was read and written reads as the same list. */
static void check_list(struct opml *opml)
{
	struct buf out = BUF_INIT(MIB(64));
	struct opml *again = NULL;

	for (size_t i = 0; i < opml->n_feeds; i++)
		CHECK(url_is_web(opml->feeds[i].url));
	opml_write(opml, "fuzz", &out);
	CHECK(opml_parse(NULL, buf_bytes(&out), &again, NULL));
	CHECK(again->n_feeds == opml->n_feeds && again->n_skipped == 0);
	buf_free(&out);
	talloc_free(again);
	talloc_free(opml);
}

/* The first two bytes choose the pieces, the content type and the base. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text;
	struct opml *opml;
	size_t step;

	if (size < 2)
		return 0;
	step = 1 + data[0];
	text = (struct bytes){(const char *)data + 2, size - 2};
	check_feed(text, step, data[1]);
	if (utf8_is_valid(text))
		check_mended(text, step);
	check_page(text);
	if (opml_parse(NULL, text, &opml, NULL))
		check_list(opml);
	if (opml_parse_newsboat(NULL, text, &opml, NULL))
		check_list(opml);
	return 0;
}
