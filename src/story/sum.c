/* sum.c: a story as the sum of its articles. */
#include <math.h>
#include <string.h>

#include "telex/story.h"

static size_t find(const struct story_terms *terms, uint32_t hash)
{
	size_t low = 0, high = terms->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (terms->terms[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Makes room by letting go of the rarest, so that what holds the story together stays. */
static void prune(struct story_terms *terms)
{
	size_t kept = 0, singles = 0;
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < terms->n; i++)
		least = terms->terms[i].n < least ? terms->terms[i].n : least;
	for (size_t i = 0; i < terms->n; i++)
		if (terms->terms[i].n > least || singles++ % 2 == 0)
			terms->terms[kept++] = terms->terms[i];
	terms->n = kept;
}

/* What is borrowed is copied before it changes. */
static void own(void *ctx, struct story_terms *terms)
{
	const struct story_term *borrowed = terms->terms;

	if (terms->room)
		return;
	terms->room = terms->n + STORY_TITLE_WORDS;
	terms->terms = mem_array(ctx, struct story_term, terms->room);
	if (terms->n)
		memcpy(terms->terms, borrowed, terms->n * sizeof(*borrowed));
}

static void add_term(void *ctx, struct story_terms *terms, struct story_term term)
{
	size_t at = find(terms, term.hash);

	own(ctx, terms);
	if (at < terms->n && terms->terms[at].hash == term.hash) {
		terms->terms[at].n += term.n;
		terms->terms[at].p = term.p;
		terms->terms[at].worth = term.worth;
		return;
	}
	if (terms->n == STORY_SUM_TERMS) {
		prune(terms);
		at = find(terms, term.hash);
	}
	if (terms->n == terms->room) {
		terms->room *= 2;
		terms->terms = mem_grow(ctx, terms->terms, struct story_term, terms->room);
	}
	memmove(terms->terms + at + 1, terms->terms + at, (terms->n - at) * sizeof(*terms->terms));
	terms->terms[at] = term;
	terms->n++;
}

static void add_hash(uint32_t *list, size_t *n, uint32_t hash)
{
	for (size_t i = 0; i < *n; i++)
		if (list[i] == hash)
			return;
	if (*n < STORY_SUM_RUNS)
		list[(*n)++] = hash;
}

static void add_times(struct story_sum *sum, int64_t first, int64_t last, int64_t outlet)
{
	bool is_empty = sum->n_articles == 0;

	sum->first_at = is_empty || first < sum->first_at ? first : sum->first_at;
	sum->last_at = is_empty || last > sum->last_at ? last : sum->last_at;
	sum->outlet = is_empty || sum->outlet == outlet ? outlet : -1;
}

void story_sum_add(void *ctx, struct story_sum *sum, const struct story_article *article)
{
	add_times(sum, article->at, article->at, article->outlet);
	sum->n_articles++;
	sum->n_texts += article->has_text;
	sum->n_roundups += article->is_roundup;
	for (size_t i = 0; i < article->n_title && !article->is_title_common; i++) {
		add_term(ctx, &sum->title, article->title[i]);
		sum->n_words++;
	}
	for (size_t i = 0; i < article->n_text; i++)
		add_term(ctx, &sum->text, article->text[i]);
	for (size_t i = 0; i < article->n_runs; i++)
		add_hash(sum->runs, &sum->n_runs, article->runs[i]);
	for (size_t i = 0; i < article->n_links; i++)
		add_hash(sum->links, &sum->n_links, article->links[i]);
	if (article->self)
		add_hash(sum->selves, &sum->n_selves, article->self);
}

void story_sum_of(const struct story_article *article, struct story_sum *ret)
{
	const bool has_title = !article->is_title_common;

	*ret = (struct story_sum){.first_at = article->at,
				  .last_at = article->at,
				  .outlet = article->outlet,
				  .n_articles = 1,
				  .n_texts = article->has_text,
				  .n_roundups = article->is_roundup,
				  .n_words = has_title ? (uint32_t)article->n_title : 0,
				  .title = {(struct story_term *)article->title, has_title ? article->n_title : 0, 0},
				  .text = {(struct story_term *)article->text, article->n_text, 0},
				  .n_runs = article->n_runs,
				  .n_links = article->n_links,
				  .n_selves = article->self != 0,
				  .selves = {article->self}};
	memcpy(ret->runs, article->runs, article->n_runs * sizeof(*article->runs));
	memcpy(ret->links, article->links, article->n_links * sizeof(*article->links));
}

static void unite_terms(void *ctx, struct story_terms *to, const struct story_terms *from)
{
	for (size_t i = 0; i < from->n; i++)
		add_term(ctx, to, from->terms[i]);
}

void story_sum_unite(void *ctx, struct story_sum *to, const struct story_sum *from)
{
	add_times(to, from->first_at, from->last_at, from->outlet);
	to->n_articles += from->n_articles;
	to->n_texts += from->n_texts;
	to->n_roundups += from->n_roundups;
	to->n_words += from->n_words;
	unite_terms(ctx, &to->title, &from->title);
	unite_terms(ctx, &to->text, &from->text);
	for (size_t i = 0; i < from->n_runs; i++)
		add_hash(to->runs, &to->n_runs, from->runs[i]);
	for (size_t i = 0; i < from->n_links; i++)
		add_hash(to->links, &to->n_links, from->links[i]);
	for (size_t i = 0; i < from->n_selves; i++)
		add_hash(to->selves, &to->n_selves, from->selves[i]);
}

/* ---- as bytes: of this machine's order, as everything in the file that only telex reads ---- */

struct head {
	uint8_t version;
	uint8_t n_runs, n_links, n_selves;
	uint16_t n_title, n_text;
	uint32_t n_articles, n_texts, n_roundups, n_words;
	int64_t first_at, last_at, outlet;
};
enum { VERSION = 1 };

void story_sum_pack(const struct story_sum *sum, struct buf *out)
{
	struct head head;

	memset(&head, 0, sizeof(head));
	head.version = VERSION;
	head.n_runs = (uint8_t)sum->n_runs;
	head.n_links = (uint8_t)sum->n_links;
	head.n_selves = (uint8_t)sum->n_selves;
	head.n_title = (uint16_t)sum->title.n;
	head.n_text = (uint16_t)sum->text.n;
	head.n_articles = sum->n_articles;
	head.n_texts = sum->n_texts;
	head.n_roundups = sum->n_roundups;
	head.n_words = sum->n_words;
	head.first_at = sum->first_at;
	head.last_at = sum->last_at;
	head.outlet = sum->outlet;
	buf_add(out, &head, sizeof(head));
	buf_add(out, sum->title.terms, sum->title.n * sizeof(*sum->title.terms));
	buf_add(out, sum->text.terms, sum->text.n * sizeof(*sum->text.terms));
	buf_add(out, sum->runs, sum->n_runs * sizeof(*sum->runs));
	buf_add(out, sum->links, sum->n_links * sizeof(*sum->links));
	buf_add(out, sum->selves, sum->n_selves * sizeof(*sum->selves));
}

static void take(struct bytes *from, void *to, size_t len)
{
	if (len)
		memcpy(to, from->data, len);
	from->data += len;
	from->len -= len;
}

/* *ret_times: how often they stand in the story, all in all. */
static bool take_terms(void *ctx, struct bytes *from, struct story_terms *to, size_t n, uint64_t *ret_times)
{
	to->n = n;
	to->room = n + 1;
	to->terms = mem_array(ctx, struct story_term, to->room);
	take(from, to->terms, n * sizeof(*to->terms));
	*ret_times = 0;
	for (size_t i = 0; i < n; i++) {
		const struct story_term *term = &to->terms[i];

		if (!term->n || !isfinite(term->p) || term->p < 0 || !isfinite(term->worth) || term->worth < 0 ||
		    (i > 0 && term->hash <= term[-1].hash))
			return false;
		*ret_times += term->n;
	}
	return true;
}

static bool is_whole(struct bytes packed, const struct head *head)
{
	return head->version == VERSION && head->n_articles && head->n_texts <= head->n_articles &&
	       head->n_roundups <= head->n_articles && head->first_at <= head->last_at && head->n_runs <= STORY_SUM_RUNS && head->n_links <= STORY_SUM_RUNS &&
	       head->n_selves <= STORY_SUM_RUNS && head->n_title <= STORY_SUM_TERMS && head->n_text <= STORY_SUM_TERMS &&
	       packed.len == ((size_t)head->n_title + head->n_text) * sizeof(struct story_term) +
				 ((size_t)head->n_runs + head->n_links + head->n_selves) * sizeof(uint32_t);
}

bool story_sum_unpack(void *ctx, struct bytes packed, struct story_sum *ret)
{
	uint64_t n_title_words, n_text_words;
	struct head head;

	if (packed.len < sizeof(head))
		return false;
	take(&packed, &head, sizeof(head));
	if (!is_whole(packed, &head))
		return false;
	*ret = (struct story_sum){.first_at = head.first_at,
				  .last_at = head.last_at,
				  .outlet = head.outlet,
				  .n_articles = head.n_articles,
				  .n_texts = head.n_texts,
				  .n_roundups = head.n_roundups,
				  .n_words = head.n_words,
				  .n_runs = head.n_runs,
				  .n_links = head.n_links,
				  .n_selves = head.n_selves};
	if (!take_terms(ctx, &packed, &ret->title, head.n_title, &n_title_words) ||
	    !take_terms(ctx, &packed, &ret->text, head.n_text, &n_text_words) || n_title_words > head.n_words)
		return false;
	take(&packed, ret->runs, ret->n_runs * sizeof(*ret->runs));
	take(&packed, ret->links, ret->n_links * sizeof(*ret->links));
	take(&packed, ret->selves, ret->n_selves * sizeof(*ret->selves));
	return true;
}
