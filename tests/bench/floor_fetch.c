/* floor_fetch.c: the smallest program that does what a first fetch cannot avoid: the same bytes over HTTP, the same rows
 * into SQLite with a full-text index.
 *
 *   floor_fetch PORT NUMBER[e] [SOURCE.db OUT.db]    rows are read from SOURCE.db's article_text
 *
 * Without SOURCE and OUT it only fetches; an e behind the number makes the requests conditional.
 * Prints seconds: fetch, insert. */
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PARALLEL = 200 };

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t drop(char *data, size_t size, size_t n, void *state)
{
	(void)data;
	*(size_t *)state += size * n;
	return size * n;
}

static size_t fetch_all(const char *port, int n, int conditional)
{
	CURLM *multi = curl_multi_init();
	struct curl_slist *head = conditional ? curl_slist_append(NULL, "If-None-Match: \"bench\"") : NULL;
	size_t bytes = 0;
	int next = 0, running = 0;

	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)PARALLEL);
	do {
		CURLMsg *msg;
		int left;

		while (running < PARALLEL && next < n) {
			CURL *easy = curl_easy_init();
			char url[512];

			snprintf(url, sizeof(url), "http://f%05d.localhost:%s/f%05d.xml", next, port, next);
			next++;
			curl_easy_setopt(easy, CURLOPT_URL, url);
			curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
			curl_easy_setopt(easy, CURLOPT_WRITEDATA, &bytes);
			curl_easy_setopt(easy, CURLOPT_HTTPHEADER, head);
			curl_multi_add_handle(multi, easy);
			running++;
		}
		curl_multi_perform(multi, &left);
		while ((msg = curl_multi_info_read(multi, &left))) {
			if (msg->data.result)
				fprintf(stderr, "floor: %s\n", curl_easy_strerror(msg->data.result));
			curl_multi_remove_handle(multi, msg->easy_handle);
			curl_easy_cleanup(msg->easy_handle);
			running--;
		}
		curl_multi_poll(multi, NULL, 0, 100, NULL);
	} while (running || next < n);
	curl_multi_cleanup(multi);
	return bytes;
}

static void must(int ok, sqlite3 *db)
{
	if (ok)
		return;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
	exit(74);
}

static long insert_all(const char *source, const char *out)
{
	sqlite3 *from, *to;
	sqlite3_stmt *read, *row, *fts;
	long n = 0;

	must(sqlite3_open_v2(source, &from, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, from);
	must(sqlite3_open(out, &to) == SQLITE_OK, to);
	must(sqlite3_exec(to,
			  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			  "CREATE TABLE t(id INTEGER PRIMARY KEY, title TEXT, author TEXT, body TEXT, html TEXT);"
			  "CREATE VIRTUAL TABLE f USING fts5(title, author, body, content='t', content_rowid='id',"
			  " tokenize='unicode61 remove_diacritics 2');"
			  "INSERT INTO f(f, rank) VALUES('hashsize', 67108864); BEGIN", NULL, NULL, NULL) == SQLITE_OK, to);
	must(sqlite3_prepare_v2(from, "SELECT id, title, author, body, html FROM article_text ORDER BY id", -1, &read, NULL) ==
		     SQLITE_OK, from);
	must(sqlite3_prepare_v2(to, "INSERT INTO t VALUES(?, ?, ?, ?, ?)", -1, &row, NULL) == SQLITE_OK, to);
	must(sqlite3_prepare_v2(to, "INSERT INTO f(rowid, title, author, body) VALUES(?, ?, ?, ?)", -1, &fts, NULL) ==
		     SQLITE_OK, to);
	for (; sqlite3_step(read) == SQLITE_ROW; n++) {
		for (int i = 0; i < 5; i++)
			sqlite3_bind_value(row, i + 1, sqlite3_column_value(read, i));
		for (int i = 0; i < 4; i++)
			sqlite3_bind_value(fts, i + 1, sqlite3_column_value(read, i));
		must(sqlite3_step(row) == SQLITE_DONE && sqlite3_step(fts) == SQLITE_DONE, to);
		sqlite3_reset(row);
		sqlite3_reset(fts);
	}
	must(sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, to);
	sqlite3_finalize(read);
	sqlite3_finalize(row);
	sqlite3_finalize(fts);
	sqlite3_close(from);
	sqlite3_close(to);
	return n;
}

int main(int argc, char **argv)
{
	double start = seconds(), fetched;
	size_t bytes;
	long rows = 0;

	if (argc < 3)
		return 64;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	bytes = fetch_all(argv[1], atoi(argv[2]), strchr(argv[2], 'e') != NULL);
	fetched = seconds();
	if (argc > 4)
		rows = insert_all(argv[3], argv[4]);
	printf("%.3f %.3f %zu %ld\n", fetched - start, seconds() - fetched, bytes, rows);
	return 0;
}
