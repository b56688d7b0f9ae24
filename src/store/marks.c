/* marks.c: read, starred and tags by hand, written down so that they can be taken back.
 *
 * The journal keeps, for each mark, the articles on which it really changed.  Undo sets back what still
 * stands as that change left it: what somebody changed since is his. */
#include "store_priv.h"

#include <stdlib.h>
#include <string.h>

enum {
	JOURNAL_MAX = 10000, /* entries kept */
	AT_ONCE = 500,	     /* articles marked by one statement */
	JOURNAL_BYTES_MAX = 64 << 20
};

static const char mark_read[] = "read", mark_starred[] = "starred";

/* One mark on its way to some articles. */
struct mark {
	const char *name; /* mark_read, mark_starred, or '#' and a tag */
	bool is_set;
};
struct marking {
	struct store *store;
	const int64_t *ids; /* ascending, each once */
	size_t n;
	bool *is_changed; /* by place in ids */
};

/* ---- one mark ---- */

static bool tag_id(struct store *store, const char *name, bool create, int64_t *ret, struct err *err)
{
	*ret = 0;
	if (create &&
	    !sql_run(store, err, "INSERT INTO tag (name) VALUES (?1) ON CONFLICT DO NOTHING", "s", name))
		return false;
	return sql_int(store, err, ret, "SELECT id FROM tag WHERE name = ?1", "s", name);
}

/* The statement that sets one mark on those of the articles ?2 (a JSON array) that have it otherwise, and
 * names them; ?1 is the value or the tag's id.  Hundreds at once: a statement with triggers keeps a copy of
 * each page it changes, so one statement an article costs ten times as much. */
static const char *mark_sql(const struct mark *mark)
{
	if (!strcmp(mark->name, mark_read))
		return "UPDATE article SET is_read = ?1 WHERE id IN (SELECT value FROM json_each(?2)) AND"
		       " is_read <> ?1"
		       " RETURNING id";
	if (!strcmp(mark->name, mark_starred))
		return "UPDATE article SET is_starred = ?1 WHERE id IN (SELECT value FROM json_each(?2))"
		       " AND is_starred <> ?1 RETURNING id";
	if (mark->is_set)
		return "INSERT INTO article_tag (tag_id, article_id)"
		       " SELECT ?1, a.id FROM json_each(?2) j CROSS JOIN article a ON a.id = j.value WHERE"
		       " true"
		       " ON CONFLICT DO NOTHING RETURNING article_id";
	return "DELETE FROM article_tag WHERE tag_id = ?1 AND article_id IN (SELECT value FROM json_each(?2))"
	       " RETURNING article_id";
}

