/* work.c: what is not urgent: loading, writing marks, looking for news, counting.  One piece a call, keys in
 * between. */
#include "app.h"
#include "watch.h"

#include <string.h>

enum {
	VERSION_MS = 500, /* how often the store is asked whether another process wrote */
	COUNT_SHARE = 20, /* counting again takes at most that part of the time while news come in */
	RETRY_MS = 50,	  /* marks that another writer held up */
	PAUSE_MS = 150	  /* without a key; only then is counted what no counter knows */
};

static int64_t clock_ms(const struct app *app)
{
	return app->env->clock_ms(app->env->state);
}

/* "12 new above": the list grew where one does not look. */
static void say_news(struct app *app)
{
	struct level *level = app->level;
	const struct list *list = level->list;
	size_t n = 0;

	if (!level->newest_id)
		return;
	for (size_t i = 0; i < list->n && (list->items[i]->is_member || list->items[i]->id > level->newest_id); i++)
		n += !list->items[i]->is_member;
	level->newest_id = 0;
	if (n > 0)
		app_say(app, "%zu%s new article%s above", n, list->has_newest ? "" : " or more",
			n == 1 && list->has_newest ? "" : "s");
}

/* One load; true when there may be more to do. */
static bool load(struct app *app)
{
	struct level_io io = app_io(app);
	struct err err = {0};
	bool did = false, is_done;
	bool is_first = app->level->want != LEVEL_SETTLED;

	is_done = level_load(app->level, &io, &did, &err);
	if (!is_done && err.code == ERR_INTERRUPTED)
		return false;
	if (!is_done) {
		/* What failed once would fail in every round. */
		app->level->want = LEVEL_SETTLED;
		app->level->is_loaded = app->level->list->has_newest = app->level->list->has_oldest = true;
		if (app->mode == APP_SEARCH)
			app->search.err = err;
		app_fault(app, &err);
		return false;
	}
	if (!did)
		return false;
	app_show_marks(app);
	if (is_first) {
		app->level->count_is_due = true;
		say_news(app);
		app->page_is_stale = true;
	}
	list_scroll(app->level->list, app->list_rows);
	app->is_stale = true;
	return true;
}

static bool load_step(struct app *app)
{
	bool did;

	app_read_begin(app);
	did = load(app);
	app_read_end(app);
	return did;
}

void app_fill(struct app *app)
{
	while (load_step(app))
		;
	if (app->level->count_is_due && app->side && level_count_cheaply(app->level, app->side))
		app->level->count_is_due = false;
}

void app_fill_now(struct app *app)
{
	while (load(app))
		;
}

bool app_load_page(struct app *app)
{
	const struct list_item *item = list_current(app->level->list);
	struct store_article *article;
	struct page_look look = {
	    .cols = app->layout.page.cols - 2, .measure = (int)app->conf->reader.measure, .now = app_now(app)};
	struct store_former *formers = NULL;
	struct page *page;
	size_t n_terms;
	bool is_same;
	const struct query_term *terms = app_terms(app, &n_terms);
	struct err err = {0};

	app->page_is_stale = false;
	app->is_stale = true;
	if (!item || !store_article(app->store, app, item->id, &article, &err)) {
		if (item && err.code != ERR_NO_MATCH)
			app_fault(app, &err);
		talloc_free(app->page);
		app->page = NULL;
		return true;
	}
	if (app->view_id != item->id) {
		app->view = PAGE_TEXT;
		app->view_id = item->id;
	}
	look.view = app->view;
	if (look.view == PAGE_CHANGES && !store_versions(app->store, article, item->id, &formers, &look.n_formers, &err))
		app_fault(app, &err);
	look.formers = formers;
	is_same = app->page && app->page->id == item->id;
	page = page_new(app, article, &look);
	if (look.view == PAGE_TEXT) {
		page_put_story(app, page);
		page_put_alert(app, page);
	}
	if (is_same && page_returns_far(page, app->page))
		page_finish(page);
	page_find(page, terms, n_terms);
	if (is_same)
		page_return(page, app->page, app->layout.page.rows);
	talloc_free(app->page);
	app->page = page;
	return true;
}

static void find_in_rest(struct app *app)
{
	size_t n_terms;
	const struct query_term *terms = app_terms(app, &n_terms);

	page_find(app->page, terms, n_terms);
	app->is_stale = true;
}

void app_finish_page(struct app *app)
{
	if (!app->page || !app->page->rest)
		return;
	page_finish(app->page);
	find_in_rest(app);
}

bool app_load_side(struct app *app)
{
	struct side_source source = {.conf = app->conf, .n_alerts = app->watch->n_new};
	void *ctx = talloc_new(app);
	struct store_feeds *feeds;
	struct store_tags *tags;
	struct err err = {0};
	struct side *side;

	app->side_is_stale = false;
	if (!store_feeds(app->store, ctx, false, &feeds, &err) || !store_tags(app->store, ctx, &tags, &err) ||
	    !store_totals(app->store, &source.totals, &err) || !store_seq(app->store, &source.seq, &err)) {
		app_fault(app, &err);
		talloc_free(ctx);
		return app->side != NULL;
	}
	source.feeds = feeds;
	source.tags = tags;
	side = side_new(app, &source, app->side);
	talloc_free(app->side);
	app->side = side;
	health_refresh(app, feeds);
	talloc_free(ctx);
	app_layout(app);
	return true;
}

