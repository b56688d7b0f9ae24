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

void page_end_text(struct page *page, const struct text_page *text)
{
	if (page->n_rows == page->n_head_rows)
		page_add_line(page, "The feed gives no text; o opens the article in the browser.", TEXT_DIM, -1);
	page->end_row = page->n_rows;
	add_targets(page, text->n_links);
}

static void show_text(struct page *page, const struct paper *paper)
{
	page_add_rows(page, paper->text->rows, paper->text->n_rows);
	if (!page->rest)
		page_end_text(page, paper->text);
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
static void show_source(struct page *page, const struct paper *paper)
{
	const char *source = paper->article->html ? paper->article->html : paper->article->text;
	AUTO_BUF code = BUF_INIT(MIB(256));
	struct text_page *text;

	buf_adds(&code, "<pre>");
	for (const char *p = source, *tag = NULL; *p; p++) {
		if (ends_block(tag, p))
			buf_addc(&code, '\n');
		tag = *p == '<' ? p : tag;
		if (*p == '<' || *p == '&')
			buf_adds(&code, *p == '<' ? "&lt;" : "&amp;");
		else
			buf_addc(&code, *p);
	}
	text = text_layout(page, buf_bytes(&code), page->cols);
	page_add_rows(page, text->rows, text->n_rows);
}

static void show_links(struct page *page, const struct paper *paper)
{
	(void)paper;
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
static void show_changes(struct page *page, const struct paper *paper)
{
	enum { CHANGES_MAX = 30 };
	const struct store_article *article = paper->article;
	const struct page_look *look = paper->look;
	size_t older = look->n_formers > CHANGES_MAX ? look->n_formers - CHANGES_MAX : 0, n = look->n_formers - older;
	struct text_wording *wordings = mem_array(page, struct text_wording, n + 1);
	AUTO_BUF html = BUF_INIT(MIB(256));
	struct text_page *text;

	for (size_t i = 0; i < n; i++) {
		const struct store_former *former = &look->formers[older + i];
		char local[WHEN_LOCAL_SIZE], age[WHEN_AGE_SIZE + 16];

		wordings[i] = (struct text_wording){former->title, former->author, former->body,
						    mem_printf(page, "%s (%s)", when_local(former->replaced_at, look->now, local),
							       page_ago(former->replaced_at, look->now, age))};
	}
	wordings[n] = (struct text_wording){article->row.title, article->row.author, article->text, NULL};
	text_diff_html(wordings, n + 1, true, &html);
	text = text_layout(page, buf_bytes(&html), page->cols);
	page_add_rows(page, text->rows, text->n_rows);
	if (older > 0) {
		page_add_blank(page);
		page_add_text(page, mem_printf(page, "and %zu before that: telex show --diff %lld", older, (long long)page->id), TEXT_DIM);
	}
	if (n == 0)
		page_add_line(page, "Its publisher has not changed it.", TEXT_DIM, -1);
}

const struct page_view_row page_views[] = {
    [PAGE_TEXT] = {show_text, NULL},
    [PAGE_SOURCE] = {show_source, "Source"},
    [PAGE_LINKS] = {show_links, "Links"},
    [PAGE_CHANGES] = {show_changes, "What was changed"},
};
