/* summary.c: the first sentences of a text. */
#include "telex/text.h"

#include "html.h"

#include "telex/utf8.h"

static const char ellipsis[] = "\xe2\x80\xa6";

static bool is_blank(char c)
{
	return html_is_space(c) || c == '\v';
}

/* White space as single blanks, as much as fits and a little more, so that a cut is known. */
static void squeeze(struct bytes plain, size_t max, struct buf *out)
{
	for (size_t i = 0; i < plain.len && out->len <= max; i++) {
		if (!is_blank(plain.data[i]))
			buf_addc(out, plain.data[i]);
		else if (out->len > 0 && out->data[out->len - 1] != ' ')
			buf_addc(out, ' ');
	}
}

static size_t skip_closing(const char *s, size_t i, size_t len)
{
	static const char *const closing[] = {"\"",	      "'",	 ")", "]", "\xe2\x80\x9d",
					      "\xe2\x80\x99", "\xc2\xbb"};
	size_t k = 0;

	while (k < sizeof(closing) / sizeof(closing[0])) {
		size_t n = strlen(closing[k]);

		if (len - i >= n && !memcmp(s + i, closing[k], n)) {
			i += n;
			k = 0;
		} else {
			k++;
		}
	}
	return i;
}

/* Does the mark at i end a sentence?  Not after a letter alone: "U.S. presses". */
static bool ends_sentence(const char *s, size_t i, size_t next, size_t len)
{
	bool is_initial = s[i] == '.' && i > 0 && s[i - 1] >= 'A' && s[i - 1] <= 'Z' &&
			  (i < 2 || s[i - 2] == ' ' || s[i - 2] == '.');

	if (s[i] != '.' && s[i] != '!' && s[i] != '?')
		return false;
	return !is_initial && next + 1 < len && s[next] == ' ' && !(s[next + 1] >= 'a' && s[next + 1] <= 'z');
}

/* The end of the last whole sentence within max bytes, else of the last word. */
static size_t cut_at(const char *s, size_t len, size_t max, bool *ret_is_sentence)
{
	size_t sentence = 0, word = 0;

	for (size_t i = 0; i < max; i++) {
		size_t next = i + 1 < max ? skip_closing(s, i + 1, max) : max;

		if (s[i] == ' ')
			word = i;
		if (ends_sentence(s, i, next, len))
			sentence = next;
	}
	if (max < len && s[max] == ' ')
		word = max;
	*ret_is_sentence = sentence > max / 2;
	if (*ret_is_sentence)
		return sentence;
	return word > max / 2 ? word : utf8_cut(s, len, max);
}

char *text_summary(void *ctx, struct bytes plain, size_t max_bytes)
{
	AUTO_BUF line = BUF_INIT(max_bytes + KIB(1));
	size_t reserve = sizeof(ellipsis); /* a blank and "…" */
	bool is_sentence = false;
	size_t at, len;

	squeeze(plain, max_bytes + 1, &line);
	len = line.len;
	while (len > 0 && line.data[len - 1] == ' ')
		len--;
	if (len <= max_bytes)
		return mem_strndup(ctx, buf_str(&line), len);
	if (max_bytes <= reserve)
		return mem_strdup(ctx, max_bytes >= 3 ? ellipsis : "");
	at = cut_at(line.data, len, max_bytes - reserve, &is_sentence);
	while (at > 0 && line.data[at - 1] == ' ')
		at--;
	return mem_printf(ctx, "%.*s%s%s", (int)at, line.data, is_sentence ? " " : "", ellipsis);
}