static int ascending(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

static void sort_ids(struct idlist *list)
{
	size_t kept = list->n ? 1 : 0;

	if (list->n > 1)
		qsort(list->ids, list->n, sizeof(int64_t), ascending);
	for (size_t i = 1; i < list->n; i++)
		if (list->ids[i] != list->ids[kept - 1])
			list->ids[kept++] = list->ids[i];
	list->n = kept;
}

static void note(struct marking *m, int64_t id, struct idlist *changed)
{
	const int64_t *at = bsearch(&id, m->ids, m->n, sizeof(id), ascending);

	ids_add(changed, id);
	if (at)
		m->is_changed[at - m->ids] = true;
}

static bool apply_some(struct marking *m, const char *sql, int64_t value, size_t first,
		       struct idlist *changed, struct err *err)
{
	AUTO_BUF list = BUF_INIT(AT_ONCE * 24);
	sqlite3_stmt *stmt = sql_get(m->store, sql, err);
	int got = -1;

	if (!stmt)
		return false;
	for (size_t i = first; i < m->n && i < first + AT_ONCE; i++)
		buf_addf(&list, "%c%lld", i == first ? '[' : ',', (long long)m->ids[i]);
	buf_addc(&list, ']');
	sqlite3_bind_int64(stmt, 1, value);
	sql_bind_text(stmt, 2, buf_str(&list));
	while ((got = sql_step(m->store, stmt, err)) > 0)
		note(m, sqlite3_column_int64(stmt, 0), changed);
	sql_done(m->store, stmt);
	return got == 0;
}

static bool apply(struct marking *m, const struct mark *mark, struct idlist *ret_changed, struct err *err)
{
	const char *sql = mark_sql(mark);
	int64_t value = mark->is_set;

	if (mark->name[0] == '#' && !tag_id(m->store, mark->name + 1, mark->is_set, &value, err))
		return false;
	for (size_t i = 0; i < m->n; i += AT_ONCE)
		if (!apply_some(m, sql, value, i, ret_changed, err))
			return false;
	return true;
}

static int64_t count_changed(const struct marking *m)
{
	int64_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->is_changed[i];
	return n;
}

/* ---- the journal ---- */

static bool write_down(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		       struct err *err)
{
	AUTO_BUF packed = BUF_INIT(JOURNAL_BYTES_MAX);
	sqlite3_stmt *stmt;
	int got = -1;

	if (!ids->n)
		return true;
	ids_pack(ids, &packed);
	stmt = sql_get(
	    store, "INSERT INTO journal_mark (journal_id, mark, is_set, n, ids) VALUES (?1, ?2, ?3, ?4, ?5)",
	    err);
	if (stmt) {
		sqlite3_bind_int64(stmt, 1, entry);
		sql_bind_text(stmt, 2, mark->name);
		sqlite3_bind_int(stmt, 3, mark->is_set);
		sqlite3_bind_int64(stmt, 4, (int64_t)ids->n);
		sqlite3_bind_blob64(stmt, 5, buf_str(&packed), packed.len, SQLITE_STATIC);
		got = sql_step(store, stmt, err);
	}
	sql_done(store, stmt);
	return got == 0;
}

static bool open_entry(struct store *store, const struct store_change *change, int64_t now, int64_t *ret,
		       struct err *err)
{
	if (!sql_run(store, err, "INSERT INTO journal (at, who, what) VALUES (?1, ?2, ?3)", "iss", now,
		     change->who, change->what))
		return false;
	*ret = sqlite3_last_insert_rowid(store->db);
	return sql_run(store, err, "DELETE FROM journal WHERE id <= ?1", "i", *ret - JOURNAL_MAX);
}

static bool mark_and_write(struct marking *m, int64_t entry, const struct mark *mark, struct err *err)
{
	struct idlist changed = {0};
	bool ok = apply(m, mark, &changed, err);

	sort_ids(&changed); /* a statement gives them in any order */
	ok = ok && write_down(m->store, entry, mark, &changed, err);

	ids_free(&changed);
	return ok;
}

/* ---- a change ---- */

/* The words 'unread' and 'starred' among the tags are the flags. */
static bool is_flag_word(const char *tag, bool is_added, struct mark *ret)
{
	if (!strcmp(tag, "unread"))
		*ret = (struct mark){mark_read, !is_added};
	else if (!strcmp(tag, "starred"))
		*ret = (struct mark){mark_starred, is_added};
	else
		return false;
	return true;
}

static struct mark tag_mark(void *ctx, const char *tag, bool is_added)
{
	struct mark mark;

	if (!is_flag_word(tag, is_added, &mark))
		mark = (struct mark){mem_printf(ctx, "#%s", tag), is_added};
	return mark;
}

/* Later marks of the same name replace earlier ones: the journal has one row for each. */
static void add_mark(struct mark *marks, size_t *n, struct mark mark)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(marks[i].name, mark.name)) {
			marks[i] = mark;
			return;
		}
	marks[(*n)++] = mark;
}

static struct mark *marks_of(void *ctx, const struct store_change *change, size_t *ret_n)
{
	struct mark *marks = mem_array(ctx, struct mark, 2 + change->n_add + change->n_remove);
	size_t n = 0;

	if (change->read)
		add_mark(marks, &n, (struct mark){mark_read, change->read > 0});
	if (change->starred)
		add_mark(marks, &n, (struct mark){mark_starred, change->starred > 0});
	for (size_t i = 0; i < change->n_remove; i++)
		add_mark(marks, &n, tag_mark(marks, change->remove[i], false));
	for (size_t i = 0; i < change->n_add; i++)
		add_mark(marks, &n, tag_mark(marks, change->add[i], true));
	*ret_n = n;
	return marks;
}

