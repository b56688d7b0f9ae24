/* test_store_series.c: articles of a query counted by span of time, by publication and by arrival. */
#include "store_help.h"

static const char *const feeds[] = {"alpha"};
enum { SPANS = 6 };

/* Six days that end with NOW's. */
static const int64_t days[SPANS + 1] = {
    NOW - 6 * DAY, NOW - 5 * DAY, NOW - 4 * DAY, NOW - 3 * DAY, NOW - 2 * DAY, NOW - 1 * DAY, NOW};

static struct feed_item dated(const char *guid, const char *title, int64_t published)
{
	struct feed_item made = item(guid, guid, title, "words");

	made.published = published;
	return made;
}

static const char *series(struct bench *b, const char *text, enum store_sort by, const int64_t *edges,
			  size_t n)
{
	int64_t *counts = mem_array(b->ctx, int64_t, n + 1);
	char *line = mem_strdup(b->ctx, "");

	OK(store_series(b->store, query_of(b, text), NOW, by, edges, n, counts, &b->err));
	for (size_t i = 0; i < n; i++)
		line = mem_printf(b->ctx, "%s%s%lld", line, i ? " " : "", (long long)counts[i]);
	return line;
}

static void test_by_publication(void **state)
{
	struct bench *b = *state;
	const struct feed_item items[] = {
	    dated("https://a.example/1", "lemon", days[0] - 1), /* before the first */
	    dated("https://a.example/2", "lemon", days[0]),	/* half-open: in the first */
	    dated("https://a.example/3", "lemon", days[1] - 1),
	    dated("https://a.example/4", "lemon", days[1]), /* in the second */
	    dated("https://a.example/5", "melon", days[3] + 50),
	    dated("https://a.example/6", "lemon", days[5] + 5),
	    dated("https://a.example/7", "lemon", NOW), /* behind the last */
	};

	configure(b, feeds, 1);
	(void)ingest(b, "alpha", items, N_OF(items));
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, SPANS), "2 1 0 0 0 1");
	assert_string_equal(series(b, "", STORE_BY_DATE, days, SPANS), "2 1 0 1 0 1");
	assert_string_equal(series(b, "lemon OR melon", STORE_BY_DATE, days + 1, 3), "1 0 1");
	assert_string_equal(series(b, "absent", STORE_BY_DATE, days, SPANS), "0 0 0 0 0 0");
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, 0), "");
}

/* Without a date the arrival counts; a date that its id does not tell counts all the same. */
static void test_dates_that_ids_do_not_tell(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {dated("https://a.example/1", "lemon", WHEN_NONE),
				    dated("https://a.example/2", "lemon", days[5] + 9)};
	struct feed_item later = dated("https://a.example/2", "lemon", days[0] + 9);

	configure(b, feeds, 1);
	(void)ingest_at(b, "alpha", items, N_OF(items), days[2] + 100);
	/* a date more than a day ahead is not believed */
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, SPANS), "0 0 2 0 0 0");
	later.title = "lemon, corrected";
	(void)ingest_at(b, "alpha", &later, 1, days[4]);
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, SPANS), "1 0 1 0 0 0");
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, 1), "1");
}

static void test_by_arrival(void **state)
{
	struct bench *b = *state;
	const struct feed_item first[] = {dated("https://a.example/1", "lemon", days[0]),
					  dated("https://a.example/2", "melon", days[1])},
			       second = dated("https://a.example/3", "lemon", days[0] - 900 * DAY),
			       last = dated("https://a.example/4", "lemon", days[0]);

	configure(b, feeds, 1);
	(void)ingest_at(b, "alpha", first, 2, days[2]);
	(void)ingest_at(b, "alpha", &second, 1, days[4] - 1);
	(void)ingest_at(b, "alpha", &last, 1, NOW); /* behind the last */
	assert_string_equal(series(b, "lemon", STORE_BY_ARRIVAL, days, SPANS), "0 0 1 1 0 0");
	assert_string_equal(series(b, "", STORE_BY_ARRIVAL, days, SPANS), "0 0 2 1 0 0");
}

static void test_muted_are_left_out(void **state)
{
	struct bench *b = *state;
	const struct feed_item items[] = {dated("https://a.example/1", "lemon", days[1]),
					  dated("https://a.example/2", "lemon", days[1])};
	const struct store_mute_config mute = {"m", "lemon"};
	const struct store_ingested *done;

	configure(b, feeds, 1);
	done = ingest(b, "alpha", items, 2);
	OK(store_mutes_sync(b->store, &mute, 1, &b->err));
	OK(store_auto_mute(b->store, "m", done->ids, 1, &b->err));
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, SPANS), "0 1 0 0 0 0");
	assert_string_equal(series(b, "lemon is:muted", STORE_BY_DATE, days, SPANS), "0 1 0 0 0 0");
}

static bool at_once(void *state)
{
	(void)state;
	return true;
}

/* It gives way; what was counted so far is not given out. */
static void test_gives_way(void **state)
{
	struct bench *b = *state;
	struct feed_item *items = mem_array(b->ctx, struct feed_item, 3000);
	int64_t counts[SPANS] = {7};

	configure(b, feeds, 1);
	for (int i = 0; i < 3000; i++)
		items[i] = dated(mem_printf(b->ctx, "https://a.example/%d", i), "lemon", days[1] + i);
	(void)ingest(b, "alpha", items, 3000);
	store_set_interrupt(b->store, at_once, NULL);
	assert_false(
	    store_series(b->store, query_of(b, "lemon"), NOW, STORE_BY_DATE, days, SPANS, counts, &b->err));
	assert_int_equal(b->err.code, ERR_INTERRUPTED);
	assert_int_equal(counts[0], 7);
	store_set_interrupt(b->store, NULL, NULL);
	assert_string_equal(series(b, "lemon", STORE_BY_DATE, days, SPANS), "0 3000 0 0 0 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_by_publication), TEST(test_dates_that_ids_do_not_tell),
					   TEST(test_by_arrival), TEST(test_muted_are_left_out),
					   TEST(test_gives_way)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
