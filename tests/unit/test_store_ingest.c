/* test_store_ingest.c: identity of items, time-keyed ids, edits, what two feeds share. */
#include "store_help.h"

static const char *const three[] = {"alpha", "beta", "gamma"};

static void test_new_then_unchanged(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("g1", "https://x.example/1", "One", "first text"),
				    item("g2", "https://x.example/2", "Two", "second text")};
	struct store_ingested *done;

	configure(b, three, 1);
	done = ingest(b, "alpha", items, 2);
	assert_int_equal(done->n_new, 2);
	assert_int_equal(done->n_ids, 2);
	assert_true(done->ids[0] < done->ids[1]);
	done = ingest_at(b, "alpha", items, 2, NOW + 600);
	assert_int_equal(done->n_new, 0);
	assert_int_equal(done->n_updated, 0);
	assert_string_equal(titles(b, ""), "One|Two");
	assert_whole(b);
}

/* Nothing at all: not a page goes into the log. */
static void test_unchanged_writes_nothing(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("g1", "https://x.example/1", "One", "first text"),
				    item(NULL, "https://x.example/2", "Two", "second text"),
				    item(NULL, NULL, "Three", "third text")};
	struct store *other;
	int64_t version;

	configure(b, three, 1);
	(void)ingest(b, "alpha", items, 3);
	OK(store_open(b->path, STORE_READ, &other, &b->err));
	version = store_version(other);
	(void)ingest_at(b, "alpha", items, 3, NOW + 600);
	assert_int_equal(store_version(other), version);
	items[0].title = "One, edited";
	(void)ingest_at(b, "alpha", items, 3, NOW + 600);
	assert_int_not_equal(store_version(other), version);
	store_close(other);
}

static void test_edit_keeps_id_and_marks(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g1", "https://x.example/1", "Nokia wins", "the old body");
	struct store_change read = {.read = 1, .who = "cli", .what = "mark read"};
	struct store_article *article;
	struct store_ingested *done = NULL;
	int64_t id;

	configure(b, three, 1);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	OK(store_mark(b->store, &id, 1, &read, NOW, NULL, &b->err));
	one.text = "the revised wording";
	done = ingest_at(b, "alpha", &one, 1, NOW + DAY);
	assert_int_equal(done->n_new, 0);
	assert_int_equal(done->n_updated, 1);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_string_equal(article->text, "the revised wording");
	assert_true(article->row.is_read);
	assert_int_equal(article->updated, NOW + DAY);
	assert_int_equal(count(b, "revised"), 1);
	assert_int_equal(count(b, "old"), 0);
	assert_string_equal(ask(b, "SELECT version || body || replaced_at FROM article_version"),
			    "0the old body1790086400");
	assert_string_equal(ask(b, "SELECT version FROM article"), "1");
	assert_whole(b);
}

/* Advertisements in the HTML change with every poll; that is no new version and no work for the index. */
static void test_html_alone_is_no_version(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g1", "https://x.example/1", "Title", "same words");
	struct store_article *article;
	int64_t id;

	one.html = "<p>same words</p><img src=\"https://ads.example/1\">";
	configure(b, three, 1);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	one.html = "<p>same words</p><img src=\"https://ads.example/2\">";
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 0);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_string_equal(article->html, one.html);
	assert_int_equal(article->updated, WHEN_NONE);
	assert_true(article->row.has_image);
	assert_string_equal(ask(b, "SELECT count(*) FROM article_version"), "0");
}

static void test_same_guid_different_titles(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("site", "https://x.example/1", "One", "first"),
				    item("site", "https://x.example/2", "Two", "second"),
				    item("site", "https://x.example/1", "One", "first")};

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", items, 3)->n_new, 2); /* the third is an exact repeat */
	assert_int_equal(ingest(b, "alpha", items, 3)->n_new, 0);
	items[1].title = "Two, edited"; /* the link decides */
	assert_int_equal(ingest(b, "alpha", items, 2)->n_updated, 1);
	/* alone in a later document the guid still identifies nothing */
	assert_int_equal(ingest(b, "alpha", &items[1], 1)->n_new, 0);
	assert_int_equal(ingest(b, "alpha", &items[1], 1)->n_updated, 0);
	assert_string_equal(titles(b, ""), "One|Two, edited");
	assert_whole(b);
}

