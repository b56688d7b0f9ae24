/* fetch_url.c: one address that the user gave on the command line, fetched now. */
#include "daemon.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "telex/conf.h"
#include "telex/fetch.h"
#include "telex/url.h"

#include "ask.h"

struct visit {
	struct fetch_reply *reply;
	struct settings *settings;
	struct actions *actions; /* NULL: no program is needed */
	struct ask *ask;
};

static void on_reply(void *state, void *tag, struct fetch_reply *reply)
{
	struct visit *visit = state;

	(void)tag;
	visit->reply = talloc_steal(visit, reply);
}

static bool take(struct fetch_reply *reply, const char *url, struct buf *body, struct err *err)
{
	void *tmp = talloc_new(NULL);
	bool ok = false;

	if (reply->error)
		err_set(err, ERR_UNAVAILABLE, "%s: %s", url_redact(tmp, url), reply->error);
	else if (fetch_outcome(reply->status, false) != FETCH_DOCUMENT)
		err_set(err, ERR_UNAVAILABLE, "%s: %s", url_redact(tmp, url),
			fetch_status_words(tmp, reply->status));
	else
		ok = true;
	if (ok) {
		buf_add(body, reply->body.data, reply->body.len);
		ok = buf_ok(body) || err_set(err, ERR_LIMIT, "%s: too large", url_redact(tmp, url));
	}
	talloc_free(tmp);
	return ok;
}

/* The section of a feed at this address; NULL. */
static const struct conf_feed *find_feed(void *ctx, const struct conf *conf, const char *url)
{
	struct conf_source source;

	for (size_t i = 0; i < conf->n_feeds; i++)
		if (conf_source_parse(ctx, conf->feeds[i].url, &source, NULL) && source.address &&
		    !strcmp(source.address, url))
			return &conf->feeds[i];
	return NULL;
}

static void warn(const struct settings *settings)
{
	if (settings->request.is_insecure)
		fprintf(stderr, "telexd: feed %s: its certificate is not checked (insecure = yes)\n",
			settings->name);
}

/* What of the configuration concerns a single request; the strings are the visit's.  The address is asked for
 * as its feed is, but no program is put behind it: what is shown is what is there. */
static bool take_config(struct visit *visit, const struct verb_source *source, struct fetch_limits *limits,
			struct err *err)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	const struct conf_feed *feed;
	struct conf *conf;

	if (!source->config)
		return true;
	if (!source->load(visit, source->config, &conf, &faults, err))
		return false;
	limits->timeout_s = conf->telexd.timeout_s;
	limits->user_agent = conf->telexd.user_agent;
	limits->proxy = conf->telexd.proxy;
	feed = find_feed(visit, conf, source->url);
	if (!feed)
		return true;
	settings_fill(visit->settings, feed);
	visit->settings->request.max_size = 0; /* these verbs have a maximum of their own */
	visit->settings->kind = CONF_SOURCE_WEB;
	warn(visit->settings);
	/* before libcurl is there, as in the daemon */
	return !settings_needs_program(visit->settings) ||
	       actions_new(visit, conf, source->load, source->config, &visit->actions, err);
}

static bool turn(struct visit *visit, struct fetch *fetch, struct err *err)
{
	enum { WAIT_MS = 1000 };
	struct fetch_fd fd;
	size_t n = visit->actions ? actions_fds(visit->actions, &fd, 1) : 0;
	bool is_ready = ask_is_ready(visit->ask);

	if (!fetch_turn(fetch, &fd, n, is_ready ? 0 : WAIT_MS, err))
		return false;
	ask_turn(visit->ask);
	return true;
}

bool verb_visit(void *ctx, const struct verb_source *source, size_t max_size, struct fetch_reply **ret,
		struct err *err)
{
	struct fetch_limits limits = {.timeout_s = 60,
				      .max_size = max_size < INT64_MAX ? (int64_t)max_size : INT64_MAX,
				      .per_host = 1,
				      .transfers = 1,
				      .user_agent = "telex/" TELEX_VERSION};
	struct fetch_request request = {.url = source->url};
	struct visit *visit = mem_new(NULL, struct visit);
	struct fetch *fetch;
	void (*pipe_action)(int) = signal(SIGPIPE, SIG_IGN); /* a TLS peer that went away */
	bool ok;

	visit->settings = settings_new(visit);
	ok = take_config(visit, source, &limits, err) && fetch_new(visit, &limits, &fetch, err);
	visit->settings->request.is_private = true; /* the user's own words */
	if (ok) {
		visit->ask = ask_new(visit, fetch, visit->actions);
		ask_add(visit->ask, visit->settings, &request, on_reply, visit, NULL);
	}
	while (ok && !visit->reply)
		ok = turn(visit, fetch, err);
	if (ok)
		*ret = talloc_steal(ctx, visit->reply);
	talloc_free(visit);
	signal(SIGPIPE, pipe_action);
	return ok;
}

bool verb_fetch_url(const struct verb_source *source, struct buf *body, char **ret_final_url,
		    char **ret_content_type, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct fetch_reply *reply;
	bool ok = verb_visit(ctx, source, body->max, &reply, err) && take(reply, source->url, body, err);

	if (ok) {
		*ret_final_url = mem_strdup(NULL, reply->url);
		*ret_content_type = mem_strdup(NULL, reply->headers.content_type);
	}
	talloc_free(ctx);
	return ok;
}
