/* report.h: what the archive says over time and since the last time: trends and digests, each one model that is written as
 * text, HTML, JSON and the like.
 *
 * Days, weeks (from Monday on) and months are those of the process's zone.  Everything that is written as text is safe to
 * show on a terminal; what is written as HTML, SVG or XML is escaped. */
#ifndef TELEX_REPORT_H
#define TELEX_REPORT_H

#include "telex/store.h"

/* ---- buckets: days, weeks, months ---- */

enum report_by { REPORT_BY_DAY, REPORT_BY_WEEK, REPORT_BY_MONTH };
const char *report_by_name(enum report_by by); /* "day", "week", "month" */
/* The one of that name; false: there is none. */
bool report_by_find(const char *name, enum report_by *ret);
/* What suits a time that long. */
enum report_by report_by_for(int64_t seconds);

/* The beginning of the bucket t lies in, and of the one `steps` later (or earlier). */
int64_t report_bucket_start(enum report_by by, int64_t t);
int64_t report_bucket_step(enum report_by by, int64_t start, int64_t steps);
/* n buckets, of which the last holds `now` and the first `since`: n + 1 edges, a child of ctx.  ERR_LIMIT beyond
 * REPORT_BUCKETS_MAX. */
enum { REPORT_BUCKETS_MAX = 4000 };
MUST_USE bool report_buckets(void *ctx, enum report_by by, int64_t since, int64_t now, int64_t **ret_edges, size_t *ret_n,
			     struct err *err);
enum { REPORT_WORDS_SIZE = 64 };
/* "26 Nov", for a month "Nov 2026"; with_year: always with the year. */
const char *report_bucket_words(enum report_by by, int64_t start, bool with_year, char out[REPORT_WORDS_SIZE]);
/* Of the bucket that is not over: "this week so far: 2 of 7 days", of which today is one. */
const char *report_partial_words(enum report_by by, int64_t start, int64_t now, char out[REPORT_WORDS_SIZE]);

/* ---- charts: numbers over buckets as rows of characters ---- */

enum { REPORT_SERIES_MAX = 8 };
/* One series is drawn as bars, several as lines: their characters differ, and a letter from 'a' on stands at the end of
 * each.  What has more buckets than columns shows the highest of several. */
struct report_chart {
	const int64_t *const *counts; /* n_series times n */
	size_t n_series, n;
	const int64_t *edges; /* n + 1 */
	enum report_by by;
	bool first_is_partial, last_is_partial; /* these buckets are marked: their time is not over, or was not all seen */
	int cols, rows;				/* of the whole, axes included; at least 24 x 4 */
	bool is_ascii;
};
struct report_picture {
	int cols, rows;
	const char **lines; /* UTF-8 of `cols` characters each, every one a cell wide */
	const uint8_t *who; /* cols a row: 1 and the number of the series a cell belongs to; 0: none */
	size_t per_column;  /* so many buckets share a column */
	const int *columns; /* where each bucket begins */
	int axis_row;
};
/* A child of ctx. */
struct report_picture *report_draw(void *ctx, const struct report_chart *chart);

/* One series up to now, of a time of which nothing may be known before `since`. */
struct report_past {
	const int64_t *counts, *edges; /* n, n + 1 */
	size_t n;
	enum report_by by;
	int64_t since, now;
};
struct report_look;
/* Its bars, the first and the last marked when they are not whole. */
struct report_picture *report_past_draw(void *ctx, const struct report_past *past, const struct report_look *look);
/* What is not whole: "this week so far: 2 of 7 days · nothing was stored before 3 Nov 09:12". */
void report_past_words(const struct report_past *past, bool is_ascii, struct buf *out);

/* ---- trends ---- */

struct report_query {
	const char *text; /* as typed */
	const struct query *query;
};
struct report_spike {
	size_t query, bucket;
	int64_t count, limit; /* limit: from there on it counts as one */
	double expected;
};
struct report_trend {
	enum report_by by;
	int64_t now;
	size_t n_queries, n;
	const char **names;	/* the queries' texts, not yet safe to show */
	const int64_t *edges;	/* n + 1; the last bucket is not over */
	const int64_t **counts; /* of query q in bucket i: counts[q][i] */
	int64_t *totals;	/* of each query */
	int64_t total;		/* of them all */
	double *expected;	/* [q * n + i]; negative: too little is known of the time before */
	struct report_spike *spikes; /* by bucket, then query */
	size_t n_spikes;
	struct report_work *work;    /* what is still to be counted; NULL: it is complete */
};
/* A trend of 1 to REPORT_SERIES_MAX queries (which stay the caller's, and must live until it is complete) from `since` on.
 * It has counted nothing yet. */
