/* guide.c: the article's text as its metadata has it, compared with what was found in the page.
 *
 * Publishers put it into JSON-LD for search engines: without links, often without subheadings, lists and
 * embedded posts, sometimes cut.  So it says where the article begins and ends and whether the right one was
 * found, but what stands between is the page's. */
#include "prune.h"

#include "telex/utf8.h"

enum { RUN = 4, FEW_RUNS = 3, SLOTS_MAX = 1 << 17 };

struct runs {
	uint64_t *slots; /* hashes of RUN words in a row; 0: free */
	size_t n_slots;
};
struct window {
	uint64_t words[RUN];
	size_t n;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 1099511628211u;
}

/* Words of letters and digits; of scripts without blanks each character is one. */
static bool next_word(const char **s, uint64_t *ret)
{
	uint64_t hash = 1469598103934665603u;
	bool is_in_word = false;

	while (**s) {
		int32_t cp;
		size_t n = utf8_next(*s, strnlen(*s, 4), &cp);

		if (cp < 0 || !utf8_is_word(cp)) {
			if (is_in_word)
				break;
		} else {
			if (is_in_word && utf8_is_cjk(cp))
				break;
			hash = mix(hash, (uint64_t)(cp < 128 && cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp));
			is_in_word = true;
			if (utf8_is_cjk(cp)) {
				*s += n;
				break;
			}
		}
		*s += n;
	}
	*ret = hash;
	return is_in_word;
}

/* The hash of the last RUN words, 0 before there are as many. */
static uint64_t slide(struct window *w, uint64_t word)
{
	uint64_t hash = 14695981u;

	memmove(w->words, w->words + 1, sizeof(w->words) - sizeof(w->words[0]));
	w->words[RUN - 1] = word;
	if (++w->n < RUN)
		return 0;
	for (size_t i = 0; i < RUN; i++)
		hash = mix(hash, w->words[i]);
	return hash ? hash : 1;
}

static bool find(const struct runs *runs, uint64_t hash, size_t *ret_at)
{
	size_t at = hash & (runs->n_slots - 1);

	while (runs->slots[at] && runs->slots[at] != hash)
		at = (at + 1) & (runs->n_slots - 1);
	*ret_at = at;
	return runs->slots[at] == hash;
}

static void learn(void *ctx, const char *text, struct runs *runs)
{
	struct window w = {.n = 0};
	size_t len = strlen(text), n = 0, at;
	uint64_t word, hash;

	runs->n_slots = 256;
	while (runs->n_slots < len && runs->n_slots < SLOTS_MAX)
		runs->n_slots *= 2;
	runs->slots = mem_array(ctx, uint64_t, runs->n_slots);
	while (n < runs->n_slots / 2 && next_word(&text, &word)) {
		hash = slide(&w, word);
		if (hash && !find(runs, hash, &at)) {
			runs->slots[at] = hash;
			n++;
		}
	}
}

static void compare(const struct runs *runs, const char *text, size_t *ret_n, size_t *ret_same)
{
	struct window w = {.n = 0};
	uint64_t word, hash;
	size_t at;

	*ret_n = *ret_same = 0;
	while (next_word(&text, &word)) {
		hash = slide(&w, word);
		if (!hash)
			continue;
		++*ret_n;
		*ret_same += find(runs, hash, &at);
	}
}

/* The share of `text` that is in `other`. */
float guide_share(void *ctx, const char *text, const char *other)
{
	struct runs runs;
	size_t n, n_same;

	learn(ctx, other, &runs);
	compare(&runs, text, &n, &n_same);
	return n > 0 ? (float)n_same / (float)n : 0;
}

/* What stands before the guide's first block and behind its last. */
static void cut_ends(struct page *page, dom_id first, dom_id last)
{
	const struct dom *dom = page->dom;

	for (dom_id i = page->top + 1; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];
		bool is_before = dom->nodes[i].end <= first, is_behind = i >= dom->nodes[last].end;
		/* what leads into the article is often not told there */
		bool is_lead =
		    is_before && page->title != DOM_NONE && dom->nodes[i].end > page->title && f->n_prose > 0;

		if (!f->is_dropped && (is_before || is_behind) && !is_lead && f->block == i)
			drop(page, i);
	}
}

void guide_trim(struct page *page)
{
	AUTO_BUF store = BUF_INIT(KIB(64));
	const struct dom *dom = page->dom;
	struct runs runs;
	dom_id first = DOM_NONE, last = DOM_NONE;
	size_t all = 0, known = 0;

	if (!page->guide)
		return;
	learn(page->ctx, page->guide, &runs);
	for (dom_id i = page->top; i < dom->nodes[page->top].end; i = step(page, i)) {
		const struct facts *f = &page->facts[i];
		size_t n, n_same;

		if (f->is_dropped || f->block != i || f->own_chars < 20)
			continue;
		compare(&runs, block_line(page, i, &store), &n, &n_same);
		all += n;
		known += n_same;
		if (n < FEW_RUNS || n_same * 2 < n)
			continue;
		first = first == DOM_NONE ? i : first;
		last = i;
	}
	if (first != DOM_NONE && known * 10 > all * 7)
		cut_ends(page, first, last);
}
