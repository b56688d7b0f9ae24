/* score.c: what speaks for an article's belonging to a story, and for two stories' being one.
 *
 * Titles are compared by how much likelier their words are in the story than anywhere: each word of the title brings
 * log((k + M p) / ((n + M) p)), with k times in the story's n title words and p of all words.  M words of the general
 * language are mixed into each story, so that a story of one article is not sure of anything.  A word that the story does
 * not have takes away next to nothing.  Where there are texts, the share of what one says that stands in the other is
 * added, or taken off where it is less than texts of one trade have in common anyway.
 *
 * The figures were found on one half of labelled headlines and on fixtures with text; docs/ARCHITECTURE.md has them. */
#include <math.h>
#include <string.h>

#include "telex/story.h"

#define MIXED_IN ((double)STORY_MIXED_IN)
#define WORD_MAX 3.0	  /* no single word decides */
#define NEEDED 0.65	  /* a title word, for an article */
#define NEEDED_UNION 0.25 /* for two stories, the mean of either way round */
#define NEEDED_FEW 0.36 /* while neither has shown what it is about */
#define TEXT_WEIGHT 3.2
#define TEXT_AGAINST 8.0 /* texts on one event cannot have so little in common */
#define TEXT_ANYWAY 0.20
#define TEXT_PRIOR 4.0 /* worth of words: some four that are rare */
#define TEXT_SURE 0.35 /* of a text in another: enough without words in common between titles */
#define RUNS_WEIGHT 2.5
#define LINK_WORTH 0.35
#define LINKS_COUNTED 2
#define OWN_OUTLET 0.85 /* an outlet seldom tells one event twice */
#define REPEATED 0.2 /* of a story's titles have a word that it keeps repeating */
#define FRESH_S 86400.0
#define HALF_S (2.5 * 86400)

enum {
	REPEATED_LEAST = 2, /* words, by both of two stories */
	WORDS_LEAST = 2, /* in common, where nothing else speaks for it */
	STORY_SURE = 4,	 /* articles: what it is about shows by then */
	MENTIONED_LEAST = 3,
	FEW = 2 /* articles */
};
/* A story that grows so large is looked at again: more is asked of whoever joins. */
static const struct {
	uint32_t n_articles;
	double times;
} sizes[] = {{1000, 3.0}, {400, 1.5}, {150, 1.15}, {0, 1.0}};

