/* story_hand.c: stories put together and taken apart by hand, and taken back.
 *
 * A row of the journal names both stories ('~', from, to) and has the articles that went from one to the other; is_set: they
 * were put together. */
#include "marks.h"
#include "stories.h"

#include <stdio.h>
#include <stdlib.h>

static bool articles_of(struct store *store, int64_t story, struct idlist *ret, struct err *err)
{
	bool ok = ids_select(store, ret, err, "SELECT id FROM article WHERE story_id = ?1 ORDER BY id", "i", story);

	if (ok && !ret->n)
		ids_add(ret, story);
	return ok;
}

static bool recount(struct store *store, int64_t story, struct err *err)
{
	return sql_run(store, err, "UPDATE article SET story_id = id WHERE id = ?1 AND story_id IS NULL", "i", story) &&
	       story_recount(store, story, err);
}

static bool note_move(struct store *store, int64_t entry, int64_t from, int64_t to, bool is_merge,
		      const struct idlist *ids, struct err *err)
{
	char name[64];

	snprintf(name, sizeof(name), "%c%lld %lld", STORY_MARK, (long long)from, (long long)to);
	return journal_add(store, entry, &(struct mark){.name = name, .is_set = is_merge}, ids, err);
}

/* 0: there is none. */
static bool find_story(struct store *store, int64_t id, int64_t *ret, struct err *err)
{
	*ret = 0;
	return sql_int(store, err, ret,
		       "SELECT ifnull(story_id, id) FROM article WHERE id = ?1"
		       " UNION ALL SELECT ifnull(moved_to, id) FROM story WHERE id = ?1 LIMIT 1",
		       "i", id);
}

bool story_resolve(struct store *store, int64_t id, int64_t *ret, struct err *err)
{
	int64_t story;

	if (!find_story(store, id, &story, err))
		return false;
	if (!story)
		return err_set(err, ERR_NO_MATCH, "there is no story %lld", (long long)id);
	*ret = story;
	return true;
}

/* ---- together ---- */

static bool merge_one(struct store *store, int64_t entry, int64_t from, int64_t to, struct err *err)
{
	struct idlist ids = {0};
	bool ok = articles_of(store, from, &ids, err) && note_move(store, entry, from, to, true, &ids, err) &&
		  story_move(store, from, to, err);

	ids_free(&ids);
	return ok;
}

static bool merge(struct store *store, const int64_t *ids, size_t n, const char *who, int64_t now, int64_t *ret,
		  struct err *err)
{
	struct idlist stories = {0};
	int64_t entry;
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++) {
		int64_t story;

		ok = story_resolve(store, ids[i], &story, err);
		if (ok)
			ids_add(&stories, story);
	}
	ids_sort(&stories);
	if (ok && stories.n < 2)
		ok = err_set(err, ERR_NO_MATCH, "they are one story already");
	ok = ok && journal_open(store, who, "merge stories", now, &entry, err);
	for (size_t i = 1; ok && i < stories.n; i++)
		ok = merge_one(store, entry, stories.ids[i], stories.ids[0], err);
	ok = ok && recount(store, stories.ids[0], err) &&
	     story_set_by_hand(store, stories.ids[0], stories.ids[0], true, err);
	*ret = ok ? stories.ids[0] : 0;
	ids_free(&stories);
	return ok;
}

bool story_merge(struct store *store, const int64_t *ids, size_t n, const char *who, int64_t now, int64_t *ret_story,
		 struct err *err)
{
	if (!sql_begin(store, err))
		return false;
	if (merge(store, ids, n, who, now, ret_story, err))
		return sql_commit(store, err);
	sql_rollback(store);
	return false;
}

/* ---- apart ---- */

/* Both may have other numbers then. */
static bool move_articles(struct store *store, const struct idlist *ids, int64_t *from, int64_t *to, struct err *err)
{
	for (size_t i = 0; i < ids->n; i++)
		if (!sql_run(store, err, "UPDATE article SET story_id = ?3 WHERE id = ?1 AND story_id = ?2", "iii",
			     ids->ids[i], *from, *to) ||
		    !story_take_alerts(store, ids->ids[i], *from, *to, err))
			return false;
	return story_renumber(store, from, err) && story_renumber(store, to, err) && recount(store, *from, err) &&
	       recount(store, *to, err);
}

static bool keep_apart(struct store *store, int64_t a, int64_t b, struct err *err)
{
	return sql_run(store, err, "INSERT INTO story_apart (a, b) VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING", "ii",
		       a, b);
}

/* The articles that leave: those that were named, or all others when the one that the story has its number of is named. */
static bool choose(const struct idlist *all, const struct idlist *named, int64_t story, struct idlist *ret, struct err *err)
{
	const bool is_turned = ids_find(named->ids, named->n, story) != NULL;

	for (size_t i = 0; i < named->n; i++)
		if (!ids_find(all->ids, all->n, named->ids[i]))
			return err_set(err, ERR_USAGE, "article %lld is not of story %lld", (long long)named->ids[i],
				       (long long)story);
	for (size_t i = 0; i < all->n; i++)
		if ((ids_find(named->ids, named->n, all->ids[i]) != NULL) != is_turned)
			ids_add(ret, all->ids[i]);
	if (!ret->n || ret->n == all->n)
		return err_set(err, ERR_USAGE, "a story is split into two, each with an article");
	return true;
}

