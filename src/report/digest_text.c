/* digest_text.c: a digest as plain text and as Markdown. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "markup.h"
#include "telex/report.h"
#include "telex/utf8.h"
#include "telex/when.h"

/* ---- words that every form has ---- */

void report_digest_subject(const struct report_digest *digest, struct buf *out)
{
	utf8_safe((struct bytes){digest->name ? digest->name : "news",
				 strlen(digest->name ? digest->name : "news")},
		  SAFE_LINE, out);
	if (digest->n_stories == 0)
		buf_adds(out, ": nothing new");
	else
		buf_addf(out, ": %zu %s", digest->n_stories, digest->n_stories == 1 ? "story" : "stories");
}

/* "26 Nov 08:00 to 26 Nov 14:02" */
static void put_times(const struct report_digest *digest, struct buf *out)
{
	char at[WHEN_LOCAL_SIZE];

	if (digest->since != WHEN_NONE)
		buf_addf(out, "%s to ", when_local(digest->since, digest->now, at));
	buf_adds(out, when_local(digest->now, digest->now, at));
}

/* "Fierce Network, Light Reading · 26 Nov 14:02 · #5g #security · also in today" */
static void put_details(const struct report_story *story, int64_t now, struct buf *out)
{
	char at[WHEN_LOCAL_SIZE];

	for (size_t i = 0; i < story->n_feeds; i++)
		buf_addf(out, "%s%s", i ? ", " : "", story->outlets[i]);
	buf_addf(out, " · %s", when_local(story->at, now, at));
	for (size_t i = 0; i < story->n_tags; i++)
		buf_addf(out, "%s#%s", i ? " " : " · ", story->tags[i]);
	for (size_t i = 0; i < story->n_also; i++)
		buf_addf(out, "%s%s", i ? ", " : " · also in ", story->also[i]);
}

static const char *before_words(const struct report_section *section, char out[64])
{
	snprintf(out, 64, "%zu more listed above", section->n_before);
	return out;
}

/* ---- text ---- */

/* Broken at blanks to cols cells, a word that is longer anywhere; the lines after the first are indented too.
 */
static void put_wrapped(const char *text, const char *first, int cols, struct buf *out)
{
	AUTO_BUF safe = BUF_INIT(MIB(1));
	const char *s, *indent = first;

	utf8_safe((struct bytes){text, strlen(text)}, SAFE_LINE, &safe);
	s = buf_str(&safe);
	cols -= (int)strlen(first);
	do {
		const size_t len = strlen(s);
		size_t fit = utf8_clip(s, len, cols, NULL), cut = fit;

		while (fit < len && cut > 0 && s[cut] != ' ')
			cut--;
		cut = cut > 0 ? cut : fit > 0 ? fit : len;
		buf_addf(out, "%s%.*s\n", indent, (int)cut, s);
		s += cut + strspn(s + cut, " ");
		indent = "  ";
	} while (*s);
}

static void put_story(const struct report_story *story, int64_t now, int cols, struct buf *out)
{
	AUTO_BUF details = BUF_INIT(MIB(1));

	put_wrapped(story->title, "* ", cols, out);
	put_details(story, now, &details);
	put_wrapped(buf_str(&details), "  ", cols, out);
	buf_adds(out, "  "); /* an address is never broken */
	utf8_safe((struct bytes){story->url, strlen(story->url)}, SAFE_LINE, out);
	buf_adds(out, "\n");
}

static void put_section(const struct report_section *section, int64_t now, int cols, struct buf *out)
{
	const size_t start = out->len;
	char words[64];
	int width;

	utf8_safe((struct bytes){section->name, strlen(section->name)}, SAFE_LINE, out);
	buf_addf(out, " (%zu)", section->n);
	width = utf8_width(buf_str(out) + start, out->len - start);
	buf_addc(out, '\n');
	for (int i = 0; i < width && i < cols; i++)
		buf_addc(out, '-');
	buf_adds(out, "\n");
	for (size_t i = 0; i < section->n; i++) {
		put_story(&section->stories[i], now, cols, out);
		buf_adds(out, i + 1 < section->n ? "\n" : "");
	}
	if (section->n_before > 0)
		buf_addf(out, "%s%s\n", section->n ? "\n" : "", before_words(section, words));
}

void report_digest_text(const struct report_digest *digest, int cols, struct buf *out)
{
	bool has_any = false;

	report_digest_subject(digest, out);
	buf_adds(out, "\n");
	put_times(digest, out);
	buf_adds(out, "\n");
	for (size_t i = 0; i < digest->n_sections; i++) {
		const struct report_section *section = &digest->sections[i];

		if (!section->n && !section->n_before)
			continue;
		has_any = true;
		buf_adds(out, "\n");
		put_section(section, digest->now, cols, out);
	}
	if (!has_any && digest->n_sections > 1)
		buf_addf(out, "\nnothing in any of %zu sections\n", digest->n_sections);
}

/* ---- Markdown ---- */

static void put_item(const struct report_story *story, int64_t now, struct buf *out)
{
	AUTO_BUF details = BUF_INIT(MIB(1));

	buf_adds(out, "- ");
	markup_markdown_link(story->title, story->url, out);
	buf_adds(out, " · ");
	put_details(story, now, &details);
	markup_markdown(buf_str(&details), out);
	buf_addc(out, '\n');
}

void report_digest_markdown(const struct report_digest *digest, struct buf *out)
{
	AUTO_BUF subject = BUF_INIT(KIB(64));
	char words[64];

	report_digest_subject(digest, &subject);
	buf_adds(out, "# ");
	markup_markdown(buf_str(&subject), out);
	buf_adds(out, "\n\n");
	put_times(digest, out);
	buf_adds(out, "\n");
	for (size_t i = 0; i < digest->n_sections; i++) {
		const struct report_section *section = &digest->sections[i];

		if (!section->n && !section->n_before)
			continue;
		buf_adds(out, "\n## ");
		markup_markdown(section->name, out);
		buf_addf(out, " (%zu)\n\n", section->n);
		for (size_t k = 0; k < section->n; k++)
			put_item(&section->stories[k], digest->now, out);
		if (section->n_before > 0)
			buf_addf(out, "%s*%s*\n", section->n ? "\n" : "", before_words(section, words));
	}
}
