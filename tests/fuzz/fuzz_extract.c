/* fuzz_extract.c: any bytes as a page: an article or a reason, valid, clean and within bounds; the same each
 * time. */
#include <string.h>

#include "fuzz.h"
#include "telex/extract.h"
#include "telex/text.h"
#include "telex/utf8.h"
#include "telex/when.h"

static void check_line(const char *line)
{
	CHECK(line && !strpbrk(line, "\n\r\t\x1b") && utf8_is_valid((struct bytes){line, strlen(line)}));
}

static void check_article(const struct extract_article *article)
{
	struct buf again = BUF_INIT(EXTRACT_HTML_MAX);
	size_t len = strlen(article->content_html);

	check_line(article->title);
	check_line(article->byline);
	check_line(article->site_name);
	check_line(article->lang);
	check_line(article->excerpt);
	CHECK((*article->published != '\0') == (article->published_at != WHEN_NONE));
	CHECK(utf8_is_valid((struct bytes){article->text, strlen(article->text)}));
	text_clean((struct bytes){article->content_html, len}, NULL, &again);
	CHECK(buf_ok(&again) && !strcmp(buf_str(&again), article->content_html));
	CHECK(article->n_related <= EXTRACT_LINKS_MAX);
	for (size_t i = 0; i < article->n_related; i++)
		check_line(article->related[i].label);
	buf_free(&again);
}

/* The first byte chooses the options. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct extract_options options = {.base_url = "https://news.example/dir/page"};
	struct extract_article *article = NULL, *other = NULL;
	struct bytes page;
	struct err err = {0};
	bool ok;

	if (size < 1)
		return 0;
	options.content_type = data[0] & 1 ? "text/html; charset=iso-8859-1" : NULL;
	options.extract = data[0] & 2 ? "article, .body > p" : NULL;
	options.remove = data[0] & 4 ? "aside, [class*=ad]" : NULL;
	options.next_page = data[0] & 8 ? "a[rel=next]" : NULL;
	page = (struct bytes){(const char *)data + 1, size - 1};
	ok = extract_page(NULL, page, &options, &article, &err);
	CHECK(ok || err.code == ERR_DATA);
	if (!ok)
		return 0;
	check_article(article);
	CHECK(extract_page(NULL, page, &options, &other, &err) && !strcmp(article->text, other->text));
	talloc_free(article);
	talloc_free(other);
	if (size < 300) {
		char *selector = mem_strndup(NULL, page.data, page.len);

		(void)extract_selector_check(selector, &err);
		talloc_free(selector);
	}
	return 0;
}
