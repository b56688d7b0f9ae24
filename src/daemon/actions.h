/* actions.h: programs that the configuration names, run by a process of their own, and telexd's side of it.
 *
 * The actions process is the only one that starts programs.  It is forked before the network is touched, knows the
 * configuration, and is told the name of a feed or channel, bytes for standard input and values of TELEX_ variables: never what
 * to run.  A reload makes it read
 * the same configuration file again. */
#ifndef TELEX_DAEMON_ACTIONS_H
#define TELEX_DAEMON_ACTIONS_H

#include "telex/conf.h"
#include "telex/fetch.h"

#include "daemon.h"

enum actions_kind {
	ACTIONS_SOURCE,	  /* the program of an exec: or filter: source; data goes to its standard input */
	ACTIONS_PASSWORD, /* password_command */
	ACTIONS_TOKEN,	  /* token_command */
	/* of a channel: */
	ACTIONS_CHANNEL_URL, /* url_command */
	ACTIONS_CHANNEL_SECRET,
	ACTIONS_CHANNEL_TOKEN,
	ACTIONS_CHANNEL_PASSWORD,
	ACTIONS_COMMAND, /* command; data goes to its standard input */
	ACTIONS_DESKTOP, /* notify-send; TELEX_SUBJECT, TELEX_PRIORITY, and the body is data */
	ACTIONS_MAIL,	 /* sendmail; data is the mail */
	ACTIONS_RELOAD	  /* read the configuration again; nothing is answered */
};
enum {
	ACTIONS_AT_ONCE = 4,	 /* programs of feeds that run; others wait */
	ACTIONS_CHANNELS = 16, /* the same of channels: neither waits for the other */
	ACTIONS_VARS_MAX = 64 * 1024, /* bytes of the variables of one job, all in all */
	ACTIONS_SECRET_S = 10,
	ACTIONS_SECRET_MAX = 4096, /* bytes: the first line of what a *_command prints */
};

/* What became of one program: a talloc context of its own. */
struct actions_answer {
	const char *error; /* NULL, or one clause, not yet safe to print: it may quote the program */
	struct buf out;	   /* its standard output; of a secret the first line */
};
/* answer may be stolen; what is left of it is freed after the call. */
typedef void actions_done_fn(void *state, void *tag, struct actions_answer *answer);

struct actions_var {
	const char *name, *value; /* name: TELEX_ and capitals; value: without control bytes */
};
struct actions_job {
	enum actions_kind kind;
	const char *name;	/* of the feed or channel; copied, as the variables are */
	struct buf *take_input; /* emptied; NULL: none */
	const struct actions_var *vars;
	size_t n_vars;
};

struct actions;
/* Start the process, which has `conf` and reads it anew with load(config).  To be called before the network is touched,
 * while the process has one thread and no store open. */
MUST_USE bool actions_new(void *ctx, const struct conf *conf, telexd_load *load, const char *config,
			  struct actions **ret, struct err *err);
void actions_reload(struct actions *actions);
void actions_add(struct actions *actions, const struct actions_job *job, actions_done_fn *done, void *state, void *tag);
size_t actions_pending(const struct actions *actions); /* not answered yet */
/* Descriptors to wait for; gives how many were filled in. */
size_t actions_fds(const struct actions *actions, struct fetch_fd *fds, size_t room);
/* Move bytes, collect answers, call back.  Never blocks.  Without the process every job fails with one clause. */
void actions_turn(struct actions *actions);

#endif
