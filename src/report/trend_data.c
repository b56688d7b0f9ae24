/* trend_data.c: a trend for programs: JSON, JSON lines, TSV, CSV. */
#include <string.h>

#include "telex/json_out.h"
#include "telex/report.h"
#include "telex/utf8.h"
#include "telex/when.h"

static bool is_spike(const struct report_trend *trend, size_t query, size_t bucket)
{
	for (size_t i = 0; i < trend->n_spikes; i++)
		if (trend->spikes[i].query == query && trend->spikes[i].bucket == bucket)
			return true;
	return false;
}

static void put_ratio(int64_t part, int64_t whole, struct buf *out)
{
	if (whole > 0)
		buf_addf(out, "%.4f", (double)part / (double)whole);
	else
		buf_adds(out, "null");
}

static int64_t sum_of(const struct report_trend *trend, size_t bucket)
{
	int64_t sum = 0;

	for (size_t q = 0; q < trend->n_queries; q++)
		sum += trend->counts[q][bucket];
	return sum;
}

static void put_expected(const struct report_trend *trend, size_t query, size_t bucket, struct buf *out)
{
	const double expected = trend->expected[query * trend->n + bucket];

	if (expected < 0)
		buf_adds(out, "null");
	else
		buf_addf(out, "%.1f", expected);
}

/* "start": ..., "end": ..., "is_over": ... */
static void put_span(const struct report_trend *trend, size_t bucket, struct buf *out)
{
	buf_adds(out, "\"start\": ");
	json_out_time(trend->edges[bucket], out);
	buf_adds(out, ", \"end\": ");
	json_out_time(trend->edges[bucket + 1], out);
	buf_addf(out, ", \"is_over\": %s", bucket + 1 < trend->n ? "true" : "false");
}

/* ---- one object ---- */

static void put_query(const struct report_trend *trend, size_t q, struct buf *out)
{
	const size_t last = trend->n > 1 ? trend->n - 2 : 0;

	buf_adds(out, "{\"query\": ");
	json_out_string(trend->names[q], out);
	buf_addf(out, ", \"total\": %lld, \"share\": ", (long long)trend->totals[q]);
	put_ratio(trend->totals[q], trend->total, out);
	buf_addf(out, ", \"current\": %lld, \"last\": ", (long long)trend->counts[q][trend->n - 1]);
	buf_addf(out, trend->n > 1 ? "%lld" : "null", (long long)trend->counts[q][last]);
	buf_addf(out, trend->n > 2 ? ", \"before\": %lld" : ", \"before\": null",
		 (long long)trend->counts[q][last > 0 ? last - 1 : 0]);
	buf_adds(out, ", \"change\": ");
	if (trend->n > 2)
		put_ratio(trend->counts[q][last] - trend->counts[q][last - 1], trend->counts[q][last - 1],
			  out);
	else
		buf_adds(out, "null");
	buf_addc(out, '}');
}

static void put_bucket(const struct report_trend *trend, size_t i, struct buf *out)
{
	buf_addc(out, '{');
	put_span(trend, i, out);
	buf_adds(out, ", \"counts\": [");
	for (size_t q = 0; q < trend->n_queries; q++)
		buf_addf(out, "%s%lld", q ? ", " : "", (long long)trend->counts[q][i]);
	buf_adds(out, "], \"shares\": [");
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_adds(out, q ? ", " : "");
		put_ratio(trend->counts[q][i], sum_of(trend, i), out);
	}
	buf_adds(out, "], \"expected\": [");
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_adds(out, q ? ", " : "");
		put_expected(trend, q, i, out);
	}
	buf_adds(out, "]}");
}

static void put_spike(const struct report_trend *trend, const struct report_spike *spike, struct buf *out)
{
	buf_addc(out, '{');
	put_span(trend, spike->bucket, out);
	buf_adds(out, ", \"query\": ");
	json_out_string(trend->names[spike->query], out);
	buf_addf(out, ", \"count\": %lld, \"expected\": %.1f, \"limit\": %lld}", (long long)spike->count,
		 spike->expected, (long long)spike->limit);
}

