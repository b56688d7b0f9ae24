/* fts.c: the search index: its tokenizer, and the one place that writes it, beside the text it indexes.
 *
 * The index has external content: taking a row out needs the very words that went in, so a text changes only
 * through fts_put, fts_change and fts_drop, in the caller's transaction.  Callers keep ids ascending within a
 * transaction: FTS5 writes out what it has gathered whenever an id is lower than the one before. */
#include "store_priv.h"

struct cut_state {
	void *ctx;
	int (*on_token)(void *ctx, int flags, const char *token, int len, int start, int end);
};

static int create(void *unused, const char **args, int n_args, Fts5Tokenizer **ret)
{
	static char only; /* it has no settings: any address will do */

	(void)unused;
	(void)args;
	(void)n_args;
	*ret = (Fts5Tokenizer *)&only;
	return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

static int on_token(void *state, const struct token *token)
{
	const struct cut_state *cut = state;

	return cut->on_token(cut->ctx, token->is_extra ? FTS5_TOKEN_COLOCATED : 0, token->text,
			     (int)token->len, (int)token->start, (int)token->end);
}

static int tokenize(Fts5Tokenizer *tokenizer, void *ctx, int flags, const char *text, int len,
		    int (*fn)(void *, int, const char *, int, int, int))
{
	struct cut_state state = {.ctx = ctx, .on_token = fn};

	(void)tokenizer;
	if (!text || len <= 0)
		return SQLITE_OK;
	return tokens_cut((struct bytes){text, (size_t)len}, flags & FTS5_TOKENIZE_QUERY, on_token, &state);
}

bool fts_register(struct store *store, struct err *err)
{
	fts5_tokenizer telex = {.xCreate = create, .xDelete = delete, .xTokenize = tokenize};
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(store->db, "SELECT fts5(?1)", -1, &stmt, NULL);

	if (!rc) {
		sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	if (!api)
		return err_set(err, ERR_IO, "this SQLite was built without FTS5");
	rc = api->xCreateTokenizer(api, "telex", NULL, &telex, NULL);
	return rc ? sql_fault(store, rc, err) : true;
}

static bool index_row(struct store *store, const char *sql, int64_t id, const struct fts_text *text,
		      struct err *err)
{
	return sql_run(store, err, sql, "isss", id, text->title, text->author, text->body);
}

static bool index_add(struct store *store, int64_t id, const struct fts_text *text, struct err *err)
{
	return index_row(store,
			 "INSERT INTO article_fts (rowid, title, author, body) VALUES (?1, ?2, ?3, ?4)", id,
			 text, err);
}

static bool index_take_out(struct store *store, int64_t id, const struct fts_text *old, struct err *err)
{
	return index_row(store,
			 "INSERT INTO article_fts (article_fts, rowid, title, author, body)"
			 " VALUES ('delete', ?1, ?2, ?3, ?4)",
			 id, old, err);
}

bool fts_put(struct store *store, int64_t id, const struct fts_text *text, struct err *err)
{
	return sql_run(store, err,
		       "INSERT INTO article_text (id, title, author, body, html) VALUES (?1, ?2, ?3, ?4, ?5)",
		       "issss", id, text->title, text->author, text->body, text->html) &&
	       index_add(store, id, text, err);
}

bool fts_change(struct store *store, int64_t id, const struct fts_text *old, const struct fts_text *text,
		struct err *err)
{
	return index_take_out(store, id, old, err) &&
	       sql_run(store, err,
		       "UPDATE article_text SET title = ?2, author = ?3, body = ?4, html = ?5 WHERE id = ?1",
		       "issss", id, text->title, text->author, text->body, text->html) &&
	       index_add(store, id, text, err);
}

bool fts_drop(struct store *store, int64_t id, struct err *err)
{
	struct fts_text old;
	void *ctx = talloc_new(NULL);
	bool ok = false, is_there;

	if (fts_read(store, ctx, id, &old, &is_there, err))
		ok = !is_there || (index_take_out(store, id, &old, err) &&
				   sql_run(store, err, "DELETE FROM article_text WHERE id = ?1", "i", id));
	talloc_free(ctx);
	return ok;
}

bool fts_read(struct store *store, void *ctx, int64_t id, struct fts_text *ret, bool *ret_is_there,
	      struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT title, author, body, html FROM article_text WHERE id = ?1", err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	if (got > 0)
		*ret = (struct fts_text){.title = sql_dup_or_empty(ctx, stmt, 0),
					 .author = sql_dup_or_empty(ctx, stmt, 1),
					 .body = sql_dup_or_empty(ctx, stmt, 2),
					 .html = sql_dup(ctx, stmt, 3)};
	*ret_is_there = got > 0;
	sql_done(store, stmt);
	return got >= 0;
}
