/* feed_read.h: reads a document for a test and keeps what was handed out, as the probe document. */
#ifndef TESTS_FEED_READ_H
#define TESTS_FEED_READ_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "drip.h"
#include "telex/feed.h"

struct got {
	struct feed_doc *doc; /* NULL: refused */
	json_t *json;	      /* the probe document; NULL: refused */
	struct err err;
	size_t n_handed, n_cut, stop_after; /* stop_after 0: never */
	struct buf out;
};

static bool got_item(void *state, const struct feed_item *item)
{
	struct got *got = state;

	assert_non_null(item->text);
	got->n_cut += item->is_cut;
	feed_json_item(item, got->n_handed++, &got->out);
	return got->n_handed != got->stop_after;
}

static inline void got_read(struct got *got, struct bytes text, const struct feed_options *options,
			    size_t step)
{
	struct drip drip = {text, step};
	json_error_t fault;

	got->out = (struct buf)BUF_INIT(MIB(64));
	feed_json_begin(&got->out);
	if (!feed_parse(NULL, (struct feed_input){drip_read, &drip}, options, got_item, got, &got->doc,
			&got->err)) {
		assert_int_equal(got->n_handed, 0);
		return;
	}
	feed_json_end(got->doc, &got->out);
	assert_true(buf_ok(&got->out));
	got->json = json_loadb(got->out.data, got->out.len, 0, &fault);
	if (!got->json)
		fail_msg("not JSON: %s: %s", fault.text, buf_str(&got->out));
}

static inline void got_free(struct got *got)
{
	json_decref(got->json);
	talloc_free(got->doc);
	buf_free(&got->out);
	memset(got, 0, sizeof(*got));
}

/* text with a base and a content type (both may be NULL), whole. */
static inline struct got read_with(const char *text, const char *base_url, const char *content_type)
{
	struct got got = {0};

	got_read(&got, (struct bytes){text, strlen(text)},
		 &(struct feed_options){.base_url = base_url, .content_type = content_type}, KIB(64));
	return got;
}

static inline struct got read_text(const char *text)
{
	return read_with(text, NULL, NULL);
}

static inline const json_t *item_of(const struct got *got, size_t i)
{
	const json_t *item = json_array_get(json_object_get(got->json, "items"), i);

	assert_non_null(item);
	return item;
}

/* A string member of the first item; NULL when it is not there. */
static inline const char *first(const struct got *got, const char *member)
{
	return json_string_value(json_object_get(item_of(got, 0), member));
}

static inline const char *top_member(const struct got *got, const char *member)
{
	return json_string_value(json_object_get(got->json, member));
}

static inline const char *first_extra(const struct got *got, const char *member)
{
	return json_string_value(json_object_get(json_object_get(item_of(got, 0), "_telex"), member));
}

/* member of the i-th object in a list of an item or of the document. */
static inline const char *listed(const json_t *object, const char *list, size_t i, const char *member)
{
	return json_string_value(json_object_get(json_array_get(json_object_get(object, list), i), member));
}

static inline const char *tag_of(const struct got *got, size_t i)
{
	return json_string_value(json_array_get(json_object_get(item_of(got, 0), "tags"), i));
}

#define RSS(inside) "<rss version=\"2.0\"><channel>" inside "</channel></rss>"
#define RSS_ITEM(inside) RSS("<item>" inside "</item>")
#define ATOM(inside) "<feed xmlns=\"http://www.w3.org/2005/Atom\">" inside "</feed>"
#define ATOM_ENTRY(inside) ATOM("<entry>" inside "</entry>")

#endif
