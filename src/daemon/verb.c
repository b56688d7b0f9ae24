/* verb.c: what the verbs that look at one document share: their options, how they read a page, and how they fail. */
#include "daemon.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "telex/url.h"
#include "telex/utf8.h"

enum { STEP = 64 << 10 };

bool verb_options(int argc, char **argv, const struct verb_option *options, const char **ret_word)
{
	enum { FIRST = 256 }; /* no character */
	struct option known[VERB_OPTIONS_MAX + 1] = {0};
	int c;

	for (size_t i = 0; options[i].name && i < VERB_OPTIONS_MAX; i++)
		known[i] = (struct option){options[i].name, required_argument, NULL, FIRST + (int)i};
	opterr = 0; /* the usage line says it */
	while ((c = getopt_long(argc, argv, "+", known, NULL)) >= FIRST)
		*options[c - FIRST].to = optarg;
	*ret_word = argv[optind];
	return c == -1 && optind + 1 == argc;
}

int verb_fail(const char *verb, const char *name, const struct err *err)
{
	AUTO_BUF line = BUF_INIT(KIB(16));
	AUTO_BUF safe = BUF_INIT(KIB(64));
	char *shown = url_redact(NULL, name);

	buf_addf(&line, "telexd: %s: %s: %s", verb, shown, err->msg);
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
	return err_set(err, ERR_LIMIT, "larger than %zu MiB", page->max >> 20);
}

static bool read_file(const char *name, struct buf *page, struct err *err)
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

bool verb_read_page(const struct verb_source *source, struct buf *page, char **ret_final_url,
		    char **ret_content_type, struct err *err)
{
	if (url_is_web(source->url))
		return verb_fetch_url(source, page, ret_final_url, ret_content_type, err);
	return read_file(source->url, page, err);
}
