/* outage.c: was it they, or our own network? */
#include "outage.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

enum { FIRST_S = 30, /* tried again so soon, then twice as late, up to: */ MAX_S = 300 };

struct outage {
	struct poll *suspects;
	char *host; /* the first host that could not be reached since somebody answered */
	bool is_wide;	 /* and others could not be either */
	bool is_reached; /* somebody answered in this round */
	int64_t wait_s;	 /* 0: online */
};

struct outage *outage_new(void *ctx)
{
	return mem_new(ctx, struct outage);
}

void outage_begin(struct outage *outage)
{
	outage->is_reached = false;
}

void outage_reached(struct outage *outage)
{
	talloc_free(outage->host);
	outage->host = NULL;
	outage->is_wide = false;
	outage->is_reached = true;
	outage->wait_s = 0;
}

void outage_suspect(struct outage *outage, struct poll *take_poll)
{
	const char *key = take_poll->feed->host_key;

	if (!outage->host)
		outage->host = mem_strdup(outage, key ? key : "");
	else if (key && strcmp(outage->host, key) != 0)
		outage->is_wide = true;
	take_poll->next = outage->suspects;
	outage->suspects = take_poll;
}

bool outage_has_suspects(const struct outage *outage)
{
	return outage->suspects;
}

/* An interface that could lead out, by the look of its addresses. */
static bool has_interface(void)
{
	struct ifaddrs *all;
	bool found = false;

	if (getifaddrs(&all) != 0)
		return true; /* cannot tell */
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next) {
		if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) || (i->ifa_flags & IFF_LOOPBACK))
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			found = true;
		else if (i->ifa_addr->sa_family == AF_INET6)
			found = !IN6_IS_ADDR_LINKLOCAL(
			    &((const struct sockaddr_in6 *)(const void *)i->ifa_addr)->sin6_addr);
	}
	freeifaddrs(all);
	return found;
}

bool outage_is_ours(const struct outage *outage)
{
	return !outage->is_reached && (outage->is_wide || !has_interface());
}

int64_t outage_wait_s(struct outage *outage)
{
	const int64_t wait_s = outage->wait_s ? 2 * outage->wait_s : FIRST_S;

	outage->wait_s = wait_s < MAX_S ? wait_s : MAX_S;
	return outage->wait_s;
}

struct poll *outage_take(struct outage *outage)
{
	struct poll *p = outage->suspects;

	if (p)
		outage->suspects = p->next;
	return p;
}