/* A guid that was fine until today. */
static void test_guid_becomes_shared(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("g", "https://x.example/1", "One", "first"),
				    item("g", "https://x.example/2", "Two", "second")};

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", items, 1)->n_new, 1);
	assert_int_equal(ingest(b, "alpha", items, 2)->n_new, 1);
	assert_int_equal(ingest(b, "alpha", &items[1], 1)->n_new, 0);
	assert_int_equal(ingest(b, "alpha", &items[1], 1)->n_updated, 0);
	assert_string_equal(titles(b, ""), "One|Two");
}

static void test_guid_and_link_shared(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("g", "https://x.example/all", "One", "first"),
				    item("g", "https://x.example/all", "Two", "second"),
				    item(NULL, "https://x.example/all", "Three", "third")};

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", items, 3)->n_new, 3);
	assert_int_equal(ingest(b, "alpha", items, 3)->n_new, 0);
	assert_int_equal(ingest(b, "alpha", &items[2], 1)->n_new, 0);
	assert_whole(b);
}

static void test_without_guid(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item(NULL, "https://x.example/1?utm_source=rss", "One", "first"),
				    item("  ", NULL, "Two", "second"),
				    item(NULL, "https://x.example/", "Three", "third"),
				    item(NULL, "https://x.example/", "Four", "fourth")};

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", items, 4)->n_new, 4);
	items[0].url = "https://x.example/1?utm_source=mail";
	items[0].title = "One, edited";
	assert_int_equal(ingest(b, "alpha", items, 4)->n_updated, 1); /* by its link */
	items[1].text = "second, edited"; /* nothing but its content names it: another article */
	assert_int_equal(ingest(b, "alpha", items, 4)->n_new, 1);
	/* the root of a site is no link to an item, not even alone */
	assert_int_equal(ingest(b, "alpha", &items[3], 1)->n_new, 0);
	assert_int_equal(count(b, ""), 5);
	assert_whole(b);
}

static void test_guids_come_and_change(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item(NULL, "https://x.example/1", "One", "first");

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 1);
	one.guid = "g1"; /* the feed begins to give guids: adopted through the link */
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 0);
	one.url = "https://x.example/one"; /* the guid decides now */
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 0);
	one.guid = "g2"; /* never the link alone where guids differ */
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 1);
	assert_string_equal(ask(b, "SELECT n_articles FROM feed"), "2");
	assert_whole(b);
}

/* What probe counts is what is stored, exact repeats aside. */
static void test_same_title_other_content(void **state)
{
	struct bench *b = *state;
	struct feed_item items[] = {item("g", "https://x.example/1", "Same", "first"),
				    item("g", "https://x.example/1", "Same", "second"),
				    item("h", "https://x.example/1", "Same", "first"),
				    item("g", "https://x.example/1", "Same", "first")};

	configure(b, three, 1);
	assert_int_equal(ingest(b, "alpha", items, 4)->n_new, 3);
	assert_int_equal(ingest(b, "alpha", items, 4)->n_new, 0);
	assert_int_equal(count(b, "feed:alpha"), 3);
}

static void test_two_feeds_one_article(void **state)
{
	struct bench *b = *state;
	struct feed_item one =
	    item("a1", "https://x.example/story?utm_source=a", "Huawei \"wins\" – again", "text of a");
	struct feed_item two =
	    item("b7", "http://x.example/story", "Huawei \u201cwins\u201d - again", "another text of b");
	struct store_rows *rows;

	configure(b, three, 2);
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 1);
	assert_int_equal(ingest(b, "beta", &two, 1)->n_new, 0);
	rows =
	    search(b, "", (struct store_page){.below = INT64_MAX, .above = INT64_MIN, .fields = STORE_FULL});
	assert_int_equal(rows->n, 1);
	assert_int_equal(rows->rows[0].n_feeds, 2);
	assert_string_equal(rows->rows[0].feed, "alpha");
	assert_string_equal(rows->rows[0].url, one.url);
	assert_string_equal(rows->rows[0].canonical_url, "https://x.example/story");
	assert_int_equal(count(b, "feed:alpha"), 1);
	assert_int_equal(count(b, "feed:beta"), 1);
	assert_int_equal(count(b, "another"), 0);
	/* each outlet edits its own: the text stays that of the first */
	two.text = "b has rewritten it";
	assert_int_equal(ingest(b, "beta", &two, 1)->n_updated, 0);
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 0);
	one.text = "a has rewritten it";
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 1);
	assert_int_equal(count(b, "\"a has rewritten\""), 1);
	assert_whole(b);
}

