/* title.c: title, byline and date, made of what pages put into the places for them. */
#include "meta.h"
#include "prune.h"

#include "telex/text.h"

#include <strings.h>

static const char *const separators[] = {" | ",
					 " - ",
					 " \xe2\x80\x93 ",
					 " \xe2\x80\x94 ",
					 " :: ",
					 " \xc2\xbb ",
					 " \xc2\xb7 ",
					 " \xe2\x80\xa2 ",
					 " / ",
					 " > ",
					 " < "};

static bool has_prefix(const char *s, const char *start)
{
	return *start && !strncasecmp(s, start, strlen(start));
}

static bool has_suffix(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return n > 0 && len > n && !strcasecmp(s + len - n, end);
}

/* The last separator in s, or the first; NULL when there is none. */
static const char *find_separator(const char *s, bool is_last, size_t *ret_len)
{
	const char *best = NULL;

	for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
		for (const char *p = s; (p = strstr(p, separators[i])); p++) {
			if (!best || (is_last ? p > best : p < best)) {
				best = p;
				*ret_len = strlen(separators[i]);
			}
		}
	}
	return best;
}

/* The name of the site, or of its host as people write it: "La Stampa" on lastampa.it. */
static bool is_site(const struct meta *meta, const char *site, const char *s, size_t len)
{
	char *part = mem_strndup(meta->ctx, s, len), *rest = mem_strdup(meta->ctx, meta->host), *label;

	if (text_is_alike(part, site) || (meta->host && text_is_alike(part, meta->host)))
		return true;
	while ((label = strsep(&rest, ".")))
		if (strlen(label) > 2 && text_is_alike(part, label))
			return true;
	return false;
}

/* A heading with the site's name, above the article's own. */
static bool is_heading_text(const struct meta *meta, const char *s, size_t len)
{
	return meta->n_h1 > 0 && text_is_alike(mem_strndup(meta->ctx, s, len), meta->h1[0]);
}

static size_t count_words(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] != ' ' && (i == 0 || s[i - 1] == ' ');
	return n;
}

/* The site's name, or a heading that is not the article's. */
static bool is_masthead(const struct meta *meta, const char *site, const char *s, size_t len, const char *rest)
{
	return is_site(meta, site, s, len) || (is_heading_text(meta, s, len) && !is_site(meta, site, rest, strlen(rest)));
}

/* Behind "Site | ". */
static const char *skip_site(const struct meta *meta, const char *title, const char *site)
{
	size_t len = 0;
	const char *at = find_separator(title, false, &len);

	return at && is_masthead(meta, site, title, (size_t)(at - title), at + len) ? at + len : title;
}

/* Without " | Site" at its end and "Site | " at its beginning. */
static char *cut_site(void *ctx, const struct meta *meta, const char *title, const char *site,
		      bool is_page_title)
{
	char *cut = mem_strdup(ctx, skip_site(meta, title, site));

	for (int k = 0; k < 3; k++) {
		size_t len = 0;
		const char *at = find_separator(cut, true, &len), *rest = at ? at + len : "";
		size_t head = at ? (size_t)(at - cut) : 0;

		if (!at)
			break;
		if (is_masthead(meta, site, cut, head, rest))
			return mem_strdup(ctx, rest);
		if (*rest && !is_site(meta, site, rest, strlen(rest)) &&
		    !(is_page_title && count_words(cut, head) >= 3 && count_words(rest, strlen(rest)) <= 5 &&
		      strlen(rest) < head))
			break;
		cut = mem_strndup(ctx, cut, head);
	}
	return cut;
}

/* The longest of the parts between " | " or " » ", when it has most of the words: the others are sections and
 * sites. */
static char *longest_part(void *ctx, const char *title)
{
	const char *mark = strstr(title, " | ") ? " | " : " \xc2\xbb ";
	char *rest = mem_strdup(ctx, title), *best = rest;

	while (rest) {
		char *part = rest, *at = strstr(rest, mark);

		if (at)
			*at = '\0';
		rest = at ? at + strlen(mark) : NULL;
		if (strlen(part) > strlen(best))
			best = part;
	}
	return count_words(best, strlen(best)) * 2 >= count_words(title, strlen(title))
		   ? best
		   : mem_strdup(ctx, title);
}

