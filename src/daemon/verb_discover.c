/* verb_discover.c: telexd discover FILE|URL: the feeds that a page names. */
#include "daemon.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "telex/feed.h"
#include "telex/url.h"
#include "telex/utf8.h"

enum { PAGE_BYTES = 16 << 20, STEP = 64 << 10 };

static int usage(void)
{
	fputs("usage: telexd discover [--base-url URL] [--config FILE] FILE|URL\n", stderr);
	return 64;
}

static int fail(const char *name, const struct err *err)
{
	AUTO_BUF line = BUF_INIT(KIB(16));
	AUTO_BUF safe = BUF_INIT(KIB(64));
	char *shown = url_redact(NULL, name);

	buf_addf(&line, "telexd: discover: %s: %s", shown, err->msg);
	talloc_free(shown);
	utf8_safe(buf_bytes(&line), SAFE_LINE, &safe);
	fprintf(stderr, "%s\n", buf_str(&safe));
	return err_exit_status(err->code);
}

static bool read_stream(FILE *file, struct buf *page, struct err *err)
{
	char *room;

	while ((room = buf_reserve(page, STEP))) {
		size_t n = fread(room, 1, STEP, file);

		page->len += n;
		if (n == 0)
			return ferror(file) ? err_set(err, ERR_IO, "%s", strerror(errno)) : true;
	}
	return err_set(err, ERR_LIMIT, "larger than %d MiB", PAGE_BYTES >> 20);
}

static bool read_page(const char *name, struct buf *page, struct err *err)
{
	FILE *file;
	bool ok;

	if (!strcmp(name, "-"))
		return read_stream(stdin, page, err);
	file = fopen(name, "re");
	if (!file)
		return err_set(err, ERR_IO, "%s", strerror(errno));
	ok = read_stream(file, page, err);
	fclose(file);
	return ok;
}

static bool print_feeds(struct bytes page, const char *base_url, struct err *err)
{
	size_t n;
	const char **urls = feed_discover(NULL, page, base_url, &n);

	for (size_t i = 0; i < n; i++) {
		char *safe = utf8_safe_dup(urls, urls[i], SAFE_LINE);

		printf("%s\n", safe);
	}
	talloc_free(urls);
	return fflush(stdout) ? err_set(err, ERR_IO, "standard output cannot be written") : true;
}

static bool discover(const struct verb_source *source, const char *base_url, struct err *err)
{
	AUTO_BUF page = BUF_INIT(PAGE_BYTES + STEP);
	char *final_url = NULL, *content_type = NULL;
	bool ok = url_is_web(source->url) ? verb_fetch_url(source, &page, &final_url, &content_type, err)
					  : read_page(source->url, &page, err);

	ok = ok && print_feeds(buf_bytes(&page), base_url ? base_url : final_url, err);
	talloc_free(final_url);
	talloc_free(content_type);
	return ok;
}

int verb_discover(int argc, char **argv, telexd_load *load)
{
	static const struct option options[] = {
	    {"base-url", required_argument, NULL, 'b'},
	    {"config", required_argument, NULL, 'c'},
	    {0},
	};
	struct verb_source source = {.load = load};
	const char *base_url = NULL;
	struct err err = {0};
	int c;

	opterr = 0; /* the usage line says it */
	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (c == 'b')
			base_url = optarg;
		else if (c == 'c')
			source.config = optarg;
		else
			return usage();
	}
	if (optind + 1 != argc)
		return usage();
	source.url = argv[optind]; /* or a file's name */
	return discover(&source, base_url, &err) ? 0 : fail(argv[optind], &err);
}
