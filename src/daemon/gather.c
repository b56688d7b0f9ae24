/* gather.c: an article that goes over several pages, put together in their order. */
#include "gather.h"

#include "telex/url.h"

static const char between[] = "\n\n"; /* two pages */

static int gather_destroy(struct gather *gather)
{
	buf_free(&gather->html);
	buf_free(&gather->text);
	return 0;
}

struct gather *gather_new(void *ctx)
{
	struct gather *gather = mem_new(ctx, struct gather);

	gather->html = gather->text = (struct buf)BUF_INIT(GATHER_BYTES_MAX);
	talloc_set_destructor(gather, gather_destroy);
	return gather;
}

static void first_page(struct gather *gather, const struct feed_item *item)
{
	gather->author = item->n_authors ? mem_strdup(gather, item->authors[0].name) : NULL;
	gather->lang = mem_strdup(gather, item->lang);
}

static bool is_same_site(void *ctx, const char *a, const char *b)
{
	const char *host_a = url_host(ctx, a), *host_b = url_host(ctx, b);

	return host_a && host_b && strcmp(host_a, host_b) == 0;
}

static bool was_read(struct gather *gather, const char *url)
{
	const char *canonical = url_canonical(gather, url);

	for (size_t i = 0; i < gather->n_urls; i++)
		if (strcmp(url_canonical(gather, gather->urls[i]), canonical) == 0)
			return true;
	return false;
}

/* A page that answers with a page before, be it from elsewhere or under its own address: a site that does not know `?page=2`. */
static bool is_known(struct gather *gather, const char *final_url, const char *text)
{
	const size_t len = strlen(text);

	for (size_t i = 0; i < gather->n; i++) {
		const size_t end = i + 1 < gather->n ? gather->starts[i + 1] - strlen(between) : gather->text.len;

		if (len == end - gather->starts[i] && !memcmp(gather->text.data + gather->starts[i], text, len))
			return true;
	}
	return was_read(gather, final_url);
}

static bool append(struct gather *gather, const struct feed_item *item)
{
	const size_t text_len = gather->text.len, html_len = gather->html.len;

	buf_adds(&gather->text, gather->n ? between : "");
	gather->starts[gather->n] = gather->text.len;
	buf_adds(&gather->text, item->text);
	if (item->html)
		buf_adds(&gather->html, item->html);
	/* HTML that was too long to come along: a page without it must not stand between others that have it */
	if (gather->n && (!buf_ok(&gather->text) || !buf_ok(&gather->html) || !item->html != !html_len)) {
		buf_truncate(&gather->text, text_len);
		buf_truncate(&gather->html, html_len);
		return false;
	}
	return true;
}

bool gather_add(struct gather *gather, const char *url, const char *final_url, const struct feed_item *item, const char **ret_why)
{
	*ret_why = NULL;
	if (gather->n == 0)
		first_page(gather, item);
	else if (!is_same_site(gather, final_url, gather->urls[1]))
		*ret_why = "it is on another site";
	else if (is_known(gather, final_url, item->text))
		return false;
	if (!*ret_why && !append(gather, item))
		*ret_why = "with it the article is longer than what is kept of one";
	if (*ret_why)
		return false;
	gather->is_sponsored |= feed_item_is_sponsored(item);
	gather->urls[gather->n_urls++] = mem_strdup(gather, url);
	gather->urls[gather->n_urls++] = mem_strdup(gather, final_url);
	gather->n++;
	return true;
}

const char *gather_next(struct gather *gather, const char *link, const char **ret_why)
{
	const char *url = link ? mem_strndup(gather, link, strcspn(link, "#")) : NULL;

	*ret_why = NULL;
	if (!url || !url_is_web(url) || was_read(gather, url))
		return NULL;
	if (!is_same_site(gather, url, gather->urls[gather->n_urls - 1]))
		*ret_why = "it is on another site";
	else if (gather->n == GATHER_PAGES_MAX)
		*ret_why = mem_printf(gather, "it has more than %d pages", GATHER_PAGES_MAX);
	return *ret_why ? NULL : url;
}
