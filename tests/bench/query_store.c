/* query_store.c: how long a reader waits for lists and counts of a store, by class of query.
 *
 *   query_store FILE [QUERY...]   milliseconds: the first run by the clock; of the CPU: half of all runs, 99 of 100;
 * what came back; for each class the slowest of its queries, as a ratio to the floor. With queries: these alone
 *
 * The file is one that gen_store wrote.  Lists are pages of 50 rows as the reader asks for them.  The floor
 * is the newest page of everything: a walk along the key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telex/store.h"

#define NOW INT64_C(1790812800)
enum { RUNS = 100, PAGE = 50 };

static double ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What was waited for, other programs aside: a machine that is busy with them says nothing of ours. */
static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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
	bool is_count, is_about;
};

static int64_t run(const struct job *job)
{
	void *ctx = talloc_new(NULL);
	struct query *query;
	struct store_rows *rows = NULL;
	struct err err = {0};
	int64_t n = 0;
	bool is_exact;

	if (!query_parse(ctx, job->text, NULL, &query, &err) ||
	    (job->is_about   ? !store_count_about(job->store, query, NOW, &n, &is_exact, &err)
	     : job->is_count ? !store_count(job->store, query, NOW, 0, &n, &err)
			   : !store_search(job->store, ctx, query, &job->page, NOW, &rows, NULL, &err)))
		die(&err);
	n = job->is_count || job->is_about ? n : (int64_t)rows->n;
	talloc_free(ctx);
	return n;
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

struct times {
	double first, half, most; /* most: 99 of 100 runs */
};

static struct times measure(const struct job *job, int64_t *ret_n)
{
	struct times times = {0};
	double took[RUNS];
	int n = 0;

	for (double spent = 0; n < RUNS && (n < 20 || spent < 1500); n++) {
		double start = ms(), cpu = cpu_ms();

		*ret_n = run(job);
		took[n] = n ? cpu_ms() - cpu : ms() - start;
		spent += took[n];
	}
	times.first = took[0];
	qsort(took + 1, (size_t)n - 1, sizeof(took[0]), up);
	times.half = took[1 + (n - 1) / 2];
	times.most = took[1 + (n - 2) * 99 / 100];
	return times;
}

/* The queries of one class; texts end with NULL. */
struct class
{
	const char *name;
	bool is_count, is_by_arrival, is_about;
	const char *texts[15];
};

static void measure_class(const struct class *class, struct job job, double floor)
{
	struct times worst = {0};

	printf("%s\n", class->name);
	for (size_t i = 0; class->texts[i]; i++) {
		struct times t;
		int64_t n = 0;

		job.text = class->texts[i];
		job.is_count = class->is_count;
		job.is_about = class->is_about;
		job.page.sort = class->is_by_arrival ? STORE_BY_ARRIVAL : job.page.sort;
		t = measure(&job, &n);
		printf("  %-46s %9.2f %8.2f %8.2f   %lld\n", *job.text ? job.text : "(everything)", t.first,
		       t.half, t.most, (long long)n);
		worst.half = t.half > worst.half ? t.half : worst.half;
		worst.most = t.most > worst.most ? t.most : worst.most;
	}
	printf("  %-46s           %7.1fx %7.1fx\n", "slowest, to the floor", worst.half / floor,
	       worst.most / floor);
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

static const struct class classes[] = {
    {"walks",
     false,
     false,
     false,
     {"", "is:unread", "feed:outlet-07", "tag:spectrum", "is:starred", "has:enclosure", "tag:none is:read"}},
    {"words",
     false,
     false,
     false,
     {"5G", "for", "Huawei", "espionage", "Huawei spectrum", "\"open ran\"", "Huawei OR Nokia OR Ericsson",
      "title:Nokia", "author:nokia", "NEAR(Huawei Nokia, 5)"}},
    {"gathered sets, ORs",
     false,
     false,
     false,
     {"site:outlet03.example", "lang:de", "date:2024-01 lang:de", "Huawei OR has:image", "lang:en OR Huawei", "lang:de OR Huawei",
      "is:starred OR Huawei", "feed:outlet-07 OR 5G", "lunma* OR has:image", "Huawei (lang:en OR -outlets:1)",
      "is:unread (tag:spectrum OR Huawei)", "-(Huawei OR lang:en)"}},
    {"ORs that hit next to nothing",
     false,
     false,
     false,
     {"rule:* OR date:1999 OR score:<0", "has:image OR lang:e OR -outlets:1", "has:image OR date:2022-03",
      "lang:sv OR -score:0", "has:image OR -has:text", "tag:none is:read -tag:none", "is:read is:unread"}},
    {"NOT of most, or of all",
     false,
     false,
     false,
     {"has:image OR -has:text", "-has:text", "-lang:en", "-lang:de", "-(lang:en OR lang:de OR lang:fi)", "Huawei -lang:en", "-since:2000",
      "-seen:>2000", "Huawei -date:2024-01", "-date:2000..2030", "outlets:>=3 OR (is:read tag:none -lang:en Huawei)"}},
    {"words under a filter",
     false,
     false,
     false,
     {"Huawei is:unread", "5G since:7d", "Huawei group:analysts", "for feed:outlet-07"}},
    {"words under a rare filter",
     false,
     false,
     false,
     {"5G is:starred", "Huawei tag:spectrum", "for is:starred tag:spectrum", "espionage is:starred",
      "netw* is:starred", "netw* tag:spectrum", "Huawei site:outlet03.example"}},
    {"prefixes",
     false,
     false,
     false,
     {"spe*", "net*", "spec*", "netw*", "networ*", "lunma*", "Huaw*", "netw* Huawei", "title:netw*",
      "netw* is:unread", "\"open ra\"*", "sp*"}},
    {"without a word",
     false,
     false,
     false,
     {"-Huawei", "-for", "is:unread -Huawei", "tag:spectrum -Huawei", "Huawei -netw*", "-netw*"}},
    {"sites, groups, dates",
     false,
     false,
     false,
     {"site:outlet03.example", "group:analysts", "date:2024-01", "tag:spectrum OR espionage"}},
    {"filters that hit next to nothing",
     false,
     false,
     false,
     {"lang:fi", "lang:sv", "lang:de", "seen:2024-03-01", "seen:<2010", "updated:2024-03-01", "updated:>2020",
      "score:>0", "score:<0 lang:en", "5G lang:fi"}},
    {"filters that hit next to nothing, once more",
     false,
     false,
     false,
     {"url:https://www.outlet03.example/news/123", "url:outlet03.example/news/123", "url:nowhere.example/",
      "url:http://www.outlet03.example", "Huawei url:outlet03.example/news/123", "has:image", "Huawei has:image",
      "has:note", "is:alerted", "rule:press", "story:17", "outlets:>=3", "Huawei outlets:>=3", "outlets:2"}},
    {"by arrival",
     false,
     true,
     false,
     {"", "before:2023", "before:2020", "before:2023 is:read", "Huawei", "espionage", "lunma*", "netw*", "tag:spectrum",
      "lang:de", "site:outlet03.example", "is:starred", "outlets:>=3", "Huawei before:2023"}},
    {"ORs by arrival",
     false,
     true,
     false,
     {"Huawei OR has:image", "lang:en OR Huawei", "lang:de OR Huawei", "is:starred OR Huawei", "lunma* OR has:image",
      "is:unread (tag:spectrum OR Huawei)", "Huawei (lang:fi OR Nokia)", "-(Huawei OR lang:en)",
      "rule:* OR date:1999 OR score:<0", "has:image OR lang:e OR -outlets:1", "has:image OR date:2022-03",
      "lang:sv OR -score:0", "has:image OR -has:text", "tag:none is:read -tag:none"}},
    {"NOTs, and what asks for rows, by arrival",
     false,
     true,
     false,
     {"has:image OR -has:text", "-has:text", "-lang:en", "-lang:de", "-(lang:en OR lang:de OR lang:fi)", "Huawei -lang:en", "-since:2000",
      "-seen:>2000", "Huawei -date:2024-01", "-date:2000..2030", "outlets:>=3 OR (is:read tag:none -lang:en Huawei)",
      "outlets:>=3 OR (is:read tag:none Huawei)", "outlets:>=3 OR (is:read espionage)", "outlets:>=3 OR (is:read lunmarnet)"}},
    {"counts",
     true,
     false,
     false,
     {"", "is:unread", "for", "5G", "Huawei", "feed:outlet-07", "tag:spectrum", "Huawei -spectrum", "netw*",
      "Huawei is:unread"}},
    {"counts of prefixes, about",
     false,
     false,
     true,
     {"netw*", "spec*", "netw* Huawei", "netw* is:unread", "Huawei -netw*", "lunma*"}},
};

/* Each as a list by date, by arrival, and counted. */
static void measure_given(char **texts, struct job job, double floor)
{
	struct job middle = job, stories;

	middle.page.below = middle_id(job.store);
	stories = middle;
	stories.page.by_story = true;
	stories.page.fields = STORE_STORIES;
	for (; *texts; texts++) {
		measure_class(&(struct class){"by date", false, false, false, {*texts}}, job, floor);
		measure_class(&(struct class){"by arrival", false, true, false, {*texts}}, job, floor);
		measure_class(&(struct class){"from the middle", false, false, false, {*texts}}, middle, floor);
		measure_class(&(struct class){"the same by story", false, false, false, {*texts}}, stories, floor);
		measure_class(&(struct class){"counted about", false, false, true, {*texts}}, job, floor);
		measure_class(&(struct class){"counted", true, false, false, {*texts}}, job, floor);
	}
}

int main(int argc, char **argv)
{
	const struct store_page newest = STORE_PAGE_NEWEST(PAGE);
	struct store_page middle = newest;
	struct job job = {.text = "", .page = newest};
	struct err err = {0};
	double start = ms(), floor;
	int64_t n;

	if (argc < 2 || !store_open(argv[1], STORE_CLIENT, &job.store, &err))
		die(&err);
	printf("open %.2f\n", ms() - start);
	floor = measure(&job, &n).half;
	printf("floor %.3f\n", floor);
	if (argc > 2) {
		measure_given(argv + 2, job, floor);
		store_close(job.store);
		return 0;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		measure_class(&classes[i], job, floor);
	middle.below = middle_id(job.store);
	job.page = middle;
	puts("-- from the middle");
	measure_class(&classes[0], job, floor);
	measure_class(&classes[1], job, floor);
	measure_class(&classes[2], job, floor);
	measure_class(&classes[3], job, floor);
	measure_class(&classes[4], job, floor);
	job.page = (struct store_page){
	    .below = INT64_MAX, .above = middle.below, .limit = PAGE, .oldest_first = true};
	puts("-- upward");
	measure_class(&classes[1], job, floor);
	measure_class(&classes[2], job, floor);
	store_close(job.store);
	return 0;
}
