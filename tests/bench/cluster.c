/* cluster.c: groups articles into stories, for scores.
 *
 *   cluster DATABASE FEEDS-A-TRANSACTION <articles.tsv >stories.json
 *
 * A line: outlet, time, url, title, text.  Feeds are stored in the order in which they first occur; printed is what
 * score_stories.py wants. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "telex/alert.h"
#include "telex/store.h"

enum { FEEDS_MAX = 4096, LINE_MAX_BYTES = 1 << 20 };

struct feed {
	const char *name;
	struct feed_item *items;
	size_t n;
};
static struct feed feeds[FEEDS_MAX];
static size_t n_feeds;

static struct feed *feed_of(void *ctx, const char *name)
{
	for (size_t i = 0; i < n_feeds; i++)
		if (strcmp(feeds[i].name, name) == 0)
			return &feeds[i];
	if (n_feeds == FEEDS_MAX)
		exit(65);
	feeds[n_feeds].name = mem_strdup(ctx, name);
	return &feeds[n_feeds++];
}

static void read_all(void *ctx, FILE *in)
{
	static char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), in)) {
		char *rest = line, *columns[5];
		struct feed *feed;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < 5; i++)
			columns[i] = rest ? strsep(&rest, "\t") : line + strlen(line);
		feed = feed_of(ctx, columns[0]);
		feed->items = mem_grow(ctx, feed->items, struct feed_item, feed->n + 1);
		feed->items[feed->n++] = (struct feed_item){.guid = mem_strdup(ctx, columns[2]),
							    .url = mem_strdup(ctx, columns[2]),
							    .title = mem_strdup(ctx, columns[3]),
							    .text = mem_strdup(ctx, columns[4]),
							    .published = atoll(columns[1]),
							    .updated = WHEN_NONE};
	}
}

static void fail(const struct err *err)
{
	fprintf(stderr, "cluster: %s\n", err->msg);
	exit(74);
}

static void put_json(const char *s)
{
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else
			putchar(*s);
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct store *store;
	struct err err = {0};
	struct store_feed_config *config;
	struct store_feeds *stored;
	struct store_rows *rows;
	struct query *query;
	struct store_page page = STORE_PAGE_NEWEST(0);
	size_t each = argc > 2 ? (size_t)atol(argv[2]) : 0;
	struct rusage usage;

	if (!each)
		return 64;
	read_all(ctx, stdin);
	config = mem_array(ctx, struct store_feed_config, n_feeds);
	for (size_t i = 0; i < n_feeds; i++)
		config[i] = (struct store_feed_config){.name = feeds[i].name, .url = "https://a.example/feed"};
	if (!store_open(argv[1], STORE_DAEMON, &store, &err) || !store_feeds_sync(store, config, n_feeds, &err) ||
	    !store_feeds(store, ctx, true, &stored, &err))
		fail(&err);
	for (size_t at = 0; at < n_feeds; at += each) {
		struct store_fetched *batch = mem_array(ctx, struct store_fetched, each);
		struct store_ingested *done;
		size_t n = 0;

		for (; n < each && at + n < n_feeds; n++)
			for (size_t k = 0; k < stored->n; k++)
				if (strcmp(stored->feeds[k].name, feeds[at + n].name) == 0)
					batch[n] = (struct store_fetched){.feed_id = stored->feeds[k].id,
									  .items = feeds[at + n].items,
									  .n_items = feeds[at + n].n};
		if (!store_ingest(store, ctx, batch, n, 1790000000, STORE_BULK, &done, &err))
			fail(&err);
	}
	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr, "%.2f s of CPU\n",
		(double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec +
		    (double)usage.ru_stime.tv_usec / 1e6);
	if (!query_parse(ctx, "", NULL, &query, &err) ||
	    !store_search(store, ctx, query, &page, 1790000000, &rows, NULL, &err))
		fail(&err);
	for (size_t i = 0; i < rows->n; i++) {
		struct story_size size;

		if (!story_of(store, rows->rows[i].id, &size, &err))
			fail(&err);
		printf("%s{\"url\": \"", i ? ",\n" : "[");
		put_json(rows->rows[i].url);
		printf("\", \"story_id\": %lld}", (long long)size.id);
	}
	puts("]");
	store_close(store);
	return 0;
}
