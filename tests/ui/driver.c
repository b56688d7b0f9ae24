/* driver.c: the reader without a terminal: keys from a script in, screens out.
 *
 *	ui_driver SCRIPT
 *
 * A script is lines, one step each; "#" starts a remark.  The world (tests/ui/worlds) comes first.
 *
 *	world NAME [LINES] the store, the configuration and the time of day; LINES, apart by '|', are added to the configuration
 *	size 120x32        before the first key; later on: the window changes
 *	keys j 5j <Enter>  names of keys, apart by blanks
 *	type TEXT          TEXT as it stands, key by key
 *	screen             print what is on the screen, without blanks at the ends
 *	styles             print a letter for each cell (canvas.h)
 *	row N              print line N of the screen, counted from 1
 *	fare FEED JSON     another process writes how the feed fares: members as in fare(), times in seconds before now
 *	arrive NAME        another process stores the articles in `later.NAME` of the world
 *	later [SECONDS]    time goes on: half a second and more, so that the store is looked at; and by the calendar
 *	lock, unlock       another process writes, and ends
 *	hurry, calm        the next key always waits already, so that long reads give way; and no more
 *	wait TEXT          until TEXT is on the screen, at most 10 s
 *	write FILE TEXT    in the folder of the test
 *	program FILE       a program that does nothing
 *	show FILE          print it
 *	env NAME=VALUE     of this process and what it starts
 *	random SEED N [KEYS]  N keys, of which these are likely, sizes and arrivals by chance; prints nothing: it must not crash
 *	did                print what was asked of the terminal since the last time: programs started, text
 *copied store              print the articles: id order, flags, tags, title */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "telex/rules.h"
#include "telex/text.h"
#include "telex/utf8.h"
#include "telex/when.h"

#include "src/ui/app.h"
#include "src/ui/key.h"

struct driver {
	void *ctx;
	const char *dir, *root; /* the folder of the test, that of the sources */
	json_t *world;
	int64_t now, clock_ms;
	bool is_hurried;
	int cols, rows;
	struct conf *conf;
	struct store *store, *other; /* the reader's connection, another process's */
	sqlite3 *lock;
	struct app *app;
	struct buf did;
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "ui_driver: %s: %s\n", what, why);
	exit(1);
}

static void check(bool is_done, const char *what, const struct err *err)
{
	if (!is_done)
		fail(what, err->msg);
}

/* ---- what the reader asks of its surroundings ---- */

static int64_t env_now(void *state)
{
	return ((struct driver *)state)->now;
}

/* In a hurry every look at the clock finds a frame gone. */
static int64_t env_clock_ms(void *state)
{
	struct driver *driver = state;

	driver->clock_ms += driver->is_hurried ? 20 : 0;
	return driver->clock_ms;
}

static bool env_has_input(void *state)
{
	return ((struct driver *)state)->is_hurried;
}

static void note_program(struct driver *driver, const char *how, char *const *argv)
{
	buf_addf(&driver->did, "%s", how);
	for (; *argv; argv++)
		buf_addf(&driver->did, " [%s]", *argv);
	buf_addc(&driver->did, '\n');
}

static int env_run_in_terminal(void *state, char *const *argv)
{
	note_program(state, "here", argv);
	return 0;
}

static bool env_start(void *state, char *const *argv)
{
	note_program(state, "away", argv);
	return true;
}

static void env_copy(void *state, const char *text)
{
	buf_addf(&((struct driver *)state)->did, "copied [%s]\n", text);
}

static void env_redraw(void *state)
{
	buf_adds(&((struct driver *)state)->did, "redraw\n");
}

/* ---- the world ---- */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int64_t time_of(const json_t *object, const char *key)
{
	const char *text = text_of(object, key);
	int64_t t;

	if (!text)
		return WHEN_NONE;
	if (!when_parse(text, strlen(text), &t))
		fail("not a date", text);
	return t;
}

