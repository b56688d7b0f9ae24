/* versions.c: what an article said before its publisher changed it. */
#include "store_priv.h"

#include <stdio.h>

const char *store_changes_words(const struct store_article *article, int64_t now, char out[STORE_CHANGES_SIZE])
{
	int64_t n = article->n_changes;
	int64_t since = article->changed != WHEN_NONE ? now - article->changed : 0;
	char times[32] = "once", age[WHEN_AGE_SIZE];

	out[0] = '\0';
	if (n > 1)
		snprintf(times, sizeof(times), n == 2 ? "twice" : "%lld times", (long long)n);
	if (n > 0 && article->changed != WHEN_NONE)
		snprintf(out, STORE_CHANGES_SIZE, "changed %s, %s%s%s", times, n > 1 ? "last " : "",
			 since < 60 ? "just now" : when_span(since, age), since < 60 ? "" : " ago");
	return out;
}

static bool is_there(struct store *store, int64_t id, struct err *err)
{
	int64_t n = 0;

	return sql_int(store, err, &n, "SELECT count(*) FROM article WHERE id = ?1", "i", id) &&
	       (n || err_set(err, ERR_NO_MATCH, "there is no article %lld", (long long)id));
}

bool store_versions(struct store *store, void *ctx, int64_t id, struct store_former **ret, size_t *ret_n,
		    struct err *err)
{
	struct store_former *formers = mem_array(ctx, struct store_former, 1);
	sqlite3_stmt *stmt = is_there(store, id, err)
				 ? sql_get(store,
					   "SELECT version, replaced_at, title, author, body FROM article_version"
					   " WHERE article_id = ?1 ORDER BY version",
					   err)
				 : NULL;
	size_t n = 0;
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, id);
		while ((got = sql_step(store, stmt, err)) > 0) {
			formers = mem_grow(ctx, formers, struct store_former, n + 1);
			formers[n] = (struct store_former){.version = sqlite3_column_int64(stmt, 0),
							   .replaced_at = sqlite3_column_int64(stmt, 1)};
			formers[n].title = sql_dup_or_empty(formers, stmt, 2);
			formers[n].author = sql_dup_or_empty(formers, stmt, 3);
			formers[n++].body = sql_dup_or_empty(formers, stmt, 4);
		}
		sql_done(store, stmt);
	}
	if (got != 0) {
		talloc_free(formers);
		return false;
	}
	*ret = formers;
	*ret_n = n;
	return true;
}
