/* verb_extract.c: telexd extract FILE|URL: the article of a page, as JSON. */
#include "daemon.h"

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

int verb_extract(int argc, char **argv, telexd_load *load)
{
	struct extract_options wanted = {0};
	struct verb_source source = {.load = load};
	const struct verb_option options[] = {
	    {"base-url", &wanted.base_url}, {"content-type", &wanted.content_type}, {"config", &source.config},
	    {"extract", &wanted.extract},   {"remove", &wanted.remove},		    {"next-page", &wanted.next_page},
	    {0},
	};
	struct err err = {0};

	if (!verb_options(argc, argv, options, &source.url))
		return usage();
	return extract(&source, &wanted, &err) ? 0 : verb_fail("extract", source.url, &err);
}
