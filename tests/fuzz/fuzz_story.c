/* fuzz_story.c: any bytes as titles and texts, and as a story's sum out of the store: what is read is within its bounds, a sum that
 * is taken packs to the same bytes again, and no score is anything but a number within its bounds. */
#include <math.h>
#include <string.h>

#include "telex/story.h"

#include "fuzz.h"

enum { PARTS = 8, PACKED_MAX = 64 * 1024 };

static void check_terms(const struct story_term *terms, size_t n, size_t max)
{
	CHECK(n <= max);
	for (size_t i = 0; i < n; i++) {
		CHECK(terms[i].n > 0 && terms[i].p >= 0 && terms[i].worth >= 0);
		CHECK(isfinite(terms[i].p) && isfinite(terms[i].worth));
		CHECK(!i || terms[i].hash > terms[i - 1].hash);
	}
}

static void check_article(const struct story_article *a)
{
	check_terms(a->title, a->n_title, STORY_TITLE_WORDS);
	check_terms(a->text, a->n_text, STORY_TEXT_WORDS);
	CHECK(a->n_runs <= STORY_RUNS && a->n_links <= STORY_LINKS);
	CHECK(!a->is_live || (!a->has_text && !a->n_runs && !a->n_links));
}

static void check_sum(const struct story_sum *sum)
{
	check_terms(sum->title.terms, sum->title.n, STORY_SUM_TERMS);
	check_terms(sum->text.terms, sum->text.n, STORY_SUM_TERMS);
	CHECK(sum->n_runs <= STORY_SUM_RUNS && sum->n_links <= STORY_SUM_RUNS && sum->n_selves <= STORY_SUM_RUNS);
	CHECK(sum->first_at <= sum->last_at);
}

static void check_score(const struct story_score *s)
{
	CHECK(isfinite(s->total) && s->needed > 0 && isfinite(s->needed));
	CHECK(isfinite(s->title) && s->title <= 3);
	CHECK(s->text == -1 || (s->text >= 0 && s->text <= 1));
	CHECK(s->runs >= 0 && s->runs <= 1 && s->decay >= 0 && s->decay <= 1);
	CHECK(s->n_links >= 0 && s->n_words >= 0);
	CHECK(!s->is_member || (s->total >= s->needed && s->decay > 0));
}

static void check_pair(const struct story_sum *a, const struct story_sum *b)
{
	struct story_score there, back;

	story_score_union(a, b, &there);
	story_score_union(b, a, &back);
	check_score(&there);
	check_score(&back);
	CHECK(there.n_words == back.n_words && there.n_links == back.n_links && there.runs == back.runs);
	CHECK(there.decay == back.decay && fabs(there.title - back.title) < 1e-6);
	CHECK((there.text < 0) == (back.text < 0));
}

/* Packed, taken and packed again: the same bytes. */
static void check_packing(void *ctx, const struct story_sum *sum)
{
	struct buf packed = BUF_INIT(PACKED_MAX), again = BUF_INIT(PACKED_MAX);
	struct story_sum taken;

	story_sum_pack(sum, &packed);
	CHECK(story_sum_unpack(ctx, buf_bytes(&packed), &taken));
	check_sum(&taken);
	story_sum_pack(&taken, &again);
	CHECK(packed.len == again.len && !memcmp(packed.data, again.data, packed.len));
	buf_free(&packed);
	buf_free(&again);
}

struct parts {
	char *texts[PARTS]; /* NUL-terminated; "" where there are no more */
};

static struct parts split(void *ctx, const uint8_t *data, size_t size)
{
	struct parts parts;

	for (size_t i = 0; i < PARTS; i++) {
		const uint8_t *end = size ? memchr(data, '\f', size) : NULL;
		const size_t len = end ? (size_t)(end - data) : size;

		parts.texts[i] = mem_strndup(ctx, (const char *)data, strnlen((const char *)data, len));
		data += end ? len + 1 : size;
		size -= end ? len + 1 : size;
	}
	return parts;
}

