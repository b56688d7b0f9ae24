/* record.h: what has been read of one feed, item or source so far; private to feed. */
#ifndef FEED_RECORD_H
#define FEED_RECORD_H

#include "telex/feed.h"

enum {
	AUTHORS_MAX = 20,
	TAGS_MAX = 50,
	ENCLOSURES_MAX = 20,
	HUBS_MAX = 8,
	RANK_NONE = 1 << 30,
	RANK_LAST = RANK_NONE - 1, /* worse than any row of the table */
	TITLE_BYTES = 4 << 10,
	NAME_BYTES = 512,
	GUID_BYTES = 2 << 10,
	SUMMARY_BYTES = 16 << 10,
	SMALL_BYTES = 64 << 10,	  /* of a value as it stands, before it is made plain */
	CONTENT_BYTES = 64 << 20, /* feed_options.max_content when it is 0 */
};

/* How a value is to be read. */
enum form {
	FORM_NONE,  /* the element's text means nothing */
	FORM_PLAIN, /* it is what it says */
	FORM_HTML,  /* escaped or naked markup, as RSS has it */
	FORM_XHTML, /* markup that was serialized here */
	FORM_TYPED, /* Atom: attributes say which of these */
	FORM_URL,
	FORM_DATE,
};

/* Values of which the best one counts. */
enum slot_id {
	SLOT_TITLE,
	SLOT_LINK,
	SLOT_ID,
	SLOT_CONTENT, /* bodies, the fullest first */
	SLOT_DESCRIPTION,
	SLOT_EXTRA,
	SLOT_SUBTITLE,
	SLOT_RIGHTS,
	SLOT_LANG,
	SLOT_IMAGE,
	SLOT_FAVICON,
	SLOT_COMMENTS,
	SLOT_SELF,
	SLOT_NEXT,
	SLOT_ARCHIVE,
	SLOT_EXTERNAL,
	SLOT_SOURCE_TITLE,
	SLOT_SOURCE_URL,
	SLOT_DURATION,
	SLOT_TTL,
	SLOT_PERIOD,
	SLOT_FREQUENCY,
	SLOT_COUNT
};
enum date_id { DATE_PUBLISHED, DATE_UPDATED, DATE_COUNT };

struct slot {
	struct buf text; /* memory is kept from item to item */
	int rank;	 /* of the row it came from; RANK_NONE: empty */
	enum form form;
	char *base; /* for the links in it; NULL: unknown */
};
struct people {
	struct feed_person list[AUTHORS_MAX];
	size_t n;
};

/* Strings in it are children of ctx, or in the slots. */
struct record {
	void *ctx;
	struct slot slots[SLOT_COUNT];
	int64_t dates[DATE_COUNT];
	int date_ranks[DATE_COUNT];
	struct people authors, lesser_authors; /* the lesser count when there are no others */
	const char *tags[TAGS_MAX];
	size_t n_tags;
	struct feed_enclosure enclosures[ENCLOSURES_MAX],
	    media[ENCLOSURES_MAX]; /* media come behind enclosures */
	size_t n_enclosures, n_media;
	bool is_permalink, is_no_permalink; /* the guid's isPermaLink: said to be, said not to be */
};

struct record *record_new(void *ctx);
/* Empty again. */
void record_reset(struct record *r);
/* Put text into a slot when it is empty or holds something of a lesser rank.  text is taken over by swapping
 * buffers, when it is accepted. */
void record_take(struct record *r, enum slot_id id, int rank, enum form form, struct buf *text,
		 const char *base);
void record_set(struct record *r, enum slot_id id, int rank, enum form form, const char *text,
		const char *base);
void record_set_date(struct record *r, enum date_id id, int rank, struct bytes text);
bool record_has(const struct record *r, enum slot_id id);
/* The slot's text; empty when there is none. */
struct bytes record_get(const struct record *r, enum slot_id id);

/* A person as RSS writes one: "Name", "a@b.c (Name)", "Name <a@b.c>"; people who are there already are not
 * added. */
void people_add_text(struct people *people, void *ctx, struct bytes text);
void people_add(struct people *people, struct feed_person person);
void record_add_tag(struct record *r, struct bytes text);
/* Tags apart by commas. */
void record_add_tags(struct record *r, struct bytes text);
/* Adds a copy, unless its URL is there already. */
void record_add_enclosure(struct record *r, const struct feed_enclosure *enclosure, bool is_media);

/* ---- small conversions ---- */

/* One line of plain text out of what has that form, at most max bytes; NULL when nothing is left. */
char *value_line(void *ctx, struct bytes text, enum form form, size_t max);
/* text without white space around it, NULL when empty. */
char *value_trimmed(void *ctx, struct bytes text, size_t max);
/* A count at the start of text, -1 when there is none. */
int64_t value_count(const char *text);
/* "1:02:03", "62:03", seconds, "PT1H2M3S" or "62 min"; -1. */
int64_t value_duration(const char *text);

#endif