static void test_same_batch_joins(void **state)
{
	struct bench *b = *state;
	struct feed_item one[] = {item("a1", "https://x.example/story", "Story", "text"),
				  item("a2", "https://x.example/story", "Story", "text")};
	struct feed_item two[] = {item("b1", "https://x.example/story", "Story", "text")};
	struct feed_item other[] = {item("c1", "https://x.example/story", "Another title", "text")};
	struct store_fetched batch[3];
	struct store_ingested *done;

	configure(b, three, 3);
	batch[0] = (struct store_fetched){.feed_id = feed_named(b, "alpha").id, .items = one, .n_items = 2};
	batch[1] = (struct store_fetched){.feed_id = feed_named(b, "beta").id, .items = two, .n_items = 1};
	batch[2] = (struct store_fetched){.feed_id = feed_named(b, "gamma").id, .items = other, .n_items = 1};
	OK(store_ingest(b->store, b->ctx, batch, 3, NOW, STORE_BULK, &done, &b->err));
	/* a second guid in one feed stays an article of its own; the other feed joins one of them; other
	 * titles do not */
	assert_int_equal(done->n_new, 3);
	assert_int_equal(count(b, "feed:alpha"), 2);
	assert_int_equal(count(b, "feed:beta"), 1);
	assert_string_equal(ask(b, "SELECT count(*) FROM article"), "3");
	assert_string_equal(ask(b, "SELECT count(*) FROM appearance"), "4");
	OK(store_ingest(b->store, b->ctx, batch, 3, NOW + 60, STORE_BULK, &done, &b->err));
	assert_int_equal(done->n_new + done->n_updated, 0);
	assert_whole(b);
}

static void test_site_root_never_joins(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("a1", "https://x.example/", "Welcome", "text");
	struct feed_item two = item("b1", "https://x.example/", "Welcome", "text");

	configure(b, three, 2);
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_new, 1);
	assert_int_equal(ingest(b, "beta", &two, 1)->n_new, 1);
}

/* ---- ids ---- */

static void test_slots_descend_in_document_order(void **state)
{
	struct bench *b = *state;
	struct feed_item items[20];
	struct store_ingested *done;
	char guid[20][8];

	configure(b, three, 2);
	for (int i = 0; i < 20; i++) {
		snprintf(guid[i], sizeof(guid[i]), "g%02d", i);
		items[i] = item(guid[i], NULL, guid[i], "");
		items[i].published = NOW - 1000;
	}
	done = ingest(b, "alpha", items, 20);
	assert_int_equal(done->ids[19], (NOW - 1000) * 16 + 15);
	assert_int_equal(done->ids[0], (NOW - 1000) * 16 - 4); /* overflow runs into the second before */
	assert_string_equal(titles(b, "title:g00 OR title:g19"), "g00|g19");
	/* the same second again, later: below what is there, without a gap in between being missed */
	items[0].guid = "later";
	done = ingest(b, "beta", items, 1);
	assert_int_equal(done->ids[0], (NOW - 1000) * 16 - 5);
	assert_whole(b);
}

static void test_ids_use_free_slots(void **state)
{
	struct bench *b = *state;
	struct feed_item items[3];

	configure(b, three, 1);
	items[0] = item("a", NULL, "a", "");
	items[0].published = NOW - 10;
	items[1] = item("b", NULL, "b", "");
	items[1].published = NOW - 12;
	(void)ingest(b, "alpha", items, 2);
	for (int i = 0; i < 40; i++) {
		char guid[8];

		snprintf(guid, sizeof(guid), "n%d", i);
		items[0] = item(guid, NULL, guid, "");
		items[0].published = NOW - 10;
		(void)ingest(b, "alpha", items, 1);
	}
	/* 16 in its second, 16 in the one before, then below b in b's */
	assert_string_equal(ask(b, "SELECT count(DISTINCT id) || '/' || count(*) FROM article"), "42/42");
	assert_string_equal(ask(b, "SELECT min(id) - (1790000000 - 12) * 16 FROM article"), "6");
	assert_string_equal(ask(b, "SELECT max(id) - (1790000000 - 10) * 16 FROM article"), "15");
	assert_whole(b);
}

