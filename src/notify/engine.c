/* engine.c: transfers under way, on one libcurl multi handle whose sockets somebody else waits for. */
#include "engine.h"

#include <string.h>

enum { BODY_MAX_MB = 32, REFUSED_MAX = 400 };

struct sock {
	curl_socket_t fd;
	short events;
};
struct notify {
	CURLM *multi;
	struct delivery *running;
	size_t n_running;
	struct sock socks[NOTIFY_FDS];
	size_t n_socks;
	int64_t now_ms, timer_ms; /* timer_ms -1: none */
};

/* ---- what libcurl wants to wait for ---- */

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *state, void *mine)
{
	struct notify *n = state;
	size_t i = 0;

	(void)easy;
	(void)mine;
	while (i < n->n_socks && n->socks[i].fd != fd)
		i++;
	if (what == CURL_POLL_REMOVE) {
		if (i < n->n_socks)
			n->socks[i] = n->socks[--n->n_socks];
		return 0;
	}
	if (i == NOTIFY_FDS)
		return -1; /* libcurl gives up on what wanted it */
	if (i == n->n_socks)
		n->n_socks++;
	n->socks[i].fd = fd;
	n->socks[i].events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
	return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *state)
{
	struct notify *n = state;

	(void)multi;
	n->timer_ms = timeout_ms < 0 ? -1 : n->now_ms + timeout_ms;
	return 0;
}

/* ---- one delivery ---- */

static int delivery_destroy(struct delivery *d)
{
	buf_free(&d->body);
	buf_free(&d->words);
	buf_free(&d->refused);
	curl_slist_free_all(d->lines);
	curl_slist_free_all(d->rcpt);
	if (d->easy)
		curl_easy_cleanup(d->easy);
	return 0;
}

static const char **copy_strings(void *ctx, const char *const *from, size_t n)
{
	const char **to = mem_array(ctx, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		to[i] = mem_strdup(to, from[i]);
	return to;
}

static struct delivery *delivery_new(const struct notify_request *from)
{
	struct delivery *d = mem_new(NULL, struct delivery);
	struct notify_request *r = &d->request;

	d->easy = curl_easy_init();
	talloc_set_destructor(d, delivery_destroy);
	*r = *from;
	r->url = mem_strdup(d, from->url);
	r->proxy = mem_strdup(d, from->proxy);
	r->user_agent = mem_strdup(d, from->user_agent);
	r->from = mem_strdup(d, from->from);
	r->username = mem_strdup(d, from->username);
	r->password = mem_strdup(d, from->password);
	r->headers = copy_strings(d, from->headers, from->n_headers);
	r->to = copy_strings(d, from->to, from->n_to);
	d->body = (struct buf)BUF_INIT(MIB((size_t)BODY_MAX_MB));
	buf_add(&d->body, from->body.data, from->body.len);
	r->body = buf_bytes(&d->body);
	d->words = (struct buf)BUF_INIT(NOTIFY_WORDS_MAX);
	d->refused = (struct buf)BUF_INIT(REFUSED_MAX);
	return d;
}

/* What could not even begin is told in the next turn, as everything else. */
void notify_send(struct notify *notify, const struct notify_request *request, notify_done_fn *done, void *state, void *tag,
		 int64_t now_ms)
{
	struct delivery *d = delivery_new(request);
	struct err err = {0};

	d->notify = notify;
	d->done = done;
	d->state = state;
	d->tag = tag;
	d->next = notify->running;
	notify->running = d;
	notify->n_running++;
	notify->now_ms = now_ms;
	if (delivery_prepare(d, &err) && curl_multi_add_handle(notify->multi, d->easy) == CURLM_OK)
		return;
	curl_easy_cleanup(d->easy);
	d->easy = NULL;
}

static void unlink_delivery(struct notify *n, struct delivery *d)
{
	struct delivery **at = &n->running;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	n->n_running--;
}

static void finish(struct notify *n, struct delivery *d, const struct notify_reply *reply)
{
	if (d->easy)
		curl_multi_remove_handle(n->multi, d->easy);
	unlink_delivery(n, d);
	d->done(d->state, d->tag, reply);
	talloc_free(d);
}

static void collect(struct notify *n)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(n->multi, &left))) {
		struct delivery *d = NULL;
		struct notify_reply reply;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &d);
		delivery_explain(d, m->data.result, &reply);
		finish(n, d, &reply);
	}
}

static void tell_stillborn(struct notify *n)
{
	static const struct notify_reply reply = {.error = "libcurl does not take the request", .retry_after_s = -1};

	for (struct delivery *d = n->running, *next; d; d = next) {
		next = d->next;
		if (!d->easy)
			finish(n, d, &reply);
	}
}

/* ---- the loop's side ---- */

bool notify_has_room(const struct notify *notify)
{
	return notify->n_running < NOTIFY_AT_ONCE;
}

size_t notify_fds(const struct notify *notify, struct pollfd *fds, size_t room)
{
	size_t n = notify->n_socks < room ? notify->n_socks : room;

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){.fd = notify->socks[i].fd, .events = notify->socks[i].events};
	return n;
}

int notify_wait_ms(const struct notify *notify, int64_t now_ms)
{
	for (const struct delivery *d = notify->running; d; d = d->next)
		if (!d->easy)
			return 0;
	if (!notify->n_running)
		return -1;
	if (notify->timer_ms < 0)
		return -1;
	return notify->timer_ms <= now_ms ? 0 : (int)(notify->timer_ms - now_ms);
}

void notify_turn(struct notify *notify, const struct pollfd *fds, size_t n, int64_t now_ms)
{
	int running;

	notify->now_ms = now_ms;
	for (size_t i = 0; i < n; i++)
		if (fds[i].revents)
			curl_multi_socket_action(notify->multi, fds[i].fd,
						 (fds[i].revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) |
						     (fds[i].revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
						     (fds[i].revents & (POLLERR | POLLNVAL) ? CURL_CSELECT_ERR : 0),
						 &running);
	if (notify->timer_ms >= 0 && notify->timer_ms <= now_ms) {
		notify->timer_ms = -1;
		curl_multi_socket_action(notify->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	collect(notify);
	tell_stillborn(notify);
}

/* ---- birth and death ---- */

static int notify_destroy(struct notify *n)
{
	while (n->running) {
		struct delivery *d = n->running;

		n->running = d->next;
		if (d->easy)
			curl_multi_remove_handle(n->multi, d->easy);
		talloc_free(d);
	}
	curl_multi_cleanup(n->multi);
	return 0;
}

bool notify_new(void *ctx, struct notify **ret, struct err *err)
{
	struct notify *n;
	CURLM *multi;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(multi = curl_multi_init()))
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not start");
	n = mem_new(ctx, struct notify);
	n->multi = multi;
	n->timer_ms = -1;
	talloc_set_destructor(n, notify_destroy);
	if (curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket) ||
	    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, n) || curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer) ||
	    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, n) ||
	    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)NOTIFY_AT_ONCE)) {
		talloc_free(n);
		return err_set(err, ERR_UNAVAILABLE, "libcurl does not know an option it should");
	}
	*ret = n;
	return true;
}
