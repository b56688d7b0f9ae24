/* trend_text.c: a trend for people: head, chart, numbers, spikes. */
#include <stdio.h>
#include <string.h>

#include "telex/report.h"
#include "telex/utf8.h"

enum { NAME_MOST = 32, NAME_LEAST = 8, NUMBER_COLS = 8, SPIKES_MOST = 6 };

static const char *dot(const struct report_look *look)
{
	return look->is_ascii ? "-" : "·";
}

static const char *safe_name(void *ctx, const struct report_trend *trend, size_t query)
{
	const char *name = trend->names[query];

	return *name ? utf8_safe_dup(ctx, name, SAFE_LINE) : "everything";
}

/* In ASCII, what was cut ends in '~'. */
static void put_fit(const char *name, int cols, const struct report_look *look, struct buf *out)
{
	const size_t len = strlen(name);
	int used;

	if (!look->is_ascii || utf8_width(name, len) <= cols) {
		utf8_fit(name, len, cols, true, out);
		return;
	}
	buf_add(out, name, utf8_clip(name, len, cols - 1, &used));
	buf_addf(out, "~%*s", cols - 1 - used, "");
}

void report_trend_head(const struct report_trend *trend, const struct report_look *look, struct buf *out)
{
	AUTO_BUF names = BUF_INIT(MIB(1));
	AUTO_BUF rest = BUF_INIT(KIB(1));
	char since[REPORT_WORDS_SIZE];
	void *tmp = talloc_new(NULL);
	int room;

	for (size_t q = 0; q < trend->n_queries; q++)
		buf_addf(&names, "%s%s", q ? " vs " : "", safe_name(tmp, trend, q));
	buf_addf(&rest, " %s by %s %s since %s", dot(look), report_by_name(trend->by), dot(look),
		 report_bucket_words(trend->by, trend->edges[0], true, since));
	room = look->cols - utf8_width(buf_str(&rest), rest.len);
	if (utf8_width(buf_str(&names), names.len) > room)
		put_fit(buf_str(&names), room > NAME_LEAST ? room : NAME_LEAST, look, out);
	else
		buf_add(out, names.data, names.len);
	buf_adds(out, buf_str(&rest));
	talloc_free(tmp);
}

struct report_picture *report_trend_draw(void *ctx, const struct report_trend *trend,
					 const struct report_look *look)
{
	const struct report_chart chart = {.counts = trend->counts,
					   .n_series = trend->n_queries,
					   .n = trend->n,
					   .edges = trend->edges,
					   .by = trend->by,
					   .last_is_partial = true,
					   .cols = look->cols,
					   .rows = look->rows,
					   .is_ascii = look->is_ascii};

	return report_draw(ctx, &chart);
}

/* ---- the numbers ---- */

struct table {
	const struct report_trend *trend;
	const struct report_look *look;
	struct buf *out;
	int name_cols;
	size_t last; /* the last bucket that is over; SIZE_MAX: there is none */
};

static void put_cell(const struct table *table, const char *text)
{
	const int pad = NUMBER_COLS - utf8_width(text, strlen(text));

	buf_addf(table->out, "%*s%s", pad > 1 ? pad : 1, "", text);
}

static void put_number(const struct table *table, int64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	put_cell(table, text);
}

static void put_share(const struct table *table, size_t query, size_t bucket)
{
	const int share = report_trend_share(table->trend, query, bucket);
	char text[32];

	if (table->trend->n_queries < 2)
		return;
	snprintf(text, sizeof(text), share < 0 ? "-" : "%d %%", share);
	put_cell(table, text);
}

/* "+11 %": of the last bucket that is over, to the one before. */
static const char *change_words(const struct report_trend *trend, size_t query, size_t last, char out[32])
{
	const int64_t now = trend->counts[query][last], before = trend->counts[query][last - 1];

	if (before > 0 && now != before)
		snprintf(
		    out, 32, "%+lld %%",
		    (long long)(((now - before) * 200 + (now < before ? -before : before)) / (2 * before)));
	else if (before > 0)
		snprintf(out, 32, "0 %%");
	else
		snprintf(out, 32, "%s", now > 0 ? "new" : "-");
	return out;
}

static void put_head(const struct table *table)
{
	const bool has_share = table->trend->n_queries > 1;

	buf_addf(table->out, "%*s", table->name_cols + 2, "");
	put_cell(table, "all");
	if (has_share)
		put_cell(table, "share");
	put_cell(table, "so far");
	if (has_share)
		put_cell(table, "share");
	if (table->last != SIZE_MAX)
		put_cell(table, "last");
	if (table->last != SIZE_MAX && table->last > 0) {
		put_cell(table, "before");
		put_cell(table, "change");
	}
	buf_addc(table->out, '\n');
}