/* The share of a's words that are in b. */
static float words_share(void *ctx, const char *a, const char *b)
{
	char *rest = mem_strdup(ctx, a), *word;
	size_t n = 0, same = 0;

	while ((word = strsep(&rest, " ,.:;!?\"'-"))) {
		if (strlen(word) < 4) /* "the", "und" */
			continue;
		n++;
		same += strcasestr(b, word) != NULL;
	}
	return n > 0 ? (float)same / (float)n : 0;
}

/* The heading that says best what `said` says; where there is but one, it need not say quite the same. */
static const char *find_heading(const struct meta *meta, const char *said, const char *site)
{
	const char *best = NULL;
	float best_share = meta->n_h1 == 1 ? 0.34f : 0.55f;

	for (size_t i = 0; i < meta->n_h1; i++) {
		const char *h1 = meta->h1[i];
		size_t len = strlen(h1);
		float share = words_share(meta->ctx, h1, said);

		/* "Local news | What happened", "What happened 2 February": a kicker or a date inside the
		 * heading */
		if (count_words(said, strlen(said)) >= 3 && len < 300 &&
		    (has_suffix(h1, said) || has_prefix(h1, said)))
			return said;
		if (len < 6 || len > 300 || (share < 0.8f && count_words(h1, len) < 3) ||
		    is_site(meta, site, h1, len) ||
		    (len * 3 < strlen(said) && !(len >= 20 && has_prefix(said, h1))))
			continue;
		if (share > best_share) {
			best = h1;
			best_share = share;
		}
	}
	return best;
}

/* A smaller heading that stands in the page's title as it is. */
static const char *find_in_title(const struct meta *meta, const char *page)
{
	for (size_t i = 0; i < meta->n_h2; i++)
		if (strlen(meta->h2[i]) >= 8 && strlen(meta->h2[i]) * 3 > strlen(page) &&
		    !strncasecmp(page, meta->h2[i], strlen(meta->h2[i])))
			return meta->h2[i];
	return NULL;
}

/* OpenGraph calls it by the heading and more ("Chapter 2 - Book"), and the page's title has the site's name behind that: so what
 * is more is no site's name. */
static bool is_longer_name(const struct meta *meta, const char *h1, const char *page, const char *site)
{
	const char *og = meta->found[META_TITLE][META_FROM_OG], *more, *rest;
	size_t len = 0;

	if (!og || strlen(og) <= strlen(h1) || !has_prefix(og, h1) || !has_prefix(page, og))
		return false;
	more = find_separator(og + strlen(h1), false, &len);
	if (more != og + strlen(h1) || is_site(meta, site, more + len, strlen(more + len)))
		return false;
	rest = page + strlen(og);
	return find_separator(rest, false, &len) == rest;
}

char *title_choose(void *ctx, const struct meta *meta, const char *site)
{
	const char *said = meta->found[META_TITLE][META_FROM_OG],
		   *headline = meta->found[META_TITLE][META_FROM_JSON_LD],
		   *page = meta->page_title ? meta->page_title : "", *h1 = NULL;

	if (!said || (headline && has_suffix(said, headline))) /* with a kicker */
		said = meta_best(meta, META_TITLE);
	/* A heading that says what the metadata says is the headline as readers see it. */
	if (*said)
		h1 = find_heading(meta, said, site);
	if (!h1 && *page)
		h1 = find_heading(meta, page, site);
	if (!h1)
		h1 = find_in_title(meta, *page ? page : said);
	if (h1)
		return mem_strdup(ctx, is_longer_name(meta, h1, page, site) ? meta->found[META_TITLE][META_FROM_OG] : h1);
	if (*said && !is_site(meta, site, said, strlen(said)))
		return longest_part(ctx, cut_site(ctx, meta, said, site, false));
	if (*page && !is_site(meta, site, page, strlen(page)))
		return longest_part(ctx, cut_site(ctx, meta, page, site, true));
	return mem_strdup(ctx, meta->n_h1 > 0 ? meta->h1[meta->n_h1 - 1] : *said ? said : page);
}

bool title_is_site(const struct meta *meta, const char *site, const char *name)
{
	return is_site(meta, site, name, strlen(name));
}
