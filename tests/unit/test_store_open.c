/* test_store_open.c: creating, refusing, damage, full disks, crashes, other processes. */
#include "store_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *const feed[] = {"alpha"};

/* The file's bytes, to see that a refused one was not touched. */
struct image {
	char *data;
	long len;
};

static struct image image_of(struct bench *b, const char *path)
{
	struct image image = {0};
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	image.len = ftell(f);
	rewind(f);
	image.data = talloc_size(b->ctx, (size_t)image.len + 1);
	assert_int_equal(fread(image.data, 1, (size_t)image.len, f), image.len);
	fclose(f);
	return image;
}

static void put(const char *path, const char *data, size_t len, long at)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, len, at), (ssize_t)len);
	close(fd);
}

static void close_store(struct bench *b)
{
	store_close(b->store);
	b->store = NULL;
}

/* Every way to open says no, in one line that holds `says`, and the bytes stay as they were. */
static void assert_refused(struct bench *b, const char *says)
{
	struct image before = image_of(b, b->path), after;

	for (int mode = STORE_READ; mode <= STORE_DAEMON; mode++) {
		struct store *store = NULL;

		memset(&b->err, 0, sizeof(b->err));
		if (store_open(b->path, (enum store_mode)mode, &store, &b->err))
			fail_msg("mode %d opened it", mode);
		assert_int_equal(b->err.code, ERR_IO);
		if (!strstr(b->err.msg, says) || !strstr(b->err.msg, b->path) || strchr(b->err.msg, '\n'))
			fail_msg("'%s' without '%s'", b->err.msg, says);
		after = image_of(b, b->path);
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.data, after.data, (size_t)before.len);
	}
}

static void fill(struct bench *b, int n)
{
	struct feed_item *items = mem_array(b->ctx, struct feed_item, n);

	configure(b, feed, 1);
	for (int i = 0; i < n; i++)
		items[i] = item(mem_printf(b->ctx, "g%d", i), NULL, mem_printf(b->ctx, "title %d", i),
				"some words to keep");
	(void)ingest(b, "alpha", items, (size_t)n);
}

static void test_created_private(void **state)
{
	struct bench *b = *state;
	char *deep = mem_printf(b->ctx, "%s/a/b/c.db", b->dir);
	struct store_feed_config config = {.name = "alpha", .url = "https://a.example/"};
	struct store *store;
	struct stat st;

	OK(store_open(deep, STORE_CLIENT, &store, &b->err));
	OK(store_feeds_sync(store, &config, 1, &b->err));
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(mem_printf(b->ctx, "%s-wal", deep), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(mem_printf(b->ctx, "%s/a", b->dir), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	store_close(store);
	assert_int_not_equal(stat(mem_printf(b->ctx, "%s-wal", deep), &st), 0);
	unlink(deep);
	rmdir(mem_printf(b->ctx, "%s/a/b", b->dir));
	rmdir(mem_printf(b->ctx, "%s/a", b->dir));
}

/* telexd, a reader and a script that start in the same moment on a fresh machine. */
static void test_created_by_several_at_once(void **state)
{
	struct bench *b = *state;

	for (int round = 0; round < 5; round++) {
		pid_t children[6];
		int status;

		close_store(b);
		unlink(b->path);
		for (size_t i = 0; i < N_OF(children); i++) {
			children[i] = fork();
			if (children[i] == 0) {
				struct store_feed_config config = {.name = "alpha",
								   .url = "https://a.example/"};
				struct store *store;
				bool ok = store_open(b->path, i % 2 ? STORE_DAEMON : STORE_CLIENT, &store,
						     &b->err) &&
					  store_feeds_sync(store, &config, 1, &b->err);

				if (!ok)
					fprintf(stderr, "%s\n", b->err.msg);
				_exit(ok ? 0 : 1);
			}
		}
		for (size_t i = 0; i < N_OF(children); i++) {
			assert_int_equal(waitpid(children[i], &status, 0), children[i]);
			assert_int_equal(status, 0);
		}
		reopen(b, STORE_DAEMON);
		assert_string_equal(ask(b, "PRAGMA journal_mode"), "wal");
		assert_string_equal(ask(b, "SELECT count(*) FROM feed"), "1");
	}
}

static void test_identity_of_the_file(void **state)
{
	struct bench *b = *state;

	assert_string_equal(ask(b, "PRAGMA application_id"), "1413827672");
	assert_int_equal(atoll(ask(b, "PRAGMA user_version")), store_schema_version());
	assert_string_equal(ask(b, "PRAGMA journal_mode"), "wal");
	assert_string_equal(
	    ask(b, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'"
		   " AND name NOT LIKE 'article_fts%'"),
	    "0");
}

/* docs/SCHEMA.md promises the columns: none may be missing there. */
static void test_schema_page_names_every_column(void **state)
{
	struct bench *b = *state;
	struct image page = image_of(b, "docs/SCHEMA.md");
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db;
	int n = 0;

	page.data[page.len] = '\0';
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
			       "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
			       " WHERE m.type = 'table' AND m.name NOT LIKE 'article_fts%'",
			       -1, &stmt, NULL),
	    SQLITE_OK);
	for (; sqlite3_step(stmt) == SQLITE_ROW; n++) {
		const char *table = (const char *)sqlite3_column_text(stmt, 0);
		const char *column = (const char *)sqlite3_column_text(stmt, 1);

		if (!strstr(page.data, table) || !strstr(page.data, column))
			fail_msg("docs/SCHEMA.md does not name %s.%s", table, column);
	}
	assert_true(n > 60);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void test_nothing_there(void **state)
{
	struct bench *b = *state;
	char *path = mem_printf(b->ctx, "%s/none.db", b->dir);
	struct store *store = NULL;
	struct stat st;

	assert_false(store_open(path, STORE_READ, &store, &b->err));
	assert_int_equal(b->err.code, ERR_IO);
	assert_non_null(strstr(b->err.msg, path));
	assert_int_not_equal(stat(path, &st), 0);
	assert_false(store_open(b->dir, STORE_DAEMON, &store, &b->err));
	assert_int_equal(b->err.code, ERR_IO);
	assert_non_null(strstr(b->err.msg, "directory"));
	assert_null(store);
}

static void test_foreign_files(void **state)
{
	struct bench *b = *state;
	char *text = mem_strdup(b->ctx, "this is a letter to my aunt, and no database at all. ");
	sqlite3 *db;

	close_store(b);
	unlink(b->path);
	for (int i = 0; i < 6; i++)
		text = mem_printf(b->ctx, "%s%s", text, text);
	put(b->path, text, 40, 0); /* shorter than a header */
	assert_refused(b, "not a telex database");
	put(b->path, text, strlen(text), 0);
	assert_refused(b, "not a telex database");
	unlink(b->path);
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE moz_places (id)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_refused(b, "not a telex database");
	unlink(b->path);
	/* with a log that holds everything: only SQLite can tell */
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)", NULL,
		     NULL, NULL);
	assert_refused(b, "not a telex database");
	sqlite3_close(db);
}

