/* ingest.c: finished polls are gathered into transactions of the right size.
 *
 * The full-text index is most of the cost and is flushed at each commit, so few large transactions are
 * cheapest; but the first one comes soon, so that a reader has something to show, and none waits for long, so
 * that a crash costs little. With a reader connected they are short, and the reader's own writes get their
 * turn in the pauses between. */
#include "ingest.h"

#include "clock.h"

enum {
	FIRST_WAIT_MS =
	    400, /* the first transaction comes so soon, each further one takes twice as long, up to: */
	LAST_WAIT_MS = 8000,
	GENTLE_MS = 20,
	GENTLE_PAUSE_MS = 30,
	GENTLE_FIRST = 60, /* items in the first gentle transaction, until their price is known */
	GENTLE_LEAST = 8,
	GENTLE_MOST = 1000,
	BUSY_PAUSE_MS = 500,
	BUSY_MS_MAX = 60000,
};
#define BATCH_BYTES MIB(64)

struct ingest {
	struct store *store;
	ingest_done_fn *done;
	void *state;
	struct poll *first, **last;
	size_t n, n_bytes;
	int64_t first_ms; /* since when the oldest waits */
	int64_t wait_ms;
	int64_t not_before_ms;
	size_t gentle_items;
	int64_t busy_since_ms; /* 0: not */
};

struct ingest *ingest_new(void *ctx, struct store *store, ingest_done_fn *done, void *state)
{
	struct ingest *g = mem_new(ctx, struct ingest);

	g->store = store;
	g->done = done;
	g->state = state;
	g->last = &g->first;
	g->wait_ms = FIRST_WAIT_MS;
	g->gentle_items = GENTLE_FIRST;
	return g;
}

static size_t bytes_of(const struct poll *poll)
{
	return poll->answer ? poll->answer->n_bytes : 0;
}

void ingest_add(struct ingest *ingest, struct poll *take_poll)
{
	struct poll *poll = talloc_steal(ingest, take_poll);

	if (!ingest->first)
		ingest->first_ms = clock_ms();
	poll->next = NULL;
	*ingest->last = poll;
	ingest->last = &poll->next;
	ingest->n++;
	ingest->n_bytes += bytes_of(poll);
}

size_t ingest_pending(const struct ingest *ingest)
{
	return ingest->n;
}

size_t ingest_pending_bytes(const struct ingest *ingest)
{
	return ingest->n_bytes;
}

static int64_t due_ms(const struct ingest *g, const struct ingest_mode *mode)
{
	bool is_now = mode->is_last || mode->is_gentle || g->n_bytes >= BATCH_BYTES;
	int64_t due = is_now ? 0 : g->first_ms + g->wait_ms;

	return due > g->not_before_ms ? due : g->not_before_ms;
}

int ingest_wait_ms(const struct ingest *ingest, const struct ingest_mode *mode, int64_t now_ms)
{
	int64_t wait = due_ms(ingest, mode) - now_ms;

	if (!ingest->n)
		return -1;
	return wait < 0 ? 0 : (int)wait;
}

/* How many polls from the front make one transaction; a feed is never split. */
static size_t choose(const struct ingest *g, bool is_gentle, size_t *ret_items)
{
	size_t n = 0, items = 0, bytes = 0;

	for (const struct poll *p = g->first; p; p = p->next) {
		size_t more = p->answer && p->answer->n_items ? p->answer->n_items : 1;

		if (n && is_gentle && items + more > g->gentle_items)
			break;
		if (n && bytes + bytes_of(p) > 2 * BATCH_BYTES)
			break;
		n++;
		items += more;
		bytes += bytes_of(p);
	}
	*ret_items = items;
	return n;
}

static struct store_fetched *make_batch(const struct ingest *g, void *ctx, size_t n)
{
	struct store_fetched *batch = mem_array(ctx, struct store_fetched, n);
	const struct poll *p = g->first;

	for (size_t i = 0; i < n; i++, p = p->next) {
		batch[i].feed_id = p->feed->id;
		/* the configuration that this was fetched for may be gone by now */
		if (p->feed->is_removed)
			continue;
		batch[i].has_state = true;
		batch[i].pages = p->feed->pages;
		batch[i].state = p->state;
		if (p->answer && p->outcome == FETCH_DOCUMENT) {
			batch[i].items = p->answer->items;
			batch[i].n_items = p->answer->n_items;
		}
	}
	return batch;
}

static struct poll *shift(struct ingest *g)
{
	struct poll *p = g->first;

	g->first = p->next;
	if (!g->first)
		g->last = &g->first;
	g->n--;
	g->n_bytes -= bytes_of(p);
	return p;
}

/* The next gentle transaction should take its 20 ms. */
static void learn(struct ingest *g, size_t items, int64_t took_ms)
{
	int64_t wish = took_ms > 0 ? (int64_t)items * GENTLE_MS / took_ms : (int64_t)items * 2;

	if (wish < GENTLE_LEAST)
		wish = GENTLE_LEAST;
	g->gentle_items = wish > GENTLE_MOST ? GENTLE_MOST : (size_t)wish;
}

/* Another process writes: not a fault until it has done so for a minute. */
static bool may_try_again(struct ingest *g, const struct err *err, int64_t now_ms)
{
	if (!g->busy_since_ms)
		g->busy_since_ms = now_ms;
	if (err->code != ERR_BUSY || now_ms - g->busy_since_ms > BUSY_MS_MAX)
		return false;
	g->not_before_ms = now_ms + BUSY_PAUSE_MS;
	return true;
}

static bool store_some(struct ingest *g, bool is_gentle, struct err *err)
{
	void *tmp = talloc_new(NULL);
	struct store_ingested *result;
	struct err own = {0};
	size_t items, n = choose(g, is_gentle, &items);
	struct store_fetched *batch = make_batch(g, tmp, n);
	int64_t before_ms = clock_ms();

	if (!store_ingest(g->store, tmp, batch, n, clock_now(), is_gentle ? STORE_GENTLE : STORE_BULK, &result,
			  &own)) {
		talloc_free(tmp);
		if (may_try_again(g, &own, clock_ms()))
			return true;
		g->busy_since_ms = 0;
		if (err)
			*err = own;
		return false;
	}
	g->busy_since_ms = 0;
	g->first_ms = clock_ms();
	if (is_gentle) {
		learn(g, items, g->first_ms - before_ms);
		g->not_before_ms = g->first_ms + GENTLE_PAUSE_MS;
	}
	for (size_t i = 0; i < n; i++) {
		struct poll *p = shift(g);

		g->done(g->state, p, &batch[i]);
		talloc_free(p);
	}
	talloc_free(tmp);
	return true;
}

bool ingest_turn(struct ingest *ingest, const struct ingest_mode *mode, int64_t now_ms, struct err *err)
{
	if (!ingest->n || due_ms(ingest, mode) > now_ms)
		return true;
	if (!store_some(ingest, mode->is_gentle, err))
		return false;
	ingest->wait_ms = 2 * ingest->wait_ms < LAST_WAIT_MS ? 2 * ingest->wait_ms : LAST_WAIT_MS;
	if (mode->is_last && !ingest->n)
		ingest->wait_ms = FIRST_WAIT_MS;
	return true;
}

void ingest_drop(struct ingest *ingest, void (*dropped)(void *state, struct poll *poll), void *state)
{
	while (ingest->n) {
		struct poll *p = shift(ingest);

		dropped(state, p);
		talloc_free(p);
	}
	ingest->busy_since_ms = 0;
	ingest->not_before_ms = 0;
}
