/* test_report_trend.c: buckets of the local zone, charts cell by cell, expectations and spikes, what is
 * written. */
#include "store_help.h"

#include <time.h>

#include "src/report/expect.h"
#include "src/report/markup.h"
#include "telex/report.h"
#include "telex/utf8.h"

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

/* ---- buckets ---- */

static int64_t at_utc(int year, int month, int day, int hour)
{
	const struct when_civil c = {.year = year, .month = month, .day = day, .hour = hour};

	return when_zone_utc(&c);
}

static void test_weeks_begin_on_monday(void **state)
{
	(void)state;
	set_zone("UTC");
	for (int day = 16; day < 23; day++) /* 16 November 2026 is a Monday */
		assert_int_equal(report_bucket_start(REPORT_BY_WEEK, at_utc(2026, 11, day, 13)),
				 at_utc(2026, 11, 16, 0));
	assert_int_equal(report_bucket_start(REPORT_BY_WEEK, at_utc(1969, 12, 31, 0)),
			 at_utc(1969, 12, 29, 0));
	assert_int_equal(report_bucket_step(REPORT_BY_WEEK, at_utc(2026, 11, 16, 0), -1),
			 at_utc(2026, 11, 9, 0));
	assert_int_equal(report_bucket_start(REPORT_BY_MONTH, at_utc(2026, 11, 30, 23)),
			 at_utc(2026, 11, 1, 0));
	assert_int_equal(report_bucket_step(REPORT_BY_MONTH, at_utc(2026, 11, 1, 0), 2),
			 at_utc(2027, 1, 1, 0));
}

/* Days are as long as the zone makes them, and begin when it says. */
static void test_days_follow_the_zone(void **state)
{
	struct bench *b = *state;
	int64_t *edges;
	size_t n;

	set_zone("Europe/Berlin"); /* winter time came on 25 October 2026 */
	assert_int_equal(report_bucket_start(REPORT_BY_DAY, at_utc(2026, 10, 24, 22)),
			 at_utc(2026, 10, 24, 22));
	assert_int_equal(report_bucket_start(REPORT_BY_DAY, at_utc(2026, 10, 24, 21)),
			 at_utc(2026, 10, 23, 22));
	OK(report_buckets(b->ctx, REPORT_BY_DAY, at_utc(2026, 10, 24, 12), at_utc(2026, 10, 26, 12), &edges,
			  &n, &b->err));
	assert_int_equal(n, 3);
	assert_int_equal(edges[1] - edges[0], 24 * 3600);
	assert_int_equal(edges[2] - edges[1], 25 * 3600);
	set_zone("America/Santiago"); /* midnight of 6 September 2026 did not happen */
	assert_int_equal(report_bucket_step(REPORT_BY_DAY, at_utc(2026, 9, 5, 4), 2) -
			     report_bucket_step(REPORT_BY_DAY, at_utc(2026, 9, 5, 4), 1),
			 23 * 3600);
	set_zone("UTC");
}

static void test_buckets_have_bounds(void **state)
{
	struct bench *b = *state;
	int64_t *edges;
	size_t n;

	OK(report_buckets(b->ctx, REPORT_BY_WEEK, NOW, NOW, &edges, &n, &b->err));
	assert_int_equal(n, 1);
	assert_true(edges[0] <= NOW && NOW < edges[1]);
	assert_false(report_buckets(b->ctx, REPORT_BY_DAY, NOW + 1, NOW, &edges, &n, &b->err));
	assert_int_equal(b->err.code, ERR_DATA);
	assert_false(report_buckets(b->ctx, REPORT_BY_DAY, INT64_MIN / 2, NOW, &edges, &n, &b->err));
	assert_int_equal(b->err.code, ERR_LIMIT);
}

/* ---- charts ---- */

static const char *drawn(struct bench *b, struct report_chart *chart, const int64_t *a, const int64_t *c,
			 size_t n)
{
	const int64_t *counts[2] = {a, c};
	int64_t *edges;
	const struct report_picture *picture;
	char *all = mem_strdup(b->ctx, "");

	OK(report_buckets(b->ctx, chart->by, at_utc(2026, 6, 1, 0), at_utc(2030, 6, 1, 0), &edges, &chart->n,
			  &b->err));
	chart->edges = edges;
	chart->counts = counts;
	chart->n = n;
	chart->n_series = c ? 2 : 1;
	picture = report_draw(b->ctx, chart);
	for (int y = 0; y < picture->rows; y++) {
		assert_int_equal(utf8_width(picture->lines[y], strlen(picture->lines[y])), picture->cols);
		all = mem_printf(b->ctx, "%s%s|\n", all, picture->lines[y]);
	}
	return all;
}

