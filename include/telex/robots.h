/* robots.h: robots.txt, as RFC 9309 reads it.  Pure; part of fetch. */
#ifndef TELEX_ROBOTS_H
#define TELEX_ROBOTS_H

#include "telex/buf.h"
#include "telex/mem.h"

enum {
	ROBOTS_BYTES_MAX = 512 * 1024,	/* section 2.5 wants 500 KiB; what follows is not read */
	ROBOTS_FRESH_S = 24 * 3600,	/* section 2.4 */
	ROBOTS_DELAY_MAX_S = 60		/* a longer Crawl-delay counts as this */
};

struct robots;
/* The rules for agent (a product token, in any case): those of the groups that name it, else of the groups for '*'.  A child of
 * ctx with its own copies.  Anything is a robots.txt; lines that are none say nothing. */
struct robots *robots_parse(void *ctx, struct bytes text, const char *agent);
/* May it fetch url?  By the longest rule that matches its path and query; allow of two as long; yes without one. */
bool robots_allows(const struct robots *robots, const char *url);
/* Crawl-delay, which is no part of the RFC: seconds between two requests; 0: none. */
int64_t robots_delay_s(const struct robots *robots);

/* What an answer to the request for robots.txt means (section 2.3.1). */
enum robots_meaning {
	ROBOTS_READ,	 /* its text counts */
	ROBOTS_FREE,	 /* there is none: everything may be fetched */
	ROBOTS_CLOSED	 /* nobody knows: nothing may be fetched until it is asked again */
};
/* status 0: no answer. */
enum robots_meaning robots_meaning(long status);

#endif
