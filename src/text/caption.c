/* caption.c: what a figure's caption says of its picture, without who took it. */
#include "extract.h"

#include "telex/text.h"
#include "telex/utf8.h"

enum { CAPTION_MAX = 300, CAPTION_MIN = 10 };

static char *line_of(const struct page *page, dom_id caption)
{
	AUTO_BUF raw = BUF_INIT(16 * (size_t)CAPTION_MAX);
	const struct dom *dom = page->dom;

	for (dom_id i = caption; i < dom->nodes[caption].end && buf_ok(&raw);) {
		const bool is_credit = !dom_is_text(dom, i) && (page->facts[i].hints & HINT_CREDIT);

		if (dom_is_text(dom, i))
			buf_add(&raw, dom->nodes[i].at, dom->nodes[i].len);
		else if (dom_is_apart(dom, i))
			buf_addc(&raw, ' ');
		i = is_credit ? dom->nodes[i].end : i + 1;
	}
	return text_line(page->ctx, buf_bytes(&raw));
}

/* What begins a credit; and what stands in one, behind a name. */
static const char *const openings[] = {"\xc2\xa9", "(c) ", "photo:", "photo by ", "photograph:", "photograph by ", "picture:",
				       "image:",   "credit:", "foto:", "bild:",	  "quelle:",	 "(ap photo",	   "cr\xc3\xa9\x64it"};
static const char *const agencies[] = {"getty images", "istock", "shutterstock", "/afp", "/reuters"};

static void cut_credit(char *line)
{
	size_t len = strlen(line);

	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		const char *at = strcasestr(line, openings[i]);

		if (at && (size_t)(at - line) < len)
			len = (size_t)(at - line);
	}
	line[len] = '\0';
	for (size_t i = 0; i < sizeof(agencies) / sizeof(agencies[0]); i++) {
		if (!strcasestr(line, agencies[i]))
			continue;
		/* the sentences before */
		while (len > 0 && !(line[len - 1] == '.' && line[len] == ' '))
			len--;
		line[len] = '\0';
	}
	while (len > 0 && strchr(" |-(/[,:;", line[len - 1]))
		len--;
	line[len] = '\0';
}

/* NULL: it says nothing. */
static char *words_of(const struct page *page, dom_id caption)
{
	char *line = line_of(page, caption);

	cut_credit(line);
	line[utf8_cut(line, strlen(line), CAPTION_MAX)] = '\0';
	return strlen(line) >= CAPTION_MIN ? line : NULL;
}

char **captions_find(const struct page *page, dom_id top)
{
	const struct dom *dom = page->dom;
	char **captions = mem_array(page->ctx, char *, dom->n);
	dom_id figure_end = 0, dropped_end = 0, picture = DOM_NONE, caption = DOM_NONE;

	for (dom_id i = top; i < dom->nodes[top].end; i++) {
		if (page->facts[i].is_dropped && dom->nodes[i].end > dropped_end)
			dropped_end = dom->nodes[i].end;
		if (dom_is(dom, i, EL_FIGURE)) {
			figure_end = dom->nodes[i].end;
			picture = caption = DOM_NONE;
		} else if (i < figure_end && dom_is(dom, i, EL_IMG) && picture == DOM_NONE && i >= dropped_end) {
			picture = i;
		} else if (i < figure_end && dom_is(dom, i, EL_FIGCAPTION) && caption == DOM_NONE && i < dropped_end) {
			caption = i; /* one that stays is read in its place */
		}
		if (picture == DOM_NONE || caption == DOM_NONE)
			continue;
		captions[picture] = words_of(page, caption);
		figure_end = 0;
		picture = caption = DOM_NONE;
	}
	return captions;
}
