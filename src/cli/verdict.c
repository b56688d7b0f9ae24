/* verdict.c: each thing that can be wrong with a feed: how it is known, its words, and what would help. */
#include "verdict.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "telex/url.h"
#include "telex/when.h"

enum {
	TEASER_BYTES = 280, /* of an average text: less is a teaser */
	HUGE_BYTES = 2 << 20,
	KILO = 1024,
};

/* One remark being made. */
struct look {
	void *ctx;
	const struct facts *f;
	const char *words, *advice;
};

const char *verdict_weight_name(enum verdict_weight weight)
{
	static const char *const names[] = {"note", "warning", "fault"};

	return names[weight];
}

/* "telex feed edit NAME key=value", or the same for whoever has no such feed yet. */
static const char *edit_words(const struct look *l, const char *what)
{
	return l->f->name ? mem_printf(l->ctx, "telex feed edit %s %s", l->f->name, what)
			  : mem_printf(l->ctx, "write %s into its section", what);
}

static bool say(struct look *l, const char *words, const char *advice)
{
	l->words = words;
	l->advice = advice;
	return true;
}

/* ---- nobody answered ---- */

static bool is_fault(const struct look *l, const char *fault)
{
	return l->f->fault && strcmp(l->f->fault, fault) == 0;
}

static bool look_name(struct look *l)
{
	return is_fault(l, "name") && say(l, l->f->error,
					  "look for a slip in the address; when it is right, the site is "
					  "gone or your own network is down");
}

static bool look_refused(struct look *l)
{
	return is_fault(l, "refused") &&
	       say(l, l->f->error,
		   "the host is there and nothing listens: try again later, or look at the port");
}

static bool look_unreachable(struct look *l)
{
	return is_fault(l, "unreachable") &&
	       say(l, l->f->error,
		   "there is no way to the host: is your own network up, is there a firewall?");
}

static bool look_timeout(struct look *l)
{
	return is_fault(l, "timeout") &&
	       say(l, l->f->error,
		   mem_printf(l->ctx, "try again later; for a server that is slow by nature: %s",
			      edit_words(l, "timeout=120s")));
}

/* The certificate's fault by the words of the library. */
static const struct {
	const char *words, *meaning, *advice;
} tls_faults[] = {
    {"certificate has expired", "its certificate has expired", "the publisher must renew it; tell them"},
    {"not yet valid", "its certificate is not valid yet", "is the clock of this computer right?"},
    {"self-signed", "its certificate is self-signed: nobody vouches for it", NULL},
    {"self signed", "its certificate is self-signed: nobody vouches for it", NULL},
    {"subject name", "its certificate is for another host",
     "is the host in the address the one the site uses?"},
    {"match", "its certificate is for another host", "is the host in the address the one the site uses?"},
    {"local issuer", "nobody this computer knows vouches for its certificate",
     "are the certificates of this computer (ca-certificates) current?"},
};

static bool look_tls(struct look *l)
{
	const char *meaning = NULL, *advice = NULL, *last;

	if (!is_fault(l, "tls"))
		return false;
	for (size_t i = 0; !meaning && i < sizeof(tls_faults) / sizeof(tls_faults[0]); i++)
		if (strstr(l->f->error, tls_faults[i].words)) {
			meaning = tls_faults[i].meaning;
			advice = tls_faults[i].advice;
		}
	last = mem_printf(l->ctx, "%s%slast of all, and only where forged news do no harm: %s",
			  advice ? advice : "", advice ? "; " : "", edit_words(l, "insecure=yes"));
	return say(l, meaning ? mem_printf(l->ctx, "%s (%s)", meaning, l->f->error) : l->f->error, last);
}

static bool look_proxy(struct look *l)
{
	return is_fault(l, "proxy") &&
	       say(l, l->f->error, "look at proxy in the configuration, and at http_proxy and https_proxy");
}

static bool look_other(struct look *l)
{
	return is_fault(l, "other") && say(l, l->f->error, "try the address in a browser, and again later");
}