static void test_a_past_says_what_is_not_whole(void **state)
{
	struct bench *b = *state;
	const int64_t counts[] = {1, 2, 3, 4, 5, 6}, now = at_utc(2026, 6, 10, 12);
	struct report_past past = {.counts = counts, .by = REPORT_BY_WEEK, .now = now};
	AUTO_BUF words = BUF_INIT(KIB(4));
	int64_t *edges;

	OK(report_buckets(b->ctx, past.by, at_utc(2026, 5, 20, 0), now, &edges, &past.n, &b->err));
	past.edges = edges;
	past.since = edges[0];
	report_past_words(&past, false, &words);
	assert_string_equal(buf_str(&words), "this week so far: 3 of 7 days");
	buf_reset(&words);
	past.since = at_utc(2026, 5, 21, 8);
	report_past_words(&past, true, &words);
	assert_string_equal(buf_str(&words), "this week so far: 3 of 7 days; nothing was stored before 21 May 08:00");
	past.n = 0;
	buf_reset(&words);
	report_past_words(&past, true, &words);
	assert_string_equal(buf_str(&words), "");
}

static void test_bars(void **state)
{
	struct bench *b = *state;
	const int64_t counts[] = {0, 1, 8, 16, 32, 20, 4, 32};
	struct report_chart chart = {.by = REPORT_BY_WEEK, .cols = 30, .rows = 6, .last_is_partial = true};

	assert_string_equal(drawn(b, &chart, counts, NULL, 8), " 40 ┤            ▂▂       ░░  |\n"
							       "                 ██       ▒▒  |\n"
							       " 20 ┤         ▅▅ ██ ██    ▒▒  |\n"
							       "        ▁▁ ▆▆ ██ ██ ██ ▃▃ ▒▒  |\n"
							       "  0 ┼┴─────┴────────┴─────┄┄┄ |\n"
							       "     1 Jun 15 Jun   6 Jul     |\n");
}

static void test_ascii_bars(void **state)
{
	struct bench *b = *state;
	const int64_t counts[] = {1, 100, 60, 0};
	struct report_chart chart = {
	    .by = REPORT_BY_DAY, .cols = 24, .rows = 5, .first_is_partial = true, .is_ascii = true};

	assert_string_equal(drawn(b, &chart, counts, NULL, 4), " 100 |    ###           |\n"
							       "  50 |    ### ###       |\n"
							       "      ... ### ###       |\n"
							       "   0 ++...----+-------  |\n"
							       "      1 Jun   3 Jun     |\n");
}

static void test_lines(void **state)
{
	struct bench *b = *state;
	const int64_t up[] = {0, 10, 20, 30, 40}, down[] = {40, 30, 20, 10, 0};
	struct report_chart chart = {.by = REPORT_BY_WEEK, .cols = 30, .rows = 6};

	assert_string_equal(drawn(b, &chart, up, down, 5), " 40 ┤⠉⠂⠢⠄⣀            ⢀⣀⠤⠔⠒⠉ a|\n"
							   "          ⠁⠑⠂⠢⠄⢄⣀⠤⠤⠒⠒⠉⠁       |\n"
							   " 20 ┤     ⣀⡠⠤⠒⠉⠁ ⠉⠁⠢⠄⣀⡀       |\n"
							   "     ⣀⠤⠔⠊⠉             ⠉⠂⠢⠄⣀ b|\n"
							   "  0 ┼┴──────────┴───────────  |\n"
							   "     1 Jun      15 Jun        |\n");
	chart.is_ascii = true;
	assert_string_equal(drawn(b, &chart, up, down, 5), " 40 |+++                **** a|\n"
							   "        +++++***********      |\n"
							   " 20 |   *****      +++++      |\n"
							   "     ***                ++++ b|\n"
							   "  0 ++----------+-----------  |\n"
							   "     1 Jun      15 Jun        |\n");
}

