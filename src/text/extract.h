/* extract.h: the steps of finding an article in a page; private to text. */
#ifndef TEXT_EXTRACT_H
#define TEXT_EXTRACT_H

#include "dom.h"

#include "telex/extract.h"

/* What the words in class, id, role and the like say an element is (src/text/hints.c). */
enum hint {
	HINT_COMMENTS = 1,
	HINT_RELATED = 1 << 1, /* other articles */
	HINT_SHARE = 1 << 2,
	HINT_AD = 1 << 3,
	HINT_NEWSLETTER = 1 << 4, /* and other things to sign up for */
	HINT_CONSENT = 1 << 5,
	HINT_PAYWALL = 1 << 6,
	HINT_NAV = 1 << 7,
	HINT_FRAME = 1 << 8, /* header, footer, side bar of the page */
	HINT_META = 1 << 9,  /* byline, date, tags */
	HINT_BIO = 1 << 10,
	HINT_CAPTION = 1 << 11,
	HINT_CREDIT = 1 << 12,
	HINT_HIDDEN = 1 << 13,
	HINT_WIDGET = 1 << 14,	  /* polls, players, galleries, ratings */
	HINT_BODY = 1 << 15,	  /* the article */
	HINT_DECK = 1 << 16,	  /* what stands between headline and article and belongs to it */
	HINT_TEASER = 1 << 17,	  /* a word that names parts of lists, and sometimes leads */
	HINT_PULL = 1 << 18,	  /* text repeated from the article */
	HINT_UNSEEN = 1 << 22,	  /* not shown, by its own attributes */
	HINT_SCHEMA = 1 << 21,	  /* the article, by its markup */
	HINT_EMBED = 1 << 23,	  /* somebody's post, shown in the article */
	HINT_BODY_OF = 1 << 19,	  /* "article": with HINT_BODY_WORD it is HINT_BODY */
	HINT_BODY_WORD = 1 << 20, /* "content" */
};
uint32_t hints_of(const struct dom *dom, dom_id i);
/* The hints of a value of a class attribute or the like. */
uint32_t hints_of_words(struct bytes words);

struct facts {
	/* Of the text that stands in this block and no block inside it. */
	uint32_t own_chars, own_links, own_marks;
	/* Of the whole part of the tree that is not dropped. */
	uint32_t chars, links; /* characters but white space; those in links */
	uint32_t all_chars;    /* of all in it, dropped or not */
	uint32_t n_prose;      /* blocks of running text */
	float prose;	       /* what its prose is worth */
	float good;	       /* what its prose is worth, less what its lists of links cost */
	float score;	       /* the same, less the farther down it is */
	uint32_t hints;
	float weight; /* of the best candidate in it */
	dom_id best;
	dom_id block;	/* the innermost block it is in, itself if it is one */
	bool is_teaser; /* a headline that is a link, and a few words under it */
	bool is_in_teaser;
	bool is_dropped; /* it and all in it */
	bool is_removed; /* the same, by a site's selector: for good */
};
struct page {
	void *ctx;
	const struct extract_options *options;
	struct dom *dom;
	struct facts *facts; /* one a node */
	dom_id top;	     /* the article is in it; its parts are kept where they are not dropped */
	dom_id title;	     /* the heading that says what the title says; DOM_NONE */
	bool is_round_up;    /* of teasers */
	int leniency;	     /* 0: what may be furniture is; more: less of it */
	const char *guide;   /* the article's text as its metadata has it, NULL */
	struct extract_article *article;
};

/* ---- what the page says of itself (meta.c, json_ld.c, near.c) ---- */
void meta_read(struct page *page);

/* ---- finding (facts.c, choose.c), cleaning (prune*.c), writing (write.c) ---- */
void facts_collect(struct page *page);
/* After the first sums. */
void facts_mark_teasers(struct page *page);
/* Sums up what is not dropped, from the leaves up. */
void facts_sum(struct page *page);
bool facts_is_prose(const struct facts *facts);
void drop_furniture(struct page *page); /* what is never part of an article */
void choose_top(struct page *page);
void prune(struct page *page);
void find_sponsor(struct page *page);
/* By node: what the caption says of a picture of this part of the tree, NULL for others. */
char **captions_find(const struct page *page, dom_id top);
void write_article(struct page *page);
/* The guide in the place of what was found. */
void write_guide(struct page *page);

static inline void drop(struct page *page, dom_id i)
{
	page->facts[i].is_dropped = true;
}
/* For loops over a part of the tree: the node behind i, passing over what is in it when it is dropped. */
static inline dom_id step(const struct page *page, dom_id i)
{
	return page->facts[i].is_dropped ? page->dom->nodes[i].end : i + 1;
}
static inline float link_share(const struct facts *facts)
{
	return facts->chars > 0 ? (float)facts->links / (float)facts->chars : 0.0f;
}

#endif
