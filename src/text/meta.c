/* meta.c: title, byline, date and so on, as a page's head and its marked-up parts give them. */
#include "meta.h"

#include "telex/text.h"
#include "telex/url.h"
#include "telex/utf8.h"
#include "telex/when.h"

#include <strings.h>

enum { VALUE_MAX = 2000, BYLINE_MAX = 120 };

void meta_offer(struct meta *meta, enum meta_what what, enum meta_from from, const char *value)
{
	char *line;

	if (!value || !*value || meta->found[what][from])
		return;
	line = text_line(meta->ctx, (struct bytes){value, utf8_cut(value, strlen(value), VALUE_MAX)});
	if (*line)
		meta->found[what][from] = line;
}

const char *meta_best(const struct meta *meta, enum meta_what what)
{
	for (size_t i = 0; i < META_FROM_COUNT; i++)
		if (meta->found[what][i])
			return meta->found[what][i];
	return "";
}

bool meta_says_sponsored(const char *value)
{
	static const char *const words[] = {
	    "sponsored",    "advertorial",	  "partner content",	   "partnercontent",
	    "paid post",    "paidpost",		  "branded content",	   "brandedcontent",
	    "paid content", "native advertising", "advertisement feature", "sponsored post",
	    "gesponsert"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(value, words[i]))
			return true;
	return false;
}

/* <meta name|property|itemprop content> */
static const struct {
	const char *name;
	enum meta_what what;
	enum meta_from from;
} rows[] = {
#define META(name, what, from) {name, META_##what, META_FROM_##from},
#include "meta.def"
#undef META
};

/* Metadata that says what kind of page it is. */
static const char *const kinds[] = {"article:section",	   "og:type",	  "article:tag",
				    "content-type",	   "contenttype", "parsely-section",
				    "article:content_tier"};

static bool is_word(struct bytes list, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= list.len; i++) {
		bool starts = i == 0 || html_is_space(list.data[i - 1]);

		if (starts && !strncasecmp(list.data + i, word, len) &&
		    (i + len == list.len || html_is_space(list.data[i + len])))
			return true;
	}
	return false;
}

static void read_kind(struct page *page, const char *name, const char *content)
{
	bool is_switch = !strcasecmp(name, "sponsored") || !strcasecmp(name, "is_sponsored");

	if (is_switch && (!strcasecmp(content, "true") || !strcmp(content, "1")))
		page->article->is_sponsored = true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcasecmp(kinds[i], name) && meta_says_sponsored(content))
			page->article->is_sponsored = true;
}

static void read_meta(struct page *page, struct meta *meta, dom_id i)
{
	static const char *const attrs[] = {"property", "name", "itemprop", "http-equiv"};
	char *content = dom_attr_line(meta->ctx, page->dom, i, "content");

	for (size_t k = 0; k < 4; k++) {
		char *names = dom_attr_line(meta->ctx, page->dom, i, attrs[k]), *rest = names, *name;

		while ((name = strsep(&rest, " "))) { /* RDFa allows several in one property */
			for (size_t r = 0; *name && r < sizeof(rows) / sizeof(rows[0]); r++)
				if (!strcasecmp(rows[r].name, name))
					meta_offer(meta, rows[r].what, rows[r].from, content);
			read_kind(page, name, content);
		}
	}
}

static void read_link(struct page *page, dom_id i)
{
	struct bytes rel;
	char *url;

	if (*page->article->canonical || !dom_attr(page->dom, i, "rel", &rel) || !is_word(rel, "canonical"))
		return;
	url = url_resolve(page->article, page->options->base_url,
			  dom_attr_line(page->ctx, page->dom, i, "href"));
	if (url && url_is_web(url))
		page->article->canonical = url;
}

/* Microdata in the page's body, and what is marked by names alone. */
static void read_itemprop(struct page *page, struct meta *meta, dom_id i, struct bytes prop)
{
	const struct dom *dom = page->dom;

	if (is_word(prop, "headline") && dom_flags(dom, i))
		meta_offer(meta, META_TITLE, META_FROM_ITEMPROP, dom_line(meta->ctx, dom, i, VALUE_MAX));
	if (is_word(prop, "datePublished")) {
		meta_offer(meta, META_PUBLISHED, META_FROM_ITEMPROP,
			   dom_attr_line(meta->ctx, dom, i, "datetime"));
		meta_offer(meta, META_PUBLISHED, META_FROM_ITEMPROP,
			   dom_attr_line(meta->ctx, dom, i, "content"));
	}
	if (is_word(prop, "author"))
		meta_offer(meta, META_BYLINE, META_FROM_ITEMPROP, dom_line(meta->ctx, dom, i, BYLINE_MAX));
}

