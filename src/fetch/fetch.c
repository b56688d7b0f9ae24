/* fetch.c: many transfers at once, in one loop over one libcurl multi handle. */
#include "engine.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
	FDS_SPARE = 24,	    /* store, sockets, parsers, standard streams */
	FDS_A_TRANSFER = 4, /* while its name is being resolved */
	FDS_EXTRA_MAX = 128,
};

/* ---- the engine ---- */

static int64_t clamp_transfers(int64_t wanted)
{
	struct rlimit limit;
	int64_t most = wanted;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
		most = ((int64_t)limit.rlim_cur - FDS_SPARE) / FDS_A_TRANSFER;
	if (wanted < most)
		most = wanted;
	return most < 1 ? 1 : most;
}

void fetch_set_limits(struct fetch *fetch, const struct fetch_limits *limits)
{
	char *agent = mem_strdup(fetch, limits->user_agent ? limits->user_agent : "");
	char *proxy = mem_strdup(fetch, limits->proxy);

	talloc_free((void *)fetch->limits.user_agent); /* libcurl has its own copies */
	talloc_free((void *)fetch->limits.proxy);
	fetch->limits = *limits;
	fetch->limits.user_agent = agent;
	fetch->limits.proxy = proxy;
	fetch->limits.transfers = clamp_transfers(limits->transfers);
	if (fetch->limits.per_host < 1)
		fetch->limits.per_host = 1;
	fetch->idle = mem_grow(fetch, fetch->idle, CURL *, (size_t)fetch->limits.transfers + fetch->n_idle);
	curl_multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, (long)fetch->limits.transfers);
}

static void transfer_free(struct transfer *t)
{
	curl_slist_free_all(t->lines);
	talloc_free(t); /* the reply with it, if nobody took it */
}

static void free_list(struct transfer *t)
{
	while (t) {
		struct transfer *next = t->next;

		transfer_free(t);
		t = next;
	}
}

static int fetch_destroy(struct fetch *f)
{
	struct host *h;

	for (struct transfer *t = f->running; t; t = t->next) {
		curl_multi_remove_handle(f->multi, t->easy);
		curl_easy_cleanup(t->easy);
	}
	for (size_t i = 0; i < f->n_idle; i++)
		curl_easy_cleanup(f->idle[i]);
	free_list(f->running);
	free_list(f->stillborn);
	for (size_t i = 0; i < HOST_BUCKETS; i++)
		for (h = f->hosts.buckets[i]; h; h = h->hash_next)
			free_list(h->first);
	hosts_free(&f->hosts);
	curl_multi_cleanup(f->multi);
	return 0;
}

bool fetch_new(void *ctx, const struct fetch_limits *limits, struct fetch **ret, struct err *err)
{
	struct fetch *f;
	CURLM *multi;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(multi = curl_multi_init()))
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not start");
	f = mem_new(ctx, struct fetch);
	f->multi = multi;
	f->hosts.sweep_at = HOST_BUCKETS;
	fetch_set_limits(f, limits);
	talloc_set_destructor(f, fetch_destroy);
	*ret = f;
	return true;
}

size_t fetch_running(const struct fetch *fetch)
{
	return fetch->n_running;
}

size_t fetch_waiting(const struct fetch *fetch)
{
	return fetch->hosts.n_waiting + (fetch->stillborn != NULL);
}

void fetch_pause(struct fetch *fetch, bool is_paused)
{
	fetch->is_paused = is_paused;
}

/* ---- into the queue ---- */

static int reply_destroy(struct fetch_reply *reply)
{
	buf_free(&reply->body);
	return 0;
}

struct fetch_reply *fetch_reply_new(void *ctx, int64_t max_size)
{
	struct fetch_reply *reply = mem_new(ctx, struct fetch_reply);

	reply->headers = (struct fetch_headers)FETCH_HEADERS_INIT;
	reply->body = (struct buf)BUF_INIT((size_t)max_size);
	talloc_set_destructor(reply, reply_destroy);
	return reply;
}

static const char *const *copy_headers(void *ctx, const struct fetch_request *from)
{
	const char **headers = from->n_headers ? mem_array(ctx, const char *, from->n_headers) : NULL;

	for (size_t i = 0; i < from->n_headers; i++)
		headers[i] = mem_strdup(headers, from->headers[i]);
	return headers;
}

static struct fetch_request copy_request(void *ctx, const struct fetch_request *from)
{
	struct fetch_request r = *from;

