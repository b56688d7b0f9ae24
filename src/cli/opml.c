/* opml.c: `telex import` and `telex export`: lists of feeds from and for other readers. */
#include "cli.h"

#include <errno.h>
#include <search.h>
#include <string.h>

#include "feeds_file.h"
#include "telex/feed.h"
#include "telex/url.h"

enum { FILE_MAX = 64 << 20 };

/* What is there already, by url and by name (tsearch(3) trees of borrowed strings). */
struct known {
	void *urls, *names;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* False when it was there. */
static bool add_known(void **tree, const char *s)
{
	const char *const *node = mem_check(tsearch(s, tree, compare));

	return *node == s;
}

static bool name_taken(void *state, const char *name)
{
	const struct known *known = state;

	return tfind(name, &known->names, compare) != NULL;
}

static void keep(void *s)
{
	(void)s; /* the strings have owners */
}

static void forget(struct known *known)
{
	tdestroy(known->urls, keep);
	tdestroy(known->names, keep);
}

static void know_configured(struct known *known, const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_feeds; i++) {
		(void)add_known(&known->urls, conf->feeds[i].url);
		(void)add_known(&known->names, conf->feeds[i].name);
	}
}

/* ---- import ---- */

struct import {
	struct opml *opml;
	struct new_feed *feeds;
	size_t n_new, n_there, n_skipped;
};

static bool read_file(const char *path, struct buf *out, struct err *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char chunk[KIB(16)];
	bool ok = file != NULL;
	size_t n;

	while (ok && buf_ok(out) && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, chunk, n);
	ok = ok && !ferror(file);
	if (!ok)
		err_set(err, ERR_IO, "cannot read %s: %s", path, strerror(errno));
	if (file && file != stdin)
		fclose(file);
	if (ok && !buf_ok(out))
		return err_set(err, ERR_LIMIT, "%s is larger than %d MB", path, FILE_MAX >> 20);
	return ok;
}

/* Which of the file's feeds are new, each address once, and what they will be called. */
static void choose(struct cli *cli, struct import *import, struct known *known)
{
	const struct opml *opml = import->opml;

	import->feeds = mem_array(cli->ctx, struct new_feed, opml->n_feeds + 1);
	import->n_skipped = opml->n_skipped;
	for (size_t i = 0; i < opml->n_feeds; i++) {
		const struct opml_feed *feed = &opml->feeds[i];
		char *name;
		if (!url_is_web(feed->url) || !conf_value_ok(feed->url)) {
			import->n_skipped++;
			continue;
		}
		if (!add_known(&known->urls, feed->url)) {
			import->n_there++;
			continue;
		}
		name = conf_feed_name(cli->ctx, feed->title, feed->url, name_taken, known);
		(void)add_known(&known->names, name);
		import->feeds[import->n_new++] =
		    (struct new_feed){name, feed->url, feed->title, feed->folder};
	}
}

static bool parse(struct cli *cli, const char *path, struct import *import, struct err *err)
{
	AUTO_BUF text = BUF_INIT(FILE_MAX);
	bool ok;

	if (!read_file(path, &text, err))
		return false;
	ok = cli_option(cli, "newsboat") ? opml_parse_newsboat(cli->ctx, buf_bytes(&text), &import->opml, err)
					 : opml_parse(cli->ctx, buf_bytes(&text), &import->opml, err);
	return ok || err_wrap(err, "%s", path);
}

int cli_import(struct cli *cli, int argc, char **argv)
{
	struct import import = {0};
	struct known known = {0};
	struct err err;
	int status;
	bool ok;

	if (argc != 1)
		return cli_usage(cli, "import takes one file (- is standard input)");
	if (!parse(cli, argv[0], &import, &err) || !feeds_file_prepare(cli, &err))
		return cli_fail(&err);
	if (!cli_load_or_say(cli, &status))
		return status;
	know_configured(&known, cli->conf);
	choose(cli, &import, &known);
	forget(&known);
	ok = feeds_file_add(cli, import.feeds, import.n_new, &err);
	if (!ok)
		return cli_fail(&err);
	if (import.n_new > 0)
		feeds_tell_daemon(cli);
	cli_note(cli, "%zu added, %zu already there, %zu skipped", import.n_new, import.n_there,
		 import.n_skipped);
	if (import.opml->n_programs > 0)
		cli_note(cli,
			 "%zu of the skipped would run a program: what is imported never does; to have one, write "
			 "a [feed NAME] with its url = exec:... or filter:... into %s (telex.ini(5), PROGRAMS)",
			 import.opml->n_programs, cli->config_file);
	return 0;
}

/* ---- export ---- */

/* What an address tells nobody else. */
static const char *public_url(struct cli *cli, const char *url, size_t *n_redacted)
{
	const char *redacted = url_redact(cli->ctx, url);

	*n_redacted += strcmp(redacted, url) != 0;
	return redacted;
}

/* The publisher's title and site, where telexd has learned them. */
static const struct store_feed *learned(const struct store_feeds *rows, const char *name)
{
	for (size_t i = 0; rows && i < rows->n; i++)
		if (strcmp(rows->feeds[i].name, name) == 0)
			return &rows->feeds[i];
	return NULL;
}

int cli_export(struct cli *cli, int argc, char **argv)
{
	const struct conf *conf = cli->conf;
	struct opml opml = {.feeds = mem_array(cli->ctx, struct opml_feed, conf->n_feeds + 1)};
	size_t n_programs = 0, n_redacted = 0;
	AUTO_BUF out = BUF_INIT(MIB(256));
	struct store_feeds *rows = NULL;

	(void)argv;
	if (argc > 0)
		return cli_usage(cli, "export takes no operands");
	/* A store that does not open is no reason not to write down the feeds. */
	if (cli_has_store(cli) && cli_open_store(cli, STORE_READ, NULL) &&
	    !store_feeds(cli->store, cli->ctx, false, &rows, NULL))
		rows = NULL;
	for (size_t i = 0; i < conf->n_feeds; i++) {
		const struct conf_feed *feed = &conf->feeds[i];
		const struct store_feed *row = learned(rows, feed->name);
		if (conf_source_is_program(feed->url)) {
			n_programs++;
			continue;
		}
		opml.feeds[opml.n_feeds++] = (struct opml_feed){
		    .url = public_url(cli, feed->url, &n_redacted),
		    .title = feed->title ? feed->title
			     : row	 ? row->title
					 : feed->name,
		    .home_url = row && row->site_url[0] ? row->site_url : NULL,
		    .folder = feed->group,
		};
	}
	opml_write(&opml, "Telex feeds", &out);
	cli_put(&out);
	if (n_programs > 0)
		cli_note(cli, "%zu feed%s left out: exec: and filter: run programs of this machine", n_programs,
			 n_programs == 1 ? "" : "s");
	if (n_redacted > 0)
		cli_note(cli, "user name and password left out of %zu address%s", n_redacted,
			 n_redacted == 1 ? "" : "es");
	return 0;
}
