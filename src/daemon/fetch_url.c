/* fetch_url.c: one address that the user gave on the command line, fetched now. */
#include "daemon.h"

#include <signal.h>

#include "telex/conf.h"
#include "telex/fetch.h"
#include "telex/url.h"

struct visit {
	struct fetch_reply *reply;
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

/* What of the configuration concerns a single request; the strings are ctx's. */
static bool take_config(void *ctx, const struct verb_source *source, struct fetch_limits *limits,
			struct err *err)
{
	AUTO_BUF faults = BUF_INIT(MIB(1));
	struct conf *conf;

	if (!source->config)
		return true;
	if (!source->load(ctx, source->config, &conf, &faults, err))
		return false;
	limits->timeout_s = conf->telexd.timeout_s;
	limits->user_agent = conf->telexd.user_agent;
	limits->proxy = conf->telexd.proxy;
	return true;
}

bool verb_fetch_url(const struct verb_source *source, struct buf *body, char **ret_final_url,
		    char **ret_content_type, struct err *err)
{
	struct fetch_limits limits = {.timeout_s = 60,
				      .max_size = body->max < INT64_MAX ? (int64_t)body->max : INT64_MAX,
				      .per_host = 1,
				      .transfers = 1,
				      .user_agent = "telex/" TELEX_VERSION};
	struct fetch_request request = {.url = source->url, .is_private = true};
	struct visit *visit = mem_new(NULL, struct visit);
	struct fetch *fetch;
	void (*pipe_action)(int) = signal(SIGPIPE, SIG_IGN); /* a TLS peer that went away */
	bool ok = take_config(visit, source, &limits, err) && fetch_new(visit, &limits, &fetch, err);

	if (ok)
		fetch_add(fetch, &request, on_reply, visit, NULL);
	while (ok && !visit->reply)
		ok = fetch_turn(fetch, NULL, 0, 1000, err);
	if (ok)
		ok = take(visit->reply, source->url, body, err);
	if (ok) {
		*ret_final_url = mem_strdup(NULL, visit->reply->url);
		*ret_content_type = mem_strdup(NULL, visit->reply->headers.content_type);
	}
	talloc_free(visit);
	signal(SIGPIPE, pipe_action);
	return ok;
}
