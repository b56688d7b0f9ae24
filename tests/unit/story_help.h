/* story_help.h: the articles of a made-up trade press with the stories they belong to, stored in any order; three outlets. */
#ifndef STORY_HELP_H
#define STORY_HELP_H

#include "store_help.h"

#include "telex/alert.h"

enum { MAX = 64 };
static struct line {
	char *label, *outlet, *url, *title, *text;
	int64_t at;
} lines[MAX];
static size_t n_lines;

/* tests/fixtures/stories/trade.tsv: story, outlet, time, url, title, text. */
static inline void read_fixture(struct bench *b)
{
	static char line[1 << 16];
	FILE *in = fopen("tests/fixtures/stories/trade.tsv", "r");

	assert_non_null(in);
	for (n_lines = 0; fgets(line, sizeof(line), in) && n_lines < MAX; n_lines++) {
		char *rest = mem_strdup(b->ctx, line);
		struct line *to = &lines[n_lines];

		rest[strcspn(rest, "\n")] = '\0';
		to->label = strsep(&rest, "\t");
		to->outlet = strsep(&rest, "\t");
		to->at = atoll(strsep(&rest, "\t"));
		to->url = strsep(&rest, "\t");
		to->title = strsep(&rest, "\t");
		to->text = rest;
	}
	fclose(in);
}

static inline const char *feed_of(struct bench *b, const char *outlet)
{
	char *name = mem_strdup(b->ctx, outlet);

	for (char *s = name; *s; s++)
		*s = *s == ' ' ? '-' : *s;
	return name;
}

static inline void configure_outlets(struct bench *b)
{
	const char *names[MAX];
	size_t n = 0;

	for (size_t i = 0; i < n_lines; i++) {
		const char *name = feed_of(b, lines[i].outlet);
		size_t k = 0;

		while (k < n && strcmp(names[k], name) != 0)
			k++;
		if (k == n)
			names[n++] = name;
	}
	configure(b, names, n);
}

static inline struct feed_item item_of(const struct line *line, bool has_text)
{
	struct feed_item it = item(line->url, line->url, line->title, has_text ? line->text : NULL);

	it.published = line->at;
	return it;
}

/* One article at a time, in an order of its own for each seed. */
static inline void store_in_order(struct bench *b, unsigned seed, bool has_text)
{
	size_t order[MAX];

	for (size_t i = 0; i < n_lines; i++)
		order[i] = i;
	for (size_t i = n_lines; seed && i > 1; i--) {
		size_t k = (seed = seed * 1103515245 + 12345) / 65536 % i, t = order[i - 1];

		order[i - 1] = order[k];
		order[k] = t;
	}
	for (size_t i = 0; i < n_lines; i++) {
		struct feed_item it = item_of(&lines[order[i]], has_text);

		(void)ingest(b, feed_of(b, lines[order[i]].outlet), &it, 1);
	}
}

static inline int64_t story_at(struct bench *b, size_t line)
{
	return atoll(ask(b, mem_printf(b->ctx, "SELECT ifnull(story_id, id) FROM article WHERE url = '%s'", lines[line].url)));
}

/* B-cubed (Bagga and Baldwin, 1998). */
static inline double bcubed(struct bench *b, double *ret_precision)
{
	int64_t stories[MAX];
	double p = 0, r = 0;

	for (size_t i = 0; i < n_lines; i++)
		stories[i] = story_at(b, i);
	for (size_t i = 0; i < n_lines; i++) {
		double together = 0, group = 0, truth = 0;

		for (size_t k = 0; k < n_lines; k++) {
			bool is_group = stories[i] == stories[k], is_true = !strcmp(lines[i].label, lines[k].label);

			group += is_group;
			truth += is_true;
			together += is_group && is_true;
		}
		p += together / group;
		r += together / truth;
	}
	p /= (double)n_lines;
	r /= (double)n_lines;
	*ret_precision = p;
	return 2 * p * r / (p + r);
}

static inline void again(struct bench *b)
{
	char path[128];

	store_close(b->store);
	b->store = NULL;
	snprintf(path, sizeof(path), "%s-wal", b->path);
	unlink(path);
	snprintf(path, sizeof(path), "%s-shm", b->path);
	unlink(path);
	unlink(b->path);
	reopen(b, STORE_DAEMON);
	configure_outlets(b);
}

static const char *const feeds[] = {"alpha", "beta", "gamma", "delta"};

static inline void put_at(struct bench *b, const char *feed, const char *title, const char *text, int64_t published)
{
	struct feed_item it = item(title, mem_printf(b->ctx, "https://%s.example/%s", feed, feed_of(b, title)), title, text);

	it.published = published;
	(void)ingest(b, feed, &it, 1);
}

static inline int64_t article_of(struct bench *b, const char *title)
{
	return atoll(ask(b, mem_printf(b->ctx, "SELECT id FROM article_text WHERE title = '%s'", title)));
}

static inline int64_t story_of_title(struct bench *b, const char *title)
{
	struct story_size size;

	OK(story_of(b->store, article_of(b, title), &size, &b->err));
	return size.id;
}

static const char gdansk[] = "Fonia left the port of Gdansk without service when a crane cut the Brama fibre; two thousand containers "
			     "waited until Friday, said harbour master Nowak.";
static const char gdansk_2[] = "A crane had cut the Brama fibre, said harbour master Nowak of Gdansk, and two thousand containers "
			       "waited for Fonia until Friday.";

static inline void three(struct bench *b)
{
	configure(b, feeds, 4);
	put_at(b, "alpha", "Port without service", gdansk, NOW - 3600);
	put_at(b, "beta", "Crane cuts fibre", gdansk_2, NOW - 1800);
	put_at(b, "gamma", "Nothing to do with it", "Rain is expected over Lisbon, and snow in the Alps above a thousand metres.",
	       NOW);
}

static inline const char *no_evidence(void *state, int64_t id)
{
	(void)state;
	(void)id;
	return "[]";
}

static inline enum alert_outcome raise(struct bench *b, const char *title)
{
	const struct alert_manner manner = {.rule = "harbours", .query = "crane", .once = ALERT_ONCE_STORY, .max_age_s = -1};
	enum alert_outcome outcome;

	OK(alert_raise(b->store, &manner, article_of(b, title), no_evidence, NULL, NOW, &outcome, &b->err));
	return outcome;
}

/* What articles are found by, from story_hour (src/store/place_hours.c), in order. */
struct stored_key {
	int64_t article;
	uint32_t key;
};

static inline int by_article_and_key(const void *pa, const void *pb)
{
	const struct stored_key *a = pa, *b = pb;

	if (a->article != b->article)
		return a->article < b->article ? -1 : 1;
	return a->key < b->key ? -1 : a->key > b->key;
}

static inline size_t stored_keys(struct bench *b, struct stored_key **ret)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	size_t n_keys = 0;

	*ret = NULL;
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT id / 65536 * 57600, articles FROM story_hour", -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const uint32_t *numbers = sqlite3_column_blob(stmt, 1);

		for (size_t n = (size_t)sqlite3_column_bytes(stmt, 1) / 4; n > 0;) {
			const uint32_t tail = numbers[--n];

			*ret = mem_grow(b->ctx, *ret, struct stored_key, n_keys + tail % 64);
			for (size_t k = 0; k < tail % 64; k++)
				(*ret)[n_keys++] =
				    (struct stored_key){sqlite3_column_int64(stmt, 0) + tail / 64, numbers[--n]};
		}
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	if (n_keys)
		qsort(*ret, n_keys, sizeof(**ret), by_article_and_key);
	return n_keys;
}

#endif
