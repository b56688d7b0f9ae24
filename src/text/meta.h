/* meta.h: what a page says of itself, gathered from several places of different worth; private to text. */
#ifndef TEXT_META_H
#define TEXT_META_H

#include "extract.h"

enum { META_H1_MAX = 8 };
enum meta_what { META_TITLE, META_BYLINE, META_PUBLISHED, META_SITE, META_LANG, META_EXCERPT, META_COUNT };
/* The lower the better. */
enum meta_from {
	META_FROM_JSON_LD,
	META_FROM_OG,
	META_FROM_ITEMPROP,
	META_FROM_NAME,
	META_FROM_REST,
	META_FROM_LAST, /* better than nothing */
	META_FROM_COUNT
};
struct meta {
	void *ctx;
	char *found[META_COUNT][META_FROM_COUNT]; /* NULL: not said there */
	char *page_title;			  /* <title> */
	char *h1[META_H1_MAX]; /* the first main headings that are not hidden and not empty */
	size_t n_h1;
	char *h2[META_H1_MAX]; /* smaller ones */
	size_t n_h2;
	char *host;
};
/* The first thing said at a place counts.  value may be NULL or empty: nothing is said. */
void meta_offer(struct meta *meta, enum meta_what what, enum meta_from from, const char *value);
const char *meta_best(const struct meta *meta, enum meta_what what);
/* A word for what somebody paid for. */
bool meta_says_sponsored(const char *value);

void json_ld_read(struct page *page, struct meta *meta);
/* The title without the name of the site. */
char *title_choose(void *ctx, const struct meta *meta, const char *site);
/* A name of the site, or of its host as people write it: "La Stampa" on lastampa.it. */
bool title_is_site(const struct meta *meta, const char *site, const char *name);
/* "By Jane Doe" without what is no name; "" when nothing of it is. */
char *byline_clean(void *ctx, const char *raw);
/* RFC 3339 in the date's own zone; false when it is none. */
enum { DATE_SIZE = 64 };
bool date_read(const char *raw, int64_t *ret_at, char ret[DATE_SIZE]);
/* The first date in a line of text: midnight UTC.  is_month_first: 9/12 is in September. */
bool date_find(const char *line, bool is_month_first, int64_t *ret);
/* The date that stands near the headline, in words. */
void date_near_title(struct page *page);
/* The author whom a line near the headline names. */
void byline_near_title(struct page *page);

#endif
