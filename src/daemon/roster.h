/* roster.h: the feeds of the configuration with what the store knows of each. */
#ifndef TELEX_DAEMON_ROSTER_H
#define TELEX_DAEMON_ROSTER_H

#include "telex/conf.h"
#include "telex/store.h"

#include "settings.h"

struct feed {
	int64_t id;
	const char *name, *url;
	const char *address;  /* of url; NULL: a program prints the feed */
	struct settings *settings;
	const char *host_key; /* host:port of where it is asked; NULL: no such address */
	enum store_pages pages;
	const char *extract, *remove, *next_page; /* of its pages; NULL */
	int64_t interval_s, min_interval_s, max_interval_s; /* interval_s 0: auto */
	uint32_t jitter;
	struct store_feed_state state; /* as it is stored */
	void *texts;		       /* owns its texts */
	int64_t retry_at;	       /* in memory only: not before, whatever the schedule says; 0 */
	bool is_busy;		       /* asked, being parsed, or waiting to be stored */
	bool is_removed;
};

struct roster {
	struct feed **feeds;
	size_t n;
};
/* Make the store's feeds agree with the configuration and read them into the roster.  Feeds that stay under
 * their name and address stay the same objects. */
MUST_USE bool roster_sync(struct roster *roster, struct store *store, const struct conf *conf,
			  struct err *err);
struct feed *roster_find(const struct roster *roster, const char *name); /* NULL */
/* What is stored of a feed has changed. */
void roster_set_state(struct feed *feed, const struct store_feed_state *state);
/* The address that is asked: where a permanent redirect led, else the configured one; NULL: none. */
const char *roster_address(const struct feed *feed);
/* May it be asked now?  is_forced leaves the schedule out of it, not Retry-After, 410 nor a poll that is
 * under way. */
bool roster_is_due(const struct feed *feed, int64_t now, bool is_forced);
/* It is due by the user's own interval in a moment (fetch_slack_s), and nobody else wants it later. */
bool roster_is_nearly_due(const struct feed *feed, int64_t now);
/* When the next one may be asked by its schedule; INT64_MAX: never. */
int64_t roster_next_at(const struct roster *roster);

#endif