/* What is indexed of an HTML body. */
static const char *plain_text(struct driver *driver, const char *html)
{
	struct buf text = BUF_INIT(MIB(1));

	if (html)
		text_plain((struct bytes){html, strlen(html)}, &text);
	return buf_steal(&text, driver->ctx);
}

/* "title" and what else is given; an article without a guid is known by its title. */
static struct feed_item make_item(struct driver *driver, const json_t *from)
{
	struct feed_item item = {
	    .title = text_of(from, "title"),
	    .url = text_of(from, "url"),
	    .html = text_of(from, "html"),
	    .text = text_of(from, "text"),
	    .published = time_of(from, "published"),
	    .updated = WHEN_NONE,
	};
	const char *author = text_of(from, "author"), *enclosure = text_of(from, "enclosure");

	item.guid = text_of(from, "guid");
	if (!item.guid)
		item.guid = item.title;
	if (!item.url)
		item.url = mem_printf(driver->ctx, "https://example.org/%s", item.title);
	if (!item.text)
		item.text = plain_text(driver, item.html);
	if (author) {
		item.authors = mem_new(driver->ctx, struct feed_person);
		item.authors->name = author;
		item.n_authors = 1;
	}
	if (enclosure) {
		item.enclosures = mem_new(driver->ctx, struct feed_enclosure);
		*item.enclosures = (struct feed_enclosure){enclosure, "audio/mpeg", NULL, -1, -1};
		item.n_enclosures = 1;
	}
	return item;
}

static int64_t feed_id(struct driver *driver, struct store *store, const char *name)
{
	struct store_feeds *feeds;
	struct err err;

	check(store_feeds(store, driver->ctx, false, &feeds, &err), "feeds", &err);
	for (size_t i = 0; i < feeds->n; i++) {
		if (strcmp(feeds->feeds[i].name, name) == 0)
			return feeds->feeds[i].id;
	}
	fail("no such feed in the world", name);
	return 0;
}

static void ingest(struct driver *driver, struct store *store, const char *feed, struct feed_item *items,
		   size_t n)
{
	struct store_fetched batch = {.feed_id = feed_id(driver, store, feed), .items = items, .n_items = n};
	struct store_ingested *done;
	struct err err;

	check(store_ingest(store, driver->ctx, &batch, 1, driver->now, STORE_BULK, &done, &err), "ingest",
	      &err);
}

/* {"FEED": [{"title": ...}, ...], ...} */
static void ingest_all(struct driver *driver, struct store *store, json_t *feeds)
{
	const char *feed;
	json_t *articles;

	json_object_foreach(feeds, feed, articles)
	{
		size_t n = json_array_size(articles);
		struct feed_item *items = mem_array(driver->ctx, struct feed_item, n + 1);

		for (size_t i = 0; i < n; i++)
			items[i] = make_item(driver, json_array_get(articles, i));
		ingest(driver, store, feed, items, n);
	}
}

/* "many": {"feed": NAME, "n": 5000}: an article a minute, back from now. */
static void ingest_many(struct driver *driver, struct store *store, const json_t *many)
{
	size_t n = (size_t)json_integer_value(json_object_get(many, "n"));
	struct feed_item *items = mem_array(driver->ctx, struct feed_item, n + 1);

	for (size_t i = 0; i < n; i++) {
		char *title = mem_printf(driver->ctx, "Wire story %zu", i + 1);

		items[i] =
		    (struct feed_item){.guid = title,
				       .title = title,
				       .text = "A line from the wire.",
				       .url = mem_printf(driver->ctx, "https://example.org/wire/%zu", i + 1),
				       .published = driver->now - 60 * (int64_t)(i + 1),
				       .updated = WHEN_NONE};
	}
	if (n > 0)
		ingest(driver, store, text_of(many, "feed"), items, n);
}

static struct store_rows *all_rows(struct driver *driver, struct store *store)
{
	struct store_page page = STORE_PAGE_NEWEST(0);
	struct store_rows *rows;
	struct query *query;
	struct err err;

