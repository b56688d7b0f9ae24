/* feed.c: `telex feed`: feeds found, added and removed. */
#include "feed.h"

#include <string.h>

#include <jansson.h>

#include "control.h"
#include "feeds_file.h"
#include "telex/nearest.h"
#include "telex/url.h"
#include "telexd.h"

/* ---- add ---- */

/* What telexd found out about an address. */
struct found {
	const char *url, *title;
};

/* The child's last line says what was wrong; its name and ours would say it twice. */
static bool child_fault(const struct buf *faults, const char *url, int status, struct err *err)
{
	static const struct {
		int status;
		enum err_code code;
	} codes[] = {{65, ERR_DATA}, {69, ERR_UNAVAILABLE}, {64, ERR_USAGE}};
	const char *text = buf_str(faults), *start = text;
	char *shown = url_redact(NULL, url);
	const size_t url_len = strlen(shown);
	size_t len = faults->len;
	enum err_code code = ERR_IO;

	while (len > 0 && text[len - 1] == '\n')
		len--;
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			start = text + i + 1;
	if (strncmp(start, "telexd: probe: ", 15) == 0)
		start += 15;
	if (strncmp(start, shown, url_len) == 0 && strncmp(start + url_len, ": ", 2) == 0 &&
	    strncmp(start + url_len + 2, shown, url_len) == 0)
		start += url_len + 2;
	talloc_free(shown);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].status == status)
			code = codes[i].code;
	return err_set(err, code, "%.*s", (int)(text + len - start), start);
}

/* Is there a feed at this very address?  ERR_DATA when what is there is something else. */
static bool probe(struct cli *cli, const char *url, struct found *ret, struct err *err)
{
	AUTO_BUF out = BUF_INIT(MIB(256)), faults = BUF_INIT(KIB(64));
	json_t *doc;
	int status;

	if (!telexd_run(cli, (const char *const[]){"probe", "--config", cli->config_file, url, NULL}, &out,
			&faults, &status, err))
		return false;
	if (status != 0)
		return child_fault(&faults, url, status, err);
	doc = json_loadb(buf_str(&out), out.len, 0, NULL);
	*ret = (struct found){url, mem_strdup(cli->ctx, json_string_value(json_object_get(doc, "title")))};
	json_decref(doc);
	return true;
}

/* The first of the addresses that the page at url names and that is a feed; the others are mentioned. */
static bool discover(struct cli *cli, const char *url, struct found *ret, struct err *err)
{
	AUTO_BUF out = BUF_INIT(MIB(1)), faults = BUF_INIT(KIB(64));
	bool found = false;
	int status;

	if (!telexd_run(cli, (const char *const[]){"discover", "--config", cli->config_file, url, NULL}, &out,
			&faults, &status, err))
		return false;
	for (const char *s = buf_str(&out); status == 0 && *s;) {
		const size_t len = strcspn(s, "\n");
		const char *candidate = mem_strndup(cli->ctx, s, len);
		if (found)
			cli_note(cli, "the page also names %s", candidate);
		else if (url_is_web(candidate))
			found = probe(cli, candidate, ret, NULL);
		s += len + (s[len] == '\n');
	}
	return found || err_set(err, ERR_DATA, "no feed at %s, and the page names none",
				url_redact(cli->ctx, url));
}

static bool find_at(struct cli *cli, const char *url, struct found *ret, struct err *err)
{
	if (probe(cli, url, ret, err))
		return true;
	return err->code == ERR_DATA && discover(cli, url, ret, err);
}

/* "example.org/news" is what people type: https then, and http where that is not spoken. */
static bool find_feed(struct cli *cli, const char *typed, struct found *ret, struct err *err)
{
	if (strstr(typed, "://"))
		return find_at(cli, typed, ret, err);
	return find_at(cli, mem_printf(cli->ctx, "https://%s", typed), ret, err) ||
	       (err->code == ERR_UNAVAILABLE &&
		find_at(cli, mem_printf(cli->ctx, "http://%s", typed), ret, err));
}

static bool name_taken(void *state, const char *name)
{
	return feeds_find(state, name) != NULL;
}

/* The name asked for, or one made of the title. */
static bool choose_name(struct cli *cli, const struct found *found, const char **ret, struct err *err)
{
	const char *wish = cli_option(cli, "name"), *title = cli_option(cli, "title");

	if (!wish) {
		*ret =
		    conf_feed_name(cli->ctx, title ? title : found->title, found->url, name_taken, cli->conf);
		return true;
	}
	if (!conf_section_name_ok("feed", wish))
		return err_set(err, ERR_USAGE,
			       "'%s' cannot be a feed's name (allowed: letters, digits, '.', '_', '-')",
			       wish);
	if (feeds_find(cli->conf, wish))
		return err_set(err, ERR_USAGE, "there is a feed '%s' already", wish);
	*ret = wish;
	return true;
}

/* Write it down, read it back, and make it known. */
static bool write_feed(struct cli *cli, const char *name, const struct found *found, struct err *err)
{
	const struct new_feed feed = {name, found->url, cli_option(cli, "title"), cli_option(cli, "group")};
	AUTO_BUF faults = BUF_INIT(MIB(1));

	if (!feeds_file_prepare(cli, err) || !feeds_file_add(cli, &feed, 1, err) ||
	    !cli_load(cli, &faults, err) || !feeds_sync(cli, err))
		return false;
	feeds_tell_daemon(cli);
	return true;
}

