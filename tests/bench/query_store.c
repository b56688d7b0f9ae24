/* query_store.c: how long a reader waits for lists, counts and rows of a store.
 *
 *   query_store FILE      milliseconds: the first run, the best of 15, and what came back
 *
 * The file is one that gen_store wrote.  Lists are pages of 50 rows as the reader asks for them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telex/store.h"

#define NOW INT64_C(1790812800)
enum { RUNS = 15, PAGE = 50 };

static double ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const struct err *err)
{
	fprintf(stderr, "query_store: %s\n", err->msg);
	exit(err_exit_status(err->code));
}

struct job {
	struct store *store;
	const char *text;
	struct store_page page;
	bool is_count;
};

static int64_t run(const struct job *job)
{
	void *ctx = talloc_new(NULL);
	struct query *query;
	struct store_rows *rows = NULL;
	struct err err = {0};
	int64_t n = 0;

	if (!query_parse(ctx, job->text, NULL, &query, &err) ||
	    (job->is_count ? !store_count(job->store, query, NOW, 0, &n, &err)
			   : !store_search(job->store, ctx, query, &job->page, NOW, &rows, NULL, &err)))
		die(&err);
	n = job->is_count ? n : (int64_t)rows->n;
	talloc_free(ctx);
	return n;
}

static void measure(const char *what, struct job job)
{
	double first = 0, best = 1e9;
	int64_t n = 0;

	for (int i = 0; i < RUNS; i++) {
		double start = ms(), took;

		n = run(&job);
		took = ms() - start;
		first = i ? first : took;
		best = took < best ? took : best;
		if (took > 500 && i > 1)
			break;
	}
	printf("  %-9s %-44s %9.2f %9.3f   %lld\n", what, *job.text ? job.text : "(everything)", first, best,
	       (long long)n);
}

static int64_t middle_id(struct store *store)
{
	struct store_page ends[2] = {
	    STORE_PAGE_NEWEST(1), {.below = INT64_MAX, .above = INT64_MIN, .limit = 1, .oldest_first = true}};
	int64_t id[2] = {0, 0};
	struct query *query;
	struct store_rows *rows;
	struct err err = {0};

	if (!query_parse(NULL, "", NULL, &query, &err))
		die(&err);
	for (int i = 0; i < 2; i++) {
		if (!store_search(store, query, query, &ends[i], NOW, &rows, NULL, &err))
			die(&err);
		id[i] = rows->n ? rows->rows[0].id : 0;
	}
	talloc_free(query);
	return id[0] / 2 + id[1] / 2;
}

int main(int argc, char **argv)
{
	static const char *const lists[] = {"",
					    "is:unread",
					    "feed:outlet-07",
					    "tag:spectrum",
					    "is:starred",
					    "5G",
					    "Huawei",
					    "espionage",
					    "Huawei spectrum",
					    "\"open ran\"",
					    "Huawei OR Nokia OR Ericsson",
					    "title:Nokia",
					    "Huawei is:unread",
					    "Huawei tag:spectrum",
					    "5G since:7d",
					    "-Huawei",
					    "5G is:starred",
					    "site:outlet03.example",
					    "group:analysts",
					    "spe*",
					    "net*",
					    "spec*",
					    "netw*",
					    "lunma*",
					    "date:2024-01",
					    "tag:none is:read",
					    "author:nokia",
					    "has:enclosure"};
	static const char *const counts[] = {
	    "", "is:unread", "5G", "Huawei", "feed:outlet-07", "tag:spectrum", "Huawei -spectrum"};
	const struct store_page newest = STORE_PAGE_NEWEST(PAGE);
	struct store_page middle = newest, up, full = newest;
	struct store *store;
	struct err err = {0};
	double start = ms();

	if (argc < 2 || !store_open(argv[1], STORE_CLIENT, &store, &err))
		die(&err);
	printf("  open %.2f ms\n", ms() - start);
	middle.below = middle_id(store);
	up = (struct store_page){
	    .below = INT64_MAX, .above = middle.below, .limit = PAGE, .oldest_first = true};
	full.fields = STORE_FULL;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		measure("newest", (struct job){store, lists[i], newest, false});
	measure("full rows", (struct job){store, "", full, false});
	for (size_t i = 0; i < 8; i++)
		measure("middle", (struct job){store, lists[i], middle, false});
	for (size_t i = 0; i < 8; i++)
		measure("upward", (struct job){store, lists[i], up, false});
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		measure("count", (struct job){store, counts[i], newest, true});
	store_close(store);
	return 0;
}