	page.fields = STORE_FULL;
	check(query_parse(driver->ctx, "", NULL, &query, &err), "query", &err);
	check(store_search(store, driver->ctx, query, &page, driver->now, &rows, NULL, &err), "search", &err);
	return rows;
}

/* "marks": [{"title": ..., "read": true, "starred": true, "tag": "5g"}] */
static void apply_marks(struct driver *driver, struct store *store, const json_t *marks)
{
	struct store_rows *rows = all_rows(driver, store);
	struct err err;

	for (size_t i = 0; i < json_array_size(marks); i++) {
		const json_t *mark = json_array_get(marks, i);
		const char *tag = text_of(mark, "tag"), *title = text_of(mark, "title");
		struct store_change change = {
		    .read = json_is_true(json_object_get(mark, "read")),
		    .starred = json_is_true(json_object_get(mark, "starred")),
		    .add = &tag,
		    .n_add = tag != NULL,
		    .who = "test",
		    .what = "test",
		};

		for (size_t j = 0; j < rows->n; j++) {
			if (strcmp(rows->rows[j].title, title) == 0)
				check(
				    store_mark(store, &rows->rows[j].id, 1, &change, driver->now, NULL, &err),
				    "mark", &err);
		}
	}
}

static bool any_query(const char *text, const struct conf *conf, struct err *err)
{
	(void)text;
	(void)conf;
	(void)err;
	return true;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		fail(path, strerror(errno));
}

static void load_conf(struct driver *driver, const char *lines)
{
	struct buf faults = BUF_INIT(KIB(64));
	const char *text = text_of(driver->world, "config");
	char *whole = mem_printf(driver->ctx, "%s%s%s", text ? text : "", *lines ? "\n" : "", lines);
	struct err err;

	for (char *at = whole; (at = strchr(at, '|'));)
		*at = '\n';
	write_file("config.ini", whole);
	if (!conf_load(driver->ctx, mem_printf(driver->ctx, "%s/config.ini", driver->dir), any_query,
		       &driver->conf, &faults, &err))
		fail("config", buf_str(&faults));
}

static void sync_feeds(struct driver *driver, struct store *store)
{
	size_t n = driver->conf->n_feeds;
	struct store_feed_config *feeds = mem_array(driver->ctx, struct store_feed_config, n + 1);
	struct err err;

	for (size_t i = 0; i < n; i++) {
		const struct conf_feed *feed = &driver->conf->feeds[i];

		feeds[i] = (struct store_feed_config){feed->name, feed->url, feed->title, feed->group};
	}
	check(store_feeds_sync(store, feeds, n, &err), "feeds", &err);
}

/* As the daemon does when it starts. */
static void apply_mutes(struct driver *driver, struct store *store)
{
	for (size_t i = 0; i < driver->conf->n_mutes; i++) {
		const struct store_mute_config mute = {driver->conf->mutes[i].name, driver->conf->mutes[i].query};
		struct query *query;
		struct err err;
		bool is_done = false;

		check(store_mutes_sync(store, &mute, 1, &err), "mutes", &err);
		check(query_parse(driver->ctx, mute.query, NULL, &query, &err), "mute", &err);
		while (!is_done)
			check(store_mute_more(store, mute.name, query, driver->now, &is_done, &err), "mute", &err);
	}
}

