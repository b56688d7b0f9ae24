/* near.c: date and author where only a line near the headline tells them. */
#include "meta.h"

#include <strings.h>

#include "telex/when.h"

static bool has_prefix(const char *s, const char *start)
{
	return !strncasecmp(s, start, strlen(start));
}

static bool take_date(struct page *page, dom_id i)
{
	const char *lang = page->article->lang;
	bool is_american =
	    !strncasecmp(lang, "en", 2) && strncasecmp(lang, "en-gb", 5) && strncasecmp(lang, "en-au", 5);
	char text[DATE_SIZE], zoned[WHEN_RFC3339_SIZE];
	int64_t at;

	if (!date_find(dom_line(page->ctx, page->dom, i, 200), is_american, &at))
		return false;
	when_rfc3339(at, zoned);
	if (!date_read(zoned, &page->article->published_at, text))
		return false;
	page->article->published = mem_strdup(page->article, text);
	return true;
}

/* A short block with a date: what is called one first, then what stands closest behind the headline or before
 * it. */
void date_near_title(struct page *page)
{
	enum { LINE = 110, NEAR = 60 };
	const struct dom *dom = page->dom;
	dom_id title = page->title == DOM_NONE ? 0 : page->title, from = title > NEAR ? title - NEAR : 1;

	if (*page->article->published)
		return;
	for (int is_named = 1; is_named >= 0; is_named--) {
		for (dom_id i = is_named ? 1 : title + 1; i < dom->n && (is_named || i < title + 3 * NEAR);
		     i++)
			if (!dom_is_text(dom, i) && page->facts[i].all_chars < LINE &&
			    page->facts[i].all_chars > 5 &&
			    (!is_named || (page->facts[i].hints & HINT_META)) && take_date(page, i))
				return;
	}
	for (dom_id i = title; title > 0 && i-- > from;)
		if (!dom_is_text(dom, i) && page->facts[i].all_chars < LINE && page->facts[i].all_chars > 5 &&
		    take_date(page, i))
			return;
}

/* Two to four words that begin with a capital, or a letter that has none. */
static bool looks_like_name(const char *s)
{
	size_t n = 0;

	while (*s) {
		if ((*s >= 'a' && *s <= 'z' && n == 0) || (*s >= '0' && *s <= '9'))
			return false;
		s += strcspn(s, " ");
		s += strspn(s, " ");
		n++;
	}
	return n >= 2 && n <= 4;
}

void byline_near_title(struct page *page)
{
	enum { LINE = 50, NEAR = 150 };
	static const char *const starts[] = {"by ", "von ", "par ", "por ", "door ", "di ", "text: "};
	const struct dom *dom = page->dom;

	if (*page->article->byline || page->title == DOM_NONE)
		return;
	for (dom_id i = page->title; i < dom->n && i < page->title + NEAR; i++) {
		const char *line, *name;

		if (dom_is_text(dom, i) || page->facts[i].all_chars < 8 || page->facts[i].all_chars > LINE)
			continue;
		line = dom_line(page->ctx, dom, i, 200);
		for (size_t k = 0; k < sizeof(starts) / sizeof(starts[0]); k++) {
			if (!has_prefix(line, starts[k]))
				continue;
			name = byline_clean(page->article, line);
			if (looks_like_name(name)) {
				page->article->byline = name;
				return;
			}
		}
	}
}