static void put_row(const struct table *table, size_t query)
{
	const struct report_trend *trend = table->trend;
	void *tmp = talloc_new(NULL);
	char change[32];

	buf_addf(table->out, "%c ", trend->n_queries > 1 ? 'a' + (char)query : ' ');
	put_fit(safe_name(tmp, trend, query), table->name_cols, table->look, table->out);
	put_number(table, trend->totals[query]);
	put_share(table, query, trend->n);
	put_number(table, trend->counts[query][trend->n - 1]);
	put_share(table, query, trend->n - 1);
	if (table->last != SIZE_MAX)
		put_number(table, trend->counts[query][table->last]);
	if (table->last != SIZE_MAX && table->last > 0) {
		put_number(table, trend->counts[query][table->last - 1]);
		put_cell(table, change_words(trend, query, table->last, change));
	}
	buf_addc(table->out, '\n');
	talloc_free(tmp);
}

/* ---- spikes ---- */

static double strength(const struct report_spike *spike)
{
	return (double)spike->count / (spike->expected > 0.5 ? spike->expected : 0.5);
}

/* So many others are stronger. */
static size_t rank_of(const struct report_trend *trend, size_t which)
{
	size_t rank = 0;

	for (size_t i = 0; i < trend->n_spikes; i++)
		rank += strength(&trend->spikes[i]) > strength(&trend->spikes[which]) ||
			(strength(&trend->spikes[i]) >= strength(&trend->spikes[which]) && i > which);
	return rank;
}

/* "41", "3.1" */
static const char *expected_words(double expected, char out[32])
{
	snprintf(out, 32, expected < 9.95 ? "%.1f" : "%.0f", expected);
	return out;
}

static void put_spikes(const struct table *table)
{
	const struct report_trend *trend = table->trend;
	const bool has_years = trend->now - trend->edges[0] > INT64_C(300) * 86400;
	void *tmp = talloc_new(NULL);
	char at[REPORT_WORDS_SIZE], expected[32];

	for (size_t i = 0; i < trend->n_spikes; i++) {
		const struct report_spike *spike = &trend->spikes[i];
		const bool is_now = spike->bucket == trend->n - 1;

		if (rank_of(trend, i) >= SPIKES_MOST)
			continue;
		buf_addf(table->out, "spike %s: %s %lld%s, expected %s\n",
			 report_bucket_words(trend->by, trend->edges[spike->bucket], has_years, at),
			 safe_name(tmp, trend, spike->query), (long long)spike->count,
			 is_now ? " so far" : "", expected_words(spike->expected, expected));
	}
	if (trend->n_spikes > SPIKES_MOST)
		buf_addf(table->out, "%zu more spikes\n", trend->n_spikes - SPIKES_MOST);
	talloc_free(tmp);
}

static int name_cols(const struct report_trend *trend, const struct report_look *look)
{
	const int numbers = NUMBER_COLS * (trend->n_queries > 1 ? 7 : 5);
	int room = look->cols - 2 - numbers, most = NAME_LEAST;
	void *tmp = talloc_new(NULL);

	room = room > NAME_MOST ? NAME_MOST : room;
	for (size_t q = 0; q < trend->n_queries; q++) {
		const char *name = safe_name(tmp, trend, q);
		const int cols = utf8_width(name, strlen(name));

		most = cols > most ? cols : most;
	}
	talloc_free(tmp);
	return most < room ? most : room > NAME_LEAST ? room : NAME_LEAST;
}

void report_trend_table(const struct report_trend *trend, const struct report_look *look, struct buf *out)
{
	const struct table table = {.trend = trend,
				    .look = look,
				    .out = out,
				    .name_cols = name_cols(trend, look),
				    .last = trend->n > 1 ? trend->n - 2 : SIZE_MAX};
	char words[REPORT_WORDS_SIZE];

	put_head(&table);
	for (size_t q = 0; q < trend->n_queries; q++)
		put_row(&table, q);
	buf_addf(out, "%s\n", report_partial_words(trend->by, trend->edges[trend->n - 1], trend->now, words));
	put_spikes(&table);
}

void report_trend_text(const struct report_trend *trend, const struct report_look *look, struct buf *out)
{
	void *tmp = talloc_new(NULL);
	const struct report_picture *picture = report_trend_draw(tmp, trend, look);

	report_trend_head(trend, look, out);
	buf_addc(out, '\n');
	for (int y = 0; y < picture->rows; y++) {
		size_t len = strlen(picture->lines[y]);

		while (len > 0 && picture->lines[y][len - 1] == ' ')
			len--;
		buf_add(out, picture->lines[y], len);
		buf_addc(out, '\n');
	}
	if (picture->per_column > 1)
		buf_addf(out, "each %s: the highest of %zu %ss\n", trend->n_queries > 1 ? "point" : "bar",
			 picture->per_column, report_by_name(trend->by));
	buf_addc(out, '\n');
	report_trend_table(trend, look, out);
	talloc_free(tmp);
}
