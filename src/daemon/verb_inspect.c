/* verb_inspect.c: telexd inspect URL: a feed fetched once; the facts, as one JSON object, for those who give
 * advice. */
#include "daemon.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telex/feed.h"
#include "telex/fetch.h"
#include "telex/url.h"
#include "telex/utf8.h"

#include "clock.h"

enum { BODY_BYTES = 64 << 20 };

/* What the items are like. */
struct items {
	uint64_t *guids; /* hashes: two that are the same */
	size_t n, n_guids, n_undated, n_without_link;
	uint64_t text_bytes;
	int64_t newest; /* WHEN_NONE */
};

static int usage(void)
{
	fputs("usage: telexd inspect [--config FILE] URL\n", stderr);
	return 64;
}

static int fail(const char *url, const struct err *err)
{
	AUTO_BUF line = BUF_INIT(KIB(16));
	AUTO_BUF safe = BUF_INIT(KIB(64));
	char *shown = url_redact(NULL, url);

	buf_addf(&line, "telexd: inspect: %s: %s", shown ? shown : url, err->msg);
	talloc_free(shown);
	utf8_safe(buf_bytes(&line), SAFE_LINE, &safe);
	fprintf(stderr, "%s\n", buf_str(&safe));
	return err_exit_status(err->code);
}

/* ---- the document ---- */

/* FNV-1a. */
static uint64_t hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h;
}

