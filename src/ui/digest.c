/* digest.c: the digest screen opened, gathered while no key waits, moved in, left. */
#include "digest.h"

#include <string.h>

#include "actions.h"
#include "screens.h"

static void close_digest(struct app *app)
{
	if (!app->digest)
		return;
	talloc_free(app->digest);
	app->digest = NULL;
	app->in_report = NULL;
	app->is_stale = true;
}

const struct report_story *digest_story(const struct digest *digest, size_t number, size_t *ret_section)
{
	for (size_t i = 0; i < digest->model->n_sections; i++) {
		const struct report_section *section = &digest->model->sections[i];

		*ret_section = i;
		if (number < section->n)
			return &section->stories[number];
		number -= section->n;
	}
	return NULL;
}

/* ---- opened ---- */

static bool add_section(struct app *app, struct digest *digest, const char *name, const char *kind,
			const char *text, struct err *err)
{
	struct query *query;

	if (!level_parse(digest, text, false, app->conf, &query, err))
		return err_wrap(err, "section %s", name);
	digest->texts[digest->n_specs] = text;
	digest->specs[digest->n_specs++] = (struct report_section_spec){name, kind, query};
	return true;
}

static bool add_named(struct app *app, struct digest *digest, const char *name, struct err *err)
{
	const char *kind, *text = conf_section_query(app->conf, name, &kind);

	if (!text)
		return err_set(err, ERR_CONFIG, "there is no rule and no view called '%s'", name);
	return add_section(app, digest, name, kind, text, err);
}

static bool add_sections(struct app *app, struct digest *digest, struct err *err)
{
	const size_t n = digest->conf ? digest->conf->n_sections : 1;

	digest->texts = mem_array(digest, const char *, n);
	digest->specs = mem_array(digest, struct report_section_spec, n);
	if (!digest->conf)
		return add_section(app, digest, "unread", "query", "is:unread", err);
	for (size_t i = 0; i < n; i++)
		if (!add_named(app, digest, digest->conf->sections[i], err))
			return false;
	return true;
}

static bool find(struct app *app, struct digest *digest, const char *name, struct err *err)
{
	digest->conf = conf_digest(app->conf, *name ? name : NULL);
	if (*name && !digest->conf)
		return err_set(err, ERR_USAGE, "there is no [digest %s] in the configuration", name);
	return true;
}

/* since: a span; NULL: the last one, or a day where there is none. */
static bool gather_since(struct app *app, struct digest *digest, const char *since, struct err *err)
{
	struct report_digest_spec spec = {.name = digest->conf ? digest->conf->name : NULL,
					  .sections = digest->specs,
					  .n_sections = digest->n_specs,
					  .now = app_now(app)};
	bool is_first;

	if (!since && !digest->conf)
		since = "1d";
	if (!report_digest_bounds(app->store, &spec, since, &is_first, err))
		return false;
	digest->since_words =
	    since || is_first ? mem_printf(digest, "of %s", since ? since : "1d") : "since the last one";
	talloc_free(digest->model);
	digest->model = report_digest_new(digest, &spec);
	digest->cursor = digest->top = 0;
	app->is_stale = true;
	return true;
}

void action_digest(struct app *app, const struct action *action)
{
	struct digest *digest = mem_new(app, struct digest);
	struct err err = {0};

	if (!find(app, digest, action->args, &err) || !add_sections(app, digest, &err) ||
	    !gather_since(app, digest, NULL, &err)) {
		app_fault(app, &err);
		talloc_free(digest);
		return;
	}
	screens_close(app);
	app->digest = digest;
	app->in_report = NULL;
}

bool digest_step(struct app *app)
{
	struct digest *digest = app->digest;
	struct err err = {0};
	bool ok;

	if (!digest_screen.is_seen(app) || !digest->model->work)
		return false;
	app_read_begin(app);
	ok = report_digest_step(digest->model, app->store, &err);
	app_read_end(app);
	if (!ok && err.code != ERR_INTERRUPTED) {
		app_fault(app, &err);
		close_digest(app);
	}
	app->is_stale |= app->digest && !digest->model->work;
	return ok;
}

/* ---- moved in ---- */