	r.url = mem_strdup(ctx, from->url);
	r.home_url = mem_strdup(ctx, from->home_url);
	/* A line break in a validator would be a header of its own. */
	r.etag =
	    from->etag && *from->etag && !strpbrk(from->etag, "\r\n") ? mem_strdup(ctx, from->etag) : NULL;
	r.last_modified = from->last_modified && *from->last_modified && !strpbrk(from->last_modified, "\r\n")
			      ? mem_strdup(ctx, from->last_modified)
			      : NULL;
	r.username = mem_strdup(ctx, from->username);
	r.password = mem_strdup(ctx, from->password);
	r.token = mem_strdup(ctx, from->token);
	r.user_agent = mem_strdup(ctx, from->user_agent);
	r.proxy = mem_strdup(ctx, from->proxy);
	r.headers = copy_headers(ctx, from);
	return r;
}

static void give_stillborn(struct transfer *t)
{
	t->next = t->fetch->stillborn;
	t->fetch->stillborn = t;
}

void fetch_add(struct fetch *fetch, const struct fetch_request *request, fetch_done_fn *done, void *state,
	       void *tag)
{
	struct transfer *t = mem_new(NULL, struct transfer);

	t->fetch = fetch;
	t->request = copy_request(t, request);
	t->timeout_s = t->request.timeout_s ? t->request.timeout_s : fetch->limits.timeout_s;
	t->max_size = t->request.max_size ? t->request.max_size : fetch->limits.max_size;
	t->reply = fetch_reply_new(t, t->max_size);
	t->done = done;
	t->state = state;
	t->tag = tag;
	t->is_permanent = true;
	if (!address_split(t, t->request.url, &t->at) ||
	    !address_split(t, t->request.home_url ? t->request.home_url : t->request.url, &t->home)) {
		t->reply->error = "not an http or https address";
		give_stillborn(t);
		return;
	}
	hosts_wait(&fetch->hosts, t, engine_now_ms());
}

static void withdraw(struct transfer *t)
{
	t->reply->is_withdrawn = true;
	t->reply->error = "the host does not want to be asked now";
	give_stillborn(t);
}

void fetch_hold(struct fetch *fetch, const char *host_key, int64_t hold_s)
{
	struct transfer *t = hosts_hold(&fetch->hosts, host_key, engine_now_ms() + hold_s * 1000);

	while (t) {
		struct transfer *next = t->next;

		withdraw(t);
		t = next;
	}
}

/* ---- out of it ---- */

static CURL *take_easy(struct fetch *f)
{
	if (f->n_idle)
		return f->idle[--f->n_idle];
	return mem_check(curl_easy_init());
}

static void give_easy(struct fetch *f, CURL *easy)
{
	curl_easy_reset(easy);
	if (f->n_idle < (size_t)f->limits.transfers)
		f->idle[f->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
}

static void unlink_running(struct fetch *f, struct transfer *t)
{
	struct transfer **at = &f->running;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	t->next = NULL;
	f->n_running--;
}

/* Give the slot, the handle and the bytes back. */
static void leave(struct transfer *t)
{
	struct fetch *f = t->fetch;

	curl_multi_remove_handle(f->multi, t->easy);
	unlink_running(f, t);
	give_easy(f, t->easy);
	t->easy = NULL;
	f->body_bytes -= t->reply->body.len;
	if (f->favourite == t)
		f->favourite = NULL;
	hosts_release(t->host);
}

static void deliver(struct transfer *t)
{
	struct fetch_reply *reply = t->reply;

	if (!reply->url)
		reply->url = mem_strdup(reply, t->at.bare ? t->at.bare : t->request.url);
	reply->is_local =
	    t->at.is_loopback || (t->at.ip_len && fetch_reach(t->at.ip, t->at.ip_len) != FETCH_PUBLIC);
	reply->is_moved = t->hops > 0 && t->is_permanent;
	t->done(t->state, t->tag, reply);
	transfer_free(t);
}

static void start(struct transfer *t)
{
	struct fetch *f = t->fetch;
	struct err err;

	t->started_ms = engine_now_ms();
	t->easy = take_easy(f);
	t->next = f->running;
	f->running = t;
	f->n_running++;
	if (transfer_prepare(t, &err)) {
		if (curl_multi_add_handle(f->multi, t->easy) == CURLM_OK)
			return;
		err_set(&err, ERR_UNAVAILABLE, "libcurl does not take the request");
	}
	t->reply->error = mem_strdup(t->reply, err.msg);
	leave(t);
	give_stillborn(t);
}

/* ---- redirects ---- */

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Where to next; false with the reply's error. */
static bool follow(struct transfer *t, long status, struct address *ret)
{
	char *url = NULL;

	if (t->hops >= REDIRECTS_MAX) {
		t->reply->error = mem_printf(t->reply, "more than %d redirects", REDIRECTS_MAX);
		return false;
	}
	if (curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &url) != CURLE_OK || !url) {
		t->reply->error = mem_printf(t->reply, "HTTP %ld, a redirect without an address", status);
		return false;
	}
	if (!address_split(t, url, ret)) {
		t->reply->error =
		    mem_printf(t->reply, "HTTP %ld, a redirect to what is no http or https address", status);
		return false;
	}
	return true;
}