/* Four parts an article: title, text, HTML, address.  At and outlet come out of the lengths. */
static void read_article(char *const *texts, int64_t number, struct story_article *ret)
{
	const struct story_source source = {.title = texts[0],
					    .body = texts[1],
					    .html = texts[2],
					    .url = texts[3],
					    .at = 1790000000 + number * (int64_t)strlen(texts[1]) * 997,
					    .outlet = number + (int64_t)strlen(texts[3]) % 2};

	story_read(&source, ret);
	check_article(ret);
	for (size_t i = 0; i < ret->n_title; i++)
		story_weigh(&ret->title[i], (double)(ret->title[i].hash % 1000), 1000);
	for (size_t i = 0; i < ret->n_text; i++)
		story_weigh(&ret->text[i], (double)(ret->text[i].hash % 1000), 1000);
	check_article(ret);
}

static void check_stories(void *ctx, const struct story_article *a, const struct story_article *b, const struct story_sum *stored)
{
	struct story_sum sums[2];
	struct story_score score;

	story_sum_of(a, &sums[0]);
	story_sum_of(b, &sums[1]);
	for (int i = 0; i < 2; i++) {
		check_sum(&sums[i]);
		check_packing(ctx, &sums[i]);
		story_score(a, &sums[i], &score);
		check_score(&score);
		story_score(b, &sums[i], &score);
		check_score(&score);
	}
	check_pair(&sums[0], &sums[1]);
	story_sum_add(ctx, &sums[0], b);
	CHECK(sums[0].n_articles == 2);
	check_sum(&sums[0]);
	check_packing(ctx, &sums[0]);
	if (!stored)
		return;
	story_score(a, stored, &score);
	check_score(&score);
	check_pair(&sums[0], stored);
	story_sum_unite(ctx, &sums[0], stored);
	check_sum(&sums[0]);
}

static void check_kinds(const struct parts *parts)
{
	const struct story_text texts[] = {{parts->texts[0], parts->texts[1]}, {parts->texts[4], parts->texts[5]}};
	enum story_kind kinds[2];

	story_kinds(texts, 2, kinds);
	for (int i = 0; i < 2; i++)
		CHECK(kinds[i] >= STORY_REPORT && kinds[i] <= STORY_REWRITE && story_kind_name(kinds[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct parts parts = split(ctx, data, size);
	struct story_article a, b;
	struct story_sum stored;
	char *exact = malloc(size ? size : 1); /* so that one byte too far is seen */
	bool is_sum;

	memcpy(exact, data, size);
	is_sum = story_sum_unpack(ctx, (struct bytes){exact, size}, &stored);
	if (is_sum) {
		check_sum(&stored);
		check_packing(ctx, &stored);
	}
	read_article(parts.texts, 0, &a);
	read_article(parts.texts + 4, 1, &b);
	check_stories(ctx, &a, &b, is_sum ? &stored : NULL);
	check_kinds(&parts);
	free(exact);
	talloc_free(ctx);
	return 0;
}

/* Random bytes are no sum: some inputs become the sum of what they say, damaged a little. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct buf packed = BUF_INIT(PACKED_MAX);
	void *ctx = talloc_new(NULL);
	struct parts parts = split(ctx, data, size);
	struct story_article article;
	struct story_sum sum;

	if (seed % 4 == 0) {
		read_article(parts.texts, seed % 3, &article);
		story_sum_of(&article, &sum);
		read_article(parts.texts + 4, seed % 5, &article);
		story_sum_add(ctx, &sum, &article);
		story_sum_pack(&sum, &packed);
	}
	if (packed.len && packed.len <= max_size) {
		size = packed.len;
		memcpy(data, packed.data, size);
	}
	buf_free(&packed);
	talloc_free(ctx);
	return seed % 32 ? LLVMFuzzerMutate(data, size, max_size) : size;
}
