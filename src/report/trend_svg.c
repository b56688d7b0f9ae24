/* trend_svg.c: a trend as one SVG file: no script, no font or picture from elsewhere, a title and a
 * description for those who do not see it, lines that differ by dashes as well as by colour. */
#include <limits.h>
#include <string.h>

#include "markup.h"
#include "telex/report.h"
#include "telex/utf8.h"

enum {
	WIDTH = 960,
	HEIGHT = 420,
	LEFT = 64,
	RIGHT = 24,
	TOP = 56,
	BOTTOM = 88,
	LABELS_MOST = 12,
	LEGEND_COLS = 16,
	TITLE_COLS = 90,
	TICKS = 5
};
enum { PLOT_W = WIDTH - LEFT - RIGHT, PLOT_H = HEIGHT - TOP - BOTTOM };

/* Okabe and Ito's colours, which the colour-blind tell apart; on white and on black. */
static const char style[] =
    "<style>\n"
    "svg{font:14px system-ui,sans-serif;background:#fff}text{fill:#222}.g{stroke:#ddd}.a{stroke:#666}\n"
    ".l{fill:none;stroke-width:2.2;stroke-linejoin:round}.b{stroke:none}.p{fill-opacity:.45}\n"
    ".s0{stroke:#0072b2}.s1{stroke:#d55e00;stroke-dasharray:9 4}.s2{stroke:#009e73;stroke-dasharray:2 3}\n"
    ".s3{stroke:#cc79a7;stroke-dasharray:12 3 2 3}.s4{stroke:#b58900;stroke-dasharray:5 5}\n"
    ".s5{stroke:#56b4e9;stroke-dasharray:14 4}.s6{stroke:#888;stroke-dasharray:1 "
    "5}.s7{stroke:#7a3db8;stroke-dasharray:7 2 1 2}\n"
    ".f{fill:#0072b2}\n"
    "@media(prefers-color-scheme:dark){svg{background:#161616}text{fill:#ddd}.g{stroke:#333}.a{stroke:#999}\n"
    ".s0{stroke:#56b4e9}.f{fill:#56b4e9}}\n"
    "</style>\n";

struct scale {
	const struct report_trend *trend;
	int64_t top, step;
};

static const char *name_of(const struct report_trend *trend, size_t query)
{
	return *trend->names[query] ? trend->names[query] : "everything";
}

/* Cut where it would run into what stands beside it. */
static void put_name(const struct report_trend *trend, size_t query, int cols, struct buf *out)
{
	AUTO_BUF fit = BUF_INIT(KIB(64));
	char *safe = utf8_safe_dup(NULL, name_of(trend, query), SAFE_LINE);

	utf8_fit(safe, strlen(safe), cols, false, &fit);
	markup_text(buf_str(&fit), out);
	talloc_free(safe);
}

static struct scale scale_of(const struct report_trend *trend)
{
	struct scale scale = {.trend = trend};
	int64_t most = 0, ten = 1;

	for (size_t q = 0; q < trend->n_queries; q++)
		for (size_t i = 0; i < trend->n; i++)
			most = trend->counts[q][i] > most ? trend->counts[q][i] : most;
	while (10 * ten * TICKS < most)
		ten *= 10;
	scale.step = most <= ten * TICKS       ? ten
		     : most <= 2 * ten * TICKS ? 2 * ten
		     : most <= 5 * ten * TICKS ? 5 * ten
					       : 10 * ten;
	scale.top = (most + scale.step - 1) / scale.step * scale.step;
	scale.top = scale.top > 0 ? scale.top : scale.step;
	return scale;
}

static double x_of(const struct scale *scale, size_t bucket)
{
	return LEFT + ((double)bucket + 0.5) * PLOT_W / (double)scale->trend->n;
}

static double y_of(const struct scale *scale, int64_t value)
{
	return TOP + PLOT_H - (double)value * PLOT_H / (double)scale->top;
}

static void put_axes(const struct scale *scale, struct buf *out)
{
	const struct report_trend *trend = scale->trend;
	const bool has_years = trend->now - trend->edges[0] > INT64_C(550) * 86400;
	const size_t every = (trend->n + LABELS_MOST - 1) / LABELS_MOST;
	char words[REPORT_WORDS_SIZE];

	for (int64_t v = 0; v <= scale->top; v += scale->step)
		buf_addf(out,
			 "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			 "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%lld</text>\n",
			 v ? "g" : "a", LEFT, WIDTH - RIGHT, y_of(scale, v), y_of(scale, v), LEFT - 8,
			 y_of(scale, v) + 5, (long long)v);
	for (size_t i = 0; i < trend->n; i += every)
		buf_addf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"12\">%s</text>\n",
			 x_of(scale, i), HEIGHT - BOTTOM + 20,
			 report_bucket_words(trend->by, trend->edges[i], has_years, words));
}

