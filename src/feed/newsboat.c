/* newsboat.c: newsboat's urls file: an address, then tags, in quotes where they hold blanks. */
#include <string.h>

#include "opml_list.h"
#include "record.h"
#include "telex/url.h"
#include "telex/utf8.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of line, unquoted, as a child of ctx; NULL at the end or at a comment. */
static char *next_word(void *ctx, struct bytes *line)
{
	const char *p = line->data, *end = p + line->len;
	AUTO_BUF word = BUF_INIT(SMALL_BYTES);
	bool is_quoted;

	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p == '#')
		return NULL;
	is_quoted = *p == '"';
	p += is_quoted;
	for (; p < end && (is_quoted ? *p != '"' : !is_blank(*p)); p++) {
		if (is_quoted && *p == '\\' && p + 1 < end)
			p++;
		buf_addc(&word, *p);
	}
	p += p < end;
	*line = (struct bytes){p, (size_t)(end - p)};
	return value_line(ctx, buf_bytes(&word), FORM_PLAIN, URL_MAX + 1);
}

/* Tags: "~Title" names the feed, "!" hides it from newsboat's list, the first other one is its folder. */
static void read_line(struct opml *opml, struct bytes line)
{
	struct opml_feed feed = {.url = next_word(opml, &line)};
	char *tag;

	if (!feed.url)
		return;
	while ((tag = next_word(opml, &line))) {
		if (*tag == '~')
			feed.title = tag + 1;
		else if (*tag != '!' && !feed.folder)
			feed.folder = tag;
	}
	opml_list_add(opml, feed);
}

bool opml_parse_newsboat(void *ctx, struct bytes doc, struct opml **ret, struct err *err)
{
	struct opml *opml = mem_new(ctx, struct opml);
	AUTO_BUF text = BUF_INIT(MIB(16));
	struct bytes rest;

	utf8_repair(doc, &text);
	if (!buf_ok(&text)) {
		talloc_free(opml);
		return err_set(err, ERR_LIMIT, "a urls file of more than 16 MiB");
	}
	for (rest = buf_bytes(&text); rest.len > 0;) {
		const char *end = memchr(rest.data, '\n', rest.len);
		size_t n = end ? (size_t)(end - rest.data) : rest.len;

		read_line(opml, (struct bytes){rest.data, n});
		n += end ? 1 : 0;
		rest = (struct bytes){rest.data + n, rest.len - n};
	}
	*ret = opml;
	return true;
}