static const struct story_term *find(const struct story_terms *terms, uint32_t hash)
{
	size_t low = 0, high = terms->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (terms->terms[mid].hash == hash)
			return &terms->terms[mid];
		if (terms->terms[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* n_words: all title words of the story. */
static double likelier(const struct story_term *term, float p, double n_words)
{
	double mixed = MIXED_IN * (double)p, gain;

	if (!term || p <= 0)
		return log(MIXED_IN / (n_words + MIXED_IN));
	gain = log((term->n + mixed) / ((n_words + MIXED_IN) * (double)p));
	return gain > WORD_MAX ? WORD_MAX : gain;
}

static double decay(int64_t first, int64_t last, const struct story_sum *story)
{
	double gap = 0;

	if (first > story->last_at)
		gap = (double)first - (double)story->last_at;
	else if (last < story->first_at)
		gap = (double)story->first_at - (double)last;
	if (gap > STORY_WINDOW_S)
		return 0;
	return gap <= FRESH_S ? 1 : exp2(-(gap - FRESH_S) / HALF_S);
}

static double size_times(uint32_t n_articles)
{
	size_t i = 0;

	while (n_articles < sizes[i].n_articles)
		i++;
	return sizes[i].times;
}

static int in_common(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
	int n = 0;

	for (size_t i = 0; i < n_a; i++)
		for (size_t k = 0; k < n_b; k++)
			if (a[i] == b[k]) {
				n++;
				break;
			}
	return n;
}

/* ---- texts ---- */

struct share {
	double common, all;
};

static double share_of(struct share s)
{
	return s.all > 0 ? s.common / s.all : 0;
}

/* Of texts: two sentences on one vendor have half their words in common by chance, so a short text begins as one of the
 * trade. */
static double text_share_of(struct share s)
{
	return (s.common + TEXT_PRIOR * TEXT_ANYWAY) / (s.all + TEXT_PRIOR);
}

static void weigh(struct share *s, const struct story_term *term, bool is_common)
{
	double w = (double)term->worth;

	s->all += w;
	if (is_common)
		s->common += w;
}

/* The terms that at least half of a story's articles have. */
static bool is_core(const struct story_term *term, const struct story_sum *story)
{
	return 2 * term->n >= (story->n_texts ? story->n_texts : story->n_articles);
}

/* How much of the article's text the story has, or of the story's core the article has: a teaser stands in a long text, but
 * little of that in the teaser. */
static double text_share(const struct story_article *article, const struct story_sum *story)
{
	struct share ours = {0, 0}, theirs = {0, 0};
	const struct story_terms *terms = &story->text;

	for (size_t i = 0, k = 0; i < article->n_text || k < terms->n;) {
		const struct story_term *mine = i < article->n_text ? &article->text[i] : NULL;
		const struct story_term *term = k < terms->n ? &terms->terms[k] : NULL;
		bool is_mine = mine && (!term || mine->hash <= term->hash), is_term = term && (!mine || term->hash <= mine->hash);

		if (is_mine)
			weigh(&ours, mine, is_term);
		if (is_term && is_core(term, story))
			weigh(&theirs, term, is_mine);
		i += is_mine;
		k += is_term;
	}
	return fmax(text_share_of(ours), text_share_of(theirs));
}

/* Nearly all of the story's title in the text of the article. */
static bool is_mentioned(const struct story_article *article, const struct story_sum *story)
{
	const struct story_terms text = {(struct story_term *)article->text, article->n_text, 0};
	struct share core = {0, 0};
	int n = 0;

	for (size_t i = 0; i < story->title.n; i++)
		if (is_core(&story->title.terms[i], story)) {
			weigh(&core, &story->title.terms[i], find(&text, story->title.terms[i].hash) != NULL);
			n++;
		}
	return n >= MENTIONED_LEAST && share_of(core) >= 0.7;
}

/* ---- the sum ---- */

static void add_up(struct story_score *s, double needed, double times)
{
	double links = s->n_links > LINKS_COUNTED ? LINKS_COUNTED : s->n_links;

	s->total = s->title + RUNS_WEIGHT * s->runs + LINK_WORTH * links;
	if (s->text >= 0)
		s->total += (s->text < TEXT_ANYWAY ? TEXT_AGAINST : TEXT_WEIGHT) * (s->text - TEXT_ANYWAY);
	s->total *= s->decay * times;
	s->needed = needed;
	s->is_member = s->decay > 0 && s->total >= s->needed;
}

static void compare_titles(const struct story_article *article, const struct story_sum *story, struct story_score *s)
{
	if (!article->n_title || article->is_title_common)
		return;
	for (size_t i = 0; i < article->n_title; i++) {
		const struct story_term *term = find(&story->title, article->title[i].hash);

		s->n_words += term != NULL;
		s->title += likelier(term, article->title[i].p, story->n_words);
	}
	s->title /= (double)article->n_title;
}

void story_score(const struct story_article *article, const struct story_sum *story, struct story_score *ret)
{
	struct story_score s = {.text = -1, .decay = decay(article->at, article->at, story)};
	size_t n_runs = article->n_runs < story->n_runs ? article->n_runs : story->n_runs;
	double needed = NEEDED * size_times(story->n_articles + 1);
	bool is_sure;

	compare_titles(article, story, &s);
	if (article->has_text && story->n_texts) {
		s.text = text_share(article, story);
		s.is_mentioned = is_mentioned(article, story);
	}
	if (n_runs)
		s.runs = (double)in_common(article->runs, article->n_runs, story->runs, story->n_runs) / (double)n_runs;
	s.n_links = in_common(article->links, article->n_links, story->links, story->n_links) +
		    in_common(article->links, article->n_links, story->selves, story->n_selves) +
		    in_common(&article->self, article->self != 0, story->links, story->n_links);
	add_up(&s, needed, story->outlet == article->outlet ? OWN_OUTLET : 1);
	is_sure = story->n_articles >= STORY_SURE || s.n_words >= WORDS_LEAST || s.text >= TEXT_SURE || s.runs >= 0.5 ||
		  s.n_links > 0;
	if (article->is_live)
		is_sure = s.n_words >= STORY_LIVE_WORDS;
	/* A round-up belongs nowhere, and nothing belongs to it, but for its copies. */
	if (article->is_roundup || 2 * story->n_roundups > story->n_articles)
		is_sure = s.runs >= 0.5;
	s.is_member = s.is_member && is_sure;
	*ret = s;
}

static double union_titles(const struct story_sum *small, const struct story_sum *large)
{
	double sum = 0;

	for (size_t i = 0; i < small->title.n; i++) {
		const struct story_term *mine = &small->title.terms[i], *term = find(&large->title, mine->hash);

		sum += mine->n * likelier(term, mine->p, large->n_words);
	}
	return small->n_words ? sum / small->n_words : 0;
}

static int words_in_common(const struct story_sum *a, const struct story_sum *b)
{
	int n = 0;

	for (size_t i = 0; i < a->title.n; i++)
		n += find(&b->title, a->title.terms[i].hash) != NULL;
	return n;
}

/* Words that the titles of both keep repeating. */
static int repeated_by_both(const struct story_sum *a, const struct story_sum *b)
{
	int n = 0;

	for (size_t i = 0; i < a->title.n; i++) {
		const struct story_term *mine = &a->title.terms[i], *term = find(&b->title, mine->hash);

		n += term && mine->n >= REPEATED * a->n_articles && term->n >= REPEATED * b->n_articles;
	}
	return n;
}

static double union_texts(const struct story_sum *small, const struct story_sum *large)
{
	struct share core = {0, 0};

	for (size_t i = 0; i < small->text.n; i++)
		if (is_core(&small->text.terms[i], small))
			weigh(&core, &small->text.terms[i], find(&large->text, small->text.terms[i].hash) != NULL);
	return text_share_of(core);
}

void story_score_union(const struct story_sum *small, const struct story_sum *large, struct story_score *ret)
{
	struct story_score s = {.text = -1, .decay = decay(small->first_at, small->last_at, large)};
	size_t n_runs = small->n_runs < large->n_runs ? small->n_runs : large->n_runs;
	bool is_sure;

	s.title = (union_titles(small, large) + union_titles(large, small)) / 2;
	s.n_words = words_in_common(small, large);
	if (small->n_texts && large->n_texts)
		s.text = union_texts(small, large);
	if (n_runs)
		s.runs = (double)in_common(small->runs, small->n_runs, large->runs, large->n_runs) / (double)n_runs;
	s.n_links = in_common(small->links, small->n_links, large->selves, large->n_selves) +
		    in_common(small->selves, small->n_selves, large->links, large->n_links);
	add_up(&s, (large->n_articles <= FEW ? NEEDED_FEW : NEEDED_UNION) * size_times(small->n_articles + large->n_articles),
	       small->outlet == large->outlet && small->outlet != -1 ? OWN_OUTLET : 1);
	is_sure = s.n_words >= WORDS_LEAST && !small->n_roundups && !large->n_roundups;
	if (small->n_articles > 1)
		is_sure = is_sure && repeated_by_both(small, large) >= REPEATED_LEAST;
	s.is_member = s.is_member && is_sure;
	*ret = s;
}