/* ---- a status ---- */

static bool is_status(const struct look *l, int64_t from, int64_t to)
{
	return !l->f->fault && l->f->status >= from && l->f->status <= to;
}

static bool look_auth(struct look *l)
{
	return is_status(l, 401, 401) &&
	       say(l, "HTTP 401: the server wants to know who you are",
		   "give its section username and password (or password_command), or token");
}

static bool look_forbidden(struct look *l)
{
	if (!is_status(l, 402, 403))
		return false;
	return say(
	    l, mem_printf(l->ctx, "%s: the server does not want this program, or this reader", l->f->error),
	    mem_printf(l->ctx,
		       "many sites refuse programs they do not know: %s, or ask the publisher; for a "
		       "subscription, give its section username and password, or token",
		       edit_words(l, "user_agent='Mozilla/5.0 (compatible; telex)'")));
}

/* What a site has instead, at most a few. */
static const char *names_words(const struct look *l, const char *before)
{
	enum { SHOWN = 5 };
	AUTO_BUF out = BUF_INIT(KIB(64));

	if (l->f->n_names == 0)
		return NULL;
	buf_adds(&out, before);
	for (size_t i = 0; i < l->f->n_names && i < SHOWN; i++)
		buf_addf(&out, "%s%s", i ? ", " : "", l->f->names[i]);
	if (l->f->n_names > SHOWN)
		buf_addf(&out, " and %zu more", l->f->n_names - SHOWN);
	return mem_strdup(l->ctx, buf_str(&out));
}

static bool look_not_found(struct look *l)
{
	const char *named = names_words(l, "the home page of the site names ");

	return is_status(l, 404, 404) && say(l, "HTTP 404: there is nothing at this address",
					     named ? named
						   : "the feed has another address now, or none: look for "
						     "'RSS' on the site, then telex feed test it");
}

static bool look_gone(struct look *l)
{
	return is_status(l, 410, 410) &&
	       say(l, "HTTP 410: the publisher took the feed away for good",
		   l->f->name ? mem_printf(l->ctx, "telex feed remove %s: its articles are kept", l->f->name)
			      : "look for another feed on the site");
}

static bool look_too_many(struct look *l)
{
	char span[WHEN_AGE_SIZE];

	if (!is_status(l, 429, 429))
		return false;
	return say(
	    l, "HTTP 429: the server was asked too often",
	    l->f->retry_after_s > 0
		? mem_printf(l->ctx, "it wants to be left alone for %s; then a longer interval: %s",
			     when_span(l->f->retry_after_s, span), edit_words(l, "interval=2h"))
		: mem_printf(l->ctx, "wait, and choose a longer interval: %s", edit_words(l, "interval=2h")));
}

static bool look_server(struct look *l)
{
	char span[WHEN_AGE_SIZE];

	if (!is_status(l, 500, 599))
		return false;
	return say(l, mem_printf(l->ctx, "%s: the fault is the server's", l->f->error),
		   l->f->retry_after_s > 0
		       ? mem_printf(l->ctx,
				    "it hopes to be back in %s; telexd goes on asking, less and less often",
				    when_span(l->f->retry_after_s, span))
		       : "wait: telexd goes on asking, less and less often");
}

static bool look_status(struct look *l)
{
	bool is_known = is_status(l, 401, 404) || is_status(l, 410, 410) || is_status(l, 429, 429) ||
			is_status(l, 500, 599);

	return !l->f->fault && l->f->error && !is_known &&
	       say(l, l->f->error, "try the address in a browser; it may have moved");
}

/* ---- a document that is no feed ---- */

static bool look_empty(struct look *l)
{
	return l->f->not_a_feed && l->f->bytes == 0 &&
	       say(l, "the server answers with nothing",
		   "the fault is the publisher's: try again later, and tell them");
}

