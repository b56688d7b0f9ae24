/* story_list.c: stories and what they are made of, for people; why two articles are one story. */
#include "placing.h"
#include "stories.h"

bool story_newest(struct store *store, void *ctx, int64_t below, size_t max, struct story_size **ret, size_t *ret_n,
		  struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     "SELECT id, n_articles, n_outlets FROM story WHERE id < ?1 AND n_articles > 1"
				     " ORDER BY id DESC LIMIT ?2",
				     err);
	int got = -1;

	*ret = NULL;
	*ret_n = 0;
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, below);
	sqlite3_bind_int64(stmt, 2, max ? (int64_t)max : -1);
	while ((got = sql_step(store, stmt, err)) > 0) {
		*ret = mem_grow(ctx, *ret, struct story_size, *ret_n + 1);
		(*ret)[(*ret_n)++] = (struct story_size){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
							 sqlite3_column_int64(stmt, 2)};
	}
	sql_done(store, stmt);
	return got == 0;
}

const char *story_lag(int64_t seconds, bool is_first, char out[WHEN_AGE_SIZE])
{
	const char *lag = when_lag(seconds, out);

	return *lag ? lag : is_first ? "first" : "+0 min";
}

int64_t story_told_at(const struct store_row *row)
{
	return row->published != WHEN_NONE ? row->published : row->arrived;
}

bool story_articles(struct store *store, void *ctx, int64_t story, size_t max, struct store_rows **ret, struct err *err)
{
	struct store_rows *rows = mem_new(ctx, struct store_rows);
	struct idlist ids = {0};
	/* as story_told_at */
	bool ok = ids_select(store, &ids, err,
			     "SELECT id FROM article WHERE story_id = ?1 ORDER BY ifnull(published_at, arrived_at), id LIMIT ?2", "ii",
			     story, max ? (int64_t)max : (int64_t)-1);

	if (ok && !ids.n)
		ids_add(&ids, story);
	rows->rows = mem_array(rows, struct store_row, ids.n + 1);
	for (size_t i = 0; ok && i < ids.n; i++) {
		bool is_there;

		ok = row_read(store, rows, ids.ids[i], STORE_FULL, &rows->rows[rows->n], &is_there, err);
		rows->n += ok && is_there;
	}
	ids_free(&ids);
	if (!ok)
		talloc_free(rows);
	else
		*ret = rows;
	return ok;
}

bool story_roles(struct store *store, void *ctx, const struct store_rows *rows, const char *const **ret, struct err *err)
{
	void *texts_ctx = talloc_new(NULL);
	struct story_text *texts = mem_array(texts_ctx, struct story_text, rows->n + 1);
	enum story_kind *kinds = mem_array(texts_ctx, enum story_kind, rows->n + 1);
	const char **words = mem_array(ctx, const char *, rows->n + 1);
	bool ok = true;

	for (size_t i = 0; ok && i < rows->n; i++) {
		struct fts_text text;
		bool is_there;

		ok = fts_read(store, texts_ctx, rows->rows[i].id, &text, &is_there, err);
		if (ok)
			texts[i] = is_there ? (struct story_text){text.title, text.body} : (struct story_text){"", ""};
	}
	if (ok)
		story_kinds(texts, rows->n, kinds);
	for (size_t i = 0; ok && i < rows->n; i++)
		words[i] = story_kind_name(kinds[i]);
	talloc_free(texts_ctx);
	*ret = words;
	return ok;
}

/* ---- why ---- */

struct words {
	void *ctx;
	const struct story_term *a, *b; /* of both */
	size_t n_a, n_b;
	struct story_why *to;
	bool is_title;
};

static bool has(const struct story_term *terms, size_t n, uint32_t hash)
{
	for (size_t i = 0; i < n; i++)
		if (terms[i].hash == hash)
			return true;
	return false;
}

static void add_common(void *state, uint32_t hash, struct bytes word)
{
	struct words *w = state;
	const char ***list = w->is_title ? &w->to->title_words : &w->to->text_words;
	size_t *n = w->is_title ? &w->to->n_title_words : &w->to->n_text_words;

	if (!has(w->a, w->n_a, hash) || !has(w->b, w->n_b, hash))
		return;
	for (size_t i = 0; i < *n; i++)
		if (strlen((*list)[i]) == word.len && memcmp((*list)[i], word.data, word.len) == 0)
			return;
	*list = mem_grow(w->ctx, *list, const char *, *n + 1);
	(*list)[(*n)++] = mem_strndup(w->ctx, word.data, word.len);
}

static struct bytes text_of(const struct story_source *source, bool is_title)
{
	const char *text = is_title ? source->title : source->body;

	return (struct bytes){text, strlen(text)};
}

static void name_words(void *ctx, const struct story_source *source, const struct story_article *a,
		       const struct story_article *b, struct story_why *to)
{
	struct words w = {ctx, a->title, b->title, a->n_title, b->n_title, to, true};

	story_words(text_of(source, true), add_common, &w);
	w = (struct words){ctx, a->text, b->text, a->n_text, b->n_text, to, false};
	if (a->has_text && b->has_text) {
		story_words(text_of(source, true), add_common, &w);
		story_words(text_of(source, false), add_common, &w);
	}
}

static void fill(struct story_why *ret, const struct story_score *score)
{
	ret->total = score->total;
	ret->needed = score->needed;
	ret->title = score->title;
	ret->text = score->text;
	ret->runs = score->runs;
	ret->decay = score->decay;
	ret->n_links = score->n_links;
	ret->is_enough = score->is_member;
}

static bool why(struct placing *p, void *ctx, int64_t a, int64_t b, struct story_why *ret, struct err *err)
{
	struct story_article articles[2];
	struct story_source sources[2];
	const int64_t ids[2] = {a, b};
	struct story_score there, back;
	struct story_sum sum;

	for (int i = 0; i < 2; i++) {
		bool is_there;

		if (!place_source(p, ids[i], p->ctx, &sources[i], &is_there, err))
			return false;
		if (!is_there)
			return err_set(err, ERR_NO_MATCH, "there is no article %lld", (long long)ids[i]);
		story_read(&sources[i], &articles[i]);
		if (!place_weigh(p, &articles[i], err))
			return false;
	}
	story_sum_of(&articles[1], &sum);
	story_score(&articles[0], &sum, &there);
	story_sum_of(&articles[0], &sum);
	story_score(&articles[1], &sum, &back);
	fill(ret, there.total >= back.total ? &there : &back);
	name_words(ctx, &sources[0], &articles[0], &articles[1], ret);
	return story_of(p->store, a, &ret->a, err) && story_of(p->store, b, &ret->b, err);
}

bool story_why(struct store *store, void *ctx, int64_t a, int64_t b, struct story_why *ret, struct err *err)
{
	struct placing p = {.store = store, .ctx = talloc_new(NULL)};
	int64_t n = 0, apart = 0;
	bool ok = sql_int(store, err, &n, "SELECT worded FROM counter WHERE id = 1", "");

	*ret = (struct story_why){0};
	p.n_known = p.n_all = (double)n;
	ok = ok && why(&p, ctx, a, b, ret, err) &&
	     sql_int(store, err, &apart, "SELECT 1 FROM " STORY_APART " WHERE a = ?1 AND b = ?2", "ii", ret->a.id, ret->b.id);
	ret->is_apart = apart != 0;
	talloc_free(p.ctx);
	return ok;
}