/* Go on to the next hop, in the queue of its host: first on the same host, which has begun with it. */
static void hop(struct transfer *t, long status, const struct address *to)
{
	bool is_same = !strcmp(t->at.key, to->key);

	t->used_ms += engine_now_ms() - t->started_ms;
	t->hops++;
	if (!fetch_is_permanent(status, t->at.bare, to->bare))
		t->is_permanent = false;
	t->at = *to;
	leave(t);
	if (hosts_is_held(&t->fetch->hosts, t->at.key, engine_now_ms()))
		withdraw(t);
	else if (is_same)
		hosts_wait_first(&t->fetch->hosts, t, engine_now_ms());
	else
		hosts_wait(&t->fetch->hosts, t, engine_now_ms());
}

static void finish(struct transfer *t, CURLcode code)
{
	struct address to;
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (t->is_enough)
		code = CURLE_OK;
	t->reply->status = status;
	if (code != CURLE_OK) {
		t->reply->fault = fault_of(t, code);
		transfer_explain(t, code);
	} else if (is_redirect(status) && follow(t, status, &to)) {
		hop(t, status, &to);
		return;
	}
	leave(t);
	deliver(t);
}

/* ---- one turn ---- */

static void start_waiting(struct fetch *f, int64_t *ret_wake_ms)
{
	struct transfer *t;

	while (!f->is_paused && f->n_running < (size_t)f->limits.transfers &&
	       (t = hosts_take(&f->hosts, &f->limits, engine_now_ms(), ret_wake_ms)))
		start(t);
}

static void deliver_stillborn(struct fetch *f)
{
	while (f->stillborn) {
		struct transfer *t = f->stillborn;

		f->stillborn = t->next;
		deliver(t);
	}
}

/* Room again for bodies: whoever waits may go on (and may have to wait once more). */
static void wake_paused(struct fetch *f)
{
	if (f->favourite)
		return;
	for (struct transfer *t = f->running; t; t = t->next) {
		if (!t->is_paused)
			continue;
		t->is_paused = false;
		curl_easy_pause(t->easy, CURLPAUSE_CONT);
	}
}

static void collect(struct fetch *f)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(f->multi, &left))) {
		struct transfer *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		finish(t, m->data.result);
	}
	wake_paused(f);
	deliver_stillborn(f);
}

static int wait_ms(const struct fetch *f, int timeout_ms, int64_t wake_ms)
{
	int64_t until = wake_ms == INT64_MAX ? INT64_MAX : wake_ms - engine_now_ms();

	if (f->stillborn)
		return 0;
	if (until < 0)
		until = 0;
	return timeout_ms < 0 || until < timeout_ms ? (int)(until > 60000 ? 60000 : until) : timeout_ms;
}

/* poll(2)'s bits and those of libcurl, which has its own. */
static const struct {
	short poll, curl;
} event_bits[] = {{POLLIN, CURL_WAIT_POLLIN}, {POLLPRI, CURL_WAIT_POLLPRI}, {POLLOUT, CURL_WAIT_POLLOUT}};

static short convert(short events, bool to_curl)
{
	short out = 0;

	for (size_t i = 0; i < sizeof(event_bits) / sizeof(event_bits[0]); i++)
		if (events & (to_curl ? event_bits[i].poll : event_bits[i].curl))
			out |= to_curl ? event_bits[i].curl : event_bits[i].poll;
	return out;
}

bool fetch_turn(struct fetch *fetch, struct fetch_fd *fds, size_t n, int timeout_ms, struct err *err)
{
	struct curl_waitfd extra[FDS_EXTRA_MAX] = {0};
	int64_t wake_ms = INT64_MAX;
	int running;
	CURLMcode code;

	if (n > FDS_EXTRA_MAX)
		return err_set(err, ERR_UNAVAILABLE, "too many descriptors to wait for");
	start_waiting(fetch, &wake_ms);
	for (size_t i = 0; i < n; i++)
		extra[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = convert(fds[i].events, true)};
	code = curl_multi_poll(fetch->multi, extra, (unsigned)n, wait_ms(fetch, timeout_ms, wake_ms), NULL);
	if (code == CURLM_OK)
		code = curl_multi_perform(fetch->multi, &running);
	if (code != CURLM_OK)
		return err_set(err, ERR_UNAVAILABLE, "libcurl: %s", curl_multi_strerror(code));
	for (size_t i = 0; i < n; i++)
		fds[i].ret_events = convert(extra[i].revents, false);
	collect(fetch);
	return true;
}
