/* cite.c: an article as something to cite: a sentence, Markdown, BibTeX, CSL JSON. */
#include "telex/cite.h"

#include <string.h>

#include "telex/alert.h"
#include "telex/json_out.h"
#include "telex/sha256.h"
#include "telex/url.h"
#include "telex/utf8.h"

#include "markup.h"

/* What is cited. */
struct cited {
	const struct store_article *article;
	const char *url, *title; /* url: "" for none; title: the address where there is none */
	int64_t now;
};

/* "2026-11-26" */
enum { DAY_SIZE = 32 };

static const char *day_of(int64_t t, char out[DAY_SIZE])
{
	struct when_civil c;

	when_to_utc(t, &c);
	snprintf(out, DAY_SIZE, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
	return out;
}

/* The canonical address, by the scheme it was published with: two of one page are told apart by nothing else.  "" for none. */
static char *address(void *ctx, const struct store_row *row)
{
	static const char plain[] = "http://", secure[] = "https://";
	const char *canonical = row->canonical_url;

	if (!url_is_web(canonical))
		return mem_strdup(ctx, url_is_web(row->url) ? row->url : "");
	if (!strncmp(row->url, plain, strlen(plain)) && !strncmp(canonical, secure, strlen(secure)))
		return mem_printf(ctx, "%s%s", plain, canonical + strlen(secure));
	return mem_strdup(ctx, canonical);
}

static void hash_of(const struct cited *c, char ret[SHA256_HEX_SIZE])
{
	sha256_hex((struct bytes){c->article->text, strlen(c->article->text)}, ret);
}

/* When it was first seen, and what its text is. */
static void put_proof(const struct cited *c, const char *quote, struct buf *out)
{
	char hash[SHA256_HEX_SIZE], seen[WHEN_RFC3339_SIZE];

	hash_of(c, hash);
	buf_addf(out, "First seen %s, SHA-256 of the text %s%s%s", when_rfc3339(c->article->row.arrived, seen), quote, hash, quote);
}

/* ---- sentences ---- */

static void put_safe(const char *s, struct buf *out)
{
	utf8_safe((struct bytes){s, strlen(s)}, SAFE_LINE, out);
}

static void put_dates(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;
	char day[DAY_SIZE];

	if (row->published != WHEN_NONE)
		buf_addf(out, ", %s", day_of(row->published, day));
	if (c->article->updated != WHEN_NONE)
		buf_addf(out, ", updated %s", day_of(c->article->updated, day));
}

static void cite_text(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;

	put_safe(row->author, out);
	buf_adds(out, *row->author ? ", “" : "“");
	put_safe(c->title, out);
	buf_adds(out, "”, ");
	put_safe(row->outlet, out);
	put_dates(c, out);
	buf_adds(out, *c->url ? ", " : "");
	put_safe(c->url, out);
	buf_addc(out, '\n');
	put_proof(c, "", out);
	buf_addc(out, '\n');
}

static void cite_markdown(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;

	markup_markdown(row->author, out);
	buf_adds(out, *row->author ? ", " : "");
	markup_markdown_link(c->title, c->url, out);
	buf_adds(out, ", *");
	markup_markdown(row->outlet, out);
	buf_addc(out, '*');
	put_dates(c, out);
	buf_adds(out, "  \n");
	put_proof(c, "`", out);
	buf_addc(out, '\n');
}

/* ---- BibTeX ---- */

static void put_tex(const char *s, struct buf *out)
{
	static const char *const escapes[256] = {
	    ['\\'] = "\\textbackslash{}", ['{'] = "\\{", ['}'] = "\\}", ['$'] = "\\$", ['&'] = "\\&", ['#'] = "\\#",
	    ['_'] = "\\_", ['%'] = "\\%", ['~'] = "\\textasciitilde{}", ['^'] = "\\textasciicircum{}",
	};
	AUTO_BUF safe = BUF_INIT(MIB(1));

	put_safe(s, &safe);
	for (size_t i = 0; i < safe.len; i++) {
		const char *escape = escapes[(unsigned char)safe.data[i]];

		if (escape)
			buf_adds(out, escape);
		else
			buf_addc(out, safe.data[i]);
	}
}

static void put_field(struct buf *out, const char *name, const char *value, bool is_whole)
{
	if (!*value)
		return;
	buf_addf(out, "  %-12s = {%s", name, is_whole ? "{" : "");
	put_tex(value, out);
	buf_adds(out, is_whole ? "}},\n" : "},\n");
}

/* Braces would have to be paired, and nothing else means anything in an address there. */
static void put_url_field(struct buf *out, const char *url)
{
	if (!*url)
		return;
	buf_addf(out, "  %-12s = {", "url");
	for (; *url; url++) {
		if (strchr("{}\\", *url) || (unsigned char)*url <= ' ')
			buf_addf(out, "%%%02X", (unsigned char)*url);
		else
			buf_addc(out, *url);
	}
	buf_adds(out, "},\n");
}

/* The next of the names in "Ada Byron, Bob Stone": several where each has a blank in it; else ("Byron, Ada", "The Staff, Inc") it
 * is one.  False at the end. */
static bool next_name(const char **s, struct bytes *ret)
{
	const char *comma = strstr(*s, ", ");
	bool is_list = comma != NULL;

	if (!**s)
		return false;
	for (const char *p = *s, *end; is_list && p; p = end ? end + 2 : NULL) {
		end = strstr(p, ", ");
		is_list = memchr(p, ' ', end ? (size_t)(end - p) : strlen(p)) != NULL;
	}
	*ret = (struct bytes){*s, is_list ? (size_t)(comma - *s) : strlen(*s)};
	*s += ret->len + (is_list ? 2 : 0);
	return true;
}

static void put_authors(struct buf *out, const char *authors)
{
	struct bytes name;

	if (!*authors)
		return;
	buf_addf(out, "  %-12s = {", "author");
	for (size_t i = 0; next_name(&authors, &name); i++) {
		char *copy = mem_strndup(NULL, name.data, name.len);

		buf_adds(out, i ? " and " : "");
		/* a word "and" in a name would part it */
		buf_adds(out, strstr(copy, " and ") ? "{" : "");
		put_tex(copy, out);
		buf_adds(out, strstr(copy, " and ") ? "}" : "");
		talloc_free(copy);
	}
	buf_adds(out, "},\n");
}

/* newsexample2020-1a2b3c4d: letters and digits of the host, the year, a hash of the address (or of the title). */
static void put_key(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;
	const char *url = c->url, *what = *url ? url : row->title;
	char *host = *url ? url_host(NULL, url) : NULL;
	char hash[SHA256_HEX_SIZE];
	struct when_civil when;

	when_to_utc(story_told_at(row), &when);
	sha256_hex((struct bytes){what, strlen(what)}, hash);
	for (const char *p = host ? host : "telex"; *p; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
			buf_addc(out, *p);
	}
	buf_addf(out, "%lld-%.8s", (long long)when.year, hash);
	talloc_free(host);
}

static void cite_bibtex(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;
	char day[DAY_SIZE];

	buf_adds(out, "@online{");
	put_key(c, out);
	buf_adds(out, ",\n");
	put_field(out, "title", c->title, true);
	put_authors(out, row->author);
	put_field(out, "organization", row->outlet, true);
	if (row->published != WHEN_NONE)
		put_field(out, "date", day_of(row->published, day), false);
	put_url_field(out, c->url);
	put_field(out, "urldate", day_of(c->now, day), false);
	put_field(out, "langid", row->lang, false);
	buf_addf(out, "  %-12s = {", "note");
	if (c->article->updated != WHEN_NONE)
		buf_addf(out, "Updated %s. ", day_of(c->article->updated, day));
	put_proof(c, "", out);
	buf_adds(out, "}\n}\n");
}

/* ---- CSL JSON ---- */

static void put_date_parts(struct buf *out, const char *name, int64_t t)
{
	struct when_civil c;

	if (t == WHEN_NONE)
		return;
	when_to_utc(t, &c);
	buf_addf(out, ", \"%s\": {\"date-parts\": [[%lld, %d, %d]]}", name, (long long)c.year, c.month, c.day);
}

static void put_member(struct buf *out, const char *name, const char *value)
{
	if (*value)
		json_out_text(out, name, value);
}

static void put_csl_authors(struct buf *out, const char *authors)
{
	struct bytes name;

	if (!*authors)
		return;
	buf_adds(out, ", \"author\": [");
	for (size_t i = 0; next_name(&authors, &name); i++) {
		char *copy = mem_strndup(NULL, name.data, name.len);

		buf_adds(out, i ? ", {\"literal\": " : "{\"literal\": ");
		json_out_string(copy, out);
		buf_addc(out, '}');
		talloc_free(copy);
	}
	buf_addc(out, ']');
}

static void cite_csl(const struct cited *c, struct buf *out)
{
	const struct store_row *row = &c->article->row;
	AUTO_BUF note = BUF_INIT(KIB(4));
	char day[DAY_SIZE];

	buf_adds(out, "{\"id\": \"");
	put_key(c, out);
	buf_addf(out, "\", \"type\": \"%s\"", row->published != WHEN_NONE ? "article-newspaper" : "webpage");
	put_member(out, "title", c->title);
	put_csl_authors(out, row->author);
	put_member(out, "container-title", row->outlet);
	put_date_parts(out, "issued", row->published);
	put_date_parts(out, "accessed", c->now);
	put_member(out, "URL", c->url);
	put_member(out, "language", row->lang);
	if (c->article->updated != WHEN_NONE)
		buf_addf(&note, "Updated %s. ", day_of(c->article->updated, day));
	put_proof(c, "", &note);
	put_member(out, "note", buf_str(&note));
	buf_addc(out, '}');
}

void report_cite(const struct store_article *article, enum cite_format format, int64_t now, struct buf *out)
{
	static void (*const writers[])(const struct cited *c, struct buf *out) = {
	    [CITE_TEXT] = cite_text, [CITE_MARKDOWN] = cite_markdown, [CITE_BIBTEX] = cite_bibtex, [CITE_CSL] = cite_csl};
	char *url = address(NULL, &article->row);
	const char *title = *article->row.title ? article->row.title : url;

	writers[format](&(struct cited){article, url, title, now}, out);
	talloc_free(url);
}