static void test_dates_are_clamped(void **state)
{
	struct bench *b = *state;
	static const struct {
		int64_t published, updated, stored, second;
	} cases[] = {
	    {NOW - 50, WHEN_NONE, NOW - 50, NOW - 50},
	    {NOW + 3600, WHEN_NONE, NOW + 3600, NOW}, /* a clock that is wrong by an hour */
	    {NOW + 2 * DAY, WHEN_NONE, WHEN_NONE, NOW},
	    {INT64_MAX, WHEN_NONE, WHEN_NONE, NOW},
	    {INT64_C(600000000), WHEN_NONE, WHEN_NONE, NOW}, /* 1989 */
	    {-1, WHEN_NONE, WHEN_NONE, NOW},
	    {WHEN_NONE, NOW - 70, NOW - 70, NOW - 70}, /* the only date there is */
	    {WHEN_NONE, WHEN_NONE, WHEN_NONE, NOW},
	};

	configure(b, three, 1);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct feed_item one = item(NULL, NULL, mem_printf(b->ctx, "case %zu", i), "");
		struct store_article *article;
		int64_t id;

		one.published = cases[i].published;
		one.updated = cases[i].updated;
		id = ingest(b, "alpha", &one, 1)->ids[0];
		OK(store_article(b->store, b->ctx, id, &article, &b->err));
		assert_int_equal(article->row.published, cases[i].stored);
		assert_int_equal(article->row.sort_at, cases[i].second);
	}
}

/* RSS 1.0 and many Atom feeds: a later change is a change, not another publication. */
static void test_date_of_change_publishes_once(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "one", "first");
	struct store_article *article;
	int64_t id;

	configure(b, three, 1);
	one.updated = NOW - 500;
	id = ingest(b, "alpha", &one, 1)->ids[0];
	one.updated = NOW - 100;
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 0);
	one.text = "second";
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 1);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_int_equal(article->row.published, NOW - 500);
	assert_int_equal(article->updated, NOW - 100);
}

static void test_changed_date_keeps_id(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "text");
	struct store_article *article;
	int64_t id;

	configure(b, three, 1);
	one.published = NOW - 1000;
	id = ingest(b, "alpha", &one, 1)->ids[0];
	one.published = NOW - 500;
	one.updated = NOW - 400;
	assert_int_equal(ingest(b, "alpha", &one, 1)->n_updated, 0);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_int_equal(article->row.published, NOW - 500);
	assert_int_equal(article->updated, NOW - 400);
}

static void test_seq_is_order_of_arrival(void **state)
{
	struct bench *b = *state;
	struct feed_item newer = item("n", NULL, "newer", ""), older = item("o", NULL, "older", "");
	struct store_rows *rows;
	int64_t deleted, seq = 0;

	newer.published = NOW - 10;
	older.published = NOW - DAY;
	configure(b, three, 2);
	(void)ingest(b, "alpha", &newer, 1);
	(void)ingest(b, "beta", &older, 1);
	rows = search(b, "", (struct store_page)STORE_PAGE_NEWEST(0));
	assert_string_equal(rows->rows[0].title, "newer");
	assert_int_equal(rows->rows[0].seq, 1);
	assert_int_equal(rows->rows[1].seq, 2);
	/* a number is never given twice */
	OK(store_feed_purge(b->store, feed_named(b, "beta").id, NOW, &deleted, &b->err));
	(void)ingest(b, "alpha", &older, 1);
	OK(store_seq(b->store, &seq, &b->err));
	assert_int_equal(seq, 3);
}

/* ---- batches ---- */

/* Purged or taken out of the configuration between the fetch and the transaction: the others are stored all the same. */
static void test_feed_that_is_gone_is_skipped(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "text");
	struct store_fetched batch[3];
	struct store_ingested *done = NULL;

	configure(b, three, 2);
	for (int i = 0; i < 3; i++)
		batch[i] = (struct store_fetched){.items = &one, .n_items = 1, .has_state = true};
	batch[0].feed_id = 4711;
	batch[1].feed_id = feed_named(b, "alpha").id;
	batch[2].feed_id = feed_named(b, "beta").id;
	configure(b, three + 1, 1);
	OK(store_ingest(b->store, b->ctx, batch, 3, NOW, STORE_BULK, &done, &b->err));
	assert_int_equal(done->n_new, 1);
	assert_int_equal(count(b, ""), 1);
	assert_int_equal(batch[0].ret_new + batch[1].ret_new, 0);
	assert_int_equal(batch[2].ret_new, 1);
	assert_whole(b);
}

