/* tags.c: names of tags, and their list. */
#include "store_priv.h"

#include <string.h>

enum { TAG_MAX = 64 };

/* What the query language could not name again is no tag. */
static bool is_allowed(unsigned char c)
{
	return c > ' ' && c != 0x7f && !strchr("\",:*()", c);
}

bool store_tag_check(const char *name, struct err *err)
{
	size_t len = strlen(name);

	if (!len)
		return err_set(err, ERR_USAGE, "a tag needs a name");
	if (len > TAG_MAX)
		return err_set(err, ERR_USAGE, "a tag's name has at most %d bytes", TAG_MAX);
	if (name[0] == '-' || name[0] == '+')
		return err_set(err, ERR_USAGE, "a tag's name does not start with '%c'", name[0]);
	if (!strcmp(name, "none"))
		return err_set(err, ERR_USAGE, "'none' is no tag: tag:none finds articles without one");
	for (const char *s = name; *s; s++)
		if (!is_allowed((unsigned char)*s))
			return err_set(err, ERR_USAGE, "a tag's name has no blanks and none of \" , : * ( )");
	return true;
}

bool store_tags(struct store *store, void *ctx, struct store_tags **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT name, n_articles, n_unread FROM tag WHERE n_articles > 0"
				     " ORDER BY name COLLATE NOCASE, name",
				     err);
	struct store_tags *list;
	int got;

	if (!stmt)
		return false;
	list = mem_new(ctx, struct store_tags);
	while ((got = sql_step(store, stmt, err)) > 0) {
		if (list->n % 64 == 0)
			list->tags = mem_grow(list, list->tags, struct store_tag, list->n + 64);
		list->tags[list->n++] = (struct store_tag){.name = sql_dup_or_empty(list, stmt, 0),
							   .n_articles = sqlite3_column_int64(stmt, 1),
							   .n_unread = sqlite3_column_int64(stmt, 2)};
	}
	sql_done(store, stmt);
	if (got < 0) {
		talloc_free(list);
		return false;
	}
	*ret = list;
	return true;
}