void report_trend_json(const struct report_trend *trend, struct buf *out)
{
	buf_addf(out, "{\"v\": 1, \"by\": \"%s\", \"since\": ", report_by_name(trend->by));
	json_out_time(trend->edges[0], out);
	buf_adds(out, ", \"until\": ");
	json_out_time(trend->now, out);
	buf_addf(out, ", \"total\": %lld,\n \"queries\": [", (long long)trend->total);
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_adds(out, q ? ",\n  " : "");
		put_query(trend, q, out);
	}
	buf_adds(out, "],\n \"buckets\": [");
	for (size_t i = 0; i < trend->n; i++) {
		buf_adds(out, i ? ",\n  " : "");
		put_bucket(trend, i, out);
	}
	buf_adds(out, "],\n \"spikes\": [");
	for (size_t i = 0; i < trend->n_spikes; i++) {
		buf_adds(out, i ? ",\n  " : "");
		put_spike(trend, &trend->spikes[i], out);
	}
	buf_adds(out, "]}\n");
}

/* ---- a line for each bucket and query ---- */

static void each(const struct report_trend *trend, struct buf *out,
		 void (*put)(const struct report_trend *trend, size_t query, size_t bucket, struct buf *out))
{
	for (size_t i = 0; i < trend->n; i++)
		for (size_t q = 0; q < trend->n_queries; q++)
			put(trend, q, i, out);
}

static void put_jsonl(const struct report_trend *trend, size_t q, size_t i, struct buf *out)
{
	buf_adds(out, "{\"v\": 1, ");
	put_span(trend, i, out);
	buf_adds(out, ", \"query\": ");
	json_out_string(trend->names[q], out);
	buf_addf(out, ", \"count\": %lld, \"share\": ", (long long)trend->counts[q][i]);
	put_ratio(trend->counts[q][i], sum_of(trend, i), out);
	buf_adds(out, ", \"expected\": ");
	put_expected(trend, q, i, out);
	buf_addf(out, ", \"is_spike\": %s}\n", is_spike(trend, q, i) ? "true" : "false");
}

void report_trend_jsonl(const struct report_trend *trend, struct buf *out)
{
	each(trend, out, put_jsonl);
}

/* start, query, count, expected ("" where it is not known), "spike" or "" */
static void put_tsv(const struct report_trend *trend, size_t q, size_t i, struct buf *out)
{
	char at[WHEN_RFC3339_SIZE];

	buf_addf(out, "%s\t", when_rfc3339(trend->edges[i], at));
	utf8_safe((struct bytes){trend->names[q], strlen(trend->names[q])}, SAFE_LINE, out);
	buf_addf(out, "\t%lld\t", (long long)trend->counts[q][i]);
	if (trend->expected[q * trend->n + i] >= 0)
		put_expected(trend, q, i, out);
	buf_addf(out, "\t%s\n", is_spike(trend, q, i) ? "spike" : "");
}

void report_trend_tsv(const struct report_trend *trend, struct buf *out)
{
	each(trend, out, put_tsv);
}

/* ---- CSV ---- */

/* RFC 4180.  A spreadsheet takes what begins with = + - @ for a formula, behind tabs and line breaks too
 * (which are blanks by then): an apostrophe makes it text. */
static void put_csv_text(const char *text, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(1));

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &safe);
	buf_addc(out, '"');
	if (strchr("=+-@", buf_str(&safe)[strspn(buf_str(&safe), " ")]) && safe.len > 0)
		buf_addc(out, '\'');
	for (const char *s = buf_str(&safe); *s; s++)
		buf_addf(out, *s == '"' ? "\"%c" : "%c", *s);
	buf_addc(out, '"');
}

/* The local day a bucket begins with: a spreadsheet makes it a date. */
static void put_day(int64_t t, struct buf *out)
{
	struct when_civil c;

	when_to_local(t, &c);
	buf_addf(out, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
}

void report_trend_csv(const struct report_trend *trend, struct buf *out)
{
	buf_addf(out, "%s", report_by_name(trend->by));
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_addc(out, ',');
		put_csv_text(*trend->names[q] ? trend->names[q] : "everything", out);
	}
	buf_adds(out, ",is_over\r\n");
	for (size_t i = 0; i < trend->n; i++) {
		put_day(trend->edges[i], out);
		for (size_t q = 0; q < trend->n_queries; q++)
			buf_addf(out, ",%lld", (long long)trend->counts[q][i]);
		buf_addf(out, ",%d\r\n", i + 1 < trend->n);
	}
}
