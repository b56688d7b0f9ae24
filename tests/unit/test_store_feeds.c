/* test_store_feeds.c: feeds and the configuration, what a poll changes, hiding, purging. */
#include "store_help.h"

static const char *const two[] = {"alpha", "beta"};

static void sync_one(struct bench *b, const char *url, const char *title, const char *group)
{
	struct store_feed_config config = {.name = "alpha", .url = url, .title = title, .group = group};

	OK(store_feeds_sync(b->store, &config, 1, &b->err));
}

static const struct store_feed_state polled = {.etag = "\"e\"",
					       .last_modified = "Mon, 21 Sep 2026 00:00:00 GMT",
					       .moved_to = "https://new.example/feed",
					       .last_error = "404 Not Found",
					       .title = "What it calls itself",
					       .site_url = "https://alpha.example/",
					       .next_at = NOW + 60,
					       .interval_s = 60,
					       .last_try_at = NOW,
					       .last_ok_at = WHEN_NONE,
					       .failures = 3,
					       .last_status = 404,
					       .hold_until = NOW + 30,
					       .ttl_s = 3600,
					       .skip_hours = 5,
					       .skip_days = 1,
					       .is_gone = true};

static void test_configuration_is_followed(void **state)
{
	struct bench *b = *state;
	struct store_feeds *feeds;
	struct store_feed_config config[] = {{"zeta", "https://z.example/", NULL, "b group"},
					     {"alpha", "https://a.example/", "Omega", "B group"},
					     {"mid", "https://m.example/", "Alef", NULL}};

	OK(store_feeds_sync(b->store, config, 3, &b->err));
	OK(store_feeds(b->store, b->ctx, false, &feeds, &b->err));
	assert_int_equal(feeds->n, 3);
	assert_string_equal(feeds->feeds[0].name, "mid");
	assert_string_equal(feeds->feeds[0].group, "");
	assert_string_equal(feeds->feeds[1].title, "Omega"); /* group, title; case aside */
	assert_string_equal(feeds->feeds[2].title, "zeta");  /* falls back to the name */
	assert_int_equal(feeds->feeds[2].state.next_at, 0);
	assert_int_equal(feeds->feeds[2].state.last_ok_at, WHEN_NONE);
	assert_null(feeds->feeds[2].state.etag);
}

static void test_state_is_written_as_a_whole(void **state)
{
	struct bench *b = *state;
	struct store_feed feed;
	struct store_feed_state next = polled;

	sync_one(b, "https://a.example/", NULL, "g");
	feed = feed_named(b, "alpha");
	OK(store_feed_set(b->store, feed.id, &polled, &b->err));
	feed = feed_named(b, "alpha");
	assert_string_equal(feed.state.etag, "\"e\"");
	assert_string_equal(feed.state.moved_to, "https://new.example/feed");
	assert_string_equal(feed.title, "What it calls itself");
	assert_int_equal(feed.state.last_ok_at, WHEN_NONE);
	assert_int_equal(feed.state.last_try_at, NOW);
	assert_int_equal(feed.state.failures, 3);
	assert_int_equal(feed.state.hold_until, NOW + 30);
	assert_int_equal(feed.state.ttl_s, 3600);
	assert_int_equal(feed.state.skip_hours, 5);
	assert_int_equal(feed.state.skip_days, 1);
	assert_true(feed.state.is_gone);
	next.etag = next.last_error = next.title = next.site_url = NULL;
	OK(store_feed_set(b->store, feed.id, &next, &b->err));
	feed = feed_named(b, "alpha");
	assert_null(feed.state.etag);
	assert_null(feed.state.last_error);
	assert_string_equal(feed.title, "What it calls itself"); /* kept */
	assert_string_equal(feed.site_url, "https://alpha.example/");
}

