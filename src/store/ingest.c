/* ingest.c: a batch of fetched feeds into the store, in one transaction or in several short ones. */
#include "placing.h"

#include <stdlib.h>
#include <time.h>

enum {
	/* Text that is indexed within some 10 ms; a transaction ends with the feed that goes over it. */
	GENTLE_BYTES = 120 * 1000,
	GENTLE_ARTICLE_BYTES = 1500, /* what the rows of an article cost beside its text */
	GENTLE_PAUSE_NS = 30 * 1000000
};

struct ingest {
	struct store *store;
	struct store_fetched *batch;
	size_t n;
	int64_t now;
	enum store_pace pace;
	struct store_ingested *done;
	size_t room;
};

bool ingest_must_stop(const struct store *store, struct err *err)
{
	if (!store->give_way || !store->give_way(store->give_way_state))
		return false;
	(void)err_set(err, ERR_INTERRUPTED, "interrupted: nothing of this was stored");
	return true;
}

static void note(struct ingest *in, const struct plan *plan)
{
	struct store_fetched *fetched = &in->batch[plan->feed];
	struct store_ingested *done = in->done;

	fetched->ret_new += plan->kind == PLAN_NEW;
	fetched->ret_updated += plan->is_updated;
	done->n_updated += plan->is_updated;
	if (plan->kind != PLAN_NEW)
		return;
	if (done->n_ids == in->room) {
		in->room = in->room ? 2 * in->room : 64;
		done->ids = mem_grow(done, done->ids, int64_t, in->room);
	}
	done->ids[done->n_ids++] = plan->id;
	done->n_new++;
}

/* Show the new and the changed articles to whoever judges. */
static bool judge(struct ingest *in, struct group *group, struct err *err)
{
	struct store *store = in->store;
	struct store_new *items = mem_array(group->ctx, struct store_new, group->n);
	size_t n = 0;

	if (!store->judge)
		return true;
	for (size_t i = 0; i < group->n; i++) {
		const struct plan *plan = group->plans[i];

		if (plan->kind == PLAN_NEW || plan->is_to_judge)
			items[n++] = (struct store_new){plan->id, plan->title, plan->author, plan->body,
							plan->kind == PLAN_NEW};
	}
	return !n || store->judge(store->judge_state, items, n, in->now, err);
}

void store_set_judge(struct store *store, store_judge_fn *fn, void *state)
{
	store->judge = fn;
	store->judge_state = state;
}

void store_set_grown(struct store *store, store_grown_fn *grown)
{
	store->grown = grown;
}

void store_set_grouping(struct store *store, bool is_on)
{
	store->is_ungrouped = !is_on;
}

/* Ascending ids: FTS5 flushes on a lower one.  Rows before the index: a statement with a trigger opens a
 * savepoint, and at every savepoint FTS5 writes what it has gathered (59 % of an ingest, measured). */
static bool write_all(struct ingest *in, struct group *group, struct idlist *grown, struct err *err)
{
	int64_t first = 0, seq;

	if (!assign_ids(group, err) ||
	    !sql_int(in->store, err, &first, "SELECT seq FROM counter WHERE id = 1", ""))
		return false;
	seq = first;
	for (size_t i = 0; i < group->n; i++)
		if ((i % ASK_EVERY == 0 && ingest_must_stop(in->store, err)) ||
		    !write_rows(group, group->plans[i], &seq, err))
			return false;
	if (!in->store->is_ungrouped && !place_group(group, grown, err))
		return false;
	for (size_t i = 0; i < group->n; i++) {
		if ((i % ASK_EVERY == 0 && ingest_must_stop(in->store, err)) ||
		    !write_text(group, group->plans[i], err))
			return false;
		note(in, group->plans[i]);
	}
	if (seq != first && !sql_run(in->store, err, "UPDATE counter SET seq = ?1 WHERE id = 1", "i", seq))
		return false;
	return judge(in, group, err) &&
	       (!grown->n || !in->store->grown ||
		in->store->grown(in->store->judge_state, grown->ids, grown->n, in->now, err));
}

static bool write_group(struct ingest *in, struct group *group, struct err *err)
{
	struct idlist grown = {0};
	bool ok = write_all(in, group, &grown, err);

	ids_free(&grown);
	ids_free(&group->carried);
	return ok;
}

static bool is_enough(const struct ingest *in, const struct group *group)
{
	return in->pace == STORE_GENTLE &&
	       group->work_bytes + group->n * GENTLE_ARTICLE_BYTES >= GENTLE_BYTES;
}

static bool fill_and_write(struct ingest *in, struct group *group, size_t *at, struct err *err)
{
	size_t first = *at;

	for (; *at < in->n && !is_enough(in, group); ++*at) {
		in->batch[*at].ret_new = in->batch[*at].ret_updated = 0;
		if (ingest_must_stop(in->store, err) || !identify(group, &in->batch[*at], *at, err))
			return false;
	}
	/* first, so that whoever judges the articles sees the feed's title */
	for (size_t i = first; i < *at; i++)
		if (in->batch[i].has_state &&
		    !feed_write_state(in->store, in->batch[i].feed_id, &in->batch[i].state, err))
			return false;
	return write_group(in, group, err);
}

/* One transaction, from feed *at on; leaves *at behind the last feed that was stored. */
static bool run_group(struct ingest *in, size_t *at, struct err *err)
{
	struct group group = {.store = in->store, .now = in->now, .ctx = talloc_new(in->done)};
	bool ok =
	    sql_begin(in->store, err) && fill_and_write(in, &group, at, err) && sql_commit(in->store, err);

	if (!ok) {
		sql_rollback(in->store);
		place_ring_drop(in->store);
	}
	talloc_free(group.ctx);
	return ok;
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

bool store_ingest(struct store *store, void *ctx, struct store_fetched *batch, size_t n, int64_t now,
		  enum store_pace pace, struct store_ingested **ret, struct err *err)
{
	struct ingest in = {.store = store, .batch = batch, .n = n, .now = now, .pace = pace};
	const struct timespec pause = {.tv_nsec = GENTLE_PAUSE_NS};

	in.done = mem_new(ctx, struct store_ingested);
	for (size_t at = 0; at < n;) {
		if (!run_group(&in, &at, err)) {
			talloc_free(in.done);
			return false;
		}
		if (at < n)
			nanosleep(&pause, NULL);
	}
	if (in.done->n_ids > 1)
		qsort(in.done->ids, in.done->n_ids, sizeof(int64_t), ascending);
	*ret = in.done;
	return true;
}
