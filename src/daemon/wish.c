/* wish.c: what the actions process may run: from the configuration alone. */
#include "wish.h"

#include <string.h>

#include "settings.h"

enum {
	CHATTER_MAX = 512,
	CHANNEL_S = 30, /* without a timeout of its own */
};

/* A feed's own time and size, and its source. */
static bool wish_source(void *ctx, struct wish *w, struct err *err)
{
	const struct conf_feed *f = w->feed;
	int64_t max;

	if (!conf_source_parse(ctx, f->url, &w->source, err))
		return false;
	if (!w->source.argv)
		return err_set(err, ERR_CONFIG, "the configuration names no program for this feed any more");
	w->order.argv = w->source.argv;
	w->order.timeout_ms = 1000 * (f->timeout_s ? f->timeout_s : w->conf->telexd.timeout_s);
	max = f->max_size ? f->max_size : w->conf->telexd.max_size;
	w->order.output_max = (size_t)(max < SETTINGS_DOCUMENT_MAX ? max : SETTINGS_DOCUMENT_MAX);
	return true;
}

static bool wish_secret(void *ctx, struct wish *w, const char *command, struct err *err)
{
	if (!command)
		return err_set(err, ERR_CONFIG,
			       "the configuration names no program for this secret any more");
	w->order.argv = conf_command_argv(ctx, command, err);
	w->order.timeout_ms = 1000 * ACTIONS_SECRET_S;
	w->order.output_max = ACTIONS_SECRET_MAX;
	w->order.is_line = true;
	w->order.input = (struct bytes){0};
	return w->order.argv != NULL;
}

static bool wish_password(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->feed->password_command, err);
}

static bool wish_token(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->feed->token_command, err);
}

/* ---- of channels ---- */

static bool wish_url(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->channel->url_command, err);
}

static bool wish_channel_secret(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->channel->secret_command, err);
}

static bool wish_channel_token(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->channel->token_command, err);
}

static bool wish_channel_password(void *ctx, struct wish *w, struct err *err)
{
	return wish_secret(ctx, w, w->channel->password_command, err);
}

static bool wish_delivery(struct wish *w, char **argv)
{
	w->order.argv = argv;
	w->order.timeout_ms = 1000 * (w->channel->timeout_s ? w->channel->timeout_s : CHANNEL_S);
	w->order.output_max = CHATTER_MAX;
	w->order.is_chatter = true;
	return argv != NULL;
}

static bool wish_command(void *ctx, struct wish *w, struct err *err)
{
	if (!w->channel->command)
		return err_set(err, ERR_CONFIG, "the configuration names no command for this channel any more");
	return wish_delivery(w, conf_command_argv(ctx, w->channel->command, err));
}

static const char *var_of(const struct wish *w, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < w->n_vars; i++)
		if (!strncmp(w->vars[i], name, len) && w->vars[i][len] == '=')
			return w->vars[i] + len + 1;
	return "";
}

static const char *urgency(const char *priority)
{
	return !strcmp(priority, "high") ? "critical" : !strcmp(priority, "low") ? "low" : "normal";
}

/* What a feed wrote stands behind "--". */
static bool wish_desktop(void *ctx, struct wish *w, struct err *err)
{
	const char *args[] = {"notify-send",
			      "--app-name=Telex",
			      mem_printf(ctx, "--urgency=%s", urgency(var_of(w, "TELEX_PRIORITY"))),
			      "--",
			      var_of(w, "TELEX_SUBJECT"),
			      mem_strndup(ctx, w->order.input.data, w->order.input.len)};
	enum { N = sizeof(args) / sizeof(args[0]) };
	char **argv = mem_array(ctx, char *, N + 1);

	if (strcmp(w->channel->type, "desktop") != 0)
		return err_set(err, ERR_CONFIG, "the channel is not of type desktop any more");
	for (size_t i = 0; i < N; i++)
		argv[i] = mem_strdup(argv, args[i]);
	w->order.input = (struct bytes){0};
	return wish_delivery(w, argv);
}

