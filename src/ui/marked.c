/* marked.c: marked text wrapped and drawn. */
#include "marked.h"

#include <string.h>

#include "telex/utf8.h"

static bool is_mark(char c)
{
	return c == MARKED_ON[0] || c == MARKED_OFF[0];
}

/* The next cluster or mark, of which the latter takes no cell. */
static size_t next(const char *text, size_t len, int *ret_cols)
{
	*ret_cols = 0;
	return is_mark(*text) ? 1 : utf8_cluster(text, len, ret_cols);
}

/* The bytes that fit into cols cells; *ret_blank: those before the last blank among them, or all when it ends there. */
static size_t clip(const char *text, size_t len, int cols, size_t *ret_blank)
{
	size_t at = 0;
	int used = 0;

	*ret_blank = 0;
	while (at < len) {
		int width;
		const size_t n = next(text + at, len - at, &width);

		if (used + width > cols)
			break;
		if (text[at] == ' ')
			*ret_blank = at;
		used += width;
		at += n;
	}
	if (at == len || text[at] == ' ')
		*ret_blank = at;
	return at;
}

/* Adds the bytes and follows the marks in them. */
static void add(const char *text, size_t len, bool *is_on, struct buf *out)
{
	for (size_t i = 0; i < len; i++)
		if (is_mark(text[i]))
			*is_on = text[i] == MARKED_ON[0];
	buf_add(out, text, len);
}

void marked_wrap(const char *text, int cols, int indent, struct buf *out)
{
	while (*text) {
		const size_t len = strcspn(text, "\n");
		bool is_on = false;

		for (size_t at = 0; at < len;) {
			const int inset = at ? indent : 0;
			size_t blank, n = clip(text + at, len - at, cols - inset, &blank);

			n = blank ? blank : n ? n : len - at;
			buf_addf(out, " %*s%s", inset, "", is_on ? MARKED_ON : "");
			add(text + at, n, &is_on, out);
			buf_adds(out, is_on ? MARKED_OFF "\n" : "\n");
			for (at += n; at < len && text[at] == ' ';)
				at++;
		}
		if (len == 0)
			buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void marked_fit(struct canvas *canvas, int x, int y, int max_cols, const char *line, unsigned style)
{
	const size_t len = strcspn(line, "\n");
	size_t blank, n = clip(line, len, max_cols, &blank);
	const bool is_cut = n < len;
	bool is_on = false;

	if (is_cut)
		n = clip(line, len, max_cols - 1, &blank);
	for (size_t at = 0; at < n;) {
		size_t run = 0;

		while (at + run < n && !is_mark(line[at + run]))
			run++;
		x += canvas_text(canvas, x, y, canvas->cols, (struct bytes){line + at, run}, is_on ? style | STYLE_HIT | STYLE_BOLD : style);
		at += run;
		if (at < n)
			is_on = line[at++] == MARKED_ON[0];
	}
	if (is_cut && max_cols > 0)
		canvas_puts(canvas, x, y, 1, "…", style);
}

void marked_draw(struct canvas *canvas, struct rect r, const char *text, size_t first, unsigned style)
{
	for (int y = -(int)first; y < r.rows && *text; y++) {
		const size_t len = strcspn(text, "\n");

		if (y >= 0)
			marked_fit(canvas, r.x, r.y + y, r.cols, text, style);
		text += len + (text[len] == '\n');
	}
}

size_t marked_lines(const char *text)
{
	size_t n = 0;

	for (; *text; n++) {
		const size_t len = strcspn(text, "\n");

		text += len + (text[len] == '\n');
	}
	return n;
}
