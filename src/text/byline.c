/* byline.c: names of authors out of the lines they stand in. */
#include "meta.h"

#include <stdio.h>
#include <strings.h>

#include "telex/text.h"
#include "telex/when.h"

static bool has_prefix(const char *s, const char *start)
{
	return !strncasecmp(s, start, strlen(start));
}

/* "Posted on September 21, 2020 by Ann Lee" */
static const char *skip_to_name(const char *line)
{
	static const char *const starts[] = {
	    "by ", "by: ",  "written by ", "posted by ", "von ",      "von: ",	"par ",	     "por ",
	    "di ", "door ", "author: ",	   "autor: ",	 "words by ", "text: ", "story by ", "reported by "};
	const char *by = strcasestr(line, " by ");

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (has_prefix(line, starts[i]))
			return line + strlen(starts[i]);
	return by ? by + 4 : line;
}

/* Is the word that ends at len a month? */
static bool ends_in_month(const char *line, size_t len, size_t *ret_start)
{
	char text[64];
	size_t start = len;
	int64_t at;
	int n;

	while (start > 0 && line[start - 1] != ' ')
		start--;
	n = snprintf(text, sizeof(text), "1 %.*s 2020", (int)(len - start < 20 ? len - start : 20),
		     line + start);
	*ret_start = start;
	return len > start && when_parse(text, (size_t)n, &at);
}

/* Without the date, the account and the like that follow a name. */
static size_t name_len(const char *line)
{
	static const char *const stops[] = {
	    " | ", " \xe2\x80\xa2 ", " \xc2\xb7 ", " - ", " \xe2\x80\x93 ", " @", " / "};
	size_t len = strcspn(line, "0123456789"), start;
	bool is_cut = line[len] != '\0';

	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		const char *at = strstr(line, stops[i]);

		if (at && at > line && (size_t)(at - line) < len) {
			len = (size_t)(at - line);
			is_cut = false;
		}
	}
	while (len > 0 && strchr(" ,:;-", line[len - 1]))
		len--;
	if (is_cut && ends_in_month(line, len, &start))
		len = start;
	while (len > 0 && strchr(" ,:;-", line[len - 1]))
		len--;
	return len;
}

char *byline_clean(void *ctx, const char *raw)
{
	const char *line = text_line(ctx, (struct bytes){raw, strlen(raw)}), *name;
	size_t len;

	if (strstr(line, "://") || *line == '@' || has_prefix(line, "www.") || strchr(line, '*'))
		return mem_strdup(ctx, "");
	name = skip_to_name(line);
	len = name_len(name);
	return mem_strndup(ctx, name, len);
}
