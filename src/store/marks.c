/* marks.c: read, starred and tags by hand, written down so that they can be taken back.
 *
 * The journal keeps, for each mark, the articles on which it really changed; undo.c takes that back. */
#include "marks.h"

#include <string.h>

enum {
	JOURNAL_MAX = 10000, /* entries kept */
	AT_ONCE = 500,	     /* articles marked by one statement, */
	JOURNAL_BYTES_MAX = 64 << 20
};

const char mark_read[] = "read", mark_starred[] = "starred";

struct marking {
	struct store *store;
	const int64_t *ids; /* ascending, each once */
	size_t n;
	bool *is_changed; /* by place in ids */
	bool is_undo;
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
 * names them; ?1 is the value or the tag's id, ?3 points.  Hundreds at once: a statement with triggers keeps a copy of
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
	if (mark->is_auto)
		return "INSERT INTO article_tag (tag_id, article_id, is_auto, score)"
		       " SELECT ?1, a.id, 1, ?3 FROM json_each(?2) j CROSS JOIN article a ON a.id = j.value"
		       " WHERE NOT EXISTS (SELECT 1 FROM tag_off o WHERE o.tag_id = ?1 AND o.article_id = a.id)"
		       " ON CONFLICT DO NOTHING RETURNING article_id";
	if (mark->is_set) /* with what it had before it was taken off */
		return "INSERT INTO article_tag (tag_id, article_id, is_auto, score)"
		       " SELECT ?1, a.id, ifnull(o.is_auto, 0), ifnull(o.score, 0) FROM json_each(?2) j"
		       " CROSS JOIN article a ON a.id = j.value"
		       " LEFT JOIN tag_off o ON o.tag_id = ?1 AND o.article_id = a.id WHERE true"
		       " ON CONFLICT DO NOTHING RETURNING article_id";
	return "DELETE FROM article_tag WHERE tag_id = ?1 AND article_id IN (SELECT value FROM json_each(?2))"
	       " RETURNING article_id";
}

/* A tag that was taken off by hand stays off, whatever rules say: what is to be written down before that, or forgotten
 * when it is put on again.  NULL: nothing. */
static const char *before_sql(const struct marking *m, const struct mark *mark)
{
	if (mark->name[0] != '#' || mark->is_set || m->is_undo)
		return NULL;
	return "INSERT INTO tag_off (tag_id, article_id, is_auto, score)"
	       " SELECT tag_id, article_id, is_auto, score FROM article_tag WHERE tag_id = ?1"
	       " AND article_id IN (SELECT value FROM json_each(?2)) ON CONFLICT DO NOTHING";
}

static const char *after_sql(const struct mark *mark)
{
	if (mark->name[0] != '#' || !mark->is_set || mark->is_auto)
		return NULL;
	return "DELETE FROM tag_off WHERE tag_id = ?1 AND article_id IN (SELECT value FROM json_each(?2))";
}

static void note(struct marking *m, int64_t id, struct idlist *changed)
{
	const int64_t *at = ids_find(m->ids, m->n, id);

	ids_add(changed, id);
	if (at)
		m->is_changed[at - m->ids] = true;
}

/* changed NULL: the statement names no articles. */
static bool run_some(struct marking *m, const char *sql, const int64_t values[2], const char *list,
		     struct idlist *changed, struct err *err)
{
	sqlite3_stmt *stmt;
	int got = -1;

	if (!sql)
		return true;
	stmt = sql_get(m->store, sql, err);
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, values[0]);
	sql_bind_text(stmt, 2, list);
	if (sqlite3_bind_parameter_count(stmt) > 2)
		sqlite3_bind_int64(stmt, 3, values[1]);
	while ((got = sql_step(m->store, stmt, err)) > 0)
		note(m, sqlite3_column_int64(stmt, 0), changed);
	sql_done(m->store, stmt);
	return got == 0;
}

static bool apply_some(struct marking *m, const struct mark *mark, int64_t value, size_t first,
		       struct idlist *changed, struct err *err)
{
	AUTO_BUF list = BUF_INIT(AT_ONCE * 24);
	const int64_t values[2] = {value, mark->points};

	ids_json(m->ids + first, m->n - first < AT_ONCE ? m->n - first : AT_ONCE, &list);
	return run_some(m, before_sql(m, mark), values, buf_str(&list), NULL, err) &&
	       run_some(m, mark_sql(mark), values, buf_str(&list), changed, err) &&
	       run_some(m, after_sql(mark), values, buf_str(&list), NULL, err);
}

