/* inline.c: words, links and pictures of a paragraph. */
#include "inline.h"

#include "telex/utf8.h"

#include <strings.h>

/* ---- text ---- */

/* Blanks are dropped where a line begins and written in front of the next word: in its style when the word
 * before has the same, else plain. */
static void put_space(struct layout *l, unsigned style, int link)
{
	struct para *para = &l->flow.para;
	const struct para_run *last = para->n_runs > 0 ? &para->runs[para->n_runs - 1] : NULL;
	bool is_same = last && last->style == style && last->link == link;

	if (para->wants_space && !para_at_line_start(para))
		para_put(para, BYTES_LITERAL(" "), is_same ? style : style & TEXT_QUOTE, is_same ? link : -1);
	para->wants_space = false;
}

/* Sanitized; what stands for nothing visible adds nothing. */
void inline_put(struct layout *l, struct bytes s, unsigned style, int link)
{
	AUTO_BUF safe = BUF_INIT(3 * s.len);

	utf8_safe(s, SAFE_LINE, &safe);
	if (safe.len == 0)
		return;
	put_space(l, style, link);
	para_put(&l->flow.para, buf_bytes(&safe), style, link);
	l->open_link.is_shown |= link >= 0 && link == l->open_link.link;
}

/* For the reading time: words, or two ideographs. */
static void count_word(struct bytes word, bool is_new, int *n_words, int *halves)
{
	int ideographs = 0;

	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.data[i];

		ideographs += c >= 0xe3 && c <= 0xed;
	}
	*halves += ideographs;
	*n_words += is_new && ideographs == 0;
}

int text_words(struct bytes plain)
{
	const char *p = plain.data, *end = p + plain.len;
	int n_words = 0, halves = 0;

	while (p < end) {
		const char *word = p;

		while (p < end && !html_is_space(*p))
			p++;
		if (p > word)
			count_word((struct bytes){word, (size_t)(p - word)}, true, &n_words, &halves);
		while (p < end && html_is_space(*p))
			p++;
	}
	return n_words + halves / 2;
}

/* The bytes of a word: up to white space or an invisible place to break (U+00AD, U+200B). */
static size_t word_len(const char *s, const char *end, char *ret_mark)
{
	const char *p = s;

	*ret_mark = 0;
	for (; p < end && !html_is_space(*p); p++) {
		unsigned char c = (unsigned char)*p;

		if (c == 0xc2 && end - p > 1 && (unsigned char)p[1] == 0xad)
			*ret_mark = MARK_HYPHEN;
		else if (c == 0xe2 && end - p > 2 && !memcmp(p, "\xe2\x80\x8b", 3))
			*ret_mark = MARK_BREAK;
		if (*ret_mark)
			break;
	}
	return (size_t)(p - s);
}

void inline_words(struct layout *l, struct bytes text)
{
	const char *p = text.data, *end = text.data + text.len;
	struct para *para = &l->flow.para;
	char mark;

	while (p < end) {
		size_t n = word_len(p, end, &mark);

		if (n > 0) {
			count_word((struct bytes){p, n}, para->wants_space || para_at_line_start(para), &l->n_words, &l->halves);
			inline_put(l, (struct bytes){p, n}, layout_top(l)->style, layout_top(l)->link);
		}
		p += n;
		if (mark) {
			para_mark(para, mark);
			p += mark == MARK_HYPHEN ? 2 : 3;
		}
		for (; p < end && html_is_space(*p); p++)
			para->wants_space = true;
	}
}

void inline_code(struct layout *l, struct bytes text)
{
	static const char blanks[] = "        ";
	const char *p = text.data, *end = text.data + text.len;
	struct para *para = &l->flow.para;

	while (p < end) {
		size_t n = 0;

		while (p + n < end && p[n] != '\n' && p[n] != '\t' && p[n] != '\r')
			n++;
		inline_put(l, (struct bytes){p, n}, layout_top(l)->style, layout_top(l)->link);
		l->col += wrap_width((struct bytes){p, n});
		p += n;
		if (p == end)
			break;
		if (*p == '\n' && (para->text.len > 0 || n > 0)) {
			para_put(para, BYTES_LITERAL("\n"), layout_top(l)->style, -1);
			l->col = 0;
		} else if (*p == '\t') {
			para_put(para, (struct bytes){blanks, (size_t)(8 - l->col % 8)}, layout_top(l)->style,
				 -1);
			l->col += 8 - l->col % 8;
		}
		p++;
	}
}

/* "10<sup>9</sup>" must not read 109: digits and signs have raised and lowered forms. */
bool inline_shifted(struct layout *l, struct bytes text, bool is_raised)
{
	static const char plain[] = "0123456789+-=()";
	static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷",
					     "⁸", "⁹", "⁺", "⁻", "⁼", "⁽", "⁾"};
	static const char *const lowered[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇",
					      "₈", "₉", "₊", "₋", "₌", "₍", "₎"};

	for (size_t i = 0; i < text.len; i++) {
		if (!text.data[i] || !strchr(plain, text.data[i]))
			return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		size_t k = (size_t)(strchr(plain, text.data[i]) - plain);
		const char *sign = is_raised ? raised[k] : lowered[k];

		inline_put(l, (struct bytes){sign, strlen(sign)}, layout_top(l)->style, layout_top(l)->link);
	}
	return true;
}

/* ---- links and pictures ---- */

