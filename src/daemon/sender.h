/* sender.h: the outbox at work: what is due goes to its channels, one message at a time to each, and how it went is stored
 * before the next.  No channel waits for another; at most 20 messages a second go to one place (host and port).  What --once
 * and the daemon share. */
#ifndef TELEX_DAEMON_SENDER_H
#define TELEX_DAEMON_SENDER_H

#include "telex/conf.h"
#include "telex/fetch.h"
#include "telex/store.h"

#include "actions.h"

struct sender_counts {
	size_t n_sent, n_failed; /* messages */
};
struct sender_watch {
	/* A delivery failed, or (rule NULL) the store did.  The texts are safe to print. */
	void (*failed)(void *state, const char *rule, const char *channel, const char *reason);
	void *state;
};
struct sender_mode {
	bool is_once;	/* a channel that fails is left alone for good, */
	bool is_forced; /* what is due later is due too */
};
struct sender;

/* conf must live as long, or until sender_reload. */
MUST_USE bool sender_new(void *ctx, const struct conf *conf, struct store *store, struct actions *actions,
			 const struct sender_mode *mode, const struct sender_watch *watch, struct sender **ret,
			 struct err *err);
/* Channels that failed get another chance; what is under way goes on. */
void sender_reload(struct sender *sender, const struct conf *conf);
/* There may be something new in the outbox. */
void sender_poke(struct sender *sender);
/* The same, and channels that failed are not left alone any longer: somebody has mended something. */
void sender_open(struct sender *sender);
size_t sender_fds(const struct sender *sender, struct fetch_fd *fds, size_t room);
/* Milliseconds until there is something to do, whatever the descriptors say. */
int sender_wait_ms(const struct sender *sender, int64_t now_ms);
/* Start what may start, collect what ended.  fds: those of sender_fds; actions_turn is somebody else's. */
void sender_turn(struct sender *sender, const struct fetch_fd *fds, size_t n);
/* Nothing is under way, and nothing that is due could be started. */
bool sender_is_idle(const struct sender *sender);
/* Start nothing any more: sender_is_idle once what is under way has ended. */
void sender_stop(struct sender *sender);
const struct sender_counts *sender_counts(const struct sender *sender);

#endif
