/* digest_html.c: a digest as one HTML file: no script, no picture, no font or style from elsewhere; the shape
 * is inline, for mail programs that drop style sheets, and colours follow what the reader prefers. */
#include <string.h>

#include "markup.h"
#include "telex/report.h"
#include "telex/when.h"

static const char head[] = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			   "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
			   "content=\"no-referrer\">\n<title>";
static const char style[] =
    "</title>\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{background:#fff;color:#1d1d1f}a{color:#0b57a4}.m{color:#5f6368}h2{border-color:#d9d9d9}\n"
    "@media(prefers-color-scheme:dark){body{background:#161618;color:#e6e6e6}a{color:#8ab8ee}.m{color:#"
    "a0a4aa}"
    "h2{border-color:#3a3a3d}}\n"
    "</style>\n</head>\n"
    "<body style=\"margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe "
    "UI',Roboto,sans-serif\">\n"
    "<main style=\"max-width:44em;margin:0 auto\">\n<h1 style=\"font-size:1.4em;margin:0\">";

static void put_time(int64_t t, int64_t now, struct buf *out)
{
	char machine[WHEN_RFC3339_SIZE], people[WHEN_LOCAL_SIZE];

	buf_addf(out, "<time datetime=\"%s\">%s</time>", when_rfc3339(t, machine),
		 when_local(t, now, people));
}

static void put_names(const char *const *names, size_t n, const char *before, const char *between,
		      struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? between : before);
		markup_text(names[i], out);
	}
}

static void put_headline(const struct report_story *story, struct buf *out)
{
	const bool is_link = markup_is_link(story->url);

	if (is_link) {
		buf_adds(out, "<a href=\"");
		markup_text(story->url, out);
		buf_adds(out, "\" rel=\"noopener noreferrer\">");
	}
	markup_text(story->title, out);
	buf_adds(out, is_link ? "</a>" : "");
}

static void put_story(const struct report_story *story, int64_t now, struct buf *out)
{
	buf_adds(out, "<li style=\"margin:0 0 .8em;overflow-wrap:anywhere\">");
	put_headline(story, out);
	buf_adds(out, "<br>\n<span class=\"m\" style=\"font-size:.85em\">");
	put_names(story->outlets, story->n_feeds, "", ", ", out);
	buf_adds(out, " · ");
	put_time(story->at, now, out);
	put_names(story->tags, story->n_tags, " · #", " #", out);
	put_names(story->also, story->n_also, " · also in ", ", ", out);
	buf_adds(out, "</span></li>\n");
}

static void put_section(const struct report_section *section, int64_t now, struct buf *out)
{
	buf_adds(out,
		 "<section>\n<h2 style=\"font-size:1.1em;margin:1.4em 0 .6em;border-bottom:1px solid\">");
	markup_text(section->name, out);
	buf_addf(out, " <span class=\"m\">(%zu)</span></h2>\n", section->n);
	if (section->n > 0) {
		buf_adds(out, "<ul style=\"list-style:none;margin:0;padding:0\">\n");
		for (size_t i = 0; i < section->n; i++)
			put_story(&section->stories[i], now, out);
		buf_adds(out, "</ul>\n");
	}
	if (section->n_before > 0)
		buf_addf(out, "<p class=\"m\">%zu more listed above</p>\n", section->n_before);
	buf_adds(out, "</section>\n");
}

void report_digest_html(const struct report_digest *digest, struct buf *out)
{
	AUTO_BUF subject = BUF_INIT(KIB(64));

	report_digest_subject(digest, &subject);
	buf_adds(out, head);
	markup_text(buf_str(&subject), out);
	buf_adds(out, style);
	markup_text(buf_str(&subject), out);
	buf_adds(out, "</h1>\n<p class=\"m\" style=\"margin:.2em 0\">");
	if (digest->since != WHEN_NONE) {
		put_time(digest->since, digest->now, out);
		buf_adds(out, " to ");
	}
	put_time(digest->now, digest->now, out);
	buf_adds(out, "</p>\n");
	for (size_t i = 0; i < digest->n_sections; i++)
		if (digest->sections[i].n || digest->sections[i].n_before)
			put_section(&digest->sections[i], digest->now, out);
	buf_adds(out, "</main>\n</body>\n</html>\n");
}