/* More buckets than columns: the highest of a group, so that no spike is lost. */
static void test_many_buckets(void **state)
{
	struct bench *b = *state;
	int64_t counts[1000] = {0};
	struct report_chart chart = {.by = REPORT_BY_DAY, .cols = 40, .rows = 5, .is_ascii = true};
	const char *text;

	counts[3] = counts[500] = counts[999] = 7;
	text = drawn(b, &chart, counts, NULL, 1000);
	assert_int_equal(strspn(strchr(text, '#'), "#"), 1);
	assert_non_null(strstr(text, "#|\n"));
}

/* ---- expectations ---- */

static bool is_spike(const int64_t *counts, const int64_t *all, size_t at, double *ret_expected)
{
	struct expectation found;

	assert_true(expect(REPORT_BY_WEEK, counts, all, 0, at, &found));
	*ret_expected = found.expected;
	return counts[at] >= found.limit;
}

static void test_expectation_is_robust(void **state)
{
	const int64_t steady[] = {40, 41, 43, 39, 42, 40, 41, 42, 117},
		      after[] = {40, 41, 300, 39, 42, 280, 41, 42, 117};
	const int64_t rare[] = {3, 4, 2, 3, 3, 4, 3, 3, 14}, none[] = {0, 0, 0, 0, 0, 0, 0, 0, 4};
	const int64_t wild[] = {10, 90, 20, 80, 15, 70, 30, 60, 95};
	const int64_t all[] = {500, 500, 500, 500, 500, 500, 500, 500, 577};
	double expected;

	(void)state;
	assert_true(is_spike(steady, all, 8, &expected));
	assert_true(expected > 40 && expected < 48);
	assert_true(is_spike(after, all, 8, &expected)); /* two earlier spikes move little */
	assert_true(expected < 60);
	assert_true(is_spike(rare, all, 8, &expected));
	assert_false(is_spike(none, all, 8, &expected)); /* four are no spike, whatever was before */
	assert_false(is_spike(wild, all, 8, &expected)); /* it is always like that */
	assert_false(is_spike(steady, all, 7, &expected));
}

/* More of everything is not news. */
static void test_growth_is_no_spike(void **state)
{
	const int64_t counts[] = {5, 5, 6, 5, 5, 6, 5, 5, 50};
	const int64_t all[] = {100, 100, 110, 100, 95, 100, 105, 100, 1000};
	double expected;

	(void)state;
	assert_false(is_spike(counts, all, 8, &expected));
	assert_true(expected > 40);
}

static void test_weekdays_are_compared(void **state)
{
	int64_t counts[60], all[60];
	struct expectation found;

	(void)state;
	for (int i = 0; i < 60; i++) {
		counts[i] = i % 7 == 3 ? 50 : 2;
		all[i] = 100;
	}
	assert_true(expect(REPORT_BY_DAY, counts, all, 0, 3 + 7 * 8, &found));
	assert_true(found.expected > 49 && found.limit > 50);
	/* three such days are too few */
	assert_false(expect(REPORT_BY_DAY, counts, all, 20, 3 + 7 * 5, &found));
}

/* ---- trends ---- */

static void fill(struct bench *b)
{
	static const char *const feeds[] = {"alpha"};
	struct feed_item items[400];
	size_t n = 0;

	configure(b, feeds, 1);
	/* 20 weeks of three lemons and four melons, at last fifteen lemons; NOW is a Monday's evening */
	for (int week = 0; week < 20; week++) {
		for (int i = 0; i < 7 + (week == 1) * 12; i++) {
			char *guid = mem_printf(b->ctx, "https://a.example/%d/%d", week, i);

			items[n] = item(guid, guid, i < 4 ? "melon" : "lemon", "words");
			items[n++].published = NOW - week * 7 * DAY - i * 60;
		}
	}
	(void)ingest(b, "alpha", items, n);
}

static struct report_trend *trend_of(struct bench *b, const char *first, const char *second, size_t piece)
{
	const struct report_query queries[] = {{first, query_of(b, first)}, {second, query_of(b, second)}};
	struct report_trend *trend;

	OK(report_trend_new(b->ctx, queries, *second ? 2 : 1, REPORT_BY_WEEK, NOW - 70 * DAY, NOW, &trend,
			    &b->err));
	while (trend->work)
		OK(report_trend_step(trend, b->store, piece, &b->err));
	return trend;
}

