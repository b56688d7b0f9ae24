/* fuzz_text.c: any bytes as HTML: clean HTML stays what it is, lines are safe and fit, nothing overflows. */
#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "telex/diff.h"
#include "telex/text.h"
#include "telex/utf8.h"

static bool starts(const char *s, const char *with)
{
	return !strncasecmp(s, with, strlen(with));
}

/* In clean HTML a '<' is always the start of a tag. */
static void check_tags(const char *html)
{
	for (const char *p = html; (p = strchr(p, '<')); p++) {
		CHECK((p[1] >= 'a' && p[1] <= 'z') || (p[1] == '/' && p[2] >= 'a' && p[2] <= 'z'));
		CHECK(!starts(p, "<script") && !starts(p, "<style") && !starts(p, "<iframe") && !starts(p, "<svg"));
		if (starts(p, "<a "))
			CHECK(starts(p, "<a href=\"http") || starts(p, "<a href=\"mailto:"));
		if (starts(p, "<img "))
			CHECK(starts(p, "<img src=\"http") || starts(p, "<img src=\"data:image/"));
	}
}

static void check_clean(struct bytes html, size_t max)
{
	struct buf once = BUF_INIT(max), twice = BUF_INIT(max);

	text_clean(html, "http://base.example/dir/", &once);
	CHECK(buf_ok(&once) && utf8_is_valid(buf_bytes(&once)));
	check_tags(buf_str(&once));
	text_clean(buf_bytes(&once), "http://other.example/", &twice);
	CHECK(buf_ok(&twice) && !strcmp(buf_str(&once), buf_str(&twice)));
	buf_free(&once);
	buf_free(&twice);
}

static void check_plain(struct bytes html, size_t max)
{
	struct buf out = BUF_INIT(max);
	char *summary;

	text_plain(html, &out);
	CHECK(buf_ok(&out) && utf8_is_valid(buf_bytes(&out)));
	summary = text_summary(NULL, buf_bytes(&out), 100);
	CHECK(strlen(summary) <= 100 && !strchr(summary, '\n') && utf8_is_valid((struct bytes){summary, strlen(summary)}));
	talloc_free(summary);
	buf_free(&out);
}

static void check_line(struct bytes html)
{
	char *line = text_line(NULL, html);

	CHECK(!strpbrk(line, "\n\r\t\x1b") && utf8_is_valid((struct bytes){line, strlen(line)}));
	talloc_free(line);
	(void)text_has_markup(html);
}

static void check_page(struct text_page *page, int cols)
{
	for (size_t i = 0; i < page->n_rows; i++) {
		int width = 0;

		for (size_t k = 0; k < page->rows[i].n_spans; k++) {
			const struct text_span *span = &page->rows[i].spans[k];
			struct buf safe = BUF_INIT(3 * span->len + 1);

			CHECK(span->link < (int)page->n_links);
			utf8_safe((struct bytes){span->s, span->len}, SAFE_LINE, &safe);
			CHECK(safe.len == span->len && !memcmp(buf_str(&safe), span->s, span->len));
			width += utf8_width(span->s, span->len);
			buf_free(&safe);
		}
		CHECK(width == page->rows[i].width && width <= cols);
	}
	talloc_free(page);
}

/* Two halves as two wordings: all that is no white space of the second is in what stays and what comes. */
static void check_diff(struct bytes in)
{
	struct bytes before = {in.data, in.len / 2}, after = {in.data + in.len / 2, in.len - in.len / 2};
	struct text_diff *diff = text_diff(NULL, before, after);
	size_t n = 0, want = 0;

	for (size_t i = 0; i < diff->n; i++) {
		const struct text_diff_op *op = &diff->ops[i];

		for (size_t k = 0; k < op->text.len; k++) {
			bool is_blank = memchr(" \n\t\r\f", op->text.data[k], 5);

			n += !is_blank && op->kind != TEXT_DIFF_REMOVED;
		}
	}
	for (size_t k = 0; k < after.len; k++)
		want += !memchr(" \n\t\r\f", after.data[k], 5);
	CHECK(n == want);
	talloc_free(diff);
	(void)text_language(in);
	(void)text_is_paid_title(in);
	(void)text_is_paid_label(in);
}

/* The first two bytes choose the width and the room. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes html;
	size_t max;
	int cols;

	if (size < 2)
		return 0;
	cols = 20 + data[0] % 100;
	max = data[1] < 128 ? MIB(1) : data[1];
	html = (struct bytes){(const char *)data + 2, size - 2};
	check_clean(html, max);
	check_plain(html, max);
	check_line(html);
	check_page(text_layout(NULL, html, cols), cols);
	check_page(text_layout_plain(NULL, html, cols), cols);
	check_diff(html);
	return 0;
}