static bool apply(struct marking *m, const struct mark *mark, struct idlist *ret_changed, struct err *err)
{
	int64_t value = mark->is_set;

	if (mark->name[0] == '#' && !tag_id(m->store, mark->name + 1, mark->is_set, &value, err))
		return false;
	for (size_t i = 0; i < m->n; i += AT_ONCE)
		if (!apply_some(m, mark, value, i, ret_changed, err))
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

/* What the entry has of this mark already, from the transactions before. */
static bool read_down(struct store *store, int64_t entry, const struct mark *mark, struct idlist *ret, struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store, "SELECT ids FROM journal_mark WHERE journal_id = ?1 AND mark = ?2 AND is_set = ?3", err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, entry);
	sql_bind_text(stmt, 2, mark->name);
	sqlite3_bind_int(stmt, 3, mark->is_set);
	got = sql_step(store, stmt, err);
	if (got > 0)
		(void)ids_unpack((struct bytes){sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)},
				 ret);
	sql_done(store, stmt);
	return got >= 0;
}

static bool put_down(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		     struct err *err)
{
	AUTO_BUF packed = BUF_INIT(JOURNAL_BYTES_MAX);
	sqlite3_stmt *stmt = sql_get(
	    store,
	    "INSERT INTO journal_mark (journal_id, mark, is_set, n, ids) VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT DO UPDATE SET n = excluded.n, ids = excluded.ids",
	    err);
	int got = -1;

	ids_pack(ids, &packed);
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

bool journal_add(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		 struct err *err)
{
	struct idlist all = {0};
	bool ok;

	if (!ids->n)
		return true;
	ok = read_down(store, entry, mark, &all, err);
	for (size_t i = 0; i < ids->n; i++)
		ids_add(&all, ids->ids[i]);
	ok = ok && put_down(store, entry, mark, &all, err);
	ids_free(&all);
	return ok;
}

bool journal_open(struct store *store, const char *who, const char *what, int64_t now, int64_t *ret,
		  struct err *err)
{
	if (!sql_run(store, err, "INSERT INTO journal (at, who, what) VALUES (?1, ?2, ?3)", "iss", now,
		     who, what))
		return false;
	*ret = sqlite3_last_insert_rowid(store->db);
	return sql_run(store, err, "DELETE FROM journal WHERE id <= ?1", "i", *ret - JOURNAL_MAX);
}

static bool mark_and_write(struct marking *m, int64_t entry, const struct mark *mark, struct err *err)
{
	struct idlist changed = {0};
	bool ok = apply(m, mark, &changed, err);

	ids_sort(&changed); /* a statement gives them in any order */
	ok = ok && journal_add(m->store, entry, mark, &changed, err);

	ids_free(&changed);
	return ok;
}

/* ---- a change ---- */

/* The words 'unread' and 'starred' among the tags are the flags. */
static bool is_flag_word(const char *tag, bool is_added, struct mark *ret)
{
	if (!strcmp(tag, "unread"))
		*ret = (struct mark){.name = mark_read, .is_set = !is_added};
	else if (!strcmp(tag, "starred"))
		*ret = (struct mark){.name = mark_starred, .is_set = is_added};
	else
		return false;
	return true;
}

static struct mark tag_mark(void *ctx, const char *tag, bool is_added)
{
	struct mark mark;

	if (!is_flag_word(tag, is_added, &mark))
		mark = (struct mark){.name = mem_printf(ctx, "#%s", tag), .is_set = is_added};
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
		add_mark(marks, &n, (struct mark){.name = mark_read, .is_set = change->read > 0});
	if (change->starred)
		add_mark(marks, &n, (struct mark){.name = mark_starred, .is_set = change->starred > 0});
	for (size_t i = 0; i < change->n_remove; i++)
		add_mark(marks, &n, tag_mark(marks, change->remove[i], false));
	for (size_t i = 0; i < change->n_add; i++) {
		struct mark mark = tag_mark(marks, change->add[i], true);

		mark.is_auto = change->is_auto && mark.name[0] == '#';
		mark.points = change->points;
		add_mark(marks, &n, mark);
	}
	*ret_n = n;
	return marks;
}

static struct marking marking_of(struct store *store, const int64_t *ids, size_t n)
{
	return (struct marking){.store = store, .ids = ids, .n = n, .is_changed = mem_array(NULL, bool, n)};
}

/* *entry 0: there is none yet. */
static bool change_some(struct marking *m, const struct store_change *change, int64_t now, int64_t *entry,
			struct err *err)
{
	size_t n = 0;
	struct mark *marks = marks_of(NULL, change, &n);
	bool is_first = !*entry, ok = !is_first || journal_open(m->store, change->who, change->what, now, entry, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = mark_and_write(m, *entry, &marks[i], err);
	talloc_free(marks);
	/* what changed nothing is nothing to undo */
	if (ok && is_first && !count_changed(m)) {
		ok = sql_run(m->store, err, "DELETE FROM journal WHERE id = ?1", "i", *entry);
		*entry = 0;
	}
	return ok;
}

bool marks_put(struct store *store, int64_t entry, const struct mark *mark, struct idlist *ids, int64_t *ret_changed,
	       struct err *err)
{
	struct marking m;
	bool ok;

	ids_sort(ids);
	m = marking_of(store, ids->ids, ids->n);
	ok = mark_and_write(&m, entry, mark, err);
	*ret_changed = count_changed(&m);
	talloc_free(m.is_changed);
	return ok;
}

/* Nothing for the journal: nobody did this. */
bool store_auto_tag(struct store *store, const char *tag, int64_t points, const int64_t *ids, size_t n,
		    int64_t *ret_n, struct err *err)
{
	struct mark mark = {
	    .name = mem_printf(NULL, "#%s", tag), .is_set = true, .is_auto = true, .points = points};
	struct marking m = marking_of(store, ids, n);
	struct idlist changed = {0};
	bool ok = !n || apply(&m, &mark, &changed, err);

	*ret_n = (int64_t)changed.n;
	ids_free(&changed);
	talloc_free(m.is_changed);
	talloc_free((void *)mark.name);
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

static bool change_in_transaction(struct marking *m, const struct store_change *change, int64_t now, int64_t *entry,
				  struct err *err)
{
	int64_t opened = *entry;

	if (!sql_begin(m->store, err))
		return false;
	if (change_some(m, change, now, &opened, err) && sql_commit(m->store, err)) {
		*entry = opened;
		return true;
	}
	sql_rollback(m->store);
	return false;
}

/* Transaction by transaction, under one entry of the journal: a fault in the middle leaves what was done, and that can
 * be taken back. */
static bool change_all(struct store *store, struct idlist *list, const struct store_change *change, int64_t now,
		       int64_t *ret_changed, struct err *err)
{
	int64_t entry = 0, changed = 0;
	int busy_ms = store->busy_ms;
	bool ok = true;

	ids_sort(list);
	for (size_t at = 0; ok && at < list->n; at += MARKS_A_TRANSACTION) {
		size_t left = list->n - at;
		struct marking m = marking_of(store, list->ids + at, left < MARKS_A_TRANSACTION ? left : MARKS_A_TRANSACTION);

		ok = change_in_transaction(&m, change, now, &entry, err);
		if (ok)
			changed += count_changed(&m);
		talloc_free(m.is_changed);
		if (busy_ms < MARKS_PATIENT_MS)
			store_set_busy_ms(store, MARKS_PATIENT_MS);
	}
	store_set_busy_ms(store, busy_ms);
	if (ret_changed)
		*ret_changed = changed;
	return ok;
}

bool store_mark(struct store *store, const int64_t *ids, size_t n, const struct store_change *change,
		int64_t now, int64_t *ret_changed, struct err *err)
{
	struct idlist list = {0};
	bool ok;

	if (!check_change(change, err))
		return false;
	for (size_t i = 0; i < n; i++)
		ids_add(&list, ids[i]);
	ok = change_all(store, &list, change, now, ret_changed, err);
	ids_free(&list);
	return ok;
}

bool store_mark_query(struct store *store, const struct query *query, int64_t max_seq,
		      const struct store_change *change, int64_t now, int64_t *ret_changed, struct err *err)
{
	struct idlist list = {0};
	bool ok = check_change(change, err) && search_ids(store, query, max_seq, now, &list, err) &&
		  change_all(store, &list, change, now, ret_changed, err);

	ids_free(&list);
	return ok;
}

/* ---- taking it back ---- */

bool marks_back(struct store *store, const struct mark *mark, const int64_t *ids, size_t n, struct idlist *restored,
		struct err *err)
{
	const struct mark back = {.name = mark->name, .is_set = !mark->is_set};
	struct marking m = marking_of(store, ids, n);
	bool ok;

	m.is_undo = true;
	ok = apply(&m, &back, restored, err);
	talloc_free(m.is_changed);
	return ok;
}
