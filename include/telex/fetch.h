/* fetch.h: what a server's answer means and when to ask again (pure); and many HTTP transfers at once.
 *
 * The pure half (headers, policy, addresses) does no I/O and reads no clock: now and jitter are arguments.
 * The other half is one libcurl multi handle with queues per host; it reads the monotonic clock and nothing
 * else. */
#ifndef TELEX_FETCH_H
#define TELEX_FETCH_H

#include "telex/buf.h"
#include "telex/mem.h"
#include "telex/when.h"

/* ---- headers of one answer: pure ---- */

enum { FETCH_VALIDATOR_MAX = 2048 }; /* bytes; a longer ETag or Last-Modified is not kept */

/* Strings are talloc children of the ctx they were read with, NULL when absent. */
struct fetch_headers {
	const char *etag, *last_modified; /* verbatim, without the blanks around */
	const char *content_type;
	int64_t max_age_s;     /* Cache-Control; -1: not given */
	int64_t age_s;	       /* -1 */
	int64_t expires, date; /* WHEN_NONE; an Expires that is no date is the past (RFC 9111 section 5.3) */
	int64_t retry_after_s; /* seconds; -1: none, or a date: */
	int64_t retry_at;      /* WHEN_NONE */
	bool is_length_known;  /* a cut body would have been noticed */
	const char *line;      /* the field in hand: its value may go on in the next line */
};
#define FETCH_HEADERS_INIT                                                                                   \
	{                                                                                                    \
		.max_age_s = -1, .age_s = -1, .expires = WHEN_NONE, .date = WHEN_NONE, .retry_after_s = -1,  \
		.retry_at = WHEN_NONE                                                                        \
	}
/* Take one line as it came, with or without its line break.  A status line begins anew; one that begins with a
 * blank goes on with the value before (RFC 9112 section 5.2: as if a space stood for the line break). */
void fetch_headers_add(struct fetch_headers *headers, void *ctx, struct bytes line);

/* ---- policy: pure ---- */

enum fetch_outcome {
	FETCH_DOCUMENT,	 /* 200, 226: a body to parse */
	FETCH_UNCHANGED, /* 304 to a conditional request */
	FETCH_GONE,	 /* 410: not asked again */
	FETCH_FAILED	 /* everything else */
};
/* status 0: no answer. */
enum fetch_outcome fetch_outcome(long status, bool was_conditional);
/* Is a redirect between these addresses for good?  301 and 308 are, but never from https down to http. */
bool fetch_is_permanent(long status, const char *from, const char *to);
/* "HTTP 404, not found": one clause for people. */
const char *fetch_status_words(void *ctx, long status);

struct fetch_facts {
	int64_t now;
	int64_t took_s;				/* since it was to be asked: a fixed interval counts from there */
	uint32_t jitter;			/* fetch_jitter(name) */
	int64_t interval_s;			/* what the user wants; 0: auto */
	int64_t min_interval_s, max_interval_s; /* bounds of auto */
	int64_t last_interval_s;		/* in force until now; 0: none yet */
	int64_t failures;			/* in a row, before this answer */
	int64_t failing_s;			/* since the first of them; 0: not known */
	enum fetch_outcome outcome;		/* FETCH_FAILED too when the document was no feed */
	long status;
	const struct fetch_headers *headers; /* NULL: no answer */
	int64_t ttl_s;			     /* the document's wishes, these three; 0: none */
	uint32_t skip_hours;		     /* bit h: hour h, UTC */
	uint8_t skip_days;		     /* bit d: 0 is Sunday */
	int64_t posting_gap_s;		     /* fetch_posting_gap of a new document; 0: not known */
	int64_t window_s;		     /* the time between its oldest and newest item; 0: not known */
	bool is_overrun;		     /* items came and went between two polls, */
	bool is_watched;		     /* or did so lately */
};
/* Why next_at is what it is: the one reason that put it so far. */
enum fetch_why {
	FETCH_WHY_INTERVAL, /* fixed by the user */
	FETCH_WHY_RATE,	    /* automatic, as are the next two: by the posting rate */
	FETCH_WHY_QUIET,    /* a little longer than last time: nothing new came */
	FETCH_WHY_FIRST,    /* the posting rate is not known */
	FETCH_WHY_WINDOW,   /* its document holds so little that items were missed */
	FETCH_WHY_MAX_AGE,
	FETCH_WHY_EXPIRES,
	FETCH_WHY_TTL,
	FETCH_WHY_SKIP, /* skipHours, skipDays */
	FETCH_WHY_RETRY_AFTER,
	FETCH_WHY_TOO_MANY, /* 429 that does not say for how long */
	FETCH_WHY_BACK_OFF,
	FETCH_WHY_WEEKLY, /* failing for 30 days */
	FETCH_WHY_GONE,
	FETCH_WHY_HOST, /* another feed's 429; not from fetch_plan */
	FETCH_WHY_COUNT_
};
/* A short word for good, "rate"; store_next_words (telex/store.h) has its words for people. */
const char *fetch_why_name(enum fetch_why why);