static void test_configured_title_stays(void **state)
{
	struct bench *b = *state;

	sync_one(b, "https://a.example/", "Mine", "g");
	OK(store_feed_set(b->store, feed_named(b, "alpha").id, &polled, &b->err));
	assert_string_equal(feed_named(b, "alpha").title, "Mine");
	sync_one(b, "https://a.example/", NULL, "g");
	assert_string_equal(feed_named(b, "alpha").title, "alpha");
	OK(store_feed_set(b->store, feed_named(b, "alpha").id, &polled, &b->err));
	assert_string_equal(feed_named(b, "alpha").title, "What it calls itself");
}

static void test_new_url_drops_validators(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", NULL, "One", "text");
	struct store_feed feed;

	sync_one(b, "https://a.example/", NULL, NULL);
	(void)ingest(b, "alpha", &one, 1);
	OK(store_feed_set(b->store, feed_named(b, "alpha").id, &polled, &b->err));
	sync_one(b, "https://a.example/", NULL, NULL);
	assert_string_equal(feed_named(b, "alpha").state.etag, "\"e\"");
	sync_one(b, "https://b.example/", NULL, NULL);
	feed = feed_named(b, "alpha");
	assert_string_equal(feed.url, "https://b.example/");
	assert_null(feed.state.etag);
	assert_null(feed.state.last_modified);
	assert_null(feed.state.moved_to);
	assert_null(feed.state.last_error);
	assert_int_equal(feed.state.failures + feed.state.last_status + feed.state.next_at + feed.state.hold_until, 0);
	assert_false(feed.state.is_gone);
	assert_int_equal(feed.n_articles, 1);
}

static void test_settled_sync_writes_nothing(void **state)
{
	struct bench *b = *state;
	struct store *other;
	int64_t version;

	configure(b, two, 2);
	OK(store_open(b->path, STORE_READ, &other, &b->err));
	version = store_version(other);
	configure(b, two, 2);
	assert_int_equal(store_version(other), version);
	store_close(other);
}

static void test_removed_feed_hides_its_articles(void **state)
{
	struct bench *b = *state;
	struct feed_item own = item("g1", "https://x.example/1", "Own", "text");
	struct feed_item shared = item("g2", "https://x.example/2", "Shared", "text");
	struct store_totals totals;
	struct store_feeds *feeds;
	struct store_rows *rows;

	configure(b, two, 2);
	(void)ingest(b, "alpha", &own, 1);
	(void)ingest(b, "alpha", &shared, 1);
	(void)ingest(b, "beta", &shared, 1);
	configure(b, two + 1, 1);
	OK(store_feeds(b->store, b->ctx, false, &feeds, &b->err));
	assert_int_equal(feeds->n, 1);
	assert_true(feed_named(b, "alpha").is_hidden);
	assert_string_equal(titles(b, ""), "Shared");
	rows = search(b, "", (struct store_page)STORE_PAGE_NEWEST(0));
	assert_string_equal(rows->rows[0].feed, "beta"); /* the carrier that is left */
	assert_int_equal(count(b, ""), 1);
	assert_int_equal(count(b, "text"), 1);
	OK(store_totals(b->store, &totals, &b->err));
	assert_int_equal(totals.articles, 1);
	assert_int_equal(totals.unread, 1);
	assert_int_equal(count(b, "feed:alpha"), 2); /* by its name everything is still there */
	assert_whole(b);
	configure(b, two, 2);
	assert_string_equal(titles(b, ""), "Own|Shared");
	assert_int_equal(feed_named(b, "alpha").n_articles, 2);
	assert_whole(b);
}

/* A hidden article that another feed begins to carry is news there. */
static void test_hidden_article_comes_by_another_feed(void **state)
{
	struct bench *b = *state;
	struct feed_item one = item("g", "https://x.example/1", "One", "text");

	configure(b, two, 1);
	(void)ingest(b, "alpha", &one, 1);
	configure(b, two + 1, 1);
	assert_int_equal(count(b, ""), 0);
	(void)ingest(b, "beta", &one, 1);
	assert_int_equal(count(b, ""), 1);
	one.text = "now beta decides what is in it";
	assert_int_equal(ingest(b, "beta", &one, 1)->n_updated, 1);
	assert_whole(b);
}

