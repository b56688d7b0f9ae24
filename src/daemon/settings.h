/* settings.h: how a feed is asked for: what its section says, and its secret. */
#ifndef TELEX_DAEMON_SETTINGS_H
#define TELEX_DAEMON_SETTINGS_H

#include "telex/conf.h"
#include "telex/fetch.h"

#include "actions.h"

/* A parser process has no memory for more. */
#define SETTINGS_DOCUMENT_MAX ((int64_t)256 << 20)

struct settings {
	void *texts; /* owns them */
	const char *name;
	enum conf_source_kind kind;
	const char *address; /* what the user wrote; NULL: CONF_SOURCE_EXEC */
	struct fetch_request request; /* without address, validators and secret */
	enum actions_kind secret_kind; /* ACTIONS_PASSWORD or ACTIONS_TOKEN, where there is a secret */
	const char *secret, *secret_file;
	bool has_command;	/* the secret is what a program prints */
	char *command_secret; /* what it printed; NULL: not asked yet, or refused by the server */
};

struct settings *settings_new(void *ctx);
/* Take what a section says; also anew, and the secret is asked for again then. */
void settings_fill(struct settings *settings, const struct conf_feed *from);
/* The secret must be asked of a program first. */
bool settings_needs_program(const struct settings *settings);
/* What the program printed. */
MUST_USE bool settings_take_secret(struct settings *settings, struct bytes line, struct err *err);
/* The server did not like it: perhaps there is a new one. */
void settings_forget_secret(struct settings *settings);
/* Complete a request that has addresses and validators.  Its strings are the settings' and ctx's. */
MUST_USE bool settings_apply(void *ctx, const struct settings *settings, struct fetch_request *request,
			     struct err *err);

#endif