struct fetch_plan {
	int64_t next_at;
	enum fetch_why why;
	int64_t interval_s; /* in force from now on, without back-off and the server's wishes */
	int64_t failures;
	int64_t hold_until; /* 0; Retry-After: not before, schedule or not */
	int64_t host_until; /* 0; 429: nothing from this host and port before */
	bool is_gone;
};
/* When to ask again.  next_at = now + the longest of: the user's interval (auto: by the posting rate),
 * max-age or Expires, ttl, Retry-After; then on to an hour that is not to be skipped; a server's wish counts
 * up to 7 days. Failures double the interval up to a day; 304 lets an automatic interval grow by an eighth.
 * Where items were missed an automatic interval is halved, and stays below a third of the document's window.
 */
struct fetch_plan fetch_plan(const struct fetch_facts *facts);
/* So much before next_at a feed may be asked when its reason is FETCH_WHY_INTERVAL: whoever starts --once every interval
 * comes a moment sooner or later.  No server's wish lies in that time, or it were the reason. */
int64_t fetch_slack_s(int64_t interval_s);
/* No plan lies further ahead: what does was written by a clock that went wrong.  longest_s: the longest
 * interval, a fixed one or the upper bound of auto. */
int64_t fetch_plan_max_s(int64_t longest_s);
enum { FETCH_HOLD_MAX_S = 7 * 86400 }; /* nor do hold_until and host_until than this */
/* 0 to 65535, always the same for a name. */
uint32_t fetch_jitter(const char *name);
/* Mean time between posts, from the dates of a document's items (WHEN_NONE allowed, any order): looks at the
 * newest 20 and at the time since; dates beyond now are left out.  0: not known. */
int64_t fetch_posting_gap(const int64_t *published, size_t n, int64_t now);

/* ---- addresses: pure ---- */

enum fetch_reach {
	FETCH_PUBLIC,
	FETCH_LOOPBACK, /* 127/8, ::1 */
	FETCH_PRIVATE,	/* RFC 1918, 100.64/10, fc00::/7, link-local, and what embeds them */
	FETCH_FORBIDDEN /* 0/8, multicast, reserved, 169.254.169.254 and its IPv6 twin: never */
};
/* addr: 4 bytes (IPv4) or 16 bytes (IPv6) in network order.  IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64)
 * is what it embeds. */
enum fetch_reach fetch_reach(const unsigned char *addr, size_t len);

/* ---- transfers ---- */

struct fetch_limits {
	int64_t timeout_s;    /* one request with its redirects, without waiting for its turn */
	int64_t max_size;     /* bytes, decoded */
	int64_t per_host;     /* transfers at once to one host and port */
	int64_t host_delay_s; /* between the starts of two requests to one host and port; loopback: none */
	int64_t transfers;    /* at once in all; bounded by RLIMIT_NOFILE */
	const char *user_agent;
	const char *proxy; /* NULL: the usual environment variables */
};

enum fetch_http { FETCH_HTTP_AUTO, FETCH_HTTP_1_1, FETCH_HTTP_2 };