static bool look_html(struct look *l)
{
	const char *named = names_words(l, "it names ");

	return l->f->not_a_feed && l->f->bytes > 0 && strstr(l->f->not_a_feed, "HTML") &&
	       say(l, "there is an HTML page at this address, not a feed",
		   named
		       ? named
		       : "it names no feed either; a page of errors or cookies looks the same to a program");
}

static bool look_not_a_feed(struct look *l)
{
	return l->f->not_a_feed && l->f->bytes > 0 && !strstr(l->f->not_a_feed, "HTML") &&
	       say(l, l->f->not_a_feed, "look on the site for a feed: RSS, Atom or JSON Feed");
}

/* ---- a feed with something to be known of it ---- */

static bool look_almost_xml(struct look *l)
{
	return l->f->problem && say(l, mem_printf(l->ctx, "almost XML: %s", l->f->problem),
				    "it is read as far as it goes; tell the publisher");
}

static bool look_moved(struct look *l)
{
	if (!l->f->is_moved || !l->f->is_feed || strcmp(l->f->url, l->f->asked) == 0)
		return false;
	return say(l, mem_printf(l->ctx, "moved for good to %s", l->f->url),
		   edit_words(l, mem_printf(l->ctx, "url=%s", l->f->url)));
}

static bool look_redirected(struct look *l)
{
	return !l->f->is_moved && l->f->is_feed && strcmp(l->f->url, l->f->asked) != 0 &&
	       say(l, mem_printf(l->ctx, "the answer comes from %s, for the time being", l->f->url), NULL);
}

/* "3 of 20 items have", "no item has" */
static const char *some(const struct look *l, int64_t n, const char *have, const char *has)
{
	if (n == l->f->items)
		return mem_printf(l->ctx, "no item %s", has);
	return mem_printf(l->ctx, "%lld of %lld items %s no", (long long)n, (long long)l->f->items, have);
}

static bool look_undated(struct look *l)
{
	return l->f->undated > 0 &&
	       say(l, mem_printf(l->ctx, "%s date", some(l, l->f->undated, "have", "has a")),
		   "they count from when they were seen first; its interval stays a guess, so you may fix "
		   "one");
}

static bool look_repeated(struct look *l)
{
	return l->f->repeated_guids > 0 && say(l,
					       mem_printf(l->ctx, "%lld items have the guid of another one",
							  (long long)l->f->repeated_guids),
					       "those are taken for one article: tell the publisher");
}

static bool look_linkless(struct look *l)
{
	return l->f->without_link > 0 &&
	       say(l, mem_printf(l->ctx, "%s link", some(l, l->f->without_link, "have", "has a")),
		   "their text is all there is; nothing opens in a browser");
}

static bool look_no_items(struct look *l)
{
	return l->f->is_feed && l->f->items == 0 &&
	       say(l, "there is no item in it", "the publisher may fill it later");
}

static bool look_huge(struct look *l)
{
	return l->f->is_feed && l->f->bytes > HUGE_BYTES &&
	       say(l,
		   mem_printf(l->ctx, "it is large: %lld kB at every change",
			      (long long)(l->f->bytes / KILO)),
		   mem_printf(l->ctx, "a longer interval spares you and the server: %s",
			      edit_words(l, "interval=6h")));
}

static bool look_type(struct look *l)
{
	const char *type = l->f->content_type;

	if (!l->f->is_feed || (type && (strcasestr(type, "xml") || strcasestr(type, "json"))))
		return false;
	return say(l,
		   type ? mem_printf(l->ctx, "it says it is %s", type)
			: "it does not say what it is (Content-Type)",
		   "it is read all the same; other programs may not");
}

static bool look_teaser(struct look *l)
{
	return l->f->items > 0 && l->f->mean_text < TEASER_BYTES &&
	       say(l,
		   mem_printf(l->ctx, "teasers only: %lld bytes of text an item", (long long)l->f->mean_text),
		   "the whole text is on the site; a search finds what is in the teaser");
}

