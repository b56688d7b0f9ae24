/* test_store_marks.c: read, starred, tags, their numbers, the journal and undo. */
#include "store_help.h"

#include "src/store/store_priv.h"

static const char *const feeds[] = {"alpha", "beta"};
static const char *const tag_x[] = {"x"};
static const char *const tag_y[] = {"y"};

static const struct store_change read_all = {.read = 1, .who = "cli", .what = "mark read"};
static const struct store_change unread_all = {.read = -1, .who = "cli", .what = "mark unread"};
static const struct store_change star = {.starred = 1, .who = "reader", .what = "star"};

/* Ten articles, a0 the newest. */
static struct store_ingested *ten(struct bench *b)
{
	struct feed_item items[10];

	configure(b, feeds, 2);
	for (int i = 0; i < 10; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d", i), NULL, mem_printf(b->ctx, "a%d", i), "word");
		items[i].published = NOW - 100 * (i + 1);
	}
	return ingest(b, "alpha", items, 10);
}

static int64_t mark(struct bench *b, const int64_t *ids, size_t n, struct store_change change)
{
	int64_t changed = -1;

	OK(store_mark(b->store, ids, n, &change, NOW, &changed, &b->err));
	return changed;
}

static const char *undo(struct bench *b, int64_t *changed)
{
	const char *what = NULL;

	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, changed, &b->err));
	return what;
}

static void test_marks_and_numbers(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	const int64_t doubled[] = {done->ids[0], done->ids[1], done->ids[0], 12345};
	struct store_totals totals;

	assert_int_equal(mark(b, doubled, 4, read_all), 2); /* each once; what is not there is left out */
	assert_int_equal(mark(b, doubled, 4, read_all), 0);
	assert_int_equal(mark(b, done->ids, 3, star), 3);
	OK(store_totals(b->store, &totals, &b->err));
	assert_int_equal(totals.articles, 10);
	assert_int_equal(totals.unread, 8);
	assert_int_equal(totals.starred, 3);
	assert_int_equal(feed_named(b, "alpha").n_unread, 8);
	assert_int_equal(count(b, "is:unread"), 8);
	assert_int_equal(count(b, "is:starred is:read"), 2);
	assert_string_equal(ask(b, "SELECT count(*) FROM journal"),
			    "2"); /* what changed nothing is not written down */
	assert_whole(b);
}

static void test_tags(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	struct store_tags *tags;
	struct store_rows *rows;
	const char *both[] = {"x", "y"};

	assert_int_equal(mark(b, done->ids, 4,
			      (struct store_change){.add = both, .n_add = 2, .who = "cli", .what = "tag"}),
			 4);
	assert_int_equal(mark(b, done->ids, 2, read_all), 2);
	assert_int_equal(
	    mark(b, done->ids, 1,
		 (struct store_change){.remove = both, .n_remove = 1, .who = "cli", .what = "untag"}),
	    1);
	OK(store_tags(b->store, b->ctx, &tags, &b->err));
	assert_int_equal(tags->n, 2);
	assert_string_equal(tags->tags[0].name, "x");
	assert_int_equal(tags->tags[0].n_articles, 3);
	assert_int_equal(tags->tags[0].n_unread, 2);
	assert_int_equal(tags->tags[1].n_articles, 4);
	assert_int_equal(count(b, "tag:x"), 3);
	assert_int_equal(count(b, "tag:none"), 6);
	OK(store_rows_by_id(b->store, b->ctx, done->ids, 2, STORE_FULL, &rows, &b->err));
	assert_int_equal(rows->rows[0].n_tags, 1);
	assert_int_equal(rows->rows[1].n_tags, 2);
	assert_string_equal(rows->rows[1].tags[0], "x");
	assert_whole(b);
}

