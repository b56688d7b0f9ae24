/* extract.h: a page of news in; the article, and only the article, out.  Pure: no look-ups, no clock.
 *
 * What it decides by, and in what order, is told in docs/ARCHITECTURE.md ("Full text").  No rule is for a
 * single site; a site that resists has its own selectors in the options.  Time and memory are linear in the
 * page; nothing recurses. */
#ifndef TELEX_EXTRACT_H
#define TELEX_EXTRACT_H

#include "telex/buf.h"
#include "telex/mem.h"

/* Bytes of a page, and of its article as HTML; what is beyond is an error, or cut at a block. */
enum { EXTRACT_PAGE_MAX = 16 << 20, EXTRACT_HTML_MAX = 4 << 20, EXTRACT_LINKS_MAX = 100 };

struct extract_options {
	const char *base_url;	  /* the page's address; NULL: unknown */
	const char *content_type; /* the reply's header, for its charset; NULL: unknown */
	/* Selectors (telex/extract.h, extract_selector_check): what the article is, what is taken out of it,
	 * where the link to its next page is.  NULL: none. */
	const char *extract, *remove, *next_page;
};
struct extract_link {
	const char *url, *label;
};
/* Texts are one line of plain text, "" where the page does not say. */
struct extract_article {
	const char *title, *byline, *site_name, *lang, *excerpt;
	const char *published;	      /* RFC 3339, in the zone the page gives it in */
	int64_t published_at;	      /* the same instant; WHEN_NONE */
	const char *canonical;	      /* absolute, http(s) */
	const char *content_html;     /* as text_clean makes it */
	const char *text;	      /* as text_plain makes it */
	struct extract_link *related; /* links that were taken out because they lead to other articles */
	size_t n_related;
	const char *next_page; /* absolute; "" when there is none or no selector was given */
	bool is_sponsored;     /* the page or its metadata says so */
	const char *why; /* how the content was found: "structure", "selector", "json-ld" */
};
/* False with ERR_DATA when there is no article in it ("the page has no text", "the page asks for a login"),
 * or a selector is wrong, ERR_LIMIT when it is larger than EXTRACT_PAGE_MAX.  The result is a child of ctx.
 */
bool extract_page(void *ctx, struct bytes page, const struct extract_options *options,
		  struct extract_article **ret, struct err *err);
/* A selector is one that is understood: tag, *, .class, #id, [attr], [attr=value], ^= $= *= ~=, descendants,
 * commas. */
bool extract_selector_check(const char *selector, struct err *err);

#endif