static void put_bars(const struct scale *scale, struct buf *out)
{
	const struct report_trend *trend = scale->trend;
	const double step = (double)PLOT_W / (double)trend->n, width = step > 3 ? step * 0.8 : step;
	char words[REPORT_WORDS_SIZE];

	for (size_t i = 0; i < trend->n; i++)
		buf_addf(out,
			 "<rect class=\"b f%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
			 "height=\"%.2f\"><title>%s: %lld%s</title></rect>\n",
			 i + 1 == trend->n ? " p" : "", x_of(scale, i) - width / 2,
			 y_of(scale, trend->counts[0][i]), width,
			 TOP + PLOT_H - y_of(scale, trend->counts[0][i]),
			 report_bucket_words(trend->by, trend->edges[i], true, words),
			 (long long)trend->counts[0][i], i + 1 == trend->n ? " so far" : "");
}

/* The bucket that is not over is a ring beside the line. */
static void put_line(const struct scale *scale, size_t query, struct buf *out)
{
	const struct report_trend *trend = scale->trend;
	const size_t last = trend->n - 1;

	buf_addf(out, "<polyline class=\"l s%zu\" points=\"", query);
	for (size_t i = 0; i < last; i++)
		buf_addf(out, "%s%.1f,%.1f", i ? " " : "", x_of(scale, i),
			 y_of(scale, trend->counts[query][i]));
	buf_addf(out, "\"/><circle class=\"l s%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n", query,
		 x_of(scale, last), y_of(scale, trend->counts[query][last]));
}

static void put_spikes(const struct scale *scale, struct buf *out)
{
	const struct report_trend *trend = scale->trend;
	char words[REPORT_WORDS_SIZE];

	for (size_t i = 0; i < trend->n_spikes; i++) {
		const struct report_spike *spike = &trend->spikes[i];

		buf_addf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">▾<title>%s: ",
			 x_of(scale, spike->bucket), y_of(scale, spike->count) - 6,
			 report_bucket_words(trend->by, trend->edges[spike->bucket], true, words));
		markup_text(name_of(trend, spike->query), out);
		buf_addf(out, " %lld, expected %.1f</title></text>\n", (long long)spike->count,
			 spike->expected);
	}
}

/* As many in a row as there is room for four. */
static void put_legend(const struct report_trend *trend, struct buf *out)
{
	for (size_t q = 0; q < trend->n_queries; q++) {
		const int x = LEFT + (int)(q % 4) * (PLOT_W / 4),
			  y = HEIGHT - BOTTOM + 46 + (int)(q / 4) * 22;

		if (trend->n_queries > 1)
			buf_addf(out, "<line class=\"l s%zu\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", q,
				 x, x + 34, y - 5, y - 5);
		else
			buf_addf(out, "<rect class=\"b f\" x=\"%d\" y=\"%d\" width=\"14\" height=\"14\"/>", x,
				 y - 12);
		buf_addf(out, "<text x=\"%d\" y=\"%d\">", x + 42, y);
		put_name(trend, q, LEGEND_COLS, out);
		buf_addf(out, " (%lld)</text>\n", (long long)trend->totals[q]);
	}
}

static void put_title(const struct report_trend *trend, int cols, struct buf *out)
{
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_adds(out, q ? " vs " : "");
		put_name(trend, q, cols, out);
	}
	buf_addf(out, ", articles by %s", report_by_name(trend->by));
}

static void put_description(const struct report_trend *trend, struct buf *out)
{
	char since[REPORT_WORDS_SIZE], until[REPORT_WORDS_SIZE];

	buf_addf(out, "From %s to %s.", report_bucket_words(REPORT_BY_DAY, trend->edges[0], true, since),
		 report_bucket_words(REPORT_BY_DAY, trend->now, true, until));
	for (size_t q = 0; q < trend->n_queries; q++) {
		buf_addc(out, ' ');
		markup_text(name_of(trend, q), out);
		buf_addf(out, ": %lld in all.", (long long)trend->totals[q]);
	}
	buf_addf(out, " %zu spike%s.", trend->n_spikes, trend->n_spikes == 1 ? "" : "s");
}

void report_trend_svg(const struct report_trend *trend, struct buf *out)
{
	const struct scale scale = scale_of(trend);

	buf_addf(out,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
		 "aria-labelledby=\"t d\">\n"
		 "<title id=\"t\">",
		 WIDTH, HEIGHT);
	put_title(trend, SHRT_MAX, out);
	buf_adds(out, "</title>\n<desc id=\"d\">");
	put_description(trend, out);
	buf_addf(out, "</desc>\n%s<text x=\"%d\" y=\"28\" font-size=\"18\">", style, LEFT);
	put_title(trend, TITLE_COLS / (int)trend->n_queries, out);
	buf_adds(out, "</text>\n");
	put_axes(&scale, out);
	if (trend->n_queries == 1)
		put_bars(&scale, out);
	for (size_t q = trend->n_queries; trend->n_queries > 1 && q-- > 0;)
		put_line(&scale, q, out);
	put_spikes(&scale, out);
	put_legend(trend, out);
	buf_adds(out, "</svg>\n");
}