static bool move_by(struct app *app, enum cmd cmd, int count)
{
	struct digest *digest = app->digest;
	const long page = app->canvas->rows / 2, all = (long)digest->model->n_stories;
	const struct {
		enum cmd cmd;
		long stories;
	} moves[] = {
	    {CMD_DOWN, 1},
	    {CMD_UP, -1},
	    {CMD_PAGE_DOWN, page},
	    {CMD_PAGE_UP, -page},
	    {CMD_HALF_DOWN, page / 2},
	    {CMD_HALF_UP, -page / 2},
	    {CMD_TOP, -all},
	    {CMD_BOTTOM, all},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		long to = (long)digest->cursor + moves[i].stories * (count > 0 ? count : 1);

		if (moves[i].cmd != cmd)
			continue;
		to = to < all ? to : all - 1;
		digest->cursor = (size_t)(to > 0 ? to : 0);
		return true;
	}
	return false;
}

/* The section as a list, at the story, which is opened: q comes back by the list to the digest. */
static void open_story(struct app *app)
{
	const struct digest *digest = app->digest;
	size_t section;
	const struct report_story *story = digest_story(digest, digest->cursor, &section);
	const char *text = story ? digest->texts[section] : "";
	struct level_spec spec = {.kind = LEVEL_SEARCH, .side_kind = SIDE_BLANK};
	void *ctx = talloc_new(app);
	struct level *level;
	struct err err = {0};

	if (story) {
		spec.title = mem_printf(ctx, "%s, digest", digest->specs[section].name);
		/* what was unread then is not when one comes back */
		spec.text =
		    digest->conf
			? mem_printf(ctx, "%s%s%s seq:%lld..%lld", *text ? "(" : "", text, *text ? ")" : "",
				     (long long)digest->model->after + 1, (long long)digest->model->upto)
			: mem_printf(ctx, "seq:%lld..%lld", (long long)digest->model->after + 1,
				     (long long)digest->model->upto);
	}
	if (story && level_new(app, &spec, app->conf, &level, &err)) {
		app_push(app, level);
		app->in_report = level;
		level_go(level, story->articles[0]);
		app_fill_now(app);
		app_open_article(app);
	} else if (story) {
		app_fault(app, &err);
	}
	talloc_free(ctx);
}

static void browse(struct app *app)
{
	size_t section;
	const struct report_story *story = digest_story(app->digest, app->digest->cursor, &section);

	if (story)
		browser_open(app, story->url);
}

static const char *span_of(enum cmd cmd)
{
	return cmd == CMD_BY_DAY ? "1d" : cmd == CMD_BY_WEEK ? "1w" : "1mo";
}

static bool does(struct app *app, enum cmd cmd, const struct action *action)
{
	struct err err = {0};

	app->is_stale = true;
	if (move_by(app, cmd, action->count))
		return true;
	switch (cmd) {
	case CMD_BY_DAY:
	case CMD_BY_WEEK:
	case CMD_BY_MONTH:
		if (!gather_since(app, app->digest, span_of(cmd), &err))
			app_fault(app, &err);
		return true;
	case CMD_RIGHT:
	case CMD_ENTER:
		open_story(app);
		return true;
	case CMD_OPEN:
		browse(app);
		return true;
	case CMD_DIGEST:
		if (action->args[0])
			return false;
		close_digest(app);
		return true;
	case CMD_LEFT:
	case CMD_BACK:
		close_digest(app);
		return true;
	default:
		return false;
	}
}

/* ---- the screen ---- */

static bool is_seen(const struct app *app)
{
	return app->digest && !app->in_report;
}

static void write_title(const struct app *app, struct buf *out)
{
	buf_addf(out, "Digest%s%s", app->digest->conf ? " " : " of everything unread",
		 app->digest->conf ? app->digest->conf->name : "");
}

static void write_counts(const struct app *app, struct buf *out)
{
	const struct report_digest *model = app->digest->model;
	char number[32];

	if (!model->work)
		buf_addf(out, "%s %s · ", bars_number((int64_t)model->n_stories, number),
			 model->n_stories == 1 ? "story" : "stories");
	buf_adds(out, app->digest->since_words);
}

static void write_place(const struct app *app, struct buf *out)
{
	if (app->digest->model->n_stories > 0)
		buf_addf(out, "%zu/%zu", app->digest->cursor + 1, app->digest->model->n_stories);
}

static const char *keys(const struct app *app)
{
	return app->layout.is_wide ? "Enter read  o browser  d last day  w last week  m last month  q back"
				   : "Enter read  o browser  d w m day week month  q back";
}

const struct screen digest_screen = {.context = CMD_IN_REPORT,
				     .is_seen = is_seen,
				     .write_title = write_title,
				     .write_counts = write_counts,
				     .write_place = write_place,
				     .keys = keys,
				     .draw = digest_draw,
				     .does = does,
				     .close = close_digest};