static int fetch_added(struct cli *cli, const char *name)
{
	const struct refresh_order order = {.names = &name, .n = 1, .was_added = true};
	struct store_feeds *feeds;
	struct err err;
	int status;

	/* Not to hold the store open while another process writes to it for long. */
	store_close(cli->store);
	cli->store = NULL;
	status = refresh_feeds(cli, &order);
	if (status != 0 || !cli_open_store(cli, STORE_READ, &err) ||
	    !store_feeds(cli->store, cli->ctx, false, &feeds, &err))
		return status;
	for (size_t i = 0; i < feeds->n; i++)
		if (strcmp(feeds->feeds[i].name, name) == 0)
			cli_note(cli, "%lld article%s", (long long)feeds->feeds[i].n_articles,
				 feeds->feeds[i].n_articles == 1 ? "" : "s");
	return 0;
}

static int feed_add(struct cli *cli, int argc, char **argv)
{
	const struct conf_feed *old;
	struct found found;
	const char *name = NULL;
	struct err err = {0};

	if (argc != 1)
		return cli_usage(cli, "feed add takes one address");
	if (conf_source_is_program(argv[0]))
		return cli_usage(cli,
				 "a program as a feed's source is written by hand: a [feed NAME] with url = %s in %s "
				 "(telex.ini(5), PROGRAMS)",
				 argv[0], cli->config_file);
	if (!url_is_web(strstr(argv[0], "://") ? argv[0] : mem_printf(cli->ctx, "https://%s", argv[0])))
		return cli_usage(cli, "'%s' is not a web address", url_redact(cli->ctx, argv[0]));
	old = feeds_find_url(cli->conf, argv[0]);
	if (!old && !find_feed(cli, argv[0], &found, &err))
		return cli_fail(&err);
	old = old ? old : feeds_find_url(cli->conf, found.url);
	if (old) {
		cli_note(cli, "%s is there already, as %s", url_redact(cli->ctx, old->url), old->name);
		return 0;
	}
	if (!choose_name(cli, &found, &name, &err) || !write_feed(cli, name, &found, &err))
		return cli_fail(&err);
	cli_note(cli, "added %s (%s) to %s", name, url_redact(cli->ctx, found.url), feeds_file(cli));
	return fetch_added(cli, name);
}

/* ---- remove ---- */

static bool purge(struct cli *cli, const char *name, struct err *err)
{
	struct store_feeds *feeds;
	int64_t deleted;

	if (!store_feeds(cli->store, cli->ctx, true, &feeds, err))
		return false;
	for (size_t i = 0; i < feeds->n; i++) {
		if (strcmp(feeds->feeds[i].name, name) != 0)
			continue;
		if (!store_feed_purge(cli->store, feeds->feeds[i].id, cli->now, &deleted, err))
			return false;
		cli_note(cli, "%lld article%s deleted", (long long)deleted, deleted == 1 ? "" : "s");
		return true;
	}
	return feeds_unknown(cli, name, err);
}

static bool remove_from_file(struct cli *cli, const char *name, struct err *err)
{
	const struct conf_feed *feed = feeds_find(cli->conf, name);
	AUTO_BUF faults = BUF_INIT(MIB(1));
	const char *file;

	/* Gone from the configuration before: its articles may still be purged. */
	if (!feed)
		return cli_option(cli, "purge") || feeds_unknown(cli, name, err);
	file = feed->file;
	if (!conf_remove_section(file, "feed", name, err) || !cli_load(cli, &faults, err))
		return false;
	cli_note(cli, "removed %s from %s%s", name, file,
		 cli_option(cli, "purge") ? "" : "; its articles stay (feed remove --purge deletes them)");
	return true;
}

static int feed_remove(struct cli *cli, int argc, char **argv)
{
	struct err err;

	if (argc != 1)
		return cli_usage(cli, "feed remove takes one name");
	if (!remove_from_file(cli, argv[0], &err) || !feeds_sync(cli, &err))
		return cli_fail(&err);
	feeds_tell_daemon(cli);
	if (cli_option(cli, "purge") && !purge(cli, argv[0], &err))
		return cli_fail(&err);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct cli *cli, int argc, char **argv);
} verbs[] = {
    {"list", feed_list},
    {"health", feed_health},
    {"test", feed_test},
    {"retry", feed_retry},
    {"add", feed_add},
    {"edit", feed_edit},
    {"remove", feed_remove},
};

static int unknown_verb(struct cli *cli, const char *word)
{
	const char *names[sizeof(verbs) / sizeof(verbs[0])], *near;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		names[i] = verbs[i].name;
	near = nearest_name(word, names, sizeof(names) / sizeof(names[0]));
	if (near)
		return cli_usage(cli, "feed cannot '%s', did you mean '%s'?", word, near);
	return cli_usage(cli, "feed can list, health, test, retry, add, edit and remove, not '%s'", word);
}

int cli_feed(struct cli *cli, int argc, char **argv)
{
	if (argc == 0)
		return feed_list(cli, 0, argv);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, argv[0]) == 0)
			return verbs[i].run(cli, argc - 1, argv + 1);
	return unknown_verb(cli, argv[0]);
}