static bool yes(void *state)
{
	++*(int *)state;
	return true;
}

static void test_interrupted_batch(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "text");
	struct store_fetched batch = {.items = &one, .n_items = 1};
	struct store_ingested *done;
	int asked = 0;

	configure(b, three, 1);
	batch.feed_id = feed_named(b, "alpha").id;
	store_set_interrupt(b->store, yes, &asked);
	assert_false(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err));
	assert_int_equal(b->err.code, ERR_INTERRUPTED);
	assert_true(asked > 0);
	store_set_interrupt(b->store, NULL, NULL);
	assert_int_equal(count(b, ""), 0);
	OK(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_BULK, &done, &b->err));
	assert_int_equal(done->n_new, 1);
}

static void test_state_comes_with_the_items(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "text");
	struct store_fetched batch = {.items = &one, .n_items = 1, .has_state = true};
	struct store_ingested *done;
	struct store_feed feed;

	configure(b, three, 1);
	batch.feed_id = feed_named(b, "alpha").id;
	batch.state = (struct store_feed_state){.etag = "W/\"1\"",
						.title = "Alpha News",
						.next_at = NOW + 900,
						.interval_s = 900,
						.last_try_at = NOW,
						.last_ok_at = NOW,
						.last_status = 200};
	OK(store_ingest(b->store, b->ctx, &batch, 1, NOW, STORE_GENTLE, &done, &b->err));
	assert_int_equal(batch.ret_new, 1);
	feed = feed_named(b, "alpha");
	assert_string_equal(feed.state.etag, "W/\"1\"");
	assert_string_equal(feed.title, "Alpha News");
	assert_int_equal(feed.state.next_at, NOW + 900);
	assert_int_equal(feed.n_articles, 1);
	assert_int_equal(feed.n_unread, 1);
}

/* Asked four times a feed of one item: when it is looked at, gets its story, its rows, its text. */
static bool after_two_feeds(void *state)
{
	return ++*(int *)state > 8;
}

static void test_gentle_splits_by_feeds(void **state)
{
	struct bench *b = *state;
	static char body[3][200001];
	struct feed_item items[3];
	struct store_fetched batch[3];
	struct store_ingested *done;
	int asked = 0;

	configure(b, three, 3);
	for (int i = 0; i < 3; i++) {
		for (size_t at = 0; at < sizeof(body[i]) - 1; at++)
			body[i][at] = at % 6 == 5 ? ' ' : (char)('a' + (at * 7 + (size_t)i) % 26);
		items[i] = item("g", NULL, three[i], body[i]);
		items[i].published = NOW - i;
		batch[i] = (struct store_fetched){
		    .feed_id = feed_named(b, three[i]).id, .items = &items[i], .n_items = 1};
	}
	/* the last transaction fails: the others are stored, as the header says */
	store_set_interrupt(b->store, after_two_feeds, &asked);
	assert_false(store_ingest(b->store, b->ctx, batch, 3, NOW, STORE_GENTLE, &done, &b->err));
	store_set_interrupt(b->store, NULL, NULL);
	assert_int_equal(count(b, ""), 2);
	OK(store_ingest(b->store, b->ctx, batch, 3, NOW, STORE_GENTLE, &done, &b->err));
	assert_int_equal(done->n_new, 1);
	assert_whole(b);
}

static void test_enclosures(void **state)
{
	struct bench *b = *state;
	struct feed_enclosure sound = {
	    .url = "https://x.example/a.mp3", .type = "audio/mpeg", .bytes = 123, .seconds = -1};
	struct feed_item one = item("g", "https://x.example/1", "One", "");
	struct store_article *article;
	int64_t id;

	one.enclosures = &sound;
	one.n_enclosures = 1;
	one.summary = "what the feed says beside an empty body";
	configure(b, three, 1);
	id = ingest(b, "alpha", &one, 1)->ids[0];
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_int_equal(article->n_enclosures, 1);
	assert_int_equal(article->enclosures[0].bytes, 123);
	assert_int_equal(article->enclosures[0].seconds, -1);
	assert_true(article->row.has_enclosure && article->row.has_text);
	assert_int_equal(count(b, "has:enclosure beside"), 1);
	sound.url = "https://x.example/b.mp3";
	(void)ingest(b, "alpha", &one, 1);
	OK(store_article(b->store, b->ctx, id, &article, &b->err));
	assert_int_equal(article->n_enclosures, 1);
	assert_string_equal(article->enclosures[0].url, "https://x.example/b.mp3");
}

