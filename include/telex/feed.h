/* feed.h: a feed document in, a struct out.  RSS 0.90 to 2.0, RSS 1.0/RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.
 *
 * Pure: no files, no sockets, no clock.  Documents are read as a stream: an item is handed to the sink as soon as it is
 * complete, so memory does not grow with the document.  Everything handed out is finished for use: valid UTF-8, titles,
 * names and summaries plain text, HTML clean (telex/text.h), URLs absolute where a base is known. */
#ifndef TELEX_FEED_H
#define TELEX_FEED_H

#include "telex/buf.h"
#include "telex/mem.h"
#include "telex/when.h"

enum feed_format {
	FEED_UNKNOWN,
	FEED_RSS20,
	FEED_RSS10, /* RDF, and 1.1 */
	FEED_RSS09X, /* 0.90 (RDF) to 0.94 */
	FEED_ATOM10,
	FEED_ATOM03,
	FEED_JSON1
};
const char *feed_format_name(enum feed_format format); /* "rss20", ... */

struct feed_person {
	const char *name, *url, *avatar; /* each may be NULL, not all */
};
struct feed_enclosure {
	const char *url, *type, *title;
	int64_t bytes, seconds; /* -1: not given */
};
/* Strings are NULL when the feed does not give them.  Arrays may be NULL when empty. */
struct feed_item {
	const char *guid;	  /* as it stands */
	const char *url;	  /* the article: absolute, byte for byte as published */
	const char *external_url; /* the page it is about: JSON Feed; where FeedBurner's counted link leads to */
	const char *title;	  /* plain, one line */
	const char *html;	  /* clean HTML of the fullest body; NULL when the body is plain */
	const char *text;	  /* plain text of the body: what is indexed; never NULL, may be "" */
	const char *summary;	  /* plain; given by the feed beside the body, else NULL */
	const char *image;
	int64_t published, updated; /* WHEN_NONE */
	struct feed_person *authors;
	size_t n_authors;
	const char **tags;
	size_t n_tags;
	struct feed_enclosure *enclosures;
	size_t n_enclosures;
	const char *lang; /* the item's own or the nearest xml:lang */
	const char *comments_url, *source_title, *source_url, *rights;
	bool is_cut; /* the document ended inside it: what is here may be less than was meant */
};
/* It says of itself, by its title, a category or an author, that it was paid for (see text_is_paid_label). */
bool feed_item_is_sponsored(const struct feed_item *item);
/* Its language: as it says, else by the words of its title and text (text_language); NULL: not sure. */
const char *feed_item_language(const struct feed_item *item);
struct feed_hub {
	const char *type, *url;
};
struct feed_doc {
	enum feed_format format;
	const char *title, *home_url, *feed_url, *description, *icon, *favicon, *lang, *rights;
	struct feed_person *authors;
	size_t n_authors;
	struct feed_hub *hubs;
	size_t n_hubs;
	const char *next_url;	     /* the next page: RFC 5005 next, JSON Feed next_url */
	const char *archive_url;     /* RFC 5005 prev-archive: the document of the items before these */
	int64_t ttl_s;		     /* RSS ttl and syndication module: lower bound between polls; -1 */
	uint32_t skip_hours;	     /* bit h: hour h (UTC) */
	uint8_t skip_days;	     /* bit d: 0 is Sunday */
	bool is_expired;	     /* JSON Feed expired */
	bool is_archive;	     /* RFC 5005 fh:archive: will not change any more */
	bool is_complete;	     /* RFC 5005 fh:complete: what is not in it is gone */
	bool is_recovered;	     /* was not well-formed: read as far as it goes */
	const char *problem;	     /* why is_recovered, one clause with the line, if it has one */
	size_t n_items;
};

/* Where the bytes come from: fills at most size bytes, gives the number, 0 at the end, -1 on an error of its own. */
struct feed_input {
	long (*read)(void *state, char *buf, size_t size);
	void *state;
};
struct feed_options {
	const char *base_url;	  /* the document's address; NULL: unknown */
	const char *content_type; /* the HTTP header's value; NULL: unknown */
	size_t max_items;	  /* 0: all; further ones are counted in n_items, not handed out */
	size_t max_content;	  /* bytes of one item's html and text; 0: 64 MiB */
};
/* item and everything in it live only during the call.  False stops the reading. */
typedef bool feed_item_fn(void *state, const struct feed_item *item);

/* Reads the whole input.  *ret_doc is a talloc child of ctx; its items went to `on_item`.  ERR_DATA when it is not a
 * feed ("an HTML page, not a feed"), with nothing handed out; a broken document is a success with is_recovered. */
MUST_USE bool feed_parse(void *ctx, struct feed_input input, const struct feed_options *options, feed_item_fn *on_item,
			 void *state, struct feed_doc **ret_doc, struct err *err);
/* An input that reads from memory; cursor is the caller's and must be alive, and equal to all, at the first read. */
struct feed_input feed_input_memory(struct bytes *cursor);

/* The probe document (JSON Feed 1.1 with _telex members, suites/README), streamed: begin, one item each, end. */
void feed_json_begin(struct buf *out);
void feed_json_item(const struct feed_item *item, size_t index, struct buf *out);
void feed_json_end(const struct feed_doc *doc, struct buf *out);

/* Feed addresses an HTML page names (link rel=alternate with a feed type; rel=feed), absolute, in page order,
 * each once.  NULL-terminated talloc array of ctx, *ret_n may be 0. */
const char **feed_discover(void *ctx, struct bytes html, const char *base_url, size_t *ret_n);

/* ---- OPML ---- */
struct opml_feed {
	const char *url, *title, *home_url;
	const char *folder; /* the innermost outline around it; NULL at the top */
};
struct opml {
	struct opml_feed *feeds;
	size_t n_feeds, n_skipped; /* skipped: no http or https address, or no use */
	size_t n_programs;	   /* of those: exec: and filter:, which only a person may write down */
};
MUST_USE bool opml_parse(void *ctx, struct bytes doc, struct opml **ret, struct err *err);
void opml_write(const struct opml *opml, const char *title, struct buf *out);
/* A newsboat urls file: URL tag "tag with spaces" "~Title".  The first tag is the folder; query:, exec:, filter: lines are
 * skipped and counted. */
MUST_USE bool opml_parse_newsboat(void *ctx, struct bytes doc, struct opml **ret, struct err *err);

#endif