/* The rules of the configuration judge what this process stores. */
static void judge(struct driver *driver, struct store *store)
{
	const struct conf *conf = driver->conf;
	struct rules_entry *entries = mem_array(driver->ctx, struct rules_entry, conf->n_rules + 1);
	struct alert_manner *manners = mem_array(driver->ctx, struct alert_manner, conf->n_rules + 1);
	const struct query_names names = level_names(conf);
	struct rules *rules;
	struct err err;

	for (size_t i = 0; i < conf->n_rules; i++) {
		const struct conf_rule *rule = &conf->rules[i];

		manners[i] = rules_manner(rule->once, rule->priority);
		manners[i].max_age_s = rule->max_age_s;
		entries[i] = (struct rules_entry){RULES_ALERT, rule->name, rule->query, rule->score, &manners[i]};
	}
	check(rules_new(driver->ctx, store, entries, conf->n_rules, &names, &rules, &err), "rules", &err);
	check(rules_sync(rules, driver->now, &err), "rules", &err);
	store_set_judge(store, rules_judge, rules);
}

static void make_world(struct driver *driver, const char *args)
{
	const int len = (int)strcspn(args, " ");
	char *path = mem_printf(driver->ctx, "%s/tests/ui/worlds/%.*s.json", driver->root, len, args);
	json_error_t why;
	struct err err;

	driver->world = json_load_file(path, 0, &why);
	if (!driver->world)
		fail(path, why.text);
	driver->now = time_of(driver->world, "now");
	load_conf(driver, args + len + (args[len] == ' '));
	check(store_open("telex.db", STORE_DAEMON, &driver->other, &err), "store", &err);
	sync_feeds(driver, driver->other);
	if (driver->conf->n_rules)
		judge(driver, driver->other);
	ingest_many(driver, driver->other, json_object_get(driver->world, "many"));
	ingest_all(driver, driver->other, json_object_get(driver->world, "feeds"));
	apply_marks(driver, driver->other, json_object_get(driver->world, "marks"));
	apply_mutes(driver, driver->other);
}

/* ---- the reader ---- */

static const struct app_env *environment(struct driver *driver)
{
	struct app_env *env = mem_new(driver->ctx, struct app_env);

	*env = (struct app_env){
	    .state = driver,
	    .now = env_now,
	    .clock_ms = env_clock_ms,
	    .has_input = env_has_input,
	    .run_in_terminal = env_run_in_terminal,
	    .start = env_start,
	    .copy = env_copy,
	    .redraw = env_redraw,
	};
	return env;
}

static void work(struct driver *driver)
{
	app_draw(driver->app);
	while (app_idle(driver->app))
		app_draw(driver->app);
}

/* Draw and work until nothing is left to do, as the loop does between two keys of somebody who reads. */
static void settle(struct driver *driver)
{
	work(driver);
	driver->clock_ms += 200;
	work(driver);
}

static void start(struct driver *driver)
{
	struct ui_options options = {
	    .conf = driver->conf,
	    .config_file = "config.ini",
	    .telexd = mem_printf(driver->ctx, "%s/tests/ui/fake-telexd", driver->root),
	};
	struct err err;

	if (driver->app)
		return;
	if (!driver->world)
		fail("script", "the world comes first");
	check(store_open("telex.db", STORE_CLIENT, &driver->store, &err), "store", &err);
	options.store = driver->store;
	check(app_new(driver->ctx, &options, environment(driver), &driver->app, &err), "reader", &err);
	app_resize(driver->app, driver->cols, driver->rows);
	settle(driver);
}

static void press(struct driver *driver, int32_t key)
{
	if (driver->app->is_done)
		fail("script", "a key after the reader was left");
	driver->clock_ms += 20;
	app_key(driver->app, key);
	settle(driver);
}

static void step_keys(struct driver *driver, const char *args)
{
	while (*(args += strspn(args, " "))) {
		size_t used = 0;
		int32_t key = key_parse(args, &used);

		if (key == UIK_NONE)
			fail("no such key", args);
		press(driver, key);
		args += used;
	}
}

static void step_type(struct driver *driver, const char *args)
{
	size_t len = strlen(args), at = 0;

	while (at < len) {
		int32_t cp;

		at += utf8_next(args + at, len - at, &cp);
		press(driver, cp);
	}
}