/* ---- whatever a document looks like ---- */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 8;
}

/* Items that collide in every way: few guids, links, titles and texts, each missing at times. */
static size_t make_document(struct feed_item *items, uint64_t *random)
{
	static const char *const guids[] = {NULL, NULL, "a", "b", "c", "d"};
	static const char *const links[] = {NULL, "https://x.example/", "https://x.example/1",
					    "https://x.example/2", "https://x.example/3"};
	static const char *const titles_of[] = {NULL, "One", "Two"}, *const texts[] = {"", "first", "second"};
	size_t n = 1 + next_random(random) % 7;

	for (size_t i = 0; i < n; i++) {
		items[i] =
		    item(guids[next_random(random) % N_OF(guids)], links[next_random(random) % N_OF(links)],
			 titles_of[next_random(random) % N_OF(titles_of)],
			 texts[next_random(random) % N_OF(texts)]);
		items[i].published =
		    next_random(random) % 2 ? NOW - (int64_t)(next_random(random) % 5) : WHEN_NONE;
	}
	return n;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Exact repeats aside: the same guid (without one: the same link), title and content. */
static size_t distinct(const struct feed_item *items, size_t n)
{
	size_t count_of = n;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct feed_item *a = &items[i], *b = &items[k];
			bool has_link = a->url && strcmp(a->url, "https://x.example/");
			bool other_has = b->url && strcmp(b->url, "https://x.example/");
			bool same_link = has_link == other_has && (!has_link || !strcmp(a->url, b->url));

			if (same(a->guid, b->guid) && (a->guid || same_link) && same(a->title, b->title) &&
			    same(a->text, b->text)) {
				count_of--;
				break;
			}
		}
	return count_of;
}

/* Stored once more, nothing is written. */
static void assert_settled(struct bench *b, const char *feed, const struct feed_item *items, size_t n,
			   struct store *other, int round)
{
	int64_t version = store_version(other);

	assert_int_equal(ingest(b, feed, items, n)->n_new, 0);
	if (store_version(other) != version)
		fail_msg("round %d is written again into %s", round, feed);
}

/* Each document in empty feeds: everything in it is stored. */
static void test_any_document_is_stored_whole(void **state)
{
	struct bench *b = *state;
	struct store *other;
	uint64_t random = 88172645463325252u;
	int64_t deleted;

	configure(b, three, 3);
	OK(store_open(b->path, STORE_READ, &other, &b->err));
	for (int round = 0; round < 200; round++) {
		struct feed_item items[8];
		size_t n = make_document(items, &random);

		for (int f = 0; f < 2; f++) {
			int64_t id = feed_named(b, three[f]).id;

			configure(b, three + 2, 1); /* the two are hidden: purging takes all of them */
			OK(store_feed_purge(b->store, id, NOW, &deleted, &b->err));
			configure(b, three, 3);
		}
		(void)ask(b, "DELETE FROM tombstone");
		(void)ingest(b, "alpha", items, n);
		assert_int_equal(feed_named(b, "alpha").n_articles, distinct(items, n));
		(void)ingest(b, "beta", items, n);
		assert_int_equal(feed_named(b, "beta").n_articles, distinct(items, n));
		assert_settled(b, "alpha", items, n, other, round);
		assert_settled(b, "beta", items, n, other, round);
	}
	assert_whole(b);
	store_close(other);
}

/* Documents one after another: each is settled once it was seen, whatever came before. */
static void test_any_document_settles(void **state)
{
	struct bench *b = *state;
	struct store *other;
	uint64_t random = 362436069362436069u;

	configure(b, three, 2);
	OK(store_open(b->path, STORE_READ, &other, &b->err));
	for (int round = 0; round < 300; round++) {
		struct feed_item items[8];
		size_t n = make_document(items, &random);

		(void)ingest(b, "alpha", items, n);
		assert_settled(b, "alpha", items, n, other, round);
		if (round % 5 == 0)
			(void)ingest(b, "beta", items, n);
	}
	assert_whole(b);
	store_close(other);
}