static void test_newer_schema(void **state)
{
	struct bench *b = *state;

	close_store(b);
	(void)ask(b, "PRAGMA user_version = 999");
	assert_refused(b, "newer");
}

static void test_cut_short(void **state)
{
	struct bench *b = *state;
	struct stat st;

	fill(b, 500);
	close_store(b);
	assert_int_equal(stat(b->path, &st), 0);
	assert_int_equal(truncate(b->path, st.st_size / 2), 0);
	assert_refused(b, "damaged");
	assert_int_equal(truncate(b->path, 4096), 0);
	assert_refused(b, "damaged");
}

static void test_overwritten_in_the_middle(void **state)
{
	struct bench *b = *state;
	struct store *store = NULL;
	char garbage[20000];
	struct image before, after;

	fill(b, 500);
	close_store(b);
	memset(garbage, 0x5a, sizeof(garbage));
	put(b->path, garbage, sizeof(garbage), 40000);
	before = image_of(b, b->path);
	assert_false(store_open(b->path, STORE_DAEMON, &store, &b->err));
	assert_int_equal(b->err.code, ERR_IO);
	assert_non_null(strstr(b->err.msg, "damaged"));
	after = image_of(b, b->path);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, (size_t)before.len);
}

static void test_empty_file_is_new(void **state)
{
	struct bench *b = *state;
	struct store *store = NULL;

	close_store(b);
	assert_int_equal(truncate(b->path, 0), 0);
	assert_false(store_open(b->path, STORE_READ, &store, &b->err));
	assert_non_null(strstr(b->err.msg, "empty"));
	reopen(b, STORE_CLIENT);
	fill(b, 3);
	assert_whole(b);
}

