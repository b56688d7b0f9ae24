/* errand.h: what the files of the courier share: one message on its way to one channel. */
#ifndef TELEX_DAEMON_ERRAND_H
#define TELEX_DAEMON_ERRAND_H

#include "courier.h"

struct courier {
	const struct conf *conf;
	struct actions *actions;
	struct notify *notify;
	struct told *told;
	struct errand *finished; /* told in the next turn */
	size_t n_running;
};

/* The secrets of a channel; a channel has some of them. */
enum secret { URL, SECRET, TOKEN, PASSWORD, SECRETS };
struct errand {
	struct errand *next;
	struct courier *courier;
	const char *channel;
	struct letter *letter;
	const char *secret[SECRETS];
	enum secret asked; /* whose program runs */
	struct courier_result result;
	courier_done_fn *done;
	void *state;
};

/* How it went, to be told in the next turn: NULL, or one clause. */
void errand_finish(struct errand *errand, const char *error);
/* Send it, with all secrets found; errand_finish follows, at once or later. */
void errand_send(struct errand *errand, const struct conf_channel *channel);

#endif
