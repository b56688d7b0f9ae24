/* utf8_width.c: grapheme clusters and the terminal cells they take. */
#include "telex/utf8.h"

#include <limits.h>

#include <utf8proc.h>

#include "utf8_scan.h"

enum { CLUSTER_COLS_MAX = 2 };

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* The leading printable ASCII that nothing behind it can combine with: each byte is a cluster of one cell. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_plain(s[n]))
		n++;
	if (n > 0 && n < len && (unsigned char)s[n] >= 0x80)
		n--;
	return n;
}

/* The code point at s, with what a terminal shows for a byte that starts none. */
static size_t next_shown(const char *s, size_t len, int32_t *ret_cp)
{
	size_t n = utf8_next(s, len, ret_cp);

	if (*ret_cp < 0)
		*ret_cp = UTF8_REPLACEMENT;
	return n;
}

size_t utf8_cluster(const char *s, size_t len, int *ret_cols)
{
	utf8proc_int32_t state = 0;
	int32_t cp, next;
	size_t used;
	int cols;

	if (is_plain(s[0]) && (len == 1 || (unsigned char)s[1] < 0x80)) {
		*ret_cols = 1;
		return 1;
	}
	used = next_shown(s, len, &cp);
	cols = utf8proc_charwidth(cp);
	while (used < len) {
		size_t n = next_shown(s + used, len - used, &next);

		if (utf8proc_grapheme_break_stateful(cp, next, &state))
			break;
		/* A flag is two letters of one cell, a family several emoji of two: no cluster is wider than
		 * two. */
		if (cols < CLUSTER_COLS_MAX)
			cols += utf8proc_charwidth(next);
		used += n;
		cp = next;
	}
	*ret_cols = cols < CLUSTER_COLS_MAX ? cols : CLUSTER_COLS_MAX;
	return used;
}

size_t utf8_clip(const char *s, size_t len, int cols, int *ret_cols)
{
	size_t i = 0, room;
	int used = 0, width;

	while (i < len) {
		size_t n = plain_run(s + i, len - i);

		if (n > 0) {
			room = cols > used ? (size_t)(cols - used) : 0;
			width = (int)(n < room ? n : room);
			i += (size_t)width;
			used += width;
			if ((size_t)width < n)
				break;
			continue;
		}
		n = utf8_cluster(s + i, len - i, &width);
		if (width > cols - used)
			break;
		i += n;
		used += width;
	}
	if (ret_cols)
		*ret_cols = used;
	return i;
}

int utf8_width(const char *s, size_t len)
{
	int cols;

	utf8_clip(s, len, INT_MAX, &cols);
	return cols;
}

static void add_blanks(struct buf *out, int n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

void utf8_fit(const char *s, size_t len, int cols, bool pad, struct buf *out)
{
	size_t keep;
	int used;

	if (cols <= 0)
		return;
	keep = utf8_clip(s, len, cols, &used);
	if (keep < len) {
		keep = utf8_clip(s, len, cols - 1, &used);
		buf_add(out, s, keep);
		buf_adds(out, "…");
		used++;
	} else {
		buf_add(out, s, len);
	}
	if (pad)
		add_blanks(out, cols - used);
}