static void test_purge_keeps_shared_and_buries(void **state)
{
	struct bench *b = *state;
	struct feed_item own[] = {item("g1", "https://x.example/1", "Own", "text"),
				  item(NULL, "https://x.example/3", "By link", "text"),
				  item(NULL, NULL, "By content", "text")};
	struct feed_item shared = item("g2", "https://x.example/2", "Shared", "text");
	struct store_change tag = {
	    .add = (const char **)two, .n_add = 1, .starred = 1, .who = "cli", .what = "tag"};
	struct store_ingested *done;
	int64_t deleted = 0;

	configure(b, two, 2);
	done = ingest(b, "alpha", own, 3);
	OK(store_mark(b->store, done->ids, done->n_ids, &tag, NOW, NULL, &b->err));
	own[0].text = "a second version";
	(void)ingest(b, "alpha", own, 3);
	(void)ingest(b, "alpha", &shared, 1);
	(void)ingest(b, "beta", &shared, 1);
	assert_int_equal(count(b, "outlets:2"), 1);
	OK(store_feed_purge(b->store, feed_named(b, "alpha").id, NOW, &deleted, &b->err));
	assert_int_equal(deleted, 3);
	assert_string_equal(titles(b, ""), "Shared");
	assert_int_equal(feed_named(b, "alpha").n_articles, 1);
	assert_whole(b);
	assert_int_equal(ingest(b, "alpha", own, 3)->n_new, 0); /* they do not come back */
	own[0].text = "a third version";
	assert_int_equal(ingest(b, "alpha", own, 1)->n_new, 0);
	assert_int_equal(ingest(b, "beta", own, 1)->n_new, 1); /* another feed may bring them */
	own[0].guid = "g9";
	assert_int_equal(ingest(b, "alpha", own, 1)->n_new, 0); /* joins beta's */
	assert_whole(b);
}

static void test_purge_of_a_removed_feed(void **state)
{
	struct bench *b = *state;
	struct feed_item own = item("g1", "https://x.example/1", "Own", "text");
	struct feed_item shared = item("g2", "https://x.example/2", "Shared", "text");
	struct store_feeds *feeds;
	int64_t deleted = 0, id;

	configure(b, two, 2);
	(void)ingest(b, "alpha", &own, 1);
	(void)ingest(b, "alpha", &shared, 1);
	(void)ingest(b, "beta", &shared, 1);
	id = feed_named(b, "alpha").id;
	assert_int_equal(count(b, "outlets:2"), 1);
	configure(b, two + 1, 1);
	OK(store_feed_purge(b->store, id, NOW, &deleted, &b->err));
	assert_int_equal(deleted, 1);
	assert_int_equal(count(b, "outlets:2"), 0);
	OK(store_feeds(b->store, b->ctx, true, &feeds, &b->err));
	assert_int_equal(feeds->n, 1);
	assert_string_equal(titles(b, ""), "Shared");
	assert_false(store_feed_purge(b->store, id, NOW, &deleted, &b->err));
	assert_int_equal(b->err.code, ERR_NO_MATCH);
	/* the feed comes back under its name: what was purged does not */
	configure(b, two, 2);
	assert_int_equal(ingest(b, "alpha", &own, 1)->n_new, 0);
	assert_whole(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_configuration_is_followed),
	    TEST(test_state_is_written_as_a_whole),
	    TEST(test_configured_title_stays),
	    TEST(test_new_url_drops_validators),
	    TEST(test_settled_sync_writes_nothing),
	    TEST(test_removed_feed_hides_its_articles),
	    TEST(test_hidden_article_comes_by_another_feed),
	    TEST(test_purge_keeps_shared_and_buries),
	    TEST(test_purge_of_a_removed_feed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
