/* verb_extract.c: telexd extract FILE|URL: the article of a page, as JSON. */
#include "daemon.h"

#include <getopt.h>
#include <stdio.h>

#include "telex/extract.h"
#include "telex/json_out.h"

enum { READ_MORE = 64 << 10, OUT_MAX = 64 << 20 };

static int usage(void)
{
	fputs("usage: telexd extract [--base-url URL] [--content-type TYPE] [--config FILE]\n"
	      "                      [--extract SELECTOR] [--remove SELECTOR] [--next-page SELECTOR] FILE|URL\n",
	      stderr);
	return 64;
}

static void add_related(const struct extract_article *article, struct buf *out)
{
	buf_adds(out, ", \"related\": [");
	for (size_t i = 0; i < article->n_related; i++) {
		buf_adds(out, i > 0 ? ", {\"url\": " : "{\"url\": ");
		json_out_string(article->related[i].url, out);
		json_out_text(out, "label", article->related[i].label);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

static bool print_article(const struct extract_article *article, struct err *err)
{
	AUTO_BUF out = BUF_INIT(OUT_MAX);

	buf_adds(&out, "{\"title\": ");
	json_out_string(or_null(article->title), &out);
	json_out_text(&out, "byline", or_null(article->byline));
	json_out_text(&out, "published", or_null(article->published));
	json_out_text(&out, "site_name", or_null(article->site_name));
	json_out_text(&out, "lang", or_null(article->lang));
	json_out_text(&out, "excerpt", or_null(article->excerpt));
	json_out_text(&out, "content_html", article->content_html);
	json_out_text(&out, "text", article->text);
	buf_adds(&out, ", \"_telex\": {\"why\": ");
	json_out_string(article->why, &out);
	json_out_text(&out, "canonical", or_null(article->canonical));
	json_out_text(&out, "next_page", or_null(article->next_page));
	json_out_bool(&out, "is_sponsored", article->is_sponsored);
	add_related(article, &out);
	buf_adds(&out, "}}\n");
	if (!buf_ok(&out) || fwrite(buf_str(&out), 1, out.len, stdout) != out.len || fflush(stdout))
		return err_set(err, ERR_IO, "standard output cannot be written");
	return true;
}

static bool extract(const struct verb_source *source, struct extract_options *options, struct err *err)
{
	AUTO_BUF page = BUF_INIT((size_t)EXTRACT_PAGE_MAX + READ_MORE);
	char *final_url = NULL, *content_type = NULL;
	struct extract_article *article = NULL;
	bool ok = verb_read_page(source, &page, &final_url, &content_type, err);

	if (!options->base_url)
		options->base_url = final_url;
	if (!options->content_type)
		options->content_type = content_type;
	ok =
	    ok && extract_page(NULL, buf_bytes(&page), options, &article, err) && print_article(article, err);
	talloc_free(article);
	talloc_free(final_url);
	talloc_free(content_type);
	return ok;
}

/* What an option sets; NULL: it is none. */
static const char **target(int c, struct extract_options *wanted, struct verb_source *source)
{
	const struct {
		int c;
		const char **to;
	} targets[] = {{'b', &wanted->base_url}, {'t', &wanted->content_type}, {'c', &source->config},
		       {'e', &wanted->extract},	 {'r', &wanted->remove},       {'n', &wanted->next_page}};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (targets[i].c == c)
			return targets[i].to;
	return NULL;
}

int verb_extract(int argc, char **argv, telexd_load *load)
{
	static const struct option options[] = {
	    {"base-url", required_argument, NULL, 'b'},
	    {"content-type", required_argument, NULL, 't'},
	    {"config", required_argument, NULL, 'c'},
	    {"extract", required_argument, NULL, 'e'},
	    {"remove", required_argument, NULL, 'r'},
	    {"next-page", required_argument, NULL, 'n'},
	    {0},
	};
	struct extract_options wanted = {0};
	struct verb_source source = {.load = load};
	struct err err = {0};
	int c;

	opterr = 0; /* the usage line says it */
	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		const char **to = target(c, &wanted, &source);

		if (!to)
			return usage();
		*to = optarg;
	}
	if (optind + 1 != argc)
		return usage();
	source.url = argv[optind]; /* or a file's name */
	return extract(&source, &wanted, &err) ? 0 : verb_fail("extract", argv[optind], &err);
}
