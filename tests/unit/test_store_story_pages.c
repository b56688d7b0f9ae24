/* test_store_story_pages.c: lists with a line a story, page by page in both directions, are those of all articles thinned. */
#include "store_help.h"

#include "telex/alert.h"

enum { N = 400, PAGE = 7 };

static unsigned seed;

static size_t dice(size_t n)
{
	return (seed = seed * 1103515245 + 12345) / 65536 % n;
}

/* Articles of four feeds; a third of them in stories, some far apart, some read. */
static void fill(struct bench *b)
{
	static const char *const feeds[] = {"a", "b", "c", "d"};
	struct store_rows *all;

	configure(b, feeds, N_OF(feeds));
	for (size_t i = 0; i < N; i++) {
		const char *name = mem_printf(b->ctx, "https://example.org/%zu", i);
		/* titles without a word in common: no story is found, all are put together below */
		struct feed_item it = item(name, name, mem_printf(b->ctx, "w%zux%zu %s", i * 7919, i, i % 3 ? "fiber" : "cable"), NULL);

		it.published = NOW - (int64_t)dice(5 * DAY);
		(void)ingest(b, feeds[dice(4)], &it, 1);
	}
	all = search(b, "", (struct store_page)STORE_PAGE_NEWEST(0));
	for (size_t story = 0; story < 30; story++) {
		int64_t ids[6], first;

		for (size_t i = 0; i < N_OF(ids); i++)
			ids[i] = all->rows[dice(all->n)].id;
		OK(story_join(b->store, ids, 2 + dice(5), &first, &b->err));
	}
	for (size_t i = 0; i < all->n; i++) {
		int64_t n;

		if (dice(2))
			OK(store_mark(b->store, &all->rows[i].id, 1, &(struct store_change){.read = 1, .who = "test", .what = "read"},
				      NOW, &n, &b->err));
	}
}

/* The ids of the lines, told from all articles. */
static size_t expected(struct bench *b, const char *text, int64_t *lines)
{
	struct store_rows *all = search(b, text, (struct store_page)STORE_PAGE_NEWEST(0));
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t k = 0;

		while (k < i && all->rows[k].story_id != all->rows[i].story_id)
			k++;
		if (k == i)
			lines[n++] = all->rows[i].id;
	}
	return n;
}

static void check_down(struct bench *b, const char *text, const int64_t *lines, size_t n)
{
	struct store_page page = {.below = INT64_MAX, .above = INT64_MIN, .limit = PAGE, .by_story = true};
	struct store_rows *rows;

	for (size_t at = 0; at < n; at += PAGE) {
		rows = search(b, text, page);
		assert_int_equal(rows->n, n - at < PAGE ? n - at : PAGE);
		for (size_t i = 0; i < rows->n; i++)
			assert_int_equal(rows->rows[i].id, lines[at + i]);
		page.below = rows->rows[rows->n - 1].id;
	}
	assert_int_equal(search(b, text, page)->n, 0);
}

static void check_up(struct bench *b, const char *text, const int64_t *lines, size_t n)
{
	struct store_page page = {
	    .below = INT64_MAX, .above = INT64_MIN, .limit = PAGE, .by_story = true, .oldest_first = true};

	for (size_t left = n; left > 0;) {
		struct store_rows *rows = search(b, text, page);

		assert_int_equal(rows->n, left < PAGE ? left : PAGE);
		for (size_t i = 0; i < rows->n; i++)
			assert_int_equal(rows->rows[i].id, lines[left - rows->n + i]);
		left -= rows->n;
		page.above = rows->rows[0].id;
	}
	assert_int_equal(search(b, text, page)->n, 0);
}

static void check_count(struct bench *b, const char *text, size_t n)
{
	int64_t counted = -1;

	OK(store_count_stories(b->store, query_of(b, text), NOW, &counted, &b->err));
	assert_int_equal(counted, n);
}

static void test_pages_are_all_articles_thinned(void **state)
{
	static const char *const queries[] = {"", "is:unread", "fiber", "cable is:unread", "-fiber", "feed:a", "is:starred"};
	struct bench *b = *state;

	seed = 4711;
	fill(b);
	for (size_t q = 0; q < N_OF(queries); q++) {
		int64_t lines[N];
		size_t n = expected(b, queries[q], lines);

		check_down(b, queries[q], lines, n);
		check_up(b, queries[q], lines, n);
		check_count(b, queries[q], n);
	}
}

static const struct store_row *first_line(struct bench *b, const char *text)
{
	struct store_rows *rows = search(b, text, (struct store_page){.below = INT64_MAX, .above = INT64_MIN, .fields = STORE_STORIES, .by_story = true});

	return &rows->rows[0];
}

static void test_a_line_tells_of_its_story(void **state)
{
	struct bench *b = *state;
	const struct store_page page = {.below = INT64_MAX, .above = INT64_MIN, .by_story = true};
	static const char *const feeds[] = {"a", "b"};
	const struct store_row *line;
	struct store_rows *rows;
	int64_t ids[3], story;

	configure(b, feeds, N_OF(feeds));
	for (size_t i = 0; i < N_OF(ids); i++) {
		const char *name = mem_printf(b->ctx, "https://example.org/%zu", i);
		struct feed_item it = item(name, name, mem_printf(b->ctx, "w%zux%zu", i * 7919, i), NULL);

		it.published = NOW - 100 + (int64_t)i;
		(void)ingest(b, feeds[i % 2], &it, 1);
	}
	rows = search(b, "", page);
	assert_int_equal(rows->n, 3);
	for (size_t i = 0; i < N_OF(ids); i++)
		ids[i] = rows->rows[i].id;
	line = first_line(b, "");
	assert_int_equal(line->n_in_story, 0);
	assert_false(line->has_unread_others);
	OK(story_join(b->store, ids, 3, &story, &b->err));
	assert_int_equal(search(b, "", page)->n, 1);
	line = first_line(b, "");
	assert_int_equal(line->id, ids[0]);
	assert_int_equal(line->n_in_story, 3);
	assert_int_equal(line->n_outlets, 2);
	assert_true(line->has_unread_others);
	assert_false(line->has_alert);
	OK(store_mark(b->store, ids + 1, 2, &(struct store_change){.read = 1, .who = "test", .what = "read"}, NOW, &story, &b->err));
	assert_false(first_line(b, "")->has_unread_others);
	assert_int_equal(first_line(b, "is:unread")->id, ids[0]);
	assert_int_equal(first_line(b, "is:read")->id, ids[1]);
	assert_true(first_line(b, "is:read")->has_unread_others);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_pages_are_all_articles_thinned),
	    TEST(test_a_line_tells_of_its_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
