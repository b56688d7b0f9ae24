/* sites.h: what sites say in robots.txt, and since when. */
#ifndef TELEX_DAEMON_SITES_H
#define TELEX_DAEMON_SITES_H

#include "telex/robots.h"
#include "telex/store.h"

enum site_is { SITE_UNKNOWN, SITE_ASKED, SITE_KNOWN };
struct site {
	struct site *next;
	char *origin; /* "https://host:port", as in the address */
	enum site_is is;
	enum robots_meaning meaning; /* of SITE_KNOWN */
	struct robots *robots;	     /* ROBOTS_READ */
	int64_t until;		     /* when it is to be asked again */
	int64_t next_ms;	     /* Crawl-delay: no request before */
};
struct sites;
struct sites *sites_new(void *ctx, struct store *store);
/* The site of an address, with what is still good of what it said before; NULL: the address has none. */
struct site *sites_find(struct sites *sites, const char *url, int64_t now);
/* robots.txt was answered (status 0: it was not), which is kept. */
void sites_learn(struct sites *sites, struct site *site, long status, struct bytes text, int64_t now);

#endif
