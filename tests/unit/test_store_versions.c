/* test_store_versions.c: what a publisher changed: what is a version and what nobody would call a change; marks of what was
 * paid for. */
#include "store_help.h"

#include "telex/page.h"

#include "../../src/store/ingest.h"

static const char *const feeds[] = {"alpha"};

/* Is the second text what the first one was, to a reader? */
static void check(const char *before, const char *after, bool is_trivial)
{
	void *ctx = talloc_new(NULL);
	const struct fts_text a = {"Title", "Author", before, NULL}, b = {"Title", "Author", after, NULL};

	if (change_is_trivial(ctx, &a, &b) != is_trivial || change_is_trivial(ctx, &b, &a) != is_trivial)
		fail_msg("'%s' and '%s': %s", before, after, is_trivial ? "not the same" : "the same");
	talloc_free(ctx);
}

static void test_trivial_texts(void **state)
{
	static const char *const same[][2] = {
	    {"a b", " a  b\n"},
	    {"one.\n\ntwo", "one.\ntwo"},
	    {"It's \"so\" - he said", "It’s “so” — he said"},
	    {"The E-Mail", "the email"},
	    {"U.S. deal", "US deal"},
	    {"caf\xc3\xa9", "cafe\xcc\x81"},
	    {"text.\n\n12 comments", "text.\n\n13 comments"},
	    {"text.\n\nComments (12)", "text.\n\nComments (1,204)"},
	    {"text.\n\nComments", "text.\n\nComments (1)"},
	    {"By A · 3 hours ago · 5 min read", "By A · 4 hours ago · 6 min read"},
	    {"vor 3 Stunden\ntext.", "vor 2 Tagen\ntext."},
	    {"text.\n\n7 комментариев", "text.\n\n8 комментариев"},
	    {"text.\n\nRelated articles\n\nOne headline\nTwo headline", "text.\n\nRelated articles\n\nQuite another\nTwo headline"},
	    {"text.\n\nRelated: one thing", "text.\n\nRelated: another thing"},
	    {"a.\n\nLesen Sie auch: eins\n\nb.", "a.\n\nb."},
	    {"a.\n\n相关阅读：一\n\nb.", "a.\n\nb."},
	    {"see https://x.example/a?utm_source=rss now", "see https://x.example/a?utm_source=mail#top now"},
	    {"50 \xe2\x82\xac", "50\xe2\x82\xac"},
	};
	static const char *const other[][2] = {
	    {"12 dead", "15 dead"},
	    {"the rise was 1.5 percent.", "the rise was 15 percent."},
	    {"profit rose by 5%", "profit rose by 5"},
	    {"$5", "\xe2\x82\xac" "5"},
	    {"a change of -5", "a change of 5"},
	    {"He got 12 votes in the first of the two rounds that were held in the old town hall that day",
	     "He got 13 votes in the first of the two rounds that were held in the old town hall that day"},
	    {"There were 12 comments.", "There were 13 comments."},
	    {"Related articles of law were named. Two.", "Related articles of law were named. Three."},
	    {"Related articles\n\nOne headline\n\nThe text goes on here.", "Related articles\n\nOne headline\n\nThe text goes elsewhere."},
	    {"see https://x.example/a", "see https://x.example/b"},
	    {"text", ""},
	    {"they can", "they cannot"},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(same); i++)
		check(same[i][0], same[i][1], true);
	for (size_t i = 0; i < N_OF(other); i++)
		check(other[i][0], other[i][1], false);
}

static void test_trivial_titles(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_trivial;
	} cases[] = {
	    {"Nokia\xe2\x80\x99s deal", "Nokia's  Deal", true}, {"12 comments", "13 comments", false},
	    {"Nokia wins", "Nokia loses", false},		{"!!!", "???", false},
	    {"", "Title", false},				{"Up 5%", "Up 5", false},
	};
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct fts_text a = {cases[i].a, "", "", NULL}, b = {cases[i].b, "", "", NULL};

		if (change_is_trivial(ctx, &a, &b) != cases[i].is_trivial)
			fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
	}
	talloc_free(ctx);
}

