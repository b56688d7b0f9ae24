/* gen_store.c: a store with many synthetic articles, for benches and for looking at a long list.
 *
 *   gen_store FILE ARTICLES [BODY_WORDS]
 *
 * Telecom-like titles, bodies of Zipf-distributed words, 40 feeds in 6 groups, a tenth of the articles
 * without HTML, some enclosures; afterwards all but the newest 5 % are read, some are starred and tagged. The
 * same arguments make the same articles, ending on 2026-10-01; each batch arrives when its newest appears. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "telex/store.h"

enum { N_FEEDS = 40, BATCH = 5000, WORDS = 60000, STEP_S = 150 };
#define LAST_SECOND INT64_C(1790812800)

static const char *const common[] = {
    "the",	"of",	    "and",	"to",	     "in",	 "a",	       "for",	    "on",
    "that",	"with",	    "is",	"its",	     "by",	 "as",	       "at",	    "from",
    "it",	"has",	    "will",	"said",	     "be",	 "an",	       "are",	    "5G",
    "network",	"operator", "market",	"year",	     "mobile",	 "spectrum",   "new",	    "company",
    "which",	"service",  "billion",	"fiber",     "million",	 "operators",  "customers", "data",
    "Huawei",	"telecom",  "Nokia",	"Ericsson",  "cloud",	 "regulator",  "broadband", "access",
    "ZTE",	"services", "networks", "open",	     "ran",	 "quarter",    "wireless",  "Verizon",
    "T-Mobile", "AT&T",	    "Vodafone", "satellite", "core",	 "vendor",     "security",  "roaming",
    "deal",	"merger",   "auction",	"licence",   "backhaul", "latency",    "edge",	    "antenna",
    "carrier",	"tower",    "cable",	"revenue",   "Orange",	 "Telefonica", "Samsung",   "FCC",
    "Ofcom",	"GSMA",	    "3GPP",	"eSIM",	     "LTE",	 "O-RAN",      "Starlink",  "espionage",
};
static const char *const subjects[] = {
    "Huawei",	     "Nokia",	  "Ericsson",	      "ZTE",	  "Vodafone", "Orange",
    "Verizon",	     "AT&T",	  "T-Mobile",	      "Samsung",  "FCC",      "Ofcom",
    "Telefónica",    "BT",	  "Deutsche Telekom", "Starlink", "Telstra",  "NTT Docomo",
    "Bharti Airtel", "SK Telecom"};
static const char *const verbs[] = {"launches", "wins",	 "loses",     "delays",	  "tests",
				    "sells",	"buys",	 "questions", "expands",  "halts",
				    "upgrades", "plans", "defends",   "approves", "rejects"};
static const char *const objects[] = {
    "open RAN trial",	  "5G core contract", "spectrum auction",  "fiber roll-out",  "tower deal",
    "satellite backhaul", "private network",  "roaming agreement", "merger review",   "security audit",
    "cell site upgrade",  "subsea cable",     "edge cloud offer",  "network slicing", "eSIM support"};
static const char *const groups[] = {"trade press", "vendors",	 "operators",
				     "regulators",  "standards", "analysts"};
static const char *const tags[] = {"open-ran", "spectrum", "to-read", "press-release", "satellite"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static size_t below(uint64_t *state, size_t n)
{
	return (size_t)(next_random(state) >> 11) % n;
}

/* Ranks by Zipf's law: each doubling of the rank holds as many words of the text. */
static size_t zipf(uint64_t *state)
{
	size_t bits = below(state, 16), rank = ((size_t)1 << bits) + below(state, (size_t)1 << bits);

	return rank % WORDS;
}

static const char **make_words(void *ctx)
{
	static const char *const syllables[] = {"ba", "con", "der", "el",  "fo",  "gra", "hi",	"in",
						"jo", "ka",  "lun", "mar", "net", "op",	 "per", "qui",
						"ro", "spe", "tra", "ul",  "ver", "wi",	 "xa",	"yo"};
	const char **words = mem_array(ctx, const char *, WORDS);

	for (size_t i = 0; i < WORDS; i++) {
		if (i < COUNT(common))
			words[i] = common[i];
		else
			words[i] =
			    mem_printf(words, "%s%s%s%s", syllables[i % 24], syllables[i / 24 % 24],
				       syllables[i / 576 % 24], i / 13824 ? syllables[i / 13824 % 24] : "");
	}
	return words;
}

static const char *make_body(void *ctx, const char **words, size_t n, uint64_t *state)
{
	struct buf body = BUF_INIT(MIB(1));

	for (size_t i = 0; i < n; i++) {
		buf_adds(&body, words[zipf(state)]);
		buf_adds(&body, i % 60 == 59 ? ".\n\n" : i % 12 == 11 ? ". " : " ");
	}
	return buf_steal(&body, ctx);
}

static void make_item(void *ctx, struct feed_item *item, const char **words, size_t number, size_t body_words,
		      int64_t at)
{
	uint64_t state = 0x9e3779b97f4a7c15u * (number + 1);
	size_t feed = number % N_FEEDS;
	struct feed_person *author = mem_new(ctx, struct feed_person);

	for (int i = 0; i < 4; i++)
		next_random(&state);
	author->name =
	    mem_printf(ctx, "%s %s", words[100 + below(&state, 300)], words[500 + below(&state, 900)]);
	item->title = mem_printf(ctx, "%s %s %s in %s", subjects[below(&state, COUNT(subjects))],
				 verbs[below(&state, COUNT(verbs))], objects[below(&state, COUNT(objects))],
				 words[below(&state, WORDS)]);
	item->url = mem_printf(ctx, "https://www.outlet%02zu.example/news/%zu?utm_source=rss", feed, number);
	item->guid = item->url;
	item->text = make_body(ctx, words, body_words / 2 + below(&state, body_words + 1), &state);
	item->html = number % 10 ? mem_printf(ctx, "<p>%s</p>", item->text) : NULL;
	item->authors = author;
	item->n_authors = 1;
	item->published = at;
	item->updated = number % 1000 ? WHEN_NONE : at + 3600;
	item->lang = number % 20000 == 7 ? "fi" : number % 30 == 7 ? "de-AT" : "en";
	if (number % 50 == 0) {
		item->enclosures = mem_new(ctx, struct feed_enclosure);
		*item->enclosures =
		    (struct feed_enclosure){.url = mem_printf(ctx, "https://cdn.example/%zu.mp3", number),
					    .type = "audio/mpeg",
					    .bytes = 1000000,
					    .seconds = -1};
		item->n_enclosures = 1;
	}
}

