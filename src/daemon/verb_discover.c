/* verb_discover.c: telexd discover FILE|URL: the feeds that a page names. */
#include "daemon.h"

#include <stdio.h>

#include "telex/feed.h"
#include "telex/utf8.h"

enum { PAGE_BYTES = 16 << 20, STEP = 64 << 10 };

static int usage(void)
{
	fputs("usage: telexd discover [--base-url URL] [--config FILE] FILE|URL\n", stderr);
	return 64;
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
	bool ok = verb_read_page(source, &page, &final_url, &content_type, err);

	ok = ok && print_feeds(buf_bytes(&page), base_url ? base_url : final_url, err);
	talloc_free(final_url);
	talloc_free(content_type);
	return ok;
}

int verb_discover(int argc, char **argv, telexd_load *load)
{
	struct verb_source source = {.load = load};
	const char *base_url = NULL;
	const struct verb_option options[] = {{"base-url", &base_url}, {"config", &source.config}, {0}};
	struct err err = {0};

	if (!verb_options(argc, argv, options, &source.url))
		return usage();
	return discover(&source, base_url, &err) ? 0 : verb_fail("discover", source.url, &err);
}
