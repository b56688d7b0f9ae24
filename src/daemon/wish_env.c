/* wish_env.c: the environment of a program: nothing of ours but what is named here, and what main tells of an alert. */
#include "wish.h"

#include <stdlib.h>
#include <string.h>

#include "telex/url.h"

enum { VAR_MAX = 8192 /* bytes of one */ };

/* What a program sees of ours.  A keeper of secrets needs to find his own things too, and what tells somebody something the
 * desktop. */
static const struct {
	const char *name;
	unsigned only; /* 0: every program */
} passed[] = {
    {"PATH", 0},
    {"HOME", 0},
    {"LANG", 0},
    {"LC_ALL", 0},
    {"LC_CTYPE", 0},
    {"LC_MESSAGES", 0},
    {"LC_TIME", 0},
    {"LC_COLLATE", 0},
    {"LC_NUMERIC", 0},
    {"TZ", 0},
    {"USER", FOR_SECRETS | FOR_CHANNELS},
    {"LOGNAME", FOR_SECRETS | FOR_CHANNELS},
    {"GNUPGHOME", FOR_SECRETS},
    {"PASSWORD_STORE_DIR", FOR_SECRETS},
    {"DBUS_SESSION_BUS_ADDRESS", FOR_SECRETS | FOR_CHANNELS},
    {"XDG_RUNTIME_DIR", FOR_SECRETS | FOR_CHANNELS},
    {"DISPLAY", FOR_CHANNELS},
    {"WAYLAND_DISPLAY", FOR_CHANNELS},
    {"XAUTHORITY", FOR_CHANNELS},
    {"CREDENTIALS_DIRECTORY", FOR_SECRETS},
};
enum { N_PASSED = sizeof(passed) / sizeof(passed[0]), N_OURS = 2 };

char **wish_env(void *ctx, const struct wish *w, unsigned what)
{
	char **env = mem_array(ctx, char *, N_PASSED + N_OURS + WISH_VARS_MAX + 1);
	struct conf_source source = {0};
	size_t n = 0;

	for (size_t i = 0; i < N_PASSED; i++) {
		const char *value = getenv(passed[i].name);

		if (value && (!passed[i].only || (passed[i].only & what)))
			env[n++] = mem_printf(env, "%s=%s", passed[i].name, value);
	}
	for (size_t i = 0; i < w->n_vars; i++)
		env[n++] = w->vars[i];
	if (w->channel)
		env[n++] = mem_printf(env, "TELEX_CHANNEL=%s", w->channel->name);
	if (!w->feed)
		return env;
	env[n++] = mem_printf(env, "TELEX_FEED=%s", w->feed->name);
	if (conf_source_parse(env, w->feed->url, &source, NULL) && source.address)
		env[n++] = mem_printf(env, "TELEX_URL=%s", url_redact(env, source.address));
	return env;
}

/* TELEX_ and capitals, '=', a text without control bytes. */
static bool is_var(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	if (strncmp(s, "TELEX_", 6) != 0 || s[len] != '=' || strlen(s) > VAR_MAX)
		return false;
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return true;
}

/* The variables in front of the input.  telexd's word is checked: it has read feeds. */
bool wish_take_vars(struct wish *w, struct err *err)
{
	struct bytes *in = &w->order.input;

	while (in->len) {
		size_t len = strnlen(in->data, in->len);
		char *var = (char *)in->data;

		if (len == in->len || (len && (w->n_vars == WISH_VARS_MAX || !is_var(var))))
			break;
		in->data += len + 1;
		in->len -= len + 1;
		if (!len)
			return true;
		w->vars[w->n_vars++] = var;
	}
	return err_set(err, ERR_DATA, "a variable for the program is none");
}