void inline_number(struct layout *l, int link)
{
	AUTO_BUF number = BUF_INIT(32);
	struct para *para = &l->flow.para;
	bool wants_space = para->wants_space;

	para->wants_space = false; /* behind the word, before the blank */
	buf_addf(&number, "[%d]", link + 1);
	para_put(para, buf_bytes(&number), (layout_top(l)->style & TEXT_QUOTE) | TEXT_DIM, link);
	para->wants_space = wants_space;
}

void inline_set_label(struct layout *l, int link, struct bytes label)
{
	struct text_page *page = l->flow.page.result;
	AUTO_BUF line = BUF_INIT(3 * label.len);

	while (label.len > 0 && (unsigned char)label.data[0] <= ' ')
		label = (struct bytes){label.data + 1, label.len - 1};
	if (*page->links[link].label)
		return;
	utf8_safe(label, SAFE_LINE, &line);
	page->links[link].label = mem_strndup(page, buf_str(&line), line.len);
}

void inline_number_open_link(struct layout *l)
{
	struct open_link *open = &l->open_link;
	const struct para *para = &l->flow.para;

	if (open->link < 0 || open->has_number || !open->is_shown)
		return;
	inline_set_label(l, open->link,
			 (struct bytes){para->text.data + open->from, para->text.len - open->from});
	inline_number(l, open->link);
	open->has_number = true;
}

static char *attr_text(struct layout *l, const struct html_token *token, const char *name)
{
	struct bytes value;

	buf_reset(&l->decoded);
	if (html_attr_find(token->raw, name, &value))
		html_decode(value, &l->decoded);
	return buf_ok(&l->decoded) ? mem_strdup(l->flow.page.ctx, buf_str(&l->decoded)) : NULL;
}

/* A link to a picture is one, whatever stands in it. */
static bool is_picture(const char *url)
{
	static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"};
	size_t len = strcspn(url, "?#");

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i]);

		if (len > n && !strncasecmp(url + len - n, endings[i], n))
			return true;
	}
	return false;
}

void inline_open_a(struct layout *l, const struct html_token *token)
{
	size_t n_links = l->flow.page.result->n_links;
	char *url = attr_text(l, token, "href"), *title = attr_text(l, token, "title");
	int link = url ? page_link(&l->flow.page, url, is_picture(url)) : -1;

	inline_number_open_link(l);
	if (link >= 0) {
		layout_top(l)->link = link;
		layout_top(l)->style |= TEXT_LINK;
		l->open_link = (struct open_link){.link = link, .from = l->flow.para.text.len};
		l->open_link.is_new = l->flow.page.result->n_links > n_links;
		if (title)
			memcpy(l->open_link.title, title,
			       utf8_cut(title, strlen(title), sizeof(l->open_link.title) - 1));
	}
	talloc_free(url);
	talloc_free(title);
}

/* A link without text is a frame or plug-in that was made one (clean.c), or nothing to see. */
void inline_close_a(struct layout *l)
{
	struct open_link *open = &l->open_link;
	struct text_page *page = l->flow.page.result;
	AUTO_BUF label = BUF_INIT(sizeof(open->title) + 2);

	if (open->link < 0 || open->link != layout_top(l)->link)
		return;
	if (!open->is_shown && *open->title) {
		buf_addf(&label, "[%s]", open->title);
		inline_put(l, buf_bytes(&label), layout_top(l)->style, open->link);
	}
	inline_number_open_link(l);
	l->flow.para.wants_space |= label.len > 0;
	if (!open->is_shown && open->is_new && (size_t)open->link + 1 == page->n_links)
		page->n_links--;
	open->link = -1;
}

/* Signs that stand for a face or a symbol are shown themselves: ":-)", an emoji. */
static bool is_sign(const char *alt)
{
	int32_t cp;

	if (!*alt || utf8_width(alt, strlen(alt)) > 4)
		return false;
	for (const char *p = alt; *p;) {
		p += utf8_next(p, strlen(p), &cp);
		if ((cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ||
			(cp >= 0x80 && cp < 0x2000) || (cp >= 0x2e80 && cp < 0x1f000))
			return false;
	}
	return true;
}

static void put_media(struct layout *l, const char *kind, const char *alt, const char *url)
{
	AUTO_BUF label = BUF_INIT(KIB(4));
	struct bytes name = {*alt ? alt : kind, strlen(*alt ? alt : kind)};
	int link = layout_top(l)->link;

	if (is_sign(alt)) {
		inline_put(l, name, layout_top(l)->style, link);
		return;
	}
	if (link < 0 && url)
		link = page_link(&l->flow.page, url, true);
	if (link < 0 && !*alt)
		return;
	buf_addf(&label, "[%s%s%.*s]", kind, *alt ? ": " : "",
		 *alt ? (int)utf8_cut(alt, name.len, KIB(1)) : 0, alt);
	inline_put(l, buf_bytes(&label), TEXT_DIM | (layout_top(l)->style & TEXT_QUOTE), link);
	if (link >= 0 && layout_top(l)->link < 0) {
		inline_set_label(l, link, name);
		inline_number(l, link);
	}
}

void inline_media(struct layout *l, const struct html_token *token, const char *kind)
{
	char *alt = attr_text(l, token, token->element == &html_elements[EL_IMG] ? "alt" : "title");
	char *url = attr_text(l, token, "src");

	if (url && *url)
		put_media(l, kind, alt ? alt : "", url);
	talloc_free(alt);
	talloc_free(url);
}
