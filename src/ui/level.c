/* level.c: a list on the stack: its query, where it goes, what stays in it. */
#include "level.h"

#include <string.h>

static const char *entity_text(void *state, const char *name)
{
	return conf_entity(state, name);
}

static const char *view_text(void *state, const char *name)
{
	return conf_view(state, name);
}

struct query_names level_names(const struct conf *conf)
{
	return (struct query_names){entity_text, view_text, (void *)conf};
}

static bool parse(void *ctx, const char *text, bool unread_only, const struct conf *conf, struct query **ret,
		  struct err *err)
{
	struct query_names names = level_names(conf);
	struct query *base, *unread;

	if (!query_parse(ctx, text, &names, &base, err))
		return false;
	*ret = base;
	if (!unread_only)
		return true;
	if (!query_parse(ctx, "is:unread", &names, &unread, err))
		return false;
	*ret = query_and(ctx, unread, base);
	return true;
}

bool level_parse(void *ctx, const char *text, bool unread_only, const struct conf *conf, struct query **ret,
		 struct err *err)
{
	void *parts = talloc_new(ctx);
	struct query *query;

	if (!parse(parts, text, unread_only, conf, &query, err)) {
		talloc_free(parts);
		return false;
	}
	/* What it was made of lives as long as it does. */
	*ret = talloc_steal(ctx, query);
	talloc_steal(query, parts);
	return true;
}

bool level_set_query(struct level *level, const char *text, bool unread_only, const struct conf *conf,
		     struct err *err)
{
	AUTO_BUF shown = BUF_INIT(2 * QUERY_BYTES_MAX);
	struct query *query;

	if (!level_parse(level, text, unread_only, conf, &query, err))
		return false;
	talloc_free(level->query);
	level->query = query;
	query_format(query, &shown);
	talloc_free((void *)level->shown);
	level->shown = mem_strdup(level, buf_str(&shown));
	if (text != level->text) {
		talloc_free((void *)level->text);
		level->text = mem_strdup(level, text);
	}
	level->unread_only = unread_only;
	level->n_kept = 0;
	level->want = LEVEL_NEWEST;
	level->count_is_due = level->is_new_query = true;
	return true;
}

static bool shows_stories(const struct level_spec *spec, const struct conf *conf)
{
	enum conf_show show = CONF_SHOW_AUTO;

	/* What is searched for is an article. */
	if (spec->kind == LEVEL_SEARCH)
		return false;
	for (size_t i = 0; spec->side_kind == SIDE_VIEW && i < conf->n_views; i++)
		if (strcmp(conf->views[i].name, spec->side_name) == 0)
			show = conf->views[i].show;
	return (show == CONF_SHOW_AUTO ? conf->reader.show : show) == CONF_SHOW_STORIES;
}

bool level_new(void *ctx, const struct level_spec *spec, const struct conf *conf, struct level **ret,
	       struct err *err)
{
	struct level *level = mem_new(ctx, struct level);

	level->kind = spec->kind;
	level->title = mem_strdup(level, spec->title);
	level->side_kind = spec->side_kind;
	level->side_name = mem_strdup(level, spec->side_name ? spec->side_name : "");
	level->by_story = shows_stories(spec, conf);
	level->list = list_new(level);
	level->seq = INT64_MAX;
	level->n_outlets = level->n_articles = -1;
	if (!level_set_query(level, spec->text, spec->unread_only, conf, err)) {
		talloc_free(level);
		return false;
	}
	*ret = level;
	return true;
}

void level_set_sort(struct level *level, enum store_sort sort)
{
	level->sort = sort;
	level->want = LEVEL_NEWEST;
	level->count_is_due = true;
}

void level_go(struct level *level, int64_t id)
{
	if (list_find(level->list, id)) {
		list_seek(level->list, id);
		return;
	}
	/* it need not be the line of its story */
	if (level->by_story)
		level_keep(level, id);
	level_look_for(level, id);
}

void level_look_for(struct level *level, int64_t id)
{
	const struct list *list = level->list;
	const size_t at = list_at(list, id);

	level->around = at < list->n ? list->items[list_line_of(list, at)]->id : id;
	level->looked_for = id;
	level->want = LEVEL_AROUND;
}

void level_reload(struct level *level)
{
	const struct list_item *item = list_current(level->list);

	if (level->want != LEVEL_SETTLED)
		return;
	/* In an empty list, what is new comes from the top. */
	level->want = item ? LEVEL_AROUND : LEVEL_NEWEST;
	if (!item)
		return;
	level_look_for(level, item->id);
	level_keep(level, level->around);
}

void level_keep(struct level *level, int64_t id)
{
	const struct list_item *item = list_find(level->list, id);
	size_t at = 0;

	while (at < level->n_kept && level->kept[at].id > id)
		at++;
	if (at == level->n_kept || level->kept[at].id != id) {
		level->kept = mem_grow(level, level->kept, struct level_kept, level->n_kept + 1);
		memmove(level->kept + at + 1, level->kept + at,
			(level->n_kept - at) * sizeof(level->kept[0]));
		level->kept[at] = (struct level_kept){.id = id};
		level->n_kept++;
	}
	level->kept[at].is_out = item && item->is_read && level->unread_only;
}

/* Beyond the window the store is asked for one row. */
static bool find_beyond(struct level *level, const struct level_io *io, const struct conf *conf,
			bool is_older, int64_t *ret_id, struct err *err)
{
	const struct list *list = level->list;
	struct store_page page = STORE_PAGE_NEWEST(1);
	void *ctx = talloc_new(level);
	struct store_rows *rows;
	struct query *query;
	bool is_done;

	page.oldest_first = !is_older;
	page.by_story = level->by_story;
	if (is_older)
		page.below = list_last(list)->id;
	else
		page.above = list->items[0]->id;
	is_done = level_parse(ctx, level->text, true, conf, &query, err) &&
		  store_search(io->store, ctx, query, &page, io->now, &rows, NULL, err);
	if (is_done)
		*ret_id = rows->n > 0 ? rows->rows[0].id : 0;
	talloc_free(ctx);
	return is_done;
}

bool level_is_unread(const struct level *level, const struct list_item *item)
{
	return !item->is_read || (level->by_story && item->has_unread_others && !item->is_unfolded && !item->is_member);
}

bool level_find_unread(struct level *level, const struct level_io *io, const struct conf *conf, bool is_older,
		       int64_t *ret_id, struct err *err)
{
	const struct list *list = level->list;
	long step = is_older ? 1 : -1;

	for (long i = (long)list->cursor + step; i >= 0 && i < (long)list->n; i += step) {
		if (level_is_unread(level, list->items[i])) {
			*ret_id = list->items[i]->id;
			return true;
		}
	}
	*ret_id = 0;
	if (list->n == 0 || (is_older ? list->has_oldest : list->has_newest))
		return true;
	return find_beyond(level, io, conf, is_older, ret_id, err);
}
