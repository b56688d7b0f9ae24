/* vocab.h: the words of all feed dialects, and what each means; private to feed. */
#ifndef FEED_VOCAB_H
#define FEED_VOCAB_H

#include "record.h"

enum ns {
	NS_OTHER,
	NS_CORE, /* RSS's own elements, in no namespace or one of those it was given */
	NS_ATOM,
	NS_DC,
	NS_DCTERMS,
	NS_CONTENT,
	NS_ITUNES,
	NS_PLAY,
	NS_MEDIA,
	NS_FEEDBURNER,
	NS_SY,
	NS_XHTML,
	NS_RDF,
	NS_ENC,
	NS_WEBFEEDS,
	NS_YANDEX,
	NS_HISTORY,
};

/* Where an element may stand; a set.  What an element opens for its children is one or several of these. */
enum place {
	AT_ROOT = 1,	/* in rss or RDF */
	AT_FEED = 2,	/* in channel or feed */
	AT_ITEM = 4,	/* in item or entry */
	AT_SOURCE = 8,	/* in Atom's source */
	AT_PERSON = 16, /* in an author */
	AT_IMAGE = 32,	/* in RSS's image */
	AT_MEDIA = 64,	/* in media:content */
	AT_HOURS = 128,
	AT_DAYS = 256,
};

/* What the text of an element is taken for. */
enum taker {
	TAKE_NOTHING,
	TAKE_SLOT,
	TAKE_PUBLISHED,
	TAKE_UPDATED,
	TAKE_AUTHOR,
	TAKE_LESSER_AUTHOR,
	TAKE_PERSON_NAME,
	TAKE_PERSON_URL,
	TAKE_PERSON_MAIL,
	TAKE_TAG,
	TAKE_TAGS, /* apart by commas */
	TAKE_MEDIA_TITLE,
	TAKE_HOUR,
	TAKE_DAY,
	TAKE_ARCHIVE,
	TAKE_COMPLETE,
	TAKE_ITEM, /* the element is an item */
	TAKE_SOURCE,
	TAKER_COUNT
};

/* What the attributes of an element are looked at for. */
enum looker {
	LOOK_AT_NOTHING,
	LOOK_AT_LINK,
	LOOK_AT_GUID,
	LOOK_AT_CATEGORY,
	LOOK_AT_ENCLOSURE,
	LOOK_AT_MEDIA,
	LOOK_AT_IMAGE,
	LOOK_AT_SOURCE,
	LOOK_AT_CONTENT,
	LOOK_AT_ABOUT,
	LOOK_AT_PERSON,
	LOOKER_COUNT
};

/* Rows for the same slot are in order: the first one that a document has wins. */
struct vocab {
	enum ns ns;
	const char *name; /* in lower case */
	unsigned at;	  /* of enum place */
	enum taker take;
	enum slot_id slot;
	enum form form;
	enum looker look;
	unsigned opens; /* of enum place; 0: children mean nothing */
};

/* The namespace of an address, under any of the spellings in use; by its prefix when that has no address, or
 * one that nobody knows. */
enum ns ns_find(const char *uri);
enum ns ns_find_prefix(const char *prefix);
/* RSS 0.90's. */
bool ns_is_rss090(const char *uri);
/* The row for an element that stands at one of those places; NULL: it means nothing here.  Words of Atom and
 * RSS are understood in each other's documents. */
const struct vocab *vocab_find(enum ns ns, const char *name, unsigned at);
int vocab_rank(const struct vocab *row);

#endif
