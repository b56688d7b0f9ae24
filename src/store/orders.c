/* orders.c: lists that are not by date: what came last first, or where the words weigh most.
 *
 * Both give one page, the first. */
#include "search.h"

static const char *json_of(void *ctx, const struct idlist *ids)
{
	AUTO_BUF out = BUF_INIT(KIB(64));

	ids_json(ids->ids, ids->n, &out);
	return mem_check(buf_steal(&out, ctx));
}

/* The weights of all matches of a common word take a second; those of the newest thousand 13 ms. */
static bool best_ids(const struct search *search, size_t limit, struct idlist *ret, const char **ret_warning,
		     void *ctx, struct err *err)
{
	const struct store_page newest = STORE_PAGE_NEWEST(STORE_BEST_OF);
	void *scratch = talloc_new(NULL);
	const char *match = query_weights(scratch, search->query);
	struct idlist found = {0};
	bool ok = search_pages(search, &newest, &found, ret_warning, ctx, err);

	if (ok && match)
		ok = ids_select(search->store, ret, err,
				"SELECT rowid FROM article_fts WHERE article_fts MATCH ?1"
				" AND +rowid IN (SELECT value FROM json_each(?2)) AND rowid >= ?3"
				" ORDER BY bm25(article_fts, 4.0, 1.0, 1.0), rowid DESC LIMIT ?4",
				"ssii", match, json_of(scratch, &found),
				found.n ? found.ids[found.n - 1] : INT64_MAX,
				(int64_t)(limit ? limit : STORE_BEST_OF));
	/* a query may match without its words: a OR is:starred */
	for (size_t i = 0; ok && i < found.n && (!limit || ret->n < limit); i++) {
		size_t k = 0;

		while (k < ret->n && ret->ids[k] != found.ids[i])
			k++;
		if (k == ret->n)
			ids_add(ret, found.ids[i]);
	}
	ids_free(&found);
	talloc_free(scratch);
	return ok;
}

bool orders_ids(const struct search *search, const struct store_page *page, struct idlist *ret,
		const char **ret_warning, void *ctx, struct err *err)
{
	const struct store_page first = STORE_PAGE_NEWEST(page->limit);
	struct search arrival = *search;

	if (page->sort == STORE_BEST)
		return best_ids(search, page->limit, ret, ret_warning, ctx, err);
	arrival.by_arrival = true;
	return search_pages(&arrival, &first, ret, ret_warning, ctx, err);
}