static bool on_item(void *state, const struct feed_item *item)
{
	struct items *items = state;

	items->n++;
	items->n_undated += item->published == WHEN_NONE && item->updated == WHEN_NONE;
	items->n_without_link += !item->url;
	items->text_bytes += strlen(item->text);
	if (item->published > items->newest)
		items->newest = item->published;
	if (!item->guid)
		return true;
	if (items->n_guids % 256 == 0)
		items->guids = mem_grow(items, items->guids, uint64_t, items->n_guids + 256);
	items->guids[items->n_guids++] = hash(item->guid);
	return true;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static size_t count_repeated(struct items *items)
{
	size_t n = 0;

	if (items->n_guids > 0)
		qsort(items->guids, items->n_guids, sizeof(items->guids[0]), compare);
	for (size_t i = 1; i < items->n_guids; i++)
		n += items->guids[i] == items->guids[i - 1];
	return n;
}

/* ---- as JSON ---- */

/* NULL is null; what is no UTF-8 is mended. */
static void put_text(json_t *facts, const char *name, const char *value)
{
	AUTO_BUF safe = BUF_INIT(KIB(64));

	if (value)
		utf8_safe((struct bytes){value, strlen(value)}, SAFE_LINE, &safe);
	json_object_set_new(facts, name, value ? json_string(buf_str(&safe)) : json_null());
}

static void put_number(json_t *facts, const char *name, int64_t value)
{
	json_object_set_new(facts, name, json_integer(value));
}

/* A number that may be missing. */
static void put_wish(json_t *facts, const char *name, int64_t value)
{
	json_object_set_new(facts, name, value >= 0 ? json_integer(value) : json_null());
}

static void put_bool(json_t *facts, const char *name, bool value)
{
	json_object_set_new(facts, name, json_boolean(value));
}

static void put_doc(json_t *facts, const struct feed_doc *doc, struct items *items)
{
	char at[WHEN_RFC3339_SIZE];

	put_text(facts, "format", feed_format_name(doc->format));
	put_text(facts, "title", doc->title);
	put_text(facts, "problem", doc->is_recovered ? doc->problem : NULL);
	put_number(facts, "items", (int64_t)items->n);
	put_number(facts, "undated", (int64_t)items->n_undated);
	put_number(facts, "without_guid", (int64_t)(items->n - items->n_guids));
	put_number(facts, "repeated_guids", (int64_t)count_repeated(items));
	put_number(facts, "without_link", (int64_t)items->n_without_link);
	put_number(facts, "mean_text", items->n ? (int64_t)(items->text_bytes / items->n) : 0);
	put_text(facts, "newest", items->newest == WHEN_NONE ? NULL : when_rfc3339(items->newest, at));
}

/* The feeds a page names instead. */
static void put_named(json_t *facts, const struct fetch_reply *reply)
{
	json_t *list = json_array();
	size_t n;
	const char **urls = feed_discover(NULL, buf_bytes(&reply->body), reply->url, &n);

	for (size_t i = 0; i < n; i++)
		if (url_is_web(urls[i]))
			json_array_append_new(list, json_string(urls[i]));
	talloc_free(urls);
	json_object_set_new(facts, "names", list);
}

static void put_body(json_t *facts, const struct fetch_reply *reply)
{
	struct items *items = mem_new(NULL, struct items);
	struct feed_options options = {.base_url = reply->url, .content_type = reply->headers.content_type};
	struct bytes cursor = buf_bytes(&reply->body);
	struct feed_doc *doc;
	struct err err = {0};
	bool is_feed;

	items->newest = WHEN_NONE;
	is_feed = feed_parse(items, feed_input_memory(&cursor), &options, on_item, items, &doc, &err);
	put_bool(facts, "is_feed", is_feed);
	put_text(facts, "not_a_feed", is_feed ? NULL : err.msg);
	if (is_feed)
		put_doc(facts, doc, items);
	else
		put_named(facts, reply);
	talloc_free(items);
}

static int64_t retry_after(const struct fetch_headers *headers, int64_t now)
{
	if (headers->retry_after_s >= 0 || headers->retry_at == WHEN_NONE)
		return headers->retry_after_s;
	return headers->retry_at > now ? headers->retry_at - now : 0;
}

static json_t *tell(const struct fetch_reply *reply, int64_t ms, int64_t now)
{
	json_t *facts = json_object();
	char *words = NULL, *shown = url_redact(NULL, reply->url);

	if (!reply->error && fetch_outcome(reply->status, false) != FETCH_DOCUMENT)
		words = mem_strdup(NULL, fetch_status_words((void *)reply, reply->status));
	put_number(facts, "v", 1);
	put_text(facts, "url", shown);
	put_bool(facts, "is_moved", reply->is_moved);
	put_number(facts, "status", reply->error ? 0 : reply->status);
	put_text(facts, "fault",
		 reply->error ? fetch_fault_name(reply->fault ? reply->fault : FETCH_FAULT_OTHER) : NULL);
	put_text(facts, "error", reply->error ? reply->error : words);
	put_number(facts, "ms", ms);
	put_text(facts, "content_type", reply->headers.content_type);
	put_bool(facts, "etag", reply->headers.etag != NULL);
	put_bool(facts, "last_modified", reply->headers.last_modified != NULL);
	put_wish(facts, "max_age_s", reply->headers.max_age_s);
	put_wish(facts, "retry_after_s", retry_after(&reply->headers, now));
	put_number(facts, "bytes", (int64_t)reply->body.len);
	put_bool(facts, "is_feed", false);
	if (!reply->error && !words)
		put_body(facts, reply);
	talloc_free(words);
	talloc_free(shown);
	return facts;
}

static bool inspect(const struct verb_source *source, struct err *err)
{
	void *ctx = talloc_new(NULL);
	const int64_t started_ms = clock_ms();
	struct fetch_reply *reply;
	bool ok = verb_visit(ctx, source, BODY_BYTES, &reply, err);

	if (ok) {
		json_t *facts = tell(reply, clock_ms() - started_ms, (int64_t)time(NULL));

		ok = json_dumpf(facts, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF && !fflush(stdout);
		json_decref(facts);
		if (!ok)
			err_set(err, ERR_IO, "standard output cannot be written");
	}
	talloc_free(ctx);
	return ok;
}

int verb_inspect(int argc, char **argv, telexd_load *load)
{
	struct verb_source source = {.load = load};
	const struct verb_option options[] = {{"config", &source.config}, {0}};
	struct err err = {0};

	if (!verb_options(argc, argv, options, &source.url) || !url_is_web(source.url))
		return usage();
	return inspect(&source, &err) ? 0 : fail(source.url, &err);
}
