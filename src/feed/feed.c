/* feed.c: what kind of document this is, and the loop that reads it. */
#include "telex/decode.h"
#include "telex/feed.h"

#include <string.h>
#include <strings.h>

#include "json_feed.h"
#include "reader.h"

/* ---- small things of the interface ---- */

const char *feed_format_name(enum feed_format format)
{
	static const char *const names[] = {
	    [FEED_UNKNOWN] = "unknown", [FEED_RSS20] = "rss20",	  [FEED_RSS10] = "rss10",
	    [FEED_RSS09X] = "rss09x",	[FEED_ATOM10] = "atom10", [FEED_ATOM03] = "atom03",
	    [FEED_JSON1] = "json1",
	};

	return names[format];
}

struct feed_input feed_input_memory(struct bytes *cursor)
{
	return (struct feed_input){decode_read_memory, cursor};
}

/* ---- what kind of document ---- */

static struct bytes skip_blanks(struct bytes s)
{
	while (s.len > 0 && strchr(" \t\r\n", *s.data))
		s = (struct bytes){s.data + 1, s.len - 1};
	return s;
}

/* Programs print warnings before the document they were asked for: where the document starts is where it is
 * declared. */
static size_t junk_before(struct bytes head)
{
	static const char *const starts[] = {"<?", "<!", "<rss", "<feed", "<rdf", "<channel", "<html"};
	const char *tag = memchr(head.data, '<', head.len), *xml = memmem(head.data, head.len, "<?xml", 5);

	if (!tag || !xml || tag == xml)
		return 0;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncasecmp(tag, starts[i], strlen(starts[i])))
			return 0;
	return (size_t)(xml - head.data);
}

/* ---- the loops ---- */

static bool fail_unreadable(struct err *err)
{
	return err_set(err, ERR_IO, "cannot be read to its end");
}

static bool read_xml(struct build *b, struct decoder *decoder, void *ctx, struct err *err)
{
	AUTO_BUF store = BUF_INIT(MIB(1)), tags = BUF_INIT(MIB(16));
	struct bytes text;
	struct mend *mend = mend_new(ctx, &tags);
	const struct mend_text *apart = mend_split(mend);
	struct reader *reader = reader_new(ctx, b);
	size_t skip = junk_before(decoder_head(decoder));
	int more = 1;
	bool goes_on = true;

	while (more > 0 && goes_on) {
		buf_reset(&tags);
		more = decoder_next(decoder, &store, &text);
		if (more < 0)
			return fail_unreadable(err);
		mend_skip(mend, (struct bytes){text.data, skip});
		mend_add(mend, (struct bytes){text.data + skip, text.len - skip}, more == 0);
		skip = 0;
		goes_on = reader_add(reader, buf_bytes(&tags), apart, more == 0);
	}
	if (!reader->is_feed)
		return err_set(err, ERR_DATA, "%s",
			       *reader->refusal ? reader->refusal : "no XML element, not a feed");
	build_doc(b);
	b->doc->problem = reader->is_given_up  ? "more different names than a feed has"
			  : mend_problem(mend) ? mem_strdup(b->doc, mend_problem(mend)) /* dies with the reader */
					       : decoder_problem(decoder);
	b->doc->is_recovered = b->doc->problem;
	return true;
}

static bool read_json(struct build *b, struct decoder *decoder, struct err *err)
{
	AUTO_BUF text = BUF_INIT(JSON_BYTES);
	int more = 1;

	while (more > 0) {
		more = decoder_read(decoder, &text);
		if (more < 0)
			return fail_unreadable(err);
		if (!buf_ok(&text))
			return err_set(err, ERR_LIMIT, "JSON of more than %d MiB", JSON_BYTES >> 20);
	}
	return json_feed_read(b, buf_bytes(&text), err);
}

static bool read_document(struct build *b, struct decoder *decoder, void *ctx, struct err *err)
{
	struct bytes head = skip_blanks(decoder_head(decoder));

	if (!head.len)
		return err_set(err, ERR_DATA, "an empty document, not a feed");
	if (*head.data == '{')
		return read_json(b, decoder, err);
	if (!memchr(head.data, '<', head.len))
		return err_set(err, ERR_DATA, "neither XML nor JSON, not a feed");
	return read_xml(b, decoder, ctx, err);
}

bool feed_parse(void *ctx, struct feed_input input, const struct feed_options *options, feed_item_fn *on_item,
		void *state, struct feed_doc **ret_doc, struct err *err)
{
	struct feed_doc *doc = mem_new(ctx, struct feed_doc);
	void *tmp = talloc_new(doc);
	struct decoder *decoder = decoder_new(tmp, (struct decode_input){input.read, input.state}, DECODE_XML, options->content_type, err);
	bool ok;

	doc->ttl_s = -1;
	ok = decoder && read_document(build_new(tmp, doc, options, on_item, state), decoder, tmp, err);
	talloc_free(tmp);
	if (ok)
		*ret_doc = doc;
	else
		talloc_free(doc);
	return ok;
}