static void step_size(struct driver *driver, const char *args)
{
	if (sscanf(args, "%dx%d", &driver->cols, &driver->rows) != 2)
		fail("not a size", args);
	if (!driver->app)
		return;
	app_resize(driver->app, driver->cols, driver->rows);
	settle(driver);
}

static char *dump(struct driver *driver)
{
	struct buf out = BUF_INIT(MIB(1));

	canvas_dump(app_draw(driver->app), &out);
	return buf_steal(&out, driver->ctx);
}

static void step_screen(struct driver *driver, const char *args)
{
	if (driver->app->is_done)
		printf("== left\n");
	else
		printf("==%s%s\n%s", args[0] ? " " : "", args, dump(driver));
}

static void step_styles(struct driver *driver, const char *args)
{
	AUTO_BUF out = BUF_INIT(MIB(1));

	canvas_dump_styles(app_draw(driver->app), &out);
	printf("== styles%s%s\n%s", args[0] ? " " : "", args, buf_str(&out));
}

static void step_row(struct driver *driver, const char *args)
{
	const char *line = dump(driver);

	for (long n = strtol(args, NULL, 10); n > 1 && *line; n--)
		line += strcspn(line, "\n") + 1;
	printf("%.*s\n", (int)strcspn(line, "\n"), line);
}

static void step_arrive(struct driver *driver, const char *args)
{
	ingest_all(driver, driver->other, json_object_get(json_object_get(driver->world, "later"), args));
}

static int64_t before_now(struct driver *driver, const json_t *from, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(from, key);

	return json_is_integer(value) ? driver->now - json_integer_value(value) : otherwise;
}

/* What a poll leaves behind in a feed's row. */
static void fare(struct driver *driver, const char *name, const json_t *from)
{
	struct store_feed_state state = {
	    .site_url = text_of(from, "site"),
	    .etag = text_of(from, "etag"),
	    .moved_to = text_of(from, "moved_to"),
	    .last_error = text_of(from, "error"),
	    .problem = text_of(from, "problem"),
	    .next_why = text_of(from, "why"),
	    .interval_s = json_integer_value(json_object_get(from, "interval")),
	    .last_status = json_integer_value(json_object_get(from, "status")),
	    .failures = json_integer_value(json_object_get(from, "failures")),
	    .missed = json_integer_value(json_object_get(from, "missed")),
	    .is_gone = json_is_true(json_object_get(from, "gone")),
	    .last_ok_at = before_now(driver, from, "ok", WHEN_NONE),
	    .last_try_at = before_now(driver, from, "try", WHEN_NONE),
	    .failing_since = before_now(driver, from, "since", WHEN_NONE),
	    .missed_at = before_now(driver, from, "missed_at", WHEN_NONE),
	    .next_at = before_now(driver, from, "next", 0),
	    .hold_until = before_now(driver, from, "hold", 0),
	    .archive_until = WHEN_NONE,
	};
	struct err err;

	check(store_feed_set(driver->other, feed_id(driver, driver->other, name), &state, &err), "fare", &err);
}

static void step_fare(struct driver *driver, const char *args)
{
	size_t len = strcspn(args, " ");
	json_error_t why;
	json_t *from = json_loads(args + len, 0, &why);

	if (!from)
		fail(args, why.text);
	fare(driver, mem_strndup(driver->ctx, args, len), from);
	json_decref(from);
}

static void step_later(struct driver *driver, const char *args)
{
	driver->clock_ms += 10000;
	driver->now += atol(args);
	app_ready(driver->app);
	settle(driver);
}

static void sql(struct driver *driver, const char *text)
{
	if (sqlite3_exec(driver->lock, text, NULL, NULL, NULL) != SQLITE_OK)
		fail(text, sqlite3_errmsg(driver->lock));
}

static void step_lock(struct driver *driver, const char *args)
{
	(void)args;
	if (sqlite3_open("telex.db", &driver->lock) != SQLITE_OK)
		fail("lock", sqlite3_errmsg(driver->lock));
	sql(driver, "BEGIN IMMEDIATE");
}

