/* digest.c: the model of a digest: what came since the last one, section by section, no story twice. */
#include "telex/report.h"

#include <stdlib.h>
#include <string.h>

#include "telex/alert.h"
#include "telex/when.h"

/* Where an article, or a story, is listed already. */
struct place {
	int64_t id;
	size_t section, story;
};
struct places {
	struct place *list; /* ascending by id */
	size_t n;
};
struct report_gather {
	const struct query **queries;
	size_t next; /* section */
	struct places articles, stories;
	struct store_feeds *feeds; /* for their titles; NULL: not read yet */
};

/* The digest without a name has a mark too. */
static const char *mark_name(const char *name)
{
	return name ? name : "";
}

bool report_digest_bounds(struct store *store, struct report_digest_spec *spec, const char *since,
			  bool *ret_is_first, struct err *err)
{
	const struct query_env env = {.now = spec->now, .zone = when_zone_local};

	*ret_is_first = false;
	/* first: what arrives from now on is for the next one */
	if (!store_seq(store, &spec->upto, err))
		return false;
	if (!since && !store_digest_mark(store, mark_name(spec->name), &spec->after, &spec->since, err))
		return false;
	if (!since && spec->after >= 0)
		return true;
	*ret_is_first = !since;
	return query_instant(since ? since : "1d", &env, &spec->since, err) &&
	       store_seq_before(store, spec->since, &spec->after, err);
}

bool report_digest_done(struct store *store, const struct report_digest *digest, struct err *err)
{
	return store_digest_advance(store, mark_name(digest->name), digest->upto, digest->now, err);
}

struct report_digest *report_digest_new(void *ctx, const struct report_digest_spec *spec)
{
	struct report_digest *digest = mem_new(ctx, struct report_digest);

	digest->name = mem_strdup(digest, spec->name);
	digest->after = spec->after;
	digest->upto = spec->upto;
	digest->since = spec->since;
	digest->now = spec->now;
	digest->n_sections = spec->n_sections;
	digest->sections = mem_array(digest, struct report_section, spec->n_sections);
	digest->work = mem_new(digest, struct report_gather);
	digest->work->queries = mem_array(digest->work, const struct query *, spec->n_sections);
	for (size_t i = 0; i < spec->n_sections; i++) {
		digest->sections[i].name = mem_strdup(digest, spec->sections[i].name);
		digest->sections[i].kind = mem_strdup(digest, spec->sections[i].kind);
		digest->work->queries[i] = spec->sections[i].query;
	}
	return digest;
}

/* ---- where a story is ---- */

static int by_id(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->story < y->story ? -1 : x->story > y->story;
}

static int to_id(const void *id, const void *place)
{
	int64_t x = *(const int64_t *)id, y = ((const struct place *)place)->id;

	return x < y ? -1 : x > y;
}

static const struct place *place_of(const struct places *places, int64_t id)
{
	return places->n ? bsearch(&id, places->list, places->n, sizeof(places->list[0]), to_id) : NULL;
}

static void add_place(struct report_gather *work, struct places *to, int64_t id, size_t section, size_t story)
{
	to->list = mem_grow(work, to->list, struct place, to->n + 1);
	to->list[to->n++] = (struct place){id, section, story};
}

static void sort_places(struct places *places)
{
	if (places->n > 0)
		qsort(places->list, places->n, sizeof(places->list[0]), by_id);
}

/* A section has something that is listed already: told once a section. */
static void note_before(struct report_digest *digest, struct report_section *section,
			const struct place *place)
{
	struct report_story *story = &digest->sections[place->section].stories[place->story];

	if (story->n_also && story->also[story->n_also - 1] == section->name)
		return;
	story->also = mem_grow(digest, story->also, const char *, story->n_also + 1);
	story->also[story->n_also++] = section->name;
	section->n_before++;
}

/* ---- stories ---- */

static const char *title_of(const struct report_gather *work, const char *name)
{
	for (size_t i = 0; i < work->feeds->n; i++)
		if (strcmp(work->feeds->feeds[i].name, name) == 0)
			return work->feeds->feeds[i].title;
	return name;
}