static void test_flag_words(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	const char *words[] = {"unread", "starred"};
	struct store_tags *tags;

	assert_int_equal(mark(b, done->ids, 5,
			      (struct store_change){.remove = words, .n_remove = 1, .who = "c", .what = "w"}),
			 5);
	assert_int_equal(count(b, "is:unread"), 5);
	assert_int_equal(
	    mark(b, done->ids, 2, (struct store_change){.add = words, .n_add = 2, .who = "c", .what = "w"}),
	    2);
	assert_int_equal(count(b, "is:unread"), 7);
	assert_int_equal(count(b, "is:starred"), 2);
	OK(store_tags(b->store, b->ctx, &tags, &b->err));
	assert_int_equal(tags->n, 0);
}

static void test_tag_names(void **state)
{
	static const char *const good[] = {"x",	     "open-ran", "5g",	    "a+b", "\xc3\xa9t\xc3\xa9",
					   "unread", "starred",	 "nonesuch"};
	static const char *const bad[] = {
	    "",	    "-x",
	    "+x",   "a b",
	    "a,b",  "a\tb",
	    "a\"b", "a:b",
	    "none", "a*",
	    "(a",   "a\x1b[m",
	    "\x7f", "12345678901234567890123456789012345678901234567890123456789012345"};
	struct bench *b = *state;
	struct store_ingested *done = ten(b);

	for (size_t i = 0; i < N_OF(good); i++)
		assert_true(store_tag_check(good[i], &b->err));
	for (size_t i = 0; i < N_OF(bad); i++) {
		struct store_change change = {
		    .add = (const char **)&bad[i], .n_add = 1, .who = "cli", .what = "tag"};

		assert_false(store_tag_check(bad[i], &b->err));
		assert_int_equal(b->err.code, ERR_USAGE);
		assert_false(store_mark(b->store, done->ids, 1, &change, NOW, NULL, &b->err));
	}
	assert_string_equal(ask(b, "SELECT count(*) FROM tag"), "0");
}

static void test_mark_query_is_bounded_by_seq(void **state)
{
	struct bench *b = *state;
	struct feed_item later = item("later", NULL, "later", "word");
	int64_t seq = 0, changed = 0;

	(void)ten(b);
	OK(store_seq(b->store, &seq, &b->err));
	later.published = NOW - 500;
	(void)ingest(b, "beta", &later, 1);
	OK(store_mark_query(b->store, query_of(b, "word -title:a3"), seq, &read_all, NOW, &changed, &b->err));
	assert_int_equal(changed, 9);
	assert_string_equal(titles(b, "is:unread"), "a3|later");
	assert_string_equal(ask(b, "SELECT count(*) FROM journal"), "1");
}