static void step_unlock(struct driver *driver, const char *args)
{
	(void)args;
	sql(driver, "ROLLBACK");
	sqlite3_close(driver->lock);
	driver->lock = NULL;
	step_later(driver, "");
}

static void step_hurry(struct driver *driver, const char *args)
{
	(void)args;
	driver->is_hurried = true;
}

static void step_calm(struct driver *driver, const char *args)
{
	(void)args;
	driver->is_hurried = false;
	settle(driver);
}

static void step_wait(struct driver *driver, const char *args)
{
	const struct timespec moment = {.tv_nsec = 10000000};

	for (int i = 0; i < 1000; i++) {
		app_ready(driver->app);
		settle(driver);
		if (strstr(dump(driver), args))
			return;
		nanosleep(&moment, NULL);
	}
	printf("never on the screen: %s\n", args);
}

static void step_write(struct driver *driver, const char *args)
{
	size_t len = strcspn(args, " ");

	write_file(mem_strndup(driver->ctx, args, len), args + len + (args[len] == ' '));
}

static void step_program(struct driver *driver, const char *args)
{
	(void)driver;
	write_file(args, "#!/bin/sh\n");
	if (chmod(args, 0700) != 0)
		fail(args, strerror(errno));
}

static void step_show(struct driver *driver, const char *args)
{
	FILE *file = fopen(args, "r");
	int c;

	(void)driver;
	if (!file)
		fail(args, strerror(errno));
	while ((c = getc(file)) != EOF)
		putchar(c);
	fclose(file);
}

static void step_env(struct driver *driver, const char *args)
{
	char *name = mem_strdup(driver->ctx, args), *equals = strchr(name, '=');

	if (!equals)
		fail("not NAME=VALUE", args);
	*equals = '\0';
	setenv(name, equals + 1, 1);
}

static void step_did(struct driver *driver, const char *args)
{
	(void)args;
	printf("== did\n%s", buf_str(&driver->did));
	buf_reset(&driver->did);
}

static void step_store(struct driver *driver, const char *args)
{
	struct store_rows *rows = all_rows(driver, driver->other);

	(void)args;
	printf("== store\n");
	for (size_t i = 0; i < rows->n; i++) {
		const struct store_row *row = &rows->rows[i];

		printf("%c%c %s", row->is_read ? 'r' : '-', row->is_starred ? '*' : '-', row->title);
		for (size_t j = 0; j < row->n_tags; j++)
			printf(" +%s", row->tags[j]);
		printf("\n");
	}
}

