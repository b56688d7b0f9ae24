/* feeds.c: feeds changed from inside the reader: the file first, then the reader, the store and the daemon
 * follow. */
#include "app.h"

#include <string.h>

const struct conf_feed *feeds_configured(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->conf->n_feeds; i++) {
		if (strcmp(app->conf->feeds[i].name, name) == 0)
			return &app->conf->feeds[i];
	}
	return NULL;
}

/* ---- the configuration ---- */

static bool check_query(const char *text, const struct conf *conf, struct err *err)
{
	struct query_names names = level_names(conf);
	void *tmp = talloc_new(NULL);
	struct query *query;
	bool ok = query_parse(tmp, text, &names, &query, err);

	talloc_free(tmp);
	return ok;
}

/* The old one stays where it is: others may still point into it. */
bool feeds_reload(struct app *app, struct err *err)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	struct conf *conf;

	if (!conf_load(app, app->conf->file, check_query, &conf, &faults, err)) {
		if (faults.len > 0)
			err_set(err, ERR_CONFIG, "%.*s", (int)strcspn(buf_str(&faults), "\n"),
				buf_str(&faults));
		return false;
	}
	app->conf = conf;
	app->sync_is_due = true;
	return true;
}

bool feeds_edit(struct app *app, const char *name, const struct conf_pair *pairs, size_t n, struct err *err)
{
	const struct conf_feed *feed = feeds_configured(app, name);

	if (!feed)
		return err_set(err, ERR_NO_MATCH, "no feed is called '%s'", name);
	return conf_edit_section(feed->file, "feed", name, pairs, n, err) && feeds_reload(app, err);
}

bool feeds_remove(struct app *app, const char *name, struct err *err)
{
	const struct conf_feed *feed = feeds_configured(app, name);

	if (!feed)
		return err_set(err, ERR_NO_MATCH, "no feed is called '%s'", name);
	return conf_remove_section(feed->file, "feed", name, err) && feeds_reload(app, err);
}

/* ---- the store ---- */

bool feeds_sync_step(struct app *app)
{
	const struct conf *conf = app->conf;
	struct store_feed_config *feeds;
	struct err err = {0};
	bool is_done;

	if (!app->sync_is_due)
		return false;
	feeds = mem_array(app, struct store_feed_config, conf->n_feeds + 1);
	for (size_t i = 0; i < conf->n_feeds; i++)
		feeds[i] = (struct store_feed_config){conf->feeds[i].name, conf->feeds[i].url,
						      conf->feeds[i].title, conf->feeds[i].group};
	is_done = store_feeds_sync(app->store, feeds, conf->n_feeds, &err);
	talloc_free(feeds);
	if (!is_done && err.code == ERR_BUSY)
		return false;
	app->sync_is_due = false;
	if (!is_done)
		app_fault(app, &err);
	/* Not before: a daemon that is told makes the rows agree itself, and would only be in the way. */
	refresh_tell(conf);
	app->side_is_stale = true;
	level_reload(app->level);
	return true;
}

/* ---- asking again ---- */

void feeds_retry(struct app *app, const char *name)
{
	for (size_t i = 0; i < app->n_retries; i++) {
		if (strcmp(app->retries[i], name) == 0)
			return;
	}
	app->retries = mem_grow(app, app->retries, char *, app->n_retries + 1);
	app->retries[app->n_retries++] = mem_strdup(app->retries, name);
}

static void forget_retries(struct app *app)
{
	talloc_free(app->retries);
	app->retries = NULL;
	app->n_retries = 0;
}

/* Their schedules forgotten; false when another process writes. */
static bool write_retries(struct app *app, struct err *err)
{
	struct store_feeds *feeds;
	bool is_done = store_feeds(app->store, app, false, &feeds, err);

	if (!is_done)
		return false;
	for (size_t i = 0; is_done && i < feeds->n; i++) {
		for (size_t k = 0; is_done && k < app->n_retries; k++) {
			if (strcmp(app->retries[k], feeds->feeds[i].name) == 0)
				is_done = store_feed_retry(app->store, feeds->feeds[i].id, err);
		}
	}
	talloc_free(feeds);
	return is_done;
}

bool feeds_retry_step(struct app *app)
{
	struct refresh_wish wish = {
	    .conf = app->conf,
	    .config_file = app->options.config_file,
	    .telexd = app->options.telexd,
	    .is_reread = true,
	};
	struct err err = {0};

	if (app->n_retries == 0 || app->sync_is_due || refresh_state(app->refresh).is_running)
		return false;
	if (!write_retries(app, &err)) {
		if (err.code == ERR_BUSY)
			return false;
		app_fault(app, &err);
		forget_retries(app);
		return true;
	}
	wish.feeds = (const char **)app->retries;
	wish.n_feeds = app->n_retries;
	if (!refresh_start(app->refresh, &wish, &err))
		app_fault(app, &err);
	forget_retries(app);
	app->is_stale = true;
	return true;
}
