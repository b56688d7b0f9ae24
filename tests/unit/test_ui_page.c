/* test_ui_page.c: an article laid out for reading: head, links, hits, scrolling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "src/ui/layout.h"
#include "src/ui/page.h"

enum { NOW = 1543241640, MEASURE = 80 };

static struct page *make(const char *title, const char *html, int cols)
{
	struct store_article *article = mem_new(NULL, struct store_article);
	static struct feed_enclosure talk = {.url = "https://example.org/talk.mp3", .type = "audio/mpeg"};

	article->row = (struct store_row){
	    .id = 16,
	    .title = title,
	    .outlet = "Outlet",
	    .lang = "en",
	    .author = "A. Writer",
	    .url = "https://example.org/",
	    .published = NOW - 720,
	    .arrived = NOW,
	};
	article->html = html;
	article->text = "";
	article->enclosures = &talk;
	article->n_enclosures = 1;
	return page_new(NULL, article, &(struct page_look){.cols = cols, .measure = MEASURE, .now = NOW});
}

/* The text of a row. */
static const char *row_text(struct page *page, size_t at)
{
	struct buf text = BUF_INIT(KIB(4));

	for (size_t i = 0; i < page->rows[at].n_spans; i++)
		buf_add(&text, page->rows[at].spans[i].s, page->rows[at].spans[i].len);
	return mem_strdup(page, buf_steal(&text, page));
}

static void find(struct page *page, const char *text, unsigned columns)
{
	const struct query_term term = {.text = text, .columns = columns};

	page_find(page, &term, 1);
}

static void test_head_and_links(void **state)
{
	struct page *page = make("A headline", "<p>See <a href='https://a.example.org/'>this</a>.</p>", 60);

	(void)state;
	assert_string_equal(row_text(page, 0), "A headline");
	assert_non_null(strstr(row_text(page, 1), "Outlet · A. Writer · "));
	assert_non_null(strstr(row_text(page, 1), "(12 min ago)"));
	assert_non_null(strstr(row_text(page, 1), "1 min"));
	assert_string_equal(row_text(page, 3), "See this[1].");
	/* What is enclosed is a link too, numbered on. */
	assert_int_equal(page->n_links, 2);
	assert_string_equal(page->links[0].url, "https://a.example.org/");
	assert_string_equal(page->links[1].url, "https://example.org/talk.mp3");
	assert_string_equal(row_text(page, page->n_rows - 1), " [2] audio/mpeg https://example.org/talk.mp3");
	talloc_free(page);
}

static void test_no_row_is_wider_than_the_measure(void **state)
{
	static const int widths[] = {10, 20, 37, 79, 80, 200};
	const char *html =
	    "<h1>Heading of some length in it</h1><p>One two three four five six seven eight nine ten "
	    "eleven twelve thirteen 華為技術有限公司 fourteen.</p><ul><li>item</ul><pre>code code code</pre>";

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct page *page =
		    make("A headline that is long enough to be wrapped at least once", html, widths[i]);
		int most = widths[i] > MEASURE ? MEASURE : widths[i] < 20 ? 20 : widths[i];

		for (size_t j = 0; j < page->n_rows; j++)
			assert_true(page->rows[j].width <= most);
		talloc_free(page);
	}
}

static void test_a_phrase_over_a_line_break(void **state)
{
	struct page *page = make("x", "<p>aaaa bbbb cccc national security dddd</p>", 26);

	(void)state;
	find(page, "national security", QUERY_BODY);
	assert_int_equal(page->n_hits, 2);
	assert_int_equal(page->hits[0].row + 1, page->hits[1].row);
	assert_memory_equal(row_text(page, page->hits[0].row) + page->hits[0].at, "national", 8);
	assert_int_equal(page->hits[1].at, 0);
	assert_memory_equal(row_text(page, page->hits[1].row), "security", 8);
	talloc_free(page);
}

static void test_link_numbers_do_not_part_a_phrase(void **state)
{
	struct page *page =
	    make("x", "<p>potential <a href='https://a.example.org/'>espionage</a> via products</p>", 60);

	(void)state;
	find(page, "espionage via", QUERY_BODY);
	assert_int_equal(page->n_hits, 1);
	find(page, "1", QUERY_BODY);
	assert_true(page->n_hits <= 1); /* the number in the list of links at most */
	talloc_free(page);
}

static void test_columns(void **state)
{
	struct page *page = make("Huawei in the headline", "<p>Huawei in the text.</p>", 60);

	(void)state;
	find(page, "huawei", QUERY_TITLE);
	assert_int_equal(page->n_hits, 1);
	assert_int_equal(page->hits[0].row, 0);
	find(page, "huawei", QUERY_BODY);
	assert_int_equal(page->n_hits, 1);
	assert_true(page->hits[0].row > 0);
	find(page, "huawei", QUERY_TITLE | QUERY_BODY);
	assert_int_equal(page->n_hits, 2);
	find(page, "nokia", QUERY_TITLE | QUERY_BODY);
	assert_int_equal(page->n_hits, 0);
	page_find(page, NULL, 0);
	assert_int_equal(page->n_hits, 0);
	talloc_free(page);
}