static bool look_guidless(struct look *l)
{
	return l->f->without_guid > 0 &&
	       say(l, mem_printf(l->ctx, "%s guid", some(l, l->f->without_guid, "have", "has a")),
		   "they are told apart by their links");
}

static bool look_validators(struct look *l)
{
	return l->f->is_feed && !l->f->has_etag && !l->f->has_last_modified &&
	       say(l,
		   mem_printf(l->ctx, "neither ETag nor Last-Modified: every poll costs the whole %lld kB",
			      (long long)(l->f->bytes / KILO) + 1),
		   "tell the publisher; a longer interval helps too");
}

static bool look_plain(struct look *l)
{
	return l->f->is_feed && strncmp(l->f->url, "http://", 7) == 0 && !url_is_local(l->f->url) &&
	       say(l, "it comes over http: whoever is on the way can change it",
		   "if the site speaks https, use that address");
}

static bool look_insecure(struct look *l)
{
	return l->f->is_insecure && l->f->is_feed &&
	       say(l, "its certificate is not checked (insecure = yes): whoever is on the way can forge it",
		   edit_words(l, "insecure= takes that back, once the certificate is right"));
}

/* Gravest first; where one of the faults is found, nothing behind them is looked at. */
static const struct {
	const char *name;
	enum verdict_weight weight;
	bool (*look)(struct look *l);
} looks[] = {
    {"name", VERDICT_FAULT, look_name},
    {"refused", VERDICT_FAULT, look_refused},
    {"unreachable", VERDICT_FAULT, look_unreachable},
    {"timeout", VERDICT_FAULT, look_timeout},
    {"tls", VERDICT_FAULT, look_tls},
    {"proxy", VERDICT_FAULT, look_proxy},
    {"other", VERDICT_FAULT, look_other},
    {"auth", VERDICT_FAULT, look_auth},
    {"forbidden", VERDICT_FAULT, look_forbidden},
    {"not-found", VERDICT_FAULT, look_not_found},
    {"gone", VERDICT_FAULT, look_gone},
    {"too-many", VERDICT_FAULT, look_too_many},
    {"server", VERDICT_FAULT, look_server},
    {"status", VERDICT_FAULT, look_status},
    {"empty", VERDICT_FAULT, look_empty},
    {"html", VERDICT_FAULT, look_html},
    {"not-a-feed", VERDICT_FAULT, look_not_a_feed},
    {"moved", VERDICT_WARNING, look_moved},
    {"insecure", VERDICT_WARNING, look_insecure},
    {"almost-xml", VERDICT_WARNING, look_almost_xml},
    {"no-items", VERDICT_WARNING, look_no_items},
    {"undated", VERDICT_WARNING, look_undated},
    {"repeated-guids", VERDICT_WARNING, look_repeated},
    {"no-links", VERDICT_WARNING, look_linkless},
    {"huge", VERDICT_WARNING, look_huge},
    {"content-type", VERDICT_WARNING, look_type},
    {"redirected", VERDICT_NOTE, look_redirected},
    {"no-guids", VERDICT_NOTE, look_guidless},
    {"teasers", VERDICT_NOTE, look_teaser},
    {"no-validators", VERDICT_NOTE, look_validators},
    {"plain-http", VERDICT_NOTE, look_plain},
};
_Static_assert(sizeof(looks) / sizeof(looks[0]) <= VERDICT_REMARKS_MAX, "a place for each remark");

void verdict_make(void *ctx, const struct facts *facts, struct verdict *ret)
{
	*ret = (struct verdict){.works = true, .is_reached = !facts->fault};
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		struct look l = {.ctx = ctx, .f = facts};

		if ((!ret->works && looks[i].weight < VERDICT_FAULT) || !looks[i].look(&l))
			continue;
		ret->remarks[ret->n++] = (struct remark){looks[i].name, looks[i].weight, l.words, l.advice};
		ret->works = ret->works && looks[i].weight < VERDICT_FAULT;
	}
}
