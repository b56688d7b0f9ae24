/* speed_text.c: megabytes of HTML a second, cleaned, as plain text and as terminal lines.
 *
 *   speed_text [FILE]      FILE: HTML; without it an article is made up
 *
 * The floor reads every byte once and copies it, as whoever makes text out of HTML must. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "telex/text.h"

enum { BYTES = 16 << 20, RUNS = 5 };

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void floor_copy(struct bytes html)
{
	struct buf out = BUF_INIT(MIB(64));
	const char *p = html.data, *end = html.data + html.len, *next;

	for (; p < end; p = next) {
		next = memchr(p, '<', (size_t)(end - p));
		next = next ? next + 1 : end;
		buf_add(&out, p, (size_t)(next - p));
	}
	buf_free(&out);
}

static void run_clean(struct bytes html)
{
	struct buf out = BUF_INIT(MIB(64));

	text_clean(html, "https://news.example/today/", &out);
	buf_free(&out);
}

static void run_plain(struct bytes html)
{
	struct buf out = BUF_INIT(MIB(64));

	text_plain(html, &out);
	buf_free(&out);
}

static void run_layout(struct bytes html)
{
	talloc_free(text_layout(NULL, html, 100));
}

static double best_of(void (*run)(struct bytes html), struct bytes html)
{
	double best = 1e9;

	for (int i = 0; i < RUNS; i++) {
		double start = now_s(), took;

		run(html);
		took = now_s() - start;
		best = took < best ? took : best;
	}
	return best;
}

static void load(const char *file, struct buf *html)
{
	static const char article[] =
		"<div class=\"body\"><h2>Spectrum awards</h2>\n<p>The regulator &ldquo;expects&rdquo; <b>three</b> bids, "
		"<a href=\"/2024/11/awards?utm_source=rss&amp;id=7\">the paper said</a>. Operators&#8217; plans for the "
		"26&nbsp;GHz band differ: some want rural coverage, others capacity in cities.</p>\n"
		"<ul><li>Orange</li><li>Bouygues</li></ul><p><img src=\"mast.jpg\" alt=\"A mast\" width=\"640\"></p>\n"
		"<blockquote><p>We will not overpay for spectrum again, the chief executive told analysts.</p>"
		"</blockquote><script>track(1)</script></div>\n";
	FILE *in = file ? fopen(file, "rb") : NULL;
	char piece[4096];
	size_t n;

	while (in && (n = fread(piece, 1, sizeof(piece), in)) > 0)
		buf_add(html, piece, n);
	if (in)
		fclose(in);
	while (!file && html->len < BYTES)
		buf_adds(html, article);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(struct bytes html);
	} jobs[] = {{"floor", floor_copy}, {"clean", run_clean}, {"plain", run_plain}, {"lines", run_layout}};
	struct buf html = BUF_INIT(MIB(256));
	double floor_s = 0;

	load(argc > 1 ? argv[1] : NULL, &html);
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		double took = best_of(jobs[i].run, buf_bytes(&html));

		floor_s = i == 0 ? took : floor_s;
		printf("%s  %7.0f MB/s  %5.1f x floor\n", jobs[i].name, (double)html.len / 1e6 / took, took / floor_s);
	}
	buf_free(&html);
	return 0;
}