static const char **copy_names(void *ctx, const char *const *names, size_t n)
{
	const char **copy = mem_array(ctx, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		copy[i] = mem_strdup(copy, names[i]);
	return copy;
}

static void make_story(void *ctx, const struct report_gather *work, const struct store_row *row,
		       struct report_story *ret)
{
	*ret = (struct report_story){.title = mem_strdup(ctx, *row->title ? row->title : row->url),
				     .url = mem_strdup(ctx, row->url),
				     .published = row->published,
				     .at = story_told_at(row),
				     .n_feeds = row->n_feeds,
				     .n_tags = row->n_tags,
				     .n_articles = 1};
	ret->feeds = copy_names(ctx, row->feeds, row->n_feeds);
	ret->tags = copy_names(ctx, row->tags, row->n_tags);
	ret->outlets = mem_array(ctx, const char *, row->n_feeds + 1);
	for (size_t i = 0; i < row->n_feeds; i++)
		ret->outlets[i] = mem_strdup(ctx, title_of(work, row->feeds[i]));
	ret->articles = mem_array(ctx, int64_t, 1);
	ret->articles[0] = row->id;
}

static bool is_among(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* One more article of a story: its outlets and tags, where they are new. */
static void grow_story(void *ctx, const struct report_gather *work, const struct store_row *row,
		       struct report_story *story)
{
	for (size_t i = 0; i < row->n_feeds; i++) {
		if (is_among(story->feeds, story->n_feeds, row->feeds[i]))
			continue;
		story->feeds = mem_grow(ctx, story->feeds, const char *, story->n_feeds + 1);
		story->outlets = mem_grow(ctx, story->outlets, const char *, story->n_feeds + 1);
		story->feeds[story->n_feeds] = mem_strdup(ctx, row->feeds[i]);
		story->outlets[story->n_feeds++] = mem_strdup(ctx, title_of(work, row->feeds[i]));
	}
	for (size_t i = 0; i < row->n_tags; i++) {
		if (is_among(story->tags, story->n_tags, row->tags[i]))
			continue;
		story->tags = mem_grow(ctx, story->tags, const char *, story->n_tags + 1);
		story->tags[story->n_tags++] = mem_strdup(ctx, row->tags[i]);
	}
	story->articles = mem_grow(ctx, story->articles, int64_t, story->n_articles + 1);
	story->articles[story->n_articles++] = row->id;
}

static int64_t story_of_row(const struct store_row *row)
{
	return row->story_id ? row->story_id : row->id;
}

/* Of each row the first one of its story. */
static const size_t *first_rows(void *ctx, const struct store_rows *rows)
{
	struct place *list = mem_array(ctx, struct place, rows->n + 1);
	size_t *first = mem_array(ctx, size_t, rows->n + 1);

	for (size_t i = 0; i < rows->n; i++)
		list[i] = (struct place){.id = story_of_row(&rows->rows[i]), .story = i};
	if (rows->n > 0)
		qsort(list, rows->n, sizeof(list[0]), by_id);
	for (size_t i = 0; i < rows->n; i++)
		first[list[i].story] =
		    i && list[i - 1].id == list[i].id ? first[list[i - 1].story] : list[i].story;
	return first;
}

/* The rows, newest first, as lines of the section; what tells a story of an earlier section joins it there.
 */
static void put_rows(struct report_digest *digest, void *ctx, const struct store_rows *rows)
{
	struct report_gather *work = digest->work;
	struct report_section *section = &digest->sections[work->next];
	const size_t *first = first_rows(ctx, rows);
	struct place *at = mem_array(ctx, struct place, rows->n + 1);
	const size_t n_before = work->stories.n;

	section->stories = mem_array(digest, struct report_story, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct store_row *row = &rows->rows[i];
		const struct places earlier = {work->stories.list, n_before};
		const struct place *place =
		    first[i] == i ? place_of(&earlier, story_of_row(row)) : &at[first[i]];

		at[i] = place ? *place : (struct place){story_of_row(row), work->next, section->n};
		add_place(work, &work->articles, row->id, at[i].section, at[i].story);
		if (place) {
			grow_story(digest, work, row,
				   &digest->sections[place->section].stories[place->story]);
			if (place->section != work->next)
				note_before(digest, section, place);
			continue;
		}
		make_story(digest, work, row, &section->stories[section->n++]);
		add_place(work, &work->stories, at[i].id, at[i].section, at[i].story);
	}
	sort_places(&work->articles);
	sort_places(&work->stories);
	digest->n_stories += section->n;
}

static bool gather(struct report_digest *digest, struct store *store, void *ctx, struct err *err)
{
	struct report_gather *work = digest->work;
	struct report_section *section = &digest->sections[work->next];
	struct store_rows *rows;
	int64_t *ids, *fresh;
	size_t n, n_fresh = 0;

	if (!work->feeds && !store_feeds(store, work, true, &work->feeds, err))
		return false;
	if (!store_find_new(store, ctx, work->queries[work->next], digest->after, digest->upto, digest->now,
			    &ids, &n, err))
		return false;
	fresh = mem_array(ctx, int64_t, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!place_of(&work->articles, ids[i]))
			fresh[n_fresh++] = ids[i];
	/* what is read can fail, and is then asked again: nothing is noted before */
	if (!store_rows_by_id(store, ctx, fresh, n_fresh, STORE_FULL, &rows, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct place *place = place_of(&work->articles, ids[i]);

		if (place)
			note_before(digest, section, place);
	}
	put_rows(digest, ctx, rows);
	return true;
}

bool report_digest_step(struct report_digest *digest, struct store *store, struct err *err)
{
	struct report_gather *work = digest->work;
	void *ctx;
	bool ok = true;

	if (work && work->next < digest->n_sections) {
		ctx = talloc_new(NULL);
		ok = gather(digest, store, ctx, err);
		talloc_free(ctx);
		if (!ok)
			return err_wrap(err, "section %s", digest->sections[work->next].name);
		work->next++;
	}
	if (work && work->next == digest->n_sections) {
		talloc_free(work);
		digest->work = NULL;
	}
	return true;
}

bool report_digest_make(void *ctx, struct store *store, const struct report_digest_spec *spec,
			struct report_digest **ret, struct err *err)
{
	struct report_digest *digest = report_digest_new(ctx, spec);

	while (digest->work) {
		if (!report_digest_step(digest, store, err)) {
			talloc_free(digest);
			return false;
		}
	}
	*ret = digest;
	return true;
}
