/* story.h: which articles tell the same story.
 *
 * Pure: an article becomes features (words of its title, words of its text, runs of words, links), a story the sum of its
 * articles' features, and what speaks for an article's belonging to a story is a score with its parts.  Which stories come
 * into question, and how rare a word is, are the caller's to say (src/store/story_*.c). */
#ifndef TELEX_STORY_H
#define TELEX_STORY_H

#include "telex/buf.h"
#include "telex/mem.h"

enum {
	STORY_TITLE_WORDS = 16, /* of an article: different words, those that say nothing left out */
	STORY_TEXT_WORDS = 64,	/* of title and text together */
	STORY_TEXT_LEAST = 5,  /* words more than its title has, to be compared by */
	STORY_RUNS = 8,		/* the least hashes of runs of words in its text */
	STORY_LINKS = 8,
	STORY_SUM_TERMS = 192, /* of a story, of either kind: the most frequent */
	STORY_SUM_RUNS = 32,
	STORY_LIVE_WORDS = 3,  /* that a live blog's title and its story have in common, at least */
	STORY_WINDOW_S = 7 * 86400 /* between publications; farther apart are other stories */
};

/* What is known of an article. */
struct story_source {
	const char *title, *body; /* plain */
	const char *html;	  /* NULL: no links */
	const char *url;	  /* canonical */
	int64_t at;		  /* published, else first seen */
	int64_t outlet;
};
/* A word is a hash; how often others have it says what it is worth. */
struct story_term {
	uint32_t hash;
	uint32_t n;  /* articles that have it: 1 in an article, more in a story */
	float p;     /* the share of all words that it is */
	float worth; /* what it says that two have it */
};
/* n_with of n_all articles have the word. */
void story_weigh(struct story_term *term, double n_with, double n_all);
struct story_article {
	int64_t at, outlet;
	size_t n_title, n_text, n_runs, n_links;
	struct story_term title[STORY_TITLE_WORDS], text[STORY_TEXT_WORDS]; /* ascending by hash */
	uint32_t runs[STORY_RUNS], links[STORY_LINKS];
	uint32_t self;	      /* its own address, as others link to it */
	uint32_t title_key;   /* the whole title, of this outlet */
	bool has_text;	      /* enough to be compared by */
	bool is_roundup;      /* it says that it tells many stories */
	bool is_live;	      /* a live blog: its text, which is another at every poll, is not looked at */
	bool is_title_common; /* the outlet gives that title to everything: the caller's to say */
};
/* Nothing is weighed until the caller does it. */
void story_read(const struct story_source *source, struct story_article *ret);
#define STORY_MIXED_IN 800.0F /* words of the general language, in every story: see score.c */
/* The words of a title or text as they are compared: hash, and the bytes they stand for (not NUL-terminated). */
void story_words(struct bytes text, void (*fn)(void *state, uint32_t hash, struct bytes word), void *state);

/* ---- a story: the sum of its articles ---- */

struct story_terms {
	struct story_term *terms; /* ascending by hash */
	size_t n, room;		  /* room 0: borrowed */
};
struct story_sum {
	int64_t first_at, last_at;
	int64_t outlet; /* of all its articles; -1: there are several */
	uint32_t n_articles, n_texts, n_roundups;
	uint32_t n_words; /* of its titles, all in all */
	struct story_terms title, text;
	size_t n_runs, n_links, n_selves;
	uint32_t runs[STORY_SUM_RUNS], links[STORY_SUM_RUNS], selves[STORY_SUM_RUNS];
};
/* A story of one article, whose words it borrows. */
void story_sum_of(const struct story_article *article, struct story_sum *ret);
/* The terms are children of ctx from then on. */
void story_sum_add(void *ctx, struct story_sum *sum, const struct story_article *article);
void story_sum_unite(void *ctx, struct story_sum *to, const struct story_sum *from);
/* As bytes, and back; false for bytes that are none. */
void story_sum_pack(const struct story_sum *sum, struct buf *out);
MUST_USE bool story_sum_unpack(void *ctx, struct bytes packed, struct story_sum *ret);

/* ---- what its articles are to the press release that it may have begun with ---- */

enum story_kind {
	STORY_REPORT,  /* nothing says that it is one of these: */
	STORY_RELEASE, /* a press release: by its dateline, or by the parts that releases have */
	STORY_COPY,    /* 60 % of its runs of five words stand in the release */
	STORY_REWRITE  /* passages of the release stand in it, or it begins with what a release or statement says */
};
const char *story_kind_name(enum story_kind kind); /* "", "release", "copy", "rewrite" */
struct story_text {
	const char *title, *body; /* plain */
};
/* texts: of one story, in the order in which they were published; ret: as many. */
void story_kinds(const struct story_text *texts, size_t n, enum story_kind *ret);

/* ---- what speaks for it ---- */

struct story_score {
	double total;  /* of the parts, after decay */
	double needed; /* that much makes one story */
	double title;  /* how much likelier the title's words are in this story than anywhere, a word */
	double text;   /* what share of what one text says stands in the other; -1: there are no texts */
	double runs;   /* share of runs of words in common, 0 to 1 */
	int n_links;   /* links in common, or from one to the other */
	int n_words;   /* title words in common */
	double decay;  /* 1: of the same days; 0: too far apart */
	bool is_member;
	/* one title's words all stand in the other's text: round-ups have that with many stories */
	bool is_mentioned;
};
void story_score(const struct story_article *article, const struct story_sum *story, struct story_score *ret);
/* Two stories that may turn out to be one. */
void story_score_union(const struct story_sum *small, const struct story_sum *large, struct story_score *ret);

#endif
