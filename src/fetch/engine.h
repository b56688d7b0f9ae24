/* engine.h: what the files of the transfer engine share. */
#ifndef TELEX_FETCH_ENGINE_H
#define TELEX_FETCH_ENGINE_H

#include "telex/fetch.h"

#include <curl/curl.h>
#include <sys/socket.h>

/* ---- address.c ---- */

struct address {
	const char *scheme, *host;   /* lower case; an IPv6 host without brackets */
	const char *key;	     /* host:port */
	const char *user, *password; /* NULL: none */
	const char *bare;	     /* the address without them */
	uint16_t port;
	bool is_loopback; /* localhost, *.localhost or a loopback number */
	unsigned char ip[16];
	size_t ip_len; /* 0: the host is a name */
};
/* An http or https address; its strings are children of ctx. */
bool address_split(void *ctx, const char *url, struct address *ret);
/* May a request that the user wrote for `home` connect to this socket address? */
bool address_allows(const struct address *home, bool is_private, const struct sockaddr *to);

/* ---- proxy.c ---- */

/* The proxy for an address, NULL for none: the feed's own ("none": none), else `configured`, else http_proxy,
 * https_proxy and all_proxy, the latter two less no_proxy. */
const char *proxy_for(const struct address *to, const char *own, const char *configured);

/* ---- hosts.c: who waits for which host ---- */

struct transfer {
	struct transfer *next; /* of its host's queue, or of the running ones */
	struct fetch *fetch;
	struct host *host;
	CURL *easy;
	struct curl_slist *lines; /* request headers */
	struct fetch_request request;
	struct address home, at; /* what the user wrote; the hop in hand */
	struct fetch_reply *reply;
	fetch_done_fn *done;
	void *state, *tag;
	int64_t started_ms, used_ms; /* this hop's start; what the hops before took */
	int64_t timeout_s, max_size; /* of the request, else of the limits */
	const char *proxy;	     /* of the hop in hand; NULL: none */
	int64_t stray_bytes;	     /* of a body that nobody reads */
	int hops;
	bool is_permanent; /* all redirects so far */
	bool is_home;	   /* the hop in hand goes where the user's own headers may go */
	bool is_proxied, is_paused;
	bool is_enough;	     /* we ended it ourselves, and it is a success */
	const char *refusal; /* why our own callback ended it */
	bool is_too_large;   /* that is why */
	char words[CURL_ERROR_SIZE];
};

struct host {
	struct host *hash_next;
	struct host *prev, *next; /* ring of the hosts somebody waits for; NULL: nobody */
	struct transfer *first, *last;
	int64_t running, next_start_ms;
	int64_t held_until_ms; /* it does not want to be asked */
	bool is_loopback;
	char key[];
};
enum { HOST_BUCKETS = 1024 };
struct hosts {
	struct host *buckets[HOST_BUCKETS];
	struct host *ring; /* whose turn is next */
	size_t n, sweep_at, n_waiting;
};
/* Queue t for the host of t->at, behind those that wait for it. */
void hosts_wait(struct hosts *hosts, struct transfer *t, int64_t now_ms);
/* The same, before those that wait for it: what has been begun comes first. */
void hosts_wait_first(struct hosts *hosts, struct transfer *t, int64_t now_ms);
/* The next transfer whose host has room now, its slot taken; NULL: none.  *ret_wake_ms is lowered to the
 * moment when one will have waited long enough. */
struct transfer *hosts_take(struct hosts *hosts, const struct fetch_limits *limits, int64_t now_ms,
			    int64_t *ret_wake_ms);
void hosts_release(struct host *host);
/* A host that was asked before does not want to be asked.  Gives everybody who waits for it, out of its queue;
 * linked by next. */
struct transfer *hosts_hold(struct hosts *hosts, const char *key, int64_t until_ms);
bool hosts_is_held(const struct hosts *hosts, const char *key, int64_t now_ms);
void hosts_free(struct hosts *hosts);

/* ---- transfer.c: one request on one easy handle ---- */

struct fetch {
	CURLM *multi;
	struct fetch_limits limits;
	struct hosts hosts;
	struct transfer *running;
	struct transfer *stillborn; /* no address to go to: told in the next turn */
	CURL **idle;
	size_t n_idle, n_running;
	size_t body_bytes;	    /* held by what is running */
	struct transfer *favourite; /* may go on when body_bytes is at its limit */
	bool is_paused;
};
enum {
	REDIRECTS_MAX = 10,
	LOW_SPEED_BYTES = 100, /* a second, for so many seconds: */
	LOW_SPEED_S = 20,
};
int64_t engine_now_ms(void);
/* Set up t->easy for the address t->at. */
bool transfer_prepare(struct transfer *t, struct err *err);
/* explain.c: the reply's error for a failed transfer, and whether our own network may be to blame. */
void transfer_explain(struct transfer *t, CURLcode code);
/* Of which kind it is: fault.c. */
enum fetch_fault fault_of(struct transfer *t, CURLcode code);

#endif