static void tell_marks(struct app *app, const struct marks_done *done)
{
	if (done->nothing_to_undo)
		app_say(app, "nothing to undo");
	else if (done->undone)
		app_say(app, "undone: %s (%lld article%s)", done->undone, (long long)done->n_changed,
			done->n_changed == 1 ? "" : "s");
	else if (done->what)
		app_say(app, "%s: %lld article%s; U takes it back", done->what, (long long)done->n_changed,
			done->n_changed == 1 ? "" : "s");
}

bool app_flush(struct app *app)
{
	struct marks_done done;
	struct err err = {0};

	if (!app->marks->first)
		return false;
	if (!marks_flush(app->marks, app->store, &done, &err)) {
		app_fault(app, &err);
		level_reload(app->level);
		app->side_is_stale = app->page_is_stale = true;
		return true;
	}
	if (done.n == 0)
		return false;
	app->side_is_stale = true;
	if (done.has_tags || done.is_wide)
		app->page_is_stale = true;
	if (done.is_wide) {
		tell_marks(app, &done);
		level_reload(app->level);
	}
	return true;
}

/* The article that was opened is read once it stood on the screen. */
static bool mark_shown(struct app *app)
{
	int64_t id = app->open_id;
	struct list_item *item;

	if (!id || app->shown_id != id)
		return false;
	app->open_id = 0;
	item = list_find(app->level->list, id);
	if (item && !item->is_read)
		app_mark_read(app, item);
	return true;
}

static bool page_step(struct app *app)
{
	if (!app->page_is_stale || app->layout.page.rows == 0 || app->level->want != LEVEL_SETTLED)
		return false;
	return app_load_page(app);
}

/* What follows the first screens. */
static bool rest_step(struct app *app)
{
	if (!app->page || !app->page->rest)
		return false;
	if (!page_more(app->page))
		find_in_rest(app);
	return true;
}

static bool side_step(struct app *app)
{
	if (!app->side_is_stale)
		return false;
	app_load_side(app);
	if (!app->marks->first)
		app->level->count_is_due = true;
	return true;
}

static bool version_step(struct app *app)
{
	int64_t now = clock_ms(app), version;

	if (now - app->version_ms < VERSION_MS)
		return false;
	app->version_ms = now;
	version = store_version(app->store);
	if (version == app->version && app_now(app) / APP_QUARTER_S == app->quarter)
		return false;
	app->version = version;
	app->quarter = app_now(app) / APP_QUARTER_S;
	app->side_is_stale = app->watch->is_due = true;
	app->page_is_stale = true; /* its text may have come from its page, or its publisher changed it */
	level_reload(app->level);
	return true;
}

/* A count may sit in one call of the index for longer than a frame: not between two keys of a word. */
static bool is_typing(const struct app *app)
{
	return clock_ms(app) - app->key_ms < PAUSE_MS;
}

static bool count_step(struct app *app)
{
	struct level *level = app->level;
	struct level_io io = app_io(app);
	struct err err = {0};
	bool is_done, was_least = level->total_is_least;
	int64_t started = clock_ms(app);

	if (!level->count_is_due || level->want != LEVEL_SETTLED)
		return false;
	if (level_count_cheaply(level, app->side)) {
		level->count_is_due = false;
		app->is_stale = true;
		return true;
	}
	if (level_articles(level) >= 0 && !was_least &&
	    started - level->counted_ms < level->count_cost_ms * COUNT_SHARE)
		return false;
	if (is_typing(app))
		return false;
	app_read_begin(app);
	is_done = level_count(level, &io, &err);
	app_read_end(app);
	if (!is_done && err.code == ERR_INTERRUPTED)
		return false;
	if (!is_done)
		level->count_is_due = false;
	level->counted_ms = clock_ms(app);
	level->count_cost_ms = level->counted_ms - started;
	app->is_stale = true;
	return true;
}

/* The unread articles of one view of the side bar. */
static bool view_step(struct app *app)
{
	enum { VIEW_MOST = 1000 };
	struct side_item *item = side_stale(app->side);
	void *ctx;
	struct query *query;
	struct err err = {0};
	bool is_done, is_exact;
	int64_t n = -1, started = clock_ms(app);

	if (!item || app->layout.side.rows == 0 || is_typing(app))
		return false;
	if (item->n_unread >= 0 && started - app->counted_ms < app->count_cost_ms * COUNT_SHARE)
		return false;
	ctx = talloc_new(app);
	app_read_begin(app);
	is_done = level_parse(ctx, item->query, !item->counts_all, app->conf, &query, &err) &&
		  store_count_about(app->store, query, app_now(app), &n, &is_exact, &err) &&
		  (n >= 0 || store_count(app->store, query, app_now(app), item->counts_all ? 0 : VIEW_MOST, &n, &err));
	app_read_end(app);
	talloc_free(ctx);
	if (!is_done && err.code == ERR_INTERRUPTED)
		return false;
	item->is_stale = false;
	item->n_unread = n;
	app->is_stale = true;
	app->counted_ms = clock_ms(app);
	app->count_cost_ms = app->counted_ms - started;
	return true;
}

bool app_idle(struct app *app)
{
	static bool (*const steps[])(struct app *) = {
	    app_flush,	  alerts_flush_step, mark_shown,  load_step,   page_step,  rest_step,   side_step,	  health_step,
	    trend_step,   digest_step,  alerts_step,  trial_step,
	    version_step, feeds_sync_step, feeds_retry_step, count_step, view_step,
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i](app))
			return true;
	}
	return false;
}

int app_wait_ms(const struct app *app)
{
	if (app->marks->first || app->watch->first || app->sync_is_due || app->n_retries > 0)
		return RETRY_MS;
	return is_typing(app) ? PAUSE_MS : VERSION_MS;
}