static void test_trend(void **state)
{
	struct bench *b = *state;
	const struct report_trend *trend;

	fill(b);
	for (size_t piece = 0; piece < 4; piece++) {
		trend = trend_of(b, "lemon", "melon", piece);
		assert_int_equal(trend->n, 11);
		assert_int_equal(trend->totals[0], 9 * 3 + 15 + 3);
		assert_int_equal(trend->total, 45 + 44);
		assert_int_equal(trend->counts[0][9], 15);
		assert_int_equal(report_trend_share(trend, 0, 9), 79);
		assert_int_equal(report_trend_share(trend, 1, trend->n), 49);
		assert_int_equal(trend->n_spikes, 1);
		assert_int_equal(trend->spikes[0].bucket, 9);
		assert_int_equal(trend->spikes[0].count, 15);
		assert_true(trend->spikes[0].expected > 2.9 && trend->spikes[0].expected < 3.1);
	}
}

static void test_trend_as_text(void **state)
{
	struct bench *b = *state;
	const struct report_look look = {.cols = 60, .rows = 8};
	AUTO_BUF out = BUF_INIT(KIB(64));

	fill(b);
	report_trend_text(trend_of(b, "lemon", "melon", 0), &look, &out);
	assert_string_equal(buf_str(&out),
			    "lemon vs melon · by week · since 13 Jul 2026\n"
			    " 20 ┤\n"
			    "                                                   ⢀⠄\n"
			    "                                                  ⡠⠊\n"
			    " 10 ┤                                            ⡔⠁\n"
			    "     ⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⠤⠄⢤⠎⠤⠄⠤⠄    ⠠ b\n"
			    "     ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁         ⠈ a\n"
			    "  0 ┼┴─────────┴──────────┴─────────┴──────────┴─────────┄\n"
			    "     13 Jul    27 Jul     10 Aug    24 Aug     7 Sep\n"
			    "\n"
			    "               all   share  so far   share    last  before  change\n"
			    "a lemon         45    51 %       3    43 %      15       3  +400 %\n"
			    "b melon         44    49 %       4    57 %       4       4     0 %\n"
			    "this week so far: 1 of 7 days\n"
			    "spike 14 Sep: lemon 15, expected 3.0\n");
}

/* What a spreadsheet would take for a formula is text. */
static void test_csv_is_guarded(void **state)
{
	struct bench *b = *state;
	AUTO_BUF out = BUF_INIT(KIB(64));

	fill(b);
	report_trend_csv(trend_of(b, "-\"a b\"", "lemon", 0), &out);
	assert_ptr_equal(strstr(buf_str(&out), "week,\"'-\"\"a b\"\"\",\"lemon\",is_over\r\n2026-07-13,"),
			 buf_str(&out));
	assert_non_null(strstr(buf_str(&out), "\r\n2026-09-14,"));
	assert_non_null(strstr(buf_str(&out), ",15,1\r\n"));
}

static void test_markup_is_escaped(void **state)
{
	AUTO_BUF out = BUF_INIT(KIB(4));

	(void)state;
	markup_text("<a href='x'>\"&\x1b[31m\n\xef\xbf\xbf", &out);
	assert_string_equal(buf_str(&out),
			    "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\xef\xbf\xbd[31m \xef\xbf\xbd");
	assert_true(markup_is_link("https://a.example/?a=b&c"));
	assert_true(markup_is_link("HTTP://a.example/"));
	assert_false(markup_is_link("javascript:alert(1)"));
	assert_false(markup_is_link("https://a.example/ onload=x"));
	assert_false(markup_is_link(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_weeks_begin_on_monday),
	    TEST(test_days_follow_the_zone),
	    TEST(test_buckets_have_bounds),
	    TEST(test_a_past_says_what_is_not_whole),
	    TEST(test_bars),
	    TEST(test_ascii_bars),
	    TEST(test_lines),
	    TEST(test_many_buckets),
	    TEST(test_expectation_is_robust),
	    TEST(test_growth_is_no_spike),
	    TEST(test_weekdays_are_compared),
	    TEST(test_trend),
	    TEST(test_trend_as_text),
	    TEST(test_csv_is_guarded),
	    TEST(test_markup_is_escaped),
	};

	set_zone("UTC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
