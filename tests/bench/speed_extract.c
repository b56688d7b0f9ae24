/* speed_extract.c: articles out of pages, in one process, against libxml2 reading the same bytes as HTML.
 *
 *   speed_extract FILE...      prints CPU seconds for all of them, pages and megabytes a second, and the
 * ratio
 *
 * Memory: what is resident after the first round and after the last must be the same. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libxml/HTMLparser.h>

#include "telex/extract.h"

enum { ROUNDS = 5 };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void quiet(void *state, xmlErrorPtr error)
{
	(void)state;
	(void)error;
}

static void run_extract(struct bytes page)
{
	struct extract_options options = {.base_url = "https://news.example/page"};
	struct extract_article *article = NULL;

	if (extract_page(NULL, page, &options, &article, NULL))
		talloc_free(article);
}

static void run_libxml(struct bytes page)
{
	htmlDocPtr doc =
	    htmlReadMemory(page.data, (int)page.len, NULL, NULL,
			   HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

	xmlFreeDoc(doc);
}

static bool read_page(const char *name, struct buf *out)
{
	FILE *file = fopen(name, "re");
	char *room;
	size_t n;

	if (!file)
		return false;
	while ((room = buf_reserve(out, 64 << 10)) && (n = fread(room, 1, 64 << 10, file)) > 0)
		out->len += n;
	fclose(file);
	return buf_ok(out);
}

static long resident_kib(void)
{
	long pages = 0, all;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file && fscanf(file, "%ld %ld", &all, &pages) != 2)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static double round_of(void (*run)(struct bytes page), const struct buf *pages, int n)
{
	double start = cpu_s();

	for (int i = 0; i < n; i++)
		run(buf_bytes(&pages[i]));
	return cpu_s() - start;
}

int main(int argc, char **argv)
{
	int n = argc - 1;
	struct buf *pages = mem_array(NULL, struct buf, n > 0 ? n : 1);
	double extract = 1e9, libxml = 1e9, bytes = 0;
	long first = 0, last = 0;

	xmlSetStructuredErrorFunc(NULL, quiet);
	for (int i = 0; i < n; i++) {
		pages[i] = (struct buf)BUF_INIT(EXTRACT_PAGE_MAX);
		if (!read_page(argv[i + 1], &pages[i])) {
			fprintf(stderr, "%s: cannot be read\n", argv[i + 1]);
			return 1;
		}
		bytes += (double)pages[i].len;
	}
	for (int round = 0; round < ROUNDS; round++) {
		double e = round_of(run_extract, pages, n), x;

		last = resident_kib();
		first = round == 0 ? last : first;
		x = round_of(run_libxml, pages, n);
		extract = e < extract ? e : extract;
		libxml = x < libxml ? x : libxml;
	}
	printf("%d pages, %.1f MB: extracted in %.3f s of CPU (%.0f pages/s, %.0f MB/s), read by libxml2 in "
	       "%.3f s: %.2f of that\n",
	       n, bytes / 1e6, extract, n / extract, bytes / 1e6 / extract, libxml, extract / libxml);
	printf("resident after the first round %ld KiB, after the last %ld KiB\n", first, last);
	for (int i = 0; i < n; i++)
		buf_free(&pages[i]);
	talloc_free(pages);
	return 0;
}
