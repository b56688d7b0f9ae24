/* sender_parts.h: what the files of the sender share. */
#ifndef TELEX_DAEMON_SENDER_PARTS_H
#define TELEX_DAEMON_SENDER_PARTS_H

#include "sender.h"

#include "courier.h"
#include "target.h"

enum { SENDER_REST_MS = 30000 /* the longest without a look: somebody else may have put something in */ };

struct sender {
	const struct conf *conf;
	struct store *store;
	struct courier *courier;
	struct sender_mode mode;
	struct sender_watch watch;
	struct sender_counts counts;
	struct targets targets;
	int64_t look_ms;   /* when the outbox is looked at next */
	int64_t store_ms;  /* and not before this: the store was busy, or worse */
	bool is_exhausted; /* since the last look nothing has changed: there is no more than it brought */
	bool is_stopped;
	bool is_store_bad; /* said already */
};

/* The rule of a message; NULL: it is gone, or the message is no alert. */
const struct conf_rule *sender_rule(const struct sender *s, const struct outbox_message *head);
/* The store did not do it.  True: that may pass.  False: it was said, once. */
bool sender_store_failed(struct sender *s, const struct err *err);
/* Queue what is due. */
void sender_look(struct sender *s, int64_t now_ms);
/* A courier_done_fn; state is the struct target. */
void sender_take_result(void *state, const struct courier_result *result);
/* What came of its message into the store; until it is there the target gets nothing else. */
bool sender_settle(struct target *t);

#endif
