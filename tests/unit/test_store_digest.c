/* test_store_digest.c: what came since the last digest, in the order of arrival, and where that was. */
#include "store_help.h"

static const char *const feeds[] = {"alpha"};

static struct feed_item dated(struct bench *b, int n, const char *title, int64_t published)
{
	const char *url = mem_printf(b->ctx, "https://a.example/%d", n);
	struct feed_item made = item(url, url, title, "words of it");

	made.published = published;
	return made;
}

static const char *found(struct bench *b, const char *text, int64_t after, int64_t upto)
{
	int64_t *ids;
	size_t n;
	char *list = mem_strdup(b->ctx, "");
	struct store_rows *rows;

	OK(store_find_new(b->store, b->ctx, query_of(b, text), after, upto, NOW, &ids, &n, &b->err));
	OK(store_rows_by_id(b->store, b->ctx, ids, n, STORE_LIST, &rows, &b->err));
	for (size_t i = 0; i < rows->n; i++)
		list = mem_printf(b->ctx, "%s%s%s", list, i ? " " : "", rows->rows[i].title);
	return list;
}

static int64_t seq(struct bench *b)
{
	int64_t newest;

	OK(store_seq(b->store, &newest, &b->err));
	return newest;
}

/* An old article that arrives late is new all the same. */
static void test_arrival_counts(void **state)
{
	struct bench *b = *state;
	const struct feed_item first[] = {dated(b, 1, "one", NOW - 9 * DAY), dated(b, 2, "two", NOW - DAY)},
			       second[] = {dated(b, 3, "three", NOW - 900 * DAY), dated(b, 4, "four", NOW)};
	int64_t mark;

	configure(b, feeds, 1);
	(void)ingest_at(b, "alpha", first, 2, NOW - DAY);
	mark = seq(b);
	(void)ingest_at(b, "alpha", second, 2, NOW);
	assert_string_equal(found(b, "", 0, 100000), "four two one three");
	assert_string_equal(found(b, "", 0, seq(b)), "four two one three");
	assert_string_equal(found(b, "words", mark, seq(b)), "four three");
	assert_string_equal(found(b, "words -four", mark, seq(b)), "three");
	assert_string_equal(found(b, "three OR two", mark, seq(b)), "three");
	assert_string_equal(found(b, "", seq(b), seq(b)), "");
	assert_string_equal(found(b, "", 0, mark), "two one");
}

/* More than one piece, and more than all pieces; either way each once. */
static void test_many(void **state)
{
	struct bench *b = *state;
	struct feed_item *items = mem_array(b->ctx, struct feed_item, 1500);
	static const int64_t uptos[] = {1, 399, 400, 401, 800, 1499, 1500, 100000};
	int64_t *ids;
	size_t n;

	configure(b, feeds, 1);
	for (int i = 0; i < 1500; i++)
		items[i] = dated(b, i, i % 3 ? "lemon" : "melon", NOW - i * 60);
	(void)ingest(b, "alpha", items, 1500);
	for (size_t i = 0; i < N_OF(uptos); i++) {
		const int64_t most = uptos[i] < 1500 ? uptos[i] : 1500;

		OK(store_find_new(b->store, b->ctx, query_of(b, ""), 0, uptos[i], NOW, &ids, &n, &b->err));
		assert_int_equal(n, most);
		for (size_t k = 1; k < n; k++)
			assert_true(ids[k] < ids[k - 1]);
		OK(store_find_new(b->store, b->ctx, query_of(b, "lemon"), 0, uptos[i], NOW, &ids, &n,
				  &b->err));
		assert_int_equal(n, count(b, mem_printf(b->ctx, "lemon seq:1..%lld", (long long)uptos[i])));
	}
}

static void test_seq_before(void **state)
{
	struct bench *b = *state;
	const struct feed_item items[] = {dated(b, 1, "one", NOW), dated(b, 2, "two", NOW)};
	int64_t at;

	configure(b, feeds, 1);
	OK(store_seq_before(b->store, NOW, &at, &b->err));
	assert_int_equal(at, 0);
	(void)ingest_at(b, "alpha", items, 1, NOW);
	(void)ingest_at(b, "alpha", items + 1, 1, NOW + 100);
	OK(store_seq_before(b->store, NOW, &at, &b->err));
	assert_int_equal(at, 0);
	OK(store_seq_before(b->store, NOW + 100, &at, &b->err));
	assert_int_equal(at, 1);
	OK(store_seq_before(b->store, NOW + 101, &at, &b->err));
	assert_int_equal(at, 2);
}

static void test_watermark(void **state)
{
	struct bench *b = *state;
	int64_t at, mark;

	OK(store_digest_mark(b->store, "morning", &mark, &at, &b->err));
	assert_int_equal(mark, -1);
	OK(store_digest_advance(b->store, "morning", 12, NOW, &b->err));
	OK(store_digest_advance(b->store, "evening", 5, NOW, &b->err));
	OK(store_digest_advance(b->store, "morning", 9, NOW + 7, &b->err)); /* two at once: none goes back */
	OK(store_digest_mark(b->store, "morning", &mark, &at, &b->err));
	assert_int_equal(mark, 12);
	assert_int_equal(at, NOW + 7);
	reopen(b, STORE_READ);
	OK(store_digest_mark(b->store, "evening", &mark, &at, &b->err));
	assert_int_equal(mark, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_arrival_counts), TEST(test_many), TEST(test_seq_before),
					   TEST(test_watermark)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
