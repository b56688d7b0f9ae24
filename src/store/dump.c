/* dump.c: marks as a list: what to carry elsewhere, and put on what is there. */
#include "marks.h"

#include <stdlib.h>
#include <string.h>

#include "telex/url.h"

/* ---- out ---- */

static const char **names_of(struct store *store, void *ctx, const char *sql, int64_t id, size_t *ret_n, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(store, sql, err);
	const char **names = mem_array(ctx, const char *, 1);
	size_t n = 0;
	int got = -1;

	if (stmt) {
		sqlite3_bind_int64(stmt, 1, id);
		while ((got = sql_step(store, stmt, err)) > 0) {
			names = mem_grow(ctx, names, const char *, n + 2);
			names[n++] = sql_dup(ctx, stmt, 0);
		}
	}
	sql_done(store, stmt);
	*ret_n = n;
	return got < 0 ? NULL : names;
}

static bool read_marks(struct store *store, void *ctx, int64_t id, struct store_marks *marks, struct err *err)
{
	marks->tags = names_of(store, ctx,
			       "SELECT t.name FROM article_tag x CROSS JOIN tag t ON t.id = x.tag_id"
			       " WHERE x.article_id = ?1 ORDER BY t.name",
			       id, &marks->n_tags, err);
	marks->off = names_of(store, ctx,
			      "SELECT t.name FROM tag_off x CROSS JOIN tag t ON t.id = x.tag_id"
			      " WHERE x.article_id = ?1 ORDER BY t.name",
			      id, &marks->n_off, err);
	return marks->tags && marks->off && store_note(store, ctx, id, &marks->note, err);
}

/* Marked articles in the order of the dump: all ids first, so that no statement is open while somebody writes. */
static bool marked_ids(struct store *store, struct idlist *ids, struct err *err)
{
	return ids_select(store, ids, err,
			  "SELECT a.id FROM (SELECT id FROM article WHERE is_starred = 1 UNION"
			  " SELECT article_id FROM article_tag UNION SELECT article_id FROM tag_off UNION"
			  " SELECT article_id FROM note) m CROSS JOIN article a ON a.id = m.id"
			  " CROSS JOIN feed f ON f.id = a.feed_id"
			  " LEFT JOIN appearance p ON p.feed_id = a.feed_id AND p.article_id = a.id"
			  " ORDER BY a.url, f.name, p.guid, a.id",
			  "");
}

static bool read_one(struct store *store, void *ctx, int64_t id, struct store_marks *ret, bool *ret_is_there,
		     struct err *err)
{
	sqlite3_stmt *stmt =
	    sql_get(store,
		    "SELECT a.url, f.name, p.guid, a.is_starred FROM article a CROSS JOIN feed f ON f.id = a.feed_id"
		    " LEFT JOIN appearance p ON p.feed_id = a.feed_id AND p.article_id = a.id WHERE a.id = ?1",
		    err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, id);
	got = sql_step(store, stmt, err);
	*ret_is_there = got > 0;
	if (got > 0)
		*ret = (struct store_marks){.url = sql_dup_or_empty(ctx, stmt, 0),
					    .feed = sql_dup_or_empty(ctx, stmt, 1),
					    .guid = sql_dup_or_empty(ctx, stmt, 2),
					    .is_starred = sqlite3_column_int(stmt, 3)};
	sql_done(store, stmt);
	return got == 0 || (got > 0 && read_marks(store, ctx, id, ret, err));
}

bool store_marks_each(struct store *store, bool (*on_marks)(void *state, const struct store_marks *marks), void *state,
		      struct err *err)
{
	struct idlist ids = {0};
	bool ok = marked_ids(store, &ids, err), more = true;

	for (size_t i = 0; ok && more && i < ids.n; i++) {
		void *ctx = talloc_new(NULL);
		struct store_marks marks;
		bool is_there = false;

		ok = read_one(store, ctx, ids.ids[i], &marks, &is_there, err);
		if (ok && is_there)
			more = on_marks(state, &marks);
		talloc_free(ctx);
	}
	ids_free(&ids);
	return ok;
}

/* ---- in ---- */

static bool by_guid(struct store *store, const struct store_marks *marks, struct idlist *ret, struct err *err)
{
	const struct bytes guid = {marks->guid, strlen(marks->guid)};
	const struct key key = key_make(KEY_GUID, &guid, 1);

	return !guid.len || ids_select(store, ret, err,
				       "SELECT p.article_id FROM feed f CROSS JOIN appearance p"
				       " INDEXED BY appearance_guid ON p.feed_id = f.id AND p.guid_key = ?2"
				       " WHERE f.name = ?1",
				       "sk", marks->feed, &key);
}

static bool by_address(struct store *store, const struct store_marks *marks, struct idlist *ret, struct err *err)
{
	char *canonical = url_is_web(marks->url) ? url_canonical(NULL, marks->url) : NULL;
	bool ok = true;

	if (canonical) {
		const struct bytes text = {canonical, strlen(canonical)};
		const struct key key = key_make(KEY_CANONICAL, &text, 1);

		ok = ids_select(store, ret, err,
				"SELECT id FROM article WHERE canonical_key = ?1 AND ifnull(canonical_url, url) = ?2", "is",
				key_short(&key), canonical);
	}
	talloc_free(canonical);
	return ok;
}

