/* notes.c: notes on articles. */
#include "marks.h"

#include <string.h>

#include "telex/utf8.h"

bool note_check(const char *text, struct err *err)
{
	size_t len = strlen(text);

	if (len > STORE_NOTE_MAX)
		return err_set(err, ERR_LIMIT, "a note has at most %d bytes", STORE_NOTE_MAX);
	for (size_t i = 0; i < len;) {
		int32_t cp;
		size_t n = utf8_next(text + i, len - i, &cp);

		if ((cp < ' ' && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
			return err_at(err, ERR_DATA, i, n, "a note holds no control bytes");
		if (cp == 0xfffd && text[i] != '\xef')
			return err_at(err, ERR_DATA, i, n, "a note is UTF-8");
		i += n;
	}
	return true;
}

bool store_note(struct store *store, void *ctx, int64_t id, const char **ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, "SELECT text FROM note WHERE article_id = ?1", err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	*ret = got > 0 ? sql_dup(ctx, stmt, 0) : NULL;
	sql_done(store, stmt);
	return got >= 0;
}

static bool put(struct store *store, int64_t id, const char *text, int64_t now, struct err *err)
{
	if (!text || !*text)
		return sql_run(store, err, "DELETE FROM note WHERE article_id = ?1", "i", id);
	return sql_run(store, err,
		       "INSERT INTO note (article_id, text, changed_at) VALUES (?1, ?2, ?3)"
		       " ON CONFLICT DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at",
		       "isi", id, text, now);
}

/* The journal keeps both: what was written, and what was there. */
static bool write_down(struct store *store, int64_t entry, int64_t id, const char *text, bool is_set, struct err *err)
{
	struct mark mark = {.is_set = is_set};
	struct idlist one = {.ids = &id, .n = 1};
	bool ok;

	if (!text || !*text)
		return true;
	mark.name = mem_printf(NULL, "%c%s", NOTE_MARK, text);
	ok = journal_add(store, entry, &mark, &one, err);
	talloc_free((void *)mark.name);
	return ok;
}

bool note_write(struct store *store, int64_t entry, int64_t id, const char *text, int64_t now, bool *ret_changed,
		struct err *err)
{
	const char *old = NULL;
	bool ok = store_note(store, NULL, id, &old, err);

	*ret_changed = ok && strcmp(old ? old : "", text ? text : "") != 0;
	if (*ret_changed)
		ok = put(store, id, text, now, err) && write_down(store, entry, id, text, true, err) &&
		     write_down(store, entry, id, old, false, err);
	talloc_free((void *)old);
	return ok;
}

static bool set_note(struct store *store, int64_t id, const char *text, const char *who, int64_t now, struct err *err)
{
	int64_t found = 0, entry;
	bool changed;

	if (!sql_int(store, err, &found, "SELECT 1 FROM article WHERE id = ?1", "i", id))
		return false;
	if (!found)
		return err_set(err, ERR_NO_MATCH, "no article %lld", (long long)id);
	if (!journal_open(store, who, text && *text ? "note" : "remove a note", now, &entry, err) ||
	    !note_write(store, entry, id, text, now, &changed, err))
		return false;
	return changed || sql_run(store, err, "DELETE FROM journal WHERE id = ?1", "i", entry);
}

bool store_note_set(struct store *store, int64_t id, const char *text, const char *who, int64_t now, struct err *err)
{
	if ((text && !note_check(text, err)) || !sql_begin(store, err))
		return false;
	if (set_note(store, id, text, who, now, err) && sql_commit(store, err))
		return true;
	sql_rollback(store);
	return false;
}

bool note_take_back(struct store *store, const struct mark *mark, const struct idlist *ids, struct idlist *restored,
		    struct err *err)
{
	for (size_t i = 0; i < ids->n; i++) {
		const char *sql =
		    mark->is_set ? "DELETE FROM note WHERE article_id = ?1 AND text = ?2 RETURNING article_id"
				 : "INSERT INTO note (article_id, text, changed_at) SELECT id, ?2, arrived_at"
				   " FROM article WHERE id = ?1 ON CONFLICT DO NOTHING RETURNING article_id";

		if (!ids_select(store, restored, err, sql, "is", ids->ids[i], mark->name + 1))
			return false;
	}
	return true;
}
