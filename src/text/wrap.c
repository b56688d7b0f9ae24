/* wrap.c: where a line of so many cells ends (a small part of UAX #14). */
#include "layout.h"

#include "telex/utf8.h"

struct span32 {
	int32_t first, last;
};

/* Between two of these a line may end: Chinese, Japanese, Korean, full-width forms. */
static const struct span32 ideographic[] = {
	{0x2e80, 0xa4cf}, {0xac00, 0xd7af}, {0xf900, 0xfaff},
	{0xfe30, 0xfe4f}, {0xff00, 0xffef}, {0x1f000, 0x3fffd},
};
/* Closing and small signs, never at the start of a line (JIS X 4051), and opening ones, never at the end. */
static const int32_t closing[] = {
	'!', '%', ')', ',', '.', ':', ';', '?', ']', '}', 0xbb, 0x2019, 0x201d, 0x2026, 0x203a, 0x3001,
	0x3002, 0x3005, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0x3017, 0x301c, 0x301f, 0x3041,
	0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x309d, 0x309e, 0x30a1, 0x30a3,
	0x30a5, 0x30a7, 0x30a9, 0x30c3, 0x30e3, 0x30e5, 0x30e7, 0x30fb, 0x30fc, 0x30fd, 0x30fe, 0xff01,
	0xff05, 0xff09, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f, 0xff3d, 0xff5d, 0xff60, 0xff61, 0xff63,
	0xff64,
};
static const int32_t opening[] = {
	'(',    '[',    '{',    0xab,   0x2018, 0x201c, 0x2039, 0x3008, 0x300a, 0x300c,
	0x300e, 0x3010, 0x3014, 0x3016, 0x301d, 0xff08, 0xff3b, 0xff5b, 0xff5f, 0xff62,
};
#define HAS(table, cp) has(table, sizeof(table) / sizeof((table)[0]), cp)

static bool has(const int32_t *table, size_t n, int32_t cp)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = (low + n) / 2;

		if (table[mid] == cp)
			return true;
		if (table[mid] < cp)
			low = mid + 1;
		else
			n = mid;
	}
	return false;
}

static bool is_ideographic(int32_t cp)
{
	for (size_t i = 0; cp >= ideographic[0].first && i < sizeof(ideographic) / sizeof(ideographic[0]);
	     i++) {
		if (cp >= ideographic[i].first && cp <= ideographic[i].last)
			return true;
	}
	return false;
}

static bool is_letter(int32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp < 0x2000);
}

/* May a line end between two characters without a blank?  `word` is how many are in the word before them:
 * "T-Mobile" and "O-RAN" stay whole, "long-standing" does not. */
static bool can_break(int32_t before, int32_t after, int word)
{
	enum { EM_DASH = 0x2014 };

	if (before == '-')
		return word > 3 && is_letter(after);
	if (before == EM_DASH)
		return !HAS(closing, after);
	if (!is_ideographic(before) && !is_ideographic(after))
		return false;
	return !HAS(closing, after) && !HAS(opening, before);
}

/* One step of the text: its bytes, cells and code point. */
struct step {
	size_t len;
	int cols;
	int32_t cp;
};

static struct step step_at(struct bytes text, size_t i)
{
	unsigned char c = (unsigned char)text.data[i];
	struct step step = {1, 1, c};

	if (c == MARK_HYPHEN || c == MARK_BREAK || c == '\n') {
		step.cols = 0;
	} else if (c >= 0x80 || (i + 1 < text.len && (unsigned char)text.data[i + 1] >= 0x80)) {
		utf8_next(text.data + i, text.len - i, &step.cp);
		step.len = utf8_cluster(text.data + i, text.len - i, &step.cols);
	}
	return step;
}

/* Blanks at a line's end are not shown, nor what would join it to the next. */
static void trim(struct bytes text, struct line *line)
{
	for (;;) {
		const char *end = text.data + line->to;
		size_t len = line->to - line->from;

		if (len > 0 && (end[-1] == ' ' || end[-1] == MARK_BREAK))
			line->to--;
		else if (len > 2 && (!memcmp(end - 3, "\xe2\x80\x8c", 3) || !memcmp(end - 3, "\xe2\x80\x8d", 3)))
			line->to -= 3;
		else
			break;
	}
}

/* Does what begins at i stand by itself?  Some scripts have signs that are letters to the rules for clusters and marks
 * to the sanitizer: without what they belong to they are nothing. */
