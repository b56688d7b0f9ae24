/* speed_rules.c: what alert rules cost.
 *
 *   speed_rules batch RULES      storing 50 new articles of some 300 words without rules and with so many, in milliseconds of
 * the CPU, half of the runs each, and the difference: what the rules take
 *   speed_rules try FILE         a rule tried on all of FILE (which gen_store wrote): a word in 5 % of the articles, and the
 * floor, a count of the same; milliseconds of the CPU, half of the runs
 *
 * The rules are of two to four words each, as people write them: names and topics, most of them rare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "telex/rules.h"

#define NOW INT64_C(1790812800)
enum { ARTICLES = 50, ARTICLE_WORDS = 300, RUNS = 15, VOCABULARY = 40000 };

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const struct err *err)
{
	fprintf(stderr, "speed_rules: %s\n", err->msg);
	exit(err_exit_status(err->code));
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double half_of(double *times)
{
	qsort(times, RUNS, sizeof(*times), up);
	return times[RUNS / 2];
}

/* ---- a batch ---- */

static uint64_t seed = 0x9e3779b97f4a7c15u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 11) % n;
}

/* Few words make most of a text. */
static const char *text_word(void *ctx)
{
	const size_t bits = below(15), rank = (((size_t)1 << bits) + below((size_t)1 << bits)) % VOCABULARY;

	return mem_printf(ctx, "word%zu", rank);
}

static const char *text_of(void *ctx, size_t n)
{
	struct buf text = BUF_INIT(MIB(1));

	for (size_t i = 0; i < n; i++)
		buf_addf(&text, "%s%s", i % 15 == 14 ? ". " : " ", text_word(ctx));
	return buf_steal(&text, ctx);
}

/* A name (one of 20,000), and one of some topics; or a phrase; or two names and not a third. */
static const char *rule_text(void *ctx, size_t i)
{
	const size_t a = 500 + below(20000), b = 200 + below(3000), c = 200 + below(3000);

	switch (i % 3) {
	case 0:
		return mem_printf(ctx, "word%zu (word%zu OR word%zu)", a, b, c);
	case 1:
		return mem_printf(ctx, "\"word%zu word%zu\"", a, b);
	default:
		return mem_printf(ctx, "word%zu word%zu -word%zu", a, b, c);
	}
}

static struct rules *make_rules(void *ctx, struct store *store, size_t n, struct err *err)
{
	struct rules_entry *entries = mem_array(ctx, struct rules_entry, n + 1);
	struct alert_manner manner = rules_manner("story", "normal");
	struct rules *rules;

	manner.max_age_s = -1;
	for (size_t i = 0; i < n; i++)
		entries[i] = (struct rules_entry){RULES_ALERT, mem_printf(ctx, "rule%zu", i), rule_text(ctx, i), 0, &manner};
	if (!rules_new(ctx, store, entries, n, NULL, &rules, err) || !rules_sync(rules, NOW, err))
		die(err);
	return rules;
}

static double store_batch(struct store *store, int64_t feed_id, size_t round, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct feed_item *items = mem_array(ctx, struct feed_item, ARTICLES);
	struct store_fetched batch = {.feed_id = feed_id, .items = items, .n_items = ARTICLES};
	struct store_ingested *done;
	double began;

	for (size_t i = 0; i < ARTICLES; i++)
		items[i] = (struct feed_item){.guid = mem_printf(ctx, "%zu-%zu", round, i),
					      .title = text_of(ctx, 8),
					      .text = text_of(ctx, ARTICLE_WORDS),
					      .published = WHEN_NONE,
					      .updated = WHEN_NONE};
	began = cpu_ms();
	if (!store_ingest(store, ctx, &batch, 1, NOW + (int64_t)round, STORE_BULK, &done, err))
		die(err);
	began = cpu_ms() - began;
	talloc_free(ctx);
	return began;
}

static int run_batch(size_t n)
{
	char path[] = "/tmp/telex-speed-rules-XXXXXX";
	const int fd = mkstemp(path);
	const struct store_feed_config config = {.name = "a", .url = "https://a.example/"};
	double without[RUNS], with[RUNS], a, b;
	void *ctx = talloc_new(NULL);
	struct store_feeds *feeds;
	struct store *store;
	struct rules *rules;
	int64_t n_new, newest;
	struct err err = {0};
	size_t round = 0;

	unlink(path);
	if (fd < 0 || close(fd) || !store_open(path, STORE_DAEMON, &store, &err) ||
	    !store_feeds_sync(store, &config, 1, &err) || !store_feeds(store, ctx, false, &feeds, &err))
		die(&err);
	rules = make_rules(ctx, store, n, &err);
	for (int i = 0; i < RUNS; i++) {
		store_set_judge(store, NULL, NULL);
		without[i] = store_batch(store, feeds->feeds[0].id, round++, &err);
		store_set_judge(store, rules_judge, rules);
		with[i] = store_batch(store, feeds->feeds[0].id, round++, &err);
	}
	if (!alert_totals(store, NOW, &n_new, &newest, &err))
		die(&err);
	a = half_of(without);
	b = half_of(with);
	printf("50 articles: %.1f ms without rules, %.1f with %zu: the rules take %.1f ms; %.1f alerts a batch\n", a, b, n, b - a,
	       (double)n_new / RUNS);
	store_close(store);
	unlink(path);
	unlink(mem_printf(ctx, "%s-wal", path));
	unlink(mem_printf(ctx, "%s-shm", path));
	talloc_free(ctx);
	return 0;
}

/* ---- a rule tried ---- */

static int run_try(const char *file)
{
	static const char *const texts[] = {"espionage", "O-RAN", "Starlink (auction OR merger)"};
	const struct alert_manner manner = rules_manner("story", "normal");
	int64_t edges[200], n = 0;
	struct store *store;
	struct err err = {0};

	if (!store_open(file, STORE_READ, &store, &err))
		die(&err);
	for (size_t i = 0; i < 200; i++)
		edges[i] = NOW - (int64_t)(199 - i) * 86400 * 10;
	for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		double times[RUNS], floor[RUNS];
		struct rules_trial *trial = NULL;
		struct query *query;

		if (!query_parse(NULL, texts[k], NULL, &query, &err))
			die(&err);
		for (int i = 0; i < RUNS; i++) {
			const struct rules_candidate rule = {"", query, &manner};
			double began = cpu_ms();

			talloc_free(trial);
			if (!rules_try(NULL, store, &rule, NULL, 0, edges, 199, NOW, &trial, &err))
				die(&err);
			times[i] = cpu_ms() - began;
			began = cpu_ms();
			if (!store_count(store, query, NOW, 0, &n, &err))
				die(&err);
			floor[i] = cpu_ms() - began;
		}
		printf("tried %-32s %8lld articles %7.1f ms, counted alone %6.1f ms\n", texts[k], (long long)trial->n_matches,
		       half_of(times), half_of(floor));
		talloc_free(query);
	}
	store_close(store);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "batch"))
		return run_batch((size_t)atol(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "try"))
		return run_try(argv[2]);
	fputs("speed_rules batch RULES | try FILE\n", stderr);
	return 64;
}
