/* place_edit.c: articles that their publishers have changed find their stories again.
 *
 * One that is alone may join a story.  One that says something else now, such as a headline in the place of "Press release", may
 * leave a story that it does not belong to any more.  It stays where somebody has put it, and where the story has its number
 * from it; a live blog stays where it was put at first sight. */
#include "placing.h"
#include "stories.h"

struct edit {
	int64_t id;
	struct live *home, *now; /* the story that it was in, and is in */
	bool is_alone;
	bool may_leave;
	bool is_stale; /* the sum of its story has what it does not say any more */
};

/* What is stored of it. */
struct stored {
	bool is_ours;	 /* the feed that brought it has changed it, and its words were counted */
	bool is_grouped; /* it was put into a story, or found alone */
	bool is_set;	 /* somebody has put it there */
	bool is_namesake; /* the story has its number from it, or the one that it has it from is not there */
	int64_t n_articles; /* of its story */
};

static bool look(struct placing *p, const struct plan *plan, struct stored *ret, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store,
				     "SELECT (a.feed_id = ?2 OR f.is_hidden) AND a.seq > c.uncounted, a.seq > c.ungrouped,"
				     " ifnull(s.n_articles, 1), a.is_story_set,"
				     " a.id <> s.id AND EXISTS (SELECT 1 FROM article n WHERE n.id = s.id AND n.story_id = s.id)"
				     " FROM article a JOIN feed f ON f.id = a.feed_id JOIN counter c ON c.id = 1"
				     " LEFT JOIN story s ON s.id = a.story_id WHERE a.id = ?1",
				     err);
	int got = -1;

	*ret = (struct stored){0};
	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, plan->id);
	sqlite3_bind_int64(stmt, 2, plan->feed_id);
	got = sql_step(p->store, stmt, err);
	if (got > 0)
		*ret = (struct stored){.is_ours = sqlite3_column_int(stmt, 0),
				       .is_grouped = sqlite3_column_int(stmt, 1),
				       .n_articles = sqlite3_column_int64(stmt, 2),
				       .is_set = sqlite3_column_int(stmt, 3),
				       .is_namesake = !sqlite3_column_int(stmt, 4)};
	sql_done(p->store, stmt);
	return got >= 0;
}

/* ---- what it says ---- */

static size_t in_common(const struct story_term *a, size_t n_a, const struct story_term *b, size_t n_b)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < n_a && k < n_b;) {
		n += a[i].hash == b[k].hash;
		if (a[i].hash <= b[k].hash)
			i++;
		else
			k++;
	}
	return n;
}

static bool is_same(const struct story_article *a, const struct story_article *b)
{
	return a->title_key == b->title_key && a->n_text == b->n_text && a->n_runs == b->n_runs &&
	       in_common(a->text, a->n_text, b->text, b->n_text) == a->n_text &&
	       memcmp(a->runs, b->runs, a->n_runs * sizeof(*a->runs)) == 0;
}

static bool says_else(const struct story_article *was, const struct story_article *is)
{
	return 2 * in_common(was->title, was->n_title, is->title, is->n_title) < is->n_title ||
	       2 * in_common(was->text, was->n_text, is->text, is->n_text) < is->n_text;
}

static void add(struct placing *p, const struct edit *edit)
{
	p->edits = mem_grow(p->ctx, p->edits, struct edit, p->n_edits + 1);
	p->edits[p->n_edits++] = *edit;
}

/* Its words and keys are those of what it says now; where it belongs is decided later. */
static bool take(struct placing *p, int64_t id, const struct stored *stored, struct story_source *source,
		 const struct plan *plan, struct err *err)
{
	struct edit edit = {.id = id};
	struct story_article was, is;
	bool is_page, is_else;

	story_read(source, &was);
	if (!pages_stays(p->store, id, source->body, plan->body, &is_page, err))
		return false;
	source->title = plan->title;
	source->body = is_page ? source->body : plan->body;
	source->html = is_page ? source->html : plan->item->html;
	story_read(source, &is);
	if (is.is_live || is_same(&was, &is))
		return true;
	place_take(p, id, &is);
	place_count(p, &was, -1);
	place_count(p, &is, 1);
	if (!stored->is_grouped)
		return true;
	if (!place_drop_keys(p->store, id, err) || !place_story_of(p, id, &edit.home, err))
		return false;
	is_else = says_else(&was, &is);
	edit.now = edit.home;
	edit.is_alone = stored->n_articles < 2 && !stored->is_set;
	edit.may_leave = is_else && stored->n_articles > 1 && !stored->is_set && !stored->is_namesake;
	edit.is_stale = is_else && stored->n_articles > 1 && stored->n_articles <= PLACE_RESUM_MAX;
	add(p, &edit);
	return true;
}

