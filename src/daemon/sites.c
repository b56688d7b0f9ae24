/* sites.c: what sites say in robots.txt. */
#include "sites.h"

#include <string.h>

#include "telex/log.h"
#include "telex/page.h"
#include "telex/url.h"

enum { CLOSED_S = 3600 /* a robots.txt that could not be had is asked for again */ };

static const char agent[] = "telex";

struct sites {
	struct store *store;
	struct site *first;
};

struct sites *sites_new(void *ctx, struct store *store)
{
	struct sites *sites = mem_new(ctx, struct sites);

	sites->store = store;
	return sites;
}

/* Without what may stand before the host: a secret. */
static char *origin_of(void *ctx, const char *url)
{
	const char *rest = strstr(url, "://"), *at;
	size_t len;

	if (!url_is_web(url) || !rest)
		return NULL;
	len = strcspn(rest + 3, "/?#");
	at = memchr(rest + 3, '@', len);
	if (at)
		return mem_printf(ctx, "%.*s://%.*s", (int)(rest - url), url, (int)(rest + 3 + len - at - 1), at + 1);
	return mem_printf(ctx, "%.*s", (int)(rest + 3 + len - url), url);
}

static void set(struct site *site, long status, struct bytes text, int64_t until)
{
	talloc_free(site->robots);
	site->robots = NULL;
	site->is = SITE_KNOWN;
	site->meaning = robots_meaning(status);
	site->until = until;
	if (site->meaning == ROBOTS_READ)
		site->robots = robots_parse(site, text, agent);
}

static void recall(struct sites *sites, struct site *site, int64_t now)
{
	void *tmp = talloc_new(NULL);
	const char *text;
	int64_t status;

	if (page_robots(sites->store, tmp, site->origin, now, &status, &text, NULL) && text)
		set(site, (long)status, (struct bytes){text, strlen(text)}, now + CLOSED_S);
	talloc_free(tmp);
}

struct site *sites_find(struct sites *sites, const char *url, int64_t now)
{
	char *origin = origin_of(sites, url);
	struct site *site = sites->first;

	if (!origin)
		return NULL;
	while (site && strcmp(site->origin, origin) != 0)
		site = site->next;
	if (!site) {
		site = mem_new(sites, struct site);
		site->origin = mem_strdup(site, origin);
		site->next = sites->first;
		sites->first = site;
	}
	talloc_free(origin);
	if (site->is == SITE_KNOWN && (site->until <= now || site->until > now + ROBOTS_FRESH_S))
		site->is = SITE_UNKNOWN;
	if (site->is == SITE_UNKNOWN)
		recall(sites, site, now);
	return site;
}

void sites_learn(struct sites *sites, struct site *site, long status, struct bytes text, int64_t now)
{
	struct bytes kept = {text.data, text.len < ROBOTS_BYTES_MAX ? text.len : ROBOTS_BYTES_MAX};
	const bool is_closed = robots_meaning(status) == ROBOTS_CLOSED;
	const int64_t until = now + (is_closed ? CLOSED_S : ROBOTS_FRESH_S);
	char *copy = mem_strndup(NULL, kept.data ? kept.data : "", robots_meaning(status) == ROBOTS_READ ? kept.len : 0);
	struct err err;

	set(site, status, (struct bytes){copy, strlen(copy)}, until);
	if (!page_robots_set(sites->store, site->origin, status, copy, until, &err))
		log_warn("robots.txt of %s: %s", site->origin, err.msg);
	talloc_free(copy);
}