/* ---- guids that change ---- */

/* n items of links L0, L1 ... with guids of this poll. */
static struct feed_item *flipped(struct bench *b, int poll, int first, int n)
{
	struct feed_item *items = mem_array(b->ctx, struct feed_item, (size_t)n);

	for (int i = 0; i < n; i++)
		items[i] = item(mem_printf(b->ctx, "session-%d-%d", poll, first + i),
				mem_printf(b->ctx, "https://a.example/%d", first + i),
				mem_printf(b->ctx, "Headline %d", first + i), "text");
	return items;
}

static void test_guids_that_change_at_every_poll_double_nothing(void **state)
{
	static const char *const names[] = {"alpha"};
	struct bench *b = *state;

	configure(b, names, 1);
	(void)ingest(b, "alpha", flipped(b, 1, 0, 5), 5);
	assert_false(feed_named(b, "alpha").is_link_keyed);
	for (int poll = 2; poll < 6; poll++) { /* with each poll one item more, one less */
		struct store_ingested *done = ingest(b, "alpha", flipped(b, poll, poll - 1, 5), 5);

		assert_int_equal(done->n_new, 1);
		assert_int_equal(done->n_updated, 0);
		assert_true(feed_named(b, "alpha").is_link_keyed);
	}
	assert_int_equal(feed_named(b, "alpha").n_articles, 9);
	(void)ingest(b, "alpha", flipped(b, 5, 4, 5), 5); /* now they stay */
	assert_false(feed_named(b, "alpha").is_link_keyed);
	assert_int_equal(feed_named(b, "alpha").n_articles, 9);
	assert_whole(b);
}

static void test_one_new_guid_on_an_old_link_is_an_article_of_its_own(void **state)
{
	static const char *const names[] = {"alpha"};
	struct bench *b = *state;
	struct feed_item *items = flipped(b, 1, 0, 5);

	configure(b, names, 1);
	(void)ingest(b, "alpha", items, 5);
	items[0].guid = "another";
	assert_int_equal(ingest(b, "alpha", items, 5)->n_new, 1);
	assert_false(feed_named(b, "alpha").is_link_keyed);
}

static void test_new_guids_with_new_headlines_are_new_articles(void **state)
{
	static const char *const names[] = {"alpha"};
	struct bench *b = *state;
	struct feed_item *items = flipped(b, 2, 0, 5);

	configure(b, names, 1);
	(void)ingest(b, "alpha", flipped(b, 1, 0, 5), 5);
	for (int i = 0; i < 5; i++) /* pages that are written over: a ticker */
		items[i].title = mem_printf(b->ctx, "Something else %d", i);
	assert_int_equal(ingest(b, "alpha", items, 5)->n_new, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_new_then_unchanged),
	    TEST(test_unchanged_writes_nothing),
	    TEST(test_edit_keeps_id_and_marks),
	    TEST(test_html_alone_is_no_version),
	    TEST(test_same_guid_different_titles),
	    TEST(test_guid_becomes_shared),
	    TEST(test_guid_and_link_shared),
	    TEST(test_without_guid),
	    TEST(test_guids_come_and_change),
	    TEST(test_same_title_other_content),
	    TEST(test_two_feeds_one_article),
	    TEST(test_same_batch_joins),
	    TEST(test_site_root_never_joins),
	    TEST(test_slots_descend_in_document_order),
	    TEST(test_ids_use_free_slots),
	    TEST(test_dates_are_clamped),
	    TEST(test_date_of_change_publishes_once),
	    TEST(test_changed_date_keeps_id),
	    TEST(test_seq_is_order_of_arrival),
	    TEST(test_feed_that_is_gone_is_skipped),
	    TEST(test_interrupted_batch),
	    TEST(test_state_comes_with_the_items),
	    TEST(test_gentle_splits_by_feeds),
	    TEST(test_enclosures),
	    TEST(test_any_document_is_stored_whole),
	    TEST(test_any_document_settles),
	    TEST(test_guids_that_change_at_every_poll_double_nothing),
	    TEST(test_one_new_guid_on_an_old_link_is_an_article_of_its_own),
	    TEST(test_new_guids_with_new_headlines_are_new_articles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
