/* hosts.c: a queue a host, and whose turn it is: one host after the other, so that a slow one holds up
 * nobody.
 *
 *   ring -> A -> B -> C -> A     hosts somebody waits for; the head is asked first and goes to the end when
 * it was served |    |    | t1   t4   t5         its transfers, first come first served t2        t6
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

static size_t bucket_of(const char *key)
{
	uint32_t h = 2166136261u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 16777619u;
	return h % HOST_BUCKETS;
}

static void ring_add(struct hosts *hosts, struct host *h)
{
	if (!hosts->ring) {
		h->prev = h->next = hosts->ring = h;
		return;
	}
	h->next = hosts->ring;
	h->prev = hosts->ring->prev;
	h->prev->next = h->next->prev = h;
}

static void ring_remove(struct hosts *hosts, struct host *h)
{
	h->prev->next = h->next;
	h->next->prev = h->prev;
	if (hosts->ring == h)
		hosts->ring = h->next == h ? NULL : h->next;
	h->prev = h->next = NULL;
}

/* Forget the hosts that nothing is known of any more; redirects may have led to any number of them. */
static void sweep(struct hosts *hosts, int64_t now_ms)
{
	for (size_t i = 0; i < HOST_BUCKETS; i++) {
		for (struct host **at = &hosts->buckets[i]; *at;) {
			struct host *h = *at;

			if (h->first || h->running || h->next_start_ms > now_ms || h->held_until_ms > now_ms) {
				at = &h->hash_next;
				continue;
			}
			*at = h->hash_next;
			free(h);
			hosts->n--;
		}
	}
	hosts->sweep_at = 2 * hosts->n + HOST_BUCKETS;
}

static struct host *find(struct hosts *hosts, const struct address *a, int64_t now_ms)
{
	struct host **bucket = &hosts->buckets[bucket_of(a->key)], *h;
	size_t len = strlen(a->key) + 1;

	for (h = *bucket; h; h = h->hash_next)
		if (!strcmp(h->key, a->key))
			return h;
	if (hosts->n >= hosts->sweep_at)
		sweep(hosts, now_ms);
	h = mem_check(calloc(1, sizeof(*h) + len));
	memcpy(h->key, a->key, len);
	h->is_loopback = a->is_loopback;
	h->hash_next = *bucket;
	*bucket = h;
	hosts->n++;
	return h;
}

void hosts_wait(struct hosts *hosts, struct transfer *t, int64_t now_ms)
{
	struct host *h = find(hosts, &t->at, now_ms);

	t->host = h;
	t->next = NULL;
	if (h->first)
		h->last->next = t;
	else
		h->first = t;
	h->last = t;
	if (!h->next)
		ring_add(hosts, h);
	hosts->n_waiting++;
}

void hosts_wait_first(struct hosts *hosts, struct transfer *t, int64_t now_ms)
{
	struct host *h = find(hosts, &t->at, now_ms);

	if (!h->first) {
		hosts_wait(hosts, t, now_ms);
		return;
	}
	t->host = h;
	t->next = h->first;
	h->first = t;
	hosts->n_waiting++;
}

static struct transfer *serve(struct hosts *hosts, struct host *h, const struct fetch_limits *limits,
			      int64_t now_ms)
{
	struct transfer *t = h->first;

	h->first = t->next;
	t->next = NULL;
	h->running++;
	h->next_start_ms = h->is_loopback ? now_ms : now_ms + limits->host_delay_s * 1000;
	hosts->ring = h->next;
	if (!h->first)
		ring_remove(hosts, h);
	hosts->n_waiting--;
	return t;
}

struct transfer *hosts_take(struct hosts *hosts, const struct fetch_limits *limits, int64_t now_ms,
			    int64_t *ret_wake_ms)
{
	struct host *h = hosts->ring;

	if (!h)
		return NULL;
	do {
		if (h->running < limits->per_host) {
			if (h->next_start_ms <= now_ms)
				return serve(hosts, h, limits, now_ms);
			if (h->next_start_ms < *ret_wake_ms)
				*ret_wake_ms = h->next_start_ms;
		}
		h = h->next;
	} while (h != hosts->ring);
	return NULL;
}

void hosts_release(struct host *host)
{
	host->running--;
}

static struct host *look_up(const struct hosts *hosts, const char *key)
{
	struct host *h = hosts->buckets[bucket_of(key)];

	while (h && strcmp(h->key, key) != 0)
		h = h->hash_next;
	return h;
}

bool hosts_is_held(const struct hosts *hosts, const char *key, int64_t now_ms)
{
	const struct host *h = look_up(hosts, key);

	return h && h->held_until_ms > now_ms;
}

struct transfer *hosts_hold(struct hosts *hosts, const char *key, int64_t until_ms)
{
	struct host *h = look_up(hosts, key);
	struct transfer *first;

	if (h)
		h->held_until_ms = until_ms;
	if (!h || !h->first)
		return NULL;
	first = h->first;
	for (const struct transfer *t = first; t; t = t->next)
		hosts->n_waiting--;
	h->first = h->last = NULL;
	ring_remove(hosts, h);
	return first;
}

void hosts_free(struct hosts *hosts)
{
	for (size_t i = 0; i < HOST_BUCKETS; i++) {
		while (hosts->buckets[i]) {
			struct host *h = hosts->buckets[i];

			hosts->buckets[i] = h->hash_next;
			free(h);
		}
	}
}