static const char *sendmail_of(void *ctx, const struct conf_channel *channel)
{
	if (channel->sendmail)
		return channel->sendmail;
	return conf_program_path(ctx, "sendmail") ? "sendmail" : "/usr/sbin/sendmail";
}

static bool wish_mail(void *ctx, struct wish *w, struct err *err)
{
	const struct conf_channel *c = w->channel;
	char **argv = c->n_to ? conf_command_argv(ctx, sendmail_of(ctx, c), err) : NULL;
	size_t n = 0;

	if (!c->n_to)
		return err_set(err, ERR_CONFIG, "the channel is not of type mail any more");
	if (!argv)
		return false;
	while (argv[n])
		n++;
	argv = mem_grow(ctx, argv, char *, n + 5 + c->n_to);
	argv[n++] = mem_strdup(argv, "-i");
	argv[n++] = mem_strdup(argv, "-f");
	argv[n++] = mem_strdup(argv, c->from ? c->from : c->to[0]);
	argv[n++] = mem_strdup(argv, "--");
	for (size_t i = 0; i < c->n_to; i++)
		argv[n++] = mem_strdup(argv, c->to[i]);
	argv[n] = NULL;
	return wish_delivery(w, argv);
}

/* Kinds of request that start a program, and what each of them finds in the configuration. */
static const struct kind {
	enum actions_kind kind;
	bool (*find)(void *ctx, struct wish *wish, struct err *err);
	bool is_channel, has_vars;
	unsigned env; /* beside what every program sees */
} kinds[] = {
    {ACTIONS_SOURCE, wish_source, false, false, 0},
    {ACTIONS_PASSWORD, wish_password, false, false, FOR_SECRETS},
    {ACTIONS_TOKEN, wish_token, false, false, FOR_SECRETS},
    {ACTIONS_CHANNEL_URL, wish_url, true, false, FOR_SECRETS},
    {ACTIONS_CHANNEL_SECRET, wish_channel_secret, true, false, FOR_SECRETS},
    {ACTIONS_CHANNEL_TOKEN, wish_channel_token, true, false, FOR_SECRETS},
    {ACTIONS_CHANNEL_PASSWORD, wish_channel_password, true, false, FOR_SECRETS},
    {ACTIONS_COMMAND, wish_command, true, true, FOR_CHANNELS},
    {ACTIONS_DESKTOP, wish_desktop, true, true, FOR_CHANNELS},
    {ACTIONS_MAIL, wish_mail, true, false, FOR_CHANNELS},
};

static const struct conf_feed *find_feed(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_feeds; i++)
		if (!strcmp(conf->feeds[i].name, name))
			return &conf->feeds[i];
	return NULL;
}

static const struct conf_channel *find_channel(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_channels; i++)
		if (!strcmp(conf->channels[i].name, name))
			return &conf->channels[i];
	return NULL;
}

static const struct kind *find_kind(enum actions_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].kind == kind)
			return &kinds[i];
	return NULL;
}

static bool find_owner(struct wish *w, const struct kind *kind, const char *name, struct err *err)
{
	if (kind->is_channel)
		w->channel = find_channel(w->conf, name);
	else
		w->feed = find_feed(w->conf, name);
	return w->channel || w->feed ||
	       err_set(err, ERR_CONFIG, "the configuration has no such %s any more", kind->is_channel ? "channel" : "feed");
}

bool wish_find(void *ctx, struct wish *wish, enum actions_kind what, const char *name, struct err *err)
{
	const struct kind *kind = find_kind(what);

	if (!kind)
		return err_set(err, ERR_DATA, "there is no such kind of program");
	if (!find_owner(wish, kind, name, err) || (kind->has_vars && !wish_take_vars(wish, err)) ||
	    !kind->find(ctx, wish, err))
		return false;
	wish->order.env = wish_env(ctx, wish, kind->env);
	return true;
}