static void test_going_through_hits(void **state)
{
	AUTO_BUF html = BUF_INIT(KIB(64));
	struct page *page;
	enum { HEIGHT = 10 };

	(void)state;
	for (int i = 0; i < 40; i++)
		buf_addf(&html, "<p>%s %d</p>", i % 10 == 5 ? "needle" : "hay", i);
	page = make("x", buf_str(&html), 60);
	find(page, "needle", QUERY_BODY);
	assert_int_equal(page->n_hits, 4);
	for (int i = 0; i < 4; i++) {
		assert_true(page_next_hit(page, true, HEIGHT));
		assert_int_equal(page->hit, i);
		assert_true(page->hits[i].row >= page->top && page->hits[i].row < page->top + HEIGHT);
	}
	assert_false(page_next_hit(page, true, HEIGHT));
	assert_int_equal(page->hit, 3);
	for (int i = 2; i >= 0; i--) {
		assert_true(page_next_hit(page, false, HEIGHT));
		assert_int_equal(page->hit, i);
	}
	assert_false(page_next_hit(page, false, HEIGHT));
	talloc_free(page);
}

/* First its first screens, then the rest: what it is in the end does not depend on that. */
static void test_a_long_text_comes_in_pieces(void **state)
{
	enum { HEIGHT = 40, N = 3000 };
	AUTO_BUF html = BUF_INIT(MIB(2));
	AUTO_BUF plain = BUF_INIT(MIB(2));
	struct store_article *article = mem_new(NULL, struct store_article);
	static struct feed_enclosure talk = {.url = "https://example.org/talk.mp3", .type = "audio/mpeg"};
	struct page *page;
	struct text_page *whole;
	size_t n_first, pieces = 0;
	char minutes[TEXT_MINUTES_SIZE];

	(void)state;
	for (int i = 0; i < N; i++)
		buf_addf(&html, "<p>Paragraph <a href='https://x.example/%d'>number %d</a> of hay%s, words that fill it up.</p>", i, i,
			 i % 500 == 400 ? " and a needle" : "");
	text_plain(buf_bytes(&html), &plain);
	*article = (struct store_article){.row = {.id = 1, .title = "x", .outlet = "o", .author = "", .url = "", .lang = ""},
					  .html = buf_str(&html), .text = buf_str(&plain), .enclosures = &talk, .n_enclosures = 1};
	page = page_new(NULL, article, &(struct page_look){.cols = 60, .measure = MEASURE, .now = NOW});
	whole = text_layout(page, buf_bytes(&html), 60);
	assert_non_null(page->rest);
	n_first = page->n_rows;
	assert_true(n_first > HEIGHT && n_first < whole->n_rows / 2);
	assert_int_equal(page_percent(page, HEIGHT), 0);
	assert_non_null(strstr(mem_printf(page, "%s %s", row_text(page, 1), row_text(page, 2)), text_minutes(whole->words, minutes)));
	find(page, "needle", QUERY_BODY);
	assert_int_equal(page->n_hits, 1);
	while (page_more(page))
		pieces++;
	assert_true(pieces >= 3);
	find(page, "needle", QUERY_BODY);
	assert_int_equal(page->n_hits, N / 500);
	for (size_t i = 0; i < whole->n_rows; i++) {
		const struct text_row *row = &page->rows[page->n_head_rows + i];

		assert_int_equal(row->n_spans, whole->rows[i].n_spans);
		assert_int_equal(row->width, whole->rows[i].width);
	}
	assert_int_equal(page->n_links, N + 1);
	assert_string_equal(page->links[N].url, talk.url);
	assert_int_equal(page->n_rows, page->n_head_rows + whole->n_rows + 2 + N + 1);
	page_scroll(page, 1000000, HEIGHT);
	assert_int_equal(page_percent(page, HEIGHT), 100);
	talloc_free(page);
}

static void test_scrolling(void **state)
{
	AUTO_BUF html = BUF_INIT(KIB(64));
	struct page *page;

	(void)state;
	for (int i = 0; i < 50; i++)
		buf_addf(&html, "<p>line %d</p>", i);
	page = make("x", buf_str(&html), 60);
	assert_int_equal(page_percent(page, 20), 0);
	assert_int_equal(page_scroll(page, -5, 20), -5);
	assert_int_equal(page->top, 0);
	assert_int_equal(page_scroll(page, 10, 20), 0);
	assert_int_equal(page->top, 10);
	assert_true(page_scroll(page, 100000, 20) > 0);
	assert_int_equal(page->top, page->n_rows - 20);
	assert_int_equal(page_percent(page, 20), 100);
	/* A screen that holds all of it has nowhere to go. */
	assert_int_equal(page_scroll(page, 1, 1000), 1 + (long)page->n_rows - 20);
	assert_int_equal(page->top, 0);
	assert_int_equal(page_percent(page, 1000), 100);
	talloc_free(page);
}

