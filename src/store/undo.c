/* undo.c: a change of marks is taken back; the list of changes.
 *
 * Set back is what still stands as the change left it: what somebody changed since is his.  Thousands of
 * articles go in many transactions, as they came; the entry counts as undone with the last, and to begin again
 * after a fault changes nothing twice. */
#include "marks.h"

#include <string.h>

struct entry_mark {
	struct mark mark;
	struct idlist ids;
};
struct entry {
	int64_t id;
	char *what;
	bool is_undone;
	struct entry_mark *marks;
	size_t n;
};

/* ---- reading the journal ---- */

/* The rows of a statement "mark, is_set, ids" whose first value is id. */
static bool read_marks(struct store *store, void *ctx, const char *sql, int64_t id, struct entry *ret,
		       struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	while ((got = sql_step(store, stmt, err)) > 0) {
		struct bytes packed = {sqlite3_column_blob(stmt, 2), (size_t)sqlite3_column_bytes(stmt, 2)};
		struct entry_mark *mark;

		ret->marks = mem_grow(ctx, ret->marks, struct entry_mark, ret->n + 1);
		mark = &ret->marks[ret->n++];
		*mark = (struct entry_mark){
		    .mark = {.name = sql_dup(ctx, stmt, 0), .is_set = sqlite3_column_int(stmt, 1)}};
		(void)ids_unpack(packed, &mark->ids); /* a damaged list: what can be read of it */
		ids_sort(&mark->ids);
	}
	sql_done(store, stmt);
	return got == 0;
}

static void free_marks(struct entry *entry)
{
	for (size_t i = 0; i < entry->n; i++)
		ids_free(&entry->marks[i].ids);
	entry->n = 0;
}

static bool find_entry(struct store *store, void *ctx, int64_t number, struct entry *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store,
				     number ? "SELECT id, what, undone_at IS NOT NULL FROM journal WHERE id = ?1"
					    : "SELECT id, what, 0 FROM journal WHERE undone_at IS NULL"
					      " ORDER BY id DESC LIMIT 1",
				     err);
	int got = -1;

	if (!stmt)
		return false;
	if (number)
		sqlite3_bind_int64(stmt, 1, number);
	got = sql_step(store, stmt, err);
	if (got > 0) {
		ret->id = sqlite3_column_int64(stmt, 0);
		ret->what = sql_dup(ctx, stmt, 1);
		ret->is_undone = sqlite3_column_int(stmt, 2);
	}
	sql_done(store, stmt);
	if (got == 0 && number)
		return err_set(err, ERR_NO_MATCH, "there is no change %lld", (long long)number);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "there is nothing to undo");
	if (got > 0 && ret->is_undone)
		return err_set(err, ERR_NO_MATCH, "change %lld was taken back already", (long long)number);
	return got > 0;
}

static bool is_same_mark(const struct mark *a, const struct mark *b)
{
	return a->name[0] == NOTE_MARK ? b->name[0] == NOTE_MARK : !strcmp(a->name, b->name);
}

/* Leaves out the articles on which later changes, that stand, put or took the same mark. */
static bool leave_later(struct store *store, void *ctx, struct entry *entry, struct err *err)
{
	struct entry later = {0};
	bool ok = read_marks(store, ctx,
			     "SELECT m.mark, m.is_set, m.ids FROM journal AS j CROSS JOIN journal_mark AS m"
			     " ON m.journal_id = j.id WHERE j.id > ?1 AND j.undone_at IS NULL",
			     entry->id, &later, err);

	for (size_t i = 0; ok && i < later.n; i++) {
		for (size_t k = 0; k < entry->n; k++) {
			struct idlist *ids = &entry->marks[k].ids;
			size_t kept = 0;

			if (!is_same_mark(&later.marks[i].mark, &entry->marks[k].mark))
				continue;
			for (size_t at = 0; at < ids->n; at++)
				if (!ids_find(later.marks[i].ids.ids, later.marks[i].ids.n, ids->ids[at]))
					ids->ids[kept++] = ids->ids[at];
			ids->n = kept;
		}
	}
	free_marks(&later);
	return ok;
}

/* ---- taking it back ---- */

struct undoing {
	struct store *store;
	struct entry *entry;
	struct idlist restored;
	size_t n_here; /* articles in this transaction */
};

/* So many articles more: a new transaction when they would be too many for this one. */
static bool breathe(struct undoing *u, size_t n, struct err *err)
{
	u->n_here += n;
	if (u->n_here <= MARKS_A_TRANSACTION)
		return true;
	u->n_here = n;
	if (!sql_commit(u->store, err))
		return false;
	store_set_busy_ms(u->store, u->store->busy_ms < MARKS_PATIENT_MS ? MARKS_PATIENT_MS : u->store->busy_ms);
	return sql_begin(u->store, err);
}

static bool take_back_mark(struct undoing *u, const struct entry_mark *mark, struct err *err)
{
	for (size_t at = 0; at < mark->ids.n; at += MARKS_A_TRANSACTION) {
		const size_t left = mark->ids.n - at,
			     n = left < MARKS_A_TRANSACTION ? left : MARKS_A_TRANSACTION;

		if (!breathe(u, n, err) ||
		    !marks_back(u->store, &mark->mark, mark->ids.ids + at, n, &u->restored, err))
			return false;
	}
	return true;
}