/* Where a guid stands on several articles, the address tells which; articles of other feeds do where ours is not. */
static bool find(struct store *store, const struct store_marks *marks, int64_t *ret, struct err *err)
{
	struct idlist guids = {0}, addresses = {0};
	bool ok = by_guid(store, marks, &guids, err) &&
		  (guids.n == 1 || by_address(store, marks, &addresses, err));

	*ret = 0;
	for (size_t i = 0; ok && i < guids.n && !*ret; i++)
		for (size_t k = 0; k < addresses.n; k++)
			if (guids.ids[i] == addresses.ids[k])
				*ret = guids.ids[i];
	if (ok && !*ret)
		*ret = guids.n ? guids.ids[0] : addresses.n ? addresses.ids[0] : 0;
	ids_free(&guids);
	ids_free(&addresses);
	return ok;
}

/* All ids on which one mark is set or cleared. */
struct job {
	struct mark mark;
	struct idlist ids;
};
struct jobs {
	void *ctx;
	struct job **jobs;
	size_t n;
};

static void add(struct jobs *jobs, const char *name, bool is_set, int64_t id)
{
	struct job *job;

	for (size_t i = 0; i < jobs->n; i++)
		if (jobs->jobs[i]->mark.is_set == is_set && !strcmp(jobs->jobs[i]->mark.name, name)) {
			ids_add(&jobs->jobs[i]->ids, id);
			return;
		}
	jobs->jobs = mem_grow(jobs->ctx, jobs->jobs, struct job *, jobs->n + 1);
	job = jobs->jobs[jobs->n++] = mem_new(jobs->ctx, struct job);
	job->mark = (struct mark){.name = mem_strdup(job, name), .is_set = is_set};
	ids_add(&job->ids, id);
}

static bool has_name(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* What has to change on one article so that it is as given. */
static void plan(struct jobs *jobs, const struct store_marks *want, const struct store_marks *have, int64_t id,
		 bool is_more)
{
	if (want->is_starred)
		add(jobs, mark_starred, true, id);
	else if (!is_more && have->is_starred)
		add(jobs, mark_starred, false, id);
	for (size_t i = 0; i < want->n_tags; i++)
		add(jobs, mem_printf(jobs->ctx, "#%s", want->tags[i]), true, id);
	for (size_t i = 0; i < want->n_off; i++) /* put on and taken off: what is not there is not written down */
		if (has_name(have->tags, have->n_tags, want->off[i]))
			add(jobs, mem_printf(jobs->ctx, "#%s", want->off[i]), false, id);
	for (size_t i = 0; !is_more && i < have->n_tags; i++)
		if (!has_name(want->tags, want->n_tags, have->tags[i]) &&
		    !has_name(want->off, want->n_off, have->tags[i]))
			add(jobs, mem_printf(jobs->ctx, "#%s", have->tags[i]), false, id);
}

/* A tag that was taken off elsewhere stays off here, also before any rule has put it on. */
static bool write_off(struct store *store, const struct store_marks *want, int64_t id, struct err *err)
{
	for (size_t i = 0; i < want->n_off; i++)
		if (!sql_run(store, err, "INSERT INTO tag (name) VALUES (?1) ON CONFLICT DO NOTHING", "s", want->off[i]) ||
		    !sql_run(store, err,
			     "INSERT INTO tag_off (tag_id, article_id) SELECT id, ?2 FROM tag WHERE name = ?1"
			     " ON CONFLICT DO NOTHING",
			     "si", want->off[i], id))
			return false;
	return true;
}

struct restore {
	struct store *store;
	bool is_more;
	int64_t entry, now;
	struct jobs jobs;
	struct idlist changed;
	struct store_restored *ret;
};

static bool restore_one(struct restore *r, const struct store_marks *want, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct store_marks have;
	int64_t id;
	bool ok = find(r->store, want, &id, err), is_there = false, note_changed = false;

	if (ok && id)
		ok = read_one(r->store, ctx, id, &have, &is_there, err);
	if (ok && !is_there)
		r->ret->n_missing++;
	if (ok && is_there) {
		plan(&r->jobs, want, &have, id, r->is_more);
		ok = write_off(r->store, want, id, err);
		if (ok && (want->note || !r->is_more))
			ok = note_write(r->store, r->entry, id, want->note, r->now, &note_changed, err);
		if (note_changed)
			ids_add(&r->changed, id);
	}
	talloc_free(ctx);
	return ok;
}

static bool run_jobs(struct restore *r, struct err *err)
{
	int64_t n;

	for (size_t i = 0; i < r->jobs.n; i++) {
		struct job *job = r->jobs.jobs[i];

		if (!marks_put(r->store, r->entry, &job->mark, &job->ids, &n, err))
			return false;
		r->ret->n_changed += n;
	}
	r->ret->n_changed += (int64_t)r->changed.n;
	return r->ret->n_changed ||
	       sql_run(r->store, err, "DELETE FROM journal WHERE id = ?1", "i", r->entry);
}

bool store_marks_restore(struct store *store, const struct store_marks *marks, size_t n, bool is_more, const char *who,
			 int64_t now, struct store_restored *ret, struct err *err)
{
	struct restore r = {
	    .store = store, .is_more = is_more, .now = now, .jobs = {.ctx = talloc_new(NULL)}, .ret = ret};
	bool ok = sql_begin(store, err);

	*ret = (struct store_restored){0};
	if (ok) {
		ok = journal_open(store, who, "restore", now, &r.entry, err);
		for (size_t i = 0; ok && i < n; i++)
			ok = restore_one(&r, &marks[i], err);
		ok = ok && run_jobs(&r, err) && sql_commit(store, err);
		if (!ok)
			sql_rollback(store);
	}
	for (size_t i = 0; i < r.jobs.n; i++)
		ids_free(&r.jobs.jobs[i]->ids);
	ids_free(&r.changed);
	talloc_free(r.jobs.ctx);
	return ok;
}