static const char *long_html(void)
{
	static struct buf html = BUF_INIT(KIB(64));

	buf_reset(&html);
	for (int i = 0; i < 60; i++)
		buf_addf(&html, "<p>word%d and the <a href='https://x.example/%d'>needle in it</a> that long-standing&shy;ness goes on with</p>"
			 "<blockquote>said so-and-so, %d times over, and once again</blockquote><ul><li>an item of it</ul><hr>", i, i, i);
	return buf_str(&html);
}

static struct page *seen_as(enum page_view view, struct page *before, int cols, int height)
{
	struct store_article *article = mem_new(NULL, struct store_article);
	struct page *page;

	article->row = (struct store_row){.id = 16, .title = "A headline that may be wrapped where it is narrow enough", .outlet = "O",
					  .author = "", .lang = "", .url = "", .arrived = NOW};
	article->html = long_html();
	article->text = "";
	page = page_new(NULL, article, &(struct page_look){.view = view, .cols = cols, .measure = MEASURE, .now = NOW});
	find(page, "needle", QUERY_BODY);
	if (before)
		page_return(page, before, height);
	talloc_free(before);
	return page;
}

static struct page *laid_out_again(struct page *before, int cols, int height)
{
	return seen_as(PAGE_TEXT, before, cols, height);
}

/* Its source and its changes come in pieces, too, and are the same as at once. */
static void test_long_views_come_in_pieces(void **state)
{
	enum { N = 9000, HEIGHT = 20 };
	static const enum page_view views[] = {PAGE_SOURCE, PAGE_CHANGES};
	AUTO_BUF html = BUF_INIT(MIB(8));
	AUTO_BUF plain = BUF_INIT(MIB(8));
	struct store_former former = {1, NOW - 60, "x", "", "Something else."};

	(void)state;
	for (int i = 0; i < N; i++)
		buf_addf(&html, "<p>word%d &amp; <a href='https://x.example/%d'>more</a></p>%s", i, i, i % 2 ? "" : "\n");
	text_plain(buf_bytes(&html), &plain);
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		struct store_article *article = mem_new(NULL, struct store_article);
		struct page *page;
		size_t n_first;

		*article = (struct store_article){.row = {.id = 1, .title = "x", .outlet = "o", .author = "", .url = "", .lang = ""},
						  .html = buf_str(&html), .text = buf_str(&plain)};
		page = page_new(NULL, article,
				&(struct page_look){views[i], .cols = 60, .measure = MEASURE, .now = NOW, .formers = &former, .n_formers = 1});
		n_first = page->n_rows;
		assert_non_null(page->rest);
		assert_true(n_first > HEIGHT);
		page_finish(page);
		assert_true(page->n_rows > N && page->n_rows > 2 * n_first);
		assert_int_equal(page->n_links, 0);
		find(page, "word8999", QUERY_BODY);
		assert_int_equal(page->n_hits, 1);
		assert_true(page->hits[0].row + 5 > page->n_rows);
		talloc_free(page);
	}
}

static void test_a_place_stays_whatever_the_width(void **state)
{
	enum { HEIGHT = 10 };
	struct page *page = laid_out_again(NULL, 60, HEIGHT);
	const size_t last = page->n_rows - HEIGHT;

	(void)state;
	for (size_t top = 0; top <= last; top++) {
		char first[16];

		page_scroll(page, (long)top - (long)page->top, HEIGHT);
		page = laid_out_again(page, 60, HEIGHT);
		assert_int_equal(page->top, top);
		page = laid_out_again(page, 24, HEIGHT);
		page = laid_out_again(page, 24, 3 * HEIGHT);
		page = laid_out_again(page, 60, HEIGHT);
		assert_int_equal(page->top, top);
		snprintf(first, sizeof(first), "%.*s", (int)strcspn(row_text(page, top), " "), row_text(page, top));
		if (strncmp(first, "word", 4))
			continue;
		page = laid_out_again(page, 24, HEIGHT);
		assert_memory_equal(row_text(page, page->top), first, strlen(first));
		page = laid_out_again(page, 60, HEIGHT);
	}
	/* what was put above it does not move it */
	page_scroll(page, 20 - (long)page->top, HEIGHT);
	{
		struct page *more = make("A headline that may be wrapped where it is narrow enough", long_html(), 60);
		size_t at = more->n_head_rows;

		page_insert(more, &at, "one story, 2 articles", TEXT_BOLD);
		page_return(more, page, HEIGHT);
		assert_int_equal(more->top, 21);
		talloc_free(more);
	}
	talloc_free(page);
}

