/* article.c: what an article can be compared by. */
#include <math.h>
#include <string.h>

#include "live.h"
#include "stop.h"
#include "telex/url.h"
#include "words.h"

enum {
	RUNS_LEAST = 6,	      /* a text with fewer has too little to be a copy of anything */
	LINKS_LOOKED_AT = 24, /* the first of a text */
	HREF_MAX = 1000
};

struct reading {
	struct story_article *to;
	bool is_body;
	struct run_window window; /* over the body */
};

/* The first `max` different ones, ascending. */
static void add_word(struct story_term *words, size_t *n, size_t max, uint32_t hash)
{
	size_t low = 0, high = *n;

	if (*n == max)
		return;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (words[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < *n && words[low].hash == hash)
		return;
	memmove(words + low + 1, words + low, (*n - low) * sizeof(*words));
	words[low] = (struct story_term){.hash = hash, .n = 1};
	++*n;
}

/* Into an ascending list of the least. */
static void add_least(uint32_t *list, size_t *n, size_t max, uint32_t hash)
{
	size_t at = *n;

	while (at > 0 && list[at - 1] > hash)
		at--;
	if (at == max || (at > 0 && list[at - 1] == hash))
		return;
	if (*n < max)
		++*n;
	memmove(list + at + 1, list + at, (*n - at - 1) * sizeof(*list));
	list[at] = hash;
}

static void on_word(void *state, uint32_t hash, struct bytes word)
{
	struct reading *r = state;
	uint32_t run;

	(void)word;
	if (!hash)
		return;
	if (!r->is_body)
		add_word(r->to->title, &r->to->n_title, STORY_TITLE_WORDS, hash);
	else if (run_next(&r->window, hash, &run))
		add_least(r->to->runs, &r->to->n_runs, STORY_RUNS, run);
	add_word(r->to->text, &r->to->n_text, STORY_TEXT_WORDS, hash);
}

static uint32_t address_hash(const char *canonical)
{
	return hash_bytes(HASH_ADDRESS, (struct bytes){canonical, strlen(canonical)});
}

/* Where a link leads that tells something: to a page of another host. */
static void add_link(struct story_article *to, void *ctx, struct bytes href, const char *own_host)
{
	char *url = mem_strndup(ctx, href.data, href.len), *amp, *host, *canonical, *path;

	while ((amp = strstr(url, "&amp;")) != NULL)
		memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
	host = url_host(ctx, url);
	if (!host || (own_host && strcmp(host, own_host) == 0))
		return;
	canonical = url_canonical(ctx, url);
	path = strstr(canonical, "://");
	path = path ? strchr(path + 3, '/') : NULL;
	if (path && strlen(path) > 1)
		add_least(to->links, &to->n_links, STORY_LINKS, address_hash(canonical));
}

static void read_links(const struct story_source *source, struct story_article *to)
{
	static const char attribute[] = " href=\"";
	const char *at = source->html;
	void *ctx = NULL;
	const char *own = NULL;

	for (int n = 0; at && n < LINKS_LOOKED_AT; n++) {
		const char *end;

		at = strstr(at, attribute);
		if (!at)
			break;
		at += sizeof(attribute) - 1;
		end = strchr(at, '"');
		if (!end)
			break;
		if (!ctx) {
			ctx = talloc_new(NULL);
			own = source->url && *source->url ? url_host(ctx, source->url) : NULL;
		}
		if (end - at <= HREF_MAX && strncmp(at, "http", 4) == 0)
			add_link(to, ctx, (struct bytes){at, (size_t)(end - at)}, own);
		at = end;
	}
	talloc_free(ctx);
}

static void read_text(const char *text, struct reading *r)
{
	AUTO_BUF folded = BUF_INIT(STORY_FOLD_MAX);

	words_fold((struct bytes){text, strlen(text)}, &folded);
	if (!r->is_body) {
		r->to->is_roundup = stop_is_roundup(buf_bytes(&folded));
		r->to->is_live = live_is_title(buf_bytes(&folded));
	}
	words_cut(buf_bytes(&folded), on_word, r);
}

static void read_body(const struct story_source *source, struct reading *r)
{
	struct story_article *to = r->to;

	r->is_body = true;
	if (source->body)
		read_text(source->body, r);
	if (r->window.n_words < RUN_WORDS + RUNS_LEAST)
		to->n_runs = 0;
	to->has_text = to->n_text >= to->n_title + STORY_TEXT_LEAST;
	if (source->html)
		read_links(source, to);
}

static uint32_t title_key(const struct story_source *source, const struct story_article *article)
{
	uint32_t key[STORY_TITLE_WORDS + 2] = {(uint32_t)source->outlet, (uint32_t)article->n_title};

	for (size_t i = 0; i < article->n_title; i++)
		key[i + 2] = article->title[i].hash;
	return hash_bytes(HASH_TITLE, (struct bytes){(const char *)key, (article->n_title + 2) * sizeof(*key)});
}

void story_read(const struct story_source *source, struct story_article *ret)
{
	struct reading r = {.to = ret};

	memset(ret, 0, sizeof(*ret));
	ret->at = source->at;
	ret->outlet = source->outlet;
	read_text(source->title, &r);
	ret->title_key = title_key(source, ret);
	ret->is_live = ret->is_live || (source->body && live_is_text(source->body));
	if (!ret->is_live)
		read_body(source, &r);
	ret->is_roundup = ret->is_roundup || (ret->is_live && ret->n_title < STORY_LIVE_WORDS);
	if (source->url && *source->url)
		ret->self = address_hash(source->url);
}

void story_weigh(struct story_term *term, double n_with, double n_all)
{
	/* A word that nobody has had yet is taken for one that an article in a few hundred has: what is known from few
	 * articles is not much.  Eight words are an article's title. */
	enum { UNSEEN = 400, WORDS = 8 };

	double p = (n_with + 1) / (n_all + UNSEEN) / WORDS;

	term->p = (float)p;
	term->worth = (float)log1p(1 / ((double)STORY_MIXED_IN * p));
}