static bool change_all(struct marking *m, const struct store_change *change, int64_t now, struct err *err)
{
	size_t n = 0;
	struct mark *marks = marks_of(NULL, change, &n);
	int64_t entry = 0;
	bool ok = open_entry(m->store, change, now, &entry, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = mark_and_write(m, entry, &marks[i], err);
	talloc_free(marks);
	/* what changed nothing is nothing to undo */
	if (ok && !count_changed(m))
		ok = sql_run(m->store, err, "DELETE FROM journal WHERE id = ?1", "i", entry);
	return ok;
}

static bool check_change(const struct store_change *change, struct err *err)
{
	for (size_t i = 0; i < change->n_add; i++)
		if (!store_tag_check(change->add[i], err))
			return false;
	for (size_t i = 0; i < change->n_remove; i++)
		if (!store_tag_check(change->remove[i], err))
			return false;
	return true;
}

static struct marking marking_of(struct store *store, struct idlist *list)
{
	sort_ids(list);
	return (struct marking){
	    .store = store, .ids = list->ids, .n = list->n, .is_changed = mem_array(NULL, bool, list->n)};
}

/* Within a transaction; takes it to its end. */
static bool finish(struct store *store, struct idlist *list, const struct store_change *change, int64_t now,
		   int64_t *ret_changed, struct err *err)
{
	struct marking m = marking_of(store, list);
	bool ok = change_all(&m, change, now, err) && sql_commit(store, err);

	if (!ok)
		sql_rollback(store);
	else if (ret_changed)
		*ret_changed = count_changed(&m);
	talloc_free(m.is_changed);
	return ok;
}

bool store_mark(struct store *store, const int64_t *ids, size_t n, const struct store_change *change,
		int64_t now, int64_t *ret_changed, struct err *err)
{
	struct idlist list = {0};
	bool ok;

	if (!check_change(change, err) || !sql_begin(store, err))
		return false;
	for (size_t i = 0; i < n; i++)
		ids_add(&list, ids[i]);
	ok = finish(store, &list, change, now, ret_changed, err);
	ids_free(&list);
	return ok;
}

bool store_mark_query(struct store *store, const struct query *query, int64_t max_seq,
		      const struct store_change *change, int64_t now, int64_t *ret_changed, struct err *err)
{
	struct idlist list = {0};
	bool ok;

	if (!check_change(change, err) || !sql_begin(store, err))
		return false;
	ok = search_ids(store, query, max_seq, now, &list, err);
	if (ok)
		ok = finish(store, &list, change, now, ret_changed, err);
	else
		sql_rollback(store);
	ids_free(&list);
	return ok;
}

/* ---- undo ---- */

struct entry_mark {
	struct mark mark;
	struct idlist ids;
};
struct entry {
	int64_t id;
	char *what;
	struct entry_mark *marks;
	size_t n;
};

static bool read_marks(struct store *store, void *ctx, struct entry *entry, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT mark, is_set, ids FROM journal_mark WHERE journal_id = ?1", err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, entry->id);
	while ((got = sql_step(store, stmt, err)) > 0) {
		struct entry_mark *mark;
		struct bytes packed = {sqlite3_column_blob(stmt, 2), (size_t)sqlite3_column_bytes(stmt, 2)};

		entry->marks = mem_grow(ctx, entry->marks, struct entry_mark, entry->n + 1);
		mark = &entry->marks[entry->n++];
		*mark = (struct entry_mark){.mark = {sql_dup(ctx, stmt, 0), sqlite3_column_int(stmt, 1)}};
		(void)ids_unpack(packed, &mark->ids); /* a damaged list: what can be read of it */
	}
	sql_done(store, stmt);
	return got == 0;
}

static bool read_entry(struct store *store, void *ctx, struct entry *entry, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(
	    store, "SELECT id, what FROM journal WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1", err);
	int got = -1;

	if (!stmt)
		return false;
	got = sql_step(store, stmt, err);
	if (got > 0) {
		entry->id = sqlite3_column_int64(stmt, 0);
		entry->what = sql_dup(ctx, stmt, 1);
	}
	sql_done(store, stmt);
	if (got == 0)
		return err_set(err, ERR_NO_MATCH, "there is nothing to undo");
	return got > 0 && read_marks(store, ctx, entry, err);
}

/* An article that two marks of the entry changed counts once. */
static bool take_back(struct store *store, const struct entry *entry, int64_t *ret_changed, struct err *err)
{
	struct idlist restored = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < entry->n; i++) {
		const struct mark back = {entry->marks[i].mark.name, !entry->marks[i].mark.is_set};
		struct marking m = marking_of(store, &entry->marks[i].ids);

		ok = apply(&m, &back, &restored, err);
		talloc_free(m.is_changed);
	}
	sort_ids(&restored);
	*ret_changed = (int64_t)restored.n;
	ids_free(&restored);
	return ok;
}

bool store_undo(struct store *store, void *ctx, const char *who, int64_t now, const char **ret_what,
		int64_t *ret_changed, struct err *err)
{
	void *mine = talloc_new(NULL);
	struct entry entry = {0};
	int64_t changed = 0;
	bool ok = sql_begin(store, err);

	ok = ok && read_entry(store, mine, &entry, err) && take_back(store, &entry, &changed, err) &&
	     sql_run(store, err, "UPDATE journal SET undone_at = ?2, undone_by = ?3 WHERE id = ?1", "iis",
		     entry.id, now, who) &&
	     sql_commit(store, err);
	if (ok) {
		*ret_what = mem_strdup(ctx, entry.what);
		if (ret_changed)
			*ret_changed = changed;
	} else {
		sql_rollback(store);
	}
	for (size_t i = 0; i < entry.n; i++)
		ids_free(&entry.marks[i].ids);
	talloc_free(mine);
	return ok;
}
