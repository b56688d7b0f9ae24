/* page_views.c: what stands below the head of an article: its text, its source, its links, what was changed. */
#include "page_parts.h"

#include <string.h>

#include "telex/diff.h"
#include "telex/when.h"

/* The targets below the text. */
static void add_targets(struct page *page, size_t n_of_text)
{
	if (page->n_links == 0)
		return;
	page_add_blank(page);
	page_add_line(page, "Links", TEXT_DIM, -1);
	for (size_t i = 0; i < page->n_links; i++) {
		bool is_enclosure = i >= n_of_text;
		char *line = mem_printf(page, "%*s[%zu] %s%s%s", i < 9 ? 1 : 0, "", i + 1,
					is_enclosure ? page->links[i].label : "", is_enclosure ? " " : "",
					page->links[i].url);

		page_add_line(page, line, TEXT_DIM, (int)i);
	}
}

static void end_text(struct page *page, const struct text_page *text)
{
	if (page->n_rows == page->n_head_rows)
		page_add_line(page, "The feed gives no text; o opens the article in the browser.", TEXT_DIM, -1);
	page->end_row = page->n_rows;
	add_targets(page, text->n_links);
}

/* A block ended there, and another element begins: clean HTML, which may be one line, is shown in lines. */
static bool ends_block(const char *tag, const char *next)
{
	static const char *const ends[] = {"</p>", "</li>", "</ul>", "</ol>", "</dl>", "</dd>", "</dt>", "</div>", "</tr>", "</h1>",
					   "</h2>", "</h3>", "</h4>", "</h5>", "</h6>", "</table>", "</blockquote>", "</figure>"};

	for (size_t i = 0; tag && *next == '<' && next[1] != '/' && i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t n = strlen(ends[i]);

		if (tag + n == next && !strncmp(tag, ends[i], n))
			return true;
	}
	return false;
}

/* What is stored, as it stands. */
static const char *make_source(struct page *page, const struct page_look *look)
{
	const char *source = page->article->html ? page->article->html : page->article->text;
	struct buf code = BUF_INIT(MIB(256));

	(void)look;
	buf_adds(&code, "<pre>");
	for (const char *p = source, *tag = NULL;; p++) {
		const size_t n = strcspn(p, "<&");

		buf_add(&code, p, n);
		p += n;
		if (!*p)
			break;
		if (ends_block(tag, p))
			buf_addc(&code, '\n');
		tag = *p == '<' ? p : tag;
		buf_adds(&code, *p == '<' ? "&lt;" : "&amp;");
	}
	return buf_steal(&code, page);
}

static void end_links(struct page *page, const struct text_page *text)
{
	(void)text;
	page->end_row = page->n_rows;
	if (page->n_links == 0)
		page_add_line(page, "There are no links in it.", TEXT_DIM, -1);
	for (size_t i = 0; i < page->n_links; i++) {
		const struct text_link *link = &page->links[i];
		bool has_label = *link->label && strcmp(link->label, link->url) != 0;
		/* the label of a link around a picture says so itself, and so does that of one without words */
		bool tells_kind = !link->is_image || link->label[0] == '[' || !strcmp(link->label, "image");

		page_add_line(page,
			      mem_printf(page, "%*s[%zu] %s%s%s%s", i < 9 ? 1 : 0, "", i + 1, tells_kind ? "" : "image: ",
					 has_label ? link->label : "", has_label ? "  " : "", link->url),
			      0, (int)i);
	}
}

/* The newest changes: one that follows all day has hundreds. */
static const char *make_changes(struct page *page, const struct page_look *look)
{
	enum { CHANGES_MAX = 30 };
	const struct store_article *article = page->article;
	size_t older = look->n_formers > CHANGES_MAX ? look->n_formers - CHANGES_MAX : 0, n = look->n_formers - older;
	struct text_wording *wordings = mem_array(page, struct text_wording, n + 1);
	struct buf html = BUF_INIT(MIB(256));

	for (size_t i = 0; i < n; i++) {
		const struct store_former *former = &look->formers[older + i];
		char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE + 16];

		wordings[i] = (struct text_wording){former->title, former->author, former->body,
						    mem_printf(page, "%s (%s)", when_local(former->replaced_at, look->now, local),
							       page_ago(former->replaced_at, look->now, age))};
	}
	wordings[n] = (struct text_wording){article->row.title, article->row.author, article->text, NULL};
	buf_adds(&html, "");
	text_diff_html(wordings, n + 1, true, &html);
	if (older > 0)
		page->last_line = mem_printf(page, "and %zu before that: telex show --diff %lld", older, (long long)page->id);
	else if (n == 0)
		page->last_line = "Its publisher has not changed it.";
	return buf_steal(&html, page);
}

static void end_changes(struct page *page, const struct text_page *text)
{
	if (text->n_rows > 0 && page->last_line)
		page_add_blank(page);
	if (page->last_line)
		page_add_text(page, page->last_line, TEXT_DIM);
}

static void end_source(struct page *page, const struct text_page *text)
{
	(void)page;
	(void)text;
}

const struct page_view_row page_views[] = {
    [PAGE_TEXT] = {NULL, end_text, false, NULL},
    [PAGE_SOURCE] = {make_source, end_source, false, "Source"},
    [PAGE_LINKS] = {NULL, end_links, true, "Links"},
    [PAGE_CHANGES] = {make_changes, end_changes, false, "What was changed"},
};