/* An article that two marks of the entry changed counts once. */
static bool take_back(struct undoing *u, struct err *err)
{
	const struct entry *entry = u->entry;
	bool ok = true;

	/* what was written goes before what was there comes back */
	for (int is_set = 1; is_set >= 0; is_set--)
		for (size_t i = 0; ok && i < entry->n; i++)
			if (entry->marks[i].mark.name[0] == NOTE_MARK && entry->marks[i].mark.is_set == is_set)
				ok = note_take_back(u->store, &entry->marks[i].mark, &entry->marks[i].ids,
						    &u->restored, err);
	for (size_t i = 0; ok && i < entry->n; i++)
		if (entry->marks[i].mark.name[0] == STORY_MARK)
			ok = story_take_back(u->store, entry->id, &entry->marks[i].mark, &entry->marks[i].ids, &u->restored, err);
	for (size_t i = 0; ok && i < entry->n; i++)
		if (entry->marks[i].mark.name[0] != NOTE_MARK && entry->marks[i].mark.name[0] != STORY_MARK)
			ok = take_back_mark(u, &entry->marks[i], err);
	ids_sort(&u->restored);
	return ok;
}

static bool undo_entry(struct undoing *u, void *ctx, const char *who, int64_t now, struct err *err)
{
	struct store *store = u->store;

	if (!read_marks(store, ctx, "SELECT mark, is_set, ids FROM journal_mark WHERE journal_id = ?1",
			u->entry->id, u->entry, err) ||
	    !leave_later(store, ctx, u->entry, err))
		return false;
	return take_back(u, err) &&
	       sql_run(store, err, "UPDATE journal SET undone_at = ?2, undone_by = ?3 WHERE id = ?1", "iis",
		       u->entry->id, now, who);
}

bool store_undo(struct store *store, void *ctx, int64_t number, const char *who, int64_t now,
		const char **ret_what, int64_t *ret_changed, struct err *err)
{
	void *mine = talloc_new(NULL);
	struct entry entry = {0};
	struct undoing u = {.store = store, .entry = &entry};
	const int busy_ms = store->busy_ms;
	bool ok = sql_begin(store, err);

	ok = ok && find_entry(store, mine, number, &entry, err) && undo_entry(&u, mine, who, now, err) &&
	     sql_commit(store, err);
	if (ok) {
		*ret_what = mem_strdup(ctx, entry.what);
		if (ret_changed)
			*ret_changed = (int64_t)u.restored.n;
	} else {
		sql_rollback(store);
	}
	store_set_busy_ms(store, busy_ms);
	ids_free(&u.restored);
	free_marks(&entry);
	talloc_free(mine);
	return ok;
}

/* ---- the list ---- */

static bool unite_articles(struct store *store, struct store_journal_entry *ret, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct entry entry = {0};
	struct idlist all = {0};
	bool ok = read_marks(store, ctx, "SELECT mark, is_set, ids FROM journal_mark WHERE journal_id = ?1",
			     ret->number, &entry, err);

	for (size_t i = 0; i < entry.n; i++)
		for (size_t k = 0; k < entry.marks[i].ids.n; k++)
			ids_add(&all, entry.marks[i].ids.ids[k]);
	ids_sort(&all);
	ret->n_articles = (int64_t)all.n;
	ids_free(&all);
	free_marks(&entry);
	talloc_free(ctx);
	return ok;
}

/* Marks of one entry may be of the same articles: only then are the lists read. */
static bool count_articles(struct store *store, struct store_journal_entry *ret, struct err *err)
{
	int64_t n = 0;

	if (!sql_int(store, err, &n, "SELECT count(*) FROM journal_mark WHERE journal_id = ?1", "i", ret->number))
		return false;
	if (n > 1)
		return unite_articles(store, ret, err);
	return sql_int(store, err, &ret->n_articles, "SELECT n FROM journal_mark WHERE journal_id = ?1", "i",
		       ret->number);
}

bool store_journal(struct store *store, void *ctx, size_t max, struct store_journal **ret, struct err *err)
{
	struct store_journal *list = mem_new(ctx, struct store_journal);
	sqlite3_stmt *stmt = sql_get(
	    store, "SELECT id, at, who, what, undone_at, undone_by FROM journal ORDER BY id DESC LIMIT ?1", err);
	int got = -1;
	bool ok;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, max ? (int64_t)max : -1);
		while ((got = sql_step(store, stmt, err)) > 0) {
			list->entries = mem_grow(list, list->entries, struct store_journal_entry, list->n + 1);
			list->entries[list->n++] =
			    (struct store_journal_entry){.number = sqlite3_column_int64(stmt, 0),
							 .at = sqlite3_column_int64(stmt, 1),
							 .who = sql_dup_or_empty(list, stmt, 2),
							 .what = sql_dup_or_empty(list, stmt, 3),
							 .undone_at = sql_time(stmt, 4),
							 .undone_by = sql_dup(list, stmt, 5)};
		}
	}
	sql_done(store, stmt);
	ok = got == 0;
	for (size_t i = 0; ok && i < list->n; i++)
		ok = count_articles(store, &list->entries[i], err);
	if (ok)
		*ret = list;
	else
		talloc_free(list);
	return ok;
}
