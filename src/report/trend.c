/* trend.c: the model of a trend: counted piece by piece, then compared and searched for spikes. */
#include "telex/report.h"

#include <string.h>

#include "expect.h"

/* The counts while they are made: with the time before, and of everything, to tell what was to be expected.
 */
struct report_work {
	const struct query **queries; /* n_queries, then everything */
	size_t n_all, before;	      /* buckets in all; those before the first one that is shown */
	int64_t *edges;		      /* n_all + 1 */
	int64_t **counts;
	size_t query, bucket; /* the next to be counted */
};

static struct report_work *work_new(struct report_trend *trend, const struct report_query *queries,
				    struct err *err)
{
	struct report_work *work = mem_new(trend, struct report_work);
	struct query *everything;

	if (!query_parse(work, "", NULL, &everything, err))
		return NULL;
	work->before = expect_history(trend->by);
	work->n_all = work->before + trend->n;
	work->edges = mem_array(work, int64_t, work->n_all + 1);
	for (size_t i = 0; i < work->before; i++)
		work->edges[i] =
		    report_bucket_step(trend->by, trend->edges[0], (int64_t)i - (int64_t)work->before);
	memcpy(work->edges + work->before, trend->edges, (trend->n + 1) * sizeof(int64_t));
	work->queries = mem_array(work, const struct query *, trend->n_queries + 1);
	work->counts = mem_array(work, int64_t *, trend->n_queries + 1);
	for (size_t q = 0; q <= trend->n_queries; q++) {
		work->queries[q] = q < trend->n_queries ? queries[q].query : everything;
		work->counts[q] = mem_array(work, int64_t, work->n_all);
	}
	return work;
}

bool report_trend_new(void *ctx, const struct report_query *queries, size_t n, enum report_by by,
		      int64_t since, int64_t now, struct report_trend **ret, struct err *err)
{
	struct report_trend *trend = mem_new(ctx, struct report_trend);
	int64_t *edges;

	trend->by = by;
	trend->now = now;
	trend->n_queries = n;
	trend->names = mem_array(trend, const char *, n);
	for (size_t q = 0; q < n; q++)
		trend->names[q] = mem_strdup(trend, queries[q].text);
	if (!report_buckets(trend, by, since, now, &edges, &trend->n, err)) {
		talloc_free(trend);
		return false;
	}
	trend->edges = edges;
	trend->work = work_new(trend, queries, err);
	if (!trend->work) {
		talloc_free(trend);
		return false;
	}
	*ret = trend;
	return true;
}

/* ---- complete ---- */

static void copy_counts(struct report_trend *trend, const struct report_work *work)
{
	trend->counts = mem_array(trend, const int64_t *, trend->n_queries);
	trend->totals = mem_array(trend, int64_t, trend->n_queries);
	for (size_t q = 0; q < trend->n_queries; q++) {
		int64_t *counts = mem_array(trend, int64_t, trend->n);

		memcpy(counts, work->counts[q] + work->before, trend->n * sizeof(counts[0]));
		trend->counts[q] = counts;
		for (size_t i = 0; i < trend->n; i++)
			trend->totals[q] += counts[i];
		trend->total += trend->totals[q];
	}
}

static void look_for_spike(struct report_trend *trend, const struct report_work *work, size_t first, size_t q,
			   size_t i)
{
	const int64_t count = trend->counts[q][i];
	struct expectation found;

	trend->expected[q * trend->n + i] = -1;
	if (!expect(trend->by, work->counts[q], work->counts[trend->n_queries], first, work->before + i,
		    &found))
		return;
	trend->expected[q * trend->n + i] = found.expected;
	if (count < found.limit)
		return;
	trend->spikes = mem_grow(trend, trend->spikes, struct report_spike, trend->n_spikes + 1);
	trend->spikes[trend->n_spikes++] = (struct report_spike){q, i, count, found.limit, found.expected};
}

/* Before the first article there was nothing to be expected, not zero. */
static size_t first_known(const struct report_trend *trend, const struct report_work *work)
{
	size_t first = 0;

	while (first < work->n_all && work->counts[trend->n_queries][first] == 0)
		first++;
	return first;
}

static void finish(struct report_trend *trend)
{
	const struct report_work *work = trend->work;
	const size_t first = first_known(trend, work);

	copy_counts(trend, work);
	trend->expected = mem_array(trend, double, trend->n_queries * trend->n);
	for (size_t i = 0; i < trend->n; i++)
		for (size_t q = 0; q < trend->n_queries; q++)
			look_for_spike(trend, work, first, q, i);
	talloc_free(trend->work);
	trend->work = NULL;
}

bool report_trend_step(struct report_trend *trend, struct store *store, size_t buckets, struct err *err)
{
	struct report_work *work = trend->work;
	size_t n;

	if (!work)
		return true;
	n = work->n_all - work->bucket;
	n = buckets && buckets < n ? buckets : n;
	if (!store_series(store, work->queries[work->query], trend->now, STORE_BY_DATE,
			  work->edges + work->bucket, n, work->counts[work->query] + work->bucket, err)) {
		if (work->query < trend->n_queries && trend->n_queries > 1)
			return err_wrap(err, "%s", trend->names[work->query]);
		return false;
	}
	work->bucket += n;
	if (work->bucket < work->n_all)
		return true;
	work->bucket = 0;
	if (++work->query > trend->n_queries)
		finish(trend);
	return true;
}

int report_trend_share(const struct report_trend *trend, size_t query, size_t bucket)
{
	const bool is_all = bucket >= trend->n;
	const int64_t mine = is_all ? trend->totals[query] : trend->counts[query][bucket];
	int64_t sum = 0;

	for (size_t q = 0; q < trend->n_queries; q++)
		sum += is_all ? trend->totals[q] : trend->counts[q][bucket];
	return sum > 0 ? (int)((mine * 100 + sum / 2) / sum) : -1;
}
