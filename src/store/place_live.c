/* place_live.c: the stories that new articles may belong to, while it is decided. */
#include "placing.h"

#include "stories.h"

enum { SINGLES_MAX = 4096 };

struct live *place_last(struct live *live)
{
	while (live->moved_to)
		live = live->moved_to;
	return live;
}

struct live *place_live(struct placing *p, int64_t story, bool is_stored)
{
	int64_t *at = idmap_at(p->ctx, &p->stories, story);
	struct live *live = (struct live *)(intptr_t)*at;

	if (!live) {
		live = mem_new(p->ctx, struct live);
		*live = (struct live){.id = story, .is_stored = is_stored, .is_single = true};
		*at = (int64_t)(intptr_t)live;
	}
	return place_last(live);
}

bool place_story_of(struct placing *p, int64_t article, struct live **ret, struct err *err)
{
	int64_t *at = idmap_at(p->ctx, &p->story_of, article);

	if (!*at) {
		*at = article;
		if (!sql_int(p->store, err, at,
			     "SELECT story_id FROM article INDEXED BY article_told WHERE id = ?1 AND story_id IS NOT NULL", "i",
			     article))
			return false;
	}
	*ret = place_live(p, *at, true);
	return true;
}

/* ---- what they are made of ---- */

bool place_source(struct placing *p, int64_t article, void *ctx, struct story_source *ret, bool *ret_is_there,
			struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store,
				     "SELECT t.title, t.body, t.html, ifnull(a.canonical_url, a.url),"
				     " ifnull(a.published_at, a.arrived_at), a.feed_id"
				     " FROM article a CROSS JOIN article_text t ON t.id = a.id WHERE a.id = ?1",
				     err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, article);
	got = sql_step(p->store, stmt, err);
	if (got > 0)
		*ret = (struct story_source){.title = sql_dup_or_empty(ctx, stmt, 0),
					     .body = sql_dup_or_empty(ctx, stmt, 1),
					     .html = sql_dup(ctx, stmt, 2),
					     .url = sql_dup_or_empty(ctx, stmt, 3),
					     .at = sqlite3_column_int64(stmt, 4),
					     .outlet = sqlite3_column_int64(stmt, 5)};
	sql_done(p->store, stmt);
	*ret_is_there = got > 0;
	return got >= 0;
}

const struct story_article *place_article(const struct placing *p, int64_t id)
{
	const int64_t *at = idmap_find(&p->articles, id);

	return at ? (const struct story_article *)(intptr_t)*at : NULL;
}

/* *ret: a child of ctx unless it is of this transaction; NULL: it is not there. */
static bool read_article(struct placing *p, int64_t id, void *ctx, const struct story_article **ret, struct err *err)
{
	const struct story_article *known = place_ring_get(p->store, id);
	struct story_article *article;
	struct story_source source;
	void *texts;
	bool is_there, ok;

	*ret = place_article(p, id);
	if (*ret)
		return true;
	article = mem_new(ctx, struct story_article);
	if (known) {
		*article = *known;
		*ret = article;
		return true;
	}
	texts = talloc_new(NULL);
	ok = place_source(p, id, texts, &source, &is_there, err);
	if (ok && is_there) {
		story_read(&source, article);
		ok = place_weigh(p, article, err);
		place_ring_put(p->store, id, article);
		*ret = article;
	}
	talloc_free(texts);
	return ok;
}

static bool add_stored(struct placing *p, struct live *live, const struct idlist *articles, struct err *err)
{
	for (size_t i = 0; i < articles->n; i++) {
		const struct story_article *article;

		if (!read_article(p, articles->ids[i], live->sum, &article, err))
			return false;
		if (article && !live->sum->n_articles)
			story_sum_of(article, live->sum);
		else if (article)
			story_sum_add(live->sum, live->sum, article);
	}
	return true;
}