static void test_readers_beside_a_writer(void **state)
{
	struct bench *b = *state;
	struct store *reader;
	struct store_totals totals;
	sqlite3 *writer;
	int64_t version;

	fill(b, 3);
	assert_int_equal(sqlite3_open(b->path, &writer), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(writer, "BEGIN IMMEDIATE; UPDATE article SET score = 1", NULL, NULL, NULL),
	    SQLITE_OK);
	OK(store_open(b->path, STORE_READ, &reader, &b->err));
	OK(store_totals(reader, &totals, &b->err));
	assert_int_equal(totals.articles, 3);
	version = store_version(reader);
	assert_int_equal(sqlite3_exec(writer, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(store_version(reader), version);
	assert_string_equal(store_path(reader), b->path);
	sqlite3_close(writer);
	store_close(reader);
}

/* 0 when a file that may only be read can be read and is refused to those who would write. */
static int open_read_only(struct bench *b)
{
	struct store *store = NULL;
	struct store_totals totals = {0};

	if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
		return 1;
	if (!store_open(b->path, STORE_READ, &store, &b->err) || !store_totals(store, &totals, &b->err) ||
	    totals.articles != 3)
		return 2;
	store_close(store);
	if (store_open(b->path, STORE_CLIENT, &store, &b->err) || b->err.code != ERR_IO)
		return 3;
	return 0;
}

static void test_reader_of_a_read_only_file(void **state)
{
	struct bench *b = *state;
	pid_t child;
	int status = 0;

	fill(b, 3);
	close_store(b);
	assert_int_equal(chmod(b->path, 0444), 0);
	assert_int_equal(chmod(b->dir, 0777), 0);
	child = fork();
	if (child == 0)
		_exit(open_read_only(b));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The file may not grow, as on a full disk: nothing is stored, nothing is lost, and one sentence says why. */
static void test_full_disk(void **state)
{
	struct bench *b = *state;
	struct rlimit old, small;
	struct store_ingested *done = NULL;
	struct feed_item *items = mem_array(b->ctx, struct feed_item, 3000);
	struct store_fetched batch = {.items = items, .n_items = 3000};
	bool ok;

	fill(b, 100);
	for (int i = 0; i < 3000; i++)
		items[i] = item(mem_printf(b->ctx, "n%d", i), NULL, "title",
				mem_printf(b->ctx, "%d %0500d words words words", i, i));
	batch.feed_id = feed_named(b, "alpha").id;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = (struct rlimit){.rlim_cur = 600000, .rlim_max = old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	ok = store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_false(ok);
	assert_int_equal(b->err.code, ERR_IO);
	if (!strstr(b->err.msg, "disk is full"))
		fail_msg("%s", b->err.msg);
	assert_int_equal(count(b, ""), 100);
	assert_whole(b);
	OK(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err));
	assert_int_equal(done->n_new, 3000);
	assert_whole(b);
}

/* A child that stores batch after batch until it is killed. */
static void store_until_killed(const char *path, int64_t feed_id)
{
	struct store *store;
	void *ctx = talloc_new(NULL);

	if (!store_open(path, STORE_DAEMON, &store, NULL))
		_exit(1);
	for (int n = 0;; n++) {
		struct feed_item items[30];
		struct store_fetched batch = {.feed_id = feed_id,
					      .items = items,
					      .n_items = 30,
					      .has_state = true,
					      .state = {.failures = n + 1}};
		struct store_ingested *done;

		for (int i = 0; i < 30; i++)
			items[i] = item(mem_printf(ctx, "%d-%d-%d", (int)getpid(), n, i), NULL, "title",
					mem_printf(ctx, "body number %d of %d", i, n));
		if (!store_ingest(store, ctx, &batch, 1, NOW + n, STORE_BULK, &done, NULL))
			_exit(2);
	}
}

static void test_killed_while_storing(void **state)
{
	struct bench *b = *state;
	int64_t id, before = 0;

	fill(b, 1);
	id = feed_named(b, "alpha").id;
	close_store(b);
	for (int round = 0; round < 6; round++) {
		pid_t child = fork();
		int status;
		int64_t n;

		if (child == 0)
			store_until_killed(b->path, id);
		assert_true(child > 0);
		usleep(60000 + 23000 * (useconds_t)round);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		reopen(b, STORE_DAEMON);
		n = feed_named(b, "alpha").n_articles;
		assert_true(n >= before);
		assert_int_equal((n - 1) % 30, 0); /* whole batches */
		before = n;
		assert_whole(b);
		close_store(b);
	}
	assert_true(before > 1);
}

static void test_check_finds_and_repairs(void **state)
{
	struct bench *b = *state;
	AUTO_BUF report = BUF_INIT(KIB(64));
	bool ok = true;

	fill(b, 20);
	(void)ask(b, "UPDATE article_text SET body = 'behind the back of the index' WHERE id = (SELECT"
		     " max(id) FROM article)");
	(void)ask(b, "UPDATE counter SET unread = 77");
	(void)ask(b, "UPDATE feed SET n_articles = 5");
	(void)ask(b, "DELETE FROM arrivals");
	(void)ask(b, "UPDATE article SET n_feeds = 3 WHERE id = (SELECT max(id) FROM article)");
	OK(store_check(b->store, false, &report, &ok, &b->err));
	assert_false(ok);
	assert_non_null(strstr(buf_str(&report), "index"));
	assert_non_null(strstr(buf_str(&report), "totals"));
	assert_non_null(strstr(buf_str(&report), "alpha"));
	assert_non_null(strstr(buf_str(&report), "has a wrong number of feeds"));
	assert_non_null(strstr(buf_str(&report), "older than its stretch says"));
	OK(store_check(b->store, true, &report, &ok, &b->err));
	assert_true(ok);
	assert_whole(b);
	assert_int_equal(count(b, "behind"), 1);
	assert_int_equal(feed_named(b, "alpha").n_articles, 20);
	store_idle(b->store);
	assert_whole(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_created_private),
	    TEST(test_created_by_several_at_once),
	    TEST(test_identity_of_the_file),
	    TEST(test_schema_page_names_every_column),
	    TEST(test_nothing_there),
	    TEST(test_foreign_files),
	    TEST(test_newer_schema),
	    TEST(test_cut_short),
	    TEST(test_overwritten_in_the_middle),
	    TEST(test_empty_file_is_new),
	    TEST(test_readers_beside_a_writer),
	    TEST(test_reader_of_a_read_only_file),
	    TEST(test_full_disk),
	    TEST(test_killed_while_storing),
	    TEST(test_check_finds_and_repairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
