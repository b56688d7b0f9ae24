/* digest.c: the model of a digest: what came since the last one, section by section, no story twice. */
#include "telex/report.h"

#include <stdlib.h>
#include <string.h>

#include "telex/when.h"

/* Where an article is listed already. */
struct place {
	int64_t id;
	size_t section, story;
};
struct report_gather {
	const struct query **queries;
	size_t next;	      /* section */
	struct place *places; /* ascending by id */
	size_t n_places;
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
	int64_t x = ((const struct place *)a)->id, y = ((const struct place *)b)->id;

	return x < y ? -1 : x > y;
}

static const struct place *place_of(const struct report_gather *work, int64_t id)
{
	const struct place wanted = {.id = id};

	return work->n_places ? bsearch(&wanted, work->places, work->n_places, sizeof(wanted), by_id) : NULL;
}

static void remember(struct report_gather *work, size_t section, const struct report_section *from)
{
	work->places = mem_grow(work, work->places, struct place, work->n_places + from->n + 1);
	for (size_t i = 0; i < from->n; i++)
		for (size_t k = 0; k < from->stories[i].n_articles; k++)
			work->places[work->n_places++] =
			    (struct place){from->stories[i].articles[k], section, i};
	if (work->n_places > 0)
		qsort(work->places, work->n_places, sizeof(work->places[0]), by_id);
}

static void add_also(struct report_digest *digest, const struct place *place, const char *name)
{
	struct report_story *story = &digest->sections[place->section].stories[place->story];

	story->also = mem_grow(digest, story->also, const char *, story->n_also + 1);
	story->also[story->n_also++] = name;
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
				     .at = row->published != WHEN_NONE ? row->published : row->arrived,
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

/* Rows of what no section before lists; *ret_before are known only when all went well. */
static bool read_rows(const struct report_digest *digest, struct store *store, void *ctx, const int64_t *ids,
		      size_t n, struct store_rows **ret, struct err *err)
{
	int64_t *fresh = mem_array(ctx, int64_t, n + 1);
	size_t n_fresh = 0;

	for (size_t i = 0; i < n; i++)
		if (!place_of(digest->work, ids[i]))
			fresh[n_fresh++] = ids[i];
	return store_rows_by_id(store, ctx, fresh, n_fresh, STORE_FULL, ret, err);
}

static bool gather(struct report_digest *digest, struct store *store, void *ctx, struct err *err)
{
	struct report_gather *work = digest->work;
	struct report_section *section = &digest->sections[work->next];
	struct store_rows *rows;
	int64_t *ids;
	size_t n;

	if (!work->feeds && !store_feeds(store, work, true, &work->feeds, err))
		return false;
	if (!store_find_new(store, ctx, work->queries[work->next], digest->after, digest->upto, digest->now,
			    &ids, &n, err) ||
	    !read_rows(digest, store, ctx, ids, n, &rows, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct place *place = place_of(work, ids[i]);

		if (place)
			add_also(digest, place, section->name);
		section->n_before += place != NULL;
	}
	section->stories = mem_array(digest, struct report_story, rows->n + 1);
	for (section->n = 0; section->n < rows->n; section->n++)
		make_story(digest, work, &rows->rows[section->n], &section->stories[section->n]);
	remember(work, work->next, section);
	digest->n_stories += section->n;
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