struct fetch_request {
	const char *url;      /* http or https */
	const char *home_url; /* the address the user wrote: what it names literally is allowed; NULL: url */
	const char *etag, *last_modified; /* NULL: unconditional */
	bool is_private;		  /* may lead anywhere but to FETCH_FORBIDDEN */
	/* Sent to the scheme, host and port of home_url and nowhere else, as its user:password@ is.  A connection that
	 * carried any of them is used once. */
	const char *const *headers; /* "Name: value" each, checked by the caller; an Accept replaces ours */
	size_t n_headers;
	const char *username, *password; /* basic; they go before those of home_url */
	const char *token;		 /* bearer */
	/* NULL and 0: as the limits say */
	const char *user_agent;
	const char *proxy; /* "none": directly */
	int64_t timeout_s, max_size;
	enum fetch_http http_version; /* FETCH_HTTP_2: without TLS too */
	bool is_insecure;	      /* certificates are not checked; shares no connection with requests that do */
};

/* What ended a request that got no whole answer. */
enum fetch_fault {
	FETCH_FAULT_NONE,
	FETCH_FAULT_NAME, /* the host was not found */
	FETCH_FAULT_REFUSED,
	FETCH_FAULT_UNREACHABLE,
	FETCH_FAULT_TIMEOUT,
	FETCH_FAULT_TLS,
	FETCH_FAULT_PROXY,
	FETCH_FAULT_SIZE, /* larger than max_size; its short word is that of others */
	FETCH_FAULT_OTHER /* the error's words say it */
};
/* A short word for good, "name", "refused". */
const char *fetch_fault_name(enum fetch_fault fault);

/* Children of the reply, which belongs to the callback: it may talloc_steal or free it; what it leaves is
 * freed. */
struct fetch_reply {
	const char *error; /* NULL: a whole answer came, whatever its status; else one clause */
	enum fetch_fault fault; /* with error: of what kind, where libcurl found it */
	bool is_offline;   /* the host was not found or not reachable: perhaps our own network's fault */
	bool is_local;	   /* the request went to a local host: says nothing about the network */
	bool is_withdrawn; /* by fetch_hold: url was not asked */
	long status;	   /* 0: no answer */
	const char *url;   /* where the answer came from */
	bool is_moved;	   /* at least one redirect, all permanent (301, 308), none from https to http */
	struct fetch_headers headers;
	struct buf body; /* decoded; freed with the reply */
};

/* An answer that no server gave: a child of ctx, status 0, no error, no body yet. */
struct fetch_reply *fetch_reply_new(void *ctx, int64_t max_size);

struct fetch;
typedef void fetch_done_fn(void *state, void *tag, struct fetch_reply *reply);

/* The engine; a talloc child of ctx.  limits are copied.  CURL_CA_BUNDLE or SSL_CERT_FILE, SSL_CERT_DIR: the
 * certificates that servers are checked with. */
MUST_USE bool fetch_new(void *ctx, const struct fetch_limits *limits, struct fetch **ret, struct err *err);
/* Change the limits of what starts from now on. */
void fetch_set_limits(struct fetch *fetch, const struct fetch_limits *limits);
/* Queue a request; request is copied.  done is called from fetch_turn, once. */
void fetch_add(struct fetch *fetch, const struct fetch_request *request, fetch_done_fn *done, void *state,
	       void *tag);
/* A host (a key of fetch_host_key) does not want to be asked for so long.  What waits for it, and what a redirect
 * leads there meanwhile, is told in the next turn, as withdrawn; what is added from now on is the caller's choice. */
void fetch_hold(struct fetch *fetch, const char *host_key, int64_t hold_s);
/* Start nothing new while set (what runs goes on): the reader of the results is behind. */
void fetch_pause(struct fetch *fetch, bool is_paused);
size_t fetch_running(const struct fetch *fetch);
size_t fetch_waiting(const struct fetch *fetch); /* queued, not started */
/* host:port of an address in lower case, the key of a host's queue; NULL when it has none. */
char *fetch_host_key(void *ctx, const char *url);

/* A descriptor of somebody else to wait for in the same call; events and ret_events are of poll(2). */
struct fetch_fd {
	int fd;
	short events, ret_events;
};
/* One turn of the loop: start what may start, wait for sockets, fds or timeout_ms, move bytes, call back. fds
 * that are ready end the wait.  May be called with nothing to do: then it is poll(2). */
MUST_USE bool fetch_turn(struct fetch *fetch, struct fetch_fd *fds, size_t n, int timeout_ms,
			 struct err *err);

#endif
