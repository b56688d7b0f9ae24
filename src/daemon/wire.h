/* wire.h: what telexd and a parser process say to each other, as length-prefixed frames on a stream socket.
 *
 *   frame     u32 length of the rest | rest
 *   request   u32 job | u64 max_items | u64 max_content | u32 is_page | base_url | content_type | extract | remove
 *             | next_page | document
 *   answer    u32 job | u8 kind | item, doc or error
 *   string    u32 length, WIRE_NULL for none | bytes | NUL
 *
 * Numbers in host order: both ends are one program on one machine.  What is encoded is cut to the caps of one
 * table (wire.c); what is decoded is checked against the same table, and is hostile until it passed. */
#ifndef TELEX_DAEMON_WIRE_H
#define TELEX_DAEMON_WIRE_H

#include "telex/buf.h"
#include "telex/feed.h"
#include "telex/mem.h"

enum {
	WIRE_ITEMS_MAX = 2000,		   /* of one poll, the newest */
	WIRE_CONTENT_MAX = 1024 * 1024,	   /* bytes of one item's html, and of its text */
	WIRE_ANSWER_MAX = 4 * 1024 * 1024, /* bytes of one answer frame, without its length */
};
enum wire_kind { WIRE_ITEM = 'I', WIRE_DOC = 'D', WIRE_ERROR = 'E' };

struct wire_request {
	uint32_t job;
	uint64_t max_items, max_content;
	/* The document is the page of an article: its answer is one item, the article, and a doc with nothing but next_url, where the
	 * article goes on. */
	bool is_page;
	const char *extract, *remove, *next_page; /* of a page: selectors, see telex/extract.h; NULL */
	const char *base_url, *content_type; /* NULL: unknown */
	struct bytes body;
};
/* The frame up to the document; the document's bytes are to follow it on the socket. */
void wire_put_request(const struct wire_request *request, struct buf *out);
/* frame: without its length.  Strings and body point into it. */
MUST_USE bool wire_get_request(struct bytes frame, struct wire_request *ret);

/* One whole frame each. */
void wire_put_item(uint32_t job, const struct feed_item *item, struct buf *out);
/* n_cut: items of the document that were left out. */
void wire_put_doc(uint32_t job, const struct feed_doc *doc, uint64_t n_cut, struct buf *out);
void wire_put_error(uint32_t job, const char *message, struct buf *out);

struct wire_answer {
	uint32_t job;
	enum wire_kind kind;
	struct feed_item item; /* WIRE_ITEM */
	struct feed_doc doc;   /* WIRE_DOC */
	uint64_t n_cut;	       /* WIRE_DOC */
	const char *error;     /* WIRE_ERROR */
};
/* frame: without its length, and to live as long as the answer, whose strings point into it; arrays are
 * children of ctx. False for anything that is not exactly one well-formed answer within the caps. */
MUST_USE bool wire_get_answer(void *ctx, struct bytes frame, struct wire_answer *ret);

#endif
