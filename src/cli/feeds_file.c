/* feeds_file.c: feeds that commands add to the configuration, and everybody who must hear of it. */
#include "feeds_file.h"

#include <string.h>

#include "control.h"
#include "telex/nearest.h"

const char *feeds_file(struct cli *cli)
{
	const char *slash = strrchr(cli->config_file, '/');

	return mem_printf(cli->ctx, "%.*sconf.d/feeds.ini", slash ? (int)(slash - cli->config_file) + 1 : 0,
			  cli->config_file);
}

bool feeds_file_prepare(struct cli *cli, struct err *err)
{
	AUTO_BUF example = BUF_INIT(MIB(1));

	conf_write_example(&example);
	return conf_create(cli->config_file, buf_bytes(&example), err);
}

bool feeds_file_add(struct cli *cli, const struct new_feed *feeds, size_t n, struct err *err)
{
	enum { KEYS = 3 };
	struct conf_pair *pairs = mem_array(cli->ctx, struct conf_pair, KEYS * n);
	struct conf_edit *edits = mem_array(cli->ctx, struct conf_edit, n);

	for (size_t i = 0; i < n; i++) {
		struct conf_pair *p = pairs + KEYS * i;
		p[0] = (struct conf_pair){"url", feeds[i].url};
		p[1] = (struct conf_pair){"title",
					  feeds[i].title ? conf_value_make(pairs, feeds[i].title) : NULL};
		p[2] = (struct conf_pair){"group",
					  feeds[i].group ? conf_value_make(pairs, feeds[i].group) : NULL};
		edits[i] =
		    (struct conf_edit){.kind = "feed", .name = feeds[i].name, .pairs = p, .n_pairs = KEYS};
	}
	return n == 0 || conf_edit(feeds_file(cli), edits, n, err);
}

bool feeds_sync(struct cli *cli, struct err *err)
{
	const struct conf *conf = cli->conf;
	struct store_feed_config *rows = mem_array(cli->ctx, struct store_feed_config, conf->n_feeds + 1);

	for (size_t i = 0; i < conf->n_feeds; i++) {
		const struct conf_feed *feed = &conf->feeds[i];
		rows[i] = (struct store_feed_config){feed->name, feed->url, feed->title, feed->group};
	}
	return cli_open_store(cli, STORE_CLIENT, err) &&
	       store_feeds_sync(cli->store, rows, conf->n_feeds, err);
}

void feeds_tell_daemon(struct cli *cli)
{
	struct control *control = control_open(cli);
	struct err err;
	json_t *reply = control ? control_ask(control, control_request("reload"), &err) : NULL;

	if (control && !reply)
		cli_note(cli, "%s", err.msg);
	json_decref(reply);
	talloc_free(control);
}

const struct conf_feed *feeds_find(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_feeds; i++)
		if (strcmp(conf->feeds[i].name, name) == 0)
			return &conf->feeds[i];
	return NULL;
}

const struct conf_feed *feeds_find_url(const struct conf *conf, const char *url)
{
	for (size_t i = 0; i < conf->n_feeds; i++)
		if (strcmp(conf->feeds[i].url, url) == 0)
			return &conf->feeds[i];
	return NULL;
}

bool feeds_unknown(struct cli *cli, const char *name, struct err *err)
{
	const char **names = mem_array(cli->ctx, const char *, cli->conf->n_feeds + 1), *near;

	for (size_t i = 0; i < cli->conf->n_feeds; i++)
		names[i] = cli->conf->feeds[i].name;
	near = nearest_name(name, names, cli->conf->n_feeds);
	if (near)
		return err_set(err, ERR_NO_MATCH, "no feed is called '%s', did you mean '%s'?", name, near);
	return err_set(err, ERR_NO_MATCH, "no feed is called '%s' (telex feed list names them)", name);
}