static void test_the_hit_stays_too(void **state)
{
	struct page *page = laid_out_again(NULL, 60, 10);

	(void)state;
	assert_false(page_returns_far(page, page));
	assert_true(page_next_hit(page, true, 10));
	assert_int_equal(page->top, 0);
	assert_true(page_returns_far(page, page)); /* of the first screens alone there may be as many others */
	page = laid_out_again(page, 60, 10);
	assert_int_equal(page->hit, 0);
	for (int i = 1; i < 7; i++)
		assert_true(page_next_hit(page, true, 10));
	page = laid_out_again(page, 60, 10);
	assert_int_equal(page->hit, 6);
	page = laid_out_again(page, 33, 10);
	assert_true(page->hits[page->hit].row >= page->top && page->hits[page->hit].row < page->top + 10);
	talloc_free(page);
}

static void test_the_text_is_where_it_was_left(void **state)
{
	struct page *page = laid_out_again(NULL, 60, 10);
	size_t top;

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_true(page_next_hit(page, true, 10));
	top = page->top;
	page = seen_as(PAGE_LINKS, page, 60, 10);
	assert_int_equal(page->top, 0);
	page_go(page, 30, 10);
	page = seen_as(PAGE_LINKS, page, 60, 10);
	assert_int_equal(page->link, 30);
	page = seen_as(PAGE_SOURCE, page, 60, 10);
	assert_int_equal(page->top, 0);
	page = laid_out_again(page, 60, 10);
	assert_int_equal(page->top, top);
	assert_int_equal(page->hit, 6);
	talloc_free(page);
}

static void test_many_changes(void **state)
{
	enum { N = 100 };
	struct store_former formers[N];
	struct store_article *article = mem_new(NULL, struct store_article);
	struct page *page;
	size_t heads = 0;

	(void)state;
	for (int i = 0; i < N; i++)
		formers[i] = (struct store_former){i, NOW - N + i, i % 2 ? "Odd" : "Even", "", "The same text."};
	article->row = (struct store_row){.id = 16, .title = "Even", .outlet = "O", .author = "", .lang = "", .url = "", .arrived = NOW};
	article->text = "The same text.";
	page = page_new(NULL, article,
			&(struct page_look){PAGE_CHANGES, .cols = 80, .measure = MEASURE, .now = NOW, .formers = formers, .n_formers = N});
	for (size_t i = 0; i < page->n_rows; i++)
		heads += strcmp(row_text(page, i), "Headline") == 0;
	assert_int_equal(heads, 30);
	assert_string_equal(row_text(page, page->n_rows - 1), "and 70 before that: telex show --diff 16");
	talloc_free(page);
}

static void test_links_have_a_cursor(void **state)
{
	struct store_article *article = mem_new(NULL, struct store_article);
	struct buf html = BUF_INIT(MIB(1));
	struct page *page;

	(void)state;
	for (int i = 0; i < 40; i++)
		buf_addf(&html, "<p><a href='https://x.example/%d'>link %d</a></p>", i, i);
	article->row = (struct store_row){.id = 16, .title = "T", .outlet = "O", .author = "", .lang = "", .url = "", .arrived = NOW};
	article->html = buf_steal(&html, article);
	article->text = "";
	page = page_new(NULL, article, &(struct page_look){PAGE_LINKS, .cols = 80, .measure = MEASURE, .now = NOW});
	assert_string_equal(row_text(page, page_cursor(page)), " [1] link 0  https://x.example/0");
	page_go(page, 3, 10);
	assert_int_equal(page->link, 3);
	page_go(page, 1000, 10);
	assert_string_equal(row_text(page, page_cursor(page)), "[40] link 39  https://x.example/39");
	assert_true(page_cursor(page) >= page->top && page_cursor(page) < page->top + 10);
	page_go(page, -1000, 10);
	assert_int_equal(page->link, 0);
	assert_int_equal(page->top, 0);
	talloc_free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_head_and_links),
	    cmocka_unit_test(test_no_row_is_wider_than_the_measure),
	    cmocka_unit_test(test_a_phrase_over_a_line_break),
	    cmocka_unit_test(test_link_numbers_do_not_part_a_phrase),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_going_through_hits),
	    cmocka_unit_test(test_scrolling),
	    cmocka_unit_test(test_a_long_text_comes_in_pieces),
	    cmocka_unit_test(test_long_views_come_in_pieces),
	    cmocka_unit_test(test_a_place_stays_whatever_the_width),
	    cmocka_unit_test(test_the_hit_stays_too),
	    cmocka_unit_test(test_the_text_is_where_it_was_left),
	    cmocka_unit_test(test_many_changes),
	    cmocka_unit_test(test_links_have_a_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
