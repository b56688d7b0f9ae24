/* speed_report.c: how long the counts of a trend take, against one count of the same articles.
 *
 *   speed_report FILE     milliseconds of the CPU, half of the runs: a count of a year, a trend of that year
 * by week and by day, and of everything by arrival; their ratios.  Then whole trends, and a digest of a day's
 * articles.
 *
 * The file is one that gen_store wrote. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "telex/report.h"

#define NOW INT64_C(1790812800)
#define DAY_S INT64_C(86400)
enum { RUNS = 15, SPANS_MAX = 400 };

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const struct err *err)
{
	fprintf(stderr, "speed_report: %s\n", err->msg);
	exit(err_exit_status(err->code));
}

struct job {
	struct store *store;
	const struct query *query;
	enum store_sort by;
	int64_t edges[SPANS_MAX + 1];
	size_t n; /* 0: one count of the query instead */
};

static int64_t run(const struct job *job)
{
	int64_t counts[SPANS_MAX], sum = 0;
	struct err err = {0};

	if (!(job->n ? store_series(job->store, job->query, NOW, job->by, job->edges, job->n, counts, &err)
		     : store_count(job->store, job->query, NOW, 0, &sum, &err)))
		die(&err);
	for (size_t i = 0; i < job->n; i++)
		sum += counts[i];
	return sum;
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double half_of(const struct job *job, int64_t *ret_sum)
{
	double took[RUNS];

	for (int i = 0; i < RUNS; i++) {
		double start = cpu_ms();

		*ret_sum = run(job);
		took[i] = cpu_ms() - start;
	}
	qsort(took, RUNS, sizeof(took[0]), up);
	return took[RUNS / 2];
}

static const struct query *parse(void *ctx, const char *text)
{
	struct query *query;
	struct err err = {0};

	if (!query_parse(ctx, text, NULL, &query, &err))
		die(&err);
	return query;
}

static void cut(struct job *job, int64_t from, int64_t to, size_t n)
{
	job->n = n;
	for (size_t i = 0; i <= n; i++)
		job->edges[i] = from + (to - from) * (int64_t)i / (int64_t)n;
}

static void measure(struct store *store, const char *text)
{
	void *ctx = talloc_new(NULL);
	struct job count = {
	    .store = store,
	    .query = parse(ctx, mem_printf(ctx, *text ? "(%s) since:365d" : "%ssince:365d", text))};
	struct job job = {.store = store, .query = parse(ctx, text), .by = STORE_BY_DATE};
	int64_t sum;
	double floor = half_of(&count, &sum), weeks, days, all;

	cut(&job, NOW - 364 * DAY_S, NOW, 52);
	weeks = half_of(&job, &sum);
	cut(&job, NOW - 364 * DAY_S, NOW, 364);
	days = half_of(&job, &sum);
	printf("  %-30s %8.2f %8.2f (%.1fx) %8.2f (%.1fx)", *text ? text : "(everything)", floor, weeks,
	       weeks / floor, days, days / floor);
	cut(&job, NOW - 3000 * DAY_S, NOW + 1, 52);
	job.by = STORE_BY_ARRIVAL;
	all = half_of(&job, &sum);
	printf(" %8.2f   %lld\n", all, (long long)sum);
	talloc_free(ctx);
}

/* A year by week, with the time before and everything else for the expectations, drawn. */
static void measure_trend(struct store *store, const char *first, const char *second)
{
	double took[RUNS];

	for (int i = 0; i < RUNS; i++) {
		void *ctx = talloc_new(NULL);
		const struct report_query queries[] = {{first, parse(ctx, first)},
						       {second, parse(ctx, second)}};
		const struct report_look look = {.cols = 100, .rows = 20};
		AUTO_BUF out = BUF_INIT(MIB(1));
		struct report_trend *trend;
		struct err err = {0};
		double start = cpu_ms();

		if (!report_trend_new(ctx, queries, *second ? 2 : 1, REPORT_BY_WEEK, NOW - 365 * DAY_S, NOW,
				      &trend, &err))
			die(&err);
		while (trend->work)
			if (!report_trend_step(trend, store, 0, &err))
				die(&err);
		report_trend_text(trend, &look, &out);
		took[i] = cpu_ms() - start;
		talloc_free(ctx);
	}
	qsort(took, RUNS, sizeof(took[0]), up);
	printf("  %-30s %8.2f\n", mem_printf(NULL, "trend: %s%s%s", first, *second ? ", " : "", second),
	       took[RUNS / 2]);
}

/* Ten sections over the articles that arrived last, as HTML. */
static void measure_digest(struct store *store, int64_t articles)
{
	static const char *const texts[] = {
	    "Huawei",	   "5G spectrum",	 "\"open ran\"", "tag:spectrum", "is:starred",
	    "title:Nokia", "espionage OR audit", "for -network", "netw*",	 ""};
	enum { N = sizeof(texts) / sizeof(texts[0]) };
	double took[RUNS];
	size_t n = 0;

	for (int i = 0; i < RUNS; i++) {
		void *ctx = talloc_new(NULL);
		struct report_section_spec sections[N];
		struct report_digest_spec spec = {
		    .sections = sections, .n_sections = N, .now = NOW, .since = WHEN_NONE};
		AUTO_BUF out = BUF_INIT(MIB(64));
		struct report_digest *digest;
		struct err err = {0};
		double start = cpu_ms();

		for (size_t k = 0; k < N; k++)
			sections[k] = (struct report_section_spec){texts[k], "query", parse(ctx, texts[k])};
		if (!store_seq(store, &spec.upto, &err))
			die(&err);
		spec.after = spec.upto - articles;
		if (!report_digest_make(ctx, store, &spec, &digest, &err))
			die(&err);
		report_digest_html(digest, &out);
		took[i] = cpu_ms() - start;
		n = digest->n_stories;
		talloc_free(ctx);
	}
	qsort(took, RUNS, sizeof(took[0]), up);
	printf("  digest of %-20lld %8.2f  (%zu stories)\n", (long long)articles, took[RUNS / 2], n);
}

int main(int argc, char **argv)
{
	static const char *const texts[] = {
	    "for",     "5G",	       "Huawei",	 "espionage", "netw*", "Huawei OR Nokia",
	    "-Huawei", "tag:spectrum", "feed:outlet-07", ""};
	struct store *store;
	struct err err = {0};

	if (argc < 2 || !store_open(argv[1], STORE_CLIENT, &store, &err))
		die(&err);
	printf("  %-30s %8s %16s %16s %11s\n", "", "count", "by week", "by day", "all, arrival");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		measure(store, texts[i]);
	measure_trend(store, "for", "");
	measure_trend(store, "Huawei", "Nokia");
	measure_digest(store, 576);
	measure_digest(store, 4000);
	store_close(store);
	return 0;
}