/* *ret_is_ours: what the plan says is what the article says. */
static bool read_one(struct placing *p, const struct plan *plan, bool *ret_is_ours, struct err *err)
{
	void *texts = talloc_new(p->ctx);
	struct story_source source;
	struct stored stored;
	bool is_there, ok = look(p, plan, &stored, err);

	*ret_is_ours = stored.is_ours;
	place_ring_forget(p->store, plan->id);
	if (ok && stored.is_ours)
		ok = place_source(p, plan->id, texts, &source, &is_there, err) &&
		     (!is_there || take(p, plan->id, &stored, &source, plan, err));
	talloc_free(texts);
	return ok;
}

bool place_edits_read(struct placing *p, const struct group *group, struct err *err)
{
	int64_t last = 0;
	bool ok = true, is_ours;

	/* Two items may be one article: the plans are ascending by id, and the last one of an article is what stays of it. */
	for (size_t i = group->n; ok && i > 0; i--) {
		const struct plan *plan = group->plans[i - 1];

		if (plan->kind != PLAN_CHANGED || plan->id == last)
			continue;
		ok = read_one(p, plan, &is_ours, err);
		last = ok && is_ours ? plan->id : last;
	}
	for (size_t i = 0; ok && i < p->n_edits; i++)
		if (p->edits[i].may_leave)
			*idmap_at(p->ctx, &p->leaving, p->edits[i].id) = 1;
	return ok;
}

/* ---- where it belongs ---- */

/* From a story that it may not belong to any more. */
static bool leave(struct placing *p, struct edit *edit, const struct story_article *article, struct err *err)
{
	struct live *home = place_last(edit->home), *to = home;
	struct story_score score;

	if (!place_load(p, home, err))
		return false;
	story_score(article, home->sum, &score);
	if (!score.is_member) {
		home->is_recounted = true;
		place_touch(p, home);
		if (!place_find(p, edit->id, home, &to, err))
			return false;
	}
	if (!to) {
		to = place_live(p, edit->id, false);
		if (!place_load(p, to, err))
			return false;
		place_touch(p, to);
	}
	edit->now = to;
	if (score.is_member) {
		if (edit->is_stale)
			place_join(p, to, article, edit->id);
		place_stay(p, to, edit->id);
		return true;
	}
	return place_settle(p, to, edit->id, err);
}

/* Alone until now. */
static bool join(struct placing *p, struct edit *edit, struct err *err)
{
	struct live *home = place_last(edit->home), *to;

	if (!place_find(p, edit->id, home, &to, err))
		return false;
	edit->now = to ? to : home;
	if (to && !place_settle(p, to, edit->id, err))
		return false;
	if (to)
		place_lead(p, home, place_last(to));
	else
		place_stay(p, home, edit->id);
	return true;
}

static bool place(struct placing *p, struct edit *edit, struct err *err)
{
	const struct story_article *article = place_article(p, edit->id);

	if (edit->may_leave)
		return leave(p, edit, article, err);
	if (edit->is_alone)
		return join(p, edit, err);
	place_stay(p, place_last(edit->home), edit->id);
	return true;
}

bool place_edits(struct placing *p, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < p->n_edits; i++)
		if (p->edits[i].is_stale)
			ok = place_resum(p, p->edits[i].home, err);
	for (size_t i = 0; ok && i < p->n_edits; i++)
		ok = place(p, &p->edits[i], err);
	return ok;
}

bool place_edits_alerts(struct placing *p, struct err *err)
{
	for (size_t i = 0; i < p->n_edits; i++) {
		const int64_t id = p->edits[i].id, from = place_last(p->edits[i].home)->id, to = place_last(p->edits[i].now)->id;

		if (from != to && !(story_take_alerts(p->store, id, from, to, err) &&
				    story_copy_alerts(p->store, to, from, id, err)))
			return false;
	}
	return true;
}