static void add_heading(const struct page *page, dom_id i, char *to[META_H1_MAX], size_t *n)
{
	char *line;

	if (*n == META_H1_MAX || (page->facts[i].hints & HINT_HIDDEN))
		return;
	line = dom_line(page->ctx, page->dom, i, VALUE_MAX);
	if (*line)
		to[(*n)++] = line;
}

static void read_element(struct page *page, struct meta *meta, dom_id i)
{
	const struct dom *dom = page->dom;
	struct bytes value;

	switch (dom->nodes[i].id) {
	case EL_META:
		read_meta(page, meta, i);
		return;
	case EL_LINK:
		read_link(page, i);
		return;
	case EL_HTML:
		meta_offer(meta, META_LANG, META_FROM_JSON_LD, dom_attr_line(meta->ctx, dom, i, "lang"));
		return;
	case EL_TITLE:
		if (!meta->page_title)
			meta->page_title = dom_line(meta->ctx, dom, i, VALUE_MAX);
		return;
	case EL_H1:
		add_heading(page, i, meta->h1, &meta->n_h1);
		return;
	case EL_H2:
	case EL_H3:
		add_heading(page, i, meta->h2, &meta->n_h2);
		return;
	case EL_TIME:
		meta_offer(meta, META_PUBLISHED, META_FROM_REST,
			   dom_attr_line(meta->ctx, dom, i, "datetime"));
		break;
	default:
		break;
	}
	if (dom_attr(dom, i, "itemprop", &value))
		read_itemprop(page, meta, i, value);
	if (dom_is(dom, i, EL_A) && dom_attr(dom, i, "rel", &value) && is_word(value, "author"))
		meta_offer(meta, META_BYLINE, META_FROM_REST, dom_line(meta->ctx, dom, i, BYLINE_MAX));
}

/* What is called author or byline: the first that has a name. */
static void read_byline(struct page *page, struct meta *meta)
{
	const struct dom *dom = page->dom;

	for (dom_id i = 1; i < dom->n && !meta->found[META_BYLINE][META_FROM_REST]; i++) {
		const struct facts *f = &page->facts[i];
		struct bytes class = {"", 0};

		if (!(f->hints & HINT_META) || f->all_chars < 4 || f->all_chars > BYLINE_MAX ||
		    dom_is_text(dom, i) || !dom_attr(dom, i, "class", &class))
			continue;
		if (memmem(class.data, class.len, "author", 6) || memmem(class.data, class.len, "byline", 6))
			meta_offer(meta, META_BYLINE, META_FROM_REST,
				   byline_clean(meta->ctx, dom_line(meta->ctx, dom, i, BYLINE_MAX)));
	}
}

/* The first that is a name, and not that of the site. */
static char *settle_byline(void *ctx, const struct meta *meta, const char *site)
{
	char *last = mem_strdup(ctx, "");

	for (size_t i = 0; i < META_FROM_COUNT; i++) {
		char *name =
		    meta->found[META_BYLINE][i] ? byline_clean(ctx, meta->found[META_BYLINE][i]) : NULL;

		if (!name || !*name)
			continue;
		if (i != META_FROM_LAST && !title_is_site(meta, site, name))
			return name;
		last = *last ? last : name;
	}
	return last;
}

static void settle_date(struct extract_article *article, const struct meta *meta)
{
	char text[DATE_SIZE];

	for (size_t i = 0; i < META_FROM_COUNT; i++) {
		if (meta->found[META_PUBLISHED][i] &&
		    date_read(meta->found[META_PUBLISHED][i], &article->published_at, text)) {
			article->published = mem_strdup(article, text);
			return;
		}
	}
}

/* A language tag: "de_AT.UTF-8" is de-AT; "" for what is none. */
static char *lang_tag(void *ctx, const char *said)
{
	char *lang = mem_strdup(ctx, said), *p = lang;

	for (;
	     (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || *p == '-' || *p == '_';
	     p++)
		if (*p == '_')
			*p = '-';
	*p = '\0';
	return p - lang >= 2 && p - lang <= 35 ? lang : mem_strdup(ctx, "");
}

static void settle(struct page *page, struct meta *meta)
{
	struct extract_article *article = page->article;

	article->lang = lang_tag(article, meta_best(meta, META_LANG));
	article->site_name = mem_strdup(article, meta_best(meta, META_SITE));
	article->excerpt = mem_strdup(article, meta_best(meta, META_EXCERPT));
	article->byline = settle_byline(article, meta, article->site_name);
	article->title = title_choose(article, meta, article->site_name);
	settle_date(article, meta);
}

void meta_read(struct page *page)
{
	struct meta meta = {.ctx = page->ctx};

	meta.host = page->options->base_url ? url_host(page->ctx, page->options->base_url) : NULL;

	json_ld_read(page, &meta);
	for (dom_id i = 1; i < page->dom->n; i++)
		if (!dom_is_text(page->dom, i))
			read_element(page, &meta, i);
	read_byline(page, &meta);
	settle(page, &meta);
}
