/* speed_stories.c: what it costs that new articles find their stories.
 *
 *   speed_stories new ARTICLES        so many into an empty store, with and without stories: CPU of both, their ratio
 *   speed_stories fill FILE ARTICLES  a store of so many, with their stories
 *   speed_stories batch FILE          batches of 50 into a copy-worthy store: CPU of each, with and without; changes FILE
 *
 * A third of the articles tell one of many events with others, in words of their own; 200 feeds, 7,000 articles a day. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "telex/store.h"

enum { FEEDS = 200, WORDS = 60000, EVENT_WORDS = 24, BODY = 90, STEP_MS = 12343, GROUP = 5000, BATCHES = 41, SMALL = 50 };
#define FIRST_SECOND INT64_C(1700000000)

static uint64_t seed = 88172645463325252;

static uint64_t next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 11;
}

/* Zipf: half of all words are among a few hundred. */
static size_t word(void)
{
	double u = (double)(next() % 1000000 + 1) / 1000000;

	return (size_t)(WORDS * u * u * u * u) % WORDS;
}

static void put_word(struct buf *out, size_t n)
{
	static const char *const parts[] = {"ba", "ke", "ri", "mo", "tu", "sa", "ne", "li", "vo", "da",
					    "per", "con", "tal", "mer", "gos", "hin"};

	if (out->len)
		buf_addc(out, ' ');
	do {
		buf_adds(out, parts[n % 16]);
		n /= 16;
	} while (n);
	buf_addc(out, 'x');
}

/* Words of the event of an article; the same for all that tell it. */
static size_t event_word(uint64_t event, size_t i)
{
	uint64_t h = (event * 31 + i + 1) * UINT64_C(0x9E3779B97F4A7C15);

	return 200 + (size_t)(h >> 20) % (WORDS - 200);
}

static struct feed_item make_item(void *ctx, size_t number)
{
	AUTO_BUF title = BUF_INIT(KIB(4)), body = BUF_INIT(KIB(16));
	bool is_event = number % 3 == 0;
	uint64_t event = is_event ? number / 12 : number * 7919 + 1000000000;
	char *url = mem_printf(ctx, "https://a%zu.example/%zu", number % FEEDS, number);

	for (size_t i = 0; i < 8; i++)
		put_word(&title, i % 2 == 0 ? event_word(event, next() % (EVENT_WORDS / 2)) : word());
	for (size_t i = 0; i < BODY; i++)
		put_word(&body, next() % 10 < 3 ? event_word(event, next() % EVENT_WORDS) : word());
	return (struct feed_item){.guid = url,
				  .url = url,
				  .title = mem_strdup(ctx, buf_str(&title)),
				  .text = mem_strdup(ctx, buf_str(&body)),
				  .published = FIRST_SECOND + (int64_t)number * STEP_MS / 1000,
				  .updated = WHEN_NONE};
}

static void check(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "speed_stories: %s\n", err->msg);
	exit(74);
}

static double cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static struct store *open_store(const char *path, bool has_stories)
{
	struct store_feed_config config[FEEDS];
	struct store *store;
	struct err err = {0};
	char names[FEEDS][16];

	check(store_open(path, STORE_DAEMON, &store, &err), &err);
	for (size_t i = 0; i < FEEDS; i++) {
		snprintf(names[i], sizeof(names[i]), "a%zu", i);
		config[i] = (struct store_feed_config){.name = names[i], .url = "https://a.example/feed"};
	}
	check(store_feeds_sync(store, config, FEEDS, &err), &err);
	store_set_grouping(store, has_stories);
	return store;
}

/* Articles first..first+n-1 in one transaction; the CPU that took. */
static double add(struct store *store, size_t first, size_t n)
{
	void *ctx = talloc_new(NULL);
	struct store_fetched batch[FEEDS] = {{0}};
	struct store_ingested *done;
	struct err err = {0};
	double start;

	for (size_t f = 0; f < FEEDS; f++) {
		batch[f] = (struct store_fetched){.feed_id = (int64_t)f + 1,
						  .items = mem_array(ctx, struct feed_item, n / FEEDS + 2)};
		for (size_t i = 0; i < n; i++)
			if ((first + i) % FEEDS == f)
				((struct feed_item *)batch[f].items)[batch[f].n_items++] = make_item(ctx, first + i);
	}
	start = cpu_s();
	check(store_ingest(store, ctx, batch, FEEDS, FIRST_SECOND + (int64_t)(first + n) * STEP_MS / 1000, STORE_BULK, &done,
			   &err),
	      &err);
	start = cpu_s() - start;
	talloc_free(ctx);
	return start;
}

static double fill(const char *path, size_t n, bool has_stories)
{
	struct store *store = open_store(path, has_stories);
	double total = 0;

	for (size_t first = 0; first < n; first += GROUP)
		total += add(store, first, n - first < GROUP ? n - first : GROUP);
	store_close(store);
	return total;
}

static void remove_store(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char file[256];

	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof(file), "%s%s", path, ends[i]);
		(void)unlink(file);
	}
}

static int ascending(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return a < b ? -1 : a > b;
}

static void speed_new(size_t n)
{
	char path[64];
	double ratios[3];

	snprintf(path, sizeof(path), "/tmp/telex-speed-stories.%d.db", (int)getpid());
	for (int i = 0; i < 3; i++) {
		double without, with;

		seed = 88172645463325252;
		without = fill(path, n, false);
		remove_store(path);
		seed = 88172645463325252;
		with = fill(path, n, true);
		remove_store(path);
		ratios[i] = with / without;
		printf("%zu new articles: %.2f s of CPU without stories, %.2f s with: %.2f times\n", n, without, with, ratios[i]);
	}
	qsort(ratios, 3, sizeof(*ratios), ascending);
	printf("median: %.2f times\n", ratios[1]);
}

static void speed_batch(const char *path)
{
	double took[2][BATCHES];
	struct store *stores[2] = {open_store(path, false), open_store(path, true)};
	struct store_totals totals;
	struct err err = {0};
	size_t at;

	check(store_totals(stores[0], &totals, &err), &err);
	at = (size_t)totals.articles;
	/* not by turns: one would move the other's pages from the log into the file */
	for (int i = 0; i < 2 * BATCHES; i++, at += SMALL)
		took[i / BATCHES][i % BATCHES] = add(stores[i / BATCHES], at, SMALL);
	for (int k = 0; k < 2; k++) {
		qsort(took[k], BATCHES, sizeof(**took), ascending);
		printf("a batch of %d at %lld, %s stories: %.1f ms of CPU (half of the runs), %.1f at most\n", SMALL,
		       (long long)totals.articles, k ? "with" : "without", 1e3 * took[k][BATCHES / 2],
		       1e3 * took[k][BATCHES - 1]);
		store_close(stores[k]);
	}
}

int main(int argc, char **argv)
{
	struct rusage usage;

	if (argc == 3 && strcmp(argv[1], "new") == 0)
		speed_new((size_t)strtoul(argv[2], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "fill") == 0)
		printf("%.1f s of CPU\n", fill(argv[2], (size_t)strtoul(argv[3], NULL, 10), true));
	else if (argc == 3 && strcmp(argv[1], "batch") == 0)
		speed_batch(argv[2]);
	else
		return 64;
	getrusage(RUSAGE_SELF, &usage);
	printf("%ld MB\n", usage.ru_maxrss / 1024);
	return 0;
}
