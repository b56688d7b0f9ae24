/* fields.c: the table of query fields: parser, completion, help and telex-query(7) read it. */
#include "ast.h"

#include <string.h>

#include "telex/nearest.h"

static const struct query_field fields[] = {
	{"title", QUERY_TEXT, NULL, "words of the title", "title:(merger OR acqui*)"},
	{"body", QUERY_TEXT, NULL, "words of the text", "body:espionage"},
	{"author", QUERY_TEXT, NULL, "words of the author's name", "author:\"dana whitlock\""},
	{"feed", QUERY_NAME, NULL, "a feed by its name; * stands for any rest", "feed:light*"},
	{"group", QUERY_NAME, NULL, "a group of feeds", "group:\"trade press\""},
	{"tag", QUERY_NAME, NULL, "a tag; none: articles without one", "tag:open-ran -tag:none"},
	{"is", QUERY_FLAG, "unread read starred muted alerted updated sponsored", "a state", "is:unread"},
	{"has", QUERY_FLAG, "enclosure text image", "what an article carries", "has:enclosure"},
	{"url", QUERY_STRING, NULL, "how its address begins", "url:https://www.fcc.gov/"},
	{"site", QUERY_STRING, NULL, "the host of its address, and hosts below", "site:ericsson.com"},
	{"lang", QUERY_STRING, NULL, "its language", "lang:de"},
	{"date", QUERY_TIME, NULL, "when it was published", "date:2026-01..2026-03"},
	{"since", QUERY_TIME, NULL, "published then or later", "since:7d"},
	{"before", QUERY_TIME, NULL, "published earlier", "before:2026-10-01"},
	{"seen", QUERY_TIME, NULL, "when it arrived here", "seen:today"},
	{"updated", QUERY_TIME, NULL, "when its publisher changed it last", "updated:2d"},
	{"score", QUERY_INT, NULL, "the sum of its rules' scores", "score:>=20"},
	{"outlets", QUERY_INT, NULL, "how many outlets carry its story", "outlets:>=3"},
	{"id", QUERY_INT, NULL, "an article by its number", "id:24692208320"},
	{"story", QUERY_INT, NULL, "the articles of a story", "story:17"},
	{"rule", QUERY_NAME, NULL, "what a rule has matched", "rule:supply-chain"},
	{"view", QUERY_NAME, NULL, "what a saved view holds", "view:today site:nokia.com"},
};
enum { N_FIELDS = sizeof(fields) / sizeof(fields[0]) };

const struct query_field *query_fields(size_t *ret_n)
{
	*ret_n = N_FIELDS;
	return fields;
}

const struct query_field *field_find(const char *name, size_t len)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (strlen(fields[i].name) == len && !memcmp(fields[i].name, name, len))
			return &fields[i];
	return NULL;
}

size_t field_name_len(const char *word, size_t len)
{
	static const char *const schemes[] = {"http", "https", "ftp", "mailto", "tel", "urn"};
	size_t n = 0;

	while (n < len && word[n] >= 'a' && word[n] <= 'z')
		n++;
	if (!n || n == len || word[n] != ':')
		return 0;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == n && !memcmp(word, schemes[i], n))
			return 0;
	return n;
}

unsigned field_column(const struct query_field *field)
{
	if (field->kind != QUERY_TEXT)
		return 0;
	return field->name[0] == 't' ? QUERY_TITLE : field->name[0] == 'a' ? QUERY_AUTHOR : QUERY_BODY;
}

const char *field_nearest(void *ctx, const char *name, size_t len)
{
	const char *names[N_FIELDS];

	for (size_t i = 0; i < N_FIELDS; i++)
		names[i] = fields[i].name;
	return nearest_name(mem_strndup(ctx, name, len), names, N_FIELDS);
}

void query_write_mdoc(struct buf *out)
{
	buf_adds(out, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < N_FIELDS; i++) {
		buf_addf(out, ".It Ic %s :\n%s.\n", fields[i].name, fields[i].help);
		if (fields[i].values)
			buf_addf(out, "One of: %s.\n", fields[i].values);
		buf_addf(out, "Example: \n.Ql %s\n", fields[i].example);
	}
	buf_adds(out, ".El\n");
}