static bool make_feeds(struct store *store, void *ctx, int64_t ids[N_FEEDS], struct err *err)
{
	struct store_feed_config *config = mem_array(ctx, struct store_feed_config, N_FEEDS);
	struct store_feeds *feeds;

	for (size_t i = 0; i < N_FEEDS; i++)
		config[i] = (struct store_feed_config){
		    .name = mem_printf(ctx, "outlet-%02zu", i),
		    .url = mem_printf(ctx, "https://www.outlet%02zu.example/feed", i),
		    .title = mem_printf(ctx, "Outlet %02zu Daily", i),
		    .group = groups[i % COUNT(groups)]};
	if (!store_feeds_sync(store, config, N_FEEDS, err) || !store_feeds(store, ctx, false, &feeds, err))
		return false;
	for (size_t i = 0; i < feeds->n && i < N_FEEDS; i++)
		ids[atol(feeds->feeds[i].name + 7)] = feeds->feeds[i].id;
	return true;
}

/* Articles first..first+n-1, each in its feed, newest first in each. */
static bool fill(struct store *store, const int64_t feeds[N_FEEDS], size_t first, size_t n, size_t total,
		 const char **words, size_t body_words, struct err *err)
{
	void *ctx = talloc_pool(NULL, 64 << 20);
	struct store_fetched batch[N_FEEDS] = {{0}};
	struct store_ingested *done;
	bool ok;

	for (size_t f = 0; f < N_FEEDS; f++) {
		struct feed_item *items = mem_array(ctx, struct feed_item, n / N_FEEDS + 1);

		batch[f] = (struct store_fetched){.feed_id = feeds[f], .items = items};
		for (size_t i = n; i-- > 0;)
			if ((first + i) % N_FEEDS == f)
				make_item(ctx, &items[batch[f].n_items++], words, first + i, body_words,
					  LAST_SECOND - (int64_t)(total - first - i) * STEP_S);
	}
	ok = store_ingest(store, ctx, batch, N_FEEDS, LAST_SECOND - (int64_t)(total - first - n) * STEP_S, STORE_BULK,
			  &done, err);
	talloc_free(ctx);
	return ok;
}

static bool mark(struct store *store, const char *text, struct store_change change, struct err *err)
{
	struct query *query;
	int64_t changed = 0;
	bool ok = query_parse(NULL, text, NULL, &query, err);

	change.who = "cli";
	ok = ok && store_mark_query(store, query, INT64_MAX, &change, LAST_SECOND, &changed, err);
	fprintf(stderr, "  %s: %lld\n", text, (long long)changed);
	return ok;
}

static bool mark_all(struct store *store, size_t total, struct err *err)
{
	const int64_t unread_s = (int64_t)total * STEP_S / 20;
	char text[64];

	snprintf(text, sizeof(text), "before:%lldmin", (long long)unread_s / 60);
	if (!mark(store, text, (struct store_change){.read = 1, .what = "mark read"}, err))
		return false;
	for (size_t i = 0; i < COUNT(tags); i++) {
		const char *tag = tags[i];

		snprintf(text, sizeof(text), "title:%s title:%s", verbs[i], i == 0 ? "ran" : subjects[i]);
		if (!mark(store, text, (struct store_change){.add = &tag, .n_add = 1, .what = "tag"}, err))
			return false;
	}
	return mark(store, "title:espionage OR title:defends title:audit title:Orange",
		    (struct store_change){.starred = 1, .what = "star"}, err);
}

static bool generate(struct store *store, size_t total, size_t body_words, struct err *err)
{
	void *ctx = talloc_new(NULL);
	const char **words = make_words(ctx);
	int64_t feeds[N_FEEDS] = {0};
	bool ok = make_feeds(store, ctx, feeds, err);
	time_t start = time(NULL);

	for (size_t first = 0; ok && first < total; first += BATCH) {
		size_t n = total - first < BATCH ? total - first : BATCH;

		ok = fill(store, feeds, first, n, total, words, body_words, err);
		if (first % 50000 == 0)
			fprintf(stderr, "  %zu of %zu, %ld s\n", first + n, total,
				(long)(time(NULL) - start));
	}
	ok = ok && mark_all(store, total, err);
	talloc_free(ctx);
	return ok;
}

int main(int argc, char **argv)
{
	struct store *store;
	struct err err = {0};
	bool ok;

	if (argc < 3) {
		fputs("usage: gen_store FILE ARTICLES [BODY_WORDS]\n", stderr);
		return 64;
	}
	ok = store_open(argv[1], STORE_CLIENT, &store, &err);
	if (ok) {
		ok = generate(store, (size_t)strtoul(argv[2], NULL, 10),
			      argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 100, &err);
		store_close(store);
	}
	if (!ok)
		fprintf(stderr, "gen_store: %s\n", err.msg);
	return err_exit_status(ok ? ERR_NONE : err.code);
}
