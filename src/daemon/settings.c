/* settings.c: how a feed is asked for: what its section says, and its secret. */
#include "settings.h"

#include <string.h>

#include "secret.h"

struct settings *settings_new(void *ctx)
{
	return mem_new(ctx, struct settings);
}

static enum fetch_http http_version(enum conf_http from)
{
	static const enum fetch_http versions[] = {[CONF_HTTP_AUTO] = FETCH_HTTP_AUTO,
						   [CONF_HTTP_1_1] = FETCH_HTTP_1_1,
						   [CONF_HTTP_2] = FETCH_HTTP_2};

	return versions[from];
}

static const char *const *copy_headers(void *ctx, const struct conf_feed *from)
{
	const char **headers = mem_array(ctx, const char *, from->n_headers + 1);

	for (size_t i = 0; i < from->n_headers; i++)
		headers[i] = mem_strdup(headers, from->headers[i]);
	return headers;
}

static void fill_secret(struct settings *s, const struct conf_feed *from)
{
	bool is_token = from->token || from->token_command || from->token_file;

	s->secret_kind = is_token ? ACTIONS_TOKEN : ACTIONS_PASSWORD;
	s->secret = mem_strdup(s->texts, is_token ? from->token : from->password);
	s->secret_file = mem_strdup(s->texts, is_token ? from->token_file : from->password_file);
	s->has_command = (is_token ? from->token_command : from->password_command) != NULL;
}

void settings_fill(struct settings *settings, const struct conf_feed *from)
{
	void *old = settings->texts, *texts = talloc_new(settings);
	struct conf_source source = {0};
	/* the configuration was checked, so it parses */
	bool ok = conf_source_parse(texts, from->url, &source, NULL);

	*settings = (struct settings){.texts = texts, .name = mem_strdup(texts, from->name)};
	settings->kind = ok ? source.kind : CONF_SOURCE_EXEC;
	settings->address = source.address;
	settings->request = (struct fetch_request){
	    .headers = copy_headers(texts, from),
	    .n_headers = from->n_headers,
	    .username = mem_strdup(texts, from->username),
	    .user_agent = mem_strdup(texts, from->user_agent),
	    .proxy = mem_strdup(texts, from->proxy),
	    .timeout_s = from->timeout_s,
	    .max_size = from->max_size < SETTINGS_DOCUMENT_MAX ? from->max_size : SETTINGS_DOCUMENT_MAX,
	    .http_version = http_version(from->http_version),
	    .is_insecure = from->is_insecure,
	    .is_private = from->is_private,
	};
	fill_secret(settings, from);
	talloc_free(old);
}

/* ---- the secret ---- */

static const char *key_of(const struct settings *s)
{
	return s->secret_kind == ACTIONS_TOKEN ? "token" : "password";
}

bool settings_needs_program(const struct settings *settings)
{
	return settings->has_command && !settings->command_secret;
}

bool settings_take_secret(struct settings *settings, struct bytes line, struct err *err)
{
	char *secret = secret_take(settings->texts, line, err);

	if (!secret)
		return err_wrap(err, "%s_command", key_of(settings));
	settings->command_secret = secret;
	return true;
}

void settings_forget_secret(struct settings *settings)
{
	talloc_free(settings->command_secret);
	settings->command_secret = NULL;
}

/* *ret NULL: there is none. */
static bool find_secret(void *ctx, const struct settings *s, const char **ret, struct err *err)
{
	*ret = s->has_command ? s->command_secret : s->secret;
	return !s->secret_file || secret_read(ctx, s->secret_file, ret, err) ||
	       err_wrap(err, "%s_file %s", key_of(s), s->secret_file);
}

bool settings_apply(void *ctx, const struct settings *settings, struct fetch_request *request,
		    struct err *err)
{
	struct fetch_request whole = settings->request;
	const char *secret = NULL;

	if (!find_secret(ctx, settings, &secret, err))
		return false;
	whole.url = request->url;
	whole.home_url = request->home_url;
	whole.etag = request->etag;
	whole.last_modified = request->last_modified;
	if (settings->secret_kind == ACTIONS_TOKEN)
		whole.token = secret;
	else
		whole.password = secret;
	*request = whole;
	return true;
}