static void test_undo_walks_back(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	int64_t changed = 0;
	const char *what = NULL;
	struct store_change tag = {
	    .add = (const char **)tag_x, .n_add = 1, .starred = 1, .who = "cli", .what = "tag x, star"};

	(void)mark(b, done->ids, 3, read_all);
	(void)mark(b, done->ids + 2, 3, tag);
	(void)mark(b, done->ids, 2, unread_all);
	reopen(b, STORE_CLIENT); /* across restarts */
	assert_string_equal(undo(b, &changed), "mark unread");
	assert_int_equal(changed, 2);
	assert_int_equal(count(b, "is:read"), 3);
	assert_string_equal(undo(b, &changed), "tag x, star");
	assert_int_equal(changed, 3);
	assert_int_equal(count(b, "tag:x"), 0);
	assert_int_equal(count(b, "is:starred"), 0);
	assert_string_equal(undo(b, &changed), "mark read");
	assert_int_equal(count(b, "is:read"), 0);
	assert_false(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, &changed, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
	assert_null(what);
	assert_whole(b);
}

/* What was set before stays set: the journal holds what really changed. */
static void test_undo_leaves_what_was_so_before(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	int64_t changed = 0;

	(void)mark(b, done->ids, 2, read_all);
	assert_int_equal(mark(b, done->ids, 5, read_all), 3);
	(void)undo(b, &changed);
	assert_int_equal(changed, 3);
	assert_int_equal(count(b, "is:read"), 2);
}

static void test_undo_leaves_what_somebody_changed_since(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	int64_t changed = 0;
	char sql[128];

	(void)mark(
	    b, done->ids, 3,
	    (struct store_change){.add = (const char **)tag_y, .n_add = 1, .who = "cli", .what = "tag"});
	/* a rule took one away, without the journal */
	snprintf(sql, sizeof(sql), "DELETE FROM article_tag WHERE article_id = %lld",
		 (long long)done->ids[1]);
	(void)ask(b, sql);
	(void)undo(b, &changed);
	assert_int_equal(changed, 2);
	assert_int_equal(count(b, "tag:y"), 0);
	assert_whole(b);
}

static void test_undo_after_purge(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	int64_t changed = 0, deleted;

	(void)mark(b, done->ids, 10, star);
	OK(store_feed_purge(b->store, feed_named(b, "alpha").id, NOW, &deleted, &b->err));
	assert_string_equal(undo(b, &changed), "star");
	assert_int_equal(changed, 0);
	assert_whole(b);
}

static int64_t undo_number(struct bench *b, int64_t number)
{
	const char *what;
	int64_t changed = -1;

	OK(store_undo(b->store, b->ctx, number, "cli", NOW + 7, &what, &changed, &b->err));
	return changed;
}

/* An older change, as far as later ones left it alone. */
static void test_undo_of_an_older_change(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	const char *what;

	(void)mark(b, done->ids, 4, read_all);	   /* 1 */
	(void)mark(b, done->ids, 6, star);	   /* 2 */
	(void)mark(b, done->ids, 1, unread_all);   /* 3 */
	(void)mark(b, done->ids, 1, read_all);	   /* 4: stands as 1 left it, but is not 1's */
	(void)mark(b, done->ids + 1, 1, unread_all); /* 5 */
	assert_int_equal(undo_number(b, 5), 1);	   /* no longer in the way of 1 */
	assert_int_equal(undo_number(b, 1), 3);
	assert_int_equal(count(b, "is:read"), 1);
	assert_int_equal(count(b, "is:starred"), 6);
	assert_false(store_undo(b->store, b->ctx, 1, "cli", NOW, &what, NULL, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
	assert_string_equal(b->err.msg, "change 1 was taken back already");
	b->err = (struct err){0};
	assert_false(store_undo(b->store, b->ctx, 99, "cli", NOW, &what, NULL, &b->err));
	assert_string_equal(b->err.msg, "there is no change 99");
	assert_whole(b);
}

static void test_older_notes(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	const char *note;

	OK(store_note_set(b->store, done->ids[0], "one", "cli", NOW, &b->err));
	OK(store_note_set(b->store, done->ids[0], "two", "cli", NOW, &b->err));
	OK(store_note_set(b->store, done->ids[0], NULL, "cli", NOW, &b->err));
	assert_int_equal(undo_number(b, 2), 0); /* 3 took it off: it stays off */
	OK(store_note(b->store, b->ctx, done->ids[0], &note, &b->err));
	assert_null(note);
	assert_int_equal(undo_number(b, 3), 1);
	OK(store_note(b->store, b->ctx, done->ids[0], &note, &b->err));
	assert_string_equal(note, "two");
}

static void test_journal(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	const struct store_change both = {
	    .add = (const char **)tag_x, .n_add = 1, .starred = 1, .who = "reader", .what = "tag x, star"};
	struct store_journal *journal;

	(void)mark(b, done->ids, 3, read_all);
	(void)mark(b, done->ids + 1, 4, both);
	(void)undo_number(b, 1);
	OK(store_journal(b->store, b->ctx, 0, &journal, &b->err));
	assert_int_equal(journal->n, 2);
	assert_int_equal(journal->entries[0].number, 2);
	assert_int_equal(journal->entries[0].at, NOW);
	assert_string_equal(journal->entries[0].who, "reader");
	assert_string_equal(journal->entries[0].what, "tag x, star");
	assert_int_equal(journal->entries[0].n_articles, 4); /* each once */
	assert_int_equal(journal->entries[0].undone_at, WHEN_NONE);
	assert_null(journal->entries[0].undone_by);
	assert_int_equal(journal->entries[1].undone_at, NOW + 7);
	assert_string_equal(journal->entries[1].undone_by, "cli");
	OK(store_journal(b->store, b->ctx, 1, &journal, &b->err));
	assert_int_equal(journal->n, 1);
}

static int n_commits;
static bool is_full;

static int count_commit(void *state)
{
	(void)state;
	n_commits++;
	return is_full && n_commits == 2; /* not 0: rolled back */
}

/* Many articles are many transactions; after a fault in the middle the rest is done by undoing again. */
static void test_undo_of_many(void **state)
{
	enum { N = 12000 };
	struct bench *b = *state;
	struct feed_item *items = mem_array(b->ctx, struct feed_item, N);
	struct store_ingested *done;
	const char *what;
	int64_t changed = 0;

	configure(b, (const char *const[]){"alpha"}, 1);
	for (int i = 0; i < N; i++) {
		items[i] = item(mem_printf(b->ctx, "g%d", i), "", mem_printf(b->ctx, "n%d", i), "");
		items[i].published = NOW - 100 * (i + 1);
	}
	done = ingest(b, "alpha", items, N);
	assert_int_equal(mark(b, done->ids, N, read_all), N);
	(void)sqlite3_commit_hook(b->store->db, count_commit, NULL);
	is_full = true;
	assert_false(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, &changed, &b->err));
	assert_int_equal(count(b, "is:read"), N - 5000);
	is_full = false;
	n_commits = 0;
	OK(store_undo(b->store, b->ctx, 0, "cli", NOW, &what, &changed, &b->err));
	assert_int_equal(n_commits, 3);
	assert_int_equal(changed, N - 5000);
	assert_int_equal(count(b, "is:read"), 0);
	(void)sqlite3_commit_hook(b->store->db, NULL, NULL);
	assert_whole(b);
}

static void test_other_writer_is_busy(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	struct store_change change = read_all;
	sqlite3 *other;

	assert_int_equal(sqlite3_open(b->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	store_set_busy_ms(b->store, 0);
	assert_false(store_mark(b->store, done->ids, 1, &change, NOW, NULL, &b->err));
	assert_int_equal(b->err.code, ERR_BUSY);
	assert_int_equal(count(b, "is:unread"), 10); /* reading goes on meanwhile */
	sqlite3_close(other);
	assert_int_equal(mark(b, done->ids, 1, read_all), 1);
}

static void test_reader_may_not_write(void **state)
{
	struct bench *b = *state;
	struct store_ingested *done = ten(b);
	struct store_change change = read_all;

	reopen(b, STORE_READ);
	assert_false(store_mark(b->store, done->ids, 1, &change, NOW, NULL, &b->err));
	assert_int_equal(b->err.code, ERR_IO);
	assert_int_equal(count(b, "is:unread"), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_marks_and_numbers),
	    TEST(test_tags),
	    TEST(test_flag_words),
	    TEST(test_tag_names),
	    TEST(test_mark_query_is_bounded_by_seq),
	    TEST(test_undo_walks_back),
	    TEST(test_undo_leaves_what_was_so_before),
	    TEST(test_undo_leaves_what_somebody_changed_since),
	    TEST(test_undo_after_purge),
	    TEST(test_undo_of_an_older_change),
	    TEST(test_older_notes),
	    TEST(test_journal),
	    TEST(test_undo_of_many),
	    TEST(test_other_writer_is_busy),
	    TEST(test_reader_may_not_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