static void test_a_trivial_change_is_stored_and_no_version(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g1", "https://x.example/1", "Nokia's deal", "The text.\n\n12 comments");
	struct store_article *article;
	int64_t id;

	configure(b, feeds, 1);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	one.title = "Nokia\xe2\x80\x99s deal";
	one.text = "The text.\n\n13 comments";
	assert_int_equal(ingest_at(b, "alpha", &one, 1, NOW + DAY)->n_updated, 0);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_string_equal(article->text, one.text);
	assert_int_equal(article->updated, WHEN_NONE);
	assert_int_equal(article->n_changes, 0);
	assert_int_equal(count(b, "13"), 1);
	assert_int_equal(count(b, "is:updated"), 0);
	assert_int_equal(count(b, "updated:2000..2100"), 0);
	assert_string_equal(ask(b, "SELECT count(*) FROM article_version"), "0");
	assert_whole(b);
}

static void test_versions(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g1", "https://x.example/1", "First", "one");
	struct store_former *formers;
	struct store_article *article;
	size_t n;
	int64_t id;

	configure(b, feeds, 1);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	OK(store_versions(b->store, b->ctx, id, &formers, &n, &b->err));
	assert_int_equal(n, 0);
	one.title = "Second";
	ingest_at(b, "alpha", &one, 1, NOW + 100);
	one.text = "three";
	ingest_at(b, "alpha", &one, 1, NOW + 200);
	OK(store_versions(b->store, b->ctx, id, &formers, &n, &b->err));
	assert_int_equal(n, 2);
	assert_string_equal(formers[0].title, "First");
	assert_string_equal(formers[0].body, "one");
	assert_int_equal(formers[0].replaced_at, NOW + 100);
	assert_string_equal(formers[1].title, "Second");
	assert_string_equal(formers[1].body, "one");
	assert_int_equal(formers[1].version, 1);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_int_equal(article->n_changes, 2);
	assert_int_equal(article->changed, NOW + 200);
	assert_int_equal(count(b, "is:updated"), 1);
	assert_false(store_versions(b->store, b->ctx, 12345, &formers, &n, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
}

static void test_sponsored(void **state)
{
	struct bench *b = *state;
	const char *tags[] = {"Networks", "Partner Content"};
	struct feed_person author = {.name = "Sponsored by Acme"};
	struct feed_item items[] = {item("1", "https://x.example/1", "Sponsored: five ways", "a"),
				    item("2", "https://x.example/2", "Two", "b"), item("3", "https://x.example/3", "Three", "c"),
				    item("4", "https://x.example/4", "Four", "d")};

	items[1].tags = tags;
	items[1].n_tags = 2;
	items[2].authors = &author;
	items[2].n_authors = 1;
	configure(b, feeds, 1);
	assert_int_equal(ingest(b, "alpha", items, 4)->n_new, 4);
	assert_int_equal(count(b, "is:sponsored"), 3);
	assert_int_equal(count(b, "-is:sponsored"), 1);
	assert_int_equal(count(b, "two is:sponsored"), 1);
	/* what was marked stays so when its title loses the label */
	items[0].title = "Five ways to win";
	assert_int_equal(ingest(b, "alpha", items, 4)->n_updated, 1);
	assert_int_equal(count(b, "is:sponsored"), 3);
	assert_whole(b);
}

static bool count_judged(void *state, const struct store_new *items, size_t n, int64_t now, struct err *err)
{
	int *judged = state;

	(void)now;
	(void)err;
	for (size_t i = 0; i < n; i++)
		*judged += !items[i].is_new;
	return true;
}

/* Publishers add the category when somebody has complained. */
static void test_an_article_that_becomes_sponsored_is_noticed(void **state)
{
	struct bench *b = *state;
	const char *tags[] = {"Networks", "Sponsored"};
	struct feed_item one = item("1", "https://x.example/1", "Five ways to win", "a");
	int judged = 0;

	configure(b, feeds, 1);
	store_set_judge(b->store, count_judged, &judged);
	one.tags = tags;
	one.n_tags = 1;
	(void)ingest(b, "alpha", &one, 1);
	assert_int_equal(count(b, "is:sponsored"), 0);
	one.n_tags = 2;
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 0); /* its words are the same: no version */
	assert_int_equal(count(b, "is:sponsored"), 1);
	assert_int_equal(judged, 1);
	(void)ingest(b, "alpha", &one, 1);
	one.n_tags = 1;
	(void)ingest(b, "alpha", &one, 1);
	one.n_tags = 2;
	(void)ingest(b, "alpha", &one, 1);
	assert_int_equal(judged, 1);
	assert_int_equal(count(b, "is:sponsored"), 1);
	assert_int_equal(count(b, "is:updated"), 0);
	assert_whole(b);
}

static void test_a_page_may_say_that_it_was_paid_for(void **state)
{
	struct bench *b = *state;
	const struct feed_item one = item("1", "https://x.example/1", "Five ways to win", "A text that says more than its page.");
	const struct page_text page = {.text = "Less.", .is_sponsored = true};
	bool is_better;
	int judged = 0;
	int64_t id;

	configure(b, feeds, 1);
	store_set_judge(b->store, count_judged, &judged);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	for (int i = 0; i < 2; i++) {
		OK(page_wish(b->store, id, NOW, &b->err));
		OK(page_store(b->store, id, &page, NOW, &is_better, &b->err));
		assert_false(is_better);
	}
	assert_int_equal(count(b, "is:sponsored"), 1);
	assert_int_equal(judged, 1);
	assert_whole(b);
}

static void read_all(struct bench *b)
{
	struct store_change change = {.who = "cli", .what = "read", .read = 1};
	int64_t id = atoll(ask(b, "SELECT max(id) FROM article"));

	OK(store_mark(b->store, &id, 1, &change, NOW, NULL, &b->err));
}

/* As a file of before there were languages, after its migration. */
static void test_older_articles_are_told_piece_by_piece(void **state)
{
	enum { N = 450 };
	static const char *const texts[] = {
	    "The operator said that it would build the network with the new radios in the north of the country this year.",
	    "Der Betreiber sagte, dass er das Netz im Norden des Landes mit den neuen Antennen noch in diesem Jahr bauen wird.",
	    "5G 6G 7G"};
	struct bench *b = *state;
	struct feed_item items[N];
	int64_t untold, unread;
	bool more = true;
	int judged = 0, pieces = 0;

	configure(b, feeds, 1);
	for (int i = 0; i < N; i++)
		items[i] = item(mem_printf(b->ctx, "%d", i), NULL, i == 7 ? "Sponsored: ways" : mem_printf(b->ctx, "%d", i),
				texts[i % 3]);
	items[0].lang = "fr"; /* its publisher's word is kept */
	(void)ingest(b, "alpha", items, N);
	read_all(b);
	unread = count(b, "is:unread");
	store_set_judge(b->store, count_judged, &judged);
	(void)ask(b, "UPDATE article SET has = has & ~8");
	OK(store_untold(b->store, &untold, &b->err));
	assert_int_equal(untold, 0);
	(void)ask(b, "UPDATE counter SET told_below = (SELECT max(id) + 1 FROM article)");
	for (; more && pieces < 9; pieces++) {
		OK(store_tell_more(b->store, &more, &b->err));
		OK(store_untold(b->store, &untold, &b->err));
		assert_int_equal(untold, more ? N - 200 * (pieces + 1) : 0);
		reopen(b, STORE_DAEMON); /* it goes on where it was */
		store_set_judge(b->store, count_judged, &judged);
	}
	assert_int_equal(pieces, 3);
	assert_int_equal(count(b, "lang:en"), N / 3 - 1);
	assert_int_equal(count(b, "lang:de"), N / 3);
	assert_int_equal(count(b, "lang:fr"), 1);
	assert_int_equal(count(b, "is:sponsored"), 1);
	assert_int_equal(count(b, "is:unread"), unread);
	assert_int_equal(count(b, "is:updated"), 0);
	assert_int_equal(judged, 0);
	assert_whole(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trivial_texts),
	    cmocka_unit_test(test_trivial_titles),
	    TEST(test_a_trivial_change_is_stored_and_no_version),
	    TEST(test_versions),
	    TEST(test_sponsored),
	    TEST(test_an_article_that_becomes_sponsored_is_noticed),
	    TEST(test_a_page_may_say_that_it_was_paid_for),
	    TEST(test_older_articles_are_told_piece_by_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