static bool split(struct store *store, int64_t id, const struct idlist *named, const char *who, int64_t now, int64_t *ret,
		  struct err *err)
{
	struct idlist all = {0}, leaving = {0};
	int64_t story = 0, entry, to = 0;
	bool ok = story_resolve(store, id, &story, err) && articles_of(store, story, &all, err) &&
		  choose(&all, named, story, &leaving, err);

	if (ok)
		to = leaving.ids[0];
	ok = ok && journal_open(store, who, "split a story", now, &entry, err) &&
	     note_move(store, entry, story, to, false, &leaving, err) && move_articles(store, &leaving, &story, &to, err) &&
	     story_copy_alerts(store, story, to, 0, err) && story_copy_alerts(store, to, story, 0, err) &&
	     keep_apart(store, story, to, err) && story_set_by_hand(store, story, to, true, err);
	*ret = to;
	ids_free(&all);
	ids_free(&leaving);
	return ok;
}

bool story_split(struct store *store, int64_t story, const int64_t *ids, size_t n, const char *who, int64_t now,
		 int64_t *ret_new, struct err *err)
{
	struct idlist named = {0};
	bool ok = sql_begin(store, err), has_begun = ok;

	for (size_t i = 0; i < n; i++)
		ids_add(&named, ids[i]);
	ids_sort(&named);
	ok = ok && split(store, story, &named, who, now, ret_new, err);
	if (ok)
		ok = sql_commit(store, err);
	else if (has_begun)
		sql_rollback(store);
	ids_free(&named);
	return ok;
}

/* ---- taken back ---- */

/* Articles that are still where the change put them. */
static bool still_in(struct store *store, const struct idlist *ids, int64_t story, struct idlist *ret, struct err *err)
{
	for (size_t i = 0; i < ids->n; i++) {
		int64_t in = 0;

		if (!sql_int(store, err, &in, "SELECT story_id FROM article WHERE id = ?1", "i", ids->ids[i]))
			return false;
		if (in == story)
			ids_add(ret, ids->ids[i]);
	}
	return true;
}

/* In a story that has become part of another meanwhile, its articles have their number from one of them. */
static bool unmerge(struct store *store, const struct idlist *ids, int64_t *from, int64_t *to, struct err *err)
{
	return sql_run(store, err, "UPDATE story SET moved_to = NULL WHERE id = ?1", "i", *from) &&
	       move_articles(store, ids, to, from, err);
}

/* To where the story that they were taken from is now. */
static bool unsplit(struct store *store, const struct idlist *ids, int64_t *from, int64_t *to, struct err *err)
{
	int64_t left = 0, now;

	if (!sql_run(store, err, "DELETE FROM story_apart WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)", "ii", *from, *to) ||
	    !find_story(store, *from, &now, err))
		return false;
	*from = now ? now : *from;
	if (!move_articles(store, ids, to, from, err) ||
	    !sql_int(store, err, &left, "SELECT count(*) FROM article WHERE story_id = ?1", "i", *to))
		return false;
	return left || (story_move(store, *to, *from, err) && recount(store, *from, err));
}

/* A change by hand that stands, other than those of the entry, is of the story. */
static bool stays_set(struct store *store, int64_t entry, int64_t story, bool *ret, struct err *err)
{
	int64_t n = 0;

	*ret = false;
	if (!sql_int(store, err, &n,
		     "SELECT 1 FROM journal j CROSS JOIN journal_mark m ON m.journal_id = j.id CROSS JOIN article a"
		     " WHERE j.undone_at IS NULL AND j.id <> ?1 AND substr(m.mark, 1, 1) = ?2 AND a.story_id = ?3"
		     " AND a.id IN (CAST(substr(m.mark, 2) AS INTEGER), CAST(substr(m.mark, instr(m.mark, ' ')) AS INTEGER)) LIMIT 1",
		     "isi", entry, (const char[]){STORY_MARK, '\0'}, story))
		return false;
	*ret = n;
	return true;
}

static bool unset(struct store *store, int64_t entry, int64_t story, struct err *err)
{
	bool stays;

	return stays_set(store, entry, story, &stays, err) && (stays || story_set_by_hand(store, story, story, false, err));
}

bool story_take_back(struct store *store, int64_t entry, const struct mark *mark, const struct idlist *ids,
		     struct idlist *restored, struct err *err)
{
	struct idlist still = {0};
	char *rest;
	int64_t from = strtoll(mark->name + 1, &rest, 10), to = strtoll(rest, NULL, 10);
	bool ok = from > 0 && to > 0 && still_in(store, ids, to, &still, err);

	if (ok && still.n)
		ok = (mark->is_set ? unmerge : unsplit)(store, &still, &from, &to, err) && unset(store, entry, from, err) &&
		     unset(store, entry, to, err);
	for (size_t i = 0; ok && i < still.n; i++)
		ids_add(restored, still.ids[i]);
	ids_free(&still);
	return ok;
}