static void leave_out(const struct placing *p, struct idlist *articles)
{
	size_t kept = 0;

	for (size_t i = 0; i < articles->n; i++)
		if (!idmap_find(&p->leaving, articles->ids[i]))
			articles->ids[kept++] = articles->ids[i];
	articles->n = kept;
}

/* From its articles: it has no sum, or a damaged one. */
static bool rebuild(struct placing *p, struct live *live, struct err *err)
{
	struct idlist articles = {0};
	bool ok = ids_select(p->store, &articles, err, "SELECT id FROM article WHERE story_id = ?1 ORDER BY id LIMIT ?2", "ii",
			     live->id, (int64_t)PLACE_RESUM_MAX);

	if (ok && !articles.n)
		ids_add(&articles, live->id);
	leave_out(p, &articles);
	live->is_single = articles.n == 1;
	ok = ok && add_stored(p, live, &articles, err);
	ids_free(&articles);
	return ok;
}

static bool read_sum(struct placing *p, struct live *live, bool *ret_is_read, struct err *err)
{
	sqlite3_stmt *stmt = sql_get(p->store, "SELECT sum FROM story WHERE id = ?1 AND n_articles > 1", err);
	int got = -1;

	if (!stmt)
		return false;
	sqlite3_bind_int64(stmt, 1, live->id);
	got = sql_step(p->store, stmt, err);
	*ret_is_read = got > 0 && story_sum_unpack(live->sum,
						   (struct bytes){sqlite3_column_blob(stmt, 0),
								  (size_t)sqlite3_column_bytes(stmt, 0)},
						   live->sum);
	sql_done(p->store, stmt);
	return got >= 0;
}

/* What can be made again goes. */
void place_forget(struct placing *p)
{
	if (p->n_sums <= SINGLES_MAX)
		return;
	for (size_t i = 0; i < p->stories.room; i++) {
		struct live *live = (struct live *)(intptr_t)p->stories.values[i];

		if (live && live->sum && live->is_single && !live->is_changed) {
			talloc_free(live->sum);
			live->sum = NULL;
		}
	}
	p->n_sums = 0;
}

bool place_load(struct placing *p, struct live *live, struct err *err)
{
	bool is_read = false;

	if (live->sum)
		return true;
	live->sum = mem_new(p->ctx, struct story_sum);
	p->n_sums++;
	if (live->is_stored && !read_sum(p, live, &is_read, err))
		return false;
	if (is_read) {
		live->is_single = false;
		return true;
	}
	if (live->is_stored)
		return rebuild(p, live, err);
	return add_stored(p, live, &(struct idlist){.ids = &live->id, .n = 1}, err);
}

bool place_resum(struct placing *p, struct live *live, struct err *err)
{
	talloc_free(live->sum);
	live->sum = mem_new(p->ctx, struct story_sum);
	live->is_recounted = true;
	place_touch(p, live);
	return rebuild(p, live, err);
}

/* ---- changes ---- */

void place_touch(struct placing *p, struct live *live)
{
	if (live->is_changed)
		return;
	live->is_changed = true;
	if (p->n_changed == p->room_changed) {
		p->room_changed = p->room_changed ? 2 * p->room_changed : 64;
		p->changed = mem_grow(p->ctx, p->changed, struct live *, p->room_changed);
	}
	p->changed[p->n_changed++] = live;
}

void place_join(struct placing *p, struct live *live, const struct story_article *article, int64_t id)
{
	*idmap_at(p->ctx, &p->story_of, id) = live->id;
	if (live->id == id)
		return;
	story_sum_add(live->sum, live->sum, article);
	live->is_single = false;
	place_touch(p, live);
}

static bool is_older(const struct live *a, const struct live *b)
{
	return a->is_stored != b->is_stored ? a->is_stored : a->id < b->id;
}

void place_lead(struct placing *p, struct live *gone, struct live *kept)
{
	kept->is_single = false;
	kept->is_recounted = true;
	place_touch(p, kept);
	place_touch(p, gone);
	talloc_free(gone->sum);
	gone->sum = NULL;
	gone->moved_to = kept;
	for (size_t i = 0, n = p->n_apart; i < n; i++)
		if (p->apart[i].a == gone->id)
			place_keep_apart(p, kept->id, p->apart[i].b);
}

