/* kind.c: what the articles of a story are to the press release that it began with: its copies, what was made of it. */
#include <stdlib.h>
#include <string.h>

#include "release.h"
#include "telex/story.h"
#include "words.h"

enum {
	TEXT_MAX = 32 * 1024, /* bytes of a text that are compared */
	RUNS_MAX = 4096,
	COPY_RUNS = 6,	  /* of a copy, at least: fewer are a sentence that anybody may quote */
	REWRITE_RUNS = 3, /* in common */
};
#define COPY_SHARE 0.6	   /* of its runs of five words stand in the release */
#define REWRITE_SHARE 0.05 /* a passage: a quotation in a long report is less */

static const char *const names[] = {
    [STORY_REPORT] = "", [STORY_RELEASE] = "release", [STORY_COPY] = "copy", [STORY_REWRITE] = "rewrite"};

const char *story_kind_name(enum story_kind kind)
{
	return names[kind];
}

/* Each once, ascending. */
struct runs {
	struct run_window window;
	size_t n;
	uint32_t runs[RUNS_MAX];
};

static void on_word(void *state, uint32_t hash, struct bytes word)
{
	struct runs *r = state;
	uint32_t run;

	(void)word;
	if (hash && run_next(&r->window, hash, &run) && r->n < RUNS_MAX)
		r->runs[r->n++] = run;
}

static int ascending(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

static void read_runs(const char *text, struct runs *ret)
{
	AUTO_BUF folded = BUF_INIT(4 * TEXT_MAX);
	size_t n = 0;

	*ret = (struct runs){0};
	words_fold_most((struct bytes){text, strlen(text)}, TEXT_MAX, &folded);
	words_cut(buf_bytes(&folded), on_word, ret);
	if (ret->n > 1)
		qsort(ret->runs, ret->n, sizeof(*ret->runs), ascending);
	for (size_t i = 0; i < ret->n; i++)
		if (!i || ret->runs[i] != ret->runs[n - 1])
			ret->runs[n++] = ret->runs[i];
	ret->n = n;
}

static size_t in_common(const struct runs *a, const struct runs *b)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		n += a->runs[i] == b->runs[k];
		if (a->runs[i] <= b->runs[k])
			i++;
		else
			k++;
	}
	return n;
}

static enum story_kind by_text(const struct runs *text, const struct runs *release)
{
	const size_t n = in_common(text, release);
	const double share = text->n ? (double)n / (double)text->n : 0;

	if (text->n >= COPY_RUNS && share >= COPY_SHARE)
		return STORY_COPY;
	return n >= REWRITE_RUNS && share >= REWRITE_SHARE ? STORY_REWRITE : STORY_REPORT;
}

static enum story_kind kind_of(enum release_trait trait, enum story_kind by_text, bool is_before)
{
	/* the same words before the release are the release, on its author's own page */
	if (by_text == STORY_COPY)
		return is_before ? STORY_RELEASE : STORY_COPY;
	if (trait == RELEASE_IS_ONE)
		return STORY_RELEASE;
	return trait == RELEASE_IS_CITED || by_text == STORY_REWRITE ? STORY_REWRITE : STORY_REPORT;
}

void story_kinds(const struct story_text *texts, size_t n, enum story_kind *ret)
{
	enum release_trait *traits = mem_array(NULL, enum release_trait, n + 1);
	struct runs *runs = mem_array(traits, struct runs, 2);
	size_t first = n;

	for (size_t i = 0; i < n; i++) {
		traits[i] = release_look(texts[i].title, texts[i].body);
		if (traits[i] == RELEASE_IS_ONE && first == n)
			first = i;
	}
	if (first < n)
		read_runs(texts[first].body, &runs[0]);
	for (size_t i = 0; i < n; i++) {
		enum story_kind same = STORY_REPORT;

		if (first < n && i != first) {
			read_runs(texts[i].body, &runs[1]);
			same = by_text(&runs[1], &runs[0]);
		}
		ret[i] = kind_of(traits[i], same, i < first);
	}
	talloc_free(traits);
}