static bool can_start(struct bytes text, size_t i)
{
	AUTO_BUF safe = BUF_INIT(8);
	int32_t cp;
	size_t len = utf8_next(text.data + i, text.len - i, &cp);

	if (cp >= 0 && cp < 0x300)
		return true;
	utf8_safe((struct bytes){text.data + i, len}, SAFE_LINE, &safe);
	return safe.len > 0;
}

/* A blank that carries a sign is no blank. */
static bool is_blank(struct bytes text, size_t i)
{
	return text.data[i] == ' ' && (i + 1 == text.len || can_start(text, i + 1));
}

/* Where blanks stand before "!" and inside of "« »", as in French, no line ends: a sign by itself belongs to the word before it, or
 * behind it. */
static bool is_tied(struct bytes text, size_t blank)
{
	static const char *const before[] = {"!", "?", ":", ";", "»", "›", ",", ".", ")", "]"};
	static const char *const behind[] = {"«", "‹", "(", "["};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t n = strlen(before[i]), end = blank + 1 + n;

		if (end <= text.len && !memcmp(text.data + blank + 1, before[i], n) &&
		    (end == text.len || (unsigned char)text.data[end] <= ' ' || strchr(".,;:!?)", text.data[end])))
			return true;
	}
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		size_t n = strlen(behind[i]);

		if (blank >= n && !memcmp(text.data + blank - n, behind[i], n) &&
		    (blank == n || (unsigned char)text.data[blank - n - 1] <= ' '))
			return true;
	}
	return false;
}

/* Where a word that is longer than the line is broken: at i, which does not fit, or before what must stay with it. */
static size_t break_word(struct bytes text, size_t at, size_t i)
{
	size_t last = at;

	if (i > at && can_start(text, i))
		return i;
	for (size_t k = at; k < i; k += step_at(text, k).len)
		last = can_start(text, k) ? k : last;
	return last > at ? last : i > at ? i : at + step_at(text, at).len;
}

/* The last place where the line may end. */
static void set_break(struct line *last, size_t to, size_t next, bool has_hyphen)
{
	last->to = to;
	last->next = next;
	last->has_hyphen = has_hyphen;
}

bool wrap_line(struct bytes text, size_t at, int cols, struct line *ret)
{
	struct line last = {.next = 0};
	int used = 0, word = 0;
	int32_t before = ' ';
	size_t i;

	while (at < text.len && is_blank(text, at)) /* left over where a word filled the line before */
		at++;
	if (at >= text.len)
		return false;
	last.from = i = at;
	while (i < text.len && text.data[i] != '\n') {
		struct step step = step_at(text, i);

		if ((is_blank(text, i) && !is_tied(text, i)) || step.cp == MARK_BREAK)
			set_break(&last, i, i + 1, false);
		else if (step.cp == MARK_HYPHEN && used < cols)
			set_break(&last, i, i + 1, true);
		else if (i > at && can_break(before, step.cp, word) && can_start(text, i))
			set_break(&last, i, i, false);
		if (used + step.cols > cols) {
			if (last.next == 0)
				last.to = last.next = break_word(text, at, i);
			break;
		}
		used += step.cols;
		word = step.cp == ' ' ? 0 : word + 1;
		before = step.cp;
		i += step.len;
	}
	*ret = last;
	if (i >= text.len || text.data[i] == '\n')
		*ret = (struct line){.from = at, .to = i, .next = i < text.len ? i + 1 : i};
	trim(text, ret);
	return true;
}

bool wrap_pre(struct bytes text, size_t at, int cols, struct line *ret)
{
	size_t i = at, behind_blank = 0;
	int used = 0;

	if (at >= text.len)
		return false;
	while (i < text.len && text.data[i] != '\n') {
		struct step step = step_at(text, i);

		if (used + step.cols > cols) {
			i = behind_blank > 0 ? behind_blank : break_word(text, at, i);
			break;
		}
		used += step.cols;
		i += step.len;
		/* a word is parted only where none ended in the second half */
		if (is_blank(text, i - step.len) && 2 * used > cols && i < text.len && can_start(text, i))
			behind_blank = i;
	}
	*ret = (struct line){.from = at, .to = i, .next = i < text.len && text.data[i] == '\n' ? i + 1 : i};
	trim(text, ret);
	return true;
}

int wrap_width(struct bytes text)
{
	int cols = 0;

	for (size_t i = 0; i < text.len;) {
		struct step step = step_at(text, i);

		cols += step.cols;
		i += step.len;
	}
	return cols;
}