MUST_USE bool report_trend_new(void *ctx, const struct report_query *queries, size_t n, enum report_by by, int64_t since,
			       int64_t now, struct report_trend **ret, struct err *err);
/* Count so many buckets more of one query (0: all of them); complete when work is NULL.  After a fault, ERR_INTERRUPTED
 * too, the same may be tried again. */
MUST_USE bool report_trend_step(struct report_trend *trend, struct store *store, size_t buckets, struct err *err);
/* Hundredths of all queries' articles in a bucket (n: in all); -1: there are none. */
int report_trend_share(const struct report_trend *trend, size_t query, size_t bucket);

struct report_look {
	int cols, rows; /* rows: of the chart */
	bool is_ascii;
};
/* One line: what is compared, by what, since when. */
void report_trend_head(const struct report_trend *trend, const struct report_look *look, struct buf *out);
struct report_picture *report_trend_draw(void *ctx, const struct report_trend *trend, const struct report_look *look);
/* Lines below the chart: a row of numbers for each query, what is not over yet, spikes with their expectation. */
void report_trend_table(const struct report_trend *trend, const struct report_look *look, struct buf *out);
void report_trend_text(const struct report_trend *trend, const struct report_look *look, struct buf *out); /* all of it */
void report_trend_json(const struct report_trend *trend, struct buf *out);	/* one object */
void report_trend_jsonl(const struct report_trend *trend, struct buf *out);	/* an object for each bucket and query */
void report_trend_tsv(const struct report_trend *trend, struct buf *out);	/* the same as lines */
void report_trend_csv(const struct report_trend *trend, struct buf *out);	/* RFC 4180, a column for each query */
void report_trend_svg(const struct report_trend *trend, struct buf *out);

/* ---- digests ---- */

struct report_section_spec {
	const char *name, *kind; /* kind: "rule", "view", "query" */
	const struct query *query;
};
struct report_digest_spec {
	const char *name; /* NULL: it has none */
	const struct report_section_spec *sections;
	size_t n_sections;
	int64_t after, upto; /* what arrived with after < seq <= upto */
	int64_t since;	     /* when that begins, for people; WHEN_NONE: with the archive */
	int64_t now;
};
/* Today every article is a story of its own; one that outlets share has several articles and outlets. */
struct report_story {
	const char *title, *url; /* of its newest article; as stored, also below */
	int64_t at;		 /* published, else arrived */
	int64_t published;	 /* WHEN_NONE */
	const char **feeds, **outlets; /* NAMEs, and their titles */
	const char **tags, **also;     /* also: the later sections that would list it too */
	int64_t *articles;
	size_t n_feeds, n_tags, n_also, n_articles;
};
struct report_section {
	const char *name, *kind;
	struct report_story *stories; /* newest first */
	size_t n;
	size_t n_before; /* stories that an earlier section lists already */
};
struct report_digest {
	const char *name; /* NULL */
	int64_t after, upto, since, now;
	struct report_section *sections;
	size_t n_sections;
	size_t n_stories; /* in all sections */
	struct report_gather *work; /* what is still to be gathered; NULL: it is complete */
};
/* Where it begins and ends: after, upto and since of spec, whose name and now are set.  since NULL: where the one of that
 * name ended the last time, for the first one (*ret_is_first) a day ago; else what arrived since a time as query_instant
 * reads it (ERR_DATA). */
MUST_USE bool report_digest_bounds(struct store *store, struct report_digest_spec *spec, const char *since,
				   bool *ret_is_first, struct err *err);
/* All of it was told: the next one begins behind it. */
MUST_USE bool report_digest_done(struct store *store, const struct report_digest *digest, struct err *err);
/* A digest that has gathered nothing yet; queries stay the caller's and must live until it is complete. */
struct report_digest *report_digest_new(void *ctx, const struct report_digest_spec *spec);
/* Gather one section more; complete when work is NULL.  After a fault, ERR_INTERRUPTED too, the same may be tried again. */
MUST_USE bool report_digest_step(struct report_digest *digest, struct store *store, struct err *err);
/* new and steps, at once. */
MUST_USE bool report_digest_make(void *ctx, struct store *store, const struct report_digest_spec *spec,
				 struct report_digest **ret, struct err *err);

/* One line: "morning: 12 stories". */
void report_digest_subject(const struct report_digest *digest, struct buf *out);
void report_digest_text(const struct report_digest *digest, int cols, struct buf *out);
void report_digest_markdown(const struct report_digest *digest, struct buf *out);
void report_digest_html(const struct report_digest *digest, struct buf *out); /* one file, good in a mail too */
void report_digest_json(const struct report_digest *digest, struct buf *out); /* one object */
/* What the outbox keeps of it: {"subject","text","html","json"}. */
void report_digest_payload(const struct report_digest *digest, struct buf *out);

#endif
