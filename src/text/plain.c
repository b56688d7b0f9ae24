/* plain.c: the text of HTML without its markup: what is indexed, matched and shown in lists. */
#include "telex/text.h"

#include "plain.h"

#include "telex/utf8.h"

enum { SOFT_HYPHEN = 0xad, ZERO_WIDTH_SPACE = 0x200b, WORD_JOINER = 0x2060, BOM = 0xfeff };

static void widen(struct plain *p, enum gap gap)
{
	if (p->gap < gap)
		p->gap = gap;
}

void plain_run(struct plain *p, const char *s, size_t len)
{
	static const struct bytes gaps[] = {{"", 0}, {" ", 1}, {"\n", 1}, {"\n\n", 2}};
	struct bytes gap = gaps[p->is_line && p->gap ? GAP_SPACE : p->gap];
	size_t need = gap.len, room = p->out->max - p->out->len;

	if (p->is_full)
		return;
	if (p->out->len == p->start)
		need = 0;
	p->gap = GAP_NONE;
	if (need + len > room) {
		p->is_full = true;
		len = room > need ? utf8_cut(s, len, room - need) : 0;
		if (len == 0)
			return;
	}
	buf_add(p->out, gap.data, need);
	buf_add(p->out, s, len);
}

void plain_char(struct plain *p, int32_t cp, struct bytes utf8)
{
	AUTO_BUF made = BUF_INIT(8);

	if (cp == '\n' || cp == '\r')
		widen(p, p->in_pre ? GAP_LINE : GAP_SPACE);
	else if (cp == ' ' || cp == '\t' || cp == '\f' || cp == '\v')
		widen(p, GAP_SPACE);
	else if (cp < 0x20 || cp == 0x7f)
		return;
	else if (!p->is_line &&
		 (cp == SOFT_HYPHEN || cp == ZERO_WIDTH_SPACE || cp == WORD_JOINER || cp == BOM))
		return; /* they would cut words in two for the search */
	else if (utf8.len > 0) {
		plain_run(p, utf8.data, utf8.len);
	} else {
		utf8_put(&made, cp);
		plain_run(p, made.data, made.len);
	}
}

/* The bytes that go out as they are: printable ASCII but '&', and sequences that begin no invisible
 * character. */
static size_t run(const struct plain *p, const char *s, const char *end)
{
	const char *at = s + html_calm_run(s, (size_t)(end - s));

	for (; at < end; at++) {
		unsigned char c = (unsigned char)*at;

		if (c == ' ' && at > s && at + 1 < end && (unsigned char)at[1] > ' ')
			continue;
		if (c <= ' ' || c == '&' || c == 0x7f)
			break;
		if (!p->is_line && (c == 0xc2 || c == 0xe2 || c == 0xef))
			break;
	}
	return (size_t)(at - s);
}

void plain_text(struct plain *p, struct bytes raw)
{
	const char *s = raw.data, *end = raw.data + raw.len;
	int32_t cp[2] = {0, 0};

	while (s < end && !p->is_full) {
		size_t n = run(p, s, end);

		if (n > 0) {
			plain_run(p, s, n);
		} else if (*s == '&' && (n = html_reference(s, (size_t)(end - s), cp)) > 0) {
			plain_char(p, cp[0], (struct bytes){"", 0});
			if (cp[1])
				plain_char(p, cp[1], (struct bytes){"", 0});
		} else {
			n = utf8_next(s, (size_t)(end - s), cp);
			plain_char(p, cp[0], (struct bytes){s, n});
		}
		s += n;
	}
}

void plain_tag(struct plain *p, const struct element *e, enum html_kind kind)
{
	if (e == &html_elements[EL_PRE] && kind == HTML_OPEN)
		p->in_pre++;
	else if (e == &html_elements[EL_PRE] && p->in_pre > 0)
		p->in_pre--;
	if (e->flags & HTML_BLOCK)
		widen(p, GAP_BLOCK);
	else if (e->flags & HTML_LINE)
		widen(p, GAP_LINE);
	else if (e->flags & HTML_CELL)
		widen(p, GAP_SPACE);
}

/* Items and rows are lines, though the lists and tables around them are blocks: what is a line apart stays so
 * between two of them, because the wider gap wins only where a block begins or ends. */
static void walk(struct plain *p, struct html_reader *r)
{
	struct html_token token;

	for (html_next(r, &token); token.kind != HTML_END && !p->is_full; html_next(r, &token)) {
		if (token.kind == HTML_TEXT)
			plain_text(p, token.raw);
		else if (token.element)
			plain_tag(p, token.element, token.kind);
	}
}

void text_plain(struct bytes html, struct buf *out)
{
	AUTO_BUF store = BUF_INIT(0);
	struct bytes in = html_repaired(html, &store);
	struct html_reader r = HTML_READER(in);
	struct plain p = {.out = out, .start = out->len};

	if (!out->overflow && out->len <= out->max)
		walk(&p, &r);
}

/* ---- one line ---- */

static bool has_any(struct bytes s, char a, char b)
{
	return s.len > 0 && (memchr(s.data, a, s.len) || memchr(s.data, b, s.len));
}

char *text_line(void *ctx, struct bytes html)
{
	AUTO_BUF store = BUF_INIT(0);
	struct bytes in = html_repaired(html, &store), once;
	/* No reference is shorter than half of what it stands for. */
	AUTO_BUF first = BUF_INIT(2 * in.len);
	AUTO_BUF second = BUF_INIT(4 * in.len);
	struct html_reader r = HTML_READER(in);
	struct plain p = {.out = &first, .is_line = true};

	if (has_any(in, '<', '&')) {
		r.is_title = true;
		walk(&p, &r);
	} else {
		plain_text(&p, in);
	}
	once = buf_bytes(&first);
	if (!has_any(once, '&', '&'))
		return mem_strndup(ctx, once.data, once.len);
	/* RSS escapes once more than its authors think: references are resolved again, angles are theirs by
	 * now. */
	p = (struct plain){.out = &second, .is_line = true};
	plain_text(&p, once);
	return mem_strndup(ctx, buf_str(&second), second.len);
}

static bool has_reference(struct bytes s)
{
	const char *p = s.data, *end = s.data + s.len;
	int32_t cp[2];

	for (; (p = memchr(p, '&', (size_t)(end - p))); p++) {
		size_t n = html_reference(p, (size_t)(end - p), cp);

		if (n > 0 && p[n - 1] == ';')
			return true;
	}
	return false;
}

bool html_has_markup(struct bytes s)
{
	struct html_reader r = HTML_READER(s);
	struct html_token token;

	if (!has_any(s, '<', '&'))
		return false;
	r.is_title = true;
	do {
		html_next(&r, &token);
		if (token.kind == HTML_OPEN || token.kind == HTML_CLOSE || r.saw_comment)
			return true;
		if (token.kind == HTML_TEXT && has_reference(token.raw))
			return true;
	} while (token.kind != HTML_END);
	return false;
}

bool text_has_markup(struct bytes s)
{
	AUTO_BUF store = BUF_INIT(0);

	return has_any(s, '<', '&') && html_has_markup(html_repaired(s, &store));
}