struct live *place_unite(struct placing *p, struct live *a, struct live *b)
{
	struct live *kept = is_older(a, b) ? a : b, *gone = kept == a ? b : a;

	story_sum_unite(kept->sum, kept->sum, gone->sum);
	place_lead(p, gone, kept);
	return kept;
}

void place_keep_apart(struct placing *p, int64_t a, int64_t b)
{
	p->apart = mem_grow(p->ctx, p->apart, struct apart, p->n_apart + 2);
	p->apart[p->n_apart++] = (struct apart){a, b};
	p->apart[p->n_apart++] = (struct apart){b, a};
}

bool place_may_unite(const struct placing *p, const struct live *a, const struct live *b)
{
	for (size_t i = 0; i < p->n_apart; i++)
		if (p->apart[i].a == a->id && p->apart[i].b == b->id)
			return false;
	return true;
}

/* ---- written ---- */

/* An article of this transaction, and the one after it. */
struct joined {
	int64_t article;
	struct joined *next;
};

static bool write_article(struct placing *p, int64_t article, struct live *live, struct err *err)
{
	struct joined *joined = mem_new(p->ctx, struct joined);

	*joined = (struct joined){article, live->joined};
	live->joined = joined;
	return sql_run(p->store, err, "UPDATE article SET story_id = ?2 WHERE id = ?1", "ii", article, live->id);
}

static bool write_articles(struct placing *p, struct err *err)
{
	size_t n_put = 0;

	for (size_t i = 0; i < p->articles.room; i++) {
		const int64_t article = p->articles.keys[i];
		struct live *live;

		if (!article)
			continue;
		if (n_put++ < PLACE_RING)
			place_ring_put(p->store, article, place_article(p, article));
		if (!place_story_of(p, article, &live, err))
			return false;
		if (live->is_changed && !write_article(p, article, live, err))
			return false;
	}
	return true;
}

static bool write_story(struct placing *p, const struct live *live, struct err *err)
{
	if (live->moved_to)
		return !live->is_stored || story_move(p->store, live->id, place_live(p, live->id, true)->id, err);
	return sql_run(p->store, err, "UPDATE article SET story_id = id WHERE id = ?1 AND story_id IS NULL", "i", live->id);
}

/* Those it had and those of the articles that joined, where that is all. */
static bool find_outlets(struct placing *p, const struct live *live, struct idlist *ret, struct err *err)
{
	if (!live->is_recounted && !story_known_outlets(p->store, live->id, ret, err))
		return false;
	if (!ret->n)
		return story_outlets(p->store, live->id, ret, err);
	for (const struct joined *j = live->joined; j; j = j->next)
		if (!ids_select(p->store, ret, err, "SELECT feed_id FROM appearance WHERE article_id = ?1", "i", j->article))
			return false;
	ids_sort(ret);
	return true;
}

static bool write_sum(struct placing *p, const struct live *live, struct buf *packed, struct err *err)
{
	struct idlist outlets = {0};
	bool ok = find_outlets(p, live, &outlets, err);

	buf_reset(packed);
	story_sum_pack(live->sum, packed);
	ok = ok && story_write(p->store, live->id, &outlets, buf_bytes(packed), err);
	ids_free(&outlets);
	return ok;
}

bool place_write_stories(struct placing *p, struct err *err)
{
	AUTO_BUF packed = BUF_INIT(MIB(1));

	if (!write_articles(p, err))
		return false;
	for (size_t i = 0; i < p->n_changed; i++)
		if (!write_story(p, p->changed[i], err))
			return false;
	for (size_t i = 0; i < p->n_changed; i++)
		if (!p->changed[i]->moved_to && !write_sum(p, p->changed[i], &packed, err))
			return false;
	return true;
}
