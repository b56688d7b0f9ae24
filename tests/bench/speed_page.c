/* speed_page.c: an article from the store to its first screen: the whole way of a key that opens it, but for the terminal.
 *
 *   speed_page FILE.db     is made anew, with articles of 200, 1,000, 5,000 and 50,000 words, the last two changed once
 *
 * CPU milliseconds, the middle of many; whole: with what follows the first screens of the text; then memory after so many
 * articles. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "telex/store.h"
#include "telex/text.h"

#include "src/ui/page.h"

enum { RUNS = 101, ROUNDS = 2000, SIZES = 4 };
static const int sizes[SIZES] = {200, 1000, 5000, 50000};

static void die(const struct err *err)
{
	fprintf(stderr, "speed_page: %s\n", err->msg);
	exit(1);
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Prose with links, emphasis, lists and a table. */
static char *make_html(int words, const char *odd)
{
	struct buf out = BUF_INIT(MIB(16));

	for (int n = 0; n < words; n += 50) {
		buf_addf(&out,
			 "<p>The operator said on <b>Monday</b> that it has chosen <a href=\"https://x.example/%d\">a supplier</a> for "
			 "its network in the north, where %s of %d sites are to be built before the end of the year.</p>"
			 "<ul><li>first of <em>some</em></li><li>second of them</li></ul>\n",
			 n, n % 500 ? "most" : odd, n + 7);
		if (n % 1000 == 500)
			buf_adds(&out, "<table><tr><th>Vendor<th>2024<th>2025<tr><td>One<td>1<td>2<tr><td>Two<td>3<td>4</table>");
	}
	return buf_steal(&out, NULL);
}

static void fill(struct store *store, int64_t *ids, const char *odd, int64_t now)
{
	static const struct store_feed_config config = {.name = "a", .url = "https://x.example/feed"};
	struct store_feeds *feeds;
	struct store_ingested *done;
	struct err err = {0};
	void *ctx = talloc_new(NULL);
	struct store_rows *rows;
	struct store_page page = STORE_PAGE_NEWEST(SIZES);
	struct query *query;
	struct feed_item items[SIZES];

	if (!store_feeds_sync(store, &config, 1, &err) || !store_feeds(store, ctx, false, &feeds, &err))
		die(&err);
	for (int i = 0; i < SIZES; i++) {
		struct buf plain = BUF_INIT(MIB(16));
		char *html = talloc_steal(ctx, make_html(sizes[i], i < 2 ? "all" : odd));

		text_plain((struct bytes){html, strlen(html)}, &plain);
		items[i] = (struct feed_item){.guid = mem_printf(ctx, "%d", i),
					      .url = mem_printf(ctx, "https://x.example/%d", i),
					      .title = mem_printf(ctx, "Article %d", i),
					      .html = html,
					      .text = buf_steal(&plain, ctx),
					      .published = 1700000000 - i * 1000,
					      .updated = WHEN_NONE};
	}
	if (!store_ingest(store, ctx, &(struct store_fetched){.feed_id = feeds->feeds[0].id, .items = items, .n_items = SIZES}, 1,
			  now, STORE_BULK, &done, &err) ||
	    !query_parse(ctx, "", NULL, &query, &err) || !store_search(store, ctx, query, &page, now, &rows, NULL, &err))
		die(&err);
	for (size_t i = 0; i < rows->n && i < SIZES; i++)
		ids[i] = rows->rows[i].id;
	talloc_free(ctx);
}

static void open_one(struct store *store, int64_t id, enum page_view view, bool is_whole)
{
	struct page_look look = {.view = view, .cols = 100, .measure = 80, .now = 1700000000};
	struct store_article *article;
	struct store_former *formers = NULL;
	struct page *page;
	struct err err = {0};

	if (!store_article(store, NULL, id, &article, &err) ||
	    (view == PAGE_CHANGES && !store_versions(store, article, id, &formers, &look.n_formers, &err)))
		die(&err);
	look.formers = formers;
	page = page_new(NULL, article, &look);
	if (is_whole)
		page_finish(page);
	talloc_free(page);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double middle(struct store *store, int64_t id, enum page_view view, bool is_whole)
{
	double runs[RUNS];

	for (int i = 0; i < RUNS; i++) {
		double from = cpu_ms();

		open_one(store, id, view, is_whole);
		runs[i] = cpu_ms() - from;
	}
	qsort(runs, RUNS, sizeof(runs[0]), ascending);
	return runs[RUNS / 2];
}

static long peak_kb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

int main(int argc, char **argv)
{
	int64_t ids[SIZES] = {0};
	struct store *store;
	struct err err = {0};
	long before;

	if (argc < 2)
		return 2;
	remove(argv[1]);
	if (!store_open(argv[1], STORE_DAEMON, &store, &err))
		die(&err);
	fill(store, ids, "half", 1700000100);
	fill(store, ids, "a third", 1700000200);
	for (int i = 0; i < SIZES; i++)
		printf("  %6d words: text %6.2f ms, whole %6.2f ms, changes %6.2f ms, source %6.2f ms\n", sizes[i],
		       middle(store, ids[i], PAGE_TEXT, false), middle(store, ids[i], PAGE_TEXT, true),
		       middle(store, ids[i], PAGE_CHANGES, false), middle(store, ids[i], PAGE_SOURCE, false));
	before = peak_kb();
	for (int i = 0; i < ROUNDS; i++)
		open_one(store, ids[i % SIZES], (enum page_view)(i % 4), i % 2);
	printf("  memory after %d more articles: %+ld kB of %ld\n", ROUNDS, peak_kb() - before, before);
	store_close(store);
	return 0;
}