static uint32_t chance(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

static int32_t random_key(uint64_t *seed, const char *likely)
{
	switch (chance(seed, 8)) {
	case 0:
		return UIK_ENTER + (int32_t)chance(seed, UIK_RESIZE - UIK_ENTER);
	case 1:
		return (int32_t)chance(seed, 32);
	case 2:
		return ' ' + (int32_t)chance(seed, 95);
	case 3:
		return 0xa0 + (int32_t)chance(seed, 0x20000);
	default:
		return likely[chance(seed, (uint32_t)strlen(likely))];
	}
}

static void step_random(struct driver *driver, const char *args)
{
	uint64_t seed = strtoull(args, (char **)&args, 10);
	long n = strtol(args, (char **)&args, 10);
	const char *likely = *args ? args + 1 : "jjjkkkJKnNhlGg[]aAzvrusUty/?:#q123 bHHeid";

	for (long i = 0; i < n; i++) {
		int32_t key = random_key(&seed, likely);

		/* A program started by chance is no test of anything. */
		if (key != 'R' && key != 'o' && !(key == 'r' && health_is_seen(driver->app)))
			press(driver, key);
		driver->app->is_done = false;
		if (chance(&seed, 50) == 0) {
			driver->cols = 1 + (int)chance(&seed, 220);
			driver->rows = 1 + (int)chance(&seed, 70);
			app_resize(driver->app, driver->cols, driver->rows);
			settle(driver);
		}
		if (chance(&seed, 100) == 0)
			step_later(driver, "");
	}
	/* Out of a prompt and of help: the next key is for a screen or the panes. */
	press(driver, UIK_ESC);
	press(driver, UIK_ESC);
	if (driver->app->mode == APP_HELP)
		press(driver, 'q');
	driver->app->is_done = false;
}

static void step_world(struct driver *driver, const char *args)
{
	make_world(driver, args);
}

static const struct {
	const char *name;
	void (*run)(struct driver *driver, const char *args);
	bool needs_reader;
} steps[] = {
    {"world", step_world, false},     {"fare", step_fare, false},	   {"size", step_size, false},  {"env", step_env, false},
    {"keys", step_keys, true},	      {"type", step_type, true},   {"screen", step_screen, true},
    {"styles", step_styles, true},    {"row", step_row, true},	   {"arrive", step_arrive, true},
    {"later", step_later, true},      {"lock", step_lock, true},   {"unlock", step_unlock, true},
    {"wait", step_wait, true},	      {"write", step_write, true}, {"did", step_did, true},
    {"program", step_program, false}, {"hurry", step_hurry, true}, {"random", step_random, true},
    {"calm", step_calm, true},	      {"show", step_show, true},   {"store", step_store, true},
};

static void run_line(struct driver *driver, const char *line)
{
	size_t len = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strlen(steps[i].name) != len || memcmp(steps[i].name, line, len) != 0)
			continue;
		if (steps[i].needs_reader)
			start(driver);
		steps[i].run(driver, line + len + (line[len] == ' '));
		return;
	}
	fail("no such step", line);
}

static void run_script(struct driver *driver, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[1024];

	if (!file)
		fail(path, strerror(errno));
	if (chdir(driver->dir) != 0)
		fail(driver->dir, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && line[0] != '#')
			run_line(driver, line);
	}
	fclose(file);
}

/* A folder of its own, so that no test sees another one's history or the user's files. */
static const char *make_dir(void *ctx)
{
	const char *base = getenv("TMPDIR");
	char *dir = mem_printf(ctx, "%s/telex-ui.XXXXXX", base ? base : "/tmp");

	if (!mkdtemp(dir))
		fail(dir, strerror(errno));
	setenv("XDG_STATE_HOME", dir, 1);
	setenv("XDG_RUNTIME_DIR", dir, 1);
	setenv("TZ", "UTC", 1);
	unsetenv("BROWSER");
	unsetenv("DISPLAY");
	unsetenv("WAYLAND_DISPLAY");
	tzset();
	return dir;
}

static void remove_dir(const char *dir)
{
	static const char *const files[] = {
	    "config.ini", "telex.db", "telex.db-wal",	      "telex.db-shm",	       "go",
	    "args",	  "w3m",	"firefox",     "telex/search-history", "telex/command-history", "telex/telexd.sock",
	    "telex",	  "conf.d/rules.ini", "conf.d/.lock", "conf.d"};

	if (chdir(dir) != 0)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		(void)!remove(files[i]);
	(void)!chdir("/");
	(void)!rmdir(dir);
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct driver driver = {
	    .ctx = ctx, .cols = 80, .rows = 24, .clock_ms = 1000000, .did = BUF_INIT(KIB(64))};
	struct err err = {0};

	if (argc != 2)
		fail("usage", "ui_driver SCRIPT");
	driver.root = getcwd(mem_array(ctx, char, 4096), 4096);
	driver.dir = make_dir(ctx);
	run_script(&driver, argv[1]);
	if (driver.app)
		check(app_close(driver.app, &err), "close", &err);
	talloc_free(driver.app);
	store_close(driver.store);
	store_close(driver.other);
	json_decref(driver.world);
	buf_free(&driver.did);
	remove_dir(driver.dir);
	talloc_free(ctx);
	return 0;
}
