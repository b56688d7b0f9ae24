/* parser.c: a parser process: documents in, checked items out, nothing else. */
#include "parser.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "telex/extract.h"
#include "telex/feed.h"

#include "child.h"
#include "wire.h"

enum { FLUSH_BYTES = 256 * 1024 };

struct work {
	int fd;
	struct wire_request request;
	struct buf out;
	int64_t *dates; /* of all items, in document order */
	size_t n_dates, n_room;
	size_t at;	       /* of the item in hand */
	const bool *is_wanted; /* by position; NULL: the first max_items */
	bool is_broken;	       /* the other end is gone */
};

static void flush(struct work *w)
{
	size_t at = 0;

	while (at < w->out.len && !w->is_broken) {
		ssize_t n = write(w->fd, w->out.data + at, w->out.len - at);

		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			w->is_broken = true;
	}
	buf_reset(&w->out);
}

static void set_timer(int seconds)
{
	struct itimerval t = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_PROF, &t, NULL);
}

static void note_date(struct work *w, int64_t published)
{
	if (w->n_dates == w->n_room) {
		w->n_room = w->n_room ? 2 * w->n_room : 256;
		w->dates = mem_grow(NULL, w->dates, int64_t, w->n_room);
	}
	w->dates[w->n_dates++] = published;
}

static void put_item(struct work *w, const struct feed_item *item)
{
	struct feed_item told = *item;

	told.lang = feed_item_language(item);
	wire_put_item(w->request.job, &told, &w->out);
}

/* Half an item is left out: it would be stored under what it has, and be another one when it comes whole. */
static bool first_pass(void *state, const struct feed_item *item)
{
	struct work *w = state;

	if (item->is_cut)
		return true;
	note_date(w, item->published != WHEN_NONE ? item->published : item->updated);
	if (w->n_dates <= w->request.max_items)
		put_item(w, item);
	/* Beyond max_items everything may change yet: nothing is sent until the document is read. */
	return !w->is_broken && buf_ok(&w->out);
}

static bool second_pass(void *state, const struct feed_item *item)
{
	struct work *w = state;

	if (item->is_cut)
		return true;
	if (w->at < w->n_dates && w->is_wanted[w->at])
		put_item(w, item);
	w->at++;
	if (w->out.len >= FLUSH_BYTES)
		flush(w);
	return !w->is_broken && buf_ok(&w->out);
}

static bool parse(struct work *w, void *ctx, feed_item_fn *on_item, struct feed_doc **ret, struct err *err)
{
	struct bytes cursor = w->request.body;
	struct feed_options options = {.base_url = w->request.base_url,
				       .content_type = w->request.content_type,
				       .max_content = w->request.max_content};

	return feed_parse(ctx, feed_input_memory(&cursor), &options, on_item, w, ret, err);
}

struct dated {
	int64_t published;
	size_t at;
};

/* Newest first; of equals, and without dates, the order of the document. */
static int compare_dated(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	if (x->published != y->published)
		return x->published < y->published ? 1 : -1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Which items are among the newest max_items.  NULL: the first ones are. */
static bool *choose_newest(const struct work *w, void *ctx)
{
	struct dated *order = mem_array(ctx, struct dated, w->n_dates);
	bool *is_wanted = mem_array(ctx, bool, w->n_dates);
	bool is_other = false;

	for (size_t i = 0; i < w->n_dates; i++)
		order[i] = (struct dated){w->dates[i], i};
	qsort(order, w->n_dates, sizeof(*order), compare_dated);
	for (size_t i = 0; i < w->request.max_items; i++) {
		is_wanted[order[i].at] = true;
		is_other |= order[i].at >= w->request.max_items;
	}
	return is_other ? is_wanted : NULL;
}

static bool parse_again(struct work *w, void *ctx, struct err *err)
{
	struct feed_doc *doc;

	w->is_wanted = choose_newest(w, ctx);
	if (!w->is_wanted)
		return true;
	buf_reset(&w->out);
	w->at = 0;
	return parse(w, ctx, second_pass, &doc, err);
}

/* The article of a page, as an item. */
static bool read_page(struct work *w, void *ctx, struct feed_doc **ret, struct err *err)
{
	const struct extract_options options = {.base_url = w->request.base_url,
						.content_type = w->request.content_type,
						.extract = w->request.extract,
						.remove = w->request.remove,
						.next_page = w->request.next_page};
	static const char *sponsored[] = {"sponsored"};
	struct extract_article *article;
	struct feed_person author;
	struct feed_item item;

	if (!extract_page(ctx, w->request.body, &options, &article, err))
		return false;
	author = (struct feed_person){.name = article->byline};
	item = (struct feed_item){.url = article->canonical,
				  .title = article->title,
				  .html = article->content_html,
				  .text = article->text,
				  .lang = article->lang,
				  .authors = &author,
				  .n_authors = article->byline[0] ? 1 : 0,
				  .tags = sponsored,
				  .n_tags = article->is_sponsored ? 1 : 0,
				  .published = article->published_at,
				  .updated = WHEN_NONE};
	wire_put_item(w->request.job, &item, &w->out);
	*ret = mem_new(ctx, struct feed_doc);
	(*ret)->next_url = article->next_page[0] ? article->next_page : NULL;
	return true;
}

static void answer(struct work *w)
{
	void *ctx = talloc_new(NULL);
	struct feed_doc *doc = NULL;
	struct err err = {0};
	size_t max = w->request.max_items;
	bool ok;

	ok = w->request.is_page ? read_page(w, ctx, &doc, &err) : parse(w, ctx, first_pass, &doc, &err);
	if (ok && w->n_dates > max)
		ok = parse_again(w, ctx, &err);
	if (!buf_ok(&w->out)) {
		buf_reset(&w->out);
		ok = err_set(&err, ERR_LIMIT, "more text than telexd takes from one document");
	}
	if (ok)
		wire_put_doc(w->request.job, doc, w->n_dates > max ? w->n_dates - max : 0, &w->out);
	else
		wire_put_error(w->request.job, err.msg, &w->out);
	flush(w);
	talloc_free(ctx);
}

int parser_serve(int fd)
{
	uint32_t len;

	while (child_read(fd, &len, sizeof(len))) {
		struct work w = {.fd = fd, .out = BUF_INIT(MIB(256))};
		char *frame = malloc((size_t)len + 1);
		bool ok = frame && child_read(fd, frame, len) &&
			  wire_get_request((struct bytes){frame, len}, &w.request);

		if (ok) {
			set_timer(PARSER_CPU_S);
			answer(&w);
			set_timer(0);
		}
		talloc_free(w.dates);
		buf_free(&w.out);
		free(frame);
		if (!ok || w.is_broken)
			return 1;
	}
	return 0;
}
